//! Which procedures, steps and duties of several plans are the same.

use super::profile::{Begin, DutyCard, Line, ProcedureCard, Profile, StepCard, Verb, same_post};
use super::sets::{Sets, by_key};
use crate::source::FileId;
use std::collections::{HashMap, HashSet};

/// One member of a set of twins: the plan it stands in, and what is the same in all of them.
pub(crate) type Twin<'p, T> = (&'p Profile, &'p T);

/// By which names things are the same.
type By<T> = fn(&T) -> Vec<&String>;

/// Sets of things of which each has a name in common with another, and no two are of one plan. `turns` are names to go by,
/// one after the other: what the first has found stays.
fn by_names<'p, T>(items: &[Twin<'p, T>], turns: &[By<T>]) -> Sets<FileId> {
    let mut sets = Sets::of(items.iter().map(|(profile, _)| profile.root));
    for names in turns {
        let mut known: HashMap<&'p String, Vec<usize>> = HashMap::new();
        for (at, (_, item)) in items.iter().enumerate() {
            for name in names(item) {
                let others = known.entry(name).or_default();
                if !others.iter().any(|other| sets.join(*other, at)) {
                    others.push(at);
                }
            }
        }
    }
    sets
}

/// The sets of several.
fn twins<'p, T>(items: &[Twin<'p, T>], sets: &Sets<FileId>) -> Vec<Vec<Twin<'p, T>>> {
    let mut lists: Vec<Vec<Twin<'p, T>>> = items.iter().map(|_| Vec::new()).collect();
    for (at, item) in items.iter().enumerate() {
        lists.get_mut(sets.find(at)).into_iter().for_each(|list| list.push(*item));
    }
    lists.retain(|list| list.len() > 1);
    lists
}

fn items<'p, T>(group: &[&'p Profile], list: fn(&'p Profile) -> &'p [T]) -> Vec<Twin<'p, T>> {
    group.iter().flat_map(|profile| list(profile).iter().map(|item| (*profile, item))).collect()
}

fn procedures<'p>(group: &[&'p Profile]) -> Vec<Vec<Twin<'p, ProcedureCard>>> {
    let items = items(group, |p| &p.procedures);
    twins(&items, &by_names(&items, &[|p| p.names.iter().collect(), |p| p.names.iter().chain(&p.scope).collect()]))
}

/// The start conditions of procedures that are the same, where they differ in their figures at most.
pub(crate) fn starts<'p>(group: &[&'p Profile]) -> Vec<Vec<(&'p ProcedureCard, &'p Begin)>> {
    let begins = |twins: &Vec<Twin<'p, ProcedureCard>>| {
        by_key(twins.iter().flat_map(|(_, p)| p.starts.iter().map(move |begin| (&begin.shape, (*p, begin)))))
    };
    let mut sets: Vec<Vec<(&ProcedureCard, &Begin)>> = procedures(group).iter().flat_map(begins).collect();
    sets.retain(|s| s.len() > 1);
    sets
}

/// The steps that are the same: of procedures that are the same, by their names; those between two such steps by what
/// they ask for. Practices are the same by name.
pub(crate) fn steps<'p>(group: &[&'p Profile]) -> Vec<Vec<Twin<'p, StepCard>>> {
    let mut sets: Vec<Vec<Twin<'p, StepCard>>> = procedures(group).iter().flat_map(|twins| side_by_side(twins)).collect();
    let practices = items(group, |p| &p.practices);
    sets.extend(twins(&practices, &by_names(&practices, &[|s| s.names.iter().collect()])));
    sets
}

/// The services that are the same, by name.
pub(crate) fn lines<'p>(group: &[&'p Profile]) -> Vec<Vec<Twin<'p, Line>>> {
    let lines = items(group, |p| &p.lines);
    twins(&lines, &by_names(&lines, &[|l| l.names.iter().collect()]))
}

/// How far a step without a namesake is looked for.
const REACH: usize = 64;

/// The steps of twin procedures laid side by side.
fn side_by_side<'p>(procedures: &[Twin<'p, ProcedureCard>]) -> Vec<Vec<Twin<'p, StepCard>>> {
    let steps: Vec<Twin<'p, StepCard>> = procedures.iter().flat_map(|(plan, p)| p.steps.iter().map(|s| (*plan, s))).collect();
    let sets = by_names(&steps, &[|s| s.names.iter().take(1).collect(), |s| s.names.iter().collect()]);
    let mut spine = Spine { kinds: HashMap::new(), sets, order: Vec::new() };
    for (at, (_, step)) in steps.iter().enumerate() {
        spine.kinds.entry(spine.sets.find(at)).or_default().extend(kind(step));
    }
    let mut first = 0;
    for (_, procedure) in procedures {
        spine.lay(first..first + procedure.steps.len());
        first += procedure.steps.len();
    }
    twins(&steps, &spine.sets)
}

