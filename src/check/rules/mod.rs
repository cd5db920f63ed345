//! The rules, one file each.

pub(super) mod syntax_error;
pub(super) mod unknown_name;
pub(super) mod duplicate_name;
pub(super) mod wrong_kind;
pub(super) mod unit_mismatch;
pub(super) mod bad_import;
pub(super) mod invalid_value;
pub(super) mod hidden_character;
pub(super) mod stale_waiver;
pub(super) mod unused_declaration;
pub(super) mod nothing_checked;
pub(super) mod open_question;
pub(super) mod missing_owner;
pub(super) mod missing_escalation_owner;
pub(super) mod reporting_cycle;
pub(super) mod self_escalation;
pub(super) mod empty_group;
pub(super) mod missing_contact;
pub(super) mod self_approval;
pub(super) mod idle_role;
pub(super) mod unnamed_actor;
pub(super) mod unreachable_step;
pub(super) mod missing_finish;
pub(super) mod dependency_cycle;
pub(super) mod missing_response;
pub(super) mod unapproved_finish;
pub(super) mod unreported_signal;
pub(super) mod prohibited_duty;
pub(super) mod missing_recovery;
pub(super) mod missing_time_limit;
pub(super) mod vague_time_limit;
pub(super) mod ladder_order;
pub(super) mod limit_without_consequence;
pub(super) mod unstated_clock;
pub(super) mod wrong_emergency_number;
pub(super) mod conflicting_number;
pub(super) mod malformed_number;
pub(super) mod undeclared_number;
pub(super) mod missing_emergency_call;
pub(super) mod unknown_region;
pub(super) mod unmeasured_level;
pub(super) mod unanswered_level;
pub(super) mod missing_exercise;
pub(super) mod unchecked_supply;
pub(super) mod review_overdue;
pub(super) mod empty_report;
pub(super) mod uncited;
pub(super) mod unplanned_practice;

/// What every rule needs.
mod prelude {
    pub(super) use crate::check::{Context, Page, Rule};
    pub(super) use crate::diagnostic::{Diagnostic, Severity, Text, text};
    pub(super) use crate::model::*;
    pub(super) use crate::source::Span;
}
