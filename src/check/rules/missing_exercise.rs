//! A procedure that is never practised.

use super::prelude::*;
use crate::ast::DeclKind;
use std::collections::HashSet;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P601",
    name: "missing-exercise",
    severity: Severity::Warning,
    why: ("what was never practised is read for the first time during the emergency", "从未演练过的处置，出事时才第一次读"),
    page: Page(include_str!("../../../tests/rules/missing-exercise.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let model = cx.model;
    let exercises = || model.practices.iter().filter(|p| p.head.decl.kind == DeclKind::Exercise);
    let targets = || exercises().flat_map(|p| p.of.iter().copied()).chain(model.drills.iter().map(|d| d.of));
    // A name that could not be resolved may be any procedure.
    if cx.any_broken() || targets().any(|t| t.is_none()) {
        return Vec::new();
    }
    let practised: HashSet<ProcedureId> = targets().flatten().collect();
    let own = (0u32..).zip(&model.procedures).filter(|(_, p)| model.is_own(p.head.name.span));
    let idle: Vec<&Procedure<'_>> = own.filter(|(id, _)| !practised.contains(&ProcedureId(*id))).map(|(_, p)| p).collect();
    let open: Vec<&Practice<'_>> = exercises().filter(|p| p.of.is_empty() && model.is_own(p.head.name.span)).collect();
    if exercises().all(|p| !p.of.is_empty()) {
        return idle.into_iter().map(never).collect();
    }
    // Such an exercise may practise any procedure: the list is the same for all of them.
    let Some((first, others)) = open.split_first().filter(|_| !idle.is_empty()) else { return Vec::new() };
    vec![others.iter().fold(untargeted(first, &idle), |finding, other| {
        finding.related(other.head.decl.head, text!("does not say it either", "此演习也没有写明"))
    })]
}

fn never(procedure: &Procedure<'_>) -> Diagnostic {
    let (title, name) = (procedure.head.title(), &procedure.head.name.text);
    RULE.finding(procedure.head.decl.head, text!("no exercise or drill practises procedure `{title}`", "处置 `{title}` 没有任何演习或推演"))
        .help(text!(
            "write `exercise NAME of {name} {{ every 6mo   owner ROLE }}`",
            "写上 `演习 名称 针对 {name} {{ 每 6个月  负责人 岗位 }}`"
        ))
        .cite(procedure.head.cite())
}

fn untargeted(practice: &Practice<'_>, idle: &[&Procedure<'_>]) -> Diagnostic {
    let (title, name, count) = (practice.head.title(), &practice.head.name.text, idle.len());
    let mut finding = RULE
        .finding(
            practice.head.decl.head,
            text!(
                "exercise `{title}` does not say what it practises, so {count} procedures may go without",
                "演习 `{title}` 没有写明针对哪些处置，可能有 {count} 个处置从未演练"
            ),
        )
        .help(text!("write `exercise {name} of PROCEDURE, PROCEDURE`", "写成 `演习 {name} 针对 处置名, 处置名`"))
        .cite(practice.head.cite());
    for procedure in idle.iter().take(5) {
        finding = finding.related(procedure.head.name.span, text!("perhaps never practised", "可能从未演练"));
    }
    finding.severity = Severity::Info;
    finding
}

/// What is said once where it is so in every procedure; `count` of `total`, as some may be waived.
pub(in crate::check) fn in_all(count: usize, total: usize) -> (Text, Text) {
    let message = if count == total {
        text!("no exercise or drill practises any of the {count} procedures of this plan", "本预案的 {count} 个处置全都没有演习或推演")
    } else {
        text!("no exercise or drill practises {count} of the {total} procedures of this plan", "本预案 {total} 个处置中有 {count} 个没有任何演习或推演")
    };
    (message, text!("write `exercise NAME of PROCEDURE, PROCEDURE {{ every 6mo   owner ROLE }}`", "写上 `演习 名称 针对 处置名, 处置名 {{ 每 6个月  负责人 岗位 }}`"))
}
