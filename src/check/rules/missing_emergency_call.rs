//! P405.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P405",
    name: "missing-emergency-call",
    severity: Severity::Error,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/missing-emergency-call.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
