//! How long after a step or a signal another step can become due at the latest.

use super::bounds::signed;
use super::chain::{Blocker, Term, What};
use super::needs::Need;
use super::schedule::Schedule;
use crate::model::{Clock, Procedure, SignalId, StepId};
use std::cell::Cell;
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
    /// From when the terms count.
    pub(crate) since: Since,
}

/// From when terms count that say how late something is after an anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Since {
    /// From the anchor itself.
    Anchor,
    /// From the start, which is earlier.
    Start,
    /// From something that comes at least so long before the anchor.
    Earlier(u64),
    /// It is done when the anchor comes, however long it lasts.
    Done,
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
    /// The end of the procedure, before its recovery.
    End,
}

struct Search<'s, 'm> {
    procedure: &'s Procedure<'m>,
    schedule: &'s Schedule,
    anchor: Anchor,
    /// In every run, and not only in one in which limits are kept.
    ever: bool,
    /// How long after the anchor the procedure starts, at most.
    start: Result<Late, Blocker>,
    /// What is done or raised at least so long before the anchor.
    before: BTreeMap<Before, i64>,
    done: HashMap<StepId, Result<Late, Blocker>>,
}

/// How long after the anchor a step becomes due, at most.
pub(crate) fn latest_after(procedure: &Procedure<'_>, schedule: &Schedule, anchor: Anchor, step: StepId) -> Result<Late, Unknown> {
    let mut search = Search::new(procedure, schedule, anchor)?;
    let need = schedule.needs.get(step.index()).ok_or(Unknown::TooLarge)?;
    if !matches!((need, anchor), (Need::Step(id, _), Anchor::Step(other)) if *id == other) {
        if let Anchor::Step(id) = anchor {
            search.before = before(schedule, id).ok_or(Unknown::TooLarge)?;
            // What the anchor waits for is done before it.
            if search.before.contains_key(&Before::Step(step)) {
                return Ok(Late { since: Since::Done, ..Late::plain(0) });
            }
        }
        search.look(step, false)?;
    }
    search.due(need).map_err(Unknown::Open)
}

/// How long after the raising of a signal a step is done, at most: in every run (`ever`), or in one in which limits are kept.
pub(super) fn done_after(procedure: &Procedure<'_>, schedule: &Schedule, signal: SignalId, step: StepId, ever: bool) -> Result<Late, Unknown> {
    let mut search = Search::new(procedure, schedule, Anchor::Signal(signal))?;
    if ever {
        search.ever = true;
        let raised = schedule.around.raised.get(&signal);
        let known = raised.map_or(schedule.fresh.contains(&signal).then_some(0), |r| r.ever);
        let span = raised.map_or(procedure.head.name.span, |r| r.span);
        search.start = known.map(|most| Late::plain(signed(most))).ok_or(Blocker::World(span));
    }
    search.look(step, true)?;
    search.done_after(step).map_err(Unknown::Open)
}

impl Late {
    /// What comes at least so long before the anchor.
    fn earlier(millis: i64) -> Self {
        Self { millis: millis.saturating_neg(), terms: Vec::new(), since: Since::Earlier(millis.unsigned_abs()) }
    }

    fn plain(millis: i64) -> Self {
        Self { millis, terms: Vec::new(), since: Since::Anchor }
    }
}

impl<'s, 'm> Search<'s, 'm> {
    fn new(procedure: &'s Procedure<'m>, schedule: &'s Schedule, anchor: Anchor) -> Result<Self, Unknown> {
        let start = match anchor {
            Anchor::Step(id) => {
                let done = schedule.done.get(id.index()).map_or(0, |w| w.earliest);
                Ok(Late { millis: -signed(done), terms: Vec::new(), since: Since::Start })
            }
            Anchor::Signal(id) => match schedule.around.raised.get(&id) {
                None => Ok(Late::plain(0)),
                Some(raised) if raised.too_large => return Err(Unknown::TooLarge),
                Some(raised) => raised.most.ok_or(Blocker::World(raised.span)).map(|most| {
                    let term = Term { what: What::Earlier, millis: most, span: raised.span };
                    Late { millis: signed(most), terms: vec![term], since: Since::Anchor }
                }),
            },
        };
        Ok(Self { procedure, schedule, anchor, ever: false, start, before: BTreeMap::new(), done: HashMap::new() })
    }

    /// Finds out when the steps are done that a step waits for; with `own` also those from which its limits count.
    fn look(&mut self, step: StepId, own: bool) -> Result<(), Unknown> {
        for earlier in self.waited_for(step, own).ok_or(Unknown::TooLarge)? {
            let done = self.done_after(earlier);
            self.done.insert(earlier, done);
        }
        Ok(())
    }

    /// How long after the anchor a step is due that waits for this, at most: not before the start.
    fn due(&self, need: &Need) -> Result<Late, Blocker> {
        let (late, start) = (self.after(need)?, self.start.clone()?);
        Ok(if late.millis < start.millis { start } else { late })
    }

