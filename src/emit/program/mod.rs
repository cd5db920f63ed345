//! A runbook in numbers: what the engine runs and what a module is generated from. Names are positions in lists, conditions
//! are trees over those positions, and whatever may happen has its place in one order, that of the declarations.

mod conditions;
pub mod layout;
mod lower;
mod order;
mod wiring;

use crate::emit::runbook::Place;
use serde::Serialize;

pub use lower::lower;
pub(crate) use conditions::thousandths;

/// Why a runbook cannot be run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unrunnable {
    /// What names nothing, or is larger than what can be run.
    pub what: String,
}

/// A runbook in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Tells plans apart: from the digest of the texts.
    pub plan: i64,
    /// Names of the signals.
    pub signals: Vec<String>,
    /// The gauges.
    pub gauges: Vec<Gauge>,
    /// The ladders.
    pub ladders: Vec<Ladder>,
    /// Conditions that must hold for some time.
    pub held: Vec<Held>,
    /// Names of the posts.
    pub posts: Vec<String>,
    /// The procedures.
    pub procedures: Vec<Procedure>,
    /// The steps of all procedures, in their order.
    pub steps: Vec<Step>,
    /// Start conditions of all procedures.
    pub starts: Vec<Start>,
    /// Timers that hand a procedure up.
    pub escalations: Vec<Escalation>,
    /// Ends of all procedures.
    pub finishes: Vec<Finish>,
    /// Limits of all steps.
    pub limits: Vec<Limit>,
    /// Everything that somebody may be told.
    pub messages: Vec<Message>,
    /// Everyone who must agree, in all consents.
    pub consenters: Vec<Consenter>,
    /// Ladders and held conditions, each after those it depends on, then what may happen in each procedure.
    pub sites: Vec<Site>,
    /// What may happen when time passes, in the order of the declarations.
    pub timers: Vec<Timer>,
    /// What must be looked at when something changes.
    pub wires: Wires,
}

/// A measured value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gauge {
    /// Its name.
    pub name: String,
    /// Whether its values are lengths of time, in milliseconds; others count in thousandths of the unit.
    pub time: bool,
}

/// A ladder of levels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ladder {
    /// Its name.
    pub name: String,
    /// Its levels, the worst first.
    pub levels: Vec<Level>,
}

/// A level of a ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// Its name.
    pub name: String,
    /// 1 for the mildest.
    pub rank: u32,
    /// When it holds.
    pub when: Expr,
}

/// A condition that holds once another has held for so long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The other one.
    pub of: Expr,
    /// Milliseconds.
    pub length: u64,
}

/// A procedure: places in the lists of the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Procedure {
    /// Its name.
    pub name: String,
    /// Its place.
    pub at: Place,
    /// Its steps, those of the recovery last.
    pub steps: Vec<usize>,
    /// The procedures that it can start, directly or through others, and itself.
    pub reach: Vec<usize>,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Its procedure.
    pub procedure: usize,
    /// Whether it belongs to the recovery.
    pub in_recovery: bool,
    /// What must be so before it is due, without consents: what it comes after, and its condition.
    pub when: Expr,
    /// Who must agree.
    pub consents: Vec<Consent>,
    /// Milliseconds after which equipment is done.
    pub automatic: Option<u64>,
    /// Milliseconds after which it is due again.
    pub every: Option<u64>,
    /// What happens when it is done.
    pub acts: Vec<Act>,
    /// Its limits.
    pub limits: Vec<usize>,
    /// Its place.
    pub at: Place,
}

/// One part of a consent: all or one of some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Whether one is enough.
    pub any: bool,
    /// Places in the list of consenters.
    pub of: Vec<usize>,
}

/// Somebody who must agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consenter {
    /// The post meant; none where no post is named, and whoever agrees is enough.
    pub meant: Option<usize>,
    /// Who is tried in turn; the first who can be reached may agree in place of the one meant.
    pub chain: Vec<usize>,
    /// The site it belongs to.
    pub site: usize,
}

/// When a procedure starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// Its procedure.
    pub procedure: usize,
    /// The condition.
    pub when: Expr,
    /// Who must agree.
    pub consents: Vec<Consent>,
    /// Time for the agreement, and what happens when it has passed.
    pub limit: Option<(u64, Clock, Option<Act>)>,
    /// Its place.
    pub at: Place,
}

/// A timer that hands a procedure up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escalation {
    /// Its procedure.
    pub procedure: usize,
    /// Milliseconds after the start.
    pub after: u64,
    /// Only if this holds then.
    pub when: Expr,
    /// Who is told.
    pub act: Act,
}

/// An end of a procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finish {
    /// Its procedure.
    pub procedure: usize,
    /// The condition.
    pub when: Expr,
    /// Who must agree.
    pub consents: Vec<Consent>,
}

