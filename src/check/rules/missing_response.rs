//! A signal or an item of the scope that nothing answers.

use super::prelude::*;
use crate::analysis::{facts::Uses, wording::bare};
use crate::ast::Key;
use smol_str::SmolStr;
use std::collections::{HashMap, HashSet};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P205",
    name: "missing-response",
    severity: Severity::Error,
    why: ("the plan promises to deal with it, and when it happens nobody finds a line about it", "预案承诺要处理，真到发生时却找不到一句该怎么办"),
    page: Page(include_str!("../../../tests/rules/missing-response.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    // Without a procedure nothing can be answered, and P011 says so.
    if cx.any_broken() || cx.model.procedures.is_empty() {
        return Vec::new();
    }
    let mut promised = scope(cx);
    let mut findings: Vec<Diagnostic> = signals(cx).into_iter().map(|signal| with_promise(signal, &mut promised)).collect();
    findings.extend(promised.into_iter().map(|p| p.1));
    findings
}

/// The finding about a signal. Where the scope promises the same thing, that is no finding of its own.
fn with_promise(signal: &Signal<'_>, promised: &mut Vec<(String, Diagnostic)>) -> Diagnostic {
    let head = &signal.head;
    let names: Vec<String> = named(head).collect();
    let same = promised.iter().position(|(item, finding)| finding.severity == RULE.severity && names.contains(item));
    let finding = unanswered_signal(signal);
    match same.map(|at| promised.remove(at).1.span) {
        Some(place) => finding.related(place, text!("the scope promises it here", "范围中在此列有此项")),
        None => finding,
    }
}

/// Everything a declaration is called, for comparing.
fn named(head: &Head<'_>) -> impl Iterator<Item = String> {
    [head.title(), head.name.text.as_str()].into_iter().chain(head.aliases().map(|a| a.0.as_str())).map(bare)
}

/// Signals that decide nothing. One that is neither a danger nor promised nor even mentioned is P010's.
fn signals<'c, 'a>(cx: &'c Context<'a>) -> Vec<&'c Signal<'a>> {
    let mut names: HashMap<&str, u32> = HashMap::new();
    for signal in &cx.model.signals {
        *names.entry(signal.head.name.text.as_str()).or_default() += 1;
    }
    let once = |s: &Signal<'_>| names.get(s.head.name.text.as_str()).is_none_or(|count| *count < 2);
    let uses = Uses::of(cx.model);
    let idle = cx.model.signals.iter().zip(uses.signals.iter().zip(&cx.model.used.signals));
    let promised: HashSet<String> = cx.model.identity.iter().flat_map(|plan| &plan.scope).map(|(item, _)| bare(item)).collect();
    let idle = idle.filter(|(s, (place, used))| place.is_none() && (**used || !s.hazards.is_empty() || named(&s.head).any(|n| promised.contains(&n))));
    idle.filter(|(s, _)| cx.model.is_own(s.head.decl.span) && once(s)).map(|(s, _)| s).collect()
}

fn unanswered_signal(signal: &Signal<'_>) -> Diagnostic {
    let (title, name) = (signal.head.title(), &signal.head.name.text);
    let message = text!("nothing is done when signal `{title}` is raised", "信号 `{title}` 发出后，没有任何处置或步骤响应");
    RULE.finding(signal.head.decl.head, message).cite(signal.head.cite()).help(text!(
        "write a procedure with `start when {name}`, or a step `when {name}`",
        "写一个 `启动 当 {name}` 的处置，或 `当 {name}` 的步骤"
    ))
}

/// Items of the scope that nothing answers, or that stand there twice.
fn scope(cx: &Context<'_>) -> Vec<(String, Diagnostic)> {
    let Some(plan) = &cx.model.identity else { return Vec::new() };
    let answered: HashSet<String> = cx.model.procedures.iter().flat_map(answers).collect();
    let mut seen: HashMap<String, Span> = HashMap::new();
    let mut findings = Vec::new();
    for (item, span) in &plan.scope {
        let key = bare(item);
        let finding = match seen.get(&key) {
            Some(first) => repeated_item(item, *span, *first),
            None if answered.contains(&key) => {
                seen.insert(key, *span);
                continue;
            }
            None => unanswered_item(item, *span),
        };
        seen.entry(key.clone()).or_insert(*span);
        findings.push((key, finding.cite(plan.head.cite())));
    }
    findings
}

/// What a procedure answers: what it is called, and the items of the scope it names.
fn answers(procedure: &Procedure<'_>) -> Vec<String> {
    let head = &procedure.head;
    named(head).chain(texts(&head.decl.body, Key::Scope).map(|t| bare(t.0))).collect()
}

fn unanswered_item(item: &SmolStr, span: Span) -> Diagnostic {
    let message = text!("the scope promises `{item}`, but no procedure answers it", "范围中列有 `{item}`，却没有对应的处置");
    RULE.finding(span, message).help(text!(
        "write a procedure of this title, or `scope \"{item}\"` in the one that answers it",
        "写一个以此为标题的处置，或在对应的处置中写 `范围 \"{item}\"`"
    ))
}

fn repeated_item(item: &SmolStr, span: Span, first: Span) -> Diagnostic {
    let message = text!("the scope lists `{item}` twice: another item may be missing", "范围中重复列出 `{item}`：可能漏写了另一项");
    let mut finding = RULE.finding(span, message);
    finding.severity = Severity::Warning;
    finding.related(first, text!("first listed here", "首次列在此处")).help(text!("write the item that was meant here, or delete this one", "写明此处本应列出的事项，或删去重复的一项"))
}
