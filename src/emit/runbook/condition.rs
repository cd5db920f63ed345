//! Conditions: readable text beside JsonLogic.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A condition, as written and as JsonLogic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Condition {
    /// As written, on one line.
    pub text: String,
    /// The same in JsonLogic.
    pub logic: Logic,
}

/// JsonLogic (jsonlogic.com) with one operator added, `held`.
///
/// Variables: `signal.NAME` is true while the signal is raised; `gauge.NAME` is the value of a gauge, in its unit or in
/// milliseconds, null before it was first set; `level.NAME` is the rank of the worst level of the ladder that holds, 0 while
/// none holds; `step.NAME.done` is true once that step of the same procedure is done; `procedure.NAME.finished` is true once
/// an instance of that procedure is finished. In a name `%` is written `%25` and `.` is written `%2E`, so that a variable is
/// always a path. A comparison with a gauge that was never set is false, and so is one with a level while none holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Logic {
    /// All hold.
    #[serde(rename = "and")]
    And(Vec<Logic>),
    /// At least one holds.
    #[serde(rename = "or")]
    Or(Vec<Logic>),
    /// It does not hold.
    #[serde(rename = "!")]
    Not([Box<Logic>; 1]),
    /// Preplan's own: `[C, ms]`, the condition has held for so many milliseconds without a break.
    #[serde(rename = "held")]
    Held(Box<Logic>, u64),
    /// A variable that is true.
    #[serde(rename = "var")]
    Var(#[schemars(regex(pattern = VARIABLE))] String),
    /// Both are equal.
    #[serde(rename = "==")]
    Equal([Operand; 2]),
    /// They differ.
    #[serde(rename = "!=")]
    NotEqual([Operand; 2]),
    /// The first is less.
    #[serde(rename = "<")]
    Less([Operand; 2]),
    /// The first is less, or both are equal.
    #[serde(rename = "<=")]
    LessOrEqual([Operand; 2]),
    /// The first is greater.
    #[serde(rename = ">")]
    Greater([Operand; 2]),
    /// The first is greater, or both are equal.
    #[serde(rename = ">=")]
    GreaterOrEqual([Operand; 2]),
}

/// The form of a variable.
const VARIABLE: &str = r"^(signal|gauge|level)\.[^.]+$|^step\.[^.]+\.done$|^procedure\.[^.]+\.finished$";

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Operand {
    /// A variable.
    Variable {
        /// Its path.
        #[schemars(regex(pattern = VARIABLE))]
        var: String,
    },
    /// A whole number: of the gauge's unit, of milliseconds, or the rank of a level.
    Whole(i64),
    /// A number of the gauge's unit.
    Decimal(f64),
    /// No value: the gauge was never set.
    None,
}
