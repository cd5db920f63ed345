//! Edits: applied in every encoding, in order, and never the reason for a wrong picture.

use crate::client::{Client, full};
use crate::random::Random;
use preplan::diagnostic::Lang;
use serde_json::{Value, json};

const PLAN: &str = include_str!("../../plans/as-written/service-hall.plan");

/// An editor that asks for findings itself and counts in one encoding.
fn asking(encoding: &str) -> Client {
    let mut capabilities = full();
    capabilities["textDocument"]["diagnostic"] = json!({});
    capabilities["general"] = json!({ "positionEncodings": [encoding] });
    let client = Client::start_with(Lang::Zh, json!({ "capabilities": capabilities }));
    assert_eq!(client.capabilities["positionEncoding"], encoding);
    client
}

/// Line and column of a byte offset, counted the slow way.
fn position(text: &str, offset: usize, encoding: &str) -> Value {
    let before = &text[..offset];
    let line = before.matches('\n').count();
    let column = before.rsplit('\n').next().unwrap();
    let character = match encoding {
        "utf-8" => column.len(),
        "utf-16" => column.encode_utf16().count(),
        _ => column.chars().count(),
    };
    json!({ "line": line, "character": character })
}

/// All that a server knows of a document, by several of its answers.
fn state(client: &mut Client, uri: &str) -> Vec<Value> {
    let document = json!({ "textDocument": { "uri": uri } });
    let methods = ["textDocument/diagnostic", "textDocument/documentSymbol", "textDocument/semanticTokens/full", "textDocument/foldingRange"];
    let mut known: Vec<Value> = methods.iter().map(|m| client.request(m, document.clone()).unwrap()).collect();
    // The pages of the rules lie in a folder of the session.
    let items = known[0]["items"].as_array_mut().unwrap();
    items.iter_mut().for_each(|i| drop(i.as_object_mut().unwrap().remove("codeDescription")));
    known[0] = known[0]["items"].take();
    known
}

/// A place where an editor can put its cursor.
fn anywhere(random: &mut Random, text: &str) -> usize {
    place(text, random.below(text.len() + 1))
}

/// Not inside a character or a line end.
fn place(text: &str, at: usize) -> usize {
    let at = text.floor_char_boundary(at.min(text.len()));
    if at > 0 && text[..at].ends_with('\r') && text[at..].starts_with('\n') { at - 1 } else { at }
}

const PIECES: &[&str] = &["{", "}", "\n", "\r\n", "\"", "“", "”", "//", "/*", "*/", " ", "，", "应", "步骤 新 ", "𝒳", "role x { ", "110", "限时 5分钟", "\u{200B}", "引用 \"a.plan\"\n"];

/// Ten thousand edits in all; a fresh server that opens the outcome must know the same.
fn edits_leave_the_state_of_a_fresh_server(encoding: &str, seed: u64, edits: usize) {
    let mut random = Random(seed);
    let mut client = asking(encoding);
    let mut text = PLAN.to_owned();
    let uri = client.open("real.plan", &text);
    let mut undo: Vec<(usize, String, usize)> = Vec::new();
    for version in 1..=edits {
        // Half of the edits take an earlier one back, so that the plan stays one.
        let (from, to, new) = match undo.pop().filter(|_| random.below(2) == 0) {
            Some((at, old, length)) if place(&text, at) == at && place(&text, at + length) == at + length => (at, at + length, old),
            _ => {
                let from = anywhere(&mut random, &text);
                let to = place(&text, from + random.below(12));
                (from, to.max(from), PIECES[random.below(PIECES.len())].to_owned())
            }
        };
        undo.push((from, text[from..to].to_owned(), new.len()));
        let range = json!({ "start": position(&text, from, encoding), "end": position(&text, to, encoding) });
        text.replace_range(from..to, &new);
        let change = json!({ "textDocument": { "uri": uri, "version": version + 1 }, "contentChanges": [{ "range": range, "text": new }] });
        client.notify("textDocument/didChange", change);
        if version % 1_000 == 0 || version == edits {
            let mut fresh = asking(encoding);
            let same = fresh.open("real.plan", &text);
            assert_eq!(state(&mut client, &uri), state(&mut fresh, &same), "after {version} edits in {encoding}");
        }
    }
}

