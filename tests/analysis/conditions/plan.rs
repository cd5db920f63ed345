//! Small plans made at random, and how they are written.

use crate::random::Random;

pub(crate) const SIGNS: [&str; 6] = ["=", "!=", "<", "<=", ">", ">="];

/// Whether a value compares so with another; the signs by their place in [`SIGNS`].
pub(crate) fn compares<T: PartialOrd>(a: T, sign: usize, b: T) -> bool {
    match sign {
        0 => a == b,
        1 => a != b,
        2 => a < b,
        3 => a <= b,
        4 => a > b,
        _ => a >= b,
    }
}

/// A condition; values are thousandths or milliseconds, lengths of time minutes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cond {
    Signal(usize),
    Gauge(usize, usize, i64),
    Done(usize),
    /// Of this procedure or the other.
    Finished(usize),
    /// `ladder.level`, or the ladder against a level.
    Level(usize, Option<usize>, usize),
    Not(Box<Cond>),
    And(Vec<Cond>),
    Or(Vec<Cond>),
    For(Box<Cond>, i64),
}

#[derive(Debug)]
pub(crate) struct Gauge {
    pub(crate) unit: &'static str,
    pub(crate) range: (Option<i64>, Option<i64>),
    /// What is compared with it.
    pool: &'static [i64],
}

#[derive(Debug, Default)]
pub(crate) struct Ladder {
    pub(crate) worst_first: bool,
    pub(crate) prefer_highest: bool,
    pub(crate) levels: Vec<Option<Cond>>,
}

impl Ladder {
    /// 1 for the mildest.
    pub(crate) fn rank(&self, level: usize) -> usize {
        if self.worst_first { self.levels.len() - level } else { level + 1 }
    }
}

#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) after: Vec<usize>,
    pub(crate) any: bool,
    pub(crate) when: Option<Cond>,
    pub(crate) forbid: Option<Cond>,
    pub(crate) in_recovery: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Role {
    Start,
    Step(usize),
    /// In a step, or in the procedure.
    Forbid(Option<usize>),
    /// In the whole file.
    Banned,
    Escalate,
    Finish,
    Level(usize, usize),
}

#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) gauges: Vec<Gauge>,
    pub(crate) signals: usize,
    pub(crate) ladders: Vec<Ladder>,
    pub(crate) banned: Option<Cond>,
    pub(crate) starts: Vec<Cond>,
    pub(crate) steps: Vec<Step>,
    pub(crate) forbid: Option<Cond>,
    pub(crate) escalate: Option<Cond>,
    pub(crate) finishes: Vec<Cond>,
    /// What a drill sets.
    pub(crate) set: Vec<(usize, i64)>,
}

/// What may stand in a condition.
struct Choice<'p> {
    plan: &'p Plan,
    steps: usize,
    ladders: usize,
    finished: bool,
    /// How many lengths of time may still be written.
    fors: &'p mut usize,
}

fn leaf(random: &mut Random, choice: &mut Choice<'_>) -> Cond {
    loop {
        match random.below(14) {
            0 | 1 if choice.plan.signals > 0 => return Cond::Signal(random.below(choice.plan.signals)),
            2 | 3 if choice.steps > 0 => return Cond::Done(random.below(choice.steps)),
            4 if choice.finished => return Cond::Finished(random.below(2)),
            5 | 6 if choice.ladders > 0 => {
                let ladder = random.below(choice.ladders);
                let level = random.below(choice.plan.ladders[ladder].levels.len());
                let sign = (random.below(3) > 0).then(|| random.below(6));
                return Cond::Level(ladder, sign, level);
            }
            7..14 if !choice.plan.gauges.is_empty() => {
                let gauge = random.below(choice.plan.gauges.len());
                return comparison(random, choice.plan, gauge);
            }
            _ => {}
        }
    }
}

fn comparison(random: &mut Random, plan: &Plan, gauge: usize) -> Cond {
    let sign = if random.below(4) == 0 { random.below(2) } else { 2 + random.below(4) };
    Cond::Gauge(gauge, sign, random.one(plan.gauges[gauge].pool))
}

