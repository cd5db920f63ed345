//! Source texts, places in them, and the translation of byte offsets to lines and columns.

use std::sync::Arc;

/// Largest file that is read, in bytes. A larger one is refused with a finding.
pub const MAX_FILE_BYTES: usize = 16 * 1024 * 1024;

/// Index of a [`Source`] in [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FileId(pub u32);

/// A half-open range of bytes in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets; offsets past `u32::MAX` saturate (files are far smaller).
    #[must_use]
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { file, start: narrow(start), end: narrow(end) }
    }

    /// The smallest span that covers both; `self` where they lie in different files.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        if self.file == other.file {
            Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
        } else {
            self
        }
    }

    /// The span as a byte range.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A line and a column, both counted from 1; the column counts Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in Unicode scalar values, from 1.
    pub column: u32,
}

/// One text with the name it is shown under.
#[derive(Debug, Clone)]
pub struct Source {
    /// Name shown in reports, as the user gave it.
    pub name: Arc<str>,
    /// The text.
    pub text: Arc<str>,
    line_starts: Vec<u32>,
}

impl Source {
    /// Indexes a text.
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        // A byte order mark is no column of the first line.
        let mut line_starts = vec![if text.starts_with('\u{FEFF}') { 3 } else { 0 }];
        line_starts.extend(text.bytes().enumerate().filter(|&(_, b)| b == b'\n').map(|(i, _)| i as u32 + 1));
        Self { name: name.into(), text, line_starts }
    }

    /// Whether it is larger than what is read.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        self.text.len() > MAX_FILE_BYTES
    }

    /// Number of lines; a final line break does not open another.
    #[must_use]
    pub fn line_count(&self) -> usize {
        let open = self.line_starts.last().is_some_and(|&s| s as usize == self.text.len());
        self.line_starts.len() - usize::from(open && self.line_starts.len() > 1)
    }

    /// Line index (from 0) that holds a byte offset.
    #[must_use]
    pub fn line_index(&self, offset: u32) -> usize {
        self.line_starts.partition_point(|&s| s <= offset).saturating_sub(1)
    }

    /// Byte range of a line (index from 0), without its line break.
    #[must_use]
    pub fn line_range(&self, index: usize) -> std::ops::Range<usize> {
        let start = self.line_starts.get(index).map_or(self.text.len(), |&s| s as usize);
        let end = self.line_starts.get(index + 1).map_or(self.text.len(), |&s| s as usize);
        let line = self.text.get(start..end).unwrap_or("");
        start..start + line.trim_end_matches(['\n', '\r']).len()
    }

    /// Line and column of a byte offset.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let (line, before) = self.before(offset);
        Position { line: line as u32 + 1, column: before.chars().count() as u32 + 1 }
    }

    /// Line (from 0) and column in UTF-16 code units (from 0), as editors count.
    #[must_use]
    pub fn utf16_position(&self, offset: u32) -> (u32, u32) {
        let (line, before) = self.before(offset);
        (line as u32, before.encode_utf16().count() as u32)
    }

    /// Text under a span; empty where the span does not fit.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    fn before(&self, offset: u32) -> (usize, &str) {
        let line = self.line_index(offset);
        let start = self.line_starts.get(line).map_or(0, |&s| s as usize);
        let mut end = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        (line, self.text.get(start..end).unwrap_or(""))
    }
}

/// All texts of one run, by [`FileId`].
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Adds a text and returns its id.
    pub fn add(&mut self, source: Source) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(source);
        id
    }

    /// Puts another text in the place of one of this collection.
    pub fn replace(&mut self, id: FileId, source: Source) {
        if let Some(old) = self.files.get_mut(id.0 as usize) {
            *old = source;
        }
    }

    /// The text of an id of this collection.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&Source> {
        self.files.get(id.0 as usize)
    }

    /// Text under a span.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.file).map_or("", |s| s.slice(span))
    }

    /// All texts with their ids, in order of addition.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.files.iter().enumerate().map(|(i, s)| (FileId(i as u32), s))
    }

    /// Number of texts.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_no_column() {
        let source = Source::new("t.plan", "\u{FEFF}角色 a\r\nb\n");
        assert_eq!(source.position(0), Position { line: 1, column: 1 });
        assert_eq!(source.position(3), Position { line: 1, column: 1 });
        assert_eq!(source.position(10), Position { line: 1, column: 4 });
        assert_eq!(source.position(13), Position { line: 2, column: 1 });
        assert_eq!((source.line_range(0), source.line_count()), (3..11, 2));
        assert_eq!(source.utf16_position(10), (0, 3));
    }
}
