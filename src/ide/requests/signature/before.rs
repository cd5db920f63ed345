//! The words before the cursor, as far as a half-typed text has them, and the body of the step they stand in.

use crate::words;

/// One word or sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    Word(&'t str),
    /// A text in quotes.
    Text,
    /// A number with what belongs to it: `5m`, `2`, `2026-01-01`.
    Value,
    Comma,
    Open,
    Close,
    /// `;`
    End,
    /// Any other sign.
    Sign,
}

/// A piece and whether a line begins with it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed<'t> {
    pub(super) piece: Piece<'t>,
    pub(super) first: bool,
    end: usize,
}

/// The pieces of the step at the end of a text, without the one that is being typed; `None` outside steps and in comments.
/// The flag says whether the end stands on a line of its own.
pub(super) fn in_step(text: &str) -> Option<(Vec<Placed<'_>>, bool)> {
    let (mut pieces, open) = lex(text)?;
    let typed = |p: &Placed<'_>| p.end == text.len() && matches!(p.piece, Piece::Word(_) | Piece::Value);
    let mut own_line = text.lines().next_back().is_none_or(|line| line.trim().is_empty()) || text.ends_with('\n');
    if !open && let Some(last) = pieces.pop_if(|p| typed(p)) {
        own_line = last.first;
    }
    let from = step_body(&pieces)?;
    Some((pieces.split_off(from), own_line))
}

/// All pieces of a text, and whether it ends within quotes; `None` where it ends within a comment.
fn lex(text: &str) -> Option<(Vec<Placed<'_>>, bool)> {
    let mut pieces = Vec::new();
    let (mut at, mut first) = (0, true);
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..)?;
        let (piece, length) = match c {
            _ if rest.starts_with("//") => (None, rest.find('\n')?),
            _ if rest.starts_with("/*") => (None, rest.find("*/")? + 2),
            '"' => match quoted(rest, '"') {
                Some(length) => (Some(Piece::Text), length),
                None => return Some((pieces, true)),
            },
            '“' => match quoted(rest, '”') {
                Some(length) => (Some(Piece::Text), length),
                None => return Some((pieces, true)),
            },
            '`' => match quoted(rest, '`') {
                Some(length) => (rest.get(..length).map(Piece::Word), length),
                None => return Some((pieces, true)),
            },
            _ => piece(c, rest),
        };
        let skipped = rest.get(..length).unwrap_or("");
        at += length;
        if let Some(piece) = piece {
            pieces.push(Placed { piece, first, end: at });
            first = false;
        }
        first |= skipped.contains('\n');
    }
    Some((pieces, false))
}

/// Length of a text in quotes that begin here. One that does not end on its line is as long as the line, and open on the last one.
fn quoted(rest: &str, close: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '\n' => return Some(at),
            c if c == close && !escaped => return Some(at + c.len_utf8()),
            c => escaped = c == '\\' && !escaped,
        }
    }
    None
}

fn piece(c: char, rest: &str) -> (Option<Piece<'_>>, usize) {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let length = |is: &dyn Fn(char) -> bool| rest.find(|c| !is(c)).unwrap_or(rest.len());
    match c {
        c if c.is_whitespace() => (None, c.len_utf8()),
        ',' | '，' | '、' => (Some(Piece::Comma), c.len_utf8()),
        ';' | '；' => (Some(Piece::End), c.len_utf8()),
        '{' | '｛' => (Some(Piece::Open), c.len_utf8()),
        '}' | '｝' => (Some(Piece::Close), c.len_utf8()),
        c if c.is_numeric() => (Some(Piece::Value), length(&|c| is_word(c) || matches!(c, '.' | ':'))),
        c if is_word(c) => {
            let length = length(&is_word);
            (rest.get(..length).map(Piece::Word), length)
        }
        c => (Some(Piece::Sign), c.len_utf8()),
    }
}

/// Where the body of the step begins that the pieces end in.
fn step_body(pieces: &[Placed<'_>]) -> Option<usize> {
    let mut open: Vec<Option<usize>> = Vec::new();
    let mut from = 0;
    for (at, placed) in pieces.iter().enumerate() {
        match placed.piece {
            Piece::Open => open.push(opens_step(pieces.get(from..at)?).then_some(at + 1)),
            Piece::Close => {
                open.pop();
            }
            Piece::Word(_) | Piece::Text | Piece::Value | Piece::Comma | Piece::End | Piece::Sign => continue,
        }
        from = at + 1;
    }
    open.pop().flatten()
}

/// Words that open a body.
const OPENERS: [&str; 22] = [
    "step", "recovery", "procedure", "level", "levels", "plan", "terms", "role", "group", "service", "shift", "signal", "gauge", "action", "document",
    "report_form", "exercise", "training", "routine", "supply", "drill", "language",
];

/// Whether the last body that these words open is that of a step. The word after an opening one is a name, whatever it looks like.
fn opens_step(heading: &[Placed<'_>]) -> bool {
    let mut last = None;
    let mut words = heading.iter().map(|p| p.piece);
    while let Some(piece) = words.next() {
        let Piece::Word(word) = piece else { continue };
        if let Some(row) = OPENERS.iter().find(|row| words::is(row, word)) {
            last = Some(*row);
            words.next();
        }
    }
    last == Some("step")
}
