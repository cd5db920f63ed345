//! A duty to call, notify, report, ask or get people out that has no limit.

use super::prelude::*;
use crate::analysis::relief::{OUT, Relief};
use crate::analysis::vague;
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
    let relief = Relief::new(cx.model, cx.region());
    cx.model.procedures.iter().flat_map(|p| in_procedure(cx, &relief, p)).collect()
}

fn in_procedure(cx: &Context<'_>, relief: &Relief<'_, '_>, procedure: &Procedure<'_>) -> Vec<Diagnostic> {
    let watched = watched(procedure);
    // One evacuation with a limit is enough.
    let open = |step: &Step<'_>| !step.in_recovery && step.duties.iter().any(|d| relief.of_act(&d.act) & OUT != 0);
    let timed = procedure.steps.iter().any(|step| is_timed(step) && open(step));
    let clause = procedure.head.cite();
    let mut findings = Vec::new();
    for (index, step) in procedure.steps.iter().enumerate() {
        if is_timed(step) || watched.contains(&StepId(index as u32)) {
            continue;
        }
        let out = |act: &Act<'_>| !timed && !step.in_recovery && gets_out(cx, relief, act);
        let open = step.duties.iter().filter(|d| d.modal == Modal::Must && d.repeats.is_empty() && (is_message(&d.act) || out(&d.act)));
        let open: Vec<_> = open.collect();
        if !open.is_empty() && !cx.is_broken(step.span) {
            let cite = step.cite().or(clause);
            findings.extend(open.into_iter().map(|d| finding(cx, step, d).cite(cite)));
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

/// In these texts onlookers or a crowd are sent away, those who are out are looked after, or leaving is one of two ways.
const NOT_OUT: &[&str] = &["围观", "聚集", "劝", "安置", "接待", "或离开", "或撤", "或疏散", "onlookers", "crowd", " or "];

/// Whether an act gets people out; one that says how soon in a vague word is `vague-time-limit`'s.
fn gets_out(cx: &Context<'_>, relief: &Relief<'_, '_>, act: &Act<'_>) -> bool {
    let words = match &act.kind {
        ActKind::Do(text) => text.text.as_str(),
        ActKind::DoAction(id) => cx.model.actions.get(id.index()).map_or("", |head| head.title()),
        ActKind::Call(_)
        | ActKind::Notify(..)
        | ActKind::Report(..)
        | ActKind::Request(_)
        | ActKind::Record(..)
        | ActKind::Preserve(..)
        | ActKind::ActivateProcedure(_)
        | ActKind::ActivateDocument(_)
        | ActKind::Unknown => return false,
    };
    let other = NOT_OUT.iter().any(|word| words.to_lowercase().contains(word));
    !other && relief.of_act(act) & OUT != 0 && vague::find(words).is_empty()
}

fn finding(cx: &Context<'_>, step: &Step<'_>, duty: &Duty<'_>) -> Diagnostic {
    let act = quoted(cx.sources, duty.act.span);
    if !is_message(&duty.act) {
        let message = text!("`{act}` has no time limit: nobody is late", "`{act}` 没有时限：没有撤离也不算超时");
        return RULE.finding(duty.act.span, message).help(text!("write by when all are out: `within 10m`", "写明多久之内全部撤离：`限时 10分钟`"));
    }
    let help = if step.in_recovery {
        text!("write by when: `within 3d`", "写明多久之内完成：`限时 3天`")
    } else {
        text!("write how soon: `within 5m`", "写明多久之内完成：`限时 5分钟`")
    };
    RULE.finding(duty.act.span, text!("`{act}` has no time limit", "`{act}` 没有时限")).help(help)
}
