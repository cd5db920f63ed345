//! Plans made from one by small changes, and their text.

use super::super::super::random::Random;
use std::collections::BTreeSet;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Limit {
    Minutes(u64),
    Vague,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verb {
    Tell,
    Ask,
    Call,
    Do,
}

/// A post, as its number in all plans.
pub(super) type Post = usize;

#[derive(Debug, Clone)]
pub(super) struct Duty {
    pub(super) verb: Verb,
    pub(super) actors: Vec<Post>,
    pub(super) to: Vec<Post>,
    /// What is dialled, or the service by its number.
    pub(super) dialled: Result<Vec<&'static str>, usize>,
    pub(super) limits: Vec<Limit>,
}

#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) names: Vec<String>,
    pub(super) when: Option<u32>,
    pub(super) duties: Vec<Duty>,
    pub(super) limits: Vec<Limit>,
    pub(super) waived: Option<&'static str>,
}

#[derive(Debug, Clone)]
pub(super) struct Service {
    pub(super) names: Vec<String>,
    pub(super) numbers: Vec<&'static str>,
}

#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) org: Option<usize>,
    pub(super) family: Option<usize>,
    pub(super) posts: Vec<Option<Vec<String>>>,
    pub(super) services: Vec<Option<Service>>,
    pub(super) start: u32,
    pub(super) steps: Vec<Step>,
    pub(super) waived: Option<&'static str>,
}

pub(super) const POSTS: usize = 5;
pub(super) const RULES: &[&str] = &["inconsistent-deadline", "conflicting-number", "inconsistent-recipient"];
pub(super) const PUBLIC: &[&str] = &["119", "110", "120"];
pub(super) const NUMBERS: &[&str] = &["119", "110", "120", "8001", "8002"];

pub(super) fn some(random: &mut Random, most: usize) -> Vec<Post> {
    let mut list: Vec<Post> = (0..POSTS).filter(|_| random.below(4) == 0).take(most).collect();
    if list.is_empty() {
        list.push(random.below(POSTS));
    }
    list
}

pub(super) fn limit(random: &mut Random) -> Limit {
    if random.below(8) == 0 { Limit::Vague } else { Limit::Minutes(1 + random.below(3) as u64) }
}

pub(super) fn duty(random: &mut Random) -> Duty {
    let verb = random.one(&[Verb::Tell, Verb::Tell, Verb::Ask, Verb::Call, Verb::Do]);
    let dialled = if random.below(2) == 0 { Err(random.below(2)) } else { Ok(vec![random.one(NUMBERS)]) };
    let limits = (0..random.below(3)).map(|_| limit(random)).collect();
    Duty { verb, actors: some(random, 2), to: some(random, 3), dialled, limits }
}

pub(super) fn step(random: &mut Random, at: usize) -> Step {
    let duties = (0..1 + random.below(4) / 3).map(|_| duty(random)).collect();
    let limits = (0..random.below(5) / 3).map(|_| limit(random)).collect();
    let when = (random.below(3) == 0).then(|| random.below(3) as u32);
    Step { names: vec![format!("s{at}"), format!("step {at}")], when, duties, limits, waived: None }
}

pub(super) fn base(random: &mut Random) -> Plan {
    let posts = (0..POSTS).map(|at| Some(vec![format!("r{at}"), format!("post {at}")])).collect();
    let services = (0..2).map(|at| Some(Service { names: vec![format!("v{at}"), format!("service {at}")], numbers: vec![random.one(NUMBERS)] }));
    let services = services.collect();
    let steps = (0..2 + random.below(2)).map(|at| step(random, at)).collect();
    Plan { org: None, family: None, posts, services, start: random.below(3) as u32, steps, waived: None }
}

/// A plan that belongs somewhere, with none to five changes.
pub(super) fn copy(random: &mut Random, base: &Plan) -> Plan {
    let mut plan = base.clone();
    (plan.org, plan.family) = match random.below(8) {
        0 => (Some(0), None),
        1 => (Some(1), None),
        2 => (Some(0), Some(0)),
        3 => (Some(1), Some(0)),
        _ => (Some(0), Some(0)),
    };
    for _ in 0..random.below(6) {
        change(random, &mut plan);
    }
    let spoken: BTreeSet<Post> = plan.steps.iter().flat_map(|s| &s.duties).flat_map(|d| d.actors.iter().chain(&d.to)).copied().collect();
    for post in spoken.into_iter().filter(|p| plan.posts[*p].is_none()).collect::<Vec<_>>() {
        plan.posts[post] = base.posts[post].clone();
    }
    plan
}

