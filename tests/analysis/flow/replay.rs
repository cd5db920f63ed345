//! A printed run of a plan, event by event, with a clock. Where a run leaves open who starts or agrees to what, all are tried.

use super::plan::SIGNALS;
use super::world::{ACTIVE, FINISHED, IDLE, State, World};
use preplan::diagnostic::{Amount, Event, Happening};
use std::collections::HashSet;

const MINUTE: u64 = 60_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Clocked {
    state: State,
    now: u64,
    since: [Option<u64>; 4],
    due: [[Option<u64>; 6]; 3],
    /// Limits that have passed.
    late: [u8; 3],
}

impl Clocked {
    fn settled(mut self, world: &mut World<'_>) -> Self {
        world.settle(&mut self.state);
        for (number, since) in self.since.iter_mut().enumerate() {
            let holds = world.plan.held.get(number).is_some_and(|(of, cond)| world.is(&self.state, *of, cond));
            *since = if holds { since.or(Some(self.now)) } else { None };
        }
        for (of, list) in self.due.iter_mut().enumerate() {
            for (at, due) in list.iter_mut().enumerate() {
                *due = if self.state.due[of] >> at & 1 == 1 { due.or(Some(self.now)) } else { None };
            }
        }
        self
    }

    /// The next thing that comes by itself.
    fn next(&self, world: &World<'_>) -> Option<(u64, Self)> {
        let mut found: Vec<(u64, Self)> = Vec::new();
        for (number, since) in self.since.iter().enumerate() {
            if let Some(since) = since.filter(|_| self.state.held >> number & 1 == 0) {
                let mut next = *self;
                next.state.held |= 1 << number;
                let at = since + (10 + number as u64) * MINUTE;
                // What has held for long enough at one instant holds together.
                match found.iter_mut().find(|f| f.0 == at) {
                    Some((_, both)) => both.state.held |= 1 << number,
                    None => found.push((at, next)),
                }
            }
        }
        for (of, procedure) in world.plan.procedures.iter().enumerate() {
            for (at, step) in procedure.steps.iter().enumerate().filter(|(at, _)| world.is_open(&self.state, of, *at)) {
                let due = self.due[of][at].unwrap();
                if step.automatic {
                    found.push((due + 2 * MINUTE, self.done(world, of, at)));
                } else if let Some(to) = step.late.filter(|_| self.late[of] >> at & 1 == 0) {
                    let mut next = *self;
                    next.late[of] |= 1 << at;
                    if next.state.status[to] == IDLE {
                        next.state.status[to] = ACTIVE;
                    }
                    found.push((due + 5 * MINUTE, next));
                }
            }
        }
        found.into_iter().min_by_key(|f| f.0)
    }

    fn done(mut self, world: &World<'_>, of: usize, at: usize) -> Self {
        self.state.done[of] |= 1 << at;
        if let Some(to) = world.plan.procedures[of].steps[at].activates.filter(|to| self.state.status[*to] == IDLE) {
            self.state.status[to] = ACTIVE;
        }
        self
    }

    fn pass(mut self, world: &mut World<'_>, until: u64, included: bool) -> Self {
        while let Some((at, mut next)) = self.next(world).filter(|n| n.0 < until || included && n.0 == until) {
            next.now = at;
            self = next.settled(world);
        }
        self.now = until;
        self
    }

    /// This, and what it becomes where somebody starts what nothing starts.
    fn with_starts(self, world: &mut World<'_>) -> Vec<Self> {
        let mut all = vec![self];
        for id in (0..world.plan.procedures.len()).filter(|id| !world.lit[*id]).collect::<Vec<_>>() {
            for before in all.clone().into_iter().filter(|c| c.state.status[id] == IDLE) {
                let mut after = before;
                after.state.status[id] = ACTIVE;
                all.push(after.settled(world));
            }
        }
        all
    }

    fn agreed(self, world: &mut World<'_>) -> Vec<Self> {
        let mut all = Vec::new();
        for (of, procedure) in world.plan.procedures.iter().enumerate() {
            let mut next = self;
            if self.state.status[of] == IDLE && procedure.starts.iter().any(|s| s.approved && world.is(&self.state, of, &s.when)) {
                next.state.status[of] = ACTIVE;
                all.push(next);
            }
            if self.state.status[of] == ACTIVE && procedure.finishes.iter().any(|f| f.approved && world.is(&self.state, of, &f.when)) {
                next.state.status[of] = FINISHED;
                all.push(next);
            }
            for at in (0..procedure.steps.len()).filter(|at| procedure.steps[*at].approved && world.is_ready(&self.state, of, *at)) {
                next = self;
                next.state.due[of] |= 1 << at;
                all.push(next);
            }
        }
        all.into_iter().map(|c| c.settled(world)).collect()
    }
}

/// The states in which a run may end; none where it is no run of the plan.
pub(super) fn replay(world: &mut World<'_>, run: &[Event]) -> Vec<State> {
    let first = Clocked { state: State::default(), now: 0, since: [None; 4], due: [[None; 6]; 3], late: [0; 3] }.settled(world);
    let mut states = HashSet::from([first]);
    for event in run {
        let mut next = HashSet::new();
        let begun: Vec<Clocked> = states.into_iter().flat_map(|s| s.with_starts(world)).collect();
        // What falls on the instant of an event comes after it.
        let passed: Vec<Clocked> = begun.into_iter().map(|s| s.pass(world, event.at, event.what == Happening::Wait)).collect();
        let ready: Vec<Clocked> = passed.into_iter().flat_map(|s| s.with_starts(world)).collect();
        for mut state in ready {
            match &event.what {
                Happening::Raise(name) | Happening::Clear(name) => {
                    let bit = 1 << SIGNALS.iter().position(|s| s == name).unwrap();
                    let raised = matches!(event.what, Happening::Raise(_));
                    state.state.signals = if raised { state.state.signals | bit } else { state.state.signals & !bit };
                    next.insert(state.settled(world));
                }
                Happening::Done(name) => {
                    let (of, at) = super::step(name);
                    if world.is_open(&state.state, of, at) {
                        next.insert(state.done(world, of, at).settled(world));
                    }
                }
                Happening::Approve(name) => {
                    assert_eq!(name, "chief");
                    next.extend(state.agreed(world));
                }
                Happening::Set(_, Amount::Number(value, _)) => {
                    state.state.hurt = 1 + u8::try_from(value / 1000).unwrap();
                    next.insert(state.settled(world));
                }
                Happening::Wait => drop(next.insert(state)),
                Happening::Set(..) | Happening::Unreachable(_) => panic!("{event:?}"),
            }
        }
        states = next;
    }
    states.into_iter().flat_map(|s| s.with_starts(world)).map(|s| s.state).collect()
}
