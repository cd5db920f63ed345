//! Completion: what is offered, in which order, and what is put in.

use crate::client::{CURSOR, Client, cursor, full};
use preplan::diagnostic::Lang;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// A plan in English that the cases go on with.
const ENGLISH: &str = r#"terms { promptly = 30m }
role agent "operator" { reports to lead   phone "8000" }
role lead "shift lead" { reports to manager   also called "team lead" }
role manager "manager"
role `24h desk`
group command "command group" { leader manager   members lead }
service fire-brigade "fire brigade" { for fire   phone "119" }
shift day { Mon..Fri 08:00-20:00 }
signal fire "fire seen"
gauge outage "time out of order" { unit time }
gauge lines "lines down" { unit 条 }
levels response { level general when lines = 3条   level major "major" when lines > 3条 }
action use-lift "use the lift"
document fault-form "fault form" { kind form }
report headcount "count of people" { fields "present" }
supply torch "torch"
procedure evacuation "fire" {
  start when fire
  step alarm "alarm" { anyone must call fire-brigade }
  step leave { lead must do use-lift }
}
"#;

const CHINESE: &str = r#"用语 { 及时 = 30分钟 }
角色 坐席 "客户服务代表" { 上报 组长 }
角色 组长 "值班组长" { 上报 经理   又称 "班长" }
角色 经理
小组 领导小组 "应急领导小组" { 组长 经理 }
外援 消防队 { 负责 火灾   电话 "119" }
班次 白班 { 周一..周五 08:00-20:00 }
信号 发现火情 "看到火情"
指标 故障时长 { 计量 时间 }
指标 停电线路 { 计量 条 }
分级 响应 { 级别 一般 当 停电线路 = 3条   级别 重大 "重大" 当 停电线路 > 3条 }
文件 登记表 "故障登记表" { 类别 表单 }
报告单 清点 { 字段 "应到" }
处置 火灾处置 "火灾" {
  启动 当 发现火情
  步骤 报警 "报警" { 任何人 应 拨打 消防队 }
}
"#;

fn kind(number: &Value) -> &'static str {
    let kinds = [
        (1, "text"), (2, "method"), (5, "field"), (6, "variable"), (7, "class"), (8, "interface"), (9, "module"), (10, "property"), (11, "unit"),
        (12, "value"), (13, "enum"), (14, "keyword"), (15, "snippet"), (17, "file"), (18, "reference"), (20, "member"), (21, "constant"),
        (22, "struct"), (23, "event"), (24, "operator"), (3, "function"),
    ];
    kinds.iter().find(|k| json!(k.0) == *number).unwrap_or_else(|| panic!("{number}")).1
}

fn ask(client: &mut Client, text: &str, position: &Value) -> Value {
    let uri = client.open("case.plan", text);
    client.request("textDocument/completion", json!({ "textDocument": { "uri": uri }, "position": position })).unwrap()
}

/// The items of an answer, one a line: label, kind, detail, and where it is not the label what is put in.
fn lines(client: &Client, answer: &Value) -> String {
    let mut shown = String::new();
    let items = answer["items"].as_array().cloned().unwrap_or_default();
    let mut sort = String::new();
    for item in &items {
        let (label, edit) = (item["label"].as_str().unwrap(), &item["textEdit"]);
        let next = item["sortText"].as_str().unwrap().to_owned();
        assert!(sort < next, "the order is the list's");
        sort = next;
        let replaced = client.readable("file:///plans/case.plan", &edit["range"]);
        let replaced = replaced.split_once(' ').map_or("", |r| r.1).trim_matches('`').to_owned();
        write!(shown, "{label} · {}", kind(&item["kind"])).unwrap();
        if let Some(detail) = item["detail"].as_str() {
            write!(shown, " · {detail}").unwrap();
        }
        let new = edit["newText"].as_str().unwrap();
        if new != label && item["kind"] != 15 {
            write!(shown, " · inserts {new}").unwrap();
        }
        if !replaced.is_empty() {
            write!(shown, " · for {replaced}").unwrap();
        }
        shown.push('\n');
    }
    if items.is_empty() { "nothing\n".to_owned() } else { shown }
}

/// Cases behind a plan, each with its answer.
fn cases(client: &mut Client, plan: &str, cases: &[&str]) -> String {
    let mut shown = String::new();
    for case in cases {
        let (text, position) = cursor(&format!("{plan}{case}"));
        let answer = ask(client, &text, &position);
        write!(shown, "{case}\n────\n{}\n", lines(client, &answer)).unwrap();
    }
    shown
}

