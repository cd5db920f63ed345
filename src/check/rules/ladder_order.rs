//! Limits of one ladder that do not increase.

use super::prelude::*;
use crate::analysis::flow::ladders;
use crate::analysis::wording::quoted;
use crate::ast::TimeUnit;
use std::collections::HashMap;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P305",
    name: "ladder-order",
    severity: Severity::Error,
    why: ("where the second rung comes before the first, the wrong people are alarmed first", "第二级的时限早于第一级，升级的次序就乱了，先惊动的是不该先惊动的人"),
    page: Page(include_str!("../../../tests/rules/ladder-order.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for procedure in &cx.model.procedures {
        let clause = procedure.head.cite();
        for step in &procedure.steps {
            let found = ladders(step).into_iter().flat_map(|ladder| in_ladder(cx, step, &ladder));
            findings.extend(found.map(|f| f.cite(step.cite().or(clause))));
        }
    }
    findings
}

/// A limit that can be compared: with a length, and counted from a known moment.
#[derive(Clone, Copy)]
struct Rung {
    from: Moment,
    millis: u64,
    working_days: bool,
    span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Moment {
    Start,
    /// The step becomes due, at the start or later.
    Due,
    Step(StepId),
    Signal(SignalId),
}

/// Whether a later limit passes after an earlier one.
enum Verdict {
    Later,
    NotLater,
    Undecided,
}

fn in_ladder(cx: &Context<'_>, step: &Step<'_>, ladder: &[&Limit<'_>]) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut by_moment: HashMap<Moment, Rung> = HashMap::new();
    let mut last: Option<Rung> = None;
    for limit in ladder {
        let Some(rung) = rung(step, limit) else { continue };
        if let Some(before) = by_moment.get(&rung.from).copied().or(last) {
            match compare(before, rung) {
                Verdict::Later => {}
                Verdict::NotLater => findings.push(not_later(cx, before, rung)),
                Verdict::Undecided => findings.push(undecided(cx, before, rung)),
            }
        }
        by_moment.insert(rung.from, rung);
        last = Some(rung);
    }
    findings
}

fn rung(step: &Step<'_>, limit: &Limit<'_>) -> Option<Rung> {
    let length = limit.time.length?;
    let due_at_start = step.after.is_none() && step.when.is_none() && step.consents.is_empty() && !step.in_recovery;
    let from = match limit.clock {
        Clock::Start => Moment::Start,
        Clock::Due if due_at_start => Moment::Start,
        Clock::Due => Moment::Due,
        Clock::Step(id) => Moment::Step(id),
        Clock::Signal(id) => Moment::Signal(id),
        Clock::Unstated(_) | Clock::Unknown => return None,
    };
    Some(Rung { from, millis: length.millis, working_days: length.is_working_days(), span: limit.time.span })
}

fn compare(before: Rung, rung: Rung) -> Verdict {
    let increases = rung.millis > before.millis;
    match (before.from, rung.from) {
        (a, b) if a == b && rung.working_days != before.working_days => across_calendars(before, rung),
        _ if rung.working_days != before.working_days => Verdict::Undecided,
        (a, b) if a == b && increases => Verdict::Later,
        (a, b) if a == b => Verdict::NotLater,
        (Moment::Start, Moment::Due) if increases => Verdict::Later,
        (Moment::Due, Moment::Start) if !increases => Verdict::NotLater,
        (Moment::Start | Moment::Due | Moment::Step(_) | Moment::Signal(_), _) => Verdict::Undecided,
    }
}

/// So many working days take at least as many days, less one that has begun; how many more depends on the calendar.
fn across_calendars(before: Rung, rung: Rung) -> Verdict {
    let least = |r: Rung| r.millis.saturating_sub(TimeUnit::Day.millis());
    if rung.working_days && least(rung) > before.millis {
        Verdict::Later
    } else if before.working_days && rung.millis <= least(before) {
        Verdict::NotLater
    } else {
        Verdict::Undecided
    }
}

fn not_later(cx: &Context<'_>, before: Rung, rung: Rung) -> Diagnostic {
    let (first, second) = (quoted(cx.sources, before.span), quoted(cx.sources, rung.span));
    RULE.finding(rung.span, text!("`{second}` does not pass later than `{first}`, which stands before it", "`{second}` 不晚于写在它前面的 `{first}`"))
        .related(before.span, text!("the limit before it", "前一个时限"))
        .help(text!("write the limits from the shortest to the longest", "请由短到长写各级时限"))
}

fn undecided(cx: &Context<'_>, before: Rung, rung: Rung) -> Diagnostic {
    let (first, second) = (quoted(cx.sources, before.span), quoted(cx.sources, rung.span));
    let message = if before.from == rung.from {
        text!("`{second}` and `{first}` cannot be compared: one counts working days", "`{second}` 与 `{first}` 无法比较：其一按工作日计")
    } else {
        text!(
            "`{second}` and `{first}` count from different moments, so their order was not checked",
            "`{second}` 与 `{first}` 的起算点不同，未能核对先后"
        )
    };
    let mut finding = RULE.finding(rung.span, message);
    finding.severity = Severity::Info;
    finding.related(before.span, text!("the limit before it", "前一个时限")).help(text!("measure both from the same moment and in the same unit", "两者请用同一起算点、同一种单位"))
}
