//! Text that is not a plan.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P001",
    name: "syntax-error",
    severity: Severity::Error,
    why: ("what cannot be read is not checked, so it may hide anything", "读不懂的文字没有经过检查，其中可能藏着任何问题"),
    page: Page(include_str!("../../../tests/rules/syntax-error.md")),
    check: None,
};
