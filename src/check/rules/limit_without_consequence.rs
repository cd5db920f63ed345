//! A limit that passes without anybody taking over.

use super::prelude::*;
use crate::analysis::wording::quoted;
use crate::ast::{ActorsKind, ConsentKind, Modal};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P306",
    name: "limit-without-consequence",
    severity: Severity::Warning,
    why: ("when a limit passes and nothing follows, the delay is found in the review and not in the emergency", "超时之后没有下文，延误要到事后总结才被发现"),
    page: Page(include_str!("../../../tests/rules/limit-without-consequence.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for procedure in cx.model.procedures.iter().filter(|p| !cx.is_broken(p.head.decl.span)) {
        let clause = procedure.head.cite();
        // The timers of a procedure run until it ends; recovery comes after that.
        let watched = !procedure.escalations.is_empty();
        findings.extend(procedure.starts.iter().filter_map(|start| at_start(cx, start)).map(|f| f.cite(clause)));
        for step in procedure.steps.iter().filter(|s| s.in_recovery || !watched) {
            findings.extend(in_step(cx, step).into_iter().map(|f| f.cite(step.cite().or(clause))));
        }
    }
    findings
}

/// The time for approving a start. The timers of the procedure begin after it.
fn at_start(cx: &Context<'_>, start: &Start<'_>) -> Option<Diagnostic> {
    let limit = start.limit.as_ref().filter(|l| l.otherwise.is_none())?;
    let approvals = start.consents.iter().filter(|c| c.kind == ConsentKind::Approved);
    let actor = approvals.filter_map(|c| alone(cx, c.need, &c.posts)).next()?;
    finding(cx, limit, actor)
}

fn in_step(cx: &Context<'_>, step: &Step<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let bound: Vec<&Duty<'_>> = step.duties.iter().filter(|d| d.modal == Modal::Must).collect();
    let covered = step.limits.iter().any(|l| l.otherwise.is_some());
    for duty in bound.iter().filter(|_| !covered) {
        let open = without_consequence(&duty.limits);
        findings.extend(open.iter().filter_map(|l| finding(cx, l, alone(cx, duty.parties.need, &duty.parties.list)?)));
    }
    let open = if bound.is_empty() { &[] } else { without_consequence(&step.limits) };
    if let Some(actor) = bound.iter().find_map(|d| alone(cx, d.parties.need, &d.parties.list)).filter(|_| !open.is_empty()) {
        findings.extend(open.iter().filter_map(|l| finding(cx, l, actor)));
    }
    findings
}

/// The limits after the last one with an `else`: of those before it, a later one has a consequence.
fn without_consequence<'s, 'a>(limits: &'s [Limit<'a>]) -> &'s [Limit<'a>] {
    let last = limits.iter().rposition(|l| l.otherwise.is_some());
    limits.get(last.map_or(0, |i| i + 1)..).unwrap_or(&[])
}

/// An actor whom nobody stands above, where the duty is left with nobody when that one is late.
fn alone(cx: &Context<'_>, need: ActorsKind, parties: &[Party]) -> Option<Party> {
    let mut lonely = parties.iter().filter(|p| !has_superior(cx, p));
    let first = *lonely.next()?;
    let all = lonely.count() + 1 == parties.len();
    (need == ActorsKind::All || all).then_some(first)
}

fn has_superior(cx: &Context<'_>, party: &Party) -> bool {
    match party.who {
        Who::Post(id) | Who::Count(_, id) => cx.model.post(id).is_none_or(|post| is_led(cx, post)),
        Who::Everyone | Who::Anyone | Who::Someone => false,
        Who::Unknown => true,
    }
}

/// A group acts through its leader, so the leader's superior is its own.
fn is_led(cx: &Context<'_>, post: &Post<'_>) -> bool {
    let leader = |p: &Party| p.post().and_then(|id| cx.model.post(id)).is_none_or(|l| !l.reports_to.is_empty());
    !post.reports_to.is_empty() || post.leaders.iter().any(leader) || cx.is_broken(post.head.decl.span)
}

fn finding(cx: &Context<'_>, limit: &Limit<'_>, actor: Party) -> Option<Diagnostic> {
    // A word without a measure never passes; P302 reports it.
    limit.time.length?;
    let shown = quoted(cx.sources, limit.span);
    let message = text!("nothing follows when `{shown}` has passed", "超过 `{shown}` 之后怎么办，没有写明");
    let finding = RULE.finding(limit.span, message);
    let Some(post) = actor.post().map(|id| cx.model.post(id)) else {
        return Some(finding.help(text!("write who takes over: `else escalate to ROLE`", "写明由谁接手：`否则 升级至 岗位`")));
    };
    let (title, head) = (post?.head.title(), post?.head.decl.head);
    let finding = match post?.kind {
        PostKind::Service => finding.related(head, text!("`{title}` is outside the organisation, so nobody here stands above it", "`{title}` 是外援，本单位没有它的上级")),
        PostKind::Role | PostKind::Group => finding.related(head, text!("`{title}` reports to nobody who could take over", "`{title}` 没有可以接手的上级")),
    };
    let help = match post?.kind {
        PostKind::Service => text!("write who takes over: `else escalate to ROLE`", "写明由谁接手：`否则 升级至 岗位`"),
        PostKind::Role | PostKind::Group => text!(
            "write `else escalate to ROLE` after the limit, or `reports to ROLE` in `{title}`",
            "在时限后写 `否则 升级至 岗位`，或在 `{title}` 中写 `上报 岗位`"
        ),
    };
    Some(finding.help(help))
}
