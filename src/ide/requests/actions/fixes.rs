//! The fixes that need no second look: one at a time, those of one rule, all of a file.

use super::{Asked, FIX_ALL};
use crate::diagnostic::{Diagnostic as Finding, Edit, Fix, text};
use crate::ide::edits::workspace_edit;
use crate::report::offered_change;
use lsp_types::{CodeAction, CodeActionKind, WorkspaceEdit};

/// A fix for each finding at hand.
pub(super) fn single(asked: &Asked<'_>) -> Vec<CodeAction> {
    let fixed = asked.here().filter_map(|f| Some((f, safe(f)?)));
    let action = |(finding, fix): (&Finding, &Fix)| {
        let title = offered_change(asked.view.world.project().sources(), &fix.edits, asked.view.lang);
        let action = asked.action(title, CodeActionKind::QUICKFIX, &[finding], edit(asked, &fix.edits));
        CodeAction { is_preferred: Some(true), ..action }
    };
    fixed.map(action).collect()
}

/// The fixes of one rule in the whole file, for each rule with a fix at hand.
pub(super) fn of_rule(asked: &Asked<'_>) -> Vec<CodeAction> {
    let mut codes: Vec<&str> = asked.here().filter(|f| safe(f).is_some()).map(|f| f.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let action = |code: &str| {
        let (findings, edits) = together(asked.findings.iter().copied().filter(|f| f.code == code));
        let count = findings.len();
        let title = text!("fix all {code} in this file ({count})", "改正本文件中全部 {code}（{count} 处）");
        (count > 1).then(|| asked.action(title.get(asked.view.lang).to_owned(), CodeActionKind::QUICKFIX, &findings, edit(asked, &edits)))
    };
    codes.into_iter().filter_map(action).collect()
}

/// The fixes of all rules in the whole file.
pub(super) fn all(asked: &Asked<'_>) -> Option<CodeAction> {
    let (findings, edits) = together(asked.findings.iter().copied());
    let count = findings.len();
    let title = text!("fix all that is safe in this file ({count})", "改正本文件中所有可自动改正的问题（{count} 处）");
    (count > 0).then(|| asked.action(title.get(asked.view.lang).to_owned(), FIX_ALL.into(), &findings, edit(asked, &edits)))
}

fn safe(finding: &Finding) -> Option<&Fix> {
    finding.fix.as_ref().filter(|fix| fix.safe && !fix.edits.is_empty())
}

/// The fixes that can be applied at once: of two that are in each other's way the first, of two alike one.
fn together<'f>(findings: impl Iterator<Item = &'f Finding>) -> (Vec<&'f Finding>, Vec<Edit>) {
    let mut edits: Vec<Edit> = Vec::new();
    let mut fixed = Vec::new();
    for (finding, fix) in findings.filter_map(|f| Some((f, safe(f)?))) {
        let new: Vec<&Edit> = fix.edits.iter().filter(|e| !edits.contains(e)).collect();
        if !new.iter().any(|e| edits.iter().any(|other| overlap(e, other))) {
            edits.extend(new.into_iter().cloned());
            fixed.push(finding);
        }
    }
    edits.sort_by_key(|e| e.span);
    (fixed, edits)
}

/// Whether two edits are in each other's way; two texts inserted at one place are, for their order is open.
fn overlap(a: &Edit, b: &Edit) -> bool {
    let (a, b) = (a.span, b.span);
    a.file == b.file && (a.start < b.end && b.start < a.end || a.start == b.start)
}

fn edit(asked: &Asked<'_>, edits: &[Edit]) -> WorkspaceEdit {
    workspace_edit(asked.view.world, edits.iter().map(|e| (e.span, e.text.clone())).collect())
}
