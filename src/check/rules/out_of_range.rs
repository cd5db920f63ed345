//! A comparison that the range of its gauge decides, and a value outside it.

use super::prelude::*;
use crate::analysis::conditions::{Conditions, Kind, Place, Reason, Role, Theory, Verdict, places, scale_words, settings};
use crate::analysis::wording::quoted;
use crate::ast::Compare;
use std::collections::HashSet;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P506",
    name: "out-of-range",
    severity: Severity::Warning,
    why: (
        "a value that cannot occur was meant to be another: the limit that the plan needs is missing",
        "与不可能出现的值比较，多半是写错了数：预案需要的界限就缺了",
    ),
    page: Page(include_str!("../../../tests/rules/out-of-range.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let Conditions { theory, verdicts, .. } = &cx.conditions;
    let mut said = said(verdicts);
    let mut findings = Vec::new();
    for place in places(cx.model).iter().filter(|p| !cx.is_broken(p.cond.span)) {
        place.cond.walk(&mut |part| intervals(theory, part, &mut said));
        place.cond.walk(&mut |part| {
            if let CondKind::Gauge(gauge, sign, value) = part.kind
                && !said.contains(&part.span)
            {
                findings.extend(comparison(cx, theory, place, part.span, (gauge, sign, value)));
            }
        });
    }
    let outside = settings(cx.model).filter(|s| !theory.can_be(s.gauge, s.value));
    findings.extend(outside.filter_map(|s| setting(cx, theory, s.gauge, s.span)));
    findings
}

/// The comparisons about which P206 and P207 say that they decide more than themselves.
fn said(verdicts: &[Verdict<'_>]) -> HashSet<Span> {
    let mut said = HashSet::new();
    for verdict in verdicts {
        if let Kind::Never(Reason::Comparison(comparison), _) | Kind::Always(Reason::Comparison(comparison)) = &verdict.kind
            && verdict.part.is_none_or(|part| part.span != comparison.span)
        {
            said.insert(comparison.span);
        }
    }
    said
}

/// Adds the ends of intervals that are written in full: `rate >= 0% and rate < 20%`.
fn intervals(theory: &Theory<'_>, part: &Cond<'_>, ends: &mut HashSet<Span>) {
    let CondKind::And(parts) = &part.kind else { return };
    let gauge = |c: &Cond<'_>| if let CondKind::Gauge(id, ..) = c.kind { Some(id) } else { None };
    for part in parts {
        if let CondKind::Gauge(id, sign, value) = part.kind
            && theory.is_end(id, sign, value)
            && parts.iter().filter(|other| gauge(other) == Some(id)).take(2).count() > 1
        {
            ends.insert(part.span);
        }
    }
}

fn comparison(cx: &Context<'_>, theory: &Theory<'_>, place: &Place<'_>, span: Span, (id, sign, value): (GaugeId, Compare, Measure)) -> Option<Diagnostic> {
    let holds = theory.constant(id, sign, value)?;
    // The mildest level of a ladder in which the worst counts may always hold.
    if let Role::Level(ladder, level) = place.role {
        let highest = cx.model.ladders.get(ladder.index()).is_some_and(|l| l.prefer_highest);
        if holds && highest && theory.rank(ladder, level) == 1 && place.cond.span == span {
            return None;
        }
    }
    let words = quoted(cx.sources, span);
    let message = if holds {
        text!("`{words}` is true at every value the gauge can have", "`{words}` 在该指标的任何取值下都成立")
    } else {
        text!("`{words}` is true at no value the gauge can have", "`{words}` 在该指标的任何取值下都不成立")
    };
    let found = RULE.finding(span, message).cite(place.cite).help(text!(
        "compare with a value the gauge can have, or correct its `range`",
        "改为与该指标可能的值比较，或改正其 `取值`"
    ));
    Some(with_range(theory, id, found))
}

fn setting(cx: &Context<'_>, theory: &Theory<'_>, id: GaugeId, span: Span) -> Option<Diagnostic> {
    let name = &cx.model.gauges.get(id.index())?.head.name.text;
    let words = quoted(cx.sources, span);
    let message = text!("`{name}` can never be {words}", "`{name}` 不可能是 {words}");
    let help = text!("set a value the gauge can have, or correct its `range`", "改为该指标可能的值，或改正其 `取值`");
    Some(with_range(theory, id, RULE.finding(span, message).help(help)))
}

fn with_range(theory: &Theory<'_>, id: GaugeId, found: Diagnostic) -> Diagnostic {
    match scale_words(theory, id) {
        Some((span, note)) => found.related(span, note),
        None => found,
    }
}
