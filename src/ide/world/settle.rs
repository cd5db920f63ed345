//! What follows from the texts: trees, plans, findings.

use super::{Plan, World};
use crate::check::{self, Options};
use crate::diagnostic::{Diagnostic, Severity, text};
use crate::parse::{self, too_large};
use crate::source::{FileId, Span};

impl World {
    /// Reads what has changed, and what it uses.
    pub fn settle(&mut self) {
        if !self.moved && self.changed.is_empty() && !self.look_again {
            return;
        }
        for id in std::mem::take(&mut self.changed) {
            let Some(source) = self.project.sources().get(id).cloned() else { continue };
            let parsed = if source.is_too_large() { too_large(id) } else { parse::parse(&source, id) };
            self.project.replace(id, source, parsed);
            self.stale(id);
        }
        if std::mem::take(&mut self.look_again) {
            self.project.try_again();
            self.plans.values_mut().for_each(|p| p.findings = None);
        }
        self.imports();
        let mut before = std::mem::take(&mut self.plans);
        for root in self.project.plans(self.asked.iter().copied()) {
            let files: Vec<FileId> = self.project.unit(root).files.iter().map(|f| f.id).collect();
            let old = before.remove(&root);
            let plan = match old {
                Some(plan) if plan.files == files => plan,
                Some(plan) => {
                    self.news.extend(plan.files);
                    Plan { files, findings: None, comparable: None }
                }
                None => Plan { files, findings: None, comparable: None },
            };
            self.plans.insert(root, plan);
        }
        self.is_compared = false;
        self.news.extend(before.into_values().flat_map(|p| p.files));
        self.moved = false;
    }

    fn imports(&mut self) {
        while let Some(import) = self.project.missing().into_iter().next() {
            match self.files.read(&import.name, self.project.next_id()) {
                Ok((source, parsed)) => {
                    self.put(&import.name, source, parsed);
                }
                Err(reason) => self.project.give_up(import.span, reason),
            }
        }
    }

    /// Checks one plan whose findings are out of date, one with an open file first; tells whether there was one.
    pub fn check_one(&mut self) -> bool {
        let closed = |plan: &Plan| !plan.files.iter().any(|id| self.open.contains_key(id));
        let stale = self.plans.iter().filter(|(_, p)| p.findings.is_none());
        let root = stale.min_by_key(|(_, p)| closed(p)).map(|(root, _)| *root);
        root.into_iter().for_each(|root| self.check(root));
        self.compare();
        root.is_some()
    }

    /// Checks everything that is out of date.
    pub fn check_all(&mut self) {
        self.settle();
        while self.check_one() {}
        self.compare();
    }

    fn check(&mut self, root: FileId) {
        let Some(plan) = self.plans.get_mut(&root) else { return };
        self.news.extend(plan.files.iter().copied());
        // This stays only where the check itself breaks down: a plan that was not checked must not look clean.
        plan.findings = Some(vec![not_checked(root)]);
        plan.comparable = None;
        let (findings, comparable) = check::check(&self.project, root, Options { as_of: self.date }).into_parts();
        plan.findings = Some(findings);
        plan.comparable = comparable;
    }

    /// Compares the plans, once all of them are checked.
    fn compare(&mut self) {
        if self.is_compared || self.plans.values().any(|p| p.findings.is_none()) {
            return;
        }
        // Should comparing break down, it is not tried again before something changes.
        self.is_compared = true;
        let before = std::mem::take(&mut self.compared);
        self.compared = check::compare(self.plans.values().filter_map(|p| p.comparable.as_ref()));
        let apart = |a: &[Diagnostic], b: &[Diagnostic]| a.iter().filter(|d| !b.contains(d)).map(|d| d.span.file).collect::<Vec<_>>();
        self.news.extend(apart(&before, &self.compared));
        self.news.extend(apart(&self.compared, &before));
    }

    /// Checks the plans that a file belongs to.
    pub fn check_plans_of(&mut self, id: FileId) {
        let stale = |p: &Plan| p.findings.is_none() && p.files.contains(&id);
        let roots: Vec<FileId> = self.plans.iter().filter(|(_, p)| stale(p)).map(|(root, _)| *root).collect();
        roots.into_iter().for_each(|root| self.check(root));
        self.compare();
    }

    /// What was found in a file, by all plans it belongs to.
    pub fn findings(&self, id: FileId) -> Vec<&Diagnostic> {
        let compared = self.compared.iter().filter(|_| self.is_compared);
        let plans = self.plans.values().filter(|p| p.files.contains(&id)).filter_map(|p| p.findings.as_ref());
        let mut found: Vec<&Diagnostic> = plans.flatten().chain(compared).filter(|d| d.span.file == id).collect();
        // A file that several plans use is judged by each.
        found.sort_by(|a, b| check::order(a, b));
        found.dedup();
        found
    }
}

/// Everything at once, as the command line has it.
impl World {
    /// All findings in the order of reports.
    #[must_use]
    pub fn all_findings(&self) -> Vec<Diagnostic> {
        let plans = self.plans.values().filter_map(|p| p.findings.as_ref()).flatten();
        let mut all: Vec<Diagnostic> = plans.chain(&self.compared).cloned().collect();
        check::sort_by_name(&self.project, &mut all);
        all
    }

    /// How many plans the files make up.
    #[must_use]
    pub fn plan_count(&self) -> usize {
        self.plans.len()
    }
}

fn not_checked(root: FileId) -> Diagnostic {
    let message = text!("this plan could not be checked: internal error", "未能检查此预案：内部错误");
    let help = text!("please report it with the file that caused it", "请连同该文件一起报告此问题");
    Diagnostic::new("P011", Severity::Error, Span::new(root, 0, 0), message).help(help)
}

