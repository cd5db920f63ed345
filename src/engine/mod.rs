//! The meaning of a plan, executable: events go in, effects come out. It has no clock: time passes only as it is told.
//!
//! All that may happen stands in one order ([`Site`], then [`Timer`](crate::emit::program::Timer)). After each event, and after each timer, the first that can
//! happen does, until none can. A timer falls when time goes beyond it, or when it is told that its instant is over.

pub mod drill;
mod effect;
pub mod trace;
mod sites;
mod timers;

pub use effect::{Effect, MORE, Reached, Refused, What};

use crate::emit::program::layout::{BEGUN, GREATEST, LATEST, Layout, NONE, NOW, PLAN};
use crate::emit::program::{Act, Consenter, Expr, Program, Site};
use serde::{Deserialize, Serialize};

/// The state of a running plan: whole numbers in the order of [`Layout`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The numbers.
    pub cells: Vec<i64>,
}

/// A plan that runs.
#[derive(Debug, Clone)]
pub struct Engine<'p> {
    program: &'p Program,
    layout: Layout,
    cells: Vec<i64>,
    /// Sites to look at, a bit each; empty between events.
    dirty: Vec<u64>,
    /// No timer falls before this.
    next: i64,
}

/// As many timers fall in one call.
pub const FALLS: usize = 100_000;

/// Takes effects as they come about.
pub type Sink<'s> = &'s mut dyn FnMut(Effect);

impl<'p> Engine<'p> {
    /// A plan that does not run yet.
    #[must_use]
    pub fn new(program: &'p Program) -> Self {
        let layout = Layout::of(program);
        let mut engine = Self { program, cells: vec![0; layout.cells], layout, dirty: vec![0; program.sites.len().div_ceil(64)], next: i64::MAX };
        engine.put(PLAN, program.plan);
        let l = engine.layout.clone();
        let times = [(program.signals.len(), Layout::raised_at as fn(&Layout, usize) -> usize), (program.held.len(), Layout::since)];
        let more = [(program.procedures.len(), Layout::started_at as fn(&Layout, usize) -> usize), (program.starts.len(), Layout::asked_at)];
        let steps = [(program.steps.len(), Layout::due_at as fn(&Layout, usize) -> usize), (program.steps.len(), Layout::done_at)];
        for (count, cell) in times.into_iter().chain(more).chain(steps) {
            (0..count).for_each(|id| engine.put(cell(&l, id), NONE));
        }
        engine
    }

    /// Begins at time 0: with one procedure and those it starts, or with all.
    ///
    /// # Errors
    /// [`Refused`] where it has begun, or there is no such procedure.
    pub fn begin(&mut self, only: Option<usize>, sink: Sink<'_>) -> Result<(), Refused> {
        if self.get(BEGUN) != 0 {
            return Err(Refused::Begun);
        }
        let all: Vec<usize> = (0..self.program.procedures.len()).collect();
        let scope = match only {
            None => all,
            Some(id) => self.program.procedures.get(id).ok_or(Refused::Unknown)?.reach.clone(),
        };
        scope.into_iter().for_each(|id| self.put(self.layout.in_scope(id), 1));
        self.put(BEGUN, 1);
        (0..self.program.sites.len()).for_each(|site| self.touch(site));
        self.settle(sink);
        Ok(())
    }

    /// A signal is raised.
    ///
    /// # Errors
    /// [`Refused`]; then nothing has changed. So for all events, but that time has come to a step that is not due, or a consent nobody asks for.
    pub fn raise(&mut self, at: i64, signal: usize, sink: Sink<'_>) -> Result<(), Refused> {
        let wires = self.program.wires.signals.get(signal).ok_or(Refused::Unknown)?;
        self.reach(at, sink)?;
        self.put(self.layout.raised(signal), 1);
        self.put(self.layout.raised_at(signal), at);
        self.arm(self.program.wires.signal_clocks.get(signal).copied().flatten(), at);
        self.changed(wires, sink);
        Ok(())
    }

    /// A signal is cleared.
    ///
    /// # Errors
    /// [`Refused`]
    pub fn clear(&mut self, at: i64, signal: usize, sink: Sink<'_>) -> Result<(), Refused> {
        let wires = self.program.wires.signals.get(signal).ok_or(Refused::Unknown)?;
        self.reach(at, sink)?;
        self.put(self.layout.raised(signal), 0);
        self.changed(wires, sink);
        Ok(())
    }

