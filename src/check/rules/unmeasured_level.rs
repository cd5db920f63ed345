//! A level, start or step that nobody can measure.

use super::prelude::*;
use std::collections::HashSet;

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
    "重特大", "特别紧急", "重大", "较大", "较小", "较高", "较低", "较长", "较短", "较多", "较少", "较重", "较轻", "特大", "严重", "异常", "激增",
    "大量", "过大", "过高", "过多", "明显", "突出", "轻微", "短时", "一定影响", "一定规模", "一定程度", "一定范围", "一定数量", "serious", "severe",
    "major", "significant", "substantial", "abnormal", "unusual", "excessive", "considerable", "prolonged", "slight",
];

/// Words that say no more than that something is urgent, where they are the whole of what happens.
const URGENT: &[&str] = &[
    "紧急情况", "紧急事件", "紧急状况", "紧急状态", "紧急事态", "紧急突发事件", "突发紧急情况", "突发紧急事件", "emergency", "emergency situation",
    "urgent situation", "险情", "灾情", "大暴雨", "disaster",
];

/// Words that say what counts: an example, what no longer can be done, or who decides.
const EXPLAINED: &[&str] = &["如", "例如", "指", "等异常", "无法", "不能", "难以", "发布", "认定", "such as", "e.g.", "cannot", "can no longer"];

/// Words of degree that only say that something is not as it should be.
const UNUSUAL: &[&str] = &["异常", "abnormal", "unusual"];

/// Words that lead to what happens: `电网出现紧急情况`.
const HAPPENS: &[&str] = &["出现", "发生", "遇到", "遇有", "处于", "遭遇", "遇"];

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for ladder in cx.model.ladders.iter().filter(|l| !cx.is_broken(l.head.decl.span)) {
        let gauge = gauge_of(cx.model, ladder);
        findings.extend(ladder.levels.iter().filter_map(|level| of_level(ladder, gauge, level)));
    }
    findings.extend(in_procedures(cx));
    findings
}

fn of_level(ladder: &Ladder<'_>, gauge: Option<(&str, &str)>, level: &Level<'_>) -> Option<Diagnostic> {
    let rung = level.rung;
    let (name, title) = (&rung.name.text, title(rung.title.as_ref()).unwrap_or(rung.name.text.as_str()));
    let cite = cite(&rung.body).or(ladder.head.cite());
    let (span, message) = match &level.when {
        None => (rung.name.span, text!("level `{title}` does not say when it holds", "级别 `{title}` 没有写明何时成立")),
        Some(when) if is_measured(when) => return None,
        Some(when) => (when.span, text!("nothing in the condition of level `{title}` can be measured", "级别 `{title}` 的条件中没有可以量的内容")),
    };
    let help = match gauge {
        Some((gauge, unit)) => text!(
            "compare the gauge with a value, as other levels do: `level {name} when {gauge} >= …{unit}`",
            "像其他级别那样用指标与数值比较：`级别 {name} 当 {gauge} >= …{unit}`"
        ),
        None => text!("compare a gauge with a value: `level {name} when GAUGE >= VALUE`", "用指标与数值比较：`级别 {name} 当 指标 >= 数值`"),
    };
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

/// The gauge that a ladder compares somewhere, and its unit as it is written.
fn gauge_of<'m>(model: &'m Model<'_>, ladder: &Ladder<'_>) -> Option<(&'m str, &'m str)> {
    let mut found = None;
    for when in ladder.levels.iter().filter_map(|level| level.when.as_ref()) {
        when.walk(&mut |c| {
            if let CondKind::Gauge(id, ..) = c.kind {
                found.get_or_insert(id);
            }
        });
    }
    let gauge = model.gauges.get(found?.index())?;
    Some((gauge.head.name.text.as_str(), if gauge.is_time() { "" } else { gauge.unit.as_str() }))
}

