//! P213.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P213",
    name: "missing-recovery",
    severity: Severity::Warning,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/missing-recovery.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
