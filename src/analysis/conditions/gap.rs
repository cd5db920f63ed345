//! Values at which no level of a ladder holds, though a milder one holds beside them.
//!
//! One gauge is moved while all else stays. Where the levels of the ladder get worse in one direction, whatever lies
//! beyond a level in that direction has to be covered; what lies before the mildest is normal life. Where they get worse in
//! both directions, one stretch between them is normal life: the one with the mildest levels around it.

use super::formula::{Fact, Formula, Node, Value};
use super::search::{Witness, truths};
use super::theory::Theory;
use crate::model::{GaugeId, LadderId};
use std::collections::BTreeMap;

/// Most combinations of values that are looked at for one ladder, and most parts of conditions for all of them.
const MAX_POINTS: usize = 100_000;
const MAX_WORK: usize = 5_000_000;

/// A gap in a ladder.
#[derive(Debug)]
pub(crate) struct Gap {
    /// The ladder.
    pub(crate) ladder: LadderId,
    /// Where no level holds; `None` where the ladder is too large to say.
    pub(crate) at: Option<Hole>,
}

/// Values at which no level holds.
#[derive(Debug)]
pub(crate) struct Hole {
    /// The values.
    pub(crate) values: Witness,
    /// The gauge that was moved.
    pub(crate) gauge: GaugeId,
    /// The level that holds just before, and the one that holds after.
    pub(crate) before: usize,
    /// The same on the other side, where there is one.
    pub(crate) after: Option<usize>,
}

/// The gaps of all ladders.
pub(super) fn gaps(theory: &Theory<'_>) -> Vec<Gap> {
    let ids = (0..theory.model.ladders.len()).map(|id| LadderId(id as u32));
    ids.flat_map(|id| in_ladder(theory, id)).collect()
}

fn in_ladder(theory: &Theory<'_>, id: LadderId) -> Vec<Gap> {
    let Some((formula, levels)) = theory.levels(id) else { return Vec::new() };
    // What could not be resolved may cover anything.
    if formula.facts.iter().any(|(fact, _)| matches!(fact, Fact::Unknown(_) | Fact::Level(..))) && !formula.circular {
        return Vec::new();
    }
    if !formula.facts.iter().any(|(fact, _)| matches!(fact, Fact::Gauge(_))) {
        return Vec::new();
    }
    match Grid::of(&formula, &levels) {
        Some(grid) if !formula.too_large && !formula.circular => grid.holes(&formula).into_iter().map(|hole| Gap { ladder: id, at: Some(hole) }).collect(),
        _ => vec![Gap { ladder: id, at: None }],
    }
}

/// Every combination of the values that make a difference, with the worst level that holds there.
struct Grid {
    /// For each fact, the distance between neighbours and how many values it has.
    axes: Vec<(usize, usize)>,
    /// Rank and index of the level; nothing where none holds.
    covers: Vec<Option<(usize, usize)>>,
    /// The parts that say when a level holds.
    nodes: Vec<Node>,
}

/// A point that is not covered although it has to be, with the levels around it.
#[derive(Debug, Clone, Copy)]
struct Flag {
    axis: usize,
    before: usize,
    after: Option<usize>,
}

/// In which direction levels get worse.
#[derive(Debug, Clone, Copy, Default)]
struct Trend {
    up: bool,
    down: bool,
}

impl Grid {
    fn of(formula: &Formula<'_>, levels: &[(usize, usize, Node)]) -> Option<Self> {
        let mut points: usize = 1;
        let mut axes = Vec::new();
        for (_, values) in &formula.facts {
            axes.push((points, values.len()));
            points = points.checked_mul(values.len()).filter(|p| *p <= MAX_POINTS)?;
        }
        if points.checked_mul(formula.exprs.len())? > MAX_WORK {
            return None;
        }
        let mut grid = Self { axes, covers: Vec::new(), nodes: levels.iter().map(|l| l.2).collect() };
        for point in 0..points {
            let values: Vec<Option<Value>> = grid.values(formula, point);
            let truths = truths(formula, &values);
            let holding = levels.iter().filter(|(.., node)| truths.get(*node).copied().flatten() == Some(true));
            grid.covers.push(holding.map(|(rank, level, _)| (*rank, *level)).max());
        }
        Some(grid)
    }

