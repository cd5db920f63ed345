//! preplan in the browser and in Node.js: the library's answers as JavaScript takes them. No rule of the language is here.
//!
//! [`studio`] is the whole of it and runs anywhere; [`shell`] hands its values over to JavaScript.

mod names;
mod shapes;
mod shell;
mod studio;

pub use shapes::{Action, Edit, Finding, Label, Place, RuleRow, Simulation};
pub use shell::Studio as Shell;
pub use studio::{Refusal, Studio};
