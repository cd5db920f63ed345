//! What several rules share.

pub(crate) mod mentions;
pub(crate) mod numbers;
