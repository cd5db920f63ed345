//! When somebody notices that a duty is left undone: the first limit or timer that passes and tells another.

use super::absence::Others;
use super::run::Run;
use crate::analysis::calls;
use crate::analysis::flow::Flow;
use crate::analysis::time::{self, Schedule};
use crate::diagnostic::{Event, Happening};
use crate::model::{Act, ActKind, Clock, Cond, CondKind, Duty, ElseKind, Limit, Model, PostId, Procedure, Step, StepId};
use crate::source::Span;

/// Most steps that are looked at for what waits for steps that nobody does.
const BUDGET: usize = 2_000_000;

/// Most runs that are looked for in a plan.
const RUNS: usize = 500;

/// When somebody notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notice {
    /// When this limit passes, this post hears of it; `None` where nobody knows who.
    Limit(Span, Option<PostId>),
    /// So many milliseconds after the start, the procedure has a timer; with its condition.
    Timer(u64, Option<Span>, Option<PostId>),
    /// Nobody can say when this limit passes.
    Unmeasured(Span),
    /// Never.
    Never,
    /// Never, and the duty never becomes due: it waits for something that nobody does.
    NeverDue,
}

/// A duty that nobody takes over.
#[derive(Clone, Copy)]
pub(super) struct Undone<'m, 'a> {
    /// The place of its procedure in the plan, and of its step there.
    pub(super) at: (usize, StepId),
    pub(super) procedure: &'m Procedure<'a>,
    pub(super) step: &'m Step<'a>,
    pub(super) duty: &'m Duty<'a>,
}

/// Looks for who notices.
pub(super) struct Watch<'m, 'a> {
    model: &'m Model<'a>,
    schedules: Option<Vec<Schedule>>,
    /// For the role and the procedure looked at last, which steps can still become due.
    flow: Option<(PostId, usize, Flow)>,
    left: usize,
    /// How many more runs are looked for.
    runs: usize,
    pub(super) too_large: bool,
}

impl<'m, 'a> Watch<'m, 'a> {
    pub(super) fn new(model: &'m Model<'a>) -> Self {
        Self { model, schedules: None, flow: None, left: BUDGET, runs: RUNS, too_large: false }
    }

    /// When somebody notices that a duty is left undone by a role that is away; `stuck` are the steps that nobody does then.
    pub(super) fn notice(&mut self, others: &mut Others<'m, 'a, '_>, away: PostId, stuck: &[usize], undone: Undone<'m, 'a>) -> Notice {
        let Undone { procedure, step, duty, .. } = undone;
        let possible = self.possible(away, stuck, undone);
        let is_due = possible.is_due;
        // The earlier of two, and of two at once the one written first.
        let mut first: Option<(u64, Notice)> = None;
        let mut unmeasured = None;
        let mut offer = |at: u64, notice: Notice| {
            if first.is_none_or(|(best, _)| at < best) {
                first = Some((at, notice));
            }
        };
        for limit in duty.limits.iter().chain(&step.limits).filter(|_| is_due) {
            let Some(who) = told(others, limit, away) else { continue };
            if matches!(limit.clock, Clock::Step(id) if possible.never.contains(&id)) {
                continue;
            }
            match self.passes(undone, limit) {
                Some(at) => offer(at, Notice::Limit(said(limit), who)),
                None => unmeasured = unmeasured.or(Some(said(limit))),
            }
        }
        // Timers end with the procedure.
        for timer in procedure.escalations.iter().filter(|_| !step.in_recovery) {
            if let (Some(who), Some(after)) = (others.hears(&timer.to, away), timer.after.map(|d| d.millis)) {
                offer(after, Notice::Timer(after, timer.when.as_ref().map(|w| w.span), who));
            }
        }
        match (first, unmeasured) {
            (Some((_, notice)), _) => notice,
            (None, Some(limit)) => Notice::Unmeasured(limit),
            (None, None) if is_due => Notice::Never,
            (None, None) => Notice::NeverDue,
        }
    }

    /// What can still happen though some steps are not done.
    fn possible(&mut self, away: PostId, stuck: &[usize], undone: Undone<'m, 'a>) -> Possible {
        let Undone { at: (index, id), procedure, step, duty } = undone;
        let clocks = || duty.limits.iter().chain(&step.limits).filter_map(|l| if let Clock::Step(id) = l.clock { Some(id) } else { None });
        if step.after.is_none() && step.when.is_none() && !step.in_recovery && clocks().next().is_none() {
            return Possible { is_due: true, never: Vec::new() };
        }
        if self.flow.as_ref().is_none_or(|(role, at, _)| (*role, *at) != (away, index)) {
            let Some(left) = self.left.checked_sub(procedure.steps.len()) else {
                self.too_large = true;
                return Possible { is_due: true, never: Vec::new() };
            };
            self.left = left;
            self.flow = Some((away, index, Flow::without(procedure, &marked(procedure, stuck))));
        }
        let Some((.., flow)) = &self.flow else { return Possible { is_due: true, never: Vec::new() } };
        let done = |id: StepId| flow.can_be_due(id) && stuck.binary_search(&id.index()).is_err();
        let ends = procedure.finishes.is_empty() || procedure.finishes.iter().any(|f| may_hold(&f.when, &done));
        Possible { is_due: flow.can_be_due(id) && (ends || !step.in_recovery), never: clocks().filter(|id| !done(*id)).collect() }
    }

