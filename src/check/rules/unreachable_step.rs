//! P201.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P201",
    name: "unreachable-step",
    severity: Severity::Error,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/unreachable-step.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
