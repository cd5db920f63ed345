//! The values that are handed over, as JavaScript sees them. `types.d.ts` says the same.

use lsp_types::Range;
use serde::Serialize;

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Name of the file.
    pub name: String,
    /// Lines and UTF-16 columns, from 0.
    pub range: Range,
}

/// A replacement in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Edit {
    /// Name of the file.
    pub name: String,
    /// What is replaced.
    pub range: Range,
    /// What stands there afterwards.
    pub new_text: String,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Code of the rule, `P401`.
    pub code: String,
    /// Its name, `wrong-emergency-number`.
    pub rule: String,
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// What is wrong, in one line.
    pub message: String,
    /// Why the rule matters.
    pub why: String,
    /// What to write instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Message, label, run, help and clause, a line each, as the language server says it.
    pub text: String,
    /// Name of the file.
    pub name: String,
    /// The words that are wrong.
    pub range: Range,
    /// What those words are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Other places that belong to it.
    pub labels: Vec<Label>,
    /// A run that shows it, in the statements of a drill.
    pub run: Vec<String>,
    /// Clause of the source text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cite: Option<String>,
    /// Whether [`actions`](crate::Studio::actions) has a fix that needs no second look.
    pub fixable: bool,
}

/// A further place of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Label {
    /// Name of the file.
    pub name: String,
    /// The place.
    pub range: Range,
    /// What is there.
    pub text: String,
}

/// Something that can be done about a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Action {
    /// What a reader is told.
    pub title: String,
    /// Kind of the protocol: `quickfix`, `refactor.rewrite`, `source.fixAll.preplan`.
    pub kind: String,
    /// All its edits, none overlapping another.
    pub edits: Vec<Edit>,
    /// Whether it is the one to take.
    pub is_preferred: bool,
    /// Codes of the findings it is about.
    pub codes: Vec<String>,
    /// Where the author goes on writing afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Place>,
}

/// A rule of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleRow {
    /// Its code.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// How bad its findings are.
    pub severity: &'static str,
    /// Why it matters.
    pub why: &'static str,
}

/// What came of a trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Simulation {
    /// What `preplan simulate` prints, line by line.
    pub effects: Vec<preplan::engine::trace::Record>,
    /// The events that did nothing, with the reason.
    pub refused: Vec<Refused>,
}

/// An event that did nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// Its place in the trace, from 0.
    pub index: usize,
    /// Why.
    pub reason: String,
}
