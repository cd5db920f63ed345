//! How long after a step or a signal another step can become due at the latest.

use super::bounds::{Bounds, signed};
use super::chain::{Blocker, Term, What};
use super::needs::Need;
use super::schedule::Schedule;
use crate::model::{Clock, Procedure, SignalId, StepId};
use std::collections::{BTreeMap, HashMap};

/// Most steps looked at for one limit.
const REACH: usize = 4_000;

/// What a limit counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// The completion of a step.
    Step(StepId),
    /// The raising of a signal.
    Signal(SignalId),
}

/// How late something is after the anchor, at most, and why; negative where it comes before.
#[derive(Debug, Clone)]
pub(crate) struct Late {
    pub(crate) millis: i64,
    pub(crate) terms: Vec<Term>,
}

/// Why no latest moment can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unknown {
    /// Nothing bounds it.
    Open(Blocker),
    /// Too many steps.
    TooLarge,
}

/// Something that comes before something else for sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Before {
    Step(StepId),
    Signal(SignalId),
}

struct Search<'s, 'm> {
    procedure: &'s Procedure<'m>,
    schedule: &'s Schedule,
    anchor: Anchor,
    /// The anchor comes no earlier than this after the start.
    from: i64,
    /// What is done or raised at least so long before the anchor.
    before: BTreeMap<Before, i64>,
    done: HashMap<StepId, Result<Late, Blocker>>,
}

/// How long after the anchor a step becomes due, at most.
pub(crate) fn latest_after(procedure: &Procedure<'_>, schedule: &Schedule, anchor: Anchor, step: StepId) -> Result<Late, Unknown> {
    let from = match anchor {
        Anchor::Step(id) => signed(schedule.done.get(id.index()).map_or(0, |w| w.earliest)),
        Anchor::Signal(_) => 0,
    };
    let mut search = Search { procedure, schedule, anchor, from, before: BTreeMap::new(), done: HashMap::new() };
    let need = schedule.needs.get(step.index()).ok_or(Unknown::TooLarge)?;
    if !matches!((need, anchor), (Need::Step(id, _), Anchor::Step(other)) if *id == other) {
        if let Anchor::Step(id) = anchor {
            search.before = before(schedule, id).ok_or(Unknown::TooLarge)?;
            // What the anchor waits for is done before it.
            if let Some(earlier) = search.before.get(&Before::Step(step)) {
                let lasts = schedule.takes.get(step.index()).and_then(|t| t.most).unwrap_or(0);
                return Ok(Late { millis: earlier.saturating_neg().saturating_sub(signed(lasts)), terms: Vec::new() });
            }
        }
        for earlier in search.waited_for(step).ok_or(Unknown::TooLarge)? {
            let done = search.done_after(earlier);
            search.done.insert(earlier, done);
        }
    }
    search.after(need).map_err(Unknown::Open)
}

impl Search<'_, '_> {
    /// The steps that a step waits for, each after those it waits for, none beyond the anchor.
    fn waited_for(&self, step: StepId) -> Option<Vec<StepId>> {
        let mut found: BTreeMap<usize, StepId> = BTreeMap::new();
        let mut open = vec![step];
        while let Some(id) = open.pop() {
            let mut next = Vec::new();
            self.schedule.needs.get(id.index())?.steps(&mut next);
            let clocks = self.procedure.step(id).into_iter().flat_map(|s| s.all_limits().map(|l| l.clock).collect::<Vec<_>>());
            next.extend(clocks.filter_map(|c| if let Clock::Step(from) = c { Some(from) } else { None }).filter(|_| id != step));
            for other in next.into_iter().filter(|o| self.anchor != Anchor::Step(*o)) {
                if found.insert(self.schedule.position(other)?, other).is_none() {
                    open.push(other);
                }
            }
            if found.len() > REACH {
                return None;
            }
        }
        Some(found.into_values().collect())
    }