    fn values(&self, formula: &Formula<'_>, point: usize) -> Vec<Option<Value>> {
        let of = |((step, count), (_, values)): (&(usize, usize), &(Fact, Vec<Value>))| values.get(point / step % count).copied();
        self.axes.iter().zip(&formula.facts).map(of).collect()
    }

    fn cover(&self, point: usize) -> Option<(usize, usize)> {
        self.covers.get(point).copied().flatten()
    }

    /// One hole for each stretch of points that hang together.
    fn holes(&self, formula: &Formula<'_>) -> Vec<Hole> {
        let mut flags: BTreeMap<usize, Flag> = BTreeMap::new();
        for (axis, (fact, _)) in formula.facts.iter().enumerate() {
            if matches!(fact, Fact::Gauge(_)) {
                self.along(axis, &mut flags);
            }
        }
        let mut holes = Vec::new();
        while let Some((point, flag)) = flags.pop_first() {
            self.drop_neighbours(point, &mut flags);
            holes.extend(self.hole(formula, point, flag));
        }
        holes
    }

    fn drop_neighbours(&self, point: usize, flags: &mut BTreeMap<usize, Flag>) {
        let mut open = vec![point];
        while let Some(point) = open.pop() {
            for (step, count) in &self.axes {
                let at = point / step % count;
                let back = (at > 0).then(|| point - step);
                let next = (at + 1 < *count).then(|| point + step);
                open.extend(back.into_iter().chain(next).filter(|p| flags.remove(p).is_some()));
            }
        }
    }

    /// The finding at a point, with the values that matter.
    fn hole(&self, formula: &Formula<'_>, point: usize, flag: Flag) -> Option<Hole> {
        let mut values = self.values(formula, point);
        for index in (0..values.len()).filter(|i| *i != flag.axis) {
            let before = values.get_mut(index).and_then(Option::take);
            let truths = truths(formula, &values);
            let settled = self.nodes.iter().all(|n| truths.get(*n).copied().flatten() == Some(false));
            if let (false, Some(slot)) = (settled, values.get_mut(index)) {
                *slot = before;
            }
        }
        let Some((Fact::Gauge(gauge), _)) = formula.facts.get(flag.axis) else { return None };
        let values = formula.facts.iter().zip(values).filter_map(|((fact, _), value)| Some((*fact, value?))).collect();
        Some(Hole { values, gauge: *gauge, before: flag.before, after: flag.after })
    }

    /// Moves one gauge while all else stays.
    fn along(&self, axis: usize, flags: &mut BTreeMap<usize, Flag>) {
        let Some((step, count)) = self.axes.get(axis).copied() else { return };
        let starts = (0..self.covers.len()).filter(|p| p / step % count == 0);
        let lines: Vec<Vec<usize>> = starts.map(|p| (0..count).map(|i| p + i * step).collect()).collect();
        let trends: Vec<Trend> = lines.iter().map(|line| self.trend(line)).collect();
        let mut whole = trends.iter().fold(Trend::default(), |a, b| Trend { up: a.up || b.up, down: a.down || b.down });
        if !whole.up && !whole.down {
            whole = self.shift(&lines, count);
        }
        for (line, trend) in lines.iter().zip(trends) {
            let trend = if trend.up || trend.down { trend } else if whole.up && whole.down { Trend::default() } else { whole };
            for (point, before, after) in self.missed(line, trend) {
                flags.entry(point).or_insert(Flag { axis, before, after });
            }
        }
    }

    fn trend(&self, line: &[usize]) -> Trend {
        let ranks: Vec<usize> = line.iter().filter_map(|p| Some(self.cover(*p)?.0)).collect();
        let steps = || ranks.iter().zip(ranks.iter().skip(1));
        Trend { up: steps().any(|(a, b)| a < b), down: steps().any(|(a, b)| a > b) }
    }

