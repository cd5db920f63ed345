//! Looks through the states that runs lead to.

use super::cone::Goal;
use super::net::Net;
use super::sim::{Move, Sim};
use crate::analysis::states::paths::Paths;

/// Whether something happens in some run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// In one with these moves.
    Yes(Vec<Move>),
    No,
    TooLarge,
}

/// Whether some run brings it about; each condition that is looked at costs one of `left`.
pub(super) fn search(net: &Net, goal: Goal, left: &mut usize) -> Answer {
    let mut best = None;
    let whole = explore(net, Some(goal), left, &mut |sim, way| {
        if sim.hit {
            best = Some(way());
        }
        sim.hit
    });
    match best {
        Some(way) => Answer::Yes(way),
        None if whole => Answer::No,
        None => Answer::TooLarge,
    }
}

/// The first of the runs that are rated highest; `full` is more than what any can reach.
pub(super) fn furthest(net: &Net, rate: &dyn Fn(&Sim<'_>) -> usize, full: usize, left: &mut usize) -> (usize, Vec<Move>) {
    let mut best = (0, Vec::new());
    let mut none = true;
    explore(net, None, left, &mut |sim, way| {
        let rated = rate(sim);
        if none || rated > best.0 {
            best = (rated, way());
            none = false;
        }
        rated >= full
    });
    best
}

/// Looks at a state and what leads there; whether it is enough.
type Visit<'v> = &'v mut dyn FnMut(&Sim<'_>, &dyn Fn() -> Vec<Move>) -> bool;

/// Visits states, those after the fewest choices first, until it is enough; false where there are too many.
fn explore(net: &Net, goal: Option<Goal>, left: &mut usize, visit: Visit<'_>) -> bool {
    // What it costs to keep a state.
    let size = 1 + (net.steps.len() + net.things.len() + net.held.len()) / 8;
    let mut paths = Paths::new();
    let mut first = Sim::new(net, goal);
    let mut by = Vec::new();
    first.hurry(&mut by);
    *left = left.saturating_sub(first.work + size);
    if visit(&first, &|| by.clone()) {
        return true;
    }
    let key = first.key();
    paths.reach(first, key, None, by, 1);
    while let Some(at) = paths.next() {
        let Some((sim, _)) = paths.at(at) else { break };
        for what in sim.choices() {
            let Some((sim, _)) = paths.at(at) else { break };
            let mut next = sim.clone();
            next.work = 0;
            let mut by = vec![what];
            if !next.happen(what) {
                continue;
            }
            next.hurry(&mut by);
            next.told.clear();
            *left = left.saturating_sub(next.work + size);
            if !next.is_ripening() && visit(&next, &|| [paths.way(at), by.clone()].concat()) {
                return true;
            }
            if *left == 0 {
                return false;
            }
            let key = next.key();
            paths.reach(next, key, Some(at), by, 1);
        }
    }
    true
}
