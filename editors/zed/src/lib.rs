//! Tells Zed how to start the language server of preplan.

use zed_extension_api::settings::LspSettings;
use zed_extension_api::{Command, Extension, LanguageServerId, Result, Worktree, register_extension};

struct Preplan;

impl Extension for Preplan {
    fn new() -> Self {
        Self
    }

    fn language_server_command(&mut self, id: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        // `lsp.preplan.binary` of Zed's settings wins over the path.
        let binary = LspSettings::for_worktree(id.as_ref(), worktree)?.binary;
        let (path, arguments) = binary.map_or((None, None), |b| (b.path, b.arguments));
        let Some(command) = path.or_else(|| worktree.which("preplan")) else {
            return Err("`preplan` was not found: install it, or set `lsp.preplan.binary.path`".to_owned());
        };
        let args = arguments.unwrap_or_else(|| vec!["lsp".to_owned()]);
        Ok(Command { command, args, env: worktree.shell_env() })
    }
}

register_extension!(Preplan);
