//! Under which conditions a step becomes due: whether a call in it can be counted on when a danger is seen.

use super::ALL;
use crate::analysis::hazards::{Danger, bits_of, by_size, raised};
use crate::ast::ActorsKind;
use crate::model::{Cond, CondKind, GaugeId, LadderId, Measure, Model, Procedure, SignalId, Step};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Most conditions that are carried along from one step to those after it.
const CARRIED: usize = 8;

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
        let given = self.given.keys().chain(other.given.keys()).map(|fact| (*fact, both(fact))).filter(|g| g.1 != 0).collect();
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
#[derive(Debug)]
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
    /// By step: the steps whose `when` decides whether it becomes due, itself first.
    deciding: Vec<Vec<usize>>,
}

impl<'m, 'a> Conditions<'m, 'a> {
    pub(crate) fn new(model: &'m Model<'a>, procedure: &'m Procedure<'a>, starts: &'m Starts) -> Self {
        let mut deciding: Vec<Vec<usize>> = vec![Vec::new(); procedure.steps.len()];
        // Most steps come after one that is written before them; the second round reaches the others.
        for _ in 0..2 {
            for (index, step) in procedure.steps.iter().enumerate() {
                let found = decides(&deciding, index, step);
                if let Some(place) = deciding.get_mut(index) {
                    *place = found;
                }
            }
        }
        Self { model, procedure, starts, deciding }
    }

    /// The condition under which a step becomes due.
    pub(crate) fn of(&self, step: usize) -> Guarded<'m, 'a> {
        let mut whole = Guarded { guard: Guard::open(), cond: None };
        for when in self.deciding.get(step).into_iter().flatten().filter_map(|i| self.procedure.steps.get(*i)?.when.as_ref()) {
            let guard = self.guard(when);
            if guard.free != ALL {
                whole.cond.get_or_insert(when);
            }
            whole.guard = whole.guard.and(guard);
        }
        whole
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
            // At the beginning nothing else has been reported; the order of steps is no condition.
            CondKind::Not(_) | CondKind::Done(_) | CondKind::Finished(_) | CondKind::Unknown => Guard::open(),
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

/// The steps whose conditions decide whether a step becomes due.
fn decides(known: &[Vec<usize>], index: usize, step: &Step<'_>) -> Vec<usize> {
    let mut found: Vec<usize> = step.when.iter().map(|_| index).collect();
    let Some(order) = &step.after else { return found };
    let before: Vec<&[usize]> = order.steps.iter().map(|(id, _)| id.and_then(|id| known.get(id.index())).map_or(&[][..], Vec::as_slice)).collect();
    let inherited = before.iter().flat_map(|list| list.iter()).filter(|i| match order.need {
        ActorsKind::All => true,
        // After any of several: only what all of them wait for.
        ActorsKind::Any => before.iter().all(|list| list.contains(i)),
    });
    for decider in inherited {
        if found.len() < CARRIED && !found.contains(decider) {
            found.push(*decider);
        }
    }
    found
}
