//! What lies behind the documents that an editor has open.

use crate::diagnostic::{Text, text};
use crate::parse::Parsed;
use crate::source::{FileId, Source};
use lsp_types::Uri;
use std::fmt::Debug;

/// What lies behind the documents that an editor has open: a disk, or, as the methods here have it, nothing.
pub trait Files: Debug {
    /// Name of a document: the path under which reports show it and `use` finds it.
    fn name(&self, uri: &Uri) -> String;

    /// The document of a name.
    fn uri(&self, name: &str) -> Option<Uri>;

    /// The files that are checked though nobody has them open, parsed as files 0, 1, …; `None` where there is no text.
    fn all(&self) -> Vec<(String, Option<(Source, Parsed)>)> {
        Vec::new()
    }

    /// Whether a file is checked though nobody has it open.
    fn is_asked(&self, _name: &str) -> bool {
        false
    }

    /// Reads a file that nobody has open.
    ///
    /// # Errors
    /// Why there is no text.
    fn read(&self, _name: &str, _id: FileId) -> Result<(Source, Parsed), Text> {
        Err(text!("there is no such file", "没有这个文件"))
    }

    /// A file that is no plan, by its path from the folder of one.
    fn beside(&self, _name: &str, _path: &str) -> Option<Uri> {
        None
    }
}