fn condition(random: &mut Random, choice: &mut Choice<'_>, depth: usize) -> Cond {
    let parts = |random: &mut Random, choice: &mut Choice<'_>| (0..2 + random.below(5) / 4).map(|_| condition(random, choice, depth - 1)).collect::<Vec<_>>();
    match random.below(10) {
        0..=2 if depth > 0 => Cond::And(parts(random, choice)),
        3..=5 if depth > 0 => Cond::Or(parts(random, choice)),
        6 if depth > 0 => Cond::Not(Box::new(condition(random, choice, depth - 1))),
        7 if *choice.fors > 0 => {
            *choice.fors -= 1;
            let depth = usize::from(depth > 0 && random.below(2) == 0);
            let inner = condition(random, choice, depth);
            Cond::For(Box::new(inner), random.one(&[10, 20]))
        }
        _ => leaf(random, choice),
    }
}

const KINDS: [(&str, &[i64]); 5] = [
    ("人", &[0, 1000, 2000, 3000, 5000, 4000]),
    ("条", &[0, 1000, 2000, 2500, 3000]),
    ("℃", &[-5000, 0, 10_000, 35_500, 38_000, 10_001]),
    ("%", &[0, 20_000, 50_000, 80_000, 100_000, 120_000]),
    ("time", &[0, 300_000, 5_400_000, 90_000, 3_600_000, 3_601_000]),
];

fn gauge(random: &mut Random) -> Gauge {
    let (unit, pool) = random.one(&KINDS);
    let mut sorted = pool.to_vec();
    sorted.sort_unstable();
    let (low, high) = (sorted[random.below(2)], sorted[sorted.len() - 1 - random.below(2)]);
    let range = match random.below(5) {
        0 => (Some(low), Some(high)),
        1 => (Some(low), None),
        2 => (None, Some(high)),
        _ => (None, None),
    };
    Gauge { unit, range, pool }
}

/// The levels: mostly stretches of a gauge that follow one another with mistakes, else anything.
fn ladder(random: &mut Random, plan: &Plan, before: usize, fors: &mut usize) -> Ladder {
    let count = 2 + random.below(3);
    let mut found = Ladder { worst_first: random.below(3) == 0, prefer_highest: random.below(3) == 0, levels: Vec::new() };
    let axis = random.below(plan.gauges.len().max(1));
    let staircase = !plan.gauges.is_empty() && random.below(3) > 0;
    let mut bounds: Vec<i64> = plan.gauges.get(axis).map_or(Vec::new(), |g| g.pool.to_vec());
    bounds.sort_unstable();
    let falling = random.below(2) == 0;
    for level in 0..count {
        if random.below(12) == 0 {
            found.levels.push(None);
            continue;
        }
        let mut choice = Choice { plan, steps: 0, ladders: before, finished: random.below(4) == 0, fors };
        if !staircase {
            let depth = random.below(3);
            found.levels.push(Some(condition(random, &mut choice, depth)));
            continue;
        }
        let slip = |random: &mut Random, at: usize| (at + [0, 0, 0, 0, 1, 2][random.below(6)]).min(bounds.len() - 1);
        let (from, to) = (slip(random, level), slip(random, level + 1));
        let (from, to) = if falling { (bounds.len() - 1 - from, bounds.len() - 1 - to) } else { (from, to) };
        let out = Cond::Gauge(axis, if falling { random.one(&[2, 3, 3]) } else { random.one(&[4, 5, 5]) }, bounds[from]);
        let back = Cond::Gauge(axis, if falling { random.one(&[4, 4, 5]) } else { random.one(&[2, 2, 3]) }, bounds[to]);
        let mut cond = if found.prefer_highest && random.below(2) == 0 || level + 1 == count && random.below(3) > 0 { out } else { Cond::And(vec![out, back]) };
        cond = match random.below(8) {
            0 => Cond::Or(vec![cond, condition(random, &mut choice, 1)]),
            1 => Cond::And(vec![cond, leaf(random, &mut choice)]),
            2 if level == 0 => Cond::Or(vec![cond, Cond::Not(Box::new(leaf(random, &mut choice)))]),
            _ => cond,
        };
        found.levels.push(Some(cond));
    }
    found
}

