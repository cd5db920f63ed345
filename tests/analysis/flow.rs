//! What can happen against every run: small plans made at random, each state of them looked at.

mod endless;
mod plan;
mod replay;
mod small;
mod world;

use super::random::Random;
use plan::Plan;
use preplan::ast::Date;
use preplan::check::{Options, check};
use preplan::diagnostic::{Amount, Diagnostic, Happening, Severity};
use preplan::project::Project;
use preplan::source::Source;
use std::collections::BTreeMap;
use world::World;

fn findings(text: &str) -> Vec<Diagnostic> {
    let mut project = Project::new();
    let id = project.add(Source::new("flow.plan", text));
    let checked = check(&project, id, Options { as_of: Date::new(2026, 11, 22).unwrap() });
    checked.into_diagnostics()
}

/// Where a statement stands: its procedure, and which step, start or finish it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Procedure(usize),
    Start(usize, usize),
    Step(usize, usize),
    Finish(usize, usize),
}

fn place(text: &str, offset: u32) -> Option<Place> {
    let (mut of, mut starts, mut finishes, mut end, mut place) = (None, 0, 0, 0, None);
    for line in text.lines() {
        let said = line.trim_start().trim_start_matches("then ");
        if let Some(rest) = said.strip_prefix("procedure p") {
            (of, starts, finishes) = (rest[..1].parse().ok(), 0, 0);
            place = of.map(Place::Procedure);
        } else if said.starts_with("start ") {
            place = of.map(|of| Place::Start(of, starts));
            starts += 1;
        } else if said.starts_with("finish ") {
            place = of.map(|of| Place::Finish(of, finishes));
            finishes += 1;
        } else if said.starts_with("step ") {
            place = of.map(|of| Place::Step(of, said[8..9].parse().unwrap()));
        }
        end += line.len() + 1;
        if end > offset as usize {
            return place;
        }
    }
    None
}

