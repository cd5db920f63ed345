//! One duty, two limits: in a procedure, or in several plans.

use super::prelude::*;
use crate::analysis::siblings::{self, Begin, DutyCard, Profile, StepCard, Twin, Verb};
use crate::analysis::wording::{bare, quoted};
use smol_str::SmolStr;
use std::collections::HashMap;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P307",
    name: "inconsistent-deadline",
    severity: Severity::Warning,
    why: (
        "two limits for one duty leave everybody to choose, and the longer one is chosen",
        "同一职责有两个时限，人人自己挑，挑的总是长的那个",
    ),
    page: Page(include_str!("../../../tests/rules/inconsistent-deadline.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    cx.model.procedures.iter().flat_map(|p| in_procedure(cx, p)).collect()
}

/// Duties of one procedure that read the same and are due alike, but have different limits from one clock.
fn in_procedure(cx: &Context<'_>, procedure: &Procedure<'_>) -> Vec<Diagnostic> {
    let mut first: HashMap<String, &Limit<'_>> = HashMap::new();
    let mut found = Vec::new();
    for step in &procedure.steps {
        let due = [step.when.as_ref().map(|w| w.span), step.after.as_ref().map(|a| a.span)];
        let due: Vec<String> = due.iter().flatten().map(|span| quoted(cx.sources, *span)).collect();
        for duty in &step.duties {
            let ([limit], None) = (duty.limits.as_slice(), step.limits.first()) else { continue };
            let [who, what] = [duty.parties.span, duty.act.span].map(|span| quoted(cx.sources, span));
            let key = bare(&format!("{who}\n{what}\n{}\n{:?} {}", due.join("\n"), limit.clock, step.in_recovery));
            match first.get(&key) {
                Some(other) if differ(limit, other) => {
                    found.push(in_one(cx, limit, other).cite(step.cite().or(procedure.head.cite())));
                }
                Some(_) => {}
                None => {
                    first.insert(key, limit);
                }
            }
        }
    }
    found
}

fn differ(a: &Limit<'_>, b: &Limit<'_>) -> bool {
    matches!((a.time.millis(), b.time.millis()), (Some(a), Some(b)) if a != b)
}

fn in_one(cx: &Context<'_>, limit: &Limit<'_>, first: &Limit<'_>) -> Diagnostic {
    let [here, there] = [limit, first].map(|l| quoted(cx.sources, l.time.span));
    RULE.finding(limit.span, text!("`{here}` here, but `{there}` for the same duty further up", "此处为 `{here}`，前面的同一职责却是 `{there}`"))
        .related(first.span, text!("the other limit", "另一处时限"))
        .help(text!("keep one of the two", "只保留一处"))
}

pub(in crate::check) fn compare(group: &[&Profile]) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = siblings::starts(group)
        .iter()
        .filter_map(|set| figures(&set.iter().map(|(p, b)| (*b, p.cite.as_ref())).collect::<Vec<_>>()))
        .collect();
    for twins in siblings::steps(group) {
        found.extend(shapes(&twins).iter().filter_map(|set| figures(set)));
        found.extend(siblings::duties(&twins).iter().flat_map(|set| limits(set)));
    }
    found
}

/// The steps among twins that become due under the same condition, its figures aside.
fn shapes<'p>(twins: &[Twin<'p, StepCard>]) -> Vec<Vec<(&'p Begin, Option<&'p SmolStr>)>> {
    let mut sets: Vec<Vec<(&Begin, Option<&SmolStr>)>> = Vec::new();
    for (_, step) in twins.iter().filter(|(_, s)| !s.begin.figures.is_empty()) {
        let entry = (&step.begin, step.cite.as_ref());
        match sets.iter_mut().find(|set| set.first().is_some_and(|f| f.0.shape == step.begin.shape)) {
            Some(set) => set.push(entry),
            None => sets.push(vec![entry]),
        }
    }
    sets
}

