//! Which names and values fit: a made-up one is put in, and where the grammar reads it says what it is.

use super::Expected;
use crate::parse::attributes::Place;
use crate::parse::build::Node;
use crate::parse::grammar::{PlanParser, Rule};
use crate::parse::places::probe;
use crate::parse::scan::text_length;
use pest::Parser as _;
use pest::iterators::Pairs;
use smol_str::SmolStr;

/// What a name stands for where it may stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Slot {
    /// It is being declared.
    New,
    /// A vague word that is being measured.
    NewTerm,
    /// Who acts: a role, group or service.
    Actor,
    /// Who is forbidden something.
    Barred,
    /// Who is told, called or handed to: a role, group or service.
    Target,
    /// Who of a group: `2 of guard`.
    Counted,
    /// A post of the organisation.
    Post,
    /// A role, group or service and nobody else.
    Party,
    Shift,
    /// A signal, gauge or ladder.
    Fact,
    /// A level of this ladder.
    Level(SmolStr),
    Signal,
    Gauge,
    Ladder,
    /// A step of the procedure at hand.
    Step,
    /// A step of the procedure at hand, or a signal.
    Clock,
    Procedure,
    /// A procedure or a document.
    Activated,
    Document,
    Form,
    Supply,
    Action,
    /// A measured vague word as a time limit.
    Limit,
    /// A measured vague word as a period.
    Term,
    /// A rule that is waived.
    Rule,
}

/// What a length of time is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    /// A limit, a delay: minutes and hours.
    Limit,
    /// A period between incidents, or for keeping things: months and years.
    Period,
    /// An instant of a scenario.
    Instant,
}

/// A made-up name, and lengths and numbers that are none of a plan.
const NAME: &str = "zq0";
const TIME: &str = "7h";

/// What makes a statement complete behind a made-up name.
const TAILS: &[&str] = &["", " must do \"x\"", " do \"x\"", " after 1h", " to x", " unreachable", " to 1", " = 1h"];

/// What a name would be at the end of a statement.
pub(super) fn name_slot(statement: &str, place: Place) -> Option<Slot> {
    let parens = ")".repeat(open_parens(statement));
    TAILS.iter().find_map(|tail| slot_of(&read(statement, NAME, &format!("{parens}{tail}"), place)?))
}

/// What a length of time would be for at the end of a statement.
pub(super) fn length(statement: &str, place: Place) -> Option<Expected> {
    let parens = ")".repeat(open_parens(statement));
    let path = [""].iter().chain(TAILS).chain(&[" raise x"]).find_map(|tail| read(statement, TIME, &format!("{parens}{tail}"), place))?;
    let parent = path.iter().rev().nth(1)?;
    Some(match parent.rule {
        // Values of an attribute are told by its word, if it may stand here.
        Rule::attr => return None,
        Rule::comparison | Rule::set => Expected::Measure(parent.subject.clone()?),
        Rule::preserve => Expected::Time(Length::Period),
        Rule::event => Expected::Time(Length::Instant),
        _ => Expected::Time(Length::Limit),
    })
}

/// The gauge whose value would stand at the end of a statement.
pub(super) fn measured(statement: &str, place: Place) -> Option<Expected> {
    let path = read(statement, "7", "", place)?;
    path.iter().rev().nth(1)?.subject.clone().map(Expected::Measure)
}

/// How many brackets are open at the end of a statement.
fn open_parens(statement: &str) -> usize {
    let (mut open, mut rest) = (0usize, statement);
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '(' => {
                open += 1;
                1
            }
            ')' => {
                open = open.saturating_sub(1);
                1
            }
            '"' | '“' => text_length(rest).unwrap_or(c.len_utf8()),
            _ => c.len_utf8(),
        };
        rest = rest.get(length..).unwrap_or("");
    }
    open
}

/// A node on the way from a statement to what was put in.
struct Link {
    rule: Rule,
    /// The rule before it in its parent.
    before: Option<Rule>,
    /// The name in it that is compared or set.
    subject: Option<SmolStr>,
}

