//! P503.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P503",
    name: "unmeasured-level",
    severity: Severity::Warning,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/unmeasured-level.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
