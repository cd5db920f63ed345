//! Duties: who must do what, to whom, how fast.

use super::{Duration, Name, Str};
use crate::source::Span;

/// Who acts or is addressed.
#[derive(Debug, Clone)]
pub struct Actors {
    /// The whole list.
    pub span: Span,
    /// How the list is meant.
    pub kind: ActorsKind,
    /// Its members.
    pub list: Vec<Actor>,
}

/// How a list of actors is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorsKind {
    /// Every one of them.
    All,
    /// `any of`: one of them.
    Any,
}

/// One actor.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Its place.
    pub span: Span,
    /// Who it is.
    pub kind: ActorKind,
}

/// Who an [`Actor`] is.
#[derive(Debug, Clone)]
pub enum ActorKind {
    /// A role, group or service.
    Name(Name),
    /// `2 of guard`
    Count(u32, Name),
    /// `everyone`
    Everyone,
    /// `anyone`: whoever is there first.
    Anyone,
    /// `someone`: the text names nobody.
    Someone,
}

/// How binding a duty is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Modal {
    /// `must not`
    MustNot,
    /// `must`
    Must,
    /// `should`
    Should,
    /// `may`
    May,
}

/// `lead must notify supervisor within 5m else escalate to command`
#[derive(Debug, Clone)]
pub struct Duty {
    /// Who acts.
    pub actors: Actors,
    /// How binding it is.
    pub modal: Modal,
    /// Place of the word.
    pub modal_span: Span,
    /// What is done.
    pub act: Act,
    /// Its limits, in order.
    pub limits: Vec<Limit>,
    /// How often it comes again.
    pub repeats: Vec<Period>,
}

/// What is done.
#[derive(Debug, Clone)]
pub struct Act {
    /// Its place, without the limits.
    pub span: Span,
    /// What it is.
    pub kind: ActKind,
}

/// Kinds of acts.
#[derive(Debug, Clone)]
pub enum ActKind {
    /// `call T`
    Call(CallTarget),
    /// `notify T by phone`
    Notify(Actors, Vec<(Channel, Span)>),
    /// `report R to T by phone`
    Report(Option<Name>, Actors, Vec<(Channel, Span)>),
    /// `record "…" in DOC`
    Record(Vec<Str>, Option<RecordIn>),
    /// `preserve "…" for D`; the duration is `None` where it has no unit.
    Preserve(Vec<Str>, Option<Option<Duration>>),
    /// `activate P`
    Activate(Name),
    /// `request approval of T`
    Request(Actors),
    /// `do "…"`
    DoText(Str),
    /// `do ACTION`
    DoAction(Name),
}

/// Where something is recorded: a document, or a form in words.
#[derive(Debug, Clone)]
pub enum RecordIn {
    /// A declared document.
    Document(Name),
    /// A form in words.
    Text(Str),
}

/// Who is called.
#[derive(Debug, Clone)]
pub enum CallTarget {
    /// Literal numbers.
    Numbers(Vec<Str>),
    /// Roles, groups, services.
    Actors(Actors),
}

/// A channel of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each variant is the word of the language")]
pub enum Channel {
    Phone,
    Sms,
    Radio,
    Email,
    Chat,
    Broadcast,
    InPerson,
}

/// A measured or a vague length of time.
#[derive(Debug, Clone)]
pub struct Period {
    /// Its place.
    pub span: Span,
    /// The length.
    pub kind: PeriodKind,
}

/// What a [`Period`] is.
#[derive(Debug, Clone)]
pub enum PeriodKind {
    /// `5m`
    Measured(Duration),
    /// `promptly`
    Vague(Name),
    /// `"the time promised"`: it differs from case to case.
    Words(Str),
    /// A number without a unit; already reported.
    Unitless,
}

/// `within 5m of start else escalate to command`
#[derive(Debug, Clone)]
pub struct Limit {
    /// The whole limit.
    pub span: Span,
    /// How long.
    pub period: Period,
    /// From when.
    pub clock: Clock,
    /// What happens when it passes.
    pub otherwise: Option<Otherwise>,
}

/// From when a limit counts.
#[derive(Debug, Clone)]
pub enum Clock {
    /// From the instant the step became due: nothing was written.
    Due,
    /// `of start`
    Start(Span),
    /// `of unstated`: the text leaves it open.
    Unstated(Span),
    /// `of NAME`: the completion of a step, the raising of a signal.
    Name(Name),
}

/// `else …`
#[derive(Debug, Clone)]
pub struct Otherwise {
    /// Its place.
    pub span: Span,
    /// What happens.
    pub kind: OtherwiseKind,
}

/// What happens when a limit passes.
#[derive(Debug, Clone)]
pub enum OtherwiseKind {
    /// `escalate to T by R`
    Escalate(Actors, Option<Actors>),
    /// Any other act.
    Act(Act),
}
