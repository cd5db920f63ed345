//! Plans against one another: small plans of one organisation or family made at random, each rule held to a slow, obvious
//! judge of its own.
//!
//! A line of a plan may end in `//@ MARK`; a finding is known by the marks of the lines it names.

mod chains;
mod commands;
mod copies;
mod levels;
mod limits;
mod orders;
mod together;

use preplan::ast::Date;
use preplan::check::{Comparable, Options, check, compare};
use preplan::diagnostic::{Diagnostic, Event, Severity};
use preplan::project::Project;
use preplan::source::{FileId, Source, Span};
use std::collections::BTreeSet;

/// A finding, apart from where its files stand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Finding {
    pub(super) code: &'static str,
    pub(super) severity: Severity,
    pub(super) message: String,
    /// The plan and the mark of each place, the finding's own first, and what is said of it.
    pub(super) places: Vec<(usize, String, String)>,
}

impl Finding {
    pub(super) fn main(&self) -> (usize, &str) {
        (self.places[0].0, &self.places[0].1)
    }
}

/// What checking some plans found: in each of them, and between them.
pub(super) struct Found {
    pub(super) alone: Vec<Finding>,
    pub(super) between: Vec<Finding>,
    pub(super) events: Vec<Vec<Event>>,
}

/// Codes whose findings mean that a text is no plan.
const BROKEN: &[&str] = &["P001", "P002", "P003", "P004", "P005", "P006", "P007", "P008"];

fn mark(text: &str, at: u32) -> String {
    let at = at as usize;
    let line = text[..at].rfind('\n').map_or(0, |n| n + 1);
    let line = text[line..].lines().next().unwrap_or("");
    line.split_once("//@ ").map_or("", |(_, mark)| mark).to_owned()
}

/// Checks plans, added in this order, and compares them.
pub(super) fn found_in_order(texts: &[String], order: &[usize]) -> Found {
    let mut project = Project::new();
    let mut plan_of = vec![usize::MAX; texts.len()];
    let mut roots: Vec<FileId> = Vec::new();
    for at in order {
        let id = project.add(Source::new(format!("plan{at}.plan"), texts[*at].as_str()));
        plan_of[id.0 as usize] = *at;
        roots.push(id);
    }
    let options = Options { as_of: Date::new(2026, 11, 22).unwrap() };
    let checked: Vec<(Vec<Diagnostic>, Option<Comparable>)> = roots.iter().map(|id| check(&project, *id, options).into_parts()).collect();
    for (at, (found, _)) in checked.iter().enumerate() {
        let broken = found.iter().find(|d| BROKEN.contains(&d.code));
        assert!(broken.is_none(), "{broken:?}\n{}", texts[order[at]]);
    }
    let between = compare(checked.iter().filter_map(|(_, c)| c.as_ref()));
    assert_eq!(compare(checked.iter().rev().filter_map(|(_, c)| c.as_ref())), between, "the order of the plans matters\n{}", all(texts));
    let place = |span: Span| {
        let plan = plan_of[span.file.0 as usize];
        (plan, mark(&texts[plan], span.start))
    };
    let known = |d: &Diagnostic| {
        let own = place(d.span);
        let mut places = vec![(own.0, own.1, String::new())];
        places.extend(d.related.iter().map(|r| (place(r.span).0, place(r.span).1, r.text.en.clone())));
        Finding { code: d.code, severity: d.severity, message: d.message.en.clone(), places }
    };
    let alone = checked.iter().flat_map(|(found, _)| found.iter().map(known)).collect();
    let events = between.iter().map(|d| d.run.clone()).collect();
    Found { alone, between: between.iter().map(known).collect(), events }
}

/// Plans in the order of their names; now and then in the opposite one too, which must not matter. A finding names places
/// in two plans.
pub(super) fn found(texts: &[String], round: usize) -> Found {
    let order: Vec<usize> = (0..texts.len()).collect();
    let found = found_in_order(texts, &order);
    if round.is_multiple_of(16) {
        let other: Vec<usize> = order.iter().rev().copied().collect();
        let (mut a, mut b) = (found.between.clone(), found_in_order(texts, &other).between);
        a.sort();
        b.sort();
        assert_eq!(a, b, "round {round}: the order of the files matters\n{}", all(texts));
    }
    for finding in found.between.iter().filter(|f| f.code != "P009") {
        let plans: BTreeSet<usize> = finding.places.iter().map(|p| p.0).collect();
        assert!(plans.len() > 1, "round {round}: not both places: {finding:#?}\n{}", all(texts));
    }
    found
}

/// How many groups of plans each rule is tried on, of two or three plans, so that it is more than ten thousand plans; `PREPLAN_ROUNDS` asks for more.
pub(super) fn rounds() -> usize {
    std::env::var("PREPLAN_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(4_500)
}

/// Every name that things are called by, as they are compared.
pub(super) fn share(a: &[String], b: &[String]) -> bool {
    a.iter().any(|n| b.contains(n))
}

pub(super) fn all(texts: &[String]) -> String {
    texts.iter().enumerate().map(|(at, t)| format!("// ---- plan {at}\n{t}")).collect()
}
