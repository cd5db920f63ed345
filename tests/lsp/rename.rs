//! Names changed in every file, or not at all.

#[path = "../support/mod.rs"]
mod support;

use crate::client::{CURSOR, Client, cursor, full};
use crate::navigation::case_of;
use preplan::ast::Date;
use preplan::check::{Options, check};
use preplan::diagnostic::{Lang, Severity};
use preplan::parse::{TokenKind, parse_with_tokens};
use preplan::project::Project;
use preplan::source::{FileId, Source};
use preplan::words;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use support::tree;

const SHOP: &str = r#"terms { promptly = 5m }
role clerk "clerk" { reports to lead   phone "8004" }
role lead "lead" { deputy clerk   phone "8001"   also called "lead" }
signal fire { hazard fire   reported by lead }
levels response { level minor when not fire   level major when fire }
report debrief { fields "x" }
procedure fire-response {
  start when fire or response.major
  owner `lead`
  step alarm { lead must call "119" within promptly else escalate to lead }
  step tell after alarm { clerk must report debrief to lead within 5m of alarm }
  finish when done tell
}
drill "night" of fire-response { at 0m raise fire   at 1m done alarm   at 2m lead unreachable   expect level response.major }
"#;

/// A text with the cursor in the `which`th such word.
fn at(text: &str, word: &str, which: usize) -> String {
    let at = text.match_indices(word).nth(which).unwrap().0 + word.chars().next().unwrap().len_utf8();
    format!("{}{CURSOR}{}", &text[..at], &text[at..])
}

/// The files after a change of name, or the refusal.
fn renamed(client: &mut Client, files: &[(&str, &str)], new_name: &str) -> Result<BTreeMap<String, String>, String> {
    let mut texts = BTreeMap::new();
    let mut asked = Value::Null;
    for (name, marked) in files {
        let (text, position) = cursor(marked);
        let uri = client.open(name, &text);
        if *marked != text {
            asked = json!({ "textDocument": { "uri": uri }, "position": position, "newName": new_name });
        }
        texts.insert(uri, text);
    }
    let edit = client.request("textDocument/rename", asked).map_err(|e| e["message"].as_str().unwrap().to_owned())?;
    for (uri, edits) in edit["changes"].as_object().into_iter().flatten() {
        let text = texts.get_mut(uri).unwrap();
        *text = applied(text, edits);
    }
    Ok(texts.into_iter().map(|(uri, text)| (uri.rsplit('/').next().unwrap().to_owned(), text)).collect())
}

/// A text with edits in UTF-16 columns.
fn applied(text: &str, edits: &Value) -> String {
    let offset = |position: &Value| {
        let start: usize = text.split_inclusive('\n').take(position["line"].as_u64().unwrap() as usize).map(str::len).sum();
        let mut units = position["character"].as_u64().unwrap() as usize;
        let before = text[start..].chars().take_while(|c| {
            let fits = units >= c.len_utf16();
            units = units.saturating_sub(c.len_utf16());
            fits
        });
        start + before.map(char::len_utf8).sum::<usize>()
    };
    let place = |e: &Value| (offset(&e["range"]["start"]), offset(&e["range"]["end"]), e["newText"].as_str().unwrap().to_owned());
    let mut places: Vec<_> = edits.as_array().unwrap().iter().map(place).collect();
    places.sort();
    let mut out = text.to_owned();
    for (start, end, new) in places.into_iter().rev() {
        out.replace_range(start..end, &new);
    }
    out
}

/// The changed lines for a snapshot.
fn shown(files: &[(&str, &str)], new_name: &str, outcome: &Result<BTreeMap<String, String>, String>) -> String {
    let mut out = String::new();
    let marked = files.iter().flat_map(|(_, t)| t.lines()).find(|l| l.contains(CURSOR)).unwrap().trim();
    writeln!(out, "{marked}  →  {new_name}").unwrap();
    match outcome {
        Err(why) => writeln!(out, "refused: {why}").unwrap(),
        Ok(after) => {
            for (name, marked) in files {
                let before = cursor(marked).0;
                let lines = before.lines().zip(after[*name].lines()).filter(|(old, new)| old != new);
                lines.for_each(|(_, new)| writeln!(out, "  {name}: {}", new.trim()).unwrap());
            }
        }
    }
    out
}

