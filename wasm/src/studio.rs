//! The open files, and the library's answers about them.

use crate::names::{self, Names};
use crate::shapes::{Action, Edit, Finding, Label, Place, Refused, RuleRow, Simulation};
use lsp_types::{
    ClientCapabilities, CodeActionContext, CodeActionKind, CodeActionOrCommand, CodeActionParams, CompletionClientCapabilities, CompletionItem, CompletionItemCapability,
    CompletionParams, CompletionResponse, DocumentChanges, DocumentSymbol, DocumentSymbolClientCapabilities, DocumentSymbolParams, DocumentSymbolResponse, FoldingRange,
    FoldingRangeParams, GotoDefinitionParams, GotoDefinitionResponse, Hover, HoverParams, Location, OneOf, PartialResultParams, Position, Range, ReferenceContext,
    ReferenceParams, RenameParams, SemanticTokensParams, ShowDocumentClientCapabilities, SignatureHelp, SignatureHelpParams, TextDocumentClientCapabilities,
    TextDocumentIdentifier, TextDocumentPositionParams, Uri, WindowClientCapabilities, WorkDoneProgressParams, WorkspaceClientCapabilities, WorkspaceEdit,
    WorkspaceEditClientCapabilities,
};
use preplan::ast::Date;
use preplan::check::{Checked, Options, RULES, Rule, check, find};
use preplan::diagnostic::{Diagnostic, Lang, Severity};
use preplan::emit::program::{Program, lower};
use preplan::emit::{self, Runbook};
use preplan::engine::Engine;
use preplan::engine::trace::{Line, Names as Trace};
use preplan::format::{Options as Layout, format};
use preplan::ide::{Encoding, View, World, drill, requests};
use preplan::project::normalise;
use preplan::report::{Report, RuleInfo, brief, json, plain};
use preplan::source::{FileId, Span};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Why something cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The reason, for people.
    pub reason: String,
    /// The findings that are in the way.
    pub findings: Vec<Finding>,
}

impl From<String> for Refusal {
    fn from(reason: String) -> Self {
        Self { reason, findings: Vec::new() }
    }
}

/// The open files.
#[derive(Debug)]
pub struct Studio {
    lang: Lang,
    date: Date,
    texts: BTreeMap<String, Arc<str>>,
    world: World,
    /// Whether the world holds other files than those that are open.
    stale: bool,
}

/// Files.
impl Studio {
    /// Nothing is open yet.
    #[must_use]
    pub fn new(lang: Lang, date: Date) -> Self {
        Self { lang, date, texts: BTreeMap::new(), world: world(lang, date), stale: false }
    }

    /// In which language messages are from now on.
    pub fn set_lang(&mut self, lang: Lang) {
        self.lang = lang;
        self.world.set_lang(lang);
    }

    /// On which date reviews and waivers are judged from now on.
    pub fn set_today(&mut self, date: Date) {
        self.date = date;
        self.world.set_date(date);
    }

    /// Opens a file, or gives it another text.
    pub fn open(&mut self, name: &str, text: &str) {
        let name = normalise(name);
        let known = self.texts.insert(name.clone(), text.into()).is_some();
        if !known {
            // Files have an order, that of their names: what is found does not depend on which was opened first.
            self.stale = true;
        } else if !self.stale {
            self.enter(&name, text);
        }
    }

    /// Closes a file: for the others it is no longer there.
    pub fn close(&mut self, name: &str) {
        self.stale |= self.texts.remove(&normalise(name)).is_some();
    }

    /// The names of the open files, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }

    fn enter(&mut self, name: &str, text: &str) {
        if let Some(uri) = names::uri(name) {
            self.world.open(uri, 0, text.to_owned());
        }
    }

    /// The world with the texts as they are now.
    fn world(&mut self) -> &mut World {
        if std::mem::take(&mut self.stale) {
            self.world = world(self.lang, self.date);
            for (name, text) in self.texts.clone() {
                self.enter(&name, &text);
            }
        }
        self.world.settle();
        &mut self.world
    }

    /// An open file, and what the protocol calls it.
    fn file(&mut self, name: &str) -> Result<(View<'_>, TextDocumentIdentifier), Refusal> {
        let lang = self.lang;
        let name = normalise(name);
        let uri = names::uri(&name).filter(|_| self.texts.contains_key(&name));
        let world = self.world();
        let view = uri.and_then(|uri| Some((world.view(&uri)?, TextDocumentIdentifier { uri })));
        view.ok_or_else(|| said(lang, &format!("no open file is called {name}"), &format!("没有打开名为 {name} 的文件")).into())
    }

    fn at(&mut self, name: &str, position: Position) -> Result<(View<'_>, TextDocumentPositionParams), Refusal> {
        self.file(name).map(|(view, text_document)| (view, TextDocumentPositionParams { text_document, position }))
    }
}

