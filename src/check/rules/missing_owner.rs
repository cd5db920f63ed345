//! A procedure nobody owns.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P101",
    name: "missing-owner",
    severity: Severity::Error,
    why: ("when nobody owns a procedure, everybody waits for somebody else to decide", "无人负责的处置，出事时人人都在等别人拿主意"),
    page: Page(include_str!("../../../tests/rules/missing-owner.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let unowned = cx.model.procedures.iter().filter(|p| p.owners.is_empty() && !cx.is_broken(p.head.decl.span));
    unowned.map(finding).collect()
}

fn finding(procedure: &Procedure<'_>) -> Diagnostic {
    let title = procedure.head.title();
    RULE.finding(procedure.head.decl.head, text!("nobody owns procedure `{title}`", "处置 `{title}` 无人负责"))
        .cite(procedure.head.cite())
        .help(text!("write `owner ROLE` in it", "在其中写 `负责人 岗位`"))
}
