//! What a procedure knows of its start and of the other procedures of its plan.

use super::bounds::{Bounds, Reading, add, later};
use super::chain::What;
use super::needs::Need;
use super::relative::{Before, Unknown, before, done_after};
use super::schedule::{Schedule, fresh, topological};
use crate::ast::Modal;
use crate::model::{ActKind, Clock, Cond, CondKind, Model, Procedure, ProcedureId, SignalId, Start, Step, StepId};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Most signals of a plan for which it is looked up how long before an activation they were raised.
const LOOKUPS: usize = 4_000;

/// Of an end with more parts only the least and the most it takes is known elsewhere, so that many steps may wait for it.
const MOST_PARTS: usize = 64;

/// The end of another procedure that steps of this one start, in terms of this one.
#[derive(Debug, Clone)]
pub(crate) struct Inner {
    /// After the first of the steps that are sure to start it.
    pub(crate) sure: Option<Need>,
    /// After the first of the others.
    pub(crate) unsure: Option<Need>,
    /// Whether nothing else starts it: then it was not finished long ago.
    pub(crate) alone: bool,
    /// The steps that start it.
    pub(crate) by: Vec<StepId>,
    /// How long it lasts at least.
    pub(crate) lasts: u64,
}

impl Inner {
    fn of(schedule: &Schedule, id: ProcedureId, by: &[&Starter], alone: bool, span: Span) -> Self {
        let after = |wanted: bool| {
            let steps: Vec<Need> = by.iter().filter(|s| s.sure == wanted).map(|s| Need::Step(s.step, span)).collect();
            (!steps.is_empty()).then(|| ended(schedule, &Need::Any(steps).flat(), id, span))
        };
        Self { sure: after(true), unsure: after(false), alone, by: by.iter().map(|s| s.step).collect(), lasts: schedule.finish.earliest }
    }
}

/// What the end of a procedure waits for that has begun then.
fn ended(schedule: &Schedule, begun: &Need, id: ProcedureId, span: Span) -> Need {
    if schedule.ends.is_empty() {
        return Need::Open(span);
    }
    let mut size = 0;
    schedule.ends.iter().for_each(|end| end.walk(&mut |_| size += 1));
    if size > MOST_PARTS {
        let lasts = Bounds { least: schedule.finish.earliest, most: schedule.finish.latest };
        return Need::Held(Box::new(begun.clone()), lasts, What::Procedure(id), span);
    }
    let ends = schedule.ends.iter().map(|end| seen_from(schedule, end, begun, id)).collect();
    Need::All(vec![begun.clone(), Need::Any(ends)]).flat()
}

fn seen_from(schedule: &Schedule, need: &Need, begun: &Need, id: ProcedureId) -> Need {
    let all = |parts: &[Need]| parts.iter().map(|p| seen_from(schedule, p, begun, id)).collect();
    let after = |lasts: Bounds, span: Span| Need::Held(Box::new(begun.clone()), lasts, What::Procedure(id), span);
    match need {
        Need::Open(span) | Need::End(span) => Need::Open(*span),
        Need::Unless(_) => begun.clone(),
        Need::Signal(..) if schedule.raised(need).is_some() => begun.clone(),
        Need::Signal(..) => need.clone(),
        Need::Step(step, span) => match schedule.done.get(step.index()) {
            Some(done) => after(Bounds { least: done.earliest, most: done.latest }, *span),
            None => Need::Open(*span),
        },
        Need::All(parts) => Need::All(all(parts)),
        Need::Any(parts) => Need::Any(all(parts)),
        Need::Held(inner, length, _, span) if schedule.raised(inner).is_some() => after(schedule.still(inner, length), *span),
        Need::Held(inner, length, what, span) => Need::Held(Box::new(seen_from(schedule, inner, begun, id)), *length, *what, *span),
    }
}

/// How long before the start a signal was raised.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Raised {
    pub(crate) least: u64,
    /// In a slow run.
    pub(crate) most: Option<u64>,
    /// The same in every run.
    pub(crate) ever: Option<u64>,
    /// Whether it is always raised at the start.
    pub(crate) sure: bool,
    /// Whether there was too much to look at.
    pub(crate) too_large: bool,
    /// Where it is written that the procedure starts then.
    pub(crate) span: Span,
}

/// What a procedure knows of its start and of the others.
#[derive(Debug, Clone, Default)]
pub(crate) struct Around {
    /// The procedures that it starts.
    pub(crate) inner: HashMap<ProcedureId, Inner>,
    /// Whether another procedure may start it.
    pub(crate) activated: bool,
    /// What holds at its start for sure, signals apart.
    pub(crate) given: BTreeSet<Atom>,
    /// What begins to hold at its start: that is its start.
    pub(crate) begins: Option<Atom>,
    /// Signals that may have been raised before its start; any other counts as raised at its start or later.
    pub(crate) raised: BTreeMap<SignalId, Raised>,
    /// Signals of which its starts speak.
    pub(crate) asked: BTreeSet<SignalId>,
    /// How lengths are read.
    pub(crate) reading: Reading,
}

