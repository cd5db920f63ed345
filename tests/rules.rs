//! The page of every rule is its test: in each language the first plan fails at the lines marked `//~ CODE`, and only
//! there; the second one passes.

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
use preplan::check::{Options, RULES, check, compare};
use preplan::diagnostic::{Diagnostic, Lang};
use preplan::project::Project;
use preplan::source::Source;
use std::collections::BTreeSet;

/// Codes whose findings mean that the example itself is no plan.
const BROKEN: &[&str] = &["P001", "P002", "P003", "P004", "P005", "P006", "P007", "P008"];

/// Line that begins another file on a page about several plans.
const FILE: &str = "// file: ";

/// Name and text of each file of an example, padded so that lines count as on the page.
fn files(example: &str) -> Vec<(String, String)> {
    let mut files = vec![("page.plan".to_owned(), String::new())];
    for (at, line) in example.lines().enumerate() {
        if let Some(name) = line.strip_prefix(FILE) {
            files.push((name.to_owned(), "\n".repeat(at)));
        }
        let (_, text) = files.last_mut().unwrap();
        text.push_str(line);
        text.push('\n');
    }
    if files.len() > 1 {
        files.remove(0);
    }
    files
}

fn findings(example: &str) -> (Project, Vec<Diagnostic>) {
    let mut project = Project::new();
    // Further files for pages about imports.
    let roots: Vec<_> = files(example).into_iter().map(|(name, text)| project.add(Source::new(name, text))).collect();
    project.add(Source::new("roster.plan", "role lead { phone \"8001\" }\n"));
    project.add(Source::new("circle.plan", "use \"page.plan\"\n"));
    let options = Options { as_of: Date::new(2026, 11, 22).unwrap() };
    let checked: Vec<_> = roots.into_iter().map(|id| check(&project, id, options).into_parts()).collect();
    let mut diagnostics = compare(checked.iter().filter_map(|(_, comparable)| comparable.as_ref()));
    diagnostics.extend(checked.into_iter().flat_map(|(found, _)| found));
    (project, diagnostics)
}

fn lines_with(code: &str, project: &Project, diagnostics: &[Diagnostic]) -> BTreeSet<u32> {
    let own = diagnostics.iter().filter(|d| d.code == code);
    own.map(|d| project.sources().get(d.span.file).unwrap().position(d.span.start).line).collect()
}

fn marked(code: &str, plan: &str) -> BTreeSet<u32> {
    let hit = |l: &str| l.split_once("//~").is_some_and(|(_, codes)| codes.split_whitespace().any(|c| c == code));
    plan.lines().enumerate().filter(|(_, l)| hit(l)).map(|(i, _)| i as u32 + 1).collect()
}

#[test]
fn the_plans_on_every_page_fail_and_pass_as_they_say() {
    let mut wrong = Vec::new();
    for rule in RULES {
        for lang in [Lang::En, Lang::Zh] {
            let plans = rule.page.plans(lang);
            let [failing, passing] = plans.as_slice() else {
                wrong.push(format!("{} {lang:?}: {} plans instead of two", rule.name, plans.len()));
                continue;
            };
            let (project, found) = findings(failing);
            let (expected, lines) = (marked(rule.code, failing), lines_with(rule.code, &project, &found));
            if expected.is_empty() || expected != lines {
                wrong.push(format!("{} {lang:?}: marked {expected:?}, found {lines:?}", rule.name));
            }
            for d in found.iter().filter(|d| BROKEN.contains(&d.code) && d.code != rule.code) {
                wrong.push(format!("{} {lang:?} failing plan: {} {}", rule.name, d.code, d.message.en));
            }
            let (_, found) = findings(passing);
            for d in found.iter().filter(|d| BROKEN.contains(&d.code) || d.code == rule.code) {
                wrong.push(format!("{} {lang:?} passing plan: {} {}", rule.name, d.code, d.message.en));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_a_name_a_reason_and_a_heading_in_both_languages() {
    let mut codes = BTreeSet::new();
    for rule in RULES {
        assert!(codes.insert(rule.code), "{} twice", rule.code);
        assert!(!rule.why.0.is_empty() && !rule.why.1.is_empty(), "{}", rule.name);
        for lang in [Lang::En, Lang::Zh] {
            let heading = rule.page.text(lang).lines().next().unwrap_or("");
            assert!(heading.starts_with("# ") && heading.contains(rule.name), "{}: {heading}", rule.name);
        }
    }
}
