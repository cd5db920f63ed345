//! Steps, clocks and limits of a procedure as a network of times: what is late even in the fastest run, and what may be
//! late in a slow one.

mod around;
mod bounds;
mod chain;
mod joint;
mod limits;
mod needs;
mod network;
mod relative;
mod rounds;
mod schedule;
mod shown;
#[cfg(feature = "ide")]
mod verdict;

pub(crate) use around::schedules;
pub(crate) use bounds::Bounds;
pub(crate) use chain::{Blocker, Term, What};
pub(crate) use joint::Cases;
pub(crate) use limits::{Finding, Kind, Readings};
#[cfg(feature = "ide")]
pub(crate) use verdict::{Doubt, Verdict, verdict};
pub(crate) use relative::{Anchor, Before, before};
pub(crate) use schedule::{Schedule, When, topological};
pub(crate) use shown::{shown, sum, sums};
