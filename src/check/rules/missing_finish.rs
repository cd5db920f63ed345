//! P203.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P203",
    name: "missing-finish",
    severity: Severity::Error,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/missing-finish.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