/// The steps or procedures that a message names.
fn named(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

fn step(name: &str) -> (usize, usize) {
    (name[1..2].parse().unwrap(), name[3..4].parse().unwrap())
}

#[test]
fn what_can_happen_is_judged_as_every_run_judges_it() {
    let mut random = Random(std::env::var("SEED").map_or(11, |n| n.parse().unwrap()));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut judged = 0; let mut printed = 0;
    while judged < std::env::var("N").map_or(10_000, |n| n.parse().unwrap()) {
        // Where nothing is denied and every end is approved, nothing may be missed. Elsewhere something that is denied may
        // keep a step from becoming due, and an end may come before it; of this only the plain cases are claimed.
        let plain = judged % 2 == 0;
        let plan = Plan::random(&mut random, plain);
        let text = plan.written();
        let mut world = World::new(&plan);
        if !world.explore(3_000) {
            *counts.entry("too large").or_default() += 1;
            continue;
        }
        judged += 1;
        let found = findings(&text);
        for (what, problem) in compare(&plan, &text, &world, &found, &mut counts) {
            if printed < 3 { printed += 1; let f: Vec<_> = found.iter().filter(|d| matches!(d.code, "P201" | "P202" | "P204" | "P206" | "P209")).map(|d| (d.code, &d.message.en)).collect(); eprintln!("{plain} {what}: {problem}\n{text}\n{f:#?}"); }
            *counts.entry(what).or_default() += 1;
        }
        *counts.entry("nothing to find").or_default() += usize::from(!found.iter().any(|d| matches!(d.code, "P201" | "P202" | "P204" | "P209")));
    }
    eprintln!("{counts:#?}");
    for what in ["P201", "P201 too late", "P202 never ends", "P202 never starts", "P204", "P209 never starts", "P209 no effect", "nothing to find"] {
        assert!(counts.get(what).is_some_and(|count| *count > 400), "{what} hardly occurs");
    }
}

type Problem = (&'static str, String);

fn compare(plan: &Plan, text: &str, world: &World<'_>, found: &[Diagnostic], counts: &mut BTreeMap<&'static str, usize>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut never_due: Vec<(usize, usize)> = Vec::new();
    let mut silent: Vec<usize> = Vec::new();
    let mut endless: Vec<(usize, usize)> = Vec::new();
    let mut contradictions: Vec<Place> = Vec::new();
    let mut idle: Vec<(usize, usize, bool)> = Vec::new();
    let seen = &world.seen;
    for d in found {
        let at = place(text, d.span.start);
        let names = named(&d.message.en);
        let mut count = |what| *counts.entry(what).or_default() += 1;
        match d.code {
            "P001" | "P002" | "P003" | "P004" | "P007" => problems.push(("broken plan", d.message.en.clone())),
            "P201" => {
                count(if d.message.en.contains("always ended before") { "P201 too late" } else { "P201" });
                never_due.push(step(names[0]));
            }
            "P204" => {
                count("P204");
                let related = d.related.iter().flat_map(|r| named(&r.text.en));
                never_due.extend(names.iter().copied().chain(related).map(step));
            }
            "P202" if d.message.en.contains("never starts") => {
                count("P202 never starts");
                silent.push(names[0][1..].parse().unwrap());
            }
            "P202" => {
                count("P202 never ends");
                match at {
                    Some(Place::Finish(of, at)) => endless.push((of, at)),
                    _ => problems.push(("P202 elsewhere", d.message.en.clone())),
                }
            }
            "P209" if d.message.en.contains("ever start") || d.message.en.contains("never starts") => {
                count("P209 never starts");
                let related = d.related.iter().flat_map(|r| named(&r.text.en));
                silent.extend(names.iter().copied().chain(related).map(|n| n[1..2].parse::<usize>().unwrap()));
            }
            "P209" => {
                count("P209 no effect");
                match at {
                    Some(Place::Step(of, at)) => {
                        let late = text[..d.span.start as usize].rsplit('\n').next().unwrap().contains(" else ");
                        idle.push((of, at, late));
                    }
                    Some(Place::Start(of, _)) => {
                        // The words are `finished p1`, in whatever condition.
                        let ended = text[d.span.start as usize..].split('p').nth(1).unwrap()[..1].parse().unwrap();
                        if seen.early.contains(&(of, ended)) {
                            problems.push(("false P209 start", d.message.en.clone()));
                        }
                    }
                    _ => problems.push(("P209 elsewhere", d.message.en.clone())),
                }
            }
            "P206" => {
                count("P206");
                contradictions.extend(at);
            }
            _ => {}
        }
    }
    for d in found.iter().filter(|d| matches!(d.code, "P201" | "P202" | "P204" | "P209")) {
        if d.run.is_empty() {
            *counts.entry(match d.code { "P201" => "P201 without a run", "P202" => "P202 without a run", "P204" => "P204 without a run", _ if d.message.en.contains("ever start") || d.message.en.contains("never starts") => "P209 never without a run", _ => "P209 again without a run" }).or_default() += 1;
            if std::env::var("SHOW").is_ok_and(|s| s == d.code) { eprintln!("NORUN {} {}\n{text}", d.code, d.message.en); }
            continue;
        }
        *counts.entry("with a run").or_default() += 1;
        let mut world = World::new(plan);
        let ends = replay::replay(&mut world, &d.run);
        let names = named(&d.message.en);
        let shows = |state: &world::State| match d.code {
            "P201" if d.message.en.contains("always ended before") => state.status[step(names[0]).0] == world::FINISHED,
            "P201" | "P204" => state.due[step(names[0]).0] >> step(names[0]).1 & 1 == 0,
            _ => true,
        };
        if !ends.iter().any(shows) {
            problems.push(("false run", format!("{} {}: {:?}", d.code, d.message.en, d.run)));
        }
    }
    for due in &never_due {
        if seen.due.contains(due) {
            problems.push(("false P201/P204", format!("{due:?} can be due")));
        }
    }
    for of in &silent {
        if seen.started.contains(of) {
            problems.push(("false never starts", format!("p{of} can start")));
        }
    }
    for end in &endless {
        if seen.ended.contains(end) {
            problems.push(("false never ends", format!("{end:?} can end")));
        }
    }
    for spark in &idle {
        if seen.sparked.contains(spark) {
            problems.push(("false no effect", format!("{spark:?} starts it")));
        }
    }
    for (of, procedure) in plan.procedures.iter().enumerate() {
        let contradicts = |place: Place| contradictions.contains(&place);
        if !seen.started.contains(&of) {
            let starts = (0..procedure.starts.len()).any(|at| contradicts(Place::Start(of, at)));
            if !silent.contains(&of) && !starts {
                problems.push(("missed start", format!("p{of} never starts")));
            }
            continue;
        }
        for at in 0..procedure.finishes.len() {
            if !seen.ended.contains(&(of, at)) && !endless.contains(&(of, at)) && !contradicts(Place::Finish(of, at)) {
                problems.push(("missed end", format!("p{of} end {at}")));
            }
        }
        let ends = (0..procedure.finishes.len()).any(|at| seen.ended.contains(&(of, at)));
        for (at, step) in procedure.steps.iter().enumerate() {
            if seen.due.contains(&(of, at)) || step.recovery && !ends {
                continue;
            }
            if !never_due.contains(&(of, at)) && !contradicts(Place::Step(of, at)) {
                problems.push(("missed step", format!("p{of}s{at}")));
            }
        }
    }
    problems
}

/// What happens in a printed run, as the judge has it; who approves does so whenever asked.
fn moves(text: &str, found: &Diagnostic) -> Vec<(u64, Option<endless::Move>)> {
    let signal = |name: &str| small::SIGNALS.iter().position(|s| *s == name).unwrap();
    found.run.iter().map(|e| {
        let what = match &e.what {
            Happening::Raise(name) => Some(endless::Move::Signal(signal(name), true)),
            Happening::Clear(name) => Some(endless::Move::Signal(signal(name), false)),
            Happening::Set(_, Amount::Number(value, _)) => Some(endless::Move::Hurt(u8::try_from(value / 1000).unwrap())),
            Happening::Done(name) if name == "open" => Some(endless::Move::Begin),
            Happening::Done(name) => Some(endless::Move::Done(name[1..].parse().unwrap())),
            Happening::Approve(_) | Happening::Wait => None,
            Happening::Set(..) | Happening::Unreachable(_) => panic!("{text}"),
        };
        (e.at, what)
    }).collect()
}

#[test]
fn procedures_that_may_wait_forever_are_found_with_a_shortest_run() {
    let mut random = Random(5);
    let (mut judged, mut stuck, mut plain, mut large, mut spared) = (0, 0, 0, 0, 0);
    let mut lengths: BTreeMap<usize, usize> = BTreeMap::new();
    while judged < 10_000 {
        let plan = small::Plan::random(&mut random);
        let text = plan.written();
        let judge = endless::Judge::new(&plan);
        let Ok(shortest) = judge.shortest(1_500) else {
            large += 1;
            continue;
        };
        judged += 1;
        let found = findings(&text);
        assert!(found.iter().all(|d| !matches!(d.code, "P001" | "P002" | "P003" | "P004" | "P007")), "{text}\n{found:#?}");
        let own = found.iter().find(|d| d.code == "P211" && d.message.en.contains("`p`"));
        // What no run ends is another finding.
        if own.is_none() && found.iter().any(|d| matches!(d.code, "P202" | "P209") && d.message.en.contains("`p`")) {
            spared += 1;
            continue;
        }
        let Some(own) = own else {
            assert!(shortest.is_none(), "gets stuck after {shortest:?} events, and nothing says so\n{text}");
            plain += 1;
            continue;
        };
        assert_eq!(own.severity, Severity::Warning, "undecided\n{text}");
        let run = moves(&text, own);
        let events = run.iter().filter(|(_, m)| m.is_some()).count();
        let mut state = judge.first();
        let mut now = 0;
        for (at, what) in &run {
            judge.happen(&mut state, endless::Move::Wait(at - now));
            now = *at;
            if let Some(what) = what {
                if let endless::Move::Done(step) = what {
                    assert!(judge.open(&state).contains(step), "s{step} is not due\n{text}\n{:#?}", own.run);
                }
                judge.happen(&mut state, *what);
            }
        }
        assert!(judge.is_stuck(&state), "not stuck: {state:?}\n{text}\n{:#?}", own.run);
        assert_eq!(shortest, Some(events), "a shortest run\n{text}\n{:#?}", own.run);
        *lengths.entry(events).or_default() += 1;
        stuck += 1;
    }
    assert!(stuck > 1_000 && plain > 5_000 && lengths.len() > 4);
    eprintln!("{stuck} stuck, by events {lengths:?}; {plain} silent, {spared} never end, {large} too large");
}

/// What is too large to decide is said to be so.
#[test]
fn limits_are_reported() {
    // Every signal doubles the states, and the end waits for each step only where it was due.
    let mut plan = "role lead { phone \"1\" }\nsignal fire { reported by lead }\nsignal calm { reported by lead }\n".to_owned();
    let (mut steps, mut end) = (String::new(), "calm".to_owned());
    for n in 0..12 {
        plan += &format!("signal x{n} {{ reported by lead }}\n");
        steps += &format!("  step s{n} when x{n} {{ lead must do \"work\" }}\n");
        end += &format!(" and (not x{n} or done s{n})");
    }
    plan += &format!("procedure p {{\n  start when fire\n{steps}  finish when {end}\n}}\n");
    let found = findings(&plan);
    let found: Vec<&Diagnostic> = found.iter().filter(|d| d.code == "P211").collect();
    assert!(matches!(found.as_slice(), [d] if d.severity == Severity::Info && d.message.en.contains("too large")), "{found:#?}");
    // Each procedure waits for the end of the next.
    let mut plan = "role lead { phone \"1\" }\nsignal fire { reported by lead }\n".to_owned();
    for n in 0..1_300 {
        plan += &format!("procedure p{n} {{ start when fire step s{n} {{ lead must do \"work\" }} finish when finished p{} or done s{n} }}\n", (n + 1) % 1_300);
    }
    let found = findings(&plan);
    assert!(found.iter().any(|d| d.code == "P202" && d.severity == Severity::Info && d.message.en.contains("too many")), "not said");
}
