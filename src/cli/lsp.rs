//! `preplan lsp`

use super::args::{Common, today};
use super::{Status, output};
use crate::lsp::{Settings, serve};
use lsp_server::Connection;
use std::path::PathBuf;

/// The folder in which this user's programs keep what can be made again.
fn cache() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    if cfg!(windows) { folder("LOCALAPPDATA") } else { folder("XDG_CACHE_HOME").or_else(|| Some(folder("HOME")?.join(".cache"))) }
}

pub(super) fn run(common: &Common) -> Status {
    let settings = Settings { lang: common.chosen_lang(), locale: common.lang(), as_of: today, fixed_date: common.fixed_date(), cache: cache() };
    let (connection, threads) = Connection::stdio();
    let ended = serve(&connection, settings);
    // The writing thread ends when nobody can send any more.
    drop(connection);
    let ended = ended.map_err(|e| e.to_string()).and_then(|well| threads.join().map(|()| well).map_err(|e| e.to_string()));
    match ended {
        Ok(true) => Status::Fine,
        Ok(false) => Status::Findings,
        Err(error) => {
            output::complain(&format!("preplan: {error}"));
            Status::Trouble
        }
    }
}
