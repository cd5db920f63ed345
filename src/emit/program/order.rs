//! The one order in which things happen at an instant.

use super::{Act, Expr, Program, Site, Timer};
use crate::analysis::knots;
use std::collections::BTreeSet;

/// Puts everything that may happen in order.
pub(super) fn arrange(program: &mut Program) {
    derived(program);
    for id in 0..program.procedures.len() {
        procedure(program, id);
    }
    for (index, site) in program.sites.clone().into_iter().enumerate() {
        let consents = match site {
            Site::Start(id) => program.starts.get(id).map(|s| &s.consents),
            Site::Due(id) => program.steps.get(id).map(|s| &s.consents),
            Site::Finish(id) => program.finishes.get(id).map(|f| &f.consents),
            Site::Ladder(_) | Site::Held(_) | Site::Close(_) => None,
        };
        let of: Vec<usize> = consents.into_iter().flatten().flat_map(|c| c.of.iter().copied()).collect();
        for consenter in of {
            program.consenters.get_mut(consenter).into_iter().for_each(|c| c.site = index);
        }
    }
}

/// Ladders and held conditions, each after those it depends on. What depends on itself does not hold through itself.
fn derived(program: &mut Program) {
    let ladders = program.ladders.len();
    let count = ladders + program.held.len();
    let node = |part: &Expr| match part {
        Expr::Rank(id, ..) => Some(*id),
        Expr::Held(id) => Some(ladders + id),
        Expr::All(_) | Expr::Any(_) | Expr::Not(_) | Expr::Signal(_) | Expr::Known(_) | Expr::Gauge(..) | Expr::Done(_) | Expr::Finished(_) => None,
    };
    let needs = |exprs: &mut dyn Iterator<Item = &Expr>| {
        let mut found = BTreeSet::new();
        exprs.for_each(|e| e.walk(&mut |part| found.extend(node(part))));
        found
    };
    let of_ladders = program.ladders.iter().map(|l| needs(&mut l.levels.iter().map(|level| &level.when)));
    let all: Vec<BTreeSet<usize>> = of_ladders.chain(program.held.iter().map(|h| needs(&mut std::iter::once(&h.of)))).collect();
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut missing: Vec<usize> = all.iter().map(BTreeSet::len).collect();
    for (at, needs) in all.iter().enumerate() {
        needs.iter().for_each(|n| followers.get_mut(*n).into_iter().for_each(|f| f.push(at)));
    }
    let mut ready: BTreeSet<usize> = (0..count).filter(|n| missing.get(*n) == Some(&0)).collect();
    let mut left: BTreeSet<usize> = (0..count).collect();
    let mut order = Vec::new();
    while let Some(next) = ready.pop_first().or_else(|| circle(&all, &left)) {
        if !left.remove(&next) {
            continue;
        }
        order.push(next);
        for follower in followers.get(next).into_iter().flatten() {
            if let Some(count) = missing.get_mut(*follower) {
                *count = count.saturating_sub(1);
                if *count == 0 && left.contains(follower) {
                    ready.insert(*follower);
                }
            }
        }
    }
    let mut place = vec![0; count];
    for (at, id) in order.iter().enumerate() {
        place.get_mut(*id).into_iter().for_each(|p| *p = at);
    }
    let place = |id: usize| place.get(id).copied().unwrap_or(usize::MAX);
    let later = |own: usize, part: &Expr| node(part).is_some_and(|other| place(other) >= place(own));
    for (id, ladder) in program.ladders.iter_mut().enumerate() {
        ladder.levels.iter_mut().for_each(|level| cut(&mut level.when, &|part| later(id, part)));
    }
    for (id, held) in program.held.iter_mut().enumerate() {
        cut(&mut held.of, &|part| later(ladders + id, part));
    }
    program.sites = order.into_iter().map(|id| if id < ladders { Site::Ladder(id) } else { Site::Held(id - ladders) }).collect();
    program.timers = (0..program.held.len()).map(Timer::Held).collect();
}

