//! Two conditions side by side: values for which only one holds, or both.

use super::formula::{Formula, Kind, Var, moved};
use crate::analysis::conditions::counts;
use crate::analysis::states::formula::{Atom, Expr, UNSET};
use crate::diagnostic::{Amount, Lang};
use smol_str::SmolStr;

/// Most combinations of values that are tried for two conditions.
const LIMIT: usize = 4096;

/// Two conditions over what both of them speak of.
pub(crate) struct Joint<'f> {
    a: &'f Expr,
    b: Expr,
    vars: Vec<&'f Var>,
    /// For each thing that both speak of, what it is for the second.
    twins: Vec<(usize, &'f Var)>,
    /// The values to try for each: where nothing changes between two of them, nothing changes at all.
    points: Vec<Vec<i64>>,
    alike: bool,
}

/// What each thing must be for something to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Witness {
    /// As a reader would say it.
    pub(crate) en: String,
    /// The same in Chinese.
    pub(crate) zh: String,
    /// Whether the first holds then.
    pub(crate) first: bool,
}

/// Whether a condition can hold at all; if there are too many values to try, it may.
pub(super) fn can_hold(formula: &Formula) -> bool {
    Joint::of(formula, formula).find(true, |holds, _| holds) != Some(None)
}

impl<'f> Joint<'f> {
    /// Lays two conditions side by side.
    pub(crate) fn of(a: &'f Formula, b: &'f Formula) -> Self {
        let mut vars: Vec<&Var> = a.vars.iter().collect();
        let (mut map, mut twins, mut alike) = (Vec::new(), Vec::new(), true);
        for var in &b.vars {
            let found = vars.iter().take(a.vars.len()).position(|v| same(v, var)).filter(|at| !map.contains(at));
            alike &= found.is_some();
            map.push(found.unwrap_or(vars.len()));
            match found {
                Some(at) => twins.push((at, var)),
                None => vars.push(var),
            }
        }
        alike &= vars.len() == map.len();
        let mut joint = Self { a: &a.root, b: moved(&b.root, &map), vars, twins, points: Vec::new(), alike };
        joint.points = (0..joint.vars.len()).map(|var| joint.points_of(var)).collect();
        joint
    }

    /// Whether both speak of the same things.
    pub(crate) fn is_alike(&self) -> bool {
        self.alike
    }

    /// Values for which the two are as wanted; `None` inside where there are none, outside where there are too many to try.
    /// `unset`: a gauge may not have been set yet.
    pub(crate) fn find(&self, unset: bool, wanted: impl Fn(bool, bool) -> bool) -> Option<Option<Witness>> {
        let mut points = self.points.clone();
        for (list, _) in points.iter_mut().zip(&self.vars).filter(|(_, v)| unset && matches!(v.kind, Kind::Gauge { .. })) {
            list.push(UNSET);
        }
        let count = points.iter().try_fold(1usize, |count, list| count.checked_mul(list.len()).filter(|c| *c <= LIMIT))?;
        for number in 0..count {
            let values = values(&points, number);
            let holds = |expr: &Expr| expr.holds(&|atom| atom.of(&values) == Some(true));
            let (a, b) = (holds(self.a), holds(&self.b));
            if wanted(a, b) {
                return Some(Some(self.witness(&values, a)));
            }
        }
        Some(None)
    }

    fn witness(&self, values: &[i64], first: bool) -> Witness {
        let told = |lang: Lang| -> Vec<String> {
            let each = self.vars.iter().zip(values).map(|(var, value)| match (&var.kind, lang, value) {
                (Kind::Gauge { unit, .. }, ..) => format!("`{}` = {}", var.shown, amount(unit, *value).shown(lang)),
                (Kind::Signal | Kind::Opaque | Kind::Held(_), Lang::En, 0) => format!("not `{}`", var.shown),
                (Kind::Signal | Kind::Opaque | Kind::Held(_), Lang::Zh, 0) => format!("非 `{}`", var.shown),
                (Kind::Signal | Kind::Opaque | Kind::Held(_), ..) => format!("`{}`", var.shown),
            });
            each.collect()
        };
        Witness { en: told(Lang::En).join(", "), zh: told(Lang::Zh).join("、"), first }
    }

    fn points_of(&self, var: usize) -> Vec<i64> {
        let Some(Kind::Gauge { unit, .. }) = self.vars.get(var).map(|v| &v.kind) else { return vec![0, 1] };
        let mut figures = Vec::new();
        for expr in [self.a, &self.b] {
            expr.walk(&mut |atom| if let Atom::Gauge(of, _, value, _) = atom && of == var { figures.push(value) });
        }
        figures.sort_unstable();
        figures.dedup();
        let whole = counts(unit) && figures.iter().all(|f| f % 1000 == 0);
        let mut points = between(&figures, if whole { 1000 } else { 1 });
        let bounds = |v: &Var| if let Kind::Gauge { range, .. } = &v.kind { *range } else { (None, None) };
        let twin = self.twins.iter().find(|t| t.0 == var).map(|t| t.1);
        let both: Vec<(Option<i64>, Option<i64>)> = self.vars.get(var).copied().into_iter().chain(twin).map(bounds).collect();
        let (low, high) = (both.iter().filter_map(|b| b.0).max(), both.iter().filter_map(|b| b.1).min());
        points.extend(low.into_iter().chain(high));
        points.retain(|p| low.is_none_or(|l| l <= *p) && high.is_none_or(|h| *p <= h));
        points.sort_unstable();
        points.dedup();
        points
    }
}

fn values(points: &[Vec<i64>], mut number: usize) -> Vec<i64> {
    let pick = |list: &Vec<i64>| {
        let value = list.get(number % list.len().max(1)).copied().unwrap_or(0);
        number /= list.len().max(1);
        value
    };
    points.iter().map(pick).collect()
}

/// One value below all figures, each figure, one between each two, and one above, in steps of this size.
fn between(figures: &[i64], step: i64) -> Vec<i64> {
    let mut points = Vec::new();
    points.extend(figures.first().map(|first| first.saturating_sub(1000)));
    for (at, figure) in figures.iter().enumerate() {
        points.push(*figure);
        let next = figures.get(at + 1).map_or(figure.saturating_add(2000), |next| *next);
        let middle = figure.saturating_add((next.saturating_sub(*figure) / 2 / step * step).max(step));
        points.extend((middle < next).then_some(middle));
    }
    points
}

fn same(a: &Var, b: &Var) -> bool {
    let named = || a.names.iter().any(|n| b.names.contains(n));
    match (&a.kind, &b.kind) {
        (Kind::Signal, Kind::Signal) => named(),
        (Kind::Gauge { unit: a, .. }, Kind::Gauge { unit: b, .. }) => a == b && named(),
        (Kind::Signal | Kind::Gauge { .. } | Kind::Opaque | Kind::Held(_), _) => false,
    }
}

fn amount(unit: &SmolStr, value: i64) -> Amount {
    match u64::try_from(value) {
        Ok(millis) if unit == "time" => Amount::Time(millis),
        Ok(_) | Err(_) => Amount::Number(value, unit.clone()),
    }
}
