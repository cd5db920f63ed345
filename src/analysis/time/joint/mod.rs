//! The times of a procedure together with all that they depend on, in other procedures too, decided exactly: which limits
//! can only be kept one without the other whichever of several comes first or last, and whether a run is late in truth.

mod build;
mod solve;
mod system;

use super::bounds::signed;
use super::chain::{Term, What};
use super::limits::binds;
use super::network::{Edge, Why};
use super::schedule::Schedule;
use crate::model::{Clock, Limit, Model, StepId};
use build::{Built, Item};
use solve::{Answer, Proof, Solver};
use std::collections::BTreeSet;

pub(crate) use build::Links;

/// Most changes of times for one procedure.
const BUDGET: usize = 2_000_000;

/// Most changes of times for a plan.
const PLAN_BUDGET: usize = 20_000_000;

/// Most times of one system.
const SIZE: usize = 200_000;

/// To find one of its times costs as much as so many changes.
const FIND: usize = 8;

/// What takes time in one case, and what is allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Case {
    pub(crate) takes: Vec<Term>,
    pub(crate) allowed: Vec<Term>,
}

/// Limits that cannot all be kept, whichever way it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cases {
    /// The limits: the step and the place among all its limits.
    pub(crate) limits: Vec<(StepId, usize)>,
    /// Some of the cases, the one that is nearest to being in time first.
    pub(crate) cases: Vec<Case>,
    /// How many there are besides.
    pub(crate) more: usize,
}

/// A limit: the step and its place, and what it says of times.
type Bound = ((StepId, usize), Vec<Edge>);