pub(crate) fn plan(random: &mut Random) -> Plan {
    let mut plan = Plan { signals: random.below(3), ..Plan::default() };
    plan.gauges = (0..if plan.signals == 0 { 1 + random.below(3) } else { random.below(4) }).map(|_| gauge(random)).collect();
    // One plan in four speaks of lengths of time.
    let mut fors = if random.below(4) == 0 { 2 } else { 0 };
    if fors > 0 {
        plan.gauges.truncate(1 + random.below(2));
        plan.signals = plan.signals.min(1);
    }
    let ladders = if fors > 0 { random.below(2) } else { random.one(&[0, 0, 1, 1, 2]) };
    for before in 0..ladders {
        let ladder = ladder(random, &plan, before, &mut fors);
        plan.ladders.push(ladder);
    }
    let count = random.one(&[0, 1, 1, 1, 2, 2, 3]);
    for at in 0..count {
        let after = (0..at).filter(|_| random.below(3) == 0).collect();
        plan.steps.push(Step { after, any: random.below(3) == 0, when: None, forbid: None, in_recovery: at > 0 && at + 1 == count && random.below(4) == 0 });
    }
    let mut cond = |random: &mut Random, plan: &Plan| {
        let depth = random.one(&[0, 0, 1, 1, 1, 2, 3]);
        let (ladders, finished) = (plan.ladders.len(), random.below(4) == 0);
        condition(random, &mut Choice { plan, steps: count, ladders, finished, fors: &mut fors }, depth)
    };
    plan.starts = (0..1 + random.below(6) / 5).map(|_| cond(random, &plan)).collect();
    for at in 0..count {
        if random.below(2) > 0 {
            let when = cond(random, &plan);
            plan.steps[at].when = Some(when);
            if waits_for_itself(&plan, at) {
                plan.steps[at].when = None;
            }
        }
        if random.below(6) == 0 {
            plan.steps[at].forbid = Some(cond(random, &plan));
        }
    }
    plan.forbid = (random.below(5) == 0).then(|| cond(random, &plan));
    plan.escalate = (random.below(5) == 0).then(|| cond(random, &plan));
    plan.finishes = (0..random.below(2)).map(|_| cond(random, &plan)).collect();
    plan.banned = (random.below(8) == 0).then(|| {
        let (plan, ladders) = (&plan, plan.ladders.len());
        condition(random, &mut Choice { plan, steps: 0, ladders, finished: true, fors: &mut fors }, 2)
    });
    if !plan.gauges.is_empty() && random.below(3) == 0 {
        let gauge = random.below(plan.gauges.len());
        plan.set.push((gauge, random.one(plan.gauges[gauge].pool)));
    }
    plan
}

/// Whether a step waits for others that wait for it; itself alone is let stand.
fn waits_for_itself(plan: &Plan, at: usize) -> bool {
    fn speaks(cond: &Cond, found: &mut Vec<usize>) {
        match cond {
            Cond::Done(step) => found.push(*step),
            Cond::Not(inner) | Cond::For(inner, _) => speaks(inner, found),
            Cond::And(parts) | Cond::Or(parts) => parts.iter().for_each(|p| speaks(p, found)),
            Cond::Signal(_) | Cond::Gauge(..) | Cond::Finished(_) | Cond::Level(..) => {}
        }
    }
    let next = |step: usize| {
        let mut found = plan.steps[step].after.clone();
        plan.steps[step].when.iter().for_each(|w| speaks(w, &mut found));
        found.into_iter().filter(move |s| *s != step)
    };
    let (mut open, mut seen) = (next(at).collect::<Vec<_>>(), Vec::new());
    while let Some(step) = open.pop() {
        if step == at {
            return true;
        }
        if !seen.contains(&step) {
            seen.push(step);
            open.extend(next(step));
        }
    }
    false
}

/// A value as it is written.
pub(crate) fn amount(unit: &str, value: i64) -> String {
    if unit == "time" {
        return match value {
            0 => "0m".to_owned(),
            v if v % 3_600_000 == 0 => format!("{}h", v / 3_600_000),
            v if v % 60_000 == 0 => format!("{}m", v / 60_000),
            v => format!("{}s", v / 1000),
        };
    }
    let sign = if value < 0 { "-" } else { "" };
    let (whole, rest) = (value.abs() / 1000, value.abs() % 1000);
    if rest == 0 { format!("{sign}{whole}{unit}") } else { format!("{sign}{whole}.{}{unit}", format!("{rest:03}").trim_end_matches('0')) }
}

