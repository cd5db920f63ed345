//! Several files: folders of the workspace, `use`, files on disk that change; and the same findings as the terminal.

use crate::client::{Client, full};
use preplan::diagnostic::Lang;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::Command;

const ROSTER: &str = "role lead \"组长\" {\n  phone \"8001\"\n  reports to boss\n}\nrole boss \"主任\" {\n  phone \"8002\"\n}\n";
const FIRE: &str = "use \"roster.plan\"\nplan fire { region CN }\nsignal smoke {\n  hazard fire\n  reported by lead\n}\nprocedure fire-response {\n  start when smoke\n  owner lead\n  step call { lead must call \"110\" within 1m else escalate to boss }\n}\n";

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn in_folder(folder: &Path, lang: Lang) -> Client {
    let mut capabilities = full();
    capabilities["workspace"] = json!({ "didChangeWatchedFiles": { "dynamicRegistration": true } });
    let mut client = Client::start_with(lang, json!({ "capabilities": capabilities, "workspaceFolders": [{ "uri": uri(folder), "name": "plans" }] }));
    let asked = client.asked("client/registerCapability");
    assert_eq!(asked["registrations"][0]["method"], "workspace/didChangeWatchedFiles");
    client
}

fn open(client: &Client, path: &Path, text: &str) {
    client.notify("textDocument/didOpen", json!({ "textDocument": { "uri": uri(path), "languageId": "preplan", "version": 1, "text": text } }));
}

fn codes(found: &Value) -> Vec<&str> {
    found.as_array().unwrap().iter().map(|d| d["code"].as_str().unwrap()).collect()
}

#[test]
fn a_change_in_one_file_is_seen_in_the_plans_that_use_it() {
    let folder = folder(&[("roster.plan", ROSTER), ("fire.plan", FIRE)]);
    let (roster, fire) = (folder.path().join("roster.plan"), folder.path().join("fire.plan"));
    let mut client = in_folder(folder.path(), Lang::En);
    let told = client.published(&uri(&fire));
    assert!(codes(&told).contains(&"P401") && !codes(&told).contains(&"P002"), "{told:#}");
    open(&client, &roster, ROSTER);
    assert!(client.published(&uri(&roster)).is_array());
    let edit = json!({ "textDocument": { "uri": uri(&roster), "version": 2 }, "contentChanges": [{ "range": { "start": { "line": 4, "character": 5 }, "end": { "line": 4, "character": 9 } }, "text": "chef" }] });
    client.notify("textDocument/didChange", edit);
    let told = client.published(&uri(&fire));
    assert!(codes(&told).contains(&"P002"), "{told:#}");
    // Closed without saving, the file is what it was.
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri(&roster) } }));
    assert!(!codes(&client.published(&uri(&fire))).contains(&"P002"));
}

#[test]
fn an_editor_that_asks_is_told_to_ask_again_about_the_other_files() {
    let folder = folder(&[("roster.plan", ROSTER), ("fire.plan", FIRE)]);
    let (roster, fire) = (folder.path().join("roster.plan"), folder.path().join("fire.plan"));
    let mut capabilities = full();
    capabilities["textDocument"]["diagnostic"] = json!({});
    capabilities["workspace"] = json!({ "diagnostic": { "refreshSupport": true } });
    let mut client = Client::start_with(Lang::En, json!({ "capabilities": capabilities, "workspaceFolders": [{ "uri": uri(folder.path()), "name": "plans" }] }));
    open(&client, &roster, ROSTER);
    open(&client, &fire, FIRE);
    let mut pull = |path: &Path| client.request("textDocument/diagnostic", json!({ "textDocument": { "uri": uri(path) } })).unwrap();
    let (before, _) = (pull(&fire), pull(&roster));
    client.notify("textDocument/didChange", json!({ "textDocument": { "uri": uri(&roster), "version": 2 }, "contentChanges": [{ "text": ROSTER.replace("role boss", "role chef") }] }));
    client.asked("workspace/diagnostic/refresh");
    let after = client.request("textDocument/diagnostic", json!({ "textDocument": { "uri": uri(&fire) } })).unwrap();
    assert!(!codes(&before["items"]).contains(&"P002") && codes(&after["items"]).contains(&"P002"), "{after:#}");
}

