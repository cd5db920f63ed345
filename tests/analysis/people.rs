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
    // Limits that all count from a step far before, in many groups.
    let step = |i: usize| format!("step c{i} after c{} {{ guard must do \"go on {i}\" }}\nstep x{i} after c{i} takes 1m {{ lead must do \"work {i}\" within 9d of c0 }}\nstep y{i} after c{i} takes 1m {{ lead must do \"more {i}\" within 9d of c0 }}\n", i - 1);
    let steps: String = (1..500).map(step).collect();
    undecided(&format!("role lead {{ phone \"1\" }}\nrole guard {{ phone \"2\" }}\n{start}step c0 {{ guard must do \"begin\" }}\n{steps}}}"), "P110");
}

#[test]
fn what_hangs_on_whether_a_signal_ceases_is_not_passed_over() {
    let text = |clock: &str| {
        format!(
            "role lead {{ phone \"1\" }}\nrole guard {{ phone \"2\" }}\nsignal fire {{ reported by lead }}\nsignal sig {{ reported by lead }}\nprocedure p {{\nstart when fire\n\
             step z takes 1m {{ guard must do \"z\" }}\nstep u after z when sig takes 1m {{ automatic }}\nstep a when sig takes 2m {{ guard must do \"a\" }}\n\
             step b after a, z takes 1m {{ guard must do \"b\" }}\nstep x after b takes 3m {{ lead must do \"x\" within {clock} }}\nstep y after b takes 3m {{ lead must do \"y\" within {clock} }}\n}}\n"
        )
    };
    // Whether `u` ever counts: the signal may have ceased before `z` was done.
    let found = findings(&text("3m of u"), &["P110"]);
    assert!(found.len() == 1 && found[0].severity == Severity::Info && found[0].message.en.contains("could not be found out"), "{found:#?}");
    assert_eq!(findings(&text("9m of u"), &["P110"]).len(), 0);
    assert_eq!(findings(&text("8m of sig"), &["P110"]).iter().map(|d| d.severity).collect::<Vec<_>>(), vec![Severity::Warning]);
}
