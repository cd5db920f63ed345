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
    let mut end = 0;
    let mut pieces: Vec<Piece<'s>> = Vec::with_capacity(entries.len());
    for entry in &entries {
        let gap = source.text.get(end..entry.span().start as usize).unwrap_or("");
        let (kind, text) = match entry {
            Entry::Token(token) => (PieceKind::Token(token.kind, token.first), words.write(token)),
            Entry::Comment(comment) => {
                let text = source.slice(comment.span);
                let text = if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) };
                (if comment.kind == TriviaKind::Block { PieceKind::Inline } else { PieceKind::Own }, text)
            }
        };
        pieces.push(Piece { kind, text, lines: gap.matches('\n').count() });
        // A comment may stand inside `reports to`: the word then ends behind it.
        end = end.max(entry.span().end as usize);
    }
    tell_apart(&mut pieces);
    in_order(pieces)
}

/// Where each comment stands: from the line breaks before and behind it.
fn tell_apart(pieces: &mut [Piece<'_>]) {
    let mut word_follows = false;
    for at in (0..pieces.len()).rev() {
        let Some(piece) = pieces.get_mut(at) else { return };
        let block = piece.kind == PieceKind::Inline;
        if piece.is_token() || block && word_follows {
            word_follows = piece.lines == 0;
            continue;
        }
        word_follows = false;
        let doc = piece.text.starts_with("///") && !piece.text.starts_with("////");
        piece.kind = if at > 0 && piece.lines == 0 && !doc { PieceKind::Trailing } else { PieceKind::Own };
    }
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
