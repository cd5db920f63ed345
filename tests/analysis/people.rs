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
use preplan::diagnostic::{Diagnostic, Severity};
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

/// The messages of one rule about a plan that is too large for it.
fn undecided(text: &str, code: &str) {
    let found = findings(text, &[code]);
    assert!(found.iter().any(|d| d.severity == Severity::Info && d.message.en.contains("too large to tell")), "{code}: {:#?}", found.first());
}

#[test]
fn what_is_too_large_to_tell_is_said() {
    let start = "signal fire { reported by anyone }\nprocedure p {\nstart when fire\n";
    // A chain of superiors without a telephone, whom each of many roles would have to call.
    let chain: String = (0..1_500).map(|i| format!("role c{i} {{ reports to c{} }}\n", i + 1)).collect();
    let roles: String = (0..1_500).map(|i| format!("role r{i} {{ phone \"1{i}\" reports to c0 }}\n")).collect();
    let steps: String = (0..1_500).map(|i| format!("step s{i} {{ r{i} must do \"work {i}\" within 5m }}\n")).collect();
    undecided(&format!("{chain}role c1500 {{}}\n{roles}{start}{steps}}}"), "P106");
    // The same chain, on duty by day.
    let chain: String = (0..1_100).map(|i| format!("role r{i} {{ phone \"1{i}\" on duty day reports to r{} }}\n", i + 1)).collect();
    let steps: String = (0..1_100).map(|i| format!("step s{i} {{ r{i} must do \"work {i}\" within 5m }}\n")).collect();
    undecided(&format!("shift day {{ Mon..Sun 08:00-20:00 }}\n{chain}role r1100 {{ phone \"9\" on duty day }}\n{start}{steps}}}"), "P108");
    // Limits that all count from another step.
    let steps: String = (0..1_100).map(|i| format!("step s{i} after first takes 1m {{ lead must do \"work {i}\" within 9d of first }}\n")).collect();
    undecided(&format!("role lead {{ phone \"1\" }}\n{start}step first {{ lead must do \"begin\" }}\n{steps}}}"), "P110");
}
