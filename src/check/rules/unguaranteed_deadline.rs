//! A limit that is only kept where people are fast.

use super::prelude::*;
use crate::analysis::time::{Blocker, Kind, Term, shown, sum};
use crate::ast::TimeUnit;
use crate::diagnostic::Lang;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P304",
    name: "unguaranteed-deadline",
    severity: Severity::Warning,
    why: ("everybody may do what the plan asks of him, and the limit is passed all the same", "人人都照预案办，时限照样会超"),
    page: Page(include_str!("../../../tests/rules/unguaranteed-deadline.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (procedure, verdicts) in cx.model.procedures.iter().zip(cx.times()) {
        for verdict in verdicts {
            let Some(step) = procedure.step(verdict.step) else { continue };
            let Some(limit) = step.all_limits().nth(verdict.rung).filter(|_| !cx.is_broken(step.span)) else { continue };
            let finding = match &verdict.kind {
                Kind::Unguaranteed { takes, allowed, unit } => slow(procedure, limit, (takes, allowed), *unit),
                Kind::Unbounded { by } => open(procedure, limit, *by),
                Kind::Impossible { .. } | Kind::EachWay { .. } | Kind::Calendar | Kind::TooLarge => continue,
            };
            findings.push(finding.cite(step.cite().or(procedure.head.cite())));
        }
    }
    findings
}

fn slow(procedure: &Procedure<'_>, limit: &Limit<'_>, (takes, allowed): (&[Term], &[Term]), unit: Option<TimeUnit>) -> Diagnostic {
    let [en, zh] = [Lang::En, Lang::Zh].map(|lang| sum(procedure, takes, allowed, unit, lang));
    let finding = RULE.finding(limit.span, text!("a slow run is late, though everything before was in time: {en}", "前面都按时，仍可能来不及：{zh}"));
    let finding = takes.iter().filter(|t| t.span != limit.span).take(8).fold(finding, |f, term| {
        let [en, zh] = [Lang::En, Lang::Zh].map(|lang| shown(term.millis, unit, lang));
        f.related(term.span, text!("may take {en}", "最长 {zh}"))
    });
    finding.help(text!("allow more time, or shorten what comes before", "放宽时限，或缩短前面的步骤"))
}

/// The step may only become due when the limit has passed.
fn open(procedure: &Procedure<'_>, limit: &Limit<'_>, by: Blocker) -> Diagnostic {
    let (span, label, message) = match by {
        Blocker::Step(id, span) => {
            let title = procedure.step(id).map_or("", |s| s.title());
            let message = text!("the limit may pass before this is due: it waits for `{title}`, which may take any time", "还没轮到这一步，时限可能已过：它要等 `{title}`，而那一步没有时间上限");
            (span, text!("neither `takes` nor a limit bounds this step", "这一步既没有 `用时`，也没有时限"), message)
        }
        Blocker::World(span) => {
            let message = text!("the limit may pass before this is due: what it waits for may come at any time", "还没轮到这一步，时限可能已过：它所等的情况随时才可能出现");
            (span, text!("this may come at any time", "此情况何时出现不定"), message)
        }
    };
    let help = text!("count the limit from what the step waits for, or let it wait for nothing", "让时限从它所等的情况起算，或不再等待");
    RULE.finding(limit.span, message).related(span, label).help(help)
}
