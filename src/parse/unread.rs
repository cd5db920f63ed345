//! Texts that are not read: too large, or no text at all.

use super::Parsed;
use crate::ast::File;
use crate::diagnostic::{Diagnostic, Severity, Text, text};
use crate::source::{FileId, MAX_FILE_BYTES, Span};

/// What is known of a text that is too large to be read.
#[must_use]
pub fn too_large(id: FileId) -> Parsed {
    let limit = MAX_FILE_BYTES / (1024 * 1024);
    let message = text!("the file is larger than {limit} MiB and was not read", "文件超过 {limit} MiB，未予读取");
    let help = text!("split it and join the parts with `use`", "请拆分文件，用 `引用` 合并");
    not_read(Span::new(id, 0, 0), 1, message, help)
}

/// A file without a tree: nothing is known of what it holds.
#[must_use]
pub fn not_read(span: Span, length: usize, message: Text, help: Text) -> Parsed {
    let file = File { id: span.file, broken: vec![Span::new(span.file, 0, length)], ..File::default() };
    Parsed { file, diagnostics: vec![Diagnostic::new("P001", Severity::Error, span, message).help(help)] }
}
