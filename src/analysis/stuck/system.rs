//! One procedure as P211 looks at it: what the world decides, and the steps on which its ends depend.

use super::own::Own;
use crate::analysis::states::formula::{Atom, Expr, UNSET};
use crate::analysis::states::reader::{Held, Reader, Thing};
use crate::analysis::conditions::Scales;
use crate::analysis::flow::whole::{Fact, Whole};
use crate::model::{CondKind, Model, ProcedureId, StepId};
use crate::source::Span;
use std::collections::{BTreeSet, HashSet};

/// Most parts of conditions that are read for one procedure, levels written out.
const MAX_SIZE: usize = 50_000;

/// Most values of several things together that are tried.
const MAX_WORLDS: usize = 4096;

/// One procedure.
#[derive(Debug)]
pub(super) struct System {
    pub(super) things: Vec<Thing>,
    /// For each thing, the values that make a difference.
    pub(super) samples: Vec<Vec<i64>>,
    pub(super) held: Vec<Held>,
    /// The conditions under which it starts, each part of an `or` apart, with the start it belongs to.
    pub(super) starts: Vec<(usize, Expr)>,
    /// The step that starts it, where it has no start of its own and is not started by somebody.
    pub(super) starter: Option<(ProcedureId, StepId)>,
    pub(super) finishes: Vec<Expr>,
    /// For each step, when it becomes due.
    pub(super) guards: Vec<Expr>,
    /// The steps on which an end depends, in order.
    pub(super) cone: Vec<usize>,
    /// For each step that is done by itself, the least time it takes.
    pub(super) automatic: Vec<Option<u64>>,
    /// Things that matter only for the start.
    pub(super) early: Vec<bool>,
    /// From this one on, what has to hold for some time matters only for the start.
    pub(super) early_held: usize,
    /// Signals that may be cleared: an end asks that they are not raised. Other reports are not taken back.
    pub(super) cleared: Vec<usize>,
    /// No condition asks that something is not done, or has not held for some time.
    pub(super) plain: bool,
    /// The values of what the ends speak of, in every combination; `None` where there are too many.
    pub(super) worlds: Option<Vec<Vec<i64>>>,
    /// The values with which no start holds; `None` where there are too many.
    pub(super) calm: Option<Vec<Vec<i64>>>,
    /// Parts of all conditions.
    pub(super) size: usize,
}

/// What is read of a procedure.
pub(super) enum Reading {
    System(Box<System>),
    /// All that its ends ask of its steps comes in every run.
    Certain,
    TooLarge,
}

