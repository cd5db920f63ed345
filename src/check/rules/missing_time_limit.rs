//! A duty to call, notify, report or ask that has no limit.

use super::prelude::*;
use crate::analysis::wording::quoted;
use crate::ast::Modal;
use std::collections::HashSet;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P301",
    name: "missing-time-limit",
    severity: Severity::Warning,
    why: ("without a limit a message is never late, so nobody notices that it was not sent", "没有时限就无所谓超时，消息没发出去也没人发觉"),
    page: Page(include_str!("../../../tests/rules/missing-time-limit.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    cx.model.procedures.iter().flat_map(|p| in_procedure(cx, p)).collect()
}

fn in_procedure(cx: &Context<'_>, procedure: &Procedure<'_>) -> Vec<Diagnostic> {
    let watched = watched(procedure);
    let clause = procedure.head.cite();
    let mut findings = Vec::new();
    for (index, step) in procedure.steps.iter().enumerate() {
        if is_timed(step) || watched.contains(&StepId(index as u32)) {
            continue;
        }
        let open = step.duties.iter().filter(|d| d.modal == Modal::Must && d.repeats.is_empty() && is_message(&d.act));
        let open: Vec<_> = open.collect();
        if !open.is_empty() && !cx.is_broken(step.span) {
            let cite = step.cite().or(clause);
            findings.extend(open.into_iter().map(|d| finding(cx, d).cite(cite)));
        }
    }
    findings
}

/// Steps that an escalation of the procedure asks about: `escalate to manager after 2h when not done tell`.
fn watched(procedure: &Procedure<'_>) -> HashSet<StepId> {
    let mut steps = HashSet::new();
    for condition in procedure.escalations.iter().filter_map(|e| e.when.as_ref()) {
        condition.walk(&mut |part| {
            if let CondKind::Done(id) = part.kind {
                steps.insert(id);
            }
        });
    }
    steps
}

fn is_timed(step: &Step<'_>) -> bool {
    step.all_limits().next().is_some() || !step.repeats.is_empty() || step.automatic.is_some()
}

fn is_message(act: &Act<'_>) -> bool {
    matches!(act.kind, ActKind::Call(_) | ActKind::Notify(..) | ActKind::Report(..) | ActKind::Request(_))
}

fn finding(cx: &Context<'_>, duty: &Duty<'_>) -> Diagnostic {
    let act = quoted(cx.sources, duty.act.span);
    RULE.finding(duty.act.span, text!("`{act}` has no time limit", "`{act}` 没有时限"))
        .help(text!("write how soon: `within 5m`", "写明多久之内完成：`限时 5分钟`"))
}
