//! What the editors are given keeps up with the language: the highlighting comes from the keyword table, and the pages
//! show the very files that are there.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "tests may panic and read files"
)]

use preplan::words::{self, Word};
use serde_json::{Value, json};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

const GRAMMAR: &str = "editors/vscode/syntaxes/preplan.tmLanguage.json";

/// What may stand inside a word; `-` may too.
const MORE: &str = r"\p{L}\p{M}\p{N}_";
/// A digit, half or full width.
const DIGIT: &str = "[0-9０-９]";
/// A plain name, and one in backticks.
const NAME: &str = r"[\p{L}_][\p{L}\p{M}\p{N}_]*(?:-[\p{L}\p{M}\p{N}_]+)*";
const QUOTED_NAME: &str = "`[^`]+`";

/// Words that are told apart from their section.
const MODALS: &[&str] = &["must", "should", "may"];
const ACTS: &[&str] = &["call", "notify", "report", "record", "preserve", "activate", "request", "do"];
/// Words that a name follows where they open a declaration; those of the second list name something that is done.
const THINGS: &[&str] = &[
    "plan", "role", "group", "service", "shift", "signal", "gauge", "levels", "level", "document", "report_form", "exercise", "training",
    "routine", "supply",
];
const DOINGS: &[&str] = &["procedure", "step", "action"];
/// Words that may follow a declared name.
const AFTER_NAME: &[&str] = &["of_what", "when", "after", "takes", "uses", "approved_by", "requested_by", "proposed_by"];
/// Attributes whose values are words of the vocabulary.
const VOCABULARY: &[&str] = &["hazard", "serves", "kind", "unit"];

/// The scope of a word. A spelling of several rows gets the scope that comes first in `ORDER`.
fn scope(word: &Word) -> &'static str {
    match word.row {
        "must_not" => return "storage.modifier.modal.must-not",
        "todo" => return "invalid.unimplemented.todo",
        row if MODALS.contains(&row) => return "storage.modifier.modal",
        row if ACTS.contains(&row) => return "support.function.act",
        _ => {}
    }
    match word.section {
        "Declarations" => "storage.type.declaration",
        "Statements that may stand everywhere" => "keyword.other.statement",
        "Attributes" => "entity.other.attribute-name",
        "Channels" => "constant.language.channel",
        "Days" => "constant.language.day",
        "Procedures" => "keyword.control.procedure",
        "Actors" => "variable.language.actor",
        "Duties" => "keyword.control.duty",
        "Limits" => "keyword.control.limit",
        "Conditions" => "keyword.control.condition",
        "Drills and exercises" => "keyword.control.drill",
        section if section.starts_with("Vocabulary") => "constant.language.vocabulary",
        section => panic!("no scope for the section `{section}` of the keyword table"),
    }
}

const ORDER: &[&str] = &[
    "storage.modifier.modal.must-not",
    "storage.modifier.modal",
    "support.function.act",
    "invalid.unimplemented.todo",
    "keyword.control.duty",
    "keyword.control.limit",
    "keyword.control.condition",
    "keyword.control.procedure",
    "keyword.other.statement",
    "entity.other.attribute-name",
    "constant.language.channel",
    "constant.language.day",
    "variable.language.actor",
    "keyword.control.drill",
    "storage.type.declaration",
];

fn spellings(rows: &[&str]) -> Vec<String> {
    rows.iter().flat_map(|row| words::row(row).unwrap_or_else(|| panic!("no row `{row}`")).spellings.clone()).collect()
}

/// `a|b`, the longest first, so that no spelling hides one that it begins.
fn any_of(mut texts: Vec<String>) -> String {
    texts.sort_by_cached_key(|t| (Reverse(t.chars().count()), t.clone()));
    texts.dedup();
    texts.iter().map(|t| t.replace(' ', r"\s+")).collect::<Vec<_>>().join("|")
}

/// A whole word, captured: no part of a name.
fn word(texts: Vec<String>) -> String {
    format!(r"(?<![{MORE}-])({})(?![{MORE}-])", any_of(texts))
}

fn named(scope: &str, pattern: &str) -> Value {
    json!({ "name": format!("{scope}.preplan"), "match": pattern })
}

fn captured(pattern: &str, scopes: &[&str]) -> Value {
    let captures: BTreeMap<String, Value> =
        scopes.iter().enumerate().map(|(i, scope)| ((i + 1).to_string(), json!({ "name": format!("{scope}.preplan") }))).collect();
    json!({ "match": pattern, "captures": captures })
}

