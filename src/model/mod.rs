//! The resolved plan: names are ids, units are checked. Every later stage reads this and only this.
//! A reference that could not be resolved is `None` or `Unknown`; it was reported, and rules treat it as present.

mod condition;
mod post;
mod procedure;
mod vague;

pub use condition::{Cond, CondKind, Measure};
pub use procedure::posts;
pub use vague::{VAGUE_WORDS, is_often, is_vague};
pub use post::{Contact, Parties, Party, Post, PostKind, Service, Who};
pub use procedure::{
    Act, ActKind, Callee, Clock, Consent, Duty, Else, ElseKind, Escalation, Finish, Forbid, Limit, Order, Owner, Procedure, Start, Step,
    Time,
};

use crate::ast::{Attribute, Comparand, Date, DeclKind, Declaration, Duration, Key, Name, Statement, StatementKind, Str, Value, ValueKind, attributes};
use crate::source::{FileId, Span};
use smol_str::SmolStr;

macro_rules! ids {
    ($($(#[$doc:meta])* $id:ident),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $id(pub u32);
        impl $id {
            /// Index into the list of the model.
            #[must_use]
            pub fn index(self) -> usize { self.0 as usize }
        }
    )* };
}
ids! {
    /// A role, group or service in [`Model::posts`].
    PostId,
    /// A shift.
    ShiftId,
    /// A signal.
    SignalId,
    /// A gauge.
    GaugeId,
    /// A ladder of levels.
    LadderId,
    /// An action.
    ActionId,
    /// A document.
    DocumentId,
    /// A report form.
    FormId,
    /// A procedure.
    ProcedureId,
    /// A step, within its procedure.
    StepId,
    /// A supply.
    SupplyId,
}

/// A declared thing: what all declarations have.
#[derive(Debug, Clone, Copy)]
pub struct Head<'a> {
    /// The declaration.
    pub decl: &'a Declaration,
    /// Its name as an identifier.
    pub name: &'a Name,
    /// Clause of the source text.
    pub clause: Option<&'a SmolStr>,
}

impl<'a> Head<'a> {
    /// The title, or the name where there is none: what a reader calls it.
    #[must_use]
    pub fn title(&self) -> &'a str {
        self.decl.title.as_ref().map_or(self.name.text.as_str(), |t| t.text.as_str())
    }

    /// Clause of the source text.
    #[must_use]
    pub fn cite(&self) -> Option<&'a SmolStr> {
        self.clause
    }

    /// Whether a hole is kept in its body.
    #[must_use]
    pub fn has_todo(&self) -> bool {
        self.decl.attributes(Key::Todo).next().is_some()
    }

    /// Other names the text uses for it.
    pub fn aliases(&self) -> impl Iterator<Item = (&'a SmolStr, Span)> {
        texts(&self.decl.body, Key::AlsoCalled)
    }
}

/// First clause cited in a body.
#[must_use]
pub fn cite(body: &[Statement]) -> Option<&SmolStr> {
    texts(body, Key::Cite).next().map(|t| t.0)
}

/// The texts of a body's attributes with one key.
pub fn texts(body: &[Statement], key: Key) -> impl Iterator<Item = (&SmolStr, Span)> {
    values(body, key).filter_map(|v| match &v.kind {
        ValueKind::Text(text) => Some((text, v.span)),
        ValueKind::Name(_) | ValueKind::Date(_) | ValueKind::Duration(_) | ValueKind::Quantity(_) | ValueKind::Range(..) | ValueKind::Unit(_) => None,
    })
}

/// The values of a body's attributes with one key.
pub fn values(body: &[Statement], key: Key) -> impl Iterator<Item = &Value> {
    attributes(body, key).flat_map(|a: &Attribute| a.values.iter())
}

/// A whole plan: one file and all it uses.
#[derive(Debug)]
pub struct Model<'a> {
    /// The file that was asked for.
    pub root: FileId,
    /// The `plan` declaration.
    pub identity: Option<Identity<'a>>,
    /// Measures of vague words.
    pub terms: Vec<Term<'a>>,
    /// Roles, groups and services.
    pub posts: Vec<Post<'a>>,
    /// Shifts.
    pub shifts: Vec<Shift<'a>>,
    /// Signals.
    pub signals: Vec<Signal<'a>>,
    /// Gauges.
    pub gauges: Vec<Gauge<'a>>,
    /// Ladders of levels.
    pub ladders: Vec<Ladder<'a>>,
    /// Actions.
    pub actions: Vec<Head<'a>>,
    /// Documents.
    pub documents: Vec<Document<'a>>,
    /// Report forms.
    pub forms: Vec<Form<'a>>,
    /// Procedures.
    pub procedures: Vec<Procedure<'a>>,
    /// Exercises, training and routines.
    pub practices: Vec<Practice<'a>>,
    /// Supplies.
    pub supplies: Vec<Supply<'a>>,
    /// Drills.
    pub drills: Vec<Drill<'a>>,
    /// Prohibitions of the whole file.
    pub forbids: Vec<Forbid<'a>>,
    /// Holes in the text, everywhere.
    pub todos: Vec<Todo<'a>>,
    /// Clauses of the text that somebody cites, everywhere.
    pub cites: Vec<(&'a SmolStr, Span)>,
    /// Waivers, everywhere.
    pub waivers: Vec<WaiverScope<'a>>,
    /// What somebody refers to.
    pub used: Used,
    /// Every name that was resolved.
    pub references: Vec<Reference>,
    /// Every name that nothing declares.
    pub unresolved: Vec<Unresolved<'a>>,
}

