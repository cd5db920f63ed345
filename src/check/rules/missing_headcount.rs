//! People are got out, and nobody counts them.

use super::prelude::*;
use crate::analysis::relief::{OUT, Relief};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P217",
    name: "missing-headcount",
    severity: Severity::Warning,
    why: ("whoever is not counted is missed only when it is too late to go back", "没有清点，少了人往往到来不及回去时才发现"),
    page: Page(include_str!("../../../tests/rules/missing-headcount.md")),
    check: Some(check),
};

/// Words for counting people.
const COUNT: &[&str] = &["清点", "点名", "人数", "清查", "核对人员", "是否全部撤", "有无未撤", "有无遗留", "count", "roll call", "roll-call", "headcount", "everybody is out", "everyone is out"];

/// Words beside which nobody is led out of a building: a crowd is sent home, an onlooker away, an employee off the line.
const OTHERS: &[&str] = &["围观", "劝", "下线", "onlooker", "crowd"];

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let relief = Relief::new(cx.model, cx.region());
    let counted: Vec<bool> = cx.model.procedures.iter().map(|p| counts(cx.model, p)).collect();
    let mut findings = Vec::new();
    for (index, procedure) in cx.model.procedures.iter().enumerate() {
        // What was not understood may count them.
        if relief.of_procedure(index) & OUT == 0 || counted.get(index) == Some(&true) || cx.is_broken(procedure.head.decl.span) {
            continue;
        }
        let ways = procedure.steps.iter().flat_map(|s| relief.saving(s).map(move |(ways, act)| (s, ways, act)));
        let mut out = ways.filter(|(_, ways, act)| ways & OUT != 0 && !act.words().iter().any(|text| OTHERS.iter().any(|word| text.text.to_lowercase().contains(word))));
        // Where another procedure gets them out, or the same signals start one that counts, it is that one's matter.
        let Some((step, _, act)) = out.next().filter(|_| !counted_beside(cx.model, index, &counted)) else { continue };
        let help = text!("add a step `after` it in which somebody must report the number of people", "在其后加一个步骤，写明由谁清点、向谁报告人数");
        let finding = RULE.finding(act.span, text!("people are got out here, and no step counts them", "此处组织撤离，却没有任何步骤清点人数"));
        findings.push(finding.cite(step.cite().or(procedure.head.cite())).help(help));
    }
    findings
}

/// Whether some act, report or record of a procedure counts people.
fn counts(model: &Model<'_>, procedure: &Procedure<'_>) -> bool {
    procedure.steps.iter().any(|step| says(step.title()) || step.duties.iter().any(|d| act_counts(model, &d.act)))
}

fn act_counts(model: &Model<'_>, act: &Act<'_>) -> bool {
    let form = |id: &FormId| model.forms.get(id.index()).is_some_and(|f| says(f.head.title()) || f.fields.iter().any(|(field, _)| says(field)));
    let action = |id: &ActionId| model.actions.get(id.index()).is_some_and(|a| says(a.title()));
    match &act.kind {
        ActKind::Report(Some(id), ..) => form(id),
        ActKind::DoAction(id) => action(id),
        ActKind::Unknown => true,
        ActKind::Call(_)
        | ActKind::Notify(..)
        | ActKind::Report(None, ..)
        | ActKind::Record(..)
        | ActKind::Preserve(..)
        | ActKind::ActivateProcedure(_)
        | ActKind::ActivateDocument(_)
        | ActKind::Request(_)
        | ActKind::Do(_) => act.words().iter().any(|text| says(&text.text)),
    }
}

fn says(text: &str) -> bool {
    let text = text.to_lowercase();
    COUNT.iter().any(|word| text.contains(word))
}

/// Whether a procedure that all the same signals start counts people.
fn counted_beside(model: &Model<'_>, index: usize, counted: &[bool]) -> bool {
    let Some(own) = model.procedures.get(index).map(crate::analysis::hazards::start_signals).filter(|own| !own.is_empty()) else { return false };
    let others = model.procedures.iter().enumerate().filter(|(i, _)| *i != index && counted.get(*i) == Some(&true));
    others.map(|(_, p)| crate::analysis::hazards::sure_signals(p)).any(|other| own.iter().all(|s| other.contains(s)))
}
