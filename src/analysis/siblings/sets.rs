//! Things put into sets, none of which holds two with the same key.

use std::collections::HashSet;
use std::hash::Hash;

/// Things by number; each is in one set, alone at first.
pub(super) struct Sets<K> {
    leader: Vec<usize>,
    /// Of a leader: the members of its set, and their keys.
    members: Vec<(Vec<usize>, HashSet<K>)>,
}

impl<K: Copy + Eq + Hash> Sets<K> {
    /// Things with these keys.
    pub(super) fn of(keys: impl Iterator<Item = K>) -> Self {
        let members: Vec<_> = keys.enumerate().map(|(at, key)| (vec![at], HashSet::from([key]))).collect();
        Self { leader: (0..members.len()).collect(), members }
    }

    /// The thing that stands for the set of this one.
    pub(super) fn find(&self, at: usize) -> usize {
        self.leader.get(at).copied().unwrap_or(at)
    }

    /// Makes one set of two, unless it would hold two things with the same key. Whether the two things are in one set then.
    pub(super) fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        if a == b {
            return true;
        }
        let size = |at: usize| self.members.get(at).map_or(0, |m| m.0.len());
        let (small, large) = if size(a) < size(b) { (a, b) } else { (b, a) };
        let (Some(from), Some(into)) = (self.members.get(small), self.members.get(large)) else { return false };
        if !from.1.is_disjoint(&into.1) {
            return false;
        }
        let (members, keys) = self.members.get_mut(small).map(std::mem::take).unwrap_or_default();
        members.iter().filter_map(|m| Some(*self.leader.get_mut(*m)? = large)).for_each(drop);
        if let Some(into) = self.members.get_mut(large) {
            into.0.extend(members);
            into.1.extend(keys);
        }
        true
    }
}
