//! P406.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P406",
    name: "unknown-region",
    severity: Severity::Error,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/unknown-region.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
