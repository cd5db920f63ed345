//! Small procedures made at random, their text, and every run of them.

use super::At;
use super::super::random::Random;
use std::collections::BTreeSet;

/// What a step waits for; all times are minutes.
#[derive(Debug, Clone)]
pub(super) enum Need {
    Nothing,
    All(Vec<usize>),
    Any(Vec<usize>),
    /// The signal that is raised at any time.
    Signal,
    /// A step done for so long.
    Held(usize, i64),
    /// A step and the signal.
    Both(usize),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Clock {
    Due,
    Start,
    Step(usize),
    Signal,
}

#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) need: Need,
    pub(super) takes: Option<(i64, i64)>,
    pub(super) limits: Vec<(Clock, i64)>,
}

pub(super) fn procedure(random: &mut Random) -> Vec<Step> {
    let count = 2 + random.below(3);
    (0..count).map(|at| step(random, at, count)).collect()
}

pub(super) fn step(random: &mut Random, at: usize, count: usize) -> Step {
    let some = |random: &mut Random| {
        let mut steps: Vec<usize> = (0..at).filter(|_| random.below(2) == 0).collect();
        if steps.is_empty() {
            steps.push(random.below(at));
        }
        steps
    };
    let need = match random.below(10) {
        _ if at == 0 => Need::Nothing,
        0 => Need::Nothing,
        1 => Need::Any(some(random)),
        2 => Need::Signal,
        3 => Need::Held(random.below(at), 1 + random.below(3) as i64),
        4 => Need::Both(random.below(at)),
        5 | 6 => Need::All(some(random)),
        _ => Need::All(vec![random.below(at)]),
    };
    let takes = (random.below(3) > 0).then(|| {
        let least = random.below(4) as i64;
        (least, least + random.below(3) as i64)
    });
    let limits = (0..random.below(6).saturating_sub(2)).map(|_| {
        let clock = match random.below(6) {
            0 => Clock::Due,
            1 | 2 => Clock::Start,
            3 => Clock::Signal,
            // What bounds a step without a time of its own is known when it is done: the judge goes from step to step.
            _ => Some(random.below(count)).filter(|s| *s < at || *s > at && takes.is_some()).map_or(Clock::Start, Clock::Step),
        };
        (clock, random.below(7) as i64)
    });
    Step { need, takes, limits: limits.collect() }
}

pub(super) fn written(steps: &[Step]) -> String {
    let list = |ids: &[usize]| ids.iter().map(|s| format!("s{s}")).collect::<Vec<_>>().join(", ");
    let mut text = "role lead { phone \"1\" }\nsignal fire { reported by lead }\nsignal smoke { reported by lead }\nprocedure p {\n  start when fire\n".to_owned();
    for (at, step) in steps.iter().enumerate() {
        let need = match &step.need {
            Need::Nothing => String::new(),
            Need::All(ids) => format!(" after {}", list(ids)),
            Need::Any(ids) => format!(" after any of {}", list(ids)),
            Need::Signal => " when smoke".to_owned(),
            Need::Held(id, for_) => format!(" when done s{id} for {for_}m"),
            Need::Both(id) => format!(" after s{id} when smoke"),
        };
        let takes = step.takes.map_or(String::new(), |(a, b)| format!(" takes {a}m..{b}m"));
        text += &format!("  step s{at}{need}{takes} {{\n    lead must do \"work {at}\"\n");
        for (clock, length) in &step.limits {
            let clock = match clock {
                Clock::Due => String::new(),
                Clock::Start => " of start".to_owned(),
                Clock::Step(id) => format!(" of s{id}"),
                Clock::Signal => " of smoke".to_owned(),
            };
            text += &format!("    within {length}m{clock} else notify lead\n");
        }
        text += "  }\n";
    }
    text + "}\n"
}

/// One run: when the signal comes, when each step is due and done.
pub(super) struct Run {
    pub(super) signal: i64,
    pub(super) due: Vec<i64>,
    pub(super) done: Vec<i64>,
}

