//! P601.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P601",
    name: "missing-exercise",
    severity: Severity::Warning,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/missing-exercise.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
