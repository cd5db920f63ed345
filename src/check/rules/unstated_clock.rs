//! P309.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P309",
    name: "unstated-clock",
    severity: Severity::Info,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/unstated-clock.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
