//! Words of the language, and the texts with gaps that they begin.

use super::context::Cursor;
use super::items::{Items, Offer};
use super::snippets;
use crate::diagnostic::Lang;
use crate::parse::complete::{Expected, example, expected_at};
use crate::source::Span;
use crate::words;
use lsp_types::CompletionItemKind;

/// Most words before the cursor that may be the first ones of a longer word: `request approval of`.
const MAX_HALVES: usize = 2;

/// A word, and the text it begins.
pub(super) fn word(cursor: &Cursor<'_>, row: &str, items: &mut Items) {
    let Some(offer) = offer(cursor, row) else { return };
    items.add(offer);
    snippets::of_word(cursor, row, items);
}

fn offer(cursor: &Cursor<'_>, row: &str) -> Option<Offer> {
    let word = words::row(row)?;
    let mut offer = Offer::new(word.form(cursor.lang), CompletionItemKind::KEYWORD);
    offer.filter = Some(typed_as(row, &offer.label));
    offer.detail = Some(match cursor.view.lang {
        Lang::En => word.meaning.to_owned(),
        // The meanings are in English.
        Lang::Zh => word.form(Lang::En).to_owned(),
    });
    offer.documentation = example(row, cursor.lang).map(str::to_owned);
    Some(offer)
}

/// All spellings of a word, the one that is inserted first: whoever types another finds it as well.
pub(super) fn typed_as(row: &str, label: &str) -> String {
    let spellings = words::row(row).into_iter().flat_map(|w| w.spellings.iter().map(String::as_str));
    [label].into_iter().chain(spellings.filter(|s| *s != label)).collect::<Vec<_>>().join(" ")
}

/// Words of several parts whose first parts stand before the cursor: `escalate t`. The answer tells whether there are any.
pub(super) fn second_half(cursor: &Cursor<'_>, items: &mut Items) -> bool {
    let before = items.list.len();
    if !cursor.in_backticks {
        second_halves(cursor, items);
    }
    items.list.len() > before
}

fn second_halves(cursor: &Cursor<'_>, items: &mut Items) {
    let line = cursor.before.rfind('\n').map_or(0, |n| n + 1);
    let mut from = cursor.before.len();
    for _ in 0..MAX_HALVES {
        let Some(head) = cursor.before.get(line..from).map(str::trim_end).filter(|h| !h.is_empty()) else { return };
        from = line + head.rfind(|c: char| !c.is_alphanumeric()).map_or(0, |at| at + head.get(at..).and_then(|r| r.chars().next()).map_or(1, char::len_utf8));
        let parts = cursor.before.get(from..).unwrap_or("").split_whitespace().chain([cursor.typed]);
        let written = parts.collect::<Vec<_>>().join(" ");
        let begun: Vec<&str> = words::all().iter().filter(|w| w.spellings.iter().any(|s| s.len() > written.len() && s.starts_with(&written))).map(|w| w.row).collect();
        if begun.is_empty() || !written.contains(' ') {
            continue;
        }
        let Some(spot) = cursor.before.get(..from).and_then(expected_at) else { return };
        let range = cursor.view.range(Span { start: from as u32, ..cursor.place });
        let fits = |row: &&&str| spot.goes_on.iter().chain(&spot.begins).any(|e| matches!(e, Expected::Word(r) if r == *row));
        for row in begun.iter().filter(fits) {
            if let Some(offer) = offer(cursor, row) {
                items.add_over(range, offer);
            }
        }
    }
}
