//! The edits of a change of name, and where everything else moves.

use crate::diagnostic::{Edit, Text, text};
use crate::ide::view::View;
use crate::source::{FileId, Span};
use lsp_types::{
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Edits by file, in the order of the text.
pub(super) struct Changes {
    files: BTreeMap<FileId, Vec<Edit>>,
    /// By edit, how far it and those before it move what follows.
    shifts: BTreeMap<FileId, Vec<i64>>,
}

impl Changes {
    /// Edits of these places.
    pub(super) fn new(view: &View<'_>, places: &BTreeSet<Span>, written: impl Fn(Span) -> String) -> Self {
        let mut files: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
        for place in places {
            let text = written(*place);
            if view.slice(*place) != text {
                files.entry(place.file).or_default().push(Edit { span: *place, text });
            }
        }
        let shifts = files.iter().map(|(file, edits)| (*file, shifts(edits))).collect();
        Self { files, shifts }
    }

    pub(super) fn files(&self) -> impl Iterator<Item = FileId> {
        self.files.keys().copied()
    }

    /// The text of a file afterwards.
    pub(super) fn applied(&self, file: FileId, text: &str) -> String {
        let (mut after, mut from) = (String::with_capacity(text.len()), 0);
        for edit in self.files.get(&file).into_iter().flatten() {
            after += text.get(from..edit.span.start as usize).unwrap_or("");
            after += &edit.text;
            from = edit.span.end as usize;
        }
        after + text.get(from..).unwrap_or("")
    }

    /// Where a place is afterwards.
    pub(super) fn moved(&self, span: Span) -> Span {
        Span { start: self.offset(span.file, span.start), end: self.offset(span.file, span.end), ..span }
    }

    fn offset(&self, file: FileId, offset: u32) -> u32 {
        let (Some(edits), Some(shifts)) = (self.files.get(&file), self.shifts.get(&file)) else { return offset };
        let before = edits.partition_point(|e| e.span.end <= offset);
        let shift = before.checked_sub(1).and_then(|last| shifts.get(last)).copied().unwrap_or(0);
        // Of a place inside the old name the new one may not have so many letters.
        let inside = edits.get(before).filter(|e| e.span.start < offset);
        let offset = inside.map_or(offset, |e| offset.min(e.span.start + e.text.len() as u32));
        u32::try_from(i64::from(offset) + shift).unwrap_or(offset)
    }

    /// The edits as the editor takes them; none where it could not make them all.
    pub(super) fn for_editor(&self, view: &View<'_>) -> Result<WorkspaceEdit, Text> {
        let mut files: Vec<(FileId, Uri, Vec<TextEdit>)> = Vec::new();
        for (file, edits) in &self.files {
            let edits = edits.iter().map(|e| TextEdit { range: view.range(e.span), new_text: e.text.clone() }).collect();
            files.push((*file, view.world.uri(*file).ok_or_else(|| out_of_reach(view, *file))?, edits));
        }
        let can = view.world.client().workspace.as_ref().and_then(|w| w.workspace_edit.as_ref()).and_then(|w| w.document_changes);
        if can == Some(true) {
            let document = |(file, uri, edits): (FileId, Uri, Vec<TextEdit>)| TextDocumentEdit {
                text_document: OptionalVersionedTextDocumentIdentifier { uri, version: view.world.version(file) },
                edits: edits.into_iter().map(OneOf::Left).collect(),
            };
            let changes = DocumentChanges::Edits(files.into_iter().map(document).collect());
            return Ok(WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() });
        }
        #[allow(clippy::mutable_key_type, reason = "the type of the protocol")]
        let changes: HashMap<Uri, Vec<TextEdit>> = files.into_iter().map(|(_, uri, edits)| (uri, edits)).collect();
        Ok(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() })
    }
}

fn shifts(edits: &[Edit]) -> Vec<i64> {
    let longer = |e: &Edit| e.text.len() as i64 - i64::from(e.span.end - e.span.start);
    let sum = edits.iter().scan(0, |sum, edit| {
        *sum += longer(edit);
        Some(*sum)
    });
    sum.collect()
}

fn out_of_reach(view: &View<'_>, file: FileId) -> Text {
    let name = view.world.project().sources().get(file).map_or("", |s| &*s.name);
    text!(
        "the name also stands in `{name}`, which the editor cannot open: open the folder with all files first",
        "`{name}` 中也有此名称，但编辑器无法打开该文件：请先打开包含全部文件的文件夹"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_an_edit_moves_with_it() {
        let edit = |start, end, text: &str| Edit { span: Span::new(FileId(0), start, end), text: text.to_owned() };
        let edits = vec![edit(2, 4, "abcd"), edit(6, 9, "x")];
        let changes = Changes { shifts: BTreeMap::from([(FileId(0), shifts(&edits))]), files: BTreeMap::from([(FileId(0), edits)]) };
        assert_eq!(changes.applied(FileId(0), "0123456789"), "01abcd45x9");
        let moved: Vec<u32> = (0..=10).map(|at| changes.offset(FileId(0), at)).collect();
        assert_eq!(moved, [0, 1, 2, 3, 6, 7, 8, 9, 9, 9, 10]);
        assert_eq!(changes.moved(Span::new(FileId(1), 3, 7)), Span::new(FileId(1), 3, 7));
    }
}