/// Reads a procedure.
pub(super) fn read(model: &Model<'_>, whole: &Whole, scales: &Scales, broken: &dyn Fn(Span) -> bool, id: ProcedureId) -> Option<Reading> {
    let procedure = model.procedure(id)?;
    let mut reader = Reader::new(model, broken, MAX_SIZE);
    let mut own = Own { model, whole, id, procedure, granted: HashSet::new() };
    let finishes: Vec<Expr> = procedure.finishes.iter().map(|f| reader.condition(&f.when, true, &own)).collect();
    let starter = if procedure.starts.is_empty() { starters(whole, id).first().copied() } else { None };
    if procedure.starts.is_empty() {
        own.granted = spoken_of(model, whole, id);
    }
    let mut guards: Vec<Expr> = procedure.steps.iter().map(|_| Expr::Const(false)).collect();
    let cone = cone(&own, &mut reader, &finishes, &mut guards);
    if certain(&reader, &finishes, &guards, &cone) {
        return Some(Reading::Certain);
    }
    let (late, early_held) = (reader.things.len(), reader.held.len());
    let mut starts = Vec::new();
    for (index, start) in procedure.starts.iter().enumerate() {
        let when = before(reader.condition(&start.when, true, &own));
        let parts = if let Expr::Any(parts) = when { parts } else { vec![when] };
        starts.extend(parts.into_iter().map(|part| (index, part)));
    }
    if reader.too_large {
        return Some(Reading::TooLarge);
    }
    let scale = |(thing, thresholds): (&Thing, &Vec<i64>)| match thing {
        Thing::Signal(_) | Thing::Level(..) | Thing::Open(_) => vec![0, 1],
        Thing::Gauge(gauge) => scales.get(*gauge, false).samples(thresholds.clone()),
    };
    let samples: Vec<Vec<i64>> = reader.things.iter().zip(&reader.thresholds).map(scale).collect();
    let every = || finishes.iter().chain(cone.iter().filter_map(|s| guards.get(*s)));
    let plain = every().chain(reader.held.iter().flat_map(|h| [&h.is])).all(is_plain);
    let mut size = 1;
    every().chain(starts.iter().map(|s| &s.1)).for_each(|e| e.walk(&mut |_| size += 1));
    reader.held.iter().for_each(|h| h.is.walk(&mut |_| size += 1));
    let mut system = System {
        early: (0..reader.things.len()).map(|thing| thing >= late).collect(),
        automatic: procedure.steps.iter().map(|s| s.automatic.as_ref().map(|_| s.takes.map_or(0, |t| t.0))).collect(),
        things: reader.things,
        held: reader.held,
        samples,
        early_held,
        starts,
        starter,
        finishes,
        guards,
        cone,
        plain,
        size,
        cleared: Vec::new(),
        worlds: None,
        calm: None,
    };
    system.cleared = system.denied();
    let all: Vec<usize> = (0..system.things.len()).collect();
    system.worlds = system.combine(&system.vars(&system.finishes));
    system.calm = system.combine(&all).map(|all| all.into_iter().filter(|values| !system.starts_with(values)).collect());
    Some(Reading::System(Box::new(system)))
}

/// The steps that start a procedure.
fn starters(whole: &Whole, id: ProcedureId) -> Vec<(ProcedureId, StepId)> {
    let due = |fact: Fact| if let Fact::Due(of, step) = fact { Some((of, step)) } else { None };
    whole.sparks.iter().filter(|s| s.to == id).filter_map(|s| due(s.fact)).collect()
}

/// The signals and gauges that decide whether a procedure is started from others: their starts and their steps speak of them.
fn spoken_of(model: &Model<'_>, whole: &Whole, id: ProcedureId) -> HashSet<Thing> {
    let (mut found, mut seen, mut open) = (HashSet::new(), HashSet::from([id]), vec![id]);
    while let Some(at) = open.pop() {
        for from in whole.sparks.iter().filter(|s| s.to == at).map(|s| s.from).filter(|from| seen.insert(*from)).collect::<Vec<_>>() {
            open.push(from);
            let procedure = model.procedure(from).into_iter();
            let whens = procedure.flat_map(|p| p.starts.iter().map(|s| &s.when).chain(p.steps.iter().filter_map(|s| s.when.as_ref())));
            whens.for_each(|c| c.walk(&mut |c| match c.kind {
                CondKind::Signal(id) => drop(found.insert(Thing::Signal(id))),
                CondKind::Gauge(id, ..) => drop(found.insert(Thing::Gauge(id))),
                // What a level depends on is not looked up: all gauges and signals may be meant.
                CondKind::Level(..) | CondKind::Ladder(..) => {
                    found.extend((0..model.gauges.len()).map(|g| Thing::Gauge(crate::model::GaugeId(g as u32))));
                    found.extend((0..model.signals.len()).map(|s| Thing::Signal(crate::model::SignalId(s as u32))));
                }
                CondKind::Or(_) | CondKind::And(_) | CondKind::Not(_) | CondKind::Held(..) | CondKind::Done(_) | CondKind::Finished(_) | CondKind::Unknown => {}
            }));
        }
    }
    found
}

