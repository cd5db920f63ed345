//! When the steps of a procedure become due: which do so at the same instant in every run, and what comes before it.
//!
//! The instant is written as what has to come first and an exact distance after it. Two steps whose instants are written
//! alike are due together; that steps with different ones never are is not said.

mod cases;
mod clocks;
mod needless;
mod read;

pub(super) use clocks::{Clocks, NEVER, Way};

use crate::analysis::time::{Bounds, Schedule};
use crate::model::{Procedure, SignalId, StepId};
use std::collections::HashMap;

/// An instant: what has to come first, and so many milliseconds after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Moment {
    pub(super) base: u32,
    pub(super) after: u64,
}

/// What an instant waits for. What it speaks of has a smaller number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Key {
    Start,
    Finish,
    /// A step is done.
    Step(StepId),
    /// It may also cease.
    Signal(SignalId),
    /// Something else that may cease: a gauge, a level, an approval.
    Fact(String),
    Not(Part),
    /// A procedure is over that one of these starts, so long after it at least.
    Over(Vec<Part>, u64),
    /// For so long, at least and at most.
    Held(Part, u64, Option<u64>),
    Or(Vec<Part>),
    /// The first instant at which all hold.
    All(Vec<Part>),
    /// Like nothing else.
    Unknown(usize),
}

/// A part of what is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Part {
    /// It holds from an instant on.
    From(Moment),
    /// It may cease.
    While(u32),
}

impl Part {
    /// The first instant at which it holds.
    fn first(self) -> Moment {
        match self {
            Self::From(moment) => moment,
            Self::While(base) => Moment { base, after: 0 },
        }
    }
}

/// The instants of one procedure.
#[derive(Debug)]
pub(super) struct Moments<'s> {
    schedule: &'s Schedule,
    known: HashMap<Key, u32>,
    keys: Vec<Key>,
    /// Whether it stays once it came.
    lasting: Vec<bool>,
    unknown: usize,
    /// By step, when it is due; `None` for steps that wait in a circle.
    due: Vec<Option<Moment>>,
    /// By step, when it is done, where nobody but equipment has a say in it.
    done: Vec<Option<Moment>>,
    /// By step, how long after it became due equipment has done it at the latest; `None` where people decide.
    most: Vec<Option<u64>>,
    /// The ends: each one instant.
    ends: Vec<Moment>,
    /// The starts: what holds at each.
    starts: Vec<Vec<Part>>,
}

impl<'s> Moments<'s> {
    pub(super) fn of(procedure: &Procedure<'_>, schedule: &'s Schedule) -> Self {
        let blank = vec![None; procedure.steps.len()];
        let most = procedure.steps.iter().zip(&schedule.takes).map(|(s, t)| s.automatic.as_ref().and(t.most)).collect();
        let mut moments =
            Self { schedule, known: HashMap::new(), keys: Vec::new(), lasting: Vec::new(), unknown: 0, due: blank.clone(), done: blank, most, ends: Vec::new(), starts: Vec::new() };
        moments.id(Key::Start);
        moments.steps(procedure, false);
        moments.ends = procedure.finishes.iter().map(|f| moments.instant(procedure, &f.when)).collect();
        moments.id(Key::Finish);
        moments.steps(procedure, true);
        moments.starts = procedure.starts.iter().map(|s| moments.holding(procedure, &s.when)).collect();
        moments
    }

    fn steps(&mut self, procedure: &Procedure<'_>, in_recovery: bool) {
        for index in &self.schedule.order {
            let Some((step, takes)) = procedure.steps.get(*index).zip(self.schedule.takes.get(*index)).filter(|(s, _)| s.in_recovery == in_recovery) else { continue };
            let due = self.of_step(procedure, step);
            let exact = step.automatic.is_some() && takes.most == Some(takes.least);
            let done = exact.then(|| Moment { after: due.after.saturating_add(takes.least), ..due });
            self.due.get_mut(*index).into_iter().for_each(|slot| *slot = Some(due));
            self.done.get_mut(*index).into_iter().for_each(|slot| *slot = done);
        }
    }

    pub(super) fn due(&self, step: StepId) -> Option<Moment> {
        self.due.get(step.index()).copied().flatten()
    }

    /// When a step is done.
    pub(super) fn done(&mut self, step: StepId) -> Moment {
        match self.done.get(step.index()).copied().flatten() {
            Some(moment) => moment,
            None => Moment { base: self.id(Key::Step(step)), after: 0 },
        }
    }

    /// The start.
    pub(super) fn start(&mut self) -> Moment {
        Moment { base: self.id(Key::Start), after: 0 }
    }

    /// When a signal is raised.
    pub(super) fn raised(&mut self, signal: SignalId) -> Moment {
        Moment { base: self.id(Key::Signal(signal)), after: 0 }
    }

    fn id(&mut self, key: Key) -> u32 {
        let next = self.keys.len() as u32;
        let id = *self.known.entry(key.clone()).or_insert(next);
        if id == next {
            let lasts = match &key {
                Key::Start | Key::Finish | Key::Step(_) | Key::Over(..) => true,
                Key::Signal(_) | Key::Fact(_) | Key::Not(_) | Key::Unknown(_) => false,
                Key::Held(part, ..) => self.lasts(*part),
                Key::Or(parts) | Key::All(parts) => parts.iter().all(|p| self.lasts(*p)),
            };
            self.lasting.push(lasts);
            self.keys.push(key);
        }
        id
    }

    /// Whether a part stays once it came.
    fn lasts(&self, part: Part) -> bool {
        match part {
            Part::From(_) => true,
            Part::While(base) => self.lasting.get(base as usize) == Some(&true),
        }
    }

    fn key(&self, id: u32) -> Option<&Key> {
        self.keys.get(id as usize)
    }

    /// How long a step takes.
    fn takes(&self, step: StepId) -> Bounds {
        self.schedule.takes.get(step.index()).copied().unwrap_or(Bounds { least: 0, most: None })
    }

    /// How long after the start a step is done at least.
    fn earliest(&self, step: StepId) -> u64 {
        self.schedule.done.get(step.index()).map_or(0, |w| w.earliest)
    }
}