/// A condition about one thing, and how long it has to hold.
pub(crate) type Atom = ((u8, u32, u8, i64), u64);

/// The one thing that a condition is about, where it is so simple.
pub(crate) fn atom(condition: &Cond<'_>) -> Option<Atom> {
    let plain = |kind, id, sign, value| Some(((kind, id, sign, value), 0));
    match &condition.kind {
        CondKind::Signal(id) => plain(0, id.0, 0, 0),
        CondKind::Finished(id) => plain(1, id.0, 0, 0),
        CondKind::Gauge(id, sign, value) => plain(2, id.0, *sign as u8, value.thousandths),
        CondKind::Level(id, level) => plain(3, id.0, 0, *level as i64),
        CondKind::Ladder(id, sign, level) => plain(4, id.0, *sign as u8, *level as i64),
        CondKind::Held(inner, Some(length)) => atom(inner).filter(|(_, held)| *held == 0).map(|(key, _)| (key, length.millis)),
        CondKind::Held(_, None) | CondKind::Done(_) | CondKind::Not(_) | CondKind::And(_) | CondKind::Or(_) | CondKind::Unknown => None,
    }
}

/// A step that starts another procedure when it is done, and whether it is sure to.
#[derive(Debug, Clone, Copy)]
struct Starter {
    procedure: usize,
    step: StepId,
    sure: bool,
}

/// The times of every procedure of a plan.
pub(crate) fn schedules(model: &Model<'_>) -> Vec<Schedule> {
    read(model, Reading::Plain)
}

/// The same with another reading of lengths. Linear in the size of the plan, apart from looking up when signals were raised.
pub(super) fn read(model: &Model<'_>, reading: Reading) -> Vec<Schedule> {
    let mut starters: Vec<Vec<Starter>> = vec![Vec::new(); model.procedures.len()];
    for (index, procedure) in model.procedures.iter().enumerate() {
        for (step, (id, sure)) in procedure.steps.iter().enumerate().flat_map(|(at, s)| activated(s).map(move |id| (at, id))) {
            let starter = Starter { procedure: index, step: StepId(step as u32), sure };
            starters.get_mut(id.index()).into_iter().for_each(|list| list.push(starter));
        }
    }
    let mut all = All { model, order: Vec::new(), starters, lookups: LOOKUPS };
    let edges: Vec<Vec<usize>> = model.procedures.iter().map(|p| p.steps.iter().flat_map(activated).map(|(id, _)| id.index()).collect()).collect();
    all.order = topological(&edges, &[]);
    let seen: HashSet<usize> = all.order.iter().copied().collect();
    all.order.extend((0..edges.len()).filter(|n| !seen.contains(n)));
    let mut around: Vec<Around> = model.procedures.iter().zip(&all.starters).map(|(p, by)| own(p, !by.is_empty(), reading)).collect();
    let first = all.build(&mut around);
    match all.inherit(&mut around, first) {
        Ok(first) => first,
        Err(()) => all.build(&mut around),
    }
}

struct All<'m, 'a> {
    model: &'m Model<'a>,
    /// Each procedure after those that it starts.
    order: Vec<usize>,
    starters: Vec<Vec<Starter>>,
    lookups: usize,
}

impl All<'_, '_> {
    fn build(&self, around: &mut [Around]) -> Vec<Schedule> {
        let mut found: Vec<Option<Schedule>> = self.model.procedures.iter().map(|_| None).collect();
        for index in &self.order {
            let Some((procedure, known)) = self.model.procedures.get(*index).zip(around.get(*index)) else { continue };
            let schedule = Schedule::of(procedure, known.clone());
            let by = self.starters.get(*index).map_or(&[][..], Vec::as_slice);
            let owners: BTreeSet<usize> = by.iter().map(|s| s.procedure).filter(|owner| owner != index).collect();
            for owner in &owners {
                let alone = procedure.starts.is_empty() && by.iter().all(|s| s.procedure == *owner);
                let by: Vec<&Starter> = by.iter().filter(|s| s.procedure == *owner).collect();
                let id = ProcedureId(*index as u32);
                let inner = Inner::of(&schedule, id, &by, alone, procedure.head.name.span);
                if let Some(around) = around.get_mut(*owner) {
                    around.inner.insert(id, inner);
                }
            }
            if let Some(slot) = found.get_mut(*index) {
                *slot = Some(schedule);
            }
        }
        found.into_iter().zip(&self.model.procedures).map(|(s, p)| s.unwrap_or_else(|| Schedule::of(p, Around::default()))).collect()
    }

