//! Findings: told and asked for.

use crate::client::{Client, full};
use preplan::diagnostic::Lang;
use serde_json::json;

const FIRE: &str = r#"plan shop "Shop" { region CN }
role clerk "clerk" { phone "8004" }
signal fire { hazard fire }
procedure fire-response "Fire" {
  start when fire
  step alarm { clerk must call "110" within promptly }
}
"#;

#[test]
fn findings_are_told_when_a_document_is_opened() {
    let mut client = Client::start();
    let uri = client.open("shop.plan", FIRE);
    let told = client.published(&uri);
    insta::assert_snapshot!(format!("{FIRE}\n────\n{}", client.readable(&uri, &told)));
}

#[test]
fn findings_are_told_in_chinese() {
    let mut client = Client::chinese();
    let uri = client.open("shop.plan", FIRE);
    let told = client.published(&uri);
    assert!(told.as_array().unwrap().iter().any(|d| d["message"].as_str().unwrap().contains("110")), "{told:#}");
    insta::assert_snapshot!(client.readable(&uri, &told[0]));
}

#[test]
fn an_editor_that_asks_is_answered_and_not_told() {
    let mut capabilities = full();
    capabilities["textDocument"]["diagnostic"] = json!({});
    let mut client = Client::start_with(Lang::En, json!({ "capabilities": capabilities }));
    let uri = client.open("shop.plan", FIRE);
    let report = client.request("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } })).unwrap();
    assert_eq!(report["kind"], "full");
    assert!(report["items"].as_array().unwrap().len() > 3);
    let again = client.request("textDocument/diagnostic", json!({ "textDocument": { "uri": uri }, "previousResultId": report["resultId"] })).unwrap();
    assert_eq!(again, json!({ "kind": "unchanged", "resultId": report["resultId"] }));
    assert!(client.inbox.is_empty(), "{:?}", client.inbox);
}
