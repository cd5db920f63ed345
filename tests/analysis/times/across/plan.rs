//! Small plans of several procedures that start one another, made at random, and their text.

use super::super::super::random::Random;

/// A signal, or a gauge that is high from then on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Fact {
    Fire,
    Smoke,
    High,
}

pub(super) const FACTS: [Fact; 3] = [Fact::Fire, Fact::Smoke, Fact::High];

/// How a procedure starts of its own; all times are minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    Fact(Fact),
    FireAndSmoke,
    FireOrSmoke,
    FireFor(i64),
    /// Approved, by the limit if there is one.
    Approved(Option<i64>),
    /// Only where a step starts it.
    Never,
}

/// What a step waits for; steps by their number in the plan.
#[derive(Debug, Clone)]
pub(super) enum Need {
    Nothing,
    All(Vec<usize>),
    Any(Vec<usize>),
    Fact(Fact),
    FactFor(Fact, i64),
    Held(usize, i64),
    Both(usize, Fact),
    /// A procedure that is finished.
    Finished(usize),
    FinishedFor(usize, i64),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Clock {
    Due,
    Start,
    Step(usize),
    Fact(Fact),
}

#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) procedure: usize,
    pub(super) need: Need,
    pub(super) takes: Option<(i64, i64)>,
    pub(super) automatic: bool,
    pub(super) every: bool,
    pub(super) recovery: bool,
    /// The procedure it starts, and whether it must.
    pub(super) starts: Option<(usize, bool)>,
    pub(super) limits: Vec<(Clock, i64)>,
    /// Whether its limits bind.
    pub(super) must: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum End {
    Never,
    Done(usize),
    First(usize, usize),
    Fact(Fact),
    Approved(usize),
}

#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) starts: Vec<Start>,
    pub(super) ends: Vec<End>,
    pub(super) steps: Vec<Step>,
}

impl Plan {
    /// The steps of a procedure, by their numbers.
    pub(super) fn of(&self, procedure: usize) -> Vec<usize> {
        (0..self.steps.len()).filter(|s| self.steps[*s].procedure == procedure).collect()
    }

    /// The steps that start a procedure, and whether they must.
    pub(super) fn starters(&self, procedure: usize) -> Vec<(usize, bool)> {
        (0..self.steps.len()).filter_map(|s| self.steps[s].starts.filter(|(p, _)| *p == procedure).map(|(_, must)| (s, must))).collect()
    }

    /// Whether a procedure may start in more than one way.
    pub(super) fn has_several_ways(&self) -> bool {
        (0..self.starts.len()).any(|p| {
            let own = usize::from(self.starts[p] != Start::Never) + usize::from(self.starts[p] == Start::FireOrSmoke);
            own + self.starters(p).len() > 1
        })
    }

    /// Whether a timeline may be wider than what runs show: a procedure may start in more than one way or asks for two things, or
    /// one whose end is waited for asks for what the other knows, or nobody must start it.
    pub(super) fn is_rough(&self) -> bool {
        let waited = |p: usize| self.steps.iter().any(|s| matches!(s.need, Need::Finished(q) | Need::FinishedFor(q, _) if q <= p));
        let asks = |s: &Step| matches!(s.need, Need::Fact(_) | Need::FactFor(..) | Need::Both(..));
        let may = self.steps.iter().any(|s| s.starts.is_some_and(|(p, must)| !must && waited(p)));
        may || self.starts.contains(&Start::FireAndSmoke) || self.has_several_ways() || self.steps.iter().any(|s| s.procedure > 0 && waited(s.procedure) && asks(s))
    }

    /// Whether a step, a limit, a start or an end asks for a fact.
    pub(super) fn speaks_of(&self, fact: Fact) -> bool {
        let step = |s: &Step| {
            let waits = matches!(s.need, Need::Fact(f) | Need::FactFor(f, _) | Need::Both(_, f) if f == fact);
            waits || s.limits.iter().any(|l| l.0 == Clock::Fact(fact))
        };
        let start = |start: &Start| match start {
            Start::Fact(f) => *f == fact,
            Start::FireAndSmoke | Start::FireOrSmoke => fact != Fact::High,
            Start::FireFor(_) | Start::Approved(_) => fact == Fact::Fire,
            Start::Never => false,
        };
        self.steps.iter().any(step) || self.starts.iter().any(start) || self.ends.contains(&End::Fact(fact))
    }

