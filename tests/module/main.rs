//! Compiled modules: they are valid, do what the engine does, refuse what it refuses, and are small.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "tests may panic and read files"
)]

mod agree;
mod host;
mod limits;
#[path = "../support/random.rs"]
mod random;
#[path = "../support/runnable.rs"]
mod runnable;
mod sizes;
#[path = "../support/traces.rs"]
mod traces;
