//! Small plans in which one role has several things to do.

use super::super::super::random::Random;
use std::collections::BTreeSet;

#[derive(Clone, PartialEq)]
pub(super) enum Need {
    Nothing,
    All(Vec<usize>),
    Any(Vec<usize>),
    /// The signal, for so long.
    Signal(i64),
    Held(usize, i64),
    Both(usize),
    Either(usize),
    /// Any of these while that one is not done.
    AnyNot(Vec<usize>, usize),
    /// The step while the signal is not up.
    NotSignal(usize),
}

impl Need {
    /// The steps it speaks of.
    pub(super) fn steps(&self) -> Vec<usize> {
        match self {
            Need::All(ids) | Need::Any(ids) => ids.clone(),
            Need::Held(id, _) | Need::Both(id) | Need::Either(id) | Need::NotSignal(id) => vec![*id],
            Need::AnyNot(ids, not) => ids.iter().copied().chain([*not]).collect(),
            Need::Nothing | Need::Signal(_) => Vec::new(),
        }
    }

    pub(super) fn speaks_of_the_signal(&self) -> bool {
        matches!(self, Need::Signal(_) | Need::Both(_) | Need::Either(_) | Need::NotSignal(_))
    }
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Clock {
    Due,
    Start,
    Step(usize),
    Signal,
    /// The signal that starts the procedure.
    Fire,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum End {
    Never,
    Done(usize),
    Signal,
    Either(usize),
}

pub(super) struct Step {
    pub(super) need: Need,
    pub(super) approved: bool,
    pub(super) least: i64,
    pub(super) most: i64,
    pub(super) who: &'static str,
    pub(super) limits: Vec<(Clock, i64)>,
    pub(super) in_recovery: bool,
}

impl Step {
    pub(super) fn is_automatic(&self) -> bool {
        self.who.is_empty()
    }

    /// The one role that it keeps busy.
    pub(super) fn role(&self) -> Option<&'static str> {
        let role = match self.who {
            "lead" | "pair" | "1 of pair" => Some("lead"),
            "guard" => Some("guard"),
            _ => None,
        };
        role.filter(|_| !self.limits.is_empty() && self.least > 0)
    }
}

pub(super) struct Plan {
    pub(super) steps: Vec<Step>,
    /// How long the fire must have lasted at the start.
    pub(super) held: i64,
    pub(super) end: End,
}

impl Plan {
    pub(super) fn new(random: &mut Random) -> Self {
        let kind = random.below(5);
        let count = 2 + random.below(3);
        let held = if random.below(5) == 0 { 1 + random.below(2) as i64 } else { 0 };
        let mut steps: Vec<Step> = Vec::new();
        match kind {
            // One of two things comes first, then the lead has two or three to do that count from either.
            0 | 4 => fork(random, &mut steps),
            1 => (0..count).for_each(|_| steps.push(if random.below(4) > 0 { plain(random) } else { plain(random).counting(random, count) })),
            _ => {
                while steps.len() < count {
                    let next = step(random, &steps, count);
                    steps.push(next);
                }
            }
        }
        let mut end = End::Never;
        if kind == 3 && random.below(2) == 0 {
            end = random.one(&[End::Done(0), End::Signal, End::Either(0)]);
            let first = 1 + random.below(2).min(steps.len() - 1);
            // What is read from the text is that a step of the recovery waits for the end.
            steps.iter_mut().skip(first).for_each(|s| s.in_recovery = true);
            let early: Vec<usize> = (0..first).collect();
            let waits_well = |s: &Step| s.need.steps().iter().all(|id| s.in_recovery || early.contains(id));
            if !steps.iter().all(waits_well) {
                steps.iter_mut().for_each(|s| s.in_recovery = false);
                end = End::Never;
            }
        }
        Self { steps, held, end }
    }

    /// Whether nothing ends it and no step waits for what is not so.
    pub(super) fn is_simple(&self) -> bool {
        self.end == End::Never && !self.steps.iter().any(|s| matches!(s.need, Need::AnyNot(..) | Need::NotSignal(_)))
    }

    pub(super) fn written(&self) -> String {
        let mut text = "role lead { phone \"1\" }\nrole guard { phone \"2\" }\nrole boss { phone \"3\" }\ngroup pair { leader lead phone \"4\" }\nsignal fire { reported by lead }\nsignal sig { reported by lead }\nprocedure p {\n".to_owned();
        text += &if self.held > 0 { format!("  start when fire for {}m\n", self.held) } else { "  start when fire\n".to_owned() };
        text += &match self.end {
            End::Never => String::new(),
            End::Done(id) => format!("  finish when done s{id}\n"),
            End::Signal => "  finish when sig\n".to_owned(),
            End::Either(id) => format!("  finish when done s{id} or sig\n"),
        };
        for recovery in [false, true] {
            let steps: Vec<String> = self.steps.iter().enumerate().filter(|(_, s)| s.in_recovery == recovery).map(|(at, s)| s.written(at)).collect();
            text += &match (recovery, steps.is_empty()) {
                (true, true) => String::new(),
                (true, false) => format!("  recovery {{\n{}  }}\n", steps.concat()),
                (false, _) => steps.concat(),
            };
        }
        text + "}\n"
    }
}

impl Step {
    /// Whether it waits for the same as another.
    pub(super) fn waits_like(&self, other: &Self) -> bool {
        self.need == other.need && self.approved == other.approved && self.in_recovery == other.in_recovery
    }

