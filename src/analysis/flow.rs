//! Which steps of a procedure can become due: what each waits for, and what therefore never comes.
//!
//! Signals, gauges, approvals and what could not be resolved count as things that may happen. So a step that is found to
//! be out of reach here is out of reach in every run; the converse is not claimed.

mod ended;
mod gates;
mod needs;
pub(crate) mod rings;
mod sparks;
pub(crate) mod whole;
pub(crate) mod words;

use super::knots;
use crate::ast::ActorsKind;
use crate::model::{Cond, CondKind, Limit, Order, Procedure, Step, StepId};
use crate::source::Span;
use gates::Gates;

/// One step that another waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wait {
    /// The step that must be done first.
    pub(crate) step: StepId,
    /// The words that say so.
    pub(crate) span: Span,
    /// It belongs to the recovery, and the one that waits does not.
    pub(crate) too_late: bool,
}

/// What a step waits for.
#[derive(Debug)]
enum Need {
    /// Something that the world decides.
    Open,
    Step(Wait),
    All(Vec<Need>),
    Any(Vec<Need>),
}

/// What the steps of one procedure wait for.
#[derive(Debug)]
pub(crate) struct Flow {
    needs: Vec<Need>,
    possible: Vec<bool>,
}

impl Flow {
    /// Linear in the size of the procedure.
    pub(crate) fn of(procedure: &Procedure<'_>) -> Self {
        let needs: Vec<Need> = procedure.steps.iter().map(|s| need_of(procedure, s)).collect();
        let possible = possible(&needs);
        Self { needs, possible }
    }

    /// The same if these steps were never done: as if each came too late for whatever waits for it.
    pub(crate) fn without(procedure: &Procedure<'_>, closed: &[bool]) -> Self {
        let mut needs: Vec<Need> = procedure.steps.iter().map(|s| need_of(procedure, s)).collect();
        needs.iter_mut().for_each(|need| close(need, closed));
        let possible = possible(&needs);
        Self { needs, possible }
    }

    /// Whether nothing rules out that the step becomes due.
    pub(crate) fn can_be_due(&self, step: StepId) -> bool {
        self.possible.get(step.index()).copied().unwrap_or(true)
    }

    /// The steps whose absence keeps this one from ever becoming due, in the order written.
    pub(crate) fn blockers(&self, step: StepId) -> Vec<Wait> {
        let mut found = Vec::new();
        if let Some(need) = self.needs.get(step.index()) {
            self.collect(need, &mut found);
        }
        found
    }

    fn collect(&self, need: &Need, found: &mut Vec<Wait>) {
        match need {
            _ if self.holds(need) => {}
            Need::Open => {}
            Need::Step(wait) => found.push(*wait),
            Need::All(parts) | Need::Any(parts) => parts.iter().for_each(|p| self.collect(p, found)),
        }
    }

    fn holds(&self, need: &Need) -> bool {
        match need {
            Need::Open => true,
            Need::Step(wait) => !wait.too_late && self.can_be_due(wait.step),
            Need::All(parts) => parts.iter().all(|p| self.holds(p)),
            Need::Any(parts) => parts.is_empty() || parts.iter().any(|p| self.holds(p)),
        }
    }

    /// Groups of steps that wait for one another, and one shortest way round in each.
    pub(crate) fn knots(&self) -> Vec<Knot> {
        let ids = (0..self.needs.len()).map(|i| StepId(i as u32));
        let edges: Vec<Vec<usize>> = ids.map(|id| self.edges(id)).collect();
        let groups = knots::groups(&edges).into_iter();
        groups.map(|members| Knot { ring: steps(&knots::ring(&edges, &members)), members: steps(&members) }).collect()
    }

    fn edges(&self, step: StepId) -> Vec<usize> {
        if self.can_be_due(step) {
            return Vec::new();
        }
        self.blockers(step).iter().filter(|w| !w.too_late).map(|w| w.step.index()).collect()
    }

