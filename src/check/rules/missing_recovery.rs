//! Nothing after the finish.

use super::prelude::*;
use crate::analysis::hazards::{start_signals, sure_signals};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P213",
    name: "missing-recovery",
    severity: Severity::Warning,
    why: ("without a report and a review the same emergency comes again, and finds the same gaps", "没有善后和总结，同样的事再来一次，还是同样的漏洞"),
    page: Page(include_str!("../../../tests/rules/missing-recovery.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let recovers = |p: &&Procedure<'_>| p.steps.iter().any(|s| s.in_recovery);
    let (with, without): (Vec<_>, Vec<_>) = cx.model.procedures.iter().partition(recovers);
    // A common procedure that starts with each of its signals does for it what comes after.
    let common: Vec<SignalId> = with.into_iter().flat_map(sure_signals).collect();
    let covered = |p: &Procedure<'_>| {
        let signals = start_signals(p);
        !signals.is_empty() && signals.iter().all(|s| common.contains(s))
    };
    without.into_iter().filter(|p| !covered(p) && !cx.is_broken(p.head.decl.span)).map(finding).collect()
}

fn finding(procedure: &Procedure<'_>) -> Diagnostic {
    let title = procedure.head.title();
    let (span, message) = match procedure.recovery {
        Some(word) => (word, text!("the recovery of `{title}` has no step", "`{title}` 的善后中没有步骤")),
        None => (procedure.head.decl.head, text!("nothing is done after procedure `{title}` has ended", "没有写明处置 `{title}` 终止之后做什么")),
    };
    RULE.finding(span, message).cite(procedure.head.cite()).help(text!(
        "write `recovery {{ step review {{ ROLE must report to ROLE within 3d }} }}` in it",
        "在其中写 `善后 {{ 步骤 总结 {{ 岗位 应 报告 给 岗位 限时 3天 }} }}`"
    ))
}

/// What is said once where it is so in every procedure; `count` of `total`, as some may be waived.
pub(in crate::check) fn in_all(count: usize, total: usize) -> (Text, Text) {
    let message = if count == total {
        text!("nothing is done after any of the {count} procedures of this plan has ended", "本预案的 {count} 个处置全都没有写明终止之后做什么")
    } else {
        text!("nothing is done after {count} of the {total} procedures of this plan have ended", "本预案 {total} 个处置中有 {count} 个没有写明终止之后做什么")
    };
    (message, text!("write `recovery {{ step review {{ ROLE must report to ROLE within 3d }} }}` in each of them, or one common procedure that starts on all their signals", "在每个处置中写 `善后 {{ 步骤 总结 {{ 岗位 应 报告 给 岗位 限时 3天 }} }}`，或由同样信号启动的一个共同处置统一善后"))
}