/// The `plan` declaration.
#[derive(Debug)]
pub struct Identity<'a> {
    /// Name and declaration.
    pub head: Head<'a>,
    /// Organisation.
    pub org: Option<&'a SmolStr>,
    /// Family.
    pub family: Option<&'a SmolStr>,
    /// Region, with its place.
    pub region: Option<(&'a SmolStr, Span)>,
    /// Date from which it holds, with its place.
    pub effective: Option<(Date, Span)>,
    /// How often it is looked at again, with its place.
    pub review: Option<Time<'a>>,
    /// Whether a source is named.
    pub has_source: bool,
    /// What the text promises to treat.
    pub scope: Vec<(&'a SmolStr, Span)>,
    /// The clauses of the text, in its order.
    pub clauses: Vec<(&'a SmolStr, Span)>,
}

/// A measured vague word.
#[derive(Debug)]
pub struct Term<'a> {
    /// The word.
    pub name: &'a Name,
    /// Its measure; `None` where it could not be read.
    pub measure: Option<&'a Duration>,
}

/// Weekly hours.
#[derive(Debug)]
pub struct Shift<'a> {
    /// Name and declaration.
    pub head: Head<'a>,
    /// The windows as written.
    pub windows: Vec<&'a crate::ast::DayWindow>,
}

/// A kind of danger.
#[derive(Debug, Clone)]
pub struct Hazard<'a> {
    /// Row of the keyword table (`hz_fire`), or `None` for a free text.
    pub row: Option<&'static str>,
    /// As written.
    pub text: &'a SmolStr,
    /// Its place.
    pub span: Span,
}

/// A fact that somebody reports.
#[derive(Debug)]
pub struct Signal<'a> {
    /// Name and declaration.
    pub head: Head<'a>,
    /// The dangers it stands for.
    pub hazards: Vec<Hazard<'a>>,
    /// Who reports it.
    pub reported_by: Vec<Party>,
}

/// A measured value.
#[derive(Debug)]
pub struct Gauge<'a> {
    /// Name and declaration.
    pub head: Head<'a>,
    /// Its unit; empty without one; `time` for a length of time.
    pub unit: SmolStr,
    /// Least and greatest value, in units, or milliseconds for time.
    pub range: (Option<Measure>, Option<Measure>),
    /// Who reports it.
    pub reported_by: Vec<Party>,
}

impl Gauge<'_> {
    /// Whether it measures time.
    #[must_use]
    pub fn is_time(&self) -> bool {
        self.unit == "time"
    }
}

/// A ladder of levels, in the order written.
#[derive(Debug)]
pub struct Ladder<'a> {
    /// Name and declaration.
    pub head: Head<'a>,
    /// Whether the first level is the worst.
    pub worst_first: bool,
    /// Whether several levels may hold.
    pub prefer_highest: bool,
    /// The levels.
    pub levels: Vec<Level<'a>>,
}

/// One level.
#[derive(Debug)]
pub struct Level<'a> {
    /// As written.
    pub rung: &'a crate::ast::LevelRung,
    /// When it holds.
    pub when: Option<Cond<'a>>,
}

/// A form, law, annex or other plan.
#[derive(Debug)]
pub struct Document<'a> {
    /// Name and declaration.
    pub head: Head<'a>,
    /// Row of the keyword table (`dk_form`).
    pub kind: Option<&'static str>,
    /// Where it is.
    pub location: Option<&'a SmolStr>,
    /// Who answers for it.
    pub owners: Vec<Owner>,
}

/// What a report must contain.
#[derive(Debug)]
pub struct Form<'a> {
    /// Name and declaration.
    pub head: Head<'a>,
    /// The fields.
    pub fields: Vec<(&'a SmolStr, Span)>,
}

