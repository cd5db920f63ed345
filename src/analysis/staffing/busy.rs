//! One role in two places: steps that are due at the same instant, and limits that it cannot all meet alone.
//!
//! Each step keeps its role for the least time it takes; it may be broken off and taken up again, and be done later than the
//! work on it. Between any instant at which steps become due and any at which limits pass, the steps that must be done in
//! between may not take longer than there is time; that is asked in each way in which the instant can come about, for a
//! limit that counts from elsewhere may leave more time in one and less in another.

use super::group::{Group, Task, signed};
use super::jobs::{Job, in_turn, room, too_many};
use super::moments::{Moment, Moments, NEVER};
use super::run::Run;
use super::several::several;
use crate::analysis::people;
use crate::analysis::time::{self, Schedule};
use crate::ast::Modal;
use crate::diagnostic::{Event, Happening};
use crate::model::{Clock, Duty, Model, Parties, Party, PostId, PostKind, Procedure, Step, StepId, Who};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Most pairs of a step and an instant that are compared for a plan.
const BUDGET: usize = 2_000_000;

/// What is found in a procedure.
#[derive(Debug)]
pub(crate) enum Busy {
    /// Limits that one role cannot all meet.
    Conflict(Conflict),
    /// Whether a role can meet the limits of these steps could not be found out.
    Undecided(PostId, Vec<StepId>),
    /// The procedure is too large to tell.
    TooLarge,
}

/// Steps that keep one role busy for longer than their limits allow.
#[derive(Debug)]
pub(crate) struct Conflict {
    /// The role.
    pub(crate) role: PostId,
    /// What is too much: one sum for all runs, or several of which one holds in each.
    pub(crate) sums: Vec<Sum>,
    /// A run that shows it, where one was found.
    pub(crate) run: Vec<Event>,
}

/// Steps that together take longer than there is time.
#[derive(Debug)]
pub(crate) struct Sum {
    /// The steps in the order of their limits, each with the place of the limit among all its limits, and how long it takes.
    pub(crate) steps: Vec<(StepId, usize, u64)>,
    /// How much time there is at most.
    pub(crate) room: u64,
    /// Steps of the same role from which these limits count, each with the place of the limit by which it must be done.
    pub(crate) behind: Vec<(StepId, usize)>,
}

/// What is found in each procedure, in the order of the plan.
pub(crate) fn conflicts(model: &Model<'_>) -> Vec<(usize, Busy)> {
    let several = several(model);
    let mut search = Search { model, schedules: None, left: BUDGET };
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
}

impl<'m, 'a> Search<'m, 'a> {
    fn procedure(&mut self, index: usize, procedure: &'m Procedure<'a>, by_role: BTreeMap<PostId, Vec<StepId>>) -> Vec<Busy> {
        let model = self.model;
        let schedules = self.schedules.take().unwrap_or_else(|| time::schedules(model));
        let mut found = Vec::new();
        if let Some(schedule) = schedules.get(index) {
            let mut moments = Moments::of(procedure, schedule);
            let mut together: BTreeMap<(PostId, u32), Vec<(StepId, Moment)>> = BTreeMap::new();
            for (role, step) in by_role.into_iter().flat_map(|(role, steps)| steps.into_iter().map(move |s| (role, s))) {
                if let Some(moment) = moments.due(step) {
                    together.entry((role, moment.base)).or_default().push((step, moment));
                }
            }
            for ((role, base), steps) in together.into_iter().filter(|(_, steps)| steps.len() > 1) {
                match Group::of(procedure, schedule, &mut moments, base, &steps, &mut self.left) {
                    Some(group) => found.extend(self.judge(procedure, role, &group)),
                    None => found.push(Busy::TooLarge),
                }
            }
        }
        self.schedules = Some(schedules);
        found
    }

    fn judge(&mut self, procedure: &'m Procedure<'a>, role: PostId, group: &Group<'_, '_>) -> Option<Busy> {
        let instants = group.tasks.len().saturating_mul(group.tasks.iter().map(|t| t.due).collect::<BTreeSet<_>>().len());
        let Some(left) = self.left.checked_sub(instants.saturating_mul(group.ways.len())) else { return Some(Busy::TooLarge) };
        self.left = left;
        let jobs: Vec<Vec<Job>> = group.ways.iter().map(|way| group.jobs(way, true)).collect();
        let mut late: Vec<Vec<Job>> = Vec::new();
        let mut is_open = false;
        for (way, jobs) in group.ways.iter().zip(&jobs) {
            match too_many(jobs) {
                Some(jobs) => late.push(jobs),
                // It can be done, if this is a way at all.
                None if way.is_open() || too_many(&group.jobs(way, false)).is_some() => is_open = true,
                None => return None,
            }
        }
        if is_open {
            return Some(Busy::Undecided(role, group.tasks.iter().map(|t| t.step).collect()));
        }
        let sums = sums(&jobs, late);
        let behind: Vec<Vec<Job>> = sums.iter().map(|jobs| group.behind(jobs)).collect();
        let steps: BTreeSet<StepId> = sums.iter().chain(&behind).flatten().map(|j| j.step).collect();
        let run = self.run(procedure, group, &jobs, &steps).unwrap_or_default();
        let said = |(jobs, behind): (&Vec<Job>, &Vec<Job>)| Sum {
            steps: jobs.iter().map(|j| (j.step, j.rung, j.lasts.unsigned_abs())).collect(),
            room: room(jobs).unsigned_abs(),
            behind: behind.iter().map(|j| (j.step, j.rung)).collect(),
        };
        let sums: Vec<Sum> = sums.iter().zip(&behind).map(said).collect();
        (!sums.is_empty()).then_some(Busy::Conflict(Conflict { role, sums, run }))
    }

