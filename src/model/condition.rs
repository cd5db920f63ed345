//! Resolved conditions.

use super::{GaugeId, LadderId, ProcedureId, SignalId, StepId};
use crate::ast::{Compare, Duration};
use crate::source::Span;

/// A condition.
#[derive(Debug, Clone)]
pub struct Cond<'a> {
    /// Its place.
    pub span: Span,
    /// What it says.
    pub kind: CondKind<'a>,
}

/// Kinds of conditions.
#[derive(Debug, Clone)]
pub enum CondKind<'a> {
    /// At least one holds.
    Or(Vec<Cond<'a>>),
    /// All hold.
    And(Vec<Cond<'a>>),
    /// It does not hold.
    Not(Box<Cond<'a>>),
    /// Held without a break for so long.
    Held(Box<Cond<'a>>, Option<&'a Duration>),
    /// A step of this procedure is done.
    Done(StepId),
    /// A procedure is finished.
    Finished(ProcedureId),
    /// A signal is raised.
    Signal(SignalId),
    /// Exactly this level holds (index into the ladder).
    Level(LadderId, usize),
    /// A gauge against a value.
    Gauge(GaugeId, Compare, Measure),
    /// A ladder against a level (index into the ladder).
    Ladder(LadderId, Compare, usize),
    /// It could not be resolved; it was reported.
    Unknown,
}

/// A measured value, exact: `units` thousandths of the unit, milliseconds for time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Measure {
    /// Thousandths of the unit; milliseconds for time.
    pub thousandths: i64,
}

impl Measure {
    /// Half of what the type holds: beyond each value there is always another.
    const MOST: i64 = i64::MAX / 2;

    /// So many thousandths or milliseconds; nothing where they are too many.
    #[must_use]
    pub fn of(thousandths: i64) -> Option<Self> {
        (-Self::MOST..=Self::MOST).contains(&thousandths).then_some(Self { thousandths })
    }

    /// Reads a decimal number with at most three decimals.
    #[must_use]
    pub fn parse(number: &str) -> Option<Self> {
        let (sign, digits) = number.strip_prefix('-').map_or((1, number), |rest| (-1, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if fraction.len() > 3 {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let padded: i64 = format!("{fraction:0<3}").parse().ok()?;
        Self::of(whole.checked_mul(1000)?.checked_add(padded)?.checked_mul(sign)?)
    }

    /// A length of time; one that is too long was reported.
    #[must_use]
    pub fn millis(millis: u64) -> Self {
        Self { thousandths: i64::try_from(millis).map_or(Self::MOST, |m| m.min(Self::MOST)) }
    }
}

impl<'a> Cond<'a> {
    /// The conditions of which it is made; none where it speaks of a fact.
    #[must_use]
    pub fn inner(&self) -> &[Self] {
        match &self.kind {
            CondKind::Or(parts) | CondKind::And(parts) => parts,
            CondKind::Not(inner) | CondKind::Held(inner, _) => std::slice::from_ref(inner),
            CondKind::Done(_)
            | CondKind::Finished(_)
            | CondKind::Signal(_)
            | CondKind::Level(..)
            | CondKind::Gauge(..)
            | CondKind::Ladder(..)
            | CondKind::Unknown => &[],
        }
    }

    /// Calls `visit` for this condition and all inside it.
    pub fn walk(&self, visit: &mut dyn FnMut(&Self)) {
        visit(self);
        self.inner().iter().for_each(|c| c.walk(visit));
    }

    /// The parts that it joins by `and` (`true`) or by `or`; itself where it joins none.
    #[must_use]
    pub fn joined(&self, by_and: bool) -> Vec<&Self> {
        match &self.kind {
            CondKind::And(parts) if by_and => parts.iter().flat_map(|c| c.joined(true)).collect(),
            CondKind::Or(parts) if !by_and => parts.iter().flat_map(|c| c.joined(false)).collect(),
            CondKind::And(_)
            | CondKind::Or(_)
            | CondKind::Not(_)
            | CondKind::Held(..)
            | CondKind::Done(_)
            | CondKind::Finished(_)
            | CondKind::Signal(_)
            | CondKind::Level(..)
            | CondKind::Gauge(..)
            | CondKind::Ladder(..)
            | CondKind::Unknown => vec![self],
        }
    }
}
