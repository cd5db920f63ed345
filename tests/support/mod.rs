//! What the tests of parsing and resolution share.

#![allow(dead_code, reason = "each test crate uses its part")]

use preplan::check::{self, sort};
use preplan::diagnostic::{Diagnostic, Lang};
use preplan::project::Project;
use preplan::report::{Report, RuleInfo, plain};
use preplan::resolve::resolve;
use preplan::source::{FileId, Source};

/// Files and what reading and resolving them found; no rule is run.
pub(crate) struct Found {
    pub(crate) project: Project,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Reads files, the first of which is the plan.
pub(crate) fn find(files: &[(&str, &str)]) -> Found {
    let mut project = Project::new();
    for (name, text) in files {
        project.add(Source::new(*name, *text));
    }
    let unit = project.unit(FileId(0));
    let mut diagnostics = resolve(project.sources(), &unit.files, unit.incomplete).diagnostics;
    diagnostics.extend(unit.findings);
    diagnostics.extend(project.findings().iter().cloned());
    sort(&mut diagnostics);
    Found { project, diagnostics }
}

/// The report in plain text, without the reasons of the rules.
pub(crate) fn report(found: &Found, lang: Lang) -> String {
    let rule = |code: &str| RuleInfo { name: check::find(code).map_or("", |r| r.name), why_en: "", why_zh: "" };
    let files = found.project.sources().len();
    plain(&Report { sources: found.project.sources(), diagnostics: &found.diagnostics, plans: 1, files, rule: &rule }, lang)
}

/// The language of a fixture: Chinese where its first word outside comments is Chinese.
pub(crate) fn shown_in(text: &str) -> Lang {
    let lines = text.lines().map(|l| l.trim_start_matches('\u{feff}').trim_start()).filter(|l| !l.is_empty() && !l.starts_with("//"));
    match lines.map(|l| l.starts_with(|c: char| c.is_ascii())).next() {
        Some(false) => Lang::Zh,
        Some(true) | None => Lang::En,
    }
}
