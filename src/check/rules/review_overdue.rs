//! A plan whose review is past.

use super::prelude::*;
use crate::ast::{Date, Duration, TimeUnit};
use smol_str::SmolStr;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P603",
    name: "review-overdue",
    severity: Severity::Warning,
    why: (
        "people, numbers and systems change; a plan that nobody looked at for years describes a house that is gone",
        "人员、号码和系统都会变，多年无人复审的预案写的是已经不存在的情形",
    ),
    page: Page(include_str!("../../../tests/rules/review-overdue.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let identity = cx.model.identity.as_ref().filter(|i| cx.model.is_own(i.head.name.span));
    let whole = identity.filter(|i| !cx.is_broken(i.head.decl.span));
    whole.and_then(|i| finding(i, cx.as_of)).into_iter().collect()
}

fn finding(identity: &Identity<'_>, today: Date) -> Option<Diagnostic> {
    let found = match (identity.effective, &identity.review) {
        (Some(from), Some(review)) => match review.length {
            Some(period) => overdue(from, review.span, period, today)?,
            None => open(
                review.span,
                text!("when the next review is due cannot be told: the period is not measured", "复审周期没有量化，无法判断何时应复审"),
                text!("write for example `review every 3y`", "例如写 `复审周期 3年`"),
            ),
        },
        (Some((_, span)), None) => open(
            span,
            text!("the plan has no review period, so nobody knows when it must be looked at again", "没有写复审周期，无人知道何时应复审"),
            text!("write for example `review every 3y`", "例如写 `复审周期 3年`"),
        ),
        (None, Some(review)) => open(
            review.span,
            text!("when the next review is due cannot be told: the plan has no effective date", "没有写施行日期，无法判断何时应复审"),
            text!("write for example `effective 2026-01-01`", "例如写 `施行 2026-01-01`"),
        ),
        (None, None) => open(
            identity.head.decl.head,
            text!("the plan has neither an effective date nor a review period", "没有写施行日期和复审周期"),
            text!("write for example `effective 2026-01-01   review every 3y`", "例如写 `施行 2026-01-01  复审周期 3年`"),
        ),
    };
    let clause: Option<&SmolStr> = identity.head.cite();
    Some(found.cite(clause))
}

fn open(span: Span, message: Text, help: Text) -> Diagnostic {
    let mut finding = RULE.finding(span, message).help(help);
    finding.severity = Severity::Info;
    finding
}

fn overdue(from: (Date, Span), span: Span, period: &Duration, today: Date) -> Option<Diagnostic> {
    let due = later(from.0, period)?;
    (due < today).then(|| {
        RULE.finding(span, text!("the review was due on {due}", "应于 {due} 复审，已过期"))
            .related(from.1, text!("in force since this date", "自此日起施行"))
            .help(text!("review the plan, then write the new date after `effective`", "复审后，在 `施行` 后写新的日期"))
    })
}

/// The date a period later, by the calendar for months and years.
fn later(from: Date, period: &Duration) -> Option<Date> {
    let (mut months, mut days) = (0u64, 0u64);
    for (number, unit) in &period.parts {
        let count = Measure::parse(number).and_then(|m| u64::try_from(m.thousandths).ok())?;
        let whole = match unit {
            TimeUnit::Year => count.checked_mul(12)?,
            TimeUnit::Month => count,
            TimeUnit::Second | TimeUnit::Minute | TimeUnit::Hour | TimeUnit::Day | TimeUnit::Week | TimeUnit::WorkingDay => {
                // Up to the next full day.
                days += count.checked_mul(unit.millis())?.div_ceil(1000 * TimeUnit::Day.millis());
                continue;
            }
        };
        months += whole / 1000;
        days += (whole % 1000) * 30 / 1000;
    }
    from.plus_months(months)?.plus_days(days)
}
