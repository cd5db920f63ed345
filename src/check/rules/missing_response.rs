//! P205.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P205",
    name: "missing-response",
    severity: Severity::Error,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/missing-response.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
