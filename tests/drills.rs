//! Drills of the plans, run by the engine.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests may panic and read files")]

use preplan::ast::Date;
use preplan::check::{Options, check};
use preplan::emit::program::lower;
use preplan::emit::runbook;
use preplan::engine::drill::run;
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
