//! Plans as states: what conditions ask, and the ways from one state to the next. Those look here who follow runs.

pub(crate) mod formula;
pub(crate) mod paths;
pub(crate) mod reader;
pub(crate) mod told;
