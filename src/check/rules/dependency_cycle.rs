//! P204.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P204",
    name: "dependency-cycle",
    severity: Severity::Error,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/dependency-cycle.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
