//! The words around a number: is it dialled, and what for?

use super::super::kind::Kind;
use super::candidate::{self, Candidate};
use super::text::Text;
use super::words::{
    AFTER, AND, BLOWS, CONTACT, DIAL, FILLER_AFTER, FILLER_BEFORE, NAMES, PHONE, PURPOSE, STRIKE,
    THINGS,
};

/// How strongly the words say that a number is a telephone number, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// Enough for a well-known number with words about its purpose.
    Beside,
    /// Enough for a well-known number.
    Hint,
    /// Enough for a well-known or full number.
    Weak,
    /// Enough for any number.
    Strong,
}

/// What the words on one side of a number say.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cue {
    /// Whether they make it a telephone number.
    pub(super) strength: Option<Strength>,
    /// What they say it is for.
    pub(super) purpose: Option<Kind>,
}

/// More words than this belong to no number; keeps the work bounded.
const MOST_WORDS: usize = 8;

/// No list of emergency numbers is longer.
const MOST_LISTED: usize = 5;

/// Reads backwards from a number: `拨打火警电话` 119.
pub(super) fn before(text: &Text, start: usize) -> Cue {
    let mut cue = Cue::default();
    let mut at = start;
    for _ in 0..MOST_WORDS {
        at = text.skip_back(at);
        if text.ends_any(at, DIAL).is_some() {
            cue.strength = Some(Strength::Strong);
            break;
        }
        if let Some(next) = text.ends_any(at, PHONE) {
            cue.strength = Some(Strength::Strong);
            at = next;
        } else if let Some((kind, next)) = purpose_before(text, at) {
            cue.purpose = cue.purpose.or(Some(kind));
            cue.strength = cue.strength.max(Some(Strength::Hint));
            at = next;
        } else if text.ends_any(at, STRIKE).is_some() && text.ends_any(at, BLOWS).is_none() {
            cue.strength = cue.strength.max(Some(Strength::Weak));
            break;
        } else if let Some(next) = text.ends_any(at, CONTACT) {
            cue.strength = cue.strength.max(Some(Strength::Hint));
            at = next;
        } else if let Some(next) = text.ends_any(at, FILLER_BEFORE) {
            at = next;
        } else {
            break;
        }
    }
    cue
}

/// Reads on from a number: 120 `急救电话`.
pub(super) fn after(text: &Text, number: &Candidate) -> Cue {
    let mut cue = Cue::default();
    let mut at = number.end;
    for word in 0..MOST_WORDS {
        at = text.skip(at);
        if word == 0 && says_phone(text, past_list(text, at)) && stands_free(text, number.start) {
            cue.strength = Some(Strength::Hint);
        }
        if let Some((kind, _)) = purpose_after(text, at) {
            cue.purpose = Some(kind);
            break;
        }
        let Some(next) = text.starts_any(at, FILLER_AFTER) else {
            break;
        };
        at = next;
    }
    cue
}

/// Past the rest of a list of well-known numbers: 119`、120、110` 求援.
fn past_list(text: &Text, start: usize) -> usize {
    let mut at = start;
    for _ in 0..MOST_LISTED {
        let Some(next) = text.starts_any(at, AND).map(|and| text.skip(and)) else {
            break;
        };
        let end = text.digits_end(next);
        if !candidate::known(text, next, end) {
            break;
        }
        at = text.skip(end);
    }
    text.starts(at, "等").unwrap_or(at)
}

fn says_phone(text: &Text, at: usize) -> bool {
    text.starts_any(at, AFTER)
        .is_some_and(|end| text.starts_any(end, THINGS).is_none())
}

/// Whether nothing before a number makes it part of a name: `A110`, `房间110`.
fn stands_free(text: &Text, start: usize) -> bool {
    let joined = text
        .before(start)
        .is_some_and(|ch| ch.is_ascii_alphanumeric() || matches!(ch, '-' | '/' | '.'));
    !joined && text.ends_any(text.skip_back(start), NAMES).is_none()
}

fn purpose_before(text: &Text, end: usize) -> Option<(Kind, usize)> {
    let mut kinds = PURPOSE.iter();
    kinds.find_map(|(kind, words)| text.ends_any(end, words).map(|start| (*kind, start)))
}

fn purpose_after(text: &Text, start: usize) -> Option<(Kind, usize)> {
    let mut kinds = PURPOSE.iter();
    kinds
        .find_map(|(kind, words)| text.starts_any(start, words).map(|end| (*kind, end)))
        .filter(|(_, end)| text.starts_any(*end, THINGS).is_none())
}
