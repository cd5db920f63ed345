//! A supply that nobody looks after.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P602",
    name: "unchecked-supply",
    severity: Severity::Warning,
    why: ("an extinguisher that nobody checks is empty on the day it is needed", "无人检查的灭火器，用的时候往往已经失效"),
    page: Page(include_str!("../../../tests/rules/unchecked-supply.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let supplies = cx.model.supplies.iter().filter(|s| !cx.is_broken(s.head.decl.span));
    supplies.filter_map(finding).collect()
}

fn finding(supply: &Supply<'_>) -> Option<Diagnostic> {
    let title = supply.head.title();
    let (message, help) = match (supply.owners.is_empty(), supply.check_every.is_none()) {
        (false, false) => return None,
        (true, true) => (
            text!("nobody looks after supply `{title}`, and it is never checked", "物资 `{title}` 无人负责，也没有检查周期"),
            text!("write `owner ROLE   check every 1mo` in it", "在其中写 `负责人 岗位  检查周期 1个月`"),
        ),
        (true, false) => (
            text!("supply `{title}` is to be checked, but nobody has to do it", "物资 `{title}` 有检查周期，但无人负责"),
            text!("write `owner ROLE` in it", "在其中写 `负责人 岗位`"),
        ),
        (false, true) => (
            text!("supply `{title}` has no check period", "物资 `{title}` 没有检查周期"),
            text!("write for example `check every 1mo` in it", "在其中写明，例如 `检查周期 1个月`"),
        ),
    };
    Some(RULE.finding(supply.head.decl.head, message).help(help).cite(supply.head.cite()))
}
