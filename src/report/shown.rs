//! Source text made fit for a terminal: tabs become spaces, hidden characters become visible, long lines are cut.

use std::ops::Range;
use unicode_width::UnicodeWidthChar;

const TAB: usize = 4;

/// Whether a character would be invisible, move the cursor or turn the reading direction.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180E}'
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
            | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

fn stand_in(c: char) -> String {
    format!("<U+{:04X}>", u32::from(c))
}

fn columns(c: char, column: usize) -> usize {
    match c {
        '\t' => TAB - column % TAB,
        c if is_hidden(c) => stand_in(c).len(),
        c => c.width().unwrap_or(0),
    }
}

/// Appends source text as it is shown and moves the display column on.
pub(super) fn push(out: &mut String, column: &mut usize, text: &str) {
    for c in text.chars() {
        let width = columns(c, *column);
        match c {
            '\t' => out.extend(std::iter::repeat_n(' ', width)),
            c if is_hidden(c) => out.push_str(&stand_in(c)),
            c => out.push(c),
        }
        *column += width;
    }
}

/// A message as it is shown; line breaks stay.
pub(crate) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (i, line) in text.lines().enumerate() {
        if i > 0 {
            out.push('\n');
        }
        push(&mut out, &mut 0, line);
    }
    out
}

/// A drawing without the blanks that would end its lines.
pub(super) fn tidy(drawing: &str) -> String {
    drawing.lines().flat_map(|line| [line.trim_end_matches(' '), "\n"]).collect()
}

/// Part of a line that is shown: all of it, or at most `limit` display columns around `focus`.
pub(super) fn window(line: &str, focus: Range<usize>, limit: usize) -> Range<usize> {
    if fits(line, limit) {
        return 0..line.len();
    }
    let words = line.get(focus.clone()).unwrap_or("");
    let room = limit.saturating_sub(reach(words.chars(), limit).1);
    let rest = line.get(focus.end..).unwrap_or("");
    let right = reach(rest.chars(), room).1.min(room / 2);
    let before = line.get(..focus.start).unwrap_or("");
    let start = focus.start.saturating_sub(reach(before.chars().rev(), room - right).0);
    let shown = line.get(start..).unwrap_or("");
    start..start + reach(shown.chars(), limit).0
}

/// Whether a text takes at most `limit` display columns; reads no further than needed.
pub(super) fn fits(text: &str, limit: usize) -> bool {
    reach(text.chars(), limit).0 == text.len()
}

/// Bytes and display columns of the characters that fit into `room`.
fn reach(chars: impl Iterator<Item = char>, room: usize) -> (usize, usize) {
    let (mut bytes, mut used) = (0, 0);
    for c in chars {
        // Marks without width count as one, or a line of nothing else would have no end.
        let width = columns(c, 0).max(1);
        if used + width > room {
            break;
        }
        bytes += c.len_utf8();
        used += width;
    }
    (bytes, used)
}
