//! Byte offsets to the lines and columns of an editor and back.

use crate::source::{Source, Span};
use lsp_types::{Position, PositionEncodingKind, Range};

/// In what an editor counts columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units.
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

impl Encoding {
    /// The first encoding of the editor's list that is known; UTF-16 is what every editor knows.
    #[must_use]
    pub fn negotiate(offered: Option<&[PositionEncodingKind]>) -> Self {
        let known = |kind: &PositionEncodingKind| match kind.as_str() {
            "utf-8" => Some(Self::Utf8),
            "utf-16" => Some(Self::Utf16),
            "utf-32" => Some(Self::Utf32),
            _ => None,
        };
        offered.unwrap_or_default().iter().find_map(known).unwrap_or(Self::Utf16)
    }

    /// Its name in the protocol.
    #[must_use]
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    /// Length of a text in columns.
    pub(super) fn width(self, text: &str) -> u32 {
        let count = match self {
            Self::Utf8 => text.len(),
            Self::Utf16 => text.encode_utf16().count(),
            Self::Utf32 => text.chars().count(),
        };
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    fn width_of(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
            Self::Utf32 => 1,
        }
    }

    /// Line and column of a byte offset.
    pub(super) fn position(self, source: &Source, offset: u32) -> Position {
        let line = source.line_index(offset);
        let start = line_start(source, line);
        let end = source.text.floor_char_boundary(offset as usize).max(start);
        Position { line: line as u32, character: self.width(source.text.get(start..end).unwrap_or("")) }
    }

    /// Byte offset of a line and column; past the end of a line it is the end of the line, past the last line the end of the text.
    pub(super) fn offset(self, source: &Source, position: Position) -> u32 {
        let line = position.line as usize;
        let start = line_start(source, line);
        let text = source.text.get(start..).and_then(|rest| rest.split('\n').next()).unwrap_or("");
        let text = text.strip_suffix('\r').unwrap_or(text);
        let mut left = position.character as usize;
        let mut at = start;
        for c in text.chars() {
            let width = self.width_of(c);
            if left < width {
                break;
            }
            left -= width;
            at += c.len_utf8();
        }
        at as u32
    }

    pub(super) fn range(self, source: &Source, span: Span) -> Range {
        Range { start: self.position(source, span.start), end: self.position(source, span.end) }
    }
}

/// Where a line begins. To an editor a byte order mark is a character of the first line.
fn line_start(source: &Source, line: usize) -> usize {
    if line == 0 { 0 } else { source.line_range(line).start }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_offset_comes_back_in_every_encoding() {
        let source = Source::new("t.plan", "\u{FEFF}角色 a\r\n𝒳𝒴 b\n\nend");
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for (at, c) in source.text.char_indices().filter(|(_, c)| *c != '\n') {
                assert_eq!(encoding.offset(&source, encoding.position(&source, at as u32)), at as u32, "{encoding:?} {c:?}");
            }
            let end = source.text.len() as u32;
            assert_eq!(encoding.offset(&source, encoding.position(&source, end)), end);
            assert_eq!(encoding.offset(&source, Position { line: 99, character: 0 }), end);
            assert_eq!(encoding.offset(&source, Position { line: 2, character: 9 }), encoding.offset(&source, Position { line: 2, character: 0 }));
        }
        let b = source.text.find(" b").unwrap() as u32;
        let column = |e: Encoding| e.position(&source, b).character;
        assert_eq!((column(Encoding::Utf8), column(Encoding::Utf16), column(Encoding::Utf32)), (8, 4, 2));
        // Half of a surrogate pair is the character before it.
        assert_eq!(Encoding::Utf16.offset(&source, Position { line: 1, character: 1 }), Encoding::Utf16.offset(&source, Position { line: 1, character: 0 }));
    }
}