fn in_shop(lang: Lang, cases: &[(&str, usize, &str)]) -> String {
    let mut client = Client::start_with(lang, json!({ "capabilities": full() }));
    let case = |(word, which, new): &(&str, usize, &str)| {
        let marked = at(SHOP, word, *which);
        let files = [("shop.plan", marked.as_str())];
        let outcome = renamed(&mut client, &files, new);
        shown(&files, new, &outcome) + "\n"
    };
    cases.iter().map(case).collect()
}

#[test]
fn what_can_be_renamed_is_said_before() {
    let mut client = Client::start();
    let places = [("lead", 1), ("`lead", 0), ("major", 1), ("promptly", 0), ("fire-", 0), ("step", 0), ("hazard fire", 0), ("\"lead\"", 0), ("119", 0)];
    let mut out = String::new();
    for (word, which) in places {
        let marked = at(SHOP, word, which);
        let answer = case_of(&mut client, "textDocument/prepareRename", &[("shop.plan", &marked)], &Value::Null);
        let line = marked.lines().find(|l| l.contains(CURSOR)).unwrap().trim();
        writeln!(out, "{line}\n{}\n", answer.split_once("prepareRename\n").unwrap().1).unwrap();
    }
    insta::assert_snapshot!(out);
}

#[test]
fn every_use_is_renamed_and_nothing_else() {
    let cases = [
        ("lead", 1, "head-of-shift"),
        ("lead", 0, "班长"),
        ("fire", 0, "着火"),
        ("major", 0, "重大"),
        ("response.major", 1, "级别"),
        ("alarm", 2, "报警 119"),
        ("promptly", 1, "立即"),
        ("fire-response", 1, "fire"),
        ("debrief", 0, "总结"),
        ("clerk", 3, "  clerk  "),
    ];
    insta::assert_snapshot!(in_shop(Lang::En, &cases));
}

#[test]
fn a_name_that_is_a_word_of_the_language_gets_backticks_where_it_needs_them() {
    let cases = [
        ("lead", 1, "anyone"),
        ("lead", 1, "应"),
        ("lead", 1, "所有人"),
        ("lead", 1, "step"),
        ("debrief", 0, "to"),
        ("alarm", 0, "start"),
        ("alarm", 0, "after"),
        ("fire", 0, "not"),
        ("fire", 0, "and"),
        ("promptly", 0, "must"),
        ("major", 0, "when"),
    ];
    insta::assert_snapshot!(in_shop(Lang::Zh, &cases));
}

const REFUSED: &[(&str, usize, &str)] = &[
    ("lead", 1, ""),
    ("lead", 1, "a`b"),
    ("lead", 1, "a\u{200B}b"),
    ("lead", 1, "lеad"),
    ("lead", 1, "a\nb"),
    ("lead", 1, "clerk"),
    ("fire", 0, "response"),
    ("minor", 0, "major"),
    ("alarm", 1, "tell"),
    ("alarm", 1, "fire"),
    ("step", 0, "anything"),
];

#[test]
fn what_cannot_be_renamed_is_refused_with_a_reason() {
    insta::assert_snapshot!("refused_in_english", in_shop(Lang::En, REFUSED));
    insta::assert_snapshot!("refused_in_chinese", in_shop(Lang::Zh, REFUSED));
    let mut client = Client::start();
    let name = "名".repeat(101);
    assert!(renamed(&mut client, &[("shop.plan", &at(SHOP, "lead", 1))], &name).unwrap_err().contains("too long"));
}

