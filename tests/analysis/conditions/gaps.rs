//! Values at which no level holds: the page of P502, read out point by point.

use super::judge::{Past, World};
use super::plan::{Cond, Role, compares};
use super::replay::{Told, level};
use super::Round;
use std::collections::{BTreeMap, BTreeSet};

/// A line along one gauge: the worlds on it, each with rank and index of its worst level.
type Line = Vec<(World, Option<(usize, usize)>)>;

/// What is missed on a line: where, and the levels around it.
type Missed = (usize, BTreeSet<usize>);

/// The points of a line, and what is missed on it.
type Along = (Vec<usize>, Vec<Missed>);

fn trend(line: &Line) -> (bool, bool) {
    let ranks: Vec<usize> = line.iter().filter_map(|p| Some(p.1?.0)).collect();
    let pairs = || ranks.iter().zip(ranks.iter().skip(1));
    (pairs().any(|(a, b)| a < b), pairs().any(|(a, b)| a > b))
}

/// Whether, of two levels, the worse lies further up, or further down, over all lines.
fn shift(lines: &[Line]) -> (bool, bool) {
    let mut ends: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for line in lines {
        for (at, rank) in line.iter().enumerate().filter_map(|(at, p)| Some((at, p.1?.0))) {
            let e = ends.entry(rank).or_insert((at, at));
            *e = (e.0.min(at), e.1.max(at));
        }
    }
    let pairs = || ends.iter().flat_map(|a| ends.iter().filter(move |b| a.0 < b.0).map(move |b| (a.1, b.1)));
    (pairs().any(|(a, b)| a.0 < b.0 && a.1 < b.1), pairs().any(|(a, b)| a.0 > b.0 && a.1 > b.1))
}

/// The levels that a point without level lies between, nearest first on each side.
fn sides(line: &Line, at: usize) -> [Vec<(usize, usize)>; 2] {
    let covers = |points: &mut dyn Iterator<Item = &(World, Option<(usize, usize)>)>| points.filter_map(|p| p.1).collect::<Vec<_>>();
    [covers(&mut line[..at].iter().rev()), covers(&mut line[at..].iter())]
}

fn missed(line: &Line, (up, down): (bool, bool)) -> Vec<Missed> {
    let open = (0..line.len()).filter(|at| line[*at].1.is_none());
    let normal = normal(line);
    let is_missed = |at: &usize| {
        let [before, after] = sides(line, *at);
        let milder_inwards = |side: &[(usize, usize)]| side.iter().find(|l| l.0 != side[0].0).is_some_and(|l| l.0 < side[0].0);
        match (up, down) {
            (true, false) => !before.is_empty(),
            (false, true) => !after.is_empty(),
            (false, false) => false,
            (true, true) if normal.as_ref().is_some_and(|n| n.contains(at)) => false,
            (true, true) => match (before.is_empty(), after.is_empty()) {
                (false, false) => true,
                (false, true) => milder_inwards(&before),
                (true, false) => milder_inwards(&after),
                (true, true) => false,
            },
        }
    };
    let around = |at: usize| sides(line, at).iter().filter_map(|s| s.first()).map(|l| l.1).collect();
    open.filter(is_missed).map(|at| (at, around(at))).collect()
}

/// Where levels get worse in both directions: the stretch from which they do on both sides, the mildest of those.
fn normal(line: &Line) -> Option<std::ops::Range<usize>> {
    let mut best: Option<(usize, std::ops::Range<usize>)> = None;
    let mut at = 0;
    while at < line.len() {
        let end = (at..line.len()).find(|p| line[*p].1.is_some()).unwrap_or(line.len());
        let [before, after] = sides(line, at);
        let rises = |side: &[(usize, usize)]| side.windows(2).all(|w| w[0].0 <= w[1].0);
        if end > at && rises(&before) && rises(&after) && before.iter().any(|b| after.contains(b)) {
            let worst = before[0].0.max(after[0].0);
            if best.as_ref().is_none_or(|b| worst < b.0) {
                best = Some((worst, at..end));
            }
        }
        at = end.max(at + 1);
    }
    best.map(|b| b.1)
}

/// All gaps of a ladder: what is told of a point, by gauge.
struct Gaps {
    points: Vec<World>,
    /// For each gauge its lines, and what they miss.
    missed: BTreeMap<usize, Vec<Along>>,
}

impl Gaps {
    /// The points that hang together, in groups.
    fn groups(&self, near: &dyn Fn(&World, &World) -> bool) -> Vec<Vec<usize>> {
        let all = self.missed.values().flatten().flat_map(|(line, missed)| missed.iter().map(|m| line[m.0]));
        let mut left: BTreeSet<usize> = all.collect();
        let mut groups = Vec::new();
        while let Some(first) = left.pop_first() {
            let mut open = vec![first];
            let mut group = Vec::new();
            while let Some(at) = open.pop() {
                group.push(at);
                let next: Vec<usize> = left.iter().copied().filter(|p| near(&self.points[*p], &self.points[at])).collect();
                next.iter().for_each(|p| { left.remove(p); });
                open.extend(next);
            }
            groups.push(group);
        }
        groups
    }
}

