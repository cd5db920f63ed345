//! Limits that contradict one another: a simple temporal network to which the limits are added one by one.
//!
//! An edge from `a` to `b` with a weight says that `b` comes at least so long after `a`. Without limits the times of the
//! schedule fit. A limit is an edge back; where following it round comes to its own beginning with more than nothing,
//! the limits on the way cannot all be kept, and the edges on the way are the proof.

use super::bounds::signed;
use super::chain::{Term, What};
use super::limits::binds;
use super::needs::Need;
use super::relative::{Before, before_any};
use super::schedule::Schedule;
use crate::model::{Clock, Procedure, SignalId, Step, StepId};
use crate::source::Span;
use std::collections::BTreeMap;

/// Most changes of a time while limits are added.
const BUDGET: usize = 2_000_000;

/// Limits that cannot all be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Conflict {
    /// The limits: the step and the place among all its limits. The first is the one that was added last.
    pub(crate) limits: Vec<(StepId, usize)>,
    /// What takes time, in order.
    pub(crate) takes: Vec<Term>,
    /// What is allowed.
    pub(crate) allowed: Vec<Term>,
}

/// One bound between two times.
#[derive(Debug, Clone)]
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) weight: i64,
    pub(super) why: Why,
}

#[derive(Debug, Clone)]
pub(super) enum Why {
    /// Steps come one after the other.
    Order,
    Takes(Term),
    /// At most so long.
    AtMost(Term),
    Held(Term),
    /// What comes no later than the other.
    Back,
    /// The earliest moment of a step, from the start: what the network does not know one by one.
    Earliest(StepId),
    Finish(Term),
    Limit(StepId, usize, Term),
    /// It does not come at all.
    Never,
}

pub(super) const START: usize = 0;
const FINISH: usize = 1;
/// Before everything: nothing is known.
const LONG_AGO: i64 = i64::MIN / 4;

fn due(step: usize) -> usize {
    2 + 2 * step
}

fn done(step: usize) -> usize {
    3 + 2 * step
}

/// What has to last counts from the raising of a signal, which may be before the start.
fn seen(signal: usize, lasts: u64) -> usize {
    if lasts > 0 { signal + 1 } else { signal }
}

/// The limits that cannot be kept together, besides those that cannot be kept at all (`late`); `None` where the network
/// is too large. Linear where limits count from the start or from the step itself.
pub(crate) fn conflicts(procedure: &Procedure<'_>, schedule: &Schedule, late: &dyn Fn(StepId, usize) -> bool) -> Option<Vec<Conflict>> {
    let limits = || procedure.steps.iter().flat_map(|s| s.all_limits());
    if !limits().any(|l| matches!(l.clock, Clock::Step(_) | Clock::Signal(_))) {
        return Some(Vec::new());
    }
    // What happened to a signal before the start is the start's: from then on it counts.
    let mut signals: BTreeMap<SignalId, usize> = BTreeMap::new();
    let clocks = limits().filter_map(|l| if let Clock::Signal(id) = l.clock { Some(id) } else { None });
    let mut spoken: Vec<SignalId> = clocks.collect();
    schedule.needs.iter().for_each(|need| need.signals(&mut spoken));
    for id in spoken {
        let next = due(procedure.steps.len()) + 2 * signals.len();
        signals.entry(id).or_insert(next);
    }
    let mut network = Network::of(procedure, schedule, &signals);
    let (mut found, mut own) = (Vec::new(), Vec::new());
    for (index, step) in procedure.steps.iter().enumerate().filter(|(i, _)| schedule.position(StepId(*i as u32)).is_some()) {
        for (rung, limit) in step.all_limits().enumerate().filter(|(rung, _)| binds(step, *rung)) {
            let id = StepId(index as u32);
            let Some(most) = limit.time.length.and_then(|d| schedule.length(d).most).filter(|_| !late(id, rung)) else { continue };
            let to = match limit.clock {
                Clock::Due | Clock::Unstated(_) => due(index),
                Clock::Start => START,
                Clock::Step(from) => done(from.index()),
                Clock::Signal(from) => signals.get(&from).map_or(START, |node| node + 1),
                Clock::Unknown => continue,
            };
            let term = Term { what: What::Limit(id), millis: most, span: limit.span };
            let edge = Edge { from: done(index), to, weight: -signed(most), why: Why::Limit(id, rung, term) };
            // Each of the others can be kept alone: what fights with them is the one that counts from elsewhere.
            if matches!(limit.clock, Clock::Step(_) | Clock::Signal(_)) { own.push(edge) } else { found.extend(network.add(edge)?) }
        }
    }
    for edge in own {
        found.extend(network.add(edge)?);
    }
    Some(found.into_iter().map(|edges| network.conflict(procedure, &edges)).collect())
}

