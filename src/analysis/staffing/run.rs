//! A run in which a step becomes due as early as it can: what has to happen before, in order.

use crate::ast::{ActorsKind, Compare};
use crate::diagnostic::{Amount, Event, Happening};
use crate::model::{Clock, Cond, CondKind, Consent, GaugeId, Limit, Measure, Model, Order, Party, PostId, Procedure, SignalId, Step, StepId, Who};
use std::collections::{BTreeMap, HashSet};

/// Most conditions and steps that are looked into for one run.
const BUDGET: usize = 2_000;

/// Most steps that are done one after the other in a run.
const DEPTH: usize = 100;

/// What happens until a step is due.
#[derive(Debug, Clone)]
pub(crate) struct Run<'m, 'a> {
    model: &'m Model<'a>,
    procedure: &'m Procedure<'a>,
    /// Who is away, so that neither an approval nor a step comes from them.
    away: Option<PostId>,
    /// Which steps are done by nobody.
    stuck: Vec<bool>,
    /// Which signals nobody raises.
    silent: HashSet<SignalId>,
    pub(crate) events: Vec<Event>,
    pub(crate) start: u64,
    raised: BTreeMap<SignalId, u64>,
    set: BTreeMap<GaugeId, i64>,
    done: BTreeMap<StepId, u64>,
    approved: Vec<PostId>,
    end: Option<u64>,
    left: usize,
}

impl<'m, 'a> Run<'m, 'a> {
    /// A run that begins with the start of the procedure; `None` where no simple one was found.
    pub(crate) fn of(model: &'m Model<'a>, procedure: &'m Procedure<'a>, away: Option<PostId>, stuck: Vec<bool>, silent: HashSet<SignalId>) -> Option<Self> {
        let blank = Self {
            model,
            procedure,
            away,
            stuck,
            silent,
            events: Vec::new(),
            start: 0,
            raised: BTreeMap::new(),
            set: BTreeMap::new(),
            done: BTreeMap::new(),
            approved: Vec::new(),
            end: None,
            left: BUDGET,
        };
        procedure.starts.iter().find_map(|start| {
            let mut run = blank.clone();
            let holds = run.make(&start.when, 0, 0)?;
            run.start = run.agree(&start.consents, holds)?;
            Some(run)
        })
    }

    /// Lets what a limit counts from happen, as soon as it can.
    pub(crate) fn begin(&mut self, limit: &Limit<'_>) {
        match limit.clock {
            Clock::Step(id) => drop(self.soonest([id].into_iter(), |run, id| run.finished_step(id, 0))),
            Clock::Signal(id) => drop(self.raise(id, self.start)),
            Clock::Due | Clock::Start | Clock::Unstated(_) | Clock::Unknown => {}
        }
    }

    /// When a step is due in the run, after what has to happen first was added.
    pub(crate) fn due(&mut self, id: StepId) -> Option<u64> {
        let due = self.due_within(id, 0)?;
        // What holds now may not hold with all that happened, and an end drops what is open.
        let step = self.procedure.step(id)?;
        let holds = step.when.iter().all(|c| self.holds(c)) && self.procedure.starts.iter().any(|s| self.holds(&s.when));
        let ended = self.procedure.finishes.iter().any(|f| (self.holds(&f.when) || speaks_of_levels(&f.when)) && self.has_agreed(&f.consents));
        (holds && (step.in_recovery || !ended) && !self.was_dropped()).then_some(due)
    }

    /// Whether a step was done that the end had dropped by then.
    fn was_dropped(&self) -> bool {
        let Some(end) = self.end else { return false };
        let is_part = |id: StepId| {
            let mut found = false;
            self.procedure.finishes.iter().for_each(|f| f.when.walk(&mut |c| found |= matches!(c.kind, CondKind::Done(other) if other == id)));
            found
        };
        let before = |id: StepId| self.procedure.step(id).is_some_and(|s| !s.in_recovery);
        self.done.iter().any(|(id, at)| before(*id) && (*at > end || *at == end && !is_part(*id)))
    }

    /// When a limit of a step that is due then passes; `None` where it does not run.
    pub(crate) fn passes(&self, limit: &Limit<'_>, due: u64) -> Option<u64> {
        let from = match limit.clock {
            Clock::Due | Clock::Unstated(_) => due,
            Clock::Start => self.start,
            Clock::Step(id) => *self.done.get(&id)?,
            Clock::Signal(id) => *self.raised.get(&id)?,
            Clock::Unknown => return None,
        };
        Some(from.saturating_add(limit.time.millis()?).max(due))
    }