/// Findings and rules.
impl Studio {
    /// Findings of all open files, in the order of the reports.
    pub fn check(&mut self) -> Vec<Finding> {
        let lang = self.lang;
        let world = self.world();
        world.check_all();
        world.all_findings().iter().map(|f| finding(world, f, lang)).collect()
    }

    /// The report of all open files: what `preplan check --format plain`, or `json`, prints.
    pub fn report(&mut self, as_json: bool) -> String {
        let lang = self.lang;
        let world = self.world();
        world.check_all();
        let diagnostics = world.all_findings();
        let sources = world.project().sources();
        let report = Report { sources, diagnostics: &diagnostics, plans: world.plan_count(), files: sources.len(), rule: &RuleInfo::of };
        if as_json { json(&report, lang) } else { plain(&report, lang) }
    }

    /// The page of a rule, what `preplan explain` prints.
    #[must_use]
    pub fn explain(&self, rule: &str) -> Option<String> {
        find(rule).map(|rule| rule.explained(self.lang))
    }

    /// All rules.
    #[must_use]
    pub fn rules(&self) -> Vec<RuleRow> {
        let why = |rule: &Rule| if self.lang == Lang::En { rule.why.0 } else { rule.why.1 };
        RULES.iter().map(|r| RuleRow { code: r.code, name: r.name, severity: severity(r.severity), why: why(r) }).collect()
    }
}

/// What an editor asks.
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

/// A plan as something else.
impl Studio {
    /// What a plan says, errors or not: the runbook it would be, to be shown and not to be run.
    ///
    /// # Errors
    /// No such file is open.
    pub fn outline_json(&mut self, name: &str) -> Result<String, Refusal> {
        self.checked(name, |checked, _| Ok(emit::to_json(&emit::outline(checked))))
    }

    /// A plan as its runbook.
    ///
    /// # Errors
    /// Its errors, or no such file is open.
    pub fn compile_json(&mut self, name: &str) -> Result<String, Refusal> {
        self.runbook(name, |runbook, _| Ok(emit::to_json(runbook)))
    }

    /// A plan as a module that runs.
    ///
    /// # Errors
    /// Its errors, or no such file is open.
    pub fn module(&mut self, name: &str) -> Result<Vec<u8>, Refusal> {
        self.program(name, |runbook, program, _| Ok(emit::wasm::module(runbook, program)))
    }

    /// When each step of a plan becomes due and is done.
    ///
    /// # Errors
    /// No such file is open.
    pub fn timeline_json(&mut self, name: &str) -> Result<String, Refusal> {
        self.checked(name, |checked, _| Ok(emit::timeline_json(&emit::timeline(checked))))
    }

    /// Who is on duty at which hours of the week, and when nobody is.
    ///
    /// # Errors
    /// No such file is open.
    pub fn week(&mut self, name: &str) -> Result<emit::Week, Refusal> {
        self.checked(name, |checked, _| Ok(emit::week(checked)))
    }

    /// Runs a trace: its lines as JSON texts, of one procedure and those it starts or of all.
    ///
    /// # Errors
    /// The plan's errors, no such procedure, or no such file is open.
    pub fn simulate(&mut self, name: &str, procedure: Option<&str>, lines: &[String]) -> Result<Simulation, Refusal> {
        let lang = self.lang;
        self.program(name, |runbook, program, _| {
            let names = Trace::new(runbook, program);
            let main = match procedure.map(|name| (name, names.procedure(name))) {
                Some((name, None)) => return Err(said(lang, &format!("no procedure is called {name}"), &format!("没有名为 {name} 的处置")).into()),
                Some((_, found)) => found,
                None => None,
            };
            let mut engine = Engine::new(program);
            let (mut effects, mut refused) = (Vec::new(), Vec::new());
            engine.begin(main, &mut |e| effects.push(e)).map_err(|r| r.text().get(lang).to_owned())?;
            for (index, line) in lines.iter().enumerate() {
                if let Err(reason) = names.play_text(&mut engine, line, main, &mut |e| effects.push(e)) {
                    refused.push(Refused { index, reason: reason.get(lang).to_owned() });
                }
            }
            // With the trace its last instant is over.
            let now = engine.now();
            engine.advance(now, &mut |e| effects.push(e)).map_err(|r| r.text().get(lang).to_owned())?;
            Ok(Simulation { effects: effects.into_iter().filter_map(|e| names.record(e)).collect(), refused })
        })
    }

    /// A rehearsal as a drill, and the edit that puts it at the end of the file.
    ///
    /// # Errors
    /// Why it cannot be kept, or no such file is open.
    pub fn drill(&mut self, name: &str, title: &str, procedure: &str, lines: &[Line]) -> Result<(String, Edit), Refusal> {
        let lang = self.lang;
        // Should it have errors, they are told.
        self.runbook(name, |_, _| Ok(()))?;
        let (view, text_document) = self.file(name)?;
        let rehearsal = drill(&view, title, procedure, lines).map_err(|reason| reason.get(lang).to_owned())?;
        let edit = Edit { name: names::name(&text_document.uri), range: view.world().range(rehearsal.span), new_text: rehearsal.inserted };
        Ok((rehearsal.text, edit))
    }

