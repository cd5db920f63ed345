//! One role in two places: every way in which it can go about its steps is tried, minute by minute, in runs of all kinds.

use super::super::random::Random;
use super::findings;
use preplan::diagnostic::{Event, Happening};
use std::collections::{BTreeMap, BTreeSet, HashSet};

const MINUTE: i64 = 60_000;

#[derive(Clone)]
enum Need {
    Nothing,
    All(Vec<usize>),
    Any(Vec<usize>),
    Signal(i64),
    Held(usize, i64),
    Both(usize),
    Either(usize),
}

#[derive(Clone, Copy, PartialEq)]
enum Clock {
    Due,
    Start,
    Step(usize),
    Signal,
}

struct Step {
    need: Need,
    approved: bool,
    least: i64,
    most: i64,
    who: &'static str,
    limits: Vec<(Clock, i64)>,
}

impl Step {
    fn is_automatic(&self) -> bool {
        self.who.is_empty()
    }

    /// The one role that it keeps busy.
    fn role(&self) -> Option<&'static str> {
        let role = match self.who {
            "lead" | "pair" | "1 of pair" => Some("lead"),
            "guard" => Some("guard"),
            _ => None,
        };
        role.filter(|_| !self.limits.is_empty() && self.least > 0)
    }
}

/// A step of the lead that is due at the start.
fn plain(random: &mut Random) -> Step {
    let least = 1 + random.below(4) as i64;
    let clock = random.one(&[Clock::Due, Clock::Start]);
    Step { need: Need::Nothing, approved: false, least, most: least + 1, who: "lead", limits: vec![(clock, least + 1 + random.below(8) as i64)] }
}

fn step(random: &mut Random, before: &[Step], count: usize) -> Step {
    let at = before.len();
    let some = |random: &mut Random| (0..=random.below(2)).map(|_| random.below(at)).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>();
    let need = match random.below(14) {
        _ if at == 0 => Need::Nothing,
        9..12 => before[at - 1].need.clone(),
        0 | 1 => Need::All(some(random)),
        2 => Need::Any(some(random)),
        3 | 4 => Need::Signal(0),
        5 => Need::Signal(1 + random.below(3) as i64),
        6 => Need::Held(random.below(at), 1 + random.below(3) as i64),
        7 => Need::Both(random.below(at)),
        8 => Need::Either(random.below(at)),
        _ => Need::Nothing,
    };
    let least = 1 + random.below(5) as i64 - i64::from(random.below(8) == 0);
    let who = random.one(&["lead", "lead", "lead", "lead", "lead", "lead", "pair", "1 of pair", "guard", "any of lead, guard", "", ""]);
    let most = if who.is_empty() { least } else { least + random.below(3) as i64 };
    let limits = (0..1 + random.below(2)).map(|_| {
        let clock = match random.below(8) {
            0 | 1 => Clock::Start,
            2 => Clock::Signal,
            3 => Some(random.below(count)).filter(|s| *s != at).map_or(Clock::Due, Clock::Step),
            _ => Clock::Due,
        };
        (clock, 2 + random.below(8) as i64)
    });
    let limits = if who.is_empty() { Vec::new() } else { limits.collect() };
    // Whether an approval that came too soon still counts is not asked.
    let approved = matches!(need, Need::Nothing) && random.below(8) == 0;
    Step { need, approved, least, most, who, limits }
}

fn written(steps: &[Step]) -> String {
    let mut text = "role lead { phone \"1\" }\nrole guard { phone \"2\" }\nrole boss { phone \"3\" }\ngroup pair { leader lead phone \"4\" }\nsignal fire { reported by lead }\nsignal sig { reported by lead }\nprocedure p {\n  start when fire\n".to_owned();
    for (at, step) in steps.iter().enumerate() {
        let list = |ids: &[usize]| ids.iter().map(|s| format!("s{s}")).collect::<Vec<_>>().join(", ");
        let need = match &step.need {
            Need::Nothing => String::new(),
            Need::All(ids) => format!(" after {}", list(ids)),
            Need::Any(ids) => format!(" after any of {}", list(ids)),
            Need::Signal(0) => " when sig".to_owned(),
            Need::Signal(length) => format!(" when sig for {length}m"),
            Need::Held(id, length) => format!(" when done s{id} for {length}m"),
            Need::Both(id) => format!(" after s{id} when sig"),
            Need::Either(id) => format!(" when done s{id} or sig"),
        };
        let approved = if step.approved { " approved by boss" } else { "" };
        let takes = if step.least == step.most { format!("{}m", step.least) } else { format!("{}m..{}m", step.least, step.most) };
        text += &format!("  step s{at}{need}{approved} takes {takes} {{\n");
        text += &if step.is_automatic() { "    automatic\n".to_owned() } else { format!("    {} must do \"work {at}\"\n", step.who) };
        for (clock, length) in &step.limits {
            let clock = match clock {
                Clock::Due => String::new(),
                Clock::Start => " of start".to_owned(),
                Clock::Step(id) => format!(" of s{id}"),
                Clock::Signal => " of sig".to_owned(),
            };
            text += &format!("    within {length}m{clock} else notify boss\n");
        }
        text += "  }\n";
    }
    text + "}\n"
}

