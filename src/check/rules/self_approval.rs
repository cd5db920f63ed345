//! P109.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P109",
    name: "self-approval",
    severity: Severity::Warning,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/self-approval.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
