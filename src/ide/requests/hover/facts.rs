//! Signals, gauges, levels, papers, supplies, practices, measured words, and the plan itself.

use super::people::windows;
use super::procedures::owners;
use super::voice::Voice;
use super::wording::{code, length, listed, plain};
use crate::analysis::numbers::Region;
use crate::ast::{Quantity, ValueKind};
use crate::ast::Key;
use crate::diagnostic::{Lang, Text, text};
use crate::model::{Document, Gauge, Hazard, Identity, Ladder, Party, Practice, Shift, Signal, Supply, Term, Time, texts, values};

pub(super) fn plan(v: &Voice<'_, '_>, plan: &Identity<'_>) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some((region, _)) = plan.region {
        let known = Region::find(region).map(|r| match v.lang() {
            Lang::En => plain(&r.en),
            Lang::Zh => plain(&r.zh),
        });
        let region = code(region);
        facts.push(v.say(match known {
            Some(name) => text!("region: {region} {name}", "地区：{region} {name}"),
            None => text!("region: {region}, whose emergency numbers are not known here", "地区：{region}，不了解该地区的报警电话"),
        }));
    }
    if let Some((date, _)) = plan.effective {
        facts.push(v.say(text!("effective: {date}", "施行：{date}")));
    }
    facts.extend(plan.review.map(|t| every(v, &t, text!("reviewed every", "复审周期"))));
    facts
}

pub(super) fn shift(v: &Voice<'_, '_>, shift: &Shift<'_>) -> Vec<String> {
    let hours = windows(shift, v.lang());
    vec![if hours.is_empty() { v.say(text!("no hours are written", "没有写时段")) } else { hours }]
}

pub(super) fn signal(v: &Voice<'_, '_>, signal: &Signal<'_>) -> Vec<String> {
    let mut facts = Vec::new();
    if !signal.hazards.is_empty() {
        let hazards = listed(signal.hazards.iter().map(|h| hazard(v, h)), v.lang());
        facts.push(v.say(text!("hazard: {hazards}", "灾种：{hazards}")));
    }
    facts.push(reporters(v, &signal.reported_by));
    facts
}

fn hazard(v: &Voice<'_, '_>, hazard: &Hazard<'_>) -> String {
    hazard.row.map_or_else(|| plain(hazard.text), |row| v.word(row).to_owned())
}

fn reporters(v: &Voice<'_, '_>, parties: &[Party]) -> String {
    if parties.is_empty() {
        return v.say(text!("nobody is named who reports it", "没有写由谁报告"));
    }
    let list = v.list(parties);
    v.say(text!("reported by: {list}", "报告人：{list}"))
}

pub(super) fn gauge(v: &Voice<'_, '_>, gauge: &Gauge<'_>) -> Vec<String> {
    let mut facts = vec![match gauge.unit.as_str() {
        "" => v.say(text!("no unit", "没有计量单位")),
        "time" => v.say(text!("unit: a length of time", "计量：时长")),
        unit => {
            let unit = code(unit);
            v.say(text!("unit: {unit}", "计量：{unit}"))
        }
    }];
    let body = &gauge.head.decl.body;
    for value in values(body, Key::Range) {
        if let ValueKind::Range(low, high) = &value.kind {
            facts.extend(range(low.as_ref(), high.as_ref()).map(|t| v.say(t)));
        }
    }
    let left_out = listed(texts(body, Key::Except).map(|t| plain(t.0)), v.lang());
    if !left_out.is_empty() {
        facts.push(v.say(text!("does not count: {left_out}", "不计：{left_out}")));
    }
    if !gauge.reported_by.is_empty() {
        facts.push(reporters(v, &gauge.reported_by));
    }
    facts
}

fn range(low: Option<&Quantity>, high: Option<&Quantity>) -> Option<Text> {
    let shown = |q: &Quantity| format!("{}{}", q.number, q.unit);
    Some(match (low.map(shown), high.map(shown)) {
        (Some(low), Some(high)) => text!("from {low} to {high}", "取值 {low} 至 {high}"),
        (Some(low), None) => text!("at least {low}", "不小于 {low}"),
        (None, Some(high)) => text!("at most {high}", "不大于 {high}"),
        (None, None) => return None,
    })
}

pub(super) fn ladder(v: &Voice<'_, '_>, ladder: &Ladder<'_>) -> Vec<String> {
    let mut names: Vec<String> = ladder.levels.iter().map(|l| code(&l.rung.name.text)).collect();
    if ladder.worst_first {
        names.reverse();
    }
    let order = names.join(" < ");
    let mut facts = vec![v.say(text!("mildest to worst: {order}", "由轻到重：{order}"))];
    if ladder.prefer_highest {
        facts.push(v.say(text!("several may hold; the worst counts", "可同时成立，就高")));
    }
    facts
}

