//! One duty, two limits: in a procedure, or in several plans.

use super::prelude::*;
use crate::analysis::siblings::stars::{Sides, Star, stars};
use crate::analysis::siblings::{self, Begin, DutyCard, MOST_PAIRS, Profile, StepCard, Twin};
use crate::analysis::wording::{bare, quoted};
use smol_str::SmolStr;
use std::collections::{BTreeMap, HashMap};

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

pub(in crate::check) fn compare(group: &[&Profile], waived: Waived<'_>) -> Vec<Diagnostic> {
    let starts = siblings::starts(group);
    let starts = starts.iter().map(|set| set.iter().map(|(p, b)| (*b, p.cite.as_ref())).collect::<Vec<_>>());
    let mut found: Vec<Diagnostic> = starts.filter_map(|set| figures(&set, waived)).collect();
    let mut left = MOST_PAIRS;
    for twins in siblings::steps(group) {
        found.extend(shapes(&twins).iter().filter_map(|set| figures(set, waived)));
        for set in siblings::duties(&twins) {
            found.extend(limits(&set, waived, &mut left));
            if left == 0 {
                found.extend(set.first().map(|(_, duty)| gave_up(duty.span)));
                return found;
            }
        }
    }
    found
}

type Cited<'p> = (&'p Begin, Option<&'p SmolStr>);

/// The steps among twins that become due under the same condition, its figures aside.
fn shapes<'p>(twins: &[Twin<'p, StepCard>]) -> Vec<Vec<Cited<'p>>> {
    let mut sets: BTreeMap<&str, Vec<Cited<'_>>> = BTreeMap::new();
    for (_, step) in twins {
        sets.entry(&step.begin.shape).or_default().push((&step.begin, step.cite.as_ref()));
    }
    sets.into_values().collect()
}

/// A figure that is not the same in all of them.
fn figures(set: &[Cited<'_>], waived: Waived<'_>) -> Option<Diagnostic> {
    let mut open = set.iter().filter(|(begin, _)| begin.figures.first().is_some_and(|f| !waived(f.span)));
    let (first, _) = open.next()?;
    let apart = |(begin, cite): &Cited<'_>| {
        let place = begin.figures.iter().zip(&first.figures).position(|(a, b)| a.value != b.value)?;
        Some((place, begin.figures.get(place)?.clone(), first.figures.get(place)?.clone(), cite.cloned()))
    };
    let (place, here, there, cite) = open.clone().find_map(apart)?;
    let message = text!(
        "`{}` here, but `{}` for the same thing in another plan", "此处为 `{}`，另一份预案的同一处却是 `{}`",
        here.shown, there.shown
    );
    let finding = RULE.finding(here.span, message).related(there.span, text!("the other value", "另一处的数值")).cite(cite.as_ref()).help(help());
    let rest = open.filter_map(|(begin, _)| begin.figures.get(place)).filter(|f| f.span != here.span);
    Some(rest.fold(finding, |finding, figure| {
        let shown = &figure.shown;
        finding.related(figure.span, text!("`{shown}` here", "此处为 `{shown}`"))
    }))
}

/// How long the same duty may take in each of several plans.
#[derive(PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
enum Allowed {
    Measured(u64),
    Vague,
    Unlimited,
}

type Timed<'p> = (Twin<'p, StepCard>, &'p DutyCard);

fn place(duty: &DutyCard, rung: usize) -> Span {
    duty.limits.get(rung).map_or(duty.span, |p| p.span)
}

fn allowed(duty: &DutyCard, rung: usize) -> Allowed {
    match duty.limits.get(rung) {
        Some(pace) => pace.millis.map_or(Allowed::Vague, Allowed::Measured),
        None => Allowed::Unlimited,
    }
}

