//! The open files, and the library's answers about them.

mod editor;
mod outputs;

use crate::names::{self, Names};
use crate::shapes::{Finding, Label, RuleRow};
use lsp_types::{
    ClientCapabilities, CompletionClientCapabilities, CompletionItemCapability, DocumentSymbolClientCapabilities, Position, ShowDocumentClientCapabilities,
    TextDocumentClientCapabilities, TextDocumentIdentifier, TextDocumentPositionParams, WindowClientCapabilities, WorkspaceClientCapabilities,
    WorkspaceEditClientCapabilities,
};
use preplan::ast::Date;
use preplan::check::{RULES, Rule, find};
use preplan::diagnostic::{Diagnostic, Lang, Severity};
use preplan::ide::{Encoding, View, World};
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
