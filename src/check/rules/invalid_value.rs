//! P007.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P007",
    name: "invalid-value",
    severity: Severity::Error,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/invalid-value.md")),
    check: None,
};
