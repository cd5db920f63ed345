//! P112.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P112",
    name: "unnamed-actor",
    severity: Severity::Warning,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/unnamed-actor.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
