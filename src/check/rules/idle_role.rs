//! A role that has nothing to do.

use super::prelude::*;
use crate::analysis::called::names;
use crate::analysis::calls;
use crate::analysis::mentions::{first, plain};
use std::collections::{BTreeMap, HashMap, HashSet};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P111",
    name: "idle-role",
    severity: Severity::Info,
    why: ("a post without a duty suggests that a duty was forgotten, or that the post is gone", "没有任务的岗位，往往说明漏写了任务，或者岗位已经不存在"),
    page: Page(include_str!("../../../tests/rules/idle-role.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    if cx.any_broken() {
        return Vec::new();
    }
    let model = cx.model;
    let busy = busy(cx);
    let superiors = superiors(model);
    let through = through(model, &busy);
    let mut findings = Vec::new();
    let mut behind: BTreeMap<PostId, Vec<(&Post<'_>, Span)>> = BTreeMap::new();
    let roles = (0..).map(PostId).zip(&model.posts).filter(|(_, p)| p.kind == PostKind::Role && model.is_own(p.head.decl.span));
    // A role that nobody refers to at all is the matter of unused-declaration.
    for (id, role) in roles.filter(|(id, _)| !busy.contains(id) && model.used.posts.get(id.index()) == Some(&true)) {
        match through.get(&id) {
            Some((group, place)) => behind.entry(*group).or_default().push((role, *place)),
            None => findings.push(finding(cx, role, superiors.get(&id))),
        }
    }
    findings.extend(behind.iter().filter_map(|(group, roles)| standing_idle(model.post(*group)?, roles)));
    findings
}

/// Roles whose only place is in a group, or as deputy of a role, that has nothing to do: one finding for it and all of them.
fn standing_idle(post: &Post<'_>, roles: &[(&Post<'_>, Span)]) -> Option<Diagnostic> {
    let (first, count) = (&roles.first()?.0.head.name.text, roles.len());
    let others = count - 1;
    let name = &post.head.name.text;
    let who = match others {
        0 => text!("role `{first}` has", "岗位 `{first}` "),
        1 => text!("role `{first}` and another one have", "岗位 `{first}` 等 2 个岗位"),
        _ => text!("role `{first}` and {others} others have", "岗位 `{first}` 等 {count} 个岗位"),
    };
    let message = if post.kind == PostKind::Group {
        Text {
            en: format!("group `{name}` has no duty and nobody calls it, so {} none either", who.en),
            zh: format!("小组 `{name}` 没有任何职责，也没有人通知它，{}因此也无事可做", who.zh),
        }
    } else {
        Text {
            en: format!("role `{name}` has no duty, so {} none either as its deputy", who.en),
            zh: format!("岗位 `{name}` 没有任何职责，{}只是它的副手，也无事可做", who.zh),
        }
    };
    let help = text!("give it a duty, or let somebody call it; if it is gone, delete it", "给它一项职责，或写明何时通知它；若已不存在请删除");
    let mut finding = RULE.finding(post.head.decl.head, message).help(help).cite(post.head.cite());
    for (_, place) in roles.iter().take(5) {
        finding = finding.related(*place, text!("has nothing else to do", "此外没有别的职责"));
    }
    Some(finding)
}

fn finding(cx: &Context<'_>, role: &Post<'_>, subordinate: Option<&(PostId, Span)>) -> Diagnostic {
    let name = &role.head.name.text;
    let help = text!("give it a duty, let it own or approve something, or delete it", "给它一项职责，或由它负责、批准某事；若已不存在请删除");
    let named = subordinate.and_then(|(id, span)| Some((&cx.model.post(*id)?.head.name.text, *span)));
    let finding = match named {
        Some((other, span)) => {
            let message = text!("role `{name}` has no duty; it is only the superior of `{other}`", "岗位 `{name}` 没有任何职责，只是 `{other}` 的上级");
            RULE.finding(role.head.decl.head, message).related(span, text!("named here", "写在此处"))
        }
        None => RULE.finding(role.head.decl.head, text!("role `{name}` has no duty anywhere", "岗位 `{name}` 没有任何职责")),
    };
    finding.help(help).cite(role.head.cite())
}

