//! Procedures and their steps.

use super::common::{About, Length, Place, Time};
use super::condition::Condition;
use super::duty::{Act, Duty, Limit};
use super::facts::Hazard;
use super::people::{Consent, Need, Owner, Parties, Targets};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who does what in one kind of emergency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Procedure {
    #[allow(missing_docs, reason = "its keys stand beside the others")]
    #[serde(flatten)]
    pub about: About,
    /// Other names the text uses for it.
    pub aliases: Vec<String>,
    /// Scope items of the plan it answers.
    pub scope: Vec<String>,
    /// Dangers it answers, besides those of its start signals.
    pub hazards: Vec<Hazard>,
    /// Who answers for it.
    pub owners: Vec<Owner>,
    /// It starts when one of these holds.
    pub starts: Vec<Start>,
    /// Its steps in the order of the plan, those of the recovery last.
    pub steps: Vec<Step>,
    /// Timers that hand it up.
    pub escalations: Vec<Escalation>,
    /// Prohibitions while it is active.
    pub forbids: Vec<Forbid>,
    /// It finishes when the first of these holds.
    pub finishes: Vec<Finish>,
    /// What is said about the recovery as a whole; null where there is none.
    pub recovery: Option<Recovery>,
}

/// When a procedure starts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Start {
    /// The condition.
    pub when: Condition,
    /// Who requests and approves.
    pub consents: Vec<Consent>,
    /// Time for the approval.
    pub limit: Option<Limit>,
    /// Its place.
    pub at: Place,
}

/// When a procedure finishes. Open steps are dropped, and those of the recovery become due.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finish {
    /// The condition.
    pub when: Condition,
    /// Who proposes and approves.
    pub consents: Vec<Consent>,
    /// Its place.
    pub at: Place,
}

/// The part of a procedure that follows its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Recovery {
    /// Clauses of the source text.
    pub cite: Vec<String>,
    /// Prose without duty.
    pub notes: Vec<String>,
    /// Its place.
    pub at: Place,
}

/// One step. It is due once all it comes after is done, its condition holds and its consents are given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    #[allow(missing_docs, reason = "its keys stand beside the others")]
    #[serde(flatten)]
    pub about: About,
    /// Whether it belongs to the recovery.
    pub in_recovery: bool,
    /// What it comes after; null where it is due at once.
    pub after: Option<After>,
    /// When it becomes due.
    pub when: Option<Condition>,
    /// How long it lasts.
    pub takes: Option<Takes>,
    /// Who must agree before it becomes due.
    pub consents: Vec<Consent>,
    /// Names of the supplies it needs.
    pub uses: Vec<String>,
    /// Done by equipment, at the end of what it takes; null where people do it.
    pub automatic: Option<Automatic>,
    /// Its duties.
    pub duties: Vec<Duty>,
    /// Limits of the step as a whole, in order.
    pub limits: Vec<Limit>,
    /// How often the step as a whole comes again.
    pub every: Vec<Time>,
    /// Prohibitions while it is due.
    pub forbids: Vec<Forbid>,
}

/// What a step comes after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct After {
    /// Whether all are waited for or the first.
    pub need: Need,
    /// Names of steps of the same procedure.
    pub steps: Vec<String>,
}

/// How long a step lasts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Takes {
    /// At least.
    pub min: Length,
    /// At most.
    pub max: Length,
}

/// What equipment does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Automatic {
    /// The act, where the plan says it.
    pub act: Option<Act>,
    /// Its place.
    pub at: Place,
}

/// A timer of a procedure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Escalation {
    /// As written, on one line.
    pub text: String,
    /// To whom it is handed up.
    pub to: Targets,
    /// How long after the start.
    pub after: Option<Length>,
    /// Only if this holds then.
    pub when: Option<Condition>,
    /// Clauses of the source text.
    pub cite: Vec<String>,
    /// Its place.
    pub at: Place,
}

/// A prohibition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Forbid {
    /// As written, on one line.
    pub text: String,
    /// Who must not.
    pub actors: Parties,
    /// What.
    pub act: Act,
    /// Who may permit it.
    pub unless: Option<Consent>,
    /// Only while this holds.
    pub when: Option<Condition>,
    /// Clauses of the source text.
    pub cite: Vec<String>,
    /// Its place.
    pub at: Place,
}
