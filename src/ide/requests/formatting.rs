//! The layout of a document, or of part of it.

use crate::diagnostic::Edit;
use crate::format::{Options, edits};
use crate::ide::view::View;
use lsp_types::{DocumentFormattingParams, DocumentRangeFormattingParams, TextEdit};

/// The whole document; nothing where it cannot be read for certain: the findings say why.
#[must_use]
pub fn whole(view: &View<'_>, _: &DocumentFormattingParams) -> Option<Vec<TextEdit>> {
    Some(changes(view)?.map(|edit| shown(view, &edit)).collect())
}

/// The statements that lie in a range.
#[must_use]
pub fn range(view: &View<'_>, params: &DocumentRangeFormattingParams) -> Option<Vec<TextEdit>> {
    let wanted = view.span(params.range);
    let inside = |edit: &Edit| edit.span.start < wanted.end && wanted.start < edit.span.end;
    Some(changes(view)?.filter(inside).map(|edit| shown(view, &edit)).collect())
}

fn changes(view: &View<'_>) -> Option<impl Iterator<Item = Edit>> {
    Some(edits(view.source, view.id, Options::default()).ok()?.into_iter())
}

fn shown(view: &View<'_>, edit: &Edit) -> TextEdit {
    TextEdit { range: view.range(edit.span), new_text: edit.text.clone() }
}
