//! Two declarations of one name.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P003",
    name: "duplicate-name",
    severity: Severity::Error,
    why: ("when one name stands for two posts or steps, readers follow different ones", "同一个名称指两样东西，各人会各照各的理解去做"),
    page: Page(include_str!("../../../tests/rules/duplicate-name.md")),
    check: None,
};