    /// A run in which the role does one step after the other, those with the earliest limits first, until a limit passes.
    fn run(&self, procedure: &'m Procedure<'a>, group: &Group<'_, '_>, ways: &[Vec<Job>], steps: &BTreeSet<StepId>) -> Option<Vec<Event>> {
        let mut run = Run::of(self.model, procedure, None, Vec::new(), HashSet::new())?;
        let tasks: Vec<&Task> = group.tasks.iter().filter(|t| steps.contains(&t.step)).collect();
        let mut due: Vec<u64> = Vec::new();
        for task in &tasks {
            due.push(run.due(task.step)?);
        }
        let first = tasks.iter().zip(&due).map(|(task, at)| signed(*at).saturating_sub(task.due)).min()?;
        let relative = |at: u64| signed(at).saturating_sub(first);
        // Where less time is left in this run than there can be, something else may be why it is late.
        let fits = |way: &&Vec<Job>| {
            tasks.iter().zip(&due).all(|(task, at)| {
                let limits = task.limits.iter().filter_map(|(rung, ..)| procedure.step(task.step)?.all_limits().nth(*rung));
                let by = limits.map(|limit| match (limit.clock, limit.time.millis()) {
                    (Clock::Step(from), Some(length)) if way.iter().any(|j| j.step == from) => done(way, from).saturating_add_unsigned(length).min(NEVER),
                    _ => run.passes(limit, *at).map_or(NEVER, relative),
                });
                way.iter().any(|j| j.step == task.step && Some(j.by) == by.clone().min())
            })
        };
        let way = ways.iter().find(fits)?;
        let jobs: Vec<Job> = way.iter().filter(|j| steps.contains(&j.step)).copied().collect();
        let (finished, late) = in_turn(&jobs)?;
        let counted = |step: StepId| group.tasks.iter().any(|t| procedure.step(t.step).is_some_and(|s| s.all_limits().any(|l| l.clock == Clock::Step(step))));
        let absolute = |at: i64| u64::try_from(first.saturating_add(at)).unwrap_or(0);
        for (step, at) in finished {
            // A step from which others count is done as late as it may be.
            let at = if counted(step) { done(way, step) } else { at };
            if at <= late {
                run.add(absolute(at), Happening::Done(procedure.step(step)?.name().text.clone()));
            }
        }
        run.add(absolute(late), Happening::Wait);
        Some(run.into_events())
    }
}

/// By when a step is done.
fn done(way: &[Job], step: StepId) -> i64 {
    way.iter().find(|j| j.step == step).map_or(NEVER, |j| j.by)
}

/// The fewest sums found so that one of them is too much in each way.
fn sums(ways: &[Vec<Job>], late: Vec<Vec<Job>>) -> Vec<Vec<Job>> {
    let mut open: Vec<&Vec<Job>> = ways.iter().collect();
    let mut found = Vec::new();
    while !open.is_empty() {
        let only = |way: &Vec<Job>, jobs: &[Job]| -> Vec<Job> { way.iter().filter(|j| jobs.iter().any(|o| o.step == j.step)).copied().collect() };
        let is_late = |way: &Vec<Job>, jobs: &[Job]| too_many(&only(way, jobs)).is_some();
        let best = late.iter().max_by_key(|jobs| {
            let covered = open.iter().filter(|way| is_late(way, jobs)).count();
            // Of those that say it for more ways the one with fewer steps.
            (covered, Reverse(jobs.len()))
        });
        let Some(best) = best else { break };
        let before = open.len();
        // Said as it is in the best of runs.
        let in_ways = open.iter().filter_map(|way| too_many(&only(way, best))).filter(|jobs| jobs.len() == best.len());
        let said = in_ways.max_by_key(|jobs| room(jobs)).unwrap_or_else(|| best.clone());
        open.retain(|way| !is_late(way, best));
        if open.len() == before {
            break;
        }
        found.push(said);
    }
    found
}
