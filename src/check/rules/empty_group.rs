//! P105.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P105",
    name: "empty-group",
    severity: Severity::Error,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/empty-group.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
