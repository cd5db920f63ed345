//! P001.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P001",
    name: "syntax-error",
    severity: Severity::Error,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/syntax-error.md")),
    check: None,
};
