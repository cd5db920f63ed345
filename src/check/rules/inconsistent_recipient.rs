//! One duty in several plans, told to different posts.

use super::prelude::*;
use crate::analysis::siblings::{self, DutyCard, Names, Profile, StepCard, Twin, Verb, same_post};
use smol_str::SmolStr;
use std::collections::HashSet;

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

pub(in crate::check) fn compare(group: &[&Profile]) -> Vec<Diagnostic> {
    let sets = siblings::steps(group).into_iter().flat_map(|twins| siblings::duties(&twins));
    sets.flat_map(|set| findings(&set)).collect()
}

/// One finding for each plan in which somebody is missing. Of two plans that each tell somebody else one is enough.
fn findings(set: &[Told<'_>]) -> Vec<Diagnostic> {
    let told: Vec<&Told<'_>> = set.iter().filter(|(_, d)| matches!(d.verb, Verb::Tell | Verb::Ask) && !d.recipients.is_empty()).collect();
    let mut lacking: Vec<usize> = (0..told.len()).collect();
    lacking.sort_by_key(|at| told.get(*at).map_or(0, |t| t.1.recipients.len()));
    let mut compared: HashSet<(usize, usize)> = HashSet::new();
    let mut findings = Vec::new();
    for at in lacking {
        let Some(here) = told.get(at) else { continue };
        let fuller = told.iter().enumerate().filter(|(other, there)| !compared.contains(&(*other, at)) && !lacks(here, there).is_empty());
        let fuller: Vec<(usize, &&Told<'_>)> = fuller.collect();
        compared.extend(fuller.iter().map(|(other, _)| (at, *other)));
        let there: Vec<&Told<'_>> = fuller.iter().map(|(_, there)| **there).collect();
        findings.extend(there.first().map(|first| finding(here, first, &there)));
    }
    findings
}

fn finding(here: &Told<'_>, first: &Told<'_>, there: &[&Told<'_>]) -> Diagnostic {
    let missing: Vec<&str> = lacks(here, first).into_iter().map(SmolStr::as_str).collect();
    let (en, zh) = (missing.join("`, `"), missing.join("`、`"));
    let message = text!("`{en}` is not told here, but is for the same duty in another plan", "此处没有通知 `{zh}`，另一份预案的同一职责却通知了");
    let help = text!(
        "tell the same posts, or keep the difference with `allow inconsistent-recipient \"reason\"`",
        "请通知同样的岗位；确需不同的，写 `豁免 inconsistent-recipient \"理由\"`"
    );
    let finding = RULE.finding(here.1.span, message).cite(here.0.1.cite.as_ref()).help(help);
    there.iter().take(5).fold(finding, |f, there| f.related(there.1.span, text!("the same duty", "同一职责")))
}

/// Posts told there and not here, though this plan has them, by the names it has for them. A post that only one of the
/// plans has may stand for one that only the other has, or for one of these; whoever acts in the procedure knows of it.
fn lacks<'p>(here: &Told<'p>, there: &Told<'p>) -> Vec<&'p SmolStr> {
    if !siblings::told_alike(here, there) {
        return Vec::new();
    }
    let ((mine, _), (theirs, _)) = (here.0, there.0);
    let only = |a: &'p DutyCard, b: &DutyCard| a.recipients.iter().filter(|r| !b.recipients.iter().any(|o| same_post(r, o))).collect::<Vec<&Names>>();
    let missing = only(there.1, here.1);
    let acts = |r: &Names| here.0.1.acting.iter().any(|a| same_post(a, r));
    let known: Vec<&SmolStr> = missing.iter().filter_map(|r| mine.post(r).filter(|_| !acts(r))).collect();
    let instead = only(here.1, there.1).into_iter().filter(|r| theirs.post(r).is_none()).count();
    let paired = instead.saturating_sub(missing.iter().filter(|r| mine.post(r).is_none()).count());
    known.into_iter().skip(paired).collect()
}
