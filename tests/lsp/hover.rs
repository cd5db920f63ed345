//! Hovers: the snapshot shows the source with its cursors, then the page at each of them.

use crate::client::{CURSOR, Client, cursors};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The pages at all cursors of a text, in order.
fn pages(client: &mut Client, marked: &str) -> String {
    let uri = client.open("case.plan", &marked.replace(CURSOR, ""));
    let mut shown = marked.to_owned();
    for position in cursors(marked) {
        shown += &page(client, &uri, &position);
    }
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    shown
}

fn page(client: &mut Client, uri: &str, position: &Value) -> String {
    let answer = client.request("textDocument/hover", json!({ "textDocument": { "uri": uri }, "position": position })).unwrap();
    let mut shown = "\n──── ".to_owned();
    if answer.is_null() {
        return shown + "nothing";
    }
    assert_eq!(answer["contents"]["kind"], "markdown");
    write!(shown, "{}\n{}", client.readable(uri, &answer["range"]), answer["contents"]["value"].as_str().unwrap()).unwrap();
    shown
}

const PEOPLE: &str = r#"plan p { region CN }
role agent "service agent" { reports to le‸ad }
/// Answers for the floor.
role lead "shift lead" {
  cite "1(2)"
  reports to supervisor   deputy senior, agent   phone "8001", "8002"   sms "13800000001"   on duty day, night
  also called "the lead"
}
role senior "senior agent" { reports to lead }
role supervisor { reports to manager   radio "channel 2" }
role manager "the *manager*" { phone "8003"   todo "who stands in at night?" }
role lon‸er { }
group comm‸and "command" { leader manager   deputy supervisor   members lead, agent   reports to manager }
group headle‸ss { members agent }
service fire-bri‸gade { for fire, "rescue"   phone "119" }
shift d‸ay { Mon..Fri 08:00-20:00 }
shift nig‸ht { Mon..Fri 20:00-08:00, Sat, Sun 00:00-24:00 }
procedure p { owner super‸visor  step s { agent must notify any of lead, loner } }
"#;

#[test]
fn posts_and_those_who_stand_in() {
    insta::assert_snapshot!(pages(&mut Client::start(), PEOPLE));
}

#[test]
fn posts_and_those_who_stand_in_in_chinese() {
    let plan = r#"预案 热线 { 地区 CN }
角色 坐席 { 上报 值‸班组长 }
角色 值班组长 "当班组长" { 依据 "一(2)"  上报 主管  副手 资深坐席  电话 "8001"  当班 夜班 }
角色 资深坐席 { 上报 值班组长 }
角色 主‸管 { 上报 任何人 }
小组 领导‸小组 { 组长 主管  成员 值班组长  电话 "8040" }
外援 消防‸队 { 负责 火灾  电话 "1‸19" }
班次 夜‸班 { 周一..周五 20:00-08:00 }
"#;
    insta::assert_snapshot!(pages(&mut Client::chinese(), plan));
}

#[test]
fn facts_and_papers() {
    let plan = r#"signal fi‸re "fire seen" { hazard fire, "smoke"   reported by anyone }
signal lost { }
gauge out‸age "time without service" { unit time }
gauge hurt { unit 人   range 0..   except "planned"   reported by ops }
levels resp‸onse "response" { level gene‸ral "general" when hurt >= 1人   level major when hurt > 3人   level gr‸ave { todo "when?" } }
levels down { worst first   prefer highest   level a when outage > 1h   level b when outage > 30m }
action use-l‸ift "use the lift"
document fo‸rm "fault form" { kind form   at "forms/fault.docx" }
document law { }
report headco‸unt { fields "expected", "present" }
supply ra‸dio { quantity 12具   check every 1mo   owner ops }
exercise dr‸ill of run { every regularly   owner ops }
role ops { }
procedure run { start when lo‸st or hur‸t > 2人 or down.‸a }
"#;
    insta::assert_snapshot!(pages(&mut Client::start(), plan));
}

#[test]
fn facts_in_chinese() {
    let plan = r#"预‸案 热‸线 { 地区 CN  施行 2026-01-01  复审周期 3年 }
信号 发现‸火情 { 灾种 火‸灾  报告人 任何人 }
指标 伤亡‸人数 { 计量 人  取值 0..100人 }
分级 响‸应 { 由重到轻  级别 重‸大 当 伤亡人数 > 3人  级别 一‸般 当 伤亡人数 >= 1人 }
文件 登‸记表 { 类别 表单 }
"#;
    insta::assert_snapshot!(pages(&mut Client::chinese(), plan));
}

const OUTAGE: &str = r#"terms { promptly = 30m }
role ops "operations" { reports to head }
role head { phone "8003" }
role boss { }
group command "command" { leader head }
signal down { reported by ops }
/// When the system is down.
procedure out‸age "System down" {
  start when down approved by head with‸in 15m
  owner ops
  step f‸ix "repair" takes 20m..2h {
    ops must do "repair"
    within 10‸m else escalate to comm‸and by ops
    within 60m el‸se notify head
  }
  then step t‸ell when down approved by head { ops must notify head with‸in prom‸ptly }
  step late { ops must notify head within 5m o‸f start   ops should notify boss within 5m }
  step after-fix after any of fix, tell { ops must notify head within 5m of f‸ix   boss must notify head within 1h of down }
  step open { ops must notify head within 5m of unsta‸ted }
  step power takes 7m..10m { automatic   wit‸hin 10m }
  step slow takes 20m { boss must do "it" wi‸thin 10m }
  step lone takes 5m..20m { boss may do "it" wi‸thin 10m }
  step vague { boss must do "it" within so‸on }
  finish when done f‸ix
  recovery { step rev‸iew { ops must report to head within 3wd } }
}
"#;

