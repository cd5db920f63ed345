//! A declaration nobody refers to.

use super::prelude::*;
use crate::analysis::{mentions, quotes, vague, wording::bare};
use crate::ast::{ActorKind, DeclKind, Key, Name, Owners, StatementKind};
use crate::diagnostic::Lang;
use crate::words;
use std::collections::{HashMap, HashSet};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P010",
    name: "unused-declaration",
    severity: Severity::Warning,
    why: ("a post, form or word that is declared and never used often means that a duty was forgotten", "声明了却没有用到的岗位、表单或用语，往往意味着漏写了职责"),
    page: Page(include_str!("../../../tests/rules/unused-declaration.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    // Without a procedure nothing can be in use, and P011 says so.
    if cx.any_broken() || cx.model.procedures.is_empty() {
        return Vec::new();
    }
    let twice = declared_twice(cx.model);
    let heads: Vec<_> = unused(cx.model).into_iter().filter(|h| cx.model.is_own(h.name.span) && !twice.contains(&key(h))).collect();
    let terms: Vec<_> = unused_terms(cx.model).into_iter().filter(|t| cx.model.is_own(t.span)).collect();
    let words = heads.iter().flat_map(called).chain(terms.iter().copied().flat_map(spellings)).filter(|w| w.chars().nth(1).is_some()).collect();
    let mentions = mentions::first(cx.model, cx.sources, &words);
    let mention = |words: Vec<String>| words.iter().find_map(|w| mentions.get(w.as_str()).copied());
    let mut findings: Vec<_> = heads.iter().filter_map(|h| of_declaration(h, mention(called(h)))).collect();
    findings.extend(terms.iter().filter(|t| mention(spellings(t)).is_none()).map(|t| of_term(t)));
    findings
}

/// What nobody refers to or dials, but for supplies and for what another rule reports: dangers and levels without an
/// answer.
fn unused<'a>(model: &Model<'a>) -> Vec<Head<'a>> {
    let used = &model.used;
    let dialled: HashSet<&str> = quotes::literals(model).iter().map(|q| q.text.trim()).collect();
    let keepers = keepers(model);
    let busy = |p: &Post<'_>| keepers.contains(p.head.name.text.as_str()) || p.contacts.iter().any(|c| dialled.contains(c.text.trim()));
    let mut heads: Vec<Head<'a>> = idle(&model.posts, &used.posts).filter(|p| !busy(p)).map(|p| p.head).collect();
    heads.extend(idle(&model.shifts, &used.shifts).map(|s| s.head));
    let promised: HashSet<String> = model.identity.iter().flat_map(|plan| &plan.scope).map(|(item, _)| bare(item)).collect();
    let is_promised = |head: &Head<'_>| [head.title(), head.name.text.as_str()].into_iter().any(|name| promised.contains(&bare(name)));
    heads.extend(idle(&model.signals, &used.signals).filter(|s| s.hazards.is_empty() && !is_promised(&s.head)).map(|s| s.head));
    heads.extend(idle(&model.gauges, &used.gauges).map(|g| g.head));
    heads.extend(idle(&model.ladders, &used.ladders).filter(|l| l.levels.is_empty()).map(|l| l.head));
    heads.extend(idle(&model.actions, &used.actions).copied());
    heads.extend(idle(&model.documents, &used.documents).filter(|d| !is_reference(d)).map(|d| d.head));
    heads.extend(idle(&model.forms, &used.forms).map(|f| f.head));
    heads
}

fn idle<'m, T>(all: &'m [T], used: &'m [bool]) -> impl Iterator<Item = &'m T> {
    all.iter().zip(used).filter(|(_, used)| !**used).map(|(item, _)| item)
}

/// Owners of documents, which the model does not resolve.
fn keepers<'a>(model: &Model<'a>) -> HashSet<&'a str> {
    let owned = model.documents.iter().flat_map(|d| statements(&d.head.decl.body, owners)).flat_map(|(owners, _)| &owners.parts);
    owned.filter_map(|part| if let ActorKind::Name(name) = &part.actor.kind { Some(name.text.as_str()) } else { None }).collect()
}

fn owners(statement: &StatementKind) -> Option<&Owners> {
    if let StatementKind::Owner(owners) = statement { Some(owners) } else { None }
}

/// The first of each measured word that no limit uses.
fn unused_terms<'a>(model: &Model<'a>) -> Vec<&'a Name> {
    let mut seen = HashSet::new();
    let first = model.terms.iter().zip(&model.used.terms).filter(|(t, _)| seen.insert(t.name.text.as_str()));
    first.filter(|(_, used)| !**used).map(|(t, _)| t.name).collect()
}

/// Laws and the like are kept to be looked up. What is written in or read out needs somebody who does so, or a word
/// why it is listed.
fn is_reference(document: &Document<'_>) -> bool {
    let has = |key| document.head.decl.attributes(key).next().is_some();
    let working = matches!(document.kind, Some("dk_form" | "dk_log" | "dk_script"));
    has(Key::Note) || has(Key::Todo) || (has(Key::Cite) && !working)
}

