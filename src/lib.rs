//! preplan: contingency plans as code.

#![allow(missing_docs)]
extern crate alloc;

pub mod analysis;
pub mod ast;
pub mod check;
pub mod diagnostic;
pub mod model;
pub mod parse;
pub mod project;
pub mod report;
pub mod resolve;
pub mod source;
pub mod words;
