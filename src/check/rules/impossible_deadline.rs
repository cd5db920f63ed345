//! A limit that even the fastest run exceeds.

use super::prelude::*;
use crate::analysis::time::{Cases, Kind, Term, What, shown, sum, sums};
use crate::ast::TimeUnit;
use crate::diagnostic::Lang;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P303",
    name: "impossible-deadline",
    severity: Severity::Error,
    why: ("a limit that nobody can keep is broken in every emergency, and then the others are not taken seriously either", "谁也做不到的时限，每次都会超时，久而久之其余的时限也没人当真"),
    page: Page(include_str!("../../../tests/rules/impossible-deadline.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (procedure, verdicts) in cx.model.procedures.iter().zip(cx.times()) {
        let mut told = false;
        for verdict in verdicts {
            let Some(step) = procedure.step(verdict.step) else { continue };
            let clause = step.cite().or(procedure.head.cite());
            match &verdict.kind {
                Kind::Impossible { takes, allowed, unit, .. } => {
                    let limit = step.all_limits().nth(verdict.rung);
                    findings.extend(limit.map(|limit| late(procedure, limit, (takes, allowed), *unit).cite(clause)));
                }
                Kind::EachWay { cases, unit } => {
                    let limit = step.all_limits().nth(verdict.rung);
                    findings.extend(limit.map(|limit| each_way(procedure, limit, cases, *unit).cite(clause)));
                }
                Kind::TooLarge if told => {}
                Kind::TooLarge => {
                    told = true;
                    findings.push(too_large(procedure).cite(clause));
                }
                Kind::Unguaranteed { .. } | Kind::Unbounded { .. } | Kind::Calendar => {}
            }
        }
    }
    findings
}

fn late(procedure: &Procedure<'_>, limit: &Limit<'_>, (takes, allowed): (&[Term], &[Term]), unit: Option<TimeUnit>) -> Diagnostic {
    let [en, zh] = [Lang::En, Lang::Zh].map(|lang| sum(procedure, takes, allowed, unit, lang));
    let message = text!("even the fastest run is late: {en}", "再快也来不及：{zh}");
    // Each term at its place; the limit itself is underlined already.
    let places = takes.iter().chain(allowed).filter(|t| t.span != limit.span).take(8);
    places.fold(RULE.finding(limit.span, message), |f, term| label(f, term, unit)).help(help())
}

/// Late in each case, for a reason of its own.
fn each_way(procedure: &Procedure<'_>, limit: &Limit<'_>, found: &Cases, unit: Option<TimeUnit>) -> Diagnostic {
    let [en, zh] = [Lang::En, Lang::Zh].map(|lang| sums(procedure, found, unit, lang));
    let message = match found.more {
        0 => text!("even the fastest run is late, whichever comes first or last: {en}", "再快也来不及，不论哪一步先、哪一步后：{zh}"),
        more => text!("even the fastest run is late, whichever comes first or last ({more} more cases are no faster): {en}", "再快也来不及，不论哪一步先、哪一步后（另有 {more} 种情形，都不会更快）：{zh}"),
    };
    // The other limits first: without one of them there is a way.
    let others: Vec<Term> = found.limits.iter().skip(1).filter_map(|(step, rung)| {
        let other = procedure.step(*step)?.all_limits().nth(*rung)?;
        Some(Term { what: What::Limit(*step), millis: other.time.millis()?, span: other.span })
    }).collect();
    let mut places: Vec<&Term> = others.iter().collect();
    for term in found.cases.iter().flat_map(|c| &c.takes).chain(found.cases.iter().flat_map(|c| &c.allowed)) {
        if term.span != limit.span && !places.iter().any(|t| t.span == term.span) && places.len() < others.len() + 8 {
            places.push(term);
        }
    }
    places.into_iter().fold(RULE.finding(limit.span, message), |f, term| label(f, term, unit)).help(help())
}

fn label(finding: Diagnostic, term: &Term, unit: Option<TimeUnit>) -> Diagnostic {
    let [en, zh] = [Lang::En, Lang::Zh].map(|lang| shown(term.millis, unit, lang));
    finding.related(term.span, match term.what {
        What::Limit(_) => text!("allows {en}", "允许 {zh}"),
        What::Takes(_) | What::Held | What::Procedure(_) | What::Finish | What::Earlier | What::Apart => text!("takes {en}", "需要 {zh}"),
    })
}

fn help() -> Text {
    text!("allow more time, or let something begin earlier", "放宽时限，或让前面的步骤提早开始")
}

fn too_large(procedure: &Procedure<'_>) -> Diagnostic {
    let title = procedure.head.title();
    let message = text!("procedure `{title}` is too large to compare all its limits with one another", "处置 `{title}` 过大，无法逐一比较其中的时限");
    let mut finding = RULE.finding(procedure.head.name.span, message);
    finding.severity = Severity::Info;
    finding.help(text!("split it", "请拆分"))
}
