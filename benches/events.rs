//! Events a second of the engine on a chain of steps, each done after the one before; writes the same plan as a module for
//! `wasm/bench.sh`, which measures that. `docs/speed.md` shows one run.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::disallowed_methods, reason = "a benchmark prints its figures, has a clock and may panic")]

use preplan::ast::Date;
use preplan::check::{Options, check};
use preplan::emit::program::lower;
use preplan::emit::{runbook, wasm};
use preplan::engine::Engine;
use preplan::project::Project;
use preplan::source::Source;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

const STEPS: usize = 50;

fn plan() -> String {
    let mut text = "plan chain { region CN org \"bench\" }\nrole lead { phone \"8001\" }\nsignal go { reported by lead }\n".to_owned();
    text += "procedure chain {\n  start when go\n  owner lead\n";
    for step in 0..STEPS {
        let _ = writeln!(text, "  {}step s{step} {{ lead must do \"work {step}\" }}", if step > 0 { "then " } else { "" });
    }
    let _ = writeln!(text, "  finish when done s{} approved by lead\n}}", STEPS - 1);
    text
}

fn main() {
    let mut project = Project::new();
    let id = project.add(Source::new("chain.plan", plan()));
    let checked = check(&project, id, Options { as_of: Date::new(2026, 1, 1).unwrap() });
    let runbook = runbook(&checked).unwrap();
    let program = lower(&runbook).unwrap();
    std::fs::write(concat!(env!("CARGO_TARGET_TMPDIR"), "/chain.wasm"), wasm::module(&runbook, &program)).unwrap();

    let mut engine = Engine::new(&program);
    let mut effects = 0usize;
    engine.begin(Some(0), &mut |_| effects += 1).unwrap();
    engine.raise(0, 0, &mut |_| effects += 1).unwrap();
    let kept = engine.save();
    let mut best = 0.0f64;
    for _ in 0..5 {
        let (start, mut rounds) = (Instant::now(), 0u32);
        while start.elapsed() < Duration::from_millis(200) {
            engine.restore(&kept).unwrap();
            for step in 0..STEPS {
                engine.done(0, step, &mut |_| effects += 1).unwrap();
            }
            rounds += 1;
        }
        best = best.max(f64::from(rounds) / start.elapsed().as_secs_f64());
    }
    println!("engine            {:8.2} million events/s   ({} effects seen)", best * STEPS as f64 / 1e6, effects);
}