    pub(super) fn random(random: &mut Random) -> Self {
        let count = 1 + random.below(5).div_ceil(2).min(2);
        let mut plan = Self { starts: Vec::new(), ends: Vec::new(), steps: Vec::new() };
        for procedure in 0..count {
            let start = match random.below(12) {
                _ if procedure > 0 && random.below(4) > 0 => Start::Never,
                _ if procedure > 0 => Start::Fact(Fact::Smoke),
                0 => Start::FireAndSmoke,
                1 => Start::FireOrSmoke,
                2 => Start::FireFor(1 + random.below(3) as i64),
                3 => Start::Approved(None),
                4 => Start::Approved(Some(1 + random.below(3) as i64)),
                5 => Start::Fact(Fact::High),
                _ => Start::Fact(Fact::Fire),
            };
            plan.starts.push(start);
            let first = plan.steps.len();
            let steps = if count == 1 { 2 + random.below(3) } else if procedure == 0 { 2 + random.below(2) } else { 1 + random.below(2) };
            for at in first..first + steps {
                let recovery = at > first && plan.steps[at - 1].recovery || at + 1 == first + steps && at > first && random.below(4) == 0;
                let step = plan.step(random, procedure, first, at, recovery);
                plan.steps.push(step);
            }
            let last = (first..first + steps).filter(|s| !plan.steps[*s].recovery).max().unwrap();
            let some = first + random.below(last + 1 - first);
            let end = match random.below(8) {
                0 if !plan.steps.iter().any(|s| s.procedure == procedure && s.recovery) => End::Never,
                1 if last > first => End::First(first, last),
                2 => End::Fact(Fact::Smoke),
                3 => End::Approved(some),
                _ => End::Done(some),
            };
            plan.ends.push(end);
        }
        plan.join(random);
        plan
    }

    fn step(&self, random: &mut Random, procedure: usize, first: usize, at: usize, recovery: bool) -> Step {
        let mut some = || {
            let mut steps: Vec<usize> = (first..at).filter(|_| random.below(2) == 0).collect();
            if steps.is_empty() {
                steps.push(first + random.below(at - first));
            }
            steps
        };
        let several = if at > first { some() } else { Vec::new() };
        let fact = |random: &mut Random| random.one(&[Fact::Fire, Fact::Smoke, Fact::Smoke]);
        // That two steps ask for the same level is not known of them.
        let asked = |s: &Step| matches!(s.need, Need::Fact(Fact::High) | Need::FactFor(Fact::High, _));
        let level = procedure == 0 && random.below(4) > 0 && !self.steps.iter().any(asked);
        let need = match random.below(14) {
            0 if level => Need::Fact(Fact::High),
            1 if level => Need::FactFor(Fact::High, 1 + random.below(3) as i64),
            0 | 1 => Need::Fact(fact(random)),
            2 => Need::FactFor(fact(random), 1 + random.below(3) as i64),
            _ if at == first || recovery && random.below(2) == 0 => Need::Nothing,
            3 => Need::Nothing,
            4 | 5 => Need::Any(several),
            6 => Need::Held(several[0], 1 + random.below(3) as i64),
            7 => Need::Both(several[0], fact(random)),
            8 | 9 => Need::All(several),
            _ => Need::All(vec![several[0]]),
        };
        let takes = (random.below(6) > 0).then(|| {
            let least = random.below(4) as i64;
            (least, least + random.below(5).saturating_sub(2) as i64)
        });
        let automatic = random.below(6) == 0;
        Step { procedure, need, takes, automatic, every: !automatic && random.below(6) == 0, recovery, starts: None, limits: Vec::new(), must: random.below(8) > 0 }
    }

    /// Who starts the other procedures and who waits for them, and the limits.
    fn join(&mut self, random: &mut Random) {
        for inner in 1..self.starts.len() {
            for _ in 0..1 + random.below(4) / 3 {
                let free = |s: &Step| s.procedure < inner && !s.recovery && !s.automatic && s.starts.is_none();
                let by: Vec<usize> = (0..self.steps.len()).filter(|s| free(&self.steps[*s])).collect();
                if !by.is_empty() {
                    let by = random.one(&by);
                    self.steps[by].starts = Some((inner, random.below(6) > 0));
                }
            }
            // Whoever comes later in the same procedure may wait for it.
            let by = self.starters(inner);
            let Some(last) = by.iter().map(|(s, _)| *s).max() else { continue };
            let outer = self.steps[last].procedure;
            let later: Vec<usize> = self.of(outer).into_iter().filter(|s| *s > last).collect();
            if by.iter().all(|(s, _)| self.steps[*s].procedure == outer) && !later.is_empty() && self.ends[inner] != End::Never && random.below(3) > 0 {
                let step = random.one(&later);
                self.steps[step].need = if random.below(4) == 0 { Need::FinishedFor(inner, 1 + random.below(2) as i64) } else { Need::Finished(inner) };
            }
        }
        for inner in 1..self.starts.len() {
            if self.starters(inner).is_empty() {
                self.starts[inner] = Start::Fact(Fact::Smoke);
            }
        }
        // Limits that can only be kept one without the other are rare by chance.
        if random.below(2) == 0 {
            let own = self.of(random.below(self.starts.len()));
            let (early, late) = (own[random.below(own.len())], own[own.len() - 1]);
            if early < late {
                self.steps[early].limits.push((Clock::Start, random.below(3) as i64));
                self.steps[late].limits.push((Clock::Step(early), random.below(3) as i64));
            }
        }
        for at in 0..self.steps.len() {
            let own = self.of(self.steps[at].procedure);
            for _ in 0..random.below(6).saturating_sub(2) {
                let clock = match random.below(9) {
                    0 => Clock::Due,
                    1 | 2 => Clock::Start,
                    3 => Clock::Fact(Fact::Smoke),
                    4 => Clock::Fact(Fact::Fire),
                    // What bounds a step without a time of its own is known when it is done: the judge goes from step to step.
                    _ => Some(random.one(&own)).filter(|s| *s < at || *s > at && self.has_time(at)).map_or(Clock::Start, Clock::Step),
                };
                self.steps[at].limits.push((clock, random.below(8) as i64));
            }
        }
    }

