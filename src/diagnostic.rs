//! Diagnostics as plain data. Stages make them, `report` shows them; nothing here prints.

mod run;

pub use run::{Amount, Event, Happening, length};
pub(crate) use run::iso;

use crate::source::Span;
use smol_str::SmolStr;

/// A language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese.
    Zh,
}

/// One message in both languages. The pair is the unit: a message without its twin does not compile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

impl Text {
    /// The message in one language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }
}

/// Builds a [`Text`] from an English and a Chinese format string: `text!("no `{name}`", "没有 `{name}`")`.
macro_rules! text {
    ($en:literal, $zh:literal $(, $($args:tt)*)?) => {
        $crate::diagnostic::Text { en: format!($en $(, $($args)*)?), zh: format!($zh $(, $($args)*)?) }
    };
}
pub(crate) use text;

/// How bad a finding is; ordered mildest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Advice.
    Info,
    /// A person must decide.
    Warning,
    /// The plan cannot be carried out as written, or contradicts itself.
    Error,
}

impl Severity {
    /// `error`, `warning` or `info`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }

    /// The word shown to a reader: `error`, or `错误`.
    #[must_use]
    pub fn shown(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (severity, Lang::En) => severity.word(),
            (Self::Error, Lang::Zh) => "错误",
            (Self::Warning, Lang::Zh) => "警告",
            (Self::Info, Lang::Zh) => "提示",
        }
    }
}

/// A further place that belongs to a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is there.
    pub text: Text,
}

/// One replacement of text; an empty span inserts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// A change that mends a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Whether it may be applied without a person looking at it.
    pub safe: bool,
    /// The replacements, none overlapping another.
    pub edits: Vec<Edit>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Code of the rule, `P401`; its name and page are in the rule table.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: Text,
    /// The exact words that are wrong.
    pub span: Span,
    /// What the underlined words are, where the message alone does not say it.
    pub label: Option<Text>,
    /// Other places that belong to it, in any file.
    pub related: Vec<Label>,
    /// A run that shows it, where one does.
    pub run: Vec<Event>,
    /// What to write instead.
    pub help: Option<Text>,
    /// A change that mends it.
    pub fix: Option<Fix>,
    /// Clause of the source text that the place encodes.
    pub cite: Option<SmolStr>,
}

impl Diagnostic {
    /// A finding with a message and its place; the rest is added with the methods below.
    #[must_use]
    pub fn new(code: &'static str, severity: Severity, span: Span, message: Text) -> Self {
        Self { code, severity, message, span, label: None, related: Vec::new(), run: Vec::new(), help: None, fix: None, cite: None }
    }

    /// Says what the underlined words are.
    #[must_use]
    pub fn label(mut self, text: Text) -> Self {
        self.label = Some(text);
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn related(mut self, span: Span, text: Text) -> Self {
        self.related.push(Label { span, text });
        self
    }

    /// Shows a run in which it happens.
    #[must_use]
    pub fn run(mut self, run: Vec<Event>) -> Self {
        self.run = run;
        self
    }

    /// Says what to write instead.
    #[must_use]
    pub fn help(mut self, text: Text) -> Self {
        self.help = Some(text);
        self
    }

    /// Offers a replacement of one place that needs no second look.
    #[must_use]
    pub fn safe_fix(mut self, span: Span, text: impl Into<String>) -> Self {
        self.fix = Some(Fix { safe: true, edits: vec![Edit { span, text: text.into() }] });
        self
    }

    /// Names the clause of the source text.
    #[must_use]
    pub fn cite(mut self, clause: Option<&SmolStr>) -> Self {
        self.cite = clause.cloned();
        self
    }
}
