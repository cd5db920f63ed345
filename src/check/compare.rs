//! Plans of one organisation or family against one another.

use super::table::{COMPARISONS, Comparison, Scope};
use super::waivers::Pending;
use crate::analysis::siblings::{Groups, Profile};
use crate::diagnostic::{Diagnostic, Label};
use crate::source::{FileId, Span};
use std::collections::HashMap;

/// Most places that a finding names besides its own.
const MOST_PLACES: usize = 5;

/// What a plan is compared by, with the waivers it has against what may come of it.
#[derive(Debug, Clone)]
pub struct Comparable {
    pub(super) profile: Profile,
    pub(super) waivers: Vec<Pending>,
}

/// What plans of one organisation or family say differently, in the order of reports; the order in which they are given
/// does not matter. Plans of which only one was given are compared with none.
#[must_use]
pub fn compare<'p>(plans: impl IntoIterator<Item = &'p Comparable>) -> Vec<Diagnostic> {
    let mut plans: Vec<&Comparable> = plans.into_iter().collect();
    plans.sort_by(|a, b| a.profile.file.cmp(&b.profile.file));
    let groups = Groups::of(&plans.iter().map(|p| &p.profile).collect::<Vec<_>>());
    let roots = groups.roots();
    let mut waivers: Vec<Pending> = plans.iter().filter(|p| roots.contains(&p.profile.root)).flat_map(|p| p.waivers.iter().cloned()).collect();
    let mut kept: Vec<Diagnostic> = COMPARISONS.iter().flat_map(|comparison| open(comparison, &groups, &mut waivers)).collect();
    kept.extend(waivers.iter().filter_map(Pending::stale));
    super::sort(&mut kept);
    kept.iter_mut().for_each(|d| d.related.truncate(MOST_PLACES));
    kept
}

/// What one rule finds where no waiver stands. A waiver is used if something is found at its place without it.
fn open(comparison: &Comparison, groups: &Groups<'_>, waivers: &mut [Pending]) -> Vec<Diagnostic> {
    let found = all(comparison, groups, &|_| false);
    let mut of_file: HashMap<FileId, Vec<&mut Pending>> = HashMap::new();
    for waiver in waivers.iter_mut().filter(|w| w.is_of(comparison.0)) {
        of_file.entry(waiver.file()).or_default().push(waiver);
    }
    let mut any = false;
    for place in found.iter().flat_map(places) {
        any |= of_file.get_mut(&place.file).into_iter().flatten().filter_map(|w| w.excuse(place).then_some(())).count() > 0;
    }
    if !any {
        return found;
    }
    let waived = |place: Span| of_file.get(&place.file).into_iter().flatten().any(|w| w.covers(place));
    let mut left = all(comparison, groups, &waived);
    left.retain(|f| !waived(f.span));
    left
}

/// What one rule finds in all groups. What several of them find is told once, as the largest has it.
fn all(&(_, scope, compare): &Comparison, groups: &Groups<'_>, waived: &dyn Fn(Span) -> bool) -> Vec<Diagnostic> {
    let groups = if scope == Scope::Organisation { &groups.organisations } else { &groups.all };
    let mut found: Vec<Diagnostic> = Vec::new();
    for group in groups {
        let mut known: HashMap<Span, Vec<usize>> = HashMap::new();
        found.iter().enumerate().for_each(|(at, f)| places(f).for_each(|p| known.entry(p).or_default().push(at)));
        let told = |new: &Diagnostic| {
            let mut earlier = known.get(&new.span).into_iter().flatten().filter_map(|at| found.get(*at));
            earlier.any(|f| places(new).all(|p| places(f).any(|q| q == p)))
        };
        let mut new: Vec<Diagnostic> = compare(group, waived).into_iter().filter(|d| !told(d)).collect();
        // A thing that goes by two names is found by both.
        super::sort(&mut new);
        new.dedup_by(|again, first| {
            let same = again.span == first.span && again.message == first.message;
            if same {
                let more: Vec<Label> = again.related.drain(..).filter(|r| !first.related.contains(r)).collect();
                first.related.extend(more);
            }
            same
        });
        found.extend(new);
    }
    found
}

fn places(finding: &Diagnostic) -> impl Iterator<Item = Span> {
    finding.related.iter().map(|r| r.span).chain([finding.span])
}
