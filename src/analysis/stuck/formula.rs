//! Conditions with every `not` moved down to what it denies.

use crate::ast::Compare;

/// A gauge without value.
pub(super) const UNSET: i64 = i64::MIN;

/// A condition.
#[derive(Debug, Clone)]
pub(super) enum Expr {
    Const(bool),
    Atom(Atom),
    All(Vec<Expr>),
    Any(Vec<Expr>),
}

/// One thing that a condition asks, and whether it asks that it is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Atom {
    /// A signal, by its number among the values.
    Signal(usize, bool),
    /// A gauge, by its number among the values.
    Gauge(usize, Compare, i64, bool),
    /// A step of the procedure.
    Done(usize, bool),
    /// A condition for so long, by its number.
    Held(usize, bool),
}

impl Atom {
    /// Whether a value of its signal or gauge is what it asks; `None` where it asks something else.
    pub(super) fn with(self, value: i64) -> Option<bool> {
        match self {
            Self::Signal(_, is) => Some((value == 1) == is),
            Self::Gauge(_, sign, threshold, is) => Some((value != UNSET && compares(value, sign, threshold)) == is),
            Self::Done(..) | Self::Held(..) => None,
        }
    }

    /// Whether it is so with these values; `None` where it asks something else.
    pub(super) fn of(self, values: &[i64]) -> Option<bool> {
        self.with(values.get(self.var()?).copied()?)
    }

    /// The number of its signal or gauge.
    pub(super) fn var(self) -> Option<usize> {
        match self {
            Self::Signal(var, _) | Self::Gauge(var, ..) => Some(var),
            Self::Done(..) | Self::Held(..) => None,
        }
    }
}

/// Whether a value compares so with a threshold.
fn compares(value: i64, sign: Compare, threshold: i64) -> bool {
    match sign {
        Compare::Equal => value == threshold,
        Compare::NotEqual => value != threshold,
        Compare::Less => value < threshold,
        Compare::LessOrEqual => value <= threshold,
        Compare::Greater => value > threshold,
        Compare::GreaterOrEqual => value >= threshold,
    }
}

impl Expr {
    /// Whether it holds, given whether its atoms do.
    pub(super) fn holds(&self, atom: &dyn Fn(Atom) -> bool) -> bool {
        match self {
            Self::Const(is) => *is,
            Self::Atom(a) => atom(*a),
            Self::All(parts) => parts.iter().all(|p| p.holds(atom)),
            Self::Any(parts) => parts.iter().any(|p| p.holds(atom)),
        }
    }

    /// Calls `visit` for every atom.
    pub(super) fn walk(&self, visit: &mut dyn FnMut(Atom)) {
        match self {
            Self::Const(_) => {}
            Self::Atom(atom) => visit(*atom),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|p| p.walk(visit)),
        }
    }
}
