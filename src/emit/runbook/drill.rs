//! Drills: events of a scenario, and what must be seen. The words are those of the engine's trace.

use super::common::{Amount, ISO, Length, Place};
use super::people::Party;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A scenario with expectations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Drill {
    /// What a reader calls it.
    pub title: String,
    /// Its doc comment.
    pub doc: Option<String>,
    /// Name of the procedure it practises.
    pub of: Option<String>,
    /// What happens, in the order of the plan.
    pub events: Vec<Happening>,
    /// What must be seen.
    pub expectations: Vec<Expectation>,
    /// Prose without duty.
    pub notes: Vec<String>,
    /// Clauses of the source text.
    pub cite: Vec<String>,
    /// Its place.
    pub at: Place,
}

/// An event of a drill with its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Happening {
    /// As written, on one line.
    pub text: String,
    /// The event, as a line of a trace.
    pub event: Event,
    /// Its place.
    pub at: Place,
}

/// Something that happens so long (`at`, ISO 8601) after the beginning.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[allow(missing_docs, reason = "`at` is explained once, above")]
pub enum Event {
    /// A signal is raised.
    Raise {
        #[schemars(regex(pattern = ISO))]
        at: String,
        /// Name of the signal.
        raise: String,
    },
    /// A signal is cleared.
    Clear {
        #[schemars(regex(pattern = ISO))]
        at: String,
        /// Name of the signal.
        clear: String,
    },
    /// A gauge is set.
    Set {
        #[schemars(regex(pattern = ISO))]
        at: String,
        /// Name of the gauge.
        set: String,
        /// Its value.
        to: Amount,
    },
    /// A step is done.
    Done {
        #[schemars(regex(pattern = ISO))]
        at: String,
        /// Name of the step.
        done: String,
    },
    /// A post gives its approval.
    Approve {
        #[schemars(regex(pattern = ISO))]
        at: String,
        /// Name of the post.
        approve: String,
    },
    /// A post cannot be reached from now on.
    Unreachable {
        #[schemars(regex(pattern = ISO))]
        at: String,
        /// Name of the post.
        unreachable: String,
    },
}

/// What must be seen, or must not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Expectation {
    /// As written, on one line.
    pub text: String,
    /// Whether it must not be seen.
    pub not: bool,
    /// What.
    pub effect: Effect,
    /// Until so long after the beginning; null for the whole drill.
    pub within: Option<Length>,
    /// Its place.
    pub at: Place,
}

/// What a running procedure brings about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Effect {
    /// Somebody, or a number, was called.
    Called {
        /// Who was meant.
        who: Called,
    },
    /// Somebody was told.
    Notified {
        /// Who was meant.
        who: Called,
    },
    /// It was handed up.
    Escalated {
        /// To whom.
        who: Called,
    },
    /// A procedure was started.
    Activated {
        /// Its name.
        procedure: String,
    },
    /// A step was done.
    Done {
        /// Its name.
        step: String,
    },
    /// A step became due.
    Due {
        /// Its name.
        step: String,
    },
    /// A limit of a step passed.
    Overdue {
        /// Its name.
        step: String,
    },
    /// A level was reached.
    Level {
        /// Name of the ladder.
        ladder: String,
        /// Name of the level; null for any.
        level: Option<String>,
    },
    /// A procedure finished.
    Finished {
        /// Its name.
        procedure: Option<String>,
    },
    /// The recovery is done.
    Closed,
}

/// Who was called, told, or handed something up to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Called {
    /// A literal number.
    Number {
        /// The number as written.
        number: String,
    },
    /// A post, or others in words.
    Party(Party),
}
