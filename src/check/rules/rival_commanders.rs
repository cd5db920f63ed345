//! One event, two in command.

use super::prelude::*;
use crate::analysis::siblings::Profile;
use crate::analysis::siblings::chain::Chain;
use crate::analysis::siblings::command::commands;
use crate::analysis::siblings::naming::Naming;
use crate::analysis::siblings::rivals::{Rival, Rivals, Unit, rivals};
use crate::analysis::staffing::Week;
use crate::diagnostic::Lang;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P505",
    name: "rival-commanders",
    severity: Severity::Warning,
    why: (
        "when one event puts two posts in command and neither is above the other, those who act get two orders",
        "同一事件由两个互不隶属的岗位同时指挥，现场会接到两套命令",
    ),
    page: Page(include_str!("../../../tests/rules/rival-commanders.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    // Who is above whom may stand in what could not be read.
    if cx.any_broken() {
        return Vec::new();
    }
    let (chain, commands) = (Chain::of(cx.model, Naming::Own), commands(cx.model, cx.sources, Naming::Own));
    found(&[Unit { chain: &chain, commands: &commands }], None)
}

pub(in crate::check) fn compare(plans: &[&Profile], waived: Waived<'_>) -> Vec<Diagnostic> {
    let units: Vec<Unit<'_>> = plans.iter().map(|p| Unit { chain: &p.across.chain, commands: &p.across.commands }).collect();
    found(&units, Some(waived))
}

fn found(units: &[Unit<'_>], between: Option<Waived<'_>>) -> Vec<Diagnostic> {
    let (groups, complete) = rivals(units, between);
    let mut findings: Vec<Diagnostic> = groups.iter().filter_map(|g| finding(g, between.is_some())).collect();
    if let Some(first) = units.iter().flat_map(|u| u.commands).next().filter(|_| !complete) {
        findings.push(gave_up(first.place));
    }
    findings
}

fn finding(group: &Rivals<'_>, between: bool) -> Option<Diagnostic> {
    let first = group.others.first()?;
    let owner = first.owners.0;
    let message = if group.others.len() == 1 { one(group, first, between) } else { several(group, between) };
    let finding = RULE.finding(owner.span, message).cite(group.hub.cite.as_ref()).run(first.triggers.0.run.clone());
    let finding = group.others.iter().fold(finding, |finding, rival| {
        let (event, title, name) = (&rival.triggers.1.shown, &rival.command.shown, &rival.owners.1.shown);
        finding.related(rival.owners.1.span, text!("`{event}` starts `{title}` too, under `{name}`", "`{event}` 也启动 `{title}`，由 `{name}` 负责"))
    });
    Some(finding.help(text!(
        "give both one owner, or let one of the owners report to the other",
        "改由同一岗位负责，或写明其中一个负责人 `上报` 另一个"
    )))
}

fn one(group: &Rivals<'_>, rival: &Rival<'_>, between: bool) -> Text {
    let (event, hub, title) = (&rival.triggers.0.shown, &group.hub.shown, &rival.command.shown);
    let (mine, theirs) = (&rival.owners.0.shown, &rival.owners.1.shown);
    let (mut when, mut when_zh) = (String::new(), String::new());
    if rival.hours != Week::whole() {
        let [en, zh] = [Lang::En, Lang::Zh].map(|lang| rival.hours.shown(lang, 2));
        (when, when_zh) = (format!(" ({en})"), format!("（{zh}）"));
    }
    if between {
        return text!(
            "`{event}`{when} is commanded by `{mine}` here, but by `{theirs}` in another plan, and neither is above the other",
            "`{event}`{when_zh} 此处由 `{mine}` 负责，另一份预案却由 `{theirs}` 负责，两者互不隶属"
        );
    }
    text!(
        "`{event}` starts `{hub}` under `{mine}` and `{title}` under `{theirs}`{when}, and neither is above the other",
        "`{event}` 同时启动由 `{mine}` 负责的 `{hub}` 和由 `{theirs}` 负责的 `{title}`{when_zh}，两者互不隶属"
    )
}

fn several(group: &Rivals<'_>, between: bool) -> Text {
    let (hub, count) = (&group.hub.shown, group.others.len());
    let mine = group.others.first().map_or("", |r| r.owners.0.shown.as_str());
    let (place, place_zh) = if between { (" of other plans", "其他预案的") } else { ("", "其他") };
    text!(
        "the events that start `{hub}` under `{mine}` also start {count} procedures{place} under posts neither above nor below `{mine}`",
        "启动 `{hub}`（由 `{mine}` 负责）的事件还启动 {count} 个{place_zh}处置，其负责人与 `{mine}` 互不隶属"
    )
}

fn gave_up(span: Span) -> Diagnostic {
    let mut finding = RULE.finding(span, text!("too many procedures start together to compare all their owners", "同时启动的处置过多，未能全部核对负责人"));
    finding.severity = Severity::Info;
    finding.help(text!("let fewer procedures start by one event", "减少由同一事件启动的处置"))
}
