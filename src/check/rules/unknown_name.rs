//! A name nobody declares.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P002",
    name: "unknown-name",
    severity: Severity::Error,
    why: ("a duty given to a name that does not exist is given to nobody", "职责交给了不存在的名称，等于没有交给任何人"),
    page: Page(include_str!("../../../tests/rules/unknown-name.md")),
    check: None,
};
