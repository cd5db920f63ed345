//! One role in two places: steps that are due at the same instant, and limits that it cannot all meet alone.
//!
//! Each step keeps its role for the least time it takes; it may be broken off and taken up again. Between any instant at
//! which steps become due and any at which limits pass, the steps that must be done in between may not take longer than
//! there is time. For steps that are due together this is exact, and so it is for two steps in whatever order.

use super::run::Run;
use super::several::several;
use super::together::{Moment, Moments};
use crate::analysis::people;
use crate::analysis::time::{self, Before, Bounds, Schedule, before};
use crate::ast::Modal;
use crate::diagnostic::{Event, Happening};
use crate::model::{Clock, Duty, Limit, Model, Parties, Party, PostId, PostKind, Procedure, Step, StepId, Who};
use std::collections::BTreeMap;

/// Most pairs of a step and an instant that are compared for a plan.
const BUDGET: usize = 2_000_000;

/// Most limits of a plan for which it is looked up how long before the step their clock began.
const LOOKUPS: usize = 1_000;

/// What is found in a procedure.
#[derive(Debug)]
pub(crate) enum Busy {
    /// Limits that one role cannot all meet.
    Conflict(Conflict),
    /// The procedure is too large to tell.
    TooLarge,
}

/// Steps that keep one role busy for longer than their limits allow.
#[derive(Debug)]
pub(crate) struct Conflict {
    /// The role.
    pub(crate) role: PostId,
    /// The steps in the order of their limits, each with the place of the limit among all its limits, and how long it takes.
    pub(crate) steps: Vec<(StepId, usize, u64)>,
    /// How much time there is.
    pub(crate) room: u64,
    /// A run that shows it, where one was found.
    pub(crate) run: Vec<Event>,
}

/// A step that keeps a role busy; times from the instant that all steps compared have in common.
#[derive(Debug, Clone, Copy)]
struct Job {
    step: StepId,
    due: u64,
    lasts: u64,
    by: u64,
    rung: usize,
}

/// What is found in each procedure, in the order of the plan.
pub(crate) fn conflicts(model: &Model<'_>) -> Vec<(usize, Busy)> {
    let several = several(model);
    let mut search = Search { model, schedules: None, left: BUDGET, lookups: LOOKUPS };
    let mut found = Vec::new();
    for (index, procedure) in model.procedures.iter().enumerate() {
        let busy = procedure.steps.iter().enumerate().filter_map(|(at, step)| {
            let role = busy(model, step).filter(|role| !several.contains(role))?;
            Some((role, StepId(at as u32)))
        });
        let mut by_role: BTreeMap<PostId, Vec<StepId>> = BTreeMap::new();
        busy.for_each(|(role, step)| by_role.entry(role).or_default().push(step));
        by_role.retain(|_, steps| steps.len() > 1);
        if !by_role.is_empty() {
            found.extend(search.procedure(index, procedure, by_role).into_iter().map(|busy| (index, busy)));
        }
    }
    found
}

