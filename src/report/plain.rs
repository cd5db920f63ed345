//! Findings as plain text for logs, drawn by `codespan-reporting` with ASCII characters.

use super::shown::tidy;
use super::view::{Block, Cut, blocks};
use super::{Report, notes};
use crate::diagnostic::Lang;
use codespan_reporting::diagnostic::{Diagnostic, Label};
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::{Chars, Config, emit_into_string};
use std::collections::BTreeSet;
use std::ops::Range;

const CUT: Cut = Cut { limit: 160, ellipsis: "..." };

/// Renders a report without colour or drawing characters.
#[must_use]
pub fn plain(report: &Report, lang: Lang) -> String {
    // Blocks hold just the lines to show, so the context asked for is more than they have.
    let config = Config { chars: Chars::ascii(), before_label_lines: 9, after_label_lines: 9, ..Config::default() };
    let mut out = String::new();
    let mut seen = BTreeSet::new();
    for finding in report.diagnostics {
        out.push_str(&notes::tag(report, finding, lang));
        out.push_str(&notes::message(finding, lang));
        out.push('\n');
        let view = View(blocks(report, finding, lang, CUT));
        let notes = notes::notes(report, finding, lang, seen.insert(finding.code));
        let notes = notes.into_iter().map(|note| note.lead + &note.text).collect();
        let drawn = Diagnostic::error().with_labels(view.labels()).with_notes(notes);
        let drawn = emit_into_string(&config, &view, &drawn).unwrap_or_default();
        // The first line is codespan's own title, which knows English only.
        out.push_str(&tidy(drawn.split_once('\n').map_or("", |(_, rest)| rest)));
    }
    out + &super::tally::tally(report, lang) + &notes::summary(report, lang)
}

/// The excerpts of one finding as files; a file's id is its place in the list.
struct View(Vec<Block>);

impl View {
    fn labels(&self) -> Vec<Label<usize>> {
        let block = |(id, block): (usize, &Block)| -> Vec<Label<usize>> {
            let label = |main: bool| if main { Label::primary } else { Label::secondary };
            block.marks.iter().map(|m| label(m.main)(id, m.range.clone()).with_message(&m.text)).collect()
        };
        self.0.iter().enumerate().flat_map(block).collect()
    }

    fn block(&self, id: usize) -> Result<&Block, Error> {
        self.0.get(id).ok_or(Error::FileMissing)
    }
}

impl<'a> Files<'a> for View {
    type FileId = usize;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: usize) -> Result<&'a str, Error> {
        Ok(&self.block(id)?.name)
    }

    fn source(&'a self, id: usize) -> Result<&'a str, Error> {
        Ok(&self.block(id)?.text)
    }

    fn line_index(&'a self, id: usize, offset: usize) -> Result<usize, Error> {
        Ok(self.block(id)?.line_starts.partition_point(|&start| start <= offset).saturating_sub(1))
    }

    fn line_number(&'a self, id: usize, line: usize) -> Result<usize, Error> {
        Ok(self.block(id)?.first_line + line)
    }

    fn column_number(&'a self, id: usize, _line: usize, offset: usize) -> Result<usize, Error> {
        let mark = self.block(id)?.marks.iter().find(|m| m.range.start == offset);
        Ok(mark.map_or(1, |m| m.at.column as usize))
    }

    fn line_range(&'a self, id: usize, line: usize) -> Result<Range<usize>, Error> {
        let block = self.block(id)?;
        let max = block.line_starts.len();
        let start = *block.line_starts.get(line).ok_or(Error::LineTooLarge { given: line, max })?;
        Ok(start..block.line_starts.get(line + 1).copied().unwrap_or(block.text.len()))
    }
}
