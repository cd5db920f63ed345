//! Time limits against a slow, obvious judge: small procedures made at random, every run of them simulated.

use super::random::Random;
use preplan::ast::Date;
use preplan::check::{Options, check};
use preplan::diagnostic::Diagnostic;
use preplan::emit::timeline::Moment;
use preplan::project::Project;
use preplan::source::Source;
use std::collections::BTreeSet;

/// What a step waits for; all times are minutes.
#[derive(Debug, Clone)]
enum Need {
    Nothing,
    All(Vec<usize>),
    Any(Vec<usize>),
    /// The signal that is raised at any time.
    Signal,
    /// A step done for so long.
    Held(usize, i64),
    /// A step and the signal.
    Both(usize),
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Clock {
    Due,
    Start,
    Step(usize),
    Signal,
}

#[derive(Debug, Clone)]
struct Step {
    need: Need,
    takes: Option<(i64, i64)>,
    limits: Vec<(Clock, i64)>,
}

fn procedure(random: &mut Random) -> Vec<Step> {
    let count = 2 + random.below(3);
    (0..count).map(|at| step(random, at, count)).collect()
}

fn step(random: &mut Random, at: usize, count: usize) -> Step {
    let some = |random: &mut Random| {
        let mut steps: Vec<usize> = (0..at).filter(|_| random.below(2) == 0).collect();
        if steps.is_empty() {
            steps.push(random.below(at));
        }
        steps
    };
    let need = match random.below(10) {
        _ if at == 0 => Need::Nothing,
        0 => Need::Nothing,
        1 => Need::Any(some(random)),
        2 => Need::Signal,
        3 => Need::Held(random.below(at), 1 + random.below(3) as i64),
        4 => Need::Both(random.below(at)),
        5 | 6 => Need::All(some(random)),
        _ => Need::All(vec![random.below(at)]),
    };
    let takes = (random.below(3) > 0).then(|| {
        let least = random.below(4) as i64;
        (least, least + random.below(3) as i64)
    });
    let limits = (0..random.below(6).saturating_sub(2)).map(|_| {
        let clock = match random.below(6) {
            0 => Clock::Due,
            1 | 2 => Clock::Start,
            3 => Clock::Signal,
            // What bounds a step without a time of its own is known when it is done: the judge goes from step to step.
            _ => Some(random.below(count)).filter(|s| *s < at || *s > at && takes.is_some()).map_or(Clock::Start, Clock::Step),
        };
        (clock, random.below(7) as i64)
    });
    Step { need, takes, limits: limits.collect() }
}

fn written(steps: &[Step]) -> String {
    let list = |ids: &[usize]| ids.iter().map(|s| format!("s{s}")).collect::<Vec<_>>().join(", ");
    let mut text = "role lead { phone \"1\" }\nsignal fire { reported by lead }\nsignal smoke { reported by lead }\nprocedure p {\n  start when fire\n".to_owned();
    for (at, step) in steps.iter().enumerate() {
        let need = match &step.need {
            Need::Nothing => String::new(),
            Need::All(ids) => format!(" after {}", list(ids)),
            Need::Any(ids) => format!(" after any of {}", list(ids)),
            Need::Signal => " when smoke".to_owned(),
            Need::Held(id, for_) => format!(" when done s{id} for {for_}m"),
            Need::Both(id) => format!(" after s{id} when smoke"),
        };
        let takes = step.takes.map_or(String::new(), |(a, b)| format!(" takes {a}m..{b}m"));
        text += &format!("  step s{at}{need}{takes} {{\n    lead must do \"work {at}\"\n");
        for (clock, length) in &step.limits {
            let clock = match clock {
                Clock::Due => String::new(),
                Clock::Start => " of start".to_owned(),
                Clock::Step(id) => format!(" of s{id}"),
                Clock::Signal => " of smoke".to_owned(),
            };
            text += &format!("    within {length}m{clock} else notify lead\n");
        }
        text += "  }\n";
    }
    text + "}\n"
}

/// One run: when the signal comes, when each step is due and done.
struct Run {
    signal: i64,
    due: Vec<i64>,
    done: Vec<i64>,
}

impl Run {
    fn ready(&self, need: &Need) -> i64 {
        match need {
            Need::Nothing => 0,
            Need::All(ids) => ids.iter().map(|s| self.done[*s]).max().unwrap(),
            Need::Any(ids) => ids.iter().map(|s| self.done[*s]).min().unwrap(),
            Need::Signal => self.signal.max(0),
            Need::Held(id, length) => self.done[*id] + length,
            Need::Both(id) => self.done[*id].max(self.signal),
        }
    }