const ROSTER: &str = "角色 组长 { 电话 \"8001\" }\n角色 主管 { 副手 组长   电话 \"8002\" }\n";
const FIRE: &str = "引用 \"roster.plan\"\n信号 火情 { 报告人 组长 }\n处置 火灾 {\n  启动 当 火情\n  步骤 上报 { 组长 应 通知 主管 限时 5分钟 }\n}\n";
const FLOOD: &str = "use \"roster.plan\"\nsignal flood { reported by `组长` }\nrole chief { phone \"1\" }\nprocedure water { start when flood   step tell { 组长 must notify 主管 within 5m } }\n";

fn across(client: &mut Client, marked: (&str, &str, usize), new_name: &str) -> String {
    let (file, word, which) = marked;
    let texts = [("roster.plan", ROSTER), ("fire.plan", FIRE), ("flood.plan", FLOOD)];
    let texts = texts.map(|(name, text)| (name, if name == file { at(text, word, which) } else { text.to_owned() }));
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let outcome = renamed(client, &files, new_name);
    shown(&files, new_name, &outcome) + "\n"
}

#[test]
fn a_shared_name_is_renamed_in_every_plan() {
    let mut client = Client::chinese();
    let mut out = across(&mut client, ("roster.plan", "组长", 0), "班长");
    out += &across(&mut client, ("flood.plan", "组长", 1), "24小时 值班");
    out += &across(&mut client, ("fire.plan", "组长", 1), "any of");
    // Another plan has one of that name already.
    out += &across(&mut client, ("fire.plan", "组长", 0), "chief");
    insta::assert_snapshot!(out);
}

#[test]
fn a_name_that_means_something_else_in_each_plan_is_not_renamed() {
    let mut client = Client::start();
    let files = [
        ("shared.plan", "role guard { reports to chief }\n".to_owned()),
        ("a.plan", "use \"shared.plan\"\nrole chief { phone \"1\" }\nprocedure p { }\n".to_owned()),
        ("b.plan", "use \"shared.plan\"\n\nrole chief { phone \"2\" }\nprocedure p { }\n".to_owned()),
    ];
    let mut out = String::new();
    for asked in 0..2 {
        let texts: Vec<(&str, String)> = files.iter().enumerate().map(|(i, (name, text))| (*name, if i == asked { at(text, "chief", 0) } else { text.clone() })).collect();
        let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let outcome = renamed(&mut client, &files, "head");
        writeln!(out, "{}: {}", files[asked].0, outcome.unwrap_err()).unwrap();
    }
    insta::assert_snapshot!(out);
}

#[test]
fn another_meaning_is_refused() {
    let cases = [
        // A form that is a procedure's name and a document's: the procedure comes first.
        ("document form { kind form }\nprocedure p { step a { everyone must activate form } }", "procedure p", "form"),
        // The step is meant before the signal.
        ("signal x { }\nprocedure p { start when x   step a { everyone must do \"y\" within 5m of x } }", "step a", "x"),
        // A word that was only vague so far would have a measure.
        ("terms { soon = 5m }\nprocedure p { step a { everyone must do \"y\" within promptly   everyone must do \"z\" within soon } }", "terms { soon", "promptly"),
        // A name that nothing is called by.
        ("role a { reports to b }\nrole c { }", "role c", "b"),
        // One of two alike: what is meant stays with the first.
        ("role a { reports to a }\nrole a { }", "role a", "c"),
    ];
    let mut out = String::new();
    for lang in [Lang::En, Lang::Zh] {
        let mut client = Client::start_with(lang, json!({ "capabilities": full() }));
        for (text, word, new) in cases {
            let end = text.find(word).unwrap() + word.len();
            let marked = format!("{}{CURSOR}{}", &text[..end], &text[end..]);
            let files = [("p.plan", marked.as_str())];
            let outcome = renamed(&mut client, &files, new);
            writeln!(out, "{text}\n{}", shown(&files, new, &outcome)).unwrap();
        }
    }
    insta::assert_snapshot!(out);
}

