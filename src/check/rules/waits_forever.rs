//! An end that some run never reaches, since it needs a step that is not due in that run.

use super::prelude::*;
use crate::analysis::stuck::{Stuck, Verdict, judge};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P211",
    name: "waits-forever",
    severity: Severity::Warning,
    why: (
        "when all is over, everybody waits for a step whose turn never comes, and nobody is allowed to stand down",
        "事情已经过去，终止却在等一个轮不到的步骤，谁也无法宣布结束",
    ),
    page: Page(include_str!("../../../tests/rules/waits-forever.md")),
    check: Some(check),
};

/// Most places beside a finding.
const PLACES: usize = 20;

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let broken = |span| cx.is_broken(span);
    let found = judge(cx.model, cx.whole(), &broken, &|span| cx.is_contradiction(span));
    let own = found.iter().filter(|(id, _)| cx.model.procedure(*id).is_some_and(|p| cx.model.is_own(p.head.decl.span)));
    own.filter_map(|(id, verdict)| match verdict {
        Verdict::Stuck(stuck) => finding(cx, *id, stuck),
        Verdict::Undecided => undecided(cx, *id),
    }).collect()
}

fn finding(cx: &Context<'_>, id: ProcedureId, stuck: &Stuck) -> Option<Diagnostic> {
    let procedure = cx.model.procedure(id)?;
    let (finish, step) = (procedure.finishes.get(stuck.finish)?, procedure.step(stuck.step)?);
    let (title, name) = (procedure.head.title(), step.title());
    let message = if stuck.reported {
        text!(
            "procedure `{title}` may never end: all that is due is done, all that is reported for the end is reported, and still it waits for `{name}`, which need not become due",
            "处置 `{title}` 可能永远无法终止：该做的都已做完，终止所需的情况也已出现，却还要等 `{name}`，而它不一定会轮到"
        )
    } else {
        text!(
            "procedure `{title}` may never end: all that is due is done, and still it waits for `{name}`, which becomes due only if the emergency takes another turn",
            "处置 `{title}` 可能永远无法终止：该做的都已做完，却还要等 `{name}`，而只有事态另有变化才会轮到它"
        )
    };
    let place = asked(&finish.when, stuck.step).unwrap_or(finish.span);
    let places = stuck.because.iter().filter(|(_, span)| *span != place).take(PLACES);
    let finding = places.fold(RULE.finding(place, message), |finding, (at, span)| {
        let name = procedure.step(*at).map_or("", |s| s.title());
        finding.related(*span, text!("`{name}` is due only if this comes", "只有这一条成立，才轮到 `{name}`"))
    });
    let own = &step.name().text;
    let help = text!(
        "say when the end need not wait for it, `(not CONDITION or done {own})`, or name a step that is due in every case",
        "写明何时不必等它：`(非 条件 或 完成 {own})`，或改等任何情况下都会轮到的步骤"
    );
    Some(finding.cite(procedure.head.cite()).help(help).run(stuck.run.clone()))
}

/// Where a condition asks for a step.
fn asked(when: &Cond<'_>, step: StepId) -> Option<Span> {
    let mut found = None;
    when.walk(&mut |c| if matches!(c.kind, CondKind::Done(s) if s == step) { found = found.or(Some(c.span)) });
    found
}

fn undecided(cx: &Context<'_>, id: ProcedureId) -> Option<Diagnostic> {
    let procedure = cx.model.procedure(id)?;
    let title = procedure.head.title();
    let message = text!("procedure `{title}` is too large to decide whether every run can end", "处置 `{title}` 过大，无法判断是否任何情况下都能终止");
    let mut found = RULE.finding(procedure.finishes.first()?.span, message);
    found.severity = Severity::Info;
    Some(found.help(text!("let its end depend on fewer steps and conditions", "让它的终止依赖较少的步骤和条件")))
}
