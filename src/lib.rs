//! preplan reads contingency plans (预案), finds their gaps, and compiles them to runbooks.
//!
//! Data flows one way, each stage giving a value only it can make:
//!
//! ```text
//! text ─▶ parse ─▶ ast ─▶ resolve ─▶ model ─▶ check ─▶ Checked ─▶ emit ─▶ runbook JSON
//!                                                                      └─▶ engine
//! ```
//!
//! Diagnostics are plain data at every stage; [`report`] shows them. No stage reads files, the environment or a clock.
//! With the feature `ide`, [`ide`] answers what an editor asks; the language server and the browser build on it.
//!
//! ```
//! use preplan::{ast::Date, check::{Options, check}, project::Project, source::Source};
//!
//! let mut project = Project::new();
//! let id = project.add(Source::new("site.plan", "procedure fire { }"));
//! let checked = check(&project, id, Options { as_of: Date { year: 2026, month: 11, day: 22 } });
//! assert!(checked.diagnostics().iter().any(|d| d.code == "P101"));
//! ```

// The code that pest derives names this crate.
extern crate alloc;

pub mod analysis;
pub mod ast;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod diagnostic;
#[cfg(feature = "cli")]
mod disk;
pub mod emit;
pub mod engine;
pub mod format;
#[cfg(feature = "ide")]
pub mod ide;
#[cfg(feature = "lsp")]
pub mod lsp;
pub mod model;
pub mod parse;
pub mod project;
pub mod report;
pub mod resolve;
pub mod source;
pub mod words;