    fn clock(&self, at: usize, clock: Clock) -> i64 {
        match clock {
            Clock::Due => self.due[at],
            Clock::Start => 0,
            Clock::Step(id) => self.done[id],
            Clock::Signal => self.signal,
        }
    }
}

/// Calls `visit` for every run in which each step lasts as `lasts` says, given the step and the run so far.
fn runs(steps: &[Step], run: &mut Run, lasts: &dyn Fn(usize, &Run) -> Vec<i64>, visit: &mut dyn FnMut(&Run)) {
    let at = run.due.len();
    let Some(step) = steps.get(at) else { return visit(run) };
    let due = run.ready(&step.need);
    run.due.push(due);
    for length in lasts(at, run) {
        run.done.push(due + length);
        runs(steps, run, lasts, visit);
        run.done.pop();
    }
    run.due.pop();
}

fn each_run(steps: &[Step], signals: &[i64], lasts: &dyn Fn(usize, &Run) -> Vec<i64>, visit: &mut dyn FnMut(&Run)) {
    let speaks = steps.iter().any(|s| matches!(s.need, Need::Signal | Need::Both(_)) || s.limits.iter().any(|l| l.0 == Clock::Signal));
    for signal in if speaks { signals } else { &[0] } {
        runs(steps, &mut Run { signal: *signal, due: Vec::new(), done: Vec::new() }, lasts, visit);
    }
}

/// A limit: step and place.
type At = (usize, usize);

/// All limits, in order; a set of them is one bit for each.
fn limits(steps: &[Step]) -> Vec<At> {
    steps.iter().enumerate().flat_map(|(at, s)| (0..s.limits.len()).map(move |rung| (at, rung))).collect()
}

/// The sets of limits that are kept together in some run; only those that no other contains.
fn kept(steps: &[Step]) -> Vec<u32> {
    let lasts = |at: usize, _: &Run| match steps[at].takes {
        Some((a, b)) => (a..=b).collect(),
        None => vec![0, 1, 2, 3, 4, 5, 6, 7, 9, 12],
    };
    let all = limits(steps);
    let mut sets: Vec<u32> = Vec::new();
    each_run(steps, &[-6, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 8, 9, 11, 13, 16], &lasts, &mut |run| {
        let in_time = |(at, rung): At| {
            let (clock, length) = steps[at].limits[rung];
            run.done[at] <= run.clock(at, clock) + length
        };
        let set = all.iter().enumerate().filter(|(_, limit)| in_time(**limit)).fold(0, |set, (bit, _)| set | 1 << bit);
        if !sets.iter().any(|s| s & set == set) {
            sets.retain(|s| s & set != *s);
            sets.push(set);
        }
    });
    sets
}

/// The limits that some allowed run exceeds: steps with a time of their own take any part of it, others are done by the
/// first of their limits, or as late as they like where they have none.
fn exceeded(steps: &[Step]) -> BTreeSet<At> {
    let mut found = BTreeSet::new();
    for (tested, step) in steps.iter().enumerate().filter(|(_, s)| !s.limits.is_empty()) {
        let lasts = |at: usize, run: &Run| match steps[at].takes {
            Some((a, b)) => (a..=b).collect::<Vec<_>>(),
            None if at == tested => vec![0],
            None => {
                let bound = steps[at].limits.iter().map(|(clock, length)| (run.clock(at, *clock) + length - run.due[at]).max(0)).min();
                bound.map_or(vec![0, 1, 90], |most| (0..=most).collect())
            }
        };
        each_run(steps, &[0, 1, 2, 3, 5, 70], &lasts, &mut |run| {
            for (rung, (clock, length)) in step.limits.iter().enumerate() {
                if run.done[tested] > run.clock(tested, *clock) + length {
                    found.insert((tested, rung));
                }
            }
        });
    }
    found
}

fn check_times(text: &str) -> Vec<Diagnostic> {
    let mut project = Project::new();
    let id = project.add(Source::new("times.plan", text));
    let checked = check(&project, id, Options { as_of: Date::new(2026, 11, 22).unwrap() });
    checked.into_diagnostics().into_iter().filter(|d| matches!(d.code, "P303" | "P304" | "P001" | "P002" | "P007")).collect()
}

/// Which limit a finding is about, by its line.
fn at(text: &str, offset: usize) -> Option<At> {
    let line = text[..offset].lines().count() + usize::from(text[..offset].ends_with('\n'));
    let before: Vec<&str> = text.lines().take(line).collect();
    let step = before.iter().rposition(|l| l.trim_start().starts_with("step "))?;
    let index = before[step].trim_start()[6..].chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()?;
    let limits = before[step..].iter().filter(|l| l.trim_start().starts_with("within")).count();
    (limits > 0).then(|| (index, limits - 1))
}

/// The limits that a finding names: its own, and the others whose terms it shows.
fn named(text: &str, finding: &Diagnostic) -> BTreeSet<At> {
    let related = finding.related.iter().filter(|r| r.text.en.starts_with("allows")).map(|r| r.span.start);
    std::iter::once(finding.span.start).chain(related).filter_map(|start| at(text, start as usize)).collect()
}

#[test]
fn limits_are_judged_as_every_run_judges_them() {
    let mut random = Random(7);
    let (mut impossible, mut together, mut slow, mut plain) = (0, 0, 0, 0);
    for round in 0..10_000 {
        let steps = procedure(&mut random);
        let text = written(&steps);
        let found = check_times(&text);
        assert!(found.iter().all(|d| d.code.starts_with("P30")), "{text}\n{found:#?}");
        let limits = limits(&steps);
        if limits.is_empty() {
            assert!(found.is_empty());
            continue;
        }
        let kept = kept(&steps);
        let bits = |set: &BTreeSet<At>| limits.iter().enumerate().filter(|(_, l)| set.contains(l)).fold(0u32, |bits, (bit, _)| bits | 1 << bit);
        let possible = |set: &BTreeSet<At>| kept.iter().any(|k| k & bits(set) == bits(set));
        let mut left: BTreeSet<At> = limits.iter().copied().collect();
        for finding in found.iter().filter(|d| d.code == "P303") {
            let set = named(&text, finding);
            assert!(!possible(&set), "round {round}: {} is possible: {set:?}\n{text}", finding.message.en);
            left.remove(&at(&text, finding.span.start as usize).unwrap());
            if set.len() > 1 { together += 1 } else { impossible += 1 }
        }
        assert!(possible(&left), "round {round}: no run keeps all of {left:?}, and nothing says so\n{text}\n{found:#?}");
        let late: BTreeSet<At> = found.iter().filter(|d| d.code == "P303").filter_map(|d| at(&text, d.span.start as usize)).collect();
        let told: BTreeSet<At> = found.iter().filter(|d| d.code == "P304").filter_map(|d| at(&text, d.span.start as usize)).collect();
        let wanted: BTreeSet<At> = exceeded(&steps).difference(&late).copied().collect();
        assert_eq!(told, wanted, "round {round}: slow runs exceed {wanted:?}\n{text}\n{found:#?}");
        slow += told.len();
        plain += usize::from(found.is_empty());
    }
    eprintln!("{impossible} impossible alone, {together} together, {slow} not guaranteed, {plain} plans without a finding");
    assert!(impossible > 1_000 && together > 40 && slow > 1_000 && plain > 1_000);
}

/// The least and the greatest of what was seen.
#[derive(Clone, Copy)]
struct Seen(i64, i64);

impl Seen {
    fn add(&mut self, value: i64) {
        *self = Self(self.0.min(value), self.1.max(value));
    }
}

/// When each step is due, is done, and how long it was open, over all allowed runs.
fn seen(steps: &[Step]) -> Vec<[Seen; 3]> {
    let mut seen = vec![[Seen(i64::MAX, i64::MIN); 3]; steps.len()];
    let lasts = |at: usize, run: &Run| match steps[at].takes {
        Some((a, b)) => (a..=b).collect::<Vec<_>>(),
        None => {
            let bound = steps[at].limits.iter().map(|(clock, length)| (run.clock(at, *clock) + length - run.due[at]).max(0)).min();
            bound.map_or(vec![0, 1, LONG], |most| (0..=most).collect())
        }
    };
    each_run(steps, &[0, 1, 2, 3, 5, LONG], &lasts, &mut |run| {
        for (at, [due, done, open]) in seen.iter_mut().enumerate() {
            due.add(run.due[at]);
            done.add(run.done[at]);
            open.add(run.done[at] - run.due[at]);
        }
    });
    seen
}

/// So late is only what nothing bounds.
const LONG: i64 = 90;

#[test]
fn a_timeline_holds_every_run() {
    let mut random = Random(11);
    let (mut tight, mut bounded, mut open) = (0, 0, 0);
    for round in 0..10_000 {
        let steps = procedure(&mut random);
        let text = written(&steps);
        let mut project = Project::new();
        let id = project.add(Source::new("times.plan", text.as_str()));
        let timeline = preplan::emit::timeline(&check(&project, id, Options { as_of: Date::new(2026, 11, 22).unwrap() }));
        let minutes = |m: &Moment| i64::try_from(m.ms).unwrap() / 60_000;
        for (at, ([due, done, lasted], step)) in seen(&steps).iter().zip(&timeline.procedures[0].steps).enumerate() {
            for (name, seen, shown) in [("due", due, &step.due), ("done", done, &step.done)] {
                let shown = shown.as_ref().unwrap();
                assert_eq!(minutes(&shown.earliest), seen.0, "round {round}: step {at} {name} at the earliest\n{text}");
                match &shown.latest {
                    Some(latest) => {
                        assert!(minutes(latest) >= seen.1, "round {round}: step {at} is {name} as late as {}\n{text}", seen.1);
                        tight += usize::from(minutes(latest) == seen.1);
                        bounded += 1;
                    }
                    None => {
                        assert!(seen.1 >= LONG, "round {round}: step {at} is {name} by {}\n{text}", seen.1);
                        open += 1;
                    }
                }
            }
            if let Some(after) = &step.after_due {
                assert!(minutes(after) >= lasted.1, "round {round}: step {at} is open for {}\n{text}", lasted.1);
            }
        }
    }
    eprintln!("{bounded} latest times, {tight} of them reached by a run; {open} that nothing bounds");
    assert!(bounded > 10_000 && tight * 100 > bounded * 95 && open > 1_000);
}
