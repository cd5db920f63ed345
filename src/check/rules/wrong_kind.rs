//! A name of the wrong kind.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P004",
    name: "wrong-kind",
    severity: Severity::Error,
    why: ("a post cannot be waited for and a signal cannot be telephoned: such a sentence tells nobody what to do", "岗位不能用作条件，信号不能接电话：这样的句子没有告诉任何人该做什么"),
    page: Page(include_str!("../../../tests/rules/wrong-kind.md")),
    check: None,
};
