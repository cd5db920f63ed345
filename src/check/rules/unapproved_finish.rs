//! P208.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P208",
    name: "unapproved-finish",
    severity: Severity::Warning,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/unapproved-finish.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