/// The steps on which the ends depend, each read once.
fn cone(own: &Own<'_, '_>, reader: &mut Reader<'_, '_>, finishes: &[Expr], guards: &mut [Expr]) -> Vec<usize> {
    let mut seen = vec![false; guards.len()];
    let mut open: Vec<usize> = finishes.iter().flat_map(|f| asked(reader, f)).collect();
    while let Some(index) = open.pop() {
        let (Some(seen), Some(step)) = (seen.get_mut(index), own.procedure.steps.get(index)) else { continue };
        if std::mem::replace(seen, true) {
            continue;
        }
        let mut all: Vec<Expr> = step.after.iter().map(|o| reader.order(o, own)).collect();
        all.extend(step.when.iter().map(|c| reader.condition(c, true, own)));
        let guard = if all.len() == 1 { all.remove(0) } else { Expr::All(all) };
        open.extend(asked(reader, &guard));
        if let Some(slot) = guards.get_mut(index) {
            *slot = guard;
        }
    }
    seen.iter().enumerate().filter(|(_, seen)| **seen).map(|(index, _)| index).collect()
}

/// The steps that a condition speaks of.
fn asked(reader: &Reader<'_, '_>, expr: &Expr) -> Vec<usize> {
    let (mut found, mut open) = (Vec::new(), vec![expr]);
    while let Some(expr) = open.pop() {
        expr.walk(&mut |atom| match atom {
            Atom::Done(step, _) => found.push(step),
            Atom::Held(held, is) => open.extend(reader.held.get(held).map(|h| if is { &h.is } else { &h.is_not })),
            Atom::Signal(..) | Atom::Gauge(..) | Atom::Ended(..) | Atom::Shared(..) => {}
        });
    }
    found
}

/// Whether every step that the ends speak of becomes due in every run, since nothing it waits for is up to the world.
fn certain(reader: &Reader<'_, '_>, finishes: &[Expr], guards: &[Expr], cone: &[usize]) -> bool {
    let mut sure = vec![false; guards.len()];
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); guards.len()];
    for step in cone {
        for other in guards.get(*step).map(|g| asked(reader, g)).into_iter().flatten() {
            after.get_mut(other).into_iter().for_each(|list| list.push(*step));
        }
    }
    let mut open = cone.to_vec();
    while let Some(step) = open.pop() {
        let is = |atom: Atom| matches!(atom, Atom::Done(other, true) if sure.get(other) == Some(&true));
        if sure.get(step) == Some(&false) && guards.get(step).is_some_and(|g| g.holds(&is)) {
            sure.get_mut(step).into_iter().for_each(|slot| *slot = true);
            open.extend(after.get(step).into_iter().flatten());
        }
    }
    finishes.iter().flat_map(|f| asked(reader, f)).all(|step| sure.get(step) == Some(&true))
}

/// Before the start no step is done.
fn before(expr: Expr) -> Expr {
    match expr {
        Expr::Atom(Atom::Done(_, is)) => Expr::Const(!is),
        Expr::All(parts) => Expr::All(parts.into_iter().map(before).collect()),
        Expr::Any(parts) => Expr::Any(parts.into_iter().map(before).collect()),
        Expr::Atom(Atom::Signal(..) | Atom::Gauge(..) | Atom::Ended(..) | Atom::Held(..) | Atom::Shared(..)) | Expr::Const(_) => expr,
    }
}

fn is_plain(expr: &Expr) -> bool {
    let mut plain = true;
    expr.walk(&mut |a| plain &= !matches!(a, Atom::Done(_, false) | Atom::Held(_, false)));
    plain
}

impl System {
    /// The value of each thing before anything happens.
    pub(super) fn initial(&self) -> Vec<i64> {
        self.things.iter().map(|thing| if matches!(thing, Thing::Signal(_)) { 0 } else { UNSET }).collect()
    }

    /// Whether a condition holds with these values once nothing has changed for long; `done` says what is done.
    pub(super) fn steady(&self, expr: &Expr, values: &[i64], done: &dyn Fn(usize, bool) -> bool) -> bool {
        expr.holds(&|atom| match atom {
            Atom::Done(step, is) => done(step, is),
            Atom::Held(held, is) => self.held.get(held).is_some_and(|h| self.steady(if is { &h.is } else { &h.is_not }, values, done)),
            Atom::Signal(..) | Atom::Gauge(..) | Atom::Ended(..) | Atom::Shared(..) => atom.of(values) == Some(true),
        })
    }

    fn starts_with(&self, values: &[i64]) -> bool {
        self.starts.iter().any(|(_, start)| self.steady(start, values, &|_, is| !is))
    }

