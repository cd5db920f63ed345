//! P009.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P009",
    name: "stale-waiver",
    severity: Severity::Warning,
    why: ("", ""),
    page: Page(include_str!("../../../tests/rules/stale-waiver.md")),
    check: None,
};
