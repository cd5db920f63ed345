//! Findings for an editor that asks for them.

use crate::ide::diagnostics::{of_file, result_id};
use crate::ide::view::View;
use crate::ide::world::World;
use lsp_types::{
    DocumentDiagnosticParams, DocumentDiagnosticReport, FullDocumentDiagnosticReport, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport, WorkspaceDiagnosticParams, WorkspaceDiagnosticReport,
    WorkspaceDocumentDiagnosticReport, WorkspaceFullDocumentDiagnosticReport, WorkspaceUnchangedDocumentDiagnosticReport,
};

/// What was found in one document.
#[must_use]
pub fn document(view: &View<'_>, params: &DocumentDiagnosticParams) -> DocumentDiagnosticReport {
    let items = of_file(view);
    let id = result_id(&items);
    if params.previous_result_id.as_ref() == Some(&id) {
        let unchanged = UnchangedDocumentDiagnosticReport { result_id: id };
        return DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport { related_documents: None, unchanged_document_diagnostic_report: unchanged });
    }
    let full = FullDocumentDiagnosticReport { result_id: Some(id), items };
    DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport { related_documents: None, full_document_diagnostic_report: full })
}

/// What was found in every file.
#[must_use]
pub fn workspace(world: &World, params: &WorkspaceDiagnosticParams) -> WorkspaceDiagnosticReport {
    let mut items = Vec::new();
    for file in world.files() {
        let Some((view, uri)) = world.view_of(file.id).zip(world.uri(file.id)) else { continue };
        let version = world.version(file.id).map(i64::from);
        let diagnostics = of_file(&view);
        let id = result_id(&diagnostics);
        let known = params.previous_result_ids.iter().any(|p| p.uri == uri && p.value == id);
        items.push(if known {
            let unchanged_document_diagnostic_report = UnchangedDocumentDiagnosticReport { result_id: id };
            WorkspaceDocumentDiagnosticReport::Unchanged(WorkspaceUnchangedDocumentDiagnosticReport { uri, version, unchanged_document_diagnostic_report })
        } else {
            let full_document_diagnostic_report = FullDocumentDiagnosticReport { result_id: Some(id), items: diagnostics };
            WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport { uri, version, full_document_diagnostic_report })
        });
    }
    WorkspaceDiagnosticReport { items }
}
