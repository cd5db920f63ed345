//! One role in two places: every way in which it can go about its steps is tried, minute by minute, in runs of all kinds.

mod plan;
mod runs;

use self::plan::{Clock, Plan};
use self::runs::{FOREVER, Run, runs};
use super::super::random::Random;
use super::findings;
use preplan::diagnostic::{Event, Happening, Severity};
use std::collections::{BTreeMap, BTreeSet, HashSet};

const MINUTE: i64 = 60_000;

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
    plan: &'p Plan,
    runs: Vec<Run>,
    /// By step, its limits that it can keep in some run.
    limits: Vec<Vec<(Clock, i64)>>,
}

impl<'p> Judge<'p> {
    fn new(plan: &'p Plan) -> Option<Self> {
        let runs = runs(plan)?;
        let possible = |at: usize, limit: (Clock, i64)| runs.iter().any(|run| run.due[at] < FOREVER && run.due[at] + plan.steps[at].least <= run.passes(plan, at, limit));
        let limits = (0..plan.steps.len()).map(|at| plan.steps[at].limits.iter().copied().filter(|l| possible(at, *l)).collect()).collect();
        Some(Self { plan, runs, limits })
    }

    fn together(&self) -> Vec<Together> {
        let mut found: Vec<Together> = Vec::new();
        let steps = &self.plan.steps;
        for (at, role) in steps.iter().enumerate().filter_map(|(at, s)| Some((at, s.role()?))).filter(|(at, _)| !self.limits[*at].is_empty()) {
            let is_fixed = |other: usize| {
                let distances: BTreeSet<i64> = self.runs.iter().filter(|r| r.due[at].min(r.due[other]) < FOREVER).map(|r| r.due[at] - r.due[other]).collect();
                distances.len() == 1 && distances.iter().all(|d| d.abs() < FOREVER / 2)
            };
            match found.iter_mut().find(|t| t.role == role && is_fixed(t.steps[0])) {
                Some(together) => together.steps.push(at),
                None => found.push(Together { role, steps: vec![at] }),
            }
        }
        found
    }

    /// A step as the role sees it in a run; what others count from is done at a certain minute, and not too late itself.
    fn job(&self, run: &Run, at: usize) -> Option<Job> {
        let by = self.limits[at].iter().map(|l| run.passes(self.plan, at, *l)).min().unwrap_or(FOREVER);
        let counted = self.plan.steps.iter().any(|s| s.limits.iter().any(|l| l.0 == Clock::Step(at)));
        match run.done[at] {
            done if counted && done <= by => Some((run.due[at], self.plan.steps[at].least, done)),
            _ if counted => None,
            _ => Some((run.due[at], self.plan.steps[at].least, by)),
        }
    }

    /// The steps as the role sees them, in each run in which they are due and none is done too late for sure.
    fn jobs(&self, steps: &[usize]) -> BTreeSet<Vec<Job>> {
        let of_run = |run: &Run| {
            let jobs: Vec<Job> = steps.iter().map(|at| self.job(run, *at).filter(|j| j.0 < FOREVER)).collect::<Option<_>>()?;
            let first = jobs.iter().map(|j| j.0).min()?;
            Some(jobs.into_iter().map(|(due, lasts, by)| (due - first, lasts, (by - first).min(99))).collect())
        };
        self.runs.iter().filter_map(of_run).collect()
    }

    /// These steps of a role, and those of it from which their limits count, straight or by way of equipment.
    fn with_those_behind(&self, mut steps: BTreeSet<usize>) -> BTreeSet<usize> {
        let all = &self.plan.steps;
        let first = steps.first().copied().unwrap();
        let role = all[first].role();
        let mut open: Vec<usize> = steps.iter().copied().collect();
        let mut seen: BTreeSet<usize> = BTreeSet::new();
        while let Some(at) = open.pop() {
            if !seen.insert(at) {
                continue;
            }
            if all[at].role() == role && role.is_some() {
                steps.insert(at);
                open.extend(all[at].limits.iter().filter_map(|l| if let Clock::Step(id) = l.0 { Some(id) } else { None }));
            } else if all[at].is_automatic() {
                open.extend(all[at].need.steps());
            }
        }
        steps.into_iter().filter(|at| self.together().iter().any(|t| t.steps.contains(&first) && t.steps.contains(at))).collect()
    }

