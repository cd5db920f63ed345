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
    let mut random = Random(11);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut judged = 0;
    while judged < 10_000 {
        // In one half nothing is denied and every end is approved.
        let plain = judged % 2 == 0;
        let plan = Plan::random(&mut random, plain);
        let text = plan.written();
        let mut world = World::new(&plan);
        if !world.explore(3_000) {
            *counts.entry("too large").or_default() += 1;
            continue;
        }
        judged += 1;
        if plan.procedures.len() == 3 && plan.held.len() == 2 {
            let mut apart = World::new(&plan);
            apart.together = false;
            let whole = apart.explore(3_000);
            *counts.entry("only at one instant").or_default() += usize::from(whole && apart.seen.started.len() < world.seen.started.len());
        }
        let found = findings(&text);
        let problems = compare(&plan, &text, &world, &found, &mut counts);
        assert!(problems.is_empty(), "{problems:#?}\n{text}\n{found:#?}");
        *counts.entry("nothing to find").or_default() += usize::from(!found.iter().any(|d| matches!(d.code, "P201" | "P202" | "P204" | "P209")));
    }
    eprintln!("{counts:#?}");
    for what in ["P201", "P201 too late", "P202 never ends", "P202 never starts", "P204", "P209 never starts", "P209 no effect", "with a run", "nothing to find"] {
        assert!(counts.get(what).is_some_and(|count| *count > 400), "{what} hardly occurs");
    }
    assert!(counts["only at one instant"] > 50, "hardly anything comes only together");
}

