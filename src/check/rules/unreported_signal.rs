//! P210.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P210",
    name: "unreported-signal",
    severity: Severity::Warning,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/unreported-signal.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
