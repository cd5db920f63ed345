//! Under which conditions a step becomes due: whether a call in it can be counted on when a danger is seen.

use super::ALL;
use crate::analysis::hazards::{Danger, bits_of, by_size, raised};
use crate::analysis::time::topological;
use crate::ast::ActorsKind;
use crate::model::{Cond, CondKind, GaugeId, LadderId, Measure, Model, Procedure, SignalId, Step};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Most facts that are carried along from one step to those after it; with fewer less is sure.
const CARRIED: usize = 64;

/// Something a condition asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fact {
    Signal(SignalId),
    /// With the number of the comparison sign.
    Gauge(GaugeId, u8, Measure),
    Level(LadderId, usize),
    /// With the number of the comparison sign.
    Ladder(LadderId, u8, usize),
}

impl Fact {
    fn of(cond: &Cond<'_>) -> Option<Self> {
        match cond.kind {
            CondKind::Signal(id) => Some(Self::Signal(id)),
            CondKind::Gauge(id, sign, measure) => Some(Self::Gauge(id, sign as u8, measure)),
            CondKind::Level(id, level) => Some(Self::Level(id, level)),
            CondKind::Ladder(id, sign, level) => Some(Self::Ladder(id, sign as u8, level)),
            CondKind::Or(_)
            | CondKind::And(_)
            | CondKind::Not(_)
            | CondKind::Held(..)
            | CondKind::Done(_)
            | CondKind::Finished(_)
            | CondKind::Unknown => None,
        }
    }
}

/// When something happens, seen from the dangers. Needs are sets of [`crate::analysis::hazards::NEEDS`].
#[derive(Debug, Clone, Default)]
pub(crate) struct Guard {
    /// The needs for which it asks for nothing, or only for how bad the danger is.
    pub(crate) free: u16,
    /// What is enough for it, each fact by itself, and for which needs.
    pub(crate) given: BTreeMap<Fact, u16>,
}

impl Guard {
    /// It asks for nothing.
    pub(crate) fn open() -> Self {
        Self { free: ALL, given: BTreeMap::new() }
    }

    /// Whether it is sure to hold when the danger is seen.
    pub(crate) fn holds(&self, danger: &Danger) -> bool {
        let given = danger.signal.and_then(|id| self.given.get(&Fact::Signal(id)).copied()).unwrap_or(0);
        (self.free | given) & danger.need.bit != 0
    }

    fn and(self, other: Self) -> Self {
        let both = |fact: &Fact| (self.free | self.given(fact)) & (other.free | other.given(fact));
        let facts: BTreeSet<&Fact> = self.given.keys().chain(other.given.keys()).collect();
        let given = facts.into_iter().map(|fact| (*fact, both(fact))).filter(|g| g.1 != 0).take(CARRIED).collect();
        Self { free: self.free & other.free, given }
    }

    fn or(mut self, other: Self) -> Self {
        self.free |= other.free;
        for (fact, needs) in other.given {
            *self.given.entry(fact).or_default() |= needs;
        }
        self
    }

    fn given(&self, fact: &Fact) -> u16 {
        self.given.get(fact).copied().unwrap_or(0)
    }
}

/// What starts a procedure, as facts.
#[derive(Debug, Default)]
pub(crate) struct Starts {
    /// The ways in which it may start, each with the facts that then hold.
    pub(crate) ways: Vec<Vec<Fact>>,
    /// The same facts together.
    all: BTreeSet<Fact>,
    /// Facts that hold whenever another one starts it: of `a and b` each implies the other.
    implied_by: BTreeMap<Fact, Vec<Fact>>,
}

impl Starts {
    pub(crate) fn of(procedure: &Procedure<'_>) -> Self {
        let mut starts = Self::default();
        procedure.starts.iter().for_each(|s| ways(&s.when, &mut starts.ways));
        starts.all = starts.ways.iter().flatten().copied().collect();
        let mut count: BTreeMap<Fact, usize> = BTreeMap::new();
        starts.ways.iter().flatten().for_each(|fact| *count.entry(*fact).or_default() += 1);
        for way in starts.ways.iter().filter(|way| way.len() > 1 && way.len() <= CARRIED) {
            for (fact, other) in way.iter().flat_map(|f| way.iter().map(move |o| (*f, *o))) {
                if fact != other && count.get(&other) == Some(&1) {
                    starts.implied_by.entry(fact).or_default().push(other);
                }
            }
        }
        starts
    }
}

fn ways(when: &Cond<'_>, found: &mut Vec<Vec<Fact>>) {
    match &when.kind {
        CondKind::Or(parts) => parts.iter().for_each(|p| ways(p, found)),
        CondKind::And(parts) => found.push(parts.iter().filter_map(Fact::of).collect()),
        CondKind::Held(inner, _) => ways(inner, found),
        CondKind::Not(_)
        | CondKind::Done(_)
        | CondKind::Finished(_)
        | CondKind::Signal(_)
        | CondKind::Level(..)
        | CondKind::Gauge(..)
        | CondKind::Ladder(..)
        | CondKind::Unknown => found.push(Fact::of(when).into_iter().collect()),
    }
}

/// The condition of a step, its own and those of the steps it comes after.
#[derive(Debug, Clone)]
pub(crate) struct Guarded<'m, 'a> {
    /// The whole.
    pub(crate) guard: Guard,
    /// The first condition that asks for something.
    pub(crate) cond: Option<&'m Cond<'a>>,
}

