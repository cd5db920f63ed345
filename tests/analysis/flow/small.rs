//! Small procedures at random, whose ends wait for steps.

use super::super::random::Random;
use super::plan::{SIGNS, facts, level};

/// A condition of one procedure.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cond {
    Signal(usize),
    /// `hurt >= N`, `hurt < N`, `hurt = N`.
    Gauge(&'static str, u8),
    /// The ladder that follows the gauge, against its level of this rank.
    Level(&'static str, u8),
    Done(usize),
    /// The child has ended.
    Child,
    Not(Box<Cond>),
    All(Vec<Cond>),
    Any(Vec<Cond>),
    Held(usize, Box<Cond>),
}

#[derive(Debug, Clone, Default)]
pub(super) struct Step {
    pub(super) after: Option<(bool, Vec<usize>)>,
    pub(super) when: Option<Cond>,
    pub(super) approved: bool,
    pub(super) automatic: bool,
    pub(super) child: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// None where another procedure starts it.
    pub(super) starts: Vec<Cond>,
    pub(super) agreed: bool,
    pub(super) steps: Vec<Step>,
    pub(super) finishes: Vec<Cond>,
    pub(super) held: Vec<Cond>,
    pub(super) escalates: bool,
}

pub(super) const SIGNALS: [&str; 4] = ["fire", "smoke", "calm", "alert"];

struct Maker<'r> {
    random: &'r mut Random,
    held: Vec<Cond>,
    steps: usize,
    gauge: bool,
    plain: bool,
}

impl Plan {
    pub(super) fn random(random: &mut Random) -> Self {
        let gauge = random.below(4) == 0;
        let plain = random.below(3) > 0;
        let steps = 1 + random.below(3);
        let mut maker = Maker { random, held: Vec::new(), steps, gauge, plain };
        let foreign = maker.chance(8);
        let count = if foreign { 0 } else { maker.random.one(&[1, 1, 1, 2]) };
        let starts = (0..count).map(|_| maker.start()).collect();
        let steps = (0..steps).map(|at| maker.step(at)).collect();
        let finishes = (0..maker.random.one(&[1, 1, 1, 2])).map(|_| maker.finish()).collect();
        let (agreed, escalates) = (maker.chance(5), maker.chance(4));
        Self { starts, agreed, steps, finishes, held: maker.held, escalates }
    }

    /// The steps that start the child.
    pub(super) fn starters(&self) -> Vec<usize> {
        (0..self.steps.len()).filter(|s| self.steps[*s].child).collect()
    }
}

impl Maker<'_> {
    fn chance(&mut self, one_of: usize) -> bool {
        self.random.below(one_of) == 0
    }

    fn start(&mut self) -> Cond {
        match self.random.below(8) {
            0 => Cond::Any(vec![Cond::Signal(0), Cond::Signal(1)]),
            1 => Cond::All(vec![Cond::Signal(0), Cond::Signal(1)]),
            2 if self.gauge => Cond::Gauge(">=", 1),
            3 => self.hold(Cond::Signal(0)),
            4 => Cond::Not(Box::new(Cond::Signal(2))),
            _ => Cond::Signal(0),
        }
    }

    fn hold(&mut self, inner: Cond) -> Cond {
        if self.held.len() == 2 {
            return inner;
        }
        self.held.push(inner.clone());
        Cond::Held(self.held.len() - 1, Box::new(inner))
    }

    fn step(&mut self, at: usize) -> Step {
        let mut step = Step::default();
        if self.chance(2) {
            let list: Vec<usize> = (0..self.steps).filter(|s| *s != at && self.random.below(if *s < at { 2 } else { 12 }) == 0).collect();
            step.after = Some((self.chance(2), list)).filter(|(_, list)| !list.is_empty());
        }
        if self.chance(2) {
            step.when = Some(self.condition(1, 5));
        }
        step.approved = self.chance(5);
        step.automatic = self.chance(5);
        step.child = self.chance(5);
        step
    }

    fn finish(&mut self) -> Cond {
        match self.random.below(4) {
            0 => self.condition(2, 1),
            1 => Cond::All(vec![Cond::Signal(2), Cond::Done(self.random.below(self.steps))]),
            2 => Cond::All(vec![Cond::Done(self.random.below(self.steps)), self.condition(1, 2)]),
            _ => Cond::Done(self.random.below(self.steps)),
        }
    }

    fn condition(&mut self, depth: usize, rare: usize) -> Cond {
        if depth > 0 {
            match self.random.below(7) {
                0 => return Cond::All(vec![self.condition(depth - 1, rare), self.condition(depth - 1, rare)]),
                1 => return Cond::Any(vec![self.condition(depth - 1, rare), self.condition(depth - 1, rare)]),
                2 => {
                    let inner = self.condition(depth - 1, rare);
                    return self.hold(inner);
                }
                _ => {}
            }
        }
        let part = match self.random.below(6) {
            0 | 1 if self.random.below(rare) == 0 => Cond::Done(self.random.below(self.steps)),
            // Nothing is milder than the first level, nor worse than the last.
            2 if self.gauge && self.chance(3) => {
                let (sign, rank) = (self.random.one(&SIGNS), 1 + self.random.below(2) as u8);
                Cond::Level(sign, match sign { "<" => 2, ">" => 1, _ => rank })
            }
            2 if self.gauge => Cond::Gauge(self.random.one(&[">=", "<", "="]), self.random.below(3) as u8),
            3 if self.random.below(3) == 0 => Cond::Child,
            _ => Cond::Signal(self.random.one(&[0, 1, 1, 1, 2])),
        };
        let denies = self.chance(5) && (!self.plain || matches!(part, Cond::Signal(_) | Cond::Gauge(..) | Cond::Level(..)));
        if denies { Cond::Not(Box::new(part)) } else { part }
    }
}

