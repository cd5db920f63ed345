//! Parts of an end that have nothing to do with one another: each is looked at by itself.
//!
//! An end that joins its parts by `and` waits forever where one of them does, whatever the others do. What is asked of the
//! world alone belongs to all of them, and so does what starts the procedure.

use super::search::{Answer, joint};
use super::sim::{Move, Sim};
use super::system::System;
use crate::analysis::states::formula::{Atom, Expr};
use std::collections::BTreeSet;

/// The same answer, found for each part by itself where there are several.
pub(super) fn apart(system: &System, left: &mut usize) -> Answer {
    let parts = systems(system);
    if parts.len() < 2 {
        return Answer::Undecided;
    }
    let (mut gave_up, mut best) = (false, None);
    for part in parts {
        match joint(&part, left) {
            Answer::Run(moves, _) => {
                if let Some(moves) = with_others(system, &moves)
                    && best.as_ref().is_none_or(|(known, _): &(Vec<Move>, System)| moves.len() < known.len())
                {
                    best = Some((moves, part));
                } else {
                    gave_up |= best.is_none();
                }
            }
            Answer::None => {}
            Answer::Undecided => gave_up = true,
        }
    }
    match best {
        Some((moves, part)) => Answer::Run(moves, Some(Box::new(part))),
        None if gave_up => Answer::Undecided,
        None => Answer::None,
    }
}

/// The run of a part, and then what is due in the others is done as well; `None` where they do not come to rest.
fn with_others(system: &System, moves: &[Move]) -> Option<Vec<Move>> {
    let mut moves = moves.to_vec();
    let mut sim = Sim::new(system);
    moves.iter().for_each(|what| sim.happen(*what));
    for _ in 0..2 * system.cone.len() + system.held.len() {
        let open = sim.open().next().map(Move::Do);
        let Some(what) = open.or_else(|| sim.next_timer().map(|_| Move::Wait)) else { break };
        moves.push(what);
        sim.happen(what);
    }
    sim.is_quiet().then_some(moves)
}

fn flat(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::All(parts) => parts.iter().flat_map(flat).collect(),
        Expr::Const(_) | Expr::Atom(_) | Expr::Any(_) => vec![expr],
    }
}

/// One system for each group of parts that have something in common; empty where they cannot be told apart.
fn systems(system: &System) -> Vec<System> {
    let [finish] = system.finishes.as_slice() else { return Vec::new() };
    let parts = flat(finish);
    let of: Vec<BTreeSet<usize>> = parts.iter().map(|p| system.steps(p)).collect();
    let asked = |part: &Expr| part.known(&|atom| if let Atom::Done(_, is) = atom { Some(is) } else { None }) == Some(true);
    // What need not be so when all steps are done is asked of the world.
    let own: Vec<usize> = (0..parts.len()).filter(|at| of.get(*at).is_some_and(|s| !s.is_empty())).collect();
    if own.iter().any(|at| parts.get(*at).is_none_or(|p| !asked(p))) {
        return Vec::new();
    }
    let vars = |exprs: Vec<Expr>| -> BTreeSet<usize> { system.vars(&exprs).into_iter().collect() };
    let things = |at: usize| {
        let guards = of.get(at).into_iter().flatten().filter_map(|s| system.guards.get(*s)).cloned();
        vars(parts.get(at).map(|p| (*p).clone()).into_iter().chain(guards).collect())
    };
    let starts = vars(system.starts.iter().map(|s| s.1.clone()).collect());
    // Groups: the parts, the steps and the things of each.
    let mut groups: Vec<(Vec<usize>, BTreeSet<usize>, BTreeSet<usize>)> = vec![(Vec::new(), BTreeSet::new(), starts.clone())];
    for (at, steps) in of.iter().enumerate() {
        let mut new = (vec![at], steps.clone(), things(at));
        groups.retain(|group| {
            let linked = !group.1.is_disjoint(&new.1) || !group.2.is_disjoint(&new.2);
            if linked {
                new.0.extend(&group.0);
                new.1.extend(&group.1);
                new.2.extend(&group.2);
            }
            !linked
        });
        groups.push(new);
    }
    let world: Vec<&Expr> = parts.iter().zip(&of).filter(|(_, s)| s.is_empty()).map(|(p, _)| *p).collect();
    let shared: BTreeSet<usize> = vars(world.iter().map(|p| (*p).clone()).collect()).into_iter().chain(starts).collect();
    let with_steps = groups.into_iter().filter(|g| !g.1.is_empty());
    with_steps.map(|(list, _, things)| {
        let own = list.iter().filter(|at| of.get(**at).is_some_and(|s| !s.is_empty())).filter_map(|at| parts.get(*at).copied());
        let finish = Expr::All(own.chain(world.iter().copied()).cloned().collect());
        system.only(finish, &things.into_iter().chain(shared.iter().copied()).collect())
    }).collect()
}
