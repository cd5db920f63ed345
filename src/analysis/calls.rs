//! Every place where somebody must be reached: acts that address a post, limits, and what hands a duty up.

use crate::ast::{Channel, ConsentKind, Modal};
use crate::model::{Act, ActKind, Callee, Consent, ElseKind, Limit, Model, Parties, Party, PostId, Procedure, Step};
use crate::source::Span;
use smol_str::SmolStr;
use std::collections::HashSet;

/// Where in the plan something stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'m, 'a> {
    /// The procedure.
    pub(crate) procedure: &'m Procedure<'a>,
    /// The step, where it stands in one.
    pub(crate) step: Option<&'m Step<'a>>,
}

impl<'a> Place<'_, 'a> {
    /// Clause of the source text.
    pub(crate) fn cite(&self) -> Option<&'a SmolStr> {
        self.step.and_then(Step::cite).or(self.procedure.head.cite())
    }

    /// The step, or the procedure outside its steps.
    pub(crate) fn span(&self) -> Span {
        self.step.map_or(self.procedure.head.decl.span, |s| s.span)
    }
}

/// In which part somebody can be late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Late {
    /// Who has the duty.
    Actor,
    /// Who approves the start.
    Approver,
    /// Who answers for the procedure.
    Owner,
}

/// A limit and those who are late when it passes.
#[derive(Debug)]
pub(crate) struct Timed<'m, 'a> {
    /// The limit.
    pub(crate) limit: &'m Limit<'a>,
    /// Who is late; empty where nobody must do anything.
    pub(crate) late: Vec<Party>,
    /// In which part.
    pub(crate) part: Late,
    /// Where it stands.
    pub(crate) place: Place<'m, 'a>,
}

/// Every limit of every procedure, in the order of the steps.
pub(crate) fn limits<'m, 'a>(model: &'m Model<'a>) -> Vec<Timed<'m, 'a>> {
    let mut limits = Vec::new();
    for procedure in &model.procedures {
        let place = Place { procedure, step: None };
        for start in &procedure.starts {
            let late = consenting(&start.consents, ConsentKind::Approved);
            limits.extend(start.limit.iter().map(|limit| Timed { limit, late: late.clone(), part: Late::Approver, place }));
        }
        for step in &procedure.steps {
            step_limits(Place { procedure, step: Some(step) }, step, &mut limits);
        }
    }
    limits
}

/// Only `must` becomes overdue. A limit that stands alone in a step binds all who must act in it.
fn step_limits<'m, 'a>(place: Place<'m, 'a>, step: &'m Step<'a>, limits: &mut Vec<Timed<'m, 'a>>) {
    let must = |parties: &Parties, modal| if modal == Modal::Must { parties.list.clone() } else { Vec::new() };
    for duty in &step.duties {
        let late = || must(&duty.parties, duty.modal);
        limits.extend(duty.limits.iter().map(|limit| Timed { limit, late: late(), part: Late::Actor, place }));
    }
    let all = || step.duties.iter().flat_map(|d| must(&d.parties, d.modal)).collect();
    limits.extend(step.limits.iter().map(|limit| Timed { limit, late: all(), part: Late::Actor, place }));
}

/// The posts that consent in one part.
pub(crate) fn consenting(consents: &[Consent], kind: ConsentKind) -> Vec<Party> {
    consents.iter().filter(|c| c.kind == kind).flat_map(|c| c.posts.iter().copied()).collect()
}

/// `escalate to …`, after a limit or as a timer of the procedure.
#[derive(Debug)]
pub(crate) struct Handover<'m, 'a> {
    /// To whom.
    pub(crate) to: &'m Parties,
    /// Who passes it on, where that is said.
    pub(crate) by: Option<&'m Parties>,
    /// Who is late.
    pub(crate) late: Vec<Party>,
    /// In which part.
    pub(crate) part: Late,
    /// Where it stands.
    pub(crate) place: Place<'m, 'a>,
}

