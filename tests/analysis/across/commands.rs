//! P505: one event, two in command: every hour of a week, and every state of the signals and the gauge.

use super::super::random::Random;
use super::{all, found, rounds, share};
use std::collections::BTreeSet;

/// What starts a procedure: a part of an `or`.
#[derive(Debug, Clone, PartialEq)]
enum Event {
    Signal(usize),
    Above(i64),
    Both(Box<Event>, Box<Event>),
    Not(Box<Event>),
    For(Box<Event>, u64),
}

#[derive(Debug, Clone)]
struct Procedure {
    /// Parts of one start.
    start: Vec<Event>,
    consent: bool,
    /// Posts with the shift they own in.
    owners: Vec<(usize, Option<usize>)>,
    waived: bool,
}

#[derive(Debug, Clone)]
struct Plan {
    org: usize,
    posts: Vec<Vec<String>>,
    signals: Vec<Vec<String>>,
    superior: Vec<Option<usize>>,
    procedures: Vec<Procedure>,
}

const POSTS: usize = 4;

/// Shifts, each with the hours of a day it has; the third is day and evening.
const SHIFTS: &[(&str, &str, std::ops::Range<usize>)] =
    &[("day", "08:00-20:00", 8..20), ("night", "20:00-08:00", 20..32), ("long", "08:00-23:00", 8..23), ("noon", "11:00-13:00", 11..13)];

fn event(random: &mut Random, depth: usize) -> Event {
    match random.below(9) {
        0 | 1 => Event::Above(1 + random.below(2) as i64),
        // Two bounds of one gauge would say in other words what one of them says.
        2 if depth > 0 => Event::Both(Box::new(event(random, depth - 1)), Box::new(Event::Signal(random.below(3)))),
        3 if depth > 0 => Event::Not(Box::new(event(random, depth - 1))),
        4 if depth > 0 => Event::For(Box::new(event(random, 0)), 1 + random.below(2) as u64),
        _ => Event::Signal(random.below(3)),
    }
}

fn procedure(random: &mut Random) -> Procedure {
    let start = (0..1 + random.below(2)).map(|_| event(random, 1)).collect();
    let owners = match random.below(4) {
        0 => vec![(random.below(POSTS), Some(0)), (random.below(POSTS), Some(1))],
        1 => vec![(random.below(POSTS), Some(random.below(SHIFTS.len())))],
        2 if random.below(3) == 0 => Vec::new(),
        _ => vec![(random.below(POSTS), None)],
    };
    Procedure { start, consent: random.below(8) == 0, owners, waived: false }
}

fn plans(random: &mut Random) -> Vec<Plan> {
    let named = |of: usize, word: &str, title: &str| (0..of).map(|at| vec![format!("{word}{at}"), format!("{title} {at}")]).collect::<Vec<_>>();
    let base = Plan {
        org: 0,
        posts: named(POSTS, "r", "post"),
        signals: named(3, "s", "signal"),
        superior: (0..POSTS).map(|at| (random.below(2) == 0).then(|| at + 1).filter(|up| *up < POSTS)).collect(),
        procedures: (0..1 + random.below(2)).map(|_| procedure(random)).collect(),
    };
    let copy = |random: &mut Random| {
        let mut plan = base.clone();
        plan.org = usize::from(random.below(6) == 0);
        for _ in 0..random.below(6) {
            let (post, signal, nth) = (random.below(POSTS), random.below(3), random.below(plan.procedures.len()));
            match random.below(9) {
                0 => plan.posts[post][0] = format!("q{post}"),
                1 => plan.posts[post][1] = format!("office {post}"),
                2 => plan.signals[signal][0] = format!("t{signal}"),
                3 => plan.signals[signal][1] = format!("alarm {signal}"),
                4 => plan.superior[post] = Some(random.below(POSTS)).filter(|up| *up > post),
                5 => plan.superior[post] = None,
                6 => plan.procedures[nth].waived = true,
                7 => plan.procedures[nth].owners = procedure(random).owners,
                _ => plan.procedures[nth] = procedure(random),
            }
        }
        plan
    };
    (0..2 + random.below(2)).map(|_| copy(random)).collect()
}

fn said(plan: &Plan, event: &Event) -> String {
    match event {
        Event::Signal(at) => plan.signals[*at][0].clone(),
        Event::Above(value) => format!("heat > {value}℃"),
        Event::Both(a, b) => format!("({} and {})", said(plan, a), said(plan, b)),
        Event::Not(inner) => format!("not ({})", said(plan, inner)),
        Event::For(inner, minutes) => format!("(({}) for {minutes}m)", said(plan, inner)),
    }
}

