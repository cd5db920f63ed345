//! P006.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P006",
    name: "bad-import",
    severity: Severity::Error,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/bad-import.md")),
    check: None,
};