    /// A gauge is set: in milliseconds, or in thousandths of its unit.
    ///
    /// # Errors
    /// [`Refused`]
    pub fn set(&mut self, at: i64, gauge: usize, value: i64, sink: Sink<'_>) -> Result<(), Refused> {
        let wires = self.program.wires.gauges.get(gauge).ok_or(Refused::Unknown)?;
        if !(-GREATEST..=GREATEST).contains(&value) {
            return Err(Refused::OutOfRange);
        }
        self.reach(at, sink)?;
        self.put(self.layout.known(gauge), 1);
        self.put(self.layout.value(gauge), value);
        self.changed(wires, sink);
        Ok(())
    }

    /// A step is done.
    ///
    /// # Errors
    /// [`Refused`]; also where the step is not due.
    pub fn done(&mut self, at: i64, step: usize, sink: Sink<'_>) -> Result<(), Refused> {
        self.program.steps.get(step).ok_or(Refused::Unknown)?;
        self.reach(at, sink)?;
        if !self.is_open(step) {
            return Err(Refused::NotDue);
        }
        self.complete(step, sink);
        self.settle(sink);
        Ok(())
    }

    /// A post gives its consent, wherever it is asked for now.
    ///
    /// # Errors
    /// [`Refused`]; also where nobody asks it.
    pub fn approve(&mut self, at: i64, post: usize, sink: Sink<'_>) -> Result<(), Refused> {
        let asked = self.program.wires.posts.get(post).ok_or(Refused::Unknown)?;
        self.reach(at, sink)?;
        let mut heard = false;
        for id in asked {
            let Some(consenter) = self.program.consenters.get(*id) else { continue };
            if self.asks(consenter.site) && self.may_agree(consenter, post) {
                self.put(self.layout.given(*id), 1);
                self.touch(consenter.site);
                heard = true;
            }
        }
        self.settle(sink);
        if heard { Ok(()) } else { Err(Refused::NotAsked) }
    }

    /// A post cannot be reached from now on.
    ///
    /// # Errors
    /// [`Refused`]
    pub fn unreachable(&mut self, at: i64, post: usize, sink: Sink<'_>) -> Result<(), Refused> {
        self.program.posts.get(post).ok_or(Refused::Unknown)?;
        self.reach(at, sink)?;
        self.put(self.layout.unreachable(post), 1);
        Ok(())
    }

    /// Time passes up to and with an instant: the timers that fall on it fall.
    ///
    /// # Errors
    /// [`Refused`]
    pub fn advance(&mut self, to: i64, sink: Sink<'_>) -> Result<(), Refused> {
        self.check(to)?;
        self.pass(to, sink)?;
        self.put(NOW, to);
        Ok(())
    }

    /// When the next timer falls.
    #[must_use]
    pub fn next_timer(&self) -> Option<i64> {
        self.first_timer().map(|(at, _)| at)
    }

