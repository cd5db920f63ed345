//! Conditions as formulas over facts, each fact with finitely many values that make a difference.

use super::order::{Before, Order};
use super::theory::{Goal, Known, MAX_LEVELS};
use super::Theory;
use crate::ast::{Compare, Duration};
use crate::model::{Cond, CondKind, GaugeId, LadderId, ProcedureId, SignalId, StepId};
use crate::source::Span;
use std::collections::{HashMap, HashSet};

/// Largest formula that is read, in parts.
const MAX_SIZE: usize = 20_000;

/// Most steps whose order is looked at for one question.
const MAX_STEPS: usize = 1000;

/// Longest chain of ladders whose levels are decided by one another.
const MAX_LADDERS: usize = 32;

/// Something that is so or not, or has a value, whatever the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Fact {
    /// A signal is raised.
    Signal(SignalId),
    /// A step is done.
    Done(ProcedureId, StepId),
    /// A procedure is finished.
    Finished(ProcedureId),
    /// The value of a gauge.
    Gauge(GaugeId),
    /// A level holds whose condition is not known, or decides nothing that is known.
    Level(LadderId, usize),
    /// A condition has held for so long: its number in [`Formula::held`], the words, and whether it is all that they say.
    Held(usize, Span, bool),
    /// What could not be resolved; its place.
    Unknown(Span),
}

/// A value of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value {
    /// It is so, or not.
    Is(bool),
    /// A gauge has this value.
    Amount(i64),
    /// A gauge has no value yet.
    Unset,
}

/// Part of a formula, by number.
pub(super) type Node = usize;

/// A part of a formula; it speaks only of parts before it.
#[derive(Debug)]
pub(super) enum Expr {
    /// A fact, by its number.
    Fact(usize),
    /// A gauge against a value.
    Gauge(usize, Compare, i64),
    Not(Node),
    All(Vec<Node>),
    Any(Vec<Node>),
}

/// `C for D`
#[derive(Debug)]
pub(super) struct Held<'m> {
    /// Number of its fact.
    pub(super) fact: usize,
    /// What has held.
    pub(super) inner: Node,
    /// For how long: several lengths add up; `None` where one is not known.
    pub(super) time: Option<Vec<&'m Duration>>,
}

/// A formula with its facts.
#[derive(Debug, Default)]
pub(crate) struct Formula<'m> {
    pub(super) exprs: Vec<Expr>,
    /// The facts, each with the values to try.
    pub(super) facts: Vec<(Fact, Vec<Value>)>,
    pub(super) held: Vec<Held<'m>>,
    /// What has to be true or false.
    pub(super) goals: Vec<(Node, bool)>,
    /// What follows from the order of steps; it was so at any time.
    pub(super) laws: Vec<Node>,
    /// A length of time within another could not be taken out of it.
    pub(super) nested: bool,
    /// It became too large.
    pub(super) too_large: bool,
    /// Levels that are decided by their own ladder.
    pub(super) circular: bool,
}

/// How conditions are read.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Reading {
    /// As if nothing changed for long enough: `C for D` is `C`.
    pub(crate) steady: bool,
    /// Gauges without range that count no whole things.
    pub(crate) relaxed: bool,
    /// A gauge may have no value.
    pub(crate) unset: bool,
    /// Only what holds whatever it is that nobody knows.
    pub(crate) certain: bool,
    /// The procedure whose steps are meant.
    pub(crate) procedure: Option<ProcedureId>,
    /// The ladder that one of the conditions belongs to.
    pub(crate) ladder: Option<LadderId>,
}

/// Builds a formula.
pub(super) struct Builder<'t, 'm> {
    theory: &'t Theory<'m>,
    reading: Reading,
    formula: Formula<'m>,
    numbers: HashMap<Fact, usize>,
    thresholds: HashMap<usize, Vec<i64>>,
    /// For each ladder read so far, the condition of each rank, that of no level first.
    ranks: HashMap<(LadderId, bool), Vec<Node>>,
    open: Vec<LadderId>,
    in_held: bool,
    /// What is being read is asked not to hold.
    denied: bool,
}

impl<'t, 'm> Builder<'t, 'm> {
    pub(super) fn new(theory: &'t Theory<'m>, reading: Reading) -> Self {
        Self {
            theory,
            reading,
            formula: Formula::default(),
            numbers: HashMap::new(),
            thresholds: HashMap::new(),
            ranks: HashMap::new(),
            open: reading.ladder.into_iter().collect(),
            in_held: false,
            denied: false,
        }
    }

    /// Asks for a condition to hold, or not to.
    pub(super) fn goal(&mut self, cond: &'m Cond<'m>, truth: bool) {
        self.denied = !truth;
        let node = self.condition(cond);
        self.formula.goals.push((node, truth));
    }

    /// Asks for what is known.
    pub(super) fn known(&mut self, known: &Known) {
        let node = match &known.goal {
            Goal::Fact(fact) => self.fact(*fact),
            Goal::After(id, before) => self.before(*id, before),
        };
        self.formula.goals.push((node, known.truth));
    }

