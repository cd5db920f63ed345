//! What contradicts what, told in few findings.

use std::collections::{BTreeMap, BTreeSet};

/// All on the left contradict all on the right.
pub(crate) type Sides<N> = (Vec<N>, Vec<N>);

/// One on the left, those on the right that it contradicts, and those on the left that contradict some of these too.
#[derive(Debug)]
pub(crate) struct Star<N> {
    pub(crate) center: N,
    pub(crate) against: Vec<N>,
    pub(crate) alike: Vec<N>,
}

/// Stars in which whatever contradicts something stands at least once; as one of those that are only alike if `alike` says
/// so. Only what may be held against one another counts.
pub(crate) fn stars<N: Copy + Ord>(sides: &[Sides<N>], alike: bool, fits: impl Fn(N, N) -> bool) -> Vec<Star<N>> {
    let mut left: BTreeMap<N, Vec<&Sides<N>>> = BTreeMap::new();
    let mut right: BTreeMap<N, Vec<&Sides<N>>> = BTreeMap::new();
    for side in sides {
        side.0.iter().for_each(|n| left.entry(*n).or_default().push(side));
        side.1.iter().for_each(|n| right.entry(*n).or_default().push(side));
    }
    let mut open: BTreeSet<N> = left.keys().chain(right.keys()).copied().collect();
    let mut found = Vec::new();
    while let Some(first) = open.pop_first() {
        let other = || right.get(&first).into_iter().flatten().flat_map(|side| &side.0).copied().find(|n| fits(*n, first));
        let Some(center) = left.contains_key(&first).then_some(first).or_else(other) else { continue };
        let own: Vec<&&Sides<N>> = left.get(&center).into_iter().flatten().collect();
        let against: BTreeSet<N> = own.iter().flat_map(|side| &side.1).copied().filter(|n| fits(center, *n)).collect();
        let others = against.iter().filter(|_| alike).filter_map(|n| right.get(n)).flatten();
        let same: BTreeSet<N> = others.flat_map(|side| &side.0).copied().filter(|n| *n != center).collect();
        if !against.is_empty() {
            against.iter().chain(&same).chain([&center]).for_each(|n| _ = open.remove(n));
            found.push(Star { center, against: against.into_iter().collect(), alike: same.into_iter().collect() });
        }
    }
    found
}
