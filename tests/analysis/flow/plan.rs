//! Small plans at random: procedures that wait for signals, for their own steps and for one another.

use super::super::random::Random;

/// A condition; steps are those of the procedure it stands in.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cond {
    Signal(usize),
    /// `hurt >= N`, `hurt < N`, `hurt = N`.
    Gauge(&'static str, u8),
    /// The ladder that follows the gauge, against its level of this rank.
    Level(&'static str, u8),
    Done(usize),
    Finished(usize),
    Not(Box<Cond>),
    All(Vec<Cond>),
    Any(Vec<Cond>),
    /// Held for some time: its number among all such.
    Held(usize, Box<Cond>),
}

#[derive(Debug, Clone, Default)]
pub(super) struct Step {
    /// What it comes after: whether one is enough, and which.
    pub(super) after: Option<(bool, Vec<usize>)>,
    pub(super) then: bool,
    pub(super) when: Option<Cond>,
    pub(super) approved: bool,
    /// What is started when it is done.
    pub(super) activates: Option<usize>,
    /// What is started when its limit passes.
    pub(super) late: Option<usize>,
    pub(super) automatic: bool,
    pub(super) recovery: bool,
}

/// A start or a finish.
#[derive(Debug, Clone)]
pub(super) struct Turn {
    pub(super) when: Cond,
    pub(super) approved: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Procedure {
    pub(super) starts: Vec<Turn>,
    pub(super) steps: Vec<Step>,
    pub(super) finishes: Vec<Turn>,
    pub(super) escalates: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) procedures: Vec<Procedure>,
    /// What has to hold for some time, each with its procedure.
    pub(super) held: Vec<(usize, Cond)>,
}

pub(super) const SIGNALS: [&str; 3] = ["fire", "smoke", "calm"];

/// How a ladder is compared; a dot is the level itself.
pub(super) const SIGNS: [&str; 7] = [".", "=", "!=", "<", "<=", ">", ">="];

/// A comparison of the ladder as it is written.
pub(super) fn level(sign: &str, rank: u8) -> String {
    let name = if rank == 1 { "low" } else { "high" };
    if sign == "." { format!("grade.{name}") } else { format!("grade {sign} {name}") }
}

/// The gauge and the ladder, where a text speaks of them.
pub(super) fn facts(text: &str) -> &'static str {
    match (text.contains("grade"), text.contains("hurt ")) {
        (true, _) => "gauge hurt { unit 人   range 0..3 }\nlevels grade {\n  prefer highest\n  level low when hurt >= 1人\n  level high when hurt >= 2人\n}\n",
        (false, true) => "gauge hurt { unit 人   range 0..3 }\n",
        (false, false) => "",
    }
}

/// Whether the ladder compares so with the level of a rank, where this many are hurt.
pub(super) fn graded(hurt: Option<u8>, sign: &str, rank: u8) -> bool {
    let own = hurt.map_or(0, |hurt| hurt.min(2));
    own > 0
        && match sign {
            "!=" => own != rank,
            "<" => own < rank,
            "<=" => own <= rank,
            ">" => own > rank,
            ">=" => own >= rank,
            _ => own == rank,
        }
}

/// Makes a plan.
pub(super) struct Maker<'r> {
    pub(super) random: &'r mut Random,
    pub(super) held: Vec<(usize, Cond)>,
    pub(super) procedures: usize,
    /// Nothing is denied, and every end is approved: what is needed is all there is to know.
    pub(super) plain: bool,
    /// Somebody measures something.
    gauge: bool,
    /// Steps of the procedure at hand, and how many of them come before the end.
    steps: usize,
    before: usize,
    at: usize,
}

impl Plan {
    pub(super) fn random(random: &mut Random, plain: bool) -> Self {
        let procedures = random.one(&[1, 1, 2, 2, 2, 3]);
        let gauge = random.below(3) == 0;
        let mut maker = Maker { random, gauge, held: Vec::new(), procedures, plain, steps: 0, before: 0, at: 0 };
        if procedures == 3 && !plain && maker.chance(2) {
            return maker.at_one_instant();
        }
        let procedures = (0..procedures).map(|at| maker.procedure(at)).collect();
        Self { procedures, held: maker.held }
    }
}

/// Whether a condition speaks of steps, which are those of its procedure.
fn has_steps(cond: &Cond) -> bool {
    match cond {
        Cond::Done(_) => true,
        Cond::Not(inner) | Cond::Held(_, inner) => has_steps(inner),
        Cond::All(parts) | Cond::Any(parts) => parts.iter().any(has_steps),
        Cond::Signal(_) | Cond::Gauge(..) | Cond::Level(..) | Cond::Finished(_) => false,
    }
}

