//! A run of one procedure, event by event. Whoever is asked to approve does so at once.

use crate::analysis::states::formula::{Atom, Expr, UNSET};
use super::system::System;

/// Something that happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Move {
    /// A thing gets a value.
    Set(usize, i64),
    /// It is started from elsewhere.
    Begin,
    /// A step is done.
    Do(usize),
    /// Time passes until something happens by itself.
    Wait,
}

/// What a run tells: what somebody has to do, or agree to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    Move(Move),
    /// It starts: who is asked agrees to this start.
    Start(usize),
    /// A step becomes due: who is asked agrees.
    Due(usize),
}

/// The state of a run.
#[derive(Debug, Clone)]
pub(super) struct Sim<'s> {
    system: &'s System,
    pub(super) now: u64,
    pub(super) values: Vec<i64>,
    pub(super) started: bool,
    pub(super) ended: bool,
    /// When each step became due.
    pub(super) due: Vec<Option<u64>>,
    pub(super) done: Vec<bool>,
    /// Since when each condition has held.
    since: Vec<Option<u64>>,
    /// What the ends ask of the world was so when it started.
    pub(super) granted: bool,
    /// The world has changed since.
    pub(super) moved: bool,
    /// What happened, and when.
    pub(super) told: Vec<(u64, Said)>,
}

impl<'s> Sim<'s> {
    pub(super) fn new(system: &'s System) -> Self {
        let steps = system.guards.len();
        let mut sim = Self {
            system,
            now: 0,
            values: system.initial(),
            started: false,
            ended: false,
            due: vec![None; steps],
            done: vec![false; steps],
            since: vec![None; system.held.len()],
            granted: false,
            moved: false,
            told: Vec::new(),
        };
        sim.settle();
        sim
    }

    fn holds(&self, atom: Atom) -> bool {
        match atom {
            Atom::Done(step, is) => self.is_done(step) == is,
            Atom::Held(held, is) => self.left(held) == Some(0) && is || self.left(held) != Some(0) && !is,
            Atom::Signal(..) | Atom::Gauge(..) | Atom::Ended(..) | Atom::Shared(..) => atom.of(&self.values) == Some(true),
        }
    }

    pub(super) fn is_done(&self, step: usize) -> bool {
        self.done.get(step) == Some(&true)
    }

    /// How long a condition that holds still has to hold.
    fn left(&self, held: usize) -> Option<u64> {
        let until = self.since.get(held).copied().flatten()?.saturating_add(self.system.held.get(held)?.millis);
        Some(until.saturating_sub(self.now))
    }

    /// Lets happen what happens by itself at this instant.
    fn settle(&mut self) {
        let system = self.system;
        loop {
            self.count_time();
            if self.ended {
                return;
            }
            if !self.started {
                let Some((start, _)) = system.starts.iter().find(|(_, s)| s.holds(&|a| self.holds(a))) else { return };
                self.told.push((self.now, Said::Start(*start)));
                self.begin();
            }
            self.ended = system.finishes.iter().any(|f| f.holds(&|a| self.holds(a)));
            if self.ended || !self.make_due() {
                return;
            }
        }
    }

    fn begin(&mut self) {
        self.started = true;
        self.granted = self.is_granted();
    }

    /// Whether some end holds once the steps it asks for are done.
    pub(super) fn is_granted(&self) -> bool {
        self.system.finishes.iter().any(|f| self.is_granted_by(f))
    }

    /// The same for one end.
    pub(super) fn is_granted_by(&self, finish: &Expr) -> bool {
        self.system.steady(finish, &self.values, &|step, is| is || !self.is_done(step))
    }

    fn count_time(&mut self) {
        // What holds for some time may speak of what stands before it.
        for (held, condition) in self.system.held.iter().enumerate() {
            let since = condition.is.holds(&|a| self.holds(a)).then(|| self.since.get(held).copied().flatten().unwrap_or(self.now));
            self.since.get_mut(held).into_iter().for_each(|slot| *slot = since);
        }
    }

