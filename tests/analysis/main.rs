//! The analyses against slow, obvious judges: small plans made at random, each held to the definition itself.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "tests may panic and read files"
)]

mod across;
mod conditions;
mod flow;
mod people;
#[path = "../support/random.rs"]
mod random;
mod times;
