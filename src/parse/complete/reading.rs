//! One way to read the end of a text as a statement, and what the grammar expects behind it.

use super::Expected;
use super::slots::{length, measured, name_slot};
use super::slots::Slot;
use crate::ast::DeclKind;
use crate::parse::attributes::Place;
use crate::parse::grammar::{PlanParser, Rule};
use crate::parse::places::{key_of, probe};
use crate::words;
use pest::Parser as _;
use pest::error::{ErrorVariant, InputLocation};
use smol_str::SmolStr;

/// A character that fits nowhere: the parser stops there and says what would have fitted.
const STOP: char = '\u{1}';

/// A name that is no word of the language.
const NAME: &str = "zq0";

/// Words that are values, not parts of statements.
const VOCABULARY: &[&str] = &["hz_", "sv_", "dk_", "un_"];

/// One way to read the text as a statement up to its end.
pub(super) struct Reading {
    /// Where the statement begins.
    pub(super) from: usize,
    /// Whether it may end here.
    pub(super) may_end: bool,
    /// Whether words before it make no sense.
    pub(super) is_guess: bool,
    /// What goes on with it.
    pub(super) expected: Vec<Expected>,
}

impl Reading {
    /// Reads the text from an offset to its end; `None` where that is no beginning of a statement of this place.
    pub(super) fn new(text: &str, from: usize, place: Place) -> Option<Self> {
        let statement = text.get(from..)?;
        let (expected, may_end) = expected(statement, place)?;
        // No word is reserved: `done` may be a name as well. Written like a word of the language it is meant as one.
        let as_name = last_keyword(statement).and_then(|word| expected_behind_name(statement, word, place));
        let (others, other_end) = as_name.unwrap_or_default();
        let own: Vec<Expected> = expected.iter().filter(|e| !others.iter().any(|o| alike(e, o))).cloned().collect();
        Some(match own.is_empty() {
            true => Self { from, may_end, is_guess: false, expected },
            false => Self { from, may_end: may_end && !other_end, is_guess: false, expected: own },
        })
    }
}

/// Whether two expectations are the same but for the name they are about.
fn alike(a: &Expected, b: &Expected) -> bool {
    a == b || matches!((a, b), (Expected::Compare(_), Expected::Compare(_)))
}

fn expected_behind_name(statement: &str, word: usize, place: Place) -> Option<(Vec<Expected>, bool)> {
    expected(&format!("{}{NAME} ", statement.get(..word)?), place)
}

/// Where the last word of a text begins, if it is written like a word of the language and a space follows it.
fn last_keyword(statement: &str) -> Option<usize> {
    let trimmed = statement.trim_end();
    let start = trimmed.rfind(|c: char| !(c.is_alphanumeric() || c == '-')).map_or(Some(0), |at| Some(at + trimmed.get(at..)?.chars().next()?.len_utf8()))?;
    let word = trimmed.get(start..).filter(|_| trimmed.len() < statement.len())?;
    spelt(word).then_some(start)
}

/// Whether a word is written like one of the language, vocabulary aside.
pub(super) fn spelt(word: &str) -> bool {
    let vocabulary = |row: &str| VOCABULARY.iter().any(|family| row.starts_with(family));
    words::all().iter().any(|w| !vocabulary(w.row) && w.spellings.iter().any(|s| s == word))
}

/// What the grammar expects behind a statement, and whether the statement may end there; `None` where it cannot be read to its end.
fn expected(statement: &str, place: Place) -> Option<(Vec<Expected>, bool)> {
    let mut rules = reaches_end(statement, place)?;
    if statement.trim_end().ends_with('}') {
        // Nothing goes on behind a block; what the grammar expects there is for its recovery.
        rules.retain(|r| *r == Rule::EOI);
    }
    if matches!(place, Place::PROCEDURE | Place::Recovery) {
        // A duty stands there only where recovery reads a step without its bracket.
        rules.retain(|r| !matches!(r, Rule::kw_must_not | Rule::kw_must | Rule::kw_should | Rule::kw_may));
    }
    Some((resolve(statement, place, &rules), rules.contains(&Rule::EOI)))
}

