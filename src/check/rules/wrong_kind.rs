//! P004.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P004",
    name: "wrong-kind",
    severity: Severity::Error,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/wrong-kind.md")),
    check: None,
};
