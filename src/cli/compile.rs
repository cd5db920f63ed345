//! `preplan compile`

use super::args::{Common, Compile, Target};
use super::check::{render, status};
use super::{Status, output};
use crate::check::{Options, check};
use crate::disk::{discover, load, write_whole};
use std::io::IsTerminal as _;

pub(super) fn run(args: &Compile, common: &Common) -> Status {
    let loaded = load(&discover(std::slice::from_ref(&args.file)), &args.stdin_name);
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
    let Ok(runbook) = crate::emit::runbook(&checked) else { return Status::Findings };
    let bytes = match args.to {
        Target::Json => crate::emit::to_json(&runbook).into_bytes(),
        Target::Wasm => match crate::emit::program::lower(&runbook) {
            Ok(program) => crate::emit::wasm::module(&runbook, &program),
            Err(error) => {
                output::complain(&format!("preplan: cannot run {}: {}", args.file.display(), error.what));
                return Status::Trouble;
            }
        },
    };
    match &args.output {
        None if args.to == Target::Wasm && std::io::stdout().is_terminal() => {
            output::complain("preplan: a module is not for a terminal; name a file with -o");
            Status::Trouble
        }
        None => output::answer(&bytes, status),
        Some(path) => match write_whole(path, &bytes) {
            Ok(()) => status,
            Err(error) => {
                output::complain(&format!("preplan: cannot write {}: {error}", path.display()));
                Status::Trouble
            }
        },
    }
}
