//! The innermost block that is open at the end of a text, and the statement that is being written there.

use super::reading::{Reading, spelt};
use crate::ast::DeclKind;
use crate::parse::attributes::Place;
use crate::parse::build::{Node, decl_kind};
use crate::parse::grammar::Rule;
use crate::parse::near::begins;
use crate::parse::places::statement_words;
use pest::iterators::Pairs;

/// Most statements that are looked at backwards for the beginning of the one being written.
const LOOK_BACK: usize = 6;

/// The innermost open block.
pub(super) struct Block<'s> {
    pub(super) place: Place,
    /// Where the declaration around it begins.
    pub(super) declaration: Option<usize>,
    /// Where the step around it begins.
    pub(super) step: Option<usize>,
    /// Its statements so far.
    nodes: Vec<Node<'s>>,
    /// Whether a `;` follows the last of them.
    closed: bool,
    /// Where a statement of this block begins that the grammar took for one of the block around it.
    resumed: Option<usize>,
}

impl<'s> Block<'s> {
    /// The block that is open at the end of a text the grammar has read with its recovery.
    pub(super) fn innermost(file: Pairs<'s, Rule>, text: &str) -> Self {
        let nodes = statements(file.flat_map(Node::into_inner));
        let mut block = Block { place: Place::File, declaration: None, step: None, nodes, closed: false, resumed: None };
        while let Some((place, body)) = block.nodes.last().and_then(|node| open_body(node, text)) {
            block.enter(block.nodes.len() - 1, place, body);
        }
        block.resume(text);
        block.closed = block.nodes.last().is_some_and(|node| text.get(end(node)..).is_some_and(|rest| rest.contains(';')));
        block
    }

    fn enter(&mut self, node: usize, place: Place, body: Node<'s>) {
        let start = self.nodes.get(node).map(|n| n.as_span().start());
        if place == Place::Step {
            self.step = start;
        } else if self.declaration.is_none() {
            self.declaration = start;
        }
        self.place = place;
        self.nodes = statements(body.into_inner());
    }

    /// Without its `}` a block ends for the grammar where a statement of the block around it seems to begin. While somebody is writing
    /// no `}` is there yet: if what follows can be read inside, it is inside, such as a duty of a role called `负责人`.
    fn resume(&mut self, text: &str) {
        let unclosed = self.nodes.iter().enumerate().rev().take(LOOK_BACK).find_map(|(at, node)| Some((at, unclosed_body(node)?)));
        let Some((at, (place, body, from))) = unclosed else { return };
        if Reading::new(text, from, place).is_some_and(|r| !r.expected.is_empty()) {
            self.enter(at, place, body);
            self.resumed = Some(from);
        }
    }

    /// Whether nothing stands before in this block that could go on.
    pub(super) fn is_at_start(&self) -> bool {
        self.resumed.is_none() && (self.nodes.is_empty() || self.closed)
    }

    /// Whether a line break follows what was not understood: there a new statement begins.
    pub(super) fn is_past_a_line(&self, text: &str) -> bool {
        self.nodes.last().is_some_and(|node| text.get(end(node)..).is_some_and(|rest| rest.contains('\n')))
    }

    /// The end of the text read as one statement. While it is being written the grammar sees a complete one and broken rests behind it:
    /// so the longest that reads to the end is meant.
    pub(super) fn reading(&self, text: &str) -> Option<Reading> {
        if let Some(from) = self.resumed {
            return Reading::new(text, from, self.place);
        }
        let mut longest = None;
        let mut next = text.len();
        for node in self.nodes.iter().rev().take(LOOK_BACK).filter(|_| !self.closed) {
            if text.get(end(node)..next).is_some_and(|gap| gap.contains(';')) {
                break;
            }
            next = node.as_span().start();
            longest = Reading::new(text, next, self.place).or(longest);
        }
        longest.or_else(|| self.rest_of_line(text))
    }

    /// Whether the text ends on the line of a head whose body is still to be written: nothing else begins there.
    pub(super) fn is_behind_head(&self, text: &str) -> bool {
        let head = |n: &&Node<'_>| matches!(n.as_rule(), Rule::decl | Rule::procedure | Rule::drill | Rule::step | Rule::level) && !n.as_str().trim_end().ends_with('}');
        self.nodes.last().filter(head).is_some_and(|n| !self.closed && text.get(end(n)..).is_some_and(|rest| !rest.contains('\n')))
    }

    /// Behind words that make no sense, what can be read of the last line.
    fn rest_of_line(&self, text: &str) -> Option<Reading> {
        let node = self.nodes.last().filter(|n| matches!(n.as_rule(), Rule::broken | Rule::broken_item) && !n.as_str().contains('{') && !self.closed)?;
        let line = text.rfind('\n').map_or(0, |n| n + 1).max(node.as_span().start());
        let starts = text.get(line..)?.char_indices().filter(|(at, c)| *at > 0 && !c.is_whitespace()).map(|(at, _)| line + at);
        let words = starts.filter(|at| text.get(..*at).is_some_and(|before| before.ends_with(' ')));
        let word = |at: &usize| text.get(*at..).and_then(|rest| rest.split(|c: char| !(c.is_alphanumeric() || c == '-')).next()).unwrap_or("");
        // A word of the language that begins no statement is the middle of one that went wrong.
        let middle = |at: &usize| spelt(word(at)) && !begins(word(at), &statement_words(self.place));
        words.filter(|at| !middle(at)).find_map(|from| Some(Reading { is_guess: true, ..Reading::new(text, from, self.place)? }))
    }
}

/// Where a node ends, without the space behind it.
fn end(node: &Node<'_>) -> usize {
    node.as_span().start() + node.as_str().trim_end().len()
}

fn statements<'s>(nodes: impl Iterator<Item = Node<'s>>) -> Vec<Node<'s>> {
    nodes.filter(|n| !matches!(n.as_rule(), Rule::lbrace | Rule::rbrace | Rule::missing_brace | Rule::comma | Rule::kw_terms | Rule::kw_recovery | Rule::EOI)).collect()
}

/// The body of a node that is still open at the end of the text.
fn open_body<'s>(node: &Node<'s>, text: &str) -> Option<(Place, Node<'s>)> {
    let (place, body, end) = unclosed_body(node)?;
    text.get(end..)?.trim().is_empty().then_some((place, body))
}

/// The body of a node that has no `}`, and where the grammar ended it.
fn unclosed_body<'s>(node: &Node<'s>) -> Option<(Place, Node<'s>, usize)> {
    let mut inner = node.clone().into_inner();
    let (place, body) = match node.as_rule() {
        Rule::terms => (Place::Terms, Some(node.clone())),
        Rule::recovery => (Place::Recovery, Some(node.clone())),
        Rule::step => (Place::Step, inner.find(|n| n.as_rule() == Rule::step_body)),
        Rule::forbid => (Place::Forbid, inner.find(|n| n.as_rule() == Rule::decl_body)),
        Rule::level => (Place::Level, inner.find(|n| n.as_rule() == Rule::decl_body)),
        Rule::decl | Rule::procedure | Rule::drill => {
            let kind: DeclKind = inner.next().and_then(|word| decl_kind(word.as_rule()))?;
            (Place::Declaration(kind), inner.find(|n| matches!(n.as_rule(), Rule::decl_body | Rule::procedure_body | Rule::drill_body)))
        }
        _ => return None,
    };
    let body = body?;
    let last = body.clone().into_inner().last().filter(|n| n.as_rule() == Rule::missing_brace)?;
    Some((place, body, last.as_span().start()))
}
