//! The tree of one plan file, as written: every name still a name, every statement in its order.
//! The checker, the formatter and the editor read this one tree.

mod condition;
mod declaration;
mod duty;
mod procedure;
mod value;

pub use condition::{Compare, Comparand, Condition, ConditionKind};
pub use declaration::attributes;
pub use declaration::{
    Attribute, DayWindow, DeclKind, Declaration, Flag, Import, Item, Key, LevelRung, OwnerPart, Owners, Term, Waiver,
};
pub use duty::{
    Act, ActKind, Actor, ActorKind, Actors, ActorsKind, CallTarget, Channel, Clock, Duty, Limit, Modal, Otherwise, OtherwiseKind,
    Period, PeriodKind, RecordIn,
};
pub use procedure::{
    CalledWho, Consent, ConsentKind, Escalation, Event, EventKind, Expectation, Finish, Forbid, Order, Outcome, OutcomeKind, Recovery, Start, Step,
};
pub use value::{Date, Duration, Name, Quantity, Str, TimeUnit, Value, ValueKind};

use crate::source::{FileId, Span};

/// One plan file.
#[derive(Debug, Clone, Default)]
pub struct File {
    /// The file it was read from.
    pub id: FileId,
    /// Declarations and statements in order.
    pub items: Vec<Item>,
    /// Comments in order, with their places.
    pub trivia: Vec<Trivia>,
    /// Parts that were not understood; what they may have declared is unknown.
    pub broken: Vec<Span>,
}

/// A comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trivia {
    /// Its place; the text is the source's.
    pub span: Span,
    /// What it is.
    pub kind: TriviaKind,
}

/// What a [`Trivia`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TriviaKind {
    /// `// …`
    Line,
    /// `/* … */`
    Block,
    /// `/// …`: belongs to the next declaration.
    Doc,
}

/// One statement inside a body, in any body.
#[derive(Debug, Clone)]
pub struct Statement {
    /// Its place.
    pub span: Span,
    /// What it says.
    pub kind: StatementKind,
}

/// The statements of all bodies. Which may stand where is the grammar's and the attribute table's business.
/// The large ones are boxed: most bodies hold one or two statements, and a thousand plans are held at once.
#[derive(Debug, Clone)]
pub enum StatementKind {
    /// A word and its values.
    Attribute(Attribute),
    /// `allow RULE "reason"`
    Waiver(Waiver),
    /// `owner …`
    Owner(Owners),
    /// `Mon..Fri 08:00-20:00`
    Window(Vec<DayWindow>),
    /// `worst first`, `prefer highest`
    Flag(Flag),
    /// `level …`
    Level(Box<LevelRung>),
    /// `promptly = 30m`
    Term(Term),
    /// `start when …`
    Start(Box<Start>),
    /// `step …`
    Step(Box<Step>),
    /// `escalate to … after …`
    Escalation(Box<Escalation>),
    /// `forbid …`
    Forbid(Box<Forbid>),
    /// `finish when …`
    Finish(Finish),
    /// `recovery { … }`
    Recovery(Recovery),
    /// `lead must …`
    Duty(Box<Duty>),
    /// `automatic`
    Automatic(Option<Act>),
    /// A `within …` that stands alone in a step.
    Limit(Box<Limit>),
    /// An `every …` that stands alone in a step.
    Repeat(Period),
    /// `at 0m raise fire`
    Event(Event),
    /// `expect …`
    Expectation(Expectation),
}
