//! P012.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P012",
    name: "open-question",
    severity: Severity::Warning,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/open-question.md")),
    check: Some(check),
};

fn check(_cx: &Context<'_>) -> Vec<Diagnostic> {
    Vec::new()
}
