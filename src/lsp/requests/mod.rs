//! One file per request.

pub(super) mod actions;
pub(super) mod calls;
pub(super) mod completion;
pub(super) mod definition;
pub(super) mod folding;
pub(super) mod formatting;
pub(super) mod hover;
pub(super) mod inlay;
pub(super) mod links;
pub(super) mod pull;
pub(super) mod references;
pub(super) mod rename;
pub(super) mod selection;
pub(super) mod semantic;
pub(super) mod signature;
pub(super) mod symbols;
