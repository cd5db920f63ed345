//! The analyses of people against slow, obvious judges: who stands in, who is on duty, who is busy, who comes back to whom.

mod absence;
mod approvals;
mod busy;
mod circles;
mod escalations;
mod staff;
mod week;

use preplan::ast::Date;
use preplan::check::{Options, check};
use preplan::diagnostic::Diagnostic;
use preplan::project::Project;
use preplan::source::Source;

/// The findings of some rules about a plan, which has to be well formed.
fn findings(text: &str, codes: &[&str]) -> Vec<Diagnostic> {
    let mut project = Project::new();
    let id = project.add(Source::new("people.plan", text));
    let checked = check(&project, id, Options { as_of: Date::new(2026, 11, 22).unwrap() });
    let all = checked.into_diagnostics();
    assert!(!all.iter().any(|d| d.code.starts_with("P00")), "{text}\n{all:#?}");
    all.into_iter().filter(|d| codes.contains(&d.code)).collect()
}

/// The number of the line on which an offset stands, from 0.
fn line(text: &str, offset: u32) -> usize {
    text[..offset as usize].matches('\n').count()
}

/// The words between backticks.
fn quoted(message: &str) -> Vec<&str> {
    message.split('`').skip(1).step_by(2).collect()
}
