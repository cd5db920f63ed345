//! A step that can never become due.

use super::prelude::*;
use crate::analysis::flow::{Flow, Wait};
use std::collections::HashSet;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P201",
    name: "unreachable-step",
    severity: Severity::Error,
    why: ("a step that waits for what never happens is never done, and on paper it looks as if it were covered", "等不到前提的步骤永远不会做，纸面上却像是已有安排"),
    page: Page(include_str!("../../../tests/rules/unreachable-step.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    // `then` after a part that was not understood may follow another step than the one it seems to.
    let whole = cx.model.procedures.iter().filter(|p| !cx.is_broken(p.head.decl.span));
    whole.flat_map(in_procedure).collect()
}

fn in_procedure(procedure: &Procedure<'_>) -> Vec<Diagnostic> {
    let flow = Flow::of(procedure);
    // Steps that wait for one another are P204's.
    let knotted: HashSet<StepId> = flow.knots().into_iter().flat_map(|k| k.members).collect();
    let ids = (0..procedure.steps.len()).map(|i| StepId(i as u32));
    let lost = ids.filter(|id| !flow.can_be_due(*id) && !knotted.contains(id));
    let clause = procedure.head.cite();
    lost.filter_map(|id| Some(finding(procedure, id, &flow.blockers(id))?.cite(procedure.step(id)?.cite().or(clause)))).collect()
}

fn finding(procedure: &Procedure<'_>, id: StepId, waits: &[Wait]) -> Option<Diagnostic> {
    let step = procedure.step(id)?;
    // What is wrong with the step itself is said before what is wrong with another.
    let wait = waits.iter().find(|w| w.too_late || w.step == id).or(waits.first())?;
    let before = procedure.step(wait.step)?;
    let (title, other) = (step.title(), before.title());
    let finding = |message| RULE.finding(wait.span, message);
    Some(if wait.step == id {
        finding(text!("step `{title}` waits for itself, so it never becomes due", "步骤 `{title}` 等待自身完成，永远轮不到"))
            .help(text!("delete the condition, or name the step that really comes before", "删去这一条件，或写明真正在它之前的步骤"))
    } else if wait.too_late {
        finding(text!("step `{title}` waits for recovery step `{other}`, which begins only after the end", "步骤 `{title}` 等待善后步骤 `{other}`，而善后在处置终止之后才开始"))
            .related(before.name().span, text!("`{other}` belongs to the recovery", "`{other}` 属于善后"))
            .help(text!("move one of the two to the other part", "把其中一个移到另一部分"))
    } else {
        finding(text!("step `{title}` never becomes due: it waits for `{other}`, which never does", "步骤 `{title}` 永远轮不到：它所等待的 `{other}` 永远不会进行"))
            .related(before.name().span, text!("`{other}` can never be done", "`{other}` 永远无法完成"))
            .help(text!("mend `{other}` first, or let `{title}` come after another step", "先改正 `{other}`，或让 `{title}` 排在别的步骤之后"))
    })
}