/// One run: when the signal is up, when the approval comes, when each step is due and done.
#[derive(Clone)]
struct Run<'p> {
    signal: &'p [(i64, i64)],
    approval: i64,
    due: Vec<i64>,
    done: Vec<i64>,
}

const FOREVER: i64 = 100_000;

impl Run<'_> {
    fn holds(&self, step: &Step, now: i64) -> bool {
        let done = |id: &usize, length: i64| self.done[*id] + length <= now;
        let signal = |length: i64| self.signal.iter().any(|(up, down)| *up <= now - length && now < *down);
        let need = match &step.need {
            Need::Nothing => true,
            Need::All(ids) => ids.iter().all(|id| done(id, 0)),
            Need::Any(ids) => ids.iter().any(|id| done(id, 0)),
            Need::Signal(length) => signal(*length),
            Need::Held(id, length) => done(id, *length),
            Need::Both(id) => done(id, 0) && signal(0),
            Need::Either(id) => done(id, 0) || signal(0),
        };
        need && (!step.approved || self.approval <= now)
    }

    /// The first minute at which a step is ready: something must have happened just then, or a length of time ago.
    fn ready(&self, step: &Step) -> i64 {
        let events = self.signal.iter().map(|s| s.0).chain(self.done.iter().copied()).chain([0, self.approval]);
        let minutes = events.flat_map(|at| (0..4).map(move |later| at + later)).filter(|at| *at >= 0);
        minutes.filter(|at| self.holds(step, *at)).min().unwrap()
    }

    /// When a limit passes; the signal is not raised again while the step is due.
    fn passes(&self, at: usize, (clock, length): (Clock, i64)) -> i64 {
        let due = self.due[at];
        length
            + match clock {
                Clock::Due => due,
                Clock::Start => 0,
                Clock::Step(id) => self.done[id],
                Clock::Signal => {
                    let ups = || self.signal.iter().map(|s| s.0);
                    ups().filter(|up| *up <= due).max().or(ups().min()).unwrap()
                }
            }
    }
}

/// Every kind of run: nobody decides how long a step takes, when the signal is raised and when the approval comes.
fn runs<'p>(steps: &[Step], signals: &'p [Vec<(i64, i64)>]) -> Vec<Run<'p>> {
    let speaks = steps.iter().any(|s| matches!(s.need, Need::Signal(_) | Need::Both(_) | Need::Either(_)) || s.limits.iter().any(|l| l.0 == Clock::Signal));
    let signals = if speaks { signals } else { &signals[..1] };
    let approvals: &[i64] = if steps.iter().any(|s| s.approved) { &[0, 4, 60] } else { &[0] };
    let waited_for = |id: usize| {
        steps.iter().any(|s| {
            let by_need = match &s.need {
                Need::All(ids) | Need::Any(ids) => ids.contains(&id),
                Need::Held(other, _) | Need::Both(other) | Need::Either(other) => *other == id,
                Need::Nothing | Need::Signal(_) => false,
            };
            by_need || s.limits.iter().any(|l| l.0 == Clock::Step(id))
        })
    };
    let starts = signals.iter().flat_map(|signal| approvals.iter().map(move |approval| Run { signal, approval: *approval, due: Vec::new(), done: Vec::new() }));
    let mut open: Vec<Run<'p>> = starts.collect();
    for (at, step) in steps.iter().enumerate() {
        let longer: &[i64] = if step.is_automatic() || !waited_for(at) { &[0] } else { &[0, 1, 3, 40] };
        let next = open.into_iter().flat_map(|run| {
            let due = run.ready(step);
            longer.iter().map(move |more| {
                let mut run = run.clone();
                run.due.push(due);
                run.done.push(due + step.least + more);
                run
            })
        });
        open = next.collect();
    }
    open
}

/// A step as the role sees it: from when, for how long, until when.
type Job = (i64, i64, i64);

