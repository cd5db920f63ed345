//! Which procedures, steps and duties of several plans are the same.

use super::profile::{Begin, DutyCard, Line, ProcedureCard, Profile, StepCard, Verb, same_post};
use crate::ast::Date;
use std::collections::{HashMap, HashSet};

/// One member of a set of twins: the plan it stands in, and what is the same in all of them.
pub(crate) type Twin<'p, T> = (&'p Profile, &'p T);

/// Plans that belong together: of one organisation or one family, directly or through another. In the order given. Of
/// several versions of one plan (same name, same organisation) the one that came into force last stands for all.
pub(crate) fn groups<'p>(profiles: &[&'p Profile]) -> Vec<Vec<&'p Profile>> {
    let mut owner: HashMap<(bool, &str), usize> = HashMap::new();
    let mut leader: Vec<usize> = (0..profiles.len()).collect();
    for (index, profile) in profiles.iter().enumerate() {
        let keys = [(false, profile.org.as_deref()), (true, profile.family.as_deref())];
        for key in keys.into_iter().filter_map(|(family, name)| Some((family, name?))) {
            let first = *owner.entry(key).or_insert(index);
            let (a, b) = (find(&leader, first), find(&leader, index));
            // The earlier one leads.
            if let Some(slot) = leader.get_mut(a.max(b)) {
                *slot = a.min(b);
            }
        }
    }
    let mut groups: Vec<Vec<&Profile>> = Vec::new();
    let mut of: HashMap<usize, usize> = HashMap::new();
    for (index, profile) in profiles.iter().enumerate() {
        let at = *of.entry(find(&leader, index)).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(*profile),
            None => groups.push(vec![*profile]),
        }
    }
    groups.iter_mut().for_each(keep_latest);
    groups.retain(|g| g.len() > 1);
    groups
}

fn keep_latest(group: &mut Vec<&Profile>) {
    let mut latest: HashMap<(&str, Option<&str>), Option<Date>> = HashMap::new();
    for profile in group.iter() {
        let date = latest.entry((profile.name.as_str(), profile.org.as_deref())).or_default();
        *date = (*date).max(profile.effective);
    }
    group.retain(|p| latest.get(&(p.name.as_str(), p.org.as_deref())) == Some(&p.effective));
}

fn find(leader: &[usize], mut at: usize) -> usize {
    while let Some(next) = leader.get(at).filter(|next| **next != at) {
        at = *next;
    }
    at
}

/// Sets of things that are the same: each has a name in common with one of an earlier plan, and no plan is in a set
/// twice. `turns` are names to go by, one after the other: what the first has found stays.
fn by_names<'p, T>(
    group: &[&'p Profile],
    list: fn(&'p Profile) -> &'p [T],
    turns: &[fn(&'p T) -> Vec<&'p String>],
) -> Vec<Vec<Twin<'p, T>>> {
    let mut sets: Vec<Vec<Twin<'p, T>>> = Vec::new();
    let mut known: HashMap<&'p String, Vec<usize>> = HashMap::new();
    for profile in group {
        let is_free = |set: &Vec<Twin<'p, T>>| set.last().is_none_or(|(p, _)| p.root != profile.root);
        let mut places: Vec<Option<usize>> = list(profile).iter().map(|_| None).collect();
        for names in turns {
            for (item, place) in list(profile).iter().zip(&mut places).filter(|(_, place)| place.is_none()) {
                let mut candidates = names(item).into_iter().filter_map(|n| known.get(n)).flatten();
                let found = candidates.find(|set| sets.get(**set).is_some_and(is_free)).copied();
                if let Some(set) = found.and_then(|found| sets.get_mut(found)) {
                    set.push((*profile, item));
                    *place = found;
                }
            }
        }
        for (item, place) in list(profile).iter().zip(places) {
            let at = place.unwrap_or(sets.len());
            if place.is_none() {
                sets.push(vec![(*profile, item)]);
            }
            for name in turns.iter().flat_map(|names| names(item)) {
                let sets = known.entry(name).or_default();
                if !sets.contains(&at) {
                    sets.push(at);
                }
            }
        }
    }
    sets.retain(|s| s.len() > 1);
    sets
}

fn procedures<'p>(group: &[&'p Profile]) -> Vec<Vec<Twin<'p, ProcedureCard>>> {
    by_names(group, |p| &p.procedures, &[|p| p.names.iter().collect(), |p| p.names.iter().chain(&p.scope).collect()])
}

/// The start conditions of procedures that are the same, where they differ in their figures at most.
pub(crate) fn starts<'p>(group: &[&'p Profile]) -> Vec<Vec<(&'p ProcedureCard, &'p Begin)>> {
    let mut sets: Vec<Vec<(&ProcedureCard, &Begin)>> = Vec::new();
    for twins in procedures(group) {
        let mut by_shape: HashMap<&str, usize> = HashMap::new();
        for (procedure, begin) in twins.iter().flat_map(|(_, p)| p.starts.iter().map(move |b| (*p, b))) {
            let at = *by_shape.entry(&begin.shape).or_insert(sets.len());
            match sets.get_mut(at) {
                Some(set) => set.push((procedure, begin)),
                None => sets.push(vec![(procedure, begin)]),
            }
        }
    }
    sets.retain(|s| s.len() > 1);
    sets
}

/// The steps that are the same: of procedures that are the same, by their names; those between two such steps by what
/// they ask for. Practices are the same by name.
pub(crate) fn steps<'p>(group: &[&'p Profile]) -> Vec<Vec<Twin<'p, StepCard>>> {
    let mut sets: Vec<Vec<Twin<'p, StepCard>>> = procedures(group).iter().flat_map(|twins| Spine::of(twins)).collect();
    sets.extend(by_names(group, |p| &p.practices, &[|s: &StepCard| s.names.iter().collect()]));
    sets
}

