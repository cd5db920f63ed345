//! An end that no run reaches.

use super::prelude::*;
use crate::analysis::flow::whole::{Bar, Fact, Target, Wait, Whole};
use crate::analysis::flow::words::{awaited, waiting};
use std::collections::HashSet;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P202",
    name: "unreachable-finish",
    severity: Severity::Error,
    why: ("nobody is ever allowed to stand down, and what follows the end never begins", "谁也等不到解除的时候，终止之后的善后也永远不会开始"),
    page: Page(include_str!("../../../tests/rules/unreachable-finish.md")),
    check: Some(check),
};

/// Most places beside a finding.
const PLACES: usize = 20;

/// Most conditions looked at to show runs.
const MAX_RUNS: usize = 10_000_000;

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let whole = cx.whole();
    // Procedures that start one another are P209's.
    let ringed: HashSet<ProcedureId> = whole.dead_rings().iter().flat_map(|ring| ring.members().map(|m| m.0).collect::<Vec<_>>()).collect();
    let (mut findings, mut most) = (Vec::new(), MAX_RUNS);
    for (index, procedure) in cx.model.procedures.iter().enumerate() {
        let id = ProcedureId(index as u32);
        if cx.is_broken(procedure.head.decl.span) || !cx.model.is_own(procedure.head.decl.span) || ringed.contains(&id) {
            continue;
        }
        if whole.can(Fact::Start(id)) {
            findings.extend((0..procedure.finishes.len()).filter_map(|at| {
                let ended = whole.end_blockers(id, at).first().is_some_and(|w| matches!(w.what, Err(Bar::Ended(_))));
                endless(cx, whole, id, at).map(|f| f.run(cx.reach().towards(cx.model, Target::End(id, at), ended, &mut most)))
            }));
        } else {
            findings.extend(startless(cx, whole, id).map(|f| f.run(cx.reach().towards(cx.model, Target::Start(id), false, &mut most))));
        }
    }
    findings.extend(whole.undecided.and_then(|id| undecided(cx, id)));
    findings.extend(whole.unordered.iter().filter_map(|id| unordered(cx, *id)));
    findings.extend(cx.reach().undecided.iter().filter_map(|target| too_large(cx, *target)));
    if cx.reach().too_large {
        let first = cx.model.procedures.first().map(|p| p.head.name.span);
        let message = text!("the plan is too large to decide which of its steps and ends are reached in every respect", "预案过大，无法完全判断哪些步骤和终止达得到");
        findings.extend(first.map(|span| Diagnostic::new(RULE.code, Severity::Info, span, message)));
    }
    findings
}

/// A start or an end of which it is too much to say whether it comes.
fn too_large(cx: &Context<'_>, target: Target) -> Option<Diagnostic> {
    let (id, span, is_start) = match target {
        Target::Start(id) => (id, cx.model.procedure(id)?.head.name.span, true),
        Target::End(id, at) => (id, cx.model.procedure(id)?.finishes.get(at)?.when.span, false),
        Target::Due(..) => return None,
    };
    let procedure = cx.model.procedure(id).filter(|p| cx.model.is_own(p.head.decl.span))?;
    let title = procedure.head.title();
    let message = if is_start {
        text!("the plan is too large to decide whether procedure `{title}` ever starts", "预案过大，无法判断处置 `{title}` 是否会启动")
    } else {
        text!("procedure `{title}` is too large to decide whether this end is ever reached", "处置 `{title}` 过大，无法判断是否会这样终止")
    };
    let help = text!("let its steps and ends depend on fewer things that may come and go", "让步骤和终止依赖较少的、时有时无的情况");
    Some(Diagnostic::new(RULE.code, Severity::Info, span, message).help(help).cite(procedure.head.cite()))
}

/// Which of the ends comes first was not looked at everywhere.
fn undecided(cx: &Context<'_>, id: ProcedureId) -> Option<Diagnostic> {
    let name = cx.model.procedure(id)?.head.name.span;
    let message = text!("there are too many procedures to decide whether any waits for what comes only after its own end", "处置过多，无法判断是否有处置在等待自身终止之后才有的事");
    Some(Diagnostic::new(RULE.code, Severity::Info, name, message).help(text!("split the plan into several files that are checked apart", "请把预案拆分成几个分别检查的文件")))
}