pub(super) struct Network<'s> {
    schedule: &'s Schedule,
    pub(super) edges: Vec<Edge>,
    pub(super) out: Vec<Vec<usize>>,
    /// The first times with the limits added so far.
    pub(super) times: Times,
    /// The first times without any limit, and how many edges say so.
    pub(super) base: (Times, usize),
    pub(super) left: usize,
}

/// When each node is, at the earliest.
#[derive(Debug, Clone, Default)]
pub(super) struct Times {
    pub(super) time: Vec<i64>,
    /// The edge that sets the time of a node.
    pub(super) parent: Vec<Option<usize>>,
}

impl<'s> Network<'s> {
    fn of(procedure: &Procedure<'_>, schedule: &'s Schedule, signals: &BTreeMap<SignalId, usize>) -> Self {
        let count = due(procedure.steps.len()) + 2 * signals.len();
        let (out, time, parent) = (vec![Vec::new(); count], vec![LONG_AGO; count], vec![None; count]);
        let mut network = Self { schedule, edges: Vec::new(), out, times: Times { time, parent }, base: (Times::default(), 0), left: BUDGET };
        network.set(START, 0);
        let finish = schedule.finish.earliest;
        network.set(FINISH, signed(finish));
        let end = Term { what: What::Finish, millis: finish, span: procedure.finishes.first().map_or(procedure.head.name.span, |f| f.span) };
        network.edge(START, FINISH, signed(finish), Why::Finish(end));
        match schedule.ends.as_slice() {
            [end] => network.need(end, FINISH, None, 0, signals),
            ends => network.any(ends, FINISH, None, 0, signals),
        }
        // It comes no later than each of its ways.
        schedule.ends.iter().for_each(|end| network.no_later(end, FINISH, signals));
        for index in &schedule.order {
            if let Some(step) = procedure.steps.get(*index) {
                network.step(procedure, step, *index, signals);
            }
        }
        for (id, node) in signals {
            network.signal(*id, *node);
        }
        network.find_parents();
        network.base = (network.times.clone(), network.edges.len());
        network
    }

    fn step(&mut self, procedure: &Procedure<'_>, step: &Step<'_>, index: usize, signals: &BTreeMap<SignalId, usize>) {
        let schedule = self.schedule;
        let id = StepId(index as u32);
        let Some((need, takes)) = schedule.needs.get(index).zip(schedule.takes.get(index)) else { return };
        let Some((first, last)) = schedule.due.get(index).zip(schedule.done.get(index)) else { return };
        self.set(due(index), signed(first.earliest));
        self.set(done(index), signed(last.earliest));
        let from = if step.in_recovery { FINISH } else { START };
        self.edge(from, due(index), 0, Why::Order);
        let term = |pick| schedule.takes_term(procedure, id, pick);
        self.edge(due(index), done(index), signed(takes.least), term(|b| Some(b.least)).map_or(Why::Order, Why::Takes));
        if let Some(most) = takes.most {
            self.edge(done(index), due(index), -signed(most), term(|b| b.most).map_or(Why::Back, Why::AtMost));
        }
        self.need(need, due(index), None, 0, signals);
        self.edge(START, due(index), signed(first.earliest), Why::Earliest(id));
        self.no_later(need, due(index), signals);
    }

    /// What must come before a node, and how long before.
    fn need(&mut self, need: &Need, node: usize, held: Option<&Term>, after: u64, signals: &BTreeMap<SignalId, usize>) {
        let why = || held.cloned().map_or(Why::Order, Why::Held);
        match need {
            Need::Step(id, _) => self.edge(done(id.index()), node, signed(after), why()),
            Need::Signal(id, _) => {
                if let Some(signal) = signals.get(id) {
                    self.edge(seen(*signal, after), node, signed(after), why());
                }
            }
            Need::All(parts) => parts.iter().for_each(|p| self.need(p, node, held, after, signals)),
            Need::Held(inner, length, what, span) => {
                let sum = after.saturating_add(length.least);
                let term = Term { what: *what, millis: sum, span: held.map_or(*span, |t| t.span) };
                self.need(inner, node, Some(&term), sum, signals);
            }
            Need::Any(parts) => self.any(parts, node, held, after, signals),
            Need::Open(_) | Need::Unless(_) | Need::End(_) => {}
        }
    }

    /// Whichever of several steps is first: what all of them wait for comes before.
    fn any(&mut self, parts: &[Need], node: usize, held: Option<&Term>, after: u64, signals: &BTreeMap<SignalId, usize>) {
        for (earlier, distance) in before_any(self.schedule, parts).unwrap_or_default() {
            let from = match earlier {
                Before::Step(id) => Some(done(id.index())),
                Before::End => Some(FINISH),
                Before::Signal(id) => signals.get(&id).map(|node| seen(*node, distance.unsigned_abs().saturating_add(after))),
            };
            let term = Term { what: What::Apart, millis: after.saturating_add(distance.unsigned_abs()), span: parts.first().map_or(Span::default(), Need::span) };
            let why = if term.millis == 0 { Why::Order } else { Why::Held(held.cloned().map_or_else(|| term.clone(), |held| Term { millis: term.millis, ..held })) };
            if let Some(from) = from {
                self.edge(from, node, signed(term.millis), why);
            }
        }
    }

