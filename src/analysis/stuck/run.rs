//! From moves to a run that a reader can follow, and to what it waits for.

use super::Stuck;
use crate::analysis::states::formula::{Atom, Expr};
use super::search::waits;
use super::sim::{Move, Said, Sim};
use super::system::System;
use crate::analysis::states::told::{PACES, agree, set};
use crate::ast::ActorsKind;
use crate::diagnostic::{Event, Happening};
use crate::model::{Model, Procedure, ProcedureId, StepId};
use crate::source::Span;
use std::collections::HashSet;

/// Plays the moves with time between them; `part` waits.
pub(super) fn told(model: &Model<'_>, id: ProcedureId, system: &System, part: &System, moves: &[Move]) -> Option<Stuck> {
    let procedure = model.procedure(id)?;
    let sim = PACES.into_iter().find_map(|pace| played(system, part, moves, pace))?;
    let finish = system.finishes.iter().position(|f| sim.is_granted_by(f))?;
    let step = missing(system, &sim, part.finishes.get(finish)?)?;
    let mut events = Vec::new();
    for (at, said) in &sim.told {
        tell(model, procedure, system, *at, *said, &mut events);
    }
    if events.last().is_none_or(|e| e.at < sim.now) {
        events.push(Event { at: sim.now, what: Happening::Wait });
    }
    Some(Stuck { finish, step: StepId(step as u32), because: because(procedure, system, &sim, step), reported: !sim.granted, run: events })
}

/// The run with so much time between its events; `None` where it comes out differently.
fn played<'s>(system: &'s System, part: &System, moves: &[Move], pace: u64) -> Option<Sim<'s>> {
    let mut sim = Sim::new(system);
    for (index, what) in moves.iter().enumerate() {
        sim.happen(*what);
        if *what != Move::Wait && moves.get(index + 1).is_some_and(|next| *next != Move::Wait) {
            sim.pass(pace);
        }
    }
    (sim.is_quiet() && waits(part, &sim) == Some(true)).then_some(sim)
}

/// The first step that is not done in a part of an end that does not hold.
fn missing(system: &System, sim: &Sim<'_>, finish: &Expr) -> Option<usize> {
    let lacks = |expr: &&Expr| !system.steady(expr, &sim.values, &|step, is| sim.is_done(step) == is);
    let mut open = vec![finish];
    while let Some(expr) = open.pop() {
        match expr {
            Expr::All(parts) => open.extend(parts.iter().rev().filter(lacks)),
            Expr::Any(parts) => open.extend(parts.iter().rev()),
            Expr::Atom(Atom::Done(step, true)) if !sim.is_done(*step) => return Some(*step),
            Expr::Atom(Atom::Held(held, is)) => open.extend(system.held.get(*held).map(|h| if *is { &h.is } else { &h.is_not })),
            Expr::Atom(Atom::Done(..) | Atom::Ended(..) | Atom::Signal(..) | Atom::Gauge(..) | Atom::Shared(..)) | Expr::Const(_) => {}
        }
    }
    None
}

/// What keeps a step from becoming due: its own condition, or that of one it comes after.
fn because(procedure: &Procedure<'_>, system: &System, sim: &Sim<'_>, step: usize) -> Vec<(StepId, Span)> {
    let (mut found, mut seen, mut open) = (Vec::new(), HashSet::new(), vec![step]);
    while let Some(at) = open.pop() {
        let Some(here) = procedure.steps.get(at).filter(|_| !sim.is_done(at) && seen.insert(at)) else { continue };
        let id = StepId(at as u32);
        let waits: Vec<(usize, Span)> = here.after.iter().flat_map(|o| &o.steps).filter_map(|(s, span)| Some(((*s)?.index(), *span))).collect();
        let waits: Vec<(usize, Span)> = waits.into_iter().filter(|(s, _)| !sim.is_done(*s)).collect();
        let ready = here.after.as_ref().is_none_or(|o| waits.is_empty() || o.need == ActorsKind::Any && waits.len() < o.steps.len());
        match &here.when {
            Some(when) if ready => found.push((id, when.span)),
            Some(_) | None if !ready => {
                found.extend(waits.first().map(|(_, span)| (id, *span)));
                open.extend(waits.iter().rev().map(|(s, _)| *s));
            }
            Some(_) | None => {}
        }
        let mut asked = Vec::new();
        system.guards.get(at).into_iter().for_each(|g| g.walk(&mut |a| if let Atom::Done(s, true) = a { asked.push(s) }));
        open.extend(asked.into_iter().rev());
    }
    found
}

fn tell(model: &Model<'_>, procedure: &Procedure<'_>, system: &System, at: u64, said: Said, events: &mut Vec<Event>) {
    let mut push = |what| events.push(Event { at, what });
    let name = |step: usize| procedure.steps.get(step).map(|s| s.name().text.clone());
    match said {
        Said::Move(Move::Set(thing, value)) => {
            if let Some(what) = system.things.get(thing).and_then(|thing| set(model, *thing, value)) {
                push(what);
            }
        }
        Said::Move(Move::Begin) => {
            if let Some((of, step)) = system.starter
                && let Some(step) = model.procedure(of).and_then(|p| p.step(step))
            {
                push(Happening::Done(step.name().text.clone()));
            }
        }
        Said::Move(Move::Do(step)) => name(step).into_iter().for_each(|name| push(Happening::Done(name))),
        Said::Move(Move::Wait) => {}
        Said::Start(start) => procedure.starts.get(start).into_iter().for_each(|s| agree(model, &s.consents, &mut push)),
        Said::Due(step) => procedure.steps.get(step).into_iter().for_each(|s| agree(model, &s.consents, &mut push)),
    }
}
