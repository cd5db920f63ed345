//! The layout of a document and of part of it.

use crate::client::{Client, selection};
use serde_json::{Value, json};

const WILD: &str = "role lead \"组长\" { phone \"8001\"  reports to boss }   // 白天\n\n\n\nrole   boss{phone “8002”}\n‸procedure p { start when fire\n   owner lead }‸\nsignal fire{}\n";

/// A text with the edits of an answer.
fn edited(text: &str, edits: &Value) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let offset = |at: &Value| {
        let (line, character) = (at["line"].as_u64().unwrap() as usize, at["character"].as_u64().unwrap() as usize);
        let start: usize = lines.iter().take(line).map(|l| l.len()).sum();
        let rest = lines.get(line).copied().unwrap_or("");
        start + rest.char_indices().nth(character).map_or(rest.len(), |(at, _)| at)
    };
    let mut out = text.to_owned();
    for edit in edits.as_array().unwrap().iter().rev() {
        out.replace_range(offset(&edit["range"]["start"])..offset(&edit["range"]["end"]), edit["newText"].as_str().unwrap());
    }
    out
}

#[test]
fn a_document_and_a_range_are_laid_out() {
    let (text, range) = selection(WILD);
    let mut client = Client::start();
    let uri = client.open("wild.plan", &text);
    let options = json!({ "tabSize": 8, "insertSpaces": false });
    let whole = client.request("textDocument/formatting", json!({ "textDocument": { "uri": uri }, "options": options })).unwrap();
    let part = client.request("textDocument/rangeFormatting", json!({ "textDocument": { "uri": uri }, "range": range, "options": options })).unwrap();
    insta::assert_snapshot!(format!("{WILD}\n──── textDocument/formatting\n{}\n──── textDocument/rangeFormatting of the marked part\n{}", edited(&text, &whole), edited(&text, &part)));
    // What is laid out needs no edit, and what cannot be read gets none.
    let neat = client.open("neat.plan", &edited(&text, &whole));
    assert_eq!(client.request("textDocument/formatting", json!({ "textDocument": { "uri": neat }, "options": options })), Ok(json!([])));
    let broken = client.open("broken.plan", "role   {");
    assert_eq!(client.request("textDocument/formatting", json!({ "textDocument": { "uri": broken }, "options": options })), Ok(Value::Null));
}
