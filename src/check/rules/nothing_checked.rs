//! A plan without a procedure. The command adds those of no file and of a pattern that matches none.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P011",
    name: "nothing-checked",
    severity: Severity::Error,
    why: ("where nothing was checked, no finding means nothing", "什么都没有检查时，没有问题并不说明没有问题"),
    page: Page(include_str!("../../../tests/rules/nothing-checked.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    if cx.any_broken() || !cx.model.procedures.is_empty() {
        return Vec::new();
    }
    let start = Span::new(cx.model.root, 0, 0);
    let message = text!("there is no procedure in this file or the files it uses, so hardly anything was checked", "本文件及其引用的文件中没有处置，几乎没有什么可以检查");
    let help = text!("write a `procedure`, or check the plan that uses this file", "请写 `处置`，或检查引用本文件的预案");
    vec![RULE.finding(start, message).help(help)]
}