pub(crate) fn written(plan: &Plan, cond: &Cond) -> String {
    let inner = |c: &Cond| if matches!(c, Cond::And(_) | Cond::Or(_) | Cond::For(..)) { format!("({})", written(plan, c)) } else { written(plan, c) };
    match cond {
        Cond::Signal(id) => format!("f{id}"),
        Cond::Gauge(id, sign, value) => format!("g{id} {} {}", SIGNS[*sign], amount(plan.gauges[*id].unit, *value)),
        Cond::Done(step) => format!("done s{step}"),
        Cond::Finished(id) => format!("finished {}", ["p", "q"][*id]),
        Cond::Level(ladder, None, level) => format!("L{ladder}.v{ladder}{level}"),
        Cond::Level(ladder, Some(sign), level) => format!("L{ladder} {} v{ladder}{level}", SIGNS[*sign]),
        Cond::Not(c) => format!("not {}", inner(c)),
        Cond::And(parts) => parts.iter().map(inner).collect::<Vec<_>>().join(" and "),
        Cond::Or(parts) => parts.iter().map(inner).collect::<Vec<_>>().join(" or "),
        Cond::For(c, time) => format!("{} for {time}m", inner(c)),
    }
}

/// The text, and each condition with its line.
pub(crate) fn text(plan: &Plan) -> (String, Vec<(usize, Role, &Cond)>) {
    let mut lines = vec!["role r".to_owned()];
    let mut places = Vec::new();
    lines.extend((0..plan.signals).map(|id| format!("signal f{id}")));
    for (id, gauge) in plan.gauges.iter().enumerate() {
        let end = |e: Option<i64>| e.map_or(String::new(), |e| amount(gauge.unit, e));
        let (low, high) = (end(gauge.range.0), end(gauge.range.1));
        let range = if low.is_empty() && high.is_empty() { String::new() } else { format!("   range {low}..{high}") };
        lines.push(format!("gauge g{id} {{ unit {}{range} }}", gauge.unit));
    }
    for (id, ladder) in plan.ladders.iter().enumerate() {
        lines.push(format!("levels L{id} {{"));
        lines.extend(ladder.worst_first.then(|| "  worst first".to_owned()));
        lines.extend(ladder.prefer_highest.then(|| "  prefer highest".to_owned()));
        for (level, when) in ladder.levels.iter().enumerate() {
            places.extend(when.iter().map(|c| (lines.len(), Role::Level(id, level), c)));
            lines.push(format!("  level v{id}{level}{}", when.as_ref().map_or(String::new(), |c| format!(" when {}", written(plan, c)))));
        }
        lines.push("}".to_owned());
    }
    let forbidden = |at: &str, cond: &Cond| format!("forbid r do \"{at}\" when {}", written(plan, cond));
    if let Some(cond) = &plan.banned {
        places.push((lines.len(), Role::Banned, cond));
        lines.push(forbidden("shout", cond));
    }
    lines.push("procedure p {".to_owned());
    for cond in &plan.starts {
        places.push((lines.len(), Role::Start, cond));
        lines.push(format!("  start when {}", written(plan, cond)));
    }
    for (at, step) in plan.steps.iter().enumerate() {
        lines.extend(step.in_recovery.then(|| "  recovery {".to_owned()));
        let names: Vec<String> = step.after.iter().map(|s| format!("s{s}")).collect();
        let after = if names.is_empty() { String::new() } else { format!(" after {}{}", if step.any { "any of " } else { "" }, names.join(", ")) };
        places.extend(step.when.iter().map(|c| (lines.len(), Role::Step(at), c)));
        let when = step.when.as_ref().map_or(String::new(), |c| format!(" when {}", written(plan, c)));
        lines.push(format!("  step s{at}{after}{when} {{"));
        if let Some(cond) = &step.forbid {
            places.push((lines.len(), Role::Forbid(Some(at)), cond));
            lines.push(forbidden(&format!("shout {at}"), cond));
        }
        lines.push(if step.in_recovery { "  } }".to_owned() } else { "  }".to_owned() });
    }
    if let Some(cond) = &plan.forbid {
        places.push((lines.len(), Role::Forbid(None), cond));
        lines.push(forbidden("run", cond));
    }
    if let Some(cond) = &plan.escalate {
        places.push((lines.len(), Role::Escalate, cond));
        lines.push(format!("  escalate to r after 1h when {}", written(plan, cond)));
    }
    for cond in &plan.finishes {
        places.push((lines.len(), Role::Finish, cond));
        lines.push(format!("  finish when {}", written(plan, cond)));
    }
    lines.push("}".to_owned());
    if !plan.set.is_empty() || lines.iter().any(|l| l.contains("finished q")) {
        lines.push("signal o\nprocedure q { start when o }".to_owned());
    }
    for (id, value) in &plan.set {
        lines.push(format!("drill \"d\" of q {{ at 0m set g{id} to {} }}", amount(plan.gauges[*id].unit, *value)));
    }
    (lines.join("\n") + "\n", places)
}
