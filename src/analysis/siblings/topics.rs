//! What each plan of a family treats, and what one of them leaves out.

use super::profile::{Profile, names};
use crate::analysis::hazards::{raised, start_signals};
use crate::analysis::wording::bare;
use crate::model::{Hazard, Model, Procedure};
use crate::source::Span;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};

/// What a plan treats.
#[derive(Debug, Clone)]
pub(crate) struct Topics {
    /// The head of the plan.
    pub(crate) place: Span,
    /// Clause of the source text.
    pub(crate) cite: Option<SmolStr>,
    /// What its text promises to treat.
    scope: BTreeSet<String>,
    /// What its signals are called.
    signals: BTreeSet<String>,
    /// The dangers its signals stand for.
    hazards: BTreeSet<String>,
    /// Its procedures.
    procedures: Vec<Topic>,
}

/// What a procedure treats.
#[derive(Debug, Clone)]
pub(crate) struct Topic {
    /// What a reader calls it.
    pub(crate) shown: SmolStr,
    /// Its head.
    pub(crate) place: Span,
    /// Its names, and those of the signals that start no other procedure more specially.
    keys: BTreeSet<String>,
    /// Its own names.
    names: Vec<String>,
    /// Items of the scope it says it answers.
    scope: Vec<String>,
    /// The dangers it answers.
    hazards: BTreeSet<String>,
}

impl Topics {
    /// Reads a plan that was read whole.
    pub(crate) fn of(model: &Model<'_>) -> Option<Self> {
        let identity = model.identity.as_ref()?;
        let starts: Vec<_> = model.procedures.iter().map(start_signals).collect();
        // A procedure for everything is not the one for each of its signals.
        let mut special: BTreeMap<usize, usize> = BTreeMap::new();
        for signals in &starts {
            for id in signals {
                special.entry(id.index()).and_modify(|least| *least = (*least).min(signals.len())).or_insert(signals.len());
            }
        }
        let topic = |(procedure, signals): (&Procedure<'_>, &Vec<_>)| {
            let own = signals.iter().filter(|id: &&crate::model::SignalId| special.get(&id.index()) == Some(&signals.len()));
            let own: Vec<_> = own.filter_map(|id| model.signals.get(id.index())).collect();
            let own_names = names(&procedure.head);
            Topic {
                shown: procedure.head.title().into(),
                place: procedure.head.decl.head,
                keys: own.iter().flat_map(|s| names(&s.head)).chain(own_names.iter().cloned()).collect(),
                names: own_names,
                scope: procedure.scope.iter().map(|s| bare(s.0)).collect(),
                hazards: own.iter().flat_map(|s| &s.hazards).chain(&procedure.hazards).map(danger).collect(),
            }
        };
        let waited = model.steps().filter_map(|(_, step)| step.when.as_ref()).fold(Vec::new(), |mut found, when| {
            raised(when, true, &mut found);
            found
        });
        let used = starts.iter().flatten().chain(&waited).filter_map(|id| model.signals.get(id.index()));
        Some(Self {
            place: identity.head.decl.head,
            cite: identity.head.cite().cloned(),
            scope: identity.scope.iter().map(|s| bare(s.0)).collect(),
            signals: model.signals.iter().flat_map(|s| names(&s.head)).collect(),
            hazards: used.flat_map(|s| &s.hazards).chain(model.procedures.iter().flat_map(|p| &p.hazards)).map(danger).collect(),
            procedures: model.procedures.iter().zip(&starts).map(topic).collect(),
        })
    }

    /// Whether `missing-response` speaks of it: the text promises it, and no procedure answers.
    fn promises(&self, item: &str) -> bool {
        self.scope.contains(item) && !self.procedures.iter().any(|p| p.names.iter().chain(&p.scope).any(|name| name == item))
    }
}

fn danger(hazard: &Hazard<'_>) -> String {
    hazard.row.map_or_else(|| bare(hazard.text), str::to_owned)
}

/// Something that all plans of a family but one have a procedure for.
#[derive(Debug)]
pub(crate) struct Missing<'p> {
    /// The plan that has none.
    pub(crate) plan: &'p Topics,
    /// One of each other plan.
    pub(crate) others: Vec<&'p Topic>,
}

/// What one plan of each family has no procedure for, and all the others, at least two, have.
pub(crate) fn missing<'p>(group: &[&'p Profile]) -> Vec<Missing<'p>> {
    let mut families: BTreeMap<&str, Vec<Option<&Topics>>> = BTreeMap::new();
    for profile in group {
        if let Some(family) = profile.family.as_deref() {
            families.entry(family).or_default().push(profile.across.topics.as_ref());
        }
    }
    // Where one could not be read, it may have what seems to be missing.
    let whole = families.into_values().filter_map(|plans| plans.into_iter().collect::<Option<Vec<_>>>());
    whole.filter(|plans| plans.len() > 2).flat_map(|plans| in_family(&plans)).collect()
}