    fn can_ever(&self, steps: &[usize]) -> bool {
        self.jobs(steps).iter().any(|jobs| can_do(jobs))
    }

    /// Whether each limit could be kept where it leaves as much time as it does in any run.
    fn could_if_each_were_best(&self, steps: &[usize]) -> bool {
        let Some(run) = self.runs.iter().find(|r| steps.iter().all(|at| r.due[*at] < FOREVER)) else { return true };
        let best = |at: usize| self.limits[at].iter().map(|l| self.runs.iter().filter(|r| r.due[at] < FOREVER).map(|r| r.passes(self.plan, at, *l) - r.due[at]).max().unwrap()).min().unwrap_or(99);
        can_do(&steps.iter().map(|at| (run.due[*at], self.plan.steps[*at].least, run.due[*at] + best(*at).min(99))).collect::<Vec<_>>())
    }
}

/// Goes through the run of a finding; at its end a limit of one of the steps passes, and the role was never in two of them
/// at once.
fn shows(plan: &Plan, busy: &[usize], run: &[Event]) -> Result<(), String> {
    let (last, events) = run.split_last().ok_or("empty")?;
    let steps = &plan.steps;
    let when = |wanted: &dyn Fn(&Happening) -> bool| events.iter().find(|e| wanted(&e.what)).map(|e| e.at as i64 / MINUTE);
    let fire = when(&|h| matches!(h, Happening::Raise(s) if s == "fire")).ok_or("no fire")?;
    if fire != 0 || last.what != Happening::Wait || !events.is_sorted_by_key(|e| e.at) {
        return Err("the run is no run".to_owned());
    }
    // The run begins with the fire, the procedure so much later.
    let start = plan.held;
    let since = |at: Option<i64>| at.map_or(FOREVER, |at| at - start);
    let signal = (since(when(&|h| matches!(h, Happening::Raise(s) if s == "sig"))), FOREVER);
    let approval = since(when(&|h| matches!(h, Happening::Approve(_))));
    let until = last.at as i64 / MINUTE - start;
    let mut replay = Run { signal, approval, end: FOREVER, due: Vec::new(), done: Vec::new() };
    for (at, step) in steps.iter().enumerate() {
        if step.in_recovery && !steps[at - 1].in_recovery {
            replay.end = replay.ends(plan.end);
        }
        let due = replay.ready(step);
        let told = since(when(&|h| matches!(h, Happening::Done(s) if *s == format!("s{at}"))));
        let done = if step.is_automatic() { told.min(due + step.most).min(FOREVER) } else { told };
        if done < FOREVER && done < due + step.least {
            return Err(format!("s{at} is done too soon"));
        }
        replay.due.push(due);
        replay.done.push(done);
    }
    let first = busy.iter().map(|at| replay.due[*at]).min().unwrap();
    let worked: i64 = busy.iter().filter(|at| replay.done[**at] <= until).map(|at| steps[*at].least).sum();
    let open = |at: &&usize| replay.due[**at] <= until && replay.done[**at] > until && steps[**at].limits.iter().any(|l| replay.passes(plan, **at, *l) == until);
    if worked > until - first {
        return Err("two at once".to_owned());
    }
    if busy.iter().any(|at| open(&at)) { Ok(()) } else { Err(format!("nothing is late at {until}: {:?} {:?}", replay.due, replay.done)) }
}

/// The steps that a message adds up, each with its minutes, and how much time there is; several where it depends.
fn read(message: &str) -> Vec<(Vec<(usize, i64)>, i64)> {
    let minutes = |text: &str| text.trim().trim_end_matches('m').parse::<i64>().unwrap();
    let sum = |sum: &str| {
        let (terms, rest) = sum.split_once(" = ").unwrap();
        let (total, room) = rest.split_once(" > ").unwrap();
        let terms: Vec<(usize, i64)> = terms.split(" + ").map(|t| t.split_once(' ').unwrap()).map(|(s, m)| (s[1..].parse().unwrap(), minutes(m))).collect();
        assert_eq!(terms.iter().map(|t| t.1).sum::<i64>(), minutes(total), "{message}");
        (terms, minutes(room))
    };
    message.split_once(": ").unwrap().1.split(", or ").map(sum).collect()
}

