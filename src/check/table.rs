//! The only list of rules: dispatch, `explain`, the rule pages and the tests all read it.

use super::rules as r;
use super::{Context, Page};
use crate::analysis::siblings::{Profile, Waived};
use crate::diagnostic::{Diagnostic, Lang, Severity, Text};
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
    /// The check of one plan; `None` where an earlier stage makes the findings, or comparing plans does.
    pub check: Option<fn(&Context<'_>) -> Vec<Diagnostic>>,
}

impl Rule {
    /// Whether a reason can excuse its findings: what cannot be read as a plan has to be mended.
    pub(crate) fn can_be_waived(&self) -> bool {
        self.check.is_some() || compares(self.code)
    }

    /// All that is said about it: what `preplan explain` prints.
    #[must_use]
    pub fn explained(&self, lang: Lang) -> String {
        format!("{} · {}\n\n{}\n", self.code, self.severity.shown(lang), self.page.shown(lang))
    }

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
    &r::missing_deputy::RULE,
    &r::missing_contact::RULE,
    &r::duty_gap::RULE,
    &r::self_approval::RULE,
    &r::double_booking::RULE,
    &r::idle_role::RULE,
    &r::unnamed_actor::RULE,
    &r::inconsistent_recipient::RULE,
    &r::uninformed_actor::RULE,
    &r::two_chains::RULE,
    &r::ambiguous_name::RULE,
    &r::unreachable_step::RULE,
    &r::unreachable_finish::RULE,
    &r::missing_finish::RULE,
    &r::dependency_cycle::RULE,
    &r::missing_response::RULE,
    &r::never_true::RULE,
    &r::always_true::RULE,
    &r::unapproved_finish::RULE,
    &r::activation_cycle::RULE,
    &r::unreported_signal::RULE,
    &r::waits_forever::RULE,
    &r::prohibited_duty::RULE,
    &r::missing_recovery::RULE,
    &r::gated_rescue::RULE,
    &r::outside_scope::RULE,
    &r::ordered_and_forbidden::RULE,
    &r::missing_headcount::RULE,
    &r::missing_procedure::RULE,
    &r::missing_time_limit::RULE,
    &r::vague_time_limit::RULE,
    &r::impossible_deadline::RULE,
    &r::unguaranteed_deadline::RULE,
    &r::ladder_order::RULE,
    &r::limit_without_consequence::RULE,
    &r::inconsistent_deadline::RULE,
    &r::unknown_calendar::RULE,
    &r::unstated_clock::RULE,
    &r::open_ended_approval::RULE,
    &r::open_ended_keeping::RULE,
    &r::wrong_emergency_number::RULE,
    &r::conflicting_number::RULE,
    &r::malformed_number::RULE,
    &r::undeclared_number::RULE,
    &r::missing_emergency_call::RULE,
    &r::unknown_region::RULE,
    &r::overlapping_levels::RULE,
    &r::level_gap::RULE,
    &r::unmeasured_level::RULE,
    &r::unanswered_level::RULE,
    &r::rival_commanders::RULE,
    &r::out_of_range::RULE,
    &r::level_direction::RULE,
    &r::missing_exercise::RULE,
    &r::unchecked_supply::RULE,
    &r::review_overdue::RULE,
    &r::empty_report::RULE,
    &r::uncited::RULE,
    &r::unplanned_practice::RULE,
    &r::clause_numbering::RULE,
    &r::missing_document::RULE,
];

/// A rule that compares plans of one organisation or family.
pub(super) type Comparison = (&'static Rule, Scope, fn(&[&Profile], Waived<'_>) -> Vec<Diagnostic>);

/// Which plans a rule holds against one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// Those of one organisation.
    Organisation,
    /// Those of one organisation or one family.
    Both,
}

/// The rules that compare plans, besides what they find in one.
pub(super) static COMPARISONS: &[Comparison] = &[
    (&r::inconsistent_recipient::RULE, Scope::Both, r::inconsistent_recipient::compare),
    (&r::inconsistent_deadline::RULE, Scope::Both, r::inconsistent_deadline::compare),
    (&r::conflicting_number::RULE, Scope::Both, r::conflicting_number::compare),
    (&r::two_chains::RULE, Scope::Organisation, r::two_chains::compare),
    (&r::ordered_and_forbidden::RULE, Scope::Both, r::ordered_and_forbidden::compare),
    (&r::rival_commanders::RULE, Scope::Organisation, r::rival_commanders::compare),
    (&r::level_direction::RULE, Scope::Both, r::level_direction::compare),
    (&r::missing_procedure::RULE, Scope::Both, r::missing_procedure::compare),
];

/// A rule whose finding is said once where every procedure of a plan has it.
pub(super) struct Gathered {
    /// The rule.
    pub(super) rule: &'static Rule,
    /// Message and help for so many procedures of all.
    pub(super) says: fn(usize, usize) -> (Text, Text),
}

/// The rules about what a whole procedure lacks.
pub(super) static GATHERED: &[Gathered] = &[
    Gathered { rule: &r::missing_owner::RULE, says: r::missing_owner::in_all },
    Gathered { rule: &r::missing_finish::RULE, says: r::missing_finish::in_all },
    Gathered { rule: &r::missing_recovery::RULE, says: r::missing_recovery::in_all },
    Gathered { rule: &r::missing_exercise::RULE, says: r::missing_exercise::in_all },
];

/// Whether the rule with this code or name compares plans.
pub(super) fn compares(code_or_name: &str) -> bool {
    COMPARISONS.iter().any(|(rule, ..)| rule.code == code_or_name || rule.name == code_or_name)
}

/// The rule with this code or name.
#[must_use]
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|r| r.code.eq_ignore_ascii_case(code_or_name) || r.name == code_or_name).copied()
}