    /// Makes those steps due whose turn it is, and lets end what is done by itself; whether something changed.
    fn make_due(&mut self) -> bool {
        let (system, mut changed) = (self.system, false);
        for step in &system.cone {
            let waits = self.due.get(*step) == Some(&None);
            if waits && system.guards.get(*step).is_some_and(|g| g.holds(&|a| self.holds(a))) {
                self.due.get_mut(*step).into_iter().for_each(|due| *due = Some(self.now));
                self.told.push((self.now, Said::Due(*step)));
                changed = true;
            }
        }
        for step in &system.cone {
            if !self.is_done(*step) && self.over_at(*step).is_some_and(|at| at <= self.now) {
                self.done.get_mut(*step).into_iter().for_each(|done| *done = true);
                changed = true;
            }
        }
        changed
    }

    /// When a step that is done by itself will be.
    fn over_at(&self, step: usize) -> Option<u64> {
        let takes = self.system.automatic.get(step).copied().flatten()?;
        self.due.get(step).copied().flatten().map(|due| due.saturating_add(takes))
    }

    /// The next instant at which something happens by itself.
    pub(super) fn next_timer(&self) -> Option<u64> {
        if self.ended {
            return None;
        }
        let count = if self.started { self.system.early_held } else { self.since.len() };
        let held = (0..count).filter_map(|h| self.left(h)).filter(|left| *left > 0).map(|left| self.now.saturating_add(left));
        let steps = self.system.cone.iter().filter(|s| !self.is_done(**s)).filter_map(|s| self.over_at(*s));
        held.chain(steps).min()
    }

    /// The steps that somebody has to do, in order.
    pub(super) fn open(&self) -> impl Iterator<Item = usize> {
        let by_hand = |s: &usize| self.system.automatic.get(*s) == Some(&None);
        let due = |s: &usize| self.due.get(*s).is_some_and(Option::is_some);
        let open = move |s: &usize| by_hand(s) && due(s) && !self.is_done(*s);
        self.system.cone.iter().copied().filter(open).filter(|_| !self.ended)
    }

    /// Lets something happen.
    pub(super) fn happen(&mut self, what: Move) {
        match what {
            Move::Set(thing, value) => {
                self.values.get_mut(thing).into_iter().for_each(|slot| *slot = value);
                self.moved |= self.started;
                self.told.push((self.now, Said::Move(what)));
            }
            Move::Begin => {
                self.told.push((self.now, Said::Move(what)));
                self.begin();
            }
            Move::Do(step) => {
                self.done.get_mut(step).into_iter().for_each(|slot| *slot = true);
                self.told.push((self.now, Said::Move(what)));
            }
            Move::Wait => self.now = self.next_timer().unwrap_or(self.now),
        }
        self.settle();
    }

    /// Lets time pass.
    pub(super) fn pass(&mut self, millis: u64) {
        let until = self.now.saturating_add(millis);
        while self.next_timer().is_some_and(|at| at <= until) {
            self.happen(Move::Wait);
        }
        self.now = until;
    }

    /// What two runs have in common that go on alike.
    pub(super) fn key(&self) -> Vec<i64> {
        let mut key = self.values.clone();
        key.extend([self.started, self.granted, self.moved].map(i64::from));
        let count = if self.started { self.system.early_held } else { self.since.len() };
        key.extend((0..count).map(|h| self.left(h).map_or(-1, |left| left as i64)));
        for step in &self.system.cone {
            let left = self.over_at(*step).map_or(-1, |at| at.saturating_sub(self.now) as i64);
            let due = self.due.get(*step).is_some_and(Option::is_some);
            key.push(if self.is_done(*step) { -3 } else if !due { -2 } else { left });
        }
        key
    }

    /// Whether nothing more happens unless the world changes; every gauge that a step or an end asks for has a value.
    pub(super) fn is_quiet(&self) -> bool {
        let measured = self.values.iter().zip(&self.system.early).all(|(value, early)| *early || *value != UNSET);
        self.started && !self.ended && measured && self.open().next().is_none() && self.next_timer().is_none()
    }
}
