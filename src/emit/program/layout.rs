//! Where the state of a running plan lies: one row of whole numbers, the same in the engine and in a module.

use super::Program;
use serde::Serialize;

/// A time that has not come.
pub const NONE: i64 = -1;

/// The latest time: the greatest whole number that JSON readers keep exact.
pub const LATEST: i64 = 9_007_199_254_740_991;

/// The greatest value of a gauge, either way: whole numbers up to it are exact for JSON readers.
pub const GREATEST: i64 = LATEST;

/// Cell of the number that tells plans apart.
pub const PLAN: usize = 0;
/// Cell of the present time.
pub const NOW: usize = 1;
/// Cell that is 1 once the plan runs.
pub const BEGUN: usize = 2;
const FIRST: usize = 3;

/// First cells of each family, and how many cells there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Layout {
    signals: usize,
    gauges: usize,
    ladders: usize,
    held: usize,
    posts: usize,
    procedures: usize,
    starts: usize,
    steps: usize,
    limits: usize,
    escalations: usize,
    consenters: usize,
    /// Number of cells.
    pub cells: usize,
}

impl Layout {
    /// The layout of a program.
    #[must_use]
    pub fn of(program: &Program) -> Self {
        let mut next = FIRST;
        let mut family = |count: usize, cells: usize| {
            let first = next;
            next += count * cells;
            first
        };
        Self {
            signals: family(program.signals.len(), 2),
            gauges: family(program.gauges.len(), 2),
            ladders: family(program.ladders.len(), 1),
            held: family(program.held.len(), 2),
            posts: family(program.posts.len(), 1),
            procedures: family(program.procedures.len(), 3),
            starts: family(program.starts.len(), 2),
            steps: family(program.steps.len(), 3),
            limits: family(program.limits.len(), 1),
            escalations: family(program.escalations.len(), 1),
            consenters: family(program.consenters.len(), 1),
            cells: next,
        }
    }
}

/// What a cell of a state may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Any number.
    Any,
    /// [`NONE`], or a time that is not after the present.
    Time,
    /// 0 up to this.
    UpTo(i64),
}

impl Holds {
    /// Whether a cell may hold this at a present time.
    #[must_use]
    pub fn allows(self, value: i64, now: i64) -> bool {
        match self {
            Self::Any => true,
            Self::Time => (NONE..=now).contains(&value),
            Self::UpTo(most) => (0..=most).contains(&value),
        }
    }
}

impl Layout {
    /// What each cell may hold.
    #[must_use]
    pub fn holds(program: &Program) -> Vec<Holds> {
        use Holds::{Any, Time, UpTo};
        let mut all = vec![Any, UpTo(LATEST), UpTo(1)];
        let mut family = |count: usize, cells: &[Holds]| (0..count).for_each(|_| all.extend(cells));
        family(program.signals.len(), &[UpTo(1), Time]);
        family(program.gauges.len(), &[UpTo(1), Any]);
        for ladder in &program.ladders {
            family(1, &[UpTo(ladder.levels.iter().map(|l| i64::from(l.rank)).max().unwrap_or(0))]);
        }
        family(program.held.len(), &[Time, UpTo(1)]);
        family(program.posts.len(), &[UpTo(1)]);
        family(program.procedures.len(), &[UpTo(3), Time, UpTo(1)]);
        family(program.starts.len(), &[Time, UpTo(1)]);
        family(program.steps.len(), &[UpTo(2), Time, Time]);
        family(program.limits.len() + program.escalations.len() + program.consenters.len(), &[UpTo(1)]);
        all
    }
}

/// One accessor a cell.
macro_rules! cells {
    ($($(#[doc = $doc:expr])+ $name:ident = $family:ident * $size:literal + $at:literal;)*) => {
        impl Layout {
            $($(#[doc = $doc])+ #[must_use] pub fn $name(&self, id: usize) -> usize { self.$family + id * $size + $at })*
        }
    };
}

cells! {
    /// 1 while the signal is raised.
    raised = signals * 2 + 0;
    /// When the signal was last raised.
    raised_at = signals * 2 + 1;
    /// 1 once the gauge has a value.
    known = gauges * 2 + 0;
    /// The value of the gauge.
    value = gauges * 2 + 1;
    /// Rank of the level that holds, 0 for none.
    rank = ladders * 1 + 0;
    /// Since when the condition has held.
    since = held * 2 + 0;
    /// 1 once it has held for long enough.
    mature = held * 2 + 1;
    /// 1 once the post cannot be reached.
    unreachable = posts * 1 + 0;
    /// 0 idle, 1 active, 2 finished, 3 closed.
    phase = procedures * 3 + 0;
    /// When the procedure started.
    started_at = procedures * 3 + 1;
    /// 1 where the procedure takes part.
    in_scope = procedures * 3 + 2;
    /// Since when the start condition has held.
    asked_at = starts * 2 + 0;
    /// 1 once the limit of the start has passed.
    start_late = starts * 2 + 1;
    /// 0 waiting, 1 due, 2 done.
    status = steps * 3 + 0;
    /// When the step became due, for the last time.
    due_at = steps * 3 + 1;
    /// When the step was done, for the last time.
    done_at = steps * 3 + 2;
    /// 1 once the limit has passed.
    late = limits * 1 + 0;
    /// 1 once it was handed up.
    escalated = escalations * 1 + 0;
    /// 1 once the consent was given.
    given = consenters * 1 + 0;
}
