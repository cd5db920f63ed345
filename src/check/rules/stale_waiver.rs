//! A waiver that is expired or excuses nothing.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P009",
    name: "stale-waiver",
    severity: Severity::Warning,
    why: ("an outdated waiver would silently excuse the next mistake in the same place", "过时的豁免会悄悄放过同一处的下一个错误"),
    page: Page(include_str!("../../../tests/rules/stale-waiver.md")),
    check: None,
};