impl<'p> Round<'p> {
    /// Values without level are told exactly where the page of the rule says so.
    pub(super) fn gaps(&mut self, places: &[(usize, Role, &'p Cond)]) {
        let plan = self.judge.plan;
        for (id, ladder) in plan.ladders.iter().enumerate() {
            let conds: Vec<_> = ladder.levels.iter().flatten().collect();
            let facts = self.judge.facts(conds.iter().copied());
            let lines: Vec<usize> = places.iter().filter(|p| matches!(p.1, Role::Level(l, _) if l == id)).map(|p| p.0).collect();
            let found: Vec<_> = lines.iter().flat_map(|l| self.of("P502", *l)).collect();
            if conds.len() < ladder.levels.len() || facts.levels != [0; 2] || facts.gauges.is_empty() {
                assert!(found.is_empty(), "{}\n{}", found[0].message.en, self.text);
                self.count("ladder left alone");
                continue;
            }
            let points = self.judge.worlds(&facts, false);
            let cover = |w: &World| (0..conds.len()).filter(|l| self.judge.holds(conds[*l], &Past { stretches: &[(0, *w)], told: &[] }, 0) == Some(true)).map(|l| (ladder.rank(l), l)).max();
            let mut gaps = Gaps { points: points.clone(), missed: BTreeMap::new() };
            for gauge in facts.gauges.keys().copied() {
                let mut lines: Vec<Vec<usize>> = Vec::new();
                let rest = |w: &World| { let mut w = *w; w.gauges[gauge] = None; w };
                for (at, point) in points.iter().enumerate() {
                    match lines.iter_mut().find(|l| rest(&points[l[0]]) == rest(point)) {
                        Some(line) => line.push(at),
                        None => lines.push(vec![at]),
                    }
                }
                lines.iter_mut().for_each(|l| l.sort_by_key(|p| points[*p].gauges[gauge]));
                let covered: Vec<Line> = lines.iter().map(|l| l.iter().map(|p| (points[*p], cover(&points[*p]))).collect()).collect();
                let mut whole = covered.iter().map(trend).fold((false, false), |a, b| (a.0 || b.0, a.1 || b.1));
                if whole == (false, false) {
                    whole = shift(&covered);
                }
                let direction = |own: (bool, bool)| if own != (false, false) { own } else if whole == (true, true) { (false, false) } else { whole };
                let told = lines.into_iter().zip(&covered).map(|(l, c)| (l, missed(c, direction(trend(c))))).collect();
                gaps.missed.insert(gauge, told);
            }
            let stretches: BTreeMap<usize, Vec<i64>> = facts.gauges.iter().map(|(g, c)| (*g, self.judge.stretches(*g, c))).collect();
            let near = |a: &World, b: &World| {
                let place = |w: &World, g: usize| stretches[&g].iter().position(|v| Some(*v) == w.gauges[g]).unwrap();
                let moved: usize = stretches.keys().map(|g| place(a, *g).abs_diff(place(b, *g))).sum();
                moved as u32 + (a.signals ^ b.signals).count_ones() + (a.finished ^ b.finished).count_ones() == 1
            };
            let groups = gaps.groups(&near);
            self.count(if groups.is_empty() { "no gap" } else { "gaps" });
            let mut left = groups;
            for finding in found {
                let message = &finding.message.en;
                let (words, values) = message.split_once(": ").unwrap();
                let named: BTreeSet<usize> = words.split('`').skip(1).step_by(2).map(level).collect();
                let gauge: usize = finding.help.as_ref().unwrap().en.rsplit_once("`g").unwrap().1.trim_end_matches('`').parse().unwrap();
                let told = Told::read(values);
                assert!(told.gauges.iter().all(|(g, value)| self.judge.can_be(*g, value.unwrap())), "{message}\n{}", self.text);
                let bare = points.iter().all(|w| cover(&told.put(*w)).is_none());
                assert!(bare, "{message}: some level holds there\n{}", self.text);
                if let Some(stretches) = told.replayed(&finding.run) {
                    assert!((0..conds.len()).all(|l| self.judge.holds(conds[l], &Past { stretches: &stretches, told: &[] }, 0) != Some(true)), "{message}: not in {:?}\n{}", finding.run, self.text);
                    self.count("gap in a run");
                }
                // In the same stretch of each gauge as the values told.
                let stretch = |g: usize, v: i64| facts.gauges[&g].iter().map(|(s, with)| compares(v, *s, *with)).collect::<Vec<_>>();
                let fits = |w: &World| {
                    told.gauges.iter().all(|(g, v)| stretch(*g, v.unwrap()) == stretch(*g, w.gauges[*g].unwrap()))
                        && { let put = told.put(*w); put.signals == w.signals && put.finished == w.finished }
                };
                left.retain(|group| !group.iter().any(|p| fits(&points[*p])));
                let shown = gaps.missed[&gauge].iter().flat_map(|(line, missed)| missed.iter().map(|m| (line[m.0], &m.1)));
                let shows = shown.into_iter().any(|(p, around)| *around == named && fits(&points[p]));
                assert!(shows, "{message}: along g{gauge}\n{}", self.text);
                self.count("gap replayed");
            }
            assert!(left.is_empty(), "ladder L{id}: nothing says so at {:?}\n{}", points[left[0][0]], self.text);
        }
    }
}
