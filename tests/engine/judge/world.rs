//! How things stand: made anew from all that has happened, from the first entry to the last.

use preplan::model::{Clock, Limit};
use preplan::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Something that happened; the places are those of the declarations, conditions and statements of the plan.
#[derive(Debug, Clone)]
pub(crate) enum Fact {
    Raised(usize),
    Cleared(usize),
    Set(usize, i64),
    Away(usize),
    /// A ladder has this rank.
    Level(usize, u32),
    /// What must hold for some time holds.
    Holds(Span),
    /// It holds no more.
    Broke(Span),
    /// It has held for long enough.
    Long(Span),
    /// A start waits for consents.
    Asked(Span),
    /// Its condition has ceased to hold.
    Unasked(Span),
    /// Nobody has agreed to it in time.
    StartLate(Span),
    /// One of those who must agree has agreed.
    Given(Span),
    /// The consent counts no more.
    Void(Span),
    Started(usize),
    Due(Span),
    Done(Span),
    Late(Span),
    HandedUp(Span),
    Finished(usize),
    Closed(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Phase {
    #[default]
    Idle,
    Active,
    Finished,
    Closed,
}

/// When a step was due and done for the last time.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Stage {
    pub(crate) due: Option<i64>,
    pub(crate) done: Option<i64>,
    /// Whether it is due and not done since.
    pub(crate) open: bool,
    /// Which entry made it due.
    entry: usize,
}

#[derive(Debug, Default)]
pub(crate) struct World {
    pub(crate) raised: BTreeSet<usize>,
    pub(crate) raised_at: BTreeMap<usize, i64>,
    pub(crate) gauges: BTreeMap<usize, i64>,
    pub(crate) away: BTreeSet<usize>,
    pub(crate) ranks: BTreeMap<usize, u32>,
    pub(crate) since: BTreeMap<Span, i64>,
    pub(crate) long: BTreeSet<Span>,
    pub(crate) asked: BTreeMap<Span, i64>,
    pub(crate) start_late: BTreeSet<Span>,
    pub(crate) given: BTreeSet<Span>,
    pub(crate) phases: BTreeMap<usize, Phase>,
    pub(crate) started_at: BTreeMap<usize, i64>,
    pub(crate) steps: BTreeMap<Span, Stage>,
    late: BTreeMap<Span, usize>,
    pub(crate) handed_up: BTreeSet<Span>,
}

impl World {
    /// How things stand after all this.
    pub(crate) fn after(history: &[(i64, Fact)]) -> Self {
        let mut world = Self::default();
        for (entry, (at, fact)) in history.iter().enumerate() {
            world.learn(entry, *at, fact);
        }
        world
    }

    fn learn(&mut self, entry: usize, at: i64, fact: &Fact) {
        match fact {
            Fact::Raised(id) => {
                self.raised.insert(*id);
                self.raised_at.insert(*id, at);
            }
            Fact::Cleared(id) => drop(self.raised.remove(id)),
            Fact::Set(id, value) => drop(self.gauges.insert(*id, *value)),
            Fact::Away(id) => drop(self.away.insert(*id)),
            Fact::Level(id, rank) => drop(self.ranks.insert(*id, *rank)),
            Fact::Holds(of) => drop(self.since.insert(*of, at)),
            Fact::Broke(of) => {
                self.since.remove(of);
                self.long.remove(of);
            }
            Fact::Long(of) => drop(self.long.insert(*of)),
            Fact::Asked(of) => drop(self.asked.insert(*of, at)),
            Fact::Unasked(of) => {
                self.asked.remove(of);
                self.start_late.remove(of);
            }
            Fact::StartLate(of) => drop(self.start_late.insert(*of)),
            Fact::Given(who) => drop(self.given.insert(*who)),
            Fact::Void(who) => drop(self.given.remove(who)),
            Fact::Started(id) => {
                self.phases.insert(*id, Phase::Active);
                self.started_at.insert(*id, at);
            }
            Fact::Due(step) => {
                let stage = self.steps.entry(*step).or_default();
                *stage = Stage { due: Some(at), open: true, entry, ..*stage };
            }
            Fact::Done(step) => {
                let stage = self.steps.entry(*step).or_default();
                *stage = Stage { done: Some(at), open: false, ..*stage };
            }
            Fact::Late(limit) => drop(self.late.insert(*limit, entry)),
            Fact::HandedUp(of) => drop(self.handed_up.insert(*of)),
            Fact::Finished(id) => drop(self.phases.insert(*id, Phase::Finished)),
            Fact::Closed(id) => drop(self.phases.insert(*id, Phase::Closed)),
        }
    }

    pub(crate) fn phase(&self, procedure: usize) -> Phase {
        self.phases.get(&procedure).copied().unwrap_or_default()
    }

    pub(crate) fn step(&self, step: Span) -> Stage {
        self.steps.get(&step).copied().unwrap_or_default()
    }

    /// Whether a limit has passed; one without a clock counts anew each time its step becomes due.
    pub(crate) fn is_late(&self, limit: &Limit<'_>, step: Span) -> bool {
        let anew = matches!(limit.clock, Clock::Due | Clock::Unstated(_));
        self.late.get(&limit.span).is_some_and(|late| !anew || *late > self.step(step).entry)
    }
}
