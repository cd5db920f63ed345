//! The judge: every combination of values that differ, and every past of up to three stretches, tried one by one.

use super::plan::{Cond, Plan, Role, compares};
use std::collections::{BTreeMap, BTreeSet};

/// What is so at one instant; sets are bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct World {
    pub(crate) gauges: [Option<i64>; 3],
    pub(crate) signals: u32,
    pub(crate) done: u32,
    pub(crate) finished: u32,
    /// Those of the levels that are not known by what is written; `None` where nobody knows.
    pub(crate) levels: Option<[u32; 2]>,
}

pub(super) const NOTHING: World = World { gauges: [None; 3], signals: 0, done: 0, finished: 0, levels: Some([0; 2]) };

/// Worlds from now backwards, each with the age from which it was so, in steps of five minutes; or what is told of
/// lengths of time, by their address.
#[derive(Clone, Copy)]
pub(crate) struct Past<'p> {
    pub(crate) stretches: &'p [(i64, World)],
    pub(crate) told: &'p [(usize, Option<bool>)],
}

/// What may be taken as known where a condition stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Known {
    All,
    /// Only what is not so: it was not so before.
    Denied,
    Nothing,
}

#[derive(Debug, Clone)]
pub(crate) struct Query<'p> {
    pub(crate) wants: Vec<(&'p Cond, bool)>,
    pub(crate) role: Role,
    pub(crate) known: Known,
    pub(crate) unset: bool,
}

/// What conditions speak of.
#[derive(Debug, Default)]
pub(crate) struct Facts<'c> {
    pub(crate) gauges: BTreeMap<usize, BTreeSet<(usize, i64)>>,
    pub(crate) signals: u32,
    pub(crate) finished: u32,
    done: bool,
    pub(crate) levels: [u32; 2],
    leaves: Vec<&'c Cond>,
    /// Lengths of time that lie in no other.
    times: Vec<&'c Cond>,
}

/// What should be found about a condition.
#[derive(Debug)]
pub(crate) struct Expected<'p> {
    pub(crate) whole: Whole,
    pub(crate) never: Vec<&'p Cond>,
    pub(crate) always: Vec<&'p Cond>,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Whole {
    Fine,
    /// Whether it holds while a gauge has no value, and whether only what is known of the place denies it.
    Never { unset: bool, known: bool },
    Shadowed,
    Always,
    /// It always holds, and may.
    Lowest,
}

pub(crate) struct Judge<'p> {
    pub(crate) plan: &'p Plan,
    /// All values of each gauge that are tried.
    pub(crate) grids: Vec<Vec<i64>>,
    /// Levels that are not known by what is written about them.
    free: Vec<Vec<bool>>,
    shadowed: Vec<Vec<bool>>,
    /// Some length of time lies within another.
    pub(crate) nested: bool,
}

