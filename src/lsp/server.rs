//! The conversation with the editor: what comes in, in which order it is answered, what is no longer worth answering.

use super::capabilities::capabilities;
use super::disk::{Disk, path_of};
use super::route::{self, Failure, contained, document, read, same_id, written};
use super::rule_pages::RulePages;
use super::settings::Settings;
use crate::diagnostic::Lang;
use crate::ide::requests::{actions, pull};
use crate::ide::{Encoding, World, of_file, result_id};
use crate::source::FileId;
use lsp_server::{Connection, ErrorCode, Message, Notification, ProtocolError, Request, RequestId, Response};
use lsp_types::notification::{
    DidChangeTextDocument, DidChangeWatchedFiles, DidChangeWorkspaceFolders, DidCloseTextDocument, DidOpenTextDocument, LogMessage, Notification as _, PublishDiagnostics,
};
use lsp_types::request as r;
use lsp_types::request::Request as _;
use lsp_types::{
    Diagnostic, DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, InitializeParams,
    LogMessageParams, MessageType, PublishDiagnosticsParams, Uri, WorkspaceFolder,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;

/// Serves one editor until it says goodbye. The answer tells whether it did so properly.
///
/// # Errors
/// The editor broke the protocol, or went away while it was greeted.
pub fn serve(connection: &Connection, settings: Settings) -> Result<bool, ProtocolError> {
    let (id, params) = connection.initialize_start()?;
    let params: InitializeParams = serde_json::from_value(params).unwrap_or_default();
    let encoding = Encoding::negotiate(params.capabilities.general.as_ref().and_then(|g| g.position_encodings.as_deref()));
    let answer = serde_json::json!({
        "capabilities": capabilities(&params.capabilities, encoding),
        "serverInfo": { "name": "preplan", "version": env!("CARGO_PKG_VERSION") },
    });
    connection.initialize_finish(id, answer)?;
    let mut server = Server::new(connection, settings, &params, encoding);
    server.watch_files();
    server.run()
}

struct Server<'c> {
    connection: &'c Connection,
    /// What has come in and was not looked at yet.
    queue: VecDeque<Message>,
    settings: Settings,
    /// Folders of the workspace.
    folders: Vec<PathBuf>,
    world: World,
    /// They go away with the server.
    _pages: RulePages,
    client: Client,
    /// What the editor was last told of each file.
    published: BTreeMap<FileId, Told>,
    /// The findings it asked for last, by their name.
    pulled: BTreeMap<FileId, String>,
    /// Documents that were edited since the editor was last told, or had to ask again.
    edited: BTreeSet<FileId>,
    next_request: i32,
}

/// What the editor was told of a file.
#[derive(PartialEq)]
struct Told {
    uri: Uri,
    version: Option<i32>,
    diagnostics: Vec<Diagnostic>,
}

/// What the editor can do.
#[derive(Debug, Clone, Copy)]
struct Client {
    /// It asks for findings itself.
    pulls: bool,
    /// It can be told to ask again.
    refreshes: bool,
    /// It can be asked to watch files.
    watches: bool,
}

impl Client {
    fn of(params: &InitializeParams) -> Self {
        let (documents, workspace) = (params.capabilities.text_document.as_ref(), params.capabilities.workspace.as_ref());
        Self {
            pulls: documents.is_some_and(|d| d.diagnostic.is_some()),
            refreshes: workspace.and_then(|w| w.diagnostic.as_ref()).and_then(|d| d.refresh_support) == Some(true),
            watches: workspace.and_then(|w| w.did_change_watched_files.as_ref()).and_then(|w| w.dynamic_registration) == Some(true),
        }
    }
}

impl<'c> Server<'c> {
    fn new(connection: &'c Connection, settings: Settings, params: &InitializeParams, encoding: Encoding) -> Self {
        let editor = params.locale.as_deref().map(|l| if l.to_ascii_lowercase().starts_with("zh") { Lang::Zh } else { Lang::En });
        let lang = settings.lang.or(editor).unwrap_or(settings.locale);
        #[allow(deprecated, reason = "older editors name only this one folder")]
        let single = params.root_uri.iter();
        let folders: Vec<PathBuf> = match &params.workspace_folders {
            Some(folders) => folders.iter().filter_map(|f| path_of(&f.uri)).collect(),
            None => single.filter_map(path_of).collect(),
        };
        let pages = RulePages::write(lang, settings.cache.as_deref());
        let mut world = World::new(Box::new(Disk::new(folders.clone())), lang, encoding, settings.date());
        world.set_client(params.capabilities.clone());
        world.set_pages(pages.links());
        Self {
            connection,
            queue: VecDeque::new(),
            settings,
            folders,
            world,
            _pages: pages,
            client: Client::of(params),
            published: BTreeMap::new(),
            pulled: BTreeMap::new(),
            edited: BTreeSet::new(),
            next_request: 0,
        }
    }

