//! Findings as an editor takes them.

use super::view::View;
use crate::check::find;
use crate::diagnostic::{Diagnostic as Finding, Severity};
use crate::report::brief;
use lsp_types::{CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, NumberOrString};
use std::hash::{DefaultHasher, Hasher as _};

/// What was found in one file.
#[must_use]
pub fn of_file(view: &View<'_>) -> Vec<Diagnostic> {
    view.world.findings(view.id).into_iter().map(|finding| shown(view, finding)).collect()
}

/// A finding as the editor is told it.
pub(super) fn shown(view: &View<'_>, finding: &Finding) -> Diagnostic {
    let lang = view.lang;
    let related = finding.related.iter().filter_map(|label| {
        Some(DiagnosticRelatedInformation { location: view.location(label.span)?, message: label.text.get(lang).to_owned() })
    });
    let related: Vec<_> = related.collect();
    Diagnostic {
        range: view.range(finding.span),
        severity: Some(severity(finding.severity)),
        code: Some(NumberOrString::String(finding.code.to_owned())),
        code_description: view.world.page(finding.code).map(|href| CodeDescription { href }),
        source: Some("preplan".to_owned()),
        message: brief(finding, lang),
        related_information: (!related.is_empty()).then_some(related),
        tags: find("unused-declaration").is_some_and(|rule| rule.code == finding.code).then(|| vec![DiagnosticTag::UNNECESSARY]),
        data: None,
    }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Info => DiagnosticSeverity::INFORMATION,
    }
}

/// A name for a list of findings: the same for the same list.
#[must_use]
pub fn result_id(diagnostics: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(serde_json::to_string(diagnostics).unwrap_or_default().as_bytes());
    format!("{:016x}", hasher.finish())
}
