//! What the editor offers to do, and what comes of it.

use crate::client::{CURSOR, Client, cursor, cursors, full};
use preplan::ast::Date;
use preplan::check::{Options, RULES, check};
use preplan::diagnostic::{Diagnostic, Lang, Severity};
use preplan::project::Project;
use preplan::source::{FileId, Source};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

type Files = BTreeMap<String, String>;

/// Byte offset of a position in UTF-16.
fn offset(text: &str, position: &Value) -> usize {
    let start: usize = text.split_inclusive('\n').take(position["line"].as_u64().unwrap() as usize).map(str::len).sum();
    let mut units = position["character"].as_u64().unwrap() as usize;
    let mut at = start;
    for c in text[start..].chars() {
        if units == 0 {
            break;
        }
        units -= c.len_utf16();
        at += c.len_utf8();
    }
    at
}

/// The texts after an edit of the workspace.
fn applied(files: &Files, edit: &Value) -> Files {
    let mut files = files.clone();
    let mut changes: Vec<(String, Vec<Value>)> = Vec::new();
    for (uri, edits) in edit["changes"].as_object().into_iter().flatten() {
        changes.push((uri.clone(), edits.as_array().unwrap().clone()));
    }
    for change in edit["documentChanges"].as_array().into_iter().flatten() {
        changes.push((change["textDocument"]["uri"].as_str().unwrap().to_owned(), change["edits"].as_array().unwrap().clone()));
    }
    for (uri, mut edits) in changes {
        let text = files.get_mut(&uri).unwrap();
        edits.sort_by_key(|e| std::cmp::Reverse(offset(text, &e["range"]["start"])));
        for edit in edits {
            let (start, end) = (offset(text, &edit["range"]["start"]), offset(text, &edit["range"]["end"]));
            text.replace_range(start..end, edit["newText"].as_str().unwrap());
        }
    }
    files
}

/// The lines that an edit takes out and puts in; the cursor where the action puts it.
fn changed(before: &str, after: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.split('\n').collect(), after.split('\n').collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = old[same..].iter().rev().zip(new[same..].iter().rev()).take_while(|(a, b)| a == b).count();
    let mut out = String::new();
    for (sign, lines) in [("-", &old[same..old.len() - tail]), ("+", &new[same..new.len() - tail])] {
        lines.iter().for_each(|line| writeln!(out, "  {sign} {}", line.trim_end_matches('\r')).unwrap());
    }
    out
}

fn ask(client: &mut Client, uri: &str, range: &Value, only: Option<&str>) -> Vec<Value> {
    let mut context = json!({ "diagnostics": [] });
    if let Some(only) = only {
        context["only"] = json!([only]);
    }
    let answer = client.request("textDocument/codeAction", json!({ "textDocument": { "uri": uri }, "range": range, "context": context })).unwrap();
    answer.as_array().unwrap().clone()
}

/// What is offered in a file that may use others; the first has the cursor or the two ends of a selection.
fn offered(client: &mut Client, files: &[(&str, &str)], only: Option<&str>) -> String {
    let places = cursors(files[0].1);
    let texts: Files = files.iter().map(|(name, text)| (format!("file:///plans/{name}"), text.replace(CURSOR, ""))).collect();
    for (name, text) in files.iter().rev() {
        client.open(name, &text.replace(CURSOR, ""));
    }
    let uri = format!("file:///plans/{}", files[0].0);
    let range = json!({ "start": places[0], "end": places.last().unwrap() });
    let mut out = String::new();
    for (name, text) in files {
        write!(out, "//// {name}\n{text}").unwrap();
    }
    writeln!(out, "──── {}", only.unwrap_or("what is offered")).unwrap();
    for action in ask(client, &uri, &range, only) {
        let preferred = if action["isPreferred"] == true { ", preferred" } else { "" };
        let about: Vec<&str> = action["diagnostics"].as_array().into_iter().flatten().map(|d| d["code"].as_str().unwrap()).collect();
        let about = if about.is_empty() { String::new() } else { format!(" for {}", about.join(", ")) };
        writeln!(out, "{} [{}{preferred}]{about}", action["title"].as_str().unwrap(), action["kind"].as_str().unwrap()).unwrap();
        for (of, text) in applied(&texts, &action["edit"]) {
            let mut shown = text.clone();
            if action["command"]["arguments"][0] == *of {
                shown.insert(offset(&text, &action["command"]["arguments"][1]), CURSOR);
            }
            if text != texts[&of] {
                if of != uri {
                    writeln!(out, "  in {}", of.rsplit('/').next().unwrap()).unwrap();
                }
                out += &changed(&texts[&of], &shown);
            }
        }
    }
    for (name, _) in files {
        client.notify("textDocument/didClose", json!({ "textDocument": { "uri": format!("file:///plans/{name}") } }));
    }
    out
}

