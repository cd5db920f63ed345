//! A step that can never become due.

use super::prelude::*;
use crate::analysis::flow::whole::{Bar, Fact, Target};
use crate::analysis::flow::words::{awaited, waiting};
use crate::analysis::flow::{Flow, Wait};
use std::collections::{BTreeMap, HashSet};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P201",
    name: "unreachable-step",
    severity: Severity::Error,
    why: ("a step that waits for what never happens is never done, and on paper it looks as if it were covered", "等不到前提的步骤永远不会做，纸面上却像是已有安排"),
    page: Page(include_str!("../../../tests/rules/unreachable-step.md")),
    check: Some(check),
};

/// Most places beside a finding.
const PLACES: usize = 20;

/// Most conditions looked at to show runs.
const MAX_RUNS: usize = 10_000_000;

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let procedures = cx.model.procedures.iter().enumerate();
    // `then` after a part that was not understood may follow another step than the one it seems to.
    let whole = procedures.filter(|(_, p)| !cx.is_broken(p.head.decl.span));
    let mut most = MAX_RUNS;
    let mut findings: Vec<Diagnostic> = whole.flat_map(|(index, procedure)| in_procedure(cx, ProcedureId(index as u32), procedure, &mut most)).collect();
    let undecided = cx.reach().undecided.iter().filter_map(|t| if let Target::Due(id, step) = t { Some((*id, *step)) } else { None });
    let mut steps: BTreeMap<ProcedureId, Vec<StepId>> = BTreeMap::new();
    undecided.for_each(|(id, step)| steps.entry(id).or_default().push(step));
    findings.extend(steps.into_iter().filter_map(|(id, steps)| too_large(cx, id, &steps)));
    findings
}

/// Steps of which it is too much to say whether they become due.
fn too_large(cx: &Context<'_>, id: ProcedureId, steps: &[StepId]) -> Option<Diagnostic> {
    let procedure = cx.model.procedure(id)?;
    let first = procedure.step(*steps.iter().min()?)?;
    let (title, name, count) = (procedure.head.title(), first.title(), steps.len());
    let message = if count == 1 {
        text!("procedure `{title}` is too large to decide whether step `{name}` ever becomes due", "处置 `{title}` 过大，无法判断步骤 `{name}` 是否轮得到")
    } else {
        text!("procedure `{title}` is too large to decide whether {count} steps ever become due, `{name}` among them", "处置 `{title}` 过大，无法判断步骤 `{name}` 等 {count} 步是否轮得到")
    };
    let help = text!("let its steps and ends depend on fewer things that may come and go", "让步骤和终止依赖较少的、时有时无的情况");
    Some(Diagnostic::new(RULE.code, Severity::Info, first.name().span, message).help(help).cite(procedure.head.cite()))
}

fn in_procedure(cx: &Context<'_>, own: ProcedureId, procedure: &Procedure<'_>, most: &mut usize) -> Vec<Diagnostic> {
    let flow = Flow::of(procedure);
    // Steps that wait for one another are P204's.
    let knotted: HashSet<StepId> = flow.knots().into_iter().flat_map(|k| k.members).collect();
    let mut findings = Vec::new();
    for (index, step) in procedure.steps.iter().enumerate() {
        let id = StepId(index as u32);
        let found = if flow.can_be_due(id) {
            elsewhere(cx, own, procedure, id)
        } else if knotted.contains(&id) {
            None
        } else {
            finding(procedure, id, &flow.blockers(id))
        };
        let ended = cx.whole().blockers(Fact::Due(own, id)).first().is_some_and(|w| matches!(w.what, Err(Bar::Ended(_))));
        findings.extend(found.map(|finding| {
            let run = cx.reach().towards(cx.model, Target::Due(own, id), ended, most);
            finding.cite(step.cite().or(procedure.head.cite())).run(run)
        }));
    }
    findings
}

