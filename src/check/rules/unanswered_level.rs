//! P504.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P504",
    name: "unanswered-level",
    severity: Severity::Error,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/unanswered-level.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