    /// The present time.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.get(NOW)
    }

    /// What runs.
    #[must_use]
    pub fn program(&self) -> &'p Program {
        self.program
    }

    /// Where each part of the state lies.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The state, to be kept.
    #[must_use]
    pub fn save(&self) -> State {
        State { cells: self.cells.clone() }
    }

    /// Goes on from a state that was kept.
    ///
    /// # Errors
    /// [`Refused::WrongState`] where it is another plan's, or damaged.
    pub fn restore(&mut self, state: &State) -> Result<(), Refused> {
        let cell = |at: usize| state.cells.get(at).copied().unwrap_or(NONE);
        let holds = Layout::holds(self.program);
        let sound = || state.cells.iter().zip(&holds).all(|(value, holds)| holds.allows(*value, cell(NOW)));
        if state.cells.len() != holds.len() || cell(PLAN) != self.program.plan || !sound() {
            return Err(Refused::WrongState);
        }
        self.cells.clone_from(&state.cells);
        self.next = self.next_timer().unwrap_or(i64::MAX);
        Ok(())
    }

    /// One cell.
    #[must_use]
    pub fn get(&self, cell: usize) -> i64 {
        self.cells.get(cell).copied().unwrap_or(NONE)
    }

    fn put(&mut self, cell: usize, value: i64) {
        self.cells.get_mut(cell).into_iter().for_each(|c| *c = value);
    }

    fn check(&self, at: i64) -> Result<(), Refused> {
        if self.get(BEGUN) == 0 {
            return Err(Refused::NotBegun);
        }
        if !(0..=LATEST).contains(&at) {
            return Err(Refused::OutOfTime);
        }
        if at < self.get(NOW) { Err(Refused::InThePast) } else { Ok(()) }
    }

    /// Goes to the instant of an event; the timers before it have fallen then.
    fn reach(&mut self, at: i64, sink: Sink<'_>) -> Result<(), Refused> {
        self.check(at)?;
        self.pass(at - 1, sink)?;
        self.put(NOW, at);
        Ok(())
    }

    /// Lets fall what falls by then, but not without end: equipment may do a step every second for ever.
    fn pass(&mut self, by: i64, sink: Sink<'_>) -> Result<(), Refused> {
        let mut left = FALLS;
        while self.fall(by, sink) {
            left -= 1;
            if left == 0 {
                return Err(Refused::More);
            }
        }
        Ok(())
    }

    fn touch(&mut self, site: usize) {
        self.dirty.get_mut(site / 64).into_iter().for_each(|word| *word |= 1 << (site % 64));
    }

    fn changed(&mut self, sites: &[usize], sink: Sink<'_>) {
        sites.iter().for_each(|site| self.touch(*site));
        self.settle(sink);
    }

    /// Lets the first that can happen happen, until none can.
    fn settle(&mut self, sink: Sink<'_>) {
        while let Some((word, bits)) = self.dirty.iter_mut().enumerate().find(|(_, bits)| **bits != 0) {
            let bit = bits.trailing_zeros() as usize;
            *bits &= *bits - 1;
            if let Some(site) = self.program.sites.get(word * 64 + bit).copied() {
                self.visit(site, sink);
            }
        }
    }

    fn holds(&self, expr: &Expr) -> bool {
        let l = &self.layout;
        match expr {
            Expr::All(parts) => parts.iter().all(|p| self.holds(p)),
            Expr::Any(parts) => parts.iter().any(|p| self.holds(p)),
            Expr::Not(inner) => !self.holds(inner),
            Expr::Signal(id) => self.get(l.raised(*id)) != 0,
            Expr::Known(id) => self.get(l.known(*id)) != 0,
            Expr::Gauge(id, sign, value) => self.get(l.known(*id)) != 0 && sign.holds(self.get(l.value(*id)), *value),
            Expr::Rank(id, sign, rank) => sign.holds(self.get(l.rank(*id)), *rank),
            Expr::Done(id) => self.get(l.done_at(*id)) != NONE,
            Expr::Finished(id) => self.get(l.phase(*id)) >= 2,
            Expr::Held(id) => self.get(l.mature(*id)) != 0,
        }
    }

    fn emit(&self, what: What, sink: Sink<'_>) {
        sink(Effect { at: self.get(NOW), what });
    }

    fn act(&mut self, act: &Act, sink: Sink<'_>) {
        match act {
            Act::Tell { messages, any } => self.tell(messages, *any, sink),
            Act::Activate(id) => {
                self.emit(What::Activated(*id), sink);
                if self.get(self.layout.phase(*id)) == 0 {
                    self.start(*id, sink);
                }
            }
        }
    }

    fn tell(&self, messages: &[usize], any: bool, sink: Sink<'_>) {
        let told: Vec<(usize, Reached)> = messages.iter().map(|m| (*m, self.reached(*m))).collect();
        let one = told.iter().find(|(_, r)| *r != Reached::Nobody).or(told.first()).filter(|_| any);
        for (message, reached) in one.map_or(told.as_slice(), std::slice::from_ref) {
            self.emit(What::Told(*message, *reached), sink);
        }
    }

    /// Whether a post that can be reached is the one meant, or the first reached in its place; for a group, somebody must be.
    fn may_agree(&self, consenter: &Consenter, post: usize) -> bool {
        let can = |post: usize| self.get(self.layout.unreachable(post)) == 0;
        let first = consenter.chain.iter().copied().find(|p| can(*p));
        let meant = || consenter.meant == Some(post) && (first.is_some() || consenter.chain.is_empty());
        can(post) && (consenter.meant.is_none() || first == Some(post) || meant())
    }

    fn reached(&self, message: usize) -> Reached {
        let Some(message) = self.program.messages.get(message) else { return Reached::Nobody };
        if message.chain.is_empty() && message.post.is_none() {
            return Reached::Meant;
        }
        message.chain.iter().find(|p| self.get(self.layout.unreachable(**p)) == 0).map_or(Reached::Nobody, |p| Reached::Post(*p))
    }

    fn visit(&mut self, site: Site, sink: Sink<'_>) {
        match site {
            Site::Ladder(id) => self.ladder(id, sink),
            Site::Held(id) => self.hold(id),
            Site::Start(id) => self.try_start(id, sink),
            Site::Due(id) => self.try_due(id, sink),
            Site::Finish(id) => self.try_finish(id, sink),
            Site::Close(id) => self.try_close(id, sink),
        }
    }
}
