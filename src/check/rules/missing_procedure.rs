//! What all plans of a family treat, and one does not.

use super::prelude::*;
use crate::analysis::siblings::{Profile, Waived};
use crate::analysis::siblings::topics::{Missing, missing};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P218",
    name: "missing-procedure",
    severity: Severity::Warning,
    why: (
        "plans of one family are mostly copies of one text; what all the others treat was often lost in this one",
        "同类预案大多由同一份改写而来：别的都有的处置，唯独这一份没有，多半是漏了",
    ),
    page: Page(include_str!("../../../tests/rules/missing-procedure.md")),
    check: None,
};

pub(in crate::check) fn compare(group: &[&Profile], waived: Waived<'_>) -> Vec<Diagnostic> {
    let found = missing(group);
    // A procedure that is excused there is none that all must have.
    found.iter().filter(|missing| !missing.others.iter().any(|topic| waived(topic.place))).filter_map(finding).collect()
}

fn finding(missing: &Missing<'_>) -> Option<Diagnostic> {
    let (title, count) = (&missing.others.first()?.shown, missing.others.len());
    let message = text!(
        "this plan has no procedure for `{title}`, and the {count} other plans of its family have one",
        "本预案没有 `{title}` 的处置，同系列的另外 {count} 份预案都有"
    );
    let finding = RULE.finding(missing.plan.place, message).cite(missing.plan.cite.as_ref());
    let there = |finding: Diagnostic, place: Span| finding.related(place, text!("there it is treated", "那份预案有此处置"));
    let finding = missing.others.iter().take(5).map(|topic| topic.place).fold(finding, there);
    Some(finding.help(text!(
        "add a procedure for it; if it cannot happen here, say so with `allow missing-procedure \"reason\"` in the plan",
        "补上此处置；此处不会发生的，在 `预案` 中写 `豁免 missing-procedure \"理由\"`"
    )))
}
