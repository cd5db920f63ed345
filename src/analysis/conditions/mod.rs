//! Exact reasoning over conditions: whether values satisfy them, whether levels exclude and cover one another.
//!
//! Signals, steps done and procedures finished are true or false, each on its own; of steps it is known which are done
//! before which. A gauge has a value of its scale ([`scale`]) or none yet. A level stands for its own condition. What has
//! held for some time holds now, and held for any shorter time; whatever follows from it held as long. A formula that is
//! too large is left undecided, and that is said.

mod explain;
mod formula;
mod gap;
mod ladder;
mod order;
mod places;
mod reasons;
mod scale;
mod search;
mod theory;
mod verdict;
mod words;

pub(crate) use gap::Hole;
pub(crate) use ladder::{Overlap, OverlapKind};
pub(crate) use places::{Place, Role, places};
pub(crate) use reasons::because;
pub(crate) use scale::{Scales, counts, settings};
pub(crate) use theory::Theory;
pub(crate) use verdict::{Kind, Reason, Verdict};
pub(crate) use words::{consequence, level_title, run, scale_words, shown};

use crate::model::Model;
use crate::source::Span;
use gap::{Gap, gaps};
use ladder::overlaps;
use verdict::verdicts;

/// What is found out about all conditions of a plan; several rules ask.
pub(crate) struct Conditions<'m> {
    /// What is known of the plan.
    pub(crate) theory: Theory<'m>,
    /// Conditions, and parts of them, that never hold or always do.
    pub(crate) verdicts: Vec<Verdict<'m>>,
    /// Levels that hold at once.
    pub(crate) overlaps: Vec<Overlap>,
    /// Values at which no level holds.
    pub(crate) gaps: Vec<Gap>,
}

impl<'m> Conditions<'m> {
    /// `broken` says whether a text was not understood.
    pub(crate) fn of(model: &'m Model<'m>, broken: &dyn Fn(Span) -> bool) -> Self {
        let mut theory = Theory::of(model, broken);
        let (verdicts, overlaps, gaps) = (verdicts(&mut theory, broken), overlaps(&mut theory), gaps(&theory));
        Self { theory, verdicts, overlaps, gaps }
    }
}
