//! What values a gauge can take: whole things or anything between, within its range.

use crate::ast::{Comparand, Compare, EventKind, Key, StatementKind, ValueKind};
use crate::model::{CondKind, Gauge, GaugeId, Measure, Model, values};
use crate::source::Span;

use super::places::places;

/// Words by which whole things are counted; a gauge with another unit takes any value.
const COUNTED: &[&str] = &[
    "人", "名", "位", "个", "条", "户", "起", "台", "件", "次", "例", "只", "辆", "栋", "幢", "间", "处", "座", "艘", "架", "部", "套", "张", "份",
    "封", "项", "所", "家", "头", "匹", "棵", "根", "支", "枚", "颗", "层", "班", "组", "批", "宗", "桩", "具", "瓶", "箱", "床", "席", "单", "通",
    "人次", "户次", "台次", "车次", "架次", "people", "persons", "person", "calls", "lines", "cases", "homes", "households", "items", "pieces",
    "pcs", "vehicles", "times",
];

/// The values of one gauge, in thousandths of its unit or in milliseconds: each is a multiple of `step` between the ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scale {
    step: i64,
    low: Option<i64>,
    high: Option<i64>,
    is_time: bool,
}

/// The scales of all gauges.
#[derive(Debug)]
pub(crate) struct Scales {
    scales: Vec<Scale>,
}

impl Scales {
    /// Looks through the whole plan once.
    pub(crate) fn of<'m>(model: &'m Model<'m>) -> Self {
        let mut whole: Vec<bool> = model.gauges.iter().map(|g| counts(&g.unit)).collect();
        let mut see = |gauge: usize, value: i64| {
            if let Some(whole) = whole.get_mut(gauge) {
                *whole &= value % 1000 == 0;
            }
        };
        for place in places(model) {
            place.cond.walk(&mut |c| {
                if let CondKind::Gauge(id, _, value) = c.kind {
                    see(id.index(), value.thousandths);
                }
            });
        }
        for (index, gauge) in model.gauges.iter().enumerate() {
            [gauge.range.0, gauge.range.1].into_iter().flatten().for_each(|m| see(index, m.thousandths));
        }
        settings(model).for_each(|s| see(s.gauge.index(), s.value.thousandths));
        Self { scales: model.gauges.iter().zip(whole).map(|(gauge, whole)| scale(gauge, whole)).collect() }
    }

    /// The scale of a gauge; `relaxed` forgets the range and whether it counts.
    pub(crate) fn get(&self, gauge: GaugeId, relaxed: bool) -> Scale {
        let own = self.scales.get(gauge.index()).copied();
        let own = own.unwrap_or(Scale { step: 1, low: None, high: None, is_time: false });
        if relaxed { Scale { step: 1, low: None, high: None, ..own } } else { own }
    }
}

/// Whether whole things are counted in a unit.
pub(crate) fn counts(unit: &str) -> bool {
    unit.is_empty() || COUNTED.contains(&unit.to_lowercase().as_str())
}

fn scale(gauge: &Gauge<'_>, whole: bool) -> Scale {
    let is_time = gauge.is_time();
    let (mut low, mut high) = (gauge.range.0.map(|m| m.thousandths), gauge.range.1.map(|m| m.thousandths));
    // A range that runs backwards was reported.
    if matches!((low, high), (Some(low), Some(high)) if low > high) {
        (low, high) = (None, None);
    }
    if is_time {
        low = Some(low.unwrap_or(0).max(0));
    }
    Scale { step: if whole && !is_time { 1000 } else { 1 }, low, high, is_time }
}

impl Scale {
    /// Whether only whole things are counted.
    pub(crate) fn is_whole(self) -> bool {
        self.step > 1
    }

    /// Whether the gauge can have this value.
    pub(crate) fn has(self, value: i64) -> bool {
        value % self.step == 0 && self.low.is_none_or(|low| low <= value) && self.high.is_none_or(|high| value <= high)
    }

    /// Whether a comparison only says where the values begin or end.
    pub(crate) fn is_end(self, sign: Compare, threshold: i64) -> bool {
        let end = match sign {
            Compare::GreaterOrEqual => self.low,
            Compare::LessOrEqual => self.high,
            Compare::Equal | Compare::NotEqual | Compare::Less | Compare::Greater => None,
        };
        end == Some(threshold)
    }

    /// One value of each stretch on which no comparison with these thresholds changes, in ascending order.
    pub(crate) fn samples(self, mut thresholds: Vec<i64>) -> Vec<i64> {
        thresholds.sort_unstable();
        thresholds.dedup();
        let mut found = Vec::new();
        let mut before = None;
        for threshold in thresholds {
            found.extend(self.between(before, Some(threshold)));
            found.extend(Some(threshold).filter(|t| self.has(*t)));
            before = Some(threshold);
        }
        found.extend(self.between(before, None));
        found
    }