/// Where all that are left wait for one another: the first declared of a circle that waits for nothing outside it.
fn circle(needs: &[BTreeSet<usize>], left: &BTreeSet<usize>) -> Option<usize> {
    let inside = |of: &BTreeSet<usize>| of.intersection(left).copied().collect();
    let edges: Vec<Vec<usize>> = needs.iter().enumerate().map(|(at, of)| if left.contains(&at) { inside(of) } else { Vec::new() }).collect();
    let mut circles: Vec<usize> = (0..needs.len()).collect();
    for (first, member) in knots::groups(&edges).iter().flat_map(|group| group.iter().map(|m| (group.first(), *m))) {
        circles.get_mut(member).into_iter().zip(first).for_each(|(c, first)| *c = *first);
    }
    let leaves = |at: &usize| edges.get(*at).into_iter().flatten().any(|to| circles.get(*to) != circles.get(*at));
    let waiting: BTreeSet<Option<&usize>> = left.iter().filter(|at| leaves(at)).map(|at| circles.get(*at)).collect();
    left.iter().copied().find(|at| !waiting.contains(&circles.get(*at)))
}

/// Replaces parts that have no value yet: no level holds, nothing was held.
fn cut(expr: &mut Expr, later: &dyn Fn(&Expr) -> bool) {
    if later(expr) {
        let holds = matches!(expr, Expr::Rank(_, sign, rank) if sign.holds(0, *rank));
        *expr = if holds { Expr::always() } else { Expr::Any(Vec::new()) };
        return;
    }
    match expr {
        Expr::All(parts) | Expr::Any(parts) => parts.iter_mut().for_each(|p| cut(p, later)),
        Expr::Not(inner) => cut(inner, later),
        Expr::Signal(_) | Expr::Known(_) | Expr::Gauge(..) | Expr::Rank(..) | Expr::Done(_) | Expr::Finished(_) | Expr::Held(_) => {}
    }
}

fn procedure(program: &mut Program, id: usize) {
    let steps = program.procedures.get(id).map(|p| p.steps.clone()).unwrap_or_default();
    let recovery = |s: &usize| program.steps.get(*s).is_some_and(|s| s.in_recovery);
    let starts: Vec<usize> = program.starts.iter().enumerate().filter(|(_, s)| s.procedure == id).map(|(at, _)| at).collect();
    let finishes = program.finishes.iter().enumerate().filter(|(_, f)| f.procedure == id).map(|(at, _)| Site::Finish(at));
    let escalations = program.escalations.iter().enumerate().filter(|(_, e)| e.procedure == id).map(|(at, _)| Timer::Escalation(at));
    let mut sites: Vec<Site> = starts.iter().copied().map(Site::Start).collect();
    // No step becomes due at the instant of the end.
    sites.extend(finishes);
    sites.extend(steps.iter().copied().filter(|s| !recovery(s)).map(Site::Due));
    sites.extend(steps.iter().copied().filter(recovery).map(Site::Due));
    sites.push(Site::Close(id));
    let mut timers: Vec<Timer> = starts.iter().copied().filter(|s| program.starts.get(*s).is_some_and(|s| s.limit.is_some())).map(Timer::Start).collect();
    for at in &steps {
        let Some(step) = program.steps.get(*at) else { continue };
        timers.extend(step.automatic.map(|_| Timer::Automatic(*at)));
        timers.extend(step.limits.iter().copied().map(Timer::Limit));
        timers.extend(step.every.map(|_| Timer::Repeat(*at)));
    }
    timers.extend(escalations);
    program.sites.extend(sites);
    program.timers.extend(timers);
    let reach = reach(program, id);
    program.procedures.get_mut(id).into_iter().for_each(|p| p.reach.clone_from(&reach));
}

/// The procedures that one can start, directly or through others, and itself.
fn reach(program: &Program, id: usize) -> Vec<usize> {
    let mut found = BTreeSet::from([id]);
    let mut open = vec![id];
    while let Some(next) = open.pop() {
        let steps = program.steps.iter().filter(|s| s.procedure == next);
        let own = |limit: &&super::Limit| program.steps.get(limit.step).is_some_and(|s| s.procedure == next);
        let late = program.limits.iter().filter(own).filter_map(|l| l.otherwise.as_ref());
        let asked = program.starts.iter().filter(|s| s.procedure == next).filter_map(|s| s.limit.as_ref()?.2.as_ref());
        for act in steps.flat_map(|s| &s.acts).chain(late).chain(asked) {
            if let Act::Activate(other) = act
                && found.insert(*other)
            {
                open.push(*other);
            }
        }
    }
    found.into_iter().collect()
}
