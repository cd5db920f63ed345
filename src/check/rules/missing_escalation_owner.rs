//! P102.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P102",
    name: "missing-escalation-owner",
    severity: Severity::Error,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/missing-escalation-owner.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