    /// The things that conditions speak of.
    pub(super) fn vars(&self, exprs: &[Expr]) -> Vec<usize> {
        let (mut found, mut open) = (BTreeSet::new(), exprs.iter().collect::<Vec<_>>());
        while let Some(expr) = open.pop() {
            expr.walk(&mut |atom| match atom {
                Atom::Held(held, _) => open.extend(self.held.get(held).map(|h| &h.is)),
                Atom::Signal(..) | Atom::Gauge(..) | Atom::Done(..) | Atom::Ended(..) | Atom::Shared(..) => found.extend(atom.var()),
            });
        }
        found.into_iter().collect()
    }

    /// The signals of which an end asks that they are not raised.
    fn denied(&self) -> Vec<usize> {
        let (mut found, mut open) = (Vec::new(), self.finishes.iter().collect::<Vec<_>>());
        while let Some(expr) = open.pop() {
            expr.walk(&mut |atom| match atom {
                Atom::Held(held, is) => open.extend(self.held.get(held).map(|h| if is { &h.is } else { &h.is_not })),
                Atom::Signal(var, false) => found.push(var),
                Atom::Signal(..) | Atom::Gauge(..) | Atom::Done(..) | Atom::Ended(..) | Atom::Shared(..) => {}
            });
        }
        found
    }

    /// Every combination of the values of these things, the others as they are at first.
    fn combine(&self, vars: &[usize]) -> Option<Vec<Vec<i64>>> {
        let mut found = vec![self.initial()];
        for var in vars {
            let samples = self.samples.get(*var)?;
            if found.len() * samples.len() > MAX_WORLDS {
                return None;
            }
            found = samples.iter().flat_map(|value| found.iter().map(|values| with(values, *var, *value)).collect::<Vec<_>>()).collect();
        }
        Some(found)
    }
}

impl System {
    /// The steps on which a condition depends.
    pub(super) fn steps(&self, expr: &Expr) -> BTreeSet<usize> {
        let (mut found, mut open) = (BTreeSet::new(), vec![expr]);
        while let Some(expr) = open.pop() {
            expr.walk(&mut |atom| match atom {
                Atom::Done(step, _) => if found.insert(step) { open.extend(self.guards.get(step)) },
                Atom::Held(held, is) => open.extend(self.held.get(held).map(|h| if is { &h.is } else { &h.is_not })),
                Atom::Signal(..) | Atom::Gauge(..) | Atom::Ended(..) | Atom::Shared(..) => {}
            });
        }
        found
    }

    /// The same with another end, which depends on these things alone.
    pub(super) fn only(&self, finish: Expr, things: &BTreeSet<usize>) -> Self {
        let samples = self.samples.iter().enumerate().map(|(thing, list)| if things.contains(&thing) { list.clone() } else { Vec::new() }).collect();
        let early = self.early.iter().enumerate().map(|(thing, early)| *early || !things.contains(&thing)).collect();
        let held = self.held.iter().map(|h| Held { is: h.is.clone(), is_not: h.is_not.clone(), millis: h.millis }).collect();
        let mut system = Self {
            things: self.things.clone(),
            samples,
            held,
            starts: self.starts.clone(),
            starter: self.starter,
            guards: self.guards.clone(),
            cone: self.steps(&finish).into_iter().collect(),
            automatic: self.automatic.clone(),
            early,
            early_held: self.early_held,
            cleared: Vec::new(),
            plain: self.plain,
            worlds: None,
            calm: None,
            size: self.size,
            finishes: vec![finish],
        };
        system.cleared = system.denied();
        system.worlds = system.combine(&system.vars(&system.finishes));
        let things: Vec<usize> = things.iter().copied().collect();
        system.calm = system.combine(&things).map(|all| all.into_iter().filter(|values| !system.starts_with(values)).collect());
        system
    }
}

fn with(values: &[i64], var: usize, value: i64) -> Vec<i64> {
    let mut values = values.to_vec();
    values.get_mut(var).into_iter().for_each(|slot| *slot = value);
    values
}
