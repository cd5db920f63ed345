//! P005.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P005",
    name: "unit-mismatch",
    severity: Severity::Error,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/unit-mismatch.md")),
    check: None,
};
