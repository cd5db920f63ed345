//! Limits and times of one procedure.

use super::super::random::Random;
use super::sums::replay;
use super::plan::{Run, Step, each_run, exceeded, kept, limits, procedure, written};
use super::{At, judged, minutes, named, place, rounds};
use std::collections::BTreeSet;

#[test]
fn limits_are_judged_as_every_run_judges_them() {
    let mut random = Random(7);
    let (mut impossible, mut together, mut slow, mut plain, mut sums) = (0, 0, 0, 0, 0);
    for round in 0..rounds() {
        let steps = procedure(&mut random);
        let text = written(&steps);
        let (found, _) = judged(&text);
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
        sums += found.iter().filter(|d| replay(&text, d) > 2).count();
        for finding in found.iter().filter(|d| d.code == "P303") {
            let set = named(&text, finding);
            assert!(!possible(&set), "round {round}: {} is possible: {set:?}\n{text}", finding.message.en);
            left.remove(&place(&text, finding.span.start as usize).unwrap());
            if set.len() > 1 { together += 1 } else { impossible += 1 }
        }
        assert!(possible(&left), "round {round}: no run keeps all of {left:?}, and nothing says so\n{text}\n{found:#?}");
        let late: BTreeSet<At> = found.iter().filter(|d| d.code == "P303").filter_map(|d| place(&text, d.span.start as usize)).collect();
        let told: BTreeSet<At> = found.iter().filter(|d| d.code == "P304").filter_map(|d| place(&text, d.span.start as usize)).collect();
        let wanted: BTreeSet<At> = exceeded(&steps).difference(&late).copied().collect();
        assert_eq!(told, wanted, "round {round}: slow runs exceed {wanted:?}\n{text}\n{found:#?}");
        slow += told.len();
        plain += usize::from(found.is_empty());
    }
    eprintln!("{impossible} impossible alone, {together} together, {slow} not guaranteed, {plain} plans without a finding, {sums} sums of several terms");
    assert!(impossible > 1_000 && together > 40 && slow > 1_000 && plain > 1_000 && sums > 1_000);
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
    for round in 0..rounds() {
        let steps = procedure(&mut random);
        let text = written(&steps);
        let (_, timeline) = judged(&text);
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
