//! One role in two places at once.

use super::prelude::*;
use crate::analysis::staffing::{Busy, Conflict, conflicts};
use crate::diagnostic::{Lang, length};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P110",
    name: "double-booking",
    severity: Severity::Warning,
    why: ("one person does one thing after the other; what the plan asks for at once is late for the second", "一个人只能一件一件做；同时交给他的两件事，后一件必然超时"),
    page: Page(include_str!("../../../tests/rules/double-booking.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (index, busy) in conflicts(cx.model) {
        let Some(procedure) = cx.model.procedures.get(index) else { continue };
        match busy {
            Busy::Conflict(conflict) => findings.extend(finding(cx, procedure, &conflict)),
            Busy::TooLarge => findings.push(too_large(procedure)),
        }
    }
    findings
}

fn finding(cx: &Context<'_>, procedure: &Procedure<'_>, conflict: &Conflict) -> Option<Diagnostic> {
    let role = &cx.model.post(conflict.role)?.head.name.text;
    let steps: Option<Vec<(&Step<'_>, &Limit<'_>, u64)>> = conflict.steps.iter().map(|(id, rung, takes)| {
        let step = procedure.step(*id).filter(|s| !cx.is_broken(s.span))?;
        Some((step, step.all_limits().nth(*rung)?, *takes))
    }).collect();
    let steps = steps?;
    let [en, zh] = [Lang::En, Lang::Zh].map(|lang| sum(&steps, conflict.room, lang));
    let message = text!("`{role}` has to do all this at once and cannot be in time: {en}", "`{role}` 须同时做这几件事，来不及：{zh}");
    let (last, limit, _) = steps.last()?;
    let mut finding = RULE.finding(limit.span, message);
    for (step, other, takes) in steps.iter().take(8) {
        let [en, zh] = [Lang::En, Lang::Zh].map(|lang| length(*takes, lang));
        let place = step.takes.map_or(step.ast.head, |t| t.2);
        finding = finding.related(place, text!("takes {en}", "需要 {zh}"));
        if other.span != limit.span {
            finding = finding.related(other.span, text!("its limit", "其时限"));
        }
    }
    let help = text!("let another post do one of them, or allow more time", "把其中一件交给别的岗位，或放宽时限");
    Some(finding.run(conflict.run.clone()).help(help).cite(last.cite().or(procedure.head.cite())))
}

/// `leave 10m + count 5m = 15m > 12m`
fn sum(steps: &[(&Step<'_>, &Limit<'_>, u64)], room: u64, lang: Lang) -> String {
    let parts: Vec<String> = steps.iter().map(|(step, _, takes)| format!("{} {}", step.title(), length(*takes, lang))).collect();
    let total = steps.iter().fold(0u64, |sum, (.., takes)| sum.saturating_add(*takes));
    format!("{} = {} > {}", parts.join(" + "), length(total, lang), length(room, lang))
}

fn too_large(procedure: &Procedure<'_>) -> Diagnostic {
    let title = procedure.head.title();
    let message = text!("procedure `{title}` is too large to tell whether one post is in two places at once", "处置 `{title}` 过大，无法判断是否有岗位须同时身在两处");
    let mut finding = RULE.finding(procedure.head.name.span, message).cite(procedure.head.cite());
    finding.severity = Severity::Info;
    finding.help(text!("split it", "请拆分"))
}
