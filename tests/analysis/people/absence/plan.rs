//! Small plans with roles that may be missed.

use super::super::super::random::Random;
use super::super::staff::{Ids, Staff, few, name, names};
use std::collections::BTreeSet;

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Clock {
    Due,
    Start,
    Step(usize),
    Signal,
}

pub(super) enum Else {
    Nothing,
    Do,
    Notify(Ids),
    Escalate(Ids, Ids),
}

pub(super) struct Limit {
    /// `None` for a time in words.
    pub(super) length: Option<i64>,
    pub(super) clock: Clock,
    pub(super) otherwise: Else,
}

impl Limit {
    pub(super) fn new(random: &mut Random, posts: usize, step: usize) -> Self {
        let clock = match random.below(6) {
            0 => Clock::Start,
            1 => Clock::Signal,
            2 if step > 0 => Clock::Step(random.below(step)),
            _ => Clock::Due,
        };
        let otherwise = match random.below(6) {
            0 => Else::Nothing,
            1 => Else::Do,
            2 | 3 => Else::Notify(few(random, posts)),
            _ => Else::Escalate(few(random, posts), if random.below(3) == 0 { few(random, posts) } else { Ids::new() }),
        };
        Self { length: (random.below(15) > 0).then(|| 1 + random.below(12) as i64), clock, otherwise }
    }

    /// Without what follows when it passes.
    pub(super) fn said(&self) -> String {
        let length = self.length.map_or("\"the time agreed\"".to_owned(), |l| format!("{l}m"));
        let clock = match self.clock {
            Clock::Due => String::new(),
            Clock::Start => " of start".to_owned(),
            Clock::Step(id) => format!(" of s{id}"),
            Clock::Signal => " of sig".to_owned(),
        };
        format!("within {length}{clock}")
    }

    pub(super) fn written(&self) -> String {
        let otherwise = match &self.otherwise {
            Else::Nothing => String::new(),
            Else::Do => " else do \"shout\"".to_owned(),
            Else::Notify(to) => format!(" else notify {}", names(to)),
            Else::Escalate(to, by) if by.is_empty() => format!(" else escalate to {}", names(to)),
            Else::Escalate(to, by) => format!(" else escalate to {} by {}", names(to), names(by)),
        };
        self.said() + &otherwise
    }
}

pub(super) struct Consent {
    pub(super) any: bool,
    pub(super) posts: Ids,
}

impl Consent {
    pub(super) fn written(&self) -> String {
        let list: Vec<String> = self.posts.iter().map(|id| name(*id)).collect();
        if self.any { format!(" approved by any of {}", list.join(", ")) } else { format!(" approved by {}", list.join(" and ")) }
    }
}

pub(super) fn consent(random: &mut Random, posts: usize, odds: usize) -> Option<Consent> {
    (random.below(odds) == 0).then(|| Consent { any: random.below(2) == 0, posts: few(random, posts) })
}

pub(super) enum Who {
    /// Of these, all or any.
    Posts(Ids, bool),
    /// So many of one.
    Count(usize, usize),
    Anyone,
}

pub(super) struct Duty {
    pub(super) who: Who,
    pub(super) must: bool,
    pub(super) limits: Vec<Limit>,
    pub(super) line: usize,
}

pub(super) enum Need {
    Nothing,
    All(Ids),
    Any(Ids),
    Signal,
    Held(usize, i64),
    /// A step done, or the signal for so long.
    Or(usize, i64),
}

pub(super) struct Step {
    pub(super) need: Need,
    pub(super) least: i64,
    pub(super) consent: Option<Consent>,
    pub(super) duties: Vec<Duty>,
    pub(super) limits: Vec<Limit>,
    pub(super) recovery: bool,
}

pub(super) struct Plan {
    pub(super) staff: Staff,
    pub(super) start: Option<Consent>,
    pub(super) steps: Vec<Step>,
    /// A step that ends it, or the signal.
    pub(super) finish: Option<(Option<usize>, Option<Consent>)>,
    /// Who reports `fire`, `sig` and `out`; nobody for anyone.
    pub(super) reporters: [Ids; 3],
    /// To whom, after how long, and whether only while the signal is up.
    pub(super) timer: Option<(Ids, i64, bool)>,
    pub(super) text: String,
}

