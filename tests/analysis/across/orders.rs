//! P216: what one plan orders and another forbids: every state of the signals and the gauge.

mod plan;

use super::super::random::Random;
use super::{all, found, rounds, share};
use preplan::diagnostic::Severity;
use plan::*;
use std::collections::BTreeSet;

/// An order: where, and the condition that surely holds when it is due.
struct Order<'p> {
    plan: usize,
    procedure: &'p Procedure,
    step: &'p Step,
    whom: &'p Whom,
    act: usize,
    due: Option<&'p Cond>,
    mark: String,
    waived: bool,
}

struct Refusal<'p> {
    plan: usize,
    procedure: Option<&'p Procedure>,
    step: Option<&'p Step>,
    whom: &'p Whom,
    act: usize,
    when: Option<&'p Cond>,
    unless: Option<&'p Approval>,
    mark: String,
    waived: bool,
}

fn orders(plans: &[Plan]) -> Vec<Order<'_>> {
    let mut found = Vec::new();
    for (plan, own) in plans.iter().enumerate() {
        for (id, procedure) in own.procedures.iter().enumerate() {
            for (nth, step) in procedure.steps.iter().enumerate() {
                let at_once = !is_after(procedure, nth) && step.approved.is_none() && !step.recovery && !procedure.activated;
                let due = step.when.as_ref().or(at_once.then_some(&procedure.start));
                for (duty, (whom, act)) in step.orders.iter().enumerate() {
                    let mark = format!("order {id} {nth} {duty}");
                    found.push(Order { plan, procedure, step, whom, act: *act, due, mark, waived: step.waived });
                }
            }
        }
    }
    found
}

fn refusals(plans: &[Plan]) -> Vec<Refusal<'_>> {
    let mut found = Vec::new();
    for (plan, own) in plans.iter().enumerate() {
        found.extend(own.bans.iter().enumerate().map(|(nth, b)| refusal(plan, None, None, b, format!("ban plan {nth}"))));
        for (id, procedure) in own.procedures.iter().enumerate() {
            found.extend(procedure.bans.iter().enumerate().map(|(nth, b)| refusal(plan, Some(procedure), None, b, format!("ban {id} {nth}"))));
            for (nth, step) in procedure.steps.iter().enumerate() {
                let own = step.bans.iter().enumerate();
                found.extend(own.map(|(at, b)| refusal(plan, Some(procedure), Some(step), b, format!("ban {id} {nth} {at}"))));
                if let Some((whom, act)) = &step.refused {
                    let mark = format!("refused {id} {nth}");
                    found.push(Refusal { plan, procedure: Some(procedure), step: Some(step), whom, act: *act, when: None, unless: None, mark, waived: step.waived });
                }
            }
        }
    }
    found
}

fn refusal<'p>(plan: usize, procedure: Option<&'p Procedure>, step: Option<&'p Step>, ban: &'p Ban, mark: String) -> Refusal<'p> {
    let waived = ban.waived || step.is_some_and(|s| s.waived);
    Refusal { plan, procedure, step, whom: &ban.whom, act: ban.act, when: ban.when.as_ref(), unless: ban.unless.as_ref(), mark, waived }
}

/// Whether a prohibition means one who has the duty: for all of whom it is meant, to all who belong to a group.
fn means(a: (&Plan, &Whom), b: (&Plan, &Whom)) -> bool {
    let posts = |plan: &Plan, post: usize| {
        let inside: &[usize] = if post == 3 { &[3, 0, 1] } else { std::slice::from_ref(&post) };
        inside.iter().map(|p| plan.posts[*p].clone()).collect::<Vec<_>>()
    };
    let forbidden: Vec<Vec<String>> = match b.1 {
        Whom::Everyone => return true,
        Whom::All(list) | Whom::Any(list) => list.iter().flat_map(|p| posts(b.0, *p)).collect(),
    };
    match a.1 {
        Whom::Everyone => true,
        // One of several can be another one.
        Whom::Any(_) => false,
        // Who belongs to a group here is known here.
        Whom::All(list) => list.iter().any(|p| {
            let group = if *p < 2 { Some(3) } else { None };
            group.iter().chain([p]).any(|p| forbidden.iter().any(|names| share(&a.0.posts[*p], names)))
        }),
    }
}

/// A state: by plan and thing. What goes by one name in two plans is one thing.
struct World<'w> {
    signals: &'w [bool],
    heat: Option<i64>,
    /// Whether what has to last has lasted, for each of two conditions.
    lasted: [u32; 2],
    apart: &'w [bool],
}

