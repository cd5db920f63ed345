//! The parts of the grammar around a place: what an editor selects when a selection grows.

use super::grammar::{PlanParser, Rule};
use super::scan::scan;
use crate::source::{FileId, Source, Span};
use pest::Parser as _;
use pest::iterators::Pair;

/// For each place the parts around it, the whole text first, each inside the one before; lists and what stands between braces
/// are parts as well.
#[must_use]
pub fn nodes_at(source: &Source, id: FileId, places: &[u32]) -> Vec<Vec<Span>> {
    let scan = scan(&source.text, id);
    let whole = Span::new(id, 0, source.text.len());
    let pairs = (!scan.too_deep).then(|| PlanParser::parse(Rule::file, &scan.twin).ok()).flatten();
    let chain = |at: &u32| {
        let mut reader = Reader { text: &source.text, at: *at, out: vec![whole] };
        if let Some(file) = pairs.clone().and_then(|mut p| p.next()) {
            reader.descend(file, id);
        }
        reader.out
    };
    places.iter().map(chain).collect()
}

struct Reader<'s> {
    text: &'s str,
    at: u32,
    out: Vec<Span>,
}

impl Reader<'_> {
    fn push(&mut self, span: Span) {
        let outer = self.out.last().copied().unwrap_or(span);
        let inside = outer.start <= span.start && span.end <= outer.end && span != outer;
        if inside && span.start <= self.at && self.at <= span.end {
            self.out.push(span);
        }
    }

    fn descend(&mut self, node: Pair<'_, Rule>, id: FileId) {
        let mut node = node;
        loop {
            let rule = node.as_rule();
            let children: Vec<(Span, Pair<'_, Rule>)> = node.into_inner().map(|n| (trimmed(&n, id), n)).filter(|c| c.0.start < c.0.end).collect();
            self.between_braces(&children);
            let touched = children.iter().enumerate().filter(|(_, (span, _))| span.start <= self.at && self.at <= span.end);
            // Between two that touch, the name rather than the sign, the later one rather than the earlier.
            let Some((index, _)) = touched.max_by_key(|(_, (span, n))| (!is_sign(n.as_rule()), span.start)) else { break };
            if let Some(list) = list(&children, index).filter(|_| rule != Rule::window) {
                self.push(list);
            }
            let Some((span, child)) = children.into_iter().nth(index) else { break };
            self.push(span);
            node = child;
        }
    }

    fn between_braces(&mut self, children: &[(Span, Pair<'_, Rule>)]) {
        let sign = |rule| children.iter().find(move |c| c.1.as_rule() == rule).map(|c| c.0);
        let Some((open, close)) = sign(Rule::lbrace).zip(sign(Rule::rbrace)) else { return };
        let inner = Span { start: open.end, end: close.start, ..open };
        let text = self.text.get(inner.range()).unwrap_or("");
        let (start, end) = (text.len() - text.trim_start().len(), text.trim_end().len());
        let bare = Span { start: inner.start + start as u32, end: inner.start + end.max(start) as u32, ..inner };
        self.push(if bare.start <= self.at && self.at <= bare.end { bare } else { inner });
    }
}

/// The place of a node without the space that a rule with an optional end has read.
fn trimmed(node: &Pair<'_, Rule>, id: FileId) -> Span {
    let start = node.as_span().start();
    Span::new(id, start, start + node.as_str().trim_end_matches([' ', '\n']).len())
}

/// The list that a part belongs to, from comma to comma.
fn list(children: &[(Span, Pair<'_, Rule>)], index: usize) -> Option<Span> {
    let comma = |at: Option<usize>| at.and_then(|i| children.get(i)).is_some_and(|c| c.1.as_rule() == Rule::comma);
    let mut at = if comma(Some(index)) { index.saturating_sub(1) } else { index };
    while at >= 2 && comma(at.checked_sub(1)) {
        at -= 2;
    }
    let first = at;
    while comma(Some(at + 1)) && at + 2 < children.len() {
        at += 2;
    }
    (first < at).then_some(())?;
    Some(children.get(first)?.0.to(children.get(at)?.0))
}

fn is_sign(rule: Rule) -> bool {
    matches!(rule, Rule::lbrace | Rule::rbrace | Rule::comma | Rule::lparen | Rule::rparen | Rule::dots | Rule::dash | Rule::equals)
}
