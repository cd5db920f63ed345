//! One file per request.

pub mod actions;
pub mod calls;
pub mod completion;
pub mod definition;
pub mod folding;
pub mod formatting;
pub mod hover;
pub mod inlay;
pub mod links;
pub mod pull;
pub mod references;
pub mod rename;
pub mod selection;
pub mod semantic;
pub mod signature;
pub mod symbols;
