//! A report that need not contain anything.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P604",
    name: "empty-report",
    severity: Severity::Warning,
    why: (
        "a report without fields leaves out what the reader must know, and nobody can say that it is incomplete",
        "报告没有规定内容，就会漏掉要紧的情况，而且无法认定报告不全",
    ),
    page: Page(include_str!("../../../tests/rules/empty-report.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let empty = cx.model.forms.iter().filter(|f| f.fields.is_empty() && !cx.is_broken(f.head.decl.span));
    empty.map(finding).collect()
}

fn finding(form: &Form<'_>) -> Diagnostic {
    let title = form.head.title();
    RULE.finding(form.head.decl.head, text!("report `{title}` does not say what it must contain", "报告单 `{title}` 没有写明必须包含的内容"))
        .help(text!("write for example `fields \"place\", \"time\", \"injured\"` in it", "在其中写明，例如 `字段 \"地点\", \"时间\", \"伤亡人数\"`"))
        .cite(form.head.cite())
}
