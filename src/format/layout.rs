//! Pieces to lines.

use super::WIDTH;
use super::pieces::{Piece, PieceKind};
use crate::parse::TokenKind;
use unicode_width::UnicodeWidthStr as _;

/// Words before which a statement may go on in the next line.
const CLAUSES: &[&str] = &[
    "or", "and", "when", "after", "after_time", "takes", "uses", "requested_by", "proposed_by", "approved_by", "unless", "within", "repeat", "else",
    "by", "by_channel", "in", "keep_for", "until", "of_what",
];

/// The text of the pieces.
pub(super) fn lay_out(pieces: Vec<Piece<'_>>) -> String {
    let mut tokens = vec![pieces.len(); pieces.len()];
    let mut next = pieces.len();
    for (at, (piece, token)) in pieces.iter().zip(&mut tokens).enumerate().rev() {
        next = if piece.is_token() { at } else { next };
        *token = next;
    }
    let mut printer = Printer { pieces, tokens, at: 0, out: String::new() };
    printer.body(0);
    if !printer.out.is_empty() {
        printer.out.push('\n');
    }
    printer.out
}

struct Printer<'s> {
    pieces: Vec<Piece<'s>>,
    /// For each piece the index of the first that is no comment, from it on.
    tokens: Vec<usize>,
    /// The next piece.
    at: usize,
    out: String,
}

impl<'s> Printer<'s> {
    fn peek(&self) -> Option<&Piece<'s>> {
        self.pieces.get(self.at)
    }

    /// The first piece from an index on that is no comment.
    fn token_from(&self, at: usize) -> Option<&Piece<'s>> {
        self.pieces.get(*self.tokens.get(at)?)
    }

    fn take(&mut self) -> Option<Piece<'s>> {
        let piece = self.pieces.get(self.at).cloned();
        self.at += 1;
        piece
    }

    fn new_line(&mut self, indent: usize) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out.extend(std::iter::repeat_n(' ', indent));
    }

    /// Columns of the last line.
    fn column(&self) -> usize {
        self.out.rsplit('\n').next().map_or(0, |line| line.width())
    }

    /// The next piece, which is a comment, behind what was written.
    fn comment(&mut self) {
        let text = self.take().map(|p| p.text).unwrap_or_default();
        self.out.push_str(&text);
    }

    /// The statements up to the `}` of their body, or to the end.
    fn body(&mut self, indent: usize) {
        let mut first = true;
        while let Some((kind, blank)) = self.peek().filter(|p| !p.is("}")).map(|p| (p.kind, p.after_blank())) {
            if kind == PieceKind::Trailing {
                self.out.push(' ');
                self.comment();
                continue;
            }
            if blank && !first {
                self.out.push('\n');
            }
            first = false;
            if kind == PieceKind::Own {
                self.new_line(indent);
                self.comment();
            } else {
                self.statement(indent);
            }
        }
    }

    fn statement(&mut self, indent: usize) {
        self.new_line(indent);
        let line = self.out.rfind('\n').map_or(0, |at| at + 1);
        self.head(indent);
        if !self.peek().is_some_and(|p| p.is("{")) {
            return;
        }
        let one_line = !self.out.get(line..).is_some_and(|head| head.contains('\n'));
        self.take();
        if self.peek().is_some_and(|p| p.is("}")) {
            self.take();
            self.out.push_str(" {}");
            return;
        }
        if let Some((text, end)) = self.single().filter(|(text, _)| one_line && self.column() + text.width() + 5 <= WIDTH) {
            self.out.push_str(" { ");
            self.out.push_str(&text);
            self.out.push_str(" }");
            self.at = end + 1;
            return;
        }
        self.out.push_str(" {");
        self.body(indent + 2);
        self.take();
        self.new_line(indent);
        self.out.push('}');
    }

    /// The words of a statement up to its body, its end, or a comment behind it.
    fn head(&mut self, indent: usize) {
        let (mut first, mut line_is_over) = (true, false);
        while let Some(kind) = self.peek().filter(|_| first || !self.ends()).map(|p| p.kind) {
            if kind == PieceKind::Own {
                self.new_line(indent + 4);
                self.comment();
                line_is_over = true;
            } else if kind == PieceKind::Trailing {
                self.out.push(' ');
                self.comment();
                line_is_over = true;
            } else {
                let (text, end) = self.chunk();
                self.at = end;
                let brace = if self.peek().is_some_and(|p| p.is("{")) { 2 } else { 0 };
                let width = text.split('\n').next().map_or(0, |line| line.width());
                if line_is_over || !first && self.column() + 1 + width + brace > WIDTH {
                    self.new_line(indent + 4);
                } else if !first {
                    self.out.push(' ');
                }
                self.out.push_str(&text);
                line_is_over = false;
            }
            first = false;
        }
    }

    /// Whether the statement ends before the next piece.
    fn ends(&self) -> bool {
        self.peek().is_none_or(|p| p.is("{")) || self.token_from(self.at).is_none_or(|t| t.is("}") || t.is_first())
    }

    /// Words that stay on one line, with the comments before them, and where they end.
    fn chunk(&self) -> (String, usize) {
        let rest = self.pieces.get(self.at..).unwrap_or_default();
        let mut before: Option<&Piece<'s>> = None;
        for (index, piece) in rest.iter().enumerate() {
            let word = self.token_from(self.at + index);
            let ends = matches!(piece.kind, PieceKind::Own | PieceKind::Trailing) || piece.is("{") || piece.is("}");
            let breaks = |b: &Piece<'s>| b.is_token() && (may_break(b, piece) || word.is_none_or(Piece::is_first));
            if ends || before.is_some_and(breaks) {
                return (glued(rest.get(..index).unwrap_or_default()), self.at + index);
            }
            before = Some(piece);
        }
        (glued(rest), self.at + rest.len())
    }

    /// The text of a body that holds one plain statement, and the index of its `}`.
    fn single(&self) -> Option<(String, usize)> {
        let rest = self.pieces.get(self.at..)?;
        let length = rest.iter().position(|p| p.is("}"))?;
        let inner = rest.get(..length)?;
        let plain = inner.iter().enumerate().all(|(i, p)| p.is_token() && !p.is("{") && p.is_first() == (i == 0));
        plain.then(|| (glued(inner), self.at + length))
    }
}

/// Pieces on one line.
fn glued(pieces: &[Piece<'_>]) -> String {
    let mut text = String::new();
    let mut before: Option<&Piece<'_>> = None;
    for piece in pieces {
        if before.is_some_and(|b| spaced(b, piece)) {
            text.push(' ');
        }
        text.push_str(&piece.text);
        before = Some(piece);
    }
    text
}

/// Whether a line may end between two words.
fn may_break(before: &Piece<'_>, piece: &Piece<'_>) -> bool {
    before.is(",") || matches!(piece.kind, PieceKind::Token(TokenKind::Word(row), _) if CLAUSES.contains(&row)) && !before.is("(")
}

/// Whether a space stands between two words.
fn spaced(before: &Piece<'_>, piece: &Piece<'_>) -> bool {
    let tight = |p: &Piece<'_>| p.is("..") || p.is("-");
    !(piece.is(",") || piece.is(")") || before.is("(") || tight(piece) || tight(before))
}
