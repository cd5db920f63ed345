//! The only list of rules: dispatch, `explain`, the rule pages and the tests all read it.

use super::rules as r;
use super::{Context, Page};
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::source::Span;

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// Stable code, `P101`.
    pub code: &'static str,
    /// Name that reads well after `allow`.
    pub name: &'static str,
    /// How bad its findings are, at most.
    pub severity: Severity,
    /// Why it matters, in one sentence, English and Chinese.
    pub why: (&'static str, &'static str),
    /// Its page, which is its test as well.
    pub page: Page,
    /// The check; `None` where an earlier stage makes the findings.
    pub check: Option<fn(&Context<'_>) -> Vec<Diagnostic>>,
}

impl Rule {
    /// A finding of this rule at its default severity.
    pub(super) fn finding(&self, span: Span, message: Text) -> Diagnostic {
        Diagnostic::new(self.code, self.severity, span, message)
    }
}

/// All rules by code.
pub static RULES: &[&Rule] = &[
    &r::syntax_error::RULE,
    &r::unknown_name::RULE,
    &r::duplicate_name::RULE,
    &r::wrong_kind::RULE,
    &r::unit_mismatch::RULE,
    &r::bad_import::RULE,
    &r::invalid_value::RULE,
    &r::hidden_character::RULE,
    &r::stale_waiver::RULE,
    &r::unused_declaration::RULE,
    &r::nothing_checked::RULE,
    &r::open_question::RULE,
    &r::missing_owner::RULE,
    &r::missing_escalation_owner::RULE,
    &r::reporting_cycle::RULE,
    &r::self_escalation::RULE,
    &r::empty_group::RULE,
    &r::missing_contact::RULE,
    &r::self_approval::RULE,
    &r::idle_role::RULE,
    &r::unnamed_actor::RULE,
    &r::unreachable_step::RULE,
    &r::missing_finish::RULE,
    &r::dependency_cycle::RULE,
    &r::missing_response::RULE,
    &r::unapproved_finish::RULE,
    &r::unreported_signal::RULE,
    &r::prohibited_duty::RULE,
    &r::missing_recovery::RULE,
    &r::missing_time_limit::RULE,
    &r::vague_time_limit::RULE,
    &r::ladder_order::RULE,
    &r::limit_without_consequence::RULE,
    &r::unstated_clock::RULE,
    &r::wrong_emergency_number::RULE,
    &r::conflicting_number::RULE,
    &r::malformed_number::RULE,
    &r::undeclared_number::RULE,
    &r::missing_emergency_call::RULE,
    &r::unknown_region::RULE,
    &r::unmeasured_level::RULE,
    &r::unanswered_level::RULE,
    &r::missing_exercise::RULE,
    &r::unchecked_supply::RULE,
    &r::review_overdue::RULE,
    &r::empty_report::RULE,
    &r::uncited::RULE,
    &r::unplanned_practice::RULE,
];

/// The rule with this code or name.
#[must_use]
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|r| r.code.eq_ignore_ascii_case(code_or_name) || r.name == code_or_name).copied()
}