const SHOP: &str = r#"plan shop "Shop" { region CN }
role clerk "clerk" { phone "8004" }
service police "police" { for police   phone "11‸9" }
signal fire { hazard fire }
signal raid { hazard robbery }
procedure fire-response "Fire" {
  start when fire
  step alarm { clerk must call "110" within 5m }
}
procedure raid-response "Raid" {
  start when raid
  step alarm { clerk must call "119" within 5m }
}
"#;

#[test]
fn safe_fixes_are_offered_one_by_one_and_by_rule() {
    insta::assert_snapshot!(offered(&mut Client::start(), &[("shop.plan", SHOP)], Some("quickfix")));
}

#[test]
fn all_safe_fixes_are_made_at_once_where_the_editor_asks_for_it() {
    let mut client = Client::start();
    let with_hidden = SHOP.replace("signal raid", "signal r\u{200B}aid");
    for only in ["source.fixAll", "source.fixAll.preplan"] {
        insta::assert_snapshot!(format!("fix_all_{}", only.matches('.').count()), offered(&mut client, &[("shop.plan", &with_hidden)], Some(only)));
    }
    assert!(!offered(&mut client, &[("shop.plan", SHOP)], None).contains("[source"));
    assert!(!offered(&mut client, &[("shop.plan", SHOP)], Some("source.organizeImports")).contains('['));
}

#[test]
fn actions_are_titled_in_chinese() {
    let text = "预案 门店 { 地区 CN }\n角色 店员 { 电话 \"8004\" }\n信号 火情 { 灾种 火灾 }\n处置 火灾处置 \"火灾\" {\n  启动 当 火情\n  步骤 报警 { 店员 应 拨打 \"1‸10\" 限时 立‸即 否则 升级至 店长 }\n}\n";
    insta::assert_snapshot!(offered(&mut Client::chinese(), &[("shop.plan", text)], None));
}

/// A small plan with an unknown name.
fn with_name(statement: &str) -> String {
    format!("plan p {{ region CN }}\n\nrole lead {{ phone \"1\" }}\n\nsignal fire\n\nprocedure fire-response \"Fire\" {{\n  start when fire\n  step alarm {{ lead must do \"x\" }}\n  {statement}\n}}\n")
}

#[test]
fn unknown_names_are_declared_as_what_their_place_needs() {
    let mut client = Client::start();
    let mut out = String::new();
    for statement in NAMES {
        let shown = offered(&mut client, &[("p.plan", &with_name(statement))], Some("quickfix"));
        let (_, actions) = shown.split_once("────").unwrap();
        let (declare, mut on) = (actions.lines().skip(1), false);
        writeln!(out, "{statement}").unwrap();
        for line in declare {
            if !line.starts_with(' ') {
                on = !line.contains("add a waiver") && !line.contains("for P3");
            }
            if on {
                writeln!(out, "    {line}").unwrap();
            }
        }
    }
    insta::assert_snapshot!(out);
}

/// A statement each with a name that nothing declares.
const NAMES: &[&str] = &[
    "step a { lead must notify bo‸ss }",
    "step a { lead must call bo‸ss }",
    "owner bo‸ss",
    "owner lead during ni‸ght",
    "step a when smo‸ke { lead must do \"x\" }",
    "step a when hu‸rt > 3人 { lead must do \"x\" }",
    "step a when out‸age >= 30m { lead must do \"x\" }",
    "step a when wi‸nd > 12km/h { lead must do \"x\" }",
    "step a when respo‸nse.major { lead must do \"x\" }",
    "step a when respo‸nse >= major { lead must do \"x\" }",
    "step a after mo‸ve { lead must do \"x\" }",
    "step a { lead must do \"x\" within 5m of mo‸ve }",
    "step a { lead must do mo‸ve }",
    "step a { lead must activate mo‸ve }",
    "step a { lead must report cou‸nt to lead }",
    "step a { lead must record \"x\" in fo‸rm }",
    "step a uses ho‸se { lead must do \"x\" }",
    "step a { lead must do \"x\" within soon‸ish }",
    "step a { lead must notify `bo‸ss 2` }",
    "recovery { step b after mo‸ve { lead must do \"x\" } }",
    "finish when finished mo‸ve",
];

