//! An editor without a screen.

#![allow(dead_code, reason = "each test uses its part")]

use lsp_server::{Connection, Message, Notification, Request, RequestId, Response};
use preplan::ast::Date;
use preplan::diagnostic::Lang;
use preplan::lsp::{Settings, serve};
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::thread::JoinHandle;
use std::time::Duration;

/// Marks the cursor, or both ends of a selection, in the text of a case.
pub(crate) const CURSOR: char = '‸';

pub(crate) struct Client {
    connection: Connection,
    server: Option<JoinHandle<bool>>,
    next: i32,
    /// Notifications and requests of the server that no test has asked for yet.
    pub(crate) inbox: VecDeque<Message>,
    /// Texts by URI, for showing what a range covers.
    texts: BTreeMap<String, String>,
    pub(crate) capabilities: Value,
}

/// What an editor that knows everything says of itself.
pub(crate) fn full() -> Value {
    json!({
        "textDocument": {
            "completion": { "completionItem": { "snippetSupport": true, "documentationFormat": ["markdown"] } },
            "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix", "refactor", "source", "source.fixAll"] } } },
            "rename": { "prepareSupport": true },
        },
        "window": { "showDocument": { "support": true } },
    })
}

impl Client {
    /// An English session without folders; positions in UTF-16.
    pub(crate) fn start() -> Self {
        Self::start_with(Lang::En, json!({ "capabilities": full() }))
    }

    pub(crate) fn chinese() -> Self {
        Self::start_with(Lang::Zh, json!({ "capabilities": full() }))
    }

    pub(crate) fn start_with(lang: Lang, initialize: Value) -> Self {
        let settings = Settings { lang: Some(lang), locale: Lang::En, as_of: || unreachable!(), fixed_date: Date::new(2026, 11, 22), cache: None };
        Self::start_as(settings, initialize)
    }

    pub(crate) fn start_as(settings: Settings, initialize: Value) -> Self {
        let (server, connection) = Connection::memory();
        let server = std::thread::Builder::new().stack_size(16 << 20).spawn(move || serve(&server, settings).unwrap()).unwrap();
        let mut client = Self { connection, server: Some(server), next: 0, inbox: VecDeque::new(), texts: BTreeMap::new(), capabilities: Value::Null };
        client.capabilities = client.request("initialize", initialize).unwrap()["capabilities"].clone();
        client.notify("initialized", json!({}));
        client
    }

    pub(crate) fn send(&self, message: Message) {
        self.connection.sender.send(message).unwrap();
    }

    pub(crate) fn notify(&self, method: &str, params: Value) {
        self.send(Message::Notification(Notification { method: method.to_owned(), params }));
    }