type Problem = (&'static str, String);

fn compare(plan: &Plan, text: &str, world: &World<'_>, found: &[Diagnostic], counts: &mut BTreeMap<&'static str, usize>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut never_due: Vec<(usize, usize)> = Vec::new();
    let mut silent: Vec<usize> = Vec::new();
    let mut endless: Vec<(usize, usize)> = Vec::new();
    let mut contradictions: Vec<Place> = Vec::new();
    let mut idle: Vec<(usize, usize, bool)> = Vec::new();
    let mut late_starts: Vec<(usize, usize)> = Vec::new();
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
                        late_starts.push((of, ended));
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
        if d.severity == Severity::Info {
            problems.push(("undecided", d.message.en.clone()));
        }
        if d.run.is_empty() {
            *counts.entry("without a run").or_default() += 1;
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
    for (what, problem) in missed_on_rings(plan, seen, &idle, &late_starts) {
        problems.push((what, problem));
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

/// The procedures whose end a condition asks for.
fn ends_asked(cond: &plan::Cond, wanted: bool, found: &mut Vec<usize>) {
    match cond {
        plan::Cond::Finished(id) if wanted => found.push(*id),
        plan::Cond::Not(inner) => ends_asked(inner, !wanted, found),
        plan::Cond::Held(_, inner) => ends_asked(inner, wanted, found),
        plan::Cond::All(parts) | plan::Cond::Any(parts) => parts.iter().for_each(|p| ends_asked(p, wanted, found)),
        plan::Cond::Signal(_) | plan::Cond::Gauge(..) | plan::Cond::Level(..) | plan::Cond::Done(_) | plan::Cond::Finished(_) => {}
    }
}

/// Starts on rings of procedures that never come before what they start has started, and of which nothing is said.
fn missed_on_rings(plan: &Plan, seen: &world::Seen, idle: &[(usize, usize, bool)], late_starts: &[(usize, usize)]) -> Vec<Problem> {
    let (mut sparks, mut ends) = (Vec::new(), Vec::new());
    for (of, procedure) in plan.procedures.iter().enumerate() {
        for (at, step) in procedure.steps.iter().enumerate().filter(|(at, _)| seen.due.contains(&(of, *at))) {
            sparks.extend(step.activates.map(|to| (of, at, to, false)).into_iter().chain(step.late.map(|to| (of, at, to, true))));
        }
        let mut asked = Vec::new();
        procedure.starts.iter().for_each(|s| ends_asked(&s.when, true, &mut asked));
        ends.extend(asked.into_iter().filter(|from| seen.ended.iter().any(|e| e.0 == *from)).map(|from| (from, of)));
    }
    sparks.retain(|s| seen.started.contains(&s.2));
    ends.retain(|e| seen.started.contains(&e.1));
    let mut reach = [[false; 3]; 3];
    sparks.iter().map(|s| (s.0, s.2)).chain(ends.iter().copied()).for_each(|(from, to)| reach[from][to] = true);
    for middle in 0..3 {
        for from in 0..3 {
            for to in 0..3 {
                reach[from][to] |= reach[from][middle] && reach[middle][to];
            }
        }
    }
    let mut problems = Vec::new();
    for (of, at, to, late) in sparks {
        if (of == to || reach[to][of]) && !seen.sparked.contains(&(of, at, late)) && !idle.contains(&(of, at, late)) {
            problems.push(("missed no effect", format!("p{of}s{at} starts p{to}, late: {late}")));
        }
    }
    for (from, to) in ends {
        if from != to && reach[to][from] && !seen.early.contains(&(to, from)) && !late_starts.contains(&(to, from)) {
            problems.push(("missed no effect", format!("the end of p{from} starts p{to}")));
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

/// A procedure of so many steps, each due only where its own signal was raised, and what its end asks of each.
fn optional(count: usize, asked: impl Fn(usize) -> String) -> String {
    let mut plan = "role lead { phone \"1\" }\nsignal fire { reported by lead }\nsignal calm { reported by lead }\n".to_owned();
    let (mut steps, mut end) = (String::new(), "calm".to_owned());
    for n in 0..count {
        plan += &format!("signal x{n} {{ reported by lead }}\n");
        steps += &format!("  step s{n} when x{n} {{ lead must do \"work\" }}\n");
        end += &format!(" and {}", asked(n));
    }
    plan + &format!("procedure p {{\n  start when fire\n{steps}  finish when {end}\n}}\n")
}

/// A step that waits for so many others, each due at another moment, where the end comes as soon as all of them are done.
fn last_of(count: usize) -> String {
    let mut plan = "role lead { phone \"1\" }\nsignal fire { reported by lead }\nsignal z { reported by lead }\n".to_owned();
    let (mut steps, mut all) = (String::new(), String::new());
    for n in 0..count {
        plan += &format!("signal x{n} {{ reported by lead }}\n");
        steps += &format!("  step s{n} when x{n} and not x{} {{ lead must do \"work\" }}\n", (n + 1) % count);
        all += &format!("{}done s{n}", if n == 0 { "" } else { " and " });
    }
    plan + &format!("procedure p {{\n  start when fire\n{steps}  step t when {all} and not z {{ lead must do \"work\" }}\n  finish when {all} and (not z or z and fire and not fire)\n}}\n")
}

#[test]
fn a_step_that_is_too_much_to_decide_is_reported_as_such() {
    let found = |count: usize| findings(&last_of(count)).into_iter().filter(|d| d.code == "P201").collect::<Vec<_>>();
    let few = found(3);
    assert!(matches!(few.as_slice(), [d] if d.severity == Severity::Error && d.message.en.contains("always ended before") && !d.run.is_empty()), "{few:#?}");
    let many = found(16);
    assert!(matches!(many.as_slice(), [d] if d.severity == Severity::Info && d.message.en.contains("too large")), "{many:#?}");
}

#[test]
fn a_start_on_a_ring_that_is_too_much_to_decide_is_reported_as_such() {
    let plan = |count: usize| {
        let first = last_of(count).replace("step t when", "step t approved by lead when").replace("and not z { lead must do \"work\" }", "and z { lead must activate q }");
        first + "signal other { reported by lead }\nprocedure q {\n  start when other and not other\n  step back { lead must activate p }\n  finish when done back\n}\n"
    };
    let undecided = |count: usize| findings(&plan(count)).into_iter().filter(|d| d.code == "P209" && d.severity == Severity::Info).count();
    assert_eq!((undecided(2), undecided(16)), (0, 1));
}

/// Steps that have nothing to do with one another are decided one by one, however many there are.
#[test]
fn independent_steps_are_decided_apart() {
    for count in [12, 40] {
        let found = findings(&optional(count, |n| format!("(not x{n} or done s{n})")));
        assert!(found.iter().all(|d| d.code != "P211"), "{found:#?}");
        let found = findings(&optional(count, |n| if n == 7 { "done s7".to_owned() } else { format!("(not x{n} or done s{n})") }));
        let found: Vec<&Diagnostic> = found.iter().filter(|d| d.code == "P211").collect();
        assert!(matches!(found.as_slice(), [d] if d.severity == Severity::Warning && d.message.en.contains("`s7`") && d.run.len() == 2), "{found:#?}");
    }
}

/// What is too large to decide is said to be so.
#[test]
fn limits_are_reported() {
    // Every signal doubles the states, and the end waits for each step only where it was due, or where another was.
    let found = findings(&optional(14, |n| format!("(not x{n} or x{} or done s{n})", (n + 1) % 14)));
    let found: Vec<&Diagnostic> = found.iter().filter(|d| d.code == "P211").collect();
    assert!(matches!(found.as_slice(), [d] if d.severity == Severity::Info && d.message.en.contains("too large")), "{found:#?}");
    // Each procedure waits for the end of the next.
    let mut plan = "role lead { phone \"1\" }\nsignal fire { reported by lead }\n".to_owned();
    for n in 0..1_300 {
        plan += &format!("procedure p{n} {{ start when fire step s{n} {{ lead must do \"work\" }} finish when finished p{} or done s{n} }}\n", (n + 1) % 1_300);
    }
    let found = findings(&plan);
    assert!(found.iter().any(|d| d.code == "P202" && d.severity == Severity::Info && d.message.en.contains("too many")), "not said");
    // An end of many steps, in a procedure with many more.
    let many = |count: usize| {
        let steps: String = (0..count).map(|n| format!("step s{n} {{ lead must do \"work\" }}\n")).collect();
        let done: Vec<String> = (0..count / 2).map(|n| format!("done s{n}")).collect();
        format!("role lead {{ phone \"1\" }}\nsignal fire {{ reported by lead }}\nprocedure p {{\nstart when fire\n{steps}finish when {}\n}}\n", done.join(" and "))
    };
    let said = |count: usize| findings(&many(count)).iter().any(|d| d.code == "P202" && d.severity == Severity::Info && d.message.en.contains("too large to decide"));
    assert!(said(1_600) && !said(300));
}