pub(super) fn change(random: &mut Random, plan: &mut Plan) {
    let at = random.below(plan.steps.len());
    // Where two steps in a row had lost their names, nobody could say which is which.
    let is_renamed = plan.steps.iter().any(|s| s.names[0].starts_with('t'));
    let step = &mut plan.steps[at];
    let nth = random.below(step.duties.len());
    let duty = &mut step.duties[nth];
    match random.below(14) {
        0 | 1 => duty.limits = (0..random.below(3)).map(|_| limit(random)).collect(),
        2 => step.limits = (0..random.below(2)).map(|_| limit(random)).collect(),
        3 => step.when = step.when.map(|_| random.below(3) as u32),
        4 => duty.to = some(random, 3),
        5 => duty.actors = some(random, 2),
        6 => duty.dialled = Ok(vec![random.one(NUMBERS), random.one(NUMBERS)]),
        7 if !is_renamed => step.names[random.below(2)] = format!("task-{at}"),
        8 if !is_renamed => step.names = vec![format!("t{at}"), format!("job {at}")],
        9 => {
            let post = random.below(POSTS);
            match (plan.posts[post].as_mut(), random.below(3)) {
                (Some(names), 0) => names[0] = format!("q{post}"),
                (Some(names), 1) => names[1] = format!("office {post}"),
                (Some(names), _) => *names = vec![format!("x{post}"), format!("chair {post}"), format!("post {post}")],
                (None, _) => {}
            }
        }
        10 => {
            let post = random.below(POSTS);
            let used = |list: &[Post]| list.contains(&post);
            if !plan.steps.iter().flat_map(|s| &s.duties).any(|d| used(&d.actors) || used(&d.to)) {
                plan.posts[post] = None;
            }
        }
        11 => {
            let service = random.below(2);
            if let Some(service) = &mut plan.services[service] {
                service.numbers = (0..1 + random.below(2)).map(|_| random.one(NUMBERS)).collect();
            }
        }
        12 => {
            let rule = random.one(RULES);
            if random.below(3) == 0 { plan.waived = Some(rule) } else { plan.steps[at].waived = Some(rule) }
        }
        _ => {
            let more = step.duties.iter().all(|d| d.verb != Verb::Do);
            if more {
                let mut new = self::duty(random);
                new.verb = Verb::Do;
                step.duties.push(new);
            } else {
                plan.start = random.below(3) as u32;
            }
        }
    }
}

pub(super) fn written(plan: &Plan, at: usize) -> String {
    let mut text = format!("plan p{at} {{ region CN");
    plan.org.iter().for_each(|o| text += &format!(" org \"Centre {o}\""));
    plan.family.iter().for_each(|f| text += &format!(" family \"Centres {f}\""));
    text += " }\n";
    plan.waived.iter().for_each(|rule| text += &format!("allow {rule} \"it was agreed\" //@ waiver\n"));
    for names in plan.posts.iter().flatten() {
        let also: String = names.iter().skip(2).map(|n| format!("  also called \"{n}\"")).collect();
        text += &format!("role {} \"{}\" {{ phone \"7000\"{also} }}\n", names[0], names[1]);
    }
    for (id, service) in plan.services.iter().enumerate().filter_map(|(id, s)| Some((id, s.as_ref()?))) {
        let numbers = service.numbers.iter().map(|n| format!("\"{n}\"")).collect::<Vec<_>>().join(", ");
        text += &format!("service {} \"{}\" {{\n  phone {numbers} //@ service {id}\n}}\n", service.names[0], service.names[1]);
    }
    text += "signal fire { reported by anyone }\ngauge heat { unit ℃ }\n";
    text += &format!("procedure p \"Fire\" {{\n  start when\n    heat > {}℃ //@ start\n", plan.start);
    for (id, step) in plan.steps.iter().enumerate() {
        let when = step.when.map_or(String::new(), |v| format!(" when\n    fire and heat > {v}℃ //@ when {id}\n   "));
        text += &format!("  step {} \"{}\"{when} {{\n", step.names[0], step.names[1]);
        for (rung, limit) in step.limits.iter().enumerate() {
            text += &format!("    {} //@ limit {id} {rung}\n", length(*limit));
        }
        for (nth, duty) in step.duties.iter().enumerate() {
            text += &format!("    {}\n", self::said(plan, duty, &format!("duty {id} {nth}")));
        }
        step.waived.iter().for_each(|rule| text += &format!("    allow {rule} \"it was agreed\" //@ waiver {id}\n"));
        text += "  }\n";
    }
    text + "}\n"
}

pub(super) fn length(limit: Limit) -> String {
    match limit {
        Limit::Minutes(m) => format!("within {m}m else do \"ask again\""),
        Limit::Vague => "within promptly else do \"ask again\"".to_owned(),
    }
}

pub(super) fn said(plan: &Plan, duty: &Duty, mark: &str) -> String {
    let name = |p: &Post| plan.posts[*p].as_ref().unwrap()[0].clone();
    let list = |ids: &[Post]| ids.iter().map(name).collect::<Vec<_>>().join(", ");
    let act = match (duty.verb, &duty.dialled) {
        (Verb::Tell, _) => format!("notify {}", list(&duty.to)),
        (Verb::Ask, _) => format!("request approval of {}", list(&duty.to)),
        (Verb::Call, Ok(numbers)) => format!("call {}", numbers.iter().map(|n| format!("\"{n}\"")).collect::<Vec<_>>().join(", ")),
        (Verb::Call, Err(service)) => format!("call {}", plan.services[*service].as_ref().unwrap().names[0]),
        (Verb::Do, _) => "do \"walk the floor\"".to_owned(),
    };
    let limits: String = duty.limits.iter().enumerate().map(|(rung, l)| format!("\n      {} //@ {mark} {rung}", length(*l))).collect();
    format!("{} must {act} //@ {mark}{limits}", list(&duty.actors))
}