/// Whether a condition holds; `side` tells whose it is, and `nth` counts what has to last in it.
fn holds(cond: &Cond, side: usize, world: &World<'_>, nth: &mut u32) -> bool {
    match cond {
        // Two signals, and two more for what the second plan calls otherwise.
        Cond::Signal(at) => world.signals[if side == 1 && world.apart[*at] { at + 2 } else { *at }],
        Cond::Above(value) => world.heat.is_some_and(|v| v > value * 2),
        Cond::Below(value) => world.heat.is_some_and(|v| v < value * 2),
        Cond::And(a, b) => {
            let (a, b) = (holds(a, side, world, nth), holds(b, side, world, nth));
            a && b
        }
        Cond::Or(a, b) => {
            let (a, b) = (holds(a, side, world, nth), holds(b, side, world, nth));
            a || b
        }
        Cond::Not(inner) => !holds(inner, side, world, nth),
        Cond::For(inner) => {
            let inner = holds(inner, side, world, nth);
            *nth += 1;
            inner && world.lasted[side] >> (*nth - 1) & 1 == 1
        }
    }
}

fn lasting(cond: &Cond) -> u32 {
    match cond {
        Cond::Signal(_) | Cond::Above(_) | Cond::Below(_) => 0,
        Cond::And(a, b) | Cond::Or(a, b) => lasting(a) + lasting(b),
        Cond::Not(inner) => lasting(inner),
        Cond::For(inner) => lasting(inner) + 1,
    }
}

/// Whether, when the duty is due, the prohibition binds sometimes, and always.
fn together(plans: &[Plan], order: &Order<'_>, ban: &Refusal<'_>) -> (bool, bool) {
    let apart: Vec<bool> = (0..2).map(|s| !share(&plans[order.plan].signals[s], &plans[ban.plan].signals[s])).collect();
    let (mut some, mut always) = (false, true);
    let count = |cond: Option<&Cond>| 1 << cond.map_or(0, lasting);
    for bits in 0..16u32 {
        let signals: Vec<bool> = (0..4).map(|at| bits >> at & 1 == 1).collect();
        for heat in (-1..=8).map(|h| Some(h).filter(|h| *h >= 0)) {
            for (mine, theirs) in (0..count(order.due)).flat_map(|m| (0..count(ban.when)).map(move |t| (m, t))) {
                let world = World { signals: &signals, heat, lasted: [mine, theirs], apart: &apart };
                if order.due.is_some_and(|due| !holds(due, 0, &world, &mut 0)) {
                    continue;
                }
                let binds = ban.when.is_none_or(|when| holds(when, 1, &world, &mut 0));
                some |= binds;
                always &= binds;
            }
        }
    }
    (some, always)
}

/// Whether the approvals of a step lift a prohibition for certain.
fn lifted(plans: &[Plan], order: &Order<'_>, ban: &Refusal<'_>) -> bool {
    let (Some(given), Some(asked)) = (&order.step.approved, ban.unless) else { return false };
    // The approvals that a step may have been given when it is due: one of several, or all.
    let subsets: Vec<Vec<usize>> = if given.any { given.posts.iter().map(|p| vec![*p]).collect() } else { vec![given.posts.clone()] };
    let is = |mine: &usize, theirs: &usize| share(&plans[order.plan].posts[*mine], &plans[ban.plan].posts[*theirs]);
    subsets.iter().all(|set| {
        let has = |theirs: &usize| set.iter().any(|mine| is(mine, theirs));
        if asked.any { asked.posts.iter().any(has) } else { asked.posts.iter().all(has) }
    })
}

/// Whether one event starts both without asking anybody: a part of an `or` of each that reads the same.
fn one_event(plans: &[Plan], a: (usize, &Procedure), b: (usize, &Procedure)) -> bool {
    fn parts(cond: &Cond) -> Vec<&Cond> {
        match cond {
            Cond::Or(a, b) => parts(a).into_iter().chain(parts(b)).collect(),
            Cond::Signal(_) | Cond::Above(_) | Cond::Below(_) | Cond::And(..) | Cond::Not(_) | Cond::For(_) => vec![cond],
        }
    }
    let alike = |x: &Cond, y: &Cond| match (x, y) {
        (Cond::Signal(x), Cond::Signal(y)) => share(&plans[a.0].signals[*x], &plans[b.0].signals[*y]),
        (x, y) => reads(&plans[a.0], x) == reads(&plans[b.0], y),
    };
    !a.1.consent && !b.1.consent && parts(&a.1.start).iter().any(|x| parts(&b.1.start).iter().any(|y| alike(x, y)))
}

/// A condition in one way of writing: what is joined is sorted, and stands once.
fn reads(plan: &Plan, cond: &Cond) -> String {
    let join = |a: &Cond, b: &Cond, word: &str| {
        let mut parts = vec![reads(plan, a), reads(plan, b)];
        parts.sort();
        parts.dedup();
        if parts.len() == 1 { parts.remove(0) } else { format!("({})", parts.join(word)) }
    };
    match cond {
        Cond::And(a, b) => join(a, b, " and "),
        Cond::Or(a, b) => join(a, b, " or "),
        Cond::Not(inner) => reads(plan, inner).strip_prefix("not ").map_or_else(|| format!("not {}", reads(plan, inner)), str::to_owned),
        Cond::Signal(_) | Cond::Above(_) | Cond::Below(_) => said(plan, cond),
        Cond::For(inner) => format!("({} for 5m)", reads(plan, inner)),
    }
}

