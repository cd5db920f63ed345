//! Every run of a small plan: what the definition of the language says, state by state.

use super::plan::{Cond, Plan, SIGNALS, Step, Turn, graded};
use std::collections::{HashSet, VecDeque};

/// Whether a procedure waits for its start, is active, or has finished.
pub(super) const IDLE: u8 = 0;
pub(super) const ACTIVE: u8 = 1;
pub(super) const FINISHED: u8 = 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct State {
    pub(super) signals: u8,
    /// One more than the value of the gauge; 0 where it has none.
    pub(super) hurt: u8,
    pub(super) status: [u8; 3],
    pub(super) due: [u8; 3],
    pub(super) done: [u8; 3],
    pub(super) held: u8,
}

/// What some run brings about.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) started: HashSet<usize>,
    pub(super) due: HashSet<(usize, usize)>,
    /// Ends that held while the procedure was active.
    pub(super) ended: HashSet<(usize, usize)>,
    /// Procedures started by a step when it is done, or late: the step, whether it was late.
    pub(super) sparked: HashSet<(usize, usize, bool)>,
    /// Procedures that had not started when another ended: the one, then the other.
    pub(super) early: HashSet<(usize, usize)>,
}

pub(super) struct World<'p> {
    pub(super) plan: &'p Plan,
    pub(super) seen: Seen,
    /// Procedures that something is written to start.
    pub(super) lit: [bool; 3],
    gauge: bool,
    /// Several things that wait for time may come at one instant.
    pub(super) together: bool,
    /// Signals that matter.
    signals: Vec<usize>,
}

impl<'p> World<'p> {
    pub(super) fn new(plan: &'p Plan) -> Self {
        let mut lit = [false; 3];
        for procedure in &plan.procedures {
            procedure.steps.iter().flat_map(|s| s.activates.into_iter().chain(s.late)).for_each(|to| lit[to] = true);
        }
        for (id, procedure) in plan.procedures.iter().enumerate() {
            lit[id] |= !procedure.starts.is_empty();
        }
        let text = plan.written();
        let signals = (0..SIGNALS.len()).filter(|s| text.matches(SIGNALS[*s]).count() > 1).collect();
        Self { plan, seen: Seen::default(), lit, gauge: text.contains("gauge "), together: true, signals }
    }

    /// Looks at every state that can be reached; false where there are too many.
    pub(super) fn explore(&mut self, most: usize) -> bool {
        let mut first = State::default();
        self.settle(&mut first);
        let (mut known, mut open) = (HashSet::from([first]), VecDeque::from([first]));
        let wanted = self.wanted();
        while let Some(state) = open.pop_front() {
            if self.count() == wanted {
                return true;
            }
            if known.len() > most {
                return false;
            }
            let mut next = Vec::new();
            self.moves(&state, &mut next);
            for state in next {
                if known.insert(state) {
                    open.push_back(state);
                }
            }
        }
        true
    }

    fn count(&self) -> usize {
        let seen = &self.seen;
        seen.started.len() + seen.due.len() + seen.ended.len() + seen.sparked.len() + seen.early.len()
    }

    /// So much there is to see at most.
    fn wanted(&self) -> usize {
        let of = |p: &super::plan::Procedure| {
            let sparks = p.steps.iter().map(|s| usize::from(s.activates.is_some()) + usize::from(s.late.is_some())).sum::<usize>();
            1 + p.steps.len() + p.finishes.len() + sparks
        };
        let count = self.plan.procedures.len();
        self.plan.procedures.iter().map(of).sum::<usize>() + count * (count - 1)
    }

    pub(super) fn is(&self, state: &State, of: usize, cond: &Cond) -> bool {
        match cond {
            Cond::Signal(id) => state.signals >> id & 1 == 1,
            Cond::Gauge(..) if state.hurt == 0 => false,
            Cond::Gauge(">=", value) => state.hurt > *value,
            Cond::Gauge("<", value) => state.hurt <= *value,
            Cond::Gauge(_, value) => state.hurt == value + 1,
            Cond::Level(sign, rank) => graded(state.hurt.checked_sub(1), sign, *rank),
            Cond::Done(step) => state.done[of] >> step & 1 == 1,
            Cond::Finished(id) => state.status[*id] == FINISHED,
            Cond::Not(inner) => !self.is(state, of, inner),
            Cond::All(parts) => parts.iter().all(|p| self.is(state, of, p)),
            Cond::Any(parts) => parts.iter().any(|p| self.is(state, of, p)),
            Cond::Held(number, _) => state.held >> number & 1 == 1,
        }
    }

    /// What happens by itself at one instant: procedure by procedure its start, its end, and what becomes due; after a
    /// start or an end from the first procedure on.
    pub(super) fn settle(&mut self, state: &mut State) {
        loop {
            self.forget(state);
            if !(0..self.plan.procedures.len()).any(|id| self.turn(state, id)) {
                return;
            }
        }
    }

