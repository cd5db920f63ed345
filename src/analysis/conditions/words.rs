//! Values, scales and what conditions decide, in words.

use super::formula::{Fact, Value};
use super::places::{Place, Role};
use super::scale::range_of;
use super::search::Witness;
use super::theory::Theory;
use crate::analysis::wording::quoted;
use crate::diagnostic::{Amount, Event, Happening, Lang, Text, text};
use crate::analysis::time::Bounds;
use crate::model::{Cond, CondKind, GaugeId, LadderId, Model, title};
use crate::source::{Sources, Span};
use std::cell::Cell;

/// Most values that are listed, and the longest quotation in characters.
const MAX_SHOWN: usize = 8;
const MAX_QUOTED: usize = 60;

/// A list of values: `` `lines = 4条`, `fire` raised ``. Those that only say that something is not so come last.
pub(crate) fn shown(model: &Model<'_>, sources: &Sources, witness: &Witness) -> Text {
    let (mut yes, no): (Vec<_>, Vec<_>) = witness.iter().copied().partition(|w| w.1 != Value::Is(false));
    yes.extend(no);
    let mut parts: Vec<Text> = yes.into_iter().filter_map(|(fact, value)| one(model, sources, fact, value)).collect();
    parts.dedup();
    let more = parts.len().saturating_sub(MAX_SHOWN);
    parts.truncate(MAX_SHOWN);
    if more > 0 {
        parts.push(text!("and {more} more", "另有 {more} 项"));
    }
    let joined = |lang| parts.iter().map(|p| p.get(lang)).collect::<Vec<_>>();
    Text { en: joined(Lang::En).join(", "), zh: joined(Lang::Zh).join("、") }
}

fn one(model: &Model<'_>, sources: &Sources, fact: Fact, value: Value) -> Option<Text> {
    let is = value == Value::Is(true);
    Some(match fact {
        Fact::Gauge(id) => {
            let gauge = model.gauges.get(id.index())?;
            let name = &gauge.head.name.text;
            match value {
                Value::Amount(amount) => {
                    let shown = |lang| amount_shown(gauge.is_time(), amount, &gauge.unit, lang);
                    let (en, zh) = (shown(Lang::En), shown(Lang::Zh));
                    text!("`{name} = {en}`", "`{name} = {zh}`")
                }
                Value::Unset | Value::Is(_) => text!("`{name}` not known yet", "`{name}` 尚无数值"),
            }
        }
        Fact::Signal(id) => {
            let name = &model.signals.get(id.index())?.head.name.text;
            if is { text!("`{name}` raised", "`{name}` 已发出") } else { text!("`{name}` not raised", "`{name}` 未发出") }
        }
        Fact::Done(procedure, step) => {
            let name = &model.procedure(procedure)?.step(step)?.name().text;
            if is { text!("`{name}` done", "`{name}` 已完成") } else { text!("`{name}` not done", "`{name}` 未完成") }
        }
        Fact::Finished(id) => {
            let name = &model.procedure(id)?.head.name.text;
            if is { text!("`{name}` finished", "`{name}` 已结束") } else { text!("`{name}` not finished", "`{name}` 未结束") }
        }
        Fact::Held(_, span, whole) if whole || !is => {
            let words = short(&quoted(sources, span));
            if is { text!("`{words}` holds", "`{words}` 成立") } else { text!("`{words}` does not hold", "`{words}` 不成立") }
        }
        Fact::Held(..) | Fact::Level(..) | Fact::Unknown(_) => return None,
    })
}

/// The values as what happens at one instant and then stays, as long as these conditions ask for; empty where they speak of
/// what has no event of its own, or of something that has not lasted.
pub(crate) fn run<'c>(model: &Model<'_>, witness: &Witness, conditions: impl Iterator<Item = &'c Cond<'c>>) -> Vec<Event> {
    let mut events = Vec::new();
    for (fact, value) in witness {
        let what = match (*fact, *value) {
            (Fact::Held(..), _) => return Vec::new(),
            (_, Value::Is(false) | Value::Unset) => continue,
            (Fact::Gauge(id), Value::Amount(amount)) => model.gauges.get(id.index()).map(|g| Happening::Set(g.head.name.text.clone(), amount_of(g.is_time(), amount, &g.unit, Lang::En))),
            (Fact::Signal(id), _) => model.signals.get(id.index()).map(|s| Happening::Raise(s.head.name.text.clone())),
            (Fact::Gauge(_) | Fact::Done(..) | Fact::Finished(_) | Fact::Level(..) | Fact::Unknown(_), _) => return Vec::new(),
        };
        events.extend(what.map(|what| Event { at: 0, what }));
    }
    let mut longest = Some(0);
    let speaks_of_levels = Cell::new(false);
    let mut look = |c: &Cond<'_>| match c.kind {
        CondKind::Held(_, length) => longest = longest.zip(length.and_then(|l| Bounds::of(l).most)).map(|(a, b): (u64, u64)| a.saturating_add(b)),
        CondKind::Level(..) | CondKind::Ladder(..) => speaks_of_levels.set(true),
        CondKind::Or(_) | CondKind::And(_) | CondKind::Not(_) | CondKind::Done(_) | CondKind::Finished(_) | CondKind::Signal(_) | CondKind::Gauge(..) | CondKind::Unknown => {}
    };
    conditions.for_each(|c| c.walk(&mut look));
    if speaks_of_levels.get() {
        model.ladders.iter().flat_map(|l| &l.levels).filter_map(|l| l.when.as_ref()).for_each(|c| c.walk(&mut look));
    }
    match longest {
        Some(0) => events,
        Some(at) => events.into_iter().chain([Event { at, what: Happening::Wait }]).collect(),
        None => Vec::new(),
    }
}

