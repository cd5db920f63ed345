//! The parts of a plan that a drill may exercise, and that can be changed to see whether one notices.

use crate::diagnostic::{Text, text};
use crate::emit::program::Program;
use crate::emit::runbook::{Act, Limit, Modal, Place, Procedure, Runbook, Step};
use std::collections::{BTreeMap, BTreeSet};

/// A part: positions in the lists of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A step.
    Step(usize),
    /// What somebody is told with a step, or what it starts: its place among the acts of the step.
    Duty(usize, usize),
    /// A limit of a step.
    Limit(usize),
    /// The limit of a start.
    StartLimit(usize),
    /// What happens when a limit passes.
    Else(usize),
    /// What happens when the limit of a start passes.
    StartElse(usize),
    /// A timer that hands a procedure up.
    Escalation(usize),
    /// Those who stand in for a post.
    StandIn(usize),
    /// The condition of a start.
    StartWhen(usize),
    /// The condition of a step.
    StepWhen(usize),
    /// The condition of a timer.
    EscalationWhen(usize),
    /// The condition of an end.
    FinishWhen(usize),
    /// The condition of a level: the ladder, and its place in the program.
    LevelWhen(usize, usize),
}

/// What a part is called in reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the words of the contract")]
pub enum Kind {
    Step,
    Duty,
    Limit,
    Escalation,
    StandIn,
    Condition,
}

/// A part in the words of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The part.
    pub part: Part,
    /// Its procedure, where it belongs to one.
    pub of: Option<String>,
    /// Its words: as written, the title of a step, or a post and who stands in for it first.
    pub text: String,
    /// Its place.
    pub at: Place,
}

impl Part {
    /// What it is called.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Self::Step(_) => Kind::Step,
            Self::Duty(..) => Kind::Duty,
            Self::Limit(_) | Self::StartLimit(_) => Kind::Limit,
            Self::Else(_) | Self::StartElse(_) | Self::Escalation(_) => Kind::Escalation,
            Self::StandIn(_) => Kind::StandIn,
            Self::StartWhen(_) | Self::StepWhen(_) | Self::EscalationWhen(_) | Self::FinishWhen(_) | Self::LevelWhen(..) => Kind::Condition,
        }
    }
}

impl Kind {
    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Step => "step",
            Self::Duty => "duty",
            Self::Limit => "limit",
            Self::Escalation => "escalation",
            Self::StandIn => "stand_in",
            Self::Condition => "condition",
        }
    }

    /// The word for people.
    #[must_use]
    pub fn name(self) -> Text {
        match self {
            Self::Step => text!("step", "步骤"),
            Self::Duty => text!("duty", "职责"),
            Self::Limit => text!("limit", "时限"),
            Self::Escalation => text!("escalation", "升级"),
            Self::StandIn => text!("stand-in", "代行"),
            Self::Condition => text!("condition", "条件"),
        }
    }

    /// The word for several.
    #[must_use]
    pub fn names(self) -> Text {
        match self {
            Self::Step => text!("steps", "步骤"),
            Self::Duty => text!("duties", "职责"),
            Self::Limit => text!("limits", "时限"),
            Self::Escalation => text!("escalations", "升级"),
            Self::StandIn => text!("stand-ins", "代行"),
            Self::Condition => text!("conditions", "条件"),
        }
    }
}

/// All parts of a plan by kind, each in the order of files and places. `program` is lowered from `runbook`.
pub(super) fn parts(runbook: &Runbook, program: &Program) -> Vec<Item> {
    let mut list = List::default();
    for procedure in &runbook.procedures {
        list.procedure(procedure);
    }
    for (id, limit) in program.limits.iter().enumerate() {
        let of = program.steps.get(limit.step).and_then(|s| program.procedures.get(s.procedure)).map(|p| p.name.clone());
        list.put(Part::Limit(id), of.clone(), &limit.text, &limit.at);
        if list.consequences.contains(&key(&limit.at)) {
            list.put(Part::Else(id), of, &limit.text, &limit.at);
        }
    }
    list.stand_ins(runbook, program);
    for (ladder, declared) in runbook.ladders.iter().enumerate() {
        for level in &declared.levels {
            let lowered = program.ladders.get(ladder).and_then(|l| l.levels.iter().position(|other| other.rank == level.rank));
            if let Some((place, when)) = lowered.zip(level.when.as_ref()) {
                list.put(Part::LevelWhen(ladder, place), None, &when.text, &level.about.at);
            }
        }
    }
    let mut items = list.items;
    items.sort_by_key(|i| (i.part.kind(), key(&i.at)));
    items
}

