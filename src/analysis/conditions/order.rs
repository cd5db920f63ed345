//! What has to be done before each step of a procedure.

use crate::ast::ActorsKind;
use crate::model::{Cond, CondKind, Procedure, Step, StepId};

/// What has to be done before a step is due, whatever else it waits for.
#[derive(Debug, Clone)]
pub(super) enum Before {
    /// Nothing that is known.
    Nothing,
    Step(StepId),
    All(Vec<Before>),
    Any(Vec<Before>),
}

/// What has to be done before each step, and how many steps come before it at most.
#[derive(Debug)]
pub(super) struct Order {
    before: Vec<Before>,
    depth: Vec<usize>,
}

impl Order {
    /// Linear in the size of the procedure.
    pub(super) fn of(procedure: &Procedure<'_>) -> Self {
        let before: Vec<Before> = procedure.steps.iter().map(before).collect();
        let named: Vec<Vec<StepId>> = before.iter().map(Before::steps).collect();
        let mut missing: Vec<usize> = named.iter().map(Vec::len).collect();
        let mut after: Vec<Vec<usize>> = vec![Vec::new(); before.len()];
        for (late, list) in named.iter().enumerate() {
            for early in list {
                after.get_mut(early.index()).into_iter().for_each(|slot| slot.push(late));
            }
        }
        // Steps that wait for one another stand after everything.
        let mut depth = vec![usize::MAX; before.len()];
        let mut ready: Vec<usize> = missing.iter().enumerate().filter(|(_, m)| **m == 0).map(|(i, _)| i).collect();
        while let Some(step) = ready.pop() {
            let list = named.get(step).map_or(&[][..], Vec::as_slice);
            let own = list.iter().filter_map(|s| depth.get(s.index())).max().map_or(0, |d| d + 1);
            depth.get_mut(step).into_iter().for_each(|slot| *slot = own);
            for late in after.get(step).map_or(&[][..], Vec::as_slice) {
                if let Some(missing) = missing.get_mut(*late) {
                    *missing -= 1;
                    ready.extend((*missing == 0).then_some(*late));
                }
            }
        }
        Self { before, depth }
    }

    /// What has to be done before a step is due.
    pub(super) fn before(&self, step: StepId) -> &Before {
        self.before.get(step.index()).unwrap_or(&Before::Nothing)
    }

    /// How many steps come before one at most.
    pub(super) fn depth(&self, step: StepId) -> usize {
        self.depth.get(step.index()).copied().unwrap_or(0)
    }
}

impl Before {
    /// All steps it names.
    pub(super) fn steps(&self) -> Vec<StepId> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found
    }

    fn collect(&self, found: &mut Vec<StepId>) {
        match self {
            Self::Nothing => {}
            Self::Step(step) => found.push(*step),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|p| p.collect(found)),
        }
    }
}

/// What is written to come before a step.
pub(super) fn written_before(step: &Step<'_>) -> Before {
    let Some(order) = &step.after else { return Before::Nothing };
    let parts = order.steps.iter().map(|(id, _)| id.map_or(Before::Nothing, Before::Step)).collect();
    match order.need {
        ActorsKind::All => Before::All(parts),
        ActorsKind::Any => any(parts),
    }
}

fn before(step: &Step<'_>) -> Before {
    Before::All([written_before(step)].into_iter().chain(step.when.as_ref().map(asked)).collect())
}

/// The steps that have to be done for a condition to hold; they stay done.
fn asked(cond: &Cond<'_>) -> Before {
    match &cond.kind {
        CondKind::And(parts) => Before::All(parts.iter().map(asked).collect()),
        CondKind::Or(parts) => any(parts.iter().map(asked).collect()),
        CondKind::Held(inner, _) => asked(inner),
        CondKind::Done(step) => Before::Step(*step),
        CondKind::Not(_)
        | CondKind::Finished(_)
        | CondKind::Signal(_)
        | CondKind::Level(..)
        | CondKind::Gauge(..)
        | CondKind::Ladder(..)
        | CondKind::Unknown => Before::Nothing,
    }
}

fn any(parts: Vec<Before>) -> Before {
    if parts.is_empty() || parts.iter().any(|p| matches!(p, Before::Nothing)) { Before::Nothing } else { Before::Any(parts) }
}
