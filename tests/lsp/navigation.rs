//! Definitions, references, highlights, links.

use crate::client::{CURSOR, Client, cursor, full};
use preplan::diagnostic::Lang;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::fs;

/// Opens files, one of which has the cursor, and asks: the files, the question and the answer for a snapshot.
pub(crate) fn case_of(client: &mut Client, method: &str, files: &[(&str, &str)], extra: &Value) -> String {
    let mut shown = String::new();
    let mut asked = None;
    for (name, marked) in files {
        let (text, position) = cursor(marked);
        let uri = client.open(name, &text);
        writeln!(shown, "═══ {name}\n{}", marked.trim_end()).unwrap();
        asked = asked.or_else(|| marked.contains(CURSOR).then_some((uri, position)));
    }
    let (uri, position) = asked.unwrap();
    let mut params = json!({ "textDocument": { "uri": uri }, "position": position });
    params.as_object_mut().unwrap().extend(extra.as_object().cloned().unwrap_or_default());
    writeln!(shown, "──── {method}{}", if extra.is_null() { String::new() } else { format!(" {extra}") }).unwrap();
    match client.request(method, params) {
        Ok(answer) => shown += &client.readable(&uri, &answer),
        Err(error) => write!(shown, "error: {error}").unwrap(),
    }
    shown
}

/// What the server is asked for each place of a text.
const AT_A_PLACE: &[&str] = &[
    "textDocument/definition",
    "textDocument/references",
    "textDocument/documentHighlight",
    "textDocument/prepareRename",
    "textDocument/prepareCallHierarchy",
];

/// Asks everything at each `every`th place, and expects an answer.
fn ask_everywhere(text: &str, every: usize) {
    let mut client = Client::start();
    let uri = client.open("places.plan", text);
    for method in ["textDocument/documentSymbol", "textDocument/documentLink"] {
        client.request(method, json!({ "textDocument": { "uri": uri } })).unwrap();
    }
    for (line, text) in text.split('\n').enumerate() {
        for character in (0..=text.encode_utf16().count() + 1).filter(|c| (line + c) % every == 0) {
            for method in AT_A_PLACE {
                let params = json!({
                    "textDocument": { "uri": uri }, "position": { "line": line, "character": character }, "context": { "includeDeclaration": true },
                });
                client.request(method, params).unwrap_or_else(|e| panic!("{method} at {line}:{character}: {e}"));
            }
        }
    }
}

const SHOP: &str = r#"plan shop "Shop" { region CN }
terms { promptly = 5m }
role clerk "clerk" { reports to lead   phone "8004" }
role lead "shift lead" { deputy clerk   phone "8001" }
signal fire { hazard fire   reported by clerk }
gauge smoke { unit % }
levels response { level minor when smoke > 1%   level major when smoke > 20% }
procedure fire-response "Fire" {
  start when fire or response.major
  step alarm { clerk must call "119" within promptly else escalate to lead }
  step tell after alarm when response >= minor { lead must notify `clerk` within 5m of alarm }
  finish when done tell
}
drill "night" of fire-response { at 0m raise fire   at 1m done alarm   at 2m lead unreachable }
"#;

fn in_shop(word: &str, which: usize) -> String {
    let at = SHOP.match_indices(word).nth(which).unwrap().0 + 1;
    format!("{}{CURSOR}{}", &SHOP[..at], &SHOP[at..])
}

/// Only the line with the cursor and the answer.
fn short(client: &mut Client, method: &str, word: &str, which: usize, extra: &Value) -> String {
    let marked = in_shop(word, which);
    let shown = case_of(client, method, &[("shop.plan", &marked)], extra);
    let line = marked.lines().find(|l| l.contains(CURSOR)).unwrap();
    format!("{}\n{}\n", line.trim(), shown.split_once("──── ").unwrap().1)
}

