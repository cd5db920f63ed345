//! Whether a limit can be kept, as far as its step alone can tell. What other steps and clocks add is not looked at here.

use crate::ast::{Duration, TimeUnit};
use crate::model::{Clock, Limit, Step};

/// Whether a limit can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// Even the slowest run of the step is in time.
    Guaranteed,
    /// The slowest run is late, the fastest is not.
    NotGuaranteed,
    /// Even the fastest run is late.
    Impossible,
    /// It cannot be told here.
    Undecided(Doubt),
}

/// Why it cannot be told whether a limit can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// The limit has no length: a vague word without a measure.
    NoLength,
    /// It limits an approval: nobody says how long that takes.
    Approval,
    /// The text leaves open from when it counts.
    OpenClock,
    /// It counts from something else than the step becoming due: what comes before takes time as well.
    OtherClock,
    /// The plan does not say how long the step takes.
    NoBounds,
    /// The times cannot be compared: a month, a year or a working day has no fixed length, or the bounds are the wrong way round.
    Incomparable,
}

/// Whether a limit can be kept; without a step it is the limit of an approval.
pub(crate) fn pace(step: Option<&Step<'_>>, limit: &Limit<'_>) -> Pace {
    match judged(step, limit) {
        Ok(pace) => pace,
        Err(doubt) => Pace::Undecided(doubt),
    }
}

fn judged(step: Option<&Step<'_>>, limit: &Limit<'_>) -> Result<Pace, Doubt> {
    let length = limit.time.length.ok_or(Doubt::NoLength)?;
    let step = step.ok_or(Doubt::Approval)?;
    match limit.clock {
        Clock::Due => {}
        Clock::Unstated(_) => return Err(Doubt::OpenClock),
        Clock::Start | Clock::Step(_) | Clock::Signal(_) | Clock::Unknown => return Err(Doubt::OtherClock),
    }
    let (fastest, slowest, _) = step.ast.takes.as_ref().ok_or(Doubt::NoBounds)?;
    if fastest.millis > slowest.millis {
        return Err(Doubt::Incomparable);
    }
    if comparable(fastest, length) && fastest.millis > length.millis {
        return Ok(Pace::Impossible);
    }
    if !(comparable(fastest, length) && comparable(slowest, length)) {
        return Err(Doubt::Incomparable);
    }
    Ok(if slowest.millis <= length.millis { Pace::Guaranteed } else { Pace::NotGuaranteed })
}

/// Whether two times have the same unit, or fixed units only.
fn comparable(a: &Duration, b: &Duration) -> bool {
    let units = || a.parts.iter().chain(&b.parts).map(|p| p.1);
    let fixed = |unit| !matches!(unit, TimeUnit::Month | TimeUnit::Year | TimeUnit::WorkingDay);
    let first = units().next();
    units().all(fixed) || units().all(|unit| Some(unit) == first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::calls;
    use crate::ast::Date;
    use crate::check::{Options, check};
    use crate::project::Project;
    use crate::source::Source;

    /// What is said of the first limit of a procedure with these parts.
    fn of(parts: &str) -> Pace {
        let mut project = Project::new();
        let plan = format!("role a {{}} signal fire {{}} terms {{ promptly = 5m }}\nprocedure p {{\n{parts}\n}}\n");
        let id = project.add(Source::new("pace.plan", plan.as_str()));
        let checked = check(&project, id, Options { as_of: Date::new(2026, 1, 1).unwrap() });
        let limits = calls::limits(checked.model());
        pace(limits[0].place.step, limits[0].limit)
    }

    fn step(takes: &str, limit: &str) -> Pace {
        of(&format!("step s {takes} {{ a must do \"it\" {limit} }}"))
    }

    #[test]
    fn the_slowest_run_decides_what_is_guaranteed_and_the_fastest_what_is_impossible() {
        assert_eq!(step("takes 5m..15m", "within 20m"), Pace::Guaranteed);
        // Done exactly at the limit is in time.
        assert_eq!(step("takes 5m..15m", "within 15m"), Pace::Guaranteed);
        assert_eq!(step("takes 5m..15m", "within 14m"), Pace::NotGuaranteed);
        assert_eq!(step("takes 5m..15m", "within 5m"), Pace::NotGuaranteed);
        assert_eq!(step("takes 5m..15m", "within 4m"), Pace::Impossible);
        assert_eq!(step("takes 90s", "within 1m30s"), Pace::Guaranteed);
        assert_eq!(step("takes 4m", "within promptly"), Pace::Guaranteed);
    }

    #[test]
    fn automatic_steps_and_limits_that_stand_alone_are_judged_alike() {
        assert_eq!(of("step s takes 7m..10m { automatic  within 10m }"), Pace::Guaranteed);
        assert_eq!(of("step s takes 7m..10m { automatic  within 8m }"), Pace::NotGuaranteed);
    }

    #[test]
    fn nothing_is_promised_without_bounds_or_with_another_clock() {
        assert_eq!(step("", "within 5m"), Pace::Undecided(Doubt::NoBounds));
        assert_eq!(step("takes 1m", "within soon"), Pace::Undecided(Doubt::NoLength));
        assert_eq!(step("takes 1m", "within 5m of start"), Pace::Undecided(Doubt::OtherClock));
        assert_eq!(step("takes 1m", "within 5m of fire"), Pace::Undecided(Doubt::OtherClock));
        assert_eq!(step("takes 1m", "within 5m of missing"), Pace::Undecided(Doubt::OtherClock));
        assert_eq!(step("takes 1m", "within 5m of unstated"), Pace::Undecided(Doubt::OpenClock));
        assert_eq!(of("start when fire approved by a within 5m"), Pace::Undecided(Doubt::Approval));
        assert_eq!(step("takes 5m..1m", "within 10m"), Pace::Undecided(Doubt::Incomparable));
    }

    #[test]
    fn units_without_a_fixed_length_are_compared_with_themselves_only() {
        assert_eq!(step("takes 1wd..2wd", "within 3wd"), Pace::Guaranteed);
        assert_eq!(step("takes 1wd..2wd", "within 3d"), Pace::Undecided(Doubt::Incomparable));
        assert_eq!(step("takes 20d..29d", "within 1mo"), Pace::Undecided(Doubt::Incomparable));
        assert_eq!(step("takes 2d..1mo", "within 1d"), Pace::Impossible);
        assert_eq!(step("takes 1d..1w", "within 7d"), Pace::Guaranteed);
    }
}
