//! When what limits count from comes at the latest, seen from an instant: in each way in which that can come about.

use super::cases::{Case, Cases};
use super::{Key, Moment, Moments, Part};
use crate::analysis::time::Anchor;
use crate::model::StepId;
use std::collections::{BTreeMap, BTreeSet};

/// Later than anything.
pub(in super::super) const NEVER: i64 = i64::MAX / 4;

/// A way in which an instant can come about.
#[derive(Debug)]
pub(in super::super) struct Way(Case);

impl Way {
    /// Whether it may not be one after all.
    pub(in super::super) fn is_open(&self) -> bool {
        self.0.is_open
    }
}

/// What limits count from.
#[derive(Debug)]
pub(in super::super) struct Clocks<'m, 's> {
    moments: &'m Moments<'s>,
    clocks: Vec<Moment>,
    /// All that says when they come.
    keys: BTreeSet<u32>,
}

impl<'s> Moments<'s> {
    /// When the clock of a limit begins; `None` inside is the start.
    pub(in super::super) fn clock(&mut self, from: Option<Anchor>) -> Moment {
        match from {
            None => self.start(),
            Some(Anchor::Signal(id)) => self.raised(id),
            Some(Anchor::Step(id)) => self.done(id),
        }
    }
}

impl<'m, 's> Clocks<'m, 's> {
    pub(in super::super) fn of(moments: &'m Moments<'s>, clocks: Vec<Moment>) -> Self {
        let mut keys = BTreeSet::new();
        let mut open: Vec<u32> = clocks.iter().map(|m| m.base).collect();
        // Nobody keeps equipment from what some condition says is not so.
        let by_itself = |id: &u32| matches!(moments.key(*id), Some(Key::Step(step)) if moments.equipment(*step).is_some());
        open.extend(moments.denied().1.into_iter().filter(by_itself));
        while let Some(id) = open.pop() {
            if keys.insert(id) {
                match moments.key(id) {
                    Some(Key::Step(step)) => open.extend(moments.equipment(*step).map(|(due, _)| due.base)),
                    Some(Key::Finish) => open.extend(moments.ends.iter().map(|m| m.base)),
                    Some(Key::Held(part, ..)) => open.push(part.first().base),
                    Some(Key::Or(parts) | Key::All(parts)) => open.extend(parts.iter().map(|p| p.first().base)),
                    Some(Key::Start | Key::Signal(_) | Key::Fact(_) | Key::Not(_) | Key::Over(..) | Key::Unknown(_)) | None => {}
                }
            }
        }
        Self { moments, clocks, keys }
    }

    /// The ways in which an instant can come about, not sooner than so long after the start; nothing where too little is left
    /// to spend.
    pub(in super::super) fn ways(&self, base: u32, earliest: u64, left: &mut usize) -> Option<Vec<Way>> {
        let cases = Cases::new(self.moments, self.keys.clone(), left.checked_sub(self.keys.len())?);
        let (ways, rest) = cases.ways(base, earliest, self.moments.schedule.around.activated)?;
        *left = rest;
        Some(ways.into_iter().filter_map(|case| self.way(case)).collect())
    }

    /// Whether it says anything when a step is done.
    pub(in super::super) fn speaks_of(&self, step: StepId) -> bool {
        self.moments.known.get(&Key::Step(step)).is_some_and(|id| self.keys.contains(id))
    }

    /// A case as a way, unless equipment does what must not be so.
    fn way(&self, mut case: Case) -> Option<Way> {
        let fits = |case: &Case, hopeful: bool| {
            let known = self.known(case, hopeful, &BTreeMap::new());
            case.late.iter().all(|(id, distance)| known.get(id).is_none_or(|at| *at > before(*distance)))
        };
        if !fits(&case, true) {
            return None;
        }
        case.is_open = case.is_open || !fits(&case, false);
        Some(Way(case))
    }

    /// When each clock begins, at the latest; `done` says when the steps are done that are spoken of. What hangs
    /// on something that may cease is taken not to come unless it has to (`hopeful`), or as if that never ceased.
    pub(in super::super) fn latest(&self, way: &Way, hopeful: bool, done: &BTreeMap<StepId, i64>) -> Vec<i64> {
        let known = self.known(&way.0, hopeful, done);
        let start = self.start(&way.0);
        let is_signal = |m: &Moment| matches!(self.moments.key(m.base), Some(Key::Signal(_)));
        // A signal may be raised before the start.
        self.clocks.iter().map(|m| at(&known, *m, if is_signal(m) { i64::MIN } else { start })).collect()
    }

