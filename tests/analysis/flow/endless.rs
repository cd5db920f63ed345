//! Procedures that may wait forever: every run of a small procedure, minute by minute, in any order of what is done.

use super::plan::graded;
use super::small::{Cond, Plan};
use std::collections::{HashMap, VecDeque};

const MINUTE: u64 = 60_000;

/// One state of a run; times are counted from now, backwards.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct State {
    pub(super) signals: [bool; 4],
    pub(super) hurt: Option<u8>,
    pub(super) started: bool,
    pub(super) ended: bool,
    /// For how long each step has been due.
    pub(super) due: [Option<u64>; 3],
    pub(super) done: [bool; 3],
    /// For how long each condition has held.
    held: [Option<u64>; 2],
    granted: bool,
    moved: bool,
}

/// Something that happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Move {
    Signal(usize, bool),
    Hurt(u8),
    Done(usize),
    Begin,
    Wait(u64),
}

pub(super) struct Judge<'p> {
    plan: &'p Plan,
    /// The steps on which an end depends.
    cone: Vec<usize>,
    before: Vec<Move>,
    later: Vec<Move>,
    cleared: Vec<usize>,
    measured: bool,
    /// What has to hold for some time, for a start and later.
    timed: [[bool; 2]; 2],
}

fn parts<'c>(cond: &'c Cond, visit: &mut dyn FnMut(&'c Cond)) {
    visit(cond);
    match cond {
        Cond::Not(inner) | Cond::Held(_, inner) => parts(inner, visit),
        Cond::All(list) | Cond::Any(list) => list.iter().for_each(|p| parts(p, visit)),
        Cond::Signal(_) | Cond::Gauge(..) | Cond::Level(..) | Cond::Done(_) | Cond::Child => {}
    }
}

impl<'p> Judge<'p> {
    pub(super) fn new(plan: &'p Plan) -> Self {
        let mut cone: Vec<usize> = Vec::new();
        let mut open: Vec<&Cond> = plan.finishes.iter().collect();
        let mut later: Vec<&Cond> = open.clone();
        while let Some(cond) = open.pop() {
            let mut steps = Vec::new();
            parts(cond, &mut |c| match c {
                Cond::Done(step) => steps.push(*step),
                Cond::Child => steps.extend(plan.starters()),
                Cond::Signal(_) | Cond::Gauge(..) | Cond::Level(..) | Cond::Not(_) | Cond::All(_) | Cond::Any(_) | Cond::Held(..) => {}
            });
            while let Some(step) = steps.pop() {
                if cone.contains(&step) {
                    continue;
                }
                cone.push(step);
                steps.extend(plan.steps[step].after.iter().flat_map(|a| a.1.clone()));
                open.extend(&plan.steps[step].when);
                later.extend(&plan.steps[step].when);
            }
        }
        cone.sort_unstable();
        let things = |conds: &[&Cond]| {
            let (mut signals, mut gauge) = ([false; 4], false);
            conds.iter().for_each(|c| parts(c, &mut |c| match c {
                Cond::Signal(id) => signals[*id] = true,
                Cond::Gauge(..) | Cond::Level(..) => gauge = true,
                Cond::Done(_) | Cond::Child | Cond::Not(_) | Cond::All(_) | Cond::Any(_) | Cond::Held(..) => {}
            }));
            let mut moves: Vec<Move> = (0..4).filter(|s| signals[*s]).flat_map(|s| [Move::Signal(s, true), Move::Signal(s, false)]).collect();
            moves.extend((0..=3).filter(|_| gauge).map(Move::Hurt));
            moves
        };
        let measured = things(&later).contains(&Move::Hurt(0));
        let mut judge = Self { plan, cone, before: things(&plan.starts.iter().collect::<Vec<_>>()), later: things(&later), cleared: Vec::new(), measured, timed: [[false; 2]; 2] };
        let starts: Vec<&Cond> = plan.starts.iter().collect();
        for (at, conds) in [starts, later].iter().enumerate() {
            conds.iter().for_each(|c| parts(c, &mut |c| if let Cond::Held(number, _) = c { judge.timed[at][*number] = true }));
        }
        for finish in &plan.finishes {
            judge.denied(finish, true);
        }
        judge
    }

    fn denied(&mut self, cond: &Cond, wanted: bool) {
        match cond {
            Cond::Signal(id) if !wanted => self.cleared.push(*id),
            Cond::Not(inner) => self.denied(inner, !wanted),
            Cond::Held(_, inner) => self.denied(inner, wanted),
            Cond::All(list) | Cond::Any(list) => list.iter().for_each(|p| self.denied(p, wanted)),
            Cond::Signal(_) | Cond::Gauge(..) | Cond::Level(..) | Cond::Done(_) | Cond::Child => {}
        }
    }

    /// The state before anything happened.
    pub(super) fn first(&self) -> State {
        let mut state = State { signals: [false; 4], hurt: None, started: false, ended: false, due: [None; 3], done: [false; 3], held: [None; 2], granted: false, moved: false };
        self.settle(&mut state);
        state
    }

