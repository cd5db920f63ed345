//! The rules over a resolved plan, and the waivers that silence them.

pub mod table;

mod compare;
mod context;
mod gather;
mod page;
mod rules;
mod waivers;

pub use compare::{Comparable, compare};
pub use context::Context;
pub(crate) use context::Broken;
pub use page::Page;
pub use table::{RULES, Rule, find};

use crate::analysis::siblings::Profile;
use crate::analysis::siblings::across::Across;
use crate::ast::Date;
use crate::diagnostic::{Diagnostic, Severity, text};
use crate::model::Model;
use crate::project::Project;
use crate::resolve;
use crate::source::{FileId, Span};
use gather::Lacking;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// What a check depends on besides the texts.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The date on which waivers and reviews are judged.
    pub as_of: Date,
}

/// A plan that was checked, with its findings. Only [`check`] makes one.
#[derive(Debug)]
pub struct Checked<'a> {
    model: Model<'a>,
    project: &'a Project,
    diagnostics: Vec<Diagnostic>,
    comparable: Option<Comparable>,
    broken: Broken,
}

impl<'a> Checked<'a> {
    /// The resolved plan.
    #[must_use]
    pub fn model(&self) -> &Model<'a> {
        &self.model
    }

    /// The files it was made from.
    #[must_use]
    pub fn project(&self) -> &'a Project {
        self.project
    }

    /// Whether part of this text was not understood.
    pub(crate) fn is_broken(&self, span: Span) -> bool {
        self.broken.touches(span)
    }

    /// All findings, those of parsing included, in the order of files and offsets.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The findings, given up by the plan.
    #[must_use]
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }

    /// The findings, and what the plan is compared by with others; `None` where it names neither organisation nor family.
    #[must_use]
    pub fn into_parts(self) -> (Vec<Diagnostic>, Option<Comparable>) {
        (self.diagnostics, self.comparable)
    }

    /// Whether some finding is an error: then nothing is emitted.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }
}

/// Checks a file of a project together with all it uses.
#[must_use]
pub fn check<'a>(project: &'a Project, root: FileId, options: Options) -> Checked<'a> {
    check_watched(project, root, options, &mut |_| {})
}

/// The same; `watch` is told the code of each rule when it has run.
#[must_use]
pub fn check_watched<'a>(project: &'a Project, root: FileId, options: Options, watch: &mut dyn FnMut(&'static str)) -> Checked<'a> {
    let unit = project.unit(root);
    let resolved = resolve::resolve(project.sources(), &unit.files, unit.incomplete);
    let context = Context::new(&resolved.model, project.sources(), &unit.files, unit.incomplete, options.as_of);
    let mut diagnostics = Vec::new();
    for (rule, check) in RULES.iter().filter_map(|r| Some((r, r.check?))) {
        diagnostics.extend(check(&context));
        watch(rule.code);
    }
    let mut profile = Profile::of(&resolved.model, project.sources(), &|span| context.is_broken(span));
    if let Some(profile) = &mut profile {
        profile.across = Across::of(&resolved.model, project.sources(), !context.any_broken(), &|span| context.is_broken(span));
        profile.doubted = diagnostics.iter().filter(|d| d.code == rules::wrong_emergency_number::RULE.code).map(|d| d.span).collect();
    }
    let lacking = Lacking::of(&context, &diagnostics);
    let (kept, waivers) = waivers::apply(&context, diagnostics, profile.is_some());
    diagnostics = match lacking {
        Some(lacking) => lacking.gather(kept),
        None => kept,
    };
    diagnostics.extend(unit.findings);
    diagnostics.extend(resolved.diagnostics);
    let own = |d: &&Diagnostic| unit.files.iter().any(|f| f.id == d.span.file);
    diagnostics.extend(project.findings().iter().filter(own).cloned());
    sort(&mut diagnostics);
    cap(&mut diagnostics);
    let comparable = profile.map(|profile| Comparable { profile, waivers });
    let broken = Broken::of(&unit.files);
    Checked { model: resolved.model, project, diagnostics, comparable, broken }
}

/// Most findings of one rule that are kept for one plan.
pub const MAX_FINDINGS_OF_RULE: usize = 1000;

/// Keeps the first findings of each rule and says how many more there are.
fn cap(diagnostics: &mut Vec<Diagnostic>) {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for diagnostic in diagnostics.iter() {
        *counts.entry(diagnostic.code).or_default() += 1;
    }
    if counts.values().all(|count| *count <= MAX_FINDINGS_OF_RULE) {
        return;
    }
    let mut seen: BTreeMap<&'static str, usize> = BTreeMap::new();
    diagnostics.retain_mut(|diagnostic| {
        let index = seen.entry(diagnostic.code).or_default();
        *index += 1;
        if *index == MAX_FINDINGS_OF_RULE {
            let more = counts.get(diagnostic.code).map_or(0, |count| count - *index);
            if more > 0 {
                let help = text!("{more} more findings of this rule are not shown", "该规则另有 {more} 处问题未显示");
                diagnostic.help = Some(help);
            }
        }
        *index <= MAX_FINDINGS_OF_RULE
    });
}

/// Puts findings into the order of reports and drops repeated ones.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(order);
    diagnostics.dedup();
}

/// Puts the findings of several plans into the order of reports, files by name, and drops repeated ones.
pub fn sort_by_name(project: &Project, diagnostics: &mut Vec<Diagnostic>) {
    sort(diagnostics);
    let name = |d: &Diagnostic| project.sources().get(d.span.file).map_or("", |s| &*s.name);
    diagnostics.sort_by(|a, b| name(a).cmp(name(b)));
}

/// The order of reports: file, offset, rule.
pub(crate) fn order(a: &Diagnostic, b: &Diagnostic) -> Ordering {
    let key = |d: &Diagnostic| (d.span.file, d.span.start, d.code, d.span.end);
    key(a).cmp(&key(b)).then_with(|| a.message.en.cmp(&b.message.en))
}
