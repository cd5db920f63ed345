//! `preplan timeline`

use super::args::{Common, Format, TableFormat, Timeline};
use super::check::{render, status, width};
use super::{Status, output};
use crate::check::{Options, check};
use crate::diagnostic::Lang;
use crate::disk::{discover, load};
use crate::emit::{timeline, timeline_json};
use crate::report::table;
use std::io::IsTerminal as _;

pub(super) fn run(args: &Timeline, common: &Common) -> Status {
    let loaded = load(&discover(std::slice::from_ref(&args.file)), &args.stdin_name);
    let &[root] = loaded.roots.as_slice() else {
        output::complain("preplan: timeline takes one plan file");
        return Status::Trouble;
    };
    let checked = check(&loaded.project, root, Options { as_of: common.as_of() });
    if !loaded.unread.is_empty() {
        let terminal = std::io::stderr().is_terminal();
        output::complain(&render(&loaded, checked.diagnostics(), 1, Format::Plain, common, terminal));
        return Status::Trouble;
    }
    if checked.has_errors() {
        let file = args.file.display();
        output::complain(&match common.lang() {
            Lang::En => format!("preplan: this plan has errors, and its times may be wrong: see `preplan check {file}`"),
            Lang::Zh => format!("preplan: 本预案有错误，时间可能不准：见 `preplan check {file}`"),
        });
    }
    let status = status(checked.diagnostics(), false, common);
    let timeline = timeline(&checked);
    let text = match args.format {
        TableFormat::Table => table(&timeline, common.lang(), width()),
        TableFormat::Json => timeline_json(&timeline),
    };
    output::answer(&text, status)
}