    fn is(&self, state: &State, cond: &Cond) -> bool {
        match cond {
            Cond::Signal(id) => state.signals[*id],
            Cond::Gauge(sign, value) => state.hurt.is_some_and(|hurt| compares(hurt, sign, *value)),
            Cond::Level(sign, rank) => graded(state.hurt, sign, *rank),
            Cond::Done(step) => state.done[*step],
            Cond::Child if self.plan.starters().is_empty() => unreachable!("asked with its wish"),
            Cond::Child => self.plan.starters().iter().any(|s| state.done[*s]),
            Cond::Not(inner) => !self.is(state, inner),
            Cond::All(list) => list.iter().all(|p| self.is(state, p)),
            Cond::Any(list) => list.iter().any(|p| self.is(state, p)),
            Cond::Held(number, _) => state.held[*number].is_some_and(|t| t >= (10 + *number as u64) * MINUTE),
        }
    }

    /// The same where the end of a child that starts by itself is as it is asked.
    fn asked(&self, state: &State, cond: &Cond, wanted: bool) -> bool {
        match cond {
            // That another procedure has not ended is never relied upon to keep anything from happening.
            Cond::Child if self.plan.starters().is_empty() || !wanted => true,
            Cond::Not(inner) => self.asked(state, inner, !wanted),
            Cond::All(list) if wanted => list.iter().all(|p| self.asked(state, p, true)),
            Cond::All(list) => list.iter().any(|p| self.asked(state, p, false)),
            Cond::Any(list) if wanted => list.iter().any(|p| self.asked(state, p, true)),
            Cond::Any(list) => list.iter().all(|p| self.asked(state, p, false)),
            Cond::Signal(_) | Cond::Gauge(..) | Cond::Level(..) | Cond::Done(_) | Cond::Child | Cond::Held(..) => self.is(state, cond) == wanted,
        }
    }

    /// Whether it holds once nothing has changed for long; `done` says whether a step counts as it is asked.
    fn steady(&self, state: &State, cond: &Cond, wanted: bool, done: &dyn Fn(usize, bool) -> bool) -> bool {
        match cond {
            Cond::Done(step) => done(*step, wanted),
            Cond::Child if self.plan.starters().is_empty() || !wanted => true,
            Cond::Child => self.plan.starters().iter().any(|s| done(*s, true)),
            Cond::Not(inner) => self.steady(state, inner, !wanted, done),
            Cond::Held(_, inner) => self.steady(state, inner, wanted, done),
            Cond::All(list) | Cond::Any(list) => {
                let mut each = list.iter().map(|p| self.steady(state, p, wanted, done));
                if matches!(cond, Cond::All(_)) == wanted { each.all(|is| is) } else { each.any(|is| is) }
            }
            Cond::Signal(_) | Cond::Gauge(..) | Cond::Level(..) => self.is(state, cond) == wanted,
        }
    }

    fn settle(&self, state: &mut State) {
        loop {
            let before = state.clone();
            for (number, cond) in self.plan.held.iter().enumerate() {
                state.held[number] = if self.asked(state, cond, true) { Some(state.held[number].unwrap_or(0)) } else { None };
            }
            if !state.started && self.plan.starts.iter().any(|s| self.asked(state, s, true)) {
                self.begin(state);
            }
            if state.started && self.plan.finishes.iter().any(|f| self.asked(state, f, true)) {
                state.ended = true;
                return;
            }
            if state.started {
                for at in &self.cone {
                    if self.is_ready(state, *at) {
                        state.due[*at] = Some(0);
                    }
                }
                for at in &self.cone {
                    if self.plan.steps[*at].automatic && state.due[*at].is_some_and(|t| t >= 2 * MINUTE) {
                        state.done[*at] = true;
                    }
                }
            }
            if *state == before {
                return;
            }
        }
    }

    fn begin(&self, state: &mut State) {
        state.started = true;
        state.granted = self.granted(state);
    }

    fn granted(&self, state: &State) -> bool {
        self.plan.finishes.iter().any(|f| self.steady(state, f, true, &|step, is| is || !state.done[step]))
    }

    fn is_ready(&self, state: &State, at: usize) -> bool {
        let step = &self.plan.steps[at];
        let done = |s: &usize| state.done[*s];
        state.due[at].is_none()
            && step.after.as_ref().is_none_or(|(any, list)| if *any { list.iter().any(done) } else { list.iter().all(done) })
            && step.when.as_ref().is_none_or(|c| self.asked(state, c, true))
    }

    fn next_timer(&self, state: &State) -> Option<u64> {
        let matters = |number: usize| !state.started && self.timed[0][number] || self.timed[1][number];
        let held = state.held.iter().enumerate().filter(|(number, _)| matters(*number)).filter_map(|(number, held)| ((10 + number as u64) * MINUTE).checked_sub((*held)?));
        let own = self.cone.iter().filter(|s| self.plan.steps[**s].automatic && !state.done[**s]).filter_map(|s| (2 * MINUTE).checked_sub(state.due[*s]?));
        held.chain(own).filter(|left| *left > 0).min()
    }

