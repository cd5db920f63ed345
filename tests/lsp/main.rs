//! The language server as an editor meets it: a scripted client asks, the snapshots show the source, the question and the answer.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    clippy::wildcard_enum_match_arm,
    reason = "tests may panic and read files"
)]

mod actions;
mod calls;
mod client;
mod completion;
mod editing;
mod findings;
mod formatting;
mod hover;
mod inlay;
mod navigation;
mod plans;
#[path = "../support/random.rs"]
mod random;
mod rename;
mod semantic;
mod signature;
mod structure;
mod symbols;
