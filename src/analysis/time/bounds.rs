//! Lengths of time with what varies about them.

use crate::ast::{Duration, TimeUnit};

/// The least and the greatest a length can be, in milliseconds; `None` where nothing bounds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) least: u64,
    pub(crate) most: Option<u64>,
}

impl Bounds {
    /// Of a length as written.
    pub(crate) fn of(duration: &Duration) -> Self {
        Reading::Plain.bounds(duration)
    }
}

/// How lengths are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Reading {
    /// With all that varies about them.
    #[default]
    Plain,
    /// Every day is a working day.
    NoHolidays,
    /// Working days alone pass: other times have at most as many as they have days.
    Working,
    /// Of one unit alone: so many of it compare whatever their length. Any other time may be nothing, and may be anything.
    Only(TimeUnit),
}

impl Reading {
    /// Of a length as written: a month has 28 to 31 days, and how many days lie between working days a calendar says.
    pub(crate) fn bounds(self, duration: &Duration) -> Bounds {
        const DAY: u64 = 86_400_000;
        let mut bounds = Bounds { least: 0, most: Some(0) };
        for (number, unit) in &duration.parts {
            let count: u64 = number.parse().unwrap_or(u64::MAX);
            let (least, most) = match unit {
                _ if count == 0 => continue,
                unit if self == Self::Only(*unit) => (unit.millis(), Some(unit.millis())),
                _ if matches!(self, Self::Only(_)) => (0, None),
                TimeUnit::WorkingDay if self != Self::Plain => (DAY, Some(DAY)),
                TimeUnit::Second | TimeUnit::Minute | TimeUnit::Hour | TimeUnit::Day | TimeUnit::Week => (unit.millis(), Some(unit.millis())),
                TimeUnit::Month => (28 * DAY, Some(31 * DAY)),
                TimeUnit::Year => (365 * DAY, Some(366 * DAY)),
                TimeUnit::WorkingDay => (DAY, None),
            };
            let least = if self == Self::Working && *unit != TimeUnit::WorkingDay { 0 } else { least };
            bounds.least = bounds.least.saturating_add(count.saturating_mul(least));
            bounds.most = add(bounds.most, most.map(|m| count.saturating_mul(m)));
        }
        bounds
    }
}

/// The one unit of a length whose days vary.
pub(crate) fn varying(duration: &Duration) -> Option<TimeUnit> {
    let (_, unit) = duration.parts.first()?;
    let varies = matches!(unit, TimeUnit::WorkingDay | TimeUnit::Month | TimeUnit::Year);
    (varies && duration.parts.iter().all(|(_, other)| other == unit)).then_some(*unit)
}

/// The sum of two times, `None` where one is not bounded.
pub(crate) fn add(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    Some(a?.saturating_add(b?))
}

/// The earlier of two times, of which `None` may never come.
pub(crate) fn sooner(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, other) => one.or(other),
    }
}

/// The later of two times, of which `None` may never come.
pub(crate) fn later(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    Some(a?.max(b?))
}

/// Milliseconds for differences; far beyond any plan they stand still.
pub(crate) fn signed(millis: u64) -> i64 {
    i64::try_from(millis).unwrap_or(i64::MAX).min(i64::MAX / 4)
}