#[test]
fn a_half_typed_file_does_not_silence_findings_elsewhere() {
    let other = FIRE.replace("use \"roster.plan\"\n", &format!("{ROSTER}\n"));
    let folder = folder(&[("half.plan", "role x {"), ("whole.plan", &other)]);
    let whole = folder.path().join("whole.plan");
    let mut client = in_folder(folder.path(), Lang::En);
    let before = client.published(&uri(&whole));
    assert!(codes(&before).contains(&"P401"));
    open(&client, &folder.path().join("half.plan"), "procedure { step step {{{ \"");
    assert!(codes(&client.published(&uri(&folder.path().join("half.plan")))).contains(&"P001"));
    open(&client, &whole, &other);
    assert_eq!(client.published(&uri(&whole)), before);
}

#[test]
fn a_half_typed_procedure_does_not_silence_findings_in_the_next_one() {
    let text = format!("{ROSTER}{}", FIRE.replace("use \"roster.plan\"\n", ""));
    let mut client = Client::start();
    let whole = client.open("whole.plan", &text);
    let before = client.published(&whole);
    let half = client.open("half.plan", &text.replace("procedure fire", "signal rain { reported by boss }\nprocedure other {\n  start when rain\n  step new { lead must not\n}\nprocedure fire"));
    let after = client.published(&half);
    assert!(codes(&after).contains(&"P001"));
    let messages = |found: &Value| found.as_array().unwrap().iter().map(|d| d["message"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    // What the unread part may hold, an exercise or a measure, is left open; the rest is said.
    for (code, message) in codes(&before).iter().zip(messages(&before)).filter(|(code, _)| !matches!(**code, "P601" | "P603")) {
        assert!(messages(&after).contains(&message), "{code} is gone: {message}\n{after:#}");
    }
}

#[test]
fn files_that_come_change_and_go_on_disk_are_seen() {
    let folder = folder(&[("fire.plan", FIRE)]);
    let (roster, fire) = (folder.path().join("roster.plan"), folder.path().join("fire.plan"));
    let mut client = in_folder(folder.path(), Lang::En);
    assert!(codes(&client.published(&uri(&fire))).contains(&"P006"));
    let changed = |client: &Client, kind: i32| client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uri(&roster), "type": kind }] }));
    fs::write(&roster, ROSTER).unwrap();
    changed(&client, 1);
    assert!(!codes(&client.published(&uri(&fire))).contains(&"P006"));
    fs::write(&roster, ROSTER.replace("role boss", "role chef")).unwrap();
    changed(&client, 2);
    assert!(codes(&client.published(&uri(&fire))).contains(&"P002"));
    fs::remove_file(&roster).unwrap();
    changed(&client, 3);
    assert!(codes(&client.published(&uri(&fire))).contains(&"P006"));
}

#[test]
fn a_file_outside_the_folder_is_one_file_however_it_is_named() {
    let outer = tempfile::tempdir().unwrap();
    let (inner, roster) = (outer.path().join("plans/fire"), outer.path().join("roster.plan"));
    fs::create_dir_all(&inner).unwrap();
    fs::write(&roster, ROSTER).unwrap();
    fs::write(inner.join("fire.plan"), FIRE.replace("roster.plan", "../../roster.plan")).unwrap();
    let mut client = in_folder(&inner, Lang::En);
    let fire = uri(&inner.join("fire.plan"));
    assert!(!codes(&client.published(&fire)).contains(&"P002"));
    open(&client, &roster, &ROSTER.replace("role boss", "role chef"));
    assert!(codes(&client.published(&fire)).contains(&"P002"));
}

#[test]
fn folders_may_come_and_go() {
    let (one, two) = (folder(&[("fire.plan", FIRE), ("roster.plan", ROSTER)]), folder(&[("half.plan", "role x {")]));
    let mut client = in_folder(one.path(), Lang::En);
    let fire = uri(&one.path().join("fire.plan"));
    assert!(!codes(&client.published(&fire)).is_empty());
    let change = json!({ "event": { "added": [{ "uri": uri(two.path()), "name": "two" }], "removed": [{ "uri": uri(one.path()), "name": "plans" }] } });
    client.notify("workspace/didChangeWorkspaceFolders", change);
    assert_eq!(client.published(&fire), json!([]));
    assert!(codes(&client.published(&uri(&two.path().join("half.plan")))).contains(&"P001"));
}

