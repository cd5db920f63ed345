//! A duty that a prohibition forbids.

use super::prelude::*;
use crate::analysis::bans::{Ban, Bans, Circumstance};
use crate::analysis::wording::quoted;
use crate::ast::{ActorsKind, Modal};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P212",
    name: "prohibited-duty",
    severity: Severity::Error,
    why: ("whoever is told to do a thing and not to do it will lose time, or choose wrongly", "既要求做又禁止做，当事人只能犹豫，或者选错"),
    page: Page(include_str!("../../../tests/rules/prohibited-duty.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut bans = Bans::of(cx.model);
    let mut findings = Vec::new();
    for (index, procedure) in cx.model.procedures.iter().enumerate() {
        let clause = procedure.head.cite();
        for (id, step) in procedure.steps.iter().enumerate() {
            for duty in step.duties.iter().filter(|d| d.modal != Modal::MustNot) {
                let place = (ProcedureId(index as u32), StepId(id as u32));
                if let Some((ban, circumstance)) = bans.against(place, duty) {
                    findings.push(finding(cx, step, duty, &ban, circumstance).cite(step.cite().or(clause)));
                }
            }
        }
    }
    if bans.gave_up() {
        findings.extend(cx.model.procedures.first().map(|p| gave_up(p.head.decl.head)));
    }
    findings
}

fn finding(cx: &Context<'_>, step: &Step<'_>, duty: &Duty<'_>, ban: &Ban<'_>, circumstance: Circumstance) -> Diagnostic {
    let act = quoted(cx.sources, duty.act.span);
    let (verb, verb_zh) = match duty.modal {
        Modal::Must | Modal::MustNot => ("must be done here", "此处要求"),
        Modal::Should => ("is advised here", "此处建议"),
        Modal::May => ("is allowed here", "此处允许"),
    };
    let (under, under_zh) = match circumstance {
        Circumstance::Always if ban.unless.is_some() => (" unless it is approved".to_owned(), "未经批准".to_owned()),
        Circumstance::Always => (String::new(), String::new()),
        Circumstance::While(condition) => {
            let shown = quoted(cx.sources, condition);
            (format!(" when `{shown}`"), format!("在 `{shown}` 时"))
        }
        Circumstance::DueWith(other) => {
            let shown = quoted(cx.sources, other);
            (format!(" while step `{shown}` is due"), format!("在步骤 `{shown}` 进行期间"))
        }
    };
    let message = text!("`{act}` {verb}, but it is forbidden{under}", "{verb_zh} `{act}`，但{under_zh}禁止这样做");
    let mut finding = RULE.finding(duty.act.span, message).related(ban.span, text!("forbidden here", "在此禁止")).help(help(cx, step, ban));
    if duty.modal != Modal::Must || !matches!(circumstance, Circumstance::Always) {
        finding.severity = Severity::Warning;
    }
    finding
}

fn help(cx: &Context<'_>, step: &Step<'_>, ban: &Ban<'_>) -> Text {
    let Some(consent) = ban.unless else {
        return text!(
            "delete one of the two, or write the exception into the prohibition: `unless approved by ROLE`",
            "删去其一，或在禁令中写明例外：`除非 批准 岗位`"
        );
    };
    let title = step.title();
    let names: Vec<String> = consent.posts.iter().map(|p| quoted(cx.sources, p.span)).collect();
    let (en, zh) = match consent.need {
        ActorsKind::Any => (format!("any of {}", names.join(", ")), format!("任一 {}", names.join(", "))),
        ActorsKind::All => (names.join(" and "), names.join(" 且 ")),
    };
    text!("write the approval on step `{title}`: `approved by {en}`", "在步骤 `{title}` 上写明批准：`批准 {zh}`")
}

fn gave_up(span: Span) -> Diagnostic {
    let mut finding = RULE.finding(span, text!("there are too many prohibitions of the same acts to compare them all", "同样的禁令过多，未能全部比对"));
    finding.severity = Severity::Info;
    finding.help(text!("write a prohibition once, for the whole procedure", "同一禁令请在处置中只写一次"))
}
