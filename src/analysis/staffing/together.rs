//! Which steps of a procedure become due at the same instant in every run.
//!
//! The instant is written as what has to come first and an exact distance after it. Two steps whose instants are written
//! alike are due together; that steps with different ones never are is not said.

use crate::analysis::time::{Bounds, Schedule};
use crate::ast::{ActorsKind, Duration};
use crate::model::{Cond, CondKind, Consent, Order, Procedure, Step, StepId, Who};
use std::collections::HashMap;

/// An instant: what has to come first, and so many milliseconds after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Moment {
    pub(super) base: u32,
    pub(super) after: u64,
}

/// What an instant waits for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Key {
    Start,
    Finish,
    /// A step is done.
    Step(StepId),
    /// Something that may also cease: a signal, a gauge, an approval.
    Fact(String),
    Not(u32),
    Held(u32, u64),
    Or(Vec<Part>),
    /// The first instant at which all hold.
    All(Vec<Part>),
    /// Like nothing else.
    Unknown(usize),
}

/// A part of what is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Part {
    /// It holds from an instant on.
    From(Moment),
    /// It may cease.
    While(u32),
}

impl Part {
    /// The first instant at which it holds.
    fn first(self) -> Moment {
        match self {
            Self::From(moment) => moment,
            Self::While(base) => Moment { base, after: 0 },
        }
    }
}

/// Most parts of one need that are compared with one another, and most steps that are looked at for a pair of them.
const PARTS: usize = 16;
const REACH: usize = 64;

/// The instants of one procedure.
#[derive(Debug)]
pub(super) struct Moments<'s> {
    schedule: &'s Schedule,
    known: HashMap<Key, u32>,
    keys: Vec<Key>,
    unknown: usize,
    /// By step, when it is due; `None` for steps that wait in a circle.
    due: Vec<Option<Moment>>,
    /// By step, when it is done, where nobody but equipment has a say in it.
    done: Vec<Option<Moment>>,
}

impl<'s> Moments<'s> {
    pub(super) fn of(procedure: &Procedure<'_>, schedule: &'s Schedule) -> Self {
        let blank = vec![None; procedure.steps.len()];
        let mut moments = Self { schedule, known: HashMap::new(), keys: Vec::new(), unknown: 0, due: blank.clone(), done: blank };
        for index in &schedule.order {
            let Some((step, takes)) = procedure.steps.get(*index).zip(schedule.takes.get(*index)) else { continue };
            let due = moments.of_step(procedure, step);
            let exact = step.automatic.is_some() && takes.most == Some(takes.least);
            let done = exact.then(|| Moment { after: due.after.saturating_add(takes.least), ..due });
            moments.due.get_mut(*index).into_iter().for_each(|slot| *slot = Some(due));
            moments.done.get_mut(*index).into_iter().for_each(|slot| *slot = done);
        }
        moments
    }

    pub(super) fn due(&self, step: StepId) -> Option<Moment> {
        self.due.get(step.index()).copied().flatten()
    }

    /// When a step of equipment is done, where that is always the same time after the instant at which this one counts.
    pub(super) fn done_exactly(&self, step: StepId, base: u32) -> Option<u64> {
        self.done.get(step.index()).copied().flatten().filter(|m| m.base == base).map(|m| m.after)
    }

    /// The instant of the start.
    pub(super) fn start(&self) -> Option<u32> {
        self.known.get(&Key::Start).copied()
    }

    /// When a step is done.
    pub(super) fn done(&mut self, step: StepId) -> Moment {
        match self.done.get(step.index()).copied().flatten() {
            Some(moment) => moment,
            None => Moment { base: self.id(Key::Step(step)), after: 0 },
        }
    }

    fn id(&mut self, key: Key) -> u32 {
        let next = self.keys.len() as u32;
        let id = *self.known.entry(key.clone()).or_insert(next);
        if id == next {
            self.keys.push(key);
        }
        id
    }

    /// Whether one instant never comes before another: it is found on the way back from it.
    fn never_before(&self, late: Moment, early: Moment) -> bool {
        let mut open = vec![late];
        for _ in 0..REACH {
            let Some(at) = open.pop() else { return false };
            if at.base == early.base && at.after >= early.after {
                return true;
            }
            match self.keys.get(at.base as usize) {
                Some(Key::Step(id)) => {
                    let lasts = self.schedule.takes.get(id.index()).map_or(0, |t| t.least);
                    let due = self.due(*id).map(|due| Moment { after: due.after.saturating_add(lasts).saturating_add(at.after), ..due });
                    open.extend(due);
                    let earliest = self.schedule.done.get(id.index()).map_or(0, |w| w.earliest).saturating_add(at.after);
                    if earliest >= early.after && matches!(self.keys.get(early.base as usize), Some(Key::Start)) {
                        return true;
                    }
                }
                Some(Key::All(parts)) => {
                    let first = parts.iter().map(|p| p.first());
                    open.extend(first.map(|part| Moment { after: part.after.saturating_add(at.after), ..part }));
                }
                // It may have held from before the start.
                Some(Key::Held(inner, _)) => open.push(Moment { base: *inner, after: at.after }),
                Some(Key::Start | Key::Finish | Key::Fact(_) | Key::Not(_) | Key::Or(_) | Key::Unknown(_)) | None => {}
            }
        }
        false
    }