impl Run {
    pub(super) fn ready(&self, need: &Need) -> i64 {
        match need {
            Need::Nothing => 0,
            Need::All(ids) => ids.iter().map(|s| self.done[*s]).max().unwrap(),
            Need::Any(ids) => ids.iter().map(|s| self.done[*s]).min().unwrap(),
            Need::Signal => self.signal.max(0),
            Need::Held(id, length) => self.done[*id] + length,
            Need::Both(id) => self.done[*id].max(self.signal),
        }
    }

    pub(super) fn clock(&self, at: usize, clock: Clock) -> i64 {
        match clock {
            Clock::Due => self.due[at],
            Clock::Start => 0,
            Clock::Step(id) => self.done[id],
            Clock::Signal => self.signal,
        }
    }
}

/// Calls `visit` for every run in which each step lasts as `lasts` says, given the step and the run so far.
pub(super) fn runs(steps: &[Step], run: &mut Run, lasts: &dyn Fn(usize, &Run) -> Vec<i64>, visit: &mut dyn FnMut(&Run)) {
    let at = run.due.len();
    let Some(step) = steps.get(at) else { return visit(run) };
    let due = run.ready(&step.need);
    run.due.push(due);
    for length in lasts(at, run) {
        run.done.push(due + length);
        runs(steps, run, lasts, visit);
        run.done.pop();
    }
    run.due.pop();
}

pub(super) fn each_run(steps: &[Step], signals: &[i64], lasts: &dyn Fn(usize, &Run) -> Vec<i64>, visit: &mut dyn FnMut(&Run)) {
    let speaks = steps.iter().any(|s| matches!(s.need, Need::Signal | Need::Both(_)) || s.limits.iter().any(|l| l.0 == Clock::Signal));
    for signal in if speaks { signals } else { &[0] } {
        runs(steps, &mut Run { signal: *signal, due: Vec::new(), done: Vec::new() }, lasts, visit);
    }
}

/// All limits, in order; a set of them is one bit for each.
pub(super) fn limits(steps: &[Step]) -> Vec<At> {
    steps.iter().enumerate().flat_map(|(at, s)| (0..s.limits.len()).map(move |rung| (at, rung))).collect()
}

/// The sets of limits that are kept together in some run; only those that no other contains.
pub(super) fn kept(steps: &[Step]) -> Vec<u32> {
    let lasts = |at: usize, _: &Run| match steps[at].takes {
        Some((a, b)) => (a..=b).collect(),
        None => vec![0, 1, 2, 3, 4, 5, 6, 7, 9, 12],
    };
    let all = limits(steps);
    let mut sets: Vec<u32> = Vec::new();
    each_run(steps, &[-6, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 8, 9, 11, 13, 16], &lasts, &mut |run| {
        let in_time = |(at, rung): At| {
            let (clock, length) = steps[at].limits[rung];
            run.done[at] <= run.clock(at, clock) + length
        };
        let set = all.iter().enumerate().filter(|(_, limit)| in_time(**limit)).fold(0, |set, (bit, _)| set | 1 << bit);
        if !sets.iter().any(|s| s & set == set) {
            sets.retain(|s| s & set != *s);
            sets.push(set);
        }
    });
    sets
}

/// The limits that some allowed run exceeds: steps with a time of their own take any part of it, others are done by the
/// first of their limits, or as late as they like where they have none.
pub(super) fn exceeded(steps: &[Step]) -> BTreeSet<At> {
    let mut found = BTreeSet::new();
    for (tested, step) in steps.iter().enumerate().filter(|(_, s)| !s.limits.is_empty()) {
        let lasts = |at: usize, run: &Run| match steps[at].takes {
            Some((a, b)) => (a..=b).collect::<Vec<_>>(),
            None if at == tested => vec![0],
            None => {
                let bound = steps[at].limits.iter().map(|(clock, length)| (run.clock(at, *clock) + length - run.due[at]).max(0)).min();
                bound.map_or(vec![0, 1, 90], |most| (0..=most).collect())
            }
        };
        each_run(steps, &[0, 1, 2, 3, 5, 70], &lasts, &mut |run| {
            for (rung, (clock, length)) in step.limits.iter().enumerate() {
                if run.done[tested] > run.clock(tested, *clock) + length {
                    found.insert((tested, rung));
                }
            }
        });
    }
    found
}
