//! The ways from state to state, the shortest first.

use std::collections::{HashSet, VecDeque};
use std::hash::Hash;

/// A state that was reached, and how.
struct Node<S, M> {
    state: S,
    before: Option<usize>,
    by: Vec<M>,
    events: usize,
}

/// States that were reached, each once, those with the fewest events first.
pub(crate) struct Paths<S, M, K> {
    nodes: Vec<Node<S, M>>,
    known: HashSet<K>,
    queue: VecDeque<usize>,
}

impl<S, M: Copy, K: Eq + Hash> Paths<S, M, K> {
    /// Nothing was reached yet.
    pub(crate) fn new() -> Self {
        Self { nodes: Vec::new(), known: HashSet::new(), queue: VecDeque::new() }
    }

    /// A state, with what leads there from the one looked at before; `events` says how many of it count. Whether it is new.
    pub(crate) fn reach(&mut self, state: S, key: K, before: Option<usize>, by: Vec<M>, events: usize) -> bool {
        if !self.known.insert(key) {
            return false;
        }
        let so_far = before.and_then(|b| self.nodes.get(b)).map_or(0, |n| n.events);
        self.nodes.push(Node { state, before, by, events: so_far + events });
        let at = self.nodes.len() - 1;
        if events == 0 { self.queue.push_front(at) } else { self.queue.push_back(at) }
        true
    }

    /// The next state to look at: its number.
    pub(crate) fn next(&mut self) -> Option<usize> {
        self.queue.pop_front()
    }

    /// A state and how many events lead to it.
    pub(crate) fn at(&self, node: usize) -> Option<(&S, usize)> {
        self.nodes.get(node).map(|n| (&n.state, n.events))
    }

    /// All that leads to a state.
    pub(crate) fn way(&self, node: usize) -> Vec<M> {
        let mut parts = Vec::new();
        let mut here = self.nodes.get(node);
        while let Some(node) = here {
            parts.push(&node.by);
            here = node.before.and_then(|b| self.nodes.get(b));
        }
        parts.into_iter().rev().flatten().copied().collect()
    }
}