#[test]
fn declarations_keep_the_layout() {
    let mut client = Client::start();
    let mut kept = 0;
    for statement in NAMES {
        let (text, position) = cursor(&with_name(statement));
        let uri = client.open("p.plan", &text);
        let files: Files = [(uri.clone(), text.clone())].into();
        for action in ask(&mut client, &uri, &json!({ "start": position, "end": position }), Some("quickfix")) {
            let title = action["title"].as_str().unwrap();
            if title.starts_with("declare") || title.starts_with("add step") {
                kept += usize::from(keeps_layout(&text, &applied(&files, &action["edit"])[&uri], title));
            }
        }
        client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }
    assert!(kept > 20, "{kept}");
}

#[test]
fn declarations_go_among_their_like_in_the_words_of_the_file() {
    let text = "语言 1\n\n// 岗位\n角色 组长 { 电话 \"1\" } // 值班\n角色 主管 { 电话 \"2\" }\n\n分级 响应 {\n  级别 一般\n}\n\n用语 {\n  立即 = 2分钟\n}\n\n处置 火灾处置 {\n  启动 当 ‸响应.重大 且 火情‸\n  步骤 报警 { 组长 应 通知 经理 限时 尽快些 }\n}\n推演 \"夜间\" 针对 火灾处置 { 在 1分钟 完成 撤离 }\n";
    let mut client = Client::chinese();
    for (name, marked) in [("facts", text.to_owned()), ("people", text.replace(CURSOR, "").replace("经理 限时 尽快些", "经‸理 限时 尽快些‸")), ("drill", text.replace(CURSOR, "").replace("完成 撤离", "完成 撤‸离"))] {
        insta::assert_snapshot!(format!("declared_{name}"), offered(&mut client, &[("p.plan", &marked)], Some("quickfix")));
    }
}

#[test]
fn a_file_that_uses_a_roster_may_declare_there() {
    let roster = "role lead { phone \"1\" }\nservice fire-brigade { for fire   phone \"119\" }\n";
    let plan = "use \"roster.plan\"\n\nsignal fire\n\nprocedure fire-response {\n  start when fire\n  step tell { lead must notify bo‸ss within 5m }\n}\n";
    insta::assert_snapshot!(offered(&mut Client::start(), &[("fire.plan", plan), ("roster.plan", roster)], Some("quickfix")));
}

#[test]
fn a_waiver_outside_all_declarations_holds_for_the_file() {
    let mut client = Client::start();
    let mut out = String::new();
    for text in ["// Head.\n\nlanguage 1\nforbid some‸one do \"x\"\nrole lead\n", "// About the ban.\nforbid some‸one do \"x\"\n", "禁止 某‸人 执行 \"x\""] {
        out += &offered(&mut client, &[("p.plan", text)], Some("quickfix"));
        out.push('\n');
    }
    insta::assert_snapshot!(out);
}

#[test]
fn a_waiver_stands_in_the_innermost_part_and_the_cursor_in_its_reason() {
    let mut client = Client::start();
    let mut out = String::new();
    for text in [
        // A body on one line gets lines.
        "role lead\nsignal fire\nprocedure p {\n  start when fire\n  step a { lead must do \"x\" within promp‸tly }\n}\n",
        // One with lines gets one more; a comment stays on its line.
        "role lead\nsignal fire\nprocedure p {\n  start when fire\n  step a { // first\n\n    lead must do \"x\" within promp‸tly\n  }\n}\n",
        // Without a body it gets one.
        "supply ho‸se // red\n",
        "supply ho‸se {}\r\n",
        "supply ho‸se { // red\n}\n",
        "procedure p { start when fire   step a { note \"x\"   lead must do \"x\" within promp‸tly }   finish when fire }\nrole lead\nsignal fire\n",
        "plan p { region CN   review every oft‸en }\n",
        "levels r {\n    level ma‸jor\n    level minor\n}\n",
        "procedure p {\n\tstart when fire\n\trecovery { step b { lead must do \"x\" within promp‸tly } }\n}\nrole lead\nsignal fire\n",
        "role lead { /* who */ phone \"1‸ / 2\" }\n",
    ] {
        let shown = offered(&mut client, &[("p.plan", text)], Some("quickfix"));
        let (source, actions) = shown.split_once("────").unwrap();
        let mut on = false;
        writeln!(out, "{}", source.trim_start_matches("//// p.plan\n")).unwrap();
        for line in actions.lines().skip(1) {
            if !line.starts_with(' ') {
                on = line.contains("add a waiver");
            }
            if on {
                writeln!(out, "{line}").unwrap();
            }
        }
        out.push('\n');
    }
    insta::assert_snapshot!(out);
}

