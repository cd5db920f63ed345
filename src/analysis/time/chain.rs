//! Why something is as early or as late as it is: the steps before it, one after the other.

use super::bounds::{Bounds, sooner};
use super::needs::Need;
use super::schedule::Schedule;
use crate::model::{Clock, Procedure, ProcedureId, Step, StepId};
use crate::source::Span;

/// A part of a sum of times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    /// What takes the time.
    pub(crate) what: What,
    /// How long, in milliseconds.
    pub(crate) millis: u64,
    /// Where it is written.
    pub(crate) span: Span,
}

/// What takes the time of a [`Term`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// A step lasts.
    Takes(StepId),
    /// A step may be done as late as its limit allows.
    Limit(StepId),
    /// Something has to hold for so long.
    Held,
    /// Another procedure runs.
    Procedure(ProcedureId),
    /// The procedure has to end first.
    Finish,
    /// Something was so before the procedure started.
    Earlier,
    /// What comes first, whichever way it goes.
    Apart,
}

/// What nothing bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blocker {
    /// A step that may take any time.
    Step(StepId, Span),
    /// Something that the world decides.
    World(Span),
}

/// Where a way back through the needs leads: on to a step, or to the start.
struct Turn {
    to: Option<StepId>,
    terms: Vec<Term>,
}

impl Schedule {
    /// The terms of the earliest moment at which a step is due, in order.
    pub(crate) fn earliest_chain(&self, procedure: &Procedure<'_>, step: StepId) -> Vec<Term> {
        let (mut at, mut terms) = (Some(step), Vec::new());
        while let Some(need) = at.and_then(|id| self.needs.get(id.index())) {
            let turn = self.back(need);
            terms.extend(turn.terms);
            at = turn.to;
            terms.extend(at.and_then(|id| self.takes_term(procedure, id, |b| Some(b.least))));
        }
        terms.retain(|t| t.millis > 0);
        terms.reverse();
        terms
    }

    /// What a step lasts, as a term.
    pub(crate) fn takes_term(&self, procedure: &Procedure<'_>, id: StepId, pick: fn(&Bounds) -> Option<u64>) -> Option<Term> {
        let millis = self.takes.get(id.index()).and_then(pick)?;
        let span = procedure.step(id).and_then(|s| s.takes).map(|t| t.2)?;
        Some(Term { what: What::Takes(id), millis, span })
    }

    fn back(&self, need: &Need) -> Turn {
        let start = Turn { to: None, terms: Vec::new() };
        match need {
            Need::Open(_) | Need::Unless(_) | Need::Signal(..) => start,
            Need::Step(id, _) => Turn { to: Some(*id), terms: Vec::new() },
            Need::End(span) => Turn { to: None, terms: vec![Term { what: What::Finish, millis: self.finish.earliest, span: *span }] },
            Need::All(parts) => parts.iter().max_by_key(|p| self.holds(p)).map_or(start, |p| self.back(p)),
            Need::Any(parts) => parts.iter().min_by_key(|p| self.holds(p)).map_or(start, |p| self.back(p)),
            Need::Held(inner, length, what, span) => {
                if self.holds(need).is_none() {
                    return start;
                }
                let turn = self.back(inner);
                let mut terms = vec![Term { what: *what, millis: self.still(inner, length).least, span: *span }];
                terms.extend(turn.terms);
                Turn { to: turn.to, terms }
            }
        }
    }

    /// The terms of the latest moment at which a step is due, in order; or what nothing bounds.
    pub(crate) fn latest_chain(&self, procedure: &Procedure<'_>, step: StepId) -> Result<Vec<Term>, Blocker> {
        let (mut at, mut terms, mut left) = (Some(step), Vec::new(), self.needs.len());
        while let Some((id, need)) = at.and_then(|id| Some((id, self.needs.get(id.index())?))) {
            let turn = self.slow(need).map_err(|b| b.unwrap_or(Blocker::World(span_of(procedure, id))))?;
            terms.extend(turn.terms);
            at = None;
            left = left.saturating_sub(1);
            if let Some(next) = turn.to.filter(|_| left > 0) {
                at = self.before(procedure, next, &mut terms)?;
            }
        }
        terms.retain(|t| t.millis > 0);
        terms.reverse();
        Ok(terms)
    }

    /// Adds why a step is done as late as it is; gives the step to go on with, or none at the start.
    fn before(&self, procedure: &Procedure<'_>, id: StepId, terms: &mut Vec<Term>) -> Result<Option<StepId>, Blocker> {
        let Some((step, when)) = procedure.step(id).zip(self.done.get(id.index())) else { return Ok(None) };
        let due = self.due.get(id.index()).and_then(|w| w.latest);
        let most = self.takes.get(id.index()).and_then(|t| t.most);
        if most.is_some() {
            terms.extend(self.takes_term(procedure, id, |b| b.most));
            return Ok(Some(id));
        }
        if due.is_some() && when.latest == due {
            return Ok(Some(id));
        }
        let limit = step.all_limits().find(|l| when.latest.is_some() && self.passes(l, due) == when.latest);
        let Some(limit) = limit else { return Err(Blocker::Step(id, step.name().span)) };
        let length = limit.time.length.and_then(|d| self.length(d).most).unwrap_or(0);
        terms.push(Term { what: What::Limit(id), millis: length, span: limit.span });
        match limit.clock {
            Clock::Due => Ok(Some(id)),
            Clock::Step(from) => self.before(procedure, from, terms),
            Clock::Start | Clock::Signal(_) | Clock::Unstated(_) | Clock::Unknown => Ok(None),
        }
    }

    fn slow(&self, need: &Need) -> Result<Turn, Option<Blocker>> {
        let start = || Turn { to: None, terms: Vec::new() };
        match need {
            Need::Open(span) => Err(Some(Blocker::World(*span))),
            Need::Unless(_) => Ok(start()),
            Need::Signal(_, span) => if self.latest(need).is_some() { Ok(start()) } else { Err(Some(Blocker::World(*span))) },
            Need::End(span) => match self.soonest(&self.ends) {
                Some(end) if self.finish.latest.is_some() => self.slow(end),
                Some(_) | None => Err(Some(Blocker::World(*span))),
            },
            Need::Step(id, _) => Ok(Turn { to: Some(*id), terms: Vec::new() }),
            Need::All(parts) => {
                // What nothing bounds is the latest.
                let worst = parts.iter().max_by_key(|p| self.latest(p).unwrap_or(u64::MAX));
                worst.map_or_else(|| Ok(start()), |p| self.slow(p))
            }
            Need::Any(parts) => self.soonest(parts).map_or_else(|| Ok(start()), |p| self.slow(p)),
            Need::Held(inner, length, what, span) => {
                let turn = self.slow(inner)?;
                let Some(most) = self.still(inner, length).most else { return Err(Some(Blocker::World(*span))) };
                let mut terms = vec![Term { what: *what, millis: most, span: *span }];
                terms.extend(turn.terms);
                Ok(Turn { to: turn.to, terms })
            }
        }
    }

    /// What comes first at the latest.
    fn soonest<'n>(&self, parts: &'n [Need]) -> Option<&'n Need> {
        let best = parts.iter().map(|p| self.latest(p)).reduce(sooner)?;
        parts.iter().find(|p| self.latest(p) == best)
    }
}

fn span_of(procedure: &Procedure<'_>, id: StepId) -> Span {
    procedure.step(id).map_or(procedure.head.name.span, |s: &Step<'_>| s.name().span)
}