#[test]
fn limits_and_steps() {
    insta::assert_snapshot!(pages(&mut Client::start(), OUTAGE));
}

#[test]
fn limits_and_steps_in_chinese() {
    let plan = r#"用语 { 及时 = 30分钟 }
角色 运维 { 上报 主管 }
角色 主管 { 电话 "8003" }
信号 中断 { 报告人 运维 }
处置 抢‸修 "系统抢修" {
  启动 当 中断
  步骤 修‸复 用时 20分钟..2小时 {
    运维 应 执行 "立‸即修复，及‸时报告"
    限‸时 10分钟 否则 升级至 主管
  }
  然后 步骤 上报 { 运维 应 通知 主管 限时 及‸时 自 启动 }
  步骤 发电 用时 7分钟..10分钟 { 自动  限‸时 10分钟 }
  步骤 记录 { 运维 应 记录 "经过" 限时 立‸即  运维 应 通知 主管 限时 5分钟 自 未‸写明 }
}
"#;
    insta::assert_snapshot!(pages(&mut Client::chinese(), plan));
}

#[test]
fn rules_keywords_and_findings() {
    let plan = r#"pl‸an p { region CN }
role a { allow missing-con‸tact "x"   allow P‸103 "x" }
role b "b" { ph‸one "110" }
signal fire { hazard fi‸re   reported by any‸one }
procedure f {
  start when fire‸
  step s { b mu‸st call "11‸0"   b must n‸ot call "8001" }
  step t { b must call unkn‸own }
}
// not‸hing
"#;
    insta::assert_snapshot!(pages(&mut Client::start(), plan));
}

#[test]
fn rules_keywords_and_findings_in_chinese() {
    let plan = r#"角色 甲 { 豁免 missing-ow‸ner "一人" }
处置 火灾处置 {
  步骤 报警 { 甲 必‸须 拨打 "1‸19" }
}
‸"#;
    insta::assert_snapshot!(pages(&mut Client::chinese(), plan));
}

#[test]
fn a_name_of_another_file_tells_its_file() {
    let mut client = Client::start();
    client.open("roster.plan", "/// On the roster.\nrole lead { phone \"8001\" }\nterms { promptly = 5m }\n");
    let marked = "use \"roster.plan\"\nprocedure p { step s { le‸ad must do \"it\" within prom‸ptly } }\n";
    insta::assert_snapshot!(pages(&mut client, marked));
}

#[test]
fn what_was_not_understood_is_no_missing_phone() {
    insta::assert_snapshot!(pages(&mut Client::start(), "role le‸ad { phon \"8001\" }\nrole other { reports to nobo‸dy   deputy lead }\n"));
}

#[test]
fn long_declarations_are_cut() {
    let body: String = (1..40).map(|n| format!("  note \"remark {n}\"\n")).collect();
    insta::assert_snapshot!(pages(&mut Client::start(), &format!("role le‸ad \"`lead` <b>\" {{\n{body}}}\n")));
}

/// Positions in UTF-16, every so many of them, the ends of lines included.
fn positions(text: &str, every: usize) -> Vec<Value> {
    let lines = text.split('\n').enumerate();
    let all = lines.flat_map(|(line, l)| (0..=l.encode_utf16().count()).map(move |character| json!({ "line": line, "character": character })));
    all.step_by(every).collect()
}

fn end(text: &str) -> Value {
    json!({ "line": text.matches('\n').count(), "character": text.rsplit('\n').next().unwrap().encode_utf16().count() })
}

#[test]
fn every_position_of_every_plan_is_answered() {
    let mut client = Client::chinese();
    let long = std::fs::read_to_string("plans/as-written/service-hall.plan").unwrap();
    for (name, text, every) in [("people.plan", PEOPLE.replace(CURSOR, ""), 1), ("outage.plan", OUTAGE.replace(CURSOR, ""), 1), ("long.plan", long, 23)] {
        let uri = client.open(name, &text);
        for (method, every) in [("textDocument/hover", every), ("textDocument/signatureHelp", every * 5)] {
            for position in positions(&text, every) {
                let answer = client.request(method, json!({ "textDocument": { "uri": uri }, "position": position }));
                assert!(answer.is_ok(), "{method} {name} {position}: {answer:?}");
            }
        }
    }
}

#[test]
fn every_half_typed_plan_is_answered() {
    let mut client = Client::start();
    for text in [PEOPLE.replace(CURSOR, ""), OUTAGE.replace(CURSOR, "")] {
        for (at, _) in text.char_indices().step_by(5) {
            let half = &text[..at];
            let uri = client.open("half.plan", half);
            let range = json!({ "start": { "line": 0, "character": 0 }, "end": end(half) });
            for method in ["textDocument/hover", "textDocument/signatureHelp", "textDocument/inlayHint"] {
                let params = json!({ "textDocument": { "uri": uri }, "position": end(half), "range": range });
                let answer = client.request(method, params);
                assert!(answer.is_ok(), "{method} after {half}: {answer:?}");
            }
        }
    }
}
