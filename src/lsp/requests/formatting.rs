//! To be written.

use crate::lsp::view::View;
use lsp_types::{DocumentFormattingParams, DocumentRangeFormattingParams, TextEdit};

pub(in crate::lsp) fn whole(_view: &View<'_>, _params: &DocumentFormattingParams) -> Option<Vec<TextEdit>> {
    None
}

pub(in crate::lsp) fn range(_view: &View<'_>, _params: &DocumentRangeFormattingParams) -> Option<Vec<TextEdit>> {
    None
}
