//! A value in another unit than its gauge's.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P005",
    name: "unit-mismatch",
    severity: Severity::Error,
    why: ("read in the wrong unit, a threshold is met far too early or never", "单位读错，界限就会过早达到，或永远达不到"),
    page: Page(include_str!("../../../tests/rules/unit-mismatch.md")),
    check: None,
};