#[test]
fn the_second_of_two_alike_can_be_given_another_name() {
    let mut client = Client::start();
    let after = renamed(&mut client, &[("p.plan", "role a { reports to a }\nrole ‸a { }\n")], "b").unwrap();
    assert_eq!(after["p.plan"], "role a { reports to a }\nrole b { }\n");
}

#[test]
fn a_part_that_cannot_be_read_may_hold_the_name() {
    let mut out = String::new();
    for lang in [Lang::En, Lang::Zh] {
        let mut client = Client::start_with(lang, json!({ "capabilities": full() }));
        for text in ["role l‸ead { }\nprocedure p { step a { lead mst do \"x\" } }\n", "role l‸ead { }\nprocedure p { step a { leader mst do \"x\" } }\n", "角色 组‸长 { }\n处置 火灾 { 步骤 甲 { 组长应通知 组长 } }\n"] {
            let files = [("p.plan", text)];
            let outcome = renamed(&mut client, &files, "head");
            writeln!(out, "{}{}", cursor(text).0, shown(&files, "head", &outcome)).unwrap();
        }
    }
    insta::assert_snapshot!(out);
}

#[test]
fn edits_name_the_version_of_the_text_where_the_editor_wants_it() {
    let mut capabilities = full();
    capabilities["workspace"] = json!({ "workspaceEdit": { "documentChanges": true } });
    let mut client = Client::start_with(Lang::En, json!({ "capabilities": capabilities }));
    let roster = client.open("roster.plan", ROSTER);
    client.open("fire.plan", FIRE);
    let params = json!({ "textDocument": { "uri": roster }, "position": { "line": 1, "character": 3 }, "newName": "站长" });
    let edit = client.request("textDocument/rename", params).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&edit).unwrap());
}

#[test]
fn a_gauge_of_time_is_renamed_whatever_its_backticks() {
    let mut client = Client::start();
    let text = "gauge out‸age { unit time }\nprocedure p { start when `outage` > 30m or outage > 2h }\n";
    let after = renamed(&mut client, &[("p.plan", text)], "not").unwrap();
    assert_eq!(after["p.plan"], "gauge `not` { unit time }\nprocedure p { start when `not` > 30m or `not` > 2h }\n");
}

#[test]
fn a_byte_order_mark_and_the_line_breaks_of_windows_stay() {
    let mut client = Client::start();
    let text = "\u{FEFF}role a { reports to le‸ad }\r\n/// 𝒳 lead\r\nrole /* 𝒳 */ lead { } // lead\r\n";
    let after = renamed(&mut client, &[("p.plan", text)], "站长").unwrap();
    assert_eq!(after["p.plan"], "\u{FEFF}role a { reports to 站长 }\r\n/// 𝒳 lead\r\nrole /* 𝒳 */ 站长 { } // lead\r\n");
}

#[test]
fn the_same_name_changes_nothing() {
    let mut client = Client::start();
    assert_eq!(renamed(&mut client, &[("shop.plan", &at(SHOP, "lead", 1))], " `lead` ").unwrap()["shop.plan"], SHOP);
}

#[test]
fn every_place_has_an_answer_or_a_reason() {
    for text in [SHOP, &SHOP[..SHOP.len() * 2 / 3], FIRE] {
        let mut client = Client::start();
        let uri = client.open("places.plan", text);
        for (line, text) in text.split('\n').enumerate() {
            for character in 0..=text.encode_utf16().count() {
                let params = json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character }, "newName": "应" });
                if let Err(error) = client.request("textDocument/rename", params) {
                    assert_eq!(error["code"], -32803, "{line}:{character}: {error}");
                }
            }
        }
    }
}

/// Code and severity of what is found in a plan.
fn findings(text: &str) -> Vec<(&'static str, Severity)> {
    let mut project = Project::new();
    let id = project.add(Source::new("plan.plan", text));
    let checked = check(&project, id, Options { as_of: Date::new(2026, 11, 22).unwrap() });
    let mut found: Vec<_> = checked.diagnostics().iter().map(|d| (d.code, d.severity)).collect();
    found.sort_unstable();
    found
}

