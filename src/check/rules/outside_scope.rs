//! A procedure about something the plan does not announce.

use super::prelude::*;
use crate::analysis::wording::bare;
use crate::ast::Key;
use std::collections::HashSet;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P215",
    name: "outside-scope",
    severity: Severity::Info,
    why: ("who reads only the list of what the plan is for does not look for what the list leaves out", "范围里没有的事，照着范围查的人就不会去翻"),
    page: Page(include_str!("../../../tests/rules/outside-scope.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let Some(plan) = &cx.model.identity else { return Vec::new() };
    // What is not understood may hold a further item.
    if plan.scope.is_empty() || cx.is_broken(plan.head.decl.span) {
        return Vec::new();
    }
    let scope: HashSet<String> = plan.scope.iter().map(|item| bare(item.0)).collect();
    let is_announced = |p: &Procedure<'_>| names(p).any(|name| scope.contains(&bare(name)));
    let announced: Vec<bool> = cx.model.procedures.iter().map(is_announced).collect();
    let mut known = HashSet::new();
    for (index, procedure) in cx.model.procedures.iter().enumerate().filter(|(i, _)| announced.get(*i) == Some(&true)) {
        known.insert(Fact::Procedure(ProcedureId(index as u32)));
        known.extend(facts(procedure));
    }
    // Where nothing answers the scope, that is missing-response's.
    if known.is_empty() {
        return Vec::new();
    }
    let others = cx.model.procedures.iter().zip(&announced).filter(|(p, a)| !**a && !p.starts.is_empty() && cx.model.is_own(p.head.decl.span));
    let strange = others.map(|(p, _)| p).filter(|p| !cx.is_broken(p.head.decl.span) && !facts(p).iter().any(|f| known.contains(f)));
    strange.map(|p| finding(p, plan)).collect()
}

/// What a procedure is called, and the items of the scope it names.
fn names<'m>(procedure: &'m Procedure<'_>) -> impl Iterator<Item = &'m str> {
    let head = &procedure.head;
    let names = [head.title(), head.name.text.as_str()].into_iter().chain(head.aliases().map(|a| a.0.as_str()));
    names.chain(texts(&head.decl.body, Key::Scope).map(|t| t.0.as_str()))
}

/// Something a procedure starts on.
#[derive(PartialEq, Eq, Hash)]
enum Fact {
    Signal(SignalId),
    Gauge(GaugeId),
    Ladder(LadderId),
    Procedure(ProcedureId),
    /// A name that could not be resolved: it may be any of them.
    Unknown,
}

/// What a procedure starts on. One that shares it with a procedure inside the scope belongs to the same emergency.
fn facts(procedure: &Procedure<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    for start in &procedure.starts {
        start.when.walk(&mut |part| match part.kind {
            CondKind::Signal(id) => facts.push(Fact::Signal(id)),
            CondKind::Gauge(id, ..) => facts.push(Fact::Gauge(id)),
            CondKind::Ladder(id, ..) | CondKind::Level(id, _) => facts.push(Fact::Ladder(id)),
            CondKind::Finished(id) => facts.push(Fact::Procedure(id)),
            CondKind::Unknown => facts.push(Fact::Unknown),
            CondKind::Or(_) | CondKind::And(_) | CondKind::Not(_) | CondKind::Held(..) | CondKind::Done(_) => {}
        });
    }
    facts
}

fn finding(procedure: &Procedure<'_>, plan: &Identity<'_>) -> Diagnostic {
    let title = procedure.head.title();
    let message = text!("the plan treats `{title}`, but its scope does not list it", "预案中有处置 `{title}`，范围却没有列出");
    let finding = RULE.finding(procedure.head.decl.head, message);
    let finding = match plan.scope.first() {
        Some((_, span)) => finding.related(*span, text!("the scope", "范围")),
        None => finding,
    };
    finding.cite(procedure.head.cite()).help(text!(
        "add it to the scope of the plan, or write `scope \"ITEM\"` in it if it belongs to an item",
        "把它列入预案的范围；若属于已列的一项，在其中写 `范围 \"事项\"`"
    ))
}
