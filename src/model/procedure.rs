//! Resolved procedures.

use super::{ActionId, Cond, DocumentId, FormId, Head, Hazard, Parties, Party, PostId, ProcedureId, ShiftId, SignalId, StepId, SupplyId};
use crate::ast::{self, ActorsKind, Channel, ConsentKind, Duration, Modal, Name, Str};
use crate::source::Span;
use smol_str::SmolStr;

/// Who does what in one kind of emergency.
#[derive(Debug)]
pub struct Procedure<'a> {
    /// Name and declaration.
    pub head: Head<'a>,
    /// Scope items it says it answers.
    pub scope: Vec<(&'a SmolStr, Span)>,
    /// Dangers it says it answers, besides those of its start signals.
    pub hazards: Vec<Hazard<'a>>,
    /// Start conditions.
    pub starts: Vec<Start<'a>>,
    /// Who answers for it.
    pub owners: Vec<Owner>,
    /// Steps in order, those of the recovery last.
    pub steps: Vec<Step<'a>>,
    /// Timers of the instance.
    pub escalations: Vec<Escalation<'a>>,
    /// Prohibitions while it is active.
    pub forbids: Vec<Forbid<'a>>,
    /// Its ends.
    pub finishes: Vec<Finish<'a>>,
    /// The word `recovery`, where there is such a part.
    pub recovery: Option<Span>,
}

impl<'a> Procedure<'a> {
    /// A step of this procedure.
    #[must_use]
    pub fn step(&self, id: StepId) -> Option<&Step<'a>> {
        self.steps.get(id.index())
    }

    /// Whether a hole is kept in its body (not in its steps).
    #[must_use]
    pub fn has_todo(&self) -> bool {
        self.head.has_todo()
    }
}

/// `start when …`
#[derive(Debug)]
pub struct Start<'a> {
    /// The condition.
    pub when: Cond<'a>,
    /// Who requests and approves.
    pub consents: Vec<Consent>,
    /// Time for the approval.
    pub limit: Option<Limit<'a>>,
    /// The statement.
    pub span: Span,
}

/// `finish when …`
#[derive(Debug)]
pub struct Finish<'a> {
    /// The condition.
    pub when: Cond<'a>,
    /// Who proposes and approves.
    pub consents: Vec<Consent>,
    /// The statement.
    pub span: Span,
}

/// Who agrees to something.
#[derive(Debug, Clone)]
pub struct Consent {
    /// In which part.
    pub kind: ConsentKind,
    /// Whether all are needed or one.
    pub need: ActorsKind,
    /// The posts.
    pub posts: Vec<Party>,
    /// Its place.
    pub span: Span,
}

/// Who answers for something.
#[derive(Debug, Clone, Copy)]
pub struct Owner {
    /// The post.
    pub party: Party,
    /// Only in this shift; the inner `None` is a shift that could not be resolved.
    pub during: Option<Option<ShiftId>>,
}

/// One step.
#[derive(Debug)]
pub struct Step<'a> {
    /// As written.
    pub ast: &'a ast::Step,
    /// The whole step.
    pub span: Span,
    /// Whether it belongs to the recovery.
    pub in_recovery: bool,
    /// When it becomes due.
    pub when: Option<Cond<'a>>,
    /// What it comes after.
    pub after: Option<Order>,
    /// Least and greatest duration in milliseconds, with its place.
    pub takes: Option<(u64, u64, Span)>,
    /// Who must agree before it becomes due.
    pub consents: Vec<Consent>,
    /// Supplies it needs.
    pub uses: Vec<Option<SupplyId>>,
    /// Its duties.
    pub duties: Vec<Duty<'a>>,
    /// Limits that stand alone in it.
    pub limits: Vec<Limit<'a>>,
    /// Repetitions that stand alone in it.
    pub repeats: Vec<Time<'a>>,
    /// Done by equipment, and what the equipment does where that is written.
    pub automatic: Option<(Span, Option<Act<'a>>)>,
    /// Prohibitions while it is due.
    pub forbids: Vec<Forbid<'a>>,
}

impl<'a> Step<'a> {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'a Name {
        &self.ast.name
    }

    /// The title, or the name where there is none.
    #[must_use]
    pub fn title(&self) -> &'a str {
        self.ast.title.as_ref().map_or(self.ast.name.text.as_str(), |t| t.text.as_str())
    }

    /// Clause of the source text.
    #[must_use]
    pub fn cite(&self) -> Option<&'a SmolStr> {
        super::cite(&self.ast.body)
    }

    /// All its limits: those of the duties, then those that stand alone, in the order written.
    pub fn all_limits(&self) -> impl Iterator<Item = &Limit<'a>> {
        self.duties.iter().flat_map(|d| d.limits.iter()).chain(self.limits.iter())
    }
}

/// What a step comes after.
#[derive(Debug)]
pub struct Order {
    /// Whether all are waited for or the first.
    pub need: ActorsKind,
    /// The steps with the places of their names; `None` where unresolved.
    pub steps: Vec<(Option<StepId>, Span)>,
    /// Its place.
    pub span: Span,
}