/// The conditions of the steps of one procedure.
pub(crate) struct Conditions<'m, 'a> {
    model: &'m Model<'a>,
    procedure: &'m Procedure<'a>,
    starts: &'m Starts,
    /// By step, as far as they are known.
    known: Vec<Option<Guarded<'m, 'a>>>,
}

impl Guarded<'_, '_> {
    fn open() -> Self {
        Self { guard: Guard::open(), cond: None }
    }
}

impl<'m, 'a> Conditions<'m, 'a> {
    pub(crate) fn new(model: &'m Model<'a>, procedure: &'m Procedure<'a>, starts: &'m Starts) -> Self {
        let before: Vec<Vec<usize>> = procedure.steps.iter().map(before).collect();
        let mut conditions = Self { model, procedure, starts, known: vec![None; procedure.steps.len()] };
        let order = topological(&before, &[]);
        // Of steps that wait for one another their own conditions are what can be told.
        let seen: BTreeSet<usize> = order.iter().copied().collect();
        for index in order.into_iter().chain((0..before.len()).filter(|index| !seen.contains(index))) {
            let whole = procedure.steps.get(index).map(|step| conditions.whole(step));
            conditions.known.get_mut(index).into_iter().for_each(|known| known.clone_from(&whole));
        }
        conditions
    }

    /// The condition under which a step becomes due.
    pub(crate) fn of(&self, step: usize) -> Guarded<'m, 'a> {
        self.known.get(step).cloned().flatten().unwrap_or_else(Guarded::open)
    }

    fn whole(&self, step: &'m Step<'a>) -> Guarded<'m, 'a> {
        let own = step.when.as_ref().map(|when| {
            let guard = self.guard(when);
            let cond = (guard.free != ALL).then_some(when);
            Guarded { guard, cond }
        });
        let earlier: Vec<Guarded<'m, 'a>> = step.after.iter().flat_map(|order| &order.steps).map(|(id, _)| id.map_or_else(Guarded::open, |id| self.of(id.index()))).collect();
        let first = earlier.iter().find_map(|e| e.cond);
        let guards = earlier.into_iter().map(|e| e.guard);
        let guard = match step.after.as_ref().map(|order| order.need) {
            // The first of several is enough.
            Some(ActorsKind::Any) => guards.fold(Guard::default(), Guard::or),
            Some(ActorsKind::All) | None => guards.fold(Guard::open(), Guard::and),
        };
        let own = own.unwrap_or_else(Guarded::open);
        Guarded { cond: own.cond.or(first.filter(|_| guard.free != ALL)), guard: own.guard.and(guard) }
    }

    fn guard(&self, when: &Cond<'_>) -> Guard {
        match &when.kind {
            CondKind::Or(parts) => parts.iter().map(|p| self.guard(p)).fold(Guard::default(), Guard::or),
            CondKind::And(parts) => parts.iter().map(|p| self.guard(p)).fold(Guard::open(), Guard::and),
            // Whoever waits before calling loses time.
            CondKind::Held(inner, _) => Guard { free: self.guard(inner).free & by_size(), given: BTreeMap::new() },
            CondKind::Signal(id) => {
                let hazards = self.model.signals.get(id.index()).map_or(&[][..], |s| &s.hazards);
                self.fact(when, bits_of(hazards) & by_size())
            }
            CondKind::Gauge(..) | CondKind::Level(..) | CondKind::Ladder(..) => self.fact(when, by_size()),
            CondKind::Done(step) => self.of(step.index()).guard,
            // At the beginning nothing else has been reported.
            CondKind::Not(_) | CondKind::Unknown => Guard::open(),
            // Another procedure may never begin.
            CondKind::Finished(_) => Guard::default(),
        }
    }

    fn fact(&self, cond: &Cond<'_>, free: u16) -> Guard {
        let Some(fact) = Fact::of(cond) else { return Guard::open() };
        let implied = self.starts.implied_by.get(&fact).into_iter().flatten();
        Guard { free, given: implied.chain([&fact]).map(|f| (*f, ALL)).collect() }
    }

    /// Where the condition is, and the needs of the dangers it may be about: one that names only other ways to start the
    /// procedure is not about this one.
    pub(crate) fn about(&self, cond: &Cond<'_>) -> (Span, u16) {
        let mut signals = Vec::new();
        raised(cond, true, &mut signals);
        let all = !signals.is_empty() && signals.iter().all(|id| self.starts.all.contains(&Fact::Signal(*id)));
        let hazards = signals.iter().filter_map(|id| self.model.signals.get(id.index())).map(|s| bits_of(&s.hazards));
        let own = bits_of(&self.procedure.hazards);
        (cond.span, if all { hazards.fold(own, |a, b| a | b) } else { ALL })
    }
}

/// The steps on whose conditions that of a step depends.
fn before(step: &Step<'_>) -> Vec<usize> {
    let mut found: Vec<usize> = step.after.iter().flat_map(|order| &order.steps).filter_map(|(id, _)| Some((*id)?.index())).collect();
    if let Some(when) = &step.when {
        when.walk(&mut |part| {
            if let CondKind::Done(id) = part.kind {
                found.push(id.index());
            }
        });
    }
    found
}