/// Whether an order meets a prohibition, and whether for certain.
fn meets(plans: &[Plan], order: &Order<'_>, ban: &Refusal<'_>) -> Option<bool> {
    let (mine, theirs) = (&plans[order.plan], &plans[ban.plan]);
    let one_act = match (mine.actions.get(order.act), theirs.actions.get(ban.act)) {
        (Some(a), Some(b)) => share(a, b),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    };
    if order.plan == ban.plan || mine.org != theirs.org || !one_act || !means((mine, order.whom), (theirs, ban.whom)) || lifted(plans, order, ban) {
        return None;
    }
    let above = ban.step.is_none();
    if let Some(procedure) = ban.procedure {
        let one = share(&procedure.names, &order.procedure.names) || procedure.scope.is_some() && procedure.scope == order.procedure.scope;
        if !one && !one_event(plans, (order.plan, order.procedure), (ban.plan, procedure)) {
            return None;
        }
        if order.step.recovery != ban.step.is_some_and(|s| s.recovery) {
            return None;
        }
    }
    let (some, always) = together(plans, order, ban);
    let placed = above || ban.step.is_some_and(|s| share(&s.names, &order.step.names));
    some.then_some(always && placed)
}

#[test]
fn orders_meet_prohibitions_as_every_state_shows() {
    let mut random = Random(47);
    let (mut sure, mut maybe, mut silent, mut waived) = (0, 0, 0, 0);
    for round in 0..rounds() {
        let plans = plans(&mut random);
        let texts: Vec<String> = plans.iter().enumerate().map(|(at, p)| written(p, at)).collect();
        let found = found(&texts, round);
        let (orders, bans) = (orders(&plans), refusals(&plans));
        let mut told: BTreeSet<(usize, String)> = BTreeSet::new();
        let mut told_sure: BTreeSet<(usize, String)> = BTreeSet::new();
        for finding in found.between.iter().filter(|f| f.code == "P216") {
            let certain = finding.severity == Severity::Error;
            let place = |at: usize| (finding.places[at].0, finding.places[at].1.as_str());
            let ban = bans.iter().find(|b| (b.plan, b.mark.as_str()) == place(1));
            let ban = ban.unwrap_or_else(|| panic!("round {round}: no prohibition: {finding:#?}\n{}", all(&texts)));
            for at in (0..finding.places.len()).filter(|at| *at != 1) {
                let order = orders.iter().find(|o| (o.plan, o.mark.as_str()) == place(at)).unwrap();
                let is = meets(&plans, order, ban).filter(|_| !order.waived && !ban.waived);
                assert_eq!(is, Some(certain), "round {round}: {:?}: {finding:#?}\n{}", place(at), all(&texts));
                told.insert((order.plan, order.mark.clone()));
                if certain {
                    told_sure.insert((order.plan, order.mark.clone()));
                }
            }
            if certain { sure += 1 } else { maybe += 1 }
        }
        let mut any = false;
        for order in &orders {
            // A finding names six places; a seventh has to wait.
            let full = found.between.iter().any(|f| f.code == "P216" && f.places.len() == 6 && bans.iter().any(|b| {
                f.places[1].0 == b.plan && f.places[1].1 == b.mark && meets(&plans, order, b).is_some()
            }));
            let open = |b: &&Refusal<'_>| !full && !b.waived && !order.waived;
            let against: Vec<bool> = bans.iter().filter(open).filter_map(|b| meets(&plans, order, b)).collect();
            let at = (order.plan, order.mark.clone());
            any |= !against.is_empty();
            assert!(against.is_empty() || told.contains(&at), "round {round}: {at:?} is forbidden, and nothing says so\n{:#?}\n{}", found.between, all(&texts));
            assert!(!against.contains(&true) || told_sure.contains(&at), "round {round}: {at:?} is forbidden for certain\n{:#?}\n{}", found.between, all(&texts));
            // The waiver of a step keeps its orders silent, and is no stale one then.
            if order.waived && plans.iter().enumerate().any(|(at, p)| at != order.plan && p.org == plans[order.plan].org) {
                let used = bans.iter().any(|b| meets(&plans, order, b).is_some());
                let parts: Vec<&str> = order.mark.split(' ').collect();
                let stale = found.between.iter().any(|f| f.code == "P009" && f.main() == (order.plan, &format!("waiver order {} {}", parts[1], parts[2])));
                assert!(!used || !stale, "round {round}: the waiver of {at:?}\n{}", all(&texts));
                waived += usize::from(used);
            }
        }
        silent += usize::from(!any);
    }
    eprintln!("P216: {sure} certain, {maybe} possible, {silent} silent groups, {waived} waivers in use");
    assert!(sure > 200 && maybe > 200 && silent > 200 && waived > 20);
}
