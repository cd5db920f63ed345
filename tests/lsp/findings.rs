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

#[test]
fn an_unused_name_is_faded() {
    let mut client = Client::start();
    let uri = client.open("shop.plan", &format!("{FIRE}role idle \"nobody's post\" {{ phone \"8009\" }}\n"));
    let told = client.published(&uri);
    let faded: Vec<String> = told.as_array().unwrap().iter().filter(|d| d["tags"] == json!([1])).map(|d| client.readable(&uri, &d["range"])).collect();
    assert_eq!(faded, ["8:6-8:10 `idle`"]);
}

#[test]
fn a_crash_in_one_request_is_logged_and_answered_and_the_next_one_works() {
    use preplan::ast::Date;
    use std::sync::atomic::{AtomicBool, Ordering};
    static BROKEN: AtomicBool = AtomicBool::new(false);
    // The date comes from outside: the one thing a caller can break.
    let as_of = || if BROKEN.load(Ordering::SeqCst) { panic!("the clock stands still") } else { Date { year: 2026, month: 11, day: 22 } };
    let settings = preplan::lsp::Settings { lang: Some(Lang::En), locale: Lang::En, as_of, fixed_date: None, cache: None };
    let mut capabilities = full();
    capabilities["textDocument"]["diagnostic"] = json!({});
    let mut client = Client::start_as(settings, json!({ "capabilities": capabilities }));
    let uri = client.open("shop.plan", FIRE);
    let symbols = json!({ "textDocument": { "uri": uri } });
    let before = client.request("textDocument/documentSymbol", symbols.clone()).unwrap();
    BROKEN.store(true, Ordering::SeqCst);
    let error = client.request("textDocument/documentSymbol", symbols.clone()).unwrap_err();
    assert_eq!((error["code"].clone(), error["message"].clone()), (json!(-32603), json!("internal error: the clock stands still")));
    let logged = client.inbox.iter().any(|m| serde_json::to_string(m).unwrap().contains("textDocument/documentSymbol: internal error: the clock stands still"));
    assert!(logged, "{:?}", client.inbox);
    BROKEN.store(false, Ordering::SeqCst);
    assert_eq!(client.request("textDocument/documentSymbol", symbols), Ok(before));
}

#[test]
fn the_pages_of_the_rules_lie_in_the_users_cache() {
    use preplan::ast::Date;
    let cache = tempfile::tempdir().unwrap();
    let date = Date { year: 2026, month: 11, day: 22 };
    let settings = preplan::lsp::Settings { lang: Some(Lang::Zh), locale: Lang::En, as_of: || unreachable!(), fixed_date: Some(date), cache: Some(cache.path().to_owned()) };
    let mut client = Client::start_as(settings, json!({ "capabilities": full() }));
    let uri = client.open("shop.plan", FIRE);
    let told = client.published(&uri);
    let link = told[0]["codeDescription"]["href"].as_str().unwrap().strip_prefix("file://").unwrap().to_owned();
    assert!(link.starts_with(cache.path().to_str().unwrap()), "{link}");
    drop(client);
    assert!(std::fs::read_to_string(link).unwrap().contains("## 为何要紧"));
}