/// The way to `made_up` in a statement that ends with it and a tail; `None` where the grammar does not read that.
fn read(statement: &str, made_up: &str, tail: &str, place: Place) -> Option<Vec<Link>> {
    let text = format!("{statement}{made_up}{tail}");
    let mut path = Vec::new();
    let pairs = PlanParser::parse(probe(place), &text).ok()?;
    descend(pairs, statement.len(), &mut path).then_some(path)
}

fn descend(pairs: Pairs<'_, Rule>, at: usize, path: &mut Vec<Link>) -> bool {
    let mut before = None;
    for node in pairs {
        let rule = node.as_rule();
        let span = node.as_span();
        if span.start() <= at && at < span.end() {
            path.push(Link { rule, before, subject: subject(&node) });
            let value = matches!(rule, Rule::name | Rule::duration | Rule::quantity);
            return value && span.start() == at || descend(node.into_inner(), at, path);
        }
        before = Some(rule);
    }
    false
}

fn subject(node: &Node<'_>) -> Option<SmolStr> {
    let mut names = node.clone().into_inner().filter(|n| matches!(n.as_rule(), Rule::subject | Rule::name));
    let name = names.next()?.as_str();
    Some(SmolStr::from(name.trim_matches('`')))
}

/// What a name stands for by the rules around it.
fn slot_of(path: &[Link]) -> Option<Slot> {
    let mut around = path.iter().rev();
    let (name, parent) = (around.next().filter(|l| l.rule == Rule::name)?, around.next()?);
    let above = |rules: &[Rule]| path.iter().rev().find(|l| rules.contains(&l.rule));
    Some(match parent.rule {
        Rule::practice_target | Rule::finished => Slot::Procedure,
        Rule::waiver => Slot::Rule,
        Rule::owner_item if name.before == Some(Rule::kw_during) => Slot::Shift,
        Rule::owner_item | Rule::consent => Slot::Post,
        Rule::after_clause | Rule::done | Rule::step_done => Slot::Step,
        Rule::uses_clause => Slot::Supply,
        Rule::head_count => Slot::Counted,
        Rule::any_of if above(&[Rule::consent, Rule::request]).is_none() => Slot::Party,
        Rule::actors | Rule::any_of => actor(above(&[Rule::notify, Rule::call, Rule::report, Rule::request, Rule::escalation, Rule::otherwise, Rule::consent, Rule::forbid]), above(&[Rule::actors])),
        Rule::report => Slot::Form,
        Rule::record => Slot::Document,
        Rule::activate => Slot::Activated,
        Rule::perform => Slot::Action,
        Rule::limit => Slot::Limit,
        Rule::repeat => Slot::Term,
        Rule::limit_clock => Slot::Clock,
        Rule::subject if name.before.is_some() => Slot::Level(parent.subject.clone()?),
        Rule::subject if above(&[Rule::outcome]).is_some() => Slot::Ladder,
        Rule::subject => Slot::Fact,
        Rule::comparison => Slot::Level(parent.subject.clone()?),
        Rule::raise | Rule::clear => Slot::Signal,
        Rule::set => Slot::Gauge,
        Rule::approval | Rule::absence => Slot::Party,
        Rule::outcome => match name.before? {
            Rule::kw_activated | Rule::kw_finished => Slot::Procedure,
            Rule::kw_done | Rule::kw_due | Rule::kw_overdue => Slot::Step,
            _ => Slot::Party,
        },
        _ => Slot::New,
    })
}

/// Who is meant by the innermost act around a list of actors, and what stands before the list in it.
fn actor(act: Option<&Link>, list: Option<&Link>) -> Slot {
    let before = list.and_then(|l| l.before);
    match act.map(|l| l.rule) {
        Some(Rule::consent | Rule::request) => Slot::Post,
        Some(Rule::otherwise) if before == Some(Rule::kw_by) => Slot::Post,
        Some(Rule::forbid) => Slot::Barred,
        Some(_) => Slot::Target,
        None => Slot::Actor,
    }
}
