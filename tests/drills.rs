//! Drills of the plans, run by the engine.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::disallowed_methods, reason = "tests may panic and read files")]

use preplan::ast::Date;
use preplan::check::{Options, check};
use preplan::emit::program::lower;
use preplan::emit::runbook;
use preplan::engine::drill::{Outcome, run};
use preplan::engine::trace::Names;
use preplan::project::Project;
use preplan::source::Source;

#[test]
fn every_drill_of_a_revised_plan_passes() {
    let mut failed = Vec::new();
    let mut drills = 0;
    for file in std::fs::read_dir("plans/revised").unwrap().map(|f| f.unwrap().path()).filter(|p| p.extension().is_some_and(|x| x == "plan")) {
        let mut project = Project::new();
        let id = project.add(Source::new(file.to_str().unwrap(), std::fs::read_to_string(&file).unwrap()));
        while let Some(missing) = project.missing().into_iter().next() {
            project.add(Source::new(missing.name.as_str(), std::fs::read_to_string(&missing.name).unwrap()));
        }
        let checked = check(&project, id, Options { as_of: Date::new(2026, 11, 22).unwrap() });
        let runbook = runbook(&checked).unwrap();
        let program = lower(&runbook).unwrap();
        let names = Names::new(&runbook, &program);
        for drill in &runbook.drills {
            drills += 1;
            for d in run(&names, &program, drill).divergences {
                failed.push(format!("{}:{} {} | {} | {}", d.at.file, d.at.line, drill.title, d.text, d.reason.en));
            }
        }
    }
    println!("{drills} drills");
    assert!(failed.is_empty(), "{} of {drills}:\n{}", failed.len(), failed.join("\n"));
}

/// What comes of the first drill of a plan.
fn outcome(text: &str) -> Outcome {
    let mut project = Project::new();
    let id = project.add(Source::new("p.plan", text));
    let checked = check(&project, id, Options { as_of: Date::new(2026, 11, 22).unwrap() });
    let runbook = runbook(&checked).unwrap_or_else(|_| panic!("{:#?}", checked.diagnostics()));
    let program = lower(&runbook).unwrap();
    run(&Names::new(&runbook, &program), &program, &runbook.drills[0])
}

/// What is repeated keeps a limit without a clock each time, and one with a clock the first time only.
#[test]
fn a_limit_with_a_clock_is_for_the_first_time() {
    let text = "plan p { region CN }\nrole lead { phone \"8001\" reports to head }\nrole head { phone \"8002\" }\nsignal fire { reported by lead }\n\
        procedure p {\n  start when fire\n  owner lead\n  step tell { lead must do \"tell\" within 20m of start else escalate to head every 30m }\n\
        \x20 step look { lead must do \"look\" within 20m else escalate to head every 30m }\n  finish when not fire approved by head\n}\n\
        drill \"twice\" of p {\n  at 0m raise fire\n  at 10m done tell\n  at 10m done look\n  expect due tell within 40m\n  expect not overdue tell within 2h\n  expect overdue look within 60m\n}\n";
    let divergences = outcome(text).divergences;
    assert!(divergences.is_empty(), "{:?}", divergences.iter().map(|d| &d.text).collect::<Vec<_>>());
}

/// Equipment may do a step every second for a hundred years: the drill says where it was cut short, and nothing of what it expects.
#[test]
fn a_drill_without_end_is_cut_short() {
    let begin = "plan p { region CN }\nrole lead { phone \"8001\" reports to head }\nrole head { phone \"8002\" }\nsignal fire { reported by lead }\n\
        procedure p {\n  start when fire\n  owner lead\n  step ring { automatic every 1s }\n  finish when not fire approved by head\n}\n\
        drill \"long\" of p {\n  at 0m raise fire\n";
    for (rest, place) in [("  at 30000d clear fire\n  expect not finished p\n", 13), ("  expect not finished p within 30000d\n", 11)] {
        let Outcome { divergences, effects, .. } = outcome(&format!("{begin}{rest}}}\n"));
        let [one] = divergences.as_slice() else { panic!("{divergences:?}") };
        assert_eq!(one.at.line, place, "{}", one.text);
        assert!(one.reason.en.contains("more than 100000 times"), "{}", one.reason.en);
        assert!(effects.len() < 300_000, "{}", effects.len());
    }
}
