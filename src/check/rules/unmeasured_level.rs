//! A level or start that nobody can measure.

use super::prelude::*;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P503",
    name: "unmeasured-level",
    severity: Severity::Warning,
    why: (
        "when a level is only called serious, two people classify one incident differently and the higher one reacts too late",
        "级别只写“重大”“严重”，同一事件两个人会定出两个级别，该升级时就晚了",
    ),
    page: Page(include_str!("../../../tests/rules/unmeasured-level.md")),
    check: Some(check),
};

/// Words of degree that measure nothing.
const DEGREES: &[&str] = &[
    "重大", "较大", "特大", "严重", "异常", "激增", "大量", "过大", "过高", "过多", "明显", "突出", "serious", "severe", "major",
    "significant", "substantial", "abnormal", "unusual", "excessive", "considerable",
];

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for ladder in cx.model.ladders.iter().filter(|l| !cx.is_broken(l.head.decl.span)) {
        findings.extend(ladder.levels.iter().filter_map(|level| of_level(ladder, level)));
    }
    for procedure in cx.model.procedures.iter().filter(|p| !cx.is_broken(p.head.decl.span)) {
        findings.extend(procedure.starts.iter().filter_map(|start| of_start(cx.model, procedure, start)));
    }
    findings
}

fn of_level(ladder: &Ladder<'_>, level: &Level<'_>) -> Option<Diagnostic> {
    let rung = level.rung;
    let (name, title) = (&rung.name.text, title(rung.title.as_ref()).unwrap_or(rung.name.text.as_str()));
    let cite = cite(&rung.body).or(ladder.head.cite());
    let (span, message) = match &level.when {
        None => (rung.name.span, text!("level `{title}` does not say when it holds", "级别 `{title}` 没有写明何时成立")),
        Some(when) if is_measured(when) => return None,
        Some(when) => (when.span, text!("nothing in the condition of level `{title}` can be measured", "级别 `{title}` 的条件中没有可以量的内容")),
    };
    let help = text!("compare a gauge with a value: `level {name} when hurt >= 3人`", "用指标与数值比较：`级别 {name} 当 伤亡人数 >= 3人`");
    Some(RULE.finding(span, message).help(help).cite(cite))
}

/// Whether a value, a length of time or another level decides; what could not be resolved may.
fn is_measured(when: &Cond<'_>) -> bool {
    let mut measured = false;
    when.walk(&mut |c| {
        measured |= matches!(c.kind, CondKind::Gauge(..) | CondKind::Held(..) | CondKind::Level(..) | CondKind::Ladder(..) | CondKind::Unknown);
    });
    measured
}

fn of_start(model: &Model<'_>, procedure: &Procedure<'_>, start: &Start<'_>) -> Option<Diagnostic> {
    let (mut signals, mut only_signals) = (Vec::new(), true);
    start.when.walk(&mut |c| match &c.kind {
        CondKind::Signal(id) => signals.push(*id),
        CondKind::Or(_) | CondKind::And(_) | CondKind::Not(_) => {}
        CondKind::Held(..)
        | CondKind::Done(_)
        | CondKind::Finished(_)
        | CondKind::Level(..)
        | CondKind::Gauge(..)
        | CondKind::Ladder(..)
        | CondKind::Unknown => only_signals = false,
    });
    let words: Option<Vec<&str>> = signals.iter().map(|id| degree(model.signals.get(id.index())?)).collect();
    let word = *words.filter(|_| only_signals)?.first()?;
    let title = procedure.head.title();
    let message = text!(
        "procedure `{title}` starts on `{word}`, and nobody can measure that",
        "处置 `{title}` 以“{word}”为启动条件，无法衡量"
    );
    let found = RULE.finding(start.when.span, message).help(text!(
        "start it on a gauge, such as `start when answered < 80% for 10m`, or say in the signal's title what counts",
        "改用指标，例如 `启动 当 接通率 < 80% 持续 10分钟`，或在信号的标题中写明怎样才算"
    ));
    let signal = signals.first().and_then(|id| model.signals.get(id.index()));
    let found = signal.map_or(found.clone(), |s| found.related(s.head.name.span, text!("the signal", "该信号")));
    Some(found.cite(procedure.head.cite()))
}

/// The word of degree in a signal's title, unless the title also gives a figure or examples.
fn degree(signal: &Signal<'_>) -> Option<&'static str> {
    let title = signal.head.title().to_lowercase();
    let explained = title.contains(|c: char| c.is_numeric()) || ["如", "例如", "指", "such as", "e.g."].iter().any(|w| title.contains(w));
    DEGREES.iter().copied().filter(|_| !explained).find(|word| title.contains(word))
}
