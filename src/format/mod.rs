//! A plan in its one layout: the words of the tree in their order, and the comments where they stood.
//!
//! Two spaces a level, one statement a line, nothing aligned. A body that holds one plain statement stays on the line of its
//! head where both fit into [`WIDTH`] columns; a longer statement goes on in the next line, after a comma or before a word that
//! begins a clause. Runs of blank lines become one.

mod layout;
mod pieces;
mod spelling;

use crate::diagnostic::{Diagnostic, Lang};
use crate::parse::{Token, TokenKind, parse_with_tokens};
use crate::source::{FileId, Source};

/// Display columns of a line; a Chinese character takes two.
pub const WIDTH: usize = 100;

/// How a plan is formatted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// The language its keywords are written in; `None` keeps each as it is.
    pub keywords: Option<Lang>,
}

/// Why a plan is left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It has syntax errors, or characters that nobody can see; their place is file 0.
    Unreadable(Vec<Diagnostic>),
    /// Laid out it would not say the same: no such plan is known.
    Changed,
}

/// The plan in its layout.
///
/// # Errors
/// A plan that cannot be read for certain is left as it is.
pub fn format(source: &Source, options: Options) -> Result<String, Refusal> {
    let (parsed, tokens) = parse_with_tokens(source, FileId(0));
    let unreadable: Vec<Diagnostic> = parsed.diagnostics.into_iter().filter(|d| matches!(d.code, "P001" | "P008")).collect();
    if !unreadable.is_empty() {
        return Err(Refusal::Unreadable(unreadable));
    }
    let words = spelling::Words { source, options };
    let text = layout::lay_out(pieces::pieces(source, &tokens, &parsed.file.trivia, &words));
    let text = with_marks_of(source, text);
    if says_the_same(source, &tokens, &text) { Ok(text) } else { Err(Refusal::Changed) }
}

/// Byte order mark and line ends as the file has them.
fn with_marks_of(source: &Source, text: String) -> String {
    let crlf = source.text.find('\n').is_some_and(|at| source.text.get(..at).is_some_and(|line| line.ends_with('\r')));
    let text = if crlf { text.replace('\n', "\r\n") } else { text };
    if source.text.starts_with('\u{FEFF}') { format!("\u{FEFF}{text}") } else { text }
}

/// Whether a text reads as the same words in the same order: what was laid out is read once more before anybody relies on it.
fn says_the_same(source: &Source, tokens: &[Token], text: &str) -> bool {
    let other = Source::new(source.name.clone(), text);
    let (parsed, others) = parse_with_tokens(&other, FileId(0));
    let same = |(a, b): (&Token, &Token)| {
        let said = |source: &Source, token: &Token| spelling::said(source.slice(token.span), token.kind);
        a.first == b.first && a.kind == b.kind && (matches!(a.kind, TokenKind::Word(_)) || said(source, a) == said(&other, b))
    };
    !parsed.diagnostics.iter().any(|d| matches!(d.code, "P001" | "P008")) && tokens.len() == others.len() && tokens.iter().zip(&others).all(same)
}
