//! What waits until somebody in particular has asked for it or agreed to it.

use super::flow::Flow;
use crate::ast::{ActorsKind, ConsentKind, Modal};
use crate::model::{ActKind, Consent, Parties, Party, Procedure, Step, StepId, Who};
use std::collections::VecDeque;

/// The consent that is waited for, and that not just anybody may give: the first approval, else the first request.
pub(crate) fn gate(consents: &[Consent]) -> Option<&Consent> {
    let mut gates = consents.iter().filter(|consent| !open_to_all(consent.need, &consent.posts));
    gates.clone().find(|c| c.kind == ConsentKind::Approved).or_else(|| gates.next())
}

/// The first approval that a step has to ask for, from somebody in particular.
pub(crate) fn request<'m>(step: &'m Step<'_>) -> Option<&'m Parties> {
    let duties = step.duties.iter().filter(|d| matches!(d.modal, Modal::Must | Modal::Should));
    duties.filter_map(|d| if let ActKind::Request(asked) = &d.act.kind { Some(asked) } else { None }).find(|p| !open_to_all(p.need, &p.list))
}

/// Whether whoever is there can give it: then nobody waits.
fn open_to_all(need: ActorsKind, posts: &[Party]) -> bool {
    let anyone = |party: &Party| party.who == Who::Anyone;
    match need {
        ActorsKind::All => posts.iter().all(anyone),
        ActorsKind::Any => posts.iter().any(anyone),
    }
}

/// By step: the step whose request or approval keeps it waiting.
pub(crate) fn waits(procedure: &Procedure<'_>) -> Vec<Option<StepId>> {
    let mut waits = vec![None; procedure.steps.len()];
    let closed: Vec<bool> = procedure.steps.iter().map(|s| gate(&s.consents).is_some() || request(s).is_some()).collect();
    if !closed.contains(&true) {
        return waits;
    }
    let flow = Flow::without(procedure, &closed);
    let mut behind: Vec<Vec<usize>> = vec![Vec::new(); waits.len()];
    let mut open = VecDeque::new();
    for (index, own) in waits.iter_mut().enumerate() {
        for wait in flow.blockers(StepId(index as u32)) {
            if closed.get(wait.step.index()) == Some(&true) {
                *own = own.or(Some(wait.step));
            } else if let Some(behind) = behind.get_mut(wait.step.index()) {
                behind.push(index);
            }
        }
        open.extend(own.map(|_| index));
    }
    while let Some(index) = open.pop_front() {
        let closed_step = waits.get(index).copied().flatten();
        for next in behind.get(index).into_iter().flatten() {
            if let Some(waiting) = waits.get_mut(*next).filter(|w| w.is_none()) {
                *waiting = closed_step;
                open.push_back(*next);
            }
        }
    }
    waits
}
