//! Duties: who must do what, how fast, and what happens otherwise.

use super::common::{Length, Place, Time};
use super::people::{Parties, Targets};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who must do what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Duty {
    /// As written, on one line.
    pub text: String,
    /// Who acts.
    pub actors: Parties,
    /// How binding it is.
    pub modal: Modal,
    /// What is done.
    pub act: Act,
    /// Its time limits, in order.
    pub limits: Vec<Limit>,
    /// How often it comes again after each time it is done.
    pub every: Vec<Time>,
    /// Clauses of the source text.
    pub cite: Vec<String>,
    /// Its place.
    pub at: Place,
}

/// How binding a duty is. Only `must` can become overdue; `may` never blocks a finish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Modal {
    /// A duty.
    Must,
    /// A prohibition.
    MustNot,
    /// A recommendation.
    Should,
    /// A permission.
    May,
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Act {
    /// Telephone somebody.
    Call {
        /// Whom.
        to: Targets,
    },
    /// Telephone a number.
    Dial {
        /// The numbers as written.
        numbers: Vec<String>,
    },
    /// Tell somebody.
    Notify {
        /// Whom.
        to: Targets,
        /// By which channels; empty for any.
        channels: Vec<Channel>,
    },
    /// Give a report.
    Report {
        /// Name of the form that says what it must contain.
        form: Option<String>,
        /// To whom.
        to: Targets,
        /// By which channels; empty for any.
        channels: Vec<Channel>,
    },
    /// Write down.
    Record {
        /// What.
        items: Vec<String>,
        /// Name of the document to write in.
        document: Option<String>,
        /// The document in words, where it is not a declared one.
        place: Option<String>,
    },
    /// Keep unchanged.
    Preserve {
        /// What.
        items: Vec<String>,
        /// For how long; null where the plan does not say.
        length: Option<Length>,
    },
    /// Start a procedure.
    Activate {
        /// Its name.
        procedure: String,
    },
    /// Start a plan that is only a document.
    ActivateDocument {
        /// Its name.
        document: String,
    },
    /// Ask for approval.
    Request {
        /// Whom.
        to: Targets,
    },
    /// Any other act.
    Do {
        /// What.
        what: String,
    },
    /// A named act.
    DoAction {
        /// Its name.
        action: String,
    },
    /// Hand up. Only where a limit has passed.
    Escalate {
        /// To whom.
        to: Targets,
        /// Who hands it up.
        by: Option<Parties>,
    },
}

/// Ways to reach somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each variant is the word of the language")]
pub enum Channel {
    Phone,
    Sms,
    Radio,
    Email,
    Chat,
    Broadcast,
    InPerson,
}

/// A time limit. Done exactly at the limit is in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Limit {
    /// As written, on one line.
    pub text: String,
    /// How long.
    pub within: Time,
    /// From when.
    pub clock: Clock,
    /// What happens, once, when it passes.
    pub otherwise: Option<Act>,
    /// Clauses of the source text.
    pub cite: Vec<String>,
    /// Its place.
    pub at: Place,
}

/// From when a limit counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Clock {
    /// From the instant the step became due; of a start, from the instant its condition held.
    Due,
    /// From the start of the procedure.
    Start,
    /// The text leaves it open; counted as `due`.
    Unstated,
    /// From the completion of a step of the same procedure.
    Step {
        /// Its name.
        step: String,
    },
    /// From the raising of a signal.
    Signal {
        /// Its name.
        signal: String,
    },
}
