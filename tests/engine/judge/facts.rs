//! Conditions, and what they depend on: levels, and what must have held for some time.

use super::world::{Phase, World};
use preplan::ast::Compare;
use preplan::model::{Cond, CondKind, Ladder, Model, Procedure};
use preplan::source::Span;

/// A ladder, or a condition that must hold for some time.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Node<'m> {
    Ladder(usize),
    Held(&'m Cond<'m>, Option<usize>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    Ladder(usize),
    Held(Span),
}

impl Node<'_> {
    pub(crate) fn key(&self) -> Key {
        match self {
            Node::Ladder(id) => Key::Ladder(*id),
            Node::Held(cond, _) => Key::Held(cond.span),
        }
    }
}

/// All of them as they are declared: ladders, then held conditions, those of ladders, then procedure by procedure those of its starts,
/// steps, escalations and finishes; an inner one before the one it stands in.
pub(crate) fn declared<'m>(model: &'m Model<'m>) -> Vec<Node<'m>> {
    let mut nodes: Vec<Node<'m>> = (0..model.ladders.len()).map(Node::Ladder).collect();
    for level in model.ladders.iter().flat_map(|l| &l.levels) {
        level.when.iter().for_each(|c| held(c, None, &mut nodes));
    }
    for (id, procedure) in model.procedures.iter().enumerate() {
        conditions(procedure).into_iter().for_each(|c| held(c, Some(id), &mut nodes));
    }
    nodes
}

fn conditions<'m>(procedure: &'m Procedure<'m>) -> Vec<&'m Cond<'m>> {
    let steps = procedure.steps.iter().filter_map(|s| s.when.as_ref());
    let escalations = procedure.escalations.iter().filter_map(|e| e.when.as_ref());
    procedure.starts.iter().map(|s| &s.when).chain(steps).chain(escalations).chain(procedure.finishes.iter().map(|f| &f.when)).collect()
}

fn held<'m>(cond: &'m Cond<'m>, of: Option<usize>, nodes: &mut Vec<Node<'m>>) {
    inner(cond).into_iter().for_each(|c| held(c, of, nodes));
    if matches!(cond.kind, CondKind::Held(..)) {
        nodes.push(Node::Held(cond, of));
    }
}

fn inner<'c, 'm>(cond: &'c Cond<'m>) -> Vec<&'c Cond<'m>> {
    match &cond.kind {
        CondKind::Or(parts) | CondKind::And(parts) => parts.iter().collect(),
        CondKind::Not(inner) | CondKind::Held(inner, _) => vec![inner],
        CondKind::Done(_)
        | CondKind::Finished(_)
        | CondKind::Signal(_)
        | CondKind::Level(..)
        | CondKind::Gauge(..)
        | CondKind::Ladder(..)
        | CondKind::Unknown => Vec::new(),
    }
}

/// The order in which they are looked at: each after those it depends on, the first declared first. Where all that are left depend on
/// one another, the first declared of a circle that waits for nothing outside it goes first.
pub(crate) fn in_order<'m>(model: &'m Model<'m>) -> Vec<Node<'m>> {
    let all = declared(model);
    let needs: Vec<Vec<usize>> = all.iter().map(|n| needs(model, n).into_iter().map(|key| all.iter().position(|o| o.key() == key).unwrap()).collect()).collect();
    let mut order: Vec<usize> = Vec::new();
    while order.len() < all.len() {
        let left: Vec<usize> = (0..all.len()).filter(|n| !order.contains(n)).collect();
        let ready = left.iter().find(|n| needs[**n].iter().all(|need| order.contains(need)));
        let circle = || left.iter().find(|n| behind(**n, &needs, &order).into_iter().all(|other| behind(other, &needs, &order).contains(n)));
        order.push(*ready.or_else(circle).unwrap());
    }
    order.into_iter().map(|n| all[n]).collect()
}