    fn after(&self, need: &Need) -> Result<Late, Blocker> {
        let plain = |millis: i64| Ok(Late { millis, terms: Vec::new() });
        match need {
            Need::Open(span) | Need::Finished(_, span) => Err(Blocker::World(*span)),
            Need::Unless(_) => plain(-self.from),
            Need::Signal(id, span) => self.raised(*id).map_or(Err(Blocker::World(*span)), plain),
            Need::Step(id, _) if self.anchor == Anchor::Step(*id) => plain(0),
            Need::Step(id, span) => self.done.get(id).cloned().unwrap_or(Err(Blocker::Step(*id, *span))),
            Need::All(parts) => {
                let mut late = Late { millis: -self.from, terms: Vec::new() };
                for part in parts {
                    let other = self.after(part)?;
                    if other.millis > late.millis {
                        late = other;
                    }
                }
                Ok(late)
            }
            Need::Any(parts) => {
                let all: Vec<_> = parts.iter().map(|p| self.after(p)).collect();
                let best = all.iter().filter_map(|l| l.as_ref().ok()).min_by_key(|l| l.millis).cloned();
                match (best, all.into_iter().next()) {
                    (Some(best), _) => Ok(best),
                    (None, Some(first)) => first,
                    (None, None) => plain(-self.from),
                }
            }
            Need::Held(inner, length, span) => {
                let mut late = self.after(inner)?;
                let most = length.most.ok_or(Blocker::World(*span))?;
                late.millis = late.millis.saturating_add(signed(most));
                late.terms.push(Term { what: What::Held, millis: most, span: *span });
                Ok(late)
            }
        }
    }

    /// How long after the anchor a signal is raised, at most.
    fn raised(&self, id: SignalId) -> Option<i64> {
        if self.anchor == Anchor::Signal(id) {
            return Some(0);
        }
        let starts = (self.schedule.starter == Some(id)).then_some(-self.from);
        self.before.get(&Before::Signal(id)).map(|earlier| -earlier).into_iter().chain(starts).min()
    }

    /// How long after the anchor a step is done, at most.
    fn done_after(&self, id: StepId) -> Result<Late, Blocker> {
        let (Some(step), Some(need)) = (self.procedure.step(id), self.schedule.needs.get(id.index())) else {
            return Ok(Late { millis: 0, terms: Vec::new() });
        };
        let due = self.after(need);
        let mut best = self.before.get(&Before::Step(id)).map(|earlier| Late { millis: -earlier, terms: Vec::new() });
        let mut offer = |late: Option<Late>| {
            if let Some(late) = late.filter(|l| best.as_ref().is_none_or(|b| l.millis < b.millis)) {
                best = Some(late);
            }
        };
        let plus = |late: &Late, term: Term| {
            let mut terms = late.terms.clone();
            let millis = late.millis.saturating_add(signed(term.millis));
            terms.push(term);
            Late { millis, terms }
        };
        if let Some(most) = self.schedule.takes.get(id.index()).and_then(|t| t.most) {
            let term = self.schedule.takes_term(self.procedure, id, |b| b.most);
            let lasts = |due: &Late| term.map_or_else(|| Late { millis: due.millis.saturating_add(signed(most)), terms: due.terms.clone() }, |t| plus(due, t));
            offer(due.as_ref().ok().map(lasts));
            return best.ok_or_else(|| due.err().unwrap_or(Blocker::Step(id, step.name().span)));
        }
        for limit in step.all_limits() {
            let Some(most) = limit.time.length.and_then(|d| Bounds::of(d).most) else { continue };
            let term = Term { what: What::Limit(id), millis: most, span: limit.span };
            let from = match limit.clock {
                Clock::Due => due.as_ref().ok().cloned(),
                Clock::Start => Some(Late { millis: -self.from, terms: Vec::new() }),
                Clock::Step(other) if self.anchor == Anchor::Step(other) => Some(Late { millis: 0, terms: Vec::new() }),
                Clock::Step(other) => self.done.get(&other).and_then(|l| l.as_ref().ok()).cloned(),
                Clock::Signal(other) => self.raised(other).map(|millis| Late { millis, terms: Vec::new() }),
                Clock::Unstated(_) | Clock::Unknown => None,
            };
            // A step that is due after its limit is done at once.
            let kept = from.zip(due.as_ref().ok()).map(|(from, due)| Some(plus(&from, term)).filter(|l| l.millis >= due.millis).unwrap_or_else(|| due.clone()));
            offer(kept);
        }
        best.ok_or_else(|| due.err().unwrap_or(Blocker::Step(id, step.name().span)))
    }
}

/// How deep alternatives are looked into for what they share.
const DEPTH: usize = 3;

/// What has happened for sure when this step is done, and how long before it at least; `None` where that is too much.
pub(crate) fn before(schedule: &Schedule, anchor: StepId) -> Option<BTreeMap<Before, i64>> {
    earlier(schedule, anchor, DEPTH)
}

