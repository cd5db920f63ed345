//! To be written.

use crate::lsp::view::View;
use lsp_types::{CompletionOptions, CompletionParams, CompletionResponse};

pub(in crate::lsp) fn options() -> CompletionOptions {
    CompletionOptions::default()
}

pub(in crate::lsp) fn completion(_view: &View<'_>, _params: &CompletionParams) -> Option<CompletionResponse> {
    None
}