/// Every escalation of every procedure, in the order of the text.
pub(crate) fn handovers<'m, 'a>(model: &'m Model<'a>) -> Vec<Handover<'m, 'a>> {
    let mut handovers = Vec::new();
    for Timed { limit, late, part, place } in limits(model) {
        if let Some(ElseKind::Escalate(to, by)) = limit.otherwise.as_ref().map(|o| &o.kind) {
            handovers.push(Handover { to, by: by.as_ref(), late, part, place });
        }
    }
    for procedure in &model.procedures {
        let owners = || procedure.owners.iter().map(|o| o.party).collect();
        let place = Place { procedure, step: None };
        handovers.extend(procedure.escalations.iter().map(|e| Handover { to: &e.to, by: None, late: owners(), part: Late::Owner, place }));
    }
    handovers.sort_by_key(|h| (h.to.span.file, h.to.span.start));
    handovers
}

/// By which channel somebody must be reached.
#[derive(Debug, Clone, Copy)]
pub(crate) enum By<'a> {
    /// Any one.
    Any,
    /// By telephone: the act is a call.
    Phone,
    /// By each of these.
    Named(&'a [(Channel, Span)]),
}

impl By<'_> {
    /// Whether a contact is needed for it; face to face and over loudspeakers none is.
    pub(crate) fn needs_contact(&self) -> bool {
        match self {
            Self::Any | Self::Phone => true,
            Self::Named(channels) => channels.iter().any(|(channel, _)| !matches!(channel, Channel::InPerson | Channel::Broadcast)),
        }
    }
}

/// An act that addresses somebody.
#[derive(Debug)]
pub(crate) struct Call<'m, 'a> {
    /// Who is addressed.
    pub(crate) to: &'m Parties,
    /// How.
    pub(crate) by: By<'a>,
    /// Whether it may be left undone.
    pub(crate) optional: bool,
    /// Where it stands.
    pub(crate) place: Place<'m, 'a>,
}

/// Every act that addresses a post, also those of equipment and those behind limits; neither prohibited acts nor escalations.
pub(crate) fn calls<'m, 'a>(model: &'m Model<'a>) -> Vec<Call<'m, 'a>> {
    let mut calls = Vec::new();
    for (procedure, step, duty) in model.duties().filter(|d| d.2.modal != Modal::MustNot) {
        let place = Place { procedure, step: Some(step) };
        let optional = duty.modal == Modal::May;
        calls.extend(addressed(&duty.act).map(|(to, by)| Call { to, by, optional, place }));
    }
    for (procedure, step) in model.steps() {
        let by_equipment = step.automatic.as_ref().and_then(|(_, act)| addressed(act.as_ref()?));
        let place = Place { procedure, step: Some(step) };
        calls.extend(by_equipment.map(|(to, by)| Call { to, by, optional: false, place }));
    }
    for Timed { limit, place, .. } in limits(model) {
        if let Some(ElseKind::Act(act)) = limit.otherwise.as_ref().map(|o| &o.kind) {
            calls.extend(addressed(act).map(|(to, by)| Call { to, by, optional: false, place }));
        }
    }
    calls.sort_by_key(|c| (c.to.span.file, c.to.span.start));
    calls
}

/// The posts that an act or an escalation addresses by some contact.
pub(crate) fn asked_for(model: &Model<'_>) -> HashSet<PostId> {
    let handovers = handovers(model).into_iter().map(|h| h.to);
    let calls = calls(model).into_iter().filter(|c| c.by.needs_contact()).map(|c| c.to);
    handovers.chain(calls).flat_map(|to| to.list.iter().filter_map(Party::post)).collect()
}

/// Whom an act addresses, and by which channel.
pub(crate) fn addressed<'m, 'a>(act: &'m Act<'a>) -> Option<(&'m Parties, By<'a>)> {
    match &act.kind {
        ActKind::Call(Callee::Parties(to)) => Some((to, By::Phone)),
        ActKind::Notify(to, channels) | ActKind::Report(_, to, channels) => {
            Some((to, if channels.is_empty() { By::Any } else { By::Named(channels) }))
        }
        ActKind::Request(to) => Some((to, By::Any)),
        ActKind::Call(Callee::Numbers(_))
        | ActKind::Record(..)
        | ActKind::Preserve(..)
        | ActKind::ActivateProcedure(_)
        | ActKind::ActivateDocument(_)
        | ActKind::Do(_)
        | ActKind::DoAction(_)
        | ActKind::Unknown => None,
    }
}
