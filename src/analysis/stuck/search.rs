//! Looks for the shortest run after which a procedure waits for a step that is not due.
//!
//! Whoever wants it not to end does what is due as late as possible: what is done makes more due, and so does what the world
//! reports. Only where a condition asks that something is not done, or has not held for long, does the order matter.

use crate::analysis::states::formula::Expr;
use crate::analysis::states::reader::Thing;
use super::apart::apart;
use super::sim::{Move, Sim};
use super::system::System;
use crate::analysis::states::paths::Paths;
use std::collections::HashSet;

/// What was found.
#[derive(Debug)]
pub(super) enum Answer {
    /// The shortest run, or where parts of the end were looked at by themselves one that is short, and the part that waits.
    Run(Vec<Move>, Option<Box<System>>),
    None,
    Undecided,
}

/// Looks for it; each part of a condition that is looked at costs one of `left`.
pub(super) fn search(system: &System, left: &mut usize) -> Answer {
    // Where all together is too much, what has nothing to do with one another is looked at apart.
    let mut first = *left / 4;
    let before = first;
    let answer = joint(system, &mut first);
    *left -= before - first;
    if matches!(answer, Answer::Undecided) { apart(system, left) } else { answer }
}

/// The same for the end as a whole.
pub(super) fn joint(system: &System, left: &mut usize) -> Answer {
    let mut best: Option<(usize, Vec<Move>)> = None;
    let mut gave_up = false;
    let ways: Vec<Option<&Expr>> = if system.starts.is_empty() { vec![None] } else { system.starts.iter().map(|s| Some(&s.1)).collect() };
    let starts: Vec<Expr> = system.starts.iter().map(|s| s.1.clone()).collect();
    let all = system.vars(&starts);
    let mut seen_ways: HashSet<Vec<usize>> = HashSet::new();
    for way in ways {
        let own = way.map(|w| system.vars(std::slice::from_ref(w))).unwrap_or_default();
        // What other starts speak of may have been told before, where it matters later as well.
        let vars: Vec<usize> = all.iter().copied().filter(|var| own.contains(var) || system.early.get(*var) == Some(&false)).collect();
        // Two ways to start that speak of the same things are looked at together.
        if !seen_ways.insert(vars.clone()) {
            continue;
        }
        let most = best.as_ref().map_or(usize::MAX, |(events, _)| *events);
        match one(system, &vars, most, left) {
            Ok(Some(found)) => best = Some(found),
            Ok(None) => {}
            Err(()) => gave_up = true,
        }
    }
    match best {
        Some((_, run)) => Answer::Run(run, None),
        None if gave_up => Answer::Undecided,
        None => Answer::None,
    }
}

/// The same for the runs in which only these things change before the start.
fn one(system: &System, vars: &[usize], most: usize, left: &mut usize) -> Result<Option<(usize, Vec<Move>)>, ()> {
    let first = Sim::new(system);
    let mut paths = Paths::new();
    // Once it is closing, nothing changes but what is due is done.
    paths.reach((first.clone(), false), (first.key(), false), None, Vec::new(), 0);
    let mut unclear = false;
    while let Some(at) = paths.next() {
        let Some(((sim, closing), events)) = paths.at(at) else { break };
        if events >= most {
            break;
        }
        if sim.is_quiet() {
            match waits(system, sim) {
                Some(true) => return Ok(Some((events, paths.way(at)))),
                Some(false) => {}
                None => unclear = true,
            }
        }
        let (sim, closing) = (sim.clone(), *closing);
        for what in moves(system, &sim, vars, closing) {
            *left = left.saturating_sub(system.size + system.cone.len());
            if *left == 0 {
                return Err(());
            }
            let mut next = sim.clone();
            next.happen(what);
            next.told.clear();
            let closing = closing || system.plain && sim.started && matches!(what, Move::Do(_) | Move::Wait);
            if !next.ended {
                let key = (next.key(), closing);
                paths.reach((next, closing), key, Some(at), vec![what], usize::from(what != Move::Wait));
            }
        }
    }
    if unclear { Err(()) } else { Ok(None) }
}

fn moves(system: &System, sim: &Sim<'_>, vars: &[usize], closing: bool) -> Vec<Move> {
    let mut found = Vec::new();
    let open: Vec<usize> = sim.open().collect();
    if system.plain {
        // The order in which things are done makes no difference.
        found.extend(open.first().map(|step| Move::Do(*step)));
    } else {
        found.extend(open.iter().map(|step| Move::Do(*step)));
    }
    if sim.next_timer().is_some() && (!system.plain || !sim.started || open.is_empty()) {
        found.push(Move::Wait);
    }
    if !sim.started && system.starts.is_empty() {
        found.push(Move::Begin);
    }
    if closing {
        return found;
    }
    for (thing, samples) in system.samples.iter().enumerate() {
        let early = system.early.get(thing) == Some(&true);
        // Before the start nothing is reported but what starts it.
        if if sim.started { early } else { !vars.contains(&thing) } {
            continue;
        }
        let now = sim.values.get(thing).copied();
        if matches!(system.things.get(thing), Some(Thing::Signal(_))) && now == Some(1) && !system.cleared.contains(&thing) {
            continue;
        }
        found.extend(samples.iter().filter(|v| Some(**v) != now).map(|v| Move::Set(thing, *v)));
    }
    found
}

/// Whether a procedure in which nothing more happens waits for a step, although it need not wait for the world; `None` where
/// there are too many values to say.
pub(super) fn waits(system: &System, sim: &Sim<'_>) -> Option<bool> {
    if !sim.is_granted() || sim.granted && sim.moved {
        return Some(false);
    }
    let now = |step: usize, is: bool| sim.is_done(step) == is;
    let ends = |values: &Vec<i64>, done: &dyn Fn(usize, bool) -> bool| system.finishes.iter().any(|f| system.steady(f, values, done));
    // The world alone can still end it: it waits for the world, as it says.
    if system.worlds.as_ref()?.iter().any(|values| ends(values, &now)) {
        return Some(false);
    }
    if !sim.granted {
        return Some(true);
    }
    let calm = system.calm.as_ref()?;
    let mut done = sim.done.clone();
    loop {
        let so = |step: usize, is: bool| !is || done.get(step) == Some(&true);
        if calm.iter().any(|values| ends(values, &so)) {
            return Some(false);
        }
        let due = |step: &&usize| system.guards.get(**step).is_some_and(|g| calm.iter().any(|values| system.steady(g, values, &so)));
        let more: Vec<usize> = system.cone.iter().filter(|s| done.get(**s) == Some(&false)).filter(due).copied().collect();
        if more.is_empty() {
            return Some(true);
        }
        more.into_iter().for_each(|step| done.get_mut(step).into_iter().for_each(|slot| *slot = true));
    }
}
