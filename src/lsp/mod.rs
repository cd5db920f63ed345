//! The language server: a thin shell that has a conversation with an editor and puts the disk behind the answers of [`ide`](crate::ide).

mod capabilities;
mod disk;
mod route;
mod rule_pages;
mod server;
mod settings;

pub use server::serve;
pub use settings::Settings;
