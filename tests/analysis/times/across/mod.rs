//! Limits and times of several procedures that start one another and wait for one another, with their ends and what
//! follows, levels, approvals, repetitions and shifts.

mod plan;
mod world;

use super::super::random::Random;
use super::sums::replay;
use super::{At, judged, minutes, named, place, rounds};
use preplan::diagnostic::Diagnostic;
use preplan::emit::timeline::Timeline;
use plan::{End, Need, Plan, Start};
use std::collections::{BTreeMap, BTreeSet};
use world::{LONG, each_run};

/// What every run shows.
#[derive(Debug, Default)]
struct Shown {
    /// By procedure, the sets of limits that are kept together in some run; only those that no other contains. A bit for each limit.
    kept: Vec<Vec<u32>>,
    /// Limits that some slow run exceeds.
    exceeded: BTreeSet<At>,
    /// And those of them that one exceeds in which no signal is raised before the start that need not be.
    surely: BTreeSet<At>,
    /// When each step is due and done at the earliest in any run, from the start of its procedure.
    earliest: BTreeMap<usize, (i64, i64)>,
    /// The same at the latest in slow runs.
    latest: BTreeMap<usize, (i64, i64)>,
}

fn limits(plan: &Plan) -> Vec<At> {
    plan.steps.iter().enumerate().flat_map(|(at, s)| (0..s.limits.len()).map(move |rung| (at, rung))).collect()
}

/// What every run shows; nothing where there are too many.
fn shown(plan: &Plan) -> Option<Shown> {
    let all = limits(plan);
    let mut shown = Shown { kept: vec![Vec::new(); plan.starts.len()], ..Shown::default() };
    let of: Vec<Vec<usize>> = (0..plan.starts.len()).map(|p| plan.of(p)).collect();
    let fast = each_run(plan, false, &mut |run| {
        for (p, own) in of.iter().enumerate() {
            let Some(start) = run.started[p].unwrap() else { continue };
            for s in own.iter().copied() {
                if let Some((due, done)) = run.due[s].unwrap().zip(run.done[s].unwrap()) {
                    let entry = shown.earliest.entry(s).or_insert((i64::MAX, i64::MAX));
                    *entry = (entry.0.min(due - start), entry.1.min(done - start));
                }
            }
            let in_time = |(s, rung): &At| {
                let (clock, length) = plan.steps[*s].limits[*rung];
                // Where a clock never begins no limit passes.
                run.done[*s].unwrap().is_some_and(|done| run.began(*s, clock).is_none_or(|from| done <= from + length))
            };
            let limits = all.iter().enumerate().filter(|(_, (s, _))| plan.steps[*s].procedure == p);
            let set = limits.filter(|(_, l)| in_time(l)).fold(0u32, |set, (bit, _)| set | 1 << bit);
            let sets = &mut shown.kept[p];
            if !sets.iter().any(|s| s & set == set) {
                sets.retain(|s| s & set != *s);
                sets.push(set);
            }
        }
    });
    let slow = fast && each_run(plan, true, &mut |run| {
        for (p, own) in of.iter().enumerate() {
            let Some(start) = run.started[p].unwrap() else { continue };
            let fits = run.fits(p);
            for s in own.iter().copied() {
                let Some((due, done)) = run.due[s].unwrap().zip(run.done[s].unwrap()) else { continue };
                if fits {
                    let entry = shown.latest.entry(s).or_insert((i64::MIN, i64::MIN));
                    *entry = (entry.0.max(due - start), entry.1.max(done - start));
                }
                let last = if plan.has_time(s) { done } else { due };
                for (rung, (clock, length)) in plan.steps[s].limits.iter().enumerate() {
                    if run.began(s, *clock).is_some_and(|from| last > from + length) {
                        shown.exceeded.insert((s, rung));
                        shown.surely.extend(fits.then_some((s, rung)));
                    }
                }
            }
        }
    });
    slow.then_some(shown)
}

#[derive(Debug, Default)]
struct Counts {
    impossible: usize,
    together: usize,
    slow: usize,
    silent: usize,
    /// Limits that fight in every case, but not in one way for all.
    cases: usize,
    /// Plans in which a timeline may be less than exact.
    rough: usize,
    tight: usize,
    bounded: usize,
    open: usize,
    sums: usize,
    inner: usize,
    recovery: usize,
    level: usize,
    approved: usize,
}

#[test]
fn limits_and_times_of_procedures_that_start_one_another() {
    let mut random = Random(23);
    let mut counts = Counts::default();
    let plans = std::iter::from_fn(|| Some(Plan::random(&mut random))).filter_map(|plan| Some((shown(&plan)?, plan)));
    for (round, (shown, plan)) in plans.take(rounds() / 2).enumerate() {
        let text = plan.written();
        let (found, timeline) = judged(&text);
        limits_agree(round, &plan, &text, (&shown, &found), &mut counts);
        times_agree(round, &plan, &text, (&shown, &timeline), &mut counts);
    }
    eprintln!("{counts:?}");
    assert!(counts.impossible > 2_000 && counts.together > 3 && counts.slow > 1_000 && counts.silent > 1_000 && counts.sums > 500);
    assert!(counts.inner > 1_000 && counts.recovery > 300 && counts.level > 200 && counts.approved > 200);
    assert!(counts.cases > 5 && counts.rough > 1_000 && counts.rough < 3_000);
    assert!(counts.open > 1_000 && counts.tight * 1_000 > counts.bounded * 995);
}

