//! An end that nobody approves.

use super::prelude::*;
use crate::ast::ConsentKind;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P208",
    name: "unapproved-finish",
    severity: Severity::Warning,
    why: ("an emergency that ends by itself may end while people are still in danger", "无人批准就结束，可能人还没脱险，处置就停了"),
    page: Page(include_str!("../../../tests/rules/unapproved-finish.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let approved = approved(cx);
    let mut findings = Vec::new();
    for procedure in cx.model.procedures.iter().filter(|p| !cx.is_broken(p.head.decl.span)) {
        let open = procedure.finishes.iter().filter(|f| !is_approved(f, &approved));
        findings.extend(open.map(|f| finding(procedure, f).cite(procedure.head.cite())));
    }
    findings
}

/// By procedure: whether all its ends are approved, by its own posts or by those of the procedures they wait for.
fn approved(cx: &Context<'_>) -> Vec<bool> {
    let model = cx.model;
    let mut waiting: Vec<Vec<usize>> = vec![Vec::new(); model.procedures.len()];
    for (index, finish) in model.procedures.iter().enumerate().flat_map(|(i, p)| p.finishes.iter().map(move |f| (i, f))) {
        finish.when.walk(&mut |part| {
            if let CondKind::Finished(id) = part.kind {
                waiting.get_mut(id.index()).into_iter().for_each(|list| list.push(index));
            }
        });
    }
    let mut approved = vec![false; model.procedures.len()];
    let mut open: Vec<usize> = (0..model.procedures.len()).collect();
    while let Some(index) = open.pop() {
        let Some(procedure) = model.procedures.get(index).filter(|_| approved.get(index) == Some(&false)) else { continue };
        // Who approves may stand in the part that was not understood.
        let all = !procedure.finishes.is_empty() && procedure.finishes.iter().all(|f| is_approved(f, &approved));
        if all || cx.is_broken(procedure.head.decl.span) {
            approved.get_mut(index).into_iter().for_each(|known| *known = true);
            open.extend(waiting.get(index).into_iter().flatten());
        }
    }
    approved
}

fn is_approved(finish: &Finish<'_>, approved: &[bool]) -> bool {
    finish.consents.iter().any(|c| c.kind == ConsentKind::Approved) || follows(&finish.when, approved)
}

/// Whether a condition waits for an end that somebody approves.
fn follows(when: &Cond<'_>, approved: &[bool]) -> bool {
    match &when.kind {
        CondKind::Finished(id) => approved.get(id.index()) == Some(&true),
        CondKind::Or(parts) => parts.iter().all(|p| follows(p, approved)),
        CondKind::And(parts) => parts.iter().any(|p| follows(p, approved)),
        CondKind::Held(inner, _) => follows(inner, approved),
        // What could not be resolved may be such a procedure.
        CondKind::Unknown => true,
        CondKind::Not(_) | CondKind::Done(_) | CondKind::Signal(_) | CondKind::Level(..) | CondKind::Gauge(..) | CondKind::Ladder(..) => false,
    }
}

fn finding(procedure: &Procedure<'_>, finish: &Finish<'_>) -> Diagnostic {
    let title = procedure.head.title();
    RULE.finding(finish.span, text!("procedure `{title}` ends here without anyone's approval", "处置 `{title}` 在此终止，没有写明由谁批准"))
        .help(text!("add `approved by ROLE`", "加上 `批准 岗位`"))
}
