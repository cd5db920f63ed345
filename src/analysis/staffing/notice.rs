//! When somebody notices that a duty is left undone: the first limit or timer that passes and tells another.

use super::absence::Others;
use super::rest::{Rest, is_due_at_once, marked};
use super::run::Run;
use crate::analysis::calls;
use crate::analysis::time::{self, Schedule};
use crate::ast::Modal;
use crate::diagnostic::{Event, Happening};
use crate::model::{Act, ActKind, Duty, ElseKind, Limit, Model, PostId, Procedure, Step, StepId};
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
    /// Never, and the duty never becomes due: it waits for something that nobody does, reports or approves.
    NeverDue,
}

/// What comes of a duty that is left undone.
pub(super) struct Seen {
    /// When somebody notices.
    pub(super) notice: Notice,
    /// Whether the steps of others can end the procedure before.
    pub(super) may_end: bool,
    /// Whether it ever becomes due.
    pub(super) is_due: bool,
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
    /// For the role and the procedure looked at last, what can still happen.
    rest: Option<(PostId, usize, Rest)>,
    left: usize,
    /// How many more runs are looked for.
    runs: usize,
    pub(super) too_large: bool,
}

impl<'m, 'a> Watch<'m, 'a> {
    pub(super) fn new(model: &'m Model<'a>) -> Self {
        Self { model, schedules: None, rest: None, left: BUDGET, runs: RUNS, too_large: false }
    }

    /// When somebody notices that a duty is left undone by a role that is away, `stuck` are the steps that nobody
    /// does then.
    pub(super) fn notice(&mut self, others: &mut Others<'m, 'a, '_>, away: PostId, stuck: &[usize], undone: Undone<'m, 'a>) -> Seen {
        let Undone { at: (_, id), procedure, step, .. } = undone;
        let at_once = Rest::default();
        let rest = if is_due_at_once(procedure, step) && others.silent(away).is_empty() { &at_once } else { self.rest(others, away, stuck, undone) };
        let is_due = rest.is_due(id, step);
        // The earlier of two, and of two at once the one written first.
        let mut first: Option<(u64, Notice)> = None;
        let mut unmeasured = None;
        let mut offer = |at: u64, notice: Notice| {
            if first.is_none_or(|(best, _)| at < best) {
                first = Some((at, notice));
            }
        };
        for limit in binding(step).filter(|_| is_due) {
            let Some(who) = told(others, limit, away) else { continue };
            if !rest.begins(limit) {
                continue;
            }
            match rest.passes(id, limit) {
                Some(at) => offer(at, Notice::Limit(said(limit), who)),
                None => unmeasured = unmeasured.or(Some(said(limit))),
            }
        }
        // Timers end with the procedure.
        for timer in procedure.escalations.iter().filter(|_| rest.starts && !step.in_recovery) {
            if let (Some(who), Some(after)) = (others.hears(&timer.to, away), timer.after.map(|d| d.millis)) {
                offer(after, Notice::Timer(after, timer.when.as_ref().map(|w| w.span), who));
            }
        }
        let ends_before = |at: u64| !step.in_recovery && rest.end.is_some_and(|end| end <= at);
        let notice = match (first, unmeasured) {
            (Some((_, notice)), _) => notice,
            (None, Some(limit)) => Notice::Unmeasured(limit),
            (None, None) if is_due => Notice::Never,
            (None, None) => Notice::NeverDue,
        };
        Seen { notice, may_end: first.is_some_and(|(at, _)| ends_before(at)), is_due }
    }

    fn rest(&mut self, others: &mut Others<'m, 'a, '_>, away: PostId, stuck: &[usize], undone: Undone<'m, 'a>) -> &Rest {
        let index = undone.at.0;
        let found = match self.rest.take().filter(|(role, at, _)| (*role, *at) == (away, index)) {
            Some((.., rest)) => rest,
            None => self.without(others, away, stuck, undone),
        };
        &self.rest.insert((away, index, found)).2
    }

    /// What can still happen though some steps are not done, and what the role must agree to or report does not come.
    fn without(&mut self, others: &mut Others<'m, 'a, '_>, away: PostId, stuck: &[usize], Undone { at: (index, _), procedure, .. }: Undone<'m, 'a>) -> Rest {
        let closed = marked(procedure, stuck);
        let Some(left) = self.left.checked_sub(procedure.steps.len()) else {
            self.too_large = true;
            return Rest::closed(closed);
        };
        let model = self.model;
        let known = self.schedules.get_or_insert_with(|| time::schedules(model)).get(index);
        let (rest, cost) = Rest::of(procedure, known, others, away, closed);
        self.left = left.saturating_sub(cost);
        rest
    }

    /// A run in which the duty is left undone until somebody notices, or until its last limit has passed.
    pub(super) fn run(&mut self, others: &mut Others<'m, 'a, '_>, away: PostId, stuck: &[usize], undone: Undone<'m, 'a>, notice: &Notice) -> Option<Vec<Event>> {
        self.runs = self.runs.checked_sub(1)?;
        let Undone { at: (_, id), procedure, step, .. } = undone;
        let undoable = if is_due_at_once(procedure, step) { marked(procedure, stuck) } else { self.rest(others, away, stuck, undone).closed.clone() };
        let mut run = Run::of(self.model, procedure, Some(away), undoable, others.silent(away))?;
        let passing: Vec<&Limit<'_>> = match notice {
            Notice::Limit(span, _) => binding(step).filter(|l| said(l) == *span).collect(),
            Notice::Never => binding(step).collect(),
            Notice::Timer(_, None, _) => Vec::new(),
            Notice::Timer(_, Some(_), _) | Notice::Unmeasured(_) | Notice::NeverDue => return None,
        };
        passing.iter().for_each(|limit| run.begin(limit));
        let due = run.due(id)?;
        let until = match notice {
            Notice::Timer(after, ..) => run.start.saturating_add(*after).max(due),
            Notice::Limit(..) | Notice::Never | Notice::Unmeasured(_) | Notice::NeverDue => passing.iter().filter_map(|l| run.passes(l, due)).max()?,
        };
        let name = self.model.post(away)?.head.name.text.clone();
        let first = Event { at: 0, what: Happening::Unreachable(name) };
        let mut events = vec![first];
        events.extend(run.into_events());
        events.push(Event { at: until, what: Happening::Wait });
        Some(events)
    }
}

/// The limits that pass while a step is not done: those of all that must be done in it, and its own.
fn binding<'s, 'a>(step: &'s Step<'a>) -> impl Iterator<Item = &'s Limit<'a>> {
    step.duties.iter().filter(|d| d.modal == Modal::Must).flat_map(|d| &d.limits).chain(&step.limits)
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
