//! Small changes to a plan, one at a time: does a drill notice?

use super::parts::{Item, Part, parts};
use super::run;
use crate::emit::program::{Expr, Program};
use crate::emit::runbook::{Drill, Runbook};
use crate::engine::trace::Names;

/// A limit of no length is stretched to this many milliseconds.
const LEAST: u64 = 60_000;

/// The changes that were tried, and whether a drill fails with each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutation {
    /// What was changed, by kind; true where it was noticed.
    pub changes: Vec<(Item, bool)>,
}

impl Mutation {
    /// Runs the drills with each change until one fails. They are those that pass without any.
    #[must_use]
    pub fn of(runbook: &Runbook, program: &Program, drills: &[&Drill]) -> Self {
        let noticed = |item: &Item| {
            let changed = changed(program, item.part);
            let names = Names::new(runbook, &changed);
            drills.iter().any(|drill| !run(&names, &changed, drill).divergences.is_empty())
        };
        let items = parts(runbook, program).into_iter().filter(|item| can_change(program, item.part));
        Self { changes: items.map(|item| (noticed(&item), item)).map(|(is, item)| (item, is)).collect() }
    }

    /// How many changes were noticed.
    #[must_use]
    pub fn killed(&self) -> usize {
        self.changes.iter().filter(|(_, noticed)| *noticed).count()
    }
}

/// Whether a change can be seen at all: not of an `else` that tells nobody.
fn can_change(program: &Program, part: Part) -> bool {
    match part {
        Part::Else(id) => program.limits.get(id).is_some_and(|l| l.otherwise.is_some()),
        Part::StartElse(id) => program.starts.get(id).and_then(|s| s.limit.as_ref()).is_some_and(|l| l.2.is_some()),
        Part::Step(_) | Part::Duty(..) | Part::Limit(_) | Part::StartLimit(_) | Part::Escalation(_) | Part::StandIn(_) => true,
        Part::StartWhen(_) | Part::StepWhen(_) | Part::EscalationWhen(_) | Part::FinishWhen(_) | Part::LevelWhen(..) => true,
    }
}

/// A program in which one part is otherwise: a step is never due and what waits for it waits no longer; a duty tells nobody; a limit is
/// twice as long; an escalation does not happen; nobody stands in; a condition is denied.
fn changed(program: &Program, part: Part) -> Program {
    let mut new = program.clone();
    let p = &mut new;
    match part {
        Part::Step(id) => drop_step(p, id),
        Part::Duty(step, act) => p.steps.get_mut(step).into_iter().for_each(|s| {
            if act < s.acts.len() {
                s.acts.remove(act);
            }
        }),
        Part::Limit(id) => p.limits.get_mut(id).into_iter().for_each(|l| l.length = stretched(l.length)),
        Part::StartLimit(id) => p.starts.get_mut(id).and_then(|s| s.limit.as_mut()).into_iter().for_each(|l| l.0 = stretched(l.0)),
        Part::Else(id) => p.limits.get_mut(id).into_iter().for_each(|l| l.otherwise = None),
        Part::StartElse(id) => p.starts.get_mut(id).and_then(|s| s.limit.as_mut()).into_iter().for_each(|l| l.2 = None),
        Part::Escalation(id) => p.escalations.get_mut(id).into_iter().for_each(|e| e.when = never()),
        Part::StandIn(post) => {
            p.messages.iter_mut().filter(|m| m.post == Some(post)).for_each(|m| m.chain.truncate(1));
            p.consenters.iter_mut().filter(|c| c.meant == Some(post)).for_each(|c| c.chain.truncate(1));
        }
        Part::StartWhen(id) => p.starts.get_mut(id).into_iter().for_each(|s| deny(&mut s.when)),
        Part::StepWhen(id) => p.steps.get_mut(id).into_iter().for_each(|s| {
            // The condition stands behind what the step comes after.
            if let Expr::All(parts) = &mut s.when {
                parts.last_mut().into_iter().for_each(deny);
            }
        }),
        Part::EscalationWhen(id) => p.escalations.get_mut(id).into_iter().for_each(|e| deny(&mut e.when)),
        Part::FinishWhen(id) => p.finishes.get_mut(id).into_iter().for_each(|f| deny(&mut f.when)),
        Part::LevelWhen(ladder, level) => p.ladders.get_mut(ladder).and_then(|l| l.levels.get_mut(level)).into_iter().for_each(|l| deny(&mut l.when)),
    }
    new
}

fn stretched(length: u64) -> u64 {
    length.saturating_mul(2).max(LEAST)
}

fn never() -> Expr {
    Expr::Any(Vec::new())
}

fn deny(expr: &mut Expr) {
    let denied = std::mem::replace(expr, never());
    *expr = Expr::Not(Box::new(denied));
}

/// The step is never due, and counts as done from the beginning for all that waits for it.
fn drop_step(p: &mut Program, id: usize) {
    let held = p.held.iter_mut().map(|h| &mut h.of);
    let starts = p.starts.iter_mut().map(|s| &mut s.when);
    let ends = p.finishes.iter_mut().map(|f| &mut f.when).chain(p.escalations.iter_mut().map(|e| &mut e.when));
    for when in held.chain(starts).chain(p.steps.iter_mut().map(|s| &mut s.when)).chain(ends) {
        forget(when, id);
    }
    p.steps.get_mut(id).into_iter().for_each(|s| s.when = never());
}

fn forget(expr: &mut Expr, step: usize) {
    match expr {
        Expr::Done(id) if *id == step => *expr = Expr::always(),
        Expr::All(parts) | Expr::Any(parts) => parts.iter_mut().for_each(|p| forget(p, step)),
        Expr::Not(inner) => forget(inner, step),
        Expr::Signal(_) | Expr::Known(_) | Expr::Gauge(..) | Expr::Rank(..) | Expr::Done(_) | Expr::Finished(_) | Expr::Held(_) => {}
    }
}
