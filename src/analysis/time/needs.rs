//! What a step waits for, as far as time is concerned.

use super::around::{Around, Inner, atom};
use super::bounds::Bounds;
use super::chain::What;
use crate::ast::ActorsKind;
use crate::model::{Cond, CondKind, Finish, Procedure, SignalId, Step, StepId};
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
    /// The end of the procedure, before its recovery.
    End(Span),
    All(Vec<Need>),
    Any(Vec<Need>),
    /// Something that has held for so long, or another procedure that has run for so long since it was started.
    Held(Box<Need>, Bounds, What, Span),
}

impl Need {
    /// What a step waits for before it becomes due.
    pub(crate) fn of(procedure: &Procedure<'_>, step: &Step<'_>, around: &Around) -> Self {
        let order = step.after.iter().map(|order| {
            let parts = order.steps.iter().map(|(id, span)| id.map_or(Self::Open(*span), |id| Self::step(procedure, step, id, *span)));
            match order.need {
                ActorsKind::All => Self::All(parts.collect()),
                ActorsKind::Any => Self::Any(parts.collect()),
            }
        });
        let when = step.when.iter().map(|c| Self::condition(procedure, step, c, around));
        let consents = step.consents.iter().map(|c| Self::Open(c.span));
        let end = procedure.finishes.first().map_or(procedure.head.name.span, |f| f.span);
        let end = step.in_recovery.then_some(Self::End(end));
        Self::All(order.chain(when).chain(consents).chain(end).collect()).flat()
    }

    /// What holds once the procedure ends in this way.
    pub(crate) fn end(procedure: &Procedure<'_>, finish: &Finish<'_>, around: &Around) -> Self {
        let when = procedure.steps.first().map_or(Self::Open(finish.span), |step| Self::condition(procedure, step, &finish.when, around));
        let consents = finish.consents.iter().map(|c| Self::Open(c.span));
        Self::All(std::iter::once(when).chain(consents).collect()).flat()
    }

    /// What holds once this condition holds.
    fn condition(procedure: &Procedure<'_>, step: &Step<'_>, condition: &Cond<'_>, around: &Around) -> Self {
        let parts = |list: &[Cond<'_>]| list.iter().map(|c| Self::condition(procedure, step, c, around)).collect();
        match &condition.kind {
            CondKind::And(list) => Self::All(parts(list)),
            CondKind::Or(list) => Self::Any(parts(list)),
            CondKind::Done(id) => Self::step(procedure, step, *id, condition.span),
            CondKind::Signal(id) => Self::Signal(*id, condition.span),
            _ if around.begins.is_some() && around.begins == atom(condition) => Self::All(Vec::new()),
            // It holds when the procedure starts: without it there is no start.
            _ if atom(condition).is_some_and(|atom| around.given.contains(&atom)) => Self::Unless(condition.span),
            CondKind::Held(inner, Some(length)) => {
                let inner = Self::condition(procedure, step, inner, around);
                Self::Held(Box::new(inner), around.reading.bounds(length), What::Held, condition.span)
            }
            CondKind::Finished(id) => around.inner.get(id).map_or(Self::Open(condition.span), |inner| Self::finished(procedure, step, inner, condition.span)),
            CondKind::Not(_) => Self::Unless(condition.span),
            CondKind::Held(_, None) | CondKind::Level(..) | CondKind::Gauge(..) | CondKind::Ladder(..) | CondKind::Unknown => {
                Self::Open(condition.span)
            }
        }
    }

    /// Another procedure has ended since a step started it. Where something else may start it as well it may have ended
    /// before; who only may start it need not.
    fn finished(procedure: &Procedure<'_>, step: &Step<'_>, inner: &Inner, span: Span) -> Self {
        let here = |need: &Self| need.clone().by(&|id, place| Self::step(procedure, step, id, place));
        let unsure = inner.unsure.as_ref().map(|need| Self::Held(Box::new(here(need)), Bounds { least: 0, most: None }, What::Held, span));
        let other = (!inner.alone).then_some(Self::Open(span));
        Self::Any(inner.sure.as_ref().map(here).into_iter().chain(unsure).chain(other).collect())
    }

    /// The same with other words for its steps.
    fn by(self, step: &dyn Fn(StepId, Span) -> Self) -> Self {
        let all = |parts: Vec<Self>| parts.into_iter().map(|p| p.by(step)).collect();
        match self {
            Self::Step(id, span) => step(id, span),
            Self::All(parts) => Self::All(all(parts)),
            Self::Any(parts) => Self::Any(all(parts)),
            Self::Held(inner, length, what, span) => Self::Held(Box::new(inner.by(step)), length, what, span),
            Self::Open(_) | Self::Unless(_) | Self::Signal(..) | Self::End(_) => self,
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
            Self::Held(inner, length, what, span) => Self::Held(Box::new(inner.flat()), length, what, span),
            Self::Open(_) | Self::Unless(_) | Self::Signal(..) | Self::Step(..) | Self::End(_) => self,
        }
    }

    /// Where it is written.
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Open(span) | Self::Unless(span) | Self::Signal(_, span) | Self::Step(_, span) | Self::End(span) | Self::Held(_, _, _, span) => *span,
            Self::All(parts) | Self::Any(parts) => parts.first().map_or_else(Span::default, Self::span),
        }
    }

    /// Calls `visit` for this and all inside it.
    pub(crate) fn walk(&self, visit: &mut dyn FnMut(&Self)) {
        visit(self);
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|p| p.walk(visit)),
            Self::Held(inner, ..) => inner.walk(visit),
            Self::Open(_) | Self::Unless(_) | Self::Signal(..) | Self::Step(..) | Self::End(_) => {}
        }
    }

    /// Whether any of several is enough somewhere in it.
    pub(crate) fn is_deep(&self) -> bool {
        let mut found = false;
        self.walk(&mut |need| found |= matches!(need, Self::Any(_)));
        found
    }

    /// Every step it speaks of.
    pub(crate) fn steps(&self, found: &mut Vec<StepId>) {
        self.walk(&mut |need| found.extend(if let Self::Step(id, _) = need { Some(*id) } else { None }));
    }

    /// Every signal it speaks of.
    pub(crate) fn signals(&self, found: &mut Vec<SignalId>) {
        self.walk(&mut |need| found.extend(if let Self::Signal(id, _) = need { Some(*id) } else { None }));
    }
}

fn one_or(mut parts: Vec<Need>, many: fn(Vec<Need>) -> Need) -> Need {
    if parts.len() == 1 { parts.pop().unwrap_or_else(|| many(Vec::new())) } else { many(parts) }
}
