//! Finds telephone numbers that free text tells somebody to dial: `立即拨打119`, `call 110`.

mod candidate;
mod cue;
mod incident;
mod measure;
mod text;
// Lists of words read better packed than one word a line.
#[rustfmt::skip]
mod words;

use std::ops::Range;

use smol_str::SmolStr;

use super::kind::Kind;
use candidate::Candidate;
use cue::{Cue, Strength};
use incident::Incidents;
use text::Text;

/// A number that a text dials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dialled {
    /// Where it stands, in bytes.
    pub(crate) range: Range<usize>,
    /// Its digits.
    pub(crate) number: SmolStr,
    /// What it is dialled for, if the words say so.
    pub(crate) purpose: Option<Kind>,
    /// How the purpose is known.
    pub(crate) basis: Basis,
    /// Where its sentence begins, in bytes: numbers with the same one stand side by side.
    pub(crate) sentence: usize,
}

/// How a purpose is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Basis {
    /// Words joined to the number: `火警电话119`, `120急救`.
    Attached,
    /// What the sentence says happened, or nothing at all: `发生火灾，拨打119`.
    Sentence,
}

/// Finds every number a text dials, in order.
pub(crate) fn find(text: &str) -> Vec<Dialled> {
    // Most texts have no number at all, and a number has three digits.
    let digit = |ch: &char| ch.is_ascii_digit() || ('０'..='９').contains(ch);
    if text.chars().filter(digit).nth(2).is_none() {
        return Vec::new();
    }
    let text = Text::new(text);
    let mut found: Vec<Dialled> = Vec::new();
    let mut incidents = Incidents::default();
    let mut last = None;
    let mut at = 0;
    while let Some(number) = candidate::next(&text, at) {
        at = number.end;
        incidents.read_to(&text, number.start);
        let sentence = text.byte(incidents.sentence());
        let beside = found.last().is_some_and(|other| other.sentence == sentence);
        let listed = last
            .take()
            .and_then(|last| listed(&text, &last, &number))
            .or_else(|| beside.then_some(Strength::Beside));
        let Some(cue) = dials(&text, &number, listed) else {
            continue;
        };
        let (purpose, basis) = match cue.purpose {
            Some(kind) => (Some(kind), Basis::Attached),
            None => (incidents.only_one(number.start), Basis::Sentence),
        };
        incidents.forget();
        found.push(Dialled {
            range: text.byte(number.start)..text.byte(number.end),
            number: SmolStr::from(&number.digits),
            purpose,
            basis,
            sentence,
        });
        last = Some(number);
    }
    found
}

/// The kinds of service a name speaks of: `消防队`, `police station`.
pub(crate) fn purposes(name: &str) -> Vec<Kind> {
    let text = Text::new(name);
    let kinds = words::PURPOSE.iter().filter(|(_, words)| speaks_of(&text, words));
    kinds.map(|(kind, _)| *kind).collect()
}

/// The kinds of help that what a text says has happened calls for: `发现火情`, `有人受伤`.
pub(crate) fn incidents(text: &str) -> Vec<Kind> {
    let text = Text::new(text);
    let kinds = words::INCIDENT.iter().filter(|(_, words)| speaks_of(&text, words));
    kinds.filter_map(|(kind, _)| *kind).collect()
}

/// Whether one of these words stands in a text, and not as part of the name of a thing.
fn speaks_of(text: &Text, words: &[&str]) -> bool {
    (0..text.len()).any(|at| {
        let end = text.starts_any(at, words);
        end.is_some_and(|end| text.starts_any(end, words::THINGS).is_none())
    })
}

/// Whether a number is dialled; `listed` is how surely so, going by the numbers before it.
fn dials(text: &Text, number: &Candidate, listed: Option<Strength>) -> Option<Cue> {
    let before = cue::before(text, number.start);
    let after = cue::after(text, number);
    let strength = before.strength.max(after.strength).max(listed)?;
    let enough = match strength {
        Strength::Strong => true,
        Strength::Weak => number.known || number.digits.len() >= 7,
        Strength::Hint => number.known,
        Strength::Beside => {
            number.known
                && after.purpose.is_some()
                && text
                    .ends_any(text.skip_back(number.start), words::AND)
                    .is_some()
        }
    };
    // What follows the number has already been read as a word about telephones.
    let weak = strength < Strength::Strong && after.strength.is_none();
    let next_in_list = lists_on(text, number);
    let free = (listed > Some(Strength::Beside) || !measure::is_tail(text, number.start))
        && (next_in_list || !measure::is_measured(text, number.end, weak));
    (enough && free).then_some(Cue {
        strength: Some(strength),
        purpose: before.purpose.or(after.purpose),
    })
}

/// How surely a number is dialled because nothing but `或`, `、` and the like parts it from one that is.
fn listed(text: &Text, last: &Candidate, number: &Candidate) -> Option<Strength> {
    let at = text.skip(last.end);
    let and = text.starts_any(at, words::AND)?;
    // Beside 8001 also 8002 is a telephone number.
    let alike = last.digits.len() >= 4 && last.digits.len() == number.digits.len();
    let strength = if alike {
        Strength::Strong
    } else {
        Strength::Weak
    };
    (text.skip(and) == number.start).then_some(strength)
}

/// `110/119`: a sign that else makes a longer figure, here between two well-known numbers.
fn lists_on(text: &Text, number: &Candidate) -> bool {
    let sign = matches!(text.at(number.end), Some('/' | ','));
    number.known
        && sign
        && text.is_digit(number.end + 1)
        && candidate::next(text, number.end + 1)
            // Australia's 000 is far rarer here than the thousands of `120,000`.
            .is_some_and(|next| next.start == number.end + 1 && next.known && next.digits != "000")
}