    /// A value strictly between two, as plain to read as possible.
    fn between(self, above: Option<i64>, below: Option<i64>) -> Option<i64> {
        let least = above.map(|a| a.saturating_add(1)).into_iter().chain(self.low).max();
        let most = below.map(|b| b.saturating_sub(1)).into_iter().chain(self.high).min();
        let grains = if self.is_time { [86_400_000, 3_600_000, 60_000, 1000, 1] } else { [1000, 100, 10, 1, 1] };
        let mut grains = grains.into_iter().filter(|g| g % self.step == 0);
        match (least, most) {
            (Some(least), Some(most)) if least > most => None,
            (Some(least), most) => {
                // A threshold of 30 minutes is passed by a minute, one of 2 hours by an hour.
                let start = above.filter(|a| *a != 0 && self.is_time).unwrap_or(60_000);
                let fits = |v: &i64| most.is_none_or(|most| *v <= most);
                if self.low == Some(least) && self.has(least) {
                    return Some(least);
                }
                grains.filter(|g| !self.is_time || start % g == 0).map(|g| ceil(least, g)).find(fits)
            }
            (None, Some(most)) => grains.next().map(|g| most.saturating_sub(most.rem_euclid(g))),
            (None, None) => Some(0),
        }
    }

    /// Whether a comparison is the same at every value: then what it is.
    pub(crate) fn constant(self, sign: Compare, threshold: i64) -> Option<bool> {
        let mut truths = self.samples(vec![threshold]).into_iter().map(|v| sign.holds(v, threshold));
        let first = truths.next()?;
        truths.all(|t| t == first).then_some(first)
    }
}

fn ceil(value: i64, grain: i64) -> i64 {
    value.saturating_add((grain - value.rem_euclid(grain)) % grain)
}

/// A value that a drill gives to a gauge.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    /// The gauge.
    pub(crate) gauge: GaugeId,
    /// The value.
    pub(crate) value: Measure,
    /// Where it is written.
    pub(crate) span: Span,
}

/// The values that drills give to gauges, as far as they can be read.
pub(crate) fn settings<'m>(model: &'m Model<'_>) -> impl Iterator<Item = Setting> + 'm {
    let names: std::collections::HashMap<&str, usize> =
        model.gauges.iter().enumerate().rev().map(|(i, g)| (g.head.name.text.as_str(), i)).collect();
    let events = model.drills.iter().flat_map(|d| &d.decl.body).filter_map(|s| if let StatementKind::Event(event) = &s.kind { Some(&event.kind) } else { None });
    events.filter_map(move |event| {
        let EventKind::Set(name, amount) = event else { return None };
        let index = *names.get(name.text.as_str())?;
        let value = read(model.gauges.get(index)?, amount)?;
        Some(Setting { gauge: GaugeId(index as u32), value, span: amount.span() })
    })
}

/// A value in the unit of a gauge; what does not agree with it was reported.
fn read(gauge: &Gauge<'_>, amount: &Comparand) -> Option<Measure> {
    match amount {
        Comparand::Duration(duration) if gauge.is_time() => Some(Measure::millis(duration.millis)),
        Comparand::Duration(duration) => match duration.parts.as_slice() {
            [(number, unit)] if unit.spellings().contains(&gauge.unit.as_str()) => Measure::parse(number),
            _ => None,
        },
        Comparand::Quantity(quantity) if !gauge.is_time() && quantity.unit == gauge.unit => Measure::parse(&quantity.number),
        Comparand::Quantity(_) | Comparand::Name(_) => None,
    }
}

/// Where the range of a gauge is written.
pub(crate) fn range_of(gauge: &Gauge<'_>) -> Option<Span> {
    values(&gauge.head.decl.body, Key::Range).find(|v| matches!(v.kind, ValueKind::Range(..))).map(|v| v.span)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: Scale = Scale { step: 1000, low: Some(0), high: None, is_time: false };
    const PERCENT: Scale = Scale { step: 1, low: Some(0), high: Some(100_000), is_time: false };
    const TIME: Scale = Scale { step: 1, low: Some(0), high: None, is_time: true };

    #[test]
    fn whole_things_have_nothing_between_two_neighbours() {
        assert_eq!(WHOLE.samples(vec![3000, 4000]), [0, 3000, 4000, 5000]);
        assert_eq!(PERCENT.samples(vec![3000, 4000]), [0, 3000, 3100, 4000, 5000]);
        assert_eq!(WHOLE.samples(vec![0]), [0, 1000]);
    }

    #[test]
    fn the_range_bounds_the_samples() {
        assert_eq!(PERCENT.samples(vec![100_000]), [0, 100_000]);
        assert_eq!(PERCENT.samples(vec![120_000]), [0]);
        assert_eq!(PERCENT.constant(Compare::Greater, 100_000), Some(false));
        assert_eq!(PERCENT.constant(Compare::LessOrEqual, 100_000), Some(true));
        assert_eq!(PERCENT.constant(Compare::Greater, 99_999), None);
        assert_eq!(WHOLE.constant(Compare::GreaterOrEqual, 0), Some(true));
    }

    #[test]
    fn times_are_plain_to_read() {
        assert_eq!(TIME.samples(vec![1_800_000, 7_200_000]), [0, 1_800_000, 1_860_000, 7_200_000, 10_800_000]);
        assert_eq!(TIME.samples(vec![1, 2]), [0, 1, 2, 3]);
    }

    #[test]
    fn without_ends_there_is_always_a_value_beyond() {
        let open = Scale { step: 1, low: None, high: None, is_time: false };
        assert_eq!(open.samples(vec![-500, 38_500]), [-1000, -500, 0, 38_500, 39_000]);
        assert_eq!(open.samples(Vec::new()), [0]);
    }
}