fn written(cond: &Cond) -> String {
    let join = |parts: &[Cond], word: &str| parts.iter().map(written).collect::<Vec<_>>().join(word);
    match cond {
        Cond::Signal(id) => SIGNALS[*id].to_owned(),
        Cond::Gauge(sign, value) => format!("hurt {sign} {value}人"),
        Cond::Level(sign, rank) => level(sign, *rank),
        Cond::Done(step) => format!("done s{step}"),
        Cond::Child => "finished child".to_owned(),
        Cond::Not(inner) => format!("not ({})", written(inner)),
        Cond::All(parts) => format!("({})", join(parts, " and ")),
        Cond::Any(parts) => format!("({})", join(parts, " or ")),
        Cond::Held(number, inner) => format!("({}) for {}m", written(inner), 10 + number),
    }
}

impl Plan {
    pub(super) fn written(&self) -> String {
        let mut text = String::new();
        if self.starts.is_empty() {
            text += "procedure whole {\n  start when alert\n  step open { lead must activate p }\n  finish when done open\n}\n";
        }
        text += "procedure p {\n";
        let agreed = if self.agreed { " approved by chief" } else { "" };
        for start in &self.starts {
            text += &format!("  start when {}{agreed}\n", written(start));
        }
        for (at, step) in self.steps.iter().enumerate() {
            text += &format!("  step s{at}");
            if let Some((any, list)) = &step.after {
                let list: Vec<String> = list.iter().map(|s| format!("s{s}")).collect();
                text += &format!(" after {}{}", if *any { "any of " } else { "" }, list.join(", "));
            }
            if let Some(when) = &step.when {
                text += &format!(" when {}", written(when));
            }
            text += if step.approved { " approved by chief" } else { "" };
            let act = if step.child { "activate child" } else { "do \"work\"" };
            text += &if step.automatic { format!(" takes 2m..3m {{ automatic {act} }}\n") } else { format!(" {{ lead must {act} }}\n") };
        }
        text += if self.escalates { "  escalate to chief after 2h when fire\n" } else { "" };
        for finish in &self.finishes {
            text += &format!("  finish when {} approved by chief\n", written(finish));
        }
        // Where nothing in the procedure starts the child, it starts by itself.
        let own = if self.starters().is_empty() { "  start when alert\n" } else { "" };
        text += "}\n";
        if text.contains(" child") {
            text += &format!("procedure child {{\n{own}  step c {{ lead must do \"work\" }}\n  finish when done c\n}}\n");
        }
        text += facts(&text);
        for name in SIGNALS.into_iter().filter(|name| text.contains(name)).collect::<Vec<_>>() {
            text += &format!("signal {name} {{}}\n");
        }
        text + "role lead {}\nrole chief {}\n"
    }
}
