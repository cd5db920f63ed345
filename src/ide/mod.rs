//! What an editor is answered: the texts it has open, what was found in them, and one file per request.
//!
//! Reads no files and asks for no clock. The language server ([`lsp`](https://microsoft.github.io/language-server-protocol/)) puts
//! the disk behind it and a conversation before it; the browser asks it directly.

mod diagnostics;
mod edits;
mod keywords;
mod names;
mod position;
mod rehearsal;
pub mod requests;
mod view;
mod world;

pub use diagnostics::{of_file, result_id};
pub use position::Encoding;
pub use rehearsal::{Rehearsal, drill};
pub use view::View;
pub use world::{Files, World};
