//! Procedures and steps.

use super::limits;
use super::voice::Voice;
use super::wording::{code, length, listed};
use crate::analysis::calls;
use crate::ast::ActorsKind;
use crate::diagnostic::text;
use crate::model::{Owner, Procedure, Step};

/// What is known of a procedure.
pub(super) fn procedure(v: &Voice<'_, '_>, procedure: &Procedure<'_>) -> Vec<String> {
    let mut facts: Vec<String> = procedure.starts.iter().map(|s| v.source(s.span)).collect();
    if facts.is_empty() {
        facts.push(v.say(text!("no `start` is written", "没有写 `启动`")));
    }
    facts.extend(owners(v, &procedure.owners));
    let (recovery, steps): (Vec<_>, Vec<_>) = procedure.steps.iter().partition(|s| s.in_recovery);
    let (steps, recovery) = (steps.len(), recovery.len());
    facts.push(v.say(match recovery {
        0 => text!("steps: {steps}", "步骤：{steps} 个"),
        _ => text!("steps: {steps}, and {recovery} in the recovery", "步骤：{steps} 个，善后 {recovery} 个"),
    }));
    facts.extend(procedure.escalations.iter().map(|e| v.source(e.span)));
    if procedure.finishes.is_empty() {
        facts.push(v.say(text!("no `finish` is written", "没有写 `终止`")));
    }
    facts.extend(procedure.finishes.iter().map(|f| v.source(f.span)));
    facts
}

/// Who answers for something; nothing where nobody is named.
pub(super) fn owners(v: &Voice<'_, '_>, owners: &[Owner]) -> Option<String> {
    let one = |owner: &Owner| {
        let shift = owner.during.flatten().and_then(|s| v.model.shifts.get(s.index())).map(|s| code(&s.head.name.text));
        let who = v.reached(&owner.party);
        shift.map_or_else(|| who.clone(), |shift| v.say(text!("{who} during {shift}", "{who} 于 {shift}")))
    };
    let all = listed(owners.iter().map(one), v.lang());
    (!owners.is_empty()).then(|| v.say(text!("owner: {all}", "负责人：{all}")))
}

/// What is known of a step.
pub(super) fn step(v: &Voice<'_, '_>, step: &Step<'_>) -> Vec<String> {
    let due = due(v, step).join(&v.say(text!(", and ", "，且")));
    let mut facts = vec![v.say(text!("becomes due: {due}", "到期：{due}"))];
    if let Some((fastest, slowest, _)) = &step.ast.takes {
        let (fast, slow) = (length(fastest, v.lang()), length(slowest, v.lang()));
        facts.push(v.say(match fast == slow {
            true => text!("takes {fast}", "用时 {fast}"),
            false => text!("takes {fast} to {slow}", "用时 {fast}至{slow}"),
        }));
    }
    if step.automatic.is_some() {
        facts.push(v.say(text!("done by equipment", "由设备自动完成")));
    }
    let own = calls::limits(v.model).into_iter().filter(|t| t.place.step.is_some_and(|s| s.span == step.span));
    facts.extend(own.map(|timed| limits::line(v, &timed)));
    facts
}

/// When a step becomes due: each part must be true.
pub(super) fn due(v: &Voice<'_, '_>, step: &Step<'_>) -> Vec<String> {
    let mut parts = Vec::new();
    if step.in_recovery && step.after.is_none() {
        parts.push(v.say(text!("as soon as the procedure has finished", "处置终止后即到期")));
    }
    if let Some(order) = &step.after {
        let names = listed(order.steps.iter().map(|(_, span)| before(v, step, *span)), v.lang());
        parts.push(v.say(match order.need {
            ActorsKind::Any if order.steps.len() > 1 => text!("after any of {names} is done", "{names} 任一完成后"),
            ActorsKind::Any | ActorsKind::All => text!("after {names} is done", "{names} 完成后"),
        }));
    }
    if let Some(when) = &step.when {
        let condition = v.source(when.span);
        parts.push(v.say(text!("when {condition} holds", "{condition} 成立时")));
    }
    parts.extend(step.consents.iter().map(|c| {
        let consent = v.source(c.span);
        v.say(text!("with {consent}", "经 {consent}"))
    }));
    if parts.is_empty() {
        parts.push(v.say(text!("at once when the procedure starts", "处置启动时即到期")));
    }
    parts
}

/// A step that comes before: by its name, or `then` for the one written before.
fn before(v: &Voice<'_, '_>, step: &Step<'_>, at: crate::source::Span) -> String {
    if step.ast.then != Some(at) {
        return v.source(at);
    }
    let order = step.after.as_ref().and_then(|o| o.steps.iter().find(|s| s.1 == at));
    let procedure = v.model.procedures.iter().find(|p| p.steps.iter().any(|s| s.span == step.span));
    let found = order.and_then(|o| o.0).zip(procedure).and_then(|(id, p)| p.step(id));
    found.map_or_else(|| v.source(at), |s| code(&s.name().text))
}
