//! Cycles in a graph: an edge leads from what waits to what it waits for. No recursion: a chain may be very long.

use std::collections::{HashMap, HashSet, VecDeque};
use std::slice::Iter;

/// The groups of two and more nodes that can all reach one another, each sorted, in the order of their first nodes.
pub(crate) fn groups(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut search = Search { edges, marks: vec![Mark::default(); edges.len()], open: Vec::new(), next: 1, found: Vec::new() };
    for root in 0..edges.len() {
        if search.mark(root).order == 0 {
            search.walk(root);
        }
    }
    search.found.sort_unstable();
    search.found
}

/// A shortest way round through the first node of a knot and at least one other; the first stands first in the answer.
pub(crate) fn ring(edges: &[Vec<usize>], knot: &[usize]) -> Vec<usize> {
    knot.first().map_or_else(Vec::new, |first| way(edges, knot, *first, *first))
}

/// A shortest way round a knot that begins with this edge of it.
pub(crate) fn ring_over(edges: &[Vec<usize>], knot: &[usize], (from, to): (usize, usize)) -> Vec<usize> {
    let mut ring = way(edges, knot, to, from);
    ring.insert(0, from);
    ring
}

/// The nodes on a shortest way inside a knot, without the last.
fn way(edges: &[Vec<usize>], knot: &[usize], from: usize, to: usize) -> Vec<usize> {
    let members: HashSet<usize> = knot.iter().copied().collect();
    let mut came_from: HashMap<usize, usize> = HashMap::new();
    let mut queue = VecDeque::from([from]);
    while let Some(node) = queue.pop_front() {
        for &next in targets(edges, node).filter(|n| **n != node && members.contains(n)) {
            if next == to {
                return way_back(&came_from, from, node);
            }
            if next != from {
                came_from.entry(next).or_insert_with(|| {
                    queue.push_back(next);
                    node
                });
            }
        }
    }
    Vec::new()
}

fn way_back(came_from: &HashMap<usize, usize>, first: usize, last: usize) -> Vec<usize> {
    let mut way: Vec<usize> = std::iter::successors(Some(last), |node| came_from.get(node).copied().filter(|_| *node != first)).collect();
    way.reverse();
    way
}

fn targets(edges: &[Vec<usize>], node: usize) -> Iter<'_, usize> {
    edges.get(node).map_or([].iter(), |t| t.iter())
}

/// What Tarjan's algorithm knows of a node; `order` 0 means that it has not been seen.
#[derive(Debug, Clone, Copy, Default)]
struct Mark {
    order: usize,
    low: usize,
    open: bool,
}

struct Search<'g> {
    edges: &'g [Vec<usize>],
    marks: Vec<Mark>,
    open: Vec<usize>,
    next: usize,
    found: Vec<Vec<usize>>,
}

impl<'g> Search<'g> {
    fn mark(&self, node: usize) -> Mark {
        self.marks.get(node).copied().unwrap_or_default()
    }

    fn enter(&mut self, node: usize) -> (usize, Iter<'g, usize>) {
        if let Some(mark) = self.marks.get_mut(node) {
            *mark = Mark { order: self.next, low: self.next, open: true };
        }
        self.next += 1;
        self.open.push(node);
        (node, targets(self.edges, node))
    }

    fn lower(&mut self, node: usize, low: usize) {
        if let Some(mark) = self.marks.get_mut(node) {
            mark.low = mark.low.min(low);
        }
    }

    fn walk(&mut self, root: usize) {
        let mut path = vec![self.enter(root)];
        while let Some((node, rest)) = path.last_mut() {
            let node = *node;
            match rest.next() {
                Some(&next) if self.mark(next).order == 0 => path.push(self.enter(next)),
                Some(&next) if self.mark(next).open => self.lower(node, self.mark(next).order),
                Some(_) => {}
                None => {
                    path.pop();
                    self.leave(node);
                    if let Some((above, _)) = path.last() {
                        self.lower(*above, self.mark(node).low);
                    }
                }
            }
        }
    }

    /// Closes the group whose first node this is.
    fn leave(&mut self, node: usize) {
        let mark = self.mark(node);
        if mark.low != mark.order {
            return;
        }
        let start = self.open.iter().rposition(|n| *n == node).unwrap_or(0);
        let mut group = self.open.split_off(start);
        for member in &group {
            if let Some(mark) = self.marks.get_mut(*member) {
                mark.open = false;
            }
        }
        if group.len() > 1 {
            group.sort_unstable();
            self.found.push(group);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_found_apart_and_in_order() {
        let edges = vec![vec![1], vec![2], vec![1, 3], vec![4], vec![5], vec![3], vec![6], vec![]];
        assert_eq!(groups(&edges), [vec![1, 2], vec![3, 4, 5]]);
        assert_eq!(ring(&edges, &[3, 4, 5]), [3, 4, 5]);
    }

    #[test]
    fn the_ring_is_a_shortest_one() {
        let edges = vec![vec![1], vec![2, 3], vec![3], vec![0]];
        assert_eq!(groups(&edges), [vec![0, 1, 2, 3]]);
        assert_eq!(ring(&edges, &[0, 1, 2, 3]), [0, 1, 3]);
        assert_eq!(ring_over(&edges, &[0, 1, 2, 3], (2, 3)), [2, 3, 0, 1]);
        assert_eq!(ring_over(&[vec![1, 0], vec![0]], &[0, 1], (0, 1)), [0, 1]);
        assert_eq!(ring(&[vec![0, 1], vec![0]], &[0, 1]), [0, 1]);
    }

    #[test]
    fn that_a_node_leads_to_itself_is_no_way_round() {
        let edges = vec![vec![0, 1], vec![1, 0]];
        assert_eq!(ring(&edges, &groups(&edges)[0]), [0, 1]);
    }

    #[test]
    fn a_ring_of_a_hundred_thousand_needs_no_stack() {
        let count = 100_000;
        let edges: Vec<Vec<usize>> = (0..count).map(|i| vec![(i + 1) % count]).collect();
        let found = groups(&edges);
        assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [count]);
        assert_eq!(ring(&edges, &found[0]).len(), count);
    }
}