/// The services that are the same, by name.
pub(crate) fn lines<'p>(group: &[&'p Profile]) -> Vec<Vec<Twin<'p, Line>>> {
    by_names(group, |p| &p.lines, &[|l: &Line| l.names.iter().collect()])
}

/// How far a step without a namesake is looked for.
const REACH: usize = 64;

/// The steps of twin procedures laid side by side.
#[derive(Default)]
struct Spine<'p> {
    sets: Vec<Vec<Twin<'p, StepCard>>>,
    by_name: HashMap<&'p String, usize>,
    /// The sets in the order of the steps.
    order: Vec<usize>,
}

impl<'p> Spine<'p> {
    fn of(twins: &[Twin<'p, ProcedureCard>]) -> Vec<Vec<Twin<'p, StepCard>>> {
        let mut spine = Self::default();
        for (profile, procedure) in twins {
            spine.lay(profile, &procedure.steps);
        }
        spine.sets.retain(|set| set.len() > 1);
        spine.sets
    }

    fn lay(&mut self, profile: &'p Profile, steps: &'p [StepCard]) {
        let mut taken = HashSet::new();
        let namesake = |step: &'p StepCard| {
            let mut sets = step.names.iter().filter_map(|n| self.by_name.get(n).copied());
            sets.find(|set| taken.insert(*set))
        };
        let mut places: Vec<Option<usize>> = steps.iter().map(namesake).collect();
        self.fill(steps, &mut places, &mut taken);
        let mut order = Vec::with_capacity(self.order.len());
        let mut added: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
        let mut before = None;
        for (step, place) in steps.iter().zip(places) {
            let set = place.unwrap_or(self.sets.len());
            match self.sets.get_mut(set) {
                Some(members) => {
                    members.push((profile, step));
                    before = Some(set);
                }
                None => {
                    self.sets.push(vec![(profile, step)]);
                    added.entry(before).or_default().push(set);
                }
            }
            for name in &step.names {
                self.by_name.entry(name).or_insert(set);
            }
        }
        order.extend(added.remove(&None).unwrap_or_default());
        for set in &self.order {
            order.push(*set);
            order.extend(added.remove(&Some(*set)).unwrap_or_default());
        }
        self.order = order;
    }

    /// A step without a namesake stands between two that have one: its twin is what stands there in the other plans.
    fn fill(&self, steps: &[StepCard], places: &mut [Option<usize>], taken: &mut HashSet<usize>) {
        let position: HashMap<usize, usize> = self.order.iter().enumerate().map(|(at, set)| (*set, at)).collect();
        let ends: Vec<usize> = places
            .iter()
            .rev()
            .scan(self.order.len(), |next, place| {
                *next = place.and_then(|set| position.get(&set).copied()).unwrap_or(*next);
                Some(*next)
            })
            .collect();
        let mut from = 0;
        for ((step, place), end) in steps.iter().zip(places).zip(ends.into_iter().rev()) {
            if place.is_none() {
                let gap = self.order.get(from..end).unwrap_or_default().iter().take(REACH);
                let like = |set: &&usize| self.sets.get(**set).is_some_and(|s| s.iter().all(|(_, other)| alike(other, step)));
                *place = gap.filter(|set| !taken.contains(*set)).find(like).copied();
                taken.extend(*place);
            }
            from = place.and_then(|set| position.get(&set)).map_or(from, |at| at + 1);
        }
    }
}

/// Whether two steps of different names may be the same: they become due alike and begin with telling, calling or asking.
fn alike(a: &StepCard, b: &StepCard) -> bool {
    let first = |s: &StepCard| s.duties.first().map(|d| d.verb).filter(|v| matches!(v, Verb::Tell | Verb::Call | Verb::Ask));
    a.in_recovery == b.in_recovery && a.begin.shape == b.begin.shape && first(a).is_some() && first(a) == first(b)
}

/// The duties of twin steps that are the same: the first to tell with the first to tell, and so on.
pub(crate) fn duties<'p>(twins: &[Twin<'p, StepCard>]) -> Vec<Vec<(Twin<'p, StepCard>, &'p DutyCard)>> {
    let mut sets: Vec<Vec<(Twin<'p, StepCard>, &'p DutyCard)>> = Vec::new();
    let mut by_place: HashMap<(Verb, usize), usize> = HashMap::new();
    for twin in twins {
        let mut seen: HashMap<Verb, usize> = HashMap::new();
        for duty in &twin.1.duties {
            let count = seen.entry(duty.verb).or_default();
            let at = *by_place.entry((duty.verb, *count)).or_insert(sets.len());
            *count += 1;
            match sets.get_mut(at) {
                Some(set) => set.push((*twin, duty)),
                None => sets.push(vec![(*twin, duty)]),
            }
        }
    }
    sets.retain(|s| s.len() > 1);
    sets
}

/// Whether two twin duties are told by the same post: where one plan has a rung more, the post that is told there tells
/// the next one here, and the two are not the same news.
pub(crate) fn told_alike(a: &(Twin<'_, StepCard>, &DutyCard), b: &(Twin<'_, StepCard>, &DutyCard)) -> bool {
    let ((plan_a, _), (plan_b, _)) = (a.0, b.0);
    let (mine, theirs) = (&a.1.actors, &b.1.actors);
    let shared = mine.iter().any(|m| theirs.iter().any(|t| same_post(m, t)));
    let known = mine.iter().any(|m| plan_b.post(m).is_some()) || theirs.iter().any(|t| plan_a.post(t).is_some());
    mine.is_empty() || theirs.is_empty() || shared || !known
}
