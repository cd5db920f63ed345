//! P103.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P103",
    name: "reporting-cycle",
    severity: Severity::Error,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/reporting-cycle.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
