//! Which conditions, and which parts of them, never hold or always do.

use super::explain::{why_always, why_never};
use super::formula::{Fact, Value};
use super::places::{Place, Role, places};
use super::search::Answer;
use super::theory::{Fate, Known, Question, Theory};
use crate::model::{Cond, CondKind, GaugeId, ProcedureId};
use crate::source::Span;
use std::collections::HashMap;

/// What is found out about a condition.
#[derive(Debug)]
pub(crate) struct Verdict<'m> {
    /// The condition.
    pub(crate) place: Place<'m>,
    /// The part of it that is meant; `None` where all of it is.
    pub(crate) part: Option<&'m Cond<'m>>,
    /// What is found.
    pub(crate) kind: Kind<'m>,
}

/// What is found out.
#[derive(Debug)]
pub(crate) enum Kind<'m> {
    /// Nothing satisfies it, unless this gauge has no value.
    Never(Reason<'m>, Option<GaugeId>),
    /// Every value satisfies it.
    Always(Reason<'m>),
    /// It is too large to say whether it never holds (`true`) or always does.
    Undecided(bool),
}

/// Why something never holds, or always does.
#[derive(Debug)]
pub(crate) enum Reason<'m> {
    /// These parts cannot hold at once, given what is known, and what the gauges can be.
    Together(Vec<&'m Cond<'m>>, Vec<Known>, Vec<GaugeId>),
    /// One of these parts always holds, given the same.
    Either(Vec<&'m Cond<'m>>, Vec<Known>, Vec<GaugeId>),
    /// The range of its gauge decides a comparison.
    Comparison(&'m Cond<'m>),
    /// A comparison of a ladder that never holds, or always does (`true`).
    Ladder(&'m Cond<'m>, bool),
    /// Whenever the level holds, a worse one does.
    Shadowed,
    /// Too many parts to say which.
    Unclear,
}

/// Looks at every condition of a plan.
pub(super) fn verdicts<'m>(theory: &mut Theory<'m>, broken: &dyn Fn(Span) -> bool) -> Vec<Verdict<'m>> {
    theory.rest();
    places(theory.model).into_iter().filter(|p| !broken(p.cond.span)).flat_map(|place| judge(theory, place)).collect()
}

fn judge<'m>(theory: &mut Theory<'m>, place: Place<'m>) -> Vec<Verdict<'m>> {
    if let Role::Level(ladder, level) = place.role {
        let highest = theory.model.ladders.get(ladder.index()).is_some_and(|l| l.prefer_highest);
        if highest && theory.fate(ladder, level) == Fate::Shadowed {
            return vec![Verdict { place, part: None, kind: Kind::Never(Reason::Shadowed, None) }];
        }
    }
    let (facts, known) = (Facts::of(theory, place.cond), theory.known(&place));
    if facts.is_plain(place.cond) && known.is_empty() {
        return Vec::new();
    }
    let mut judge = Judge { theory, place, facts, found: Vec::new(), gave_up: false };
    judge.whole(&known);
    judge.found
}

/// How often each fact of a condition is spoken of.
struct Facts {
    counts: HashMap<Fact, usize>,
    /// The places of comparisons that their range decides, in order.
    decided: Vec<Span>,
    /// Levels are spoken of, which speak of other facts.
    has_levels: bool,
    /// Some step is asked not to be done: then the order of steps matters.
    denies_steps: bool,
}

impl Facts {
    fn of(theory: &Theory<'_>, cond: &Cond<'_>) -> Self {
        let mut facts = Self { counts: HashMap::new(), decided: Vec::new(), has_levels: false, denies_steps: false };
        cond.walk(&mut |c| {
            if let Some(fact) = fact_of(c) {
                *facts.counts.entry(fact).or_default() += 1;
            }
            if let CondKind::Gauge(id, sign, value) = c.kind {
                let constant = theory.scales.get(id, false).constant(sign, value.thousandths).is_some();
                facts.decided.extend(constant.then_some(c.span));
            }
            if let CondKind::Not(inner) = &c.kind {
                inner.walk(&mut |c| facts.denies_steps |= matches!(c.kind, CondKind::Done(_)));
            }
            facts.has_levels |= matches!(c.kind, CondKind::Level(..) | CondKind::Ladder(..));
        });
        facts.decided.sort_unstable();
        facts
    }

