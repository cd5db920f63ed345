//! A region whose emergency numbers are not known.

use super::prelude::*;
use crate::analysis::numbers::{self, Region};
use crate::analysis::quotes;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P406",
    name: "unknown-region",
    severity: Severity::Error,
    why: (
        "without a known region nobody can tell whether 119 is the fire brigade or nobody at all",
        "不知道地区，就无法判断 119 是不是火警电话",
    ),
    page: Page(include_str!("../../../tests/rules/unknown-region.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let identity = cx.model.identity.as_ref();
    let finding = match identity.and_then(|i| i.region) {
        Some((code, span)) => Region::find(code).is_none().then(|| unknown(code, span)),
        None => no_region(cx),
    };
    let cite = identity.and_then(|i| i.head.cite());
    finding.map(|f| f.cite(cite)).into_iter().collect()
}

fn unknown(code: &str, span: Span) -> Diagnostic {
    let en = Region::all().iter().map(|r| format!("`{}` ({})", r.code, r.en)).collect::<Vec<_>>().join(", ");
    let zh = Region::all().iter().map(|r| format!("`{}`（{}）", r.code, r.zh)).collect::<Vec<_>>().join("、");
    RULE.finding(span, text!("no emergency numbers are known for region `{code}`", "没有地区 `{code}` 的报警电话表"))
        .help(text!("known are {en}", "已知的有 {zh}"))
}

/// Numbers are used, but nobody says where.
fn no_region(cx: &Context<'_>) -> Option<Diagnostic> {
    let identity = cx.model.identity.as_ref();
    let hidden = identity.map_or(cx.any_broken(), |i| cx.is_broken(i.head.decl.span));
    let first = first_number(cx).filter(|_| !hidden)?;
    let mut finding = RULE
        .finding(
            identity.map_or(first, |i| i.head.decl.head),
            text!("no region is given, so emergency numbers cannot be judged", "没有写明地区，无法判断报警电话是否正确"),
        )
        .help(text!("write for example `region CN` in `plan`", "在 `预案` 中写明，例如 `地区 CN`"));
    if identity.is_some() {
        finding = finding.related(first, text!("a number that is used", "用到的号码"));
    }
    finding.severity = Severity::Info;
    Some(finding)
}

fn first_number(cx: &Context<'_>) -> Option<Span> {
    let phone = quotes::phones(cx.model).next().map(|q| q.span);
    let literal = || quotes::literals(cx.model).first().map(|q| q.span);
    let spoken = || quotes::free_texts(cx.model).iter().find(|q| !numbers::find_dialled(q.text).is_empty()).map(|q| q.span);
    phone.or_else(literal).or_else(spoken)
}
