//! Lengths of time and values of gauges, with the units that fit behind a number that has been typed.

use super::context::Cursor;
use super::items::{Items, Offer};
use super::names::unit_of;
use crate::diagnostic::Lang;
use crate::parse::ascii_digits;
use crate::parse::complete::Length;
use lsp_types::CompletionItemKind;

/// A unit: English, Chinese, other spellings.
type Unit = (&'static str, &'static str, &'static str);

const SECOND: Unit = ("s", "秒", "秒钟");
const MINUTE: Unit = ("m", "分钟", "min 分");
const HOUR: Unit = ("h", "小时", "个小时");
const DAY: Unit = ("d", "天", "日");
const WORKING_DAY: Unit = ("wd", "个工作日", "工作日");
const WEEK: Unit = ("w", "周", "");
const MONTH: Unit = ("mo", "个月", "");
const YEAR: Unit = ("y", "年", "");

/// Units in the order of their use.
fn units(length: Length) -> &'static [Unit] {
    match length {
        Length::Limit => &[MINUTE, HOUR, SECOND, DAY, WORKING_DAY, WEEK, MONTH, YEAR],
        Length::Period => &[MONTH, YEAR, WEEK, DAY, WORKING_DAY, HOUR, MINUTE, SECOND],
        Length::Instant => &[MINUTE, HOUR, SECOND, DAY],
    }
}

/// Lengths that are offered where no number has been typed.
fn usual(length: Length) -> &'static [(&'static str, Unit)] {
    match length {
        Length::Limit => &[("5", MINUTE), ("10", MINUTE), ("30", MINUTE), ("1", HOUR), ("2", HOUR), ("1", DAY), ("3", WORKING_DAY)],
        Length::Period => &[("1", WEEK), ("1", MONTH), ("3", MONTH), ("6", MONTH), ("1", YEAR), ("3", YEAR)],
        Length::Instant => &[("0", MINUTE), ("1", MINUTE), ("5", MINUTE), ("10", MINUTE), ("30", MINUTE), ("1", HOUR)],
    }
}

/// Lengths of time; behind a number its units.
pub(super) fn lengths(cursor: &Cursor<'_>, length: Length, items: &mut Items) {
    if let Some((stem, number)) = typed_number(cursor) {
        for unit in units(length) {
            add(cursor, &stem, &number, unit, items);
        }
    } else if cursor.typed.is_empty() {
        for (number, unit) in usual(length) {
            add(cursor, "", number, unit, items);
        }
    }
}

fn add(cursor: &Cursor<'_>, stem: &str, number: &str, unit: &Unit, items: &mut Items) {
    let shown = match cursor.lang {
        Lang::En => unit.0,
        Lang::Zh => unit.1,
    };
    let (stem, number) = (ascii_digits(stem), ascii_digits(number).into_owned());
    let mut offer = Offer::new(format!("{stem}{number}{shown}"), CompletionItemKind::VALUE);
    let typed = typed_number(cursor).map_or_else(|| format!("{stem}{number}"), |(stem, number)| stem + &number);
    let spellings = [shown, unit.0, unit.1].into_iter().chain(unit.2.split(' ')).filter(|s| !s.is_empty());
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
