//! The engine against a slow, obvious judge: plans run over events made at random, and for each of them the whole history is judged anew.
//! `PREPLAN_TRACES` asks for more traces than the usual ten thousand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "tests may panic and read files"
)]

mod compare;
mod judge;
#[path = "../support/random.rs"]
mod random;
mod refused;
#[path = "../support/runnable.rs"]
mod runnable;
#[path = "../support/traces.rs"]
mod traces;

use compare::{Both, Counts};
use random::Random;
use runnable::{Plan, compiled, random_plan, repository};
use traces::trace;

/// How many traces in all: `PREPLAN_TRACES` if it is set.
fn count(usual: usize) -> usize {
    std::env::var("PREPLAN_TRACES").ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

/// Runs a plan over some traces, and stops at the first on which engine and judge disagree.
fn agree(plan: &Plan, random: &mut Random, traces: usize, length: usize, counts: &mut Counts) {
    let checked = plan.checked();
    let (runbook, program) = compiled(&checked).unwrap();
    let both = Both { checked: &checked, runbook: &runbook, program: &program };
    for _ in 0..traces {
        let trace = trace(random, &program, length);
        if let Err(how) = both.agree(&trace, counts) {
            let text: String = plan.text.lines().filter(|l| !l.starts_with("allow ")).map(|l| format!("{l}\n")).collect();
            panic!("{}\n{text}\n{how}", plan.name);
        }
    }
}

#[test]
fn small_plans_made_at_random_run_as_the_judge_says() {
    let (mut random, mut counts) = (Random(1), Counts::new());
    for _ in 0..count(9_500).div_ceil(6) {
        let plan = random_plan(&mut random);
        agree(&plan, &mut random, 6, 24, &mut counts);
    }
    println!("{counts:?}");
    for kind in [
        "Started", "Due", "Done", "Overdue", "StartOverdue", "Told Post", "Told Nobody", "Told Meant", "Activated", "Level", "Finished", "Closed", "NotBegun", "Begun",
        "Unknown", "InThePast", "OutOfTime", "OutOfRange", "NotDue", "NotAsked",
    ] {
        assert!(counts.get(kind).is_some_and(|n| *n > 50), "{kind} is rare: {counts:?}");
    }
}

#[test]
fn no_comparison_is_true_without_a_value_or_a_level() {
    let plan = Plan::new("levels.plan", runnable::COMPARISONS.to_owned() + &runnable::waivers());
    let checked = plan.checked();
    let (runbook, program) = compiled(&checked).unwrap();
    let both = Both { checked: &checked, runbook: &runbook, program: &program };
    for (hurt, due) in runnable::COMPARED {
        let trace = runnable::compared(hurt);
        both.agree(&trace, &mut Counts::new()).unwrap();
        let (mut engine, mut effects) = (preplan::engine::Engine::new(&program), Vec::new());
        trace.iter().for_each(|timed| traces::play(&mut engine, *timed, &mut |e| effects.push(e.what)).unwrap());
        let found: Vec<&str> = effects.iter().filter_map(|e| if let preplan::engine::What::Due(step) = e { Some(program.steps[*step].name.as_str()) } else { None }).collect();
        assert_eq!(found, due, "{hurt:?}");
    }
}

#[test]
fn the_plans_of_the_repository_run_as_the_judge_says() {
    let plans = repository();
    let (mut random, mut counts) = (Random(2), Counts::new());
    for plan in &plans {
        agree(plan, &mut random, count(520).div_ceil(plans.len()), 40, &mut counts);
    }
    println!("{counts:?}");
    assert!(counts["Finished"] > 20 && counts["Told Post"] > 200, "{counts:?}");
}

#[test]
fn a_disagreement_shrinks_to_what_shows_it() {
    let text = |limit: &str| format!("role a {{ phone \"1\" }}\nsignal f {{ reported by a }}\nprocedure p {{ start when f step s {{ a must do \"x\" within {limit} }} }}\n");
    let (plan, other) = (Plan::new("one.plan", text("2m")), Plan::new("one.plan", text("3m")));
    let waived = |plan: &Plan| Plan::new("one.plan", plan.text.clone() + &runnable::waivers());
    let (plan, other) = (waived(&plan), waived(&other));
    let (checked, second) = (plan.checked(), other.checked());
    let (runbook, program) = compiled(&second).unwrap();
    let both = Both { checked: &checked, runbook: &runbook, program: &program };
    let mut random = Random(3);
    let how = (0..50).find_map(|_| both.agree(&trace(&mut random, &program, 30), &mut Counts::new()).err()).unwrap();
    let lines: Vec<&str> = how.lines().filter(|l| l.starts_with("{\"at\"")).collect();
    assert_eq!(lines, ["{\"at\":\"PT0M\",\"raise\":\"f\"}"], "{how}");
    assert!(how.contains("next timer: engine Some(180000), judge Some(120000)"), "{how}");
}
