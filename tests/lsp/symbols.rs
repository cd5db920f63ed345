//! The outline of a file, and the search over all.

use crate::client::{Client, full};
use preplan::diagnostic::Lang;
use serde_json::{Value, json};

const PLAN: &str = r#"language 1
plan shop "Shop" { region CN }
terms { promptly = 5m }
role lead "shift lead" { phone "8001" }
group team { leader lead }
service brigade "消防队" { for fire   phone "119" }
shift day { Mon..Fri 08:00-20:00 }
signal fire "着火" { hazard fire }
gauge smoke { unit % }
levels response { level minor when smoke > 1%   level major "重大" when smoke > 20% }
action use-lift "乘坐电梯"
document form { kind form }
report debrief { fields "x" }
/// What to do.
procedure fire-response "Fire" {
  start when fire
  step alarm "报警" { lead must call brigade within promptly }
  finish when done alarm
  recovery { step review { lead must report debrief to lead within 3d } }
}
exercise fire-drill of fire-response { every 6mo }
supply lamp { quantity 2 }
drill "夜间火灾" of fire-response { at 0m raise fire }
"#;

const CHINESE: &str = "用语 { 立即 = 2分钟 }\n角色 值班组长 \"组长\" { 电话 \"8001\" }\n处置 火灾 \"\" {\n  步骤 `第1步 报警` { 值班组长 应 拨打 \"119\" }\n  善后 { 步骤 总结 }\n}\n推演 \"\" 针对 火灾 { }\n";

/// Half of a declaration, of a step, of a title.
const HALF_TYPED: &str = "role lead {\nprocedure fire \"Fire {\n  step alarm { lead must\n  step tell\n  step\n}\nrole\ndrill \"x\" of";

fn outline(client: &mut Client, text: &str) -> Value {
    let uri = client.open("plan.plan", text);
    client.request("textDocument/documentSymbol", json!({ "textDocument": { "uri": uri } })).unwrap()
}

fn nested(lang: Lang) -> Client {
    let mut capabilities = full();
    capabilities["textDocument"]["documentSymbol"] = json!({ "hierarchicalDocumentSymbolSupport": true });
    Client::start_with(lang, json!({ "capabilities": capabilities }))
}

/// One line for each symbol: kind, name, detail, what is marked, what is covered.
fn lines(client: &Client, symbols: &Value, depth: usize) -> String {
    let each = symbols.as_array().unwrap().iter().map(|symbol| {
        let range = |key: &str| client.readable("file:///plans/plan.plan", &symbol[key]);
        let detail = symbol["detail"].as_str().map_or(String::new(), |d| format!(" — {d}"));
        let line = format!("{}{} {}{detail} | {} | {}\n", "  ".repeat(depth), symbol["kind"], symbol["name"], range("selectionRange"), range("range"));
        let inner = symbol.get("children").map_or(String::new(), |inner| lines(client, inner, depth + 1));
        line + &inner
    });
    each.collect()
}

#[test]
fn the_outline_shows_what_stands_in_what() {
    let mut client = nested(Lang::En);
    for (name, text) in [("outline", PLAN), ("outline_in_chinese", CHINESE), ("outline_half_typed", HALF_TYPED)] {
        let symbols = outline(&mut client, text);
        insta::assert_snapshot!(name, format!("{text}\n────\n{}", lines(&client, &symbols, 0)));
    }
}

#[test]
fn a_drill_without_a_title_is_called_a_drill_in_the_language_of_the_session() {
    let mut client = nested(Lang::Zh);
    let symbols = outline(&mut client, CHINESE);
    assert_eq!(symbols.as_array().unwrap().last().unwrap()["name"], "推演");
}

#[test]
fn an_older_editor_gets_a_list() {
    let mut client = Client::start();
    let symbols = outline(&mut client, PLAN);
    let line = |s: &Value| {
        let range = client.readable("file:///plans/plan.plan", &s["location"]["range"]);
        format!("{} {} in {} | {range}\n", s["kind"], s["name"], s["containerName"])
    };
    insta::assert_snapshot!(symbols.as_array().unwrap().iter().map(line).collect::<String>());
}

/// Names and containers of what a search finds.
fn search(client: &mut Client, query: &str) -> String {
    let found = client.request("workspace/symbol", json!({ "query": query })).unwrap();
    let each = found.as_array().unwrap().iter().map(|s| format!("  {} in {}, {}\n", s["name"], s["containerName"], client.readable("", &s["location"]["range"])));
    format!("{query:?}\n{}", each.collect::<String>())
}

#[test]
fn a_search_looks_at_names_and_titles_of_all_files() {
    let mut client = Client::start();
    client.open("b.plan", CHINESE);
    client.open("a.plan", PLAN);
    let queries = ["fire", "FIRE", "消防", "组长", "frsp", "alarm", "报警", "总结", "majr", "立即", "夜间", "nothing", "shift lead", "recovery"];
    let shown: String = queries.iter().map(|q| search(&mut client, q)).collect();
    insta::assert_snapshot!(shown);
    let all = client.request("workspace/symbol", json!({ "query": "" })).unwrap();
    insta::assert_snapshot!(client.readable("", &all[0]));
    assert_eq!(all.as_array().unwrap().len(), 26);
}

#[test]
fn a_search_gives_no_more_than_can_be_read_and_the_best_first() {
    let mut client = Client::start();
    let roles: String = (0..600).map(|n| format!("role a{n}-lead {{ }}\n")).collect();
    client.open("many.plan", &format!("{roles}role lead {{ }}\n"));
    let found = client.request("workspace/symbol", json!({ "query": "lead" })).unwrap();
    assert_eq!(found.as_array().unwrap().len(), 500);
    assert_eq!(found[0]["name"], "lead");
    assert_eq!(found[1]["name"], "a0-lead");
}
