//! Whether the limits of a procedure can be kept.

use super::bounds::{Bounds, add, signed};
use super::chain::{Blocker, Term, What};
use super::network;
use super::relative::{Anchor, Unknown, latest_after};
use super::schedule::Schedule;
use crate::ast::Modal;
use crate::model::{Clock, Limit, Procedure, Step, StepId};
use std::collections::HashSet;

/// What is wrong with a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// The step.
    pub(crate) step: StepId,
    /// The place of the limit among all limits of the step.
    pub(crate) rung: usize,
    /// What is wrong.
    pub(crate) kind: Kind,
}

/// What is wrong with a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Even the fastest run is late: what takes time, and what the limits on the way allow.
    Impossible { takes: Vec<Term>, allowed: Vec<Term>, others: Vec<(StepId, usize)> },
    /// The slowest run that is allowed is late: what may take time, in order.
    Unguaranteed { takes: Vec<Term> },
    /// Nothing bounds when the step becomes due, and the limit counts from something before.
    Unbounded { by: Blocker },
    /// Working days are compared with something else, and no calendar says how they relate.
    Calendar,
    /// The network was too large to compare all limits.
    TooLarge,
}

/// What is wrong with the limits of a procedure, in the order of the text.
pub(crate) fn judge(procedure: &Procedure<'_>, schedule: &Schedule) -> Vec<Finding> {
    let judge = Judge { procedure, schedule };
    let mut found: Vec<Finding> = judge.each(|step, limit| judge.fastest(step, limit));
    let late: HashSet<(StepId, usize)> = found.iter().map(|f| (f.step, f.rung)).collect();
    match network::conflicts(procedure, schedule, &|step, rung| late.contains(&(step, rung))) {
        Some(conflicts) => found.extend(conflicts.into_iter().filter_map(from_conflict)),
        None => found.push(Finding { step: StepId(0), rung: 0, kind: Kind::TooLarge }),
    }
    let late: HashSet<(StepId, usize)> = found.iter().map(|f| (f.step, f.rung)).collect();
    let slow = judge.each(|step, limit| judge.slowest(step, limit));
    found.extend(slow.into_iter().filter(|f| !late.contains(&(f.step, f.rung))));
    found.sort_by_key(|f| (f.step, f.rung));
    found
}

fn from_conflict(conflict: network::Conflict) -> Option<Finding> {
    let network::Conflict { limits, takes, allowed } = conflict;
    let ((step, rung), others) = limits.split_first()?;
    Some(Finding { step: *step, rung: *rung, kind: Kind::Impossible { takes, allowed, others: others.to_vec() } })
}

struct Judge<'s, 'm> {
    procedure: &'s Procedure<'m>,
    schedule: &'s Schedule,
}