    /// Where no line meets two levels: whether the worse ones lie wholly to one side.
    fn shift(&self, lines: &[Vec<usize>], count: usize) -> Trend {
        let mut ends: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for line in lines {
            for (at, rank) in line.iter().enumerate().filter_map(|(at, p)| Some((at, self.cover(*p)?.0))) {
                let ends = ends.entry(rank).or_insert((count, 0));
                *ends = (ends.0.min(at), ends.1.max(at));
            }
        }
        let ends: Vec<(usize, usize)> = ends.into_values().collect();
        let pairs = || ends.iter().enumerate().flat_map(|(i, a)| ends.iter().skip(i + 1).map(move |b| (a, b)));
        Trend { up: pairs().any(|(a, b)| a.0 < b.0 && a.1 < b.1), down: pairs().any(|(a, b)| a.0 > b.0 && a.1 > b.1) }
    }

    /// Points that have to be covered and are not, with the levels around them.
    fn missed(&self, line: &[usize], trend: Trend) -> Vec<(usize, usize, Option<usize>)> {
        let stretches = self.stretches(line);
        let normal = stretches.iter().enumerate().filter(|(_, s)| s.is_valley()).min_by_key(|(at, s)| (s.worst(), *at)).map(|(at, _)| at);
        let missed = stretches.iter().enumerate().filter(|(at, s)| match (trend.up, trend.down) {
            (true, false) => !s.before.is_empty(),
            (false, true) => !s.after.is_empty(),
            (true, true) => Some(*at) != normal && s.is_missed(),
            (false, false) => false,
        });
        missed.flat_map(|(_, s)| s.flags()).collect()
    }

    /// The stretches of a line that no level covers.
    fn stretches(&self, line: &[usize]) -> Vec<Stretch> {
        let mut found: Vec<Stretch> = Vec::new();
        let mut before: Vec<(usize, usize)> = Vec::new();
        let mut open = false;
        for point in line {
            match self.cover(*point) {
                Some(level) => {
                    open = false;
                    found.iter_mut().for_each(|s| s.after.push(level));
                    before.push(level);
                }
                None => {
                    if !open {
                        let before = before.iter().rev().copied().collect();
                        found.push(Stretch { points: Vec::new(), before, after: Vec::new() });
                    }
                    open = true;
                    found.last_mut().into_iter().for_each(|s| s.points.push(*point));
                }
            }
        }
        found
    }
}

/// A stretch without level, with the ranks and levels on either side, nearest first.
struct Stretch {
    points: Vec<usize>,
    before: Vec<(usize, usize)>,
    after: Vec<(usize, usize)>,
}

impl Stretch {
    /// Whether it gets worse on either side, with a level that holds on both.
    fn is_valley(&self) -> bool {
        let rises = |side: &[(usize, usize)]| side.iter().zip(side.iter().skip(1)).all(|(a, b)| a.0 <= b.0);
        rises(&self.before) && rises(&self.after) && self.before.iter().any(|b| self.after.contains(b))
    }

    fn worst(&self) -> Option<usize> {
        self.before.first().into_iter().chain(self.after.first()).map(|l| l.0).max()
    }

    /// Whether it lies between levels, or beyond one from which it gets milder on the other side.
    fn is_missed(&self) -> bool {
        match (self.before.first(), self.after.first()) {
            (Some(_), Some(_)) => true,
            (Some(near), None) => self.before.iter().find(|l| l.0 != near.0).is_some_and(|l| l.0 < near.0),
            (None, Some(near)) => self.after.iter().find(|l| l.0 != near.0).is_some_and(|l| l.0 < near.0),
            (None, None) => false,
        }
    }

    fn flags(&self) -> Vec<(usize, usize, Option<usize>)> {
        let mut sides: Vec<(usize, usize)> = self.before.first().into_iter().chain(self.after.first()).copied().collect();
        sides.sort_unstable();
        let Some((_, milder)) = sides.first().copied() else { return Vec::new() };
        let worse = sides.get(1).map(|s| s.1);
        self.points.iter().map(|p| (*p, milder, worse)).collect()
    }
}
