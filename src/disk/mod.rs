//! Plan files on disk: found, read, written. What the command line and the language server share.

#![allow(clippy::disallowed_methods, reason = "files are read and written here, and only for the shells")]

mod discover;
mod load;
mod write;

pub(crate) use discover::discover;
pub(crate) use load::{Loaded, load};
#[cfg(feature = "lsp")]
pub(crate) use load::read_file;
pub(crate) use write::write_whole;