/// What comes only after an end was not looked at everywhere.
fn unordered(cx: &Context<'_>, id: ProcedureId) -> Option<Diagnostic> {
    let head = &cx.model.procedure(id)?.head;
    let title = head.title();
    let message = text!("procedure `{title}` is too large to decide whether a step or an end of it comes only after another end", "处置 `{title}` 过大，无法判断是否有步骤或终止要到另一终止之后才轮到");
    Some(Diagnostic::new(RULE.code, Severity::Info, head.name.span, message).help(text!("let its ends wait for fewer steps", "让终止条件少等几个步骤")).cite(head.cite()))
}

/// A finish that is never reached.
fn endless(cx: &Context<'_>, whole: &Whole, id: ProcedureId, at: usize) -> Option<Diagnostic> {
    let waits = whole.end_blockers(id, at);
    let (first, procedure) = (waits.first()?, cx.model.procedure(id)?);
    let (title, Text { en, zh }) = (procedure.head.title(), awaited(cx.model, first));
    let own = procedure.finishes.get(at)?.when.span;
    if matches!(first.what, Err(Bar::Apart)) && cx.is_contradiction(own) {
        return None;
    }
    if let Err(Bar::Ended(end)) = first.what {
        let message = text!("this end of procedure `{title}` is never reached: another always comes first", "处置 `{title}` 永远不会这样终止：另一终止条件必定先成立");
        let help = text!("delete it, or let the other wait for it", "删去它，或让另一终止条件也等它成立");
        return Some(RULE.finding(first.span, message).related(end, text!("this end comes first", "这一终止在先")).cite(procedure.head.cite()).help(help));
    }
    let message = if whole.can(Fact::End(id)) {
        text!("this end of procedure `{title}` is never reached: it waits for {en}", "处置 `{title}` 永远不会这样终止：要等 {zh}")
    } else {
        text!("procedure `{title}` can never end: it waits for {en}", "处置 `{title}` 永远无法终止：要等 {zh}")
    };
    let help = match first.what {
        Err(Bar::TooLate(_, step)) => {
            let name = procedure.step(step).map_or("", |s| s.name().text.as_str());
            text!("let the finish ask for a step before the end, or move `{name}` out of the recovery", "让终止改等终止之前的步骤，或把 `{name}` 移出善后")
        }
        Ok(_) | Err(_) => text!("mend what it waits for, or let the finish ask for something that happens", "先改正它所等待的事项，或让终止改等确实会发生的事"),
    };
    Some(told(cx, whole, RULE.finding(first.span, message), Fact::End(id), &waits).cite(procedure.head.cite()).help(help))
}

/// A procedure that never starts.
fn startless(cx: &Context<'_>, whole: &Whole, id: ProcedureId) -> Option<Diagnostic> {
    let waits = whole.blockers(Fact::Start(id));
    let (first, procedure) = (waits.first()?, cx.model.procedure(id)?);
    // A start that waits for what only the procedure itself brings contradicts itself: P206.
    let apart = matches!(first.what, Err(Bar::Apart)) && !procedure.starts.iter().any(|s| cx.is_contradiction(s.when.span));
    if !apart && waits.iter().all(|w| w.what.is_err()) {
        return None;
    }
    let (title, Text { en, zh }) = (procedure.head.title(), awaited(cx.model, first));
    let message = text!("procedure `{title}` never starts, so it never ends: it waits for {en}", "处置 `{title}` 永远不会启动，也就无法终止：要等 {zh}");
    let own = procedure.head.decl.span;
    let inside = own.file == first.span.file && own.start <= first.span.start && first.span.end <= own.end;
    let span = if inside { first.span } else { procedure.head.name.span };
    let help = text!("mend what it waits for, or give it a start of its own: `start when SIGNAL`", "先改正它所等待的事项，或让它自行启动：`启动 当 信号`");
    Some(told(cx, whole, RULE.finding(span, message), Fact::Start(id), &waits).cite(procedure.head.cite()).help(help))
}

/// Adds the places that lead to why nothing happens.
fn told(cx: &Context<'_>, whole: &Whole, finding: Diagnostic, who: Fact, waits: &[Wait]) -> Diagnostic {
    let (own, mut seen) = (finding.span, HashSet::new());
    let others = waits.iter().map(|w| (who, *w)).chain(whole.chain(waits, PLACES));
    let others = others.filter(|(_, w)| w.span != own && seen.insert(w.span)).take(PLACES);
    others.fold(finding, |finding, (who, wait)| finding.related(wait.span, waiting(cx.model, who, &wait)))
}
