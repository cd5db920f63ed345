//! P010.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P010",
    name: "unused-declaration",
    severity: Severity::Warning,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/unused-declaration.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