impl<'m> Judge<'_, 'm> {
    fn each(&self, verdict: impl Fn(StepId, &Limit<'m>) -> Option<Kind>) -> Vec<Finding> {
        let mut found = Vec::new();
        for index in &self.schedule.order {
            let (id, Some(step)) = (StepId(*index as u32), self.procedure.steps.get(*index)) else { continue };
            let limits = step.all_limits().enumerate().filter(|(rung, _)| binds(step, *rung));
            found.extend(limits.filter_map(|(rung, limit)| Some(Finding { step: id, rung, kind: verdict(id, limit)? })));
        }
        found
    }

    /// Late even in the fastest run, as far as the clock is the start or the step itself.
    fn fastest(&self, step: StepId, limit: &Limit<'m>) -> Option<Kind> {
        let length = limit.time.length?;
        let takes = self.procedure.step(step)?.ast.takes.as_ref();
        // Two times of one unit compare whatever the unit: two months are more than one.
        let alike = matches!(limit.clock, Clock::Due | Clock::Unstated(_)) && takes.is_some_and(|(least, ..)| least.is_alike(length));
        let most = if alike { length.millis } else { Bounds::of(length).most? };
        let takes = self.schedule.takes_term(self.procedure, step, |b| Some(b.least));
        let terms = match limit.clock {
            Clock::Due | Clock::Unstated(_) => takes.into_iter().collect(),
            Clock::Start => {
                let mut chain = self.schedule.earliest_chain(self.procedure, step);
                chain.extend(takes);
                chain
            }
            Clock::Step(_) | Clock::Signal(_) | Clock::Unknown => return None,
        };
        let sum = terms.iter().fold(0u64, |sum, t| sum.saturating_add(t.millis));
        let allowed = vec![Term { what: What::Limit(step), millis: most, span: limit.span }];
        (sum > most).then_some(Kind::Impossible { takes: terms, allowed, others: Vec::new() })
    }

    /// Late in the slowest run that is allowed.
    fn slowest(&self, step: StepId, limit: &Limit<'m>) -> Option<Kind> {
        let length = limit.time.length?;
        let least = Bounds::of(length).least;
        let own = self.schedule.takes_term(self.procedure, step, |b| b.most);
        let takes = self.procedure.step(step)?.ast.takes.as_ref();
        if let Some((_, most, span)) = takes {
            let due = matches!(limit.clock, Clock::Due | Clock::Unstated(_));
            if due && most.is_alike(length) {
                let term = Term { what: What::Takes(step), millis: most.millis, span: *span };
                return (most.millis > length.millis).then(|| Kind::Unguaranteed { takes: vec![term] });
            }
            if Bounds::of(most).most.is_none() {
                return Some(Kind::Calendar);
            }
        }
        let lasts = own.as_ref().map_or(0, |t| t.millis);
        let in_recovery = self.procedure.step(step)?.in_recovery;
        let chain = match limit.clock {
            Clock::Due | Clock::Unstated(_) => Ok(Vec::new()),
            // When the end comes is not for the plan to say.
            Clock::Start if in_recovery => return None,
            Clock::Start => self.schedule.latest_chain(self.procedure, step),
            Clock::Step(from) => return self.after(step, Anchor::Step(from), least, own),
            Clock::Signal(from) => return self.after(step, Anchor::Signal(from), least, own),
            Clock::Unknown => return None,
        };
        match chain {
            Err(by) => Some(self.unbounded(by)),
            Ok(mut takes) => {
                let due = if matches!(limit.clock, Clock::Start) { self.schedule.due.get(step.index())?.latest } else { Some(0) };
                let late = add(due, Some(lasts)).is_none_or(|sum| sum > least);
                takes.extend(own);
                late.then_some(Kind::Unguaranteed { takes })
            }
        }
    }

    fn unbounded(&self, by: Blocker) -> Kind {
        let in_working_days = |id: StepId| self.procedure.step(id).is_some_and(|s| s.takes.is_some());
        if matches!(by, Blocker::Step(id, _) if in_working_days(id)) { Kind::Calendar } else { Kind::Unbounded { by } }
    }

    /// The same, as far as the clock is another step or a signal.
    fn after(&self, step: StepId, from: Anchor, least: u64, own: Option<Term>) -> Option<Kind> {
        // A limit that counts from what never comes does not run.
        if let Anchor::Step(id) = from {
            self.schedule.position(id)?;
        }
        let lasts = own.as_ref().map_or(0, |t| t.millis);
        match latest_after(self.procedure, self.schedule, from, step) {
            Err(Unknown::TooLarge) => Some(Kind::TooLarge),
            Err(Unknown::Open(by)) => Some(self.unbounded(by)),
            Ok(late) => {
                let sum = late.millis.saturating_add(signed(lasts));
                let mut takes = late.terms;
                takes.extend(own);
                (sum > signed(least)).then_some(Kind::Unguaranteed { takes })
            }
        }
    }
}

/// Whether a limit of a step can become overdue: that of a duty with `must`, or of what equipment does.
fn binds(step: &Step<'_>, rung: usize) -> bool {
    let mut left = rung;
    for duty in &step.duties {
        if left < duty.limits.len() {
            return duty.modal == Modal::Must;
        }
        left -= duty.limits.len();
    }
    step.duties.is_empty() || step.duties.iter().any(|d| d.modal == Modal::Must)
}
