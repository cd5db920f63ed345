//! Work between emergencies that has no date or nobody to do it.

use super::prelude::*;
use crate::diagnostic::Lang;
use crate::words;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P606",
    name: "unplanned-practice",
    severity: Severity::Warning,
    why: ("what has no date and no owner is put off until the emergency is there", "没有周期、无人负责的事，总会拖到出事那一天"),
    page: Page(include_str!("../../../tests/rules/unplanned-practice.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let practices = cx.model.practices.iter().filter(|p| !cx.is_broken(p.head.decl.span));
    practices.filter_map(finding).collect()
}

fn finding(practice: &Practice<'_>) -> Option<Diagnostic> {
    let (title, row) = (practice.head.title(), practice.head.decl.kind.row());
    let (en, zh) = (words::form(row, Lang::En), words::form(row, Lang::Zh));
    let (message, help) = match (practice.owners.is_empty(), practice.every.is_none()) {
        (false, false) => return None,
        (true, true) => (
            text!("nobody answers for {en} `{title}`, and it has no period", "{zh} `{title}` 无人负责，也没有周期"),
            text!("write `every 6mo   owner ROLE` in it", "在其中写 `每 6个月  负责人 岗位`"),
        ),
        (true, false) => (
            text!("nobody answers for {en} `{title}`", "{zh} `{title}` 无人负责"),
            text!("write `owner ROLE` in it", "在其中写 `负责人 岗位`"),
        ),
        (false, true) => (
            text!("{en} `{title}` has no period: it may never take place", "{zh} `{title}` 没有周期：可能从不进行"),
            text!("write for example `every 6mo` in it", "在其中写明，例如 `每 6个月`"),
        ),
    };
    Some(RULE.finding(practice.head.decl.head, message).help(help).cite(practice.head.cite()))
}
