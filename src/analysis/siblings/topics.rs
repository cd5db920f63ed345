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

    /// Whether a signal goes by one of its names, or its text promises it: other rules say what is missing then.
    fn names_it(&self, topic: &Topic) -> bool {
        topic.keys.iter().any(|key| self.signals.contains(key)) || topic.names.iter().chain(&topic.scope).any(|item| self.promises(item))
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
        if !said && !topics.hazards.contains(hazard) && !set.iter().any(|(_, topic)| topics.names_it(topic)) {
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
    // What no other plan has may be the same in other words.
    let alone = sets.iter().filter(|other| other.iter().all(|(at, _)| *at == plan)).flatten();
    let like = |own: &Topic| set.iter().any(|(_, t)| !own.hazards.is_disjoint(&t.hazards) || own.scope.iter().any(|item| t.scope.contains(item)));
    set.iter().any(|(_, topic)| topics.names_it(topic)) || alone.map(|(_, own)| *own).any(like)
}

fn first_of_each<'p>(set: &[(usize, &'p Topic)]) -> Vec<&'p Topic> {
    let mut seen = BTreeSet::new();
    set.iter().filter(|(plan, _)| seen.insert(*plan)).map(|(_, topic)| *topic).collect()
}

#[cfg(test)]
mod tests {
    use crate::ast::Date;
    use crate::check::{Options, check, compare};
    use crate::project::Project;
    use crate::source::Source;

    /// What is missing, as the number of the plan and the procedure it lacks; each plan is written behind its head.
    fn missing(identity: &str, plans: &[&str]) -> Vec<String> {
        let mut project = Project::new();
        let ids: Vec<_> = plans.iter().enumerate().map(|(at, plan)| {
            let text = format!("plan p{at} {{ {identity} {}", plan.replacen('|', "}\n", 1));
            project.add(Source::new(format!("{at}.plan"), text))
        }).collect();
        let checked: Vec<_> = ids.iter().map(|id| check(&project, *id, Options { as_of: Date::new(2026, 1, 1).unwrap() }).into_parts().1).collect();
        let found = compare(checked.iter().flatten());
        let told = found.iter().filter(|d| matches!(d.code, "P218" | "P009"));
        told.map(|d| format!("{} {} {}", d.code, d.span.file.0, d.message.en.split('`').nth(1).unwrap_or(""))).collect()
    }

    const FAMILY: &str = "family \"f\"";
    const FIRE: &str = "signal fire { hazard fire } procedure fire-response { start when fire }";
    const FLOOD: &str = "signal flood { hazard flood } procedure flood-response { start when flood }";

    fn both() -> String {
        format!("| {FIRE} {FLOOD}")
    }

    #[test]
    fn what_all_others_have_is_missing_in_one() {
        let (all, fire) = (both(), format!("| {FIRE}"));
        assert_eq!(missing(FAMILY, &[&all, &all, &fire]), ["P218 2 flood-response"]);
        assert_eq!(missing(FAMILY, &[&all, &all, &fire, &all]), ["P218 2 flood-response"]);
        // Two that lack it, two plans in all, or one organisation only.
        assert!(missing(FAMILY, &[&all, &fire, &fire]).is_empty());
        assert!(missing(FAMILY, &[&all, &fire]).is_empty());
        assert!(missing("org \"o\"", &[&all, &all, &fire]).is_empty());
    }

    #[test]
    fn a_plan_that_speaks_of_it_is_left_alone() {
        let all = both();
        for own in [
            // Under another name, as a signal, and as a promise that another rule looks at.
            "| signal water { hazard flood } procedure dry { start when water }",
            "| signal flood {}",
            "scope \"flood-response\" |",
        ] {
            let own = format!("{own} {FIRE}");
            assert!(missing(FAMILY, &[&all, &all, &own]).is_empty(), "{own}");
        }
        // What could not be read may hold it.
        assert!(missing(FAMILY, &[&all, &all, &format!("| {FIRE} procedure x {{ start")]).is_empty());
    }

    #[test]
    fn the_danger_counts_where_the_names_differ() {
        let (one, two) = ("| signal a { hazard flood } procedure a-response { start when a }", "| signal b { hazard flood } procedure b-response { start when b }");
        let none = "| signal c { hazard media } procedure c-response { start when c }";
        assert_eq!(missing(FAMILY, &[one, two, none]), ["P218 2 a-response"]);
    }

    #[test]
    fn a_procedure_for_everything_is_not_the_one_for_each_signal() {
        let common = "procedure common { start when fire or flood }";
        let (all, part) = (format!("{} {common}", both()), format!("| {FIRE} signal flood-2 {{}} procedure common {{ start when fire or flood-2 }}"));
        assert_eq!(missing(FAMILY, &[&all, &all, &part]), ["P218 2 flood-response"]);
    }

    #[test]
    fn a_waiver_in_the_plan_or_at_a_procedure_there_excuses_it() {
        let all = both();
        let waived = format!("allow missing-procedure \"on a hill\" | {FIRE}");
        assert!(missing(FAMILY, &[&all, &all, &waived]).is_empty());
        let there = all.replace("procedure flood-response {", "procedure flood-response { allow missing-procedure \"only by the river\"");
        assert!(missing(FAMILY, &[&there, &all, &format!("| {FIRE}")]).is_empty());
        assert_eq!(missing(FAMILY, &[&all, &all, &format!("allow missing-procedure \"on a hill\" {all}")]), ["P009 2 missing-procedure"]);
    }
}