fn english(list: &[&str]) -> String {
    cases(&mut Client::start(), ENGLISH, list)
}

fn chinese(list: &[&str]) -> String {
    cases(&mut Client::chinese(), CHINESE, list)
}

/// A statement of a step behind the English plan.
fn in_step(statement: &str) -> String {
    format!("procedure p {{\n  step a {{\n    {statement}")
}

#[test]
fn an_empty_file_begins_with_declarations() {
    let mut en = Client::start();
    let mut zh = Client::chinese();
    insta::assert_snapshot!(cases(&mut en, "", &["‸", "ro‸", "角‸"]));
    insta::assert_snapshot!(cases(&mut zh, "", &["‸"]));
}

#[test]
fn every_body_offers_its_statements() {
    let kinds = [
        "plan x", "terms", "role x", "group x", "service x", "shift x", "signal x", "gauge x", "levels x", "action x", "document x", "report x", "procedure x",
        "exercise x", "training x", "routine x", "supply x", "drill \"x\" of evacuation",
    ];
    let list: Vec<String> = kinds.iter().map(|k| format!("{k} {{\n  ‸\n}}")).collect();
    let list: Vec<&str> = list.iter().map(String::as_str).chain(["levels x { level a {\n  ‸\n} }", "procedure x {\n  step a {\n    ‸\n  }\n}", "procedure x {\n  recovery {\n    ‸\n  }\n}"]).collect();
    insta::assert_snapshot!(english(&list));
}

#[test]
fn every_body_offers_its_statements_in_chinese() {
    let kinds = ["预案 x", "角色 x", "小组 x", "外援 x", "班次 x", "信号 x", "指标 x", "分级 x", "文件 x", "报告单 x", "处置 x", "演习 x", "培训 x", "例行 x", "物资 x", "推演 \"x\" 针对 火灾处置"];
    let list: Vec<String> = kinds.iter().map(|k| format!("{k} {{\n  ‸\n}}")).collect();
    let list: Vec<&str> = list.iter().map(String::as_str).chain(["处置 x {\n  步骤 a {\n    ‸\n  }\n}"]).collect();
    insta::assert_snapshot!(chinese(&list));
}

#[test]
fn a_duty_is_offered_word_by_word() {
    let list = [
        "lead ‸", "lead must ‸", "lead must notify ‸", "lead must notify manager, ‸", "lead must report ‸", "lead must report headcount ‸",
        "lead must report headcount to ‸", "lead must record \"x\" in ‸", "lead must do ‸", "lead must activate ‸", "lead must request approval of ‸",
        "lead must preserve \"x\" for ‸", "lead must notify manager by ‸", "2 of ‸", "any of ‸", "lead must notify manager ‸", "automatic ‸",
        "forbid ‸", "forbid everyone do use-lift ‸", "uses ‸", "within ‸", "within 5‸", "within 5m ‸", "within 5m of ‸", "within 5m else ‸",
        "within 5m else escalate to ‸", "within 5m else escalate to command by ‸", "every ‸",
    ]
    .map(in_step);
    insta::assert_snapshot!(english(&list.iter().map(String::as_str).collect::<Vec<_>>()));
}

#[test]
fn a_duty_is_offered_word_by_word_in_chinese() {
    let list = [
        "‸", "组长 ‸", "组长 应 ‸", "组长 应 通‸", "组长 应 通知 ‸", "组长 应 通知 经‸", "组长 应 报告 ‸", "组长 应 报告 给 ‸", "组长 应 通知 经理 限时 ‸", "组长 应 通知 经理 限时 5‸",
        "组长 应 通知 经理 限时 ５‸", "组长 应 通知 经理 限时 5分‸", "组长 应 通知 经理 限时 5分钟 否则 ‸", "组长 应 通知 经理 限时 5分钟 否则 升级至 ‸", "组长 应 通知 经理 通过 ‸",
    ]
    .map(|s| format!("处置 p {{\n  步骤 a {{\n    {s}"));
    insta::assert_snapshot!(chinese(&list.iter().map(String::as_str).collect::<Vec<_>>()));
}