impl Maker<'_> {
    /// One procedure waits for two conditions held for some time, before two others end with one of them each: it starts only
    /// where both have held for long enough at the same instant, and it comes first.
    fn at_one_instant(mut self) -> Plan {
        self.held = (0..2).map(|signal| (0, Cond::Signal(signal))).collect();
        let mut procedures: Vec<Procedure> = (0..3).map(|at| self.procedure(at)).collect();
        let held = |number: usize| Cond::Held(number, Box::new(Cond::Signal(number)));
        let first = self.random.one(&[0, 0, 1, 2]);
        let (one, other) = ((first + 1) % 3, (first + 2) % 3);
        let neither = Cond::Not(Box::new(Cond::Any(vec![Cond::Finished(one), Cond::Finished(other)])));
        procedures[first].starts = vec![Turn { when: Cond::All(vec![held(0), held(1), neither]), approved: false }];
        for (number, at) in [one, other].into_iter().enumerate() {
            procedures[at].finishes = vec![Turn { when: held(number), approved: false }];
            if self.chance(2) {
                procedures[at].starts = vec![Turn { when: Cond::Not(Box::new(Cond::Signal(2))), approved: false }];
            }
        }
        for step in procedures.iter_mut().flat_map(|p| &mut p.steps) {
            step.activates = step.activates.filter(|to| *to != first);
            step.late = step.late.filter(|to| *to != first);
        }
        Plan { procedures, held: self.held }
    }

    fn chance(&mut self, one_of: usize) -> bool {
        self.random.below(one_of) == 0
    }

    fn procedure(&mut self, at: usize) -> Procedure {
        let most = if self.procedures == 1 { 5 } else { 3 };
        self.at = at;
        self.steps = 1 + self.random.below(most);
        let recovery = usize::from(self.steps > 1 && self.chance(3));
        self.before = self.steps - recovery;
        let count = self.random.one(&[0, 1, 1, 1, 1, 2]).max(usize::from(at == 0 && self.procedures == 1));
        let starts = (0..count).map(|_| self.turn(false)).collect();
        let steps = (0..self.steps).map(|step| self.step(step)).collect();
        let finishes = (0..self.random.one(&[1, 1, 1, 2])).map(|_| self.turn(true)).collect();
        Procedure { starts, steps, finishes, escalates: self.chance(4) }
    }

    fn turn(&mut self, ends: bool) -> Turn {
        let when = if ends { self.condition(2, 3) } else { self.condition(1, 40) };
        Turn { when, approved: self.chance(4) || ends && self.plain }
    }

    fn step(&mut self, at: usize) -> Step {
        let recovery = at >= self.before;
        let mut step = Step { recovery, ..Step::default() };
        if self.chance(2) {
            let list: Vec<usize> = (0..self.steps).filter(|_| self.random.below(3) == 0).collect();
            // Mostly what was written before, so that not everything is a ring.
            let list: Vec<usize> = list.into_iter().filter(|s| *s < at || self.random.below(3) == 0).collect();
            step.after = Some((self.chance(2), list)).filter(|(_, list)| !list.is_empty());
        }
        if step.after.is_none() && at > 0 && (at >= self.before) == (at > self.before) && self.chance(4) {
            (step.after, step.then) = (Some((false, vec![at - 1])), true);
        }
        if self.chance(2) {
            step.when = Some(self.condition(2, 3));
        }
        step.approved = self.chance(6);
        step.automatic = self.chance(6);
        let other = |maker: &mut Self| maker.random.below(maker.procedures);
        step.activates = self.chance(4).then(|| other(self));
        step.late = (!step.automatic && self.chance(8)).then(|| other(self));
        step
    }

    /// A condition; one part in `rare` speaks of steps.
    fn condition(&mut self, depth: usize, rare: usize) -> Cond {
        let part = |maker: &mut Self| {
            if maker.random.below(rare) < 2 {
                let most = if maker.chance(8) { maker.steps } else { maker.before };
                Cond::Done(maker.random.below(most))
            } else if maker.procedures > 1 && maker.chance(4) {
                Cond::Finished(maker.random.below(maker.procedures))
            } else if maker.gauge && maker.chance(3) {
                Cond::Gauge(maker.random.one(&[">=", "<", "="]), maker.random.below(3) as u8)
            } else if maker.gauge && maker.chance(4) {
                Cond::Level(maker.random.one(&SIGNS), 1 + maker.random.below(2) as u8)
            } else {
                Cond::Signal(maker.random.one(&[0, 0, 1, 1, 1, 2]))
            }
        };
        match self.random.below(if depth == 0 { 4 } else { 10 }) {
            0..=4 => part(self),
            5 if !self.plain => Cond::Not(Box::new(self.condition(depth - 1, rare))),
            6 | 7 => Cond::All(vec![self.condition(depth - 1, rare), self.condition(depth - 1, rare)]),
            // The same is held in several places.
            8 if self.held.len() == 2 || !self.held.is_empty() && self.chance(3) => {
                let number = self.random.below(self.held.len());
                let (of, inner) = self.held[number].clone();
                if of != self.at && has_steps(&inner) { part(self) } else { Cond::Held(number, Box::new(inner)) }
            }
            8 => {
                let inner = self.condition(depth - 1, rare);
                self.held.push((self.at, inner.clone()));
                Cond::Held(self.held.len() - 1, Box::new(inner))
            }
            _ => Cond::Any(vec![self.condition(depth - 1, rare), self.condition(depth - 1, rare)]),
        }
    }
}