    /// The events in order, those of one instant as they were added.
    pub(crate) fn into_events(mut self) -> Vec<Event> {
        self.events.sort_by_key(|e| e.at);
        self.events
    }

    pub(crate) fn add(&mut self, at: u64, what: Happening) {
        self.events.push(Event { at, what });
    }

    fn spend(&mut self) -> Option<()> {
        self.left = self.left.checked_sub(1)?;
        Some(())
    }

    fn due_within(&mut self, id: StepId, depth: usize) -> Option<u64> {
        self.spend()?;
        let step = self.procedure.step(id).filter(|_| depth < DEPTH)?;
        let mut due = if step.in_recovery { self.finish(depth)? } else { self.start };
        for order in step.after.iter() {
            due = due.max(self.after(order, depth)?);
        }
        for when in step.when.iter() {
            // Where somebody is away, the fastest run is shown; where somebody is busy, that in which clocks begin last.
            let from = if self.away.is_some() { self.start } else { due };
            due = due.max(self.make(when, from, depth)?);
        }
        self.agree(&step.consents, due)
    }

    fn after(&mut self, order: &Order, depth: usize) -> Option<u64> {
        match order.need {
            ActorsKind::All => {
                let mut last = 0;
                for (id, _) in &order.steps {
                    last = last.max(self.finished_step((*id)?, depth)?);
                }
                Some(last)
            }
            ActorsKind::Any => self.soonest(order.steps.iter(), |run, (id, _)| run.finished_step((*id)?, depth)),
        }
    }

    /// The way that is soonest there, the first of several; what was tried in vain is undone.
    fn soonest<T>(&mut self, ways: impl Iterator<Item = T>, go: impl Fn(&mut Self, T) -> Option<u64>) -> Option<u64> {
        let mut best: Option<(u64, Self)> = None;
        for way in ways {
            let mut copy = self.clone();
            let found = go(&mut copy, way);
            self.left = copy.left;
            if let Some(at) = found.filter(|at| best.as_ref().is_none_or(|(other, _)| at < other)) {
                best = Some((at, copy));
            }
        }
        let (at, copy) = best?;
        *self = Self { left: self.left, ..copy };
        Some(at)
    }

    /// When a step is done, as soon as it can be.
    fn finished_step(&mut self, id: StepId, depth: usize) -> Option<u64> {
        if let Some(at) = self.done.get(&id) {
            return Some(*at);
        }
        let step = self.procedure.step(id).filter(|_| self.stuck.get(id.index()) != Some(&true))?;
        let done = self.due_within(id, depth + 1)?.saturating_add(least(step));
        // Equipment is done after the longest time unless something says so before.
        if step.automatic.is_none() || step.takes.is_some_and(|(least, most, _)| least < most) {
            self.add(done, Happening::Done(step.name().text.clone()));
        }
        self.done.insert(id, done);
        Some(done)
    }

    fn finish(&mut self, depth: usize) -> Option<u64> {
        if let Some(at) = self.end {
            return Some(at);
        }
        let start = self.start;
        let procedure = self.procedure;
        let end = self.soonest(procedure.finishes.iter(), |run, finish| {
            let holds = run.make(&finish.when, start, depth + 1)?;
            run.agree(&finish.consents, holds.max(start))
        })?;
        self.end = Some(end);
        Some(end)
    }

    /// Makes a condition hold, no sooner than `from` where something must happen for it.
    fn make(&mut self, condition: &'m Cond<'a>, from: u64, depth: usize) -> Option<u64> {
        self.spend()?;
        match &condition.kind {
            CondKind::And(parts) => {
                let mut last = from;
                for part in parts {
                    last = last.max(self.make(part, from, depth)?);
                }
                Some(last)
            }
            CondKind::Or(parts) => self.soonest(parts.iter(), |run, part| run.make(part, from, depth)),
            // Nothing is done for it, and in the end it is looked at again.
            CondKind::Not(_) => Some(from),
            CondKind::Held(inner, length) => Some(self.make(inner, from, depth)?.saturating_add(length.as_ref()?.millis)),
            CondKind::Done(id) => self.finished_step(*id, depth),
            CondKind::Signal(id) => self.raise(*id, from),
            CondKind::Gauge(id, sign, value) => self.set(*id, *sign, *value, from),
            CondKind::Finished(_) | CondKind::Level(..) | CondKind::Ladder(..) | CondKind::Unknown => None,
        }
    }

