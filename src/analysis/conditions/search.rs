//! Whether a formula can be met: facts are given values one by one, those that still matter first.

use super::formula::{Expr, Fact, Formula, Held, Node, Value};
use crate::analysis::states::formula::joined;
use crate::ast::{Duration, TimeUnit};
use std::collections::HashMap;

/// Most parts of formulas looked at for one question.
const MAX_WORK: usize = 1_000_000;

/// Facts with the values under which a formula is met; the others do not matter.
pub(crate) type Witness = Vec<(Fact, Value)>;

/// The answer to whether something can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It can, and how.
    Yes(Witness),
    /// It cannot.
    No,
    /// It would take too long to say.
    Undecided,
}

/// How much may still be looked at.
#[derive(Debug)]
pub(super) struct Effort {
    /// In the whole plan.
    pub(super) plan: usize,
    question: usize,
}

impl Effort {
    /// So much for a whole plan.
    pub(super) fn new(plan: usize) -> Self {
        Self { plan, question: 0 }
    }

    fn spend(&mut self, work: usize) -> bool {
        if self.question < work || self.plan < work {
            return false;
        }
        self.question -= work;
        self.plan -= work;
        true
    }
}

/// Whether all goals of a formula can be met at once.
pub(super) fn solve(formula: &Formula<'_>, effort: &mut Effort) -> Answer {
    if formula.too_large {
        return Answer::Undecided;
    }
    effort.question = MAX_WORK;
    let goals: Vec<(Node, bool)> = formula.goals.iter().copied().chain(formula.laws.iter().map(|l| (*l, true))).collect();
    let mut past = Past::default();
    let answer = Search::new(formula, goals, vec![None; formula.facts.len()]).run(effort, &mut |values, effort| past.allows(formula, values, effort));
    // A length of time within another is only known to be no longer than the time at hand.
    match answer {
        Answer::Yes(_) if formula.nested => Answer::Undecided,
        answer @ (Answer::Yes(_) | Answer::No | Answer::Undecided) => answer,
    }
}

/// A choice that was made: the fact, and the values not tried yet, last first.
struct Choice {
    fact: usize,
    rest: Vec<Value>,
}

struct Search<'f, 'm> {
    formula: &'f Formula<'m>,
    goals: Vec<(Node, bool)>,
    values: Vec<Option<Value>>,
    truths: Vec<Option<bool>>,
    choices: Vec<Choice>,
}

/// Whether something is refused, met, or open; `None` where the effort is spent.
type Check<'c> = &'c mut dyn FnMut(&[Option<Value>], &mut Effort) -> Option<bool>;

impl<'f, 'm> Search<'f, 'm> {
    fn new(formula: &'f Formula<'m>, goals: Vec<(Node, bool)>, values: Vec<Option<Value>>) -> Self {
        Self { formula, goals, values, truths: Vec::new(), choices: Vec::new() }
    }

    fn run(mut self, effort: &mut Effort, check: Check<'_>) -> Answer {
        loop {
            if !effort.spend(self.formula.exprs.len() + self.formula.held.len() + 1) {
                return Answer::Undecided;
            }
            evaluate(self.formula, &self.values, &mut self.truths);
            let moved = match self.open_goals() {
                Err(()) => self.back(),
                Ok(open) if open.is_empty() => match check(&self.values, effort) {
                    Some(true) => return Answer::Yes(self.witness()),
                    Some(false) => self.back(),
                    None => return Answer::Undecided,
                },
                Ok(open) => self.advance(&open),
            };
            if !moved {
                return Answer::No;
            }
        }
    }

    fn witness(&self) -> Witness {
        self.formula.facts.iter().zip(&self.values).filter_map(|((fact, _), value)| Some((*fact, (*value)?))).collect()
    }

    fn choose(&mut self, fact: usize, mut order: Vec<Value>) -> bool {
        order.reverse();
        self.choices.push(Choice { fact, rest: order });
        self.back()
    }

    /// Takes the next value of the latest choice that has one.
    fn back(&mut self) -> bool {
        while let Some(choice) = self.choices.last_mut() {
            let (next, fact) = (choice.rest.pop(), choice.fact);
            if let Some(slot) = self.values.get_mut(fact) {
                *slot = next;
            }
            if next.is_some() {
                return true;
            }
            self.choices.pop();
        }
        false
    }

    fn value(&self, fact: usize) -> Option<Value> {
        self.values.get(fact).copied().flatten()
    }

    fn truth(&self, node: Node) -> Option<bool> {
        self.truths.get(node).copied().flatten()
    }