    fn run(&mut self) -> Result<bool, ProtocolError> {
        loop {
            self.queue.extend(self.connection.receiver.try_iter());
            let message = match self.queue.pop_front() {
                Some(message) => message,
                // What was found is told when nothing is waiting for an answer.
                None if self.work() => continue,
                None => match self.connection.receiver.recv() {
                    Ok(message) => message,
                    Err(_) => return Ok(false),
                },
            };
            match message {
                Message::Request(request) if request.method == r::Shutdown::METHOD => {
                    self.send(Message::Response(Response::new_ok(request.id, Value::Null)));
                    return Ok(self.wait_for_exit());
                }
                Message::Request(request) => self.request(request),
                Message::Notification(notification) if notification.method == "exit" => return Ok(false),
                Message::Notification(notification) => self.notification(notification),
                Message::Response(_) => {}
            }
        }
    }

    /// After `shutdown` only `exit` counts.
    fn wait_for_exit(&self) -> bool {
        let rest = self.queue.iter().cloned().chain(self.connection.receiver.iter());
        rest.into_iter().any(|m| matches!(m, Message::Notification(n) if n.method == "exit"))
    }

    fn send(&self, message: Message) {
        // An editor that is gone is noticed when its messages end.
        let _ = self.connection.sender.send(message);
    }

    fn notify<N: lsp_types::notification::Notification>(&self, params: N::Params) {
        self.send(Message::Notification(Notification::new(N::METHOD.to_owned(), params)));
    }

    fn ask<R: r::Request>(&mut self, params: R::Params) {
        self.next_request += 1;
        self.send(Message::Request(Request::new(RequestId::from(self.next_request), R::METHOD.to_owned(), params)));
    }

    fn log(&self, text: String) {
        self.notify::<LogMessage>(LogMessageParams { typ: MessageType::ERROR, message: text });
    }

    fn watch_files(&mut self) {
        if self.client.watches {
            let params = serde_json::json!({ "registrations": [
                { "id": "plans", "method": DidChangeWatchedFiles::METHOD, "registerOptions": { "watchers": [ { "globPattern": "**/*.plan" } ] } },
            ] });
            if let Ok(params) = serde_json::from_value(params) {
                self.ask::<r::RegisterCapability>(params);
            }
        }
    }
}

/// Requests.
impl Server<'_> {
    fn request(&mut self, request: Request) {
        let response = match self.overtaken(&request) {
            Some(failure) => Err(failure),
            None => contained(|| self.answer(&request)),
        };
        self.send(Message::Response(match response {
            Ok(value) => Response::new_ok(request.id, value),
            Err(failure) => {
                if matches!(failure.code, ErrorCode::InternalError) {
                    self.log(format!("{}: {}", request.method, failure.message));
                }
                Response::new_err(request.id, failure.code as i32, failure.message)
            }
        }));
    }

    /// Whether the editor has since taken the request back, or changed the text it is about.
    fn overtaken(&self, request: &Request) -> Option<Failure> {
        let document = document(&request.params).map(|uri| uri.as_str().to_owned());
        self.queue.iter().filter_map(|m| if let Message::Notification(n) = m { Some(n) } else { None }).find_map(|n| {
            let (code, message) = match n.method.as_str() {
                "$/cancelRequest" if same_id(&n.params, &request.id) => (ErrorCode::RequestCanceled, "cancelled"),
                DidChangeTextDocument::METHOD if document.is_some() && n.params.pointer("/textDocument/uri").and_then(Value::as_str) == document.as_deref() => {
                    (ErrorCode::ContentModified, "the text has changed")
                }
                _ => return None,
            };
            Some(Failure { code, message: message.to_owned() })
        })
    }

    fn answer(&mut self, request: &Request) -> Result<Value, Failure> {
        self.world.set_date(self.settings.date());
        self.world.settle();
        let params = request.params.clone();
        match request.method.as_str() {
            r::DocumentDiagnosticRequest::METHOD => {
                let id = self.check_now(&params);
                let report = route::about(&self.world, params, |view, p| pull::document(view, &p))?;
                if let Some((id, result)) = id.zip(report.get("resultId").and_then(Value::as_str)) {
                    self.pulled.insert(id, result.to_owned());
                }
                Ok(report)
            }
            r::CodeActionRequest::METHOD => {
                self.check_now(&params);
                route::about(&self.world, params, |view, p| actions::actions(view, &p))
            }
            r::WorkspaceDiagnosticRequest::METHOD => {
                while self.world.check_one() {}
                let params = read(params)?;
                written(&pull::workspace(&self.world, &params))
            }
            r::ExecuteCommand::METHOD => {
                if let Some(place) = actions::command(&self.world, read(params)?) {
                    self.ask::<r::ShowDocument>(place);
                }
                Ok(Value::Null)
            }
            method => route::answer(&self.world, method, params),
        }
    }

    /// Checks the plans of the document that a request is about, ahead of their turn.
    fn check_now(&mut self, params: &Value) -> Option<FileId> {
        let id = document(params).and_then(|uri| self.world.view(&uri).map(|v| v.id))?;
        self.world.check_plans_of(id);
        Some(id)
    }
}

