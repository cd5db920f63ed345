//! preplan: contingency plans as code.

#![allow(missing_docs)]
extern crate alloc;

pub mod ast;
pub mod diagnostic;
pub mod parse;
pub mod source;
pub mod words;
