//! Whether one limit can be kept, for an editor that shows it.

use super::limits::{Finding, Kind, Readings};
use crate::model::{Clock, Limit, Model, Procedure, Step};

/// Whether a limit can be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Even the slowest run that the plan allows is in time.
    Guaranteed,
    /// What is wrong with it.
    Wrong(Kind),
    /// It cannot be told.
    Undecided(Doubt),
}

/// Why it cannot be told whether a limit can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// The limit has no length: a vague word without a measure, or a time in words.
    NoLength,
    /// It limits an approval: nobody says how long that takes.
    Approval,
    /// The text leaves open from when it counts, or names something unknown.
    OpenClock,
    /// The plan does not say how long the step takes; what comes before it is in time.
    NoBounds,
}

/// Whether a limit of a plan can be kept; one that belongs to no step is the limit of an approval.
pub(crate) fn verdict(model: &Model<'_>, procedure: &Procedure<'_>, step: Option<&Step<'_>>, limit: &Limit<'_>) -> Verdict {
    let Some(step) = step else { return Verdict::Undecided(if limit.time.length.is_some() { Doubt::Approval } else { Doubt::NoLength }) };
    if limit.time.length.is_none() {
        return Verdict::Undecided(Doubt::NoLength);
    }
    let place = model.procedures.iter().position(|p| p.head.name.span == procedure.head.name.span);
    let findings = place.map(|at| Readings::of(model).findings(at)).unwrap_or_default();
    let this = |f: &Finding| procedure.step(f.step).and_then(|s| s.all_limits().nth(f.rung)).is_some_and(|l| l.span == limit.span);
    if let Some(found) = findings.into_iter().find(this) {
        return Verdict::Wrong(found.kind);
    }
    match limit.clock {
        Clock::Unstated(_) | Clock::Unknown => Verdict::Undecided(Doubt::OpenClock),
        Clock::Due | Clock::Start | Clock::Step(_) | Clock::Signal(_) if step.takes.is_none() && step.automatic.is_none() => Verdict::Undecided(Doubt::NoBounds),
        Clock::Due | Clock::Start | Clock::Step(_) | Clock::Signal(_) => Verdict::Guaranteed,
    }
}