    /// Whether each fact of a part is spoken of nowhere else and may be so or not: then the part may hold or not, whatever
    /// the rest.
    fn is_plain(&self, part: &Cond<'_>) -> bool {
        let from = self.decided.partition_point(|s| s.start < part.span.start);
        let mut plain = !self.has_levels && self.decided.get(from).is_none_or(|s| s.start >= part.span.end);
        part.walk(&mut |c| {
            plain &= fact_of(c).is_none_or(|fact| self.counts.get(&fact).is_none_or(|count| *count <= 1));
            plain &= !self.denies_steps || !matches!(c.kind, CondKind::Done(_));
        });
        plain
    }
}

/// The fact that a part speaks of; steps are all of one procedure.
fn fact_of(cond: &Cond<'_>) -> Option<Fact> {
    match cond.kind {
        CondKind::Signal(id) => Some(Fact::Signal(id)),
        CondKind::Gauge(id, ..) => Some(Fact::Gauge(id)),
        CondKind::Finished(id) => Some(Fact::Finished(id)),
        CondKind::Done(step) => Some(Fact::Done(ProcedureId(0), step)),
        CondKind::Or(_)
        | CondKind::And(_)
        | CondKind::Not(_)
        | CondKind::Held(..)
        | CondKind::Level(..)
        | CondKind::Ladder(..)
        | CondKind::Unknown => None,
    }
}

struct Judge<'t, 'm> {
    theory: &'t mut Theory<'m>,
    place: Place<'m>,
    facts: Facts,
    found: Vec<Verdict<'m>>,
    gave_up: bool,
}

/// Whether something can hold.
enum Can {
    Yes,
    /// Not, or only while this gauge has no value.
    No(Option<GaugeId>),
    Undecided,
}

