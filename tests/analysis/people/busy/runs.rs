//! Every kind of run of a small plan, minute by minute.

use super::plan::{Clock, End, Need, Plan, Step};

pub(super) const FOREVER: i64 = 100_000;

/// A step takes so much longer than it must, at most, or very much longer.
const LONGER: i64 = 7;
const LATE: i64 = 60;

/// One run: when the signal is up, when the approval comes, when each step is due and done; what never comes is at the end.
#[derive(Clone)]
pub(super) struct Run {
    pub(super) signal: (i64, i64),
    pub(super) approval: i64,
    pub(super) end: i64,
    pub(super) due: Vec<i64>,
    pub(super) done: Vec<i64>,
}

impl Run {
    fn up(&self, now: i64, length: i64) -> bool {
        self.signal.0 <= now - length && now < self.signal.1
    }

    fn holds(&self, step: &Step, now: i64) -> bool {
        // What is not done by the end is dropped.
        let done = |id: &usize, length: i64| *id < self.done.len() && self.done[*id] + length <= now && (!step.in_recovery || self.done[*id] <= self.end || self.due[*id] >= self.end);
        let need = match &step.need {
            Need::Nothing => true,
            Need::All(ids) => ids.iter().all(|id| done(id, 0)),
            Need::Any(ids) => ids.iter().any(|id| done(id, 0)),
            Need::Signal(length) => self.up(now, *length),
            Need::Held(id, length) => done(id, *length),
            Need::Both(id) => done(id, 0) && self.up(now, 0),
            Need::Either(id) => done(id, 0) || self.up(now, 0),
            Need::AnyNot(ids, not) => ids.iter().any(|id| done(id, 0)) && !done(not, 0),
            Need::NotSignal(id) => done(id, 0) && !self.up(now, 0),
        };
        need && (!step.approved || self.approval <= now) && (!step.in_recovery || self.end <= now)
    }

    /// The first minute at which a step is ready: something must have happened just then, or a length of time ago.
    pub(super) fn ready(&self, step: &Step) -> i64 {
        let longest = if let Need::Signal(length) | Need::Held(_, length) = step.need { length } else { 0 };
        let mut first = FOREVER;
        for at in self.done.iter().copied().chain([0, self.approval, self.signal.0, self.signal.1, self.end]) {
            for at in [at, at + longest] {
                if (0..first).contains(&at) && self.holds(step, at) {
                    first = at;
                }
            }
        }
        first
    }

    pub(super) fn ends(&self, end: End) -> i64 {
        let up = if self.signal.1 > 0 { self.signal.0.max(0) } else { FOREVER };
        match end {
            End::Never => FOREVER,
            End::Done(id) => self.done[id],
            End::Signal => up,
            End::Either(id) => self.done[id].min(up),
        }
    }

    /// When a limit passes.
    pub(super) fn passes(&self, plan: &Plan, at: usize, (clock, length): (Clock, i64)) -> i64 {
        let from = match clock {
            Clock::Due => self.due[at],
            Clock::Start => 0,
            Clock::Fire => -plan.held,
            Clock::Step(id) if plan.steps[at].in_recovery && !plan.steps[id].in_recovery && self.done[id] > self.end => FOREVER,
            Clock::Step(id) => self.done[id],
            Clock::Signal => self.signal.0,
        };
        (from + length).min(FOREVER)
    }
}

/// The steps whose completion says something, so that it matters when it comes.
fn matters(plan: &Plan, id: usize) -> bool {
    let ends = match plan.end {
        End::Done(other) | End::Either(other) => other == id,
        End::Never | End::Signal => false,
    };
    ends || plan.steps.iter().any(|s| s.need.steps().contains(&id) || s.limits.iter().any(|l| l.0 == Clock::Step(id)))
}

/// Every kind of run: nobody decides how long people take, when the signal is raised and when the approval comes; a signal is
/// raised once. Nothing where there are too many to try.
pub(super) fn runs(plan: &Plan) -> Option<Vec<Run>> {
    let steps = &plan.steps;
    let speaks = matches!(plan.end, End::Signal | End::Either(_)) || steps.iter().any(|s| s.need.speaks_of_the_signal() || s.limits.iter().any(|l| l.0 == Clock::Signal));
    let downs = if steps.iter().any(|s| matches!(s.need, Need::NotSignal(_) | Need::Signal(1..)) || s.is_automatic()) { &[1, 3, FOREVER][..] } else { &[FOREVER][..] };
    let ups = (-4..9).chain([-50, LATE, FOREVER]);
    let signals: Vec<(i64, i64)> = if speaks { ups.flat_map(|up| downs.iter().map(move |d| (up, (up + d).min(FOREVER)))).collect() } else { vec![(FOREVER, FOREVER)] };
    let approvals: &[i64] = if steps.iter().any(|s| s.approved) { &[0, 4, LATE] } else { &[0] };
    let starts = signals.iter().flat_map(|signal| approvals.iter().map(move |approval| Run { signal: *signal, approval: *approval, end: FOREVER, due: Vec::new(), done: Vec::new() }));
    let mut open: Vec<Run> = starts.collect();
    let first = steps.iter().position(|s| s.in_recovery);
    for (at, step) in steps.iter().enumerate() {
        if Some(at) == first {
            open.iter_mut().for_each(|run| run.end = run.ends(plan.end));
        }
        let longer: Vec<i64> = match (step.is_automatic(), matters(plan, at)) {
            (true, _) => (0..=step.most - step.least).collect(),
            (false, true) => (0..=LONGER).chain([LATE]).collect(),
            (false, false) => vec![0],
        };
        let next = open.into_iter().flat_map(|run| {
            let due = run.ready(step);
            let count = if due == FOREVER { 1 } else { longer.len() };
            longer[..count].iter().map(|more| {
                let mut run = run.clone();
                run.due.push(due);
                run.done.push((due + step.least + more).min(FOREVER));
                run
            }).collect::<Vec<_>>()
        });
        open = next.collect();
        if open.len() > 1_500 {
            return None;
        }
    }
    Some(open)
}