/// A place as a key.
fn key(at: &Place) -> (String, u32, u32) {
    (at.file.clone(), at.line, at.column)
}

/// What is found, and how many of each there are so far.
#[derive(Default)]
struct List {
    items: Vec<Item>,
    steps: usize,
    starts: usize,
    escalations: usize,
    finishes: usize,
    /// Limits of steps that have a consequence, by place.
    consequences: BTreeSet<(String, u32, u32)>,
}

/// The next position.
fn next(count: &mut usize) -> usize {
    let id = *count;
    *count += 1;
    id
}

impl List {
    fn put(&mut self, part: Part, of: Option<String>, words: &str, at: &Place) {
        self.items.push(Item { part, of, text: words.to_owned(), at: at.clone() });
    }

    fn procedure(&mut self, procedure: &Procedure) {
        let of = || Some(procedure.about.name.clone());
        for start in &procedure.starts {
            let id = next(&mut self.starts);
            self.put(Part::StartWhen(id), of(), &start.when.text, &start.at);
            if let Some(limit) = start.limit.as_ref().filter(|l| l.within.length.is_some()) {
                self.put(Part::StartLimit(id), of(), &limit.text, &limit.at);
                if limit.otherwise.is_some() {
                    self.put(Part::StartElse(id), of(), &limit.text, &limit.at);
                }
            }
        }
        for step in &procedure.steps {
            self.step(step, procedure);
        }
        for escalation in &procedure.escalations {
            let id = next(&mut self.escalations);
            self.put(Part::Escalation(id), of(), &escalation.text, &escalation.at);
            if let Some(when) = &escalation.when {
                self.put(Part::EscalationWhen(id), of(), &when.text, &escalation.at);
            }
        }
        for finish in &procedure.finishes {
            let id = next(&mut self.finishes);
            self.put(Part::FinishWhen(id), of(), &finish.when.text, &finish.at);
        }
    }

    fn step(&mut self, step: &Step, procedure: &Procedure) {
        let (id, of) = (next(&mut self.steps), || Some(procedure.about.name.clone()));
        self.put(Part::Step(id), of(), &step.about.title, &step.about.at);
        if let Some(when) = &step.when {
            self.put(Part::StepWhen(id), of(), &when.text, &step.about.at);
        }
        let equipment = step.automatic.iter().filter_map(|a| Some((a.act.as_ref()?, &step.about.title, &a.at)));
        let duties = step.duties.iter().filter(|d| matches!(d.modal, Modal::Must | Modal::Should)).map(|d| (&d.act, &d.text, &d.at));
        for (place, (_, words, at)) in equipment.chain(duties).filter(|(act, ..)| tells(act)).enumerate() {
            self.put(Part::Duty(id, place), of(), words, at);
        }
        let limits: Vec<&Limit> = step.duties.iter().flat_map(|d| &d.limits).chain(&step.limits).collect();
        self.consequences.extend(limits.into_iter().filter(|l| l.otherwise.is_some()).map(|l| key(&l.at)));
    }

    /// Those who stand in for each post that is told something or asked for its consent.
    fn stand_ins(&mut self, runbook: &Runbook, program: &Program) {
        let told = program.messages.iter().filter_map(|m| Some((m.post?, &m.chain)));
        let asked = program.consenters.iter().filter_map(|c| Some((c.meant?, &c.chain)));
        let first: BTreeMap<usize, usize> = told.chain(asked).filter_map(|(post, chain)| Some((post, *chain.get(1)?))).collect();
        for (post, stand_in) in first {
            if let (Some(declared), Some(name)) = (runbook.posts.get(post), program.posts.get(stand_in)) {
                self.put(Part::StandIn(post), None, &format!("{} → {name}", declared.about.name), &declared.about.at);
            }
        }
    }
}

/// Whether an act is something that somebody is told, or that starts a procedure.
fn tells(act: &Act) -> bool {
    match act {
        Act::Call { .. } | Act::Dial { .. } | Act::Notify { .. } | Act::Report { .. } | Act::Request { .. } | Act::Escalate { .. } => true,
        Act::Activate { .. } | Act::ActivateDocument { .. } => true,
        Act::Record { .. } | Act::Preserve { .. } | Act::Do { .. } | Act::DoAction { .. } => false,
    }
}
