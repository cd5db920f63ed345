//! P602.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P602",
    name: "unchecked-supply",
    severity: Severity::Warning,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/unchecked-supply.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
