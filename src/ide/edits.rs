//! Edits of several files as an editor takes them.

use super::world::World;
use crate::source::{FileId, Span};
use lsp_types::{DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit, WorkspaceEdit};
use std::collections::BTreeMap;

/// Replacements of places, told with the versions of their texts where the editor can take them so.
pub(super) fn workspace_edit(world: &World, edits: Vec<(Span, String)>) -> WorkspaceEdit {
    let mut files: BTreeMap<FileId, Vec<TextEdit>> = BTreeMap::new();
    for (span, new_text) in edits {
        files.entry(span.file).or_default().push(TextEdit { range: world.range(span), new_text });
    }
    let known = files.into_iter().filter_map(|(id, edits)| Some((id, world.uri(id)?, edits)));
    if !takes_versions(world) {
        return WorkspaceEdit { changes: Some(known.map(|(_, uri, edits)| (uri, edits)).collect()), ..WorkspaceEdit::default() };
    }
    let versioned = known.map(|(id, uri, edits)| TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version: world.version(id) },
        edits: edits.into_iter().map(OneOf::Left).collect(),
    });
    WorkspaceEdit { document_changes: Some(DocumentChanges::Edits(versioned.collect())), ..WorkspaceEdit::default() }
}

fn takes_versions(world: &World) -> bool {
    let edit = world.client().workspace.as_ref().and_then(|w| w.workspace_edit.as_ref());
    edit.and_then(|e| e.document_changes) == Some(true)
}