#[test]
fn random_edits_in_utf_16() {
    edits_leave_the_state_of_a_fresh_server("utf-16", 1, 6_000);
}

#[test]
fn random_edits_in_utf_8() {
    edits_leave_the_state_of_a_fresh_server("utf-8", 2, 2_000);
}

#[test]
fn random_edits_in_utf_32() {
    edits_leave_the_state_of_a_fresh_server("utf-32", 3, 2_000);
}

#[test]
fn the_editors_first_known_encoding_counts() {
    let mut capabilities = full();
    capabilities["general"] = json!({ "positionEncodings": ["utf-7", "utf-32", "utf-16"] });
    let client = Client::start_with(Lang::En, json!({ "capabilities": capabilities }));
    assert_eq!(client.capabilities["positionEncoding"], "utf-32");
    assert_eq!(Client::start().capabilities["positionEncoding"], "utf-16");
}

#[test]
fn a_request_that_an_edit_overtakes_or_that_is_taken_back_is_cancelled() {
    let mut client = asking("utf-16");
    let uri = client.open("real.plan", PLAN);
    let other = client.open("other.plan", "role a { phone \"1\" }\n");
    let hover = |uri: &str| json!({ "textDocument": { "uri": uri }, "position": { "line": 0, "character": 6 } });
    client.request("textDocument/hover", hover(&uri)).unwrap();
    // The server is kept busy with one long answer while the rest arrives.
    let busy: Vec<_> = (0..20).map(|_| client.ask("textDocument/references", json!({ "textDocument": { "uri": uri }, "position": { "line": 20, "character": 4 }, "context": { "includeDeclaration": true } }))).collect();
    let overtaken = client.ask("textDocument/hover", hover(&uri));
    let elsewhere = client.ask("textDocument/hover", hover(&other));
    let taken_back = client.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": other } }));
    client.notify("$/cancelRequest", json!({ "id": taken_back.to_string().parse::<i32>().unwrap() }));
    client.notify("textDocument/didChange", json!({ "textDocument": { "uri": uri, "version": 2 }, "contentChanges": [{ "text": "role b {}\n" }] }));
    assert_eq!(client.answer(&overtaken).unwrap_err()["code"], -32801);
    assert!(client.answer(&elsewhere).unwrap()["contents"].is_object());
    assert_eq!(client.answer(&taken_back).unwrap_err()["code"], -32800);
    drop(busy);
    assert_eq!(client.request("textDocument/documentSymbol", json!({ "textDocument": { "uri": uri } })).unwrap()[0]["name"], "b");
}

#[test]
fn what_the_server_does_not_know_is_an_error_and_no_end() {
    let mut client = Client::start();
    assert_eq!(client.request("preplan/dance", json!({})).unwrap_err()["code"], -32601);
    assert_eq!(client.request("textDocument/hover", json!({ "textDocument": { "uri": "file:///plans/gone.plan" }, "position": { "line": 0, "character": 0 } })), Ok(Value::Null));
    let uri = client.open("a.plan", "role a {}\n");
    assert_eq!(client.request("textDocument/hover", json!({ "textDocument": { "uri": uri }, "position": "here" })).unwrap_err()["code"], -32602);
    client.notify("textDocument/didChange", json!({ "nothing": true }));
    client.notify("textDocument/didChange", json!({ "textDocument": { "uri": "file:///plans/gone.plan", "version": 3 }, "contentChanges": [] }));
    assert!(client.request("textDocument/documentSymbol", json!({ "textDocument": { "uri": uri } })).is_ok());
}
