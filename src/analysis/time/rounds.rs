//! Limits added to a network of times one by one, and the way round that shows which of them cannot be kept together.

use super::network::{Edge, Network, START, Why};
use std::collections::VecDeque;

impl Network<'_> {
    /// Adds a limit. Where it cannot be kept it is left out again, and the way round that shows it is given; the outer
    /// `None` says that the network is too large.
    pub(super) fn add(&mut self, limit: Edge) -> Option<Option<Vec<Edge>>> {
        let (index, from) = (self.edges.len(), limit.from);
        self.edge(limit.from, limit.to, limit.weight, limit.why);
        let Some(round) = self.follow(index, None)? else { return Some(None) };
        let round = self.smallest(index, round);
        let edges = round.into_iter().filter_map(|e| self.edges.get(e).cloned()).collect();
        self.edges.truncate(index);
        self.out.get_mut(from).into_iter().for_each(|out| out.retain(|e| *e != index));
        Some(Some(edges))
    }

    /// The way round with no limit that is not needed for it.
    fn smallest(&mut self, first: usize, mut round: Vec<usize>) -> Vec<usize> {
        let limits = |network: &Self, round: &[usize]| -> Vec<usize> {
            let is_limit = |e: &&usize| **e != first && network.edges.get(**e).is_some_and(|edge| matches!(edge.why, Why::Limit(..)));
            round.iter().filter(is_limit).copied().collect()
        };
        let mut needed = limits(self, &round);
        if needed.len() > 1
            && let Some(Some(alone)) = self.only(first, &[])
        {
            return alone;
        }
        let mut at = 0;
        while at < needed.len() {
            let rest: Vec<usize> = needed.iter().copied().filter(|l| Some(l) != needed.get(at)).collect();
            match self.only(first, &rest) {
                None => break,
                Some(None) => at += 1,
                Some(Some(smaller)) => {
                    round = smaller;
                    needed.retain(|l| round.contains(l));
                    at = 0;
                }
            }
        }
        round
    }

    /// Whether a limit fights with some others alone; the outer `None` says that the network is too large.
    fn only(&mut self, first: usize, others: &[usize]) -> Option<Option<Vec<usize>>> {
        self.left = self.left.checked_sub(self.base.0.time.len())?;
        let base = self.base.0.clone();
        let now = std::mem::replace(&mut self.times, base);
        let mut found = Some(None);
        for limit in others.iter().chain(std::iter::once(&first)) {
            found = self.follow(*limit, Some(others));
            if !matches!(found, Some(None)) {
                break;
            }
        }
        self.times = now;
        found
    }

    /// Follows what changes with an edge; where it cannot be, nothing has changed, and the way round is given as edges in
    /// order. Of the limits only some count, where they are given.
    fn follow(&mut self, first: usize, only: Option<&[usize]>) -> Option<Option<Vec<usize>>> {
        let Some((from, to)) = self.edges.get(first).map(|e| (e.from, e.to)) else { return Some(None) };
        let limits = self.base.1;
        let counts = |index: usize| index < limits || index == first || only.is_none_or(|list| list.contains(&index));
        let mut changes: Vec<(usize, i64, Option<usize>)> = Vec::new();
        let mut queue = VecDeque::from([first]);
        while let Some(index) = queue.pop_front() {
            let Some(edge) = self.edges.get(index).filter(|_| counts(index)) else { continue };
            let (begin, end, weight) = (edge.from, edge.to, edge.weight);
            let time = self.at(begin).saturating_add(weight);
            if time <= self.at(end) {
                continue;
            }
            if end == START || (end == from && index != first) {
                // From the new edge to the one that closes the round; then from the start to the new edge, as it was before.
                let mut way = self.way(index, to, first);
                if index != first {
                    way.push(first);
                }
                for (node, time, parent) in changes.into_iter().rev() {
                    self.set(node, time);
                    self.times.parent.get_mut(node).into_iter().for_each(|p| *p = parent);
                }
                if end == START
                    && let Some(parent) = self.times.parent.get(from).copied().flatten()
                {
                    way.extend(self.way(parent, START, first));
                }
                way.reverse();
                return Some(Some(way));
            }
            changes.push((end, self.at(end), self.times.parent.get(end).copied().flatten()));
            self.set(end, time);
            self.times.parent.get_mut(end).into_iter().for_each(|p| *p = Some(index));
            let next = self.out.get(end).map_or(&[][..], Vec::as_slice);
            self.left = self.left.checked_sub(next.len() + 1)?;
            queue.extend(next);
        }
        Some(None)
    }

    /// The edges that lead to the end of `last`, backwards, as far as a node.
    fn way(&self, last: usize, node: usize, first: usize) -> Vec<usize> {
        let (mut at, mut way) = (Some(last), Vec::new());
        while let Some((index, edge)) = at.and_then(|index| Some((index, self.edges.get(index)?))) {
            way.push(index);
            if edge.from == node || index == first || way.len() > self.times.time.len() {
                break;
            }
            at = self.times.parent.get(edge.from).copied().flatten();
        }
        way
    }
}