/// A step that nothing within its procedure keeps from becoming due.
fn elsewhere(cx: &Context<'_>, own: ProcedureId, procedure: &Procedure<'_>, id: StepId) -> Option<Diagnostic> {
    let (whole, step) = (cx.whole(), procedure.step(id)?);
    // A procedure that never starts or never ends is reported as such.
    let begins = if step.in_recovery { Fact::End(own) } else { Fact::Start(own) };
    if whole.can(Fact::Due(own, id)) || !whole.can(begins) {
        return None;
    }
    let waits = whole.blockers(Fact::Due(own, id));
    let (wait, title) = (waits.first()?, step.title());
    let name = &step.name().text;
    match wait.what {
        // The condition contradicts itself: P206.
        Err(Bar::OwnEnd) => None,
        Err(Bar::Apart) if step.when.as_ref().is_some_and(|w| cx.is_contradiction(w.span)) => None,
        Err(Bar::Apart) => {
            let message = text!("step `{title}` never becomes due: what it waits for never comes together", "步骤 `{title}` 永远轮不到：它所等待的各项不会同时具备");
            let help = text!("look which of them is over or excluded when the other comes, and take that one away", "看清其中一项出现时哪一项已经过去或被排除，删去不该等的那一项");
            Some(RULE.finding(wait.span, message).help(help))
        }
        Err(Bar::Ended(end)) => {
            let message = text!("step `{title}` never becomes due: the procedure has always ended before it is its turn", "步骤 `{title}` 永远轮不到：轮到它之前，处置必已终止");
            let help = text!("let the finish wait for it, `and done {name}`, or move it to the recovery", "让终止也等它完成：`且 完成 {name}`，或把它移到善后");
            Some(RULE.finding(wait.span, message).related(end, text!("this end comes first", "这一终止在先")).help(help))
        }
        Ok(_) | Err(Bar::TooLate(..) | Bar::TooEarly(..) | Bar::EndsLater(_) | Bar::NoEnd) => {
            let Text { en, zh } = awaited(cx.model, wait);
            let message = text!("step `{title}` never becomes due: it waits for {en}", "步骤 `{title}` 永远轮不到：要等 {zh}");
            let chain = whole.chain(&waits, PLACES).into_iter().filter(|(_, w)| w.span != wait.span);
            let finding = chain.fold(RULE.finding(wait.span, message), |f, (who, wait)| f.related(wait.span, waiting(cx.model, who, &wait)));
            Some(finding.help(text!("mend what it waits for, or let `{title}` wait for something that happens", "先改正它所等待的事项，或让 `{title}` 改等确实会发生的事")))
        }
    }
}

fn finding(procedure: &Procedure<'_>, id: StepId, waits: &[Wait]) -> Option<Diagnostic> {
    let step = procedure.step(id)?;
    // What is wrong with the step itself is said before what is wrong with another.
    let wait = waits.iter().find(|w| w.too_late || w.step == id).or(waits.first())?;
    let before = procedure.step(wait.step)?;
    let (title, other) = (step.title(), before.title());
    let finding = |message| RULE.finding(wait.span, message);
    Some(if wait.step == id {
        finding(text!("step `{title}` waits for itself, so it never becomes due", "步骤 `{title}` 等待自身完成，永远轮不到"))
            .help(text!("delete the condition, or name the step that really comes before", "删去这一条件，或写明真正在它之前的步骤"))
    } else if wait.too_late {
        finding(text!("step `{title}` waits for recovery step `{other}`, which begins only after the end", "步骤 `{title}` 等待善后步骤 `{other}`，而善后在处置终止之后才开始"))
            .related(before.name().span, text!("`{other}` belongs to the recovery", "`{other}` 属于善后"))
            .help(text!("move one of the two to the other part", "把其中一个移到另一部分"))
    } else {
        finding(text!("step `{title}` never becomes due: it waits for `{other}`, which never does", "步骤 `{title}` 永远轮不到：它所等待的 `{other}` 永远不会进行"))
            .related(before.name().span, text!("`{other}` can never be done", "`{other}` 永远无法完成"))
            .help(text!("mend `{other}` first, or let `{title}` come after another step", "先改正 `{other}`，或让 `{title}` 排在别的步骤之后"))
    })
}
