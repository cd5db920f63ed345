//! Procedures, their steps, and drills.

use super::{Act, Actor, Actors, ActorsKind, Comparand, Condition, Duration, Limit, Name, Statement, Str};
use crate::source::Span;
use smol_str::SmolStr;

/// `start when C requested by A approved by B within 15m`
#[derive(Debug, Clone)]
pub struct Start {
    /// The condition.
    pub when: Condition,
    /// Who requests and approves.
    pub consents: Vec<Consent>,
    /// Time for the approval.
    pub limit: Option<Limit>,
}

/// `finish when C proposed by A approved by B`
#[derive(Debug, Clone)]
pub struct Finish {
    /// The condition.
    pub when: Condition,
    /// Who proposes and approves.
    pub consents: Vec<Consent>,
}

/// Who agrees to something.
#[derive(Debug, Clone)]
pub struct Consent {
    /// Its place.
    pub span: Span,
    /// In which part.
    pub kind: ConsentKind,
    /// Whether all are needed or one.
    pub need: ActorsKind,
    /// The posts.
    pub posts: Vec<Actor>,
}

/// Part of a [`Consent`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentKind {
    /// `requested by`
    Requested,
    /// `proposed by`
    Proposed,
    /// `approved by`
    Approved,
}

/// `step NAME "title" when C after S takes D { … }`
#[derive(Debug, Clone)]
pub struct Step {
    /// `then`: comes after the step written before it.
    pub then: Option<Span>,
    /// The doc comment before it.
    pub doc: Option<SmolStr>,
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<Str>,
    /// The first line up to the body.
    pub head: Span,
    /// When it becomes due.
    pub when: Option<Condition>,
    /// What it comes after.
    pub after: Option<Order>,
    /// How long it lasts, at least and at most, with its place.
    pub takes: Option<(Duration, Duration, Span)>,
    /// Who must agree before it becomes due.
    pub consents: Vec<Consent>,
    /// Supplies it needs.
    pub uses: Vec<Name>,
    /// Its statements.
    pub body: Vec<Statement>,
}

/// `after a, b`, `after any of a, b`
#[derive(Debug, Clone)]
pub struct Order {
    /// Its place.
    pub span: Span,
    /// Whether all are waited for or the first.
    pub need: ActorsKind,
    /// The steps.
    pub steps: Vec<Name>,
}

/// `escalate to T after D when C`
#[derive(Debug, Clone)]
pub struct Escalation {
    /// To whom.
    pub to: Actors,
    /// How long after the start; `None` where it has no unit.
    pub after: Option<Duration>,
    /// Only while this holds.
    pub when: Option<Condition>,
}

/// `forbid A do X unless approved by B`
#[derive(Debug, Clone)]
pub struct Forbid {
    /// The statement up to its body.
    pub head: Span,
    /// Who must not.
    pub actors: Actors,
    /// What.
    pub act: Act,
    /// Who may permit it.
    pub unless: Option<Consent>,
    /// Only while this holds.
    pub when: Option<Condition>,
    /// Statements about it.
    pub body: Vec<Statement>,
}

/// `recovery { … }`
#[derive(Debug, Clone)]
pub struct Recovery {
    /// The word.
    pub head: Span,
    /// Its steps and remarks.
    pub body: Vec<Statement>,
}

/// `at 0m raise fire`
#[derive(Debug, Clone)]
pub struct Event {
    /// When; `None` where it has no unit.
    pub at: Option<Duration>,
    /// What happens.
    pub kind: EventKind,
}

/// What happens in a drill.
#[derive(Debug, Clone)]
pub enum EventKind {
    /// A signal is raised.
    Raise(Name),
    /// A signal is cleared.
    Clear(Name),
    /// A gauge is set.
    Set(Name, Comparand),
    /// A step is done.
    Done(Name),
    /// A post approves.
    Approve(Name),
    /// A post cannot be reached.
    Unreachable(Name),
}

/// `expect [not] O [within D]`
#[derive(Debug, Clone)]
pub struct Expectation {
    /// `not`
    pub negated: bool,
    /// What is expected.
    pub outcome: Outcome,
    /// Until when.
    pub within: Option<Duration>,
}

/// What a drill expects.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Its place.
    pub span: Span,
    /// What it is.
    pub kind: OutcomeKind,
}

/// Kinds of outcomes.
#[derive(Debug, Clone)]
pub enum OutcomeKind {
    /// Somebody, or a number, was called.
    Called(CalledWho),
    /// Somebody was told.
    Notified(CalledWho),
    /// It was handed up.
    Escalated(CalledWho),
    /// A procedure was started.
    Activated(Name),
    /// A step was done.
    Done(Name),
    /// A step became due.
    Due(Name),
    /// A limit passed.
    Overdue(Name),
    /// A level was reached.
    Level(Name, Option<Name>),
    /// The procedure, or another, is finished.
    Finished(Option<Name>),
    /// Recovery is done.
    Closed,
}

/// Who an outcome speaks of.
#[derive(Debug, Clone)]
pub enum CalledWho {
    /// A literal number.
    Number(Str),
    /// A role, group or service.
    Actor(Actor),
}