/// A limit of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// Its step.
    pub step: usize,
    /// Milliseconds.
    pub length: u64,
    /// From when.
    pub clock: Clock,
    /// What happens when it has passed.
    pub otherwise: Option<Act>,
    /// As written.
    pub text: String,
    /// Its place.
    pub at: Place,
}

/// From when a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// From the instant its step became due, or its condition held.
    Due,
    /// From the start of the procedure.
    Start,
    /// From the completion of a step.
    Step(usize),
    /// From the latest raising of a signal.
    Signal(usize),
}

/// Something that is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// All of these are told, or with `any` the first who can be reached.
    Tell {
        /// Places in the list of messages.
        messages: Vec<usize>,
        /// Whether one is enough.
        any: bool,
    },
    /// A procedure is started.
    Activate(usize),
}

/// Telling somebody something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// In what way.
    pub kind: Told,
    /// Who is meant, as the plan says it: a post, a number, a document, `everyone`.
    pub meant: String,
    /// The post meant, where it is one.
    pub post: Option<usize>,
    /// Who is tried in turn; empty where nobody can be missed.
    pub chain: Vec<usize>,
    /// What it comes from.
    pub from: From,
}

/// Where an act is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct From {
    /// The procedure.
    pub procedure: usize,
    /// The step, where it is one.
    pub step: Option<usize>,
    /// The place of the duty, limit or timer.
    pub at: Place,
}

/// In what way somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Told {
    /// By telephone.
    Called,
    /// In any other way.
    Notified,
    /// It is handed up.
    Escalated,
    /// A plan that is only a document is put in force.
    Activated,
}

/// Something that may happen, or a value that may change, at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Site {
    /// The level of a ladder.
    Ladder(usize),
    /// Whether a condition holds and since when.
    Held(usize),
    /// A procedure starts.
    Start(usize),
    /// A step becomes due.
    Due(usize),
    /// A procedure finishes.
    Finish(usize),
    /// A procedure is closed.
    Close(usize),
}

/// Something that may happen because time has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timer {
    /// A condition has held for long enough.
    Held(usize),
    /// Nobody has agreed to a start in time.
    Start(usize),
    /// Equipment is done.
    Automatic(usize),
    /// A limit has passed.
    Limit(usize),
    /// A step is due again.
    Repeat(usize),
    /// A procedure is handed up.
    Escalation(usize),
}

/// Places in the list of sites that something can change; sites of a procedure.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wires {
    /// By signal.
    pub signals: Vec<Vec<usize>>,
    /// By gauge.
    pub gauges: Vec<Vec<usize>>,
    /// By ladder.
    pub ladders: Vec<Vec<usize>>,
    /// By held condition.
    pub held: Vec<Vec<usize>>,
    /// By step that is done.
    pub steps: Vec<Vec<usize>>,
    /// By procedure that is finished.
    pub finished: Vec<Vec<usize>>,
    /// By procedure: its steps, timers and ends, which wait for its start.
    pub started: Vec<Vec<usize>>,
    /// By procedure: the steps of its recovery and its close, which wait for its end.
    pub ended: Vec<Vec<usize>>,
    /// By procedure: its close.
    pub close: Vec<usize>,
    /// By signal: the shortest limit that counts from its raising.
    pub signal_clocks: Vec<Option<u64>>,
    /// By step: the shortest limit that counts from its completion.
    pub step_clocks: Vec<Option<u64>>,
    /// By post: the consenters in whose place it may agree.
    pub posts: Vec<Vec<usize>>,
}

/// A condition over the positions of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// All hold; without parts it always holds.
    All(Vec<Expr>),
    /// At least one holds; without parts it never holds.
    Any(Vec<Expr>),
    /// It does not hold.
    Not(Box<Expr>),
    /// A signal is raised.
    Signal(usize),
    /// A gauge has a value.
    Known(usize),
    /// The value of a gauge compares so; false without a value.
    Gauge(usize, Compare, i64),
    /// The rank of the worst level of a ladder that holds, 0 for none, compares so.
    Rank(usize, Compare, i64),
    /// A step has been done.
    Done(usize),
    /// A procedure is finished.
    Finished(usize),
    /// A condition has held for long enough.
    Held(usize),
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the usual six")]
pub enum Compare {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Expr {
    /// What always holds.
    #[must_use]
    pub fn always() -> Self {
        Self::All(Vec::new())
    }

    /// Calls `visit` for this condition and every part of it.
    pub fn walk(&self, visit: &mut dyn FnMut(&Self)) {
        visit(self);
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|p| p.walk(visit)),
            Self::Not(inner) => inner.walk(visit),
            Self::Signal(_) | Self::Known(_) | Self::Gauge(..) | Self::Rank(..) | Self::Done(_) | Self::Finished(_) | Self::Held(_) => {}
        }
    }
}

impl Compare {
    /// Whether two numbers compare so.
    #[must_use]
    pub fn holds(self, left: i64, right: i64) -> bool {
        match self {
            Self::Equal => left == right,
            Self::NotEqual => left != right,
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterOrEqual => left >= right,
        }
    }
}
