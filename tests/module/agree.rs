//! The engine and the module do the same: every effect, every refusal and every cell after each event of traces made at random.

use crate::host::{Effect, Host};
use crate::random::Random;
use crate::runnable::{self, Plan};
use crate::traces::{Timed, lines, play, shrink, trace};
use preplan::emit::program::Program;
use preplan::engine::Engine;
use std::collections::BTreeMap;

/// How often each kind of effect and of refusal was seen.
#[derive(Default)]
struct Seen {
    events: usize,
    effects: BTreeMap<i32, usize>,
    refused: BTreeMap<i32, usize>,
}

/// Where engine and module part, if they do.
fn parting(program: &Program, host: &mut Host, trace: &[Timed], seen: &mut Seen) -> Option<String> {
    let mut engine = Engine::new(program);
    host.again();
    for (index, timed) in trace.iter().enumerate() {
        let mut wanted: Vec<Effect> = Vec::new();
        let outcome = play(&mut engine, *timed, &mut |e| {
            let (kind, which, who) = e.what.numbers();
            wanted.push((e.at, kind, which as i32, who));
        });
        let reason = outcome.err().map_or(0, |r| r.code());
        let found = host.play(*timed);
        seen.events += 1;
        wanted.iter().for_each(|e| *seen.effects.entry(e.1).or_default() += 1);
        *seen.refused.entry(reason).or_default() += 1;
        if found != (reason, wanted.clone()) {
            return Some(format!("event {index} {timed:?}\nengine {:?}\nmodule {found:?}", (reason, wanted)));
        }
        let cells = engine.save().cells;
        if cells != host.cells() {
            let apart: Vec<_> = cells.iter().zip(host.cells()).enumerate().filter(|(_, (a, b))| *a != b).collect();
            return Some(format!("cells after event {index} {timed:?}, engine and module: {apart:?}"));
        }
        let next = engine.next_timer().map_or(-1.0, |at| at as f64);
        if (next, engine.now() as f64) != (host.number("next"), host.number("now")) {
            return Some(format!("next timer after event {index}: engine {next}, module {}", host.number("next")));
        }
    }
    None
}

fn agree(plan: &Plan, random: &mut Random, traces: usize, length: usize, seen: &mut Seen) -> usize {
    let checked = plan.checked();
    let Some((runbook, program)) = runnable::compiled(&checked) else { return 0 };
    let module = preplan::emit::wasm::module(&runbook, &program);
    wasmparser::validate(&module).unwrap();
    let mut host = Host::new(&module);
    for _ in 0..traces {
        let trace = trace(random, &program, length);
        if parting(&program, &mut host, &trace, seen).is_some() {
            let least = shrink(&trace, &mut |t| parting(&program, &mut host, t, &mut Seen::default()).is_some());
            let why = parting(&program, &mut host, &least, &mut Seen::default()).unwrap();
            panic!("{}\n{}\n{why}\n{}", plan.name, lines(&least, &program), plan.text.lines().filter(|l| !l.starts_with("allow ")).collect::<Vec<_>>().join("\n"));
        }
    }
    traces
}

/// How many traces in all: `PREPLAN_TRACES` if it is set.
fn count(usual: usize) -> usize {
    std::env::var("PREPLAN_TRACES").ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

#[test]
fn engine_and_module_agree_on_the_plans_of_the_repository() {
    let plans = runnable::repository();
    let each = count(1_300).div_ceil(plans.len());
    let (mut random, mut seen) = (Random(1), Seen::default());
    let traces: usize = plans.iter().map(|plan| agree(plan, &mut random, each, 60, &mut seen)).sum();
    println!("{traces} traces, {} events, effects {:?}, refused {:?}", seen.events, seen.effects, seen.refused);
    assert_eq!(traces, each * plans.len(), "every plan runs");
    assert!(seen.effects.len() >= 9 && seen.refused.len() == 9, "{:?} {:?}", seen.effects, seen.refused);
}

#[test]
fn engine_and_module_agree_on_comparisons_without_a_value_or_a_level() {
    let plan = Plan::new("levels.plan", runnable::COMPARISONS.to_owned() + &runnable::waivers());
    let checked = plan.checked();
    let (runbook, program) = runnable::compiled(&checked).unwrap();
    let mut host = Host::new(&preplan::emit::wasm::module(&runbook, &program));
    for (hurt, due) in runnable::COMPARED {
        let mut seen = Seen::default();
        assert_eq!(parting(&program, &mut host, &runnable::compared(hurt), &mut seen), None, "{hurt:?}");
        let kind = preplan::engine::What::Due(0).numbers().0;
        assert_eq!(seen.effects[&kind], due.len(), "{hurt:?}");
    }
}

#[test]
fn engine_and_module_agree_on_small_plans_made_at_random() {
    let (mut random, mut seen) = (Random(2), Seen::default());
    let (wanted, mut traces) = (count(6_000), 0);
    while traces < wanted {
        let plan = runnable::random_plan(&mut random);
        traces += agree(&plan, &mut random, 6, 24, &mut seen);
    }
    println!("{traces} traces, {} events, effects {:?}, refused {:?}", seen.events, seen.effects, seen.refused);
    assert_eq!(seen.effects.len(), 10, "{:?}", seen.effects);
}
