//! A plan in its one layout: the words of the tree in their order, and the comments where they stood.
//!
//! Two spaces a level, one statement a line, nothing aligned. A body that holds one plain statement stays on the line of its
//! head where both fit into [`WIDTH`] columns; a longer statement goes on in the next line, after a comma or before a word that
//! begins a clause. Runs of blank lines become one.

mod layout;
mod pieces;
mod spelling;

use crate::diagnostic::{Diagnostic, Edit, Lang};
use crate::parse::{Token, TokenKind, parse_with_tokens, too_large};
use crate::source::{FileId, Source, Span};

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
    Ok(laid_out(source, options)?.text)
}

/// The same as changes of the file with this id: one for each statement that changes, none overlapping another.
///
/// # Errors
/// As [`format()`].
pub fn edits(source: &Source, id: FileId, options: Options) -> Result<Vec<Edit>, Refusal> {
    let LaidOut { text, before, after } = laid_out(source, options)?;
    // From each statement to the next; comments never leave theirs.
    let bounds = |tokens: &[Token], end: usize| {
        let starts = tokens.iter().filter(|t| t.first).map(|t| t.span.start as usize);
        std::iter::once(0).chain(starts).chain([end]).collect::<Vec<_>>()
    };
    let (old, new) = (bounds(&before, source.text.len()), bounds(&after, text.len()));
    let parts = old.windows(2).zip(new.windows(2)).filter_map(|(old, new)| match (old, new) {
        (&[from, to], &[start, end]) => Some((Span::new(id, from, to), text.get(start..end)?)),
        _ => None,
    });
    Ok(parts.filter(|(span, text)| source.slice(*span) != *text).map(|(span, text)| Edit { span, text: text.to_owned() }).collect())
}

/// A text in its layout, with the words of the old text and of the new one.
struct LaidOut {
    text: String,
    before: Vec<Token>,
    after: Vec<Token>,
}

fn laid_out(source: &Source, options: Options) -> Result<LaidOut, Refusal> {
    if source.is_too_large() {
        return Err(Refusal::Unreadable(too_large(FileId(0)).diagnostics));
    }
    let (parsed, before) = parse_with_tokens(source, FileId(0));
    let unreadable: Vec<Diagnostic> = parsed.diagnostics.into_iter().filter(is_unreadable).collect();
    if !unreadable.is_empty() {
        return Err(Refusal::Unreadable(unreadable));
    }
    let words = spelling::Words { source, options };
    let text = with_marks_of(source, layout::lay_out(pieces::pieces(source, &before, &parsed.file.trivia, &words)));
    // What was laid out is read once more before anybody relies on it.
    let other = Source::new(source.name.clone(), text.as_str());
    let (parsed, after) = parse_with_tokens(&other, FileId(0));
    if parsed.diagnostics.iter().any(is_unreadable) || !same_words((source, &before), (&other, &after)) {
        return Err(Refusal::Changed);
    }
    Ok(LaidOut { text, before, after })
}

/// Whether a finding says that the file cannot be read for certain.
#[must_use]
pub fn is_unreadable(finding: &Diagnostic) -> bool {
    matches!(finding.code, "P001" | "P008")
}

/// Byte order mark and line ends as the file has them.
fn with_marks_of(source: &Source, text: String) -> String {
    let crlf = source.text.find('\n').is_some_and(|at| source.text.get(..at).is_some_and(|line| line.ends_with('\r')));
    let text = if crlf { text.replace('\n', "\r\n") } else { text };
    if source.text.starts_with('\u{FEFF}') { format!("\u{FEFF}{text}") } else { text }
}

/// Whether two texts read as the same words in the same order.
fn same_words(a: (&Source, &[Token]), b: (&Source, &[Token])) -> bool {
    let said = |source: &Source, token: &Token| spelling::said(source.slice(token.span), token.kind);
    let same = |(x, y): (&Token, &Token)| {
        x.first == y.first && x.kind == y.kind && (matches!(x.kind, TokenKind::Word(_)) || said(a.0, x) == said(b.0, y))
    };
    a.1.len() == b.1.len() && a.1.iter().zip(b.1).all(same)
}
