//! P107.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P107",
    name: "missing-contact",
    severity: Severity::Error,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/missing-contact.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