#[test]
fn the_command_shows_the_cursor_where_the_editor_can() {
    let mut client = Client::start();
    let (text, position) = cursor("role lead\nsignal fire\nprocedure p {\n  start when fire\n  step a { lead must do \"x\" within promp‸tly }\n}\n");
    let uri = client.open("p.plan", &text);
    let range = json!({ "start": position, "end": position });
    let actions = ask(&mut client, &uri, &range, None);
    let action = actions.iter().find(|a| a["title"].as_str().unwrap().contains("vague-time-limit")).unwrap();
    let command = &action["command"];
    let id = client.ask("workspace/executeCommand", json!({ "command": command["command"], "arguments": command["arguments"] }));
    let asked = client.asked("window/showDocument");
    client.answer(&id).unwrap();
    let place = json!({ "line": 5, "character": 28 });
    assert_eq!(asked, json!({ "uri": uri, "external": false, "takeFocus": true, "selection": { "start": place, "end": place } }));
    // Nonsense is answered and does nothing.
    for params in [json!({ "command": "preplan.showCursor" }), json!({ "command": "other", "arguments": command["arguments"] }), json!({ "command": "preplan.showCursor", "arguments": [1, 2] })] {
        assert_eq!(client.request("workspace/executeCommand", params).unwrap(), Value::Null);
    }
    assert!(client.inbox.iter().all(|m| !format!("{m:?}").contains("showDocument")));

    let mut plain = Client::start_with(Lang::En, json!({ "capabilities": {} }));
    let uri = plain.open("p.plan", &text);
    assert!(ask(&mut plain, &uri, &range, None).iter().all(|a| a.get("command").is_none()));
}

#[test]
fn edits_name_the_version_of_the_text_where_the_editor_can_take_it() {
    let mut capabilities = full();
    capabilities["workspace"] = json!({ "workspaceEdit": { "documentChanges": true } });
    let mut client = Client::start_with(Lang::En, json!({ "capabilities": capabilities }));
    let (text, position) = cursor(SHOP);
    let uri = client.open("shop.plan", &text);
    let actions = ask(&mut client, &uri, &json!({ "start": position, "end": position }), Some("quickfix"));
    assert_eq!(actions[0]["edit"]["documentChanges"][0]["textDocument"], json!({ "uri": uri, "version": 1 }));
    assert!(actions[0]["edit"].get("changes").is_none());
}

#[test]
fn findings_are_told_although_an_action_was_asked_for_first() {
    let mut client = Client::start();
    let (text, position) = cursor(SHOP);
    let uri = client.open("shop.plan", &text);
    let actions = ask(&mut client, &uri, &json!({ "start": position, "end": position }), Some("quickfix"));
    let told = client.published(&uri);
    assert_eq!(&actions[0]["diagnostics"][0], told.as_array().unwrap().iter().find(|d| *d == &actions[0]["diagnostics"][0]).unwrap());
    assert!(client.inbox.is_empty());
}

#[test]
fn keywords_change_their_language() {
    let text = "// 说明\n角色 ‸组长 { 电话 \"1\" }\nrole lead { reports to 组长 }\n信号 火情\n处置 火灾处置 {\n  start when 火情\n  步骤 报警 { 组长 应 通知 lead 限时 5分钟 }\n}\n";
    let mut client = Client::start();
    for (name, only) in [("refactor", Some("refactor")), ("source", Some("source")), ("quickfix", Some("quickfix"))] {
        insta::assert_snapshot!(format!("keywords_{name}"), offered(&mut client, &[("p.plan", text)], only));
    }
    // One direction where the other changes nothing; none for a text that cannot be read.
    let english = offered(&mut client, &[("p.plan", "role ‸lead\n")], Some("refactor.rewrite"));
    assert!(english.contains("to Chinese") && !english.contains("to English"), "{english}");
    let broken = offered(&mut client, &[("p.plan", "role ‸lead {\n角色\n")], Some("refactor"));
    assert!(!broken.contains('['), "{broken}");
}

