//! From an edit to what the server tells of it, by length of the plan, and other answers on a plan of a thousand lines.
//! The table of one run stands in `docs/speed.md`.

use divan::Bencher;
use lsp_server::{Connection, Message, Notification, Request};
use preplan::ast::Date;
use preplan::diagnostic::Lang;
use preplan::lsp::{Settings, serve};
use serde_json::{Value, json};
use std::thread::JoinHandle;

/// The allocator of the command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// A real plan with some 230 findings, about 730 lines.
const REAL: &str = include_str!("../plans/as-written/service-hall.plan");
const URI: &str = "file:///bench/real.plan";

/// So many lines of the real plan: its head, then its procedures again and again under other names.
fn plan(lines: usize) -> String {
    let at = REAL.find("\n处置 ").unwrap_or(0);
    let (head, procedures) = REAL.split_at(at);
    let mut text = head.to_owned();
    for round in 0.. {
        for part in procedures.split_inclusive("\n}\n") {
            if text.lines().count() >= lines {
                return text;
            }
            text.push_str(&part.replacen("\n处置 ", &format!("\n处置 第{round}轮"), 1));
        }
    }
    text
}

/// An editor with one open document.
struct Editor {
    connection: Connection,
    server: Option<JoinHandle<()>>,
    next: i32,
}

impl Editor {
    fn open(text: &str) -> Self {
        let (server, connection) = Connection::memory();
        let date = Date { year: 2026, month: 11, day: 22 };
        let settings = Settings { lang: Some(Lang::Zh), locale: Lang::Zh, as_of: || Date { year: 2026, month: 11, day: 22 }, fixed_date: Some(date), cache: None };
        let server = std::thread::spawn(move || drop(serve(&server, settings)));
        let mut editor = Self { connection, server: Some(server), next: 0 };
        editor.request("initialize", json!({ "capabilities": {} }));
        editor.notify("initialized", json!({}));
        editor.notify("textDocument/didOpen", json!({ "textDocument": { "uri": URI, "languageId": "preplan", "version": 0, "text": text } }));
        assert!(editor.told() > 50, "the plan has findings");
        editor
    }

    fn notify(&self, method: &str, params: Value) {
        let _ = self.connection.sender.send(Message::Notification(Notification { method: method.to_owned(), params }));
    }

    fn request(&mut self, method: &str, params: Value) -> Option<Value> {
        self.next += 1;
        let _ = self.connection.sender.send(Message::Request(Request { id: self.next.into(), method: method.to_owned(), params }));
        self.connection.receiver.iter().find_map(|m| if let Message::Response(r) = m { Some(r.response_result.ok()) } else { None }).flatten()
    }

    /// Waits for the findings.
    fn told(&self) -> usize {
        let found = |m: Message| match m {
            Message::Notification(n) if n.method == "textDocument/publishDiagnostics" => n.params.get("diagnostics").and_then(Value::as_array).map(Vec::len),
            Message::Notification(_) | Message::Request(_) | Message::Response(_) => None,
        };
        self.connection.receiver.iter().find_map(found).unwrap_or(0)
    }

    /// Types a space at the start of a line and takes it back, in turn.
    fn edit(&mut self, line: usize) -> usize {
        self.next += 1;
        let typed = self.next % 2 == 0;
        let (end, text) = if typed { (0, " ") } else { (1, "") };
        let range = json!({ "start": { "line": line, "character": 0 }, "end": { "line": line, "character": end } });
        self.notify("textDocument/didChange", json!({ "textDocument": { "uri": URI, "version": self.next }, "contentChanges": [{ "range": range, "text": text }] }));
        self.told()
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        let _ = self.server.take().map(JoinHandle::join);
    }
}

#[divan::bench(args = [250, 500, 1000, 2000, 4000, 8000], sample_count = 50)]
fn a_edit_to_findings(bencher: Bencher, lines: usize) {
    let mut editor = Editor::open(&plan(lines));
    // The first edit types: it counts from an even number.
    editor.next += editor.next % 2 + 1;
    bencher.bench_local(|| editor.edit(lines / 2));
}

/// Answers a user waits for while typing, in the middle of a thousand lines.
#[divan::bench(
    args = ["textDocument/hover", "textDocument/completion", "textDocument/definition", "textDocument/semanticTokens/full", "textDocument/codeAction", "textDocument/formatting"],
    sample_count = 50
)]
fn b_answers_on_a_thousand_lines(bencher: Bencher, method: &str) {
    let text = plan(1000);
    // The post before `应`; for completion behind it, where an act is due.
    let shift = if method.ends_with("completion") { 3 } else { 0 };
    let duty = |line: &str| line.find(" 应 ").and_then(|at| line.get(..at)).map(|before| before.chars().count() + shift);
    let place = text.lines().enumerate().skip(500).find_map(|(line, text)| Some((line, duty(text)?)));
    let at = place.map(|(line, character)| json!({ "line": line, "character": character }));
    let params = json!({
        "textDocument": { "uri": URI }, "position": at, "range": { "start": at, "end": at }, "context": { "diagnostics": [], "triggerKind": 1 },
        "options": { "tabSize": 2, "insertSpaces": true },
    });
    let mut editor = Editor::open(&text);
    let answer = editor.request(method, params.clone());
    assert!(answer.is_some_and(|a| !a.is_null()), "{method} has an answer");
    bencher.bench_local(|| editor.request(method, params.clone()));
}
