//! Whether a text can be a telephone number of a region at all.

use smol_str::SmolStr;

use super::region::Region;
use super::{fold, is_separator, normalise};

/// What a number looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// It can be dialled, as far as can be told.
    Plausible,
    /// Digits are missing.
    TooShort,
    /// There are too many digits.
    TooLong,
    /// No number of the region begins like this.
    NoSuchPrefix,
    /// Several numbers in one, such as `8001/8002`.
    Several,
    /// It is no telephone number: letters, or nothing to dial.
    NotANumber,
}

/// Words and signs that come before an extension.
const EXTENSION: [&str; 9] = [
    "转",
    "分机",
    "extension",
    "ext.",
    "ext",
    "x",
    ",",
    "，",
    "#",
];

/// Judges the shape of a number; what cannot be judged is plausible.
pub(crate) fn check(region: &Region, number: &str) -> Shape {
    let folded: String = number.trim().chars().map(fold).collect();
    if let Some(shape) = several(region, &folded) {
        return shape;
    }
    let (main, extension) = split_extension(&folded);
    if extension.is_some_and(|tail| digits(tail).is_none_or(|tail| tail.len() > 8)) {
        return Shape::NotANumber;
    }
    let whole = check_main(region, main);
    if whole == Shape::Plausible || extension.is_some() {
        return whole;
    }
    // `010-12345678-801`: the last group may be an extension too.
    match main.rsplit_once('-') {
        Some((head, tail))
            if (1..=6).contains(&tail.len())
                && tail.bytes().all(|byte| byte.is_ascii_digit())
                && digits(head).is_some_and(|head| head.len() >= 7)
                && check_main(region, head) == Shape::Plausible =>
        {
            Shape::Plausible
        }
        _ => whole,
    }
}

/// The digits two numbers have in common if they are one: no extension, no country code 86.
pub(crate) fn comparable(number: &str) -> Option<SmolStr> {
    let folded: String = number.trim().chars().map(fold).collect();
    let digits = normalise(split_extension(&folded).0)?;
    let inland = if folded.starts_with('+') {
        digits.strip_prefix("86")
    } else {
        digits.strip_prefix("0086")
    };
    let inland = inland.filter(|rest| rest.len() >= 9).map(SmolStr::from);
    Some(inland.unwrap_or(digits))
}

/// A folded number without its extension, and the extension.
fn split_extension(number: &str) -> (&str, Option<&str>) {
    let mark = |sign: &&str| {
        number
            .split_once(sign)
            .filter(|(head, _)| !head.trim().is_empty())
    };
    EXTENSION
        .iter()
        .find_map(mark)
        .map_or((number, None), |(main, tail)| {
            let tail = tail.trim_matches([' ', '.', ':', ')']);
            (
                main.trim_end_matches([' ', '(']),
                (!tail.is_empty()).then_some(tail),
            )
        })
}

/// `Several` if the text is a list of plausible numbers.
fn several(region: &Region, number: &str) -> Option<Shape> {
    // A comma also begins an extension, but none has seven digits.
    let marks: &[char] = match number.rsplit_once([',', '，']) {
        Some((_, tail)) if tail.trim().len() >= 7 => &['/', '、', ';', ',', '，'],
        _ => &['/', '、', ';'],
    };
    let parts: Vec<&str> = number.split(marks).map(str::trim).collect();
    let listed = parts.len() > 1
        && parts
            .iter()
            .all(|part| check_main(region, part) == Shape::Plausible);
    listed.then_some(Shape::Several)
}

fn check_main(region: &Region, main: &str) -> Shape {
    let Some(digits) = digits(main) else {
        return Shape::NotANumber;
    };
    // Exchanges know codes such as `*12#`.
    if main.contains(['*', '#']) {
        return Shape::Plausible;
    }
    let abroad = if main.starts_with('+') {
        Some(digits.as_str())
    } else {
        // `00` begins a number abroad, but `000` itself is one of Australia's.
        digits.strip_prefix("00").filter(|rest| rest.len() > 5)
    };
    match abroad {
        Some(rest) => match rest.strip_prefix("86") {
            Some(inland) => mainland(inland),
            None => lenient(rest),
        },
        None if region.code == "CN" => mainland(&digits),
        None => lenient(&digits),
    }
}

/// The digits of a number, `None` if there are none or anything but separators beside them.
fn digits(number: &str) -> Option<String> {
    let mut digits = String::new();
    for (index, ch) in number.trim().chars().enumerate() {
        match ch {
            '0'..='9' => digits.push(ch),
            '+' if index == 0 => {}
            '*' | '#' => {}
            _ if is_separator(ch) => {}
            _ => return None,
        }
    }
    (!digits.is_empty()).then_some(digits)
}

/// No region's numbers are shorter than 3 digits, nor any in the world longer than 15.
const fn lenient(digits: &str) -> Shape {
    match digits.len() {
        0..=2 => Shape::TooShort,
        3..=15 => Shape::Plausible,
        _ => Shape::TooLong,
    }
}

/// Mainland China, with or without the 0 of an area code.
fn mainland(digits: &str) -> Shape {
    let mut first = digits.bytes();
    let (one, two) = (first.next(), first.next());
    let mobile = one == Some(b'1') && two.is_some_and(|digit| digit >= b'3');
    let area = one == Some(b'0');
    match digits.len() {
        0..=2 => Shape::TooShort,
        3..=8 => Shape::Plausible,
        9 if area => Shape::TooShort,
        9 | 10 if mobile => Shape::TooShort,
        9 | 10 => Shape::Plausible,
        11 if one == Some(b'1') && !mobile => Shape::NoSuchPrefix,
        11 => Shape::Plausible,
        // 0755 and eight digits.
        12 if area => Shape::Plausible,
        _ => Shape::TooLong,
    }
}
