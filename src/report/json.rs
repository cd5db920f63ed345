//! Findings as one JSON object, for scripts and other tools.

use super::{Counts, Report};
use crate::diagnostic::{Diagnostic, Event, Lang};
use crate::source::{Sources, Span};
use serde::Serialize;

/// Version of the shape below; it changes when a reader would have to.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    plans: usize,
    files: usize,
    diagnostics: Vec<Finding<'a>>,
    summary: Counts,
}

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'a str,
    name: &'a str,
    severity: &'a str,
    message: &'a str,
    help: Option<&'a str>,
    file: &'a str,
    range: Range,
    related: Vec<Related<'a>>,
    run: Vec<serde_json::Value>,
    fix: Option<Fix<'a>>,
    cite: Option<&'a str>,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    file: &'a str,
    range: Range,
}

#[derive(Serialize)]
struct Fix<'a> {
    safe: bool,
    edits: Vec<Edit<'a>>,
}

#[derive(Serialize)]
struct Edit<'a> {
    file: &'a str,
    range: Range,
    text: &'a str,
}

#[derive(Serialize)]
struct Range {
    start: Place,
    end: Place,
}

#[derive(Serialize)]
struct Place {
    line: u32,
    column: u32,
    offset: u32,
}

/// Renders a report as one JSON object on one line.
#[must_use]
pub fn json(report: &Report, lang: Lang) -> String {
    let output = Output {
        version: VERSION,
        plans: report.plans,
        files: report.files,
        diagnostics: report.diagnostics.iter().map(|d| finding(report, d, lang)).collect(),
        summary: report.counts(),
    };
    // Strings and numbers always serialize.
    serde_json::to_string(&output).unwrap_or_default() + "\n"
}

fn finding<'a>(report: &Report<'a>, finding: &'a Diagnostic, lang: Lang) -> Finding<'a> {
    let sources = report.sources;
    let related = finding.related.iter().map(|label| {
        let (file, range) = place(sources, label.span);
        Related { message: label.text.get(lang), file, range }
    });
    let edit = |edit: &'a crate::diagnostic::Edit| {
        let (file, range) = place(sources, edit.span);
        Edit { file, range, text: &edit.text }
    };
    let (file, range) = place(sources, finding.span);
    Finding {
        rule: finding.code,
        name: (report.rule)(finding.code).name,
        severity: finding.severity.word(),
        message: finding.message.get(lang),
        help: finding.help.as_ref().map(|help| help.get(lang)),
        file,
        range,
        related: related.collect(),
        run: finding.run.iter().map(Event::json).collect(),
        fix: finding.fix.as_ref().map(|fix| Fix { safe: fix.safe, edits: fix.edits.iter().map(edit).collect() }),
        cite: finding.cite.as_deref(),
    }
}

/// File name and range of a span; an unknown file has no name, and its range is its start.
fn place(sources: &Sources, span: Span) -> (&str, Range) {
    let Some(source) = sources.get(span.file) else {
        let start = || Place { line: 1, column: 1, offset: 0 };
        return ("", Range { start: start(), end: start() });
    };
    let place = |offset: u32| {
        let at = source.position(offset);
        Place { line: at.line, column: at.column, offset }
    };
    (&source.name, Range { start: place(span.start), end: place(span.end) })
}
