//! Text to tree. Never stops at the first mistake: what is broken is reported and skipped, the rest is built.

#![allow(clippy::wildcard_enum_match_arm, reason = "a pair is one of some 300 grammar rules; each function matches those of its own")]

mod attributes;
mod braces;
mod build;
#[cfg(any(test, feature = "ide"))]
pub(crate) mod complete;
mod conditions;
mod drills;
mod duties;
mod examples;
mod expected;
pub(crate) mod grammar;
mod near;
mod nodes;
pub(crate) mod numerals;
mod places;
mod procedures;
mod scan;
mod syntax;
mod tokens;
mod unread;
mod values;

#[cfg(test)]
mod tests;

use crate::ast::File;
use crate::diagnostic::{Diagnostic, Severity, text};
use crate::source::{FileId, Source, Span};
use pest::Parser as _;

pub use attributes::{Place, allowed_keys, wanted_by};
pub use grammar::{Production, productions};
pub use nodes::nodes_at;
pub use scan::MAX_DEPTH;
pub use syntax::MAX_SYNTAX_FINDINGS;
pub use tokens::{Token, TokenKind};
pub use unread::{not_read, too_large};
#[cfg(feature = "ide")]
pub(crate) use {scan::is_invisible, values::MAX_NAME};
pub(crate) use scan::comments;
pub(crate) use values::{ascii_digits, mixes_scripts};

/// A tree and what was found while building it.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The tree; what was not understood is missing from it.
    pub file: File,
    /// The findings, in no particular order.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses one plan file.
#[must_use]
pub fn parse(source: &Source, id: FileId) -> Parsed {
    read(source, id, |_| ())
}

/// Parses one plan file and keeps its words: what the tree does not hold, an editor and the formatter need.
#[must_use]
pub fn parse_with_tokens(source: &Source, id: FileId) -> (Parsed, Vec<Token>) {
    let mut tokens = Vec::new();
    let parsed = read(source, id, |pairs| tokens = tokens::tokens(pairs.clone(), &source.text, id));
    (parsed, tokens)
}

fn read(source: &Source, id: FileId, keep: impl FnOnce(&pest::iterators::Pairs<'_, grammar::Rule>)) -> Parsed {
    let scan = scan::scan(&source.text, id);
    let mut builder = build::Builder::new(&source.text, &scan.twin, id, scan.findings, &scan.trivia);
    let mut file = File { id, ..File::default() };
    if !scan.too_deep {
        match grammar::PlanParser::parse(grammar::Rule::file, &scan.twin) {
            Ok(pairs) => {
                keep(&pairs);
                file.items = builder.file(pairs);
            }
            Err(error) => builder.refused(&error),
        }
    }
    let (diagnostics, broken) = builder.finish();
    file.broken = broken;
    if scan.too_deep {
        file.broken.push(Span::new(id, 0, source.text.len()));
    }
    file.trivia = scan.trivia;
    Parsed { file, diagnostics }
}

impl build::Builder<'_> {
    /// The grammar reads any text; pest itself may still refuse one (its stack limit), and then says so.
    fn refused(&mut self, error: &pest::error::Error<grammar::Rule>) {
        let at = match error.location {
            pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => at,
        };
        let span = self.word_at(at);
        self.broken.push(span);
        let message = text!("the file cannot be read from here on", "文件从此处起无法读取");
        let help = text!("look for brackets that were never closed above", "请检查上文是否有括号没有闭合");
        self.report(Diagnostic::new("P001", Severity::Error, span, message).help(help));
    }
}