    /// Adds what has to be done before the steps spoken of so far, and before those, and so on. Whether all of it
    /// was added.
    pub(super) fn laws(&mut self, id: ProcedureId, order: &Order, left: &mut usize) -> bool {
        let mut open: Vec<StepId> = self.formula.facts.iter().filter_map(|(fact, _)| done_step(*fact)).collect();
        // What comes before all steps that the question speaks of may be done or not.
        let floor = open.iter().map(|s| order.depth(*s)).min().unwrap_or(0);
        let mut seen: HashSet<StepId> = open.iter().copied().collect();
        while let Some(step) = open.pop() {
            if floor < usize::MAX && order.depth(step) <= floor {
                continue;
            }
            *left = left.saturating_sub(1);
            if *left == 0 || seen.len() > MAX_STEPS {
                return false;
            }
            let (done, before) = (self.fact(Fact::Done(id, step)), self.before(id, order.before(step)));
            let not_done = self.add(Expr::Not(done));
            let law = self.add(Expr::Any(vec![not_done, before]));
            self.formula.laws.push(law);
            open.extend(order.before(step).steps().into_iter().filter(|s| seen.insert(*s)));
        }
        true
    }

    fn before(&mut self, id: ProcedureId, before: &Before) -> Node {
        match before {
            Before::Nothing => self.add(Expr::All(Vec::new())),
            Before::Step(step) => self.fact(Fact::Done(id, *step)),
            Before::All(parts) => {
                let parts = parts.iter().map(|p| self.before(id, p)).collect();
                self.add(Expr::All(parts))
            }
            Before::Any(parts) => {
                let parts = parts.iter().map(|p| self.before(id, p)).collect();
                self.add(Expr::Any(parts))
            }
        }
    }

