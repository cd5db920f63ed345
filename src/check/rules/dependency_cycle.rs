//! Steps that wait for one another.

use super::prelude::*;
use crate::analysis::flow::whole::Target;
use crate::analysis::flow::{Flow, Knot};
use std::collections::HashSet;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P204",
    name: "dependency-cycle",
    severity: Severity::Error,
    why: ("steps that wait for one another are never begun, and each of their people believes that another must act first", "步骤互相等待，谁都不会开始，人人都以为该别人先动手"),
    page: Page(include_str!("../../../tests/rules/dependency-cycle.md")),
    check: Some(check),
};

/// Most names in a message, and most places beside it; the message says how many steps there are.
const NAMES: usize = 6;
const PLACES: usize = 20;

/// Most conditions looked at to show runs.
const MAX_RUNS: usize = 10_000_000;

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    // `then` after a part that was not understood may follow another step than the one it seems to.
    let whole = cx.model.procedures.iter().enumerate().filter(|(_, p)| !cx.is_broken(p.head.decl.span));
    let mut most = MAX_RUNS;
    whole.flat_map(|(index, procedure)| in_procedure(cx, ProcedureId(index as u32), procedure, &mut most)).collect()
}

fn in_procedure(cx: &Context<'_>, id: ProcedureId, procedure: &Procedure<'_>, most: &mut usize) -> Vec<Diagnostic> {
    let flow = Flow::of(procedure);
    let clause = procedure.head.cite();
    let cite = |knot: &Knot| procedure.step(*knot.ring.first()?)?.cite().or(clause);
    let run = |knot: &Knot, most: &mut usize| Some(cx.reach().towards(cx.model, Target::Due(id, *knot.ring.first()?), false, most));
    flow.knots().iter().filter_map(|knot| Some(finding(procedure, &flow, knot)?.cite(cite(knot)).run(run(knot, most)?))).collect()
}

fn finding(procedure: &Procedure<'_>, flow: &Flow, knot: &Knot) -> Option<Diagnostic> {
    let first = *knot.ring.first()?;
    let next = knot.ring.iter().copied().skip(1).chain([first]);
    let in_ring = knot.ring.iter().copied().zip(next);
    let ring: HashSet<StepId> = knot.ring.iter().copied().collect();
    let rest = knot.members.iter().filter(|m| !ring.contains(m)).take(PLACES);
    let others = rest.filter_map(|m| Some((*m, flow.blockers(*m).iter().find(|w| knot.members.binary_search(&w.step).is_ok())?.step)));
    let mut finding = RULE.finding(place(flow, first, *knot.ring.get(1)?)?, message(procedure, knot));
    for (step, before) in in_ring.skip(1).chain(others).take(PLACES) {
        let (title, other) = (procedure.step(step)?.title(), procedure.step(before)?.title());
        finding = finding.related(place(flow, step, before)?, text!("`{title}` waits here for `{other}`", "此处 `{title}` 等待 `{other}`"));
    }
    Some(finding.help(text!("decide which of them comes first, and take away what it waits for", "确定哪一步最先做，删去它所等待的步骤")))
}

/// Where a step says that it waits for another.
fn place(flow: &Flow, step: StepId, before: StepId) -> Option<Span> {
    flow.blockers(step).iter().find(|w| w.step == before).map(|w| w.span)
}

fn message(procedure: &Procedure<'_>, knot: &Knot) -> Text {
    let title = |id: &StepId| procedure.step(*id).map(|s| format!("`{}`", s.title()));
    let mut names: Vec<String> = knot.ring.iter().take(NAMES).filter_map(title).collect();
    names.extend((knot.ring.len() > NAMES).then(|| "…".to_owned()));
    names.extend(knot.ring.first().and_then(title));
    let (chain, count) = (names.join(" → "), knot.members.len());
    text!("{count} steps wait for one another, so none of them begins: {chain}", "{count} 个步骤互相等待，都不会开始：{chain}")
}
