//! Every condition of a plan, and what it decides.

use crate::model::{Cond, LadderId, Model, ProcedureId, StepId, cite};
use smol_str::SmolStr;

/// What a condition decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// When a procedure starts; whether it has other starts.
    Start(ProcedureId, bool),
    /// When a step becomes due.
    Step(ProcedureId, StepId),
    /// When a procedure ends; whether it has other ends.
    Finish(ProcedureId, bool),
    /// Whether it is handed up.
    Escalation(ProcedureId),
    /// While something is forbidden: everywhere, in a procedure, or in a step.
    Forbid(Option<(ProcedureId, Option<StepId>)>),
    /// When a level holds.
    Level(LadderId, usize),
}

/// A condition and what it decides.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'m> {
    /// The condition.
    pub(crate) cond: &'m Cond<'m>,
    /// What it decides.
    pub(crate) role: Role,
    /// Clause of the source text.
    pub(crate) cite: Option<&'m SmolStr>,
}

impl Role {
    /// The procedure it belongs to.
    pub(crate) fn procedure(self) -> Option<ProcedureId> {
        match self {
            Self::Start(id, _) | Self::Step(id, _) | Self::Finish(id, _) | Self::Escalation(id) => Some(id),
            Self::Forbid(at) => at.map(|at| at.0),
            Self::Level(..) => None,
        }
    }

    /// The step it belongs to.
    pub(crate) fn step(self) -> Option<StepId> {
        match self {
            Self::Step(_, step) => Some(step),
            Self::Forbid(at) => at.and_then(|at| at.1),
            Self::Start(..) | Self::Finish(..) | Self::Escalation(_) | Self::Level(..) => None,
        }
    }
}

/// All conditions: of levels, of the whole file, then of each procedure.
pub(crate) fn places<'m>(model: &'m Model<'m>) -> Vec<Place<'m>> {
    let mut found = Vec::new();
    for (id, ladder) in model.ladders.iter().enumerate() {
        for (index, level) in ladder.levels.iter().enumerate() {
            let clause = cite(&level.rung.body).or(ladder.head.cite());
            let role = Role::Level(LadderId(id as u32), index);
            found.extend(level.when.as_ref().map(|cond| Place { cond, role, cite: clause }));
        }
    }
    for forbid in &model.forbids {
        found.extend(forbid.when.as_ref().map(|cond| Place { cond, role: Role::Forbid(None), cite: forbid.clause }));
    }
    for id in 0..model.procedures.len() {
        of_procedure(model, ProcedureId(id as u32), &mut found);
    }
    found
}

fn of_procedure<'m>(model: &'m Model<'m>, id: ProcedureId, found: &mut Vec<Place<'m>>) {
    let Some(procedure) = model.procedure(id) else { return };
    let clause = procedure.head.cite();
    let mut add = |cond: Option<&'m Cond<'m>>, role, cite: Option<&'m SmolStr>| {
        found.extend(cond.map(|cond| Place { cond, role, cite: cite.or(clause) }));
    };
    let (starts, finishes) = (procedure.starts.len() > 1, procedure.finishes.len() > 1);
    procedure.starts.iter().for_each(|s| add(Some(&s.when), Role::Start(id, starts), None));
    for (index, step) in procedure.steps.iter().enumerate() {
        let at = StepId(index as u32);
        add(step.when.as_ref(), Role::Step(id, at), step.cite());
        step.forbids.iter().for_each(|f| add(f.when.as_ref(), Role::Forbid(Some((id, Some(at)))), f.clause.or(step.cite())));
    }
    procedure.forbids.iter().for_each(|f| add(f.when.as_ref(), Role::Forbid(Some((id, None))), f.clause));
    procedure.escalations.iter().for_each(|e| add(e.when.as_ref(), Role::Escalation(id), None));
    procedure.finishes.iter().for_each(|f| add(Some(&f.when), Role::Finish(id, finishes), None));
}
