//! Where the plan looks at a signal or a gauge to decide something.

use crate::model::{Clock, Cond, CondKind, Limit, Model, Party};
use crate::source::Span;

/// The first place at which each signal and each gauge decides something: a start, a step, a prohibition, an escalation,
/// a finish, a level, or the clock of a limit. Drills do not count.
#[derive(Debug)]
pub(crate) struct Uses {
    /// By signal.
    pub(crate) signals: Vec<Option<Span>>,
    /// By gauge.
    pub(crate) gauges: Vec<Option<Span>>,
    /// By signal: what it decides.
    pub(crate) signal_roles: Vec<Role>,
    /// By gauge: what it decides.
    pub(crate) gauge_roles: Vec<Role>,
}

/// What a signal or gauge decides besides what happens inside a procedure.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Role {
    /// When a procedure starts, or from when a limit counts.
    pub(crate) starts: bool,
    /// Which level of a ladder holds; the first such ladder.
    pub(crate) ladder: Option<usize>,
}

impl Uses {
    /// Looks through the whole plan once.
    pub(crate) fn of(model: &Model<'_>) -> Self {
        let (signals, gauges) = (model.signals.len(), model.gauges.len());
        let mut uses = Self {
            signals: vec![None; signals],
            gauges: vec![None; gauges],
            signal_roles: vec![Role::default(); signals],
            gauge_roles: vec![Role::default(); gauges],
        };
        for procedure in &model.procedures {
            for start in &procedure.starts {
                uses.condition(&start.when);
                uses.roles(&start.when, &|role| role.starts = true);
            }
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
        let levels = model.ladders.iter().enumerate().flat_map(|(i, l)| l.levels.iter().map(move |l| (i, l)));
        for (ladder, when) in levels.filter_map(|(i, l)| Some((i, l.when.as_ref()?))) {
            uses.condition(when);
            uses.roles(when, &|role| role.ladder = role.ladder.or(Some(ladder)));
        }
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

    fn roles(&mut self, condition: &Cond<'_>, change: &dyn Fn(&mut Role)) {
        condition.walk(&mut |part| {
            let role = match part.kind {
                CondKind::Signal(id) => self.signal_roles.get_mut(id.index()),
                CondKind::Gauge(id, ..) => self.gauge_roles.get_mut(id.index()),
                CondKind::Or(_)
                | CondKind::And(_)
                | CondKind::Not(_)
                | CondKind::Held(..)
                | CondKind::Done(_)
                | CondKind::Finished(_)
                | CondKind::Level(..)
                | CondKind::Ladder(..)
                | CondKind::Unknown => None,
            };
            role.into_iter().for_each(change);
        });
    }

    fn clock(&mut self, limit: &Limit<'_>) {
        if let Clock::Signal(id) = limit.clock {
            note(&mut self.signals, id.index(), limit.span);
            self.signal_roles.get_mut(id.index()).into_iter().for_each(|role| role.starts = true);
        }
    }
}

fn note(places: &mut [Option<Span>], index: usize, span: Span) {
    if let Some(place) = places.get_mut(index) {
        place.get_or_insert(span);
    }
}

/// Who reports the signals and gauges of a condition, those behind its levels included.
pub(crate) fn reporters(model: &Model<'_>, when: &Cond<'_>) -> Vec<Party> {
    let mut found = Vec::new();
    when.walk(&mut |part| match part.kind {
        CondKind::Signal(id) => found.extend(model.signals.get(id.index()).into_iter().flat_map(|s| &s.reported_by)),
        CondKind::Gauge(id, ..) => found.extend(model.gauges.get(id.index()).into_iter().flat_map(|g| &g.reported_by)),
        CondKind::Level(id, _) | CondKind::Ladder(id, ..) => {
            let levels = model.ladders.get(id.index()).into_iter().flat_map(|l| &l.levels);
            levels.filter_map(|l| l.when.as_ref()).for_each(|c| measured(model, c, &mut found));
        }
        CondKind::Or(_) | CondKind::And(_) | CondKind::Not(_) | CondKind::Held(..) | CondKind::Done(_) | CondKind::Finished(_) | CondKind::Unknown => {}
    });
    found
}

/// The same for the condition of a level, which does not lean on another ladder.
fn measured(model: &Model<'_>, when: &Cond<'_>, found: &mut Vec<Party>) {
    when.walk(&mut |part| {
        if let CondKind::Signal(id) = part.kind {
            found.extend(model.signals.get(id.index()).into_iter().flat_map(|s| &s.reported_by));
        }
        if let CondKind::Gauge(id, ..) = part.kind {
            found.extend(model.gauges.get(id.index()).into_iter().flat_map(|g| &g.reported_by));
        }
    });
}