/// Whether one person can do all of it, one minute of one step after the other.
fn can_do(jobs: &[Job]) -> bool {
    let mut seen = HashSet::new();
    let first = jobs.iter().map(|j| j.0).min().unwrap();
    let mut open = vec![(first, jobs.iter().map(|j| j.1).collect::<Vec<_>>())];
    while let Some((now, left)) = open.pop() {
        if left.iter().all(|l| *l == 0) {
            return true;
        }
        let is_late = jobs.iter().zip(&left).any(|(job, left)| *left > 0 && now.max(job.0) + left > job.2);
        if is_late || !seen.insert((now, left.clone())) {
            continue;
        }
        let next = jobs.iter().zip(&left).filter(|(j, l)| **l > 0 && j.0 > now).map(|(j, _)| j.0).min();
        // To wait while there is something to do never helps, but it is tried where nothing is.
        let ready: Vec<usize> = (0..jobs.len()).filter(|j| left[*j] > 0 && jobs[*j].0 <= now).collect();
        if ready.is_empty() {
            open.extend(next.map(|next| (next, left.clone())));
        }
        for job in ready {
            let mut left = left.clone();
            left[job] -= 1;
            open.push((now + 1, left));
        }
    }
    false
}

/// What one role has to do that becomes due at the same distance in every run.
struct Together {
    role: &'static str,
    steps: Vec<usize>,
}

struct Judge<'p> {
    steps: &'p [Step],
    runs: Vec<Run<'p>>,
    /// By step, its limits that it can keep in some run.
    limits: Vec<Vec<(Clock, i64)>>,
}

impl<'p> Judge<'p> {
    fn new(steps: &'p [Step], signals: &'p [Vec<(i64, i64)>]) -> Self {
        let runs = runs(steps, signals);
        let possible = |at: usize, limit: (Clock, i64)| runs.iter().any(|run| run.due[at] + steps[at].least <= run.passes(at, limit));
        let limits = (0..steps.len()).map(|at| steps[at].limits.iter().copied().filter(|l| possible(at, *l)).collect()).collect();
        Self { steps, runs, limits }
    }

    fn together(&self) -> Vec<Together> {
        let mut found: Vec<Together> = Vec::new();
        for (at, role) in self.steps.iter().enumerate().filter_map(|(at, s)| Some((at, s.role()?))).filter(|(at, _)| !self.limits[*at].is_empty()) {
            let is_fixed = |other: usize| self.runs.iter().map(|r| r.due[at] - r.due[other]).collect::<BTreeSet<_>>().len() == 1;
            match found.iter_mut().find(|t| t.role == role && is_fixed(t.steps[0])) {
                Some(together) => together.steps.push(at),
                None => found.push(Together { role, steps: vec![at] }),
            }
        }
        found
    }

    /// The steps as the role sees them in each run.
    fn jobs(&self, steps: &[usize]) -> BTreeSet<Vec<Job>> {
        let job = |run: &Run<'_>, at: usize| (run.due[at], self.steps[at].least, self.limits[at].iter().map(|l| run.passes(at, *l)).min().unwrap());
        let of_run = |run: &Run<'_>| {
            let jobs: Vec<Job> = steps.iter().map(|at| job(run, *at)).collect();
            let first = jobs.iter().map(|j| j.0).min().unwrap();
            jobs.into_iter().map(|(due, lasts, by)| (due - first, lasts, (by - first).min(99))).collect()
        };
        self.runs.iter().map(of_run).collect()
    }

    fn can_ever(&self, steps: &[usize]) -> bool {
        self.jobs(steps).iter().any(|jobs| can_do(jobs))
    }

    /// Whether the role can do them where each limit leaves as much time as it does in any run.
    fn can_at_best(&self, steps: &[usize]) -> bool {
        let run = &self.runs[0];
        let room = |at: usize, limit: (Clock, i64)| self.runs.iter().map(|r| r.passes(at, limit) - r.due[at]).max().unwrap();
        let job = |at: usize| (run.due[at], self.steps[at].least, run.due[at] + self.limits[at].iter().map(|l| room(at, *l)).min().unwrap());
        can_do(&steps.iter().map(|at| job(*at)).collect::<Vec<_>>())
    }
}

