//! One role in two places at once.

use super::prelude::*;
use crate::analysis::staffing::{Busy, Conflict, Sum, conflicts};
use crate::diagnostic::{Lang, length};
use crate::model::{PostId, StepId};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P110",
    name: "double-booking",
    severity: Severity::Warning,
    why: ("one person does one thing after the other; what the plan asks for at once is late for the second", "一个人只能一件一件做；同时交给他的两件事，后一件必然超时"),
    page: Page(include_str!("../../../tests/rules/double-booking.md")),
    check: Some(check),
};

/// Most steps with labels of their own.
const LABELS: usize = 8;

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (index, busy) in conflicts(cx.model) {
        let Some(procedure) = cx.model.procedures.get(index) else { continue };
        match busy {
            Busy::Conflict(conflict) => findings.extend(finding(cx, procedure, &conflict)),
            Busy::Undecided(role, steps) => findings.extend(undecided(cx, procedure, role, &steps)),
            Busy::TooLarge => findings.push(too_large(procedure)),
        }
    }
    findings
}

fn finding(cx: &Context<'_>, procedure: &Procedure<'_>, conflict: &Conflict) -> Option<Diagnostic> {
    let role = &cx.model.post(conflict.role)?.head.name.text;
    let sums: Option<Vec<Terms<'_, '_>>> = conflict.sums.iter().map(|sum| terms(cx, procedure, sum)).collect();
    let sums = sums?;
    let [en, zh] = [Lang::En, Lang::Zh].map(|lang| sums.iter().map(|sum| said(sum, lang)).collect::<Vec<_>>());
    let message = if let ([en], [zh]) = (en.as_slice(), zh.as_slice()) {
        text!("`{role}` has to do all this at once and cannot be in time: {en}", "`{role}` 须同时做这几件事，来不及：{zh}")
    } else {
        let (en, zh) = (en.join(", or "), zh.join("；或 "));
        text!("`{role}` has to do all this at once and cannot be in time, whatever comes first: {en}", "`{role}` 须同时做这几件事，无论何者在先都来不及：{zh}")
    };
    let (last, limit, _) = sums.first()?.steps.last()?;
    let mut finding = RULE.finding(limit.span, message);
    let mut told: Vec<(Span, Span)> = Vec::new();
    for (step, other, takes) in sums.iter().flat_map(|sum| &sum.steps) {
        if told.len() == LABELS || told.contains(&(step.span, other.span)) {
            continue;
        }
        let [en, zh] = [Lang::En, Lang::Zh].map(|lang| length(*takes, lang));
        let place = step.takes.map_or(step.ast.head, |t| t.2);
        if told.iter().all(|(earlier, _)| *earlier != step.span) {
            finding = finding.related(place, text!("takes {en}", "需要 {zh}"));
        }
        if other.span != limit.span {
            finding = finding.related(other.span, text!("its limit", "其时限"));
        }
        told.push((step.span, other.span));
    }
    for (id, rung) in conflict.sums.iter().flat_map(|sum| &sum.behind).take(LABELS) {
        let Some(other) = procedure.step(*id).and_then(|step| step.all_limits().nth(*rung)) else { continue };
        finding = finding.related(other.span, text!("a limit counts from this step, which must be done by then", "有时限从此步骤起算，而它须在此前完成"));
    }
    let help = text!("let another post do one of them, or allow more time", "把其中一件交给别的岗位，或放宽时限");
    Some(finding.run(conflict.run.clone()).help(help).cite(last.cite().or(procedure.head.cite())))
}

/// Steps with the limits that count and how long they take, and how much time there is.
struct Terms<'m, 'a> {
    steps: Vec<(&'m Step<'a>, &'m Limit<'a>, u64)>,
    room: u64,
}

fn terms<'m, 'a>(cx: &Context<'_>, procedure: &'m Procedure<'a>, sum: &Sum) -> Option<Terms<'m, 'a>> {
    let term = |(id, rung, takes): &(StepId, usize, u64)| {
        let step = procedure.step(*id).filter(|s| !cx.is_broken(s.span))?;
        Some((step, step.all_limits().nth(*rung)?, *takes))
    };
    Some(Terms { steps: sum.steps.iter().map(term).collect::<Option<_>>()?, room: sum.room })
}

/// `leave 10m + count 5m = 15m > 12m`
fn said(sum: &Terms<'_, '_>, lang: Lang) -> String {
    let parts: Vec<String> = sum.steps.iter().map(|(step, _, takes)| format!("{} {}", step.title(), length(*takes, lang))).collect();
    let total = sum.steps.iter().fold(0u64, |total, (.., takes)| total.saturating_add(*takes));
    format!("{} = {} > {}", parts.join(" + "), length(total, lang), length(sum.room, lang))
}

/// It hangs on more than can be looked at.
fn undecided(cx: &Context<'_>, procedure: &Procedure<'_>, role: PostId, steps: &[StepId]) -> Option<Diagnostic> {
    let role = &cx.model.post(role)?.head.name.text;
    let first = procedure.step(*steps.first()?).filter(|s| !cx.is_broken(s.span))?;
    let names: Vec<String> = steps.iter().take(LABELS).filter_map(|id| procedure.step(*id)).map(|s| s.title().to_owned()).collect();
    let (en, zh) = (names.join(", "), names.join("、"));
    let message = text!("it could not be found out whether `{role}` can be in time for all of these: {en}", "无法判断 `{role}` 能否都赶上这几件事的时限：{zh}");
    let mut finding = RULE.finding(first.name().span, message).cite(first.cite().or(procedure.head.cite()));
    finding.severity = Severity::Info;
    Some(finding.help(text!("let their limits count from when the step is due", "让这些时限从步骤到期时起算")))
}

fn too_large(procedure: &Procedure<'_>) -> Diagnostic {
    let title = procedure.head.title();
    let message = text!("procedure `{title}` is too large to tell whether one post is in two places at once", "处置 `{title}` 过大，无法判断是否有岗位须同时身在两处");
    let mut finding = RULE.finding(procedure.head.name.span, message).cite(procedure.head.cite());
    finding.severity = Severity::Info;
    finding.help(text!("split it", "请拆分"))
}
