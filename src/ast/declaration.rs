//! Declarations and the statements of their bodies.

use super::{Actor, Condition, Date, Duration, Name, Statement, Str, Value};
use crate::source::Span;
use smol_str::SmolStr;

/// One item of a file.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "nearly every item is a declaration")]
pub enum Item {
    /// `language 1`
    Language {
        /// The version as written.
        version: SmolStr,
        /// Its place.
        span: Span,
    },
    /// `use "roster.plan"`
    Import(Import),
    /// A declaration.
    Declaration(Declaration),
    /// A statement about the whole file: `forbid`, `note`, `cite`, `todo`, `allow`.
    Statement(Statement),
}

/// `use "roster.plan"`
#[derive(Debug, Clone)]
pub struct Import {
    /// The path as written.
    pub path: Str,
    /// The whole statement.
    pub span: Span,
}

/// Kinds of declarations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each variant is the word of the language")]
pub enum DeclKind {
    Plan,
    Terms,
    Role,
    Group,
    Service,
    Shift,
    Signal,
    Gauge,
    Levels,
    Action,
    Document,
    Report,
    Procedure,
    Exercise,
    Training,
    Routine,
    Supply,
    Drill,
}

/// One declaration: a word, a name, a title, a body.
#[derive(Debug, Clone)]
pub struct Declaration {
    /// What is declared.
    pub kind: DeclKind,
    /// The whole declaration.
    pub span: Span,
    /// The first line up to the body: what a finding about the whole declaration points at.
    pub head: Span,
    /// Its name; `terms` and `drill` have none.
    pub name: Option<Name>,
    /// Its title.
    pub title: Option<Str>,
    /// `of P`: what an exercise or drill practises.
    pub of: Vec<Name>,
    /// The statements of the body.
    pub body: Vec<Statement>,
    /// The doc comment before it.
    pub doc: Option<SmolStr>,
}

macro_rules! keys {
    ($($(#[$doc:meta])* $key:ident = $rule:literal),* $(,)?) => {
        /// The words of attributes. Each names its row in the keyword table.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "the keyword table says what each word means")]
        pub enum Key { $($(#[$doc])* $key),* }
        impl Key {
            /// All keys.
            pub const ALL: &[Key] = &[$(Key::$key),*];
            /// Row of the keyword table.
            #[must_use]
            pub fn row(self) -> &'static str {
                match self { $(Key::$key => $rule),* }
            }
        }
    };
}
keys! {
    Cite = "cite", Note = "note", Todo = "todo",
    Org = "org", Family = "family", Region = "region", Timezone = "timezone", Version = "version",
    Effective = "effective", ReviewEvery = "review_every", Source = "source", Part = "part", Scope = "scope", Clauses = "clauses",
    ReportsTo = "reports_to", Deputy = "deputy", Leader = "leader", Members = "members", OnDuty = "on_duty",
    AlsoCalled = "also_called", Serves = "serves", ReportedBy = "reported_by", Hazard = "hazard", Unit = "unit",
    Range = "range", Except = "except", Kind = "kind", Location = "location", Fields = "fields",
    Quantity = "quantity", CheckEvery = "check_every", Audience = "audience", Keep = "keep", Every = "every",
    Uses = "uses",
    Phone = "phone", Sms = "sms", Radio = "radio", Email = "email", Chat = "chat", Broadcast = "broadcast",
    InPerson = "in_person",
}

/// A word and its values: `phone "8002", "13800000002"`.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// The word.
    pub key: Key,
    /// Place of the word.
    pub key_span: Span,
    /// Its values.
    pub values: Vec<Value>,
}

/// `allow RULE "reason" [until DATE]`
#[derive(Debug, Clone)]
pub struct Waiver {
    /// Name or code of a rule, as written.
    pub rule: Name,
    /// The reason.
    pub reason: Option<Str>,
    /// Last day on which it holds, with its place; the date is `None` where the calendar has no such day.
    pub until: Option<(Option<Date>, Span)>,
}

/// `owner lead during day, supervisor during night`
#[derive(Debug, Clone)]
pub struct Owners {
    /// The posts.
    pub parts: Vec<OwnerPart>,
}

/// One post of an `owner` statement.
#[derive(Debug, Clone)]
pub struct OwnerPart {
    /// The post.
    pub actor: Actor,
    /// The shift in which it owns.
    pub during: Option<Name>,
}

/// `Mon..Fri 08:00-20:00`
#[derive(Debug, Clone)]
pub struct DayWindow {
    /// Days, 0 = Monday; first and last of each row of days.
    pub days: Vec<(u8, u8)>,
    /// Minutes after midnight; `None` where there is no such time of day.
    pub from: Option<u16>,
    /// Minutes after midnight; less than `from` when it crosses midnight, 1440 for 24:00.
    pub to: Option<u16>,
    /// Its place.
    pub span: Span,
}

/// Order of a ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flag {
    /// The first level is the worst.
    WorstFirst,
    /// Several levels may hold; the worst counts.
    PreferHighest,
}

/// One level of a ladder.
#[derive(Debug, Clone)]
pub struct LevelRung {
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<Str>,
    /// When it holds.
    pub when: Option<Condition>,
    /// Statements about it.
    pub body: Vec<Statement>,
}

/// `promptly = 30m`
#[derive(Debug, Clone)]
pub struct Term {
    /// The vague word.
    pub name: Name,
    /// Its measure; `None` where it was written without a unit.
    pub measure: Option<Duration>,
}

impl Declaration {
    /// The attributes of the body with one key.
    pub fn attributes(&self, key: Key) -> impl Iterator<Item = &Attribute> {
        attributes(&self.body, key)
    }
}

/// The attributes of a body with one key.
pub fn attributes(body: &[Statement], key: Key) -> impl Iterator<Item = &Attribute> {
    body.iter().filter_map(move |s| if let super::StatementKind::Attribute(a) = &s.kind { Some(a).filter(|a| a.key == key) } else { None })
}


impl DeclKind {
    /// Row of the keyword table.
    #[must_use]
    pub fn row(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Terms => "terms",
            Self::Role => "role",
            Self::Group => "group",
            Self::Service => "service",
            Self::Shift => "shift",
            Self::Signal => "signal",
            Self::Gauge => "gauge",
            Self::Levels => "levels",
            Self::Action => "action",
            Self::Document => "document",
            Self::Report => "report_form",
            Self::Procedure => "procedure",
            Self::Exercise => "exercise",
            Self::Training => "training",
            Self::Routine => "routine",
            Self::Supply => "supply",
            Self::Drill => "drill",
        }
    }
}
