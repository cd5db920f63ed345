//! Time limits and timelines against slow, obvious judges: small plans made at random, every run of them simulated.

mod across;
mod alone;
mod calendar;
mod limits;
mod plan;
mod sums;

use preplan::ast::Date;
use preplan::check::{Options, check};
use preplan::diagnostic::Diagnostic;
use preplan::emit::timeline::{Moment, Timeline};
use preplan::project::Project;
use preplan::source::Source;
use std::collections::BTreeSet;

/// A limit: step and place.
type At = (usize, usize);

/// What is said about times in a plan, and its timeline.
fn judged(text: &str) -> (Vec<Diagnostic>, Timeline) {
    let mut project = Project::new();
    let id = project.add(Source::new("times.plan", text));
    let checked = check(&project, id, Options { as_of: Date::new(2026, 11, 22).unwrap() });
    let timeline = preplan::emit::timeline(&checked);
    let about = |d: &Diagnostic| matches!(d.code, "P303" | "P304" | "P308" | "P001" | "P002" | "P007");
    (checked.into_diagnostics().into_iter().filter(about).collect(), timeline)
}

/// A moment in minutes.
fn minutes(moment: &Moment) -> i64 {
    i64::try_from(moment.ms).unwrap() / 60_000
}

/// Which limit a finding is about, by its line.
fn place(text: &str, offset: usize) -> Option<At> {
    let line = text[..offset].lines().count() + usize::from(text[..offset].ends_with('\n'));
    let before: Vec<&str> = text.lines().take(line).collect();
    let step = before.iter().rposition(|l| l.trim_start().starts_with("step "))?;
    let index = before[step].trim_start()[6..].chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()?;
    let limits = before[step..].iter().filter(|l| l.trim_start().starts_with("within")).count();
    (limits > 0).then(|| (index, limits - 1))
}

/// The limits that a finding names: its own, and the others whose terms it shows.
fn named(text: &str, finding: &Diagnostic) -> BTreeSet<At> {
    let related = finding.related.iter().filter(|r| r.text.en.starts_with("allows")).map(|r| r.span.start);
    std::iter::once(finding.span.start).chain(related).filter_map(|start| place(text, start as usize)).collect()
}

/// How many plans each judge looks at; `PREPLAN_ROUNDS` asks for more or fewer.
fn rounds() -> usize {
    std::env::var("PREPLAN_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000)
}