/// What one depends on directly or through others, but for those that were looked at.
fn behind(node: usize, needs: &[Vec<usize>], seen: &[usize]) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    let mut open = needs[node].clone();
    while let Some(next) = open.pop() {
        if !seen.contains(&next) && !found.contains(&next) {
            found.push(next);
            open.extend(&needs[next]);
        }
    }
    found
}

fn needs(model: &Model<'_>, node: &Node<'_>) -> Vec<Key> {
    let mut found = Vec::new();
    match node {
        Node::Ladder(id) => model.ladders[*id].levels.iter().filter_map(|l| l.when.as_ref()).for_each(|c| parts(c, &mut found)),
        Node::Held(cond, _) => inner(cond).into_iter().for_each(|c| parts(c, &mut found)),
    }
    found
}

/// The ladders and held conditions that one speaks of.
fn parts(cond: &Cond<'_>, found: &mut Vec<Key>) {
    if let CondKind::Held(..) = cond.kind {
        found.push(Key::Held(cond.span));
    } else if let CondKind::Level(ladder, _) | CondKind::Ladder(ladder, ..) = &cond.kind {
        found.push(Key::Ladder(ladder.index()));
    } else {
        inner(cond).into_iter().for_each(|c| parts(c, found));
    }
}

/// What is looked at to say whether a condition holds.
pub(crate) struct View<'v, 'm> {
    pub(crate) model: &'m Model<'m>,
    pub(crate) world: &'v World,
    /// The procedure whose steps are meant.
    pub(crate) of: Option<usize>,
    /// Ladders and held conditions that have been looked at; the others count as not holding. All of them outside that order.
    pub(crate) seen: Option<&'v [Node<'m>]>,
}

impl View<'_, '_> {
    pub(crate) fn holds(&self, cond: &Cond<'_>) -> bool {
        match &cond.kind {
            CondKind::Or(parts) => parts.iter().any(|p| self.holds(p)),
            CondKind::And(parts) => parts.iter().all(|p| self.holds(p)),
            CondKind::Not(inner) => !self.holds(inner),
            CondKind::Held(..) => self.is_seen(Key::Held(cond.span)) && self.world.long.contains(&cond.span),
            CondKind::Done(step) => {
                let procedure = &self.model.procedures[self.of.expect("a step of a procedure")];
                self.world.step(procedure.step(*step).unwrap().span).done.is_some()
            }
            CondKind::Finished(id) => self.world.phase(id.index()) >= Phase::Finished,
            CondKind::Signal(id) => self.world.raised.contains(&id.index()),
            CondKind::Level(id, level) => self.rank(id.index()) == rank(&self.model.ladders[id.index()], *level),
            CondKind::Ladder(id, sign, level) => {
                let own = self.rank(id.index());
                own > 0 && compares(*sign, own, rank(&self.model.ladders[id.index()], *level))
            }
            CondKind::Gauge(id, sign, value) => self.world.gauges.get(&id.index()).is_some_and(|v| compares(*sign, *v, value.thousandths)),
            CondKind::Unknown => unreachable!("reported as an error"),
        }
    }

    fn is_seen(&self, key: Key) -> bool {
        self.seen.is_none_or(|seen| seen.iter().any(|n| n.key() == key))
    }

    /// The rank of the worst level that holds, 0 for none.
    fn rank(&self, id: usize) -> u32 {
        if self.is_seen(Key::Ladder(id)) { self.world.ranks.get(&id).copied().unwrap_or(0) } else { 0 }
    }
}

/// 1 for the mildest level.
pub(crate) fn rank(ladder: &Ladder<'_>, level: usize) -> u32 {
    (if ladder.worst_first { ladder.levels.len() - level } else { level + 1 }) as u32
}

fn compares<T: Ord>(sign: Compare, left: T, right: T) -> bool {
    match sign {
        Compare::Equal => left == right,
        Compare::NotEqual => left != right,
        Compare::Less => left < right,
        Compare::LessOrEqual => left <= right,
        Compare::Greater => left > right,
        Compare::GreaterOrEqual => left >= right,
    }
}
