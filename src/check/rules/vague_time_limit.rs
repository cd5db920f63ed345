//! P302.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P302",
    name: "vague-time-limit",
    severity: Severity::Warning,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/vague-time-limit.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