impl<'p> Judge<'p> {
    pub(crate) fn of(plan: &'p Plan, conds: &[(usize, Role, &'p Cond)]) -> Self {
        let mut thresholds: Vec<BTreeSet<i64>> = vec![BTreeSet::new(); plan.gauges.len()];
        conds.iter().for_each(|(_, _, c)| each(c, &mut |c| if let Cond::Gauge(id, _, value) = c { thresholds[*id].insert(*value); }));
        plan.set.iter().for_each(|(id, value)| { thresholds[*id].insert(*value); });
        let grids = plan.gauges.iter().zip(thresholds).map(|(gauge, values)| grid(gauge.unit, gauge.range, values)).collect();
        let free = plan.ladders.iter().map(|l| l.levels.iter().map(Option::is_none).collect()).collect();
        let levels_wait = conds.iter().any(|(_, role, c)| matches!(role, Role::Level(..)) && any(c, &|c| matches!(c, Cond::For(..))));
        let inner_time = |c: &Cond| any(c, &|c| matches!(c, Cond::For(..)) || levels_wait && matches!(c, Cond::Level(..)));
        let nested = conds.iter().any(|(_, _, c)| any(c, &|c| matches!(c, Cond::For(inner, _) if inner_time(inner))));
        let mut judge = Self { plan, grids, free, shadowed: vec![Vec::new(); plan.ladders.len()], nested };
        let fates: Vec<Vec<(bool, bool)>> = (0..plan.ladders.len()).map(|l| (0..plan.ladders[l].levels.len()).map(|v| judge.fate(l, v)).collect()).collect();
        for (ladder, fates) in fates.into_iter().enumerate() {
            for (level, (never, shadowed)) in fates.into_iter().enumerate() {
                judge.free[ladder][level] |= never || shadowed;
                judge.shadowed[ladder].push(shadowed);
            }
        }
        judge
    }

    /// Whether a level never holds, and whether a worse one always holds with it.
    fn fate(&self, id: usize, level: usize) -> (bool, bool) {
        let ladder = &self.plan.ladders[id];
        let Some(own) = &ladder.levels[level] else { return (false, false) };
        let worse = (0..ladder.levels.len()).filter(|l| ladder.rank(*l) > ladder.rank(level)).filter_map(|l| ladder.levels[l].as_ref());
        let wants: Vec<(&Cond, bool)> = std::iter::once((own, true)).chain(worse.map(|w| (w, false))).collect();
        let possible = |wants: &[(&'p Cond, bool)]| self.possible(&Query { wants: wants.to_vec(), role: Role::Level(id, level), known: Known::All, unset: false });
        match possible(&wants[..1]) {
            false => (true, false),
            true => (false, wants.len() > 1 && !possible(&wants)),
        }
    }

    pub(crate) fn is_free(&self, ladder: usize, level: usize) -> bool {
        self.free[ladder][level]
    }

    /// Everything that conditions speak of, through the levels.
    pub(crate) fn facts<'c>(&'c self, conds: impl Iterator<Item = &'c Cond>) -> Facts<'c> {
        let mut facts = Facts::default();
        conds.for_each(|c| self.speak(c, false, &mut facts));
        facts
    }

    fn speak<'c>(&'c self, cond: &'c Cond, within: bool, facts: &mut Facts<'c>) {
        match cond {
            Cond::Signal(id) => facts.signals |= 1 << id,
            Cond::Gauge(id, sign, value) => drop(facts.gauges.entry(*id).or_default().insert((*sign, *value))),
            Cond::Done(_) => facts.done = true,
            Cond::Finished(id) => facts.finished |= 1 << id,
            Cond::Level(ladder, ..) => {
                for (level, when) in self.plan.ladders[*ladder].levels.iter().enumerate() {
                    match when {
                        Some(when) if !self.is_free(*ladder, level) => self.speak(when, within, facts),
                        _ => facts.levels[*ladder] |= 1 << level,
                    }
                }
            }
            Cond::Not(inner) => return self.speak(inner, within, facts),
            Cond::And(parts) | Cond::Or(parts) => return parts.iter().for_each(|p| self.speak(p, within, facts)),
            Cond::For(inner, _) => {
                facts.times.extend((!within).then_some(cond));
                return self.speak(inner, true, facts);
            }
        }
        facts.leaves.push(cond);
    }

    /// One value of each stretch of the grid on which all comparisons stay the same.
    pub(crate) fn stretches(&self, id: usize, comparisons: &BTreeSet<(usize, i64)>) -> Vec<i64> {
        let mut found: Vec<(i64, Vec<bool>)> = Vec::new();
        for value in &self.grids[id] {
            let truths = comparisons.iter().map(|(sign, with)| compares(*value, *sign, *with)).collect();
            if found.last().is_none_or(|last| last.1 != truths) {
                found.push((*value, truths));
            }
        }
        found.into_iter().map(|f| f.0).collect()
    }

    pub(crate) fn worlds(&self, facts: &Facts<'_>, unset: bool) -> Vec<World> {
        let mut worlds = vec![NOTHING];
        let mut times = |change: &dyn Fn(&World) -> Vec<World>| worlds = worlds.iter().flat_map(change).collect();
        for (id, comparisons) in &facts.gauges {
            let values: Vec<Option<i64>> = self.stretches(*id, comparisons).into_iter().map(Some).chain(unset.then_some(None)).collect();
            times(&|w| values.iter().map(|value| { let mut w = *w; w.gauges[*id] = *value; w }).collect());
        }
        times(&|w| subsets(facts.signals).map(|signals| World { signals, ..*w }).collect());
        times(&|w| subsets(facts.finished).map(|finished| World { finished, ..*w }).collect());
        for ladder in 0..2 {
            times(&|w| subsets(facts.levels[ladder]).map(|bits| { let mut w = *w; w.levels.iter_mut().for_each(|l| l[ladder] = bits); w }).collect());
        }
        if facts.done {
            let all = (1 << self.plan.steps.len()) - 1;
            let sets: Vec<u32> = subsets(all).filter(|done| self.in_order(*done)).collect();
            times(&|w| sets.iter().map(|done| World { done: *done, ..*w }).collect());
        }
        worlds
    }

    /// Whether what comes before each step that is done is done.
    fn in_order(&self, done: u32) -> bool {
        let when = |at: usize| self.plan.steps[at].when.as_ref().is_none_or(|c| asked(c, done));
        (0..self.plan.steps.len()).all(|at| done >> at & 1 == 0 || self.comes_after(at, done) && when(at))
    }

    fn comes_after(&self, at: usize, done: u32) -> bool {
        let step = &self.plan.steps[at];
        let mut before = step.after.iter().map(|s| done >> s & 1 == 1);
        if step.any && !step.after.is_empty() { before.any(|b| b) } else { before.all(|b| b) }
    }

    /// Whether what is known of a place is so, as far as it is spoken of.
    fn is_known(&self, world: &World, query: &Query<'_>, facts: &Facts<'_>) -> bool {
        let role = query.role;
        if query.known == Known::Nothing || matches!(role, Role::Banned | Role::Level(..)) {
            return true;
        }
        let own = if let Role::Step(at) | Role::Forbid(Some(at)) = role { Some(at) } else { None };
        let steps = &self.plan.steps;
        let in_recovery = own.is_some_and(|at| steps[at].in_recovery);
        let too_late = (0..steps.len()).filter(|s| steps[*s].in_recovery && !in_recovery).fold(0, |bits, s| bits | 1 << s);
        let denied = if role == Role::Start { u32::MAX } else { too_late | own.map_or(0, |at| 1 << at) };
        let comes_after = || query.known == Known::Denied || own.is_none_or(|at| self.comes_after(at, world.done));
        let ended = world.finished & 1 == 1 || facts.finished & 1 == 0;
        let runs = world.finished & 1 == 0;
        (!facts.done || world.done & denied == 0 && comes_after()) && if in_recovery { ended || query.known == Known::Denied } else { runs }
    }

    /// Whether a condition speaks of steps some of which never become due: rules about the order say so.
    pub(crate) fn is_out_of_reach(&self, cond: &Cond) -> bool {
        let steps = (0..self.plan.steps.len()).map(Role::Step);
        any(cond, &|c| matches!(c, Cond::Done(_))) && !steps.into_iter().all(|s| self.can_be_due(s))
    }

    fn can_be_due(&self, role: Role) -> bool {
        let facts = Facts { done: true, ..Facts::default() };
        let query = Query { wants: Vec::new(), role, known: Known::All, unset: false };
        let when = if let Role::Step(at) = role { self.plan.steps[at].when.as_ref() } else { None };
        self.worlds(&facts, false).iter().any(|w| self.is_known(w, &query, &facts) && when.is_none_or(|c| asked(c, w.done)))
    }

    /// Whether everything wanted can be at once.
    pub(crate) fn possible(&self, query: &Query<'_>) -> bool {
        self.possible_where(query, &|world| world)
    }

    /// The same where something is so of the present.
    pub(crate) fn possible_where(&self, query: &Query<'_>, put: &dyn Fn(World) -> World) -> bool {
        let facts = self.facts(query.wants.iter().map(|w| w.0));
        let worlds = self.worlds(&facts, query.unset);
        let now: Vec<World> = worlds.iter().copied().map(put).filter(|w| self.is_known(w, query, &facts)).collect();
        let meets = |w: &World, told: &[(usize, Option<bool>)]| {
            let past = Past { stretches: &[(0, *w)], told };
            query.wants.iter().all(|(cond, truth)| self.holds(cond, &past, 0) == Some(*truth))
        };
        if now.iter().any(|w| meets(w, &[])) {
            return true;
        }
        if facts.times.is_empty() {
            return false;
        }
        let knows = now.iter().all(|w| w.levels.is_some());
        // Of the past only that matters which lengths of time speak of; what was not so then need not be so now.
        let inner = self.facts(facts.times.iter().copied());
        let spoken = |w: &World| World { done: if inner.done { w.done } else { 0 }, finished: w.finished & inner.finished, ..*w };
        let key = |w: &World| {
            let past = Past { stretches: &[(0, *w)], told: &[] };
            (inner.leaves.iter().map(|c| self.holds(c, &past, 0)).collect::<Vec<_>>(), w.done, w.finished)
        };
        let mut before = BTreeMap::new();
        worlds.iter().map(|w| spoken(&World { levels: w.levels.filter(|_| knows), ..*w })).for_each(|w| { before.entry(key(&w)).or_insert(w); });
        let mut groups: BTreeMap<_, Vec<World>> = BTreeMap::new();
        now.iter().for_each(|w| groups.entry(key(&spoken(w))).or_default().push(*w));
        let before: Vec<World> = before.into_values().collect();
        groups.values().any(|group| {
            let told = self.pasts(&facts.times, &spoken(&group[0]), &before);
            told.iter().any(|told| {
                let told: Vec<_> = facts.times.iter().map(|c| std::ptr::from_ref::<Cond>(c) as usize).zip(told.iter().copied()).collect();
                group.iter().any(|w| meets(w, &told))
            })
        })
    }

    /// What lengths of time can have come to by now, with up to two other stretches before this one.
    fn pasts(&self, times: &[&Cond], now: &World, before: &[World]) -> BTreeSet<Vec<Option<bool>>> {
        let mut found = BTreeSet::new();
        let mut add = |stretches: &[(i64, World)]| {
            let past = Past { stretches, told: &[] };
            found.insert(times.iter().map(|c| self.holds(c, &past, 0)).collect());
        };
        let lasts = |newer: &World, older: &World| older.done & !newer.done == 0 && older.finished & !newer.finished == 0;
        let ages: &[i64] = if self.nested { &[1, 3, 4, 6, 8] } else { &[1, 2, 3, 4] };
        for first in before.iter().filter(|w| lasts(now, w)) {
            ages.iter().for_each(|t| add(&[(0, *now), (*t, *first)]));
            for second in before.iter().filter(|w| lasts(first, w)) {
                for (at, t) in ages.iter().enumerate() {
                    ages.iter().skip(at + 1).for_each(|u| add(&[(0, *now), (*t, *first), (*u, *second)]));
                }
            }
        }
        found
    }

    /// Whether a condition holds; `None` where a level that nobody knows decides it.
    pub(crate) fn holds(&self, cond: &Cond, past: &Past<'_>, age: i64) -> Option<bool> {
        let world = || &past.stretches.iter().rev().find(|p| p.0 <= age).unwrap().1;
        match cond {
            Cond::Signal(id) => Some(world().signals >> id & 1 == 1),
            Cond::Gauge(id, sign, with) => Some(world().gauges[*id].is_some_and(|value| compares(value, *sign, *with))),
            Cond::Done(step) => Some(world().done >> step & 1 == 1),
            Cond::Finished(id) => Some(world().finished >> id & 1 == 1),
            Cond::Level(ladder, sign, level) => {
                let rungs = &self.plan.ladders[*ladder];
                let is = |level: usize| match &rungs.levels[level] {
                    Some(when) if !self.is_free(*ladder, level) => self.holds(when, past, age),
                    _ => world().levels.map(|l| l[*ladder] >> level & 1 == 1),
                };
                let mut levels: Vec<(usize, Option<bool>)> = (0..rungs.levels.len()).map(|l| (rungs.rank(l), is(l))).chain([(0, Some(true))]).collect();
                levels.sort_unstable_by_key(|l| std::cmp::Reverse(l.0));
                let worst = |at: usize| all(levels[..at].iter().map(|l| l.1.map(|is| !is)).chain([levels[at].1]));
                let compared = |at: &usize| levels[*at].0 > 0 && compares(levels[*at].0, sign.unwrap_or(0), rungs.rank(*level));
                let meant = (0..levels.len()).filter(compared);
                all(meant.map(|at| worst(at).map(|is| !is))).map(|none| !none)
            }
            Cond::Not(inner) => self.holds(inner, past, age).map(|is| !is),
            Cond::And(parts) => all(parts.iter().map(|p| self.holds(p, past, age))),
            Cond::Or(parts) => all(parts.iter().map(|p| self.holds(p, past, age).map(|is| !is))).map(|none| !none),
            Cond::For(..) if !past.told.is_empty() => past.told.iter().find(|t| t.0 == std::ptr::from_ref(cond) as usize).unwrap().1,
            Cond::For(inner, minutes) => all((age..=age + minutes / 5).map(|age| self.holds(inner, past, age))),
        }
    }

    /// Whether two levels can hold at once, whatever those are that nobody knows.
    pub(crate) fn meet(&self, own: &Cond, other: &Cond, role: Role) -> bool {
        let query = Query { wants: vec![(own, true), (other, true)], role, known: Known::All, unset: true };
        self.possible_where(&query, &|world| World { levels: None, ..world })
    }

    /// Whether a gauge can have a value.
    pub(crate) fn can_be(&self, id: usize, value: i64) -> bool {
        let grid = &self.grids[id];
        let whole = grid.iter().all(|v| v % 1000 == 0);
        let range = self.plan.gauges[id].range;
        let low = if self.plan.gauges[id].unit == "time" { Some(0) } else { None };
        (!whole || value % 1000 == 0) && low.max(range.0).is_none_or(|l| l <= value) && range.1.is_none_or(|h| value <= h)
    }

    /// What should be said of a condition.
    pub(crate) fn judge(&self, role: Role, cond: &'p Cond) -> Expected<'p> {
        let mut found = Expected { whole: Whole::Fine, never: Vec::new(), always: Vec::new() };
        let query = Query { wants: vec![(cond, true)], role, known: Known::All, unset: false };
        if matches!(role, Role::Level(l, v) if self.plan.ladders[l].prefer_highest && self.shadowed[l][v]) {
            found.whole = Whole::Shadowed;
        } else if !self.possible(&query) {
            let known = self.possible(&Query { known: Known::Nothing, ..query.clone() });
            found.whole = Whole::Never { unset: self.possible(&Query { unset: true, ..query }), known };
        } else if self.always(cond, role, Known::All) {
            found.whole = if self.is_lowest(role) { Whole::Lowest } else { Whole::Always };
        } else {
            self.parts(cond, &[], role, Known::All, &mut found);
        }
        found
    }

    /// Whether it is the mildest level of a ladder in which the worst counts.
    pub(crate) fn is_lowest(&self, role: Role) -> bool {
        matches!(role, Role::Level(l, v) if self.plan.ladders[l].prefer_highest && self.plan.ladders[l].rank(v) == 1)
    }

    fn always(&self, cond: &'p Cond, role: Role, known: Known) -> bool {
        !self.possible(&Query { wants: vec![(cond, false)], role, known, unset: false })
    }

    fn parts(&self, cond: &'p Cond, context: &[&'p Cond], role: Role, known: Known, found: &mut Expected<'p>) {
        match cond {
            Cond::And(parts) => {
                for (at, part) in parts.iter().enumerate() {
                    if self.always(part, role, known) {
                        found.always.push(part);
                        continue;
                    }
                    let others = parts.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, p)| p);
                    let context: Vec<&Cond> = context.iter().copied().chain(others).collect();
                    self.parts(part, &context, role, known, found);
                }
            }
            Cond::Or(parts) => {
                for part in parts {
                    let wants = context.iter().copied().chain([part]).map(|c| (c, true)).collect();
                    if self.possible(&Query { wants, role, known, unset: false }) {
                        self.parts(part, context, role, known, found);
                    } else {
                        found.never.push(part);
                    }
                }
            }
            Cond::Not(inner) => self.parts(inner, &[], role, known, found),
            Cond::For(inner, _) => self.parts(inner, &[], role, Known::Denied, found),
            Cond::Signal(_) | Cond::Gauge(..) | Cond::Done(_) | Cond::Finished(_) | Cond::Level(..) => {}
        }
    }

    /// Whether a comparison is the same at every value its gauge can have: then what it is.
    pub(crate) fn constant(&self, cond: &Cond) -> Option<bool> {
        let Cond::Gauge(id, sign, with) = cond else { return None };
        let mut truths = self.grids[*id].iter().map(|v| compares(*v, *sign, *with));
        let first = truths.next()?;
        truths.all(|t| t == first).then_some(first)
    }
}