/// An exercise, training or routine.
#[derive(Debug)]
pub struct Practice<'a> {
    /// Name and declaration.
    pub head: Head<'a>,
    /// The procedures practised.
    pub of: Vec<Option<ProcedureId>>,
    /// How often.
    pub every: Option<Time<'a>>,
    /// Who answers for it.
    pub owners: Vec<Owner>,
    /// Who takes part.
    pub audience: Vec<Party>,
}

/// A thing kept ready.
#[derive(Debug)]
pub struct Supply<'a> {
    /// Name and declaration.
    pub head: Head<'a>,
    /// How many.
    pub quantity: Option<&'a Value>,
    /// How often it is checked.
    pub check_every: Option<Time<'a>>,
    /// Who answers for it.
    pub owners: Vec<Owner>,
}

/// A scenario with expectations.
#[derive(Debug)]
pub struct Drill<'a> {
    /// The declaration; its title is its name.
    pub decl: &'a Declaration,
    /// The procedure it practises.
    pub of: Option<ProcedureId>,
}

/// A hole in the text.
#[derive(Debug)]
pub struct Todo<'a> {
    /// What is missing.
    pub text: &'a SmolStr,
    /// Its place.
    pub span: Span,
    /// Clause of the body it stands in.
    pub cite: Option<&'a SmolStr>,
    /// What it stands in: row of the keyword table and title; `None` outside all declarations.
    pub of: Option<(&'static str, &'a str)>,
}

/// A waiver and the text it covers.
#[derive(Debug)]
pub struct WaiverScope<'a> {
    /// The waiver.
    pub waiver: &'a crate::ast::Waiver,
    /// Its place.
    pub span: Span,
    /// The declaration or step it stands in; `None` for the whole plan.
    pub covers: Option<Span>,
}

/// A name and what it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// The name where it is used.
    pub at: Span,
    /// The name where it is declared.
    pub to: Span,
}

/// A name that nothing declares.
#[derive(Debug, Clone)]
pub struct Unresolved<'a> {
    /// The name where it is used.
    pub at: Span,
    /// What it would have to be.
    pub wanted: Wanted<'a>,
}

/// What an [`Unresolved`] name would have to be.
#[derive(Debug, Clone)]
pub enum Wanted<'a> {
    /// One of these; for a vague word `terms`.
    Declaration(Vec<DeclKind>),
    /// A gauge or a ladder that can be compared with this.
    Compared(&'a Comparand),
    /// A ladder that has this level.
    Ladder(&'a Name),
    /// A step of the procedure around it, or of the one that the drill rehearses.
    Step,
    /// A level of this ladder.
    Level(&'a Declaration),
}

/// Which declarations somebody refers to, by index.
#[derive(Debug, Default)]
pub struct Used {
    /// Posts.
    pub posts: Vec<bool>,
    /// Shifts.
    pub shifts: Vec<bool>,
    /// Signals.
    pub signals: Vec<bool>,
    /// Gauges.
    pub gauges: Vec<bool>,
    /// Ladders.
    pub ladders: Vec<bool>,
    /// Actions.
    pub actions: Vec<bool>,
    /// Documents.
    pub documents: Vec<bool>,
    /// Forms.
    pub forms: Vec<bool>,
    /// Supplies.
    pub supplies: Vec<bool>,
    /// Terms.
    pub terms: Vec<bool>,
}

impl<'a> Model<'a> {
    /// A post of this model.
    #[must_use]
    pub fn post(&self, id: PostId) -> Option<&Post<'a>> {
        self.posts.get(id.index())
    }

    /// A procedure of this model.
    #[must_use]
    pub fn procedure(&self, id: ProcedureId) -> Option<&Procedure<'a>> {
        self.procedures.get(id.index())
    }

    /// Every step of every procedure, recovery included.
    pub fn steps(&self) -> impl Iterator<Item = (&Procedure<'a>, &Step<'a>)> {
        self.procedures.iter().flat_map(|p| p.steps.iter().map(move |s| (p, s)))
    }

    /// Every duty of every procedure.
    pub fn duties(&self) -> impl Iterator<Item = (&Procedure<'a>, &Step<'a>, &Duty<'a>)> {
        self.steps().flat_map(|(p, s)| s.duties.iter().map(move |d| (p, s, d)))
    }

    /// Whether a place is in the file that was asked for, not in one it uses.
    #[must_use]
    pub fn is_own(&self, span: Span) -> bool {
        span.file == self.root
    }
}

/// The statements of a body that are of one kind.
pub fn statements<'a, T: 'a>(body: &'a [Statement], pick: fn(&'a StatementKind) -> Option<T>) -> impl Iterator<Item = (T, Span)> {
    body.iter().filter_map(move |s| Some((pick(&s.kind)?, s.span)))
}

/// Title of a declaration, if it has one.
#[must_use]
pub fn title(title: Option<&Str>) -> Option<&str> {
    title.map(|t| t.text.as_str())
}
