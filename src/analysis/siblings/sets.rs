//! Things put together: those with one key, or in sets none of which holds two with the same key.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// Things by their keys, in the order of the first of each.
pub(crate) fn by_key<K: Eq + Hash, V>(things: impl IntoIterator<Item = (K, V)>) -> Vec<Vec<V>> {
    let mut place: HashMap<K, usize> = HashMap::new();
    let mut lists: Vec<Vec<V>> = Vec::new();
    for (key, thing) in things {
        let at = *place.entry(key).or_insert(lists.len());
        match lists.get_mut(at) {
            Some(list) => list.push(thing),
            None => lists.push(vec![thing]),
        }
    }
    lists
}

/// Things by number; each is in one set, alone at first.
pub(super) struct Sets<K> {
    keys: Vec<K>,
    leader: Vec<usize>,
    /// Of a leader: the others of its set.
    others: Vec<Vec<usize>>,
    /// Which keys a set has, by its leader; nothing of those who are alone.
    taken: HashSet<(usize, K)>,
}

impl<K: Copy + Eq + Hash> Sets<K> {
    /// Things with these keys.
    pub(super) fn of(keys: impl Iterator<Item = K>) -> Self {
        let keys: Vec<K> = keys.collect();
        Self { leader: (0..keys.len()).collect(), others: keys.iter().map(|_| Vec::new()).collect(), keys, taken: HashSet::new() }
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
        let size = |at: usize| self.others.get(at).map_or(0, Vec::len);
        let (small, large) = if size(a) < size(b) { (a, b) } else { (b, a) };
        let members: Vec<(usize, K)> = self.members(small).filter_map(|m| Some((m, *self.keys.get(m)?))).collect();
        let own = self.keys.get(large).copied();
        if members.iter().any(|(_, key)| own == Some(*key) || self.taken.contains(&(large, *key))) {
            return false;
        }
        for (member, key) in &members {
            self.taken.insert((large, *key));
            self.leader.get_mut(*member).into_iter().for_each(|leader| *leader = large);
        }
        self.others.get_mut(large).into_iter().for_each(|others| others.extend(members.iter().map(|m| m.0)));
        self.others.get_mut(small).into_iter().for_each(Vec::clear);
        true
    }

    fn members(&self, leader: usize) -> impl Iterator<Item = usize> + '_ {
        self.others.get(leader).into_iter().flatten().copied().chain([leader])
    }
}
