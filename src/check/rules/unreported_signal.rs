//! A signal or gauge that decides something, but that nobody is to report.

use super::prelude::*;
use crate::analysis::facts::Uses;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P210",
    name: "unreported-signal",
    severity: Severity::Warning,
    why: ("what nobody is told to report is noticed late, and all that depends on it starts late", "没有人负责报告，就会发现得晚，由它触发的一切也跟着晚"),
    page: Page(include_str!("../../../tests/rules/unreported-signal.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let uses = Uses::of(cx.model);
    let signals = cx.model.signals.iter().map(|s| (&s.head, &s.reported_by)).zip(&uses.signals);
    let gauges = cx.model.gauges.iter().map(|g| (&g.head, &g.reported_by)).zip(&uses.gauges);
    let silent = signals.chain(gauges).filter(|((_, reporters), _)| reporters.is_empty());
    let used = silent.filter_map(|((head, _), place)| Some((head, (*place)?)));
    used.filter(|(head, _)| !cx.is_broken(head.decl.span)).map(|(head, place)| finding(head, place)).collect()
}

fn finding(head: &Head<'_>, place: Span) -> Diagnostic {
    let title = head.title();
    RULE.finding(head.decl.head, text!("nobody is to report `{title}`, though the plan acts on it", "预案依据 `{title}` 行动，却没有写明由谁报告"))
        .cite(head.cite())
        .related(place, text!("the plan acts on it here", "此处以它为准"))
        .help(text!("write `reported by ROLE` in its declaration", "在其声明中写 `报告人 岗位`"))
}
