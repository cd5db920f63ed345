//! `preplan compile`

use super::args::{Common, Compile, Target};
use super::check::{render, status};
use super::load::load;
use super::{Status, discover, output};
use crate::check::{Options, check};
use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

pub(super) fn run(args: &Compile, common: &Common) -> Status {
    let loaded = load(&discover::discover(std::slice::from_ref(&args.file)), &args.stdin_name);
    let &[root] = loaded.roots.as_slice() else {
        output::complain("preplan: compile takes one plan file");
        return Status::Trouble;
    };
    let checked = check(&loaded.project, root, Options { as_of: common.as_of() });
    let status = status(checked.diagnostics(), !loaded.unread.is_empty(), common);
    if !checked.diagnostics().is_empty() {
        let terminal = std::io::stderr().is_terminal();
        output::complain(&render(&loaded, checked.diagnostics(), 1, args.format, common, terminal));
    }
    if status != Status::Fine {
        return status;
    }
    let Target::Json = args.to;
    let Ok(runbook) = crate::emit::runbook(&checked) else { return Status::Findings };
    let text = crate::emit::to_json(&runbook);
    match &args.output {
        None => output::answer(&text, status),
        Some(path) => match write_whole(path, text.as_bytes()) {
            Ok(()) => status,
            Err(error) => {
                output::complain(&format!("preplan: cannot write {}: {error}", path.display()));
                Status::Trouble
            }
        },
    }
}

/// Writes beside the target and renames: a reader sees the old file or the new one, never a part.
fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".preplan-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    if let Ok(old) = std::fs::metadata(&path) {
        file.as_file().set_permissions(old.permissions())?;
    } else {
        set_default_mode(file.as_file())?;
    }
    file.persist(&path)?;
    Ok(())
}

/// A temporary file is private; the runbook is as readable as any new file.
#[cfg(unix)]
fn set_default_mode(file: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn set_default_mode(_: &std::fs::File) -> std::io::Result<()> {
    Ok(())
}
