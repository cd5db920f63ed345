//! Lengths of time with what varies about them.

use crate::ast::{Duration, TimeUnit};

/// The least and the greatest a length can be, in milliseconds; `None` where nothing bounds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) least: u64,
    pub(crate) most: Option<u64>,
}

impl Bounds {
    /// Of a length as written: a month has 28 to 31 days, and how many days lie between working days a calendar says.
    pub(crate) fn of(duration: &Duration) -> Self {
        const DAY: u64 = 86_400_000;
        let mut bounds = Self { least: 0, most: Some(0) };
        for (number, unit) in &duration.parts {
            let count: u64 = number.parse().unwrap_or(u64::MAX);
            let (least, most) = match unit {
                TimeUnit::Second | TimeUnit::Minute | TimeUnit::Hour | TimeUnit::Day | TimeUnit::Week => (unit.millis(), Some(unit.millis())),
                TimeUnit::Month => (28 * DAY, Some(31 * DAY)),
                TimeUnit::Year => (365 * DAY, Some(366 * DAY)),
                TimeUnit::WorkingDay => (DAY, None),
            };
            bounds.least = bounds.least.saturating_add(count.saturating_mul(least));
            bounds.most = add(bounds.most, most.map(|m| count.saturating_mul(m)));
        }
        bounds
    }
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
