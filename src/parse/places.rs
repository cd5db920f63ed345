//! What may stand where: the words with which statements begin, and where a misplaced one belongs.

use super::attributes::{Place, allowed_keys};
use super::grammar::Rule;
use super::near::begins;
use crate::ast::{DeclKind, Key};
use crate::diagnostic::{Text, text};

/// Words that go on with a statement of a step.
pub(super) const CONTINUATIONS: &[&str] = &["within", "repeat", "else", "by_channel", "to", "of"];
/// Words that go on with the first line of a step.
const HEADER: &[&str] = &["when", "after", "takes", "uses", "approved_by", "requested_by", "proposed_by"];
const COMMON: &[&str] = &["cite", "note", "todo", "allow"];
const DECLARATIONS: &[&str] = &[
    "language", "use", "plan", "terms", "role", "group", "service", "shift", "signal", "gauge", "levels", "action", "document",
    "report_form", "procedure", "exercise", "training", "routine", "supply", "drill",
];
const PROCEDURE: &[&str] = &["start", "owner", "step", "then", "escalate_to", "forbid", "finish", "recovery"];
const STEP: &[&str] = &["automatic", "within", "repeat", "forbid"];
const EVENTS: &[&str] = &["raise", "clear", "set", "approve"];

/// Rows of the words with which a statement of a place begins.
pub(super) fn statement_words(place: Place) -> Vec<&'static str> {
    let own: &[&str] = match place {
        Place::File => return DECLARATIONS.iter().chain(&["forbid"]).chain(COMMON).copied().collect(),
        Place::Step => STEP,
        Place::Recovery => &["step", "then"],
        Place::Terms | Place::Level | Place::Forbid => &[],
        Place::Declaration(kind) => match kind {
            DeclKind::Procedure => PROCEDURE,
            DeclKind::Drill => &["at", "expect"],
            DeclKind::Levels => &["level", "worst_first", "prefer_highest"],
            DeclKind::Shift => &["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
            DeclKind::Exercise | DeclKind::Training | DeclKind::Routine | DeclKind::Supply | DeclKind::Document => &["owner"],
            DeclKind::Plan
            | DeclKind::Terms
            | DeclKind::Role
            | DeclKind::Group
            | DeclKind::Service
            | DeclKind::Signal
            | DeclKind::Gauge
            | DeclKind::Action
            | DeclKind::Report => &[],
        },
    };
    let keys = allowed_keys(place);
    own.iter().copied().chain(keys.iter().map(|k| k.row())).chain(COMMON.iter().copied()).collect()
}

/// The same with the words that go on with a statement.
pub(super) fn all_words(place: Place) -> Vec<&'static str> {
    let more: &[&str] = match place {
        Place::Step => CONTINUATIONS,
        Place::PROCEDURE | Place::Recovery => HEADER,
        Place::File | Place::Declaration(_) | Place::Terms | Place::Level | Place::Forbid => &[],
    };
    statement_words(place).into_iter().chain(more.iter().copied()).collect()
}

/// The grammar's rule for one statement of a place, to its end.
pub(super) fn probe(place: Place) -> Rule {
    match place {
        Place::File => Rule::probe_file,
        Place::Step => Rule::probe_step,
        Place::Recovery => Rule::probe_recovery,
        Place::Terms => Rule::probe_terms,
        Place::PROCEDURE => Rule::probe_procedure,
        Place::Declaration(DeclKind::Drill) => Rule::probe_drill,
        Place::Level | Place::Forbid | Place::Declaration(_) => Rule::probe_decl,
    }
}

/// Where a statement that begins with this word belongs, if that is not here.
pub(super) fn home_of(word: &str, place: Place) -> Option<Text> {
    if begins(word, &all_words(place)) {
        return None;
    }
    if begins(word, &["step", "then", "start", "finish", "recovery", "escalate_to"]) {
        return Some(text!("a `procedure`", "`处置`中"));
    }
    if begins(word, &["expect"]) {
        return Some(text!("a `drill`", "`推演`中"));
    }
    (place != Place::File && begins(word, DECLARATIONS)).then(|| text!("the file, outside every block", "文件的最外层"))
}

/// Whether a word is an event of a drill that lacks its time.
pub(super) fn is_event(word: &str, place: Place) -> bool {
    place == Place::Declaration(DeclKind::Drill) && begins(word, EVENTS)
}

/// The attribute of a place that a text begins with.
pub(super) fn key_of(part: &str, place: Place) -> Option<Key> {
    let word = |s: &String| part.strip_prefix(s.as_str()).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-'));
    let keys = allowed_keys(place).into_iter().chain([Key::Cite, Key::Note, Key::Todo]);
    keys.into_iter().find(|k| crate::words::row(k.row()).is_some_and(|w| w.spellings.iter().any(word)))
}
