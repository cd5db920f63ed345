//! What several rules share.

pub(crate) mod bans;
pub(crate) mod calls;
pub(crate) mod deeds;
pub(crate) mod facts;
pub(crate) mod flow;
pub(crate) mod gathered;
pub(crate) mod hazards;
pub(crate) mod knots;
pub(crate) mod mentions;
pub(crate) mod numbers;
// The rules do not read it yet.
#[cfg(any(test, feature = "lsp"))]
pub(crate) mod pace;
pub(crate) mod people;
pub(crate) mod quotes;
pub(crate) mod rescue;
pub(crate) mod vague;
pub(crate) mod wording;
