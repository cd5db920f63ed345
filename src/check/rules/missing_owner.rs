//! A procedure nobody owns, or only a group of nobody.

use super::prelude::*;
use crate::analysis::hazards::{start_signals, sure_signals};
use crate::analysis::people;
use std::collections::{HashMap, HashSet};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P101",
    name: "missing-owner",
    severity: Severity::Error,
    why: ("when nobody owns a procedure, everybody waits for somebody else to decide", "无人负责的处置，出事时人人都在等别人拿主意"),
    page: Page(include_str!("../../../tests/rules/missing-owner.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let common = common(cx);
    let mut findings = Vec::new();
    for procedure in cx.model.procedures.iter().filter(|p| !cx.is_broken(p.head.decl.span)) {
        if procedure.owners.is_empty() {
            findings.push(unowned(cx, procedure, &common));
        } else if let Some(finding) = owned_by_nobody(cx, procedure) {
            findings.push(finding);
        } else {
            findings.extend(procedure.owners.iter().filter_map(|owner| unowned_shift(cx, procedure, owner)));
        }
    }
    findings
}

/// By signal: the procedures that it surely starts and that somebody owns.
fn common(cx: &Context<'_>) -> HashMap<SignalId, Vec<ProcedureId>> {
    let mut found: HashMap<SignalId, Vec<ProcedureId>> = HashMap::new();
    for (id, procedure) in (0..).map(ProcedureId).zip(&cx.model.procedures) {
        if procedure.owners.iter().any(|o| o.during.is_none() && o.party.who != Who::Someone && empty_group(cx, o).is_none()) {
            sure_signals(procedure).into_iter().for_each(|signal| found.entry(signal).or_default().push(id));
        }
    }
    found
}

/// Whether the owner of what starts at the same time answers for it as well is not said; it is advice then.
fn unowned(cx: &Context<'_>, procedure: &Procedure<'_>, common: &HashMap<SignalId, Vec<ProcedureId>>) -> Diagnostic {
    let title = procedure.head.title();
    let signals = start_signals(procedure);
    let owned: Vec<HashSet<ProcedureId>> = signals.iter().map(|id| common.get(id).into_iter().flatten().copied().collect()).collect();
    let first = signals.first().and_then(|id| common.get(id));
    let other = first.into_iter().flatten().find(|id| owned.iter().all(|owned| owned.contains(id)));
    if let Some(other) = other.and_then(|id| cx.model.procedures.get(id.index())) {
        let name = other.head.title();
        let message = text!(
            "nobody owns procedure `{title}` itself; procedure `{name}`, which starts on the same signals, is owned",
            "处置 `{title}` 本身没有写负责人；由同样信号启动的处置 `{name}` 有人负责"
        );
        let help = text!("if the same post answers for both, write it as `owner` here too", "由同一岗位负责的，在此也写上 `负责人`");
        let mut finding = RULE.finding(procedure.head.decl.head, message).cite(procedure.head.cite()).help(help);
        finding.severity = Severity::Info;
        return finding.related(other.head.decl.head, text!("owned", "有人负责"));
    }
    RULE.finding(procedure.head.decl.head, text!("nobody owns procedure `{title}`", "处置 `{title}` 无人负责"))
        .cite(procedure.head.cite())
        .help(text!("write `owner ROLE` in it", "在其中写 `负责人 岗位`"))
}

/// A procedure whose owners are groups in which there is nobody.
fn owned_by_nobody(cx: &Context<'_>, procedure: &Procedure<'_>) -> Option<Diagnostic> {
    let groups: Option<Vec<&Post<'_>>> = procedure.owners.iter().map(|owner| empty_group(cx, owner)).collect();
    let groups = groups?;
    let (owner, group) = (procedure.owners.first()?, groups.first()?);
    let (title, name) = (procedure.head.title(), &group.head.name.text);
    let message = if groups.len() == 1 {
        text!("procedure `{title}` is owned by group `{name}`, in which there is nobody", "处置 `{title}` 由小组 `{name}` 负责，而小组里没有人")
    } else {
        text!("procedure `{title}` is owned by groups in which there is nobody", "处置 `{title}` 由几个小组负责，而这些小组里都没有人")
    };
    let finding = RULE.finding(owner.party.span, message).cite(procedure.head.cite()).help(text!(
        "say who leads the group, or name a role as owner: `owner ROLE`",
        "写明小组的组长，或直接由岗位负责：`负责人 岗位`"
    ));
    let empty = |group: &&Post<'_>| (group.head.decl.head, text!("neither leader nor members", "既没有组长，也没有成员"));
    Some(groups.iter().map(empty).take(5).fold(finding, |finding, (span, note)| finding.related(span, note)))
}

/// A shift that is left to a group in which there is nobody, while others are owned.
fn unowned_shift(cx: &Context<'_>, procedure: &Procedure<'_>, owner: &Owner) -> Option<Diagnostic> {
    let shift = owner.during??;
    let group = empty_group(cx, owner)?;
    let same = |other: &Owner| other.during.is_none_or(|during| during.is_none_or(|id| id == shift));
    if procedure.owners.iter().any(|other| same(other) && empty_group(cx, other).is_none()) {
        return None;
    }
    let (title, name) = (procedure.head.title(), &group.head.name.text);
    let during = cx.model.shifts.get(shift.index())?.head.title();
    let message = text!(
        "in shift `{during}` nobody owns procedure `{title}`: there is nobody in group `{name}`",
        "班次 `{during}` 内处置 `{title}` 无人负责：小组 `{name}` 里没有人"
    );
    let help = text!("say who leads the group, or name a role as owner of this shift", "写明小组的组长，或写明该班次由哪个岗位负责");
    let finding = RULE.finding(owner.party.span, message).cite(procedure.head.cite()).help(help);
    Some(finding.related(group.head.decl.head, text!("neither leader nor members", "既没有组长，也没有成员")))
}

/// The group of an owner, if it surely consists of nobody.
fn empty_group<'c, 'a>(cx: &'c Context<'a>, owner: &Owner) -> Option<&'c Post<'a>> {
    let id = owner.party.post()?;
    let inside = people::inside(cx.model, id);
    let empty = inside.people.is_empty() && !people::is_uncertain(cx.model, &inside, &|span| cx.is_broken(span));
    cx.model.post(id).filter(|_| empty)
}

/// What is said once where it is so in every procedure; `count` of `total`, as some may be waived.
pub(in crate::check) fn in_all(count: usize, total: usize) -> (Text, Text) {
    let message = if count == total {
        text!("nobody owns any of the {count} procedures of this plan", "本预案的 {count} 个处置全都无人负责")
    } else {
        text!("nobody owns {count} of the {total} procedures of this plan", "本预案 {total} 个处置中有 {count} 个无人负责")
    };
    (message, text!("write `owner ROLE` in each of them", "在每个处置中写 `负责人 岗位`"))
}