fn amount_shown(is_time: bool, amount: i64, unit: &str, lang: Lang) -> String {
    amount_of(is_time, amount, unit, lang).shown(lang)
}

/// A time with parts of a second is a decimal number of them.
fn amount_of(is_time: bool, amount: i64, unit: &str, lang: Lang) -> Amount {
    match u64::try_from(amount).unwrap_or(0) {
        millis if is_time && millis % 1000 == 0 => Amount::Time(millis),
        _ if is_time => Amount::Number(amount, crate::ast::TimeUnit::Second.form(lang).into()),
        _ => Amount::Number(amount, unit.into()),
    }
}

/// What bounds the values of a gauge, and where that is written; nothing where nothing does.
pub(crate) fn scale_words(theory: &Theory<'_>, id: GaugeId) -> Option<(Span, Text)> {
    let gauge = theory.model.gauges.get(id.index())?;
    let name = &gauge.head.name.text;
    if let Some(span) = range_of(gauge).filter(|_| gauge.range.0.is_some() || gauge.range.1.is_some()) {
        return Some((span, text!("the range of `{name}`", "`{name}` 的取值")));
    }
    let span = gauge.head.name.span;
    if gauge.is_time() {
        return Some((span, text!("`{name}` is a length of time: it is never less than nothing", "`{name}` 是时长，不会小于零")));
    }
    theory.scales.get(id, false).is_whole().then(|| (span, text!("`{name}` counts whole things", "`{name}` 只计整数")))
}

/// What becomes of the plan where a condition never holds.
pub(crate) fn consequence(model: &Model<'_>, place: &Place<'_>) -> Option<Text> {
    let procedure = |id| model.procedure(id).map(|p| p.head.title());
    Some(match place.role {
        Role::Start(id, false) => {
            let title = procedure(id)?;
            text!("procedure `{title}` never starts", "处置 `{title}` 永远不会启动")
        }
        Role::Start(id, true) => {
            let title = procedure(id)?;
            text!("procedure `{title}` never starts in this way", "处置 `{title}` 永远不会由此启动")
        }
        Role::Step(id, step) => {
            let title = model.procedure(id)?.step(step)?.title();
            text!("step `{title}` never becomes due", "步骤 `{title}` 永远轮不到")
        }
        Role::Finish(id, false) => {
            let title = procedure(id)?;
            text!("procedure `{title}` never ends", "处置 `{title}` 永远不会终止")
        }
        Role::Finish(id, true) => {
            let title = procedure(id)?;
            text!("procedure `{title}` never ends in this way", "处置 `{title}` 永远不会由此终止")
        }
        Role::Escalation(_) => text!("nothing is ever handed up", "永远不会升级"),
        Role::Forbid(_) => text!("the prohibition never binds", "该禁令永远不起作用"),
        Role::Level(ladder, level) => {
            let name = level_title(model, ladder, level)?;
            text!("level `{name}` never holds", "级别 `{name}` 永远不会成立")
        }
    })
}

/// What a reader calls a level.
pub(crate) fn level_title<'m>(model: &'m Model<'_>, ladder: LadderId, level: usize) -> Option<&'m str> {
    let rung = model.ladders.get(ladder.index())?.levels.get(level)?.rung;
    Some(title(rung.title.as_ref()).unwrap_or(rung.name.text.as_str()))
}

/// A quotation that is not too long.
pub(super) fn short(words: &str) -> String {
    if words.chars().count() <= MAX_QUOTED {
        return words.to_owned();
    }
    words.chars().take(MAX_QUOTED).chain(['…']).collect()
}
