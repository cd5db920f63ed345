//! A role that has nothing to do.

use super::prelude::*;
use crate::analysis::calls;
use std::collections::{HashMap, HashSet};

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
    let busy = busy(cx.model);
    let superiors = superiors(cx.model);
    let roles = (0..).map(PostId).zip(&cx.model.posts).filter(|(_, p)| p.kind == PostKind::Role && cx.model.is_own(p.head.decl.span));
    // A role that nobody refers to at all is the matter of unused-declaration.
    let idle = roles.filter(|(id, _)| !busy.contains(id) && cx.model.used.posts.get(id.index()) == Some(&true));
    idle.map(|(id, role)| finding(cx, role, superiors.get(&id))).collect()
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

/// Everybody who has something to do.
fn busy(model: &Model<'_>) -> HashSet<PostId> {
    let mut busy = HashSet::new();
    let mut add = |party: &Party| busy.extend(party.post());
    for (id, post) in (0..).map(PostId).zip(&model.posts) {
        let standing = post.deputies.iter().chain(&post.leaders).chain(&post.members);
        standing.filter(|p| p.post() != Some(id)).for_each(&mut add);
    }
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
