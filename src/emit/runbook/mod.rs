//! The runbook: a checked plan with everything resolved, as plain data. Its JSON is what the outside may rely on.
//!
//! Every key is always there: `null` where the plan says nothing, an empty list where there is nothing.

mod build;
mod common;
mod condition;
mod drill;
mod duty;
mod facts;
mod people;
mod plan;
mod practice;
mod procedure;

pub use common::{About, Amount, Length, Note, Place, Time};
pub use condition::{Condition, Logic, Operand};
pub use drill::{Called, Drill, Effect, Event, Expectation, Happening};
pub use duty::{Act, Channel, Clock, Duty, Limit, Modal};
pub use facts::{Action, Document, DocumentKind, Form, Gauge, Hazard, Ladder, Level, Range, Signal, Term};
pub use people::{Consent, ConsentKind, Contact, Need, Owner, Parties, Party, Post, PostKind, Reach, Service, Shift, Target, Targets, Window};
pub use plan::{Digest, FileDigest, Generator, OpenQuestion, Plan, Waiver};
pub use practice::{Practice, Quantity, Supply};
pub use procedure::{After, Automatic, Escalation, Finish, Forbid, Procedure, Recovery, Start, Step, Takes};

pub(super) use build::build;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Version of the shape of a [`Runbook`]; it changes when a reader would have to.
pub const FORMAT: u32 = 1;

/// A contingency plan compiled by preplan, with everything resolved: nothing else is needed to show it or to run it.
/// Things are known by the names the plan gives them. Every key is always there: null where the plan says nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "preplan runbook")]
pub struct Runbook {
    /// Version of this format.
    #[schemars(extend("const" = FORMAT))]
    pub format: u32,
    /// The program that made the runbook.
    pub generator: Generator,
    /// Digest of the plan files the runbook was made from.
    pub digest: Digest,
    /// Which plan it is; null where the files do not say.
    pub plan: Option<Plan>,
    /// Measures of vague words.
    pub terms: Vec<Term>,
    /// Roles, groups and outside services.
    pub posts: Vec<Post>,
    /// Weekly duty hours, in the plan's time zone.
    pub shifts: Vec<Shift>,
    /// Facts that somebody reports.
    pub signals: Vec<Signal>,
    /// Measured values.
    pub gauges: Vec<Gauge>,
    /// Ladders of levels.
    pub ladders: Vec<Ladder>,
    /// Named acts.
    pub actions: Vec<Action>,
    /// Forms, laws, annexes and other plans the text leans on.
    pub documents: Vec<Document>,
    /// What reports must contain.
    pub forms: Vec<Form>,
    /// Who does what in each kind of emergency.
    pub procedures: Vec<Procedure>,
    /// How procedures are practised.
    pub exercises: Vec<Practice>,
    /// Who is trained, and how often.
    pub training: Vec<Practice>,
    /// Standing work between incidents.
    pub routines: Vec<Practice>,
    /// Things kept ready.
    pub supplies: Vec<Supply>,
    /// Scenarios with expectations: the plan's own tests.
    pub drills: Vec<Drill>,
    /// Prohibitions that always hold.
    pub forbids: Vec<Forbid>,
    /// Prose without duty that belongs to the whole plan.
    pub notes: Vec<Note>,
    /// Holes in the text of the plan.
    pub open_questions: Vec<OpenQuestion>,
    /// Findings of the checker that somebody decided to live with.
    pub waivers: Vec<Waiver>,
}
