//! Reads the conditions of one procedure.

use super::formula::{Atom, Expr};
use crate::analysis::flow::whole::{Fact, Whole};
use crate::ast::{ActorsKind, Compare, Modal};
use crate::model::{ActKind, Cond, CondKind, GaugeId, LadderId, Model, Order, Procedure, ProcedureId, SignalId, StepId};
use crate::source::Span;
use std::collections::{HashMap, HashSet};

/// Most parts of conditions that are read for one procedure, levels written out.
const MAX_SIZE: usize = 50_000;

/// Longest chain of ladders whose levels are decided by one another.
const MAX_LADDERS: usize = 16;

/// What the world decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Thing {
    Signal(SignalId),
    Gauge(GaugeId),
}

/// `C for D`
#[derive(Debug)]
pub(super) struct Held {
    pub(super) is: Expr,
    pub(super) is_not: Expr,
    pub(super) millis: u64,
}

/// Reads conditions, and numbers what they speak of.
pub(super) struct Reader<'r, 'a> {
    model: &'r Model<'a>,
    whole: &'r Whole,
    id: ProcedureId,
    procedure: &'r Procedure<'a>,
    broken: &'r dyn Fn(Span) -> bool,
    /// Things that decide nothing here: what starts the procedure speaks of them.
    pub(super) granted: HashSet<Thing>,
    pub(super) things: Vec<Thing>,
    /// For each thing, the values it is compared with.
    pub(super) thresholds: Vec<Vec<i64>>,
    numbers: HashMap<Thing, usize>,
    pub(super) held: Vec<Held>,
    open: Vec<LadderId>,
    size: usize,
    /// There is too much to read.
    pub(super) too_large: bool,
}

