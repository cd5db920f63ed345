//! What the numbers in states and effects stand for, where the runbook does not say it by its order.

use crate::emit::program::layout::Layout;
use crate::emit::program::{Program, Told};
use crate::emit::runbook::Place;
use serde::Serialize;

#[derive(Debug, Serialize)]
struct Table<'p> {
    abi: i32,
    /// The first cell of each family, and how many cells there are.
    cells: &'p Layout,
    /// Names of files, which places name by position.
    files: Vec<&'p str>,
    /// By limit: its step, file, line and column.
    limits: Vec<(usize, usize, u32, u32)>,
    /// By message: how it is told, who is meant, its procedure, its step or -1, file, line and column.
    messages: Vec<(u8, Meant<'p>, usize, i64, usize, u32, u32)>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Meant<'p> {
    Post(usize),
    Text(&'p str),
}

/// The table as JSON, on one line.
pub(super) fn json(program: &Program, cells: &Layout) -> String {
    let limits = program.limits.iter().map(|l| &l.at);
    let mut files: Vec<&str> = limits.chain(program.messages.iter().map(|m| &m.from.at)).map(|p| p.file.as_str()).collect();
    files.sort_unstable();
    files.dedup();
    let file = |place: &Place| files.binary_search(&place.file.as_str()).unwrap_or_default();
    let limits = program.limits.iter().map(|l| (l.step, file(&l.at), l.at.line, l.at.column)).collect();
    let messages = program.messages.iter().map(|m| {
        let kind = match m.kind {
            Told::Called => 0,
            Told::Notified => 1,
            Told::Escalated => 2,
            Told::Activated => 3,
        };
        let meant = m.post.map_or(Meant::Text(&m.meant), Meant::Post);
        let step = m.from.step.and_then(|s| i64::try_from(s).ok()).unwrap_or(-1);
        (kind, meant, m.from.procedure, step, file(&m.from.at), m.from.at.line, m.from.at.column)
    });
    let messages = messages.collect();
    // Names and numbers always serialize.
    serde_json::to_string(&Table { abi: super::ABI, cells, files: files.clone(), limits, messages }).unwrap_or_default()
}