/// Whether all are so.
fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = true;
    for part in parts {
        if part == Some(false) {
            return part;
        }
        known &= part.is_some();
    }
    known.then_some(true)
}

/// Whether the steps that a condition needs to be done are.
fn asked(cond: &Cond, done: u32) -> bool {
    match cond {
        Cond::Done(step) => done >> step & 1 == 1,
        Cond::And(parts) => parts.iter().all(|p| asked(p, done)),
        Cond::Or(parts) => parts.iter().any(|p| asked(p, done)),
        Cond::For(inner, _) => asked(inner, done),
        Cond::Not(_) | Cond::Signal(_) | Cond::Gauge(..) | Cond::Finished(_) | Cond::Level(..) => true,
    }
}

fn subsets(of: u32) -> impl Iterator<Item = u32> {
    (0..=of).filter(move |bits| bits & !of == 0)
}

/// The values named, their neighbours, what lies halfway, and the ends of the range.
fn grid(unit: &str, range: (Option<i64>, Option<i64>), mut values: BTreeSet<i64>) -> Vec<i64> {
    values.extend(range.0.into_iter().chain(range.1));
    let whole = matches!(unit, "人" | "条") && values.iter().all(|v| v % 1000 == 0);
    let step = if whole { 1000 } else { 1 };
    let low = if unit == "time" { Some(range.0.unwrap_or(0).max(0)) } else { range.0 };
    values.insert(0);
    let named: Vec<i64> = values.iter().copied().collect();
    let halfway = named.iter().zip(named.iter().skip(1)).map(|(a, b)| (a + (b - a) / 2) / step * step);
    let near = named.iter().flat_map(|v| [v - step, *v, v + step]);
    let all: BTreeSet<i64> = near.chain(halfway).chain(low).chain(range.1).collect();
    all.into_iter().filter(|v| v % step == 0 && low.is_none_or(|l| l <= *v) && range.1.is_none_or(|h| *v <= h)).collect()
}

pub(crate) fn each<'c>(cond: &'c Cond, visit: &mut dyn FnMut(&'c Cond)) {
    visit(cond);
    match cond {
        Cond::And(parts) | Cond::Or(parts) => parts.iter().for_each(|p| each(p, visit)),
        Cond::Not(inner) | Cond::For(inner, _) => each(inner, visit),
        Cond::Signal(_) | Cond::Gauge(..) | Cond::Done(_) | Cond::Finished(_) | Cond::Level(..) => {}
    }
}

pub(crate) fn any(cond: &Cond, is: &dyn Fn(&Cond) -> bool) -> bool {
    let mut found = false;
    each(cond, &mut |c| found |= is(c));
    found
}
