//! Whether there are times that a system allows: differences are followed, and where a choice is not met by the first times,
//! each of its ways is tried. What does not depend on a choice is not looked at once for each of its ways.

use super::super::network::{Edge, Why};
use super::system::System;
use std::collections::{BTreeSet, HashMap, VecDeque};

/// What an edge is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    System,
    Limit(usize),
    /// A way that is tried, by how many choices were made before.
    Tried(usize),
}

/// Why there are no such times.
#[derive(Debug, Clone, Default)]
pub(super) struct Proof {
    /// The limits that it takes.
    pub(super) limits: BTreeSet<usize>,
    tried: BTreeSet<usize>,
    /// Ways round, each in another case; without those in which no limit is.
    pub(super) cases: Vec<Vec<Edge>>,
    /// How many more there are.
    pub(super) more: usize,
}

/// Most cases that are kept to be shown.
pub(super) const SHOWN: usize = 3;

impl Proof {
    /// Both, where each is about one of the ways of a choice.
    fn join(&mut self, other: Self) {
        self.limits.extend(other.limits);
        self.tried.extend(other.tried);
        for case in other.cases {
            if !self.cases.iter().any(|c| same(c, &case)) {
                self.cases.push(case);
            }
        }
        // The one that comes nearest to being in time first.
        self.cases.sort_by_key(|case| case.iter().map(|e| e.weight).fold(0, i64::saturating_add));
        let dropped = self.cases.len().saturating_sub(SHOWN);
        self.cases.truncate(SHOWN);
        self.more = self.more.saturating_add(other.more).saturating_add(dropped);
    }
}

/// Whether two cases are told by the same sum.
fn same(a: &[Edge], b: &[Edge]) -> bool {
    let told = |case: &[Edge]| -> Vec<(i64, Option<crate::source::Span>)> {
        let mut told: Vec<_> = case.iter().filter(|e| e.weight != 0 || matches!(e.why, Why::Limit(..))).map(|e| (e.weight, e.why.term().map(|t| t.span))).collect();
        told.sort_by_key(|(weight, span)| (*weight, span.map(|s| s.start)));
        told
    };
    told(a) == told(b)
}

/// The outcome.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    Fits,
    Not(Proof),
    TooLarge,
}

/// A choice of which one way after the other is tried.
struct Frame {
    choice: usize,
    /// Its ways, the one that changes least last.
    ways: Vec<usize>,
    mark: Mark,
    proof: Proof,
}

#[derive(Clone, Copy)]
struct Mark {
    changes: usize,
    checked: usize,
    added: usize,
}

pub(super) struct Solver<'s> {
    system: &'s System,
    root: usize,
    /// Edges of the system, then those added.
    edges: Vec<(Edge, Part)>,
    out: Vec<Vec<usize>>,
    time: Vec<i64>,
    parent: Vec<Option<usize>>,
    /// The choices in which a node appears as what has to come later.
    watched: Vec<Vec<usize>>,
    /// Choices that may not be met.
    suspects: BTreeSet<usize>,
    changes: Vec<(usize, i64, Option<usize>)>,
    checked: Vec<usize>,
    /// What may still be done.
    pub(super) left: usize,
    /// Whether the system alone has times.
    sound: bool,
}

impl<'s> Solver<'s> {
    /// The first times of a system; none where that is too large.
    pub(super) fn of(system: &'s System, root: usize, left: usize) -> Option<Self> {
        let mut solver = Self {
            system,
            root,
            edges: Vec::with_capacity(system.edges.len()),
            out: vec![Vec::new(); system.count],
            time: vec![0; system.count],
            parent: vec![None; system.count],
            watched: vec![Vec::new(); system.count],
            suspects: (0..system.choices.len()).collect(),
            changes: Vec::new(),
            checked: Vec::new(),
            left,
            sound: true,
        };
        // So long ago that nothing which fits at all needs more.
        let long_ago = -2 * system.far - 2;
        (0..system.count).filter(|n| *n != root).for_each(|n| solver.set(n, long_ago, None));
        system.edges.iter().for_each(|e| {
            solver.push(e.clone(), Part::System);
        });
        for (index, choice) in system.choices.iter().enumerate() {
            let ends = choice.ways.iter().flatten().map(|w| w.from).collect::<BTreeSet<usize>>();
            ends.into_iter().for_each(|n| solver.watched.get_mut(n).into_iter().for_each(|w| w.push(index)));
        }
        // What was asked for last depends on nothing that was asked for before.
        let all: VecDeque<usize> = (0..solver.edges.len()).rev().collect();
        solver.sound = solver.follow(all, None)?.is_none();
        solver.changes.clear();
        let met = |s: &Self, index: &usize| system.choices.get(*index).is_none_or(|c| s.meets(&c.ways));
        let unmet = solver.suspects.iter().filter(|index| !met(&solver, index)).copied().collect();
        solver.suspects = unmet;
        Some(solver)
    }

