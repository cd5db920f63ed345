//! The real plans: those as written give exactly the findings of their snapshot, the revised ones none that matter.

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
