//! P216: what one plan orders and another forbids: every state of the signals and the gauge.

use super::super::random::Random;
use super::{all, found, rounds, share};
use preplan::diagnostic::Severity;
use std::collections::BTreeSet;

#[derive(Debug, Clone)]
enum Cond {
    Signal(usize),
    Above(i64),
    Below(i64),
    And(Box<Cond>, Box<Cond>),
    Or(Box<Cond>, Box<Cond>),
    Not(Box<Cond>),
    /// Whether it has lasted so long is a fact of its own.
    For(Box<Cond>),
}

#[derive(Debug, Clone)]
enum Whom {
    Everyone,
    All(Vec<usize>),
    Any(Vec<usize>),
}

#[derive(Debug, Clone)]
struct Approval {
    any: bool,
    posts: Vec<usize>,
}

#[derive(Debug, Clone)]
struct Ban {
    whom: Whom,
    act: usize,
    when: Option<Cond>,
    unless: Option<Approval>,
    waived: bool,
}

#[derive(Debug, Clone)]
struct Step {
    names: Vec<String>,
    when: Option<Cond>,
    after_first: bool,
    approved: Option<Approval>,
    recovery: bool,
    orders: Vec<(Whom, usize)>,
    /// A `must not` among the duties.
    refused: Option<(Whom, usize)>,
    bans: Vec<Ban>,
    waived: bool,
}

#[derive(Debug, Clone)]
struct Procedure {
    names: Vec<String>,
    scope: Option<usize>,
    start: Cond,
    consent: bool,
    steps: Vec<Step>,
    bans: Vec<Ban>,
    activated: bool,
}

#[derive(Debug, Clone)]
struct Plan {
    org: usize,
    posts: Vec<Vec<String>>,
    /// The last post is a group of the first two.
    signals: Vec<Vec<String>>,
    actions: Vec<Vec<String>>,
    procedures: Vec<Procedure>,
    bans: Vec<Ban>,
}

fn cond(random: &mut Random, depth: usize) -> Cond {
    match random.below(9) {
        0 if depth > 0 => Cond::And(Box::new(cond(random, depth - 1)), Box::new(cond(random, depth - 1))),
        1 if depth > 0 => Cond::Or(Box::new(cond(random, depth - 1)), Box::new(cond(random, depth - 1))),
        2 if depth > 0 => Cond::Not(Box::new(cond(random, depth - 1))),
        3 if depth > 0 => Cond::For(Box::new(cond(random, 0))),
        4 => Cond::Above(random.below(4) as i64),
        5 => Cond::Below(1 + random.below(4) as i64),
        _ => Cond::Signal(random.below(2)),
    }
}

fn whom(random: &mut Random) -> Whom {
    let two = || vec![0, 1];
    match random.below(8) {
        0 | 1 => Whom::Everyone,
        2 => Whom::All(two()),
        3 => Whom::Any(two()),
        4 => Whom::All(vec![3]),
        _ => Whom::All(vec![random.below(3)]),
    }
}

fn approval(random: &mut Random) -> Approval {
    match random.below(4) {
        0 => Approval { any: true, posts: vec![1, 2] },
        1 => Approval { any: false, posts: vec![1, 2] },
        _ => Approval { any: false, posts: vec![1 + random.below(2)] },
    }
}

fn ban(random: &mut Random) -> Ban {
    let when = (random.below(3) == 0).then(|| cond(random, 1));
    let unless = (random.below(5) == 0).then(|| approval(random));
    Ban { whom: whom(random), act: random.below(3), when, unless, waived: random.below(12) == 0 }
}

fn bans(random: &mut Random, most: usize) -> Vec<Ban> {
    (0..random.below(most * 2 + 1).saturating_sub(most)).map(|_| ban(random)).collect()
}

fn step(random: &mut Random, at: usize) -> Step {
    Step {
        names: vec![format!("s{at}"), format!("step {at}")],
        when: (random.below(3) == 0).then(|| cond(random, 1)),
        after_first: at > 0 && random.below(3) == 0,
        approved: (random.below(4) == 0).then(|| approval(random)),
        recovery: random.below(6) == 0,
        orders: (0..random.below(2)).map(|_| (whom(random), random.below(3))).collect(),
        refused: (random.below(6) == 0).then(|| (whom(random), random.below(3))),
        bans: bans(random, 1),
        waived: random.below(12) == 0,
    }
}