fn findings(files: &Files, root: &str) -> Vec<Diagnostic> {
    let mut project = Project::new();
    let mut id = FileId(0);
    for (uri, text) in files {
        let added = project.add(Source::new(uri.rsplit('/').next().unwrap(), text.as_str()));
        if uri == root {
            id = added;
        }
    }
    check(&project, id, Options { as_of: Date::new(2026, 11, 22).unwrap() }).into_diagnostics()
}

fn errors(found: &[Diagnostic]) -> usize {
    found.iter().filter(|d| d.severity == Severity::Error).count()
}

/// Every plan of `plans/as-written` and every failing plan of the rule pages.
fn corpus() -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for entry in std::fs::read_dir("plans/as-written").unwrap() {
        let path = entry.unwrap().path();
        all.push((path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(path).unwrap()));
    }
    for rule in RULES {
        for lang in [Lang::En, Lang::Zh] {
            all.extend(rule.page.plans(lang).first().map(|plan| (format!("{}-{lang:?}.plan", rule.name), (*plan).to_owned())));
        }
    }
    all.sort();
    all
}

/// Asks for what can be done about every finding of every plan, and hands each action to `judge` with all
/// findings and the first that it is about.
/// Of a long plan every `step`th action is enough.
fn every_action(step: usize, wanted: impl Fn(&Value) -> bool, mut judge: impl FnMut(&Files, &str, &[Diagnostic], &Diagnostic, &Value)) {
    let mut client = Client::start();
    let roster = client.open("roster.plan", "role lead { phone \"8001\" }\n");
    let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9999, "character": 0 } });
    for (name, text) in corpus() {
        let uri = client.open(&name, &text);
        let files: Files = [(uri.clone(), text.clone()), (roster.clone(), "role lead { phone \"8001\" }\n".to_owned())].into();
        let id = FileId(files.keys().position(|k| *k == uri).unwrap() as u32);
        let found = findings(&files, &uri);
        let actions: Vec<Value> = ask(&mut client, &uri, &whole, Some("quickfix")).into_iter().filter(|a| wanted(a)).collect();
        let step = if text.len() > 5000 { step } else { 1 };
        for action in actions.iter().step_by(step) {
            let about = &action["diagnostics"][0];
            let start = offset(&text, &about["range"]["start"]) as u32;
            let message = |d: &&Diagnostic| about["message"].as_str().unwrap().starts_with(&d.message.en);
            let finding = found.iter().filter(message).find(|d| d.span.file == id && d.code == about["code"] && d.span.start == start).unwrap();
            judge(&files, &uri, &found, finding, action);
        }
        client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }
}

/// What was laid out before is laid out after; tells whether it was.
fn keeps_layout(before: &str, after: &str, title: &str) -> bool {
    let laid_out = |text: &str| preplan::format::format(&Source::new("p.plan", text), preplan::format::Options::default());
    let was = laid_out(before).is_ok_and(|text| text == before);
    if was {
        assert_eq!(laid_out(after).unwrap(), after, "{title}");
    }
    was
}

#[test]
fn every_safe_fix_mends_its_finding_and_breaks_nothing() {
    let mut fixed = 0;
    let safe = |action: &Value| action["isPreferred"] == true;
    every_action(1, safe, |files, uri, before, finding, action| {
        let after = findings(&applied(files, &action["edit"]), uri);
        let count = |all: &[Diagnostic]| all.iter().filter(|d| d.code == finding.code && d.message == finding.message).count();
        assert!(count(&after) < count(before), "{uri}: {}", action["title"]);
        assert!(errors(&after) <= errors(before), "{uri}: {}: {after:#?}", action["title"]);
        fixed += 1;
    });
    assert!(fixed > 10, "{fixed}");
}

