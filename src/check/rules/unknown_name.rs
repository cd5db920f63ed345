//! P002.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P002",
    name: "unknown-name",
    severity: Severity::Error,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/unknown-name.md")),
    check: None,
};
