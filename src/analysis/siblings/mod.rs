//! Plans of one organisation or family, side by side: what each is compared by, and which of their steps are the same.
//!
//! A [`Profile`] owns what it says, so that plans can be compared after their trees are gone, or one by one as they change.

pub(crate) mod across;
mod align;
pub(crate) mod chain;
pub(crate) mod command;
pub(crate) mod formula;
mod groups;
mod joint;
pub(crate) mod naming;
pub(crate) mod opposed;
pub(crate) mod order;
mod profile;
pub(crate) mod rivals;
pub(crate) mod scale;
pub(crate) mod scales;
mod sets;
pub(crate) mod stars;
pub(crate) mod topics;
pub(crate) mod torn;

pub(crate) use align::{Twin, duties, lines, starts, steps, told_alike};
pub(crate) use groups::Groups;
pub(crate) use profile::{Begin, DutyCard, Names, Number, Profile, StepCard, Verb, same_post};
pub(crate) use sets::by_key;

/// Whether a waiver stands over a place: what is there is not compared.
pub(crate) type Waived<'w> = &'w dyn Fn(crate::source::Span) -> bool;

/// How many kinds of one duty are held against one another in a group of plans, so that plans that all differ stay cheap.
pub(crate) const MOST_PAIRS: usize = 200_000;