#[test]
fn conditions_are_offered_by_what_can_be_compared() {
    insta::assert_snapshot!(english(&[
        "procedure p {\n  start when ‸",
        "procedure p {\n  start when fire ‸",
        "procedure p {\n  start when outage ‸",
        "procedure p {\n  start when outage > ‸",
        "procedure p {\n  start when outage > 3‸",
        "procedure p {\n  start when lines >= ‸",
        "procedure p {\n  start when lines >= 5‸",
        "procedure p {\n  start when response.‸",
        "procedure p {\n  start when response.ma‸",
        "procedure p {\n  start when response >= ‸",
        "procedure p {\n  start when not (fire and ‸",
        "procedure p {\n  step one { }\n  step two after ‸",
        "procedure p {\n  step one { }\n  step two when done ‸",
        "procedure p {\n  finish when finished ‸",
        "procedure p {\n  finish when fire approved by ‸",
        "procedure p {\n  owner lead during ‸",
        "procedure p {\n  escalate to manager after ‸",
        "drill \"x\" of evacuation {\n  at 1m done ‸",
        "drill \"x\" of evacuation {\n  at 1m ‸",
        "drill \"x\" of evacuation {\n  at 1m set lines to ‸",
        "drill \"x\" of evacuation {\n  expect ‸",
        "drill \"x\" of evacuation {\n  expect level response.‸",
        "exercise x of ‸",
    ]));
}

#[test]
fn attributes_are_offered_what_they_take() {
    insta::assert_snapshot!(english(&[
        "role x { reports to ‸",
        "role x { reports to lead, ‸",
        "role x { on duty ‸",
        "group x { members ‸",
        "signal x { reported by ‸",
        "signal x { hazard f‸",
        "service x { for ‸",
        "document x { kind ‸",
        "gauge x { unit ‸",
        "plan x { region ‸",
        "plan x { effective ‸",
        "plan x { review every ‸",
        "exercise x { every ‸",
        "training x { for ‸",
        "role x { allow self-‸",
        "role x { allow missing-contact \"x\" until ‸",
        "language ‸",
        "shift x { Mon..Fri ‸",
        "terms { ‸",
        "terms { promptly = ‸",
    ]));
    insta::assert_snapshot!(chinese(&["角色 x { 上报 ‸", "信号 x { 灾种 火‸", "外援 x { 负责 ‸", "预案 x { 地区 ‸", "演习 x { 每 ‸", "用语 { ‸"]));
}

#[test]
fn words_of_several_parts_are_one() {
    insta::assert_snapshot!(english(&[
        "role x {\n  rep‸",
        "role x {\n  reports ‸",
        "role x {\n  reports t‸",
        "procedure p {\n  escalate ‸",
        "procedure p {\n  finish when fire approved ‸",
        "procedure p {\n  step a {\n    lead must n‸",
        "procedure p {\n  step a {\n    lead must request approval ‸",
        "procedure p {\n  step a {\n    lead must request ‸",
    ]));
}

#[test]
fn nothing_is_offered_in_comments_and_texts() {
    let list = ["// ro‸", "/// ro‸", "/* ro‸ */", "/* a */ ‸ro", "role x \"‸\" { }", "role x \"ti‸tle\" { }", "role x “‸”", "role x \"a\"‸", "role x { cite \"‸", "role x { phone \"80‸", "role x { note “a ‸", "role x { }‸", "role n‸"];
    insta::assert_snapshot!(english(&list.map(|case| case)).replace(" · keyword", ""));
}

#[test]
fn a_name_that_needs_backticks_gets_them() {
    insta::assert_snapshot!(english(&[&in_step("lead must notify 24‸"), &in_step("lead must notify `24‸"), &in_step("lead must notify `‸`"), &in_step("`‸")]));
}

#[test]
fn half_typed_texts_are_understood() {
    insta::assert_snapshot!(english(&[
        "procedure p {\n  step a {\n    lead must notify ‸\n    within 5m\n  }\n  step b { }\n}\nrole z { }\n",
        "procedure p {\n  step a {\n    stpe x y\n    lead must ‸",
        "procedure p {\n  step a { lead must do use-lift\n  step b after ‸",
        "procedure p {\n  star‸\n  owner lead\n}",
        "role x {\n  phone \"1\n  reports to ‸",
        "role x {\n  reports to lead\n  ‸\n}",
        "procedure p {\n  start when fire\n  owner lead\n  ‸\n}",
        "role x { } ‸",
        "role x \"title\" ‸",
        "stpe a { lead must ‸",
    ]));
}

/// A role may be called like the word that begins a statement of the block around.
#[test]
fn a_role_called_like_a_keyword_acts_in_its_step() {
    insta::assert_snapshot!(chinese(&["角色 负责人\n处置 p {\n  步骤 a {\n    负责人 应 报告 给 ‸", "角色 负责人\n处置 p {\n  步骤 a {\n    负责人 ‸"]));
}