    /// The goals that are neither met nor missed; `Err` where one is missed.
    fn open_goals(&self) -> Result<Vec<(Node, bool)>, ()> {
        // What is held now holds now.
        let held = self.formula.held.iter().filter(|h| self.value(h.fact) == Some(Value::Is(true))).map(|h| (h.inner, true));
        let mut open = Vec::new();
        for (node, wanted) in self.goals.iter().copied().chain(held) {
            match self.truth(node) {
                Some(truth) if truth != wanted => return Err(()),
                Some(_) => {}
                None => open.push((node, wanted)),
            }
        }
        Ok(open)
    }

    /// Gives all facts their values that the open goals leave no choice about, else one fact the first value to try.
    fn advance(&mut self, open: &[(Node, bool)]) -> bool {
        let mut forced = Vec::new();
        open.iter().for_each(|(node, wanted)| self.forced(*node, *wanted, &mut forced));
        if forced.is_empty() {
            let next = open.first().and_then(|(node, wanted)| self.open_fact(*node, *wanted));
            return next.is_some_and(|(fact, order)| self.choose(fact, order));
        }
        for (fact, value) in forced {
            if self.value(fact).is_none() {
                self.choose(fact, vec![value]);
            }
        }
        true
    }

    /// The facts without which a goal is missed.
    fn forced(&self, node: Node, wanted: bool, found: &mut Vec<(usize, Value)>) {
        if self.truth(node).is_some() {
            return;
        }
        match self.formula.exprs.get(node) {
            Some(Expr::Fact(fact)) => found.push((*fact, Value::Is(wanted))),
            Some(Expr::Not(inner)) => self.forced(*inner, !wanted, found),
            Some(Expr::All(parts)) if wanted => parts.iter().for_each(|p| self.forced(*p, true, found)),
            Some(Expr::Any(parts)) if !wanted => parts.iter().for_each(|p| self.forced(*p, false, found)),
            Some(Expr::Gauge(..) | Expr::All(_) | Expr::Any(_)) | None => {}
        }
    }

    /// A fact that decides an open part, with the values first that make it so.
    fn open_fact(&self, mut node: Node, mut wanted: bool) -> Option<(usize, Vec<Value>)> {
        loop {
            match self.formula.exprs.get(node)? {
                Expr::Fact(fact) => return Some((*fact, self.ordered(*fact, |v| (v == Value::Is(true)) == wanted))),
                Expr::Gauge(fact, sign, threshold) => {
                    let meets = |v: Value| matches!(v, Value::Amount(v) if sign.holds(v, *threshold)) == wanted;
                    return Some((*fact, self.ordered(*fact, meets)));
                }
                Expr::Not(inner) => (node, wanted) = (*inner, !wanted),
                Expr::All(parts) | Expr::Any(parts) => node = parts.iter().copied().find(|p| self.truth(*p).is_none())?,
            }
        }
    }

    fn ordered(&self, fact: usize, meets: impl Fn(Value) -> bool) -> Vec<Value> {
        let all = self.formula.facts.get(fact).map_or(&[][..], |f| &f.1);
        let (mut first, then): (Vec<Value>, Vec<Value>) = all.iter().partition(|v| meets(**v));
        first.extend(then);
        first
    }
}

/// What is known of every part of a formula.
pub(super) fn truths(formula: &Formula<'_>, values: &[Option<Value>]) -> Vec<Option<bool>> {
    let mut truths = Vec::with_capacity(formula.exprs.len());
    evaluate(formula, values, &mut truths);
    truths
}

fn evaluate(formula: &Formula<'_>, values: &[Option<Value>], truths: &mut Vec<Option<bool>>) {
    truths.clear();
    let value = |fact: &usize| values.get(*fact).copied().flatten();
    for expr in &formula.exprs {
        let truth = |node: &Node| truths.get(*node).copied().flatten();
        let found = match expr {
            Expr::Fact(fact) => value(fact).map(|v| v == Value::Is(true)),
            Expr::Gauge(fact, sign, threshold) => value(fact).map(|v| matches!(v, Value::Amount(v) if sign.holds(v, *threshold))),
            Expr::Not(inner) => truth(inner).map(|t| !t),
            Expr::All(parts) => joined(parts.iter().map(truth), true),
            Expr::Any(parts) => joined(parts.iter().map(truth), false),
        };
        truths.push(found);
    }
}

/// What is known of the past: whether something can have been so while other things have held.
#[derive(Debug, Default)]
struct Past {
    known: HashMap<Moment, bool>,
}

