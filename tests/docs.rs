//! The pages in `docs/` keep up with the code: generated parts are current, and every example is a plan.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "tests may panic and read files"
)]

mod support;

use preplan::ast::{DeclKind, Key};
use preplan::diagnostic::Lang;
use preplan::parse::{Place, allowed_keys, productions, wanted_by};
use preplan::words;
use std::fmt::Write as _;
use support::{find, report};

const KINDS: &[DeclKind] = &[
    DeclKind::Plan,
    DeclKind::Role,
    DeclKind::Group,
    DeclKind::Service,
    DeclKind::Shift,
    DeclKind::Signal,
    DeclKind::Gauge,
    DeclKind::Levels,
    DeclKind::Document,
    DeclKind::Report,
    DeclKind::Procedure,
    DeclKind::Exercise,
    DeclKind::Training,
    DeclKind::Routine,
    DeclKind::Supply,
];

/// `reports to` · `上报`
fn both(row: &str) -> String {
    format!("`{}` `{}`", words::form(row, Lang::En), words::form(row, Lang::Zh))
}

/// A text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn keywords() -> String {
    let mut out = String::new();
    let mut section = "";
    for word in words::all() {
        if word.section != section {
            section = word.section;
            write!(out, "\n**{section}**\n\n| English | Chinese | stands for |\n|---|---|---|\n").unwrap();
        }
        let spellings = |ascii: bool| {
            let own = word.spellings.iter().filter(|s| s.is_ascii() == ascii);
            own.map(|s| format!("`{s}`")).collect::<Vec<_>>().join(", ")
        };
        writeln!(out, "| {} | {} | {} |", spellings(true), spellings(false), word.meaning).unwrap();
    }
    out
}

fn attributes() -> String {
    let mut out = String::from("\n| in | attribute | followed by |\n|---|---|---|\n");
    let places = KINDS.iter().map(|k| (both(k.row()), Place::Declaration(*k))).chain([(both("step"), Place::Step)]);
    for (name, place) in places {
        let mut name = name.as_str();
        let keys: Vec<Key> = allowed_keys(place);
        for key in keys {
            writeln!(out, "| {name} | {} | {} |", both(key.row()), wanted_by(key).en).unwrap();
            name = "";
        }
    }
    out
}

fn grammar() -> String {
    let mut out = String::from("\n| production | is |\n|---|---|\n");
    for p in productions() {
        let remark = if p.remark.is_empty() { String::new() } else { format!(" — {}", p.remark) };
        let (_, body) = p.text.split_once(" = ").unwrap();
        let fence = if body.contains('`') { "``" } else { "`" };
        let body = if body.contains('`') { format!(" {body} ") } else { body.to_owned() };
        writeln!(out, "| **{}** {} · {}{} | {fence}{}{fence} |", p.rule, p.en, p.zh, cell(&remark), cell(&body)).unwrap();
    }
    out
}

#[test]
fn generated_parts_are_current() {
    const PATH: &str = "docs/language.md";
    let page = std::fs::read_to_string(PATH).unwrap();
    let mut wanted = page.clone();
    for (name, text) in [("keywords", keywords()), ("attributes", attributes()), ("grammar", grammar())] {
        let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
        let (before, rest) = wanted.split_once(&open).unwrap();
        let (_, after) = rest.split_once(&close).unwrap();
        wanted = format!("{before}{open}{text}\n{close}{after}");
    }
    if std::env::var_os("PREPLAN_UPDATE").is_some() {
        std::fs::write(PATH, &wanted).unwrap();
    } else {
        assert!(page == wanted, "docs/language.md is not current: run `PREPLAN_UPDATE=1 cargo test --test docs`");
    }
}

#[test]
fn every_example_is_a_plan() {
    let pages = std::fs::read_dir("docs").unwrap().map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "md"));
    for path in pages.chain(["README.md".into()]) {
        let page = std::fs::read_to_string(&path).unwrap();
        for (line, plan) in support::examples(&page) {
            let found = find(&[("example.plan", plan)]);
            assert!(found.diagnostics.is_empty(), "{}:{line}\n{}", path.display(), report(&found, Lang::En));
        }
    }
}

#[test]
fn both_spellings_of_an_example_are_alike() {
    let page = std::fs::read_to_string("docs/language.md").unwrap();
    let plans: Vec<_> = support::examples(&page).collect();
    for pair in plans.chunks(2) {
        let [(line, en), (_, zh)] = pair else { panic!("an example in one language only") };
        // Names and texts differ; the kinds and the number of nodes may not.
        assert_eq!(support::shape(en), support::shape(zh), "docs/language.md:{line}");
    }
}

/// Each of the 107 needs has one example, which is a plan where it says it stands.
#[test]
fn every_need_has_an_example_that_parses() {
    let page = std::fs::read_to_string("docs/needs.md").unwrap();
    let rows: Vec<(&str, &str)> = page.lines().filter_map(|l| l.strip_prefix("| M")?.split_once(' ')).collect();
    let ids: Vec<String> = rows.iter().map(|r| r.0.to_owned()).collect();
    assert_eq!(ids, (1..=107).map(|n| format!("{n:02}")).collect::<Vec<_>>());
    for (id, row) in rows {
        let places = [("At the top: `", "", ""), ("In a procedure: `", "procedure p-outer { ", " }"), ("In a step: `", "procedure p-outer { step s-outer { ", " } }")];
        let examples: Vec<String> = places
            .iter()
            .flat_map(|(mark, before, after)| row.split(mark).skip(1).map(move |rest| format!("{before}{}{after}", rest.split('`').next().unwrap())))
            .collect();
        assert_eq!(examples.len(), 1, "M{id}: {row}");
        let found = find(&[("need.plan", &examples[0])]);
        // The names are declared elsewhere.
        let bad: Vec<_> = found.diagnostics.iter().filter(|d| d.code < "P010" && d.code != "P002").collect();
        assert!(bad.is_empty(), "M{id}: {}\n{bad:#?}", examples[0]);
    }
}
