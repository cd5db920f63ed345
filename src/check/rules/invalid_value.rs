//! A value that cannot be.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P007",
    name: "invalid-value",
    severity: Severity::Error,
    why: ("nobody can keep a date, an hour or a range that does not exist", "不存在的日期、钟点和区间，谁也无法照办"),
    page: Page(include_str!("../../../tests/rules/invalid-value.md")),
    check: None,
};