/// An instant of the past: what was missed, what held, and the facts that were not so yet.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Moment {
    missed: usize,
    held: Vec<usize>,
    not_yet: Vec<usize>,
}

impl Past {
    /// Whether what has held, and what has not, can have come to pass. Something that has not held for D was not so at
    /// some instant of the last D; then all that has held for D or longer held as well.
    fn allows(&mut self, formula: &Formula<'_>, values: &[Option<Value>], effort: &mut Effort) -> Option<bool> {
        let is = |h: &Held<'_>, truth: bool| values.get(h.fact).copied().flatten() == Some(Value::Is(truth));
        // What is not done now was not done before.
        let lasting = formula.facts.iter().enumerate().filter(|(_, f)| matches!(f.0, Fact::Done(..) | Fact::Finished(_)));
        let not_yet = lasting.filter(|(i, _)| values.get(*i).copied().flatten() == Some(Value::Is(false))).map(|(i, _)| i);
        let not_yet: Vec<usize> = not_yet.collect();
        for (index, missed) in formula.held.iter().enumerate().filter(|(_, h)| is(h, false)) {
            let longer = formula.held.iter().enumerate().filter(|(_, h)| is(h, true) && lasts(h, missed)).map(|(i, _)| i);
            let moment = Moment { missed: index, held: longer.collect(), not_yet: not_yet.clone() };
            let known = match self.known.get(&moment) {
                Some(known) => *known,
                None => {
                    let found = possible(formula, &moment, effort)?;
                    self.known.insert(moment, found);
                    found
                }
            };
            if !known {
                return Some(false);
            }
        }
        Some(true)
    }
}

/// Whether there can have been such an instant.
fn possible(formula: &Formula<'_>, moment: &Moment, effort: &mut Effort) -> Option<bool> {
    let inner = |index: &usize| formula.held.get(*index).map(|h| h.inner);
    let met = moment.held.iter().filter_map(inner).map(|node| (node, true));
    let goals = met.chain(inner(&moment.missed).map(|node| (node, false))).chain(formula.laws.iter().map(|l| (*l, true)));
    let mut values = vec![None; formula.facts.len()];
    for fact in &moment.not_yet {
        values.get_mut(*fact).into_iter().for_each(|slot| *slot = Some(Value::Is(false)));
    }
    match Search::new(formula, goals.collect(), values).run(effort, &mut |_, _| Some(true)) {
        Answer::Yes(_) => Some(true),
        Answer::No => Some(false),
        Answer::Undecided => None,
    }
}

/// Whether one length of time is certainly no shorter than another.
fn lasts(longer: &Held<'_>, shorter: &Held<'_>) -> bool {
    let (Some(longer), Some(shorter)) = (&longer.time, &shorter.time) else { return false };
    let parts = |list: &[&Duration]| -> Vec<(String, TimeUnit)> {
        list.iter().flat_map(|d| d.parts.iter().map(|(number, unit)| (number.to_string(), *unit))).collect()
    };
    parts(longer) == parts(shorter) || matches!((least(longer), most(shorter)), (Some(least), Some(most)) if least >= most)
}

const DAY: u64 = 86_400_000;

/// The least milliseconds that lengths of time can come to.
fn least(times: &[&Duration]) -> Option<u64> {
    times.iter().try_fold(0_u64, |sum, d| sum.checked_add(in_days(d, 28, 365)))
}

/// The most; nothing where working days are among them, since holidays may come between.
fn most(times: &[&Duration]) -> Option<u64> {
    let working = times.iter().any(|d| d.is_working_days());
    times.iter().try_fold(0_u64, |sum, d| sum.checked_add(in_days(d, 31, 366))).filter(|_| !working)
}

/// Milliseconds with so many days to a month and a year.
fn in_days(duration: &Duration, month: u64, year: u64) -> u64 {
    let varying = |unit: &TimeUnit| match unit {
        TimeUnit::Month => Some((30, month)),
        TimeUnit::Year => Some((365, year)),
        TimeUnit::Second | TimeUnit::Minute | TimeUnit::Hour | TimeUnit::Day | TimeUnit::Week | TimeUnit::WorkingDay => None,
    };
    duration.parts.iter().fold(duration.millis, |sum, (number, unit)| match varying(unit) {
        // As many as were counted, each with the other length.
        Some((counted, real)) => {
            let count = number.split('.').next().and_then(|n| n.parse::<u64>().ok()).unwrap_or(0);
            let (less, more) = (count.saturating_mul(counted * DAY), count.saturating_mul(real * DAY));
            sum.saturating_sub(less).saturating_add(more)
        }
        None => sum,
    })
}