pub(super) fn step(random: &mut Random, posts: usize, at: usize, recovery: bool) -> Step {
    let some = |random: &mut Random| (0..=random.below(2)).map(|_| random.below(at)).collect::<BTreeSet<_>>().into_iter().collect::<Ids>();
    let need = match random.below(9) {
        _ if at == 0 => Need::Nothing,
        0 | 1 => Need::All(some(random)),
        2 | 3 => Need::Any(some(random)),
        4 => Need::Signal,
        5 => Need::Held(random.below(at), 1 + random.below(3) as i64),
        6 => Need::Or(random.below(at), 1 + random.below(5) as i64),
        _ => Need::Nothing,
    };
    let duty = |random: &mut Random| {
        let who = match random.below(12) {
            0 => Who::Anyone,
            1 => Who::Count(1 + random.below(2), random.below(posts)),
            _ => Who::Posts(few(random, posts), random.below(2) == 0),
        };
        let limits = (0..random.below(4).saturating_sub(1)).map(|_| Limit::new(random, posts, at)).collect();
        Duty { who, must: random.below(6) > 0, limits, line: 0 }
    };
    let limits = (0..random.below(4).saturating_sub(2)).map(|_| Limit::new(random, posts, at)).collect();
    Step { need, least: random.below(4) as i64, consent: consent(random, posts, 9), duties: (0..1 + random.below(2)).map(|_| duty(random)).collect(), limits, recovery }
}

impl Plan {
    pub(super) fn new(random: &mut Random) -> Self {
        let (roles, groups) = (2 + random.below(3), random.below(3));
        let staff = Staff::new(random, roles, groups);
        let posts = staff.0.len();
        let count = 1 + random.below(3);
        let mut steps: Vec<Step> = (0..count).map(|at| step(random, posts, at, false)).collect();
        let start = consent(random, posts, 8);
        let finish = (random.below(3) == 0).then(|| ((random.below(2) == 0).then(|| random.below(count)), consent(random, posts, 4)));
        if finish.is_some() {
            steps.push(step(random, posts, count, true));
        }
        let timer = (random.below(3) == 0).then(|| (few(random, posts), 3 + random.below(20) as i64, random.below(2) == 0));
        let mut reporter = || if random.below(4) == 0 { few(random, posts) } else { Ids::new() };
        let reporters = [reporter(), reporter(), reporter()];
        let mut plan = Self { text: staff.written(), staff, start, steps, finish, reporters, timer };
        plan.write();
        plan
    }

    pub(super) fn write(&mut self) {
        let said = |c: &Option<Consent>| c.as_ref().map_or(String::new(), Consent::written);
        let mut text = std::mem::take(&mut self.text);
        for (signal, reporters) in ["fire", "sig", "out"].iter().zip(&self.reporters) {
            let who = if reporters.is_empty() { "anyone".to_owned() } else { names(reporters) };
            text += &format!("signal {signal} {{ reported by {who} }}\n");
        }
        text += "procedure p {\n";
        text += &format!("  start when fire{}\n", said(&self.start));
        if let Some((to, after, up)) = &self.timer {
            text += &format!("  escalate to {} after {after}m{}\n", names(to), if *up { " when sig" } else { "" });
        }
        if let Some((step, consent)) = &self.finish {
            let when = step.map_or("out".to_owned(), |s| format!("done s{s}"));
            text += &format!("  finish when {when}{}\n", said(consent));
        }
        for (at, step) in self.steps.iter_mut().enumerate() {
            let list = |ids: &Ids| ids.iter().map(|s| format!("s{s}")).collect::<Vec<_>>().join(", ");
            let need = match &step.need {
                Need::Nothing => String::new(),
                Need::All(ids) => format!(" after {}", list(ids)),
                Need::Any(ids) => format!(" after any of {}", list(ids)),
                Need::Signal => " when sig".to_owned(),
                Need::Held(id, length) => format!(" when done s{id} for {length}m"),
                Need::Or(id, length) => format!(" when done s{id} or sig for {length}m"),
            };
            if step.recovery {
                text += "  recovery {\n";
            }
            text += &format!("  step s{at}{need}{} takes {}m..{}m {{\n", said(&step.consent), step.least, step.least + 2);
            for limit in &step.limits {
                text += &format!("    {}\n", limit.written());
            }
            for (place, duty) in step.duties.iter_mut().enumerate() {
                duty.line = text.matches('\n').count();
                let who = match &duty.who {
                    Who::Posts(ids, any) => if *any && ids.len() > 1 { format!("any of {}", names(ids)) } else { names(ids) },
                    Who::Count(count, id) => format!("{count} of {}", name(*id)),
                    Who::Anyone => "anyone".to_owned(),
                };
                text += &format!("    {who} {} do \"work {at} {place}\"\n", if duty.must { "must" } else { "should" });
                for limit in &duty.limits {
                    text += &format!("      {}\n", limit.written());
                }
            }
            text += if step.recovery { "  } }\n" } else { "  }\n" };
        }
        self.text = text + "}\n";
    }
}