/// The one role that a step keeps busy: it alone must and should act in it, and equipment does nothing.
fn busy(model: &Model<'_>, step: &Step<'_>) -> Option<PostId> {
    if step.automatic.is_some() || step.takes.is_none() || step.all_limits().next().is_none() {
        return None;
    }
    let binding = || step.duties.iter().filter(|d| matches!(d.modal, Modal::Must | Modal::Should));
    let mut roles = binding().map(|d: &Duty<'_>| alone(model, &d.parties));
    let first = roles.next()??;
    let must = step.duties.iter().any(|d| d.modal == Modal::Must);
    (must && roles.all(|role| role == Some(first))).then_some(first)
}

/// The role that is meant, where it is just one; a group of one person is that person.
fn alone(model: &Model<'_>, parties: &Parties) -> Option<PostId> {
    let [Party { who: Who::Post(id) | Who::Count(1, id), .. }] = parties.list.as_slice() else { return None };
    let inside = people::inside(model, *id);
    let [person] = inside.people.as_slice() else { return None };
    model.post(*person).filter(|p| p.kind == PostKind::Role && !inside.open).map(|_| *person)
}

struct Search<'m, 'a> {
    model: &'m Model<'a>,
    schedules: Option<Vec<Schedule>>,
    left: usize,
    lookups: usize,
}

impl<'m, 'a> Search<'m, 'a> {
    fn procedure(&mut self, index: usize, procedure: &'m Procedure<'a>, by_role: BTreeMap<PostId, Vec<StepId>>) -> Vec<Busy> {
        let model = self.model;
        let schedules = self.schedules.take().unwrap_or_else(|| time::schedules(model));
        let mut found = Vec::new();
        if let Some(schedule) = schedules.get(index) {
            let moments = Moments::of(procedure, schedule);
            let mut together: BTreeMap<(PostId, u32), Vec<(StepId, Moment)>> = BTreeMap::new();
            for (role, step) in by_role.into_iter().flat_map(|(role, steps)| steps.into_iter().map(move |s| (role, s))) {
                if let Some(moment) = moments.due(step) {
                    together.entry((role, moment.base)).or_default().push((step, moment));
                }
            }
            for ((role, _), steps) in together.into_iter().filter(|(_, steps)| steps.len() > 1) {
                let jobs: Option<Vec<Option<Job>>> = steps.iter().map(|(step, moment)| self.job(procedure, schedule, &moments, *step, *moment)).collect();
                let jobs = jobs.map(|jobs| jobs.into_iter().flatten().collect::<Vec<Job>>());
                match jobs.and_then(|jobs| self.compare(&jobs)) {
                    None => found.push(Busy::TooLarge),
                    Some(None) => {}
                    Some(Some((jobs, room))) => {
                        let run = self.run(procedure, &jobs).unwrap_or_default();
                        let steps = jobs.iter().map(|j| (j.step, j.rung, j.lasts)).collect();
                        found.push(Busy::Conflict(Conflict { role, steps, room, run }));
                    }
                }
            }
        }
        self.schedules = Some(schedules);
        found
    }

    /// A step with the first of its limits that it can keep at all; nothing inside where it has none, nothing at all where
    /// there are too many to look up.
    fn job(&mut self, procedure: &Procedure<'_>, schedule: &Schedule, moments: &Moments<'_>, id: StepId, moment: Moment) -> Option<Option<Job>> {
        let (Some(step), Some(takes)) = (procedure.step(id), schedule.takes.get(id.index())) else { return Some(None) };
        let lasts = takes.least;
        let mut best: Option<(u64, usize)> = None;
        for (rung, limit) in binding_limits(step) {
            let Some(by) = self.passes(schedule, moments, id, limit, moment)? else { continue };
            // What even this step alone exceeds is the matter of impossible-deadline.
            if by >= moment.after.saturating_add(lasts) && best.is_none_or(|(other, _)| by < other) {
                best = Some((by, rung));
            }
        }
        Some(best.filter(|_| lasts > 0).map(|(by, rung)| Job { step: id, due: moment.after, lasts, by, rung }))
    }

    /// When a limit passes at the latest, from the common instant; nothing inside where that is not known.
    fn passes(&mut self, schedule: &Schedule, moments: &Moments<'_>, id: StepId, limit: &Limit<'_>, moment: Moment) -> Option<Option<u64>> {
        let Some(length) = limit.time.length.and_then(|d| Bounds::of(d).most) else { return Some(None) };
        let due = schedule.due.get(id.index()).map_or(0, |w| w.earliest);
        let lasts = schedule.takes.get(id.index()).map_or(0, |t| t.least);
        // So long after the start, the step being due as early as it can.
        let since_start = |at: u64| moment.after.saturating_add(length).saturating_add(at).checked_sub(due);
        let clock = match limit.clock {
            Clock::Due | Clock::Unstated(_) => return Some(Some(moment.after.saturating_add(length))),
            Clock::Unknown => return Some(None),
            Clock::Start => return Some(since_start(0)),
            Clock::Signal(signal) if schedule.starter == Some(signal) => return Some(since_start(0)),
            Clock::Signal(signal) => Before::Signal(signal),
            Clock::Step(step) => {
                if let Some(done) = moments.done_exactly(step, moment.base) {
                    return Some(Some(done.saturating_add(length)));
                }
                if let Some(done) = moments.start().and_then(|start| moments.done_exactly(step, start)) {
                    return Some(since_start(done));
                }
                Before::Step(step)
            }
        };
        // How long before the step is due the clock began, at least.
        self.lookups = self.lookups.checked_sub(1)?;
        let known = before(schedule, id)?;
        let Some(distance) = known.get(&clock) else { return Some(None) };
        let earlier = u64::try_from(*distance).unwrap_or(0).saturating_sub(lasts);
        Some(moment.after.saturating_add(length).checked_sub(earlier))
    }

    /// Jobs that do not fit between the first instant at which one is due and the last at which one must be done, and the
    /// time between; nothing at all where there are too many.
    #[allow(clippy::type_complexity, reason = "one caller")]
    fn compare(&mut self, jobs: &[Job]) -> Option<Option<(Vec<Job>, u64)>> {
        let mut starts: Vec<u64> = jobs.iter().map(|j| j.due).collect();
        starts.sort_unstable();
        starts.dedup();
        self.left = self.left.checked_sub(starts.len().saturating_mul(jobs.len()))?;
        let mut by_limit = jobs.to_vec();
        by_limit.sort_by_key(|j| (j.by, j.step));
        let mut best: Option<(Vec<Job>, u64)> = None;
        for start in starts {
            let mut sum = 0u64;
            for (at, job) in by_limit.iter().enumerate().filter(|(_, j)| j.due >= start) {
                sum = sum.saturating_add(job.lasts);
                let room = job.by.saturating_sub(start);
                if sum > room {
                    let fewest = fewest(by_limit.iter().take(at + 1).filter(|j| j.due >= start), room);
                    if best.as_ref().is_none_or(|(other, _)| fewest.len() < other.len()) {
                        best = Some((fewest, room));
                    }
                    break;
                }
            }
        }
        Some(best.map(|(jobs, _)| {
            let first = jobs.iter().map(|j| j.due).min().unwrap_or(0);
            let last = jobs.iter().map(|j| j.by).max().unwrap_or(0);
            (jobs, last.saturating_sub(first))
        }))
    }

    /// A run in which the role does one step after the other, those with the earliest limits first, until a limit passes.
    fn run(&self, procedure: &'m Procedure<'a>, jobs: &[Job]) -> Option<Vec<Event>> {
        let mut run = Run::of(self.model, procedure, None, Vec::new())?;
        let mut due: Vec<(u64, Job)> = Vec::new();
        for job in jobs {
            due.push((run.due(job.step)?, *job));
        }
        let first = due.iter().map(|(at, job)| at.saturating_sub(job.due)).min()?;
        // Where less time is left in this run than there can be, something else may be why it is late.
        for (at, job) in &due {
            let limit = procedure.step(job.step)?.all_limits().nth(job.rung)?;
            if run.passes(limit, *at).is_some_and(|by| by != first.saturating_add(job.by)) {
                return None;
            }
        }
        let mut left: Vec<(Job, u64)> = jobs.iter().map(|j| (*j, j.lasts)).collect();
        let mut now = jobs.iter().map(|j| j.due).min()?;
        loop {
            let next = left.iter().map(|(j, _)| j.due).filter(|due| *due > now).min();
            let Some((job, rest)) = left.iter_mut().filter(|(j, _)| j.due <= now).min_by_key(|(j, _)| (j.by, j.step)) else {
                now = next?;
                continue;
            };
            let until = now.saturating_add(*rest).min(next.unwrap_or(u64::MAX));
            if job.by < until {
                run.add(first.saturating_add(job.by), Happening::Wait);
                return Some(run.into_events());
            }
            *rest = rest.saturating_sub(until - now);
            now = until;
            if *rest == 0 {
                let (done, at) = (job.step, first.saturating_add(now));
                run.add(at, Happening::Done(procedure.step(done)?.name().text.clone()));
                left.retain(|(j, _)| j.step != done);
            }
        }
    }
}

/// The limits of a step that can become overdue, with their places among all its limits.
fn binding_limits<'s, 'a>(step: &'s Step<'a>) -> impl Iterator<Item = (usize, &'s Limit<'a>)> {
    let of_duties = step.duties.iter().flat_map(|d| d.limits.iter().map(move |l| (d.modal == Modal::Must, l)));
    let all = of_duties.chain(step.limits.iter().map(|l| (true, l)));
    all.enumerate().filter_map(|(rung, (binds, limit))| binds.then_some((rung, limit)))
}

/// The fewest jobs that take longer than so much time: the longest.
fn fewest<'j>(jobs: impl Iterator<Item = &'j Job>, room: u64) -> Vec<Job> {
    let mut jobs: Vec<Job> = jobs.copied().collect();
    jobs.sort_by_key(|j| (std::cmp::Reverse(j.lasts), j.step));
    let mut sum = 0u64;
    let mut kept = Vec::new();
    for job in jobs {
        sum = sum.saturating_add(job.lasts);
        kept.push(job);
        if sum > room {
            break;
        }
    }
    kept.sort_by_key(|j| (j.by, j.step));
    kept
}
