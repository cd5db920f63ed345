//! What `compile --to json` gives: it fits its schema, says everything, and is the same every time.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "tests may panic and read files"
)]

use preplan::ast::Date;
use preplan::check::{Checked, Options, check};
use preplan::diagnostic::Severity;
use preplan::emit::{self, Refused, Runbook};
use preplan::project::Project;
use preplan::source::Source;
use serde_json::Value;
use std::path::Path;

const WHOLE: &str = include_str!("runbook/whole.plan");

fn options() -> Options {
    Options { as_of: Date::new(2026, 11, 22).unwrap() }
}

fn with<T>(name: &str, plan: &str, look: impl Fn(&Checked<'_>) -> T) -> T {
    let mut project = Project::new();
    let id = project.add(Source::new(name, plan));
    look(&check(&project, id, options()))
}

/// The runbook's JSON; the findings where there is none.
fn compile(name: &str, plan: &str) -> String {
    with(name, plan, |checked| match emit::runbook(checked) {
        Ok(runbook) => emit::to_json(&runbook),
        Err(_) => {
            let errors = checked.diagnostics().iter().filter(|d| d.severity == Severity::Error);
            let place = |d: &preplan::diagnostic::Diagnostic| checked.project().sources().slice(d.span).to_owned();
            let lines: Vec<_> = errors.map(|d| format!("{} {} at `{}`", d.code, d.message.en, place(d))).collect();
            panic!("{name} is refused:\n{}", lines.join("\n"))
        }
    })
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Indented JSON with what fits on one line joined: the same text, easier to read.
fn dense(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let (mut out, mut at) = (String::new(), 0);
    while let Some(line) = lines.get(at) {
        let closing = line.ends_with(['{', '[']).then(|| lines[at + 1..].iter().position(|l| indent(l) == indent(line))).flatten();
        let joined = closing.map(|n| lines[at..=at + 1 + n].iter().map(|l| l.trim()).collect::<Vec<_>>().join(" "));
        let whole = joined.filter(|j| indent(line) + j.chars().count() <= 130);
        out += &format!("{}{}\n", " ".repeat(indent(line)), whole.as_deref().unwrap_or(line.trim()));
        at += if whole.is_some() { closing.unwrap() + 2 } else { 1 };
    }
    out
}

fn validator() -> jsonschema::Validator {
    let draft = jsonschema::Draft::Draft202012;
    jsonschema::options().with_draft(draft).should_validate_formats(true).build(&json(&emit::schema())).unwrap()
}

fn assert_fits(name: &str, runbook: &str) {
    let (validator, value) = (validator(), json(runbook));
    let errors: Vec<_> = validator.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{name} does not fit the schema:\n{}", errors.join("\n"));
}

#[test]
fn the_schema_is_a_2020_12_schema_with_an_id_and_descriptions() {
    let schema = json(&emit::schema());
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["$id"], "urn:preplan:runbook:1");
    assert!(jsonschema::draft202012::meta::is_valid(&schema));
    assert!(schema["title"].is_string() && schema["description"].is_string());
    for (name, definition) in schema["$defs"].as_object().unwrap() {
        assert!(definition["description"].is_string(), "{name} has no description");
    }
    assert_eq!(emit::schema(), emit::schema());
}

#[test]
fn the_schema_refuses_what_is_no_runbook() {
    let runbook = compile("whole.plan", WHOLE);
    let spoiled = [("/format", Value::from(2)), ("/procedures/0/steps/0/at/line", 0.into()), ("/terms/0/length/iso", "2m".into())];
    for (path, value) in spoiled {
        let mut changed = json(&runbook);
        *changed.pointer_mut(path).unwrap() = value;
        assert!(!validator().is_valid(&changed), "{path}");
    }
}

#[test]
fn a_plan_with_every_construct() {
    let runbook = compile("whole.plan", WHOLE);
    assert_fits("whole.plan", &runbook);
    assert!(runbook.ends_with("}\n"));
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "snapshots/runbook" }, {
        insta::assert_snapshot!("whole", dense(&runbook.replacen(&version, "\"version\": \"…\"", 1)));
    });
}

#[test]
fn the_schema_as_published() {
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "snapshots/runbook" }, {
        insta::assert_snapshot!("schema", dense(&emit::schema()));
    });
}

#[test]
fn the_same_text_gives_the_same_bytes() {
    assert_eq!(compile("whole.plan", WHOLE), compile("whole.plan", WHOLE));
}

#[test]
fn a_runbook_can_be_read_back() {
    let text = compile("whole.plan", WHOLE);
    let read: Runbook = serde_json::from_str(&text).unwrap();
    assert_eq!(emit::to_json(&read), text);
}

#[test]
fn errors_are_refused_and_counted() {
    let plan = "plan p { region CN }\nprocedure a { start when fire  finish when smoke }\n";
    let (errors, refused) = with("broken.plan", plan, |checked| {
        let errors = checked.diagnostics().iter().filter(|d| d.severity == Severity::Error).count();
        (errors, emit::runbook(checked).map(|_| ()))
    });
    assert!(errors >= 2);
    assert_eq!(refused, Err(Refused { errors }));
}

/// Takes out what depends on the spelling: places, digests, words as written.
fn without_spelling(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|key, _| !matches!(key.as_str(), "at" | "digest" | "text"));
            map.values_mut().for_each(without_spelling);
        }
        Value::Array(list) => list.iter_mut().for_each(without_spelling),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn both_languages_give_the_same_runbook() {
    let [english, chinese] = [include_str!("runbook/english.plan"), include_str!("runbook/chinese.plan")].map(|plan| {
        let runbook = compile("hall.plan", plan);
        assert_fits("hall.plan", &runbook);
        let mut value = json(&runbook);
        without_spelling(&mut value);
        value
    });
    assert_eq!(serde_json::to_string_pretty(&english).unwrap(), serde_json::to_string_pretty(&chinese).unwrap());
}

#[test]
fn several_files_are_named_as_given() {
    let mut project = Project::new();
    let body = WHOLE.replacen("language 1", "language 1\nuse \"../roster.plan\"", 1);
    let id = project.add(Source::new("plans/hotline/whole.plan", body));
    project.add(Source::new("plans/roster.plan", "role cook \"厨师\" { reports to manager  phone \"8090\" }\n"));
    let checked = check(&project, id, options());
    let runbook = emit::runbook(&checked).unwrap();
    let names: Vec<_> = runbook.digest.files.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(names, ["plans/hotline/whole.plan", "plans/roster.plan"]);
    let cook = runbook.posts.iter().find(|p| p.about.name == "cook").unwrap();
    assert_eq!((cook.about.at.file.as_str(), cook.about.at.line), ("plans/roster.plan", 1));
    let reached: Vec<_> = cook.reached.iter().map(|r| r.post.as_str()).collect();
    assert_eq!(reached, ["cook", "manager", "supervisor"]);
}

/// The project's own plans, those that have no errors.
#[test]
fn the_projects_plans_fit_the_schema() {
    for folder in ["plans/revised", "plans/as-written"] {
        let Ok(entries) = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)) else { continue };
        let mut paths: Vec<_> = entries.map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "plan")).collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            if let Ok(runbook) = with(&name, &text, |c| emit::runbook(c).map(|r| emit::to_json(&r))) {
                assert_fits(&name, &runbook);
            }
        }
    }
}
