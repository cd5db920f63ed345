//! P011.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P011",
    name: "nothing-checked",
    severity: Severity::Error,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/nothing-checked.md")),
    check: None,
};
