//! How fast plans are read and checked, on generated plans: MB/s and steps/s of each stage, and `serde_json` reading the
//! runbook of the same plan for comparison. The table of one run stands in `docs/speed.md`.

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use preplan::ast::Date;
use preplan::check::{Options, check};
use preplan::project::Project;
use preplan::source::{FileId, Source};
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use std::fmt::Write as _;
use std::hint::black_box;

/// The allocator of the command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// Numbers of steps of one plan.
const SIZES: &[usize] = &[50, 500, 5000];

fn options() -> Options {
    Options { as_of: Date { year: 2026, month: 11, day: 22 } }
}

/// A plan without errors: procedures of ten steps, each with a duty, a limit and an escalation.
fn plan(steps: usize) -> String {
    let mut text = String::from(
        "plan site \"Site plan\" { region CN effective 2026-01-01 review every 1y }\n\
         role lead \"shift lead\" { phone \"8001\" reports to head deputy head }\n\
         role head \"head of centre\" { phone \"8002\" reports to chief deputy chief }\n\
         role chief \"director\" { phone \"8003\" deputy head }\n\
         signal fault \"fault\" { reported by lead }\nsignal mended \"mended\" { reported by lead }\n\
         report debrief \"debrief\" { fields \"cause\", \"loss\" }\n",
    );
    for procedure in 0..steps.div_ceil(10) {
        let _ = write!(text, "procedure p{procedure} \"Fault {procedure}\" {{\n  start when fault\n  owner lead\n");
        for step in 0..10 {
            let after = if step == 0 { String::new() } else { format!(" after s{}", step - 1) };
            let minutes = step + 5;
            let _ = writeln!(text, "  step s{step}{after} {{ lead must notify head within {minutes}m else escalate to chief }}");
        }
        text.push_str("  finish when mended and done s9 proposed by lead approved by chief\n");
        text.push_str("  recovery { step review { head must report debrief to chief within 3d } }\n}\n");
        let _ = writeln!(text, "exercise e{procedure} \"exercise {procedure}\" of p{procedure} {{ every 6mo owner head keep \"time\" }}");
    }
    text
}

fn project(text: &str) -> (Project, FileId) {
    let mut project = Project::new();
    let id = project.add(Source::new("bench.plan", text));
    (project, id)
}

#[divan::bench(args = SIZES)]
fn a_parse(bencher: Bencher, steps: usize) {
    let source = Source::new("bench.plan", plan(steps));
    bencher
        .counter(BytesCount::of_str(&*source.text))
        .counter(ItemsCount::new(steps))
        .bench(|| preplan::parse::parse(black_box(&source), FileId(0)));
}

#[divan::bench(args = SIZES)]
fn b_resolve(bencher: Bencher, steps: usize) {
    let text = plan(steps);
    let (project, id) = project(&text);
    let unit = project.unit(id);
    bencher
        .counter(BytesCount::of_str(&text))
        .counter(ItemsCount::new(steps))
        .bench(|| preplan::resolve::resolve(project.sources(), black_box(&unit.files), false).diagnostics.len());
}

#[divan::bench(args = SIZES)]
fn c_resolve_and_check(bencher: Bencher, steps: usize) {
    let text = plan(steps);
    let (project, id) = project(&text);
    bencher
        .counter(BytesCount::of_str(&text))
        .counter(ItemsCount::new(steps))
        .bench(|| check(black_box(&project), id, options()).diagnostics().len());
}

#[divan::bench(args = SIZES)]
fn d_parse_resolve_and_check(bencher: Bencher, steps: usize) {
    let text = plan(steps);
    bencher.counter(BytesCount::of_str(&text)).counter(ItemsCount::new(steps)).bench(|| {
        let (project, id) = project(black_box(&text));
        check(&project, id, options()).diagnostics().len()
    });
}

/// The same plan as a runbook, read as JSON.
#[divan::bench(args = SIZES)]
fn e_serde_json_reads_the_runbook(bencher: Bencher, steps: usize) {
    let text = plan(steps);
    let (project, id) = project(&text);
    let runbook = preplan::emit::runbook(&check(&project, id, options())).map(|r| preplan::emit::to_json(&r)).unwrap_or_default();
    assert!(!runbook.is_empty(), "the generated plan has errors");
    bencher
        .counter(BytesCount::of_str(&runbook))
        .counter(ItemsCount::new(steps))
        .bench(|| serde_json::from_str::<serde_json::Value>(black_box(&runbook)).is_ok());
}

/// A thousand plans of fifty steps on all cores, as `preplan check FOLDER` does it, reading the files left out.
#[divan::bench(sample_count = 20)]
fn f_a_thousand_plans(bencher: Bencher) {
    let texts = vec![plan(50); 1000];
    bencher.counter(ItemsCount::new(50_000_usize)).bench(|| {
        let findings = |text: &String| {
            let (project, id) = project(text);
            check(&project, id, options()).diagnostics().len()
        };
        black_box(&texts).par_iter().map(findings).sum::<usize>()
    });
}

/// Plans of one family that have drifted apart: every tenth says something else, each in a place of its own.
fn family(plans: usize) -> Vec<String> {
    let text = plan(50).replace("plan site \"Site plan\" {", "plan site \"Site plan\" { org \"Centre\" family \"Centres\"");
    let drifted = |at: usize| {
        let (step, minutes) = (at / 10 % 10, at % 7 + 20);
        let text = text.replacen("plan site", &format!("plan site{at}"), 1);
        if !at.is_multiple_of(10) {
            return text;
        }
        let text = text.replace(&format!("notify head within {}m", step + 5), &format!("notify chief within {minutes}m"));
        text.replacen("reports to head", "reports to chief", 1).replacen("owner lead", "owner chief", 1)
    };
    (0..plans).map(drifted).collect()
}

/// What comes of comparing plans of fifty steps of one family, once they are checked.
#[divan::bench(args = [10, 100, 1000], sample_count = 10)]
fn g_compare_a_family(bencher: Bencher, plans: usize) {
    let mut project = Project::new();
    let ids: Vec<FileId> = family(plans).into_iter().enumerate().map(|(at, text)| project.add(Source::new(format!("p{at}.plan"), text))).collect();
    let comparable: Vec<_> = ids.iter().filter_map(|id| check(&project, *id, options()).into_parts().1).collect();
    assert_eq!(comparable.len(), plans);
    bencher.counter(ItemsCount::new(plans * 50)).bench(|| preplan::check::compare(black_box(&comparable)).len());
}