/// The words by scope; phrases apart, because `in person` must be tried before `in`.
fn words_by_scope() -> (Vec<Value>, Vec<Value>) {
    let mut seen = HashSet::new();
    let (mut phrases, mut single) = (Vec::new(), Vec::new());
    for wanted in ORDER {
        let rows = words::all().iter().filter(|w| scope(w) == *wanted);
        let own: Vec<String> = rows.flat_map(|w| w.spellings.clone()).filter(|s| seen.insert(s.clone())).collect();
        let (long, short): (Vec<_>, Vec<_>) = own.into_iter().partition(|s| s.contains(' '));
        for (texts, into) in [(long, &mut phrases), (short, &mut single)] {
            if !texts.is_empty() {
                into.push(named(wanted, &word(texts)));
            }
        }
    }
    (phrases, single)
}

/// A declaration and its name: where a statement may begin, or anywhere before the brace that opens its body.
fn declarations() -> Vec<Value> {
    let then = any_of(spellings(&["then"]));
    let follows = format!(r#"(?=\s*(?:["“{{｛}}｝;；,，、]|$|//|/\*|(?:{})(?![{MORE}-])))"#, any_of(spellings(AFTER_NAME)));
    let body = r#"(?=\s*(?:(?:"[^"]*"|“[^”]*”)\s*)?[{｛])"#;
    let mut out = Vec::new();
    for (rows, kind) in [(DOINGS, "entity.name.function"), (THINGS, "entity.name.type")] {
        let opens = any_of(spellings(rows));
        let scopes = ["keyword.control.procedure", "storage.type.declaration", kind];
        out.push(captured(&format!(r"(?:^|(?<=[{{｛}}｝;；]))\s*(?:({then})\s+)?({opens})\s+({NAME}|{QUOTED_NAME}){follows}"), &scopes));
        out.push(captured(&format!(r"(?<![{MORE}-])({opens})\s+({NAME}|{QUOTED_NAME}){body}"), &scopes[1..]));
    }
    out
}

/// `hazard fire, gas`: only there the words of the vocabulary mean themselves.
fn vocabulary() -> Value {
    let rows = words::all().iter().filter(|w| w.section.starts_with("Vocabulary"));
    let known = any_of(rows.flat_map(|w| w.spellings.clone()).collect());
    let attributes = any_of(spellings(VOCABULARY));
    json!({
        "begin": format!(r"(?<![{MORE}-])({attributes})(?=\s*[:：]?\s*(?:{known})(?![{MORE}-]))"),
        "beginCaptures": { "1": { "name": "entity.other.attribute-name.preplan" } },
        "end": r"(?=\S)",
        "applyEndPatternLast": true,
        "patterns": [
            { "include": "#comments" },
            { "include": "#strings" },
            named("punctuation.separator", "[,，、:：]"),
            named("constant.language.vocabulary", &format!(r"(?:{known})(?![{MORE}-])")),
        ],
    })
}

/// The units of time, as the grammar of the language lists them.
fn time_units() -> Vec<String> {
    let grammar = std::fs::read_to_string("grammar/preplan.pest").unwrap();
    let rule = grammar.lines().find_map(|l| l.strip_prefix("time_unit = _{ ")).unwrap().to_owned();
    rule.trim_end_matches(" }").split(" | ").map(|u| u.trim_matches('"').to_owned()).collect()
}

fn numbers() -> Vec<Value> {
    let start = format!("(?<![{MORE}])");
    let number = format!(r"{DIGIT}+(?:\.{DIGIT}+)?");
    let length = format!("(?:{number}(?:{}))+", any_of(time_units()));
    let unit = r"[%‰°℃℉￥¥$\p{L}_][\p{L}\p{M}\p{N}_%/]*";
    vec![
        named("constant.numeric.date", &format!("{start}{DIGIT}{{4}}-{DIGIT}{{1,2}}-{DIGIT}{{1,2}}(?![{MORE}-])")),
        named("constant.numeric.clock", &format!("{start}{DIGIT}{{1,2}}[:：]{DIGIT}{{2}}(?!{DIGIT})")),
        named("constant.numeric.duration", &format!("{start}{length}(?![{MORE}-])")),
        captured(&format!("{start}(-?{number})({unit})?"), &["constant.numeric.quantity", "keyword.other.unit"]),
    ]
}

fn quoted(open: &str, close: &str, scope: &str) -> Value {
    json!({
        "name": format!("{scope}.preplan"),
        "begin": open,
        "beginCaptures": { "0": { "name": "punctuation.definition.string.begin.preplan" } },
        // A text ends with its line, closed or not.
        "end": format!("({close})|$"),
        "endCaptures": { "1": { "name": "punctuation.definition.string.end.preplan" } },
        "patterns": [
            named("constant.character.escape", r#"\\(?:["\\nt“”]|u\{[0-9A-Fa-f]{1,6}\})"#),
            named("invalid.illegal.escape", r"\\."),
        ],
    })
}

fn operators() -> Vec<Value> {
    vec![
        named("keyword.operator.comparison", "<=|>=|!=|==|[<>=≤≥≠]|[＜＞]＝?|＝"),
        named("keyword.operator.range", r"\.\.|[-–—－~～]"),
        named("punctuation.accessor", r"\."),
        named("punctuation.section.block.begin", "[{｛]"),
        named("punctuation.section.block.end", "[}｝]"),
        named("punctuation.section.parens.begin", "[(（]"),
        named("punctuation.section.parens.end", "[)）]"),
        named("punctuation.separator", "[,，、:：]"),
        named("punctuation.terminator", "[;；]"),
    ]
}

fn grammar() -> Value {
    let (phrases, single) = words_by_scope();
    let channels = words::all().iter().filter(|w| w.section == "Channels").flat_map(|w| w.spellings.clone()).collect();
    // `phone "8001"` tells how to reach a post; `by phone` tells how it is done.
    let reached = captured(&format!(r#"{}(?=\s*[:：]?\s*["“])"#, word(channels)), &["entity.other.attribute-name"]);
    let words = [vec![reached], phrases, single].concat();
    json!({
        "information_for_contributors": ["Written by `PREPLAN_UPDATE=1 cargo test --test editors` from grammar/keywords.pest."],
        "name": "preplan",
        "scopeName": "source.preplan",
        "fileTypes": ["plan"],
        "patterns": [
            { "include": "#comments" },
            { "include": "#strings" },
            { "include": "#declarations" },
            { "include": "#vocabulary" },
            { "include": "#numbers" },
            { "include": "#words" },
            { "include": "#names" },
            { "include": "#operators" },
        ],
        "repository": {
            "comments": { "patterns": [
                named("comment.line.documentation", "///(?!/).*$"),
                named("comment.line.double-slash", "//.*$"),
                { "name": "comment.block.preplan", "begin": r"/\*", "end": r"\*/" },
            ] },
            "strings": { "patterns": [
                quoted("\"", "\"", "string.quoted.double"),
                quoted("“", "”", "string.quoted.other"),
            ] },
            "declarations": { "patterns": declarations() },
            "vocabulary": { "patterns": [vocabulary()] },
            "numbers": { "patterns": numbers() },
            "words": { "patterns": words },
            // A plain name is taken whole, so that nothing in it is read as a word; it has no colour of its own.
            "names": { "patterns": [named("variable.other.quoted", QUOTED_NAME), { "match": NAME }] },
            "operators": { "patterns": operators() },
        },
    })
}

#[test]
fn highlighting_is_current() {
    let wanted = grammar();
    if std::env::var_os("PREPLAN_UPDATE").is_some() {
        std::fs::write(GRAMMAR, format!("{wanted:#}\n")).unwrap();
    } else {
        let there: Value = serde_json::from_str(&std::fs::read_to_string(GRAMMAR).unwrap()).unwrap();
        assert!(there == wanted, "{GRAMMAR} is not current: run `PREPLAN_UPDATE=1 cargo test --test editors`");
    }
}

#[test]
fn every_word_has_a_scope() {
    for word in words::all() {
        let scope = scope(word);
        assert!(ORDER.contains(&scope) || scope == "constant.language.vocabulary", "{word:?}");
    }
}

/// The files that `docs/editors.md` shows, and the language of the block each stands in.
const SHOWN: &[(&str, &str)] = &[("lua", "editors/neovim/preplan.lua"), ("toml", "editors/helix/languages.toml"), ("elisp", "editors/emacs/preplan.el")];

#[test]
fn the_page_shows_the_files() {
    const PATH: &str = "docs/editors.md";
    let page = std::fs::read_to_string(PATH).unwrap();
    let mut wanted = page.clone();
    for (language, path) in SHOWN {
        let (before, rest) = wanted.split_once(&format!("\n```{language}\n")).unwrap();
        let after = rest.strip_prefix("```").or_else(|| Some(rest.split_once("\n```")?.1)).unwrap();
        let file = std::fs::read_to_string(path).unwrap();
        wanted = format!("{before}\n```{language}\n{}\n```{after}", file.trim_end());
    }
    if std::env::var_os("PREPLAN_UPDATE").is_some() {
        std::fs::write(PATH, &wanted).unwrap();
    } else {
        assert!(page == wanted, "{PATH} is not current: run `PREPLAN_UPDATE=1 cargo test --test editors`");
    }
}
