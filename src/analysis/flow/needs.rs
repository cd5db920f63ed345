//! What the things that can happen in a plan wait for, as it is written.

use crate::ast::ActorsKind;
use crate::model::{Cond, CondKind, Order, Procedure, ProcedureId, Step, StepId};
use crate::source::Span;

/// Something that happens at most once in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Fact {
    /// A procedure starts.
    Start(ProcedureId),
    /// A procedure ends.
    End(ProcedureId),
    /// A step becomes due; then it can be done as well.
    Due(ProcedureId, StepId),
}

/// Something that is looked at by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// A procedure starts.
    Start(ProcedureId),
    /// A step becomes due.
    Due(ProcedureId, StepId),
    /// What one of the ends of a procedure asks is so.
    End(ProcedureId, usize),
}

/// Why something cannot happen, whatever else does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bar {
    /// The step belongs to the recovery, and what waits for it comes before the end.
    TooLate(ProcedureId, StepId),
    /// A procedure waits for its own end.
    OwnEnd,
    /// The procedure has ended when it would be the step's turn; the end that comes first.
    Ended(Span),
    /// Nothing says when the procedure ends.
    NoEnd,
    /// No step is done before the procedure starts.
    TooEarly(ProcedureId, StepId),
    /// The other procedure ends only after this one has ended.
    EndsLater(ProcedureId),
    /// All that it waits for happens, but never so that it can.
    Apart,
}

/// One thing that is waited for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wait {
    /// The words that say so.
    pub(crate) span: Span,
    /// What is waited for, or why it is in vain.
    pub(crate) what: Result<Fact, Bar>,
}

/// What something waits for.
#[derive(Debug)]
pub(super) enum Need {
    /// Something that the world decides.
    Open,
    Wait(Wait),
    All(Vec<Need>),
    Any(Vec<Need>),
}

/// What a step waits for; `ended` is the end that always comes first, where one does.
pub(super) fn step_need(id: ProcedureId, procedure: &Procedure<'_>, step: &Step<'_>, ended: Option<Span>) -> Need {
    let at = if step.in_recovery { At::After } else { At::Before };
    let context = Context { id, procedure, at };
    let begin = if step.in_recovery { Fact::End(id) } else { Fact::Start(id) };
    let mut all = vec![Need::Wait(Wait { span: step.name().span, what: Ok(begin) })];
    all.extend(step.after.iter().map(|order| context.order(order)));
    all.extend(step.when.iter().map(|when| context.condition(when, true)));
    all.extend(ended.map(|span| Need::Wait(Wait { span: step.name().span, what: Err(Bar::Ended(span)) })));
    Need::All(all)
}

/// When a condition is looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum At {
    Start,
    Before,
    After,
}

/// Where a condition stands.
pub(super) struct Context<'c, 'a> {
    pub(super) id: ProcedureId,
    pub(super) procedure: &'c Procedure<'a>,
    pub(super) at: At,
}

impl Context<'_, '_> {
    fn order(&self, order: &Order) -> Need {
        let wait = |(id, span): &(Option<StepId>, Span)| id.map_or(Need::Open, |id| self.done(id, *span));
        let parts = order.steps.iter().map(wait).collect();
        match order.need {
            ActorsKind::All => Need::All(parts),
            ActorsKind::Any if order.steps.is_empty() => Need::Open,
            ActorsKind::Any => Need::Any(parts),
        }
    }

    /// What a condition needs to be `wanted`.
    pub(super) fn condition(&self, cond: &Cond<'_>, wanted: bool) -> Need {
        let parts = |parts: &[Cond<'_>]| parts.iter().map(|c| self.condition(c, wanted)).collect();
        match &cond.kind {
            CondKind::And(list) if wanted => Need::All(parts(list)),
            CondKind::Or(list) if !wanted => Need::All(parts(list)),
            CondKind::And(list) | CondKind::Or(list) => Need::Any(parts(list)),
            CondKind::Not(inner) => self.condition(inner, !wanted),
            CondKind::Held(inner, _) if wanted => self.condition(inner, true),
            CondKind::Done(id) if wanted => self.done(*id, cond.span),
            CondKind::Finished(id) if wanted => self.finished(*id, cond.span),
            CondKind::Held(..)
            | CondKind::Done(_)
            | CondKind::Finished(_)
            | CondKind::Signal(_)
            | CondKind::Level(..)
            | CondKind::Gauge(..)
            | CondKind::Ladder(..)
            | CondKind::Unknown => Need::Open,
        }
    }

    fn done(&self, step: StepId, span: Span) -> Need {
        let recovery = self.procedure.step(step).is_some_and(|s| s.in_recovery);
        let what = match self.at {
            At::Start => Err(Bar::TooEarly(self.id, step)),
            At::Before if recovery => Err(Bar::TooLate(self.id, step)),
            At::Before | At::After => Ok(Fact::Due(self.id, step)),
        };
        Need::Wait(Wait { span, what })
    }

    fn finished(&self, id: ProcedureId, span: Span) -> Need {
        match self.at {
            At::After if id == self.id => Need::Open,
            At::Start | At::Before if id == self.id => Need::Wait(Wait { span, what: Err(Bar::OwnEnd) }),
            At::Start | At::Before | At::After => Need::Wait(Wait { span, what: Ok(Fact::End(id)) }),
        }
    }
}
