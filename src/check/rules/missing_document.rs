//! A document that must be used, and nobody knows where it is.

use super::prelude::*;
use crate::analysis::quotes::otherwise;
use crate::ast::{Key, Modal};
use std::collections::HashSet;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P608",
    name: "missing-document",
    severity: Severity::Warning,
    why: ("a paper that has to be searched for is not used when minutes count", "要用的文件还得到处找，分秒必争时就等于没有"),
    page: Page(include_str!("../../../tests/rules/missing-document.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut seen = HashSet::new();
    let mut findings = Vec::new();
    for (procedure, step) in cx.model.steps() {
        let duties = step.duties.iter().filter(|d| d.modal == Modal::Must).map(|d| &d.act);
        for act in duties.chain(otherwise(step)) {
            let Some((id, filled_in)) = used(act) else { continue };
            let document = cx.model.documents.get(id.index()).filter(|d| !at_hand(d, filled_in) && !cx.is_broken(d.head.decl.span));
            if let Some(document) = document.filter(|_| seen.insert(id)) {
                findings.push(finding(document, act.span).cite(step.cite().or(procedure.head.cite())));
            }
        }
    }
    findings
}

/// The document an act uses, and whether something is only written into it.
fn used(act: &Act<'_>) -> Option<(DocumentId, bool)> {
    match &act.kind {
        ActKind::ActivateDocument(id) => Some((*id, false)),
        ActKind::Record(_, Some(id), _) => Some((*id, true)),
        ActKind::Record(_, None, _)
        | ActKind::Call(_)
        | ActKind::Notify(..)
        | ActKind::Report(..)
        | ActKind::Preserve(..)
        | ActKind::ActivateProcedure(_)
        | ActKind::Request(_)
        | ActKind::Do(_)
        | ActKind::DoAction(_)
        | ActKind::Unknown => None,
    }
}

/// Whether a document needs no address, or says otherwise where it is.
fn at_hand(document: &Document<'_>, filled_in: bool) -> bool {
    let noted = || texts(&document.head.decl.body, Key::Note).next().is_some();
    // What is asked with `todo` is P012's.
    document.location.is_some()
        || document.head.has_todo()
        || match document.kind {
            // A log lies at the post; a list is kept up and a new paper begun by who writes into it.
            Some("dk_log") => true,
            Some("dk_list") | None => filled_in,
            // The words of a script may stand in its note.
            Some("dk_script") => noted(),
            Some(_) => false,
        }
}

fn finding(document: &Document<'_>, place: Span) -> Diagnostic {
    let title = document.head.title();
    RULE.finding(place, text!("`{title}` must be used here, and the plan does not say where it is", "此处须用 `{title}`，却没有写明它在哪里"))
        .related(document.head.decl.head, text!("declared here", "声明在此"))
        .help(text!("write in its declaration where it is: `at \"annex 1\"`", "在其声明中写明位置：`位于 \"附件一\"`"))
}