struct Spine<'p> {
    sets: Sets<FileId>,
    /// Of what kinds the steps of each set are.
    kinds: HashMap<usize, HashSet<Kind<'p>>>,
    /// Of each set its first member that was laid, in the order of the steps.
    order: Vec<usize>,
}

impl Spine<'_> {
    /// Lays the steps of one procedure beside those that are laid.
    fn lay(&mut self, steps: std::ops::Range<usize>) {
        let laid: HashMap<usize, usize> = self.order.iter().enumerate().map(|(at, first)| (self.sets.find(*first), at)).collect();
        let mut places: Vec<Option<usize>> = steps.clone().map(|step| laid.get(&self.sets.find(step)).copied()).collect();
        self.fill(steps.clone(), &mut places);
        let mut added: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
        let mut before = None;
        for (step, place) in steps.zip(places) {
            match place {
                Some(at) => before = Some(at),
                None => added.entry(before).or_default().push(step),
            }
        }
        let mut order = added.remove(&None).unwrap_or_default();
        for (at, first) in self.order.iter().enumerate() {
            order.push(*first);
            order.extend(added.remove(&Some(at)).unwrap_or_default());
        }
        self.order = order;
    }

    /// A step without a namesake stands between two that have one: its twin is what stands there in the other plans.
    fn fill(&mut self, steps: std::ops::Range<usize>, places: &mut [Option<usize>]) {
        let mut ends: Vec<usize> = Vec::with_capacity(places.len());
        let mut end = self.order.len();
        for place in places.iter().rev() {
            end = place.unwrap_or(end);
            ends.push(end);
        }
        let mut from = 0;
        for ((step, place), end) in steps.zip(places).zip(ends.into_iter().rev()) {
            if place.is_none() {
                *place = (from..end).take(REACH).find(|at| self.order.get(*at).copied().is_some_and(|first| self.join(first, step)));
            }
            from = place.map_or(from, |at| at + 1);
        }
    }

    /// Makes one set of those of two steps of one kind.
    fn join(&mut self, laid: usize, step: usize) -> bool {
        let (a, b) = (self.sets.find(laid), self.sets.find(step));
        let alike = self.kinds.get(&a).zip(self.kinds.get(&b)).is_some_and(|(a, b)| !a.is_disjoint(b));
        let joined = alike && self.sets.join(a, b);
        if joined {
            let kinds = [a, b].into_iter().filter_map(|set| self.kinds.remove(&set)).flatten().collect();
            self.kinds.insert(self.sets.find(a), kinds);
        }
        joined
    }
}

/// When a step becomes due, and that it begins with telling, calling or asking.
type Kind<'p> = (bool, &'p str, Verb);

/// Steps of one kind may be the same though their names differ.
fn kind(step: &StepCard) -> Option<Kind<'_>> {
    let first = step.duties.first().map(|d| d.verb).filter(|v| matches!(v, Verb::Tell | Verb::Call | Verb::Ask))?;
    Some((step.in_recovery, &step.begin.shape, first))
}

/// The duties of twin steps that are the same: the first to tell with the first to tell, and so on.
pub(crate) fn duties<'p>(twins: &[Twin<'p, StepCard>]) -> Vec<Vec<(Twin<'p, StepCard>, &'p DutyCard)>> {
    let numbered = twins.iter().flat_map(|twin| {
        let mut seen: HashMap<Verb, usize> = HashMap::new();
        twin.1.duties.iter().map(move |duty| {
            let count = seen.entry(duty.verb).or_default();
            *count += 1;
            ((duty.verb, *count), (*twin, duty))
        })
    });
    let mut sets = by_key(numbered);
    sets.retain(|s| s.len() > 1);
    sets
}

/// Which duties of one list may be held against which of another; those of a list are done by the same posts. Where one
/// plan has a rung more, the post that is told there tells the next one here, and the two are not the same news: neither
/// plan may know who does it in the other.
pub(crate) fn told_alike(set: &[(Twin<'_, StepCard>, &DutyCard)], a: &[usize], b: &[usize]) -> (Vec<usize>, Vec<usize>) {
    let get = |list: &[usize]| list.first().and_then(|at| set.get(*at));
    let (Some((_, first)), Some((_, second))) = (get(a), get(b)) else { return Default::default() };
    let free = first.actors.is_empty() || second.actors.is_empty() || first.recipients.is_empty();
    if free || first.actors.iter().any(|m| second.actors.iter().any(|t| same_post(m, t))) {
        return (a.to_vec(), b.to_vec());
    }
    let strangers = |list: &[usize], to: &DutyCard| -> Vec<usize> {
        let knows = |at: &&usize| set.get(**at).is_some_and(|((plan, _), _)| to.actors.iter().any(|t| plan.post(t).is_some()));
        list.iter().filter(|at| !knows(at)).copied().collect()
    };
    (strangers(a, second), strangers(b, first))
}