fn written(plan: &Plan, at: usize) -> String {
    let mut text = format!("plan p{at} {{ org \"Centre {}\" family \"Centres\" }}\n", plan.org);
    for (at, names) in plan.posts.iter().enumerate() {
        let up = plan.superior[at].map_or(String::new(), |up| format!(" reports to {}", plan.posts[up][0]));
        text += &format!("role {} \"{}\" {{ phone \"7000\"{up} }}\n", names[0], names[1]);
    }
    for names in &plan.signals {
        text += &format!("signal {} \"{}\" {{ reported by anyone }}\n", names[0], names[1]);
    }
    for (name, hours, _) in SHIFTS {
        text += &format!("shift {name} {{ Mon..Sun {hours} }}\n");
    }
    text += "gauge heat { unit ℃ range 0.. }\n";
    for (id, procedure) in plan.procedures.iter().enumerate() {
        let parts = procedure.start.iter().map(|e| said(plan, e)).collect::<Vec<_>>().join(" or ");
        let consent = if procedure.consent { format!(" approved by {}", plan.posts[0][0]) } else { String::new() };
        text += &format!("procedure p{id} {{\n  start when {parts}{consent}\n");
        let owner = |(post, shift): &(usize, Option<usize>)| {
            let during = shift.map_or(String::new(), |s| format!(" during {}", SHIFTS[s].0));
            format!("{}{during}", plan.posts[*post][0])
        };
        if !procedure.owners.is_empty() {
            text += &format!("  owner {} //@ {id}\n", procedure.owners.iter().map(owner).collect::<Vec<_>>().join(", "));
        }
        if procedure.waived {
            text += &format!("  allow rival-commanders \"they talk\" //@ waiver {id}\n");
        }
        text += "}\n";
    }
    text
}

/// A state of the world: which signals are raised, the gauge or nothing, and how long all of it has been so, in minutes.
type State = (Vec<bool>, Option<i64>, u64);

fn states() -> Vec<State> {
    let signals = (0..8).map(|bits| (0..3).map(|at| bits >> at & 1 == 1).collect::<Vec<_>>());
    let gauges = [None, Some(0), Some(1), Some(2), Some(3)];
    signals.flat_map(|s| gauges.into_iter().flat_map(move |g| [0, 1, 2].map(|held| (s.clone(), g, held)))).collect()
}

fn holds(event: &Event, state: &State) -> bool {
    match event {
        Event::Signal(at) => state.0[*at],
        Event::Above(value) => state.1.is_some_and(|v| v > *value),
        Event::Both(a, b) => holds(a, state) && holds(b, state),
        Event::Not(inner) => !holds(inner, state),
        Event::For(inner, minutes) => holds(inner, state) && state.2 >= *minutes,
    }
}

/// Whether two parts are one event: enough to start both, in whatever state.
fn one_event(a: (&Plan, &Event), b: (&Plan, &Event), states: &[State]) -> bool {
    if !states.iter().all(|s| holds(a.1, s) == holds(b.1, s)) || !states.iter().any(|s| holds(a.1, s)) {
        return false;
    }
    spoken(a.1).iter().all(|s| share(&a.0.signals[*s], &b.0.signals[*s]) && single(a.1) && single(b.1) || a.0.signals[*s][0] == b.0.signals[*s][0])
}

/// A signal alone goes by all its names; one within a longer condition by the one that is written.
fn single(event: &Event) -> bool {
    matches!(event, Event::Signal(_))
}

fn spoken(event: &Event) -> BTreeSet<usize> {
    match event {
        Event::Signal(at) => BTreeSet::from([*at]),
        Event::Above(_) => BTreeSet::new(),
        Event::Both(a, b) => spoken(a).union(&spoken(b)).copied().collect(),
        Event::Not(inner) | Event::For(inner, _) => spoken(inner),
    }
}

fn owners(procedure: &Procedure, hour: usize) -> Vec<usize> {
    let on = |shift: &Option<usize>| shift.is_none_or(|s| SHIFTS[s].2.contains(&hour) || SHIFTS[s].2.contains(&(hour + 24)));
    procedure.owners.iter().filter(|(_, shift)| on(shift)).map(|o| o.0).collect()
}

/// Whether in a plan one is the other, or above it, whatever goes by these names.
fn bound(plan: &Plan, post: usize, names: &[String]) -> bool {
    let up = |mut at: usize| {
        let mut found = vec![at];
        while let Some(next) = plan.superior[at] {
            at = next;
            found.push(at);
        }
        found
    };
    (0..POSTS).filter(|p| share(&plan.posts[*p], names)).any(|p| up(post).contains(&p) || up(p).contains(&post))
}

/// The hours of a day at which two procedures have owners who are strangers to one another.
fn apart(a: (&Plan, &Procedure), b: (&Plan, &Procedure)) -> Vec<usize> {
    let strangers = |hour: &usize| {
        let (xs, ys) = (owners(a.1, *hour), owners(b.1, *hour));
        let together = |x: usize, y: usize| bound(a.0, x, &b.0.posts[y]) || bound(b.0, y, &a.0.posts[x]) || share(&a.0.posts[x], &b.0.posts[y]);
        !xs.is_empty() && !ys.is_empty() && !xs.iter().any(|x| ys.iter().any(|y| together(*x, *y)))
    };
    (0..24).filter(strangers).collect()
}