fn in_family<'p>(plans: &[&'p Topics]) -> Vec<Missing<'p>> {
    let sets = alike(plans);
    let mut found: Vec<(usize, Missing<'p>)> = Vec::new();
    for set in &sets {
        let Some(plan) = left_out(set, plans) else { continue };
        if !is_spoken_of(plan, set, &sets, plans) {
            found.extend(plans.get(plan).map(|p| (plan, Missing { plan: p, others: first_of_each(set) })));
        }
    }
    // What goes by other names everywhere is the same danger.
    let mut by_danger: BTreeMap<&str, Vec<(usize, &'p Topic)>> = BTreeMap::new();
    for (plan, topics) in plans.iter().enumerate() {
        for topic in &topics.procedures {
            topic.hazards.iter().for_each(|hazard| by_danger.entry(hazard).or_default().push((plan, topic)));
        }
    }
    for (hazard, set) in by_danger {
        let Some((plan, topics)) = left_out(&set, plans).and_then(|plan| Some((plan, *plans.get(plan)?))) else { continue };
        let said = found.iter().any(|(other, missing)| *other == plan && missing.others.iter().any(|t| t.hazards.contains(hazard)));
        let promised = set.iter().flat_map(|(_, t)| t.names.iter().chain(&t.scope)).any(|item| topics.promises(item));
        if !said && !promised && !topics.hazards.contains(hazard) {
            found.push((plan, Missing { plan: topics, others: first_of_each(&set) }));
        }
    }
    found.into_iter().map(|(_, missing)| missing).collect()
}

/// Procedures that are the same: they share a name, or a signal that starts them.
fn alike<'p>(plans: &[&'p Topics]) -> Vec<Vec<(usize, &'p Topic)>> {
    let all: Vec<(usize, &Topic)> = plans.iter().enumerate().flat_map(|(at, plan)| plan.procedures.iter().map(move |t| (at, t))).collect();
    let mut leader: Vec<usize> = (0..all.len()).collect();
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, (_, topic)) in all.iter().enumerate() {
        for key in &topic.keys {
            let first = *known.entry(key).or_insert(index);
            let (a, b) = (find(&mut leader, first), find(&mut leader, index));
            if let Some(slot) = leader.get_mut(a.max(b)) {
                *slot = a.min(b);
            }
        }
    }
    let mut sets: BTreeMap<usize, Vec<(usize, &Topic)>> = BTreeMap::new();
    for (index, member) in all.iter().enumerate() {
        sets.entry(find(&mut leader, index)).or_default().push(*member);
    }
    sets.into_values().collect()
}

fn find(leader: &mut [usize], start: usize) -> usize {
    let mut at = start;
    while let Some(next) = leader.get(at).copied().filter(|next| *next != at) {
        // Half of the way is cut off, so that chains stay short.
        let skip = leader.get(next).copied().unwrap_or(next);
        if let Some(slot) = leader.get_mut(at) {
            *slot = skip;
        }
        at = skip;
    }
    at
}

/// The only plan that has none of these.
fn left_out(set: &[(usize, &Topic)], plans: &[&Topics]) -> Option<usize> {
    let with: BTreeSet<usize> = set.iter().map(|(plan, _)| *plan).collect();
    if with.len() + 1 != plans.len() {
        return None;
    }
    (0..plans.len()).find(|plan| !with.contains(plan))
}

/// Whether a plan treats under another name what the others have, or another rule says that it does not.
fn is_spoken_of(plan: usize, set: &[(usize, &Topic)], sets: &[Vec<(usize, &Topic)>], plans: &[&Topics]) -> bool {
    let Some(topics) = plans.get(plan) else { return true };
    let said = |(_, topic): &(usize, &Topic)| {
        topic.keys.iter().any(|key| topics.signals.contains(key)) || topic.names.iter().chain(&topic.scope).any(|item| topics.promises(item))
    };
    // What no other plan has may be the same in other words.
    let alone = sets.iter().filter(|other| other.iter().all(|(at, _)| *at == plan)).flatten();
    let like = |own: &Topic| set.iter().any(|(_, t)| !own.hazards.is_disjoint(&t.hazards) || own.scope.iter().any(|item| t.scope.contains(item)));
    set.iter().any(said) || alone.map(|(_, own)| *own).any(like)
}

fn first_of_each<'p>(set: &[(usize, &'p Topic)]) -> Vec<&'p Topic> {
    let mut seen = BTreeSet::new();
    set.iter().filter(|(plan, _)| seen.insert(*plan)).map(|(_, topic)| *topic).collect()
}