    /// What has not held without a break has not held for long.
    fn forget(&self, state: &mut State) {
        // A later one may speak of an earlier one, never the other way round.
        for (number, (of, cond)) in self.plan.held.iter().enumerate() {
            if !self.is(state, *of, cond) {
                state.held &= !(1 << number);
            }
        }
    }

    fn turn(&mut self, state: &mut State, id: usize) -> bool {
        let procedure = &self.plan.procedures[id];
        if state.status[id] == IDLE && procedure.starts.iter().any(|s| !s.approved && self.is(state, id, &s.when)) {
            return self.start(state, id);
        }
        if state.status[id] == ACTIVE {
            let holds: Vec<usize> = self.holding(state, id, &procedure.finishes).collect();
            for at in &holds {
                self.seen.ended.insert((id, *at));
            }
            if holds.iter().any(|at| !procedure.finishes[*at].approved) {
                self.finish(state, id);
                return true;
            }
        }
        for at in 0..procedure.steps.len() {
            if !procedure.steps[at].approved && self.is_ready(state, id, at) {
                self.make_due(state, id, at);
            }
        }
        false
    }

    fn finish(&mut self, state: &mut State, id: usize) {
        state.status[id] = FINISHED;
        let idle = (0..self.plan.procedures.len()).filter(|other| state.status[*other] == IDLE);
        self.seen.early.extend(idle.map(|other| (other, id)));
    }

    fn holding(&self, state: &State, id: usize, turns: &'p [Turn]) -> impl Iterator<Item = usize> {
        turns.iter().enumerate().filter(move |(_, t)| self.is(state, id, &t.when)).map(|(at, _)| at)
    }

    fn start(&mut self, state: &mut State, id: usize) -> bool {
        if state.status[id] != IDLE {
            return false;
        }
        state.status[id] = ACTIVE;
        self.seen.started.insert(id);
        true
    }

    /// Whether a step is due, and not done.
    pub(super) fn is_open(&self, state: &State, id: usize, at: usize) -> bool {
        let open = state.due[id] & !state.done[id] & 1 << at != 0;
        open && state.status[id] == if self.plan.procedures[id].steps[at].recovery { FINISHED } else { ACTIVE }
    }

    pub(super) fn is_ready(&self, state: &State, id: usize, at: usize) -> bool {
        let step: &Step = &self.plan.procedures[id].steps[at];
        let done = |s: &usize| state.done[id] >> s & 1 == 1;
        state.status[id] == if step.recovery { FINISHED } else { ACTIVE }
            && state.due[id] >> at & 1 == 0
            && step.after.as_ref().is_none_or(|(any, list)| if *any { list.iter().any(done) } else { list.iter().all(done) })
            && step.when.as_ref().is_none_or(|c| self.is(state, id, c))
    }

    fn make_due(&mut self, state: &mut State, id: usize, at: usize) {
        state.due[id] |= 1 << at;
        self.seen.due.insert((id, at));
    }

    fn moves(&mut self, state: &State, next: &mut Vec<State>) {
        let mut settled = |world: &mut Self, mut state: State| {
            world.settle(&mut state);
            next.push(state);
        };
        for signal in self.signals.clone() {
            settled(self, State { signals: state.signals ^ 1 << signal, ..*state });
        }
        let most = if self.gauge { 4 } else { 0 };
        for hurt in (1..=most).filter(|hurt| *hurt != state.hurt) {
            settled(self, State { hurt, ..*state });
        }
        let held = self.plan.held.iter().enumerate();
        let lasting: u8 = held.filter(|(number, (of, cond))| state.held >> number & 1 == 0 && self.is(state, *of, cond)).map(|(number, _)| 1 << number).sum();
        // What has held for long enough at one instant holds together.
        let together = self.together;
        for bits in (1..=lasting).filter(|bits| bits & !lasting == 0 && (together || bits.is_power_of_two())) {
            settled(self, State { held: state.held | bits, ..*state });
        }
        for (id, procedure) in self.plan.procedures.iter().enumerate() {
            if state.status[id] == IDLE {
                let mut after = *state;
                let agreed = procedure.starts.iter().any(|s| s.approved && self.is(state, id, &s.when));
                if agreed || !self.lit[id] {
                    self.start(&mut after, id);
                    settled(self, after);
                }
            }
            if state.status[id] == ACTIVE && self.holding(state, id, &procedure.finishes).next().is_some() {
                let mut after = *state;
                self.finish(&mut after, id);
                settled(self, after);
            }
            for (at, step) in procedure.steps.iter().enumerate() {
                if step.approved && self.is_ready(state, id, at) {
                    let mut after = *state;
                    self.make_due(&mut after, id, at);
                    settled(self, after);
                }
                if self.is_open(state, id, at) {
                    let mut after = *state;
                    after.done[id] |= 1 << at;
                    if step.activates.is_some_and(|to| self.start(&mut after, to)) {
                        self.seen.sparked.insert((id, at, false));
                    }
                    settled(self, after);
                    let mut late = *state;
                    if step.late.is_some_and(|to| self.start(&mut late, to)) {
                        self.seen.sparked.insert((id, at, true));
                        settled(self, late);
                    }
                }
            }
        }
    }
}
