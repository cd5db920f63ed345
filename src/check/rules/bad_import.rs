//! A file that cannot be used.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P006",
    name: "bad-import",
    severity: Severity::Error,
    why: ("without the file the plan lacks what it declares, such as the posts and their numbers", "缺了这个文件，预案就缺了其中声明的内容，例如岗位和电话"),
    page: Page(include_str!("../../../tests/rules/bad-import.md")),
    check: None,
};
