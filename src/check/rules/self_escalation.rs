//! P104.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P104",
    name: "self-escalation",
    severity: Severity::Error,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/self-escalation.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
