//! What can be folded away: bodies in braces, runs of comments, runs of `use`.

use crate::ast::{Declaration, Item, Statement, StatementKind, TriviaKind};
use crate::ide::view::View;
use crate::parse::TokenKind;
use crate::source::Span;
use lsp_types::{FoldingRange, FoldingRangeClientCapabilities, FoldingRangeKind, FoldingRangeParams};

/// What can be folded.
#[must_use]
pub fn folding(view: &View<'_>, _params: &FoldingRangeParams) -> Option<Vec<FoldingRange>> {
    let client = view.world.client().text_document.as_ref().and_then(|d| d.folding_range.as_ref());
    let mut ranges = bodies(view, client);
    ranges.extend(comments(view));
    ranges.extend(imports(view));
    ranges.sort_by_key(|r| (r.start_line, r.end_line));
    ranges.truncate(client.and_then(|c| c.range_limit).map_or(usize::MAX, |limit| limit as usize));
    Some(ranges)
}

fn bodies(view: &View<'_>, client: Option<&FoldingRangeClientCapabilities>) -> Vec<FoldingRange> {
    let lines_only = client.and_then(|c| c.line_folding_only) == Some(true);
    let opening = view.tokens().iter().copied().filter(|t| t.kind == TokenKind::Sign("{")).map(|t| t.span).collect::<Vec<_>>();
    let mut blocks = Vec::new();
    for item in &view.tree.items {
        if let Item::Declaration(Declaration { span, body, .. }) = item {
            blocks.push((*span, body.as_slice()));
            nested(body, &mut blocks);
        }
    }
    let fold = |(span, body): (Span, &[Statement])| {
        let limit = body.first().map_or(span.end, |s| s.span.start);
        let open = opening.iter().find(|o| span.start <= o.start && o.end <= limit)?;
        body_of(view, Span { start: open.end, ..span }, lines_only)
    };
    blocks.into_iter().filter_map(fold).collect()
}

fn nested<'a>(body: &'a [Statement], blocks: &mut Vec<(Span, &'a [Statement])>) {
    for statement in body {
        if let StatementKind::Step(step) = &statement.kind {
            blocks.push((statement.span, &step.body));
        } else if let StatementKind::Level(level) = &statement.kind {
            blocks.push((statement.span, &level.body));
        } else if let StatementKind::Forbid(forbid) = &statement.kind {
            blocks.push((statement.span, &forbid.body));
        } else if let StatementKind::Recovery(recovery) = &statement.kind {
            blocks.push((statement.span, &recovery.body));
            nested(&recovery.body, blocks);
        }
    }
}

/// Folds from behind `{` to before `}`; of whole lines, so that a `}` on a line of its own stays.
fn body_of(view: &View<'_>, inner: Span, lines_only: bool) -> Option<FoldingRange> {
    let text = view.slice(inner);
    let closed = text.ends_with(['}', '｝']);
    let kept = text.strip_suffix(['}', '｝']).unwrap_or(text);
    let (start, end) = (view.position(inner.start), view.position(inner.start + kept.len() as u32));
    let alone = closed && kept.rsplit('\n').next().is_some_and(|before| before.trim().is_empty());
    if !lines_only {
        let range = FoldingRange { start_line: start.line, start_character: Some(start.character), end_line: end.line, end_character: Some(end.character), ..FoldingRange::default() };
        return (end.line > start.line).then_some(range);
    }
    let last = if alone { end.line.saturating_sub(1) } else { end.line };
    (last > start.line).then(|| whole_lines(start.line, last, None))
}

fn whole_lines(start_line: u32, end_line: u32, kind: Option<FoldingRangeKind>) -> FoldingRange {
    FoldingRange { start_line, end_line, kind, ..FoldingRange::default() }
}

/// Comments on lines of their own that follow one another, those of the handbook apart from the others.
fn comments(view: &View<'_>) -> Vec<FoldingRange> {
    let mut runs: Vec<(TriviaKind, u32, u32)> = Vec::new();
    for comment in &view.tree.trivia {
        let (first, last) = (view.position(comment.span.start).line, view.position(comment.span.end).line);
        let line = view.source.line_range(first as usize).start;
        let own_line = view.source.text.get(line..comment.span.start as usize).is_some_and(|before| before.trim().is_empty());
        match runs.last_mut().filter(|run| own_line && run.0 == comment.kind && run.2 + 1 == first && comment.kind != TriviaKind::Block) {
            Some(run) => run.2 = last,
            None if own_line || comment.kind == TriviaKind::Block => runs.push((comment.kind, first, last)),
            None => {}
        }
    }
    runs.into_iter().filter(|run| run.2 > run.1).map(|run| whole_lines(run.1, run.2, Some(FoldingRangeKind::Comment))).collect()
}

/// Several `use` in a row.
fn imports(view: &View<'_>) -> Vec<FoldingRange> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    let mut open = false;
    for item in &view.tree.items {
        let Item::Import(import) = item else {
            open = false;
            continue;
        };
        let (first, last) = (view.position(import.span.start).line, view.position(import.span.end).line);
        match runs.last_mut().filter(|_| open) {
            Some(run) => run.1 = last,
            None => runs.push((first, last)),
        }
        open = true;
    }
    runs.into_iter().filter(|run| run.1 > run.0).map(|run| whole_lines(run.0, run.1, Some(FoldingRangeKind::Imports))).collect()
}