pub(super) fn level(v: &Voice<'_, '_>, ladder: &Ladder<'_>, index: usize) -> Vec<String> {
    let mut facts = Vec::new();
    let condition = ladder.levels.get(index).and_then(|l| l.when.as_ref()).map(|w| v.source(w.span));
    facts.push(condition.map_or_else(
        || v.say(text!("no condition is written: nobody can tell when it holds", "没有写条件：无从判断何时成立")),
        |condition| v.say(text!("holds when {condition}", "条件：{condition}")),
    ));
    let count = ladder.levels.len();
    let place = if ladder.worst_first { count - index } else { index + 1 };
    facts.push(v.say(match place {
        1 if count == 1 => text!("the only level", "唯一的级别"),
        1 => text!("1 of {count}, the mildest", "共 {count} 级，第 1 级，最轻"),
        place if place == count => text!("{place} of {count}, the worst", "共 {count} 级，第 {place} 级，最重"),
        place => text!("{place} of {count}, counted from the mildest", "共 {count} 级，由轻到重第 {place} 级"),
    }));
    facts
}

pub(super) fn document(v: &Voice<'_, '_>, document: &Document<'_>) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(row) = document.kind {
        let kind = v.word(row);
        facts.push(v.say(text!("kind: {kind}", "类别：{kind}")));
    }
    facts.push(match document.location {
        Some(place) => {
            let place = plain(place);
            v.say(text!("at: {place}", "位于：{place}"))
        }
        None => v.say(text!("where it is, is not written", "没有写位于何处")),
    });
    facts.extend(owners(v, &document.owners));
    facts
}

pub(super) fn form(v: &Voice<'_, '_>, fields: &[(&smol_str::SmolStr, crate::source::Span)]) -> Vec<String> {
    if fields.is_empty() {
        return vec![v.say(text!("no fields are written", "没有写字段"))];
    }
    let fields = listed(fields.iter().map(|f| plain(f.0)), v.lang());
    vec![v.say(text!("fields: {fields}", "字段：{fields}"))]
}

pub(super) fn practice(v: &Voice<'_, '_>, practice: &Practice<'_>) -> Vec<String> {
    let mut facts = Vec::new();
    let of = listed(practice.of.iter().filter_map(|p| v.model.procedure((*p)?)).map(|p| v.head(&p.head)), v.lang());
    if !of.is_empty() {
        facts.push(v.say(text!("of: {of}", "针对：{of}")));
    }
    if !practice.audience.is_empty() {
        let audience = v.list(&practice.audience);
        facts.push(v.say(text!("for: {audience}", "对象：{audience}")));
    }
    facts.extend(practice.every.map(|t| every(v, &t, text!("every", "每"))));
    facts.extend(owners(v, &practice.owners));
    facts
}

pub(super) fn supply(v: &Voice<'_, '_>, supply: &Supply<'_>) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(value) = supply.quantity {
        let quantity = plain(v.view.slice(value.span));
        facts.push(v.say(text!("quantity: {quantity}", "数量：{quantity}")));
    }
    facts.extend(supply.check_every.map(|t| every(v, &t, text!("checked every", "检查周期"))));
    facts.extend(owners(v, &supply.owners));
    facts
}

fn every(v: &Voice<'_, '_>, time: &Time<'_>, lead: Text) -> String {
    let lead = v.say(lead);
    let shown = time.length.map(|d| length(d, v.lang()));
    let word = time.vague.map(|w| code(w));
    match (word, shown) {
        (Some(word), Some(length)) => format!("{lead} {word} = {length}"),
        (Some(word), None) => v.say(text!("{lead} {word}, which has no measure", "{lead} {word}，没有量化")),
        (None, Some(length)) => format!("{lead} {length}"),
        (None, None) => lead,
    }
}

/// A vague word with its measure.
pub(super) fn term(v: &Voice<'_, '_>, term: &Term<'_>) -> Vec<String> {
    let word = code(&term.name.text);
    vec![match term.measure {
        Some(measure) => {
            let measure = length(measure, v.lang());
            v.say(text!("{word} means {measure} wherever it stands as a time", "{word} 作为时长时一律指 {measure}"))
        }
        None => v.say(text!("{word} has no measure", "{word} 没有量化")),
    }]
}
