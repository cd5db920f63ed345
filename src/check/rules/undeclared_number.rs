//! A number that nobody is known to answer.

use super::prelude::*;
use crate::analysis::numbers::{self, Region, Verdict, shape};
use crate::analysis::quotes::{self, Quote};
use crate::analysis::rescue;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P404",
    name: "undeclared-number",
    severity: Severity::Warning,
    why: (
        "a number that stands only in a sentence belongs to nobody: when the post moves, nobody corrects it",
        "只写在句子里的号码不归任何岗位，人员或线路变动后没有人去改",
    ),
    page: Page(include_str!("../../../tests/rules/undeclared-number.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    // The post it belongs to may be declared in a part that was not understood.
    if cx.any_broken() {
        return Vec::new();
    }
    let declared = rescue::declared_numbers(cx.model);
    let unknown = |number: &str| shape::comparable(number).is_some_and(|n| !declared.contains(&n)) && !is_emergency(cx.region(), number);
    let mut findings = Vec::new();
    for quote in quotes::free_texts(cx.model) {
        for dialled in numbers::find_dialled(quote.text).into_iter().filter(|d| unknown(&d.number)) {
            let place = quote.part(cx.sources, &dialled.range).unwrap_or(quote.span);
            findings.push(finding(place, cx.sources.slice(place), &quote));
        }
    }
    for quote in quotes::literals(cx.model).into_iter().filter(|q| unknown(q.text)) {
        findings.push(finding(quote.inside(cx.sources).unwrap_or(quote.span), quote.text, &quote));
    }
    findings
}

/// Whether other rules judge it: an emergency number here, or without a table of this region, anywhere.
fn is_emergency(region: Option<&Region>, number: &str) -> bool {
    match region {
        Some(region) => {
            !region.kinds_of(number).is_empty() || region.is_universal(number) || matches!(region.verdict(number, &[]), Verdict::NotHere { .. })
        }
        None => Region::all().iter().any(|r| !r.kinds_of(number).is_empty()),
    }
}

fn finding(span: Span, number: &str, quote: &Quote<'_>) -> Diagnostic {
    let number = number.trim_matches(['"', '“', '”']);
    RULE.finding(span, text!("no post or service of this plan has the number `{number}`", "本预案没有岗位或外援使用号码 `{number}`"))
        .help(text!(
            "declare who answers it, such as `service NAME {{ phone \"{number}\" }}`, and call that",
            "声明由谁接听，例如 `外援 名称 {{ 电话 \"{number}\" }}`，再写拨打该外援"
        ))
        .cite(quote.cite)
}
