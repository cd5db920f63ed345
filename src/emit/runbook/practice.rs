//! What is done between incidents.

use super::common::{About, Time};
use super::people::{Owner, Party};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An exercise, a training or a routine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Practice {
    #[allow(missing_docs, reason = "its keys stand beside the others")]
    #[serde(flatten)]
    pub about: About,
    /// Names of the procedures it practises.
    pub of: Vec<String>,
    /// How often.
    pub every: Option<Time>,
    /// Who answers for it.
    pub owners: Vec<Owner>,
    /// Who takes part.
    pub audience: Vec<Party>,
    /// What is written down.
    pub keep: Vec<String>,
}

/// Things kept ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Supply {
    #[allow(missing_docs, reason = "its keys stand beside the others")]
    #[serde(flatten)]
    pub about: About,
    /// How many.
    pub quantity: Option<Quantity>,
    /// How often it is checked.
    pub check_every: Option<Time>,
    /// Who answers for it.
    pub owners: Vec<Owner>,
    /// Where it is.
    pub location: Option<String>,
}

/// A number with a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Quantity {
    /// The number in decimal digits, as written.
    #[schemars(regex(pattern = r"^-?\d+(\.\d+)?$"))]
    pub number: String,
    /// The unit; empty without one.
    pub unit: String,
}
