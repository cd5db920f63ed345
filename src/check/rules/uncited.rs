//! A procedure that does not say which clause it encodes.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P605",
    name: "uncited",
    severity: Severity::Info,
    why: ("without clauses nobody can compare the plan with the text it was made from", "没有依据，就无法与原文逐条核对"),
    page: Page(include_str!("../../../tests/rules/uncited.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    if !cx.model.identity.as_ref().is_some_and(|i| i.has_source) {
        return Vec::new();
    }
    let own = cx.model.procedures.iter().filter(|p| cx.model.is_own(p.head.name.span) && !cx.is_broken(p.head.decl.span));
    own.filter_map(finding).collect()
}

fn finding(procedure: &Procedure<'_>) -> Option<Diagnostic> {
    let (title, all) = (procedure.head.title(), procedure.steps.len());
    let open: Vec<&Step<'_>> = procedure.steps.iter().filter(|s| s.cite().is_none()).collect();
    let count = open.len();
    let message = match (procedure.head.cite(), count) {
        (Some(_), 0) => return None,
        (None, 0) => text!("procedure `{title}` cites no clause of the source", "处置 `{title}` 没有注明依据原文哪一条"),
        (Some(_), _) => text!(
            "{count} of the {all} steps of procedure `{title}` cite no clause of the source",
            "处置 `{title}` 的 {all} 个步骤中有 {count} 个没有注明依据原文哪一条"
        ),
        (None, _) => text!(
            "procedure `{title}` and {count} of its {all} steps cite no clause of the source",
            "处置 `{title}` 及其 {all} 个步骤中的 {count} 个没有注明依据原文哪一条"
        ),
    };
    let finding = RULE
        .finding(procedure.head.decl.head, message)
        .help(text!("write `cite \"CLAUSE\"` in each", "在其中写 `依据 \"条款\"`"))
        .cite(procedure.head.cite());
    let places = open.iter().take(5);
    Some(places.fold(finding, |f, step| f.related(step.name().span, text!("no `cite` here", "此处没有 `依据`"))))
}