    /// The formula, with the values to try for each gauge.
    pub(super) fn finish(mut self) -> Formula<'m> {
        for (number, (fact, values)) in self.formula.facts.iter_mut().enumerate() {
            let Fact::Gauge(id) = *fact else { continue };
            let thresholds = self.thresholds.remove(&number).unwrap_or_default();
            let samples = self.theory.scales.get(id, self.reading.relaxed).samples(thresholds);
            *values = samples.into_iter().map(Value::Amount).chain(self.reading.unset.then_some(Value::Unset)).collect();
        }
        self.formula
    }

    fn add(&mut self, expr: Expr) -> Node {
        if self.formula.exprs.len() >= MAX_SIZE {
            self.formula.too_large = true;
            return 0;
        }
        self.formula.exprs.push(expr);
        self.formula.exprs.len() - 1
    }

    fn number(&mut self, fact: Fact) -> usize {
        let facts = &mut self.formula.facts;
        *self.numbers.entry(fact).or_insert_with(|| {
            facts.push((fact, vec![Value::Is(false), Value::Is(true)]));
            facts.len() - 1
        })
    }

    fn fact(&mut self, fact: Fact) -> Node {
        let number = self.number(fact);
        self.add(Expr::Fact(number))
    }

    /// What nobody knows: a fact of its own, or so that it makes nothing hold.
    fn unknown(&mut self, fact: Fact) -> Node {
        match (self.reading.certain, self.denied) {
            (false, _) => self.fact(fact),
            (true, true) => self.add(Expr::All(Vec::new())),
            (true, false) => self.add(Expr::Any(Vec::new())),
        }
    }

    /// Reads what is asked not to hold.
    fn denial(&mut self, read: impl FnOnce(&mut Self) -> Node) -> Node {
        self.denied = !self.denied;
        let node = read(self);
        self.denied = !self.denied;
        node
    }

    /// Reads a condition.
    pub(super) fn condition(&mut self, cond: &'m Cond<'m>) -> Node {
        if self.formula.too_large {
            return 0;
        }
        match &cond.kind {
            CondKind::Or(parts) => {
                let parts = parts.iter().map(|p| self.condition(p)).collect();
                self.add(Expr::Any(parts))
            }
            CondKind::And(parts) => {
                let parts = parts.iter().map(|p| self.condition(p)).collect();
                self.add(Expr::All(parts))
            }
            CondKind::Not(inner) => {
                let inner = self.denial(|b| b.condition(inner));
                self.add(Expr::Not(inner))
            }
            CondKind::Held(inner, time) => self.for_time(inner, time.map(|t| vec![t]), (cond.span, true)),
            CondKind::Done(step) => match self.reading.procedure {
                Some(id) => self.fact(Fact::Done(id, *step)),
                None => self.unknown(Fact::Unknown(cond.span)),
            },
            CondKind::Finished(id) => self.fact(Fact::Finished(*id)),
            CondKind::Signal(id) => self.fact(Fact::Signal(*id)),
            CondKind::Level(ladder, level) => self.levels(*ladder, Compare::Equal, *level),
            CondKind::Ladder(ladder, sign, level) => self.levels(*ladder, *sign, *level),
            CondKind::Gauge(id, sign, value) => self.comparison(*id, *sign, value.thousandths, cond.span),
            CondKind::Unknown => self.unknown(Fact::Unknown(cond.span)),
        }
    }

    fn comparison(&mut self, id: GaugeId, sign: Compare, threshold: i64, span: Span) -> Node {
        if self.theory.is_broken_gauge(id) {
            return self.unknown(Fact::Unknown(span));
        }
        let number = self.number(Fact::Gauge(id));
        self.thresholds.entry(number).or_default().push(threshold);
        self.add(Expr::Gauge(number, sign, threshold))
    }

    /// `inner for time`. What is joined by `and` is taken apart, and a length within a length is added to it.
    fn for_time(&mut self, inner: &'m Cond<'m>, time: Option<Vec<&'m Duration>>, words: (Span, bool)) -> Node {
        if self.reading.steady {
            return self.condition(inner);
        }
        match &inner.kind {
            CondKind::And(parts) => {
                let parts = parts.iter().map(|p| self.for_time(p, time.clone(), (words.0, false))).collect();
                return self.add(Expr::All(parts));
            }
            CondKind::Held(inner, more) => {
                let time = time.zip(*more).map(|(mut time, more)| {
                    time.push(more);
                    time
                });
                return self.for_time(inner, time, words);
            }
            CondKind::Or(_)
            | CondKind::Not(_)
            | CondKind::Done(_)
            | CondKind::Finished(_)
            | CondKind::Signal(_)
            | CondKind::Level(..)
            | CondKind::Gauge(..)
            | CondKind::Ladder(..)
            | CondKind::Unknown => {}
        }
        self.formula.nested |= self.in_held || (self.theory.levels_wait && speaks_of_levels(inner));
        let outer = std::mem::replace(&mut self.in_held, true);
        let inner = self.condition(inner);
        self.in_held = outer;
        let number = self.formula.held.len();
        let fact = self.number(Fact::Held(number, words.0, words.1));
        let node = self.add(Expr::Fact(fact));
        self.formula.held.push(Held { fact, inner, time });
        node
    }

    /// The ranks of a ladder that compare so with a level: that of the worst level that holds. Where none does, nothing compares.
    fn levels(&mut self, ladder: LadderId, sign: Compare, level: usize) -> Node {
        if self.theory.model.ladders.get(ladder.index()).is_some_and(|l| l.levels.len() > MAX_LEVELS) {
            self.formula.too_large = true;
            return self.unknown(Fact::Level(ladder, level));
        }
        let rank = |level: usize| self.theory.rank(ladder, level);
        let wanted = rank(level) as i64;
        let ranks = self.ranks(ladder);
        let meant = ranks.into_iter().enumerate().skip(1).filter(|(rank, _)| sign.holds(*rank as i64, wanted)).map(|(_, node)| node).collect();
        self.add(Expr::Any(meant))
    }

    fn ranks(&mut self, ladder: LadderId) -> Vec<Node> {
        let key = (ladder, self.denied && self.reading.certain);
        if let Some(ranks) = self.ranks.get(&key) {
            return ranks.clone();
        }
        let count = self.theory.model.ladders.get(ladder.index()).map_or(0, |l| l.levels.len());
        let mut worst_first: Vec<usize> = (0..count).collect();
        worst_first.sort_by_key(|level| std::cmp::Reverse(self.theory.rank(ladder, *level)));
        // That no worse level holds.
        let mut none = self.add(Expr::All(Vec::new()));
        let mut ranks = Vec::new();
        for level in worst_first {
            let own = self.level(ladder, level);
            ranks.push(self.add(Expr::All(vec![own, none])));
            let denied = if self.reading.certain { self.denial(|b| b.level(ladder, level)) } else { own };
            let not = self.add(Expr::Not(denied));
            none = self.add(Expr::All(vec![none, not]));
        }
        ranks.push(none);
        ranks.reverse();
        self.ranks.insert(key, ranks.clone());
        ranks
    }

    /// When a level holds; one that cannot be known is a fact of its own.
    fn level(&mut self, ladder: LadderId, level: usize) -> Node {
        let theory = self.theory;
        let when = theory.model.ladders.get(ladder.index()).and_then(|l| l.levels.get(level)).and_then(|l| l.when.as_ref());
        let circular = self.open.contains(&ladder);
        self.formula.circular |= circular;
        self.formula.too_large |= self.open.len() > MAX_LADDERS;
        match when {
            Some(when) if !circular && !self.formula.too_large && theory.is_live(ladder, level) => {
                let outer = self.reading.procedure.take();
                self.open.push(ladder);
                let node = self.condition(when);
                self.open.pop();
                self.reading.procedure = outer;
                node
            }
            _ => self.unknown(Fact::Level(ladder, level)),
        }
    }
}

fn done_step(fact: Fact) -> Option<StepId> {
    if let Fact::Done(_, step) = fact { Some(step) } else { None }
}

pub(super) fn speaks_of_levels(cond: &Cond<'_>) -> bool {
    let mut found = false;
    cond.walk(&mut |c| found |= matches!(c.kind, CondKind::Level(..) | CondKind::Ladder(..)));
    found
}