/// Notifications.
impl Server<'_> {
    fn notification(&mut self, notification: Notification) {
        let method = notification.method.clone();
        let result = contained(|| self.take(notification));
        if let Err(failure) = result {
            self.log(format!("{method}: {}", failure.message));
        }
    }

    fn take(&mut self, notification: Notification) -> Result<Value, Failure> {
        let params = notification.params;
        match notification.method.as_str() {
            DidOpenTextDocument::METHOD => {
                let document = read::<DidOpenTextDocumentParams>(params)?.text_document;
                self.world.open(document.uri, document.version, document.text);
            }
            DidChangeTextDocument::METHOD => {
                let change: DidChangeTextDocumentParams = read(params)?;
                self.edited.extend(self.world.view(&change.text_document.uri).map(|v| v.id));
                self.world.edit(&change.text_document.uri, change.text_document.version, change.content_changes);
            }
            DidCloseTextDocument::METHOD => self.world.close(&read::<DidCloseTextDocumentParams>(params)?.text_document.uri),
            DidChangeWatchedFiles::METHOD => {
                let changes: DidChangeWatchedFilesParams = read(params)?;
                self.world.files_changed(changes.changes.iter().map(|c| &c.uri));
            }
            DidChangeWorkspaceFolders::METHOD => {
                let event = read::<DidChangeWorkspaceFoldersParams>(params)?.event;
                let paths = |folders: &[WorkspaceFolder]| folders.iter().filter_map(|f| path_of(&f.uri)).collect::<Vec<_>>();
                let removed = paths(&event.removed);
                self.folders.retain(|f| !removed.contains(f));
                self.folders.extend(paths(&event.added));
                self.take_back();
                self.pulled.clear();
                self.world.set_files(Box::new(Disk::new(self.folders.clone())));
            }
            _ => {}
        }
        Ok(Value::Null)
    }

    /// Tells the editor that nothing is known of any file, before all are read anew.
    fn take_back(&mut self) {
        for told in std::mem::take(&mut self.published).into_values() {
            self.notify::<PublishDiagnostics>(PublishDiagnosticsParams { uri: told.uri, diagnostics: Vec::new(), version: None });
        }
    }
}

/// Findings told without being asked.
impl Server<'_> {
    /// Does one piece of what is left to do; tells whether there may be more.
    fn work(&mut self) -> bool {
        contained(|| Ok(self.next_piece())).unwrap_or_else(|failure| {
            // What breaks down here is tried again after the next message.
            self.log(failure.message);
            false
        })
    }

    fn next_piece(&mut self) -> bool {
        self.world.set_date(self.settings.date());
        if self.world.is_stale() {
            self.world.settle();
            if let Err(failure) = contained(|| Ok(self.world.check_one())) {
                self.log(failure.message);
            }
            self.tell();
            return true;
        }
        self.tell();
        self.edited.clear();
        false
    }

    /// Tells the editor of the files it may want to hear of.
    fn tell(&mut self) {
        let news = self.world.take_news();
        if self.client.pulls {
            self.refresh(&news);
        } else {
            self.publish(&news);
        }
    }

    /// Has the editor ask again where it knows something else of a document than is true now. Of the one that was edited it asks itself.
    fn refresh(&mut self, news: &BTreeSet<FileId>) {
        let changed = |id: &FileId| {
            let now = self.world.view_of(*id).map(|view| result_id(&of_file(&view)));
            self.pulled.get(id).is_some_and(|old| now.as_ref() != Some(old))
        };
        if self.client.refreshes && news.iter().any(|id| !self.edited.contains(id) && changed(id)) {
            self.pulled.clear();
            self.ask::<r::WorkspaceDiagnosticRefresh>(());
        }
    }

    fn publish(&mut self, news: &BTreeSet<FileId>) {
        let known: BTreeSet<FileId> = self.world.files().map(|f| f.id).collect();
        let gone: Vec<FileId> = self.published.keys().copied().filter(|id| !known.contains(id)).collect();
        let gone: Vec<Told> = gone.iter().filter_map(|id| self.published.remove(id)).collect();
        for told in gone {
            self.notify::<PublishDiagnostics>(PublishDiagnosticsParams { uri: told.uri, diagnostics: Vec::new(), version: None });
        }
        for id in news.intersection(&known) {
            let Some((view, uri)) = self.world.view_of(*id).zip(self.world.uri(*id)) else { continue };
            let now = Told { uri, version: self.world.version(*id), diagnostics: of_file(&view) };
            let before = self.published.get(id);
            // An open file is told even that nothing was found: the editor waits for it.
            if before.map_or_else(|| !now.diagnostics.is_empty() || now.version.is_some(), |before| *before != now) {
                let (uri, diagnostics, version) = (now.uri.clone(), now.diagnostics.clone(), now.version);
                self.published.insert(*id, now);
                self.notify::<PublishDiagnostics>(PublishDiagnosticsParams { uri, diagnostics, version });
            }
        }
    }
}
