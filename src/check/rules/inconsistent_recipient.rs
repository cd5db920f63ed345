//! One duty in several plans, told to different posts.

use super::prelude::*;
use crate::analysis::siblings::{self, DutyCard, MOST_PAIRS, Names, Profile, StepCard, Twin, Verb, same_post};
use std::collections::{BTreeMap, BTreeSet};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P113",
    name: "inconsistent-recipient",
    severity: Severity::Warning,
    why: (
        "plans of one family are copies of one another: whoever is told in one and not in the next was mostly forgotten",
        "同类预案大多由同一份改写而来：一份通知到的人，另一份没有通知，多半是漏了",
    ),
    page: Page(include_str!("../../../tests/rules/inconsistent-recipient.md")),
    check: None,
};

type Told<'p> = (Twin<'p, StepCard>, &'p DutyCard);

pub(in crate::check) fn compare(group: &[&Profile], waived: Waived<'_>) -> Vec<Diagnostic> {
    let mut left = MOST_PAIRS;
    let mut found = Vec::new();
    for set in siblings::steps(group).into_iter().flat_map(|twins| siblings::duties(&twins)) {
        found.extend(findings(&set, waived, &mut left));
        if left == 0 {
            found.extend(set.first().map(|(_, duty)| gave_up(duty.span)));
            break;
        }
    }
    found
}

/// One finding for each plan in which somebody is missing. Of two plans that each tell somebody else one is enough.
fn findings(set: &[Told<'_>], waived: Waived<'_>, left: &mut usize) -> Vec<Diagnostic> {
    let judged = |d: &DutyCard| matches!(d.verb, Verb::Tell | Verb::Ask) && !d.recipients.is_empty() && !waived(d.span);
    // Duties that are told by and to the same posts; those with the fewest first.
    let told = set.iter().enumerate().filter(|(_, (_, d))| judged(d));
    let mut classes = siblings::by_key(told.map(|(at, (_, d))| ((&d.recipients, &d.actors), at)));
    classes.sort_by_key(|class| class.first().and_then(|at| set.get(*at)).map(|(_, d)| d.recipients.len()));
    let mut fuller: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, few) in classes.iter().enumerate() {
        for many in classes.iter().skip(at + 1).take(*left) {
            *left -= 1;
            let (few, many) = siblings::told_alike(set, few, many);
            let (few, many) = (needs(set, &few, &many), needs(set, &many, &few));
            for ((a, of_a), (b, of_b)) in few.iter().flat_map(|a| many.iter().map(move |b| (a, b))) {
                let (here, there) = match (lacks(a, b), lacks(b, a)) {
                    ([], []) => continue,
                    ([], _) => (of_b, of_a),
                    (..) => (of_a, of_b),
                };
                // The first names all of them, the others some: each stands in a finding.
                for (nth, at) in here.iter().enumerate() {
                    fuller.entry(*at).or_default().extend(there.iter().take(if nth == 0 { there.len() } else { SOME }));
                }
            }
        }
    }
    fuller.iter().filter_map(|(here, there)| finding(set, *here, there)).collect()
}

/// How many places are enough to show what others do.
const SOME: usize = 5;

/// What a duty lacks that another has: the posts that its plan has too, by the names it has for them, and how many its plan
/// has not. Whoever acts in the procedure knows of it.
type Need<'p> = (Vec<&'p str>, usize);

/// What duties of one kind lack that others have.
fn needs<'p>(set: &[Told<'p>], of: &[usize], others: &[usize]) -> BTreeMap<Need<'p>, Vec<usize>> {
    let mut found: BTreeMap<Need<'p>, Vec<usize>> = BTreeMap::new();
    let Some((_, other)) = others.first().and_then(|at| set.get(*at)) else { return found };
    for at in of {
        let Some(((plan, step), duty)) = set.get(*at) else { continue };
        let missing: Vec<&Names> = other.recipients.iter().filter(|r| !duty.recipients.iter().any(|o| same_post(r, o))).collect();
        let acts = |r: &Names| step.acting.iter().any(|a| same_post(a, r));
        let known = missing.iter().filter(|r| !acts(r)).filter_map(|r| Some(plan.post(r)?.as_str())).collect();
        let unknown = missing.iter().filter(|r| plan.post(r).is_none()).count();
        found.entry((known, unknown)).or_default().push(*at);
    }
    found
}

/// The posts that are told there and not here. A post that only one of the plans has may stand for one that only the other
/// has, or for one of these.
fn lacks<'n, 'p>((known, unknown): &'n Need<'p>, (_, theirs): &Need<'p>) -> &'n [&'p str] {
    known.get(theirs.saturating_sub(*unknown)..).unwrap_or_default()
}

fn gave_up(span: Span) -> Diagnostic {
    let mut finding = RULE.finding(span, text!("the plans tell too many different posts to compare them all", "各份预案通知的岗位差异过多，未能全部比对"));
    finding.severity = Severity::Info;
    finding.help(text!("compare fewer plans at once", "减少一次比对的预案"))
}

fn finding(set: &[Told<'_>], here: usize, there: &[usize]) -> Option<Diagnostic> {
    let ((_, step), duty) = set.get(here)?;
    let others: BTreeSet<usize> = there.iter().copied().collect();
    let first = others.first()?;
    let need = |of: usize, other: usize| needs(set, &[of], &[other]).into_keys().next();
    let (mine, theirs) = (need(here, *first)?, need(*first, here)?);
    let missing = lacks(&mine, &theirs);
    let (en, zh) = (missing.join("`, `"), missing.join("`、`"));
    let message = text!("`{en}` is not told here, but is for the same duty in another plan", "此处没有通知 `{zh}`，另一份预案的同一职责却通知了");
    let help = text!(
        "tell the same posts, or keep the difference with `allow inconsistent-recipient \"reason\"`",
        "请通知同样的岗位；确需不同的，写 `豁免 inconsistent-recipient \"理由\"`"
    );
    let finding = RULE.finding(duty.span, message).cite(step.cite.as_ref()).help(help);
    let places = others.iter().filter_map(|at| Some(set.get(*at)?.1.span));
    Some(places.fold(finding, |f, span| f.related(span, text!("the same duty", "同一职责"))))
}
