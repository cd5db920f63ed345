//! A procedure with no end.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P203",
    name: "missing-finish",
    severity: Severity::Error,
    why: ("where the end is not written, people stand down too early or keep an emergency going for days", "没有写明何时结束，就会有人过早撤下，也会有人迟迟不敢解除"),
    page: Page(include_str!("../../../tests/rules/missing-finish.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let endless = cx.model.procedures.iter().filter(|p| p.finishes.is_empty() && !cx.is_broken(p.head.decl.span));
    endless.map(finding).collect()
}

fn finding(procedure: &Procedure<'_>) -> Diagnostic {
    let title = procedure.head.title();
    RULE.finding(procedure.head.decl.head, text!("nothing says when procedure `{title}` ends", "没有写明处置 `{title}` 何时终止"))
        .cite(procedure.head.cite())
        .help(text!("write `finish when SIGNAL approved by ROLE` in it", "在其中写 `终止 当 信号 批准 岗位`"))
}

/// What is said once where it is so in every procedure; `count` of `total`, as some may be waived.
pub(in crate::check) fn in_all(count: usize, total: usize) -> (Text, Text) {
    let message = if count == total {
        text!("nothing says when any of the {count} procedures of this plan ends", "本预案的 {count} 个处置全都没有写明何时终止")
    } else {
        text!("nothing says when {count} of the {total} procedures of this plan end", "本预案 {total} 个处置中有 {count} 个没有写明何时终止")
    };
    (message, text!("write `finish when SIGNAL approved by ROLE` in each of them", "在每个处置中写 `终止 当 信号 批准 岗位`"))
}