    /// Lets something happen; time that passes brings what it brings on the way.
    pub(super) fn happen(&self, state: &mut State, what: Move) {
        match what {
            Move::Signal(id, is) => {
                state.signals[id] = is;
                state.moved |= state.started;
            }
            Move::Hurt(value) => {
                state.hurt = Some(value);
                state.moved |= state.started;
            }
            Move::Done(step) => state.done[step] = true,
            Move::Begin => self.begin(state),
            Move::Wait(mut time) => {
                while time > 0 && !state.ended {
                    let part = self.next_timer(state).unwrap_or(time).min(time);
                    // What has held for long is as good as what holds for longer.
                    state.held.iter_mut().flatten().for_each(|t| *t = (*t + part).min(60 * MINUTE));
                    state.due.iter_mut().flatten().for_each(|t| *t = (*t + part).min(60 * MINUTE));
                    time -= part;
                    self.settle(state);
                }
            }
        }
        self.settle(state);
    }

    pub(super) fn open(&self, state: &State) -> Vec<usize> {
        let open = |s: &usize| state.due[*s].is_some() && !state.done[*s] && !self.plan.steps[*s].automatic;
        self.cone.iter().copied().filter(open).collect()
    }

    fn moves(&self, state: &State) -> Vec<Move> {
        let mut moves: Vec<Move> = self.open(state).into_iter().map(Move::Done).collect();
        moves.extend(self.next_timer(state).map(Move::Wait));
        if !state.started && self.plan.starts.is_empty() {
            moves.push(Move::Begin);
        }
        let world = if state.started { &self.later } else { &self.before };
        moves.extend(world.iter().copied().filter(|m| match m {
            Move::Signal(id, is) => state.signals[*id] != *is && (*is || self.cleared.contains(id)),
            Move::Hurt(value) => state.hurt != Some(*value),
            Move::Done(_) | Move::Begin | Move::Wait(_) => false,
        }));
        moves
    }

    fn worlds(&self) -> Vec<State> {
        let mut worlds = Vec::new();
        for bits in 0..16u8 {
            for hurt in 0..=3 {
                let mut state = self.first();
                (state.signals, state.hurt) = ([0, 1, 2, 3].map(|s| bits >> s & 1 == 1), Some(hurt));
                worlds.push(state);
            }
        }
        worlds
    }

    /// Whether the procedure waits here for a step that is not due.
    pub(super) fn is_stuck(&self, state: &State) -> bool {
        let quiet = state.started && !state.ended && self.open(state).is_empty() && self.next_timer(state).is_none();
        if !quiet || self.measured && state.hurt.is_none() || !self.granted(state) || state.granted && state.moved {
            return false;
        }
        let worlds = self.worlds();
        let ends = |world: &State, done: &dyn Fn(usize, bool) -> bool| self.plan.finishes.iter().any(|f| self.steady(world, f, true, done));
        if worlds.iter().any(|w| ends(w, &|step, is| state.done[step] == is)) {
            return false;
        }
        if !state.granted {
            return true;
        }
        let begins = |w: &State| self.plan.starts.iter().any(|s| self.steady(w, s, true, &|_, is| !is));
        let calm: Vec<&State> = worlds.iter().filter(|w| !begins(w)).collect();
        let mut done = state.done;
        loop {
            let so = |step: usize, is: bool| !is || done[step];
            if calm.iter().any(|w| ends(w, &so)) {
                return false;
            }
            let ready = |at: &usize| {
                let step = &self.plan.steps[*at];
                let order = step.after.as_ref().is_none_or(|(any, list)| if *any { list.iter().any(|s| done[*s]) } else { list.iter().all(|s| done[*s]) });
                order && calm.iter().any(|w| step.when.as_ref().is_none_or(|c| self.steady(w, c, true, &so)))
            };
            let more: Vec<usize> = self.cone.iter().copied().filter(|s| !done[*s] && ready(s)).collect();
            if more.is_empty() {
                return true;
            }
            more.into_iter().for_each(|s| done[s] = true);
        }
    }

    /// Fewest events of a run that gets stuck; `Err` where there are too many states.
    pub(super) fn shortest(&self, most: usize) -> Result<Option<usize>, ()> {
        let first = self.first();
        let mut known = HashMap::from([(first.clone(), 0)]);
        let mut queue = VecDeque::from([(first, 0)]);
        while let Some((state, events)) = queue.pop_front() {
            if known[&state] < events {
                continue;
            }
            if self.is_stuck(&state) {
                return Ok(Some(events));
            }
            if known.len() > most {
                return Err(());
            }
            for what in self.moves(&state) {
                let mut next = state.clone();
                self.happen(&mut next, what);
                let free = matches!(what, Move::Wait(_));
                let length = events + usize::from(!free);
                if next.ended || known.get(&next).is_some_and(|old| *old <= length) {
                    continue;
                }
                known.insert(next.clone(), length);
                if free { queue.push_front((next, length)) } else { queue.push_back((next, length)) }
            }
        }
        Ok(None)
    }
}

fn compares(hurt: u8, sign: &str, value: u8) -> bool {
    match sign {
        ">=" => hurt >= value,
        "<" => hurt < value,
        _ => hurt == value,
    }
}