/// Those of the limits with these numbers.
type Chosen<'f, 'l> = dyn Fn(&BTreeSet<usize>) -> Vec<(usize, &'l [Edge])> + 'f;

/// What a plan says of who starts whom, and how much may still be looked at.
#[derive(Debug)]
pub(crate) struct Joint<'m, 'a> {
    model: &'m Model<'a>,
    links: Links,
    left: usize,
}

impl<'m, 'a> Joint<'m, 'a> {
    pub(crate) fn of(model: &'m Model<'a>) -> Self {
        Self { model, links: Links::of(model), left: PLAN_BUDGET }
    }

    /// Whether a procedure has to do with no other, and starts in one way only.
    pub(crate) fn is_plain(&self, index: usize) -> bool {
        self.links.is_plain(self.model, index)
    }

    /// Which of some limits cannot be kept together; `None` where that is too much to look at.
    pub(crate) fn conflicts(&mut self, index: usize, schedules: &[Schedule], kept: &dyn Fn(StepId, usize) -> bool) -> Option<Vec<Cases>> {
        let (Some(procedure), Some(schedule)) = (self.model.procedures.get(index), schedules.get(index)) else { return Some(Vec::new()) };
        let counts = |l: &Limit<'_>| matches!(l.clock, Clock::Step(_) | Clock::Signal(_));
        if self.is_plain(index) && !procedure.steps.iter().flat_map(|s| s.all_limits()).any(counts) {
            return Some(Vec::new());
        }
        let built = self.build(index, schedules, false)?;
        let (mut limits, mut elsewhere): (Vec<Bound>, Vec<Bound>) = (Vec::new(), Vec::new());
        for (at, step) in procedure.steps.iter().enumerate() {
            let id = StepId(at as u32);
            let bound = |(rung, _): &(usize, &Limit<'_>)| binds(step, *rung) && kept(id, *rung) && schedule.position(id).is_some();
            for (rung, limit) in step.all_limits().enumerate().filter(bound) {
                let length = limit.time.length.and_then(|d| schedule.length(d).most);
                let nodes = built.at(Item::Done(index, id)).zip(built.clock(index, id, limit.clock));
                if let Some((millis, (from, to))) = length.zip(nodes) {
                    let term = Term { what: What::Limit(id), millis, span: limit.span };
                    let list = if counts(limit) { &mut elsewhere } else { &mut limits };
                    // It is done, sooner or later; from when its limit counts need not come.
                    let done = Edge { from, to: built.root, weight: -built.system.far, why: Why::Back };
                    list.push(((id, rung), vec![Edge { from, to, weight: -signed(millis), why: Why::Limit(id, rung, term) }, done]));
                }
            }
        }
        // What counts from elsewhere comes last: the others can be kept alone.
        limits.extend(elsewhere);
        self.look(&built, &limits)
    }

    /// Which of some limits a slow run exceeds in truth; `None` for each where that is too much to look at.
    pub(crate) fn late(&mut self, index: usize, schedules: &[Schedule], limits: &[(StepId, usize)]) -> Vec<Option<bool>> {
        let unknown = vec![None; limits.len()];
        let (Some(procedure), Some(schedule)) = (self.model.procedures.get(index), schedules.get(index)) else { return unknown };
        let Some(built) = self.build(index, schedules, true) else { return unknown };
        let budget = BUDGET.min(self.left);
        let query = |(id, rung): &(StepId, usize)| {
            let step = procedure.step(*id)?;
            let limit = step.all_limits().nth(*rung)?;
            let length = schedule.length(limit.time.length?).least;
            // How fast people are who do a step without a time of its own is not judged.
            let has_time = step.ast.takes.is_some() || step.automatic.is_some();
            let to = built.at(if has_time { Item::Done(index, *id) } else { Item::Due(index, *id) })?;
            let from = built.clock(index, *id, limit.clock)?;
            // It comes, and then it is late.
            let comes = Edge { from: to, to: built.root, weight: -built.system.far, why: Why::Back };
            Some([comes, Edge { from, to, weight: signed(length).saturating_add(1), why: Why::Order }])
        };
        let Some(mut solver) = Solver::of(&built.system, built.root, budget) else { return unknown };
        let mut late = |limit: &(StepId, usize)| match solver.solve(&[(0, &query(limit)?)]) {
            Answer::Fits => Some(true),
            Answer::Not(_) => Some(false),
            Answer::TooLarge => None,
        };
        let found = limits.iter().map(&mut late).collect();
        self.left = self.left.saturating_sub(budget.saturating_sub(solver.left));
        found
    }

    fn build(&mut self, index: usize, schedules: &[Schedule], slow: bool) -> Option<Built> {
        let most = SIZE.min(self.left / FIND);
        let built = build::build(self.model, schedules, &self.links, index, slow, most);
        self.left = self.left.saturating_sub(FIND * built.as_ref().map_or(most + 1, |b| b.system.count));
        built
    }

    fn look(&mut self, built: &Built, limits: &[Bound]) -> Option<Vec<Cases>> {
        let budget = BUDGET.min(self.left);
        let mut solver = Solver::of(&built.system, built.root, budget)?;
        let mut kept: BTreeSet<usize> = (0..limits.len()).collect();
        let mut found = Vec::new();
        let some = |set: &BTreeSet<usize>| -> Vec<(usize, &[Edge])> { set.iter().filter_map(|n| Some((*n, limits.get(*n)?.1.as_slice()))).collect() };
        let answer = loop {
            let proof = match solver.solve(&some(&kept)) {
                Answer::Fits => break Some(found),
                Answer::TooLarge => break None,
                Answer::Not(proof) => proof,
            };
            // Without any limit there is no run at all, which is not for limits to say.
            if proof.limits.is_empty() {
                break Some(found);
            }
            let Some(proof) = smallest(&mut solver, proof, &some) else { break None };
            let mut named: Vec<usize> = proof.limits.iter().copied().collect();
            // The finding stands at the last, where it counts from elsewhere.
            let Some(last) = named.pop() else { break Some(found) };
            kept.remove(&last);
            let names = std::iter::once(last).chain(named).filter_map(|n| limits.get(n).map(|l| l.0)).collect();
            found.push(Cases { limits: names, cases: proof.cases.iter().map(|c| case(c)).collect(), more: proof.more });
        };
        self.left = self.left.saturating_sub(budget.saturating_sub(solver.left));
        answer
    }
}

/// The same with no limit that is not needed for it.
fn smallest<'l>(solver: &mut Solver<'_>, mut proof: Proof, some: &Chosen<'_, 'l>) -> Option<Proof> {
    for limit in proof.limits.clone() {
        if !proof.limits.contains(&limit) {
            continue;
        }
        let rest: BTreeSet<usize> = proof.limits.iter().copied().filter(|l| *l != limit).collect();
        match solver.solve(&some(&rest)) {
            Answer::Fits => {}
            Answer::Not(smaller) => proof = smaller,
            Answer::TooLarge => return None,
        }
    }
    Some(proof)
}

fn case(round: &[Edge]) -> Case {
    let mut case = Case { takes: Vec::new(), allowed: Vec::new() };
    // A round is told from its beginning.
    for edge in round.iter().rev() {
        match &edge.why {
            Why::Order | Why::Back | Why::Earliest(_) | Why::Never => {}
            Why::Takes(term) | Why::Held(term) | Why::Finish(term) => case.takes.push(term.clone()),
            Why::AtMost(term) | Why::Limit(_, _, term) => case.allowed.push(term.clone()),
        }
    }
    case
}
