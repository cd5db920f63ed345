//! How the time of each rule grows with the size of a plan: generated plans of 100 to 100,000 steps in several shapes. A row
//! a rule, the slowest first; what several rules share is counted where it is first asked for. `docs/speed.md` shows one run.

#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark prints its figures and has a clock")]

use preplan::ast::Date;
use preplan::check::{Options, check_watched};
use preplan::project::Project;
use preplan::source::Source;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// The allocator of the command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SIZES: [usize; 4] = [100, 1_000, 10_000, 100_000];

/// Rules that never take so long are not shown.
const SHOWN: Duration = Duration::from_micros(500);

const HEAD: &str = "plan site \"Site plan\" { region CN effective 2026-01-01 review every 1y }\n\
    role lead \"shift lead\" { phone \"8001\" reports to head deputy head }\n\
    role head \"head of centre\" { phone \"8002\" reports to chief deputy chief }\n\
    role chief \"director\" { phone \"8003\" deputy head }\n\
    signal fault \"fault\" { reported by lead }\nsignal mended \"mended\" { reported by lead }\n\
    gauge wait \"waiting\" { unit m range 0m..1d reported by lead }\n\
    report debrief \"debrief\" { fields \"cause\", \"loss\" }\n";

const END: &str = "  finish when mended proposed by lead approved by chief\n  recovery { step review { head must report debrief to chief within 3d } }\n}\n";

/// A shape of plans, by its name.
type Shape = (&'static str, fn(usize) -> String);

const SHAPES: [Shape; 5] = [
    ("procedures of ten steps", many),
    ("one procedure, each step after the one before", |n| one(n, |at| format!(" after s{}", at - 1), "")),
    ("one procedure, all steps at once", |n| one(n, |_| String::new(), " takes 1m..2m")),
    ("one procedure, each step under a condition of its own", |n| one(n, |at| format!(" when wait > {}m and not mended", at % 1400), "")),
    ("levels, each with a step", levels),
];

fn step(text: &mut String, at: usize, head: &str) {
    let minutes = at + 5;
    let _ = writeln!(text, "  step s{at}{head} {{ lead must notify head within {minutes}m else escalate to chief }}");
}

fn one(steps: usize, wait: fn(usize) -> String, takes: &str) -> String {
    let mut text = HEAD.to_owned() + "procedure p \"Fault\" {\n  start when fault\n  owner lead\n";
    for at in 0..steps {
        let wait = if at == 0 { String::new() } else { wait(at) };
        step(&mut text, at, &(wait + takes));
    }
    text + END + "exercise e \"exercise\" of p { every 6mo owner head keep \"time\" }\n"
}

fn many(steps: usize) -> String {
    let mut text = HEAD.to_owned();
    for procedure in 0..steps / 10 {
        let _ = write!(text, "procedure p{procedure} \"Fault {procedure}\" {{\n  start when fault\n  owner lead\n");
        for at in 0..10 {
            step(&mut text, at, &if at == 0 { String::new() } else { format!(" after s{}", at - 1) });
        }
        text += END;
        let _ = writeln!(text, "exercise e{procedure} \"exercise {procedure}\" of p{procedure} {{ every 6mo owner head keep \"time\" }}");
    }
    text
}

fn levels(steps: usize) -> String {
    let mut text = HEAD.to_owned();
    let _ = writeln!(text, "gauge hurt \"hurt\" {{ unit people range 0.. reported by lead }}\nlevels grade \"grade\" {{");
    for at in 0..steps {
        let when = if at + 1 == steps { format!("hurt >= {at} people") } else { format!("hurt >= {at} people and hurt < {} people", at + 1) };
        let _ = writeln!(text, "  level l{at} when {when}");
    }
    text += "}\nprocedure p \"Fault\" {\n  start when fault\n  owner lead\n";
    for at in 0..steps {
        step(&mut text, at, &format!(" when grade.l{at}"));
    }
    text + END + "exercise e \"exercise\" of p { every 6mo owner head keep \"time\" }\n"
}

/// How long each rule takes, and reading and all rules together.
fn measure(text: &str) -> BTreeMap<&'static str, Duration> {
    let mut times = BTreeMap::new();
    let begin = Instant::now();
    let mut project = Project::new();
    let id = project.add(Source::new("bench.plan", text));
    times.insert("parse", begin.elapsed());
    let (begin, mut last) = (Instant::now(), Instant::now());
    let mut first = true;
    let checked = check_watched(&project, id, Options { as_of: Date { year: 2026, month: 11, day: 22 } }, &mut |rule| {
        let now = Instant::now();
        // Resolving comes before the first rule.
        let _ = times.insert(if first { "resolve" } else { rule }, now - last);
        (last, first) = (now, false);
    });
    times.insert("resolve and all rules", begin.elapsed());
    drop(checked);
    times
}

fn main() {
    let largest = std::env::args().skip(1).find_map(|a| a.parse().ok()).unwrap_or(usize::MAX);
    let sizes: Vec<usize> = SIZES.into_iter().filter(|s| *s <= largest).collect();
    for (name, plan) in SHAPES {
        let columns: Vec<BTreeMap<&str, Duration>> = sizes
            .iter()
            .map(|size| {
                let text = plan(*size);
                // Small plans several times: the least counts.
                let runs = (0..(10_000 / size).clamp(1, 20)).map(|_| measure(&text));
                runs.reduce(|a, b| a.into_iter().map(|(k, v)| (k, b.get(k).map_or(v, |w| v.min(*w)))).collect()).unwrap_or_default()
            })
            .collect();
        let Some(last) = columns.last() else { continue };
        let mut rows: Vec<(&str, Duration)> = last.iter().map(|(k, v)| (*k, *v)).filter(|(_, v)| *v >= SHOWN).collect();
        rows.sort_by_key(|r| std::cmp::Reverse(r.1));
        println!("\n{name}\n| ms at | {} |", sizes.iter().map(usize::to_string).collect::<Vec<_>>().join(" | "));
        for (rule, _) in rows {
            let cells: Vec<String> = columns.iter().map(|c| c.get(rule).map_or(String::new(), |d| format!("{:.3}", d.as_secs_f64() * 1e3))).collect();
            println!("| {rule} | {} |", cells.join(" | "));
        }
    }
}
