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
    find_with(files, |_| None)
}

/// The same; `load` gives the text of a file that is used and not among `files`.
pub(crate) fn find_with(files: &[(&str, &str)], load: impl Fn(&str) -> Option<String>) -> Found {
    let mut project = Project::new();
    for (name, text) in files {
        project.add(Source::new(*name, *text));
    }
    while let Some((name, text)) = project.missing().into_iter().find_map(|m| Some((m.name.clone(), load(&m.name)?))) {
        project.add(Source::new(name, text));
    }
    let unit = project.unit(FileId(0));
    let mut diagnostics = resolve(project.sources(), &unit.files, unit.incomplete).diagnostics;
    diagnostics.extend(unit.findings);
    diagnostics.extend(project.findings().iter().cloned());
    sort(&mut diagnostics);
    Found { project, diagnostics }
}

/// The findings in plain text, without the reasons of the rules and without the summary.
pub(crate) fn report(found: &Found, lang: Lang) -> String {
    let rule = |code: &str| RuleInfo { name: check::find(code).map_or("", |r| r.name), why_en: "", why_zh: "" };
    let files = found.project.sources().len();
    let report = Report { sources: found.project.sources(), diagnostics: &found.diagnostics, plans: 1, files, rule: &rule };
    let shown = plain(&report, lang);
    let lines: Vec<&str> = shown.lines().collect();
    let last = lines.iter().rposition(|l| l.starts_with([' ', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']) && l.contains(['|', '=']));
    last.map_or_else(|| "no findings".to_owned(), |last| lines[..=last].join("\n"))
}

/// The language of a fixture: Chinese where its first word outside comments is Chinese.
pub(crate) fn shown_in(text: &str) -> Lang {
    let lines = text.lines().map(|l| l.trim_start_matches('\u{feff}').trim_start()).filter(|l| !l.is_empty() && !l.starts_with("//"));
    match lines.map(|l| l.starts_with(|c: char| c.is_ascii())).next() {
        Some(false) => Lang::Zh,
        Some(true) | None => Lang::En,
    }
}

/// The plans of a page, with the line each begins after.
pub(crate) fn examples(page: &str) -> impl Iterator<Item = (usize, &str)> {
    let starts = page.match_indices("```preplan\n").map(|(at, fence)| (at, at + fence.len()));
    starts.map(|(at, start)| (page[..at].lines().count() + 1, page[start..].split("```").next().unwrap()))
}

/// The tree of a plan without places.
pub(crate) fn tree(plan: &str) -> String {
    let parsed = preplan::parse::parse(&Source::new("plan", plan), FileId(0));
    without_spans(&format!("{:?} {:?}", parsed.file.items, parsed.diagnostics.len()))
}

/// The tree of a plan without places, texts, titles, names and measures.
pub(crate) fn shape(plan: &str) -> Vec<String> {
    let words = tree(plan);
    let outside = words.split('"').step_by(2);
    let known = |w: &&str| w.starts_with(|c: char| c.is_ascii_uppercase()) && !matches!(*w, "Some" | "None" | "Str");
    outside.flat_map(|part| part.split(|c: char| !c.is_ascii_alphanumeric())).filter(known).map(str::to_owned).collect()
}

fn without_spans(debug: &str) -> String {
    let mut out = String::new();
    let mut rest = debug;
    while let Some((before, after)) = rest.split_once("Span {") {
        out += before;
        rest = after.split_once('}').unwrap().1;
    }
    out + rest
}
