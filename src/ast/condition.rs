//! Conditions over signals, gauges, levels, steps and procedures.

use super::{Duration, Name, Quantity};
use crate::source::Span;

/// A condition.
#[derive(Debug, Clone)]
pub struct Condition {
    /// Its place.
    pub span: Span,
    /// What it says.
    pub kind: ConditionKind,
}

/// Kinds of conditions. Chains are flat, so that their length is no depth.
#[derive(Debug, Clone)]
pub enum ConditionKind {
    /// At least one holds.
    Or(Vec<Condition>),
    /// All hold.
    And(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// It has held without a break for so long; `None` where the time has no unit.
    Held(Box<Condition>, Option<Duration>),
    /// A step is done.
    Done(Name),
    /// A procedure is finished.
    Finished(Name),
    /// A signal is raised, or exactly this level holds: `fire`, `response.major`.
    Fact(Name, Option<Name>),
    /// `outage > 30m`, `response >= major`
    Compare(Name, Compare, Comparand),
}

/// A comparison sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each variant is the sign's name")]
pub enum Compare {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Compare {
    /// The sign in ASCII.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }

    /// Whether a value compares so with another.
    #[must_use]
    pub fn holds<T: Ord>(self, value: T, other: T) -> bool {
        let order = value.cmp(&other);
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// What a gauge or a ladder is compared with.
#[derive(Debug, Clone)]
pub enum Comparand {
    /// `30m`
    Duration(Duration),
    /// `3条`
    Quantity(Quantity),
    /// A level.
    Name(Name),
}

impl Comparand {
    /// Its place.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Duration(d) => d.span,
            Self::Quantity(q) => q.span,
            Self::Name(n) => n.span,
        }
    }
}
