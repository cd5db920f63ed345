//! A waiver covers what it stands in, and no more.

#![allow(
    clippy::unwrap_used,
    reason = "tests may panic"
)]

use preplan::ast::Date;
use preplan::check::{Options, check};
use preplan::project::Project;
use preplan::source::Source;

/// Vague limits in a step, a recovery and another procedure; a waiver takes the place of a comment.
const PLAN: &str = "\
//file
plan p { region CN /*plan*/ }
role lead { phone \"8001\" }
signal leak { reported by lead }
procedure a {
  //a
  start when leak
  step one {
    //one
    lead must do \"close the tap\" within promptly
  }
  recovery {
    //recovery
    step two { lead must do \"mop\" within promptly }
  }
}
procedure b { start when leak step one { lead must do \"call out\" within promptly } }
";

fn vague_limits(place: &str, waiver: &str) -> Vec<(&'static str, u32)> {
    let mut project = Project::new();
    let id = project.add(Source::new("p.plan", PLAN.replace(place, &format!("{waiver} "))));
    let options = Options { as_of: Date::new(2026, 11, 22).unwrap() };
    let found = check(&project, id, options).into_diagnostics();
    let wanted = found.iter().filter(|d| matches!(d.code, "P302" | "P009" | "P002" | "P001"));
    wanted.map(|d| (d.code, project.sources().get(d.span.file).unwrap().position(d.span.start).line)).collect()
}

#[test]
fn a_waiver_covers_the_plan_the_procedure_the_recovery_or_the_step_it_stands_in() {
    let waiver = "allow vague-time-limit \"measured by the house rules\"";
    let all = [("P302", 10), ("P302", 14), ("P302", 17)];
    assert_eq!(vague_limits("//nowhere", waiver), all);
    assert_eq!(vague_limits("//file", waiver), []);
    assert_eq!(vague_limits("/*plan*/", waiver), []);
    assert_eq!(vague_limits("//a", waiver), [("P302", 17)]);
    assert_eq!(vague_limits("//one", waiver), [("P302", 14), ("P302", 17)]);
    assert_eq!(vague_limits("//recovery", waiver), [("P302", 10), ("P302", 17)]);
    assert_eq!(vague_limits("//one", "allow P302 \"by its code\""), [("P302", 14), ("P302", 17)]);
}

#[test]
fn a_waiver_that_is_expired_idle_without_reason_or_of_no_rule_hides_nothing() {
    let all = [("P302", 10), ("P302", 14), ("P302", 17)];
    let with = |waiver: &str| vague_limits("//one", waiver);
    for (waiver, code) in [
        ("allow vague-time-limit \"until then\" until 2026-11-21", "P009"),
        ("allow missing-owner \"it stands in the step\"", "P009"),
        ("allow vague-time-limits \"misspelt\"", "P002"),
        ("allow syntax-error \"not to be waived\"", "P009"),
        ("allow vague-time-limit", "P001"),
    ] {
        let found = with(waiver);
        assert!(found.contains(&(code, 9)), "{waiver}: {found:?}");
        assert!(all.iter().all(|limit| found.contains(limit)), "{waiver}: {found:?}");
    }
    assert_eq!(with("allow vague-time-limit \"on its last day\" until 2026-11-22"), [("P302", 14), ("P302", 17)]);
}