/// Starts, then the steps that wait for a signal which no start is reported for; each signal once.
fn in_procedures(cx: &Context<'_>) -> Vec<Diagnostic> {
    let whole = || cx.model.procedures.iter().filter(|p| !cx.is_broken(p.head.decl.span));
    let mut starts: Vec<(usize, &Procedure<'_>, Vague)> = Vec::new();
    for (procedure, start) in whole().flat_map(|p| p.starts.iter().map(move |s| (p, s))) {
        let width = if let CondKind::Or(parts) = &start.when.kind { parts.len() } else { 1 };
        starts.extend(vague_branches(cx.model, &start.when).into_iter().map(|vague| (width, procedure, vague)));
    }
    // The most special procedure of a signal speaks for the others.
    starts.sort_by_key(|(width, ..)| *width);
    let mut reported = HashSet::new();
    let mut is_new = |vague: &Vague| vague.signals.iter().filter(|id| reported.insert(**id)).count() > 0;
    let mut findings = Vec::new();
    for (_, procedure, vague) in starts {
        if is_new(&vague) {
            findings.push(at_start(cx.model, procedure, &vague));
        }
    }
    for (procedure, step) in whole().flat_map(|p| p.steps.iter().map(move |s| (p, s))) {
        for vague in step.when.iter().flat_map(|when| vague_branches(cx.model, when)) {
            // Whether something works as usual is seen on the spot.
            if !UNUSUAL.contains(&vague.word) && is_new(&vague) {
                findings.push(at_step(cx.model, step, &vague).cite(step.cite().or(procedure.head.cite())));
            }
        }
    }
    findings
}

fn at_start(model: &Model<'_>, procedure: &Procedure<'_>, vague: &Vague) -> Diagnostic {
    let (word, title) = (vague.word, procedure.head.title());
    let message = text!(
        "procedure `{title}` starts on `{word}`, and nobody can measure that",
        "处置 `{title}` 以“{word}”为启动条件，无法衡量"
    );
    let help = text!(
        "start it on a gauge: `start when GAUGE >= VALUE`, or say in the signal's title what counts, with examples",
        "改用指标：`启动 当 指标 >= 数值`，或在信号的标题中写明怎样才算，并举例"
    );
    vague.finding(model, message).help(help).cite(procedure.head.cite())
}

fn at_step(model: &Model<'_>, step: &Step<'_>, vague: &Vague) -> Diagnostic {
    let (word, title) = (vague.word, step.title());
    let message = text!("step `{title}` waits for `{word}`, and nobody can measure that", "步骤 `{title}` 以“{word}”为条件，无法衡量");
    let help = text!(
        "write a gauge: `when GAUGE >= VALUE`, or say in the signal's title what counts, with examples",
        "改用指标：`当 指标 >= 数值`，或在信号的标题中写明怎样才算，并举例"
    );
    vague.finding(model, message).help(help)
}

/// A condition of which only a word of degree decides.
struct Vague {
    word: &'static str,
    signals: Vec<SignalId>,
    span: Span,
}

impl Vague {
    fn finding(&self, model: &Model<'_>, message: Text) -> Diagnostic {
        let found = RULE.finding(self.span, message);
        let signal = self.signals.first().and_then(|id| model.signals.get(id.index()));
        signal.map_or(found.clone(), |s| found.related(s.head.name.span, text!("the signal", "该信号")))
    }
}

/// Each branch of an `or` decides by itself.
fn vague_branches(model: &Model<'_>, when: &Cond<'_>) -> Vec<Vague> {
    if let CondKind::Or(parts) = &when.kind {
        return parts.iter().flat_map(|part| vague_branches(model, part)).collect();
    }
    let (mut signals, mut only_signals) = (Vec::new(), true);
    when.walk(&mut |c| match &c.kind {
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
    let word = words.filter(|_| only_signals).and_then(|words| words.first().copied());
    word.map(|word| Vague { word, signals, span: when.span }).into_iter().collect()
}

/// The word of degree in a signal's title, unless the title also gives a figure or examples.
fn degree(signal: &Signal<'_>) -> Option<&'static str> {
    let title = signal.head.title().to_lowercase();
    let explained = title.contains(|c: char| c.is_numeric()) || EXPLAINED.iter().any(|w| title.contains(w));
    let happens = HAPPENS.iter().filter_map(|word| Some(title.split_once(word)?.1)).next().unwrap_or(&title).trim();
    let urgent = URGENT.iter().copied().find(|word| happens == *word);
    DEGREES.iter().copied().find(|word| title.contains(word)).or(urgent).filter(|_| !explained)
}
