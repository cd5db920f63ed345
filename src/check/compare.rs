//! Plans of one organisation or family against one another.

use super::table::COMPARISONS;
use super::waivers::Pending;
use crate::analysis::siblings::{Profile, groups};
use crate::diagnostic::Diagnostic;

/// What a plan is compared by, with the waivers it has against what may come of it.
#[derive(Debug, Clone)]
pub struct Comparable {
    pub(super) profile: Profile,
    pub(super) waivers: Vec<Pending>,
}

/// What plans of one organisation or family say differently, in the order of reports. Plans of which only one was given
/// are compared with none.
#[must_use]
pub fn compare<'p>(plans: impl IntoIterator<Item = &'p Comparable>) -> Vec<Diagnostic> {
    let plans: Vec<&Comparable> = plans.into_iter().collect();
    let profiles: Vec<&Profile> = plans.iter().map(|p| &p.profile).collect();
    let mut kept = Vec::new();
    for group in groups(&profiles) {
        let found = COMPARISONS.iter().flat_map(|(_, compare)| compare(&group));
        let mut waivers: Vec<Pending> =
            plans.iter().filter(|p| group.iter().any(|g| g.root == p.profile.root)).flat_map(|p| p.waivers.iter().cloned()).collect();
        // Every waiver that fits is used, not only the first.
        kept.extend(found.filter(|finding| waivers.iter_mut().filter_map(|w| w.excuse(finding).then_some(())).count() == 0));
        kept.extend(waivers.iter().filter_map(Pending::stale));
    }
    super::sort(&mut kept);
    kept
}