    /// Whether there are times with these limits besides; each has a number by which a proof names it.
    pub(super) fn solve(&mut self, limits: &[(usize, &[Edge])]) -> Answer {
        if !self.sound {
            return Answer::Not(Proof::default());
        }
        let mark = self.mark();
        let answer = self.solve_from(limits).unwrap_or(Answer::TooLarge);
        self.undo(mark);
        answer
    }

    fn solve_from(&mut self, limits: &[(usize, &[Edge])]) -> Option<Answer> {
        for (number, limit) in limits {
            if let Some(proof) = self.add_all(limit, Part::Limit(*number))? {
                return Some(Answer::Not(proof));
            }
        }
        let mut frames: Vec<Frame> = Vec::new();
        while let Some(choice) = self.unmet()? {
            let ways = self.ways(choice);
            frames.push(Frame { choice, ways, mark: self.mark(), proof: Proof::default() });
            if let Some(proof) = self.advance(&mut frames)? {
                return Some(Answer::Not(proof));
            }
        }
        Some(Answer::Fits)
    }

    /// Takes the next way that is possible; a proof where there is none any more.
    fn advance(&mut self, frames: &mut Vec<Frame>) -> Option<Option<Proof>> {
        let system = self.system;
        loop {
            let level = frames.len().saturating_sub(1);
            let Some(frame) = frames.last_mut() else { return Some(Some(Proof::default())) };
            self.undo(frame.mark);
            let way = frame.ways.pop().and_then(|way| system.choices.get(frame.choice)?.ways.get(way));
            let mut failed = match way {
                Some(way) => match self.add_all(way, Part::Tried(level))? {
                    None => return Some(None),
                    Some(proof) => proof,
                },
                None => {
                    let proof = std::mem::take(&mut frame.proof);
                    frames.pop();
                    proof
                }
            };
            // Back to the last choice that had to do with it.
            let Some(last) = failed.tried.last().copied() else { return Some(Some(failed)) };
            frames.truncate(last + 1);
            failed.tried.remove(&last);
            frames.last_mut().into_iter().for_each(|f| f.proof.join(std::mem::take(&mut failed)));
        }
    }

    fn meets(&self, ways: &[Vec<Edge>]) -> bool {
        ways.iter().any(|way| way.iter().all(|w| self.at(w.to) >= self.at(w.from).saturating_add(w.weight)))
    }

    /// The first choice that the times do not meet.
    fn unmet(&mut self) -> Option<Option<usize>> {
        while let Some(index) = self.suspects.first().copied() {
            let Some(choice) = self.system.choices.get(index) else { return Some(None) };
            self.left = self.left.checked_sub(choice.ways.len())?;
            if !self.meets(&choice.ways) {
                return Some(Some(index));
            }
            self.suspects.pop_first();
            self.checked.push(index);
        }
        Some(None)
    }

    /// The ways of a choice, the one that changes least last.
    fn ways(&self, choice: usize) -> Vec<usize> {
        let ways = self.system.choices.get(choice).map_or(&[][..], |c| c.ways.as_slice());
        let mut order: Vec<usize> = (0..ways.len()).collect();
        let change = |index: &usize| ways.get(*index)?.iter().map(|w| self.at(w.from).saturating_add(w.weight).saturating_sub(self.at(w.to))).max();
        order.sort_by_key(|index| std::cmp::Reverse((change(index), *index)));
        order
    }

    fn add_all(&mut self, way: &[Edge], part: Part) -> Option<Option<Proof>> {
        for edge in way {
            if let Some(proof) = self.add(edge.clone(), part)? {
                return Some(Some(proof));
            }
        }
        Some(None)
    }

    /// Adds an edge; a proof where it does not fit.
    fn add(&mut self, edge: Edge, part: Part) -> Option<Option<Proof>> {
        let index = self.push(edge, part);
        Some(self.follow(VecDeque::from([index]), Some(index))?.map(|round| self.proof(&round)))
    }

    fn proof(&self, round: &[usize]) -> Proof {
        let mut proof = Proof::default();
        for (_, part) in round.iter().filter_map(|e| self.edges.get(*e)) {
            match part {
                Part::System => {}
                Part::Limit(number) => drop(proof.limits.insert(*number)),
                Part::Tried(level) => drop(proof.tried.insert(*level)),
            }
        }
        // Where something never comes, nothing is late for it.
        let never = |e: &usize| self.edges.get(*e).is_some_and(|(edge, _)| matches!(edge.why, Why::Never));
        if !proof.limits.is_empty() && !round.iter().any(never) {
            proof.cases.push(round.iter().filter_map(|e| self.edges.get(*e)).map(|(edge, _)| edge.clone()).collect());
        }
        proof
    }

