//! Which function answers which request.

use crate::ide::requests as q;
use crate::ide::{View, World};
use lsp_server::{ErrorCode, RequestId};
use lsp_types::Uri;
use lsp_types::request::{self as r, Request as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::str::FromStr as _;

/// Why a request has no answer.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) code: ErrorCode,
    pub(super) message: String,
}

/// Answers a request that only looks.
pub(super) fn answer(world: &World, method: &str, params: Value) -> Result<Value, Failure> {
    match method {
        r::HoverRequest::METHOD => about(world, params, |v, p| q::hover::hover(v, &p)),
        r::Completion::METHOD => about(world, params, |v, p| q::completion::completion(v, &p)),
        r::SignatureHelpRequest::METHOD => about(world, params, |v, p| q::signature::signature(v, &p)),
        r::InlayHintRequest::METHOD => about(world, params, |v, p| q::inlay::hints(v, &p)),
        r::GotoDefinition::METHOD => about(world, params, |v, p| q::definition::definition(v, &p)),
        r::References::METHOD => about(world, params, |v, p| q::references::references(v, &p)),
        r::DocumentHighlightRequest::METHOD => about(world, params, |v, p| q::references::highlights(v, &p)),
        r::PrepareRenameRequest::METHOD => about(world, params, |v, p| q::rename::prepare(v, &p)),
        r::Rename::METHOD => tried(world, params, |v, p| q::rename::rename(v, &p)),
        r::DocumentSymbolRequest::METHOD => about(world, params, |v, p| q::symbols::of_document(v, &p)),
        r::WorkspaceSymbolRequest::METHOD => written(&q::symbols::of_workspace(world, &read(params)?)),
        r::FoldingRangeRequest::METHOD => about(world, params, |v, p| q::folding::folding(v, &p)),
        r::SelectionRangeRequest::METHOD => about(world, params, |v, p| q::selection::selection(v, &p)),
        r::SemanticTokensFullRequest::METHOD => about(world, params, |v, p| q::semantic::full(v, &p)),
        r::SemanticTokensRangeRequest::METHOD => about(world, params, |v, p| q::semantic::range(v, &p)),
        r::CallHierarchyPrepare::METHOD => about(world, params, |v, p| q::calls::prepare(v, &p)),
        r::CallHierarchyIncomingCalls::METHOD => about(world, params, |v, p| q::calls::incoming(v, &p)),
        r::CallHierarchyOutgoingCalls::METHOD => about(world, params, |v, p| q::calls::outgoing(v, &p)),
        r::DocumentLinkRequest::METHOD => about(world, params, |v, p| q::links::links(v, &p)),
        r::Formatting::METHOD => about(world, params, |v, p| q::formatting::whole(v, &p)),
        r::RangeFormatting::METHOD => about(world, params, |v, p| q::formatting::range(v, &p)),
        _ => Err(Failure { code: ErrorCode::MethodNotFound, message: format!("`{method}` is not known") }),
    }
}

/// Answers a request about one document; nothing can be said of a document that is not known.
pub(super) fn about<P: DeserializeOwned, T: Serialize>(world: &World, params: Value, handler: impl FnOnce(&View<'_>, P) -> T) -> Result<Value, Failure> {
    tried(world, params, |view, params| Ok(handler(view, params)))
}

/// The same for a request that may be refused with a reason.
fn tried<P: DeserializeOwned, T: Serialize>(world: &World, params: Value, handler: impl FnOnce(&View<'_>, P) -> Result<T, String>) -> Result<Value, Failure> {
    let Some(view) = document(&params).and_then(|uri| world.view(&uri)) else { return Ok(Value::Null) };
    let answer = handler(&view, read(params)?).map_err(|message| Failure { code: ErrorCode::RequestFailed, message })?;
    written(&answer)
}

/// The document a request is about.
pub(super) fn document(params: &Value) -> Option<Uri> {
    let uri = params.pointer("/textDocument/uri").or_else(|| params.pointer("/item/uri"))?;
    Uri::from_str(uri.as_str()?).ok()
}

pub(super) fn read<P: DeserializeOwned>(params: Value) -> Result<P, Failure> {
    serde_json::from_value(params).map_err(|e| Failure { code: ErrorCode::InvalidParams, message: e.to_string() })
}

pub(super) fn written<T: Serialize>(answer: &T) -> Result<Value, Failure> {
    serde_json::to_value(answer).map_err(|e| Failure { code: ErrorCode::InternalError, message: e.to_string() })
}

/// Whether a notification speaks of this request.
pub(super) fn same_id(params: &Value, id: &RequestId) -> bool {
    params.get("id").is_some_and(|value| serde_json::from_value::<RequestId>(value.clone()).is_ok_and(|other| other == *id))
}

/// Runs one piece of work; a crash in it is an error like any other, and the next piece runs.
pub(super) fn contained<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|cause| {
        let text = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
        Err(Failure { code: ErrorCode::InternalError, message: format!("internal error: {}", text.unwrap_or("no reason given")) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crash_is_an_error_with_a_reason() {
        let failure = contained::<()>(|| panic!("at step {}", 3)).unwrap_err();
        assert!(matches!(failure.code, ErrorCode::InternalError));
        assert_eq!(failure.message, "internal error: at step 3");
        assert_eq!(contained(|| Ok(1)).unwrap(), 1);
    }
}
