//! What folds, and what a growing selection takes.

use crate::client::{Client, cursors, full};
use preplan::diagnostic::Lang;
use serde_json::{Value, json};
use std::fmt::Write as _;

const PLAN: &str = "\
// A shop.
// It sells bread.

use \"roster.plan\"
use \"terms.plan\"

/// The lead answers
/// for everything.
role lead {
  phone \"1\", \"2\"
}
role one-line { phone \"3\" }   // not folded
/* a block
   of text */
levels response {
  level minor
  level major when hurt > 3 {
    note \"bad\" }
}
procedure fire {
  start when fire
  step alarm
    after other { // see above
    lead must call \"119\"
  }
  recovery {
    step review {
      lead must do \"x\"
    }
  }
}
";

fn lines_only() -> Value {
    let mut capabilities = full();
    capabilities["textDocument"]["foldingRange"] = json!({ "lineFoldingOnly": true });
    json!({ "capabilities": capabilities })
}

fn folds(client: &mut Client, text: &str) -> String {
    let uri = client.open("folds.plan", text);
    let ranges = client.request("textDocument/foldingRange", json!({ "textDocument": { "uri": uri } })).unwrap();
    let mut out = String::new();
    for (number, line) in text.lines().enumerate() {
        let mark = |key: &str, sign: &str| {
            let here = ranges.as_array().unwrap().iter().filter(|r| r[key] == number);
            here.map(|r| format!("{sign}{}{}", r["kind"].as_str().unwrap_or(""), r[key.replace("Line", "Character")].as_u64().map_or(String::new(), |c| format!("@{c}")))).collect::<Vec<_>>().join(" ")
        };
        writeln!(out, "{:<20}{line}", [mark("startLine", "▼"), mark("endLine", "▲")].join(" ").trim()).unwrap();
    }
    out
}

#[test]
fn bodies_comments_and_imports_fold() {
    insta::assert_snapshot!(folds(&mut Client::start(), PLAN));
}

#[test]
fn whole_lines_fold_so_that_a_brace_of_its_own_stays() {
    insta::assert_snapshot!(folds(&mut Client::start_with(Lang::En, lines_only()), PLAN));
}

#[test]
fn half_typed_plans_fold_in_chinese() {
    let text = "角色 组长 {\n  电话\n}\n处置 火灾｛\n  启动 当\n  步骤 报警 {\n    组长 应\n  ｝\n  步骤 撤离 {\n    组长 应 执行 \"撤离\"\n";
    insta::assert_snapshot!(folds(&mut Client::start_with(Lang::En, lines_only()), text));
}

#[test]
fn no_more_folds_than_the_editor_takes() {
    let mut capabilities = full();
    capabilities["textDocument"]["foldingRange"] = json!({ "rangeLimit": 2 });
    let mut client = Client::start_with(Lang::En, json!({ "capabilities": capabilities }));
    let uri = client.open("limit.plan", PLAN);
    let ranges = client.request("textDocument/foldingRange", json!({ "textDocument": { "uri": uri } })).unwrap();
    assert_eq!(ranges.as_array().unwrap().len(), 2);
}

/// The selections that grow from each mark.
fn growing(client: &mut Client, marked: &str) -> String {
    let (text, positions) = (marked.replace('‸', ""), cursors(marked));
    let uri = client.open("select.plan", &text);
    let answer = client.request("textDocument/selectionRange", json!({ "textDocument": { "uri": uri }, "positions": positions })).unwrap();
    let mut out = format!("{marked}────\n");
    for mut selection in answer.as_array().unwrap().iter() {
        loop {
            let line = client.readable(&uri, &json!({ "range": selection["range"] }));
            writeln!(out, "{}", line.lines().nth(1).unwrap().trim().trim_start_matches("\"range\": ")).unwrap();
            let Some(parent) = selection.get("parent") else { break };
            selection = parent;
        }
        out.push('\n');
    }
    out
}

#[test]
fn selections_grow_from_word_to_file() {
    let text = "\
role lead { phone \"80‸01\", \"8002\" }
// on ‸duty
procedure fire {
  start when fire and (hurt > 3人 or resp‸onse.major) approved by manager
  step tell after alarm, mo‸ve {
    lead must notify supervisor, manag‸er by phone within 5m of start else escalate to com‸mand
  ‸
    note \"\"
  }
}
";
    insta::assert_snapshot!(growing(&mut Client::start(), text));
}

#[test]
fn selections_grow_in_a_chinese_plan_and_in_broken_parts() {
    let text = "处置 火灾 {\n  步骤 上报 { 值班组长 应 通知 主管，经‸理 限时 5分钟 }\n  步骤 撤离 { 组长 应 通‸知 }\n}\n";
    insta::assert_snapshot!(growing(&mut Client::chinese(), text));
}

/// Whether each selection lies strictly inside its parent, and all hold the position.
fn well_nested(mut selection: &Value, position: (u64, u64)) -> bool {
    let at = |range: &Value, end: &str| (range[end]["line"].as_u64().unwrap(), range[end]["character"].as_u64().unwrap());
    let ends = |s: &Value| (at(&s["range"], "start"), at(&s["range"], "end"));
    loop {
        let (start, end) = ends(selection);
        if !(start <= position && position <= end) {
            return false;
        }
        let Some(parent) = selection.get("parent") else { return true };
        let (outer_start, outer_end) = ends(parent);
        if !(outer_start <= start && end <= outer_end && (outer_start, outer_end) != (start, end)) {
            return false;
        }
        selection = parent;
    }
}

fn check_every_position(client: &mut Client, text: &str, step: usize) {
    let uri = client.open("every.plan", text);
    let mut positions = Vec::new();
    for (line, content) in text.split('\n').enumerate() {
        let content = content.trim_end_matches('\r');
        let mut character = 0;
        for c in content.chars() {
            positions.push((line as u64, character));
            character += c.len_utf16() as u64;
        }
        positions.push((line as u64, character));
    }
    let asked: Vec<(u64, u64)> = positions.into_iter().step_by(step).collect();
    let params = asked.iter().map(|(line, character)| json!({ "line": line, "character": character })).collect::<Vec<_>>();
    let answer = client.request("textDocument/selectionRange", json!({ "textDocument": { "uri": uri }, "positions": params })).unwrap();
    for (position, selection) in asked.iter().zip(answer.as_array().unwrap()) {
        assert!(well_nested(selection, *position), "{position:?}: {selection:#}\n{text}");
    }
    client.request("textDocument/foldingRange", json!({ "textDocument": { "uri": uri } })).unwrap();
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
}

#[test]
fn selections_are_strictly_nested_at_every_position() {
    let mut client = Client::start();
    for text in [PLAN, "", "role", "角色 “甲” { 电话\r\n \"1", "/* open", "𝒳 role a"] {
        check_every_position(&mut client, text, 1);
    }
    let plan = std::fs::read_to_string("plans/as-written/service-hall.plan").unwrap();
    check_every_position(&mut client, &plan, 7);
    for (at, _) in plan.char_indices().step_by(1031) {
        check_every_position(&mut client, &plan[..at], 31);
    }
}