#[test]
fn every_declaration_makes_its_name_known_and_breaks_nothing() {
    let mut declared = 0;
    let declares = |action: &Value| action["diagnostics"][0]["code"] == "P002";
    every_action(1, declares, |files, uri, before, finding, action| {
        let edited = applied(files, &action["edit"]);
        let after = findings(&edited, uri);
        let title = action["title"].as_str().unwrap();
        let same = |d: &&Diagnostic| d.code == "P002" && d.message == finding.message;
        assert!(!after.iter().any(|d| same(&d)), "{uri}: {title}\n{}", edited[uri]);
        // How long a vague word is, the author must say.
        let open = usize::from(title.contains("say in `terms`"));
        // A group without members is an error of its own, for the author to mend.
        let misread = |all: &[Diagnostic]| all.iter().filter(|d| d.code.starts_with("P00") && d.severity == Severity::Error).count();
        assert!(misread(&after) <= misread(before) - 1 + open, "{uri}: {title}\n{}\n{after:#?}", edited[uri]);
        if open == 0 {
            keeps_layout(&files[uri], &edited[uri], title);
        }
        declared += 1;
    });
    assert!(declared > 2, "{declared}");
}

#[test]
fn every_waiver_covers_its_finding_in_the_layout_of_the_formatter() {
    let mut waived = 0;
    let waives = |action: &Value| action["title"].as_str().unwrap().starts_with("add a waiver");
    every_action(53, waives, |files, uri, before, finding, action| {
        let title = action["title"].as_str().unwrap();
        let mut edited = applied(files, &action["edit"]);
        // The author has to write a reason.
        let parsed = preplan::parse::parse(&Source::new("p.plan", edited[uri].as_str()), FileId(0));
        assert!(parsed.diagnostics.iter().any(|d| d.code == "P001" && d.message.en.contains("without a reason")), "{uri}: {title}");
        let cursor = offset(&edited[uri], &action["command"]["arguments"][1]);
        edited.get_mut(uri).unwrap().insert_str(cursor, "because");
        let after = findings(&edited, uri);
        let same = |d: &&Diagnostic| d.code == finding.code && d.message == finding.message;
        let idle = |all: &[Diagnostic]| all.iter().filter(|d| matches!(d.code, "P001" | "P009")).count();
        let (many, left) = (before.iter().filter(same).count(), after.iter().filter(same).count());
        assert!(left < many && idle(&after) <= idle(before), "{uri}: {title}\n{}\n{after:#?}", edited[uri]);
        keeps_layout(&files[uri], &edited[uri], title);
        waived += 1;
    });
    assert!(waived > 100, "{waived}");
}

#[test]
fn every_position_of_every_text_is_answered() {
    let mut client = Client::start();
    let plan = std::fs::read_to_string("plans/as-written/service-hall.plan").unwrap();
    let mut texts: Vec<(String, usize)> = vec![(SHOP.replace(CURSOR, ""), 5), (plan.clone(), 511), ("角色 甲 {".to_owned(), 1), (String::new(), 1)];
    texts.extend(plan.char_indices().step_by(3001).map(|(at, _)| (plan[..at].to_owned(), 2003)));
    for (text, step) in texts {
        let uri = client.open("every.plan", &text);
        let source = Source::new("every.plan", text.as_str());
        for (at, _) in text.char_indices().chain([(text.len(), ' ')]).step_by(step) {
            let (line, character) = source.utf16_position(at as u32);
            let place = json!({ "line": line, "character": character });
            ask(&mut client, &uri, &json!({ "start": place, "end": place }), None);
        }
        let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9999, "character": 0 } });
        ask(&mut client, &uri, &whole, None);
        client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }
}

#[test]
fn a_time_in_words_is_not_measured_in_terms() {
    let plan = "role lead\nsignal fire\nprocedure p {\n  start when fire\n  step a { lead must do \"x\" within ‸\"the time promised\" }\n}\n";
    let (text, position) = crate::client::cursor(plan);
    let mut client = Client::start();
    let uri = client.open("promise.plan", &text);
    let params = json!({ "textDocument": { "uri": uri }, "range": { "start": position, "end": position }, "context": { "diagnostics": [] } });
    let titles: Vec<String> = client.request("textDocument/codeAction", params).unwrap().as_array().unwrap().iter().map(|a| a["title"].as_str().unwrap().to_owned()).collect();
    assert!(titles.iter().any(|t| t.contains("vague-time-limit")) && !titles.iter().any(|t| t.contains("terms")), "{titles:?}");
}
