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

pub(crate) use gap::{Hole, gaps};
pub(crate) use ladder::{Overlap, OverlapKind, overlaps};
pub(crate) use places::{Place, Role, places};
pub(crate) use reasons::because;
pub(crate) use scale::{Scales, settings};
pub(crate) use theory::Theory;
pub(crate) use verdict::{Kind, Reason, Verdict, verdicts};
pub(crate) use words::{consequence, level_title, scale_words, shown};
