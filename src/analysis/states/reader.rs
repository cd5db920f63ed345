//! Reads conditions.

use super::formula::{Atom, Expr};
use crate::ast::{ActorsKind, Compare};
use crate::model::{Cond, CondKind, GaugeId, LadderId, Model, Order, ProcedureId, SignalId, StepId};
use crate::source::Span;
use std::collections::HashMap;

/// Most levels of a ladder that are told apart; beyond that another rule says that it is too large.
const MAX_LEVELS: usize = 64;

/// Longest chain of ladders whose levels are decided by one another; beyond that the rules about conditions say that it is too large.
const MAX_LADDERS: usize = 32;

/// What the world decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Thing {
    Signal(SignalId),
    Gauge(GaugeId),
    /// A level without a condition.
    Level(LadderId, usize),
    /// Something that could not be read.
    Open(usize),
}

/// `C for D`
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) is: Expr,
    pub(crate) is_not: Expr,
    pub(crate) millis: u64,
}

/// What a reader does not decide itself: whose steps are meant, and what is taken for granted.
pub(crate) trait Facts {
    /// Whether a step is done.
    fn done(&self, step: StepId, is: bool) -> Expr;
    /// Whether a procedure has ended.
    fn finished(&self, id: ProcedureId, is: bool) -> Expr;
    /// Whether something is as it is asked to be, whatever that is.
    fn grants(&self, thing: Thing) -> bool;
    /// Whether what nobody can tell apart counts as something that the world decides, each level once; else no level without
    /// a condition ever holds.
    fn heeds_all(&self) -> bool;
}

/// Reads conditions, and numbers what they speak of.
pub(crate) struct Reader<'r, 'a> {
    model: &'r Model<'a>,
    broken: &'r dyn Fn(Span) -> bool,
    pub(crate) things: Vec<Thing>,
    /// For each thing, the values it is compared with.
    pub(crate) thresholds: Vec<Vec<i64>>,
    numbers: HashMap<Thing, usize>,
    pub(crate) held: Vec<Held>,
    /// Comparisons of ladders, each read once; only where all is heeded.
    pub(crate) shared: Vec<Expr>,
    ranks: HashMap<(LadderId, Compare, usize), usize>,
    levels: HashMap<(LadderId, usize), usize>,
    /// What has to hold for some time, each once; only where all is heeded.
    lasting: HashMap<(Expr, u64), usize>,
    opened: Vec<LadderId>,
    size: usize,
    most: usize,
    /// There is too much to read.
    pub(crate) too_large: bool,
}

impl<'r, 'a> Reader<'r, 'a> {
    /// One that reads so many parts of conditions at most.
    pub(crate) fn new(model: &'r Model<'a>, broken: &'r dyn Fn(Span) -> bool, most: usize) -> Self {
        let (things, thresholds, numbers, held, shared, opened) = (Vec::new(), Vec::new(), HashMap::new(), Vec::new(), Vec::new(), Vec::new());
        Self { model, broken, things, thresholds, numbers, held, shared, ranks: HashMap::new(), levels: HashMap::new(), lasting: HashMap::new(), opened, size: 0, most, too_large: false }
    }

    fn number(&mut self, thing: Thing) -> usize {
        let next = self.things.len();
        let number = *self.numbers.entry(thing).or_insert(next);
        if number == next {
            self.things.push(thing);
            self.thresholds.push(Vec::new());
        }
        number
    }

    /// What a step comes after.
    pub(crate) fn order(&self, order: &Order, facts: &dyn Facts) -> Expr {
        let parts = order.steps.iter().map(|(step, _)| step.map_or(Expr::Const(true), |s| facts.done(s, true))).collect();
        match order.need {
            ActorsKind::All => Expr::All(parts),
            // One of none: what was written could not be resolved.
            ActorsKind::Any if parts.is_empty() => Expr::Const(true),
            ActorsKind::Any => Expr::Any(parts),
        }
    }

    /// A condition that is asked to be so, or not. What could not be resolved is what it is asked to be.
    pub(crate) fn condition(&mut self, cond: &Cond<'_>, is: bool, facts: &dyn Facts) -> Expr {
        self.size += 1;
        self.too_large |= self.size > self.most;
        if self.too_large {
            return self.open(facts);
        }
        match &cond.kind {
            CondKind::And(parts) | CondKind::Or(parts) => {
                let list = parts.iter().map(|p| self.condition(p, is, facts)).collect();
                if matches!(cond.kind, CondKind::And(_)) == is { Expr::All(list) } else { Expr::Any(list) }
            }
            CondKind::Not(inner) => self.condition(inner, !is, facts),
            CondKind::Held(inner, time) => match time {
                Some(time) => self.for_time(inner, time.millis, is, facts),
                None => self.open(facts),
            },
            CondKind::Done(step) => facts.done(*step, is),
            CondKind::Finished(id) => facts.finished(*id, is),
            CondKind::Signal(id) if facts.grants(Thing::Signal(*id)) => Expr::Const(true),
            CondKind::Signal(id) => Expr::Atom(Atom::Signal(self.number(Thing::Signal(*id)), is)),
            CondKind::Level(ladder, level) => self.rank(*ladder, Compare::Equal, *level, is, facts),
            CondKind::Ladder(ladder, sign, level) => self.rank(*ladder, *sign, *level, is, facts),
            CondKind::Gauge(id, sign, value) => self.comparison(*id, *sign, value.thousandths, is, facts),
            CondKind::Unknown => self.open(facts),
        }
    }

