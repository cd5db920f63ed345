//! The earliest and the latest each step of a procedure can become due and be done, from its start.

use super::bounds::{Bounds, add, later, sooner};
use super::needs::Need;
use crate::analysis::hazards;
use crate::ast::ConsentKind;
use crate::model::{ActKind, Clock, CondKind, Limit, Model, Procedure, ProcedureId, SignalId, Step, StepId};
use std::collections::{BTreeSet, HashMap, HashSet};

/// When something can happen, in milliseconds from the start of the procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct When {
    /// Not before this.
    pub(crate) earliest: u64,
    /// By then, where steps take no longer than they may and limits are kept; `None` where nothing bounds it.
    pub(crate) latest: Option<u64>,
}

/// The times of one procedure.
#[derive(Debug)]
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
    /// The earliest end.
    pub(crate) finish: u64,
    /// Signals that cannot have been raised before the start: each of them would have started the procedure.
    pub(crate) fresh: HashSet<SignalId>,
    /// Signals that nobody raises.
    silent: HashSet<SignalId>,
    /// The signal whose raising is the start.
    pub(crate) starter: Option<SignalId>,
    /// What is known of the other procedures.
    pub(crate) around: Around,
}

/// Another procedure that steps of this one alone can start: which, and how long it lasts at least.
#[derive(Debug, Clone)]
pub(crate) struct Inner {
    pub(crate) by: Vec<StepId>,
    pub(crate) lasts: u64,
}

/// What a procedure knows of the others.
#[derive(Debug, Clone, Default)]
pub(crate) struct Around {
    /// The procedures that it alone starts.
    pub(crate) inner: HashMap<ProcedureId, Inner>,
    /// Whether another procedure may start it.
    pub(crate) activated: bool,
}

/// The times of every procedure of a plan.
pub(crate) fn schedules(model: &Model<'_>) -> Vec<Schedule> {
    let mut around: Vec<Around> = vec![Around::default(); model.procedures.len()];
    let mut starters: HashMap<ProcedureId, Vec<(usize, StepId)>> = HashMap::new();
    for (index, procedure) in model.procedures.iter().enumerate() {
        for (step, id) in procedure.steps.iter().enumerate().flat_map(|(at, s)| activated(s).map(move |id| (at, id))) {
            starters.entry(id).or_default().push((index, StepId(step as u32)));
            around.get_mut(id.index()).into_iter().for_each(|a| a.activated = true);
        }
    }
    let edges: Vec<Vec<usize>> = model.procedures.iter().map(|p| p.steps.iter().flat_map(activated).map(ProcedureId::index).collect()).collect();
    let mut found: Vec<Option<Schedule>> = model.procedures.iter().map(|_| None).collect();
    let mut order = topological(&edges, &[]);
    let seen: HashSet<usize> = order.iter().copied().collect();
    order.extend((0..edges.len()).filter(|n| !seen.contains(n)));
    for index in order {
        let Some((procedure, known)) = model.procedures.get(index).zip(around.get(index)) else { continue };
        let schedule = Schedule::of(procedure, known.clone());
        let id = ProcedureId(index as u32);
        // Where nothing else starts it, it was not finished long ago.
        let alone = starters.get(&id).filter(|_| procedure.starts.is_empty()).and_then(|by| by.split_first());
        if let Some((owner, first, rest)) = alone.map(|((owner, first), rest)| (*owner, *first, rest)).filter(|(owner, _, rest)| *owner != index && rest.iter().all(|(o, _)| o == owner)) {
            let by = std::iter::once(first).chain(rest.iter().map(|(_, step)| *step)).collect();
            let inner = Inner { by, lasts: schedule.finish };
            if let Some(around) = around.get_mut(owner) {
                around.inner.insert(id, inner);
            }
        }
        if let Some(slot) = found.get_mut(index) {
            *slot = Some(schedule);
        }
    }
    found.into_iter().zip(&model.procedures).map(|(s, p)| s.unwrap_or_else(|| Schedule::of(p, Around::default()))).collect()
}

/// The procedures a step starts when it is done.
fn activated<'m>(step: &'m Step<'_>) -> impl Iterator<Item = ProcedureId> + 'm {
    step.duties.iter().filter_map(|d| if let ActKind::ActivateProcedure(id) = d.act.kind { Some(id) } else { None })
}

