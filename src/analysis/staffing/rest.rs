//! What can still happen in a procedure while a role is away.

use super::absence::Others;
use crate::analysis::flow::Flow;
use crate::analysis::time::{Bounds, Schedule, When};
use crate::model::{Clock, Cond, CondKind, Finish, Limit, PostId, Procedure, SignalId, Start, Step, StepId};
use std::collections::HashSet;

/// What can still happen.
pub(super) struct Rest {
    pub(super) starts: bool,
    ends: bool,
    /// How long after the start it can come to the end at the earliest, by steps alone.
    pub(super) end: Option<u64>,
    /// Signals that nobody raises.
    silent: HashSet<SignalId>,
    /// Steps that are never due: the role must agree to them.
    blocked: Vec<bool>,
    /// Steps that are never done: those, and what nobody does.
    pub(super) closed: Vec<bool>,
    flow: Option<Flow>,
    schedule: Option<Schedule>,
}

impl Default for Rest {
    /// Where nothing is waited for.
    fn default() -> Self {
        Self { starts: true, ends: true, end: None, silent: HashSet::new(), blocked: Vec::new(), closed: Vec::new(), flow: None, schedule: None }
    }
}

/// Whether a step is due at the start, whoever is away, and none of its limits counts from another one.
pub(super) fn is_due_at_once(procedure: &Procedure<'_>, step: &Step<'_>) -> bool {
    let waits = step.after.is_some() || step.when.is_some() || step.in_recovery || !step.consents.is_empty();
    // Where steps end it, it has to be known when.
    let names_step = |f: &Finish<'_>| {
        let mut found = false;
        f.when.walk(&mut |c| found |= matches!(c.kind, CondKind::Done(_) | CondKind::Not(_)));
        found
    };
    !waits && !procedure.finishes.iter().any(names_step) && procedure.starts.iter().all(|s| s.consents.is_empty()) && !step.all_limits().any(|l| matches!(l.clock, Clock::Step(_)))
}

impl Rest {
    pub(super) fn closed(closed: Vec<bool>) -> Self {
        Self { closed, ..Self::default() }
    }