    /// When a limit passes in the fastest run, in which every signal is raised at the start; `None` where it has no length.
    fn passes(&mut self, undone: Undone<'_, '_>, limit: &Limit<'_>) -> Option<u64> {
        let model = self.model;
        let length = limit.time.millis()?;
        let schedule = self.schedules.get_or_insert_with(|| time::schedules(model)).get(undone.at.0)?;
        let due = schedule.due.get(undone.at.1.index()).map_or(0, |w| w.earliest);
        let from = match limit.clock {
            Clock::Start | Clock::Signal(_) => 0,
            Clock::Step(id) => schedule.done.get(id.index()).map_or(0, |w| w.earliest),
            Clock::Due | Clock::Unstated(_) | Clock::Unknown => due,
        };
        Some(from.saturating_add(length).max(due))
    }

    /// A run in which the duty is left undone until somebody notices, or until its last limit has passed.
    pub(super) fn run(&mut self, away: PostId, stuck: &[usize], undone: Undone<'m, 'a>, notice: &Notice) -> Option<Vec<Event>> {
        self.runs = self.runs.checked_sub(1)?;
        let Undone { at: (_, id), procedure, step, duty } = undone;
        let mut run = Run::of(self.model, procedure, Some(away), marked(procedure, stuck))?;
        let due = run.due(id)?;
        let limits = || duty.limits.iter().chain(&step.limits);
        let until = match notice {
            Notice::Limit(span, _) => limits().find(|l| said(l) == *span).and_then(|l| run.passes(l, due))?,
            Notice::Timer(after, None, _) => run.start.saturating_add(*after).max(due),
            Notice::Never => limits().filter_map(|l| run.passes(l, due)).max()?,
            Notice::Timer(_, Some(_), _) | Notice::Unmeasured(_) | Notice::NeverDue => return None,
        };
        let name = self.model.post(away)?.head.name.text.clone();
        let first = Event { at: 0, what: Happening::Unreachable(name) };
        let mut events = vec![first];
        events.extend(run.into_events());
        events.push(Event { at: until, what: Happening::Wait });
        Some(events)
    }
}

/// What can still happen.
struct Possible {
    /// Whether the step can become due.
    is_due: bool,
    /// The steps that are never done, of those from which its limits count.
    never: Vec<StepId>,
}

/// Whether a condition may hold at some time, given which steps may be done.
fn may_hold(condition: &Cond<'_>, done: &dyn Fn(StepId) -> bool) -> bool {
    match &condition.kind {
        CondKind::And(parts) => parts.iter().all(|p| may_hold(p, done)),
        CondKind::Or(parts) => parts.iter().any(|p| may_hold(p, done)),
        CondKind::Held(inner, _) => may_hold(inner, done),
        CondKind::Done(id) => done(*id),
        CondKind::Not(_)
        | CondKind::Finished(_)
        | CondKind::Signal(_)
        | CondKind::Level(..)
        | CondKind::Gauge(..)
        | CondKind::Ladder(..)
        | CondKind::Unknown => true,
    }
}

fn marked(procedure: &Procedure<'_>, stuck: &[usize]) -> Vec<bool> {
    let mut marks = vec![false; procedure.steps.len()];
    for at in stuck {
        marks.get_mut(*at).into_iter().for_each(|mark| *mark = true);
    }
    marks
}

/// Who hears of it when a limit passes while a role is away.
fn told(others: &mut Others<'_, '_, '_>, limit: &Limit<'_>, away: PostId) -> Option<Option<PostId>> {
    match &limit.otherwise.as_ref()?.kind {
        ElseKind::Escalate(to, by) => {
            let passed_on = by.as_ref().is_none_or(|by| others.passes_on(by, away));
            if passed_on { others.hears(to, away) } else { None }
        }
        ElseKind::Act(act) => told_by_act(others, act, away),
    }
}

/// What is to be done by the one who is away tells nobody; the start of another procedure or plan does.
fn told_by_act(others: &mut Others<'_, '_, '_>, act: &Act<'_>, away: PostId) -> Option<Option<PostId>> {
    if let Some((to, _)) = calls::addressed(act) {
        return others.hears(to, away);
    }
    match &act.kind {
        ActKind::ActivateProcedure(_) | ActKind::ActivateDocument(_) | ActKind::Call(_) | ActKind::Unknown => Some(None),
        ActKind::Notify(..)
        | ActKind::Report(..)
        | ActKind::Request(_)
        | ActKind::Record(..)
        | ActKind::Preserve(..)
        | ActKind::Do(_)
        | ActKind::DoAction(_) => None,
    }
}

/// A limit without its consequence, as it is written.
fn said(limit: &Limit<'_>) -> Span {
    let end = limit.otherwise.as_ref().map_or(limit.span.end, |o| o.span.start);
    Span { end, ..limit.span }
}
