//! A system of times: differences that all hold, and choices of which one has to hold.

use super::super::chain::{Term, What};
use super::super::network::{Edge, Why};
use super::super::bounds::{Bounds, signed};
use crate::source::Span;

/// What a time is made of.
#[derive(Debug, Clone)]
pub(super) enum Expr {
    /// It may be at any time.
    Free,
    /// The time of a node.
    At(usize),
    /// The last of several.
    Last(Vec<Expr>),
    /// The first of several.
    First(Vec<Expr>),
    /// So long after something.
    After(Box<Expr>, Bounds, What, Span),
}

/// Ways of which at least one has to hold, with all its differences.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    pub(super) ways: Vec<Vec<Edge>>,
    owner: usize,
}

/// Times, and how they depend on one another. Nothing is said of how late or early all of them are.
#[derive(Debug, Clone, Default)]
pub(super) struct System {
    pub(super) count: usize,
    pub(super) edges: Vec<Edge>,
    pub(super) choices: Vec<Choice>,
    /// The node of which each edge says something.
    owners: Vec<usize>,
    /// Nothing that comes at all need be later than this from the root, nor so much earlier.
    pub(super) far: i64,
    /// The nodes on which each node depends.
    pub(super) deps: Vec<Vec<usize>>,
}

impl System {
    pub(super) fn node(&mut self) -> usize {
        self.deps.push(Vec::new());
        self.count += 1;
        self.count - 1
    }

    /// `to` is at least so long after `from`.
    pub(super) fn edge(&mut self, owner: usize, (from, to): (usize, usize), weight: i64, why: Why) {
        self.edges.push(Edge { from, to, weight, why });
        self.owners.push(owner);
    }

    pub(super) fn depends(&mut self, node: usize, on: usize) {
        self.deps.get_mut(node).into_iter().for_each(|list| list.push(on));
    }

    /// A node is exactly then; nothing is said where that may be at any time.
    pub(super) fn equal(&mut self, node: usize, expr: Expr) {
        match expr {
            Expr::Free => {}
            Expr::At(other) => {
                self.depends(node, other);
                self.edge(node, (other, node), 0, Why::Order);
                self.edge(node, (node, other), 0, Why::Back);
            }
            Expr::After(inner, lasts, what, span) => {
                let Some(inner) = self.part(node, *inner) else { return };
                self.lasts(node, inner, lasts, |millis| Some(Term { what, millis, span }));
            }
            Expr::Last(parts) => {
                let all = parts.len();
                let parts: Vec<usize> = parts.into_iter().filter_map(|p| self.part(node, p)).collect();
                parts.iter().for_each(|p| self.edge(node, (*p, node), 0, Why::Order));
                if parts.len() == all {
                    self.one_of(node, parts.into_iter().map(|p| vec![back(node, p)]).collect());
                }
            }
            Expr::First(parts) => {
                let all = parts.len();
                let parts: Vec<usize> = parts.into_iter().filter_map(|p| self.part(node, p)).collect();
                parts.iter().for_each(|p| self.edge(node, (node, *p), 0, Why::Back));
                if parts.len() == all {
                    self.one_of(node, parts.into_iter().map(|p| vec![after(p, node)]).collect());
                }
            }
        }
    }

    /// One of these holds; the only one always.
    pub(super) fn one_of(&mut self, node: usize, mut ways: Vec<Vec<Edge>>) {
        if ways.len() > 1 {
            self.choices.push(Choice { ways, owner: node });
        } else {
            for edge in ways.pop().into_iter().flatten() {
                self.edges.push(edge);
                self.owners.push(node);
            }
        }
    }

    /// A node is so long after another.
    pub(super) fn lasts(&mut self, node: usize, from: usize, lasts: Bounds, term: impl Fn(u64) -> Option<Term>) {
        self.depends(node, from);
        let why = |millis, make: fn(Term) -> Why, otherwise| if millis == 0 { otherwise } else { term(millis).map_or(otherwise, make) };
        self.edge(node, (from, node), signed(lasts.least), why(lasts.least, Why::Takes, Why::Order));
        if let Some(most) = lasts.most {
            self.edge(node, (node, from), -signed(most), why(most, Why::AtMost, Why::Back));
        }
    }

    /// The node of a part; none where that may be at any time.
    pub(super) fn part(&mut self, owner: usize, expr: Expr) -> Option<usize> {
        let node = match expr {
            Expr::Free => return None,
            Expr::At(node) => node,
            Expr::Last(_) | Expr::First(_) | Expr::After(..) => {
                let node = self.node();
                self.equal(node, expr);
                node
            }
        };
        self.depends(owner, node);
        Some(node)
    }

    /// Sets what counts as never; lengths so great that they could not be added up are too many.
    pub(super) fn set_far(&mut self, limits: u64) -> Option<()> {
        let all = self.edges.iter().chain(self.choices.iter().flat_map(|c| c.ways.iter().flatten()));
        let sum = all.map(|e| e.weight.saturating_abs()).fold(signed(limits).saturating_add(2), i64::saturating_add);
        self.far = Some(sum).filter(|sum| *sum < i64::MAX / 16)?;
        for edge in self.choices.iter_mut().flat_map(|c| c.ways.iter_mut().flatten()).filter(|e| matches!(e.why, Why::Never)) {
            edge.weight = self.far + 1;
        }
        Some(())
    }

    /// Takes out what is said of nodes that wait in a circle; the root waits for nothing.
    pub(super) fn without_circles(&mut self, root: usize) {
        let edges: Vec<Vec<usize>> = self.deps.iter().enumerate().map(|(n, d)| if n == root { Vec::new() } else { d.clone() }).collect();
        let order = super::super::schedule::topological(&edges, &[]);
        let mut known = vec![false; self.count];
        order.into_iter().for_each(|n| known.get_mut(n).into_iter().for_each(|k| *k = true));
        let known = |node: &usize| known.get(*node).copied().unwrap_or(false);
        let owners = std::mem::take(&mut self.owners);
        let kept = std::mem::take(&mut self.edges).into_iter().zip(owners).filter(|(_, owner)| known(owner));
        (self.edges, self.owners) = kept.unzip();
        self.choices.retain(|c| known(&c.owner));
    }
}

/// `node` is no later than `part`.
pub(super) fn back(node: usize, part: usize) -> Edge {
    Edge { from: node, to: part, weight: 0, why: Why::Back }
}

/// `node` is no earlier than `part`.
pub(super) fn after(part: usize, node: usize) -> Edge {
    Edge { from: part, to: node, weight: 0, why: Why::Order }
}
