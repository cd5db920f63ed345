//! Something that is kept, and nobody knows for how long.

use super::prelude::*;
use crate::analysis::wording::bare;
use crate::ast::{self, Modal};
use crate::diagnostic::Label;
use smol_str::SmolStr;
use std::collections::{HashMap, HashSet};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P311",
    name: "open-ended-keeping",
    severity: Severity::Info,
    why: (
        "what nobody knows how long to keep is thrown away by the next one who needs the room, or blocks a place for good",
        "不知要留多久，下一个要腾地方的人就会丢掉它，现场也不知何时才能恢复",
    ),
    page: Page(include_str!("../../../tests/rules/open-ended-keeping.md")),
    check: Some(check),
};

/// Words for a place that is to be left as it is.
const SCENE: &[&str] = &["现场", "痕迹", "位置", "scene", "traces", "tracks"];

/// What is made of a place and kept on a shelf.
const TAKEN: &[&str] = &["录像", "照片", "记录", "监控", "影像", "图", "笔录", "photo", "film", "record", "video", "drawing"];

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut known: HashSet<String> = HashSet::new();
    let mut open: Vec<Keeping<'_>> = Vec::new();
    for (procedure, step) in cx.model.steps().filter(|(p, _)| !cx.is_broken(p.head.decl.span)) {
        let mut here: Option<Keeping<'_>> = None;
        for duty in step.duties.iter().filter(|d| matches!(d.modal, Modal::Must | Modal::Should)) {
            let ActKind::Preserve(texts, _) = duty.act.kind else { continue };
            let texts = texts.iter().map(|t| (bare(&t.text), t.text.as_str()));
            // A length that could not be read was reported.
            if !matches!(duty.ast.act.kind, ast::ActKind::Preserve(_, None)) {
                known.extend(texts.map(|t| t.0));
                continue;
            }
            let ends = !procedure.finishes.is_empty() && !step.in_recovery;
            let texts = texts.filter(|(text, _)| !(ends && is_scene(text)));
            let clause = step.cite().or(procedure.head.cite());
            here.get_or_insert(Keeping { texts: Vec::new(), place: duty.act.span, clause }).texts.extend(texts);
        }
        open.extend(here);
    }
    let mut findings: Vec<Diagnostic> = Vec::new();
    let mut said: HashMap<Vec<String>, usize> = HashMap::new();
    for keeping in open {
        let missing: Vec<&(String, &str)> = keeping.texts.iter().filter(|(text, _)| !known.contains(text)).collect();
        if missing.is_empty() {
            continue;
        }
        let at = *said.entry(missing.iter().map(|t| t.0.clone()).collect()).or_insert(findings.len());
        match findings.get_mut(at) {
            Some(first) if first.related.len() < 5 => first.related.push(Label { span: keeping.place, text: text!("here as well", "此处也是") }),
            Some(_) => {}
            None => findings.push(finding(&keeping, &missing)),
        }
    }
    findings
}

/// What a step keeps without saying how long.
struct Keeping<'m> {
    /// As it is compared and as written.
    texts: Vec<(String, &'m str)>,
    place: Span,
    clause: Option<&'m SmolStr>,
}

/// Whether it is a place: it is left as it is until the procedure ends.
fn is_scene(text: &str) -> bool {
    SCENE.iter().any(|word| text.contains(word)) && !TAKEN.iter().any(|word| text.contains(word))
}

fn finding(keeping: &Keeping<'_>, missing: &[&(String, &str)]) -> Diagnostic {
    let shown: Vec<String> = missing.iter().map(|(_, text)| format!("`{text}`")).collect();
    let (en, zh) = (shown.join(" and "), shown.join("、"));
    let help = if missing.iter().all(|(text, _)| is_scene(text)) {
        text!(
            "say when the place may be used again: give the procedure a `finish`, or write for example `for 24h` behind it",
            "写明现场何时可以恢复：为处置写 `终止`，或在其后写期限，例如 `保存 24小时`"
        )
    } else {
        text!("write how long behind it, for example `for 90d` or `for 3y`", "在其后写明期限，例如 `保存 90天`、`保存 3年`")
    };
    RULE.finding(keeping.place, text!("nothing says how long {en} must be kept", "没有写明 {zh} 要保留多久"))
        .help(help)
        .cite(keeping.clause)
}
