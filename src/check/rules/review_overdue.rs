//! P603.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P603",
    name: "review-overdue",
    severity: Severity::Warning,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/review-overdue.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