fn procedure(random: &mut Random, at: usize) -> Procedure {
    Procedure {
        names: vec![format!("p{at}"), format!("procedure {at}")],
        scope: (random.below(3) == 0).then(|| random.below(2)),
        start: cond(random, 1),
        consent: random.below(6) == 0,
        steps: (0..1 + random.below(2)).map(|at| step(random, at)).collect(),
        bans: bans(random, 1),
        activated: false,
    }
}

fn plans(random: &mut Random) -> Vec<Plan> {
    let named = |of: usize, word: &str, title: &str| (0..of).map(|at| vec![format!("{word}{at}"), format!("{title} {at}")]).collect::<Vec<_>>();
    let base = Plan {
        org: 0,
        posts: named(4, "r", "post"),
        signals: named(2, "f", "signal"),
        actions: named(2, "a", "deed"),
        procedures: (0..1 + random.below(2)).map(|at| procedure(random, at)).collect(),
        bans: Vec::new(),
    };
    let copy = |random: &mut Random| {
        let mut plan = base.clone();
        plan.org = usize::from(random.below(8) == 0);
        plan.bans = bans(random, 1);
        for _ in 0..1 + random.below(5) {
            let nth = random.below(plan.procedures.len());
            let procedure = &mut plan.procedures[nth];
            let at = random.below(procedure.steps.len());
            match random.below(12) {
                0 => plan.posts[random.below(4)][0] = "x".to_owned() + &random.below(9).to_string(),
                1 => plan.signals[random.below(2)][0] = "t".to_owned() + &random.below(9).to_string(),
                2 => plan.signals[1] = vec!["u1".to_owned(), "siren".to_owned()],
                3 => plan.actions[random.below(2)][0] = "b".to_owned() + &random.below(9).to_string(),
                4 => procedure.names = vec![format!("q{nth}"), format!("case {nth}")],
                5 => procedure.names[0] = format!("q{nth}"),
                6 => procedure.steps[at].names = vec![format!("t{at}"), format!("task {at}")],
                7 => procedure.bans = bans(random, 1),
                8 => procedure.activated = true,
                9 => procedure.start = cond(random, 1),
                _ => procedure.steps[at] = step(random, at),
            }
        }
        for names in [&mut plan.posts, &mut plan.signals, &mut plan.actions] {
            for at in 0..names.len() {
                if (0..at).any(|b| names[b][0] == names[at][0]) {
                    names[at][0] += "z";
                }
            }
        }
        plan
    };
    (0..2 + random.below(2)).map(|_| copy(random)).collect()
}

fn said(plan: &Plan, cond: &Cond) -> String {
    match cond {
        Cond::Signal(at) => plan.signals[*at][0].clone(),
        Cond::Above(value) => format!("heat > {value}℃"),
        Cond::Below(value) => format!("heat < {value}℃"),
        Cond::And(a, b) => format!("({} and {})", said(plan, a), said(plan, b)),
        Cond::Or(a, b) => format!("({} or {})", said(plan, a), said(plan, b)),
        Cond::Not(inner) => format!("not ({})", said(plan, inner)),
        Cond::For(inner) => format!("(({}) for 5m)", said(plan, inner)),
    }
}

fn actors(plan: &Plan, whom: &Whom) -> String {
    let list = |posts: &[usize]| posts.iter().map(|p| plan.posts[*p][0].clone()).collect::<Vec<_>>().join(", ");
    match whom {
        Whom::Everyone => "everyone".to_owned(),
        Whom::All(posts) => list(posts),
        Whom::Any(posts) => format!("any of {}", list(posts)),
    }
}

fn consent(plan: &Plan, approval: &Approval) -> String {
    let posts: Vec<&str> = approval.posts.iter().map(|p| plan.posts[*p][0].as_str()).collect();
    if approval.any { format!("approved by any of {}", posts.join(", ")) } else { format!("approved by {}", posts.join(" and ")) }
}

fn act(plan: &Plan, act: usize) -> String {
    plan.actions.get(act).map_or("do \"run\"".to_owned(), |names| format!("do {}", names[0]))
}

