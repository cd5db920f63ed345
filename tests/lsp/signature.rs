//! Signature help: for each cursor the signature with the active part between `⟨ ⟩`.

use crate::client::{CURSOR, Client, cursors};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The texts before each cursor with what is shown there.
fn shown(client: &mut Client, marked: &str) -> String {
    let uri = client.open("case.plan", &marked.replace(CURSOR, ""));
    let mut shown = marked.to_owned();
    let lines: Vec<String> = marked.split('\n').map(|l| l.replace(CURSOR, "")).collect();
    for position in cursors(marked) {
        let help = client.request("textDocument/signatureHelp", json!({ "textDocument": { "uri": uri }, "position": position })).unwrap();
        let units: Vec<u16> = lines[position["line"].as_u64().unwrap() as usize].encode_utf16().collect();
        let before = String::from_utf16_lossy(&units[..position["character"].as_u64().unwrap() as usize]);
        write!(shown, "\n──── {}{CURSOR}\n{}", before.trim_start(), marked_signature(&help)).unwrap();
    }
    shown
}

fn marked_signature(help: &Value) -> String {
    if help.is_null() {
        return "nothing".to_owned();
    }
    assert_eq!(help["activeSignature"], 0);
    let mut shown = Vec::new();
    for signature in help["signatures"].as_array().unwrap() {
        let label: Vec<u16> = signature["label"].as_str().unwrap().encode_utf16().collect();
        let parameters = signature["parameters"].as_array().unwrap();
        let active = &parameters[signature["activeParameter"].as_u64().unwrap() as usize];
        let at = |index: usize| active["label"][index].as_u64().unwrap() as usize;
        let cut = |from: usize, to: usize| String::from_utf16_lossy(&label[from..to]);
        shown.push(format!(
            "{}⟨{}⟩{}   — {} · {}",
            cut(0, at(0)),
            cut(at(0), at(1)),
            cut(at(1), label.len()),
            signature["documentation"].as_str().unwrap(),
            active["documentation"].as_str().unwrap()
        ));
    }
    shown.join("\n")
}

#[test]
fn each_part_of_a_duty() {
    let plan = r#"procedure p {
  start when ‸fire
  step tell "tell" ‸when fire { ‸lead‸ ‸must‸ ‸notify ‸manager, ‸deputy ‸by ‸phone, ‸in person ‸within ‸5m ‸of ‸start ‸else ‸escalate to ‸manager ‸by ‸lead ‸within ‸10m ‸every ‸1h ‸}
  ‸forbid everyone do ‸"x"
}
"#;
    insta::assert_snapshot!(shown(&mut Client::start(), plan));
}

#[test]
fn each_act() {
    let plan = r#"procedure p {
  step s {
    cite "1" ‸any of a, ‸b must ‸call "1‸19" ‸
    2 of guard must not report ‸headcount ‸to ‸lead ‸
    a should record "x", ‸"y" ‸in ‸log ‸
    a may preserve ‸"x" ‸for ‸30d ‸
    a must activate ‸p ‸
    a must request approval of ‸b ‸
    a must do ‸"x" ‸else‸
    within ‸soon else ‸activate ‸p ‸
    within 5m else notify ‸a ‸
    within 5m else do ‸"y" ‸
    allow missing-deputy ‸"x" until ‸2027-01-01
    note ‸"x", ‸"y"
    ‸report must ‸
    a must report ‸
  }
  step report "x" { ‸}
  recovery { step recovery { ‸a must ‸} ‸}
}
role x { reports to ‸y }
"#;
    insta::assert_snapshot!(shown(&mut Client::start(), plan));
}

#[test]
fn half_typed_duties() {
    for plan in [
        "procedure p { step s { lead must noti‸",
        "procedure p { step s { lead ‸",
        "procedure p {\n  step s {\n    lead must notify manager\n    ‸",
        "procedure p {\n  step s { lead must call \"119‸",
        "procedure p {\n  step s { lead must call \"119\" // c ‸",
        "procedure p {\n  step s { lead must call \"119\"\n  step t { lead must ‸",
        "procedure p {\n  step s { lead must xyz ‸\n} }",
        "procedure p {\n  step s { lead ,, must ; ‸",
    ] {
        insta::with_settings!({ description => plan }, {
            insta::assert_snapshot!(shown(&mut Client::start(), plan));
        });
    }
}

#[test]
fn the_words_are_those_of_the_text_and_the_help_those_of_the_session() {
    let plan = "处置 火灾 ｛\n  步骤 报警 “报警” ｛ ‸任何人 ‸应 ‸通知 ‸主管、‸经理 ‸通过 ‸电话 ‸限时 ‸5分钟 ‸自 ‸启动 ‸否则 ‸升级至 ‸经理 ‸ ｝\n  步骤 甲 { 2名 ‸警卫 ‸不得 报告 ‸清点 ‸给 ‸";
    insta::assert_snapshot!("chinese", shown(&mut Client::chinese(), plan));
    insta::assert_snapshot!("chinese_plan", shown(&mut Client::start(), "处置 火灾 { 步骤 报警 { 甲 应 拨打 ‸"));
    insta::assert_snapshot!("english_plan", shown(&mut Client::chinese(), "procedure p { step s { a must preserve \"x\" for ‸"));
}
