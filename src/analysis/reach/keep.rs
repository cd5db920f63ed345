//! What keeps a procedure from ending, although the world does as it likes otherwise.

use super::net::{Course, Net, initial};
use crate::analysis::states::formula::{Atom, Expr};
use std::collections::{BTreeMap, HashMap};

/// Things that stay so, steps that are not done, ends that do not come, and what does not hold for long.
#[derive(Debug, Clone, Default)]
pub(super) struct Kept {
    pub(super) things: BTreeMap<usize, Vec<Atom>>,
    pub(super) steps: Vec<usize>,
    pub(super) ends: Vec<usize>,
    pub(super) held: Vec<usize>,
    cost: usize,
}

/// How often something is asked for, by conditions that bring things about.
pub(super) struct Wants {
    counts: HashMap<(u8, usize, bool), usize>,
}

/// What an atom asks for, as far as it matters here.
fn wanted(atom: Atom) -> (u8, usize, bool) {
    match atom {
        Atom::Signal(var, is) => (0, var, is),
        Atom::Gauge(var, ..) => (0, var, true),
        Atom::Done(step, is) => (1, step, is),
        Atom::Ended(id, is) => (2, id, is),
        Atom::Held(held, is) => (3, held, is),
        Atom::Shared(shared, is) => (4, shared, is),
    }
}

impl Wants {
    pub(super) fn of(net: &Net) -> Self {
        let mut counts = HashMap::new();
        let starts = net.procedures.iter().flat_map(|p| p.starts.iter().map(|s| &s.when));
        let inner = net.held.iter().map(|h| &h.when).chain(&net.shared);
        for expr in net.steps.iter().map(|s| &s.guard).chain(starts).chain(inner) {
            expr.walk(&mut |atom| *counts.entry(wanted(atom)).or_default() += 1);
        }
        Self { counts }
    }

    fn of_atom(&self, atom: Atom) -> usize {
        self.counts.get(&wanted(atom)).copied().unwrap_or(0)
    }
}

/// Whether a thing can be as all of these ask.
pub(super) fn fits(net: &Net, var: usize, atoms: &[&[Atom]]) -> bool {
    value(net, var, atoms).is_some()
}

/// A value of a thing that is as all of these ask; the one before anything happens, where it is.
pub(super) fn value(net: &Net, var: usize, atoms: &[&[Atom]]) -> Option<i64> {
    let first = net.things.get(var).map(|thing| initial(*thing)).filter(|value| asked(*value, atoms));
    first.or_else(|| told(net, var, atoms))
}

/// Whether a thing can become as these ask, at any time, while it is kept as others ask: what has been told once is not
/// without a value again.
pub(super) fn becomes(net: &Net, var: usize, own: &[Atom], kept: &[Atom]) -> bool {
    if told(net, var, &[kept]).is_some() { told(net, var, &[own, kept]).is_some() } else { fits(net, var, &[own, kept]) }
}

/// Whether a value is as all of these ask.
fn asked(value: i64, atoms: &[&[Atom]]) -> bool {
    atoms.iter().all(|list| list.iter().all(|a| a.with(value) != Some(false)))
}

/// A value that somebody tells and that is as all of these ask.
fn told(net: &Net, var: usize, atoms: &[&[Atom]]) -> Option<i64> {
    let samples = net.samples.get(var).map_or(&[][..], Vec::as_slice);
    // Between two thresholds nothing changes: the values next to one of those that are asked for are enough.
    let near = |atom: &Atom| {
        let at = if let Atom::Gauge(_, _, threshold, _) = atom { samples.partition_point(|s| s < threshold) } else { 0 };
        samples.get(at.saturating_sub(1)..).unwrap_or_default().iter().take(3).copied()
    };
    let values = samples.first().copied().into_iter().chain(atoms.iter().copied().flatten().flat_map(near));
    values.into_iter().find(|value| asked(*value, atoms))
}

impl Kept {
    /// What keeps all ends of a procedure off to which nobody has to agree; `None` where nothing plain does.
    pub(super) fn of(net: &Net, wants: &Wants, course: &Course) -> Option<Self> {
        course.finishes.iter().filter(|f| !f.asked).try_fold(Self::default(), |kept, f| kept.and(net, Self::against(net, wants, &f.when, true)?))
    }

    /// What keeps a condition from being so.
    fn against(net: &Net, wants: &Wants, expr: &Expr, is: bool) -> Option<Self> {
        match expr {
            Expr::Const(so) => (*so != is).then(Self::default),
            Expr::All(parts) if is => parts.iter().filter_map(|p| Self::against(net, wants, p, is)).min_by_key(|k| k.cost),
            Expr::Any(parts) if !is => parts.iter().filter_map(|p| Self::against(net, wants, p, is)).min_by_key(|k| k.cost),
            Expr::All(parts) | Expr::Any(parts) => parts.iter().try_fold(Self::default(), |kept, p| kept.and(net, Self::against(net, wants, p, is)?)),
            Expr::Atom(atom) => Self::against_atom(net, wants, if is { *atom } else { atom.denied() }),
        }
    }

    fn against_atom(net: &Net, wants: &Wants, atom: Atom) -> Option<Self> {
        let cost = wants.of_atom(atom);
        let kept = Self { cost: 1 + cost, ..Self::default() };
        match atom {
            Atom::Signal(var, _) | Atom::Gauge(var, ..) => {
                let atom = atom.denied();
                let first = net.things.get(var).and_then(|thing| atom.with(initial(*thing))) == Some(true);
                // What has to change first is kept only where nothing else is.
                let cost = kept.cost + if first { 0 } else { net.steps.len() };
                fits(net, var, &[&[atom]]).then(|| Self { things: BTreeMap::from([(var, vec![atom])]), cost, ..kept })
            }
            Atom::Done(step, true) => Some(Self { steps: vec![step], ..kept }),
            Atom::Ended(id, true) => Some(Self { ends: vec![id], ..kept }),
            Atom::Held(held, true) => Some(Self { held: vec![held], ..kept }),
            Atom::Shared(shared, so) => Self::against(net, wants, net.shared.get(shared)?, so),
            Atom::Done(_, false) | Atom::Ended(_, false) | Atom::Held(_, false) => None,
        }
    }

    /// Both; `None` where they exclude one another.
    pub(super) fn and(mut self, net: &Net, other: Self) -> Option<Self> {
        for (var, atoms) in other.things {
            let own = self.things.entry(var).or_default();
            own.extend(atoms);
            if !fits(net, var, &[own]) {
                return None;
            }
        }
        self.steps.extend(other.steps);
        self.ends.extend(other.ends);
        self.held.extend(other.held);
        self.cost += other.cost;
        Some(self)
    }

    /// The things that have to change before it is so.
    pub(super) fn changes(&self, net: &Net) -> Vec<(usize, i64)> {
        let changed = |(var, atoms): (&usize, &Vec<Atom>)| {
            let value = value(net, *var, &[atoms])?;
            (net.things.get(*var).map(|t| initial(*t)) != Some(value)).then_some((*var, value))
        };
        self.things.iter().filter_map(changed).collect()
    }
}