fn forbid(plan: &Plan, ban: &Ban, mark: &str) -> String {
    let unless = ban.unless.as_ref().map_or(String::new(), |a| format!(" unless {}", consent(plan, a)));
    let when = ban.when.as_ref().map_or(String::new(), |w| format!(" when {}", said(plan, w)));
    let waiver = if ban.waived { format!(" {{\n allow ordered-and-forbidden \"never together\" //@ waiver {mark}\n}}") } else { String::new() };
    format!("forbid {}\n{} //@ {mark}\n{unless}{when}{waiver}\n", actors(plan, &ban.whom), act(plan, ban.act))
}

fn written(plan: &Plan, at: usize) -> String {
    let mut text = format!("plan p{at} {{ org \"Centre {}\" }}\n", plan.org);
    for (at, names) in plan.posts.iter().enumerate() {
        let (word, rest) = if at == 3 { ("group", format!("leader {} members {}", plan.posts[0][0], plan.posts[1][0])) } else { ("role", "phone \"7000\"".to_owned()) };
        text += &format!("{word} {} \"{}\" {{ {rest} }}\n", names[0], names[1]);
    }
    for names in &plan.signals {
        text += &format!("signal {} \"{}\" {{ reported by anyone }}\n", names[0], names[1]);
    }
    text += "gauge heat { unit ℃ range 0..4 }\n";
    for names in &plan.actions {
        text += &format!("action {} \"{}\"\n", names[0], names[1]);
    }
    for (nth, ban) in plan.bans.iter().enumerate() {
        text += &forbid(plan, ban, &format!("ban plan {nth}"));
    }
    for (id, procedure) in plan.procedures.iter().enumerate() {
        let consent_of = if procedure.consent { format!(" approved by {}", plan.posts[2][0]) } else { String::new() };
        text += &format!("procedure {} \"{}\" {{\n  start when {}{consent_of}\n", procedure.names[0], procedure.names[1], said(plan, &procedure.start));
        procedure.scope.iter().for_each(|s| text += &format!("  scope \"case of {s}\"\n"));
        for (nth, ban) in procedure.bans.iter().enumerate() {
            text += &forbid(plan, ban, &format!("ban {id} {nth}"));
        }
        for recovery in [false, true] {
            if recovery && procedure.steps.iter().any(|s| s.recovery) {
                text += "  recovery {\n";
            }
            for (nth, step) in procedure.steps.iter().enumerate().filter(|(_, s)| s.recovery == recovery) {
                let when = step.when.as_ref().map_or(String::new(), |w| format!(" when {}", said(plan, w)));
                let after = if is_after(procedure, nth) { format!(" after {}", procedure.steps[0].names[0]) } else { String::new() };
                let approved = step.approved.as_ref().map_or(String::new(), |a| format!(" {}", consent(plan, a)));
                text += &format!("  step {} \"{}\"{when}{after}{approved} {{\n", step.names[0], step.names[1]);
                for (duty, (whom, what)) in step.orders.iter().enumerate() {
                    text += &format!("    {} must\n{} //@ order {id} {nth} {duty}\n", actors(plan, whom), act(plan, *what));
                }
                if let Some((whom, what)) = &step.refused {
                    text += &format!("    {} must not\n{} //@ refused {id} {nth}\n", actors(plan, whom), act(plan, *what));
                }
                for (at, ban) in step.bans.iter().enumerate() {
                    text += &forbid(plan, ban, &format!("ban {id} {nth} {at}"));
                }
                if step.waived {
                    text += &format!("    allow ordered-and-forbidden \"never together\" //@ waiver order {id} {nth}\n");
                }
                text += "  }\n";
            }
            if recovery && procedure.steps.iter().any(|s| s.recovery) {
                text += "  }\n";
            }
        }
        text += "}\n";
    }
    for id in (0..plan.procedures.len()).filter(|id| plan.procedures[*id].activated) {
        text += &format!("procedure z{id} {{\n  start when heat > 3℃\n  step go{id} {{ {} must activate {} }}\n}}\n", plan.posts[0][0], plan.procedures[id].names[0]);
    }
    text
}

fn is_after(procedure: &Procedure, nth: usize) -> bool {
    procedure.steps[nth].after_first && procedure.steps[nth].recovery == procedure.steps[0].recovery
}

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
