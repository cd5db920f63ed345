//! The excerpts of source text shown with a finding. Both terminal formats draw the same view.

use super::shown::{clean, fits, push, window};
use super::{Report, notes::say};
use crate::diagnostic::{Diagnostic, Lang, Text, text};
use crate::source::{FileId, Position, Source, Span};
use std::ops::Range;

/// Most related places that are drawn; the rest is counted.
pub(super) const MAX_RELATED: usize = 10;

/// Lines that two marks may lie apart and still be shown together.
const NEAR: usize = 4;

/// How excerpts are cut.
#[derive(Clone, Copy)]
pub(super) struct Cut {
    /// Display columns after which a line is cut.
    pub(super) limit: usize,
    /// What stands where it was cut.
    pub(super) ellipsis: &'static str,
}

/// Words that are underlined, in bytes of the text of their block.
pub(super) struct Mark {
    pub(super) range: Range<usize>,
    pub(super) at: Position,
    pub(super) main: bool,
    pub(super) text: String,
}

/// Consecutive lines of one file as they are shown; every line ends in a line break.
pub(super) struct Block {
    pub(super) name: String,
    pub(super) text: String,
    /// Number of the first line, from 1.
    pub(super) first_line: usize,
    /// Where each line starts in the text.
    pub(super) line_starts: Vec<usize>,
    /// The marks in order of place, none overlapping another.
    pub(super) marks: Vec<Mark>,
}

/// A place of a finding, reduced to its first line.
struct Place<'a> {
    source: &'a Source,
    file: FileId,
    line: usize,
    range: Range<usize>,
    at: Position,
    main: bool,
    text: String,
}

/// The excerpts of a finding, the one with its main place first. Files without text give none.
pub(super) fn blocks(report: &Report, finding: &Diagnostic, lang: Lang, cut: Cut) -> Vec<Block> {
    let related = finding.related.iter().take(MAX_RELATED).map(|l| (l.span, Some(&l.text)));
    let mut places: Vec<Place> = std::iter::once((finding.span, finding.label.as_ref()))
        .chain(related)
        .enumerate()
        .filter_map(|(i, (span, text))| place(report, span, text, lang, i == 0))
        .collect();
    places.sort_by_key(|p| (p.file, p.line, p.range.start, p.range.end));
    let mut groups: Vec<Vec<Place>> = Vec::new();
    for place in places {
        match groups.iter_mut().find(|group| takes(group, &place, cut)) {
            Some(group) => group.push(place),
            None => groups.push(vec![place]),
        }
    }
    groups.sort_by_key(|group| !group.iter().any(|p| p.main));
    groups.iter().filter_map(|group| block(group, cut)).collect()
}

fn place<'a>(report: &Report<'a>, span: Span, text: Option<&Text>, lang: Lang, main: bool) -> Option<Place<'a>> {
    let source = report.sources.get(span.file).filter(|s| !s.text.is_empty())?;
    let line = source.line_index(span.start);
    let bounds = source.line_range(line);
    let inside = |offset: u32| source.text.floor_char_boundary(offset as usize).clamp(bounds.start, bounds.end);
    let range = inside(span.start)..inside(span.end.max(span.start));
    let last = source.line_index(span.end.saturating_sub(1));
    let mut text = clean(text.map_or("", |t| t.get(lang)));
    if last > line {
        let last = last + 1;
        text = say(
            lang,
            match text.as_str() {
                "" => text!("up to line {last}", "直到第 {last} 行"),
                text => text!("{text} (up to line {last})", "{text}（直到第 {last} 行）"),
            },
        );
    }
    let at = source.position(span.start);
    let range = range.start - bounds.start..range.end - bounds.start;
    Some(Place { source, file: span.file, line, range, at, main, text })
}

/// Whether a group of places (sorted) can show the next place as well.
fn takes(group: &[Place], next: &Place, cut: Cut) -> bool {
    let Some(last) = group.last() else { return false };
    if last.file != next.file || next.line > last.line + NEAR {
        return false;
    }
    let Some(first) = group.iter().find(|p| p.line == next.line) else { return true };
    let line = line_text(next.source, next.line);
    let hull = line.get(first.range.start..next.range.end).unwrap_or("");
    last.range.end.max(last.range.start + 1) <= next.range.start && (fits(hull, cut.limit / 2) || fits(line, cut.limit))
}

fn block(group: &[Place], cut: Cut) -> Option<Block> {
    let (first, last) = (group.first()?, group.last()?);
    let name = clean(&first.source.name);
    let from = first.line - context_before(first.source, first.line);
    let to = last.line + usize::from(!is_blank(last.source, last.line + 1));
    let mut block =
        Block { name, text: String::new(), first_line: from + 1, line_starts: Vec::new(), marks: Vec::new() };
    for line in from..=to {
        let start = group.partition_point(|p| p.line < line);
        let end = group.partition_point(|p| p.line <= line);
        block.push_line(line_text(first.source, line), group.get(start..end).unwrap_or(&[]), cut);
    }
    Some(block)
}

fn line_text(source: &Source, line: usize) -> &str {
    source.text.get(source.line_range(line)).unwrap_or("")
}

fn is_blank(source: &Source, line: usize) -> bool {
    line_text(source, line).trim().is_empty()
}

/// Lines shown above a line: one, or for an empty line as many as reach the next words.
fn context_before(source: &Source, line: usize) -> usize {
    let most = if is_blank(source, line) { NEAR } else { 1 };
    (1..=most.min(line)).find(|n| !is_blank(source, line - n)).unwrap_or(0)
}

impl Block {
    fn push_line(&mut self, line: &str, places: &[Place], cut: Cut) {
        self.line_starts.push(self.text.len());
        let focus = places.first().map_or(0, |p| p.range.start)..places.last().map_or(0, |p| p.range.end);
        let shown = window(line, focus, cut.limit);
        let mut column = 0;
        if shown.start > 0 {
            push(&mut self.text, &mut column, cut.ellipsis);
        }
        let mut from = shown.start;
        for place in places {
            let end = place.range.end.min(shown.end);
            push(&mut self.text, &mut column, line.get(from..place.range.start).unwrap_or(""));
            let start = self.text.len();
            push(&mut self.text, &mut column, line.get(place.range.start..end).unwrap_or(""));
            let range = start..self.text.len();
            self.marks.push(Mark { range, at: place.at, main: place.main, text: place.text.clone() });
            from = end;
        }
        push(&mut self.text, &mut column, line.get(from..shown.end).unwrap_or(""));
        if shown.end < line.len() {
            push(&mut self.text, &mut column, cut.ellipsis);
        }
        self.text.push('\n');
    }
}
