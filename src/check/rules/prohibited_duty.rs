//! P212.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P212",
    name: "prohibited-duty",
    severity: Severity::Error,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/prohibited-duty.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
