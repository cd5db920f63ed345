//! What the conditions of one procedure speak of, as P211 looks at it.

use crate::analysis::flow::whole::{Fact, Whole};
use crate::analysis::states::formula::{Atom, Expr};
use crate::analysis::states::reader::{Facts, Thing};
use crate::ast::Modal;
use crate::model::{ActKind, Model, Procedure, ProcedureId, StepId};
use std::collections::HashSet;

/// One procedure, taken by itself.
pub(super) struct Own<'r, 'a> {
    pub(super) model: &'r Model<'a>,
    pub(super) whole: &'r Whole,
    pub(super) id: ProcedureId,
    pub(super) procedure: &'r Procedure<'a>,
    /// Things that decide nothing here: what starts the procedure speaks of them.
    pub(super) granted: HashSet<Thing>,
}

impl Facts for Own<'_, '_> {
    /// A step of the recovery is never done before the end.
    fn done(&self, step: StepId, is: bool) -> Expr {
        match self.procedure.step(step) {
            Some(s) if !s.in_recovery => Expr::Atom(Atom::Done(step.index(), is)),
            Some(_) | None => Expr::Const(!is),
        }
    }

    /// The end of another procedure counts as it is asked, unless that procedure begins only through steps of this one.
    fn finished(&self, id: ProcedureId, is: bool) -> Expr {
        if id == self.id {
            return Expr::Const(!is);
        }
        let other = self.model.procedure(id).filter(|p| is && p.starts.is_empty() && self.whole.sure);
        let Some(_) = other else { return Expr::Const(true) };
        let mut sparks = self.whole.sparks.iter().filter(|s| s.to == id).peekable();
        let known = sparks.peek().is_some() && sparks.all(|s| s.from == self.id && matches!(s.fact, Fact::Due(..)));
        let by: Vec<Expr> = self.activators(id).map(|step| Expr::Atom(Atom::Done(step, true))).collect();
        let count = self.whole.sparks.iter().filter(|s| s.to == id).count();
        if known && by.len() == count { Expr::Any(by) } else { Expr::Const(true) }
    }

    fn grants(&self, thing: Thing) -> bool {
        self.granted.contains(&thing)
    }

    fn heeds_all(&self) -> bool {
        false
    }
}

impl Own<'_, '_> {
    /// The steps before the end that start a procedure when they are done.
    fn activators(&self, id: ProcedureId) -> impl Iterator<Item = usize> {
        let steps = self.procedure.steps.iter().enumerate().filter(|(_, s)| !s.in_recovery);
        steps.flat_map(move |(index, step)| {
            let duties = step.duties.iter().filter(|d| d.modal != Modal::MustNot).map(|d| &d.act);
            let acts = duties.chain(step.automatic.iter().filter_map(|(_, act)| act.as_ref()));
            acts.filter(move |act| matches!(act.kind, ActKind::ActivateProcedure(to) if to == id)).map(move |_| index)
        })
    }
}
