//! P604.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P604",
    name: "empty-report",
    severity: Severity::Warning,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/empty-report.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
