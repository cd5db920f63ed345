//! A character nobody can see, or a name that looks like another.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P008",
    name: "hidden-character",
    severity: Severity::Error,
    why: ("with a hidden or look-alike character the plan says something other than what its reader sees", "有隐藏或外形相似的字符时，预案实际所写的与读者看到的并不相同"),
    page: Page(include_str!("../../../tests/rules/hidden-character.md")),
    check: None,
};