    /// When a signal is raised: now, if not before.
    fn raise(&mut self, id: SignalId, from: u64) -> Option<u64> {
        let name = &self.model.signals.get(id.index()).filter(|_| !self.silent.contains(&id))?.head.name.text;
        if !self.raised.contains_key(&id) {
            self.add(from, Happening::Raise(name.clone()));
        }
        Some(*self.raised.entry(id).or_insert(from))
    }

    /// Sets a gauge to a value in its range that meets a comparison.
    fn set(&mut self, id: GaugeId, sign: Compare, Measure { thousandths }: Measure, at: u64) -> Option<u64> {
        if let Some(value) = self.set.get(&id) {
            return sign.holds(*value, thousandths).then_some(at);
        }
        let gauge = self.model.gauges.get(id.index())?;
        let step = if gauge.is_time() { 60_000 } else { 1_000 };
        let value = match sign {
            Compare::Equal | Compare::LessOrEqual | Compare::GreaterOrEqual => thousandths,
            Compare::Greater | Compare::NotEqual => thousandths.saturating_add(step),
            Compare::Less => thousandths.saturating_sub(step),
        };
        let (low, high) = gauge.range;
        if low.is_some_and(|l| value < l.thousandths) || high.is_some_and(|h| h.thousandths < value) {
            return None;
        }
        let amount = if gauge.is_time() { Amount::Time(u64::try_from(value).ok()?) } else { Amount::Number(value, gauge.unit.clone()) };
        self.add(at, Happening::Set(gauge.head.name.text.clone(), amount));
        self.set.insert(id, value);
        Some(at)
    }

    /// Adds what must be consented to; the instant does not change.
    fn agree(&mut self, consents: &[Consent], at: u64) -> Option<u64> {
        for consent in consents {
            let mut posts = Vec::new();
            for party in &consent.posts {
                match party.who {
                    Who::Post(id) if Some(id) != self.away => posts.push(id),
                    _ if consent.need == ActorsKind::Any => {}
                    Who::Post(_) | Who::Count(..) | Who::Everyone | Who::Anyone | Who::Someone | Who::Unknown => return None,
                }
            }
            if consent.need == ActorsKind::Any {
                posts.truncate(1);
            }
            if posts.is_empty() {
                return None;
            }
            for id in posts {
                let name = self.model.post(id)?.head.name.text.clone();
                self.add(at, Happening::Approve(name));
                self.approved.push(id);
            }
        }
        Some(at)
    }

    fn has_agreed(&self, consents: &[Consent]) -> bool {
        let agreed = |id: PostId| self.approved.contains(&id);
        consents.iter().all(|c| c.posts.iter().filter_map(Party::post).any(agreed))
    }

    /// Whether a condition holds with all that happened; waiting was seen to before.
    fn holds(&self, condition: &Cond<'_>) -> bool {
        match &condition.kind {
            CondKind::And(parts) => parts.iter().all(|p| self.holds(p)),
            CondKind::Or(parts) => parts.iter().any(|p| self.holds(p)),
            CondKind::Not(inner) => !self.holds(inner),
            CondKind::Held(inner, _) => self.holds(inner),
            CondKind::Done(id) => self.done.contains_key(id),
            CondKind::Signal(id) => self.raised.contains_key(id),
            CondKind::Gauge(id, sign, value) => self.set.get(id).is_some_and(|v| sign.holds(*v, value.thousandths)),
            CondKind::Finished(_) | CondKind::Level(..) | CondKind::Ladder(..) | CondKind::Unknown => false,
        }
    }
}

/// Whether more than signals, gauges and steps decide.
fn speaks_of_levels(condition: &Cond<'_>) -> bool {
    let mut found = false;
    condition.walk(&mut |c| found |= matches!(c.kind, CondKind::Level(..) | CondKind::Ladder(..) | CondKind::Finished(_) | CondKind::Unknown));
    found
}

fn least(step: &Step<'_>) -> u64 {
    step.takes.map_or(0, |(least, _, _)| least)
}