/// The rules that may follow a statement, if it can be read to its end.
fn reaches_end(statement: &str, place: Place) -> Option<Vec<Rule>> {
    let error = PlanParser::parse(probe(place), &format!("{statement}{STOP}")).err()?;
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let ErrorVariant::ParsingError { positives, .. } = error.variant else { return None };
    (at > 0 && statement.get(at..)?.trim().is_empty()).then_some(positives)
}

/// What the rules mean that the grammar expects behind a statement.
fn resolve(statement: &str, place: Place, rules: &[Rule]) -> Vec<Expected> {
    let wants_value = [Rule::string, Rule::date, Rule::unit_sign].iter().all(|r| rules.contains(r));
    if let Some(key) = key_of(statement, place).filter(|_| wants_value) {
        return vec![Expected::Value(key)];
    }
    let mut flat = Vec::new();
    rules.iter().for_each(|rule| flatten(*rule, &mut flat));
    let mut found: Vec<Expected> = Vec::new();
    // Behind `report to` the grammar expects a second `to`, and yet reads a name: so names and values are tried, whatever it expects.
    found.extend(name_slot(statement, place).filter(|slot| *slot != Slot::New).map(Expected::Name));
    found.extend(length(statement, place).or_else(|| measured(statement, place)));
    let begins = |row: &str| first_word(statement).is_some_and(|w| words::is(row, w));
    let of_file = |row: &str| place == Place::File && begins(row);
    found.extend(flat.into_iter().filter_map(|rule| match rule {
        Rule::compare => last_word(statement).map(Expected::Compare),
        Rule::clock => Some(Expected::Clock),
        Rule::date if !wants_value => Some(Expected::Date),
        Rule::string if of_file("use") => Some(Expected::Path),
        Rule::number if of_file("language") => Some(Expected::Version),
        Rule::kw_of_what if !practises(statement) => None,
        Rule::kw_proposed_by if !begins("finish") => None,
        Rule::kw_requested_by if begins("finish") => None,
        rule => row(rule).map(Expected::Word),
    }));
    found
}

fn first_word(statement: &str) -> Option<&str> {
    statement.split_whitespace().next()
}

fn last_word(statement: &str) -> Option<SmolStr> {
    statement.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')')).rfind(|w| !w.is_empty()).map(|w| SmolStr::from(w.trim_matches('`')))
}

/// Whether `of P` means something behind a declaration: only practices and drills have it.
fn practises(statement: &str) -> bool {
    let kinds = [DeclKind::Exercise, DeclKind::Training, DeclKind::Routine, DeclKind::Drill];
    first_word(statement).is_some_and(|word| kinds.iter().any(|kind| words::is(kind.row(), word)))
}

/// The row of a keyword's rule.
fn row(rule: Rule) -> Option<&'static str> {
    let id = format!("{rule:?}");
    id.strip_prefix("kw_").and_then(words::row).map(|w| w.row)
}

/// A rule, or where it stands for others the rules with which it begins. The grammar names a rule instead of its beginnings where none
/// of them has been read.
fn flatten(rule: Rule, flat: &mut Vec<Rule>) {
    let parts: &[Rule] = match rule {
        Rule::actors | Rule::any_of => &[Rule::kw_any_of],
        Rule::condition | Rule::conjunction | Rule::held => &[Rule::kw_not, Rule::kw_done, Rule::kw_finished],
        Rule::consent => &[Rule::kw_approved_by, Rule::kw_requested_by, Rule::kw_proposed_by],
        Rule::outcome => &[
            Rule::kw_called, Rule::kw_notified, Rule::kw_escalated, Rule::kw_activated, Rule::kw_done, Rule::kw_due, Rule::kw_overdue,
            Rule::kw_level, Rule::kw_finished, Rule::kw_closed,
        ],
        Rule::days | Rule::day_span => &[Rule::kw_mon, Rule::kw_tue, Rule::kw_wed, Rule::kw_thu, Rule::kw_fri, Rule::kw_sat, Rule::kw_sun],
        rule => {
            if !flat.contains(&rule) {
                flat.push(rule);
            }
            return;
        }
    };
    parts.iter().for_each(|part| flatten(*part, flat));
}