    /// Leaves out instants that another one makes needless: earlier ones where all are waited for, else later ones.
    fn needed(&self, parts: Vec<Part>, all: bool) -> Vec<Part> {
        if parts.len() > PARTS {
            return parts;
        }
        let mut kept = parts.clone();
        for part in parts {
            let Part::From(own) = part else { continue };
            let is_needless = kept.iter().any(|other| match other {
                Part::From(other) if *other == own => false,
                Part::From(other) if all => self.never_before(*other, own),
                // What may cease is not waited for again once it came.
                Part::While(_) if all => false,
                Part::From(_) | Part::While(_) => self.never_before(own, other.first()),
            });
            if is_needless {
                kept.retain(|p| *p != part);
            }
        }
        kept
    }

    fn unknown(&mut self) -> Part {
        self.unknown += 1;
        Part::While(self.id(Key::Unknown(self.unknown)))
    }

    fn of_step(&mut self, procedure: &Procedure<'_>, step: &Step<'_>) -> Moment {
        let first = self.id(if step.in_recovery { Key::Finish } else { Key::Start });
        let mut parts = vec![Part::From(Moment { base: first, after: 0 })];
        for order in step.after.iter() {
            parts.extend(self.order(procedure, step, order));
        }
        for when in step.when.iter() {
            self.condition(procedure, step, when, &mut parts);
        }
        for consent in &step.consents {
            parts.push(self.consent(consent));
        }
        self.all(parts)
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
        let start = self.id(Key::Start);
        let is_start = |part: &Part| *part == Part::From(Moment { base: start, after: 0 });
        if kept.len() > 1 {
            kept.retain(|part| !is_start(part));
        }
        let kept = self.needed(kept, true);
        match kept.as_slice() {
            [Part::From(moment)] => *moment,
            [Part::While(base)] => Moment { base: *base, after: 0 },
            _ => Moment { base: self.id(Key::All(kept)), after: 0 },
        }
    }

    fn order(&mut self, procedure: &Procedure<'_>, step: &Step<'_>, order: &Order) -> Vec<Part> {
        let parts: Vec<Part> = order.steps.iter().map(|(id, _)| self.step(procedure, step, *id)).collect();
        match order.need {
            ActorsKind::All => parts,
            ActorsKind::Any => vec![self.any(parts)],
        }
    }

    fn any(&mut self, mut parts: Vec<Part>) -> Part {
        parts.sort_unstable();
        parts.dedup();
        // Nothing comes before the start.
        let start = Part::From(Moment { base: self.id(Key::Start), after: 0 });
        if parts.contains(&start) {
            return start;
        }
        let parts = self.needed(parts, false);
        if let [only] = parts.as_slice() { *only } else { Part::While(self.id(Key::Or(parts))) }
    }

    /// A step of the recovery is not done before the end.
    fn step(&mut self, procedure: &Procedure<'_>, step: &Step<'_>, id: Option<StepId>) -> Part {
        match id.filter(|id| procedure.step(*id).is_some_and(|s| step.in_recovery || !s.in_recovery)) {
            Some(id) => Part::From(self.done(id)),
            None => self.unknown(),
        }
    }

    /// Adds what a condition waits for.
    fn condition(&mut self, procedure: &Procedure<'_>, step: &Step<'_>, condition: &Cond<'_>, parts: &mut Vec<Part>) {
        if let CondKind::And(list) = &condition.kind {
            list.iter().for_each(|c| self.condition(procedure, step, c, parts));
        } else {
            let part = self.part(procedure, step, condition);
            parts.push(part);
        }
    }

    fn part(&mut self, procedure: &Procedure<'_>, step: &Step<'_>, condition: &Cond<'_>) -> Part {
        match &condition.kind {
            CondKind::And(_) => {
                let mut parts = Vec::new();
                self.condition(procedure, step, condition, &mut parts);
                parts.sort_unstable();
                parts.dedup();
                Part::While(self.id(Key::All(parts)))
            }
            CondKind::Or(list) => {
                let parts = list.iter().map(|c| self.part(procedure, step, c)).collect();
                self.any(parts)
            }
            CondKind::Not(inner) => {
                let inner = self.part(procedure, step, inner);
                let inner = self.id(Key::All(vec![inner]));
                Part::While(self.id(Key::Not(inner)))
            }
            CondKind::Held(inner, Some(length)) => match self.part(procedure, step, inner) {
                Part::From(moment) if is_exact(length) => Part::From(Moment { after: moment.after.saturating_add(length.millis), ..moment }),
                part @ (Part::From(_) | Part::While(_)) => {
                    let inner = self.id(Key::All(vec![part]));
                    Part::While(self.id(Key::Held(inner, length.millis)))
                }
            },
            CondKind::Done(id) => self.step(procedure, step, Some(*id)),
            CondKind::Held(_, None) | CondKind::Unknown => self.unknown(),
            CondKind::Signal(_) | CondKind::Finished(_) | CondKind::Level(..) | CondKind::Gauge(..) | CondKind::Ladder(..) => {
                Part::While(self.id(Key::Fact(format!("{:?}", condition.kind))))
            }
        }
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

/// Whether a length of time is always the same.
fn is_exact(length: &Duration) -> bool {
    let bounds = Bounds::of(length);
    bounds.most == Some(bounds.least)
}
