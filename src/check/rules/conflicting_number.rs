//! P402.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P402",
    name: "conflicting-number",
    severity: Severity::Error,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/conflicting-number.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
