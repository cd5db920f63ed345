//! P305.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P305",
    name: "ladder-order",
    severity: Severity::Error,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/ladder-order.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