    /// What nobody can tell.
    fn open(&mut self, facts: &dyn Facts) -> Expr {
        if !facts.heeds_all() {
            return Expr::Const(true);
        }
        let next = self.things.len();
        Expr::Atom(Atom::Signal(self.number(Thing::Open(next)), true))
    }

    fn comparison(&mut self, id: GaugeId, sign: Compare, threshold: i64, is: bool, facts: &dyn Facts) -> Expr {
        let unclear = self.model.gauges.get(id.index()).is_none_or(|g| (self.broken)(g.head.decl.span));
        if unclear {
            return self.open(facts);
        }
        if facts.grants(Thing::Gauge(id)) {
            return Expr::Const(true);
        }
        let var = self.number(Thing::Gauge(id));
        if let Some(list) = self.thresholds.get_mut(var) {
            list.push(threshold);
        }
        Expr::Atom(Atom::Gauge(var, sign, threshold, is))
    }

    fn for_time(&mut self, inner: &Cond<'_>, millis: u64, is: bool, facts: &dyn Facts) -> Expr {
        let yes = self.condition(inner, true, facts);
        let next = self.held.len();
        if facts.heeds_all() {
            // The same for the same time is one, wherever it is written.
            let number = *self.lasting.entry((yes.clone(), millis)).or_insert(next);
            if number < next {
                return Expr::Atom(Atom::Held(number, is));
            }
        }
        let no = if facts.heeds_all() { yes.denied() } else { self.condition(inner, false, facts) };
        self.held.push(Held { is: yes, is_not: no, millis });
        Expr::Atom(Atom::Held(self.held.len() - 1, is))
    }

    /// How a ladder compares with a level.
    fn rank(&mut self, id: LadderId, sign: Compare, level: usize, is: bool, facts: &dyn Facts) -> Expr {
        if !facts.heeds_all() {
            return self.levels(id, sign, level, is, facts);
        }
        let key = (id, sign, level);
        if let Some(known) = self.ranks.get(&key) {
            return Expr::Atom(Atom::Shared(*known, is));
        }
        let read = self.levels(id, sign, level, true, facts);
        self.shared.push(read);
        let number = self.shared.len() - 1;
        // In a ladder that speaks of itself it may mean something else from within.
        if self.opened.is_empty() {
            self.ranks.insert(key, number);
        }
        Expr::Atom(Atom::Shared(number, is))
    }

    /// The ranks of a ladder that compare so with a level, or the others. The rank is that of the worst level that holds; where
    /// none does, nothing compares.
    fn levels(&mut self, id: LadderId, sign: Compare, level: usize, is: bool, facts: &dyn Facts) -> Expr {
        let ladder = self.model.ladders.get(id.index()).filter(|l| !(self.broken)(l.head.decl.span));
        let ladder = ladder.filter(|l| !facts.heeds_all() || l.levels.len() <= MAX_LEVELS);
        let Some(ladder) = ladder.filter(|_| !self.opened.contains(&id) && self.opened.len() <= MAX_LADDERS) else { return self.open(facts) };
        let count = ladder.levels.len();
        let rank = |index: usize| if ladder.worst_first { count - index } else { index + 1 } as i64;
        let wanted = |at: i64| sign.holds(at, rank(level)) == is;
        self.opened.push(id);
        let mut ways = Vec::new();
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_key(|index| std::cmp::Reverse(rank(*index)));
        for (worse, index) in order.iter().enumerate() {
            if wanted(rank(*index)) {
                let mut all = vec![self.level(id, *index, true, facts)];
                all.extend(order.iter().take(worse).map(|w| self.level(id, *w, false, facts)).collect::<Vec<_>>());
                ways.push(Expr::All(all));
            }
        }
        if !is {
            ways.push(Expr::All((0..count).map(|index| self.level(id, index, false, facts)).collect()));
        }
        self.opened.pop();
        Expr::Any(ways)
    }

    /// Whether a level holds; one of which nothing says when it holds is told by somebody, or never holds.
    fn level(&mut self, id: LadderId, index: usize, is: bool, facts: &dyn Facts) -> Expr {
        let model = self.model;
        let when = model.ladders.get(id.index()).and_then(|l| l.levels.get(index)).and_then(|l| l.when.as_ref());
        match when {
            Some(when) if facts.heeds_all() => self.own(id, index, when, is, facts),
            Some(when) => self.condition(when, is, facts),
            None if facts.heeds_all() => Expr::Atom(Atom::Signal(self.number(Thing::Level(id, index)), is)),
            None => Expr::Const(!is),
        }
    }

    /// The condition of a level, read once.
    fn own(&mut self, id: LadderId, index: usize, when: &Cond<'_>, is: bool, facts: &dyn Facts) -> Expr {
        if let Some(known) = self.levels.get(&(id, index)) {
            return Expr::Atom(Atom::Shared(*known, is));
        }
        let read = self.condition(when, true, facts);
        self.shared.push(read);
        let number = self.shared.len() - 1;
        if self.opened.len() == 1 {
            self.levels.insert((id, index), number);
        }
        Expr::Atom(Atom::Shared(number, is))
    }
}
