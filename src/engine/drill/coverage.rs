//! What drills exercise.

use super::parts::{Item, Kind, Part, parts};
use crate::emit::program::layout::NONE;
use crate::emit::program::{Act, Clock, Program};
use crate::emit::runbook::Runbook;
use crate::engine::{Effect, Engine, Reached, What};
use std::collections::BTreeSet;

/// The kinds that are counted.
pub const COUNTED: [Kind; 4] = [Kind::Step, Kind::Limit, Kind::Escalation, Kind::StandIn];

/// What the drills of a plan exercise and what none does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Every part that is counted, and whether some drill exercises it; by kind.
    pub parts: Vec<(Item, bool)>,
}

impl Coverage {
    /// What the drills of a plan exercise together.
    #[must_use]
    pub fn of(runbook: &Runbook, program: &Program, exercised: &BTreeSet<Part>) -> Self {
        let counted = parts(runbook, program).into_iter().filter(|i| COUNTED.contains(&i.part.kind()));
        Self { parts: counted.map(|i| (exercised.contains(&i.part), i)).map(|(is, i)| (i, is)).collect() }
    }

    /// How many parts of a kind some drill exercises, and how many there are.
    #[must_use]
    pub fn count(&self, kind: Kind) -> (usize, usize) {
        let of = || self.parts.iter().filter(|(item, _)| item.part.kind() == kind);
        (of().filter(|(_, is)| *is).count(), of().count())
    }
}

/// What is noted while a drill runs.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// The signals that were raised: when, and how many effects had been seen before.
    pub(super) raised: Vec<(usize, i64, usize)>,
    /// The posts for whom somebody else has given a consent.
    pub(super) agreed_for: BTreeSet<usize>,
}

impl Notes {
    /// The parts that a run has exercised.
    ///
    /// A step that is done. A limit under which a step is done or becomes overdue, or a procedure starts or its start becomes overdue: its
    /// clock has begun by then. An escalation that is told to somebody, an `else` whose limit passes. A stand-in who is told something,
    /// or gives a consent, in place of the one meant.
    pub(super) fn exercised(&self, program: &Program, engine: &Engine<'_>, effects: &[Effect]) -> BTreeSet<Part> {
        let mut found: BTreeSet<Part> = self.agreed_for.iter().map(|post| Part::StandIn(*post)).collect();
        for (index, effect) in effects.iter().enumerate() {
            match effect.what {
                What::Done(step) => {
                    found.insert(Part::Step(step));
                    let limits = program.steps.get(step).into_iter().flat_map(|s| &s.limits).copied();
                    let runs = |id: &usize| program.limits.get(*id).is_some_and(|l| self.runs(l.clock, effects, index));
                    found.extend(limits.filter(runs).map(Part::Limit));
                }
                What::Overdue(limit) => found.extend([Part::Limit(limit), Part::Else(limit)]),
                What::StartOverdue(start) => found.extend([Part::StartLimit(start), Part::StartElse(start)]),
                What::Started(procedure) => {
                    let starts = program.starts.iter().enumerate().filter(|(_, s)| s.procedure == procedure);
                    let asked = starts.filter(|(id, _)| engine.get(engine.layout().asked_at(*id)) != NONE);
                    let runs = asked.filter(|(_, s)| s.limit.as_ref().is_some_and(|l| self.runs(l.1, effects, index)));
                    found.extend(runs.map(|(id, _)| Part::StartLimit(id)));
                }
                What::Told(message, reached) => found.extend(told(program, message, reached)),
                What::Due(_) | What::Activated(_) | What::Level(..) | What::Finished(_) | What::Closed(_) => {}
            }
        }
        found
    }

    /// Whether a clock has begun before an effect.
    fn runs(&self, clock: Clock, effects: &[Effect], index: usize) -> bool {
        let at = effects.get(index).map_or(NONE, |e| e.at);
        match clock {
            Clock::Due | Clock::Start => true,
            Clock::Step(step) => effects.iter().take(index).any(|e| e.what == What::Done(step)),
            // What has been seen before the raising, and what happens only after it.
            Clock::Signal(signal) => self.raised.iter().any(|(id, raised, seen)| *id == signal && *raised <= at && *seen <= index),
        }
    }
}

/// The escalation that a message belongs to, and whoever is stood in for.
fn told(program: &Program, message: usize, reached: Reached) -> Vec<Part> {
    let is_told = |act: &Act| matches!(act, Act::Tell { messages, .. } if messages.contains(&message));
    let escalations = program.escalations.iter().enumerate().filter(|(_, e)| is_told(&e.act));
    let mut found: Vec<Part> = escalations.map(|(id, _)| Part::Escalation(id)).collect();
    if let (Some(message), Reached::Post(post)) = (program.messages.get(message), reached)
        && message.chain.first() != Some(&post)
    {
        found.extend(message.post.map(Part::StandIn));
    }
    found
}
