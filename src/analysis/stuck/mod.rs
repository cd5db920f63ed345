//! Procedures that some run leaves waiting for a step that is not due: P211.
//!
//! All that is due is done, all that waits for time has come, and what the end asks of the world is so; only a step is
//! missing, and its turn comes under a condition that this run need not meet. Other procedures are taken to end, and whoever
//! is asked is taken to agree.

mod apart;
mod own;
mod run;
mod search;
mod sim;
mod system;

use super::conditions::Scales;
use super::flow::whole::{Bar, Fact, Whole};
use crate::diagnostic::Event;
use crate::model::{Finish, Model, ProcedureId, StepId};
use crate::source::Span;
use search::{Answer, search};
use system::{Reading, read};

/// Most parts of conditions looked at in one procedure, and in one plan.
const MAX_WORK: usize = 3_000_000;
const MAX_PLAN_WORK: usize = 30_000_000;

/// A procedure that may wait forever.
#[derive(Debug)]
pub(crate) struct Stuck {
    /// The end that waits.
    pub(crate) finish: usize,
    /// The step it waits for.
    pub(crate) step: StepId,
    /// What is not so, first of the step, then of what it comes after: the steps with the words.
    pub(crate) because: Vec<(StepId, Span)>,
    /// Something was reported after the start, and still it does not end.
    pub(crate) reported: bool,
    /// The run.
    pub(crate) run: Vec<Event>,
}

/// What is said of a procedure.
#[derive(Debug)]
pub(crate) enum Verdict {
    Stuck(Stuck),
    Undecided,
}

/// Looks at every procedure that can end; `contradicts` says whether it was reported that a condition never holds.
pub(crate) fn judge(model: &Model<'_>, whole: &Whole, broken: &dyn Fn(Span) -> bool, contradicts: &dyn Fn(Span) -> bool) -> Vec<(ProcedureId, Verdict)> {
    let scales = Scales::of(model);
    let (mut found, mut left) = (Vec::new(), MAX_PLAN_WORK);
    for index in 0..model.procedures.len() {
        let id = ProcedureId(index as u32);
        let Some(procedure) = model.procedure(id).filter(|p| !broken(p.head.decl.span)) else { continue };
        // What can never end is reported as such.
        let reported = |(at, finish): (usize, &Finish<'_>)| whole.end_blockers(id, at).first().is_some_and(|w| w.what != Err(Bar::Apart) || !contradicts(finish.when.span));
        if procedure.finishes.is_empty() || !whole.can(Fact::Start(id)) || procedure.finishes.iter().enumerate().any(reported) {
            continue;
        }
        let verdict = match read(model, whole, &scales, broken, id) {
            None | Some(Reading::Certain) => None,
            Some(Reading::TooLarge) => Some(Verdict::Undecided),
            Some(Reading::System(system)) => {
                let mut own = left.min(MAX_WORK);
                let before = own;
                let answer = search(&system, &mut own);
                left -= before - own;
                match answer {
                    Answer::None => None,
                    Answer::Undecided => Some(Verdict::Undecided),
                    Answer::Run(moves, part) => Some(run::told(model, id, &system, part.as_deref().unwrap_or(&system), &moves).map_or(Verdict::Undecided, Verdict::Stuck)),
                }
            }
        };
        found.extend(verdict.map(|v| (id, v)));
    }
    found
}
