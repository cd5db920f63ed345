//! Ids back to the names of the plan. An id of the model always has a name; without one it would be empty.

use super::Builder;
use crate::model::{ActionId, DocumentId, FormId, GaugeId, Head, LadderId, PostId, Procedure, ProcedureId, ShiftId, SignalId, StepId, SupplyId};

fn name(head: Option<&Head<'_>>) -> String {
    head.map_or_else(String::new, |h| h.name.text.to_string())
}

impl Builder<'_, '_> {
    pub(super) fn post_name(&self, id: PostId) -> String {
        name(self.model.post(id).map(|p| &p.head))
    }

    pub(super) fn shift_name(&self, id: ShiftId) -> String {
        name(self.model.shifts.get(id.index()).map(|s| &s.head))
    }

    pub(super) fn signal_name(&self, id: SignalId) -> String {
        name(self.model.signals.get(id.index()).map(|s| &s.head))
    }

    pub(super) fn gauge_name(&self, id: GaugeId) -> String {
        name(self.model.gauges.get(id.index()).map(|g| &g.head))
    }

    pub(super) fn ladder_name(&self, id: LadderId) -> String {
        name(self.model.ladders.get(id.index()).map(|l| &l.head))
    }

    pub(super) fn action_name(&self, id: ActionId) -> String {
        name(self.model.actions.get(id.index()))
    }

    pub(super) fn document_name(&self, id: DocumentId) -> String {
        name(self.model.documents.get(id.index()).map(|d| &d.head))
    }

    pub(super) fn form_name(&self, id: FormId) -> String {
        name(self.model.forms.get(id.index()).map(|f| &f.head))
    }

    pub(super) fn procedure_name(&self, id: ProcedureId) -> String {
        name(self.model.procedure(id).map(|p| &p.head))
    }

    pub(super) fn supply_name(&self, id: SupplyId) -> String {
        name(self.model.supplies.get(id.index()).map(|s| &s.head))
    }
}

/// Name of a step of a procedure.
pub(super) fn step_name(procedure: Option<&Procedure<'_>>, id: StepId) -> String {
    procedure.and_then(|p| p.step(id)).map_or_else(String::new, |s| s.name().text.to_string())
}
