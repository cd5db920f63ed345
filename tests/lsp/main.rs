//! The language server as an editor meets it: a scripted client asks, the snapshots show the source, the question and the answer.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "tests may panic and read files"
)]

mod actions;
mod calls;
mod navigation;
mod rename;
mod symbols;
mod client;
mod editing;
mod completion;
mod findings;
mod formatting;
mod plans;
mod semantic;
mod structure;
mod hover;
mod inlay;
mod signature;
