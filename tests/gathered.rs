//! What every procedure of a plan lacks is said once; a waiver at the plan or in a procedure still covers its part.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]

use preplan::ast::Date;
use preplan::check::{Options, check};
use preplan::project::Project;
use preplan::source::Source;

const RULES: [&str; 4] = ["P101", "P203", "P213", "P601"];

/// A plan of some procedures that have nothing but a step; `{0}` and so on are places for more.
fn plan(procedures: usize, identity: &str, more: &[&str]) -> String {
    let mut text = format!("{identity}\nrole lead {{ phone \"8001\" }}\n");
    for at in 0..procedures {
        let more = more.get(at).unwrap_or(&"");
        text += &format!("signal s{at} {{ reported by lead }}\nprocedure p{at} {{ {more} start when s{at} step one {{ lead must do \"see\" }} }}\n");
    }
    text
}

/// The rule, the line, the count of other places and the message of each finding about a whole procedure, and stale waivers.
fn found(text: &str) -> Vec<(String, u32, usize, String)> {
    let mut project = Project::new();
    let id = project.add(Source::new("p.plan", text));
    let found = check(&project, id, Options { as_of: Date::new(2026, 11, 22).unwrap() }).into_diagnostics();
    assert!(found.iter().all(|d| !d.code.starts_with("P00") || matches!(d.code, "P001" | "P009")), "{found:#?}");
    let told = found.iter().filter(|d| RULES.contains(&d.code) || d.code == "P009");
    let line = |d: &preplan::diagnostic::Diagnostic| project.sources().get(d.span.file).unwrap().position(d.span.start).line;
    told.map(|d| (d.code.to_owned(), line(d), d.related.len(), d.message.en.clone())).collect()
}

fn of(code: &str, text: &str) -> Vec<(u32, usize, String)> {
    found(text).into_iter().filter(|f| f.0 == code).map(|f| (f.1, f.2, f.3)).collect()
}

#[test]
fn three_procedures_are_enough_and_two_are_not() {
    for code in RULES {
        let at_plan = of(code, &plan(3, "plan p { region CN }", &[]));
        assert_eq!(at_plan.iter().map(|f| (f.0, f.1)).collect::<Vec<_>>(), [(1, 3)], "{code}");
        assert!(at_plan[0].2.contains(" 3 procedures"), "{}", at_plan[0].2);
        assert_eq!(of(code, &plan(2, "plan p { region CN }", &[])).len(), 2, "{code}");
        // Without a plan there is no place to say it.
        assert_eq!(of(code, &plan(3, "", &[])).len(), 3, "{code}");
    }
}

#[test]
fn many_procedures_are_counted_and_the_first_are_shown() {
    let told = of("P101", &plan(16, "plan p { region CN }", &[]));
    assert_eq!(told, [(1, 5, "nobody owns any of the 16 procedures of this plan".to_owned())]);
}

#[test]
fn where_only_some_lack_it_each_is_told() {
    let told = of("P101", &plan(4, "plan p { region CN }", &["", "owner lead"]));
    assert_eq!(told.iter().map(|f| f.0).collect::<Vec<_>>(), [4, 8, 10]);
    assert_eq!(of("P203", &plan(4, "plan p { region CN }", &["", "owner lead"])).len(), 1);
}

#[test]
fn a_waiver_in_a_procedure_takes_it_out_of_the_list() {
    let waiver = "allow missing-owner \"the owner is on call\"";
    let told = found(&plan(5, "plan p { region CN }", &["", waiver]));
    let owner: Vec<_> = told.iter().filter(|f| f.0 == "P101").collect();
    assert_eq!(owner.len(), 1);
    assert_eq!((owner[0].1, owner[0].2, owner[0].3.as_str()), (1, 4, "nobody owns 4 of the 5 procedures of this plan"));
    // It is used, and the other rules are as they were.
    assert!(told.iter().all(|f| f.0 != "P009"));
    assert_eq!(told.iter().filter(|f| f.0 == "P203").map(|f| f.2).collect::<Vec<_>>(), [5]);
    // Two that are left are told one by one.
    assert_eq!(of("P101", &plan(3, "plan p { region CN }", &["", waiver])).iter().map(|f| f.0).collect::<Vec<_>>(), [4, 8]);
    assert_eq!(of("P101", &plan(3, "plan p { region CN }", &[waiver, waiver, waiver])), []);
}

#[test]
fn a_waiver_at_the_plan_covers_all_of_them() {
    let told = found(&plan(4, "plan p { region CN allow missing-owner \"decided by the roster\" }", &[]));
    assert!(told.iter().all(|f| f.0 != "P101" && f.0 != "P009"), "{told:?}");
    let both = found(&plan(4, "plan p { region CN allow missing-owner \"decided by the roster\" }", &["allow P101 \"here too\""]));
    assert!(both.iter().all(|f| f.0 != "P101" && f.0 != "P009"), "{both:?}");
    // An expired one covers nothing.
    let late = found(&plan(4, "plan p { region CN allow missing-owner \"until spring\" until 2026-03-01 }", &[]));
    assert_eq!(late.iter().filter(|f| f.0 == "P101").map(|f| (f.1, f.2)).collect::<Vec<_>>(), [(1, 4)]);
    assert!(late.iter().any(|f| f.0 == "P009"));
}

#[test]
fn what_could_not_be_read_is_not_counted() {
    let told = of("P101", &plan(4, "plan p { region CN }", &["", "owner ((("]));
    assert_eq!(told, [(1, 3, "nobody owns 3 of the 4 procedures of this plan".to_owned())]);
}
