//! What is known of the word under the cursor.

mod facts;
mod limits;
mod names;
mod people;
mod procedures;
mod voice;
mod words;
pub(in crate::ide) mod wording;

use crate::diagnostic::Diagnostic;
use crate::ide::view::View;
use crate::parse::TokenKind;
use crate::source::Span;
use lsp_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};
use std::collections::BTreeSet;
use voice::Voice;

/// Most rules that are explained at one place.
const MAX_RULES: usize = 2;

/// What is known of the word under the cursor: the name, the limit it stands in, the rules that found something.
#[must_use]
pub fn hover(view: &View<'_>, params: &HoverParams) -> Option<Hover> {
    let offset = view.offset(params.text_document_position_params.position);
    let resolved = view.resolved();
    let voice = Voice { view, model: &resolved.model };
    let (span, parts) = word(&voice, offset).unzip();
    let mut parts = parts.unwrap_or_default();
    let findings = findings(view, offset);
    let alone = parts.is_empty();
    parts.extend(findings.iter().filter_map(|f| words::finding(&voice, f, alone)));
    let place = || view.token_at(offset).map(|t| t.span).or(findings.first().map(|f| f.span));
    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value: parts.join("\n\n---\n\n") });
    (!parts.is_empty()).then(|| Hover { contents, range: span.or_else(place).map(|span| view.range(span)) })
}

/// The pages of a word, the most telling first.
fn word(v: &Voice<'_, '_>, offset: u32) -> Option<(Span, Vec<String>)> {
    if let Some((span, rule)) = words::waived(v, offset) {
        return Some((span, vec![words::rule(v, rule)]));
    }
    let limit = limits::at(v, offset).map(|timed| limits::page(v, &timed));
    if let Some((span, named)) = v.view.named_at(offset, &v.model.references) {
        return Some((span, [names::page(v, &named)].into_iter().chain(limit).collect()));
    }
    if let Some((span, page)) = words::number(v, offset).or_else(|| words::in_text(v, offset)) {
        return Some((span, vec![page]));
    }
    let token = v.view.token_at(offset)?;
    let vague = if token.kind == TokenKind::Name { words::vague_name(v, token.span) } else { None };
    let pages: Vec<String> = vague.into_iter().chain(limit).collect();
    if !pages.is_empty() {
        return Some((token.span, pages));
    }
    let TokenKind::Word(row) = token.kind else { return None };
    Some((token.span, vec![words::keyword(v, row)?]))
}

/// The findings at an offset, the narrowest first, one of each rule. Those that are known are taken, if the text has not changed since.
fn findings(view: &View<'_>, offset: u32) -> Vec<Diagnostic> {
    let under = |d: &Diagnostic| d.span.file == view.id && d.span.start <= offset && offset <= d.span.end;
    let mut found: Vec<Diagnostic> = if view.world.is_stale() {
        view.checked().into_diagnostics().into_iter().filter(under).collect()
    } else {
        view.world.findings(view.id).into_iter().filter(|d| under(d)).cloned().collect()
    };
    found.sort_by_key(|d| d.span.end - d.span.start);
    let mut seen = BTreeSet::new();
    found.retain(|d| seen.insert(d.code));
    found.truncate(MAX_RULES);
    found
}
