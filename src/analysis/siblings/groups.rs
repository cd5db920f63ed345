//! Which plans belong together.

use super::profile::Profile;
use super::sets::by_key;
use crate::ast::Date;
use crate::source::FileId;
use std::collections::{HashMap, HashSet};

/// Plans that are compared, in the order given. Of several versions of one plan (same name, same organisation) the one that
/// came into force last stands for all.
pub(crate) struct Groups<'p> {
    /// The plans of each organisation that has several.
    pub(crate) organisations: Vec<Vec<&'p Profile>>,
    /// The plans of each organisation or family that has several, the largest first; none lies in another.
    pub(crate) all: Vec<Vec<&'p Profile>>,
}

type Key = fn(&Profile) -> Option<&str>;
const ORG: Key = |p| p.org.as_deref();
const FAMILY: Key = |p| p.family.as_deref();

impl<'p> Groups<'p> {
    /// Puts plans together.
    pub(crate) fn of(profiles: &[&'p Profile]) -> Self {
        let latest = latest(profiles);
        let (organisations, mut all) = (of_one(&latest, ORG), of_one(&latest, FAMILY));
        let sizes: HashMap<Option<&str>, usize> = all.iter().filter_map(|g| Some((FAMILY(g.first()?), g.len()))).collect();
        let larger = |org: &Vec<&Profile>| is_one(org, FAMILY) && org.first().and_then(|p| sizes.get(&FAMILY(p))) > Some(&org.len());
        all.retain(|family| !is_one(family, ORG));
        all.extend(organisations.iter().filter(|org| !larger(org)).cloned());
        all.sort_by_key(|group| std::cmp::Reverse(group.len()));
        Self { organisations, all }
    }

    /// The files of all plans that are compared with another.
    pub(crate) fn roots(&self) -> HashSet<FileId> {
        self.all.iter().flatten().map(|p| p.root).collect()
    }
}

fn latest<'p>(profiles: &[&'p Profile]) -> Vec<&'p Profile> {
    let key = |p: &'p Profile| (p.name.as_str(), p.org.as_deref().ok_or(p.family.as_deref()));
    let mut dates: HashMap<_, Option<Date>> = HashMap::new();
    for profile in profiles {
        let date = dates.entry(key(profile)).or_default();
        *date = (*date).max(profile.effective);
    }
    profiles.iter().copied().filter(|p| dates.get(&key(p)) == Some(&p.effective)).collect()
}

/// The plans with each key, where there are several.
fn of_one<'p>(profiles: &[&'p Profile], key: Key) -> Vec<Vec<&'p Profile>> {
    let mut groups = by_key(profiles.iter().filter_map(|p| Some((key(p)?, *p))));
    groups.retain(|group| group.len() > 1);
    groups
}

fn is_one(group: &[&Profile], key: Key) -> bool {
    group.first().is_some_and(|first| key(first).is_some() && group.iter().all(|p| key(p) == key(first)))
}
