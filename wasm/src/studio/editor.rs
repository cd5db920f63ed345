//! What an editor asks.

use super::{Refusal, Studio};
use crate::names;
use crate::shapes::{Action, Edit, Place};
use lsp_types::{
    CodeActionContext, CodeActionKind, CodeActionOrCommand, CodeActionParams, CompletionItem, CompletionParams, CompletionResponse, DocumentChanges,
    DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, FoldingRange, FoldingRangeParams, GotoDefinitionParams, GotoDefinitionResponse, Hover,
    HoverParams, Location, OneOf, PartialResultParams, Position, Range, ReferenceContext, ReferenceParams, RenameParams, SemanticTokensParams, SignatureHelp,
    SignatureHelpParams, Uri, WorkDoneProgressParams, WorkspaceEdit,
};
use preplan::diagnostic::Lang;
use preplan::format::{Options as Layout, format};
use preplan::ide::requests;

impl Studio {
    /// What may be written at a place.
    ///
    /// # Errors
    /// No such file is open.
    pub fn complete(&mut self, name: &str, position: Position) -> Result<Vec<CompletionItem>, Refusal> {
        let (view, text_document_position) = self.at(name, position)?;
        let params = CompletionParams { text_document_position, context: None, work_done_progress_params: work(), partial_result_params: part() };
        Ok(match requests::completion::completion(&view, &params) {
            Some(CompletionResponse::List(list)) => list.items,
            Some(CompletionResponse::Array(items)) => items,
            None => Vec::new(),
        })
    }

    /// What is known of the word at a place.
    ///
    /// # Errors
    /// No such file is open.
    pub fn hover(&mut self, name: &str, position: Position) -> Result<Option<Hover>, Refusal> {
        // A hover explains findings too.
        self.world().check_all();
        let (view, text_document_position_params) = self.at(name, position)?;
        Ok(requests::hover::hover(&view, &HoverParams { text_document_position_params, work_done_progress_params: work() }))
    }

    /// The shape of the duty that is being typed at a place.
    ///
    /// # Errors
    /// No such file is open.
    pub fn signature(&mut self, name: &str, position: Position) -> Result<Option<SignatureHelp>, Refusal> {
        let (view, text_document_position_params) = self.at(name, position)?;
        let params = SignatureHelpParams { text_document_position_params, context: None, work_done_progress_params: work() };
        Ok(requests::signature::signature(&view, &params))
    }

    /// Where the name at a place is declared.
    ///
    /// # Errors
    /// No such file is open.
    pub fn definition(&mut self, name: &str, position: Position) -> Result<Vec<Place>, Refusal> {
        let (view, text_document_position_params) = self.at(name, position)?;
        let params = GotoDefinitionParams { text_document_position_params, work_done_progress_params: work(), partial_result_params: part() };
        Ok(match requests::definition::definition(&view, &params) {
            Some(GotoDefinitionResponse::Scalar(one)) => vec![place(one)],
            Some(GotoDefinitionResponse::Array(all)) => all.into_iter().map(place).collect(),
            Some(GotoDefinitionResponse::Link(_)) | None => Vec::new(),
        })
    }

    /// Where the name at a place is used, its declaration included.
    ///
    /// # Errors
    /// No such file is open.
    pub fn references(&mut self, name: &str, position: Position) -> Result<Vec<Place>, Refusal> {
        let (view, text_document_position) = self.at(name, position)?;
        let context = ReferenceContext { include_declaration: true };
        let params = ReferenceParams { text_document_position, context, work_done_progress_params: work(), partial_result_params: part() };
        Ok(requests::references::references(&view, &params).unwrap_or_default().into_iter().map(place).collect())
    }

    /// The edits that give the name at a place another.
    ///
    /// # Errors
    /// Why it cannot be called so, or no such file is open.
    pub fn rename(&mut self, name: &str, position: Position, to: &str) -> Result<Vec<Edit>, Refusal> {
        let (view, text_document_position) = self.at(name, position)?;
        let params = RenameParams { text_document_position, new_name: to.to_owned(), work_done_progress_params: work() };
        Ok(requests::rename::rename(&view, &params)?.map(edits).unwrap_or_default())
    }

    /// What can be done about a range: fixes and refactorings, or what is asked for, such as `source.fixAll`.
    ///
    /// # Errors
    /// No such file is open.
    pub fn actions(&mut self, name: &str, range: Range, only: Option<Vec<String>>) -> Result<Vec<Action>, Refusal> {
        self.world().check_all();
        let (view, text_document) = self.file(name)?;
        let only = only.map(|kinds| kinds.into_iter().map(CodeActionKind::from).collect());
        let context = CodeActionContext { only, ..CodeActionContext::default() };
        let params = CodeActionParams { text_document, range, context, work_done_progress_params: work(), partial_result_params: part() };
        Ok(requests::actions::actions(&view, &params).unwrap_or_default().into_iter().filter_map(action).collect())
    }

