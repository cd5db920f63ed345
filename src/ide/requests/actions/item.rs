//! Puts a declaration or a statement of its own into a file, among its like.

use super::Insertion;
use super::body::{behind_comments, newline};
use crate::ast::{DeclKind, Declaration, Item};
use crate::ide::view::View;
use crate::source::Span;

/// A declaration behind the last of its kind, else behind those that are written before it.
pub(super) fn declaration(view: &View<'_>, kind: DeclKind, text: &str, cursor: Option<usize>) -> Insertion {
    let all: Vec<&Declaration> = view.tree.items.iter().filter_map(|i| if let Item::Declaration(d) = i { Some(d) } else { None }).collect();
    let alike = all.iter().rposition(|d| d.kind == kind);
    let before = alike.or_else(|| all.iter().rposition(|d| d.kind < kind));
    match before.and_then(|at| Some((all.get(at)?, at.checked_sub(1).and_then(|i| all.get(i))))) {
        Some((last, one_before)) => behind(view, last, one_before.copied().filter(|d| d.kind == kind), kind, text, cursor),
        None => match all.first() {
            Some(first) => ahead(view, first.span, text, cursor),
            None => at_end(view, text, cursor),
        },
    }
}

/// A statement about the whole file, behind `language` and `use`, before the first declaration.
pub(super) fn statement(view: &View<'_>, text: &str, cursor: Option<usize>) -> Insertion {
    let leading = view.tree.items.iter().map_while(|i| match i {
        Item::Language { span, .. } => Some(*span),
        Item::Import(import) => Some(import.span),
        Item::Declaration(_) | Item::Statement(_) => None,
    });
    let first = view.tree.items.first().map(|i| match i {
        Item::Language { span, .. } => *span,
        Item::Import(import) => import.span,
        Item::Declaration(decl) => decl.span,
        Item::Statement(statement) => statement.span,
    });
    match (leading.last(), first) {
        (Some(last), _) => on_next_line(view, last.end, true, false, text, cursor),
        (None, Some(first)) => ahead(view, first, text, cursor),
        (None, None) => at_end(view, text, cursor),
    }
}

fn behind(view: &View<'_>, last: &Declaration, one_before: Option<&Declaration>, kind: DeclKind, text: &str, cursor: Option<usize>) -> Insertion {
    let lines = |span: Span| view.slice(span).contains('\n');
    let rest = view.source.text.get(behind_comments(view, last.span.end) as usize..).unwrap_or("");
    let next_line = rest.split('\n').nth(1);
    let crowded = next_line.is_some_and(|line| !line.trim().is_empty());
    let apart = |a: &Declaration| is_apart(view, a.span.end, last.span.start);
    let blank = text.contains('\n')
        || if last.kind == kind { lines(last.span) || one_before.is_some_and(apart) } else { !crowded };
    on_next_line(view, last.span.end, blank, blank && crowded, text, cursor)
}

fn is_apart(view: &View<'_>, from: u32, to: u32) -> bool {
    let between = view.source.text.get(from as usize..to as usize).unwrap_or("");
    let lines: Vec<&str> = between.split('\n').collect();
    lines.iter().skip(1).rev().skip(1).any(|line| line.trim().is_empty())
}

/// Behind what ends at a place, with empty lines around it where asked for.
fn on_next_line(view: &View<'_>, end: u32, blank_before: bool, blank_after: bool, text: &str, cursor: Option<usize>) -> Insertion {
    let newline = newline(view);
    let start = behind_comments(view, end);
    let rest = view.source.text.get(start as usize..).unwrap_or("");
    let gap = rest.len() - rest.trim_start_matches([' ', '\t', '\u{3000}', ';', '；']).len();
    let follows = rest.get(gap..).unwrap_or("");
    let alone = follows.is_empty() || follows.starts_with(['\n', '\r']);
    let lead = newline.repeat(1 + usize::from(blank_before));
    let tail = newline.repeat(usize::from(blank_after) + usize::from(!alone));
    let taken = if alone { 0 } else { gap as u32 };
    let written = format!("{lead}{}{tail}", text.replace('\n', newline));
    Insertion { span: Span { file: view.id, start, end: start + taken }, text: written, cursor: cursor.map(|c| lead.len() + c) }
}

/// Before what begins at a place and the comments that belong to it.
fn ahead(view: &View<'_>, first: Span, text: &str, cursor: Option<usize>) -> Insertion {
    let newline = newline(view);
    let mut start = first.start;
    for comment in view.tree.trivia.iter().rev().filter(|t| t.span.end <= first.start) {
        let between = view.source.text.get(comment.span.end as usize..start as usize).unwrap_or("");
        if between.trim().is_empty() && between.matches('\n').count() < 2 {
            start = comment.span.start;
        }
    }
    let written = format!("{}{newline}{newline}", text.replace('\n', newline));
    Insertion { span: Span { file: view.id, start, end: start }, text: written, cursor }
}

pub(in crate::ide) fn at_end(view: &View<'_>, text: &str, cursor: Option<usize>) -> Insertion {
    let newline = newline(view);
    let whole = &view.source.text;
    let lead = match whole.trim_start_matches('\u{FEFF}') {
        "" => "",
        text if text.ends_with('\n') => newline,
        _ => &newline.repeat(2),
    };
    let end = whole.len() as u32;
    let written = format!("{lead}{}{newline}", text.replace('\n', newline));
    Insertion { span: Span { file: view.id, start: end, end }, text: written, cursor: cursor.map(|c| lead.len() + c) }
}
