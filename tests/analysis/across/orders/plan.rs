//! Plans with orders and prohibitions, made at random, and their text.

use super::super::super::random::Random;

#[derive(Debug, Clone)]
pub(super) enum Cond {
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
pub(super) enum Whom {
    Everyone,
    All(Vec<usize>),
    Any(Vec<usize>),
}

#[derive(Debug, Clone)]
pub(super) struct Approval {
    pub(super) any: bool,
    pub(super) posts: Vec<usize>,
}

#[derive(Debug, Clone)]
pub(super) struct Ban {
    pub(super) whom: Whom,
    pub(super) act: usize,
    pub(super) when: Option<Cond>,
    pub(super) unless: Option<Approval>,
    pub(super) waived: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) names: Vec<String>,
    pub(super) when: Option<Cond>,
    pub(super) after_first: bool,
    pub(super) approved: Option<Approval>,
    pub(super) recovery: bool,
    pub(super) orders: Vec<(Whom, usize)>,
    /// A `must not` among the duties.
    pub(super) refused: Option<(Whom, usize)>,
    pub(super) bans: Vec<Ban>,
    pub(super) waived: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Procedure {
    pub(super) names: Vec<String>,
    pub(super) scope: Option<usize>,
    pub(super) start: Cond,
    pub(super) consent: bool,
    pub(super) steps: Vec<Step>,
    pub(super) bans: Vec<Ban>,
    pub(super) activated: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) org: usize,
    pub(super) posts: Vec<Vec<String>>,
    /// The last post is a group of the first two.
    pub(super) signals: Vec<Vec<String>>,
    pub(super) actions: Vec<Vec<String>>,
    pub(super) procedures: Vec<Procedure>,
    pub(super) bans: Vec<Ban>,
}

pub(super) fn cond(random: &mut Random, depth: usize) -> Cond {
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

pub(super) fn whom(random: &mut Random) -> Whom {
    let two = || vec![0, 1];
    match random.below(8) {
        0 | 1 => Whom::Everyone,
        2 => Whom::All(two()),
        3 => Whom::Any(two()),
        4 => Whom::All(vec![3]),
        _ => Whom::All(vec![random.below(3)]),
    }
}

pub(super) fn approval(random: &mut Random) -> Approval {
    match random.below(4) {
        0 => Approval { any: true, posts: vec![1, 2] },
        1 => Approval { any: false, posts: vec![1, 2] },
        _ => Approval { any: false, posts: vec![1 + random.below(2)] },
    }
}

pub(super) fn ban(random: &mut Random) -> Ban {
    let when = (random.below(3) == 0).then(|| cond(random, 1));
    let unless = (random.below(5) == 0).then(|| approval(random));
    Ban { whom: whom(random), act: random.below(3), when, unless, waived: random.below(12) == 0 }
}

pub(super) fn bans(random: &mut Random, most: usize) -> Vec<Ban> {
    (0..random.below(most * 2 + 1).saturating_sub(most)).map(|_| ban(random)).collect()
}

pub(super) fn step(random: &mut Random, at: usize) -> Step {
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

pub(super) fn procedure(random: &mut Random, at: usize) -> Procedure {
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

pub(super) fn plans(random: &mut Random) -> Vec<Plan> {
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

pub(super) fn said(plan: &Plan, cond: &Cond) -> String {
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

pub(super) fn actors(plan: &Plan, whom: &Whom) -> String {
    let list = |posts: &[usize]| posts.iter().map(|p| plan.posts[*p][0].clone()).collect::<Vec<_>>().join(", ");
    match whom {
        Whom::Everyone => "everyone".to_owned(),
        Whom::All(posts) => list(posts),
        Whom::Any(posts) => format!("any of {}", list(posts)),
    }
}

pub(super) fn consent(plan: &Plan, approval: &Approval) -> String {
    let posts: Vec<&str> = approval.posts.iter().map(|p| plan.posts[*p][0].as_str()).collect();
    if approval.any { format!("approved by any of {}", posts.join(", ")) } else { format!("approved by {}", posts.join(" and ")) }
}

pub(super) fn act(plan: &Plan, act: usize) -> String {
    plan.actions.get(act).map_or("do \"run\"".to_owned(), |names| format!("do {}", names[0]))
}

pub(super) fn forbid(plan: &Plan, ban: &Ban, mark: &str) -> String {
    let unless = ban.unless.as_ref().map_or(String::new(), |a| format!(" unless {}", consent(plan, a)));
    let when = ban.when.as_ref().map_or(String::new(), |w| format!(" when {}", said(plan, w)));
    let waiver = if ban.waived { format!(" {{\n allow ordered-and-forbidden \"never together\" //@ waiver {mark}\n}}") } else { String::new() };
    format!("forbid {}\n{} //@ {mark}\n{unless}{when}{waiver}\n", actors(plan, &ban.whom), act(plan, ban.act))
}

pub(super) fn written(plan: &Plan, at: usize) -> String {
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

pub(super) fn is_after(procedure: &Procedure, nth: usize) -> bool {
    procedure.steps[nth].after_first && procedure.steps[nth].recovery == procedure.steps[0].recovery
}
