//! P003.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P003",
    name: "duplicate-name",
    severity: Severity::Error,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/duplicate-name.md")),
    check: None,
};
