//! What many parts of a runbook have.

use crate::project::Project;
use crate::source::Span;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A place in a plan file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// Name of the file, as it was given to the compiler.
    pub file: String,
    /// Line, from 1.
    #[schemars(range(min = 1))]
    pub line: u32,
    /// Column in Unicode scalar values, from 1.
    #[schemars(range(min = 1))]
    pub column: u32,
}

impl Place {
    /// Where a span begins.
    pub(in crate::emit) fn of(project: &Project, span: Span) -> Self {
        let source = project.sources().get(span.file);
        let (line, column) = source.map_or((1, 1), |s| {
            let position = s.position(span.start);
            (position.line, position.column)
        });
        Self { file: source.map_or_else(String::new, |s| s.name.to_string()), line, column }
    }
}

/// What every declaration and step has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct About {
    /// Its name: what other parts of the runbook refer to.
    pub name: String,
    /// What a reader calls it; the name where it has no title.
    pub title: String,
    /// Its doc comment.
    pub doc: Option<String>,
    /// Clauses of the source text it encodes; those of what it stands in where it names none.
    pub cite: Vec<String>,
    /// Prose without duty.
    pub notes: Vec<String>,
    /// Where it is declared.
    pub at: Place,
}

/// Prose without duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// The prose.
    pub note: String,
    /// Its place.
    pub at: Place,
}

/// A length of time. All lengths of a runbook have this shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Length {
    /// ISO 8601 duration. Where `working` is true its days are working days.
    #[schemars(regex(pattern = ISO))]
    pub iso: String,
    /// Milliseconds; a year counts as 365 days, a month as 30, a working day as one day.
    pub ms: u64,
    /// Whether its days are working days, which ISO 8601 cannot say.
    pub working: bool,
}

/// An ISO 8601 duration with at least one part.
pub(super) const ISO: &str = r"^P(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$";

/// A length of time that may have been written as a vague word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Time {
    /// The vague word, where it is one.
    pub word: Option<String>,
    /// The length; null for a vague word that has no measure.
    pub length: Option<Length>,
}

/// A value of a gauge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Amount {
    /// A whole number of the gauge's unit.
    Whole(i64),
    /// A number of the gauge's unit.
    Decimal(f64),
    /// ISO 8601 duration, for a gauge of time.
    Time(#[schemars(regex(pattern = ISO))] String),
}