#[test]
fn one_person_can_do_what_some_order_of_the_minutes_allows() {
    let mut random = Random(110);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut round = 0;
    while round < 10_000 {
        let plan = Plan::new(&mut random);
        let Some(judge) = Judge::new(&plan) else { continue };
        round += 1;
        let text = plan.written();
        let found = findings(&text, &["P110"]);
        let together = judge.together();
        let mut count = |what: &'static str| *counts.entry(what).or_default() += 1;
        let mut told: BTreeSet<usize> = BTreeSet::new();
        for finding in &found {
            let message = &finding.message.en;
            if finding.severity == Severity::Info {
                count("undecided");
                let steps: Vec<usize> = message.split_once(": ").unwrap().1.split(", ").map(|s| s[1..].parse().unwrap()).collect();
                told.extend(together.iter().position(|t| t.steps.iter().all(|at| steps.contains(at))));
                continue;
            }
            let sums = read(message);
            assert!(sums.iter().flat_map(|s| &s.0).all(|(at, takes)| plan.steps[*at].least == *takes), "{message}");
            assert!(sums.iter().all(|(terms, room)| terms.iter().map(|t| t.1).sum::<i64>() > *room), "{message}");
            let busy: BTreeSet<usize> = sums.iter().flat_map(|s| &s.0).map(|t| t.0).collect();
            let named: Vec<usize> = busy.iter().copied().collect();
            let busy: Vec<usize> = judge.with_those_behind(busy).into_iter().collect();
            let place = together.iter().position(|t| busy.iter().all(|at| t.steps.contains(at)) && message.starts_with(&format!("`{}`", t.role)));
            let Some(place) = place else { panic!("round {round}: not together: {message}\n{text}") };
            assert!(told.insert(place), "round {round}: told twice\n{text}");
            assert!(!judge.can_ever(&busy), "round {round}: can be done: {message}\n{text}\n{busy:?} {:?}", judge.jobs(&busy));
            if busy != named {
                count("a limit counts from another of them");
            }
            count(if named.len() == 2 { "two" } else { "more" });
            if sums.len() > 1 {
                count("it depends");
            }
            if judge.could_if_each_were_best(&busy) {
                count("each limit can be kept, but not in one run");
            }
            if finding.run.is_empty() {
                count("no run");
            } else {
                assert_eq!(shows(&plan, &busy, &finding.run), Ok(()), "round {round}: {message}\n{:#?}\n{text}", finding.run);
                count("run");
            }
        }
        for (place, Together { role, steps }) in together.iter().enumerate().filter(|(_, t)| t.steps.len() > 1) {
            if told.contains(&place) {
                continue;
            }
            let clocks: HashSet<_> = steps.iter().flat_map(|at| &judge.limits[*at]).map(|l| format!("{:?}", std::mem::discriminant(&l.0))).collect();
            // That different words come to the same is only asked of the simple ones.
            let alike: Vec<Vec<usize>> = match plan.is_simple() {
                true => vec![steps.clone()],
                false => steps.iter().map(|at| steps.iter().copied().filter(|o| plan.steps[*o].waits_like(&plan.steps[*at])).collect()).collect(),
            };
            let can = |steps: &Vec<usize>| steps.len() < 2 || judge.can_ever(steps);
            assert!(alike.iter().all(can), "round {round}: `{role}` cannot do {steps:?}, and nothing says so\n{text}\n{:?}", judge.jobs(steps));
            count("can be done");
            if clocks.len() > 1 {
                count("can be done with several clocks");
            }
        }
        if found.is_empty() {
            count("silent");
        }
    }
    eprintln!("{counts:?}");
    let kinds = ["two", "more", "run", "can be done", "can be done with several clocks", "it depends", "each limit can be kept, but not in one run", "a limit counts from another of them", "silent"];
    assert_eq!(counts.get("undecided"), None);
    assert!(kinds.iter().all(|what| counts.get(what).is_some_and(|n| *n > 50)));
}
