//! Steps, clocks and limits of a procedure as a network of times: what is late even in the fastest run, and what may be
//! late in a slow one.

mod bounds;
mod chain;
mod limits;
mod needs;
mod network;
mod relative;
mod schedule;
mod shown;
#[cfg(feature = "ide")]
mod verdict;

pub(crate) use bounds::Bounds;
pub(crate) use chain::{Blocker, Term, What};
pub(crate) use limits::{Finding, Kind, judge};
#[cfg(feature = "ide")]
pub(crate) use verdict::{Doubt, Verdict, verdict};
pub(crate) use relative::{Before, before};
pub(crate) use schedule::{Schedule, When, schedules};
pub(crate) use shown::sum;