fn rivals(a: (&Plan, &Procedure), b: (&Plan, &Procedure), states: &[State]) -> bool {
    let free = |p: &Procedure| !p.consent && !p.owners.is_empty();
    let event = || a.1.start.iter().any(|x| b.1.start.iter().any(|y| one_event((a.0, x), (b.0, y), states)));
    a.0.org == b.0.org && free(a.1) && free(b.1) && !apart(a, b).is_empty() && event()
}

/// What a run leaves behind: the state, with how long the last of it has held.
fn replayed(plan: &Plan, run: &[preplan::diagnostic::Event]) -> State {
    use preplan::diagnostic::{Amount, Happening};
    let mut state = (vec![false; 3], None, 0);
    let mut last = 0;
    for event in run {
        match &event.what {
            Happening::Raise(name) => state.0[plan.signals.iter().position(|s| s[0] == name.as_str()).unwrap()] = true,
            Happening::Set(name, Amount::Number(value, _)) if name == "heat" => state.1 = Some(value / 1000),
            Happening::Wait => {}
            Happening::Clear(_) | Happening::Set(..) | Happening::Done(_) | Happening::Approve(_) | Happening::Unreachable(_) => panic!("{event:?}"),
        }
        state.2 = event.at / 60_000 - last;
        last = if event.what == Happening::Wait { last } else { event.at / 60_000 };
    }
    state
}

#[test]
fn rivals_are_those_whom_some_hour_and_some_event_put_in_command() {
    let mut random = Random(23);
    let states = states();
    let (mut told, mut silent, mut waived, mut runs, mut hours, mut stale_ones) = (0, 0, 0, 0, 0, 0);
    for round in 0..rounds() {
        let plans = plans(&mut random);
        let texts: Vec<String> = plans.iter().enumerate().map(|(at, p)| written(p, at)).collect();
        let found = found(&texts, round);
        let procedures: Vec<(usize, usize)> = plans.iter().enumerate().flat_map(|(at, p)| (0..p.procedures.len()).map(move |id| (at, id))).collect();
        let get = |(plan, id): (usize, usize)| (&plans[plan], &plans[plan].procedures[id]);
        let pairs: Vec<((usize, usize), (usize, usize))> = procedures.iter().flat_map(|a| procedures.iter().map(move |b| (*a, *b)))
            .filter(|(a, b)| a.0 < b.0 && rivals(get(*a), get(*b), &states)).collect();
        let is = |a, b| pairs.contains(&(std::cmp::min(a, b), std::cmp::max(a, b)));
        let open = |at: &(usize, usize)| !get(*at).1.waived;
        let mut stars: Vec<Vec<(usize, usize)>> = Vec::new();
        for (finding, run) in found.between.iter().zip(&found.events).filter(|(f, _)| f.code == "P505") {
            let places: Vec<(usize, usize)> = finding.places.iter().map(|p| (p.0, p.1.parse().unwrap())).collect();
            for other in &places[1..] {
                assert!(is(places[0], *other) && open(&places[0]) && open(other), "round {round}: no rivals: {finding:#?}\n{}", all(&texts));
            }
            if !run.is_empty() {
                let plan = &plans[places[0].0];
                let state = replayed(plan, run);
                for at in &places[..2] {
                    assert!(get(*at).1.start.iter().any(|e| holds(e, &state)), "round {round}: the run does not start {at:?}: {finding:#?}\n{}", all(&texts));
                }
                runs += 1;
            }
            hours += usize::from(finding.message.contains("(Mon"));
            told += 1;
            stars.push(places);
        }
        for (a, b) in pairs.iter().filter(|(a, b)| open(a) && open(b)) {
            // Two are named as rivals, or each with a third.
            let named = |at| stars.iter().any(|s| s.contains(at));
            let said = stars.iter().any(|s| s.contains(a) && s.contains(b)) || named(a) && named(b);
            assert!(said, "round {round}: {a:?} and {b:?} are rivals, and nothing says so\n{:#?}\n{}", found.between, all(&texts));
        }
        silent += usize::from(!pairs.iter().any(|(a, b)| open(a) && open(b)));
        for at in procedures.iter().filter(|at| get(**at).1.waived) {
            let used = pairs.iter().any(|(a, b)| a == at || b == at);
            let alone = plans[at.0].procedures.iter().any(|other| apart(get(*at), (&plans[at.0], other)).len() < 25 && !std::ptr::eq(other, get(*at).1));
            let stale = found.between.iter().any(|f| f.code == "P009" && f.main() == (at.0, &format!("waiver {}", at.1)));
            assert!(stale != used || alone && !stale, "round {round}: the waiver of {at:?}: stale {stale}, used {used}\n{}", all(&texts));
            waived += usize::from(used);
            stale_ones += usize::from(stale);
        }
    }
    eprintln!("P505: {told} findings ({hours} at some hours, {runs} with a run), {silent} silent groups, {waived} waivers in use, {stale_ones} stale");
    assert!(told > 200 && silent > 200 && waived > 20 && runs > 100 && hours > 20 && stale_ones > 4);
}