/// A condition as it is written, in brackets wherever it has parts.
pub(super) fn condition(of: usize, cond: &Cond) -> String {
    let join = |parts: &[Cond], word: &str| parts.iter().map(|p| condition(of, p)).collect::<Vec<_>>().join(word);
    match cond {
        Cond::Signal(id) => SIGNALS[*id].to_owned(),
        Cond::Gauge(sign, value) => format!("hurt {sign} {value}人"),
        Cond::Level(sign, rank) => level(sign, *rank),
        Cond::Done(step) => format!("done p{of}s{step}"),
        Cond::Finished(id) => format!("finished p{id}"),
        Cond::Not(inner) => format!("not ({})", condition(of, inner)),
        Cond::All(parts) => format!("({})", join(parts, " and ")),
        Cond::Any(parts) => format!("({})", join(parts, " or ")),
        Cond::Held(number, inner) => format!("({}) for {}m", condition(of, inner), 10 + number),
    }
}

impl Plan {
    /// The plan, one statement a line.
    pub(super) fn written(&self) -> String {
        let mut text = String::new();
        for (of, procedure) in self.procedures.iter().enumerate() {
            text += &format!("procedure p{of} {{\n");
            let approved = |is: bool| if is { " approved by chief" } else { "" };
            for start in &procedure.starts {
                text += &format!("  start when {}{}\n", condition(of, &start.when), approved(start.approved));
            }
            for (at, step) in procedure.steps.iter().enumerate().filter(|(_, s)| !s.recovery) {
                text += &written(of, at, step);
            }
            if procedure.escalates {
                text += "  escalate to chief after 2h\n";
            }
            for finish in &procedure.finishes {
                text += &format!("  finish when {}{}\n", condition(of, &finish.when), approved(finish.approved));
            }
            if procedure.steps.iter().any(|s| s.recovery) {
                text += "  recovery {\n";
                for (at, step) in procedure.steps.iter().enumerate().filter(|(_, s)| s.recovery) {
                    text += &written(of, at, step);
                }
                text += "  }\n";
            }
            text += "}\n";
        }
        text += facts(&text);
        // Only what is spoken of: it is parsed ten thousand times.
        for name in SIGNALS.into_iter().filter(|name| text.contains(name)).collect::<Vec<_>>() {
            text += &format!("signal {name} {{}}\n");
        }
        text + "role lead {}\nrole chief {}\n"
    }
}

fn written(of: usize, at: usize, step: &Step) -> String {
    let mut text = format!("  {}step p{of}s{at}", if step.then { "then " } else { "" });
    if let Some((any, list)) = step.after.as_ref().filter(|_| !step.then) {
        let list: Vec<String> = list.iter().map(|s| format!("p{of}s{s}")).collect();
        text += &format!(" after {}{}", if *any { "any of " } else { "" }, list.join(", "));
    }
    if let Some(when) = &step.when {
        text += &format!(" when {}", condition(of, when));
    }
    if step.approved {
        text += " approved by chief";
    }
    if step.automatic {
        text += " takes 1m..2m";
    }
    let act = step.activates.map_or("do \"work\"".to_owned(), |id| format!("activate p{id}"));
    let late = step.late.map_or(String::new(), |id| format!(" within 5m else activate p{id}"));
    let duty = if step.automatic { format!("automatic {act}") } else { format!("lead must {act}{late}") };
    text + &format!(" {{ {duty} }}\n")
}
