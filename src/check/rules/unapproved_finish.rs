//! An end that nobody approves.

use super::prelude::*;
use crate::ast::ConsentKind;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P208",
    name: "unapproved-finish",
    severity: Severity::Warning,
    why: ("an emergency that ends by itself may end while people are still in danger", "无人批准就结束，可能人还没脱险，处置就停了"),
    page: Page(include_str!("../../../tests/rules/unapproved-finish.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for procedure in &cx.model.procedures {
        let open = procedure.finishes.iter().filter(|f| !f.consents.iter().any(|c| c.kind == ConsentKind::Approved));
        let open: Vec<_> = open.collect();
        if !open.is_empty() && !cx.is_broken(procedure.head.decl.span) {
            let cite = procedure.head.cite();
            findings.extend(open.into_iter().map(|f| finding(procedure, f).cite(cite)));
        }
    }
    findings
}

fn finding(procedure: &Procedure<'_>, finish: &Finish<'_>) -> Diagnostic {
    let title = procedure.head.title();
    RULE.finding(finish.span, text!("procedure `{title}` ends here without anyone's approval", "处置 `{title}` 在此终止，没有写明由谁批准"))
        .help(text!("add `approved by ROLE`", "加上 `批准 岗位`"))
}
