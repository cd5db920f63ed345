//! Which procedures activate which.

use crate::client::{Client, cursor};
use serde_json::{Value, json};
use std::fmt::Write as _;

const MAIN: &str = r#"use "power.plan"
role lead { phone "8001" }
signal fire { reported by lead }
document annex { kind annex }
procedure fire-‸response "Fire" {
  start when fire approved by lead within 5m else activate evacuation
  step cut { lead must activate blackout within 5m else activate evacuation }
  step doors { automatic activate blackout }
  step never { lead must not activate debrief }
  step more { lead may activate annex }
  forbid lead activate debrief
  recovery { step after { lead should activate debrief } }
}
procedure evacuation { start when finished fire-response   step again { lead must activate fire-response } }
procedure debrief { }
"#;

const POWER: &str = r#"signal dark { }
procedure blackout "停电" { start when dark   step light { everyone must activate evacuation } }
procedure 疏散 { 启动 当 dark   步骤 甲 { 所有人 应 启用 blackout   限时 5分钟 否则 启用 blackout } }
"#;

/// The procedure under the cursor, what activates it and what it activates.
fn calls(files: &[(&str, &str)]) -> String {
    let mut client = Client::start();
    let mut shown = String::new();
    let mut asked = (String::new(), Value::Null);
    for (name, marked) in files {
        let (text, position) = cursor(marked);
        let uri = client.open(name, &text);
        writeln!(shown, "═══ {name}\n{}", marked.trim_end()).unwrap();
        if *marked != text {
            asked = (uri, position);
        }
    }
    let (uri, position) = asked;
    let items = client.request("textDocument/prepareCallHierarchy", json!({ "textDocument": { "uri": uri }, "position": position })).unwrap();
    writeln!(shown, "──── prepare\n{}", client.readable(&uri, &items)).unwrap();
    for item in items.as_array().into_iter().flatten() {
        for (method, key) in [("callHierarchy/incomingCalls", "from"), ("callHierarchy/outgoingCalls", "to")] {
            writeln!(shown, "──── {method}").unwrap();
            for call in client.request(method, json!({ "item": item })).unwrap().as_array().unwrap() {
                let caller = &call[key];
                // The places of calls are those of the caller's file.
                let of = if key == "from" { caller["uri"].as_str().unwrap() } else { item["uri"].as_str().unwrap() };
                let at = client.readable(of, &call["fromRanges"]);
                writeln!(shown, "{} in {} at {at}", caller["name"], caller["uri"]).unwrap();
            }
        }
    }
    shown
}

#[test]
fn calls_go_out_and_come_in_across_files() {
    insta::assert_snapshot!(calls(&[("main.plan", MAIN), ("power.plan", POWER)]));
}

#[test]
fn a_used_name_leads_to_the_procedure_of_another_file() {
    let main = MAIN.replace('‸', "").replace("activate blackout within", "activate black‸out within");
    insta::assert_snapshot!(calls(&[("main.plan", &main), ("power.plan", POWER)]));
}

#[test]
fn what_is_no_procedure_has_no_calls() {
    let main = MAIN.replace('‸', "");
    for marked in [main.replace("activate annex", "activate an‸nex"), main.replace("step cut", "step c‸ut"), main.replace("document annex", "docu‸ment annex")] {
        let mut client = Client::start();
        let (text, position) = cursor(&marked);
        let uri = client.open("main.plan", &text);
        let items = client.request("textDocument/prepareCallHierarchy", json!({ "textDocument": { "uri": uri }, "position": position })).unwrap();
        assert!(items.is_null(), "{items}");
    }
}

#[test]
fn an_item_is_found_again_by_its_name_when_the_text_has_moved() {
    let mut client = Client::start();
    let (text, position) = cursor(MAIN);
    let uri = client.open("main.plan", &text);
    client.open("power.plan", POWER);
    let items = client.request("textDocument/prepareCallHierarchy", json!({ "textDocument": { "uri": uri }, "position": position })).unwrap();
    let text = text.replacen("role lead", "// moved\n\nrole lead", 1);
    client.notify("textDocument/didChange", json!({ "textDocument": { "uri": uri, "version": 2 }, "contentChanges": [{ "text": text }] }));
    let calls = client.request("callHierarchy/outgoingCalls", json!({ "item": items[0] })).unwrap();
    let names: Vec<_> = calls.as_array().unwrap().iter().map(|c| c["to"]["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["evacuation", "debrief", "blackout"]);
    client.notify("textDocument/didChange", json!({ "textDocument": { "uri": uri, "version": 3 }, "contentChanges": [{ "text": "" }] }));
    assert!(client.request("callHierarchy/outgoingCalls", json!({ "item": items[0] })).unwrap().is_null());
}