    /// What is left while a role is away and some steps are never done (`closed`), and how many steps were looked at for it.
    pub(super) fn of<'a>(procedure: &Procedure<'a>, known: Option<&Schedule>, others: &mut Others<'_, 'a, '_>, away: PostId, mut closed: Vec<bool>) -> (Self, usize) {
        let around = known.map(|s| s.around.clone()).unwrap_or_default();
        let silent = &others.silent(away);
        let blocked: Vec<bool> = procedure.steps.iter().map(|s| !others.agree(&s.consents, away)).collect();
        closed.iter_mut().zip(&blocked).for_each(|(closed, blocked)| *closed |= *blocked);
        let mut cost = 0;
        // A step that waits for a signal that nobody raises is not due, so others that wait for it are not.
        let (flow, never) = loop {
            cost += procedure.steps.len();
            let flow = Flow::without(procedure, &closed);
            let done = |id: StepId| flow.can_be_due(id) && closed.get(id.index()) != Some(&true);
            let never: Vec<bool> = procedure.steps.iter().map(|s| s.when.as_ref().is_some_and(|c| !may_hold(c, &done, silent))).collect();
            let is_new = never.iter().zip(&closed).any(|(never, closed)| *never && !closed);
            closed.iter_mut().zip(&never).for_each(|(closed, never)| *closed |= *never);
            if !is_new {
                break (flow, never);
            }
        };
        let done = |id: StepId| flow.can_be_due(id) && closed.get(id.index()) != Some(&true);
        let no_end: Vec<bool> = procedure.finishes.iter().map(|f| !(may_hold(&f.when, &done, silent) && others.agree(&f.consents, away))).collect();
        let ends = no_end.is_empty() || no_end.contains(&false);
        let mut can_start = |s: &Start<'_>| may_hold(&s.when, &|_| false, silent) && others.agree(&s.consents, away);
        let starts = procedure.starts.is_empty() || around.activated || procedure.starts.iter().any(&mut can_start);
        let blocked = blocked.iter().zip(&never).map(|(blocked, never)| *blocked || *never).collect();
        let schedule = Schedule::without(procedure, around, &closed, &no_end, silent.clone());
        let mut rest = Self { starts, ends, end: None, silent: silent.clone(), blocked, closed, flow: Some(flow), schedule: Some(schedule) };
        let possible = procedure.finishes.iter().zip(&no_end).filter(|(_, no_end)| !**no_end);
        rest.end = possible.filter_map(|(f, _)| rest.by_steps(&f.when)).min();
        (rest, cost)
    }

    fn can_be_due(&self, id: StepId) -> bool {
        self.starts && self.blocked.get(id.index()) != Some(&true) && self.flow.as_ref().is_none_or(|f| f.can_be_due(id))
    }

    pub(super) fn is_due(&self, id: StepId, step: &Step<'_>) -> bool {
        self.can_be_due(id) && (self.ends || !step.in_recovery)
    }

    fn is_done(&self, id: StepId) -> bool {
        self.can_be_due(id) && self.closed.get(id.index()) != Some(&true)
    }

    /// Whether it ever comes to what a limit counts from.
    pub(super) fn begins(&self, limit: &Limit<'_>) -> bool {
        match limit.clock {
            Clock::Step(id) => self.is_done(id),
            Clock::Signal(id) => !self.silent.contains(&id),
            Clock::Due | Clock::Start | Clock::Unstated(_) | Clock::Unknown => true,
        }
    }

    /// How long after the start a condition can hold by steps alone, whatever is signalled or measured.
    fn by_steps(&self, condition: &Cond<'_>) -> Option<u64> {
        match &condition.kind {
            CondKind::And(parts) => parts.iter().try_fold(0, |last: u64, p| Some(last.max(self.by_steps(p)?))),
            CondKind::Or(parts) => parts.iter().filter_map(|p| self.by_steps(p)).min(),
            CondKind::Held(inner, length) => Some(self.by_steps(inner)?.saturating_add(Bounds::of((*length)?).least)),
            CondKind::Done(id) if self.is_done(*id) => self.schedule.as_ref()?.done.get(id.index()).map(|w| w.earliest),
            CondKind::Not(_) => Some(0),
            CondKind::Done(_) | CondKind::Finished(_) | CondKind::Signal(_) | CondKind::Level(..) | CondKind::Gauge(..) | CondKind::Ladder(..) | CondKind::Unknown => None,
        }
    }

    /// When a limit passes in the fastest run, in which every signal is raised at the start; `None` where it has no length.
    pub(super) fn passes(&self, step: StepId, limit: &Limit<'_>) -> Option<u64> {
        let length = limit.time.millis()?;
        let time = |times: fn(&Schedule) -> &[When], id: StepId| self.schedule.as_ref().and_then(|s| times(s).get(id.index())).map_or(0, |w| w.earliest);
        let due = time(|s| &s.due, step);
        let from = match limit.clock {
            Clock::Start | Clock::Signal(_) => 0,
            Clock::Step(id) => time(|s| &s.done, id),
            Clock::Due | Clock::Unstated(_) | Clock::Unknown => due,
        };
        Some(from.saturating_add(length).max(due))
    }
}

/// Whether a condition may hold at some time, given which steps may be done and which signals nobody raises.
fn may_hold(condition: &Cond<'_>, done: &dyn Fn(StepId) -> bool, silent: &HashSet<SignalId>) -> bool {
    match &condition.kind {
        CondKind::And(parts) => parts.iter().all(|p| may_hold(p, done, silent)),
        CondKind::Or(parts) => parts.iter().any(|p| may_hold(p, done, silent)),
        CondKind::Held(inner, _) => may_hold(inner, done, silent),
        CondKind::Done(id) => done(*id),
        CondKind::Signal(id) => !silent.contains(id),
        CondKind::Not(_) | CondKind::Finished(_) | CondKind::Level(..) | CondKind::Gauge(..) | CondKind::Ladder(..) | CondKind::Unknown => true,
    }
}

pub(super) fn marked(procedure: &Procedure<'_>, stuck: &[usize]) -> Vec<bool> {
    let mut marks = vec![false; procedure.steps.len()];
    for at in stuck {
        marks.get_mut(*at).into_iter().for_each(|mark| *mark = true);
    }
    marks
}
