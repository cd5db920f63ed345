//! Lengths of time in ISO 8601.

use crate::ast::{Duration, TimeUnit};
use crate::emit::runbook::{Length, Time};
use crate::model;

/// A length of time in the shape of the runbook.
pub(super) fn length(duration: &Duration) -> Length {
    Length { iso: iso(duration), ms: duration.millis, working: duration.is_working_days() }
}

/// A length that may be a vague word.
pub(super) fn time(time: &model::Time<'_>) -> Time {
    Time { word: time.vague.map(ToString::to_string), length: time.length.map(length) }
}

/// ISO 8601, in the units as written where their numbers are whole.
pub(super) fn iso(duration: &Duration) -> String {
    let sum = |unit| duration.parts.iter().filter(|p| p.1 == unit).try_fold(0u64, |sum, p| sum.checked_add(p.0.parse().ok()?));
    let units = || {
        Some(Units {
            years: sum(TimeUnit::Year)?,
            months: sum(TimeUnit::Month)?,
            weeks: sum(TimeUnit::Week)?,
            days: sum(TimeUnit::Day)?.checked_add(sum(TimeUnit::WorkingDay)?)?,
            hours: sum(TimeUnit::Hour)?,
            minutes: sum(TimeUnit::Minute)?,
            millis: sum(TimeUnit::Second)?.checked_mul(1000)?,
        })
    };
    units().unwrap_or_else(|| Units::of(duration.millis)).to_string()
}

/// The parts of an ISO 8601 duration.
#[derive(Default)]
struct Units {
    years: u64,
    months: u64,
    weeks: u64,
    days: u64,
    hours: u64,
    minutes: u64,
    millis: u64,
}

impl Units {
    /// Milliseconds in days and smaller units.
    fn of(millis: u64) -> Self {
        let (day, hour, minute) = (TimeUnit::Day.millis(), TimeUnit::Hour.millis(), TimeUnit::Minute.millis());
        Self { days: millis / day, hours: millis % day / hour, minutes: millis % hour / minute, millis: millis % minute, ..Self::default() }
    }
}

impl std::fmt::Display for Units {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("P")?;
        let date = self.years | self.months | self.weeks | self.days;
        // Weeks stand alone in ISO 8601.
        let alone = date == self.weeks && self.years | self.months | self.days == 0 && self.hours | self.minutes | self.millis == 0;
        let (weeks, days) = if alone { (self.weeks, 0) } else { (0, self.weeks * 7 + self.days) };
        for (number, letter) in [(self.years, 'Y'), (self.months, 'M'), (weeks, 'W'), (days, 'D')] {
            if number > 0 {
                write!(f, "{number}{letter}")?;
            }
        }
        if self.hours | self.minutes | self.millis == 0 {
            return if date == 0 { f.write_str("T0S") } else { Ok(()) };
        }
        f.write_str("T")?;
        for (number, letter) in [(self.hours, 'H'), (self.minutes, 'M')] {
            if number > 0 {
                write!(f, "{number}{letter}")?;
            }
        }
        match (self.millis / 1000, self.millis % 1000) {
            (0, 0) => Ok(()),
            (seconds, 0) => write!(f, "{seconds}S"),
            (seconds, rest) => write!(f, "{}S", format!("{seconds}.{rest:03}").trim_end_matches('0')),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn written(parts: &[(&str, TimeUnit)], millis: u64) -> String {
        let parts = parts.iter().map(|p| (p.0.into(), p.1)).collect();
        iso(&Duration { millis, parts, span: Span::default() })
    }

    #[test]
    fn units_are_kept_as_written() {
        use TimeUnit::{Day, Hour, Minute, Month, Second, Week, WorkingDay, Year};
        assert_eq!(written(&[("90", Minute)], 5_400_000), "PT90M");
        assert_eq!(written(&[("1", Hour), ("30", Minute)], 5_400_000), "PT1H30M");
        assert_eq!(written(&[("24", Hour)], 86_400_000), "PT24H");
        assert_eq!(written(&[("3", WorkingDay)], 3 * 86_400_000), "P3D");
        assert_eq!(written(&[("2", Week)], 14 * 86_400_000), "P2W");
        assert_eq!(written(&[("1", Week), ("2", Day)], 9 * 86_400_000), "P9D");
        assert_eq!(written(&[("1", Year), ("6", Month)], 0), "P1Y6M");
        assert_eq!(written(&[("0", Second)], 0), "PT0S");
    }

    #[test]
    fn broken_numbers_are_carried_down() {
        assert_eq!(written(&[("1.5", TimeUnit::Hour)], 5_400_000), "PT1H30M");
        assert_eq!(written(&[("0.5", TimeUnit::Month)], 15 * 86_400_000), "P15D");
        assert_eq!(written(&[("0.25", TimeUnit::Second)], 250), "PT0.25S");
    }
}