    /// What the procedures that start another know of its signals; `Err` where that changes what was known.
    fn inherit(&mut self, around: &mut [Around], mut schedules: Vec<Schedule>) -> Result<Vec<Schedule>, ()> {
        let mut changed = false;
        // What those ask that a procedure starts it has to know as well.
        let mut wanted: Vec<BTreeSet<SignalId>> = self.model.procedures.iter().zip(&schedules).map(|(p, s)| spoken(p, s)).collect();
        for index in &self.order {
            let inner = wanted.get(*index).cloned().unwrap_or_default();
            let by: BTreeSet<usize> = self.starters.get(*index).into_iter().flatten().map(|s| s.procedure).collect();
            by.into_iter().for_each(|owner| wanted.get_mut(owner).into_iter().for_each(|w| w.extend(&inner)));
        }
        for index in self.order.clone().into_iter().rev() {
            let Some(by) = self.starters.get(index).cloned().filter(|by| !by.is_empty()) else { continue };
            let Some((procedure, schedule)) = self.model.procedures.get(index).zip(schedules.get(index)) else { continue };
            for id in wanted.get(index).into_iter().flatten().copied().collect::<Vec<_>>() {
                let mut ways: Vec<Option<Raised>> = procedure.starts.iter().map(|s| by_start(s, id, schedule.around.reading)).collect();
                for starter in by.iter().filter(|s| s.procedure != index) {
                    ways.push(self.by_step(*starter, id, &schedules));
                }
                // What starts it by itself was not raised before.
                let fresh = schedule.fresh.contains(&id);
                let raised = whichever(&ways).map(|r| if fresh { Raised { least: 0, most: Some(0), ever: Some(0), ..r } } else { r });
                if let Some(raised) = raised.filter(|r| !fresh || r.sure) {
                    if let Some(around) = around.get_mut(index) {
                        around.raised.insert(id, raised);
                    }
                    changed = true;
                }
            }
            // What it starts in turn asks this schedule.
            if let Some((slot, known)) = schedules.get_mut(index).zip(around.get(index)) {
                slot.around.raised.clone_from(&known.raised);
            }
        }
        if changed { Err(()) } else { Ok(schedules) }
    }

    fn by_step(&mut self, starter: Starter, id: SignalId, schedules: &[Schedule]) -> Option<Raised> {
        let (procedure, schedule) = self.model.procedures.get(starter.procedure).zip(schedules.get(starter.procedure))?;
        let span = procedure.step(starter.step)?.name().span;
        let blank = Raised { least: 0, most: None, ever: None, sure: false, too_large: false, span };
        let Some(left) = self.lookups.checked_sub(1) else { return Some(Raised { too_large: true, ..blank }) };
        self.lookups = left;
        let Some(known) = before(schedule, starter.step) else { return Some(Raised { too_large: true, ..blank }) };
        let outer = schedule.around.raised.get(&id);
        let since = known.get(&Before::Signal(id)).map(|distance| u64::try_from(*distance).unwrap_or(0));
        let at_start = outer.filter(|r| r.sure).zip(schedule.done.get(starter.step.index())).map(|(r, w)| r.least.saturating_add(w.earliest));
        let sure = since.max(at_start);
        if sure.is_none() && outer.is_none() && !schedule.around.asked.contains(&id) {
            return None;
        }
        let after = |ever| match done_after(procedure, schedule, id, starter.step, ever) {
            Ok(late) => (u64::try_from(late.millis).ok().or(Some(0)), false),
            Err(Unknown::Open(_)) => (None, false),
            Err(Unknown::TooLarge) => (None, true),
        };
        let ((most, too_large), (ever, _)) = (after(false), after(true));
        Some(Raised { least: sure.unwrap_or(0), most, ever, sure: sure.is_some(), too_large, ..blank })
    }
}

/// Signals of which the needs and the limits of a procedure speak.
fn spoken(procedure: &Procedure<'_>, schedule: &Schedule) -> BTreeSet<SignalId> {
    let mut found = Vec::new();
    schedule.needs.iter().chain(&schedule.ends).for_each(|need| need.signals(&mut found));
    let clocks = procedure.steps.iter().flat_map(|s| s.all_limits()).filter_map(|l| if let Clock::Signal(id) = l.clock { Some(id) } else { None });
    found.into_iter().chain(clocks).collect()
}

