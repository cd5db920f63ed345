//! Working days compared with something else.

use super::prelude::*;
use crate::analysis::time::Kind;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P308",
    name: "unknown-calendar",
    severity: Severity::Warning,
    why: ("three working days before a long holiday are ten days", "长假之前的三个工作日，实际可能是十天"),
    page: Page(include_str!("../../../tests/rules/unknown-calendar.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (procedure, verdicts) in cx.model.procedures.iter().zip(cx.times()) {
        for verdict in verdicts.iter().filter(|v| v.kind == Kind::Calendar) {
            let Some(step) = procedure.step(verdict.step) else { continue };
            let limit = step.all_limits().nth(verdict.rung);
            findings.extend(limit.map(|limit| finding(limit).cite(step.cite().or(procedure.head.cite()))));
        }
    }
    findings
}

fn finding(limit: &Limit<'_>) -> Diagnostic {
    let message = text!(
        "whether this limit can be kept cannot be decided: what comes before is counted in working days, and no holidays are known",
        "无法判定能否做到：此前的用时按工作日计，而节假日未知"
    );
    RULE.finding(limit.span, message).help(text!("write both in working days, or both in days", "两处都按工作日写，或都按天写"))
}
