//! P401.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P401",
    name: "wrong-emergency-number",
    severity: Severity::Error,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/wrong-emergency-number.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