/// A plan of a family of two.
fn sibling(name: &str, limit: &str) -> String {
    format!(
        "plan {name} {{ family \"halls\" }}\nrole lead {{ phone \"8001\" }}\nrole boss {{ phone \"8002\" }}\nsignal theft {{ reported by lead }}\nprocedure theft-response {{\n  start when theft\n  step tell {{ lead must notify boss within {limit} }}\n}}\n"
    )
}

#[test]
fn plans_of_one_family_are_compared_while_one_of_them_is_written() {
    let folder = folder(&[("north.plan", &sibling("north", "2m")), ("south.plan", &sibling("south", "2m"))]);
    let mut client = in_folder(folder.path(), Lang::En);
    // A file may be told of more than once before all is known.
    let wait = |client: &mut Client, path: &Path, differs: bool| loop {
        let found = client.published(&uri(path));
        if codes(&found).contains(&"P307") == differs {
            return found;
        }
    };
    let (north, south) = (folder.path().join("north.plan"), folder.path().join("south.plan"));
    open(&client, &north, &sibling("north", "2m"));
    let change = |version: i32, limit: &str| json!({ "textDocument": { "uri": uri(&north), "version": version }, "contentChanges": [{ "text": sibling("north", limit) }] });
    client.notify("textDocument/didChange", change(2, "5m"));
    let found = wait(&mut client, &north, true);
    let finding = found.as_array().unwrap().iter().find(|d| d["code"] == "P307").unwrap();
    assert!(finding["relatedInformation"][0]["location"]["uri"].as_str().unwrap().ends_with("south.plan"));
    client.notify("textDocument/didChange", change(3, "2m"));
    wait(&mut client, &north, false);
    // The slacker one is now in the other file, which is told of it.
    client.notify("textDocument/didChange", change(4, "1m"));
    wait(&mut client, &south, true);
}

#[test]
fn every_plan_has_the_findings_of_the_terminal_in_its_words() {
    for lang in [Lang::En, Lang::Zh] {
        let word = if lang == Lang::Zh { "zh" } else { "en" };
        let output = Command::new(env!("CARGO_BIN_EXE_preplan")).args(["check", "plans", "--format", "json", "--lang", word, "--as-of", "2026-11-22"]).output().unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let mut capabilities = full();
        capabilities["textDocument"]["diagnostic"] = json!({});
        capabilities["general"] = json!({ "positionEncodings": ["utf-32"] });
        let here = std::env::current_dir().unwrap();
        let mut client = Client::start_with(lang, json!({ "capabilities": capabilities, "workspaceFolders": [{ "uri": uri(&here.join("plans")), "name": "plans" }] }));
        let answer = client.request("workspace/diagnostic", json!({ "previousResultIds": [] })).unwrap();
        let mut from_server = Vec::new();
        for file in answer["items"].as_array().unwrap() {
            let name = file["uri"].as_str().unwrap().rsplit_once("/plans/").unwrap().1;
            for d in file["items"].as_array().unwrap() {
                let first = d["message"].as_str().unwrap().lines().next().unwrap();
                let at = |end: &str| (d["range"][end]["line"].as_u64().unwrap() + 1, d["range"][end]["character"].as_u64().unwrap() + 1);
                from_server.push(format!("{name} {} {:?} {:?} {first} {}", d["code"], at("start"), at("end"), d["relatedInformation"].as_array().map_or(0, Vec::len)));
            }
        }
        let mut from_terminal = Vec::new();
        for d in report["diagnostics"].as_array().unwrap() {
            let name = d["file"].as_str().unwrap().trim_start_matches("plans/");
            let at = |end: &str| (d["range"][end]["line"].as_u64().unwrap(), d["range"][end]["column"].as_u64().unwrap());
            from_terminal.push(format!("{name} {} {:?} {:?} {} {}", d["rule"], at("start"), at("end"), d["message"].as_str().unwrap(), d["related"].as_array().unwrap().len()));
        }
        from_server.sort();
        from_terminal.sort();
        assert!(from_terminal.len() > 500);
        assert_eq!(from_server, from_terminal);
    }
}