fn limits_agree(round: usize, plan: &Plan, text: &str, (shown, found): (&Shown, &[Diagnostic]), counts: &mut Counts) {
    assert!(found.iter().all(|d| d.code.starts_with("P30")), "{text}\n{}", brief(found));
    let binding = |l: &At| plan.steps[l.0].must || plan.steps[l.0].automatic;
    counts.sums += found.iter().filter(|d| replay(text, d) > 2).count();
    let all = limits(plan);
    let bits = |set: &BTreeSet<At>| all.iter().enumerate().filter(|(_, l)| set.contains(l)).fold(0u32, |bits, (bit, _)| bits | 1 << bit);
    let mut impossible: BTreeSet<At> = BTreeSet::new();
    for finding in found.iter().filter(|d| d.code == "P303") {
        let set = named(text, finding);
        let p = plan.steps[set.first().unwrap().0].procedure;
        let possible = |set: &BTreeSet<At>| shown.kept[p].iter().any(|k| k & bits(set) == bits(set));
        assert!(!possible(&set), "round {round}: {} is possible: {set:?}\n{text}", finding.message.en);
        for one in &set {
            let rest: BTreeSet<At> = set.iter().filter(|l| *l != one).copied().collect();
            assert!(rest.is_empty() || possible(&rest), "round {round}: {} is too much: {rest:?} are enough\n{text}", finding.message.en);
        }
        counts.cases += usize::from(finding.message.en.contains("whichever comes first"));
        if set.len() > 1 { counts.together += 1 } else { counts.impossible += 1 }
        impossible.insert(place(text, finding.span.start as usize).unwrap());
    }
    for p in 0..plan.starts.len() {
        let left: BTreeSet<At> = limits(plan).into_iter().filter(|l| plan.steps[l.0].procedure == p && binding(l) && !impossible.contains(l) && shown.earliest.contains_key(&l.0)).collect();
        let known = shown.kept[p].is_empty() || shown.kept[p].iter().any(|k| k & bits(&left) == bits(&left));
        assert!(known, "round {round}: no run keeps all of {left:?}, and nothing says so\n{text}\n{}", brief(found));
    }
    let told: BTreeSet<At> = found.iter().filter(|d| d.code == "P304").filter_map(|d| place(text, d.span.start as usize)).collect();
    let wanted: BTreeSet<At> = shown.surely.iter().filter(|l| binding(l) && !impossible.contains(l)).copied().collect();
    let missed: Vec<&At> = wanted.difference(&told).collect();
    assert!(missed.is_empty(), "round {round}: slow runs exceed {missed:?}\n{text}\n{}", brief(found));
    if let Some(false_one) = told.difference(&shown.exceeded).next() {
        panic!("round {round}: no slow run exceeds {false_one:?}\n{text}\n{}", brief(found));
    }
    for at in told.iter().chain(&impossible) {
        let step = &plan.steps[at.0];
        counts.inner += usize::from(step.procedure > 0 || matches!(step.need, Need::Finished(_) | Need::FinishedFor(..)));
        counts.recovery += usize::from(step.recovery);
        counts.level += usize::from(matches!(step.need, Need::Fact(plan::Fact::High) | Need::FactFor(plan::Fact::High, _)));
        counts.approved += usize::from(matches!(plan.starts[step.procedure], Start::Approved(_)) || matches!(plan.ends[step.procedure], End::Approved(_)));
    }
    counts.rough += usize::from(plan.is_rough());
    counts.slow += told.len();
    counts.silent += usize::from(found.is_empty());
}

fn times_agree(round: usize, plan: &Plan, text: &str, (shown, timeline): (&Shown, &Timeline), counts: &mut Counts) {
    for (p, procedure) in timeline.procedures.iter().enumerate() {
        for (s, step) in plan.of(p).into_iter().zip(&procedure.steps) {
            let (Some(earliest), Some(latest)) = (shown.earliest.get(&s), shown.latest.get(&s)) else { continue };
            for (name, when, (first, last)) in [("due", &step.due, (earliest.0, latest.0)), ("done", &step.done, (earliest.1, latest.1))] {
                let Some(when) = when else { continue };
                let exact = minutes(&when.earliest) == first || minutes(&when.earliest) < first && plan.is_rough();
                assert!(exact, "round {round}: step {s} is {name} as early as {first}\n{text}");
                counts.tight += usize::from(minutes(&when.earliest) == first);
                counts.bounded += 1;
                match &when.latest {
                    Some(shown) => {
                        assert!(minutes(shown) >= last, "round {round}: step {s} is {name} as late as {last}\n{text}");
                        counts.tight += usize::from(minutes(shown) == last);
                        counts.bounded += 1;
                    }
                    None => {
                        assert!(last >= LONG / 2 || plan.is_rough(), "round {round}: step {s} is {name} by {last}\n{text}");
                        counts.open += 1;
                    }
                }
            }
        }
    }
}

fn brief(found: &[Diagnostic]) -> String {
    found.iter().map(|d| format!("{} at {:?}: {}\n", d.code, d.span.start, d.message.en)).collect()
}
