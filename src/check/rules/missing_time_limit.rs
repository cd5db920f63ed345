//! P301.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P301",
    name: "missing-time-limit",
    severity: Severity::Warning,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/missing-time-limit.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
