//! Circles of superiors and of deputies: every path is followed.

use super::super::random::Random;
use super::staff::{Ids, Staff};
use super::{findings, quoted};
use preplan::diagnostic::Severity;
use std::collections::BTreeSet;

/// Whether a walk of at least one tie leads from one post to another.
fn leads(ties: &[Ids], from: usize, to: usize) -> bool {
    let (mut seen, mut open) = (Ids::new(), ties[from].clone());
    while let Some(at) = open.pop() {
        if at == to {
            return true;
        }
        if !seen.contains(&at) {
            seen.push(at);
            open.extend(&ties[at]);
        }
    }
    false
}

/// The posts that lead to one another, two and more of them.
fn knots(ties: &[Ids]) -> BTreeSet<Ids> {
    let all = || 0..ties.len();
    let knot = |a: usize| all().filter(|b| leads(ties, a, *b) && leads(ties, *b, a)).collect::<Ids>();
    all().map(knot).filter(|k| k.len() > 1).collect()
}

/// To whom a post reports, a group through those who lead it.
fn reporting(staff: &Staff) -> Vec<Ids> {
    let above = |id: usize| {
        let post = &staff.0[id];
        let mut ties = post.superiors.clone();
        if post.group {
            ties.extend(if post.leaders.is_empty() { &post.deputies } else { &post.leaders });
        }
        ties
    };
    (0..staff.0.len()).map(above).collect()
}

/// Who stands in for a post as its deputy, the two that stand in for one another left out.
fn standing_in(staff: &Staff) -> Vec<Ids> {
    let acts = |id: usize, deputy: usize| {
        let acting = staff.acting(deputy)?;
        let others = || staff.people(&staff.inside(deputy)).into_iter().find(|p| *p != id);
        match acting {
            // A group that the post leads itself: another of the group.
            _ if acting == id && deputy != id => others().or(Some(id)),
            // A group whose deputy leads it already.
            _ if staff.0[id].group && !staff.0[id].leaders.is_empty() && staff.acting(id) == Some(acting) => Some(id),
            _ => Some(acting),
        }
    };
    let all: Vec<Ids> = (0..staff.0.len()).map(|id| staff.0[id].deputies.iter().filter_map(|d| acts(id, *d)).collect()).collect();
    let lone = |id: usize| all[id].iter().copied().filter(|d| *d == id || !all[*d].contains(&id)).collect();
    (0..all.len()).map(lone).collect()
}

#[test]
fn circles_are_found_as_every_path_finds_them() {
    let mut random = Random(103);
    let (mut reports, mut own, mut deputies, mut others, mut silent) = (0, 0, 0, 0, 0);
    for round in 0..10_000 {
        let (roles, groups) = (2 + random.below(5), random.below(4));
        let staff = Staff::new(&mut random, roles, groups);
        let text = staff.written();
        let found = findings(&text, &["P103"]);
        let (up, aside) = (reporting(&staff), standing_in(&staff));
        let mut wanted: BTreeSet<(bool, Ids)> = BTreeSet::new();
        // Groups that only lead one another are the matter of empty-group.
        let reported = |knot: &Ids| knot.iter().any(|a| staff.0[*a].superiors.iter().any(|b| b != a && knot.contains(b)));
        wanted.extend(knots(&up).into_iter().filter(reported).map(|k| (true, k)));
        wanted.extend(knots(&aside).into_iter().map(|k| (false, k)));
        wanted.extend((0..staff.0.len()).filter(|id| staff.0[*id].superiors.contains(id)).map(|id| (true, vec![id])));
        wanted.extend((0..staff.0.len()).filter(|id| aside[*id].contains(id)).map(|id| (false, vec![id])));
        let mut told: BTreeSet<(bool, Ids)> = BTreeSet::new();
        for finding in &found {
            let message = &finding.message.en;
            let is_report = message.contains("report");
            let ties = if is_report { &up } else { &aside };
            // Some post may be the first that speaks; the others follow as they are shown.
            let ring: Ids = quoted(message).iter().map(|n| n[1..].parse().unwrap()).collect();
            assert!(ring.len() == 1 && ties[ring[0]].contains(&ring[0]) || ring.windows(2).all(|w| ties[w[0]].contains(&w[1])), "round {round}: {message}\n{text}");
            assert!(ring.len() == 1 || message.contains('…') || ring.first() == ring.last());
            if is_report {
                assert!(staff.0[ring[0]].superiors.contains(ring.get(1).unwrap_or(&ring[0])), "round {round}: {message}\n{text}");
                assert_eq!(finding.severity, Severity::Error);
            }
            let mut knot: Ids = ring.clone();
            knot.extend(finding.related.iter().map(|r| quoted(&r.text.en)).flat_map(|n| n.iter().map(|n| n[1..].parse().unwrap()).collect::<Ids>()));
            knot.sort_unstable();
            knot.dedup();
            match (is_report, ring.len()) {
                (_, 1) => own += 1,
                (true, _) => reports += 1,
                (false, _) => deputies += 1,
            }
            others += usize::from(ring.len() > 1 && knot.len() + 1 > ring.len());
            assert!(told.insert((is_report, knot)), "round {round}: told twice: {message}\n{text}");
        }
        assert_eq!(told, wanted, "round {round}\n{text}\n{found:#?}");
        silent += usize::from(found.is_empty());
    }
    eprintln!("{reports} circles of superiors, {deputies} of deputies, {own} posts tied to themselves, {others} with others tied in, {silent} plans without a finding");
    assert!(reports > 500 && deputies > 100 && own > 500 && others > 100 && silent > 500);
}
