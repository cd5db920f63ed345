//! Numbers that are dialled in place of the right one.

use super::{Dialling, Rescue, kinds_of};
use crate::analysis::hazards::{Danger, met_by, raised};
use crate::analysis::numbers::{self, Kind, Region, Verdict};
use crate::model::{CondKind, Model, SignalId, Step};

/// A number dialled in place of the right one.
#[derive(Debug)]
pub(crate) struct Mistake<'r, 's, 'm> {
    /// The number.
    pub(crate) dialling: &'s Dialling<'m>,
    /// The danger it cannot help with.
    pub(crate) danger: Danger,
    /// What it is for.
    pub(crate) actual: Vec<Kind>,
    /// What to dial instead.
    pub(crate) right: Vec<&'r numbers::Entry>,
    /// Whether this is sure.
    pub(crate) certain: bool,
    /// Whether its step has no condition of its own.
    pub(crate) plain: bool,
}

impl<'m> Rescue<'m> {
    /// Numbers that a procedure dials in place of the right one, each with the danger they leave without help.
    pub(crate) fn mistakes<'r>(&self, model: &Model<'_>, region: &'r Region, index: usize) -> Vec<Mistake<'r, '_, 'm>> {
        // Where the right number is dialled under a condition, another one is not in its place.
        let never = |danger: &Danger| self.met(index, danger).any & danger.need.bit == 0;
        let gaps: Vec<Danger> = self.gaps(index).into_iter().filter(|d| !d.guessed && never(d)).collect();
        let Some(procedure) = model.procedures.get(index).filter(|_| !gaps.is_empty()) else { return Vec::new() };
        let dangers = self.dangers.get(index).into_iter().flatten();
        let wanted = dangers.fold(0, |set, danger| set | danger.need.bit);
        let open = self.numbers(index).iter().filter(|d| met_by(&kinds_of(region, &d.number)) & wanted == 0);
        open.filter_map(|dialling| {
            let step = procedure.steps.get(dialling.step).filter(|step| !is_special(model, step))?;
            gaps.iter().find_map(|danger| mistake(region, dialling, *danger, step))
        })
        .collect()
    }
}

/// Whether a step is for something else than what started the procedure.
fn is_special(model: &Model<'_>, step: &Step<'_>) -> bool {
    let Some(when) = &step.when else { return false };
    let mut signals = Vec::new();
    raised(when, true, &mut signals);
    let named = |id: &SignalId| model.signals.get(id.index()).is_some_and(|s| !s.hazards.is_empty());
    let mut measured = signals.iter().any(named);
    when.walk(&mut |c| measured |= matches!(c.kind, CondKind::Gauge(..) | CondKind::Ladder(..) | CondKind::Level(..) | CondKind::Unknown));
    measured
}

/// In a fire one may also dial the ambulance; the police number is dialled instead of the right one.
fn mistake<'r, 's, 'm>(region: &'r Region, dialling: &'s Dialling<'m>, danger: Danger, step: &Step<'_>) -> Option<Mistake<'r, 's, 'm>> {
    let Verdict::Wrong { actual, right, certain } = region.verdict(&dialling.number, danger.need.kinds) else { return None };
    let only_police = danger.need.kinds.iter().all(|kind| *kind == Kind::Police);
    let instead = region.is_universal(&dialling.number)
        || actual.contains(&Kind::Police)
        || (only_police && actual.contains(&Kind::Fire));
    let spoken: Vec<Kind> = numbers::purposes(step.title()).into_iter().chain(numbers::purposes(&step.name().text)).collect();
    let meant = spoken.iter().any(|kind| actual.contains(kind));
    (instead && !meant).then(|| Mistake { dialling, danger, actual, right, certain, plain: step.when.is_none() })
}
