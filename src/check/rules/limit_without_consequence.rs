//! P306.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P306",
    name: "limit-without-consequence",
    severity: Severity::Warning,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/limit-without-consequence.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