/// The first rung on which two plans differ: one finding for each limit that is slacker than another, at the first plan
/// that has it.
fn limits(set: &[Timed<'_>], waived: Waived<'_>, left: &mut usize) -> Vec<Diagnostic> {
    let rungs = set.iter().map(|(_, d)| d.limits.len()).max().unwrap_or(0);
    (0..rungs).flat_map(|rung| limits_at(set, rung, waived, left)).collect()
}

fn limits_at(set: &[Timed<'_>], rung: usize, waived: Waived<'_>, left: &mut usize) -> Vec<Diagnostic> {
    // By the rungs before, then by the length of time: the duties by who does them.
    let mut before: BTreeMap<Vec<Allowed>, BTreeMap<Allowed, BTreeMap<_, Vec<usize>>>> = BTreeMap::new();
    for (at, (_, duty)) in set.iter().enumerate().filter(|(_, (_, d))| !waived(place(d, rung))) {
        let lengths = before.entry((0..rung).map(|rung| allowed(duty, rung)).collect()).or_default();
        lengths.entry(allowed(duty, rung)).or_default().entry((&duty.actors, duty.recipients.is_empty())).or_default().push(at);
    }
    let mut found = Vec::new();
    for lengths in before.values() {
        for (nth, (length, slack)) in lengths.iter().rev().enumerate() {
            // The slackest is held against all that are stricter, each other against some: so each stands in a finding.
            let stricter = lengths.range(..*length).filter(|(other, _)| matches!(other, Allowed::Measured(_)));
            let stricter = stricter.take(if nth == 0 { lengths.len() } else { SOME }).flat_map(|(_, by)| by.values());
            let pairs = stricter.flat_map(|strict| slack.values().map(move |slack| (slack, strict)));
            let sides: Vec<Sides<usize>> = pairs.take(*left).map(|(slack, strict)| siblings::told_alike(set, slack, strict)).collect();
            *left -= sides.len();
            found.extend(stars(&sides, true, |_, _| true).iter().filter_map(|star| slacker(set, star, rung)));
        }
    }
    found
}

/// How many other lengths of time are enough to show what others do.
const SOME: usize = 5;

fn slacker(set: &[Timed<'_>], star: &Star<usize>, rung: usize) -> Option<Diagnostic> {
    let (twin, slack) = set.get(star.center)?;
    let duties = |list: &[usize]| list.iter().filter_map(|at| Some(set.get(*at)?.1)).collect::<Vec<&DutyCard>>();
    let others = duties(&star.against);
    let mut shown: Vec<&str> = others.iter().filter_map(|d| Some(d.limits.get(rung)?.shown.as_str())).collect();
    shown.sort_unstable();
    shown.dedup();
    let (en, zh) = (shown.join("`, `"), shown.join("`、`"));
    let message = match slack.limits.get(rung) {
        Some(pace) => {
            let here = &pace.shown;
            text!("`{here}` here, but `{en}` for the same duty in another plan", "此处为 `{here}`，另一份预案的同一职责却是 `{zh}`")
        }
        None if rung > 0 => text!("no further limit here, but `{en}` for the same duty in another plan", "此处没有下一级时限，另一份预案的同一职责却还写了 `{zh}`"),
        None => text!("no limit here, but `{en}` for the same duty in another plan", "此处没有时限，另一份预案的同一职责却写了 `{zh}`"),
    };
    let finding = RULE.finding(place(slack, rung), message).cite(twin.1.cite.as_ref()).help(help());
    let finding = others.iter().fold(finding, |f, other| f.related(place(other, rung), text!("the same duty", "同一职责")));
    let alike = duties(&star.alike);
    Some(alike.iter().fold(finding, |f, other| f.related(place(other, rung), text!("as here", "与此处相同"))))
}

fn gave_up(span: Span) -> Diagnostic {
    let mut finding = RULE.finding(span, text!("the plans say too many different things to compare them all", "各份预案的写法差异过多，未能全部比对"));
    finding.severity = Severity::Info;
    finding.help(text!("compare fewer plans at once", "减少一次比对的预案"))
}

fn help() -> Text {
    text!(
        "write the same in both, or keep the difference with `allow inconsistent-deadline \"reason\"`",
        "请写成一致；确需不同的，写 `豁免 inconsistent-deadline \"理由\"`"
    )
}
