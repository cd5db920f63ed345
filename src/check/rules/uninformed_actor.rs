//! A group or a service that must act, and that nobody tells.

use super::prelude::*;
use crate::analysis::called::names;
use crate::analysis::informed::Informed;
use crate::analysis::mentions::{Words, plain};
use crate::analysis::relief::helps;
use crate::ast::{ActorsKind, Modal};
use std::collections::{HashMap, HashSet};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P114",
    name: "uninformed-actor",
    severity: Severity::Warning,
    why: ("who is not told does not come, and everybody else believes that they are on their way", "没有人通知就不会到场，别人却以为他们已经在路上"),
    page: Page(include_str!("../../../tests/rules/uninformed-actor.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let informed = Informed::new(cx.model);
    let judged: Vec<bool> = cx.model.posts.iter().map(|post| is_judged(cx, post)).collect();
    let mut findings = Vec::new();
    for (index, procedure) in cx.model.procedures.iter().enumerate() {
        let callers = informed.activators(index).iter().filter_map(|i| cx.model.procedures.get(*i));
        // What is not understood may tell them.
        if std::iter::once(procedure).chain(callers).all(|p| !cx.is_broken(p.head.decl.span)) {
            let (told, reported) = (HashMap::new(), HashSet::new());
            let mut telling = Telling { cx, informed: &informed, index, procedure, told, reported };
            findings.extend(procedure.steps.iter().flat_map(|step| telling.step(step, &judged)));
        }
    }
    findings
}

/// Groups and services, but neither public emergency services nor the organisation itself, on which the emergency falls.
fn is_judged(cx: &Context<'_>, post: &Post<'_>) -> bool {
    match post.kind {
        PostKind::Role => false,
        PostKind::Service => helps(post, cx.region()) == 0,
        PostKind::Group => !cx.model.identity.as_ref().is_some_and(|plan| is_organisation(plan, post)),
    }
}

/// Whether a group goes by a name that stands in the name of the organisation or of the plan.
fn is_organisation(plan: &Identity<'_>, group: &Post<'_>) -> bool {
    let aliases = plan.head.aliases().map(|a| a.0.as_str());
    let mut own = plan.org.map(|o| o.as_str()).into_iter().chain([plan.head.title()]).chain(aliases).map(plain);
    let group = Words::new(names(group).map(|name| (plain(name), ())));
    own.any(|name| {
        let mut found = false;
        group.find(&name, &mut |_, _| found = true);
        found
    })
}

/// What is known of those who are told in one procedure.
struct Telling<'c, 'a> {
    cx: &'c Context<'a>,
    informed: &'c Informed<'c, 'a>,
    index: usize,
    procedure: &'c Procedure<'a>,
    /// Those who were looked at: whether they are told of the procedure.
    told: HashMap<PostId, bool>,
    reported: HashSet<PostId>,
}

impl Telling<'_, '_> {
    fn step(&mut self, step: &Step<'_>, judged: &[bool]) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        for duty in step.duties.iter().filter(|d| d.modal == Modal::Must) {
            let posts = duty.parties.list.iter().filter_map(|p| Some((p.post()?, p.span)));
            let posts: Vec<_> = posts.filter(|(id, _)| judged.get(id.index()) == Some(&true)).collect();
            // Of several, one that is told is enough.
            let others = duty.parties.need == ActorsKind::Any && posts.len() < duty.parties.list.len();
            let silent: Vec<_> = posts.iter().filter(|(id, _)| !others && !self.knows(step, *id)).collect();
            if duty.parties.need == ActorsKind::All || silent.len() == posts.len() {
                let new: Vec<_> = silent.into_iter().copied().filter(|(id, _)| self.reported.insert(*id)).collect();
                // Of several either of whom may act, one is to be told.
                let together = if duty.parties.need == ActorsKind::Any { new.len().max(1) } else { 1 };
                let cite = step.cite().or(self.procedure.head.cite());
                let found = new.chunks(together).filter_map(|posts| finding(self.cx.model, posts, step.in_recovery));
                findings.extend(found.map(|finding| finding.cite(cite)));
            }
        }
        findings
    }

    /// Whether a post is told of the procedure, or reports what the step waits for.
    fn knows(&mut self, step: &Step<'_>, id: PostId) -> bool {
        let told = *self.told.entry(id).or_insert_with(|| self.informed.learns(self.index, self.procedure, id));
        told || step.when.as_ref().is_some_and(|when| self.informed.reports(when, id))
    }
}

/// One of these must act, and none of them is told.
fn finding(model: &Model<'_>, silent: &[(PostId, Span)], in_recovery: bool) -> Option<Diagnostic> {
    let posts: Vec<&Post<'_>> = silent.iter().filter_map(|(id, _)| model.post(*id)).collect();
    let (name, place) = (&posts.first()?.head.name.text, silent.first()?.1);
    let named: Vec<String> = posts.iter().map(|post| format!("`{}`", post.head.name.text)).collect();
    let (en, zh) = (named.join(" or "), named.join("或"));
    let message = match posts.len() {
        1 => text!("{en} must act here, but nobody tells it to begin", "{zh} 须在此行动，却没有写明由谁通知它"),
        _ => text!("{en} must act here, but nobody tells either to begin", "{zh} 须在此行动，却没有写明由谁通知其中任何一个"),
    };
    let (limit, length) = if in_recovery { ("3d", "3天") } else { ("5m", "5分钟") };
    let help = text!(
        "write who tells it: `ROLE must notify {name} within {limit}`",
        "写明由谁通知：`岗位 应 通知 {name} 限时 {length}`"
    );
    let mut finding = RULE.finding(place, message).help(help);
    // When the end has come, nobody is waited for.
    finding.severity = if in_recovery { Severity::Info } else { RULE.severity };
    Some(posts.iter().take(5).fold(finding, |finding, post| finding.related(post.head.decl.head, text!("declared here", "声明在此"))))
}