    fn checked<T>(&mut self, name: &str, then: impl FnOnce(&Checked<'_>, &World) -> Result<T, Refusal>) -> Result<T, Refusal> {
        let as_of = self.date;
        let (view, _) = self.file(name)?;
        then(&check(view.world().project(), view.id, Options { as_of }), view.world())
    }

    fn runbook<T>(&mut self, name: &str, then: impl FnOnce(&Runbook, &World) -> Result<T, Refusal>) -> Result<T, Refusal> {
        let lang = self.lang;
        self.checked(name, |checked, world| match emit::runbook(checked) {
            Ok(runbook) => then(&runbook, world),
            Err(refused) => {
                let errors = checked.diagnostics().iter().filter(|d| d.severity == Severity::Error);
                let reason = said(lang, &format!("errors in this plan: {}", refused.errors), &format!("本预案有 {} 个错误", refused.errors));
                Err(Refusal { reason, findings: errors.map(|f| finding(world, f, lang)).collect() })
            }
        })
    }

    fn program<T>(&mut self, name: &str, then: impl FnOnce(&Runbook, &Program, &World) -> Result<T, Refusal>) -> Result<T, Refusal> {
        let lang = self.lang;
        self.runbook(name, |runbook, world| match lower(runbook) {
            Ok(program) => then(runbook, &program, world),
            Err(error) => Err(said(lang, &format!("this plan cannot be run: {}", error.what), &format!("本预案无法运行：{}", error.what)).into()),
        })
    }
}

fn world(lang: Lang, date: Date) -> World {
    let mut world = World::new(Box::new(Names), lang, Encoding::Utf16, date);
    world.set_client(client());
    world
}

/// What a page can do: snippets, outlines in levels, edits in order, a cursor that is put somewhere.
fn client() -> ClientCapabilities {
    let completion_item = Some(CompletionItemCapability { snippet_support: Some(true), ..CompletionItemCapability::default() });
    let completion = Some(CompletionClientCapabilities { completion_item, ..CompletionClientCapabilities::default() });
    let symbols = DocumentSymbolClientCapabilities { hierarchical_document_symbol_support: Some(true), ..DocumentSymbolClientCapabilities::default() };
    let edit = WorkspaceEditClientCapabilities { document_changes: Some(true), ..WorkspaceEditClientCapabilities::default() };
    ClientCapabilities {
        text_document: Some(TextDocumentClientCapabilities { completion, document_symbol: Some(symbols), ..TextDocumentClientCapabilities::default() }),
        workspace: Some(WorkspaceClientCapabilities { workspace_edit: Some(edit), ..WorkspaceClientCapabilities::default() }),
        window: Some(WindowClientCapabilities { show_document: Some(ShowDocumentClientCapabilities { support: true }), ..WindowClientCapabilities::default() }),
        ..ClientCapabilities::default()
    }
}

fn work() -> WorkDoneProgressParams {
    WorkDoneProgressParams::default()
}

fn part() -> PartialResultParams {
    PartialResultParams::default()
}

fn said(lang: Lang, en: &str, zh: &str) -> String {
    if lang == Lang::En { en.to_owned() } else { zh.to_owned() }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn finding(world: &World, finding: &Diagnostic, lang: Lang) -> Finding {
    let name = |file: FileId| world.project().sources().get(file).map_or_else(String::new, |s| s.name.to_string());
    let place = |span: Span| (name(span.file), world.range(span));
    let label = |label: &preplan::diagnostic::Label| {
        let (name, range) = place(label.span);
        Label { name, range, text: label.text.get(lang).to_owned() }
    };
    let rule = RuleInfo::of(finding.code);
    let (name, range) = place(finding.span);
    Finding {
        code: finding.code.to_owned(),
        rule: rule.name.to_owned(),
        severity: severity(finding.severity),
        message: finding.message.get(lang).to_owned(),
        why: said(lang, rule.why_en, rule.why_zh),
        help: finding.help.as_ref().map(|help| help.get(lang).to_owned()),
        text: brief(finding, lang),
        name,
        range,
        label: finding.label.as_ref().map(|label| label.get(lang).to_owned()),
        labels: finding.related.iter().map(label).collect(),
        run: finding.run.iter().map(|event| event.shown(lang)).collect(),
        cite: finding.cite.as_ref().map(ToString::to_string),
        fixable: finding.fix.as_ref().is_some_and(|fix| fix.safe && !fix.edits.is_empty()),
    }
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
