//! Lengths of time and values of gauges, with the units that fit behind a number that has been typed.

use super::context::Cursor;
use super::items::{Items, Offer};
use super::names::unit_of;
use crate::ast::TimeUnit as U;
use crate::parse::ascii_digits;
use crate::parse::complete::Length;
use lsp_types::CompletionItemKind;

/// Units in the order of their use.
fn units(length: Length) -> &'static [U] {
    match length {
        Length::Limit => &[U::Minute, U::Hour, U::Second, U::Day, U::WorkingDay, U::Week, U::Month, U::Year],
        Length::Period => &[U::Month, U::Year, U::Week, U::Day, U::WorkingDay, U::Hour, U::Minute, U::Second],
        Length::Instant => &[U::Minute, U::Hour, U::Second, U::Day],
    }
}

/// Lengths that are offered where no number has been typed.
fn usual(length: Length) -> &'static [(&'static str, U)] {
    match length {
        Length::Limit => &[("5", U::Minute), ("10", U::Minute), ("30", U::Minute), ("1", U::Hour), ("2", U::Hour), ("1", U::Day), ("3", U::WorkingDay)],
        Length::Period => &[("1", U::Week), ("1", U::Month), ("3", U::Month), ("6", U::Month), ("1", U::Year), ("3", U::Year)],
        Length::Instant => &[("0", U::Minute), ("1", U::Minute), ("5", U::Minute), ("10", U::Minute), ("30", U::Minute), ("1", U::Hour)],
    }
}

/// Lengths of time; behind a number its units.
pub(super) fn lengths(cursor: &Cursor<'_>, length: Length, items: &mut Items) {
    if let Some((stem, number)) = typed_number(cursor) {
        for unit in units(length) {
            add(cursor, &stem, &number, *unit, items);
        }
    } else if cursor.typed.is_empty() {
        for (number, unit) in usual(length) {
            add(cursor, "", number, *unit, items);
        }
    }
}

fn add(cursor: &Cursor<'_>, stem: &str, number: &str, unit: U, items: &mut Items) {
    let shown = unit.form(cursor.lang);
    let (stem, number) = (ascii_digits(stem), ascii_digits(number).into_owned());
    let mut offer = Offer::new(format!("{stem}{number}{shown}"), CompletionItemKind::VALUE);
    let typed = typed_number(cursor).map_or_else(|| format!("{stem}{number}"), |(stem, number)| stem + &number);
    let spellings = std::iter::once(&shown).chain(unit.spellings());
    offer.filter = Some(spellings.map(|s| format!("{typed}{s}")).collect::<Vec<_>>().join(" "));
    items.add(offer);
}

/// What has been typed up to its last number, and that number: `1h` and `30` of `1h30`.
fn typed_number(cursor: &Cursor<'_>) -> Option<(String, String)> {
    let typed = Some(cursor.typed).filter(|_| cursor.is_number())?;
    let end = typed.trim_end_matches(|c: char| !c.is_numeric()).len();
    let start = typed.get(..end)?.trim_end_matches(char::is_numeric).len();
    Some((typed.get(..start)?.to_owned(), typed.get(start..end)?.to_owned()))
}

/// Values of a gauge: a number in its unit.
pub(super) fn measures(cursor: &Cursor<'_>, gauge: &str, items: &mut Items) {
    let Some(unit) = unit_of(cursor, gauge) else { return };
    if unit == "time" {
        return lengths(cursor, Length::Limit, items);
    }
    let number = typed_number(cursor).filter(|n| n.0.is_empty());
    let (typed, number) = match number {
        Some((_, number)) => (number.clone(), ascii_digits(&number).into_owned()),
        None if cursor.typed.is_empty() => ("1".to_owned(), "1".to_owned()),
        None => return,
    };
    let mut offer = Offer::new(format!("{number}{unit}"), CompletionItemKind::VALUE);
    offer.filter = Some(format!("{typed}{unit}"));
    items.add(offer);
}