/// What a procedure says of its own start.
fn own(procedure: &Procedure<'_>, activated: bool, reading: Reading) -> Around {
    let mut around = Around { activated, reading, ..Around::default() };
    procedure.starts.iter().for_each(|s| asked(&s.when, &mut |id| { around.asked.insert(id); }));
    if activated {
        // What starts it decides; only what its own starts say of signals stays, see `inherit`.
        return around;
    }
    let fresh = fresh(procedure);
    for id in around.asked.clone() {
        let ways: Vec<Option<Raised>> = procedure.starts.iter().map(|s| by_start(s, id, reading)).collect();
        let known = whichever(&ways).filter(|r| !fresh.contains(&id) || r.sure);
        around.raised.extend(known.map(|raised| (id, raised)));
    }
    if let [start] = procedure.starts.as_slice() {
        around.begins = atom(&start.when).filter(|_| start.consents.is_empty());
    }
    let mut given = procedure.starts.iter().map(|s| joined(&s.when).iter().filter_map(atom).collect::<BTreeSet<Atom>>());
    let first = given.next().unwrap_or_default();
    around.given = given.fold(first, |all, more| all.intersection(&more).copied().collect());
    around
}

/// The parts that a condition joins by `and`.
fn joined<'c, 'a>(condition: &'c Cond<'a>) -> &'c [Cond<'a>] {
    if let CondKind::And(parts) = &condition.kind { parts } else { std::slice::from_ref(condition) }
}

/// How long before this start the signal was raised; `None` where the start does not ask for it.
fn by_start(start: &Start<'_>, id: SignalId, reading: Reading) -> Option<Raised> {
    let parts = joined(&start.when);
    let span = start.when.span;
    let is = |c: &Cond<'_>| matches!(c.kind, CondKind::Signal(other) if other == id);
    let length = |c: &Cond<'_>| {
        let held = if let CondKind::Held(inner, Some(length)) = &c.kind { is(inner).then(|| reading.bounds(length)) } else { None };
        held.or(is(c).then_some(Bounds { least: 0, most: Some(0) }))
    };
    // Whoever has to agree does so by the limit, if there is one.
    let limit = start.limit.as_ref().filter(|l| l.clock == Clock::Due).and_then(|l| reading.bounds(l.time.length?).most);
    let agreed = if start.consents.is_empty() { Some(0) } else { limit };
    let Some(length) = parts.iter().filter_map(length).max_by_key(|b| b.least) else {
        let mut found = false;
        asked(&start.when, &mut |other| found |= other == id);
        let most = agreed.filter(|_| is_alternative(&start.when, id));
        return (found && most != Some(0)).then_some(Raised { least: 0, most, ever: most, sure: false, too_large: false, span });
    };
    let most = add(length.most, agreed).filter(|_| parts.len() == 1);
    Some(Raised { least: length.least, most, ever: most, sure: true, too_large: false, span })
}

/// Whether the signal alone is one of several ways to meet a condition: it is raised at that instant, or not asked for.
fn is_alternative(condition: &Cond<'_>, id: SignalId) -> bool {
    let alternatives = if let CondKind::Or(parts) = &condition.kind { parts } else { std::slice::from_ref(condition) };
    alternatives.iter().any(|part| matches!(part.kind, CondKind::Signal(other) if other == id))
}

/// Calls `visit` for each signal that has to be raised, in some way of meeting a condition.
fn asked(condition: &Cond<'_>, visit: &mut dyn FnMut(SignalId)) {
    match &condition.kind {
        CondKind::Signal(id) => visit(*id),
        CondKind::And(parts) | CondKind::Or(parts) => parts.iter().for_each(|p| asked(p, visit)),
        CondKind::Held(inner, _) => asked(inner, visit),
        CondKind::Not(_)
        | CondKind::Done(_)
        | CondKind::Finished(_)
        | CondKind::Level(..)
        | CondKind::Gauge(..)
        | CondKind::Ladder(..)
        | CondKind::Unknown => {}
    }
}

/// How long before the start, in whichever way the procedure starts.
fn whichever(ways: &[Option<Raised>]) -> Option<Raised> {
    let first = ways.iter().flatten().next()?;
    let sure = ways.iter().all(|w| w.is_some_and(|r| r.sure));
    let most = |of: fn(&Raised) -> Option<u64>| ways.iter().flatten().map(of).reduce(later).flatten();
    let least = ways.iter().flatten().map(|r| r.least).min().filter(|_| sure).unwrap_or(0);
    let too_large = ways.iter().flatten().any(|r| r.too_large);
    Some(Raised { least, most: most(|r| r.most), ever: most(|r| r.ever), sure, too_large, span: first.span })
}

/// The procedures a step starts when it is done, and whether it is sure to: what may be done need not be.
pub(super) fn activated<'m>(step: &'m Step<'_>) -> impl Iterator<Item = (ProcedureId, bool)> + 'm {
    step.duties.iter().filter_map(|d| if let ActKind::ActivateProcedure(id) = d.act.kind { Some((id, matches!(d.modal, Modal::Must | Modal::Should))) } else { None })
}