#[test]
fn a_definition_is_found_from_every_kind_of_use() {
    let mut client = Client::start();
    let mut shown = String::new();
    let places = [
        ("lead", 0, "reports to"),
        ("promptly", 1, "a measured word"),
        ("major", 1, "a level"),
        ("minor", 1, "a compared level"),
        ("response", 2, "a ladder"),
        ("alarm", 1, "a step"),
        ("alarm", 2, "the clock of a limit"),
        ("clerk`", 0, "in backticks"),
        ("fire-response", 1, "what is rehearsed"),
        ("alarm", 3, "a step in a drill"),
        ("fire", 5, "a signal in a drill"),
        ("lead", 1, "the declaration itself"),
        ("step", 0, "a keyword"),
        ("fire", 1, "a word that is no name"),
    ];
    for (word, which, about) in places {
        writeln!(shown, "# {about}\n{}", short(&mut client, "textDocument/definition", word, which, &Value::Null)).unwrap();
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn an_editor_that_knows_links_gets_the_whole_declaration() {
    let mut capabilities = full();
    capabilities["textDocument"]["definition"] = json!({ "linkSupport": true });
    let mut client = Client::start_with(Lang::En, json!({ "capabilities": capabilities }));
    insta::assert_snapshot!(short(&mut client, "textDocument/definition", "alarm", 1, &Value::Null));
}

const ROSTER: &str = "角色 组长 \"值班组长\" { 电话 \"8001\" }\n角色 主管 { 副手 组长   电话 \"8002\" }\n";
const FIRE: &str = "引用 \"roster.plan\"\n信号 火情 { 报告人 组长 }\n处置 火灾 {\n  启动 当 火情\n  步骤 上报 { 组长 应 通知 主管 限时 5分钟 }\n}\n";
const FLOOD: &str = "use \"./roster.plan\"\nsignal flood { reported by 组长 }\nprocedure water { start when flood   step tell { 组长 must notify 主管 within 5m } }\n";

#[test]
fn a_definition_is_found_in_another_file() {
    let mut client = Client::chinese();
    let fire = FIRE.replace("通知 主管", "通知 主‸管");
    insta::assert_snapshot!(case_of(&mut client, "textDocument/definition", &[("fire.plan", &fire), ("roster.plan", ROSTER)], &Value::Null));
}

#[test]
fn the_file_of_an_import_is_found() {
    let mut client = Client::start();
    let flood = FLOOD.replace("roster", "ros‸ter");
    insta::assert_snapshot!(case_of(&mut client, "textDocument/definition", &[("flood.plan", &flood), ("roster.plan", ROSTER)], &Value::Null));
    let missing = FLOOD.replace("roster", "no‸where");
    insta::assert_snapshot!(case_of(&mut client, "textDocument/definition", &[("lost.plan", &missing)], &Value::Null));
}

#[test]
fn a_name_that_each_plan_gives_its_own_meaning_has_several_definitions() {
    let mut client = Client::start();
    let files = [
        ("shared.plan", "role guard { reports to ch‸ief }\n"),
        ("a.plan", "use \"shared.plan\"\nrole chief { phone \"1\" }\nprocedure p { }\n"),
        ("b.plan", "use \"shared.plan\"\n\nrole chief { phone \"2\" }\nprocedure p { }\n"),
    ];
    insta::assert_snapshot!(case_of(&mut client, "textDocument/definition", &files, &Value::Null));
    insta::assert_snapshot!(case_of(&mut client, "textDocument/references", &files, &json!({ "context": { "includeDeclaration": true } })));
}

#[test]
fn references_are_those_of_all_plans() {
    let mut client = Client::chinese();
    let roster = ROSTER.replacen("组长", "‸组长", 1);
    let files = [("roster.plan", roster.as_str()), ("fire.plan", FIRE), ("flood.plan", FLOOD)];
    insta::assert_snapshot!(case_of(&mut client, "textDocument/references", &files, &json!({ "context": { "includeDeclaration": true } })));
    let used = FLOOD.replace("组长 must", "组长‸ must");
    let files = [("roster.plan", ROSTER), ("fire.plan", FIRE), ("flood.plan", used.as_str())];
    insta::assert_snapshot!(case_of(&mut client, "textDocument/references", &files, &json!({ "context": { "includeDeclaration": false } })));
}

#[test]
fn a_file_that_no_longer_uses_the_name_is_no_reference() {
    let mut client = Client::start();
    let roster = client.open("roster.plan", ROSTER);
    let flood = client.open("flood.plan", FLOOD);
    let params = json!({ "textDocument": { "uri": roster }, "position": { "line": 0, "character": 3 }, "context": { "includeDeclaration": false } });
    assert_eq!(client.request("textDocument/references", params.clone()).unwrap().as_array().unwrap().len(), 3);
    client.notify("textDocument/didChange", json!({ "textDocument": { "uri": flood, "version": 2 }, "contentChanges": [{ "text": "procedure p { }" }] }));
    assert_eq!(client.request("textDocument/references", params).unwrap().as_array().unwrap().len(), 1);
}

#[test]
fn uses_are_read_and_the_declaration_is_written() {
    let mut client = Client::start();
    insta::assert_snapshot!(short(&mut client, "textDocument/documentHighlight", "clerk", 5, &Value::Null));
    let flood = FLOOD.replace("组长 must", "组‸长 must");
    insta::assert_snapshot!(case_of(&mut client, "textDocument/documentHighlight", &[("flood.plan", &flood), ("roster.plan", ROSTER)], &Value::Null));
}

#[test]
fn links_lead_to_files_that_exist_and_to_pages() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    fs::create_dir_all(root.join("site/forms")).unwrap();
    fs::write(root.join("roster.plan"), "role lead { }\n").unwrap();
    fs::write(root.join("site/forms/故障 表.docx"), "").unwrap();
    let text = "use \"../roster.plan\"\nuse \"nowhere.plan\"\n\
        document form \"form\" { kind form   at \"forms/故障 表.docx\" }\n\
        document same { kind form   at “forms\\\\故障 表.docx” }\n\
        document law { at \"https://example.org/法规?a=1\" }\n\
        document mail { at \"mailto:duty@example.org\" }\n\
        document shelf { at \"档案室 3号柜\" }\n\
        document gone { at \"forms/gone.docx\" }\n\
        document folder { at \"forms\" }\n\
        document script { at \"javascript:alert(1)\" }\n\
        supply lamp { at \"forms/故障 表.docx\" }\n\
        document half { at \"forms/故障 表.docx\n";
    fs::write(root.join("site/shop.plan"), text).unwrap();
    let url = |path: &str| format!("file://{}/{path}", root.display());
    for lang in [Lang::En, Lang::Zh] {
        let mut client = Client::start_with(lang, json!({ "capabilities": full(), "rootUri": url("") }));
        let uri = url("site/shop.plan");
        client.notify("textDocument/didOpen", json!({ "textDocument": { "uri": uri, "languageId": "preplan", "version": 1, "text": text } }));
        let links = client.request("textDocument/documentLink", json!({ "textDocument": { "uri": uri } })).unwrap();
        let shown = client.readable(&uri, &links).replace(&url(""), "[folder]/");
        insta::assert_snapshot!(format!("links_{lang:?}"), format!("{text}\n────\n{shown}"));
    }
}

#[test]
fn every_place_of_a_plan_has_an_answer() {
    ask_everywhere(SHOP, 1);
    ask_everywhere(FIRE, 1);
    ask_everywhere(&fs::read_to_string("plans/as-written/service-hall.plan").unwrap(), 7);
}

#[test]
fn every_place_of_a_half_typed_plan_has_an_answer() {
    let ends = SHOP.char_indices().map(|(at, _)| at).filter(|at| at % 37 == 0);
    ends.for_each(|end| ask_everywhere(&SHOP[..end], 5));
    ask_everywhere("引用 \"", 1);
    ask_everywhere("use \"\"\nrole ` { ` }\n\"", 1);
}
