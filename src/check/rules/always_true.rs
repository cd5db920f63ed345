//! A condition that decides nothing.

use super::prelude::*;
use crate::analysis::conditions::{Kind, Reason, Role, Verdict, because, level_title};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P207",
    name: "always-true",
    severity: Severity::Warning,
    why: (
        "a condition that always holds decides nothing: what was meant to be an exception is the rule",
        "必然成立的条件什么也不决定：本想只在特定情形下做的事，变成了总是要做",
    ),
    page: Page(include_str!("../../../tests/rules/always-true.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    cx.conditions.verdicts.iter().filter_map(|verdict| finding(cx, verdict)).collect()
}

fn finding(cx: &Context<'_>, verdict: &Verdict<'_>) -> Option<Diagnostic> {
    let place = &verdict.place;
    let reason = match &verdict.kind {
        Kind::Always(reason) => reason,
        Kind::Undecided(false) => return Some(undecided(place.cond.span).cite(place.cite)),
        Kind::Undecided(true) | Kind::Never(..) => return None,
    };
    // A comparison alone is P506's.
    if let (Some(part), Reason::Comparison(comparison)) = (verdict.part, reason)
        && part.span == comparison.span
    {
        return None;
    }
    let why = because(&cx.conditions.theory, cx.sources, reason, true);
    let then = outcome(cx.model, verdict);
    let (en, zh, then_en, then_zh) = (why.text.en, why.text.zh, then.en, then.zh);
    let span = why.span.unwrap_or(verdict.part.map_or(place.cond.span, |p| p.span));
    let found = RULE.finding(span, text!("{en}: {then_en}", "{zh}：{then_zh}"));
    let found = why.places.into_iter().fold(found, |found, (span, note)| found.related(span, note));
    Some(found.cite(place.cite).help(text!("delete it, or write what it is really to depend on", "删去，或写明真正取决于什么")))
}

fn outcome(model: &Model<'_>, verdict: &Verdict<'_>) -> Text {
    if verdict.part.is_some() {
        return text!("this part of the condition decides nothing", "条件的这一部分不起作用");
    }
    match verdict.place.role {
        Role::Level(ladder, level) => {
            let title = level_title(model, ladder, level).unwrap_or_default();
            text!("level `{title}` holds at every value", "级别 `{title}` 在任何取值下都成立")
        }
        Role::Start(..) | Role::Step(..) | Role::Finish(..) | Role::Escalation(_) | Role::Forbid(_) => {
            text!("the condition decides nothing", "该条件不起作用")
        }
    }
}

fn undecided(span: Span) -> Diagnostic {
    let message = text!("this condition is too large to decide whether all of it matters", "该条件过大，无法判定各部分是否起作用");
    let mut found = RULE.finding(span, message).help(text!("split it, for example into several starts or steps", "请拆分，例如写成几个启动条件或步骤"));
    found.severity = Severity::Info;
    found
}
