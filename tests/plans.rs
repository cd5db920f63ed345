//! The real plans: those as written give exactly the findings of their snapshot, the revised ones none that matter.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    clippy::wildcard_enum_match_arm,
    reason = "tests may panic and read files"
)]

use preplan::ast::{Date, DeclKind, Item, Key, Statement, StatementKind, ValueKind};
use preplan::check::{Options, check, find};
use preplan::diagnostic::{Lang, Severity};
use preplan::project::Project;
use preplan::report::{Report, RuleInfo, plain};
use preplan::source::{FileId, Source};
use std::path::Path;

fn load(path: &Path) -> (Project, FileId) {
    let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().to_str().unwrap();
    let mut project = Project::new();
    let id = project.add(Source::new(name, std::fs::read_to_string(path).unwrap()));
    while let Some(import) = project.missing().into_iter().next() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(&import.name);
        project.add(Source::new(import.name.as_str(), std::fs::read_to_string(file).unwrap()));
    }
    (project, id)
}

fn options() -> Options {
    Options { as_of: Date::new(2026, 11, 22).unwrap() }
}

fn report(project: &Project, id: FileId) -> String {
    let checked = check(project, id, options());
    let rule = |code: &str| {
        let rule = find(code).unwrap();
        RuleInfo { name: rule.name, why_en: rule.why.0, why_zh: rule.why.1 }
    };
    let report = Report { sources: project.sources(), diagnostics: checked.diagnostics(), plans: 1, files: 1, rule: &rule };
    plain(&report, Lang::Zh)
}

#[test]
fn plans_as_written_give_the_findings_of_their_snapshots() {
    insta::glob!("../plans/as-written", "*.plan", |path| {
        let (project, id) = load(path);
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "snapshots/plans" }, {
            insta::assert_snapshot!(report(&project, id));
        });
    });
}

#[test]
fn revised_plans_have_no_finding_at_warning_level_or_above() {
    insta::glob!("../plans/revised", "*.plan", |path| {
        let (project, id) = load(path);
        let checked = check(&project, id, options());
        let bad: Vec<_> = checked.diagnostics().iter().filter(|d| d.severity >= Severity::Warning).collect();
        assert!(bad.is_empty(), "{}", report(&project, id));
    });
}

#[test]
fn plans_name_no_place_of_any_machine_and_are_utf8_with_unix_line_ends() {
    insta::glob!("../plans", "*/*.plan", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        assert!(!text.contains('\r') && !text.contains('\t') && text.ends_with('\n'), "{}", path.display());
        assert!(!text.contains("400-050-0827"), "the number of a web site: {}", path.display());
    });
}

/// The text of the quotes in the statements of a plan that begin with one word.
fn scopes(text: &str) -> Vec<String> {
    let parsed = preplan::parse::parse(&Source::new("t.plan", text), FileId(0));
    let plan = |item: &Item| if let Item::Declaration(d) = item { Some(d.clone()).filter(|d| d.kind == DeclKind::Plan) } else { None };
    let plans = parsed.file.items.iter().filter_map(plan);
    let values = plans.flat_map(|d| d.attributes(Key::Scope).flat_map(|a| a.values.clone()).collect::<Vec<_>>());
    values.filter_map(|v| if let ValueKind::Text(text) = v.kind { Some(text.to_string()) } else { None }).collect()
}

/// Names declared in a plan: those of procedures first, then of signals, steps and levels.
fn names(text: &str) -> (Vec<String>, Vec<String>) {
    let parsed = preplan::parse::parse(&Source::new("t.plan", text), FileId(0));
    let (mut procedures, mut others) = (Vec::new(), Vec::new());
    for item in &parsed.file.items {
        let Item::Declaration(decl) = item else { continue };
        let Some(name) = &decl.name else { continue };
        if decl.kind == DeclKind::Procedure { &mut procedures } else { &mut others }.push(name.text.to_string());
        inner(&decl.body, &mut others);
    }
    (procedures, others)
}

fn inner(body: &[Statement], names: &mut Vec<String>) {
    for statement in body {
        match &statement.kind {
            StatementKind::Step(step) => names.push(step.name.text.to_string()),
            StatementKind::Level(level) => names.push(level.name.text.to_string()),
            StatementKind::Recovery(recovery) => inner(&recovery.body, names),
            _ => {}
        }
    }
}

/// `plans/README.md` says where each scenario is: nothing in it is unknown, and no procedure or scope item is missing from it.
#[test]
fn the_table_of_scenarios_is_that_of_the_files() {
    let page = std::fs::read_to_string("plans/README.md").unwrap();
    let sections: Vec<(&str, &str)> = page.split("\n## ").skip(1).map(|s| s.split_once('\n').unwrap()).collect();
    let mut files: Vec<String> = std::fs::read_dir("plans/as-written").unwrap().map(|f| f.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    files.sort();
    let mut slugs: Vec<&str> = sections.iter().map(|s| s.0.trim()).collect();
    slugs.sort_unstable();
    assert_eq!(slugs, files);
    for (slug, section) in sections {
        let text = std::fs::read_to_string(format!("plans/as-written/{}.plan", slug.trim())).unwrap();
        let (procedures, others) = names(&text);
        let scopes = scopes(&text);
        let rows: Vec<Vec<&str>> = section.lines().filter(|l| l.starts_with("| ") && !l.starts_with("| id ")).map(|l| l.trim_matches('|').split('|').collect()).collect();
        let named: Vec<&str> = rows.iter().flat_map(|row| row[2].split('`').skip(1).step_by(2)).collect();
        for name in &named {
            let known = procedures.iter().chain(&others).chain(&scopes).any(|known| known == name);
            assert!(known, "{slug}: `{name}` is not in the plan");
        }
        for procedure in &procedures {
            assert!(named.contains(&procedure.as_str()), "{slug}: procedure `{procedure}` is missing from the table");
        }
        for scope in &scopes {
            assert!(named.contains(&scope.as_str()) || rows.iter().any(|row| row[1].contains(scope.as_str())), "{slug}: scope item `{scope}` is missing from the table");
        }
    }
}
