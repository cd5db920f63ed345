//! Telephone numbers: what they are for, what they look like, where free text dials them.

mod dialling;
mod kind;
mod region;
mod review;
pub(crate) mod shape;
mod verdict;

#[cfg(test)]
mod tests;

use smol_str::SmolStr;

pub(crate) use dialling::{find as find_dialled, incidents, purposes};
pub(crate) use kind::Kind;
pub(crate) use region::{Entry, Region};
#[cfg(feature = "ide")]
pub(crate) use region::{Certainty, Device};
pub(crate) use review::{Reviewed, review};
pub(crate) use shape::Shape;
pub(crate) use verdict::Verdict;

/// The bare digits of a number, for comparing; `None` if it holds more than digits and punctuation.
pub(crate) fn normalise(number: &str) -> Option<SmolStr> {
    let number = number.trim();
    let mut digits = String::with_capacity(number.len());
    for (index, ch) in number.chars().map(fold).enumerate() {
        match ch {
            '0'..='9' => digits.push(ch),
            '+' if index == 0 => {}
            _ if is_separator(ch) => {}
            _ => return None,
        }
    }
    (!digits.is_empty()).then(|| SmolStr::from(digits))
}

/// Full-width ASCII as plain ASCII in lower case, any dash and space as one; one character for one.
fn fold(ch: char) -> char {
    match ch {
        // Kept apart: only an ASCII comma can group thousands.
        '，' => ch,
        '\u{ff01}'..='\u{ff5e}' => u32::from(ch)
            .checked_sub(0xfee0)
            .and_then(char::from_u32)
            .map_or(ch, |plain| plain.to_ascii_lowercase()),
        '\u{3000}' | '\u{a0}' | '\u{202f}' | '\t' => ' ',
        '\u{2010}' | '\u{2011}' | '\u{2212}' => '-',
        _ => ch.to_ascii_lowercase(),
    }
}

/// What stands between the digits of one number.
const fn is_separator(ch: char) -> bool {
    matches!(ch, ' ' | '-' | '.' | '(' | ')' | '[' | ']')
}