    /// The steps that a step waits for, each after those it waits for, none beyond the anchor.
    fn waited_for(&self, step: StepId, own: bool) -> Option<Vec<StepId>> {
        let mut found: BTreeMap<usize, StepId> = BTreeMap::new();
        let mut open = vec![step];
        while let Some(id) = open.pop() {
            let mut next = Vec::new();
            self.schedule.needs.get(id.index())?.steps(&mut next);
            if self.procedure.step(id).is_some_and(|s| s.in_recovery) {
                self.schedule.ends.iter().for_each(|end| end.steps(&mut next));
            }
            let clocks = self.procedure.step(id).into_iter().flat_map(|s| s.all_limits().map(|l| l.clock).collect::<Vec<_>>());
            next.extend(clocks.filter_map(|c| if let Clock::Step(from) = c { Some(from) } else { None }).filter(|_| own || id != step));
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
        match need {
            Need::Open(span) => Err(Blocker::World(*span)),
            Need::Unless(_) => self.start.clone(),
            Need::Signal(id, span) => self.raised(*id).unwrap_or(Err(Blocker::World(*span))),
            Need::Step(id, _) if self.anchor == Anchor::Step(*id) => Ok(Late::plain(0)),
            Need::Step(id, span) => self.done.get(id).cloned().unwrap_or(Err(Blocker::Step(*id, *span))),
            Need::End(span) if self.schedule.ends.is_empty() && !self.before.contains_key(&Before::End) => Err(Blocker::World(*span)),
            Need::End(_) => match self.before.get(&Before::End) {
                Some(earlier) => Ok(Late::earlier(*earlier)),
                None => self.first(&self.schedule.ends),
            },
            Need::All(parts) => {
                let mut late = self.start.clone()?;
                for part in parts {
                    let other = self.after(part)?;
                    if other.millis > late.millis {
                        late = other;
                    }
                }
                Ok(late)
            }
            Need::Any(parts) => self.first(parts),
            Need::Held(inner, length, what, span) => {
                let mut late = self.after(inner)?;
                let whole = matches!((&**inner, self.anchor), (Need::Signal(id, _), Anchor::Signal(other)) if *id == other);
                let still = if whole { *length } else { self.schedule.still(inner, length) };
                let most = still.most.ok_or(Blocker::World(*span))?;
                late.millis = late.millis.saturating_add(signed(most));
                late.terms.push(Term { what: *what, millis: most, span: *span });
                Ok(late)
            }
        }
    }

    /// Whichever comes first.
    fn first(&self, parts: &[Need]) -> Result<Late, Blocker> {
        let all: Vec<_> = parts.iter().map(|p| self.after(p)).collect();
        let best = all.iter().filter_map(|l| l.as_ref().ok()).min_by_key(|l| l.millis).cloned();
        match (best, all.into_iter().next()) {
            (Some(best), _) => Ok(best),
            (None, Some(first)) => first,
            (None, None) => self.start.clone(),
        }
    }

    /// How long after the anchor a signal is raised, at most; nothing where that is not known.
    fn raised(&self, id: SignalId) -> Option<Result<Late, Blocker>> {
        if self.anchor == Anchor::Signal(id) {
            return Some(Ok(Late::plain(0)));
        }
        let earlier = self.before.get(&Before::Signal(id)).map(|earlier| Late::earlier(*earlier));
        let given = self.schedule.around.raised.get(&id).filter(|r| r.sure).map(|_| self.start.clone());
        match (earlier, given) {
            (Some(earlier), Some(Ok(start))) if start.millis < earlier.millis => Some(Ok(start)),
            (Some(earlier), _) => Some(Ok(earlier)),
            (None, given) => given,
        }
    }

    /// How long after the anchor a step is done, at most.
    fn done_after(&self, id: StepId) -> Result<Late, Blocker> {
        let (Some(step), Some(need)) = (self.procedure.step(id), self.schedule.needs.get(id.index())) else {
            return Ok(Late::plain(0));
        };
        let due = self.due(need);
        let mut best = self.before.get(&Before::Step(id)).map(|earlier| Late::earlier(*earlier));
        let mut offer = |late: Option<Late>| {
            if let Some(late) = late.filter(|l| best.as_ref().is_none_or(|b| l.millis < b.millis)) {
                best = Some(late);
            }
        };
        let plus = |late: &Late, term: Term| {
            let mut terms = late.terms.clone();
            let millis = late.millis.saturating_add(signed(term.millis));
            terms.push(term);
            Late { millis, terms, since: late.since }
        };
        if let Some(most) = self.schedule.takes.get(id.index()).and_then(|t| t.most) {
            let term = self.schedule.takes_term(self.procedure, id, |b| b.most);
            let lasts = |due: &Late| term.map_or_else(|| Late { millis: due.millis.saturating_add(signed(most)), ..due.clone() }, |t| plus(due, t));
            offer(due.as_ref().ok().map(lasts));
            return best.ok_or_else(|| due.err().unwrap_or(Blocker::Step(id, step.name().span)));
        }
        for limit in step.all_limits().filter(|_| !self.ever && step.takes.is_none()) {
            let Some(most) = limit.time.length.and_then(|d| self.schedule.length(d).most) else { continue };
            let term = Term { what: What::Limit(id), millis: most, span: limit.span };
            let from = match limit.clock {
                Clock::Due => due.as_ref().ok().cloned(),
                Clock::Start => self.start.clone().ok(),
                Clock::Step(other) if self.anchor == Anchor::Step(other) => Some(Late::plain(0)),
                Clock::Step(other) => self.done.get(&other).and_then(|l| l.as_ref().ok()).cloned(),
                Clock::Signal(other) => self.raised(other).and_then(Result::ok),
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

/// Most alternatives of which it is looked up what they share.
const ALTERNATIVES: usize = 256;

/// Most steps looked at inside alternatives, for one question. Beyond it less is known here; what is then found is looked at again
/// with all that it depends on.
const SHARED: usize = 1_000;

/// How far alternatives are looked into.
struct Look<'l> {
    depth: usize,
    left: &'l Cell<usize>,
}

/// What has happened for sure when this step is done, and how long before it at least; `None` where that is too much.
pub(crate) fn before(schedule: &Schedule, anchor: StepId) -> Option<BTreeMap<Before, i64>> {
    earlier(schedule, anchor, &Look { depth: DEPTH, left: &Cell::new(SHARED) })
}

fn earlier(schedule: &Schedule, anchor: StepId, look: &Look<'_>) -> Option<BTreeMap<Before, i64>> {
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
        if look.depth < DEPTH {
            look.left.set(look.left.get().checked_sub(1)?);
        }
        necessary(schedule, schedule.needs.get(id.index())?, 0, look, &mut parts);
        for (other, held) in parts {
            let sum = distance.saturating_add(lasts).saturating_add(held);
            match other {
                Before::Step(other) => {
                    let entry = open.entry(schedule.position(other)?).or_insert((other, sum));
                    entry.1 = entry.1.max(sum);
                }
                Before::Signal(_) | Before::End => {
                    let entry = found.entry(other).or_insert(sum);
                    *entry = (*entry).max(sum);
                }
            }
        }
    }
    Some(found)
}

/// What has happened for sure once any of several needs is met, and how long before it at least.
pub(crate) fn before_any(schedule: &Schedule, parts: &[Need]) -> Option<BTreeMap<Before, i64>> {
    shared_parts(schedule, parts, &Look { depth: DEPTH, left: &Cell::new(SHARED) })
}

/// What has happened for sure once any of several needs is met, and how long before it at least.
fn shared_parts(schedule: &Schedule, parts: &[Need], look: &Look<'_>) -> Option<BTreeMap<Before, i64>> {
    let depth = look.depth.checked_sub(1).filter(|_| parts.len() <= ALTERNATIVES && look.left.get() > 0)?;
    let look = &Look { depth, left: look.left };
    let each = parts.iter().map(|part| {
        let mut direct = Vec::new();
        necessary(schedule, part, 0, look, &mut direct);
        with_earlier(schedule, &direct, look)
    });
    in_all(each)
}

/// All of these, and what came before the steps among them.
fn with_earlier(schedule: &Schedule, direct: &[(Before, i64)], look: &Look<'_>) -> Option<BTreeMap<Before, i64>> {
    let mut found: BTreeMap<Before, i64> = BTreeMap::new();
    let mut add = |key: Before, distance: i64| {
        let entry = found.entry(key).or_insert(distance);
        *entry = (*entry).max(distance);
    };
    for (key, held) in direct {
        add(*key, *held);
        if let Before::Step(step) = key {
            earlier(schedule, *step, look)?.into_iter().for_each(|(key, distance)| add(key, held.saturating_add(distance)));
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
fn necessary(schedule: &Schedule, need: &Need, held: i64, look: &Look<'_>, found: &mut Vec<(Before, i64)>) {
    match need {
        Need::Step(id, _) => found.push((Before::Step(*id), held)),
        Need::Signal(id, _) => found.push((Before::Signal(*id), held)),
        Need::All(parts) => parts.iter().for_each(|p| necessary(schedule, p, held, look, found)),
        Need::Any(parts) => {
            let shared = shared_parts(schedule, parts, look).unwrap_or_default();
            found.extend(shared.into_iter().map(|(key, distance)| (key, held.saturating_add(distance))));
        }
        Need::Held(inner, length, ..) => necessary(schedule, inner, held.saturating_add(signed(length.least)), look, found),
        Need::End(_) => {
            found.push((Before::End, held));
            let shared = shared_parts(schedule, &schedule.ends, look).unwrap_or_default();
            found.extend(shared.into_iter().map(|(key, distance)| (key, held.saturating_add(distance))));
        }
        Need::Open(_) | Need::Unless(_) => {}
    }
}
