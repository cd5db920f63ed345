//! Findings for a terminal, drawn by `miette`.

use super::notes::Note;
use super::shown::tidy;
use super::view::{Block, Cut, blocks};
use super::{Report, notes};
use crate::diagnostic::{Diagnostic, Lang, Severity};
use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan,
    SpanContents,
};
use std::collections::BTreeSet;
use std::fmt;

/// Columns that line numbers and borders take.
const MARGIN: usize = 12;

/// How a terminal report looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrettyStyle {
    /// Whether colours are used.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// Whether lines are drawn with Unicode characters; ASCII otherwise.
    pub unicode: bool,
}

impl PrettyStyle {
    fn theme(self) -> GraphicalTheme {
        match (self.unicode, self.color) {
            (true, true) => GraphicalTheme::unicode(),
            (true, false) => GraphicalTheme::unicode_nocolor(),
            (false, true) => GraphicalTheme::ascii(),
            (false, false) => GraphicalTheme::none(),
        }
    }

    fn cut(self) -> Cut {
        let ellipsis = if self.unicode { "…" } else { "..." };
        Cut { limit: self.width.saturating_sub(MARGIN).clamp(40, 400), ellipsis }
    }
}

/// Renders a report for a terminal.
#[must_use]
pub fn pretty(report: &Report, lang: Lang, style: PrettyStyle) -> String {
    let mut out = String::new();
    let mut seen = BTreeSet::new();
    for finding in report.diagnostics {
        let notes = notes::notes(report, finding, lang, seen.insert(finding.code));
        out.push_str(&tidy(&draw(report, finding, notes, lang, style)));
        out.push('\n');
    }
    out + &super::tally::tally(report, lang) + &notes::summary(report, lang)
}

fn draw(report: &Report, finding: &Diagnostic, notes: Vec<Note>, lang: Lang, style: PrettyStyle) -> String {
    let mut theme = style.theme();
    let lead = theme.styles.help;
    let main = match finding.severity {
        Severity::Error => theme.styles.error,
        Severity::Warning => theme.styles.warning,
        Severity::Info => theme.styles.advice,
    };
    let title = format!("{}{}", main.style(notes::tag(report, finding, lang)), notes::message(finding, lang));
    let view = View(blocks(report, finding, lang, style.cut()));
    let marks = view.0.iter().flat_map(|block| &block.marks);
    theme.styles.highlights = marks.map(|m| if m.main { main } else { lead }).collect();
    let notes: Vec<_> = notes.into_iter().map(|note| format!("{}{}", lead.style(note.lead), note.text)).collect();
    let mut handler = GraphicalReportHandler::new_themed(theme).with_width(style.width.max(40)).with_context_lines(1);
    if !notes.is_empty() {
        handler = handler.with_footer(notes.join("\n"));
    }
    let mut out = String::new();
    // Writing to a string cannot fail, and the blocks hold every span that is asked for.
    let _ = handler.render_report(&mut out, &Finding { severity: finding.severity, title, view });
    out
}

/// A finding as miette reads one.
#[derive(Debug)]
struct Finding {
    severity: Severity,
    title: String,
    view: View,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)
    }
}

impl std::error::Error for Finding {}

impl miette::Diagnostic for Finding {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.view)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.view.placed().flat_map(|(base, block)| {
            block.marks.iter().map(move |mark| {
                let text = Some(mark.text.clone()).filter(|text| !text.is_empty());
                let span = (base + mark.range.start, mark.range.len());
                if mark.main {
                    LabeledSpan::new_primary_with_span(text, span)
                } else {
                    LabeledSpan::new_with_span(text, span)
                }
            })
        });
        Some(Box::new(labels))
    }
}

/// The excerpts of one finding, one after another, as one text.
struct View(Vec<Block>);

impl View {
    /// The blocks with the offset at which each starts.
    fn placed(&self) -> impl Iterator<Item = (usize, &Block)> {
        self.0.iter().scan(0, |next, block| {
            let base = *next;
            *next += block.text.len();
            Some((base, block))
        })
    }
}

impl fmt::Debug for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|block| &block.text)).finish()
    }
}

impl SourceCode for View {
    /// The whole block around a span. Without context miette asks for a place only: its column counts characters.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let end = span.offset() + span.len();
        let holds = |&(base, block): &(usize, &Block)| base <= span.offset() && end < base + block.text.len();
        let (base, block) = self.placed().find(holds).ok_or(MietteError::OutOfBounds)?;
        let name = block.name.clone();
        let mark = block.marks.iter().find(|m| base + m.range.start == span.offset());
        let contents = match mark.filter(|_| before == 0) {
            Some(mark) => {
                let (line, column) = (mark.at.line as usize - 1, mark.at.column as usize - 1);
                MietteSpanContents::new_named(name, &[], *span, line, column, 1)
            }
            None => {
                let span = (base, block.text.len()).into();
                let data = block.text.as_bytes();
                MietteSpanContents::new_named(name, data, span, block.first_line - 1, 0, block.line_starts.len())
            }
        };
        Ok(Box::new(contents))
    }
}