impl<'m> Judge<'_, 'm> {
    fn add(&mut self, part: Option<&'m Cond<'m>>, kind: Kind<'m>) {
        self.found.push(Verdict { place: self.place, part, kind });
    }

    fn question(&self, parts: Vec<(&'m Cond<'m>, bool)>, known: &[Known]) -> Question<'m> {
        Question { parts, known: known.to_vec(), role: Some(self.place.role), ..Question::default() }
    }

    fn can(&mut self, question: &Question<'m>) -> Can {
        match self.theory.ask(question) {
            Answer::Yes(_) => return Can::Yes,
            Answer::Undecided => return Can::Undecided,
            Answer::No => {}
        }
        match self.theory.ask(&Question { unset: true, ..question.clone() }) {
            Answer::Yes(witness) => {
                let gauge = |fact| if let Fact::Gauge(id) = fact { Some(id) } else { None };
                let unset = witness.iter().find(|w| w.1 == Value::Unset).and_then(|w| gauge(w.0));
                // Else one had no value some time ago.
                Can::No(unset.or_else(|| self.theory.facts(question).into_iter().find_map(gauge)))
            }
            Answer::No => Can::No(None),
            Answer::Undecided => Can::Undecided,
        }
    }

    /// Whether a part holds whatever the values are.
    fn is_always(&mut self, part: &'m Cond<'m>, known: &[Known]) -> Option<bool> {
        match self.theory.ask(&self.question(vec![(part, false)], known)) {
            Answer::Yes(_) => Some(false),
            Answer::No => Some(true),
            Answer::Undecided => None,
        }
    }

    fn whole(&mut self, known: &[Known]) {
        let cond = self.place.cond;
        let question = self.question(vec![(cond, true)], known);
        match self.can(&question) {
            Can::Undecided => return self.add(None, Kind::Undecided(true)),
            Can::No(unset) => {
                if self.is_reported_elsewhere(&question) {
                    return;
                }
                let reason = why_never(self.theory, cond, &Question { parts: Vec::new(), unset: unset.is_none(), ..question });
                return self.add(None, Kind::Never(reason, unset));
            }
            Can::Yes => {}
        }
        match self.is_always(cond, known) {
            Some(false) => {}
            Some(true) => {
                if !self.is_lowest_of_many() {
                    let reason = why_always(self.theory, cond, &Question { parts: Vec::new(), ..question });
                    self.add(None, Kind::Always(reason));
                }
                return;
            }
            None => self.gave_up = true,
        }
        self.parts(cond, &[], known);
        if self.gave_up {
            self.add(None, Kind::Undecided(false));
        }
    }

    /// A step or an end that waits only for what comes too late is another rule's.
    fn is_reported_elsewhere(&mut self, question: &Question<'m>) -> bool {
        let in_vain = match self.place.role {
            Role::Finish(id, _) => self.theory.waits_in_vain(id, self.place.cond),
            Role::Step(id, step) => self.theory.is_out_of_reach(id, step),
            Role::Start(..) | Role::Escalation(_) | Role::Forbid(_) | Role::Level(..) => false,
        };
        in_vain && matches!(self.theory.ask(&Question { known: Vec::new(), ..question.clone() }), Answer::Yes(_))
    }

    /// The mildest level of a ladder in which the worst counts may always hold: the others are exceptions from it.
    fn is_lowest_of_many(&self) -> bool {
        let Role::Level(id, level) = self.place.role else { return false };
        let highest = self.theory.model.ladders.get(id.index()).is_some_and(|l| l.prefer_highest);
        highest && self.theory.rank(id, level) == 1
    }

    /// Looks at the parts of a condition that may hold or not; `context` has to hold as well.
    fn parts(&mut self, cond: &'m Cond<'m>, context: &[&'m Cond<'m>], known: &[Known]) {
        match &cond.kind {
            CondKind::And(parts) => {
                for (index, part) in parts.iter().enumerate() {
                    if self.is_settled(part, known) {
                        continue;
                    }
                    let others = parts.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, p)| p);
                    let context: Vec<&Cond<'_>> = context.iter().copied().chain(others).collect();
                    self.parts(part, &context, known);
                }
            }
            CondKind::Or(parts) => parts.iter().for_each(|part| self.branch(part, context, known)),
            CondKind::Not(inner) => self.parts(inner, &[], known),
            CondKind::Held(inner, _) => {
                // What is not done now was not done before; what is done now may not have been.
                let known: Vec<Known> = known.iter().filter(|k| !k.truth).cloned().collect();
                self.parts(inner, &[], &known);
            }
            CondKind::Done(_)
            | CondKind::Finished(_)
            | CondKind::Signal(_)
            | CondKind::Level(..)
            | CondKind::Gauge(..)
            | CondKind::Ladder(..)
            | CondKind::Unknown => {}
        }
    }

    /// Whether a part may hold or not, whatever the rest and whatever is known.
    fn is_plain(&self, part: &Cond<'_>, known: &[Known]) -> bool {
        let mut plain = self.facts.is_plain(part);
        part.walk(&mut |c| plain &= known.is_empty() || !matches!(c.kind, CondKind::Done(_) | CondKind::Finished(_)));
        plain
    }

    /// Whether nothing is left to look at in a part of an `and`.
    fn is_settled(&mut self, part: &'m Cond<'m>, known: &[Known]) -> bool {
        if self.is_plain(part, known) {
            return true;
        }
        match self.is_always(part, known) {
            Some(true) => {
                let question = self.question(Vec::new(), known);
                let reason = why_always(self.theory, part, &question);
                self.add(Some(part), Kind::Always(reason));
                true
            }
            Some(false) => false,
            None => {
                self.gave_up = true;
                true
            }
        }
    }

    /// One of several ways in which a condition can hold.
    fn branch(&mut self, part: &'m Cond<'m>, context: &[&'m Cond<'m>], known: &[Known]) {
        if self.is_plain(part, known) {
            return;
        }
        let context_parts = context.iter().map(|c| (*c, true));
        let question = self.question(context_parts.clone().chain([(part, true)]).collect(), known);
        match self.can(&question) {
            Can::Yes => self.parts(part, context, known),
            Can::Undecided => self.gave_up = true,
            Can::No(unset) => {
                let question = Question { parts: context_parts.collect(), unset: unset.is_none(), ..question };
                let reason = why_never(self.theory, part, &question);
                self.add(Some(part), Kind::Never(reason, unset));
            }
        }
    }
}