impl<'r, 'a> Reader<'r, 'a> {
    pub(super) fn new(model: &'r Model<'a>, whole: &'r Whole, broken: &'r dyn Fn(Span) -> bool, id: ProcedureId, procedure: &'r Procedure<'a>) -> Self {
        let (things, thresholds, numbers, held, open) = (Vec::new(), Vec::new(), HashMap::new(), Vec::new(), Vec::new());
        Self { model, whole, id, procedure, broken, granted: HashSet::new(), things, thresholds, numbers, held, open, size: 0, too_large: false }
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
    pub(super) fn order(&self, order: &Order) -> Expr {
        let parts = order.steps.iter().map(|(step, _)| step.map_or(Expr::Const(true), |s| self.done(s, true))).collect();
        match order.need {
            ActorsKind::All => Expr::All(parts),
            ActorsKind::Any => Expr::Any(parts),
        }
    }

    /// A step of the recovery is never done before the end.
    fn done(&self, step: StepId, is: bool) -> Expr {
        match self.procedure.step(step) {
            Some(s) if !s.in_recovery => Expr::Atom(Atom::Done(step.index(), is)),
            Some(_) | None => Expr::Const(!is),
        }
    }

    /// A condition that is asked to be so, or not. What could not be resolved is what it is asked to be.
    pub(super) fn condition(&mut self, cond: &Cond<'_>, is: bool) -> Expr {
        self.size += 1;
        self.too_large |= self.size > MAX_SIZE;
        if self.too_large {
            return Expr::Const(true);
        }
        match &cond.kind {
            CondKind::And(parts) | CondKind::Or(parts) => {
                let list = parts.iter().map(|p| self.condition(p, is)).collect();
                if matches!(cond.kind, CondKind::And(_)) == is { Expr::All(list) } else { Expr::Any(list) }
            }
            CondKind::Not(inner) => self.condition(inner, !is),
            CondKind::Held(inner, time) => match time {
                Some(time) => self.for_time(inner, time.millis, is),
                None => Expr::Const(true),
            },
            CondKind::Done(step) => self.done(*step, is),
            CondKind::Finished(id) => self.finished(*id, is),
            CondKind::Signal(id) if self.granted.contains(&Thing::Signal(*id)) => Expr::Const(true),
            CondKind::Signal(id) => Expr::Atom(Atom::Signal(self.number(Thing::Signal(*id)), is)),
            CondKind::Level(ladder, level) => self.levels(*ladder, Compare::Equal, *level, is),
            CondKind::Ladder(ladder, sign, level) => self.levels(*ladder, *sign, *level, is),
            CondKind::Gauge(id, sign, value) => self.comparison(*id, *sign, value.thousandths, is),
            CondKind::Unknown => Expr::Const(true),
        }
    }

    fn comparison(&mut self, id: GaugeId, sign: Compare, threshold: i64, is: bool) -> Expr {
        let unclear = self.model.gauges.get(id.index()).is_none_or(|g| (self.broken)(g.head.decl.span));
        if unclear || self.granted.contains(&Thing::Gauge(id)) {
            return Expr::Const(true);
        }
        let var = self.number(Thing::Gauge(id));
        if let Some(list) = self.thresholds.get_mut(var) {
            list.push(threshold);
        }
        Expr::Atom(Atom::Gauge(var, sign, threshold, is))
    }

    fn for_time(&mut self, inner: &Cond<'_>, millis: u64, is: bool) -> Expr {
        let (yes, no) = (self.condition(inner, true), self.condition(inner, false));
        self.held.push(Held { is: yes, is_not: no, millis });
        Expr::Atom(Atom::Held(self.held.len() - 1, is))
    }

    /// The end of another procedure counts as it is asked, unless that procedure begins only through steps of this one.
    fn finished(&self, id: ProcedureId, is: bool) -> Expr {
        if id == self.id {
            return Expr::Const(!is);
        }
        let other = self.model.procedure(id).filter(|p| is && p.starts.is_empty() && self.whole.sure);
        let Some(_) = other else { return Expr::Const(true) };
        let mut sparks = self.whole.sparks.iter().filter(|s| s.to == id).peekable();
        let known = sparks.peek().is_some() && sparks.all(|s| s.from == self.id && matches!(s.fact, Fact::Due(..)));
        let by: Vec<Expr> = self.activators(id).map(|step| Expr::Atom(Atom::Done(step, true))).collect();
        let count = self.whole.sparks.iter().filter(|s| s.to == id).count();
        if known && by.len() == count { Expr::Any(by) } else { Expr::Const(true) }
    }

    /// The steps before the end that start a procedure when they are done.
    fn activators(&self, id: ProcedureId) -> impl Iterator<Item = usize> {
        let steps = self.procedure.steps.iter().enumerate().filter(|(_, s)| !s.in_recovery);
        steps.flat_map(move |(index, step)| {
            let duties = step.duties.iter().filter(|d| d.modal != Modal::MustNot).map(|d| &d.act);
            let acts = duties.chain(step.automatic.iter().filter_map(|(_, act)| act.as_ref()));
            acts.filter(move |act| matches!(act.kind, ActKind::ActivateProcedure(to) if to == id)).map(move |_| index)
        })
    }

    /// The ranks of a ladder that compare so with a level, or the others. The rank is that of the worst level that holds, 0
    /// where none does.
    fn levels(&mut self, id: LadderId, sign: Compare, level: usize, is: bool) -> Expr {
        let Some(ladder) = self.model.ladders.get(id.index()).filter(|l| !(self.broken)(l.head.decl.span)) else { return Expr::Const(true) };
        if self.open.contains(&id) || self.open.len() >= MAX_LADDERS {
            return Expr::Const(true);
        }
        let count = ladder.levels.len();
        let rank = |index: usize| if ladder.worst_first { count - index } else { index + 1 } as i64;
        let wanted = |at: i64| Atom::Gauge(0, sign, rank(level), is).with(at) == Some(true);
        self.open.push(id);
        let mut ways = Vec::new();
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_key(|index| std::cmp::Reverse(rank(*index)));
        for (worse, index) in order.iter().enumerate() {
            if wanted(rank(*index)) {
                let mut all = vec![self.level(id, *index, true)];
                all.extend(order.iter().take(worse).map(|w| self.level(id, *w, false)).collect::<Vec<_>>());
                ways.push(Expr::All(all));
            }
        }
        if wanted(0) {
            ways.push(Expr::All((0..count).map(|index| self.level(id, index, false)).collect()));
        }
        self.open.pop();
        Expr::Any(ways)
    }

    /// Whether a level holds; one of which nothing says when it holds never does.
    fn level(&mut self, id: LadderId, index: usize, is: bool) -> Expr {
        let model = self.model;
        let when = model.ladders.get(id.index()).and_then(|l| l.levels.get(index)).and_then(|l| l.when.as_ref());
        when.map_or(Expr::Const(!is), |when| self.condition(when, is))
    }
}