#[test]
fn files_are_offered_behind_use() {
    let mut client = Client::start();
    client.open("roster.plan", "role lead { }");
    client.open("site/other.plan", "role lead { }");
    insta::assert_snapshot!(cases(&mut client, "", &["use ‸", "use \"‸\"", "use \"ro‸", "use \"roster.plan\"\nuse \"‸\"", "use \"ros‸ter.plan\"", "引用 “‸”"]));
}

#[test]
fn an_editor_without_snippets_gets_plain_text() {
    let mut capabilities = full();
    capabilities["textDocument"]["completion"]["completionItem"]["snippetSupport"] = json!(false);
    let mut client = Client::start_with(Lang::En, json!({ "capabilities": capabilities }));
    for (client, gaps) in [(&mut client, false), (&mut Client::start(), true)] {
        let answer = ask(client, "role", &json!({ "line": 0, "character": 4 }));
        let role = answer["items"].as_array().unwrap().iter().find(|i| i["label"] == "role …").unwrap().clone();
        assert_eq!(role["textEdit"]["newText"].as_str().unwrap().contains("${1:post}"), gaps, "{role:#}");
        assert_eq!(role["insertTextFormat"], if gaps { json!(2) } else { Value::Null });
    }
}

#[test]
fn whole_declarations_are_offered_in_both_languages() {
    let mut shown = String::new();
    for (client, word) in [(&mut Client::start(), "procedure"), (&mut Client::chinese(), "处置")] {
        let answer = ask(client, word, &json!({ "line": 0, "character": word.encode_utf16().count() }));
        let label = format!("{word} …");
        let whole = answer["items"].as_array().unwrap().iter().find(|i| i["label"] == *label).unwrap().clone();
        writeln!(shown, "{}\n", serde_json::to_string_pretty(&whole).unwrap()).unwrap();
    }
    insta::assert_snapshot!(shown);
}

/// Any place of any text has an answer, and every edit holds the cursor on one line.
#[test]
fn every_position_has_an_answer() {
    let hall = std::fs::read_to_string("plans/as-written/service-hall.plan").unwrap();
    let hall: String = hall.lines().take(150).collect::<Vec<_>>().join("\n");
    let mut client = Client::chinese();
    for (text, step) in [(ENGLISH, 5), (CHINESE, 3), (hall.as_str(), 61), ("处置 𝒳 { 启动 当 （\"", 1)] {
        let uri = client.open("case.plan", text);
        for (line, content) in text.lines().enumerate() {
            for character in (0..=content.encode_utf16().count() + 1).filter(|c| (line * 31 + c) % step == 0) {
                let position = json!({ "line": line, "character": character });
                let answer = client.request("textDocument/completion", json!({ "textDocument": { "uri": uri }, "position": position })).unwrap();
                for item in answer["items"].as_array().into_iter().flatten() {
                    let range = &item["textEdit"]["range"];
                    assert!(range["start"]["line"] == line && range["end"]["line"] == line && range["start"]["character"].as_u64() <= Some(character as u64), "{item:#}");
                }
            }
        }
    }
    for end in (0..ENGLISH.len()).step_by(17) {
        let marked = format!("{}{CURSOR}", &ENGLISH[..ENGLISH.floor_char_boundary(end)]);
        let (text, position) = cursor(&marked);
        ask(&mut client, &text, &position);
    }
}

/// The words speak the language of those before them in the declaration, then of the file, then of the session.
#[test]
fn the_words_speak_the_language_around_them() {
    let zh = "处置 p {\n  启动 当 fire\n  步骤 a {\n    lead 应 ‸";
    let en = "procedure p {\n  start when 发现火情\n  step a {\n    组长 must ‸";
    let first = |client: &mut Client, plan: &str, case: &str| {
        let (text, position) = cursor(&format!("{plan}{case}"));
        let answer = ask(client, &text, &position);
        answer["items"].as_array().unwrap().iter().find(|i| i["kind"] == 14).unwrap()["label"].as_str().unwrap().to_owned()
    };
    let mut client = Client::start();
    assert_eq!(first(&mut client, ENGLISH, zh), "拨打");
    assert_eq!(first(&mut client, CHINESE, en), "call");
    assert_eq!(first(&mut client, CHINESE, "‸"), "语言");
    assert_eq!(first(&mut client, ENGLISH, "‸"), "language");
    assert_eq!(first(&mut client, ENGLISH, "处置 p {\n  stpe x 当 y\n  ‸"), "启动");
    assert_eq!(first(&mut Client::chinese(), "", "‸"), "语言");
}
