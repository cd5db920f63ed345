//! The earliest and the latest each step of a procedure can become due and be done, from its start.

use super::around::{Around, Raised};
use super::bounds::{Bounds, add, later, sooner};
use super::needs::Need;
use crate::analysis::hazards;
use crate::ast::Duration;
use crate::model::{Clock, CondKind, Limit, Procedure, SignalId, Step, StepId};
use std::collections::{BTreeSet, HashSet};

/// When something can happen, in milliseconds from the start of the procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct When {
    /// Not before this.
    pub(crate) earliest: u64,
    /// By then, where steps take no longer than they may and limits are kept; `None` where nothing bounds it.
    pub(crate) latest: Option<u64>,
}

/// The times of one procedure.
#[derive(Debug, Clone)]
pub(crate) struct Schedule {
    /// What each step waits for.
    pub(crate) needs: Vec<Need>,
    /// How long each step lasts.
    pub(crate) takes: Vec<Bounds>,
    /// When each becomes due.
    pub(crate) due: Vec<When>,
    /// When each is done.
    pub(crate) done: Vec<When>,
    /// Steps, each after those it waits for; what waits in a circle is left out.
    pub(crate) order: Vec<usize>,
    /// The place of each step in that order.
    places: Vec<Option<usize>>,
    /// What each way to end it waits for.
    pub(crate) ends: Vec<Need>,
    /// When it ends.
    pub(crate) finish: When,
    /// Signals that cannot have been raised before the start: each of them would have started the procedure.
    pub(crate) fresh: HashSet<SignalId>,
    /// Signals that nobody raises.
    silent: HashSet<SignalId>,
    /// The signal whose raising is the start.
    pub(crate) starter: Option<SignalId>,
    /// What is known of the other procedures.
    pub(crate) around: Around,
}

/// Nodes after those they wait for (`edges`), and where that leaves a choice after those they would rather follow (`wishes`);
/// what waits in a circle is left out.
pub(crate) fn topological(edges: &[Vec<usize>], wishes: &[Vec<usize>]) -> Vec<usize> {
    let count = edges.len();
    let missing = |lists: &[Vec<usize>]| -> Vec<usize> { (0..count).map(|n| lists.get(n).map_or(0, Vec::len)).collect() };
    let mut missing = [missing(edges), missing(wishes)];
    let mut followers: Vec<Vec<(usize, usize)>> = vec![Vec::new(); count];
    for (kind, lists) in [edges, wishes].into_iter().enumerate() {
        for (node, before) in lists.iter().enumerate() {
            before.iter().for_each(|b| followers.get_mut(*b).into_iter().for_each(|f| f.push((kind, node))));
        }
    }
    let left = |missing: &[Vec<usize>; 2], node: usize| missing.each_ref().map(|m| m.get(node).copied().unwrap_or(0));
    // Those that wait for nothing any more, the ones without a wish left first.
    let mut ready: BTreeSet<(usize, usize)> = (0..count).map(|n| (left(&missing, n), n)).filter(|(l, _)| l[0] == 0).map(|(l, n)| (l[1], n)).collect();
    let mut order = Vec::with_capacity(count);
    while let Some((_, node)) = ready.pop_first() {
        order.push(node);
        for (kind, next) in followers.get(node).into_iter().flatten() {
            let [needs, wishes] = left(&missing, *next);
            missing.get_mut(*kind).and_then(|m| m.get_mut(*next)).into_iter().for_each(|m| *m = m.saturating_sub(1));
            let now = left(&missing, *next);
            if ready.remove(&(wishes, *next)) || (needs > 0 && now[0] == 0) {
                ready.insert((now[1], *next));
            }
        }
    }
    order
}

impl Schedule {
    /// Linear in the size of the procedure.
    pub(crate) fn of(procedure: &Procedure<'_>, around: Around) -> Self {
        Self::with(procedure, around, fresh(procedure), HashSet::new(), &[], &[])
    }

    /// The same if these steps were never done, if it never came to these ends, if these signals were never raised and none
    /// before the start; what then never comes is at the end of all time.
    pub(crate) fn without(procedure: &Procedure<'_>, around: Around, closed: &[bool], no_end: &[bool], silent: HashSet<SignalId>) -> Self {
        let mut signals = Vec::new();
        procedure.steps.iter().for_each(|s| Need::of(procedure, s, &around).signals(&mut signals));
        procedure.finishes.iter().for_each(|f| Need::end(procedure, f, &around).signals(&mut signals));
        Self::with(procedure, around, signals.into_iter().collect(), silent, closed, no_end)
    }