    fn start(&self, case: &Case) -> i64 {
        self.moments.known.get(&Key::Start).and_then(|id| case.before.get(id)).map_or(NEVER, |d| before(*d))
    }

    fn known(&self, case: &Case, hopeful: bool, done: &BTreeMap<StepId, i64>) -> BTreeMap<u32, i64> {
        let mut known: BTreeMap<u32, i64> = BTreeMap::new();
        let start = self.start(case);
        for id in &self.keys {
            let asked = case.before.get(id).map_or(NEVER, |d| before(*d));
            let by_itself = match hopeful.then(|| self.at_once(*id, case, start, &known)).flatten() {
                Some(at) => at,
                None => self.by_itself(*id, start, hopeful, done, &known),
            };
            known.insert(*id, asked.min(by_itself));
        }
        known
    }

    /// When something came that holds at the instant itself, because all that it needs does.
    fn at_once(&self, id: u32, case: &Case, start: i64, known: &BTreeMap<u32, i64>) -> Option<i64> {
        let since = |part: &Part| match part {
            Part::From(moment) => Some(at(known, *moment, start)),
            Part::While(base) if self.moments.lasts(*part) => known.get(base).copied(),
            Part::While(base) => case.holds.get(base).map(|d| before(*d)),
        };
        let came = match self.moments.key(id)? {
            Key::All(parts) => parts.iter().map(since).try_fold(start, |last, at| Some(last.max(at?)))?,
            Key::Held(part, _, Some(most)) => plus(since(part)?, *most),
            Key::Start | Key::Finish | Key::Step(_) | Key::Signal(_) | Key::Fact(_) | Key::Not(_) | Key::Over(..) | Key::Held(..) | Key::Or(_) | Key::Unknown(_) => return None,
        };
        (came <= 0).then_some(came)
    }

    fn by_itself(&self, id: u32, start: i64, hopeful: bool, done: &BTreeMap<StepId, i64>, known: &BTreeMap<u32, i64>) -> i64 {
        let first = |part: &Part| match part {
            Part::From(moment) => at(known, *moment, start),
            Part::While(base) => known.get(base).copied().unwrap_or(NEVER),
        };
        match self.moments.key(id) {
            Some(Key::Step(step)) => match (done.get(step), self.moments.equipment(*step)) {
                (Some(done), _) => *done,
                (None, Some((due, most))) => plus(at(known, due, start), most),
                (None, None) => NEVER,
            },
            Some(Key::Finish) => self.moments.ends.iter().map(|end| at(known, *end, start)).min().unwrap_or(NEVER),
            Some(Key::Held(part, least, most)) => match (hopeful, most) {
                (false, _) => plus(first(part), *least),
                (true, Some(most)) if self.moments.lasts(*part) => plus(first(part), *most),
                (true, _) => NEVER,
            },
            Some(Key::Or(parts)) => parts.iter().map(first).min().unwrap_or(NEVER),
            Some(Key::All(parts)) if hopeful && parts.len() > 1 && !parts.iter().all(|p| self.moments.lasts(*p)) => NEVER,
            Some(Key::All(parts)) => parts.iter().map(first).max().unwrap_or(NEVER),
            Some(Key::Not(_)) if !hopeful => start,
            Some(Key::Start | Key::Signal(_) | Key::Fact(_) | Key::Not(_) | Key::Over(..) | Key::Unknown(_)) | None => NEVER,
        }
    }
}

impl Moments<'_> {
    /// When a step of equipment is due, and how long it takes at most; nothing for one of people.
    fn equipment(&self, step: StepId) -> Option<(Moment, u64)> {
        self.due(step).zip(self.most.get(step.index()).copied().flatten())
    }
}

/// So long after its base, or after the start where that comes later.
fn at(known: &BTreeMap<u32, i64>, moment: Moment, start: i64) -> i64 {
    plus(known.get(&moment.base).copied().unwrap_or(NEVER).max(start), moment.after)
}

/// So long before.
fn before(distance: u64) -> i64 {
    i64::try_from(distance).unwrap_or(NEVER).min(NEVER).saturating_neg()
}

fn plus(at: i64, after: u64) -> i64 {
    if at >= NEVER { NEVER } else { at.saturating_add_unsigned(after).min(NEVER) }
}