    /// Whether `late` is never due before `early` is done. Each step looked at costs one of `budget`; when that is used
    /// up, the answer is no.
    pub(crate) fn comes_after(&self, late: StepId, early: StepId, budget: &mut usize) -> bool {
        let mut seen = std::collections::HashSet::from([late]);
        let mut open = vec![late];
        while let Some(step) = open.pop() {
            let Some(left) = budget.checked_sub(1) else { return false };
            *budget = left;
            let mut before = Vec::new();
            if let Some(need) = self.needs.get(step.index()) {
                necessary(need, &mut before);
            }
            if before.contains(&early) {
                return true;
            }
            open.extend(before.into_iter().filter(|s| seen.insert(*s)));
        }
        false
    }
}

/// Steps that wait for one another.
#[derive(Debug)]
pub(crate) struct Knot {
    /// All of them.
    pub(crate) members: Vec<StepId>,
    /// One way round: each waits for the next, the last for the first.
    pub(crate) ring: Vec<StepId>,
}

fn steps(nodes: &[usize]) -> Vec<StepId> {
    nodes.iter().map(|n| StepId(*n as u32)).collect()
}

fn close(need: &mut Need, closed: &[bool]) {
    match need {
        Need::Open => {}
        Need::Step(wait) => wait.too_late |= closed.get(wait.step.index()) == Some(&true),
        Need::All(parts) | Need::Any(parts) => parts.iter_mut().for_each(|p| close(p, closed)),
    }
}

/// The steps without which a need cannot be met.
fn necessary(need: &Need, found: &mut Vec<StepId>) {
    match need {
        Need::Step(wait) => found.push(wait.step),
        Need::All(parts) => parts.iter().for_each(|p| necessary(p, found)),
        Need::Any(parts) => {
            if let [only] = parts.as_slice() {
                necessary(only, found);
            }
        }
        Need::Open => {}
    }
}

fn need_of(procedure: &Procedure<'_>, step: &Step<'_>) -> Need {
    let order = step.after.iter().map(|o| of_order(procedure, step, o));
    let when = step.when.iter().map(|c| of_condition(procedure, step, c, true));
    Need::All(order.chain(when).collect())
}

fn of_order(procedure: &Procedure<'_>, step: &Step<'_>, order: &Order) -> Need {
    let wait = |(id, span): &(Option<StepId>, Span)| id.map_or(Need::Open, |id| of_step(procedure, step, id, *span));
    let parts = order.steps.iter().map(wait).collect();
    match order.need {
        ActorsKind::All => Need::All(parts),
        ActorsKind::Any => Need::Any(parts),
    }
}

