//! Steps whose turn comes only when their procedure has ended.

use super::Flow;
use crate::ast::ActorsKind;
use crate::model::{Cond, CondKind, Procedure, Step, StepId};
use crate::source::Span;
use std::collections::{HashMap, HashSet};

/// Most that is looked at in one procedure: its steps for each step of a finish.
const MAX_WORK: usize = 1_000_000;

/// For each step, the end that always comes first, where one does.
#[derive(Debug, Default)]
pub(crate) struct Ended {
    by: Vec<Option<Span>>,
    /// Whether there was too much to look at.
    pub(crate) too_large: bool,
}

impl Ended {
    /// The end that always comes before the step.
    pub(crate) fn before(&self, step: usize) -> Option<Span> {
        self.by.get(step).copied().flatten()
    }
}

/// A part of a condition that speaks of one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Literal {
    /// Which thing, and how it compares.
    key: (u8, u32, u8, i64),
    is: bool,
}

/// Looks for steps before the finish that become due only when an end that nobody has to approve holds as well. An end
/// counts where it joins plain parts by `and`, and each of them is certain when the step is due: a step that is done
/// before, or the same words in the `when` of the step.
pub(crate) fn of(procedure: &Procedure<'_>) -> Ended {
    let mut by = vec![None; procedure.steps.len()];
    let mut cache: HashMap<StepId, Flow> = HashMap::new();
    let mut own: Option<(Flow, Vec<HashSet<Literal>>)> = None;
    for finish in procedure.finishes.iter().filter(|f| f.consents.is_empty()) {
        for part in finish.when.joined(false) {
            let mut literals = Vec::new();
            if !plain(part, true, &mut literals) {
                continue;
            }
            let steps: Vec<StepId> = literals.iter().filter_map(done).collect();
            let missing = steps.iter().filter(|s| !cache.contains_key(s)).count();
            if (cache.len() + missing).saturating_mul(procedure.steps.len()) > MAX_WORK {
                return Ended { by, too_large: true };
            }
            for step in steps {
                cache.entry(step).or_insert_with(|| Flow::without(procedure, &only(procedure, step)));
            }
            let (flow, certain) = own.get_or_insert_with(|| (Flow::of(procedure), procedure.steps.iter().map(certain).collect()));
            for (index, slot) in by.iter_mut().enumerate().filter(|(_, slot)| slot.is_none()) {
                let id = StepId(index as u32);
                let candidate = procedure.step(id).is_some_and(|s| !s.in_recovery && s.automatic.is_none()) && flow.can_be_due(id);
                let is_certain = |l: &Literal| {
                    let said = certain.get(index).is_some_and(|c| c.contains(l));
                    said || done(l).is_some_and(|step| step != id && cache.get(&step).is_some_and(|f| !f.can_be_due(id)))
                };
                if candidate && literals.iter().all(is_certain) {
                    *slot = Some(finish.span);
                }
            }
        }
    }
    Ended { by, too_large: false }
}

fn only(procedure: &Procedure<'_>, step: StepId) -> Vec<bool> {
    (0..procedure.steps.len()).map(|i| i == step.index()).collect()
}

/// Collects the parts of a condition that joins them by `and`; false where it is not so plain.
fn plain(cond: &Cond<'_>, is: bool, found: &mut Vec<Literal>) -> bool {
    let mut push = |key| {
        found.push(Literal { key, is });
        true
    };
    match &cond.kind {
        CondKind::And(parts) if is => parts.iter().all(|p| plain(p, true, found)),
        CondKind::Or(parts) if !is => parts.iter().all(|p| plain(p, false, found)),
        CondKind::Not(inner) => plain(inner, !is, found),
        CondKind::Done(step) => push((0, step.0, 0, 0)),
        CondKind::Finished(id) => push((1, id.0, 0, 0)),
        CondKind::Signal(id) => push((2, id.0, 0, 0)),
        CondKind::Level(id, level) => push((3, id.0, 0, *level as i64)),
        CondKind::Gauge(id, sign, value) => push((4, id.0, *sign as u8, value.thousandths)),
        CondKind::Ladder(id, sign, level) => push((5, id.0, *sign as u8, *level as i64)),
        CondKind::And(_) | CondKind::Or(_) | CondKind::Held(..) | CondKind::Unknown => false,
    }
}

fn done(literal: &Literal) -> Option<StepId> {
    let (kind, id, ..) = literal.key;
    (kind == 0 && literal.is).then_some(StepId(id))
}

/// What certainly holds at the instant a step becomes due, by its own words.
fn certain(step: &Step<'_>) -> HashSet<Literal> {
    let mut found = Vec::new();
    if let Some(order) = step.after.as_ref().filter(|o| o.need == ActorsKind::All || o.steps.len() == 1) {
        let steps = order.steps.iter().filter_map(|s| s.0);
        found.extend(steps.map(|s| Literal { key: (0, s.0, 0, 0), is: true }));
    }
    if let Some(when) = &step.when {
        joined(when, true, &mut found);
    }
    found.into_iter().collect()
}

/// The parts that a condition joins by `and`, as far as they are plain.
fn joined(cond: &Cond<'_>, is: bool, found: &mut Vec<Literal>) {
    for part in cond.joined(is) {
        if let CondKind::Not(inner) = &part.kind {
            joined(inner, !is, found);
        } else if let (CondKind::Held(inner, _), true) = (&part.kind, is) {
            joined(inner, true, found);
        } else {
            let _ = plain(part, is, found);
        }
    }
}
