//! What drills exercise, and which changes of a plan they notice.

use super::tested::{Tested, TestedPlan};
use crate::diagnostic::Lang;
use crate::engine::drill::{COUNTED, Coverage, Item, Kind, Mutation};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr as _;

/// What a change of a part of this kind does, in English and Chinese.
fn change(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Step => ("step dropped", "删去步骤"),
        Kind::Duty => ("duty left out", "略去职责"),
        Kind::Limit => ("limit doubled", "时限加倍"),
        Kind::Escalation => ("escalation removed", "取消升级"),
        Kind::StandIn => ("stand-ins removed", "无人代行"),
        Kind::Condition => ("condition denied", "条件取反"),
    }
}

/// What no drill of a plan exercises, a line each, and how many of each kind there are.
pub(super) fn coverage_text(coverage: &Coverage, lang: Lang) -> String {
    let missing = coverage.parts.iter().filter(|(_, is)| !is).map(|(item, _)| (item.part.kind().name().get(lang).to_owned(), item));
    let head = if lang == Lang::Zh { "  没有推演涉及：" } else { "  no drill exercises:" };
    let counts = counts(lang, |kind| coverage.count(kind));
    format!("{}  {counts}\n", list(head, &missing.collect::<Vec<_>>(), lang))
}

/// The changes of a plan that no drill notices, a line each, and how many of all are noticed.
pub(super) fn mutation_text(mutation: &Mutation, lang: Lang) -> String {
    let said = |item: &Item| {
        let (en, zh) = change(item.part.kind());
        (if lang == Lang::Zh { zh } else { en }).to_owned()
    };
    let survived = mutation.changes.iter().filter(|(_, noticed)| !noticed).map(|(item, _)| (said(item), item));
    let head = if lang == Lang::Zh { "  没有推演察觉：" } else { "  no drill notices:" };
    let (killed, all) = (mutation.killed(), mutation.changes.len());
    format!("{}  {}\n", list(head, &survived.collect::<Vec<_>>(), lang), noticed(lang, killed, all))
}

/// The sums over all plans, where there are several.
pub(super) fn sums(tested: &Tested, lang: Lang) -> String {
    let mut out = String::new();
    let several = |is: &dyn Fn(&TestedPlan) -> bool| tested.plans.iter().filter(|p| is(p)).count() > 1;
    if several(&|p| p.coverage.is_some()) {
        let _ = writeln!(out, "{}", counts(lang, |kind| coverage_sum(tested, kind)));
    }
    if let Some((killed, all)) = mutation_sum(tested).filter(|_| several(&|p| p.mutation.is_some())) {
        let _ = writeln!(out, "{}", noticed(lang, killed, all));
    }
    out
}

fn coverage_sum(tested: &Tested, kind: Kind) -> (usize, usize) {
    let counts = tested.plans.iter().filter_map(|p| p.coverage.as_ref()).map(|c| c.count(kind));
    counts.fold((0, 0), |(a, b), (is, all)| (a + is, b + all))
}

fn mutation_sum(tested: &Tested) -> Option<(usize, usize)> {
    let all = tested.plans.iter().filter_map(|p| p.mutation.as_ref()).map(|m| (m.killed(), m.changes.len()));
    all.reduce(|(a, b), (killed, all)| (a + killed, b + all))
}

fn noticed(lang: Lang, killed: usize, all: usize) -> String {
    match lang {
        Lang::En => format!("{killed} of {all} changes noticed"),
        Lang::Zh => format!("{all} 处改动中察觉 {killed} 处"),
    }
}

fn counts(lang: Lang, count: impl Fn(Kind) -> (usize, usize)) -> String {
    let one = |kind: Kind| {
        let ((is, all), name) = (count(kind), kind.names());
        match lang {
            Lang::En => format!("{} {is} of {all}", name.en),
            Lang::Zh => format!("{} {is}/{all}", name.zh),
        }
    };
    COUNTED.map(one).join(if lang == Lang::Zh { "，" } else { ", " })
}

/// Lines of three columns: what, where, and the words of the plan.
fn list(head: &str, rows: &[(String, &Item)], lang: Lang) -> String {
    let place = |item: &Item| format!("{}:{}:{}", item.at.file, item.at.line, item.at.column);
    let widest = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0);
    let first = widest(&mut rows.iter().map(|(what, _)| what.width()));
    let second = widest(&mut rows.iter().map(|(_, item)| place(item).width()));
    let mut out = if rows.is_empty() { String::new() } else { format!("{head}\n") };
    for (what, item) in rows {
        let at = place(item);
        let (gap, next) = (" ".repeat(first - what.width() + 2), " ".repeat(second - at.width() + 2));
        let of = match (&item.of, lang) {
            (Some(of), Lang::En) => format!("{of}: "),
            (Some(of), Lang::Zh) => format!("{of}："),
            (None, _) => String::new(),
        };
        let _ = writeln!(out, "    {what}{gap}{at}{next}{of}{}", item.text);
    }
    out
}

/// By kind how many parts some drill exercises, how many there are, and those that none does.
pub(super) fn coverage_json(coverage: &Coverage) -> Value {
    let kinds = COUNTED.map(|kind| {
        let (exercised, all) = coverage.count(kind);
        let missing = coverage.parts.iter().filter(|(item, is)| !is && item.part.kind() == kind).map(|(item, _)| part(item));
        (format!("{}s", kind.word()), json!({ "exercised": exercised, "of": all, "missing": missing.collect::<Vec<_>>() }))
    });
    Value::Object(kinds.into_iter().collect())
}

pub(super) fn mutation_json(mutation: &Mutation) -> Value {
    let survived = mutation.changes.iter().filter(|(_, noticed)| !noticed).map(|(item, _)| {
        let mut change = json!({ "change": item.part.kind().word() });
        if let (Value::Object(change), Value::Object(part)) = (&mut change, part(item)) {
            change.extend(part);
        }
        change
    });
    json!({ "killed": mutation.killed(), "of": mutation.changes.len(), "survived": survived.collect::<Vec<_>>() })
}

/// The sums over all plans, as entries of the summary.
pub(super) fn sums_json(tested: &Tested) -> Map<String, Value> {
    let mut sums = Map::new();
    if tested.plans.iter().any(|p| p.coverage.is_some()) {
        let kinds = COUNTED.map(|kind| {
            let (exercised, all) = coverage_sum(tested, kind);
            (format!("{}s", kind.word()), json!({ "exercised": exercised, "of": all }))
        });
        sums.insert("coverage".to_owned(), Value::Object(kinds.into_iter().collect()));
    }
    if let Some((killed, all)) = mutation_sum(tested) {
        sums.insert("mutation".to_owned(), json!({ "killed": killed, "of": all }));
    }
    sums
}

fn part(item: &Item) -> Value {
    json!({ "at": item.at, "of": item.of, "text": item.text })
}