fn earlier(schedule: &Schedule, anchor: StepId, depth: usize) -> Option<BTreeMap<Before, i64>> {
    let mut found: BTreeMap<Before, i64> = BTreeMap::new();
    // Later steps first, so that each is left with its greatest distance.
    let mut open: BTreeMap<usize, (StepId, i64)> = BTreeMap::from([(schedule.position(anchor)?, (anchor, 0))]);
    while let Some((_, (id, distance))) = open.pop_last() {
        if id != anchor {
            found.insert(Before::Step(id), distance);
        }
        if found.len() > REACH {
            return None;
        }
        let lasts = signed(schedule.takes.get(id.index()).map_or(0, |t| t.least));
        let mut parts = Vec::new();
        necessary(schedule, schedule.needs.get(id.index())?, 0, depth, &mut parts);
        for (other, held) in parts {
            let sum = distance.saturating_add(lasts).saturating_add(held);
            match other {
                Before::Step(other) => {
                    let entry = open.entry(schedule.position(other)?).or_insert((other, sum));
                    entry.1 = entry.1.max(sum);
                }
                Before::Signal(_) => {
                    let entry = found.entry(other).or_insert(sum);
                    *entry = (*entry).max(sum);
                }
            }
        }
    }
    Some(found)
}

/// What has happened for sure once any of several steps is done, and how long before it at least.
pub(crate) fn before_any(schedule: &Schedule, steps: &[StepId]) -> Option<BTreeMap<Before, i64>> {
    shared(schedule, steps, DEPTH)
}

fn shared(schedule: &Schedule, steps: &[StepId], depth: usize) -> Option<BTreeMap<Before, i64>> {
    let depth = depth.checked_sub(1)?;
    let each = steps.iter().map(|step| with_earlier(schedule, &[(Before::Step(*step), 0)], depth));
    in_all(each)
}

/// What has happened for sure once any of several needs is met, and how long before it at least.
fn shared_parts(schedule: &Schedule, parts: &[Need], depth: usize) -> Option<BTreeMap<Before, i64>> {
    let depth = depth.checked_sub(1)?;
    let each = parts.iter().map(|part| {
        let mut direct = Vec::new();
        necessary(schedule, part, 0, depth, &mut direct);
        with_earlier(schedule, &direct, depth)
    });
    in_all(each)
}

/// All of these, and what came before the steps among them.
fn with_earlier(schedule: &Schedule, direct: &[(Before, i64)], depth: usize) -> Option<BTreeMap<Before, i64>> {
    let mut found: BTreeMap<Before, i64> = BTreeMap::new();
    let mut add = |key: Before, distance: i64| {
        let entry = found.entry(key).or_insert(distance);
        *entry = (*entry).max(distance);
    };
    for (key, held) in direct {
        add(*key, *held);
        if let Before::Step(step) = key {
            earlier(schedule, *step, depth)?.into_iter().for_each(|(key, distance)| add(key, held.saturating_add(distance)));
        }
    }
    Some(found)
}

/// What is in each of several, with the least distance.
fn in_all(each: impl Iterator<Item = Option<BTreeMap<Before, i64>>>) -> Option<BTreeMap<Before, i64>> {
    let mut all: Option<BTreeMap<Before, i64>> = None;
    for found in each {
        let found = found?;
        all = Some(match all {
            None => found,
            Some(all) => all.into_iter().filter_map(|(key, distance)| Some((key, distance.min(*found.get(&key)?)))).collect(),
        });
        if all.as_ref().is_some_and(BTreeMap::is_empty) {
            break;
        }
    }
    all
}

/// Without what a need does not hold, and how long before.
fn necessary(schedule: &Schedule, need: &Need, held: i64, depth: usize, found: &mut Vec<(Before, i64)>) {
    match need {
        Need::Step(id, _) => found.push((Before::Step(*id), held)),
        Need::Signal(id, _) => found.push((Before::Signal(*id), held)),
        Need::All(parts) => parts.iter().for_each(|p| necessary(schedule, p, held, depth, found)),
        Need::Any(parts) => {
            let shared = shared_parts(schedule, parts, depth).unwrap_or_default();
            found.extend(shared.into_iter().map(|(key, distance)| (key, held.saturating_add(distance))));
        }
        Need::Held(inner, length, _) => necessary(schedule, inner, held.saturating_add(signed(length.least)), depth, found),
        Need::Open(_) | Need::Unless(_) | Need::Finished(..) => {}
    }
}