    fn with(procedure: &Procedure<'_>, around: Around, fresh: HashSet<SignalId>, silent: HashSet<SignalId>, closed: &[bool], no_end: &[bool]) -> Self {
        let needs: Vec<Need> = procedure.steps.iter().map(|s| Need::of(procedure, s, &around)).collect();
        let possible = procedure.finishes.iter().enumerate().filter(|(at, _)| no_end.get(*at) != Some(&true));
        let ends = possible.map(|(_, f)| Need::end(procedure, f, &around)).collect();
        let takes: Vec<Bounds> = procedure.steps.iter().map(|s| lasts(s, &around)).collect();
        let edges: Vec<Vec<usize>> = needs
            .iter()
            .map(|need| {
                let mut steps = Vec::new();
                need.steps(&mut steps);
                steps.into_iter().map(StepId::index).collect()
            })
            .collect();
        // Where limits bound a step, those from whose completion they count are better known before.
        let clocks = |(step, takes): (&Step<'_>, &Bounds)| -> Vec<usize> {
            let clock = |l: &Limit<'_>| if let Clock::Step(id) = l.clock { Some(id.index()) } else { None };
            step.all_limits().filter(|_| takes.most.is_none()).filter_map(clock).collect()
        };
        let wishes: Vec<Vec<usize>> = procedure.steps.iter().zip(&takes).map(clocks).collect();
        // The end comes before the recovery, whose steps no other waits for.
        let mut order = topological(&edges, &wishes);
        order.sort_by_key(|index| procedure.steps.get(*index).is_some_and(|s| s.in_recovery));
        let mut places = vec![None; needs.len()];
        for (place, step) in order.iter().enumerate() {
            places.get_mut(*step).into_iter().for_each(|p| *p = Some(place));
        }
        let blank = vec![When { earliest: 0, latest: None }; needs.len()];
        let mut schedule =
            Self { due: blank.clone(), done: blank, needs, takes, order, places, ends, finish: When::default(), fresh, silent, starter: starter(procedure).filter(|_| !around.activated), around };
        for recovery in [false, true] {
            if recovery {
                let earliest = schedule.ends.iter().map(|end| schedule.holds(end).unwrap_or(0)).min().unwrap_or(0);
                let latest = schedule.ends.iter().map(|end| schedule.latest(end)).reduce(sooner).flatten();
                schedule.finish = When { earliest, latest };
            }
            for index in schedule.order.clone() {
                if let Some(step) = procedure.steps.get(index).filter(|s| s.in_recovery == recovery) {
                    schedule.judge(index, step);
                    if let Some(slot) = schedule.done.get_mut(index).filter(|_| closed.get(index) == Some(&true)) {
                        *slot = When { earliest: u64::MAX, latest: None };
                    }
                }
            }
        }
        schedule
    }

    /// The place of a step among those it waits for and those that wait for it; `None` in a circle.
    pub(crate) fn position(&self, step: StepId) -> Option<usize> {
        self.places.get(step.index()).copied().flatten()
    }

    fn judge(&mut self, index: usize, step: &Step<'_>) {
        let Some((need, takes)) = self.needs.get(index).zip(self.takes.get(index)) else { return };
        let held = self.holds(need).unwrap_or(0);
        let latest = self.latest(need);
        let due = When { earliest: held, latest };
        // Nobody decides how long a step with a time of its own takes; another is done when its limit passes, if not before.
        let slowest = match takes.most {
            Some(most) => add(latest, Some(most)),
            None if step.takes.is_some() => None,
            None => step.all_limits().filter_map(|l| self.passes(l, latest)).min(),
        };
        let done = When { earliest: held.saturating_add(takes.least), latest: slowest };
        if let Some(slot) = self.due.get_mut(index) {
            *slot = due;
        }
        if let Some(slot) = self.done.get_mut(index) {
            *slot = done;
        }
    }

