//! The language server: a thin shell that answers an editor's questions with the library. One file per request.

mod capabilities;
mod diagnostics;
mod edits;
mod keywords;
mod names;
mod position;
mod requests;
mod route;
mod rule_pages;
mod server;
mod settings;
mod view;
mod world;

pub use server::serve;
pub use settings::Settings;
