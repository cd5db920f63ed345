//! P605.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P605",
    name: "uncited",
    severity: Severity::Info,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/uncited.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
