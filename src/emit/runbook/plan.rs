//! Which plan it is, what it was made from, what is open in it.

use super::common::{About, Place, Time};
use super::practice::Quantity;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The program that made the runbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Generator {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// Digest of the plan files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Digest {
    /// `sha-256`.
    #[schemars(extend("const" = "sha-256"))]
    pub algorithm: String,
    /// Digest of the contents of all files, one after another, in hexadecimal.
    #[schemars(regex(pattern = r"^[0-9a-f]{64}$"))]
    pub value: String,
    /// The files in the order in which they were read, the plan itself first.
    pub files: Vec<FileDigest>,
}

/// Digest of one plan file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileDigest {
    /// Name of the file, as it was given to the compiler.
    pub name: String,
    /// Digest of its contents, in hexadecimal.
    #[schemars(regex(pattern = r"^[0-9a-f]{64}$"))]
    pub value: String,
}

/// Which plan it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Plan {
    #[allow(missing_docs, reason = "its keys stand beside the others")]
    #[serde(flatten)]
    pub about: About,
    /// Other names the text uses for it.
    pub aliases: Vec<String>,
    /// The organisation.
    pub org: Option<String>,
    /// Plans of one family are compared with one another.
    pub family: Option<String>,
    /// Code of the region, which decides the emergency numbers.
    pub region: Option<String>,
    /// IANA name of the time zone of the duty hours.
    pub timezone: Option<String>,
    /// Version of the plan.
    pub version: Option<String>,
    /// Date from which it holds.
    #[schemars(extend("format" = "date"))]
    pub effective: Option<String>,
    /// How often it is looked at again.
    pub review: Option<Time>,
    /// The texts it encodes.
    pub source: Vec<String>,
    /// The part of that text.
    pub part: Option<Quantity>,
    /// What the text promises to treat.
    pub scope: Vec<String>,
}

/// A hole in the text of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OpenQuestion {
    /// What is missing.
    pub question: String,
    /// Clause of the source text it stands in.
    pub cite: Vec<String>,
    /// Its place.
    pub at: Place,
}

/// A finding of the checker that somebody decided to live with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Waiver {
    /// Name of the rule.
    pub rule: String,
    /// Code of the rule.
    pub code: String,
    /// Why.
    pub reason: String,
    /// Last day on which it holds.
    #[schemars(extend("format" = "date"))]
    pub until: Option<String>,
    /// What it covers: the place of a declaration or step; null for the whole plan.
    pub covers: Option<Place>,
    /// Its place.
    pub at: Place,
}
