//! A condition that nothing satisfies.

use super::prelude::*;
use crate::analysis::conditions::{Kind, Reason, Verdict, because, consequence};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P206",
    name: "never-true",
    severity: Severity::Error,
    why: (
        "what waits for a contradiction never happens, and on paper it looks as if it were provided for",
        "条件自相矛盾，后面的安排就永远不会发生，纸面上却像是已有准备",
    ),
    page: Page(include_str!("../../../tests/rules/never-true.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    cx.conditions.verdicts.iter().filter_map(|verdict| finding(cx, verdict)).collect()
}

fn finding(cx: &Context<'_>, verdict: &Verdict<'_>) -> Option<Diagnostic> {
    let place = &verdict.place;
    let (reason, unset) = match &verdict.kind {
        Kind::Never(reason, unset) => (reason, unset),
        Kind::Undecided(true) => return Some(undecided(place.cond.span).cite(place.cite)),
        Kind::Undecided(false) | Kind::Always(_) => return None,
    };
    // A comparison alone is P506's.
    if let (Some(part), Reason::Comparison(comparison)) = (verdict.part, reason)
        && part.span == comparison.span
    {
        return None;
    }
    let why = because(&cx.conditions.theory, cx.sources, reason, false);
    let then = outcome(cx.model, verdict, *unset)?;
    let (en, zh, then_en, then_zh) = (why.text.en, why.text.zh, then.en, then.zh);
    let span = why.span.unwrap_or(verdict.part.map_or(place.cond.span, |p| p.span));
    let mut found = RULE.finding(span, text!("{en}: {then_en}", "{zh}：{then_zh}")).help(help(reason)).cite(place.cite);
    if unset.is_some() {
        found.severity = Severity::Warning;
    }
    Some(why.places.into_iter().fold(found, |found, (span, note)| found.related(span, note)))
}

fn outcome(model: &Model<'_>, verdict: &Verdict<'_>, unset: Option<GaugeId>) -> Option<Text> {
    if let Some(gauge) = unset.and_then(|id| model.gauges.get(id.index())) {
        let name = &gauge.head.name.text;
        return Some(text!("this holds only as long as `{name}` has no value", "只有 `{name}` 尚无数值时才成立"));
    }
    if verdict.part.is_some() {
        return Some(text!("this part of the condition never holds", "条件的这一部分永远不会成立"));
    }
    consequence(model, &verdict.place)
}

fn help(reason: &Reason<'_>) -> Text {
    match reason {
        Reason::Comparison(_) => text!("compare with a value the gauge can have, or correct its `range`", "改为与该指标可能的值比较，或改正其 `取值`"),
        Reason::Shadowed => text!("make the worse level the one that holds more rarely", "更重的级别应当更少成立，请核对两级的界限"),
        Reason::Ladder(..) => text!("name a level that the ladder has on that side", "写明该侧确有的级别"),
        Reason::Together(..) | Reason::Either(..) | Reason::Unclear => {
            text!("delete what does not belong there, or join with `or` what may hold at different times", "删去不该有的部分；若各自成立即可，改用 `或` 连接")
        }
    }
}

fn undecided(span: Span) -> Diagnostic {
    let message = text!("this condition is too large to decide whether it can ever hold", "该条件过大，无法判定是否可能成立");
    let mut found = RULE.finding(span, message).help(text!("split it, for example into several starts or steps", "请拆分，例如写成几个启动条件或步骤"));
    found.severity = Severity::Info;
    found
}
