//! P403.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P403",
    name: "malformed-number",
    severity: Severity::Error,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/malformed-number.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