/// Goes through the run of a finding; at its end a limit of one of the steps passes, and the role was never in two of them
/// at once.
fn shows(steps: &[Step], busy: &[usize], run: &[Event]) -> Result<(), String> {
    let (last, events) = run.split_last().ok_or("empty")?;
    let when = |wanted: &dyn Fn(&Happening) -> bool| events.iter().find(|e| wanted(&e.what)).map_or(FOREVER, |e| e.at as i64 / MINUTE);
    if when(&|h| matches!(h, Happening::Raise(s) if s == "fire")) != 0 || last.what != Happening::Wait || !events.is_sorted_by_key(|e| e.at) {
        return Err("the run is no run".to_owned());
    }
    let signal = [(when(&|h| matches!(h, Happening::Raise(s) if s == "sig")), FOREVER + 9)];
    let approval = when(&|h| matches!(h, Happening::Approve(_)));
    let until = last.at as i64 / MINUTE;
    let mut replay = Run { signal: &signal, approval, due: Vec::new(), done: Vec::new() };
    for (at, step) in steps.iter().enumerate() {
        let due = replay.ready(step);
        let done = if step.is_automatic() { due + step.least } else { when(&|h| matches!(h, Happening::Done(s) if *s == format!("s{at}"))) };
        if done < FOREVER && done < due + step.least {
            return Err(format!("s{at} is done too soon"));
        }
        replay.due.push(due);
        replay.done.push(done);
    }
    let first = busy.iter().map(|at| replay.due[*at]).min().unwrap();
    let worked: i64 = busy.iter().filter(|at| replay.done[**at] <= until).map(|at| steps[*at].least).sum();
    let open = |at: &&usize| replay.due[**at] <= until && replay.done[**at] > until && steps[**at].limits.iter().any(|l| replay.passes(**at, *l) == until);
    if worked > until - first {
        return Err("two at once".to_owned());
    }
    if busy.iter().any(|at| open(&at)) { Ok(()) } else { Err(format!("nothing is late at {until}: {:?} {:?}", replay.due, replay.done)) }
}

/// The steps that a message adds up, each with its minutes, and how much time there is.
fn read(message: &str) -> (Vec<(usize, i64)>, i64) {
    let minutes = |text: &str| text.trim().trim_end_matches('m').parse::<i64>().unwrap();
    let (terms, rest) = message.split_once(": ").unwrap().1.split_once(" = ").unwrap();
    let (total, room) = rest.split_once(" > ").unwrap();
    let terms: Vec<(usize, i64)> = terms.split(" + ").map(|t| t.split_once(' ').unwrap()).map(|(s, m)| (s[1..].parse().unwrap(), minutes(m))).collect();
    assert_eq!(terms.iter().map(|t| t.1).sum::<i64>(), minutes(total), "{message}");
    (terms, minutes(room))
}

#[test]
fn one_person_can_do_what_some_order_of_the_minutes_allows() {
    let mut random = Random(110);
    let signals = [vec![(0, FOREVER)], vec![(-1, FOREVER)], vec![(-2, FOREVER)], vec![(-3, FOREVER)], vec![(-50, FOREVER)], vec![(3, FOREVER)], vec![(0, 2), (9, FOREVER)], vec![(5, 6), (30, FOREVER)], vec![(70, FOREVER)]];
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for round in 0..10_000 {
        let (count, is_plain) = (2 + random.below(3), random.below(4) == 0);
        let mut steps: Vec<Step> = Vec::new();
        while steps.len() < count {
            let next = if is_plain && random.below(6) > 0 { plain(&mut random) } else { step(&mut random, &steps, count) };
            steps.push(next);
        }
        let text = written(&steps);
        let found = findings(&text, &["P110"]);
        let judge = Judge::new(&steps, &signals);
        let together = judge.together();
        let mut count = |what: &'static str| *counts.entry(what).or_default() += 1;
        let mut told: BTreeSet<usize> = BTreeSet::new();
        for finding in &found {
            let message = &finding.message.en;
            let (terms, room) = read(message);
            let busy: Vec<usize> = terms.iter().map(|t| t.0).collect();
            assert!(terms.iter().all(|(at, takes)| steps[*at].least == *takes) && terms.iter().map(|t| t.1).sum::<i64>() > room);
            let place = together.iter().position(|t| busy.iter().all(|at| t.steps.contains(at)) && message.starts_with(&format!("`{}`", t.role)));
            let Some(place) = place else { panic!("round {round}: not together: {message}\n{text}") };
            assert!(told.insert(place), "round {round}: told twice\n{text}");
            assert!(!judge.can_ever(&busy), "round {round}: can be done: {message}\n{text}");
            count(if busy.len() == 2 { "two" } else { "more" });
            if finding.run.is_empty() {
                count("no run");
            } else {
                assert_eq!(shows(&steps, &busy, &finding.run), Ok(()), "round {round}: {message}\n{:#?}\n{text}", finding.run);
                count("run");
            }
        }
        for (place, Together { role, steps }) in together.iter().enumerate().filter(|(_, t)| t.steps.len() > 1) {
            let missed = !told.contains(&place) && !judge.can_at_best(steps);
            assert!(!missed, "round {round}: `{role}` cannot do {steps:?}, and nothing says so\n{text}\n{:?}", judge.jobs(steps));
            if !told.contains(&place) {
                count("can be done");
            }
        }
        if found.is_empty() {
            count("silent");
        }
    }
    eprintln!("{counts:?}");
    assert!(["two", "more", "run", "can be done", "silent"].iter().all(|what| counts[what] > 100));
}
