//! Colours by meaning.

use crate::client::{CURSOR, Client, selection};
use preplan::diagnostic::Lang;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Each coloured word with its colour, line by line.
fn shown(client: &Client, text: &str, tokens: &Value) -> String {
    let legend = &client.capabilities["semanticTokensProvider"]["legend"];
    let name = |list: &Value, index: u64| list[index as usize].as_str().unwrap().to_owned();
    let (types, modifiers) = (&legend["tokenTypes"], &legend["tokenModifiers"]);
    let lines: Vec<Vec<u16>> = text.split('\n').map(|l| l.encode_utf16().collect()).collect();
    let numbers: Vec<u64> = tokens["data"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).collect();
    let (mut line, mut character, mut end, mut out) = (0, 0, 0, String::new());
    for token in numbers.chunks(5) {
        if token[0] > 0 {
            (character, end) = (0, 0);
            out.push('\n');
        }
        line += token[0] as usize;
        character += token[1] as usize;
        assert!(character >= end && token[2] > 0, "tokens overlap or are empty in line {line}");
        end = character + token[2] as usize;
        let word = String::from_utf16(&lines[line][character..end]).unwrap();
        let marks = (0..2).filter(|bit| token[4] & (1 << bit) != 0).map(|bit| format!(".{}", name(modifiers, bit))).collect::<String>();
        write!(out, " {word}:{}{marks}", name(types, token[3])).unwrap();
    }
    out.lines().map(str::trim_start).collect::<Vec<_>>().join("\n")
}

fn colours(client: &mut Client, text: &str) -> String {
    let uri = client.open("colours.plan", text);
    let tokens = client.request("textDocument/semanticTokens/full", json!({ "textDocument": { "uri": uri } })).unwrap();
    let shown = format!("{text}\n────\n{}", shown(client, text, &tokens));
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    shown
}

#[test]
fn names_are_coloured_as_what_they_stand_for() {
    let text = r#"/// The plan of a shop.
plan shop "Shop" { region CN   review every 1y }
terms { promptly = 30m }
role lead "shift lead" { reports to manager   on duty day }   // the eldest
role manager { phone "8001" }
service fire-brigade { for fire   phone "119" }
shift day { Mon..Fri 08:00-20:00 }
signal fire { hazard fire   reported by anyone }
gauge hurt { unit 人   range 0.. }
levels response { level major when hurt > 3人 { allow unmeasured-level "it is" } }
action use-lift
document form { kind form }
report count { fields "present" }
supply hose { quantity 2 }
procedure fire-response {
  start when fire and not (response.major or hurt >= 1人)
  /// First of all.
  step alarm uses hose { anyone must call fire-brigade within promptly else escalate to manager by lead }
  step move after alarm { lead must do use-lift   within 5m of alarm }
  step tell { lead must report count to manager by phone   lead must record "who" in form }
}
exercise drill of fire-response { every 6mo   owner lead }
drill "Night" of fire-response { at 0m raise fire   expect not called fire-brigade within 1m }
"#;
    insta::assert_snapshot!(colours(&mut Client::start(), text));
}

#[test]
fn colours_of_a_chinese_plan() {
    let text = "\
预案 门店 { 地区 CN }
角色 值班组长 \"值班组长\" { 上报 主管 }
角色 主管 { 电话 “8001” }
外援 消防队 { 负责 火灾   电话 \"119\" }
信号 发现火情 { 灾种 火灾   报告人 任何人 }
处置 火灾处置 {
  启动 当 发现火情
  步骤 报警 { 任何人 应 拨打 消防队 限时 1分钟 否则 升级至 主管 }
  步骤 上报 待 报警 { 值班组长 不得 通知 主管 }  /* 两行
    注释 */
}
";
    insta::assert_snapshot!(colours(&mut Client::chinese(), text));
}

#[test]
fn names_that_are_spelt_like_keywords_are_names() {
    let text = "role note { reports to report }\nrole report\nsignal when\nprocedure step {\n  start when when\n  step review { note must notify report }\n  step step after review, `two words` { note must do \"x\" }\n  步骤 `two words` { note 应 执行 \"review\" }\n}\n";
    insta::assert_snapshot!(colours(&mut Client::start(), text));
}

#[test]
fn unknown_names_have_no_colour_and_broken_parts_do_not_hide_the_rest() {
    let text = "role lead { reports to nobody }\nrol typo { phone \"1\" }\nprocedure p {\n  start when\n  step a { lead must notify }\n  step b { lead must notify lead within 5 }\n  // left open\n";
    insta::assert_snapshot!(colours(&mut Client::start(), text));
}

#[test]
fn a_keyword_may_be_broken_by_a_line_end_or_a_comment() {
    let text = "role a { reports\r\n    to /* whom */ b   on/**/duty c }\r\nrole b\r\nshift c { Mon..Fri 08:00-17:00 }\r\n";
    insta::assert_snapshot!(colours(&mut Client::start(), text));
}

#[test]
fn a_text_that_is_not_closed_may_hold_a_comment_of_two_lines() {
    let text = "role a \"one /* two\nthree */ four\nrole b\n";
    let colours = colours(&mut Client::start(), text);
    let (_, shown) = colours.split_once("────\n").unwrap();
    let wanted = "role:keyword a:class.declaration \"one :string /* two:comment\nthree */:comment  four:string\nrole:keyword b:class.declaration";
    assert_eq!(shown, wanted);
}

#[test]
fn a_range_gets_the_colours_that_touch_it() {
    let (text, range) = selection(&format!("role a {{ reports to b }}\nrole b {{ {CURSOR}deputy a\n  phone{CURSOR} \"1\" }}\n"));
    let mut client = Client::start();
    let uri = client.open("range.plan", &text);
    let tokens = client.request("textDocument/semanticTokens/range", json!({ "textDocument": { "uri": uri }, "range": range })).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[1], "role b { deputy a");
    assert_eq!(shown(&client, &text, &tokens).trim(), "deputy:keyword a:class\nphone:keyword");
}

#[test]
fn columns_are_counted_as_agreed() {
    let text = "role 甲𝒳 \"𝒳𝒳\" { reports to 乙 }\nrole 乙\n";
    for (encoding, columns) in [("utf-8", [0, 5, 13, 26, 34]), ("utf-16", [0, 5, 9, 18, 26]), ("utf-32", [0, 5, 8, 15, 23])] {
        let capabilities = json!({ "general": { "positionEncodings": [encoding] } });
        let mut client = Client::start_with(Lang::En, json!({ "capabilities": capabilities }));
        let uri = client.open("columns.plan", text);
        let tokens = client.request("textDocument/semanticTokens/full", json!({ "textDocument": { "uri": uri } })).unwrap();
        let mut at = 0;
        let starts: Vec<u64> = tokens["data"].as_array().unwrap().chunks(5).take(5).map(|t| { at += t[1].as_u64().unwrap(); at }).collect();
        assert_eq!(starts, columns, "{encoding}");
    }
}

#[test]
fn every_cut_of_a_plan_can_be_coloured() {
    let plan = std::fs::read_to_string("plans/as-written/service-hall.plan").unwrap();
    let mut client = Client::start();
    for (at, _) in plan.char_indices().step_by(397) {
        colours(&mut client, &plan[..at]);
    }
}
