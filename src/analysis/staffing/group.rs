//! Steps of one role that are due together, and by when each must be done.

use super::jobs::Job;
use super::moments::{Clocks, Moment, Moments, NEVER, Way};
use crate::analysis::time::{Anchor, Bounds, Schedule};
use crate::ast::Modal;
use crate::model::{Clock, Limit, Procedure, Step, StepId};
use std::collections::BTreeMap;

/// Most steps that are tried for whether limits of others follow from theirs.
const BEHIND: usize = 32;

/// A step of a group that is due together.
pub(super) struct Task {
    pub(super) step: StepId,
    pub(super) due: i64,
    pub(super) lasts: i64,
    /// Its limits, each with what it counts from: the place of a clock, or the instant at which the step is due.
    pub(super) limits: Vec<(usize, Option<usize>, i64)>,
}

/// Steps of one role that are due together, and where their clocks begin.
pub(super) struct Group<'m, 's> {
    pub(super) tasks: Vec<Task>,
    clocks: Clocks<'m, 's>,
    pub(super) ways: Vec<Way>,
}

impl<'m, 's> Group<'m, 's> {
    /// Steps that are due together; nothing where there are too many.
    pub(super) fn of(procedure: &Procedure<'_>, schedule: &'s Schedule, moments: &'m mut Moments<'s>, base: u32, steps: &[(StepId, Moment)], left: &mut usize) -> Option<Self> {
        let mut clocks: BTreeMap<Moment, usize> = BTreeMap::new();
        let mut tasks = Vec::new();
        let mut earliest = 0;
        for (id, moment) in steps {
            let (Some(step), Some(takes)) = (procedure.step(*id), schedule.takes.get(id.index())) else { continue };
            earliest = earliest.max(schedule.due.get(id.index()).map_or(0, |w| w.earliest).saturating_sub(moment.after));
            let mut limits = Vec::new();
            for (rung, limit) in binding_limits(step) {
                let Some(length) = limit.time.length.and_then(|d| Bounds::of(d).most) else { continue };
                let clock = match limit.clock {
                    Clock::Due | Clock::Unstated(_) => None,
                    Clock::Unknown => continue,
                    Clock::Start => Some(moments.clock(None)),
                    Clock::Signal(signal) if schedule.starter == Some(signal) => Some(moments.clock(None)),
                    Clock::Signal(signal) => Some(moments.clock(Some(Anchor::Signal(signal)))),
                    Clock::Step(step) => Some(moments.clock(Some(Anchor::Step(step)))),
                };
                limits.push((rung, clock.map(|moment| { let next = clocks.len(); *clocks.entry(moment).or_insert(next) }), signed(length)));
            }
            if takes.least > 0 && !limits.is_empty() {
                tasks.push(Task { step: *id, due: signed(moment.after), lasts: signed(takes.least), limits });
            }
        }
        let mut places: Vec<(usize, Moment)> = clocks.into_iter().map(|(moment, place)| (place, moment)).collect();
        places.sort_unstable();
        let clocks = Clocks::of(moments, places.into_iter().map(|(_, moment)| moment).collect());
        let ways = clocks.ways(base, earliest, left)?;
        let mut group = Self { tasks, clocks, ways };
        group.leave_out_impossible();
        Some(group)
    }
}

impl Group<'_, '_> {
    /// Limits that a step cannot keep even alone, in no way, are the matter of impossible-deadline.
    fn leave_out_impossible(&mut self) {
        let clocks: Vec<Vec<i64>> = self.ways.iter().map(|way| self.clocks.latest(way, true, &self.undone())).collect();
        for task in &mut self.tasks {
            let (due, lasts) = (task.due, task.lasts);
            let possible = |clock: &Option<usize>, length: i64| clocks.iter().any(|c| from(c, *clock, due).saturating_add(length) >= due.saturating_add(lasts));
            task.limits.retain(|(_, clock, length)| possible(clock, *length));
        }
        self.tasks.retain(|task| !task.limits.is_empty());
    }

    /// That none of the steps is ever done.
    fn undone(&self) -> BTreeMap<StepId, i64> {
        self.tasks.iter().map(|t| (t.step, NEVER)).collect()
    }

    /// The steps with the times by which they must be done; a step from which another counts is done as late as it may be.
    pub(super) fn jobs(&self, way: &Way, hopeful: bool) -> Vec<Job> {
        self.jobs_without(way, hopeful, &[])
    }

    /// The same if it did not matter when some of the steps are done.
    fn jobs_without(&self, way: &Way, hopeful: bool, free: &[StepId]) -> Vec<Job> {
        let mut done = self.undone();
        // Each round settles one step more.
        for _ in 0..=self.tasks.len() {
            let clocks = self.clocks.latest(way, hopeful, &done);
            let jobs: Vec<Job> = self.tasks.iter().map(|task| task.job(&clocks)).collect();
            let next = jobs.iter().map(|j| (j.step, if free.contains(&j.step) { NEVER } else { j.by })).collect();
            if next == done {
                return jobs;
            }
            done = next;
        }
        let clocks = self.clocks.latest(way, hopeful, &done);
        self.tasks.iter().map(|task| task.job(&clocks)).collect()
    }

    /// The other steps of the group from whose limits the limits of some follow, because they count from them.
    pub(super) fn behind(&self, jobs: &[Job]) -> Vec<Job> {
        let is_one = |step: StepId| jobs.iter().any(|j| j.step == step);
        let others: Vec<StepId> = self.tasks.iter().map(|t| t.step).filter(|step| !is_one(*step) && self.clocks.speaks_of(*step)).collect();
        if others.len() > BEHIND {
            return Vec::new();
        }
        let limits = |free: &[StepId]| -> Vec<Job> {
            let jobs = self.ways.iter().flat_map(|way| self.jobs_without(way, true, free));
            jobs.filter(|j| is_one(j.step)).collect()
        };
        let with_all = limits(&[]);
        let mut free: Vec<StepId> = Vec::new();
        for step in &others {
            free.push(*step);
            if limits(&free) != with_all {
                free.pop();
            }
        }
        let all = self.ways.first().map(|way| self.jobs(way, true)).unwrap_or_default();
        all.into_iter().filter(|j| others.contains(&j.step) && !free.contains(&j.step)).collect()
    }
}

impl Task {
    fn job(&self, clocks: &[i64]) -> Job {
        let by = self.limits.iter().map(|(rung, clock, length)| (from(clocks, *clock, self.due).saturating_add(*length).min(NEVER), *rung)).min();
        let (by, rung) = by.unwrap_or((NEVER, 0));
        Job { step: self.step, due: self.due, lasts: self.lasts, by, rung }
    }
}

fn from(clocks: &[i64], clock: Option<usize>, due: i64) -> i64 {
    clock.map_or(due, |at| clocks.get(at).copied().unwrap_or(NEVER))
}

pub(super) fn signed(millis: u64) -> i64 {
    i64::try_from(millis).unwrap_or(NEVER).min(NEVER)
}

/// The limits of a step that can become overdue, with their places among all its limits.
fn binding_limits<'s, 'a>(step: &'s Step<'a>) -> impl Iterator<Item = (usize, &'s Limit<'a>)> {
    let of_duties = step.duties.iter().flat_map(|d| d.limits.iter().map(move |l| (d.modal == Modal::Must, l)));
    let all = of_duties.chain(step.limits.iter().map(|l| (true, l)));
    all.enumerate().filter_map(|(rung, (binds, limit))| binds.then_some((rung, limit)))
}
