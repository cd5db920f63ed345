//! What one plan orders and another forbids.

use super::prelude::*;
use crate::analysis::siblings::Profile;
use crate::analysis::siblings::naming::Naming;
use crate::analysis::siblings::opposed::{Opposed, opposed};
use crate::analysis::siblings::order::{Orders, orders};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P216",
    name: "ordered-and-forbidden",
    severity: Severity::Error,
    why: (
        "whoever follows one of the two plans breaks the other, and learns it afterwards",
        "一份预案要求做、另一份禁止做，照哪一份都违反另一份",
    ),
    page: Page(include_str!("../../../tests/rules/ordered-and-forbidden.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let orders = orders(cx.model, cx.sources, Naming::Own, &|span| cx.is_broken(span));
    found(&[&orders], None)
}

pub(in crate::check) fn compare(group: &[&Profile], waived: Waived<'_>) -> Vec<Diagnostic> {
    let plans: Vec<&Orders> = group.iter().map(|p| &p.across.orders).collect();
    found(&plans, Some(waived))
}

fn found(plans: &[&Orders], between: Option<Waived<'_>>) -> Vec<Diagnostic> {
    let (found, complete) = opposed(plans, between);
    let mut findings: Vec<Diagnostic> = found.iter().map(|o| finding(o, between.is_some())).collect();
    if let Some(ban) = plans.iter().flat_map(|p| &p.bans).next().filter(|_| !complete) {
        findings.push(gave_up(ban.span));
    }
    findings
}

fn finding(opposed: &Opposed<'_>, between: bool) -> Diagnostic {
    let (order, ban) = (opposed.order, opposed.ban);
    let act = &order.shown;
    let (place, place_zh) = if between { ("another plan forbids it", "另一份预案") } else { ("a procedure that the same event starts forbids it", "由同一事件启动的另一处置") };
    let (under, under_zh) = match (&ban.unless, &ban.site.when) {
        (Some(_), _) => (" unless it is approved".to_owned(), "规定未经批准".to_owned()),
        (None, Some(Some(when))) => {
            let shown = &when.shown;
            (format!(" when `{shown}`"), format!("在 `{shown}` 时"))
        }
        (None, Some(None) | None) => (String::new(), String::new()),
    };
    let message = text!("`{act}` must be done here, but {place}{under}", "此处要求 `{act}`，{place_zh}却{under_zh}禁止这样做");
    let mut finding = RULE.finding(order.span, message).cite(order.cite.as_ref()).related(ban.span, text!("forbidden here", "在此禁止"));
    if !opposed.certain {
        finding.severity = Severity::Warning;
    }
    let finding = opposed.more.iter().fold(finding, |f, o| f.related(o.span, text!("must be done here as well", "此处也要求这样做")));
    finding.help(text!(
        "delete one of the two, or write what keeps them apart: `when …` or `unless approved by ROLE` in the prohibition",
        "删去其一，或在禁令中写明两者如何区分：`当 …` 或 `除非 批准 岗位`"
    ))
}

fn gave_up(span: Span) -> Diagnostic {
    let mut finding = RULE.finding(span, text!("there are too many prohibitions of the same acts to compare them all", "同样的禁令过多，未能全部比对"));
    finding.severity = Severity::Info;
    finding.help(text!("write a prohibition once, for the whole plan", "同一禁令请在全篇只写一次"))
}
