//! What the steps of a procedure wait for, read from the plan.

use super::{Key, Moment, Moments, Part};
use crate::analysis::time::Bounds;
use crate::ast::ActorsKind;
use crate::model::{Cond, CondKind, Consent, Order, Procedure, ProcedureId, Step, StepId, Who};

/// From where in a procedure its steps are spoken of.
#[derive(Clone, Copy)]
struct Place<'p, 'a> {
    procedure: &'p Procedure<'a>,
    in_recovery: bool,
}

impl Moments<'_> {
    pub(super) fn of_step(&mut self, procedure: &Procedure<'_>, step: &Step<'_>) -> Moment {
        let place = Place { procedure, in_recovery: step.in_recovery };
        let first = self.id(if step.in_recovery { Key::Finish } else { Key::Start });
        let mut parts = vec![Part::From(Moment { base: first, after: 0 })];
        for order in step.after.iter() {
            parts.extend(self.order(place, order));
        }
        for when in step.when.iter() {
            self.condition(place, when, &mut parts);
        }
        for consent in &step.consents {
            parts.push(self.consent(consent));
        }
        self.all(parts)
    }

    /// The first instant of a running procedure at which a condition holds.
    pub(super) fn instant(&mut self, procedure: &Procedure<'_>, condition: &Cond<'_>) -> Moment {
        let mut parts = self.holding(procedure, condition);
        parts.push(Part::From(self.start()));
        self.all(parts)
    }

    /// What holds where a condition does.
    pub(super) fn holding(&mut self, procedure: &Procedure<'_>, condition: &Cond<'_>) -> Vec<Part> {
        let mut parts = Vec::new();
        self.condition(Place { procedure, in_recovery: false }, condition, &mut parts);
        parts
    }

    /// The first instant at which all hold.
    fn all(&mut self, mut parts: Vec<Part>) -> Moment {
        parts.sort_unstable();
        parts.dedup();
        // Of two instants after the same one the later counts.
        let mut kept: Vec<Part> = Vec::new();
        for part in parts {
            match (kept.last_mut(), part) {
                (Some(Part::From(last)), Part::From(next)) if last.base == next.base => *last = next,
                _ => kept.push(part),
            }
        }
        // Everything comes after the start.
        let start = Part::From(self.start());
        if kept.len() > 1 {
            kept.retain(|part| *part != start);
        }
        let kept = self.needed(kept, true);
        match kept.as_slice() {
            [Part::From(moment)] => *moment,
            [Part::While(base)] => Moment { base: *base, after: 0 },
            _ => Moment { base: self.id(Key::All(kept)), after: 0 },
        }
    }

    fn order(&mut self, place: Place<'_, '_>, order: &Order) -> Vec<Part> {
        let parts: Vec<Part> = order.steps.iter().map(|(id, _)| self.step(place, *id)).collect();
        match order.need {
            ActorsKind::All => parts,
            ActorsKind::Any => vec![self.any(parts)],
        }
    }

    fn any(&mut self, mut parts: Vec<Part>) -> Part {
        parts.sort_unstable();
        parts.dedup();
        // Nothing comes before the start.
        let start = Part::From(self.start());
        if parts.contains(&start) {
            return start;
        }
        let parts = self.needed(parts, false);
        if let [only] = parts.as_slice() { *only } else { Part::While(self.id(Key::Or(parts))) }
    }

    /// A step of the recovery is not done before the end.
    fn step(&mut self, place: Place<'_, '_>, id: Option<StepId>) -> Part {
        match id.filter(|id| place.procedure.step(*id).is_some_and(|s| place.in_recovery || !s.in_recovery)) {
            Some(id) => Part::From(self.done(id)),
            None => self.unknown(),
        }
    }

    /// Adds what a condition waits for.
    fn condition(&mut self, place: Place<'_, '_>, condition: &Cond<'_>, parts: &mut Vec<Part>) {
        if let CondKind::And(list) = &condition.kind {
            list.iter().for_each(|c| self.condition(place, c, parts));
        } else {
            let part = self.part(place, condition);
            parts.push(part);
        }
    }

    fn part(&mut self, place: Place<'_, '_>, condition: &Cond<'_>) -> Part {
        match &condition.kind {
            CondKind::And(_) => {
                let mut parts = Vec::new();
                self.condition(place, condition, &mut parts);
                parts.sort_unstable();
                parts.dedup();
                Part::While(self.id(Key::All(parts)))
            }
            CondKind::Or(list) => {
                let parts = list.iter().map(|c| self.part(place, c)).collect();
                self.any(parts)
            }
            CondKind::Not(inner) => {
                let inner = self.part(place, inner);
                Part::While(self.id(Key::Not(inner)))
            }
            CondKind::Held(inner, Some(length)) => {
                let Bounds { least, most } = Bounds::of(length);
                match self.part(place, inner) {
                    Part::From(moment) if most == Some(least) => Part::From(Moment { after: moment.after.saturating_add(least), ..moment }),
                    part @ (Part::From(_) | Part::While(_)) => Part::While(self.id(Key::Held(part, least, most))),
                }
            }
            CondKind::Done(id) => self.step(place, Some(*id)),
            CondKind::Signal(id) => Part::While(self.id(Key::Signal(*id))),
            CondKind::Held(_, None) | CondKind::Unknown => self.unknown(),
            CondKind::Finished(id) if self.schedule.around.inner.get(id).is_some_and(|i| i.alone) => self.over(place, *id),
            CondKind::Finished(_) | CondKind::Level(..) | CondKind::Gauge(..) | CondKind::Ladder(..) => {
                Part::While(self.id(Key::Fact(format!("{:?}", condition.kind))))
            }
        }
    }

    /// Another procedure is over that this one alone starts.
    fn over(&mut self, place: Place<'_, '_>, id: ProcedureId) -> Part {
        let (by, lasts) = self.schedule.around.inner.get(&id).map_or((Vec::new(), 0), |inner| (inner.by.clone(), inner.lasts));
        let by = by.into_iter().map(|step| self.step(place, Some(step))).collect();
        Part::While(self.id(Key::Over(by, lasts)))
    }

    fn unknown(&mut self) -> Part {
        self.unknown += 1;
        Part::While(self.id(Key::Unknown(self.unknown)))
    }

    fn consent(&mut self, consent: &Consent) -> Part {
        let mut posts: Vec<String> = Vec::new();
        for party in &consent.posts {
            match party.who {
                Who::Unknown => return self.unknown(),
                Who::Post(_) | Who::Count(..) | Who::Everyone | Who::Anyone | Who::Someone => posts.push(format!("{:?}", party.who)),
            }
        }
        posts.sort_unstable();
        Part::While(self.id(Key::Fact(format!("{:?} {:?} {posts:?}", consent.kind, consent.need))))
    }
}