    pub(super) fn has_time(&self, step: usize) -> bool {
        self.steps[step].takes.is_some() || self.steps[step].automatic
    }

    pub(super) fn written(&self) -> String {
        let mut text = "role head { phone \"2\" }\nsignal fire { reported by lead }\nsignal smoke { reported by lead }\n".to_owned();
        // Shifts change no time, and what is not asked for is not written.
        let shifts = self.steps.len().is_multiple_of(3);
        text += if shifts { "role lead { phone \"1\" on duty day }\nshift day { Mon..Fri 08:00-20:00 }\n" } else { "role lead { phone \"1\" }\n" };
        if self.speaks_of(Fact::High) {
            text += "gauge heat { unit ℃ reported by lead }\nlevels grade { level low when heat < 60℃ level high when heat >= 60℃ }\n";
        }
        for (procedure, (start, end)) in self.starts.iter().zip(&self.ends).enumerate() {
            text += &format!("procedure p{procedure} {{\n{}", if shifts { "  owner lead during day, head\n" } else { "" });
            text += &match start {
                Start::Fact(fact) => format!("  start when {}\n", said(*fact)),
                Start::FireAndSmoke => "  start when fire and smoke\n".to_owned(),
                Start::FireOrSmoke => "  start when fire or smoke\n".to_owned(),
                Start::FireFor(length) => format!("  start when fire for {length}m\n"),
                Start::Approved(None) => "  start when fire approved by head\n".to_owned(),
                Start::Approved(Some(limit)) => format!("  start when fire approved by head within {limit}m else notify lead\n"),
                Start::Never => String::new(),
            };
            let steps = self.of(procedure);
            steps.iter().filter(|s| !self.steps[**s].recovery).for_each(|s| text += &self.step_text(*s));
            text += &match end {
                End::Never => String::new(),
                End::Done(step) => format!("  finish when done s{step}\n"),
                End::First(a, b) => format!("  finish when done s{a}\n  finish when done s{b}\n"),
                End::Fact(fact) => format!("  finish when {}\n", said(*fact)),
                End::Approved(step) => format!("  finish when done s{step} approved by head\n"),
            };
            if steps.iter().any(|s| self.steps[*s].recovery) {
                text += "  recovery {\n";
                steps.iter().filter(|s| self.steps[**s].recovery).for_each(|s| text += &self.step_text(*s));
                text += "  }\n";
            }
            text += "}\n";
        }
        text
    }

    fn step_text(&self, at: usize) -> String {
        let step = &self.steps[at];
        let list = |ids: &[usize]| ids.iter().map(|s| format!("s{s}")).collect::<Vec<_>>().join(", ");
        let need = match &step.need {
            Need::Nothing => String::new(),
            Need::All(ids) => format!(" after {}", list(ids)),
            Need::Any(ids) => format!(" after any of {}", list(ids)),
            Need::Fact(fact) => format!(" when {}", said(*fact)),
            Need::FactFor(fact, length) => format!(" when {} for {length}m", said(*fact)),
            Need::Held(id, length) => format!(" when done s{id} for {length}m"),
            Need::Both(id, fact) => format!(" after s{id} when {}", said(*fact)),
            Need::Finished(id) => format!(" when finished p{id}"),
            Need::FinishedFor(id, length) => format!(" when finished p{id} for {length}m"),
        };
        let takes = step.takes.map_or(String::new(), |(a, b)| format!(" takes {a}m..{b}m"));
        let modal = if step.must { "must" } else { "should" };
        let mut text = format!("  step s{at}{need}{takes} {{\n");
        if let Some((inner, must)) = step.starts {
            text += &format!("    lead {} activate p{inner}\n", if must { modal } else { "may" });
        }
        text += &if step.automatic { "    automatic do \"work\"\n".to_owned() } else { format!("    lead {modal} do \"work {at}\"\n") };
        for (clock, length) in &step.limits {
            let clock = match clock {
                Clock::Due => String::new(),
                Clock::Start => " of start".to_owned(),
                Clock::Step(id) => format!(" of s{id}"),
                Clock::Fact(fact) => format!(" of {}", said(*fact)),
            };
            text += &format!("    within {length}m{clock}{}\n", if *length == 0 { " else notify lead" } else { "" });
        }
        if step.every {
            text += "    every 30m\n";
        }
        text + "  }\n"
    }
}

fn said(fact: Fact) -> &'static str {
    ["fire", "smoke", "grade.high"][fact as usize]
}