/// The first group, or role it is deputy of, in which each post has a place; all of them idle.
fn through(model: &Model<'_>, busy: &HashSet<PostId>) -> HashMap<PostId, (PostId, Span)> {
    let mut found = HashMap::new();
    for (id, post) in (0..).map(PostId).zip(&model.posts).filter(|(id, _)| !busy.contains(id)) {
        for party in standing(post) {
            if let Some(inside) = party.post().filter(|inside| *inside != id) {
                found.entry(inside).or_insert((id, party.span));
            }
        }
    }
    found
}

/// Who stands ready in a post.
fn standing<'m>(post: &'m Post<'_>) -> impl Iterator<Item = &'m Party> {
    post.leaders.iter().chain(&post.deputies).chain(&post.members)
}

/// The first post that reports to each post.
fn superiors(model: &Model<'_>) -> HashMap<PostId, (PostId, Span)> {
    let mut found = HashMap::new();
    for (from, post) in (0..).map(PostId).zip(&model.posts) {
        for party in &post.reports_to {
            if let Some(id) = party.post().filter(|id| *id != from) {
                found.entry(id).or_insert((from, party.span));
            }
        }
    }
    found
}

/// Everybody who has something to do, and those who stand ready in a post that has.
fn busy(cx: &Context<'_>) -> HashSet<PostId> {
    let mut busy = acting(cx.model);
    let spoken_of = spoken_of(cx, &busy);
    busy.extend(spoken_of);
    let mut open: Vec<PostId> = (0..).map(PostId).take(cx.model.posts.len()).filter(|id| busy.contains(id)).collect();
    while let Some(post) = open.pop().and_then(|id| cx.model.post(id)) {
        open.extend(standing(post).filter_map(Party::post).filter(|id| busy.insert(*id)));
    }
    busy
}

/// Groups that no duty names, and that a text in quotes sets to work.
fn spoken_of(cx: &Context<'_>, busy: &HashSet<PostId>) -> Vec<PostId> {
    let posts = (0..).map(PostId).zip(&cx.model.posts);
    let silent = || posts.clone().filter(|(id, post)| post.kind == PostKind::Group && !busy.contains(id) && standing(post).next().is_some());
    let words = |post: &Post<'_>| names(post).filter(|name| name.chars().nth(1).is_some()).map(plain).collect::<Vec<String>>();
    let mentioned = silent().flat_map(|(_, post)| words(post)).collect();
    let found = first(cx.model, cx.sources, &mentioned);
    silent().filter(|(_, post)| words(post).iter().any(|word| found.contains_key(word.as_str()))).map(|(id, _)| id).collect()
}

/// Everybody who has something to do.
fn acting(model: &Model<'_>) -> HashSet<PostId> {
    let mut busy = HashSet::new();
    let mut add = |party: &Party| busy.extend(party.post());
    model.signals.iter().flat_map(|s| &s.reported_by).for_each(&mut add);
    model.gauges.iter().flat_map(|g| &g.reported_by).for_each(&mut add);
    for practice in &model.practices {
        practice.owners.iter().map(|o| &o.party).chain(&practice.audience).for_each(&mut add);
    }
    let kept = model.supplies.iter().flat_map(|s| &s.owners).chain(model.documents.iter().flat_map(|d| &d.owners));
    kept.for_each(|o| add(&o.party));
    model.forbids.iter().filter_map(|f| f.unless.as_ref()).flat_map(|c| &c.posts).for_each(&mut add);
    for procedure in &model.procedures {
        procedure_parties(procedure, &mut add);
    }
    calls::calls(model).iter().flat_map(|c| &c.to.list).for_each(&mut add);
    for handover in calls::handovers(model) {
        handover.to.list.iter().chain(handover.by.into_iter().flat_map(|b| &b.list)).for_each(&mut add);
    }
    busy
}

fn procedure_parties(procedure: &Procedure<'_>, add: &mut impl FnMut(&Party)) {
    let mut consents = |list: &[Consent]| list.iter().flat_map(|c| &c.posts).for_each(&mut *add);
    procedure.starts.iter().for_each(|s| consents(&s.consents));
    procedure.finishes.iter().for_each(|f| consents(&f.consents));
    procedure.steps.iter().for_each(|s| consents(&s.consents));
    procedure.owners.iter().for_each(|o| add(&o.party));
    let step_forbids = procedure.steps.iter().flat_map(|s| &s.forbids);
    procedure.forbids.iter().chain(step_forbids).filter_map(|f| f.unless.as_ref()).flat_map(|c| &c.posts).for_each(&mut *add);
    procedure.steps.iter().flat_map(|s| &s.duties).flat_map(|d| &d.parties.list).for_each(add);
}
