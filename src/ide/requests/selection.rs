//! What a growing selection takes: a word, a list, a clause, a statement, a body, a declaration, the file.

use crate::ide::view::View;
use crate::parse::nodes_at;
use crate::source::Span;
use lsp_types::{SelectionRange, SelectionRangeParams};

/// What a selection grows to, from each of these places.
#[must_use]
pub fn selection(view: &View<'_>, params: &SelectionRangeParams) -> Option<Vec<SelectionRange>> {
    let places: Vec<u32> = params.positions.iter().map(|p| view.offset(*p)).collect();
    let around = nodes_at(view.source, view.id, &places);
    Some(places.into_iter().zip(around).map(|(at, nodes)| nested(view, &with_text(view, at, nodes))).collect())
}

/// The parts around a place, with the comment or the inside of the quotes that it stands in.
fn with_text(view: &View<'_>, at: u32, mut nodes: Vec<Span>) -> Vec<Span> {
    let holds = |span: &Span| span.start <= at && at <= span.end;
    let inside = |inner: &Span, outer: &Span| outer.start <= inner.start && inner.end <= outer.end && inner != outer;
    if let Some(comment) = view.tree.trivia.iter().map(|t| t.span).find(|span| span.start < at && at <= span.end) {
        nodes.retain(|node| inside(&comment, node));
        nodes.push(comment);
    }
    let Some(last) = nodes.last().copied() else { return nodes };
    let text = view.slice(last);
    let quotes = [('"', '"'), ('“', '”'), ('`', '`')];
    let quoted = quotes.iter().find(|(open, close)| text.starts_with(*open) && text.ends_with(*close) && text.chars().nth(2).is_some());
    let inner = quoted.map(|(open, close)| Span { start: last.start + open.len_utf8() as u32, end: last.end - close.len_utf8() as u32, ..last });
    nodes.extend(inner.filter(|inner| holds(inner) && inside(inner, &last)));
    nodes
}

fn nested(view: &View<'_>, spans: &[Span]) -> SelectionRange {
    let mut selection: Option<Box<SelectionRange>> = None;
    for span in spans {
        selection = Some(Box::new(SelectionRange { range: view.range(*span), parent: selection }));
    }
    selection.map_or_else(|| SelectionRange { range: lsp_types::Range::default(), parent: None }, |s| *s)
}
