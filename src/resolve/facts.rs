//! Signals, gauges and levels.

use super::Resolver;
use crate::ast::{Flag, Key, Quantity, StatementKind, TimeUnit, Value, ValueKind};
use crate::diagnostic::{Lang, Text, text};
use crate::model::{Gauge, Hazard, Head, Ladder, Level, Measure, Signal, values};
use crate::source::Span;
use crate::words;
use smol_str::SmolStr;
use std::collections::HashMap;

impl<'a> Resolver<'a> {
    pub(super) fn signal(&mut self, head: Head<'a>) {
        let hazards = self.hazards(&head.decl.body);
        let reported_by = self.parties_of(&head.decl.body, Key::ReportedBy);
        self.model.signals.push(Signal { head, hazards, reported_by });
    }

    pub(super) fn hazards(&mut self, body: &'a [crate::ast::Statement]) -> Vec<Hazard<'a>> {
        let mut hazards = Vec::new();
        for value in values(body, Key::Hazard) {
            match &value.kind {
                ValueKind::Text(text) => hazards.push(Hazard { row: None, text, span: value.span }),
                ValueKind::Name(text) => {
                    let row = self.vocabulary("hz_", text, value);
                    hazards.push(Hazard { row, text, span: value.span });
                }
                ValueKind::Date(_) | ValueKind::Duration(_) | ValueKind::Quantity(_) | ValueKind::Range(..) | ValueKind::Unit(_) => {}
            }
        }
        hazards
    }

    /// The row of a word of a closed vocabulary; a finding where there is none.
    pub(super) fn vocabulary(&mut self, family: &str, text: &str, value: &Value) -> Option<&'static str> {
        let row = words::in_family(family, text).map(|w| w.row);
        if row.is_none() {
            let near = words::family(family)
                .flat_map(|w| w.spellings.iter())
                .filter(|s| strsim::osa_distance(s, text) <= (text.chars().count() / 3).max(1))
                .min_by_key(|s| strsim::osa_distance(s, text));
            let message = text!("`{text}` is not one of the words known here", "`{text}` 不在此处可用的词中");
            let help = match near {
                Some(near) => text!("did you mean `{near}`?", "是否想写 `{near}`？"),
                None if family == "dk_" => {
                    let list = |lang| words::family(family).map(|w| format!("`{}`", w.form(lang))).collect::<Vec<_>>();
                    Text { en: format!("known are {}", list(Lang::En).join(", ")), zh: format!("可用的有 {}", list(Lang::Zh).join("、")) }
                }
                None => text!("put it in quotes if nothing known fits: `\"{text}\"`", "若没有合适的词，请加引号：`\"{text}\"`"),
            };
            self.error("P002", value.span, message, help);
        }
        row
    }

    pub(super) fn gauge(&mut self, head: Head<'a>) {
        let body = &head.decl.body;
        let unit = unit_of(head.decl);
        let range = match self.single(body, Key::Range).map(|v| (&v.kind, v.span)) {
            Some((ValueKind::Range(low, high), span)) => {
                let ends = (low.as_ref().and_then(|q| self.end(q, &unit)), high.as_ref().and_then(|q| self.end(q, &unit)));
                if matches!(ends, (Some(low), Some(high)) if low > high) {
                    let message = text!("the range runs backwards", "区间的上限小于下限");
                    self.error("P007", span, message, text!("write the smaller value first", "先写较小的值"));
                }
                ends
            }
            _ => (None, None),
        };
        let reported_by = self.parties_of(body, Key::ReportedBy);
        self.model.gauges.push(Gauge { head, unit, range, reported_by });
    }

    /// One end of a range, in the gauge's unit.
    fn end(&mut self, quantity: &Quantity, unit: &str) -> Option<Measure> {
        let number = Measure::parse(&quantity.number);
        let measure = if quantity.unit.is_empty() || quantity.unit == unit {
            // Only nothing is the same in every unit of time.
            number.filter(|m| unit != "time" || m.thousandths == 0)
        } else if unit == "time" {
            let scale = TimeUnit::parse(&quantity.unit).and_then(|u| i64::try_from(u.millis() / 1000).ok());
            number.zip(scale).and_then(|(n, s)| n.thousandths.checked_mul(s)).and_then(Measure::of)
        } else {
            None
        };
        if measure.is_none() {
            let shown = format!("{}{}", quantity.number, quantity.unit);
            let message = text!("`{shown}` is no value of this gauge", "`{shown}` 不是该指标的值");
            let help = text!("write a number with at most three decimals, in the gauge's unit; times like `2h`", "写一个数（最多三位小数），用该指标的单位；时间写作 `2小时`");
            self.error("P005", quantity.span, message, help);
        }
        measure
    }

    pub(super) fn ladder(&mut self, head: Head<'a>) {
        let mut ladder = Ladder { head, worst_first: false, prefer_highest: false, levels: Vec::new() };
        self.steps.clear();
        let mut spans: HashMap<&'a str, Span> = HashMap::new();
        for statement in &head.decl.body {
            if let StatementKind::Flag(flag) = &statement.kind {
                match flag {
                    Flag::WorstFirst => ladder.worst_first = true,
                    Flag::PreferHighest => ladder.prefer_highest = true,
                }
            } else if let StatementKind::Level(rung) = &statement.kind {
                let first = *spans.entry(rung.name.text.as_str()).or_insert(rung.name.span);
                if first != rung.name.span {
                    self.same_name(&rung.name, first);
                }
                ladder.levels.push(Level { rung, when: rung.when.as_ref().map(|c| self.condition(c)) });
            }
        }
        self.model.ladders.push(ladder);
    }
}

/// Unit of a declared gauge; `time` in both languages.
pub(super) fn unit_of(gauge: &crate::ast::Declaration) -> SmolStr {
    values(&gauge.body, Key::Unit).next().map_or_else(SmolStr::default, |v| match &v.kind {
        ValueKind::Name(text) if words::is("un_time", text) => SmolStr::new_static("time"),
        ValueKind::Name(text) | ValueKind::Text(text) | ValueKind::Unit(text) => text.clone(),
        ValueKind::Date(_) | ValueKind::Duration(_) | ValueKind::Quantity(_) | ValueKind::Range(..) => SmolStr::default(),
    })
}