/// Who must do what.
#[derive(Debug)]
pub struct Duty<'a> {
    /// As written.
    pub ast: &'a ast::Duty,
    /// The whole duty.
    pub span: Span,
    /// Who acts.
    pub parties: Parties,
    /// How binding it is.
    pub modal: Modal,
    /// What is done.
    pub act: Act<'a>,
    /// Its limits.
    pub limits: Vec<Limit<'a>>,
    /// How often it comes again.
    pub repeats: Vec<Time<'a>>,
}

/// What is done.
#[derive(Debug)]
pub struct Act<'a> {
    /// Its place.
    pub span: Span,
    /// What it is.
    pub kind: ActKind<'a>,
}

impl<'a> Act<'a> {
    /// The texts that say what is to be done.
    #[must_use]
    pub fn words(&self) -> &'a [Str] {
        match &self.kind {
            ActKind::Do(text) => std::slice::from_ref(*text),
            ActKind::Preserve(texts, _) | ActKind::Record(texts, ..) => texts,
            ActKind::Call(_)
            | ActKind::Notify(..)
            | ActKind::Report(..)
            | ActKind::ActivateProcedure(_)
            | ActKind::ActivateDocument(_)
            | ActKind::Request(_)
            | ActKind::DoAction(_)
            | ActKind::Unknown => &[],
        }
    }
}

/// Kinds of acts.
#[derive(Debug)]
pub enum ActKind<'a> {
    /// Telephone somebody.
    Call(Callee<'a>),
    /// Tell somebody.
    Notify(Parties, &'a [(Channel, Span)]),
    /// Give a report; the form is `None` where none is named or it could not be resolved.
    Report(Option<FormId>, Parties, &'a [(Channel, Span)]),
    /// Write down, in a document or a form in words.
    Record(&'a [Str], Option<DocumentId>, Option<&'a Str>),
    /// Keep unchanged, for so long.
    Preserve(&'a [Str], Option<&'a Duration>),
    /// Start a procedure.
    ActivateProcedure(ProcedureId),
    /// Start a plan that is only a document.
    ActivateDocument(DocumentId),
    /// Ask for approval.
    Request(Parties),
    /// Any other act.
    Do(&'a Str),
    /// A declared action.
    DoAction(ActionId),
    /// It could not be resolved; it was reported.
    Unknown,
}

/// Who is telephoned.
#[derive(Debug)]
pub enum Callee<'a> {
    /// Literal numbers.
    Numbers(&'a [Str]),
    /// Posts.
    Parties(Parties),
}

/// A time limit.
#[derive(Debug)]
pub struct Limit<'a> {
    /// The whole limit.
    pub span: Span,
    /// How long.
    pub time: Time<'a>,
    /// From when.
    pub clock: Clock,
    /// What happens when it passes.
    pub otherwise: Option<Else<'a>>,
}

/// A measured or vague length of time.
#[derive(Debug, Clone, Copy)]
pub struct Time<'a> {
    /// Its place.
    pub span: Span,
    /// The vague word, where it is one, or the time in words.
    pub vague: Option<&'a SmolStr>,
    /// Whether it was written as a text: it differs from case to case.
    pub in_words: bool,
    /// The length: written, or the measure of the vague word; `None` where it has none.
    pub length: Option<&'a Duration>,
}

impl Time<'_> {
    /// Milliseconds.
    #[must_use]
    pub fn millis(&self) -> Option<u64> {
        self.length.map(|d| d.millis)
    }
}

/// From when a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// From the instant the step became due.
    Due,
    /// From the start of the procedure.
    Start,
    /// The text leaves it open; the place of the word.
    Unstated(Span),
    /// From the completion of a step.
    Step(StepId),
    /// From the raising of a signal.
    Signal(SignalId),
    /// It could not be resolved.
    Unknown,
}

/// What happens when a limit passes.
#[derive(Debug)]
pub struct Else<'a> {
    /// Its place.
    pub span: Span,
    /// What happens.
    pub kind: ElseKind<'a>,
}

/// Kinds of consequences.
#[derive(Debug)]
pub enum ElseKind<'a> {
    /// Hand up, to these, by those.
    Escalate(Parties, Option<Parties>),
    /// Any other act.
    Act(Act<'a>),
}

/// `escalate to … after … when …`
#[derive(Debug)]
pub struct Escalation<'a> {
    /// To whom.
    pub to: Parties,
    /// How long after the start.
    pub after: Option<&'a Duration>,
    /// Only while this holds.
    pub when: Option<Cond<'a>>,
    /// The statement.
    pub span: Span,
}

/// A prohibition.
#[derive(Debug)]
pub struct Forbid<'a> {
    /// Who must not.
    pub parties: Parties,
    /// What.
    pub act: Act<'a>,
    /// Who may permit it.
    pub unless: Option<Consent>,
    /// Only while this holds.
    pub when: Option<Cond<'a>>,
    /// Clause of the source text.
    pub clause: Option<&'a SmolStr>,
    /// The statement up to its body.
    pub span: Span,
}

/// The posts of a list of parties.
pub fn posts(parties: &Parties) -> impl Iterator<Item = PostId> {
    parties.list.iter().filter_map(Party::post)
}