    /// Sends a request and does not wait.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> RequestId {
        self.next += 1;
        let id = RequestId::from(self.next);
        self.send(Message::Request(Request { id: id.clone(), method: method.to_owned(), params }));
        id
    }

    pub(crate) fn receive(&self) -> Message {
        self.connection.receiver.recv_timeout(Duration::from_secs(60)).expect("the server is silent")
    }

    /// Waits for the answer to a request.
    pub(crate) fn answer(&mut self, id: &RequestId) -> Result<Value, Value> {
        loop {
            match self.receive() {
                Message::Response(Response { id: of, response_result }) if of == *id => {
                    return response_result.map_err(|error| serde_json::to_value(error).unwrap());
                }
                other => self.inbox.push_back(other),
            }
        }
    }

    pub(crate) fn request(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.ask(method, params);
        self.answer(&id)
    }

    /// Opens a document of a folder that does not exist, so that nothing is read from disk.
    pub(crate) fn open(&mut self, name: &str, text: &str) -> String {
        let uri = format!("file:///plans/{name}");
        self.texts.insert(uri.clone(), text.to_owned());
        self.notify("textDocument/didOpen", json!({ "textDocument": { "uri": uri, "languageId": "preplan", "version": 1, "text": text } }));
        uri
    }

    /// What the server tells of a document without being asked: the next such message.
    pub(crate) fn published(&mut self, uri: &str) -> Value {
        let is = |m: &Message| matches!(m, Message::Notification(n) if n.method == "textDocument/publishDiagnostics" && n.params["uri"] == uri);
        loop {
            if let Some(at) = self.inbox.iter().position(is) {
                let Some(Message::Notification(found)) = self.inbox.remove(at) else { unreachable!() };
                return found.params["diagnostics"].clone();
            }
            let message = self.receive();
            self.inbox.push_back(message);
        }
    }

    /// The next request the server makes of the editor, answered with null.
    pub(crate) fn asked(&mut self, method: &str) -> Value {
        let is = |m: &Message| matches!(m, Message::Request(r) if r.method == method);
        loop {
            if let Some(at) = self.inbox.iter().position(is) {
                let Some(Message::Request(found)) = self.inbox.remove(at) else { unreachable!() };
                self.send(Message::Response(Response::new_ok(found.id, Value::Null)));
                return found.params;
            }
            let message = self.receive();
            self.inbox.push_back(message);
        }
    }

    /// An answer as it is shown in a snapshot: every range with the words it covers.
    pub(crate) fn readable(&self, uri: &str, value: &Value) -> String {
        let shown = self.shorten(uri, value);
        if let Value::String(text) = &shown { text.clone() } else { serde_json::to_string_pretty(&shown).unwrap() }
    }

    fn shorten(&self, uri: &str, value: &Value) -> Value {
        match value {
            Value::Object(map) if map.len() == 2 && map.contains_key("start") && map.contains_key("end") => Value::String(self.shown_range(uri, value)),
            Value::Object(map) => {
                let own = ["uri", "targetUri"].iter().find_map(|key| map.get(*key)?.as_str()).unwrap_or(uri);
                let inner = |(key, value): (&String, &Value)| {
                    let of = if key.starts_with("file:") { key.as_str() } else { own };
                    (key.clone(), self.shorten(of, value))
                };
                Value::Object(map.iter().filter(|(_, v)| !v.is_null()).map(inner).collect())
            }
            Value::Array(list) => Value::Array(list.iter().map(|v| self.shorten(uri, v)).collect()),
            // The pages of the rules lie in a folder made for the session.
            Value::String(text) if text.contains("/preplan-rules-") => Value::String(format!("[pages]/{}", text.rsplit('/').next().unwrap())),
            other => other.clone(),
        }
    }

    fn shown_range(&self, uri: &str, range: &Value) -> String {
        let at = |end: &str| (range[end]["line"].as_u64().unwrap() as usize, range[end]["character"].as_u64().unwrap() as usize);
        let ((line, from), (last, to)) = (at("start"), at("end"));
        let place = format!("{}:{}-{}:{}", line + 1, from + 1, last + 1, to + 1);
        let Some(text) = self.texts.get(uri) else { return place };
        let lines: Vec<&str> = text.split('\n').collect();
        let cut = |line: usize, from: usize, to: Option<usize>| {
            let units: Vec<u16> = lines.get(line).unwrap_or(&"").encode_utf16().collect();
            String::from_utf16_lossy(&units[from.min(units.len())..to.unwrap_or(units.len()).min(units.len())])
        };
        if line == last { format!("{place} `{}`", cut(line, from, Some(to))) } else { format!("{place} `{}` … `{}`", cut(line, from, None), cut(last, 0, Some(to))) }
    }

    /// One case for a snapshot: the source with its cursor, the question, the answer.
    pub(crate) fn case(&mut self, method: &str, marked: &str, extra: Value) -> String {
        let (text, position) = cursor(marked);
        self.next += 1;
        let uri = self.open(&format!("case-{}.plan", self.next), &text);
        let mut params = json!({ "textDocument": { "uri": uri }, "position": position });
        params.as_object_mut().unwrap().extend(extra.as_object().cloned().unwrap_or_default());
        let answer = self.request(method, params);
        let mut shown = format!("{marked}\n──── {method} {}\n", if extra.is_null() { String::new() } else { self.readable(&uri, &extra) });
        match answer {
            Ok(value) => shown += &self.readable(&uri, &value),
            Err(error) => write!(shown, "error: {error}").unwrap(),
        }
        self.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
        shown.replace(&uri, "[case]")
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        self.request("shutdown", Value::Null).unwrap();
        self.notify("exit", Value::Null);
        assert!(self.server.take().unwrap().join().unwrap());
    }
}

/// A text without its marks, and where the first of them stands in UTF-16.
pub(crate) fn cursor(marked: &str) -> (String, Value) {
    let places = cursors(marked);
    (marked.replace(CURSOR, ""), places.into_iter().next().unwrap_or(json!({ "line": 0, "character": 0 })))
}

/// Where the marks of a text stand in UTF-16.
pub(crate) fn cursors(marked: &str) -> Vec<Value> {
    let (mut line, mut character, mut places) = (0, 0, Vec::new());
    for c in marked.chars() {
        match c {
            CURSOR => places.push(json!({ "line": line, "character": character })),
            '\n' => (line, character) = (line + 1, 0),
            c => character += c.len_utf16(),
        }
    }
    places
}

/// The range between the two marks of a text.
pub(crate) fn selection(marked: &str) -> (String, Value) {
    let places = cursors(marked);
    (marked.replace(CURSOR, ""), json!({ "start": places[0], "end": places[1] }))
}