/// What a condition needs to be `wanted`.
fn of_condition(procedure: &Procedure<'_>, step: &Step<'_>, condition: &Cond<'_>, wanted: bool) -> Need {
    let parts = |parts: &[Cond<'_>]| parts.iter().map(|c| of_condition(procedure, step, c, wanted)).collect();
    match &condition.kind {
        CondKind::And(list) if wanted => Need::All(parts(list)),
        CondKind::Or(list) if !wanted => Need::All(parts(list)),
        CondKind::And(list) | CondKind::Or(list) => Need::Any(parts(list)),
        CondKind::Not(inner) => of_condition(procedure, step, inner, !wanted),
        CondKind::Held(inner, _) if wanted => of_condition(procedure, step, inner, true),
        CondKind::Done(id) if wanted => of_step(procedure, step, *id, condition.span),
        CondKind::Held(..)
        | CondKind::Done(_)
        | CondKind::Finished(_)
        | CondKind::Signal(_)
        | CondKind::Level(..)
        | CondKind::Gauge(..)
        | CondKind::Ladder(..)
        | CondKind::Unknown => Need::Open,
    }
}

fn of_step(procedure: &Procedure<'_>, step: &Step<'_>, id: StepId, span: Span) -> Need {
    let later = procedure.step(id).is_some_and(|s| s.in_recovery);
    Need::Step(Wait { step: id, span, too_late: later && !step.in_recovery })
}

/// Which steps can become due: the least set that contains every step whose needs it meets.
fn possible(needs: &[Need]) -> Vec<bool> {
    let mut gates = Gates::of(needs.len());
    for (step, need) in needs.iter().enumerate() {
        connect(&mut gates, need, step);
    }
    gates.run()
}

fn connect(gates: &mut Gates, need: &Need, target: usize) {
    match need {
        Need::Open => gates.satisfy(target),
        Need::Step(wait) if wait.too_late => {}
        Need::Step(wait) => gates.feed(wait.step.index(), target),
        Need::All(parts) => {
            let gate = gates.all(parts.len(), target);
            parts.iter().for_each(|p| connect(gates, p, gate));
        }
        // One of none: what was written could not be resolved.
        Need::Any(parts) if parts.is_empty() => gates.satisfy(target),
        Need::Any(parts) => {
            let gate = gates.any(target);
            parts.iter().for_each(|p| connect(gates, p, gate));
        }
    }
}

/// The limits of a step that belong together, each list in the order written: those of one duty, and those that stand
/// alone in the step. Where the step has one duty, all its limits are one ladder.
pub(crate) fn ladders<'s, 'a>(step: &'s Step<'a>) -> Vec<Vec<&'s Limit<'a>>> {
    let mut ladders: Vec<Vec<&Limit<'a>>> = if step.duties.len() == 1 {
        vec![step.all_limits().collect()]
    } else {
        let duties = step.duties.iter().map(|d| d.limits.iter().collect());
        duties.chain([step.limits.iter().collect()]).collect()
    };
    ladders.iter_mut().for_each(|l| l.sort_by_key(|limit| limit.span.start));
    ladders
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ast::Date;
    use crate::check::{Options, check};
    use crate::project::Project;
    use crate::source::Source;

    /// Runs a test on the steps of a procedure, which are looked up by name.
    fn with(steps: &str, test: impl Fn(&Flow, &dyn Fn(&str) -> StepId)) {
        let mut project = Project::new();
        let plan = format!("signal fire {{ reported by anyone }}\nprocedure p {{\nstart when fire\n{steps}\n}}\n");
        let id = project.add(Source::new("flow.plan", plan.as_str()));
        let checked = check(&project, id, Options { as_of: Date::new(2026, 1, 1).unwrap() });
        let procedure = &checked.model().procedures[0];
        let find = |name: &str| StepId(procedure.steps.iter().position(|s| s.name().text == name).unwrap() as u32);
        test(&Flow::of(procedure), &find);
    }

    #[test]
    fn one_open_way_is_enough_where_one_of_several_is_waited_for() {
        with("step a after any of b, c {}\nstep b after a {}\nstep c {}", |flow, step| {
            assert!(flow.can_be_due(step("a")) && flow.can_be_due(step("b")));
            assert!(flow.knots().is_empty());
        });
        with("step a when done b or fire {}\nstep b after a {}", |flow, step| {
            assert!(flow.can_be_due(step("b")));
        });
    }

    #[test]
    fn a_way_that_is_closed_everywhere_is_a_knot() {
        with("step a after any of b, c {}\nstep b after a {}\nstep c when (done a and fire) for 5m {}\nstep d after c {}", |flow, step| {
            let members: Vec<_> = flow.knots().into_iter().map(|k| (k.members, k.ring)).collect();
            assert_eq!(members, [(vec![step("a"), step("b"), step("c")], vec![step("a"), step("b")])]);
            assert_eq!(flow.blockers(step("d")).iter().map(|w| w.step).collect::<Vec<_>>(), [step("c")]);
        });
    }

    #[test]
    fn what_is_not_done_is_not_waited_for() {
        with("step a when not done b {}\nstep b after a {}\nstep c when done nothing {}", |flow, step| {
            assert!(flow.can_be_due(step("a")) && flow.can_be_due(step("b")) && flow.can_be_due(step("c")));
        });
    }

    #[test]
    fn recovery_comes_too_late_for_the_steps_before_it() {
        with("step a after z {}\nstep b {}\nrecovery { step z after b {} }", |flow, step| {
            assert!(!flow.can_be_due(step("a")) && flow.can_be_due(step("z")));
            assert!(flow.blockers(step("a")).iter().all(|w| w.too_late));
        });
    }

    #[test]
    fn order_is_found_through_others_and_within_a_budget() {
        with("step a {}\nthen step b {}\nthen step c {}\nstep d {}", |flow, step| {
            assert!(flow.comes_after(step("c"), step("a"), &mut 10));
            assert!(!flow.comes_after(step("a"), step("c"), &mut 10));
            assert!(!flow.comes_after(step("d"), step("a"), &mut 10));
            assert!(!flow.comes_after(step("c"), step("a"), &mut 1));
        });
    }
}