    /// Follows what changes; where that comes round to its own beginning, the edges of the round, backwards.
    fn follow(&mut self, mut queue: VecDeque<usize>, first: Option<usize>) -> Option<Option<Vec<usize>>> {
        let begin = first.and_then(|f| self.edges.get(f)).map(|(e, _)| e.from);
        let before = self.changes.len();
        while let Some(index) = queue.pop_front() {
            let Some((from, to, weight)) = self.edges.get(index).map(|(e, _)| (e.from, e.to, e.weight)) else { continue };
            let time = self.at(from).saturating_add(weight);
            if time <= self.at(to) {
                continue;
            }
            let round = Some(to) == begin && Some(index) != first;
            if to == self.root || round {
                let mut way = self.way(index, first);
                // From the root to the first edge as it was before.
                self.restore(before);
                if to == self.root && let Some(begin) = begin && let Some(parent) = self.parent.get(begin).copied().flatten() {
                    way.extend(self.way(parent, first));
                }
                return Some(Some(self.simple(way)));
            }
            self.changes.push((to, self.at(to), self.parent.get(to).copied().flatten()));
            self.set(to, time, Some(index));
            self.suspects.extend(self.watched.get(to).into_iter().flatten());
            let next = self.out.get(to).map_or(&[][..], Vec::as_slice);
            self.left = self.left.checked_sub(next.len() + 1)?;
            queue.extend(next);
        }
        Some(None)
    }

    /// The edges that lead to the end of `last`, backwards, as far as the first or the root.
    fn way(&self, last: usize, first: Option<usize>) -> Vec<usize> {
        let (mut at, mut way) = (Some(last), Vec::new());
        while let Some((index, (edge, _))) = at.and_then(|index| Some((index, self.edges.get(index)?))) {
            way.push(index);
            if Some(index) == first || edge.from == self.root || way.len() > self.time.len() {
                break;
            }
            at = self.parent.get(edge.from).copied().flatten();
        }
        way
    }

    /// Of a round that passes a node twice, the part that is too long by itself.
    fn simple(&self, round: Vec<usize>) -> Vec<usize> {
        let (mut way, mut places): (Vec<usize>, HashMap<usize, usize>) = (Vec::new(), HashMap::new());
        for index in round {
            let Some((edge, _)) = self.edges.get(index) else { continue };
            // Edges come backwards: each begins where the next ends.
            places.insert(edge.to, way.len());
            way.push(index);
            if let Some(from) = places.get(&edge.from).copied() {
                let inner = way.split_off(from);
                let weights = inner.iter().filter_map(|e| self.edges.get(*e)).map(|(e, _)| e.weight);
                if weights.fold(0, i64::saturating_add) > 0 {
                    return inner;
                }
                places.retain(|_, place| *place < from);
            }
        }
        way
    }

    fn push(&mut self, edge: Edge, part: Part) -> usize {
        let index = self.edges.len();
        self.out.get_mut(edge.from).into_iter().for_each(|out| out.push(index));
        self.edges.push((edge, part));
        index
    }

    fn at(&self, node: usize) -> i64 {
        self.time.get(node).copied().unwrap_or(0)
    }

    fn set(&mut self, node: usize, time: i64, parent: Option<usize>) {
        self.time.get_mut(node).into_iter().for_each(|t| *t = time);
        self.parent.get_mut(node).into_iter().for_each(|p| *p = parent);
    }

    fn mark(&self) -> Mark {
        Mark { changes: self.changes.len(), checked: self.checked.len(), added: self.edges.len() }
    }

    fn restore(&mut self, changes: usize) {
        while self.changes.len() > changes {
            if let Some((node, time, parent)) = self.changes.pop() {
                self.set(node, time, parent);
            }
        }
    }

    fn undo(&mut self, mark: Mark) {
        self.restore(mark.changes);
        self.suspects.extend(self.checked.drain(mark.checked.min(self.checked.len())..));
        while self.edges.len() > mark.added {
            if let Some((edge, _)) = self.edges.pop() {
                self.out.get_mut(edge.from).into_iter().for_each(|out| out.truncate(out.len().saturating_sub(1)));
            }
        }
    }
}

impl Why {
    /// What takes or allows the time, where something does.
    fn term(&self) -> Option<&super::super::chain::Term> {
        match self {
            Self::Takes(term) | Self::AtMost(term) | Self::Held(term) | Self::Finish(term) | Self::Limit(_, _, term) => Some(term),
            Self::Order | Self::Back | Self::Earliest(_) | Self::Never => None,
        }
    }
}
