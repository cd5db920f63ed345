//! Words and comments in one row, each comment told by where it stands.

use super::spelling::Words;
use crate::ast::{Trivia, TriviaKind};
use crate::parse::{Token, TokenKind};
use crate::source::{Source, Span};
use std::borrow::Cow;

/// A word or a comment.
#[derive(Debug, Clone)]
pub(super) struct Piece<'s> {
    pub(super) kind: PieceKind,
    pub(super) text: Cow<'s, str>,
    /// How many lines ended before it.
    lines: usize,
}

/// What a [`Piece`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PieceKind {
    /// A word; whether a statement begins with it.
    Token(TokenKind, bool),
    /// A comment on lines of its own.
    Own,
    /// A comment at the end of a line.
    Trailing,
    /// A comment with a word behind it on the same line.
    Inline,
}

impl Piece<'_> {
    /// Whether an empty line stood before it.
    pub(super) fn after_blank(&self) -> bool {
        self.lines > 1
    }

    pub(super) fn is(&self, sign: &str) -> bool {
        matches!(self.kind, PieceKind::Token(TokenKind::Sign(own), _) if own == sign)
    }

    /// Whether a statement begins with it.
    pub(super) fn is_first(&self) -> bool {
        matches!(self.kind, PieceKind::Token(_, true))
    }

    pub(super) fn is_token(&self) -> bool {
        matches!(self.kind, PieceKind::Token(..))
    }
}

/// The pieces of a file in the order in which they are written.
pub(super) fn pieces<'s>(source: &'s Source, tokens: &[Token], trivia: &[Trivia], words: &Words<'s>) -> Vec<Piece<'s>> {
    let mut entries: Vec<Entry> = tokens.iter().map(Entry::Token).chain(trivia.iter().map(Entry::Comment)).collect();
    entries.sort_by_key(|e| e.span().start);
    let mut pieces = Vec::with_capacity(entries.len());
    let mut end = 0;
    for (index, entry) in entries.iter().enumerate() {
        let lines = gap(source, end, entry.span().start).matches('\n').count();
        let next = entries.get(index + 1..).unwrap_or_default();
        let (kind, text) = match entry {
            Entry::Token(token) => (PieceKind::Token(token.kind, token.first), words.write(token)),
            Entry::Comment(comment) => {
                let text = source.slice(comment.span);
                let text = if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) };
                (class(source, comment, end, next), text)
            }
        };
        pieces.push(Piece { kind, text, lines });
        // A comment may stand inside `reports to`: the word then ends behind it.
        end = end.max(entry.span().end);
    }
    in_order(pieces)
}

enum Entry<'t> {
    Token(&'t Token),
    Comment(&'t Trivia),
}

impl Entry<'_> {
    fn span(&self) -> Span {
        match self {
            Self::Token(token) => token.span,
            Self::Comment(comment) => comment.span,
        }
    }
}

fn gap(source: &Source, end: u32, start: u32) -> &str {
    source.text.get(end as usize..start as usize).unwrap_or("")
}

/// Where a comment stands, from the line breaks before and behind it.
fn class(source: &Source, comment: &Trivia, before: u32, next: &[Entry<'_>]) -> PieceKind {
    if comment.kind == TriviaKind::Doc {
        return PieceKind::Own;
    }
    let mut end = before.max(comment.span.end);
    let mut word_follows = comment.kind == TriviaKind::Block;
    for entry in next {
        word_follows &= !gap(source, end, entry.span().start).contains('\n');
        match entry {
            Entry::Comment(other) if word_follows => word_follows = other.kind == TriviaKind::Block,
            Entry::Token(_) | Entry::Comment(_) => break,
        }
        end = end.max(entry.span().end);
    }
    let ends_the_file = !next.iter().any(|e| matches!(e, Entry::Token(_)));
    if word_follows && !ends_the_file {
        PieceKind::Inline
    } else if before > 0 && !gap(source, before, comment.span.start).contains('\n') {
        PieceKind::Trailing
    } else {
        PieceKind::Own
    }
}

/// A comment that ends its line before `{` or a comma goes behind it: those stay with the word before them.
/// One before `}` has no word of its own to stand before.
fn in_order(mut pieces: Vec<Piece<'_>>) -> Vec<Piece<'_>> {
    for at in 0..pieces.len() {
        let Some(piece) = pieces.get(at) else { break };
        let comments = pieces.get(..at).unwrap_or_default().iter().rev();
        if piece.is("{") || piece.is(",") {
            let run = comments.take_while(|p| matches!(p.kind, PieceKind::Own | PieceKind::Trailing)).count();
            if let Some(part) = pieces.get_mut(at - run..=at) {
                part.rotate_right(1);
            }
        } else if piece.is("}") {
            let run = comments.take_while(|p| p.kind == PieceKind::Inline).count();
            for comment in pieces.get_mut(at - run..at).unwrap_or_default() {
                comment.kind = if comment.lines > 0 { PieceKind::Own } else { PieceKind::Trailing };
            }
        }
    }
    let mut after_line_comment = false;
    for piece in &mut pieces {
        // What went behind `{` may have a comment of the same line behind it now.
        if after_line_comment && piece.kind == PieceKind::Trailing {
            piece.kind = PieceKind::Own;
        }
        after_line_comment = !piece.is_token() && piece.text.starts_with("//");
    }
    pieces
}
