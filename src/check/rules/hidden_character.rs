//! P008.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P008",
    name: "hidden-character",
    severity: Severity::Error,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/hidden-character.md")),
    check: None,
};