    /// The outline of a file.
    ///
    /// # Errors
    /// No such file is open.
    pub fn symbols(&mut self, name: &str) -> Result<Vec<DocumentSymbol>, Refusal> {
        let (view, text_document) = self.file(name)?;
        let params = DocumentSymbolParams { text_document, work_done_progress_params: work(), partial_result_params: part() };
        Ok(match requests::symbols::of_document(&view, &params) {
            Some(DocumentSymbolResponse::Nested(outline)) => outline,
            Some(DocumentSymbolResponse::Flat(_)) | None => Vec::new(),
        })
    }

    /// What can be folded in a file.
    ///
    /// # Errors
    /// No such file is open.
    pub fn folding(&mut self, name: &str) -> Result<Vec<FoldingRange>, Refusal> {
        let (view, text_document) = self.file(name)?;
        let params = FoldingRangeParams { text_document, work_done_progress_params: work(), partial_result_params: part() };
        Ok(requests::folding::folding(&view, &params).unwrap_or_default())
    }

    /// The colours of a file, five numbers each: lines down, columns on, length, kind, modifiers.
    ///
    /// # Errors
    /// No such file is open.
    pub fn semantic_tokens(&mut self, name: &str) -> Result<Vec<u32>, Refusal> {
        let (view, text_document) = self.file(name)?;
        let params = SemanticTokensParams { text_document, work_done_progress_params: work(), partial_result_params: part() };
        let tokens = requests::semantic::full(&view, &params).map(|t| t.data).unwrap_or_default();
        Ok(tokens.into_iter().flat_map(|t| [t.delta_line, t.delta_start, t.length, t.token_type, t.token_modifiers_bitset]).collect())
    }

    /// The names of the kinds of colours.
    #[must_use]
    pub fn legend(&self) -> Vec<String> {
        requests::semantic::options().legend.token_types.iter().map(|kind| kind.as_str().to_owned()).collect()
    }

    /// A file in its layout, in the keywords of a language where one is named; nothing where it cannot be read for certain.
    ///
    /// # Errors
    /// No such file is open.
    pub fn format(&mut self, name: &str, keywords: Option<Lang>) -> Result<Option<String>, Refusal> {
        let (view, _) = self.file(name)?;
        let source = view.world().project().sources().get(view.id);
        Ok(source.and_then(|source| format(source, Layout { keywords }).ok()))
    }
}

fn work() -> WorkDoneProgressParams {
    WorkDoneProgressParams::default()
}

fn part() -> PartialResultParams {
    PartialResultParams::default()
}

fn place(location: Location) -> Place {
    Place { name: names::name(&location.uri), range: location.range }
}

/// The edits of several files, one after the other.
fn edits(edit: WorkspaceEdit) -> Vec<Edit> {
    let Some(DocumentChanges::Edits(documents)) = edit.document_changes else { return Vec::new() };
    let mut all = Vec::new();
    for document in documents {
        let name = names::name(&document.text_document.uri);
        let plain = document.edits.into_iter().map(|edit| match edit {
            OneOf::Left(edit) => edit,
            OneOf::Right(annotated) => annotated.text_edit,
        });
        all.extend(plain.map(|edit| Edit { name: name.clone(), range: edit.range, new_text: edit.new_text }));
    }
    all
}

fn action(action: CodeActionOrCommand) -> Option<Action> {
    let CodeActionOrCommand::CodeAction(action) = action else { return None };
    let code = |d: lsp_types::Diagnostic| match d.code {
        Some(lsp_types::NumberOrString::String(code)) => Some(code),
        Some(lsp_types::NumberOrString::Number(_)) | None => None,
    };
    let cursor = |arguments: Vec<serde_json::Value>| {
        let mut arguments = arguments.into_iter();
        let uri: Uri = serde_json::from_value(arguments.next()?).ok()?;
        let at: Position = serde_json::from_value(arguments.next()?).ok()?;
        Some(Place { name: names::name(&uri), range: Range { start: at, end: at } })
    };
    Some(Action {
        title: action.title,
        kind: action.kind.as_ref().map_or("", CodeActionKind::as_str).to_owned(),
        edits: action.edit.map(edits).unwrap_or_default(),
        is_preferred: action.is_preferred == Some(true),
        codes: action.diagnostics.unwrap_or_default().into_iter().filter_map(code).collect(),
        cursor: action.command.and_then(|command| command.arguments).and_then(cursor),
    })
}
