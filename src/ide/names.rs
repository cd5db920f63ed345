//! What a file declares: everything that has a name.

use crate::ast::{Declaration, File, Item, LevelRung, Name, Statement, StatementKind, Step, Term};
use crate::parse::complete::is_plain_name;
use crate::source::Span;
use crate::words;

/// A declared name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named<'a> {
    pub(super) name: &'a Name,
    /// The whole declaration.
    pub(super) full: Span,
    pub(super) what: What<'a>,
}

/// What a name is declared as.
#[derive(Debug, Clone, Copy)]
pub(super) enum What<'a> {
    Declaration(&'a Declaration),
    /// A step of a procedure.
    Step(&'a Step, &'a Declaration),
    /// A level of a ladder.
    Level(&'a LevelRung, &'a Declaration),
    /// A measured word.
    Term(&'a Term),
}

/// Everything with a name that a file declares, in order.
pub(super) fn declared(file: &File) -> Vec<Named<'_>> {
    let mut all = Vec::new();
    for item in &file.items {
        let Item::Declaration(decl) = item else { continue };
        all.extend(decl.name.as_ref().map(|name| Named { name, full: decl.span, what: What::Declaration(decl) }));
        inner(&decl.body, decl, &mut all);
    }
    all
}

fn inner<'a>(body: &'a [Statement], decl: &'a Declaration, all: &mut Vec<Named<'a>>) {
    for statement in body {
        let full = statement.span;
        if let StatementKind::Step(step) = &statement.kind {
            all.push(Named { name: &step.name, full, what: What::Step(step, decl) });
        } else if let StatementKind::Level(level) = &statement.kind {
            all.push(Named { name: &level.name, full, what: What::Level(level, decl) });
        } else if let StatementKind::Term(term) = &statement.kind {
            all.push(Named { name: &term.name, full, what: What::Term(term) });
        } else if let StatementKind::Recovery(recovery) = &statement.kind {
            inner(&recovery.body, decl, all);
        }
    }
}

/// Whether a name can be written without backticks: not where a word of the language would be read instead.
pub(super) fn is_plain(name: &str) -> bool {
    let taken = ["everyone", "anyone", "someone", "start_clock", "unstated", "not", "done", "finished", "any_of"];
    is_plain_name(name) && !taken.iter().any(|row| words::is(row, name))
}
