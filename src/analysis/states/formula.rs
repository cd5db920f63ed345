//! Conditions with every `not` moved down to what it denies.

use crate::ast::Compare;

/// A gauge without value.
pub(crate) const UNSET: i64 = i64::MIN;

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Expr {
    Const(bool),
    Atom(Atom),
    All(Vec<Expr>),
    Any(Vec<Expr>),
}

/// One thing that a condition asks, and whether it asks that it is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Atom {
    /// A signal, by its number among the values.
    Signal(usize, bool),
    /// A gauge, by its number among the values.
    Gauge(usize, Compare, i64, bool),
    /// A step, by its number.
    Done(usize, bool),
    /// The end of a procedure, by its number.
    Ended(usize, bool),
    /// A condition for so long, by its number.
    Held(usize, bool),
    /// A condition that several others ask, by its number.
    Shared(usize, bool),
}

impl Atom {
    /// Whether a value of its signal or gauge is what it asks; `None` where it asks something else.
    pub(crate) fn with(self, value: i64) -> Option<bool> {
        match self {
            Self::Signal(_, is) => Some((value == 1) == is),
            Self::Gauge(_, sign, threshold, is) => Some((value != UNSET && sign.holds(value, threshold)) == is),
            Self::Done(..) | Self::Ended(..) | Self::Held(..) | Self::Shared(..) => None,
        }
    }

    /// Whether it is so with these values; `None` where it asks something else.
    pub(crate) fn of(self, values: &[i64]) -> Option<bool> {
        self.with(values.get(self.var()?).copied()?)
    }

    /// The number of its signal or gauge.
    pub(crate) fn var(self) -> Option<usize> {
        match self {
            Self::Signal(var, _) | Self::Gauge(var, ..) => Some(var),
            Self::Done(..) | Self::Ended(..) | Self::Held(..) | Self::Shared(..) => None,
        }
    }

    /// The same asked the other way round.
    pub(crate) fn denied(self) -> Self {
        match self {
            Self::Signal(var, is) => Self::Signal(var, !is),
            Self::Gauge(var, sign, threshold, is) => Self::Gauge(var, sign, threshold, !is),
            Self::Done(step, is) => Self::Done(step, !is),
            Self::Ended(procedure, is) => Self::Ended(procedure, !is),
            Self::Held(held, is) => Self::Held(held, !is),
            Self::Shared(shared, is) => Self::Shared(shared, !is),
        }
    }
}

impl Expr {
    /// Whether it holds, given whether its atoms do.
    pub(crate) fn holds(&self, atom: &dyn Fn(Atom) -> bool) -> bool {
        match self {
            Self::Const(is) => *is,
            Self::Atom(a) => atom(*a),
            Self::All(parts) => parts.iter().all(|p| p.holds(atom)),
            Self::Any(parts) => parts.iter().any(|p| p.holds(atom)),
        }
    }

    /// Whether it holds, as far as its atoms are known.
    pub(crate) fn known(&self, atom: &dyn Fn(Atom) -> Option<bool>) -> Option<bool> {
        match self {
            Self::Const(is) => Some(*is),
            Self::Atom(a) => atom(*a),
            Self::All(parts) => joined(parts.iter().map(|p| p.known(atom)), true),
            Self::Any(parts) => joined(parts.iter().map(|p| p.known(atom)), false),
        }
    }

    /// The same with other atoms, as short as it can be written.
    pub(crate) fn map(&self, atom: &dyn Fn(Atom) -> Self) -> Self {
        let joined = |parts: &[Self], neutral: bool| {
            let mut found = Vec::new();
            for part in parts {
                match part.map(atom) {
                    Self::Const(is) if is == neutral => {}
                    Self::Const(is) => return Err(is),
                    other @ (Self::Atom(_) | Self::All(_) | Self::Any(_)) => found.push(other),
                }
            }
            Ok(found)
        };
        match self {
            Self::Const(is) => Self::Const(*is),
            Self::Atom(a) => atom(*a),
            Self::All(parts) => joined(parts, true).map_or_else(Self::Const, |list| single(list).unwrap_or_else(Self::All)),
            Self::Any(parts) => joined(parts, false).map_or_else(Self::Const, |list| single(list).unwrap_or_else(Self::Any)),
        }
    }

    /// That it does not hold.
    pub(crate) fn denied(&self) -> Self {
        match self {
            Self::Const(is) => Self::Const(!is),
            Self::Atom(atom) => Self::Atom(atom.denied()),
            Self::All(parts) => Self::Any(parts.iter().map(Self::denied).collect()),
            Self::Any(parts) => Self::All(parts.iter().map(Self::denied).collect()),
        }
    }

    /// Calls `visit` for every atom.
    pub(crate) fn walk(&self, visit: &mut dyn FnMut(Atom)) {
        match self {
            Self::Const(_) => {}
            Self::Atom(atom) => visit(*atom),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|p| p.walk(visit)),
        }
    }
}

/// Parts joined by `and`, whose `neutral` truth is true, or by `or`.
pub(crate) fn joined(parts: impl Iterator<Item = Option<bool>>, neutral: bool) -> Option<bool> {
    let mut open = false;
    for part in parts {
        match part {
            Some(truth) if truth != neutral => return Some(truth),
            Some(_) => {}
            None => open = true,
        }
    }
    (!open).then_some(neutral)
}

/// The only one of a list; else the list.
fn single(mut list: Vec<Expr>) -> Result<Expr, Vec<Expr>> {
    if list.len() == 1 { list.pop().ok_or(list) } else { Err(list) }
}
