//! A limit that says how long, but not from when.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P309",
    name: "unstated-clock",
    severity: Severity::Info,
    why: ("when nobody knows from when five minutes count, everybody counts them in his own favour", "五分钟从何时算起没有写明，事后各人都往对自己有利的时刻算"),
    page: Page(include_str!("../../../tests/rules/unstated-clock.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for procedure in &cx.model.procedures {
        let clause = procedure.head.cite();
        let starts = procedure.starts.iter().filter_map(|s| s.limit.as_ref());
        findings.extend(starts.filter_map(finding).map(|f| f.cite(clause)));
        for step in &procedure.steps {
            findings.extend(step.all_limits().filter_map(finding).map(|f| f.cite(step.cite().or(clause))));
        }
    }
    findings
}

fn finding(limit: &Limit<'_>) -> Option<Diagnostic> {
    let Clock::Unstated(span) = limit.clock else { return None };
    Some(RULE.finding(span, text!("the text does not say from when this limit counts", "原文没有写明这一时限从何时起算")).help(text!(
        "name the moment: `of start`, `of STEP` or `of SIGNAL`; without `of …` it counts from when the step becomes due",
        "写明起算点：`自 启动`、`自 步骤` 或 `自 信号`；不写 `自 …` 则自该步骤轮到时起算"
    )))
}
