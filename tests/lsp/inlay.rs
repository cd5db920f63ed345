//! Inlay hints: the snapshot shows the text with the hints in it.

use crate::client::{Client, selection};
use serde_json::{Value, json};

/// A text with its hints between `⟨ ⟩`, and below it what a tooltip says, each once.
fn hinted(client: &mut Client, text: &str, range: &Value) -> String {
    let uri = client.open("case.plan", text);
    let answer = client.request("textDocument/inlayHint", json!({ "textDocument": { "uri": uri }, "range": range })).unwrap();
    let mut lines: Vec<Vec<u16>> = text.split('\n').map(|l| l.encode_utf16().collect()).collect();
    let mut tips = Vec::new();
    for hint in answer.as_array().unwrap().iter().rev() {
        assert_eq!(hint["paddingLeft"], true);
        let at = |key: &str| hint["position"][key].as_u64().unwrap() as usize;
        let shown: Vec<u16> = format!(" ⟨{}⟩", hint["label"].as_str().unwrap()).encode_utf16().collect();
        lines[at("line")].splice(at("character")..at("character"), shown);
        tips.push(format!("{} {}", hint["kind"], hint["tooltip"]["value"].as_str().unwrap()));
    }
    tips.sort();
    tips.dedup();
    let lines: Vec<String> = lines.iter().map(|l| String::from_utf16_lossy(l)).collect();
    format!("{}\n────\n{}", lines.join("\n"), tips.join("\n"))
}

fn all() -> Value {
    json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9999, "character": 0 } })
}

const PLAN: &str = r#"plan p { review every regularly }
terms { promptly = 30m   immediately = 90s   regularly = 1y   及时 = 1h30m }
role ops { }
signal down { reported by ops }
gauge hurt { unit 人 }
levels up { level a when hurt > 1人   level b "b" when hurt > 2人   level c when hurt > 3人   level d when hurt > 4人 }
levels down-ladder { worst first   level worst when hurt > 4人   level mild }
levels one { level only }
procedure p {
  start when down approved by ops within 15m
  step a { ops must notify ops within promptly   ops must notify ops within promptly of start every immediately }
  step b { ops must do "it" within 5m else notify ops   within 10m of a   within 1h of unstated }
  step c { ops must do "it" within soon   ops 应 执行 "事" 限时 及时   限时 immediately 自 未写明 }
  step d { ops must do "it" within promptly of unstated }
}
exercise e of p { every regularly   owner ops }
drill "d" of p { at 0m raise down   expect done a within 5m }
"#;

#[test]
fn measures_clocks_and_levels() {
    insta::assert_snapshot!(hinted(&mut Client::start(), PLAN, &all()));
}

#[test]
fn measures_clocks_and_levels_in_chinese() {
    insta::assert_snapshot!(hinted(&mut Client::chinese(), PLAN, &all()));
}

#[test]
fn only_the_range_is_hinted_and_broken_ladders_have_no_order() {
    let (text, range) = selection("levels l { level a   level b }\n‸levels m { level a   levl b   level c }\nprocedure p { step s { x must do \"it\" within 5m‸ within 10m } }\n");
    insta::assert_snapshot!(hinted(&mut Client::start(), &text, &range));
}
