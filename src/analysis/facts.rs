//! Where the plan looks at a signal or a gauge to decide something.

use crate::model::{Clock, Cond, CondKind, Limit, Model};
use crate::source::Span;

/// The first place at which each signal and each gauge decides something: a start, a step, a prohibition, an escalation,
/// a finish, a level, or the clock of a limit. Drills do not count.
#[derive(Debug)]
pub(crate) struct Uses {
    /// By signal.
    pub(crate) signals: Vec<Option<Span>>,
    /// By gauge.
    pub(crate) gauges: Vec<Option<Span>>,
}

impl Uses {
    /// Looks through the whole plan once.
    pub(crate) fn of(model: &Model<'_>) -> Self {
        let mut uses = Self { signals: vec![None; model.signals.len()], gauges: vec![None; model.gauges.len()] };
        for procedure in &model.procedures {
            procedure.starts.iter().for_each(|s| uses.condition(&s.when));
            procedure.starts.iter().filter_map(|s| s.limit.as_ref()).for_each(|l| uses.clock(l));
            let forbids = procedure.forbids.iter().chain(procedure.steps.iter().flat_map(|s| &s.forbids));
            forbids.filter_map(|f| f.when.as_ref()).for_each(|c| uses.condition(c));
            for step in &procedure.steps {
                step.when.iter().for_each(|c| uses.condition(c));
                step.all_limits().for_each(|l| uses.clock(l));
            }
            procedure.escalations.iter().filter_map(|e| e.when.as_ref()).for_each(|c| uses.condition(c));
            procedure.finishes.iter().for_each(|f| uses.condition(&f.when));
        }
        model.forbids.iter().filter_map(|f| f.when.as_ref()).for_each(|c| uses.condition(c));
        let levels = model.ladders.iter().flat_map(|l| &l.levels);
        levels.filter_map(|l| l.when.as_ref()).for_each(|c| uses.condition(c));
        uses
    }

    fn condition(&mut self, condition: &Cond<'_>) {
        condition.walk(&mut |part| match part.kind {
            CondKind::Signal(id) => note(&mut self.signals, id.index(), part.span),
            CondKind::Gauge(id, ..) => note(&mut self.gauges, id.index(), part.span),
            CondKind::Or(_)
            | CondKind::And(_)
            | CondKind::Not(_)
            | CondKind::Held(..)
            | CondKind::Done(_)
            | CondKind::Finished(_)
            | CondKind::Level(..)
            | CondKind::Ladder(..)
            | CondKind::Unknown => {}
        });
    }

    fn clock(&mut self, limit: &Limit<'_>) {
        if let Clock::Signal(id) = limit.clock {
            note(&mut self.signals, id.index(), limit.span);
        }
    }
}

fn note(places: &mut [Option<Span>], index: usize, span: Span) {
    if let Some(place) = places.get_mut(index) {
        place.get_or_insert(span);
    }
}