    fn written(&self, at: usize) -> String {
        let list = |ids: &[usize]| ids.iter().map(|s| format!("s{s}")).collect::<Vec<_>>().join(", ");
        let need = match &self.need {
            Need::Nothing => String::new(),
            Need::All(ids) => format!(" after {}", list(ids)),
            Need::Any(ids) => format!(" after any of {}", list(ids)),
            Need::Signal(0) => " when sig".to_owned(),
            Need::Signal(length) => format!(" when sig for {length}m"),
            Need::Held(id, length) => format!(" when done s{id} for {length}m"),
            Need::Both(id) => format!(" after s{id} when sig"),
            Need::Either(id) => format!(" when done s{id} or sig"),
            Need::AnyNot(ids, not) => format!(" after any of {} when not done s{not}", list(ids)),
            Need::NotSignal(id) => format!(" after s{id} when not sig"),
        };
        let approved = if self.approved { " approved by boss" } else { "" };
        let takes = if self.least == self.most { format!("{}m", self.least) } else { format!("{}m..{}m", self.least, self.most) };
        let mut text = format!("  step s{at}{need}{approved} takes {takes} {{\n");
        text += &if self.is_automatic() { "    automatic\n".to_owned() } else { format!("    {} must do \"work {at}\"\n", self.who) };
        for (clock, length) in &self.limits {
            let clock = match clock {
                Clock::Due => String::new(),
                Clock::Start => " of start".to_owned(),
                Clock::Step(id) => format!(" of s{id}"),
                Clock::Signal => " of sig".to_owned(),
                Clock::Fire => " of fire".to_owned(),
            };
            text += &format!("    within {length}m{clock} else notify boss\n");
        }
        text + "  }\n"
    }

    /// With a limit that counts from another step.
    fn counting(mut self, random: &mut Random, count: usize) -> Self {
        self.limits.push((Clock::Step(random.below(count)), 1 + random.below(4) as i64));
        self
    }
}

/// A step of the lead that is due at the start.
fn plain(random: &mut Random) -> Step {
    let least = 1 + random.below(3) as i64;
    let clock = random.one(&[Clock::Due, Clock::Start, Clock::Fire]);
    Step { need: Need::Nothing, approved: false, least, most: least + 1, who: "lead", limits: vec![(clock, least + 1 + random.below(6) as i64)], in_recovery: false }
}

/// Two things, and steps of the lead that are due when one of them has come.
fn fork(random: &mut Random, steps: &mut Vec<Step>) {
    let other = |random: &mut Random, need: Need, who: &'static str| {
        let least = random.below(4) as i64;
        let most = if who.is_empty() { least + random.below(2) as i64 } else { least + 2 };
        Step { need, approved: false, least, most, who, limits: Vec::new(), in_recovery: false }
    };
    let who = random.one(&["guard", "guard", ""]);
    steps.push(other(random, Need::Nothing, who));
    if random.below(3) > 0 {
        let need = [Need::Nothing, Need::Nothing, Need::All(vec![0]), Need::Signal(0)][random.below(4)].clone();
        let who = random.one(&["guard", "guard", ""]);
        steps.push(other(random, need, who));
    }
    let two = steps.len() == 2;
    let need = match random.below(5) {
        0 if two => Need::AnyNot(vec![0, 1], random.below(2)),
        1 => Need::Both(0),
        _ if two => Need::Any(vec![0, 1]),
        _ => Need::Either(0),
    };
    let sides = if two { [Clock::Step(0), Clock::Step(1)] } else { [Clock::Step(0), Clock::Signal] };
    let least = 1 + random.below(3) as i64;
    for at in 0..2 + random.below(4).min(1) {
        let own = if random.below(4) == 0 { random.one(&[Clock::Due, Clock::Start]) } else { sides[at % 2] };
        let mut limits = vec![(own, least + random.below(4) as i64)];
        if random.below(3) == 0 {
            limits.push((random.one(&[Clock::Due, Clock::Start, Clock::Step(0)]), least + 1 + random.below(5) as i64));
        }
        steps.push(Step { need: need.clone(), approved: false, least, most: least + 1, who: "lead", limits, in_recovery: false });
    }
}

fn step(random: &mut Random, before: &[Step], count: usize) -> Step {
    let at = before.len();
    let some = |random: &mut Random| (0..=random.below(2)).map(|_| random.below(at)).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>();
    let need = match random.below(16) {
        _ if at == 0 => Need::Nothing,
        9..12 => before[at - 1].need.clone(),
        0 | 1 => Need::All(some(random)),
        2 => Need::Any(some(random)),
        3 => Need::Signal(0),
        4 => Need::Signal(1 + random.below(2) as i64),
        5 => Need::Held(random.below(at), 1 + random.below(2) as i64),
        6 => Need::Both(random.below(at)),
        7 => Need::Either(random.below(at)),
        8 => Need::AnyNot(some(random), random.below(at)),
        12 => Need::NotSignal(random.below(at)),
        _ => Need::Nothing,
    };
    let least = 1 + random.below(3) as i64 - i64::from(random.below(8) == 0);
    let who = random.one(&["lead", "lead", "lead", "lead", "lead", "lead", "pair", "1 of pair", "guard", "any of lead, guard", "", ""]);
    let most = if who.is_empty() { least + (random.below(3) as i64 - 1).max(0) } else { least + random.below(3) as i64 };
    let limits = (0..1 + random.below(2)).map(|_| {
        let clock = match random.below(9) {
            0 | 1 => Clock::Start,
            2 => Clock::Signal,
            3 => Clock::Fire,
            4 | 5 => Some(random.below(count)).filter(|s| *s != at).map_or(Clock::Due, Clock::Step),
            _ => Clock::Due,
        };
        (clock, 2 + random.below(6) as i64)
    });
    let limits = if who.is_empty() { Vec::new() } else { limits.collect() };
    // Whether an approval that came too soon still counts is not asked.
    let approved = matches!(need, Need::Nothing) && random.below(8) == 0;
    Step { need, approved, least, most, who, limits, in_recovery: false }
}