    /// The earliest moment from which something can hold; `None` where it may have held before the start.
    pub(crate) fn holds(&self, need: &Need) -> Option<u64> {
        match need {
            Need::Open(_) | Need::Unless(_) => None,
            Need::Signal(id, _) if self.silent.contains(id) => Some(u64::MAX),
            Need::Signal(id, _) => self.fresh.contains(id).then_some(0),
            Need::Step(id, _) => self.done.get(id.index()).map(|w| w.earliest),
            Need::End(_) => Some(self.finish.earliest),
            // Nothing to wait for: from the start.
            Need::All(parts) if parts.is_empty() => Some(0),
            Need::All(parts) => parts.iter().filter_map(|p| self.holds(p)).max(),
            Need::Any(parts) => parts.iter().map(|p| self.holds(p)).collect::<Option<Vec<_>>>()?.into_iter().min(),
            Need::Held(inner, length, ..) => match self.raised(inner) {
                Some(raised) => Some(length.least.saturating_sub(raised.ever?)),
                None => Some(self.holds(inner)?.saturating_add(length.least)),
            },
        }
    }

    /// By when something holds for sure; `None` where nothing bounds it.
    pub(crate) fn latest(&self, need: &Need) -> Option<u64> {
        match need {
            Need::Open(_) => None,
            Need::Unless(_) => Some(0),
            Need::Signal(..) => self.raised(need).map(|_| 0),
            Need::End(_) => self.finish.latest,
            Need::Step(id, _) => self.done.get(id.index()).and_then(|w| w.latest),
            Need::All(parts) => parts.iter().try_fold(0, |most: u64, p| Some(most.max(self.latest(p)?))),
            Need::Any(parts) => parts.iter().map(|p| self.latest(p)).reduce(sooner).unwrap_or(Some(0)),
            Need::Held(inner, length, ..) => add(self.latest(inner), self.still(inner, length).most),
        }
    }

    /// How long before the start a signal was raised that is always raised then.
    pub(super) fn raised(&self, need: &Need) -> Option<Raised> {
        let Need::Signal(id, _) = need else { return None };
        self.around.raised.get(id).copied().filter(|r| r.sure)
    }

    /// How long something still has to hold, from when it holds and the procedure has started.
    pub(crate) fn still(&self, need: &Need, length: &Bounds) -> Bounds {
        match self.raised(need) {
            Some(raised) => Bounds { least: raised.ever.map_or(0, |most| length.least.saturating_sub(most)), most: length.most.map(|m| m.saturating_sub(raised.least)) },
            None => *length,
        }
    }

    /// A length of time, as lengths are read here.
    pub(crate) fn length(&self, duration: &Duration) -> Bounds {
        self.around.reading.bounds(duration)
    }

    /// When a limit passes at the latest, for a step that is due by then.
    pub(crate) fn passes(&self, limit: &Limit<'_>, due: Option<u64>) -> Option<u64> {
        let length = self.length(limit.time.length?).most;
        let from = match limit.clock {
            Clock::Due => due,
            Clock::Start => Some(0),
            Clock::Step(id) => self.done.get(id.index()).and_then(|w| w.latest),
            Clock::Signal(id) => self.around.raised.get(&id).filter(|r| r.sure).map(|_| 0),
            Clock::Unstated(_) | Clock::Unknown => None,
        };
        // What is due later cannot be done before.
        later(add(from, length), due)
    }
}

/// How long a step lasts; equipment without a time needs none.
fn lasts(step: &Step<'_>, around: &Around) -> Bounds {
    let read = |length| around.reading.bounds(length);
    match &step.ast.takes {
        Some((least, most, _)) if least.millis <= most.millis => Bounds { least: read(least).least, most: read(most).most },
        Some(_) => Bounds { least: 0, most: None },
        None => Bounds { least: 0, most: step.automatic.is_some().then_some(0) },
    }
}

/// Signals each of which starts the procedure by itself, at once and without anybody's consent.
pub(super) fn fresh(procedure: &Procedure<'_>) -> HashSet<SignalId> {
    let mut found = Vec::new();
    for start in procedure.starts.iter().filter(|s| s.consents.is_empty()) {
        hazards::sure(&start.when, &mut found);
    }
    found.into_iter().collect()
}

/// The one signal that starts the procedure, where nothing else does.
fn starter(procedure: &Procedure<'_>) -> Option<SignalId> {
    let [start] = procedure.starts.as_slice() else { return None };
    match start.when.kind {
        CondKind::Signal(id) if start.consents.is_empty() => Some(id),
        CondKind::Signal(_)
        | CondKind::Or(_)
        | CondKind::And(_)
        | CondKind::Not(_)
        | CondKind::Held(..)
        | CondKind::Done(_)
        | CondKind::Finished(_)
        | CondKind::Level(..)
        | CondKind::Gauge(..)
        | CondKind::Ladder(..)
        | CondKind::Unknown => None,
    }
}
