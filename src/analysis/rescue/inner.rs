//! Dangers that only steps wait for.

use super::{Rescue, given};
use crate::analysis::hazards::{Danger, of_signal, raised};
use crate::model::{CondKind, Model, Procedure, SignalId};
use crate::source::Span;
use std::collections::{HashMap, HashSet};

/// A danger inside a procedure: a step waits for its signal, which starts nothing.
#[derive(Debug)]
pub(crate) struct Inner {
    /// The danger.
    pub(crate) danger: Danger,
    /// The procedures where nobody calls for help, each with the place that names the signal and the step.
    pub(crate) places: Vec<(usize, usize, Span)>,
}

impl Rescue<'_> {
    /// The dangers that only steps wait for, and that nobody is sure to be called for.
    pub(crate) fn inner(&self, model: &Model<'_>) -> Vec<Inner> {
        let mut found: Vec<Inner> = Vec::new();
        let mut known: HashMap<(SignalId, u16), usize> = HashMap::new();
        for (index, procedure) in model.procedures.iter().enumerate() {
            let mut seen = HashSet::new();
            for (step, id, span) in self.waited_for(procedure).into_iter().filter(|(_, id, _)| seen.insert(*id)) {
                for danger in of_signal(model, id).into_iter().filter(|d| !self.is_met_inside(index, id, d)) {
                    let place = *known.entry((id, danger.need.bit)).or_insert(found.len());
                    match found.get_mut(place) {
                        Some(inner) => inner.places.push((index, step, span)),
                        None => found.push(Inner { danger, places: vec![(index, step, span)] }),
                    }
                }
            }
        }
        found
    }

    /// The signals that steps before the recovery wait for and that start nothing.
    fn waited_for(&self, procedure: &Procedure<'_>) -> Vec<(usize, SignalId, Span)> {
        let mut found = Vec::new();
        for (index, step) in procedure.steps.iter().enumerate().filter(|(_, s)| !s.in_recovery) {
            let Some(when) = &step.when else { continue };
            let mut wanted = Vec::new();
            raised(when, true, &mut wanted);
            let wanted: HashSet<SignalId> = wanted.into_iter().collect();
            when.walk(&mut |part| {
                if let CondKind::Signal(id) = part.kind
                    && wanted.contains(&id)
                    && self.main.get(id.index()) == Some(&None)
                {
                    found.push((index, id, part.span));
                }
            });
        }
        found
    }

    /// Whether this procedure, or one that runs whenever it does, calls for help when the signal is raised.
    fn is_met_inside(&self, procedure: usize, id: SignalId, danger: &Danger) -> bool {
        let met = self.met(procedure, danger).or(self.around(procedure)).sure | self.whole(procedure).sure;
        let starts = self.starts.get(procedure).map_or(&[][..], Vec::as_slice);
        let runs = |other: &usize| {
            let sure = self.sure.get(*other).filter(|_| !starts.is_empty());
            sure.is_some_and(|sure| starts.iter().all(|s| sure.contains(s)))
        };
        let calls = |other: &usize| self.calls.get(*other).is_some_and(|c| given(&c.help, id).sure & danger.need.bit != 0);
        // Where more call on one signal, the others are not looked at: then it is reported though it may be met.
        let callers = self.callers.get(id.index()).map_or(&[][..], Vec::as_slice);
        met & danger.need.bit != 0 || callers.iter().take(64).any(|other| calls(other) && runs(other))
    }
}