    /// A step that waits for one thing alone is due exactly then; one that waits for any of several no later than each.
    fn no_later(&mut self, need: &Need, node: usize, signals: &BTreeMap<SignalId, usize>) {
        match need {
            Need::All(parts) if parts.is_empty() => self.edge(node, START, 0, Why::Back),
            Need::Step(id, _) => self.edge(node, done(id.index()), 0, Why::Back),
            Need::Signal(id, _) => {
                if let Some(signal) = signals.get(id) {
                    self.edge(node, *signal, 0, Why::Back);
                }
            }
            Need::Any(parts) => {
                for part in parts {
                    if let Need::Step(id, _) = part {
                        self.edge(node, done(id.index()), 0, Why::Back);
                    }
                }
            }
            Need::Held(inner, length, what, span) => {
                let still = self.schedule.still(inner, length);
                let from_start = matches!(&**inner, Need::All(parts) if parts.is_empty()) || self.schedule.raised(inner).is_some();
                let to = if let Need::Step(id, _) = &**inner { Some(done(id.index())) } else { from_start.then_some(START) };
                if let (Some(to), Some(most)) = (to, still.most) {
                    let term = Term { what: *what, millis: most, span: *span };
                    self.edge(node, to, -signed(most), Why::AtMost(term));
                }
            }
            Need::End(_) => self.edge(node, FINISH, 0, Why::Back),
            Need::All(_) | Need::Open(_) | Need::Unless(_) => {}
        }
    }

    /// When a signal was raised (the second node), and when the procedure saw it (the first): not before the start.
    fn signal(&mut self, id: SignalId, node: usize) {
        let raised = node + 1;
        self.set(node, 0);
        self.edge(START, node, 0, Why::Order);
        self.edge(raised, node, 0, Why::Order);
        if self.schedule.fresh.contains(&id) {
            self.set(raised, 0);
            self.edge(START, raised, 0, Why::Order);
        }
        let Some(known) = self.schedule.around.raised.get(&id).copied().filter(|r| r.sure) else { return };
        let term = |millis| Term { what: What::Earlier, millis, span: known.span };
        self.edge(raised, START, signed(known.least), if known.least > 0 { Why::Held(term(known.least)) } else { Why::Back });
        self.edge(node, START, 0, Why::Back);
        if let Some(most) = known.ever {
            self.set(raised, -signed(most));
            self.edge(START, raised, -signed(most), if most > 0 { Why::AtMost(term(most)) } else { Why::Order });
        }
    }

    pub(super) fn set(&mut self, node: usize, time: i64) {
        if let Some(slot) = self.times.time.get_mut(node) {
            *slot = time;
        }
    }

    pub(super) fn at(&self, node: usize) -> i64 {
        self.times.time.get(node).copied().unwrap_or(LONG_AGO)
    }

    pub(super) fn edge(&mut self, from: usize, to: usize, weight: i64, why: Why) {
        if let Some(out) = self.out.get_mut(from) {
            out.push(self.edges.len());
            self.edges.push(Edge { from, to, weight, why });
        }
    }

    /// The edges that make the first times what they are; where steps one by one explain a time, they do.
    fn find_parents(&mut self) {
        for known in [true, false] {
            for (index, edge) in self.edges.iter().enumerate() {
                let forward = match edge.why {
                    Why::Order | Why::Takes(_) | Why::Held(_) | Why::Finish(_) => known,
                    Why::Earliest(_) => !known,
                    Why::AtMost(_) | Why::Back | Why::Limit(..) | Why::Never => false,
                };
                let sets = forward && edge.to != START && self.at(edge.from).saturating_add(edge.weight) == self.at(edge.to);
                if let Some(parent) = self.times.parent.get_mut(edge.to).filter(|parent| sets && parent.is_none()) {
                    *parent = Some(index);
                }
            }
        }
    }

    fn conflict(&self, procedure: &Procedure<'_>, round: &[Edge]) -> Conflict {
        let mut conflict = Conflict { limits: Vec::new(), takes: Vec::new(), allowed: Vec::new() };
        for edge in round {
            match &edge.why {
                Why::Order | Why::Back | Why::Never => {}
                Why::Takes(term) | Why::Held(term) | Why::Finish(term) => conflict.takes.push(term.clone()),
                Why::Earliest(id) => conflict.takes.extend(self.schedule.earliest_chain(procedure, *id)),
                Why::AtMost(term) => conflict.allowed.push(term.clone()),
                Why::Limit(step, rung, term) => {
                    conflict.limits.push((*step, *rung));
                    conflict.allowed.push(term.clone());
                }
            }
        }
        conflict.takes.retain(|t| t.millis > 0);
        conflict
    }
}
