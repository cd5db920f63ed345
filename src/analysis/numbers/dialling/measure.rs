//! Whether digits count or measure something, or belong to a longer figure.

use super::text::Text;
use super::words::{ENGLISH_MEASURE, ENGLISH_NO_MEASURE, MEASURE, NO_MEASURE, WEAK_MEASURE};

/// Whether what follows makes the number a count, a measure or part of a longer figure.
pub(super) fn is_measured(text: &Text, end: usize, weak: bool) -> bool {
    let next = text.at(end);
    let figure = matches!(next, Some('.' | ':' | '~' | '-' | '/' | ',')) && text.is_digit(end + 1);
    if figure || next.is_some_and(|ch| ch.is_ascii_alphanumeric()) {
        return true;
    }
    let at = if next == Some(' ') { end + 1 } else { end };
    if text.starts_any(at, NO_MEASURE).is_some() {
        return false;
    }
    text.starts_any(at, MEASURE).is_some()
        || (weak && text.starts_any(at, WEAK_MEASURE).is_some())
        || is_english_measure(text, at)
}

/// Whether the digits are the tail of a longer figure, an amount or a name: `¥110`, `1:110`.
pub(super) fn is_tail(text: &Text, start: usize) -> bool {
    let Some(last) = text.before(start) else {
        return false;
    };
    let inner = matches!(last, '.' | ':' | ',' | '/' | '-' | '~')
        && start
            .checked_sub(2)
            .is_some_and(|index| text.is_digit(index));
    inner || last.is_ascii_digit() || matches!(last, '#' | '$' | '¥' | '€' | '£' | '第' | '№')
}

/// `people`, `kV`, and any English plural: `120 minutes`.
fn is_english_measure(text: &Text, at: usize) -> bool {
    let letter = |index: &usize| text.at(*index).is_some_and(|ch| ch.is_ascii_alphabetic());
    let word: String = (at..text.len())
        .take(20)
        .take_while(letter)
        .filter_map(|index| text.at(index))
        .collect();
    let plural = word.ends_with('s') && !ENGLISH_NO_MEASURE.contains(&word.as_str());
    plural || ENGLISH_MEASURE.contains(&word.as_str())
}
