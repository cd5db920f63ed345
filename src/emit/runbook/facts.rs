//! What is known, measured and leaned on.

use super::common::{About, Amount, Length, Place};
use super::condition::Condition;
use super::people::{Owner, Party};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The measure of a vague word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Term {
    /// The word.
    pub word: String,
    /// Its measure.
    pub length: Option<Length>,
    /// Its place.
    pub at: Place,
}

/// A fact that somebody reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Signal {
    #[allow(missing_docs, reason = "its keys stand beside the others")]
    #[serde(flatten)]
    pub about: About,
    /// Other names the text uses for it.
    pub aliases: Vec<String>,
    /// The dangers it stands for.
    pub hazards: Vec<Hazard>,
    /// Who reports it.
    pub reported_by: Vec<Party>,
}

/// A kind of danger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Hazard {
    /// A known kind, such as `fire` or `outage`; null for words of the plan's own.
    pub kind: Option<String>,
    /// As written.
    pub text: String,
}

/// A measured value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Gauge {
    #[allow(missing_docs, reason = "its keys stand beside the others")]
    #[serde(flatten)]
    pub about: About,
    /// Its unit; `time` for a length of time.
    pub unit: Option<String>,
    /// The values it can take.
    pub range: Range,
    /// What is not counted.
    pub except: Vec<String>,
    /// Who reports it.
    pub reported_by: Vec<Party>,
}

/// Least and greatest value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Range {
    /// The least value.
    pub min: Option<Amount>,
    /// The greatest value.
    pub max: Option<Amount>,
}

/// A ladder of levels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ladder {
    #[allow(missing_docs, reason = "its keys stand beside the others")]
    #[serde(flatten)]
    pub about: About,
    /// Whether the plan lists the worst level first.
    pub worst_first: bool,
    /// Whether several levels may hold at once; the worst counts.
    pub prefer_highest: bool,
    /// The levels in the order of the plan.
    pub levels: Vec<Level>,
}

/// One level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Level {
    #[allow(missing_docs, reason = "its keys stand beside the others")]
    #[serde(flatten)]
    pub about: About,
    /// How bad it is: 1 for the mildest level of its ladder.
    #[schemars(range(min = 1))]
    pub rank: u32,
    /// When it holds.
    pub when: Option<Condition>,
}

/// A named act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Action {
    #[allow(missing_docs, reason = "its keys stand beside the others")]
    #[serde(flatten)]
    pub about: About,
}

/// A form, law, annex or other plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    #[allow(missing_docs, reason = "its keys stand beside the others")]
    #[serde(flatten)]
    pub about: About,
    /// Other names the text uses for it.
    pub aliases: Vec<String>,
    /// What kind of document it is.
    pub kind: Option<DocumentKind>,
    /// Where it is.
    pub location: Option<String>,
    /// Who answers for it.
    pub owners: Vec<Owner>,
}

/// Kinds of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// To be filled in.
    Form,
    /// Entries by date.
    Log,
    /// Law, rule or standard.
    Law,
    /// Annex of the plan.
    Annex,
    /// Another plan.
    Plan,
    /// Names or things.
    List,
    /// What to say.
    Script,
}

/// What a report must contain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Form {
    #[allow(missing_docs, reason = "its keys stand beside the others")]
    #[serde(flatten)]
    pub about: About,
    /// The fields.
    pub fields: Vec<String>,
}
