//! What a step waits for, as far as time is concerned.

use super::bounds::Bounds;
use crate::ast::ActorsKind;
use crate::model::{Cond, CondKind, Procedure, ProcedureId, SignalId, Step, StepId};
use crate::source::Span;

/// What a step waits for.
#[derive(Debug, Clone)]
pub(crate) enum Need {
    /// Something that the world decides.
    Open(Span),
    /// Something that is not so: it holds from the start, unless something else came before.
    Unless(Span),
    /// A signal of the world.
    Signal(SignalId, Span),
    /// A step that must be done.
    Step(StepId, Span),
    /// Another procedure that must be finished.
    Finished(ProcedureId, Span),
    All(Vec<Need>),
    Any(Vec<Need>),
    /// Something that has held for so long.
    Held(Box<Need>, Bounds, Span),
}

impl Need {
    /// What a step waits for before it becomes due.
    pub(crate) fn of(procedure: &Procedure<'_>, step: &Step<'_>) -> Self {
        let order = step.after.iter().map(|order| {
            let parts = order.steps.iter().map(|(id, span)| id.map_or(Self::Open(*span), |id| Self::step(procedure, step, id, *span)));
            match order.need {
                ActorsKind::All => Self::All(parts.collect()),
                ActorsKind::Any => Self::Any(parts.collect()),
            }
        });
        let when = step.when.iter().map(|c| Self::condition(procedure, step, c));
        let consents = step.consents.iter().map(|c| Self::Open(c.span));
        Self::All(order.chain(when).chain(consents).collect()).flat()
    }

    /// What holds once this condition holds.
    pub(crate) fn condition(procedure: &Procedure<'_>, step: &Step<'_>, condition: &Cond<'_>) -> Self {
        let parts = |list: &[Cond<'_>]| list.iter().map(|c| Self::condition(procedure, step, c)).collect();
        match &condition.kind {
            CondKind::And(list) => Self::All(parts(list)),
            CondKind::Or(list) => Self::Any(parts(list)),
            CondKind::Held(inner, Some(length)) => {
                Self::Held(Box::new(Self::condition(procedure, step, inner)), Bounds::of(length), condition.span)
            }
            CondKind::Done(id) => Self::step(procedure, step, *id, condition.span),
            CondKind::Signal(id) => Self::Signal(*id, condition.span),
            CondKind::Finished(id) => Self::Finished(*id, condition.span),
            CondKind::Not(_) => Self::Unless(condition.span),
            CondKind::Held(_, None) | CondKind::Level(..) | CondKind::Gauge(..) | CondKind::Ladder(..) | CondKind::Unknown => {
                Self::Open(condition.span)
            }
        }
    }

    /// A step of the recovery is never done before the end; the flow of steps reports it.
    fn step(procedure: &Procedure<'_>, step: &Step<'_>, id: StepId, span: Span) -> Self {
        let later = procedure.step(id).is_none_or(|s| s.in_recovery && !step.in_recovery);
        if later { Self::Open(span) } else { Self::Step(id, span) }
    }

    /// Without lists in lists, and without lists of one.
    pub(crate) fn flat(self) -> Self {
        match self {
            Self::All(parts) => {
                let mut flat = Vec::new();
                for part in parts.into_iter().map(Self::flat) {
                    if let Self::All(inner) = part { flat.extend(inner) } else { flat.push(part) }
                }
                one_or(flat, Self::All)
            }
            Self::Any(parts) => one_or(parts.into_iter().map(Self::flat).collect(), Self::Any),
            Self::Held(inner, length, span) => Self::Held(Box::new(inner.flat()), length, span),
            Self::Open(_) | Self::Unless(_) | Self::Signal(..) | Self::Step(..) | Self::Finished(..) => self,
        }
    }

    /// Where it is written.
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Open(span) | Self::Unless(span) | Self::Signal(_, span) | Self::Step(_, span) | Self::Finished(_, span) | Self::Held(_, _, span) => *span,
            Self::All(parts) | Self::Any(parts) => parts.first().map_or_else(Span::default, Self::span),
        }
    }

    /// Every step it speaks of.
    pub(crate) fn steps(&self, found: &mut Vec<StepId>) {
        match self {
            Self::Step(id, _) => found.push(*id),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|p| p.steps(found)),
            Self::Held(inner, ..) => inner.steps(found),
            Self::Open(_) | Self::Unless(_) | Self::Signal(..) | Self::Finished(..) => {}
        }
    }

    /// Every signal it speaks of.
    pub(crate) fn signals(&self, found: &mut Vec<SignalId>) {
        match self {
            Self::Signal(id, _) => found.push(*id),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|p| p.signals(found)),
            Self::Held(inner, ..) => inner.signals(found),
            Self::Open(_) | Self::Unless(_) | Self::Step(..) | Self::Finished(..) => {}
        }
    }

    /// Calls `visit` for every other procedure it speaks of.
    pub(crate) fn procedures(&self, visit: &mut dyn FnMut(ProcedureId)) {
        match self {
            Self::Finished(id, _) => visit(*id),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|p| p.procedures(visit)),
            Self::Held(inner, ..) => inner.procedures(visit),
            Self::Open(_) | Self::Unless(_) | Self::Signal(..) | Self::Step(..) => {}
        }
    }
}

fn one_or(mut parts: Vec<Need>, many: fn(Vec<Need>) -> Need) -> Need {
    if parts.len() == 1 { parts.pop().unwrap_or_else(|| many(Vec::new())) } else { many(parts) }
}