/// The set of names a declaration belongs to, as resolution has it, and its name.
fn key<'a>(head: &Head<'a>) -> (DeclKind, &'a str) {
    let kind = match head.decl.kind {
        DeclKind::Group | DeclKind::Service => DeclKind::Role,
        DeclKind::Gauge | DeclKind::Levels => DeclKind::Signal,
        DeclKind::Role
        | DeclKind::Signal
        | DeclKind::Plan
        | DeclKind::Terms
        | DeclKind::Shift
        | DeclKind::Action
        | DeclKind::Document
        | DeclKind::Report
        | DeclKind::Procedure
        | DeclKind::Exercise
        | DeclKind::Training
        | DeclKind::Routine
        | DeclKind::Supply
        | DeclKind::Drill => head.decl.kind,
    };
    (kind, head.name.text.as_str())
}

/// Names that stand for two things: P003 reports them, and which of the two is used cannot be said.
fn declared_twice<'a>(model: &Model<'a>) -> HashSet<(DeclKind, &'a str)> {
    let facts = model.signals.iter().map(|s| s.head).chain(model.gauges.iter().map(|g| g.head)).chain(model.ladders.iter().map(|l| l.head));
    let papers = model.documents.iter().map(|d| d.head).chain(model.forms.iter().map(|f| f.head)).chain(model.actions.iter().copied());
    let posts = model.posts.iter().map(|p| p.head).chain(model.shifts.iter().map(|s| s.head));
    let mut counts: HashMap<_, u32> = HashMap::new();
    for head in posts.chain(facts).chain(papers) {
        *counts.entry(key(&head)).or_default() += 1;
    }
    counts.into_iter().filter(|(_, count)| *count > 1).map(|(key, _)| key).collect()
}

/// All that the plan calls it.
fn called(head: &Head<'_>) -> Vec<String> {
    let names = [head.name.text.as_str(), head.title()].into_iter().chain(head.aliases().map(|a| a.0.as_str()));
    names.map(mentions::plain).collect()
}

/// How a measured word may be written in a text.
fn spellings(term: &Name) -> Vec<String> {
    vec![mentions::plain(&term.text), vague::plain(&term.text)]
}

/// A document that a text names is in use: that is how laws and rules are followed. Of anything else it is a hint.
fn of_declaration(head: &Head<'_>, mention: Option<Span>) -> Option<Diagnostic> {
    if mention.is_some() && head.decl.kind == DeclKind::Document {
        return None;
    }
    let (title, row) = (head.title(), head.decl.kind.row());
    let (en, zh) = (words::form(row, Lang::En), words::form(row, Lang::Zh));
    let message = text!("nothing in the plan uses {en} `{title}`", "预案中没有用到{zh} `{title}`");
    let finding = RULE.finding(head.name.span, message).cite(head.cite()).help(how_to_use(head));
    Some(match mention {
        Some(place) => finding.related(place, text!("it is named here, but only inside a text", "此处提到了它，但只写在文字里")),
        None => finding,
    })
}

fn of_term(name: &Name) -> Diagnostic {
    let word = &name.text;
    let message = text!("`{word}` is measured, but no time limit and no text uses it", "`{word}` 已量化，但没有时限或文字用到它");
    RULE.finding(name.span, message).help(text!("write `within {word}` where it is meant, or delete it", "在相应的职责后写 `限时 {word}`，或删去"))
}

fn how_to_use(head: &Head<'_>) -> Text {
    let name = &head.name.text;
    match head.decl.kind {
        DeclKind::Role => text!(
            "say what it does (`{name} must …`), or name it as superior, deputy or member; delete it if nobody needs it",
            "写明它的职责（`{name} 应 …`），或写作上级、副手、成员；确实用不到则删去"
        ),
        DeclKind::Group => text!("write when it is called on (`notify {name}`, `escalate to {name}`), or delete it", "写明何时用到它（`通知 {name}`、`升级至 {name}`），或删去"),
        DeclKind::Service => text!("write who calls it (`call {name}`), or delete it", "写明由谁联系它（`拨打 {name}`），或删去"),
        DeclKind::Shift => text!("write `on duty {name}` in a role, or delete it", "在角色中写 `当班 {name}`，或删去"),
        DeclKind::Signal => text!("write what happens then (`when {name}`), or delete it", "写明出现时怎么办（`当 {name}`），或删去"),
        DeclKind::Gauge => text!("compare it in a condition (`when {name} > …`), or delete it", "在条件中与数值比较（`当 {name} > …`），或删去"),
        DeclKind::Levels => text!("write its levels and what happens at each, or delete it", "写明各个级别和相应的做法，或删去"),
        DeclKind::Action => text!("write who must or must not do it (`do {name}`), or delete it", "写明谁应做或不得做（`执行 {name}`），或删去"),
        DeclKind::Document => text!(
            "write who fills it in (`record … in {name}`) or acts on it (`activate {name}`); if it is only for reference, say so in a `note`",
            "写明由谁填写（`记录 … 记入 {name}`）或照办（`启用 {name}`）；仅供查阅的，请用 `说明` 注明"
        ),
        DeclKind::Report => text!("write who gives it to whom (`report {name} to …`), or delete it", "写明由谁报给谁（`报告 {name} 给 …`），或删去"),
        DeclKind::Plan
        | DeclKind::Terms
        | DeclKind::Procedure
        | DeclKind::Exercise
        | DeclKind::Training
        | DeclKind::Routine
        | DeclKind::Supply
        | DeclKind::Drill => text!("use it, or delete it", "请使用它，或删去"),
    }
}