/// Nodes after those they wait for (`edges`), and where that leaves a choice after those they would rather follow (`wishes`);
/// what waits in a circle is left out.
fn topological(edges: &[Vec<usize>], wishes: &[Vec<usize>]) -> Vec<usize> {
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
        procedure.steps.iter().for_each(|s| Need::of(procedure, s).signals(&mut signals));
        if let Some(step) = procedure.steps.first() {
            procedure.finishes.iter().for_each(|f| Need::condition(procedure, step, &f.when).signals(&mut signals));
        }
        Self::with(procedure, around, signals.into_iter().collect(), silent, closed, no_end)
    }

    fn with(procedure: &Procedure<'_>, around: Around, fresh: HashSet<SignalId>, silent: HashSet<SignalId>, closed: &[bool], no_end: &[bool]) -> Self {
        let needs: Vec<Need> = procedure.steps.iter().map(|s| Need::of(procedure, s)).collect();
        let takes: Vec<Bounds> = procedure.steps.iter().map(lasts).collect();
        let edges: Vec<Vec<usize>> = needs
            .iter()
            .map(|need| {
                let mut steps = Vec::new();
                need.steps(&mut steps);
                need.procedures(&mut |id| steps.extend(around.inner.get(&id).into_iter().flat_map(|i| &i.by).copied()));
                steps.into_iter().map(StepId::index).collect()
            })
            .collect();
        // Where limits bound a step, those from whose completion they count are better known before.
        let clocks = |(step, takes): (&Step<'_>, &Bounds)| -> Vec<usize> {
            let clock = |l: &Limit<'_>| if let Clock::Step(id) = l.clock { Some(id.index()) } else { None };
            step.all_limits().filter(|_| takes.most.is_none()).filter_map(clock).collect()
        };
        let wishes: Vec<Vec<usize>> = procedure.steps.iter().zip(&takes).map(clocks).collect();
        let order = topological(&edges, &wishes);
        let mut places = vec![None; needs.len()];
        for (place, step) in order.iter().enumerate() {
            places.get_mut(*step).into_iter().for_each(|p| *p = Some(place));
        }
        let blank = vec![When { earliest: 0, latest: None }; needs.len()];
        let mut schedule =
            Self { due: blank.clone(), done: blank, needs, takes, order, places, finish: 0, fresh, silent, starter: starter(procedure).filter(|_| !around.activated), around };
        // The end comes before the recovery.
        for recovery in [false, true] {
            if recovery {
                schedule.finish = schedule.earliest_end(procedure, no_end);
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
        let from = if step.in_recovery { self.finish } else { 0 };
        let held = self.holds(need).unwrap_or(0).max(from);
        // Nobody knows when the end comes.
        let latest = self.latest(need).filter(|_| !step.in_recovery);
        let due = When { earliest: held, latest };
        // Nobody decides how long a step with a time of its own takes; another is done when its limit passes, if not before.
        let slowest = match takes.most {
            Some(most) => add(latest, Some(most)),
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
            Need::Finished(id, _) => {
                let inner = self.around.inner.get(id)?;
                let begun = inner.by.iter().filter_map(|step| self.done.get(step.index())).map(|w| w.earliest).min()?;
                Some(begun.saturating_add(inner.lasts))
            }
            // Nothing to wait for: from the start.
            Need::All(parts) if parts.is_empty() => Some(0),
            Need::All(parts) => parts.iter().filter_map(|p| self.holds(p)).max(),
            Need::Any(parts) => parts.iter().map(|p| self.holds(p)).collect::<Option<Vec<_>>>()?.into_iter().min(),
            Need::Held(inner, length, _) => Some(self.holds(inner)?.saturating_add(length.least)),
        }
    }

    /// By when something holds for sure; `None` where nothing bounds it.
    pub(crate) fn latest(&self, need: &Need) -> Option<u64> {
        match need {
            Need::Open(_) | Need::Finished(..) => None,
            Need::Unless(_) => Some(0),
            Need::Signal(id, _) => (self.starter == Some(*id)).then_some(0),
            Need::Step(id, _) => self.done.get(id.index()).and_then(|w| w.latest),
            Need::All(parts) => parts.iter().try_fold(0, |most: u64, p| Some(most.max(self.latest(p)?))),
            Need::Any(parts) => parts.iter().map(|p| self.latest(p)).reduce(sooner).unwrap_or(Some(0)),
            Need::Held(inner, length, _) => add(self.latest(inner), length.most),
        }
    }

    /// When a limit passes at the latest, for a step that is due by then.
    pub(crate) fn passes(&self, limit: &Limit<'_>, due: Option<u64>) -> Option<u64> {
        let length = Bounds::of(limit.time.length?).most;
        let from = match limit.clock {
            Clock::Due => due,
            Clock::Start => Some(0),
            Clock::Step(id) => self.done.get(id.index()).and_then(|w| w.latest),
            Clock::Signal(id) => (self.starter == Some(id)).then_some(0),
            Clock::Unstated(_) | Clock::Unknown => None,
        };
        // What is due later cannot be done before.
        later(add(from, length), due)
    }

    fn earliest_end(&self, procedure: &Procedure<'_>, no_end: &[bool]) -> u64 {
        let Some(step) = procedure.steps.first() else { return 0 };
        let possible = procedure.finishes.iter().enumerate().filter(|(at, _)| no_end.get(*at) != Some(&true));
        let ends = possible.map(|(_, f)| self.holds(&Need::condition(procedure, step, &f.when).flat()).unwrap_or(0));
        ends.min().unwrap_or(0)
    }
}

/// How long a step lasts; equipment without a time needs none.
fn lasts(step: &Step<'_>) -> Bounds {
    match &step.ast.takes {
        Some((least, most, _)) if least.millis <= most.millis => Bounds { least: Bounds::of(least).least, most: Bounds::of(most).most },
        Some(_) => Bounds { least: 0, most: None },
        None => Bounds { least: 0, most: step.automatic.is_some().then_some(0) },
    }
}

/// Signals each of which starts the procedure by itself, at once and without anybody's consent.
fn fresh(procedure: &Procedure<'_>) -> HashSet<SignalId> {
    let gated = procedure.starts.iter().any(|s| s.consents.iter().any(|c| matches!(c.kind, ConsentKind::Approved | ConsentKind::Requested | ConsentKind::Proposed)));
    if gated { HashSet::new() } else { hazards::sure_signals(procedure).into_iter().collect() }
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
