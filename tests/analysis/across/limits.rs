//! Where comparing is given up, that is said, and not passed over; and just below the limit it is not.

use super::{Found, found_in_order};
use preplan::diagnostic::Severity;
use std::fmt::Write as _;

fn found(texts: &[String]) -> Found {
    found_in_order(texts, &(0..texts.len()).collect::<Vec<_>>())
}

/// Whether a rule says that it did not look at all, alone or between plans.
fn gave_up(found: &Found, code: &str) -> bool {
    let of = |f: &&super::Finding| f.code == code && f.severity == Severity::Info;
    let all: Vec<&super::Finding> = found.alone.iter().chain(&found.between).filter(of).collect();
    assert!(all.len() <= 1, "said once: {all:#?}");
    all.iter().any(|f| f.message.contains("too many"))
}

/// Plans of a family that tell twelve posts, each another set of them.
fn telling(count: usize, step: impl Fn(usize, &dyn Fn(usize) -> String) -> String) -> Vec<String> {
    let posts: String = (0..12).map(|bit| format!("role r{bit} {{ phone \"{bit}\" }}\n")).collect();
    let list = |bits: usize| (0..12).filter(|bit| bits >> bit & 1 == 1).map(|bit| format!("r{bit}")).collect::<Vec<_>>().join(", ");
    let plan = |at: usize| {
        let step = step(at, &list);
        format!("plan p{at} {{ family \"Centres\" }}\n{posts}signal fire {{ reported by anyone }}\nprocedure p {{\n  start when fire\n{step}}}\n")
    };
    (0..count).map(plan).collect()
}

#[test]
fn posts_that_all_differ_are_compared_up_to_a_limit() {
    let step = |at: usize, list: &dyn Fn(usize) -> String| format!("  step s {{\n    {} must notify {} //@ told\n      within {at}m\n  }}\n", list(at + 1), list(at + 1));
    let many = found(&telling(700, step));
    assert!(gave_up(&many, "P113") && !gave_up(&many, "P307"));
    assert!(!gave_up(&found(&telling(100, step)), "P113"));
}

#[test]
fn limits_that_all_differ_are_compared_up_to_a_limit() {
    let step = |at: usize, list: &dyn Fn(usize) -> String| {
        let minutes = if at.is_multiple_of(2) { 5 } else { 9 };
        format!("  step s {{\n    {} must do \"work\" //@ done\n      within {minutes}m\n  }}\n", list(at + 1))
    };
    assert!(gave_up(&found(&telling(960, step)), "P307"));
    assert!(!gave_up(&found(&telling(200, step)), "P307"));
}

#[test]
fn numbers_that_all_differ_are_compared_up_to_a_limit() {
    // One number they all have, so that none contradicts another.
    let plan = |at: usize| format!("plan p{at} {{ org \"Centre\" }}\nservice vendor {{\n  phone \"8001\", \"{}\" //@ number\n}}\n", 10_000 + at);
    let plans = |count: usize| (0..count).map(plan).collect::<Vec<String>>();
    assert!(gave_up(&found(&plans(500)), "P402"));
    let few = found(&plans(400));
    assert!(!gave_up(&few, "P402") && few.between.is_empty());
}

#[test]
fn posts_above_one_another_are_followed_up_to_a_limit() {
    // One line of posts, each of which somebody below reports to: none is torn, and all of them must be looked at.
    let plan = |count: usize| {
        let mut text = String::from("role r0 { phone \"1\" }\n");
        for at in 1..count {
            writeln!(text, "role r{at} {{ reports to r{} }}", at - 1).unwrap();
        }
        let all: Vec<String> = (0..count).map(|at| format!("r{at}")).collect();
        text + &format!("role last {{ reports to {} }}\n", all.join(", "))
    };
    assert!(gave_up(&found(&[plan(1_500)]), "P115"));
    let few = found(&[plan(300)]);
    assert!(!few.alone.iter().any(|f| f.code == "P115"));
}

#[test]
fn commanders_of_one_event_are_compared_up_to_a_limit() {
    let plan = |count: usize| {
        let mut text = String::from("signal fire { reported by anyone }\n");
        for at in 0..count {
            writeln!(text, "role r{at} {{ phone \"{at}\" }}\nprocedure p{at} {{ start when fire owner r{at} step s {{ r{at} must do \"work\" }} }}").unwrap();
        }
        text
    };
    assert!(gave_up(&found(&[plan(150)]), "P505"));
    let few = found(&[plan(50)]);
    assert!(!gave_up(&few, "P505") && few.alone.iter().any(|f| f.code == "P505"));
}

#[test]
fn prohibitions_of_one_act_are_compared_up_to_a_limit() {
    // Each order is approved by whoever may lift the prohibition, so none meets another.
    let head = "role lead { phone \"1\" }\nrole head { phone \"2\" }\nsignal fire { reported by lead }\naction work \"work\"\n";
    let orders = |count: usize| {
        let steps: String = (0..count).map(|at| format!("  step s{at} approved by head {{\n    lead must do work //@ ordered\n  }}\n")).collect();
        format!("plan a {{ org \"Centre\" }}\n{head}procedure p {{\n  start when fire\n{steps}}}\n")
    };
    let bans = |count: usize| {
        let bans: String = (0..count).map(|_| "  forbid lead do work unless approved by head //@ forbidden\n").collect();
        format!("plan b {{ org \"Centre\" }}\n{head}procedure p {{\n  start when fire\n{bans}}}\n")
    };
    assert!(gave_up(&found(&[orders(1_050), bans(1_000)]), "P216"));
    assert!(!gave_up(&found(&[orders(300), bans(300)]), "P216"));
}

#[test]
fn levels_are_compared_up_to_a_limit() {
    // The level goes by something else in each plan, so no two can be compared.
    let plan = |at: usize| format!("plan p{at} {{ org \"Centre\" }}\ngauge g{at} {{ unit 人 }}\nlevels grade {{\n  level bad when g{at} > 3人 //@ bad\n}}\n");
    let plans = |count: usize| (0..count).map(plan).collect::<Vec<String>>();
    assert!(gave_up(&found(&plans(66)), "P507"));
    assert!(!gave_up(&found(&plans(60)), "P507"));
    // Two conditions about so many signals that not every state of them is tried.
    let signals = |count: usize, sign: &str| {
        let names: Vec<String> = (0..count).map(|s| format!("s{s}")).collect();
        let declared: String = names.iter().map(|s| format!("signal {s}\n")).collect();
        format!("plan p{} {{ org \"Centre\" }}\n{declared}levels grade {{\n  level bad when {} //@ bad\n}}\n", sign.len(), names.join(sign))
    };
    assert!(gave_up(&found(&[signals(13, " and "), signals(13, " or ")]), "P507"));
    let few = found(&[signals(5, " and "), signals(5, " or ")]);
    assert!(!gave_up(&few, "P507") && few.between.iter().any(|f| f.code == "P507"));
}
