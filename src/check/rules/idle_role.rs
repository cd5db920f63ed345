//! P111.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P111",
    name: "idle-role",
    severity: Severity::Info,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/idle-role.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
