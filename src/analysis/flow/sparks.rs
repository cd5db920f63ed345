//! Places that start a procedure from within another.

use super::needs::Fact;
use crate::ast::Modal;
use crate::model::{Act, ActKind, Cond, CondKind, ElseKind, Limit, Model, ProcedureId, Step, StepId};
use crate::source::Span;

/// A place that starts a procedure.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spark {
    /// The procedure that is active there.
    pub(crate) from: ProcedureId,
    /// The one that is started.
    pub(crate) to: ProcedureId,
    /// What has to happen.
    pub(crate) fact: Fact,
    /// A limit has to pass, too.
    pub(crate) late: bool,
    /// The words.
    pub(crate) span: Span,
}

/// All places that start a procedure, and whether some act could not be resolved.
pub(super) fn sparks(model: &Model<'_>) -> (Vec<Spark>, bool) {
    let (mut found, mut unknown) = (Vec::new(), false);
    for (from, procedure) in model.procedures.iter().enumerate() {
        let from = ProcedureId(from as u32);
        for start in &procedure.starts {
            let ended = |c: &Cond<'_>| if let CondKind::Finished(id) = c.kind { Some((id, c.span)) } else { None };
            let mut ends = Vec::new();
            asked(&start.when, true, &mut |c| ends.extend(ended(c)));
            found.extend(ends.into_iter().map(|(id, span)| Spark { from: id, to: from, fact: Fact::End(id), late: false, span }));
        }
        for (at, step) in procedure.steps.iter().enumerate() {
            let fact = Fact::Due(from, StepId(at as u32));
            for (late, act) in acts(step) {
                unknown |= matches!(act.kind, ActKind::Unknown);
                if let ActKind::ActivateProcedure(to) = act.kind {
                    found.push(Spark { from, to, fact, late, span: act.span });
                }
            }
        }
    }
    (found, unknown)
}

/// What is done in a step, or (`true`) when one of its limits passes.
fn acts<'s, 'a>(step: &'s Step<'a>) -> impl Iterator<Item = (bool, &'s Act<'a>)> {
    let other = |limit: &'s Limit<'a>| match &limit.otherwise.as_ref()?.kind {
        ElseKind::Act(act) => Some(act),
        ElseKind::Escalate(..) => None,
    };
    let duties = step.duties.iter().filter(|d| d.modal != Modal::MustNot).map(|d| &d.act);
    let automatic = step.automatic.iter().filter_map(|(_, act)| act.as_ref());
    duties.chain(automatic).map(|act| (false, act)).chain(step.all_limits().filter_map(other).map(|act| (true, act)))
}

/// Calls `visit` for each part of a condition that is asked to hold.
fn asked<'c, 'a>(cond: &'c Cond<'a>, wanted: bool, visit: &mut dyn FnMut(&'c Cond<'a>)) {
    let wanted = wanted != matches!(cond.kind, CondKind::Not(_));
    cond.inner().iter().for_each(|c| asked(c, wanted, visit));
    if cond.inner().is_empty() && wanted {
        visit(cond);
    }
}