/// A figure that is not the same in all of them.
fn figures(set: &[(&Begin, Option<&SmolStr>)]) -> Option<Diagnostic> {
    let (first, _) = set.first()?;
    let apart = |b: &Begin| b.figures.iter().zip(&first.figures).find(|(a, b)| a.value != b.value).map(|(a, b)| (a.clone(), b.clone()));
    let (here, there, cite) = set.iter().find_map(|(begin, cite)| apart(begin).map(|(a, b)| (a, b, *cite)))?;
    let message = text!(
        "`{}` here, but `{}` for the same thing in another plan", "此处为 `{}`，另一份预案的同一处却是 `{}`",
        here.shown, there.shown
    );
    Some(RULE.finding(here.span, message).related(there.span, text!("the other value", "另一处的数值")).cite(cite).help(help()))
}

/// How long the same duty may take in each of several plans.
#[derive(PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
enum Allowed {
    Measured(u64),
    Vague,
    Unlimited,
}

type Timed<'p> = (Twin<'p, StepCard>, &'p DutyCard);

/// The first rung on which the plans differ: one finding for each limit that is slacker than another, at the first plan
/// that has it.
fn limits(set: &[Timed<'_>]) -> Vec<Diagnostic> {
    let rungs = set.iter().map(|(_, d)| d.limits.len()).max().unwrap_or(0);
    (0..rungs).map(|rung| limits_at(set, rung)).find(|found| !found.is_empty()).unwrap_or_default()
}

fn limits_at(set: &[Timed<'_>], rung: usize) -> Vec<Diagnostic> {
    let allowed = |duty: &DutyCard| match duty.limits.get(rung) {
        Some(pace) => pace.millis.map_or(Allowed::Vague, Allowed::Measured),
        None => Allowed::Unlimited,
    };
    // A limit that stands alone is no duty that others could lack.
    let mut judged: Vec<&Timed<'_>> = set.iter().filter(|(_, d)| d.verb != Verb::Step || d.limits.len() > rung).collect();
    judged.sort_by_key(|(_, d)| std::cmp::Reverse(allowed(d)));
    judged.dedup_by_key(|(_, d)| allowed(d));
    let stricter = |slack: &Timed<'_>| {
        let same_news = |other: &Timed<'_>| slack.1.recipients.is_empty() || siblings::told_alike(slack, other);
        let less = |other: &Timed<'_>| matches!(allowed(other.1), Allowed::Measured(_)) && allowed(other.1) < allowed(slack.1);
        set.iter().filter(|other| less(other) && same_news(other)).collect::<Vec<_>>()
    };
    judged.into_iter().filter_map(|slack| slacker(slack, &stricter(slack), rung)).collect()
}

fn slacker(slack: &Timed<'_>, others: &[&Timed<'_>], rung: usize) -> Option<Diagnostic> {
    others.first()?;
    let place = |duty: &DutyCard| duty.limits.get(rung).map_or(duty.span, |p| p.span);
    let mut shown: Vec<&str> = others.iter().filter_map(|(_, d)| Some(d.limits.get(rung)?.shown.as_str())).collect();
    shown.sort_unstable();
    shown.dedup();
    let (en, zh) = (shown.join("`, `"), shown.join("`、`"));
    let message = match slack.1.limits.get(rung) {
        Some(pace) => {
            let here = &pace.shown;
            text!("`{here}` here, but `{en}` for the same duty in another plan", "此处为 `{here}`，另一份预案的同一职责却是 `{zh}`")
        }
        None => text!("no limit here, but `{en}` for the same duty in another plan", "此处没有时限，另一份预案的同一职责却写了 `{zh}`"),
    };
    let finding = RULE.finding(place(slack.1), message).cite(slack.0.1.cite.as_ref()).help(help());
    Some(others.iter().take(5).fold(finding, |f, other| f.related(place(other.1), text!("the same duty", "同一职责"))))
}

fn help() -> Text {
    text!(
        "write the same in both, or keep the difference with `allow inconsistent-deadline \"reason\"`",
        "请写成一致；确需不同的，写 `豁免 inconsistent-deadline \"理由\"`"
    )
}