/// A text with the cursor in the name that is the `which`th, going round.
fn at_name(text: &str, which: usize) -> String {
    let tokens = parse_with_tokens(&Source::new("plan.plan", text), FileId(0)).1;
    let names: Vec<_> = tokens.iter().filter(|t| t.kind == TokenKind::Name).collect();
    let end = names[which % names.len()].span.end as usize;
    format!("{}{CURSOR}{}", &text[..end], &text[end..])
}

fn new_names() -> impl Strategy<Value = String> {
    let words: Vec<String> = words::all().iter().flat_map(|w| w.spellings.clone()).collect();
    prop_oneof![
        "[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,4})?-new",
        "新[班组长值守通知应给]{1,5}",
        "[0-9]{1,2}小时 [a-z\\.,:“”\"{}(/]{1,8}",
        proptest::sample::select(words),
        proptest::sample::select(vec!["应", "给", "of", "anyone", "to", "start", "任一", "done", "立即", "finished", "not"]).prop_map(str::to_owned),
    ]
}

#[test]
fn a_plan_says_the_same_under_other_names() {
    let files = ["as-written/cc-agent", "as-written/cc-hotline", "as-written/cc-tollnet", "as-written/service-hall", "revised/cc-hotline"];
    let texts: Vec<String> = files.iter().map(|f| fs::read_to_string(format!("plans/{f}.plan")).unwrap()).collect();
    let before: Vec<_> = texts.iter().map(|t| findings(t)).collect();
    let client = RefCell::new(Client::start());
    let config = ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() };
    let outcome = TestRunner::new(config).run(&(0..texts.len(), 0..10_000usize, new_names()), |(file, which, new)| {
        let (text, client) = (&texts[file], &mut *client.borrow_mut());
        let marked = at_name(text, which);
        let old = client_name(client, &marked);
        let Some(old) = old else { return Ok(()) };
        let after = match renamed(client, &[("plan.plan", &marked)], &new) {
            Ok(after) => after["plan.plan"].clone(),
            Err(why) => {
                prop_assert!(["already declared", "would stand for"].iter().any(|known| why.contains(known)), "{old} → {new}: {why}");
                return Ok(());
            }
        };
        // Where a text speaks of something by its new name, the rules see that it is meant; some read names as words.
        let quoted = quotes(text, &new);
        let reads_names = |code: &str| matches!(code, "P106" | "P107" | "P112" | "P114" | "P205" | "P215" | "P503");
        let kept = |code: &str| !reads_names(code) && (code.starts_with("P0") || !quoted);
        let told = |found: &[(&'static str, Severity)]| found.iter().filter(|f| kept(f.0)).copied().collect::<Vec<_>>();
        prop_assert_eq!(told(&findings(&after)), told(&before[file]), "{} → {}", old, new);
        let back = renamed(client, &[("plan.plan", &at_name(&after, which))], &old).map_err(TestCaseError::fail)?["plan.plan"].clone();
        if after.contains('`') {
            prop_assert_eq!(tree(&back), tree(text));
        } else {
            prop_assert_eq!(&back, text);
        }
        Ok(())
    });
    outcome.unwrap();
}

/// Whether a text in quotes holds these words.
fn quotes(text: &str, words: &str) -> bool {
    let tokens = parse_with_tokens(&Source::new("plan.plan", text), FileId(0)).1;
    tokens.iter().any(|t| t.kind == TokenKind::Text && text[t.span.range()].contains(words))
}

/// The name under the cursor, if it can be changed.
fn client_name(client: &mut Client, marked: &str) -> Option<String> {
    let (text, position) = cursor(marked);
    let uri = client.open("plan.plan", &text);
    let answer = client.request("textDocument/prepareRename", json!({ "textDocument": { "uri": uri }, "position": position })).unwrap();
    answer["placeholder"].as_str().map(str::to_owned)
}
