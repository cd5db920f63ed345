//! How often each rule fired: the overview under a long report.

use super::Report;
use crate::diagnostic::{Lang, Severity};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A report with no more findings than this is its own overview.
const SHORT: usize = 10;

/// A line for each rule that fired, the worst first; empty for a short report.
pub(super) fn tally(report: &Report, lang: Lang) -> String {
    let mut out = String::new();
    if report.diagnostics.len() <= SHORT {
        return out;
    }
    let mut counts: BTreeMap<(std::cmp::Reverse<Severity>, &str), usize> = BTreeMap::new();
    for finding in report.diagnostics {
        *counts.entry((std::cmp::Reverse(finding.severity), finding.code)).or_default() += 1;
    }
    let mut last = None;
    for ((severity, code), count) in counts {
        let severity = severity.0;
        let shown = if last == Some(severity) { "" } else { severity.shown(lang) };
        // `错误` is as wide as four letters.
        let width = if lang == Lang::Zh && !shown.is_empty() { 6 } else { 8 };
        last = Some(severity);
        let rule = (report.rule)(code);
        let why = match lang {
            Lang::En => rule.why_en,
            Lang::Zh => rule.why_zh,
        };
        let _ = writeln!(out, "{shown:<width$}{count:>4} × {code} {:<26} {why}", rule.name);
    }
    out.push('\n');
    out
}
