//! What several rules share.

pub(crate) mod anybody;
pub(crate) mod bans;
pub(crate) mod called;
pub(crate) mod calls;
pub(crate) mod clauses;
pub(crate) mod conditions;
pub(crate) mod consents;
pub(crate) mod deeds;
pub(crate) mod facts;
pub(crate) mod flow;
pub(crate) mod gathered;
pub(crate) mod hazards;
pub(crate) mod informed;
pub(crate) mod knots;
pub(crate) mod mentions;
pub(crate) mod numbers;
pub(crate) mod people;
pub(crate) mod quotes;
pub(crate) mod relief;
pub(crate) mod rescue;
pub(crate) mod siblings;
pub(crate) mod staffing;
pub(crate) mod stuck;
pub(crate) mod time;
pub(crate) mod vague;
pub(crate) mod wording;
