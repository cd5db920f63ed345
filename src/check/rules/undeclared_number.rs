//! P404.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P404",
    name: "undeclared-number",
    severity: Severity::Warning,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/undeclared-number.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
