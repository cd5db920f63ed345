//! A signal or gauge that decides something, but that nobody is to report.

use super::prelude::*;
use crate::analysis::facts::{Role, Uses};
use std::collections::BTreeMap;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P210",
    name: "unreported-signal",
    severity: Severity::Warning,
    why: ("what nobody is told to report is noticed late, and all that depends on it starts late", "没有人负责报告，就会发现得晚，由它触发的一切也跟着晚"),
    page: Page(include_str!("../../../tests/rules/unreported-signal.md")),
    check: Some(check),
};

/// Something that nobody reports, and the first place that acts on it.
struct Silent<'m, 'a> {
    head: &'m Head<'a>,
    place: Span,
    role: Role,
}

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let uses = Uses::of(cx.model);
    let signals = cx.model.signals.iter().map(|s| (&s.head, &s.reported_by)).zip(uses.signals.iter().zip(&uses.signal_roles));
    let gauges = cx.model.gauges.iter().map(|g| (&g.head, &g.reported_by)).zip(uses.gauges.iter().zip(&uses.gauge_roles));
    let silent = |((head, reporters), (place, role)): ((_, &Vec<Party>), (&Option<Span>, &Role))| {
        let silent = Silent { head, place: (*place)?, role: *role };
        (reporters.is_empty() && !cx.is_broken(silent.head.decl.span)).then_some(silent)
    };
    let mut findings: Vec<Diagnostic> = gauges.filter_map(silent).map(|one| finding(&one)).collect();
    // Signals that decide nothing but the level are one matter for each ladder: somebody must classify.
    let mut ladders: BTreeMap<usize, Vec<Silent<'_, '_>>> = BTreeMap::new();
    let mut alone = Vec::new();
    for one in signals.filter_map(silent) {
        match one.role.ladder.filter(|_| !one.role.starts) {
            Some(ladder) => ladders.entry(ladder).or_default().push(one),
            None => alone.push(one),
        }
    }
    findings.extend(alone.iter().map(finding));
    for (index, signals) in &ladders {
        match (signals.as_slice(), cx.model.ladders.get(*index)) {
            ([one], _) => findings.push(finding(one)),
            (several, Some(ladder)) => findings.push(classified(ladder, several)),
            (_, None) => {}
        }
    }
    findings
}

fn finding(silent: &Silent<'_, '_>) -> Diagnostic {
    let title = silent.head.title();
    let message = if silent.role.starts {
        text!("nobody is to report `{title}`, though the plan acts on it", "预案依据 `{title}` 行动，却没有写明由谁报告")
    } else {
        // Inside a procedure and for a level it is often a judgement and no observation.
        text!("nobody is named to judge or report `{title}`, though the plan acts on it", "预案依据 `{title}` 行动，却没有写明由谁判断或报告")
    };
    RULE.finding(silent.head.decl.head, message)
        .cite(silent.head.cite())
        .related(silent.place, text!("the plan acts on it here", "此处以它为准"))
        .help(text!("write `reported by ROLE` in its declaration", "在其声明中写 `报告人 岗位`"))
}

/// The signals of one ladder, at its head.
fn classified(ladder: &Ladder<'_>, signals: &[Silent<'_, '_>]) -> Diagnostic {
    let (title, count) = (ladder.head.title(), signals.len());
    let message = text!(
        "nobody is named to judge or report the {count} signals that decide the levels of `{title}`",
        "`{title}` 的级别取决于 {count} 个信号，都没有写明由谁判断或报告"
    );
    let finding = RULE.finding(ladder.head.decl.head, message).cite(ladder.head.cite());
    let shown = signals.iter().take(5).fold(finding, |finding, one| {
        finding.related(one.head.name.span, text!("without `reported by`", "没有写 `报告人`"))
    });
    shown.help(text!("write `reported by ROLE` in each of these signals", "在这些信号中写 `报告人 岗位`"))
}
