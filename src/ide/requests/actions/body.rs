//! Puts a statement into a body in braces, in the layout of the formatter.

use super::Insertion;
use crate::ast::{Declaration, File, Item, Name, Statement, StatementKind};
use crate::format::WIDTH;
use crate::ide::view::View;
use crate::parse::TokenKind;
use crate::source::Span;
use unicode_width::UnicodeWidthStr as _;

/// Something that has a body, or may have one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block<'a> {
    /// Row of its word in the keyword table.
    pub(super) row: &'static str,
    pub(super) name: Option<&'a Name>,
    pub(super) span: Span,
    pub(super) statements: &'a [Statement],
}

/// The blocks around a place, the innermost last.
pub(super) fn around(tree: &File, at: Span) -> Vec<Block<'_>> {
    let covers = |span: Span| span.file == at.file && span.start <= at.start && at.end <= span.end;
    let decl = tree.items.iter().find_map(|item| if let Item::Declaration(d) = item { Some(d).filter(|d| covers(d.span)) } else { None });
    let mut blocks: Vec<Block<'_>> = decl.map(block_of).into_iter().collect();
    while let Some(inner) = blocks.last().and_then(|b| b.statements.iter().filter(|s| covers(s.span)).find_map(inner)) {
        blocks.push(inner);
    }
    blocks
}

pub(super) fn block_of(decl: &Declaration) -> Block<'_> {
    Block { row: decl.kind.row(), name: decl.name.as_ref(), span: decl.span, statements: &decl.body }
}

fn inner(statement: &Statement) -> Option<Block<'_>> {
    let span = statement.span;
    if let StatementKind::Step(step) = &statement.kind {
        Some(Block { row: "step", name: Some(&step.name), span, statements: &step.body })
    } else if let StatementKind::Level(level) = &statement.kind {
        Some(Block { row: "level", name: Some(&level.name), span, statements: &level.body })
    } else if let StatementKind::Recovery(recovery) = &statement.kind {
        Some(Block { row: "recovery", name: None, span, statements: &recovery.body })
    } else {
        None
    }
}

/// Puts `text` before the statement with this index of the last block. `cursor` is a place in `text`.
pub(super) fn insert(view: &View<'_>, blocks: &[Block<'_>], index: usize, text: &str, cursor: Option<usize>) -> Option<Insertion> {
    let writer = Writer::new(view, blocks, index, text)?;
    let target = blocks.last()?;
    match writer.braces(target) {
        Some(braces) if !writer.is_one_line(target) => return Some(writer.on_own_line(target, braces, cursor)),
        // Statements without a brace before them: where the body begins is not known.
        None if !target.statements.is_empty() => return None,
        Some(_) | None => {}
    }
    // In a body on one line that lies in another one, both get lines.
    let outer = blocks.iter().position(|b| writer.is_one_line(b)).unwrap_or(blocks.len() - 1);
    let block = blocks.get(outer)?;
    let (span, lead) = match writer.braces(block) {
        Some((start, end)) => (Span { start, end, ..block.span }, ""),
        None => (Span { start: block.span.end, ..block.span }, " "),
    };
    let head = view.slice(Span { end: span.start, ..block.span });
    let room = (!head.trim_end().contains('\n')).then(|| writer.line_before(span.start).width() + lead.len());
    let (new, at) = writer.rendered(outer, writer.indent_at(block.span.start), room);
    Some(Insertion { span, text: format!("{lead}{new}"), cursor: cursor.map(|c| lead.len() + at + c) })
}

struct Writer<'v> {
    view: &'v View<'v>,
    blocks: &'v [Block<'v>],
    index: usize,
    text: &'v str,
    newline: &'static str,
    /// Where `{` stands.
    opening: Vec<u32>,
}

impl<'v> Writer<'v> {
    fn new(view: &'v View<'v>, blocks: &'v [Block<'v>], index: usize, text: &'v str) -> Option<Self> {
        let first = blocks.first()?.span;
        let brace = |kind| matches!(kind, TokenKind::Sign("{"));
        let opening = view.tokens().iter().copied().filter(|t| brace(t.kind) && first.start <= t.span.start && t.span.end <= first.end);
        Some(Self { view, blocks, index, text, newline: newline(view), opening: opening.map(|t| t.span.start).collect() })
    }

    /// From the `{` of a block to behind its `}`, or to its end where that is missing.
    fn braces(&self, block: &Block<'_>) -> Option<(u32, u32)> {
        let limit = block.statements.first().map_or(block.span.end, |s| s.span.start);
        let open = self.opening.iter().copied().find(|at| block.span.start <= *at && *at < limit)?;
        Some((open, block.span.end))
    }

    /// Whether a body begins and ends on one line.
    fn is_one_line(&self, block: &Block<'_>) -> bool {
        self.braces(block).is_some_and(|(start, end)| {
            let body = self.view.slice(Span { start, end, ..block.span });
            body.ends_with(['}', '｝']) && !body.contains('\n')
        })
    }

    fn line_before(&self, at: u32) -> &'v str {
        let before = self.view.source.text.get(..at as usize).unwrap_or("");
        before.rsplit('\n').next().unwrap_or("").trim_start_matches('\u{FEFF}')
    }

    /// The blanks at the start of the line of a place.
    fn indent_at(&self, at: u32) -> &'v str {
        let line = self.line_before(at);
        line.get(..line.len() - line.trim_start().len()).unwrap_or("")
    }

    /// A body that has lines already gets one more.
    fn on_own_line(&self, block: &Block<'_>, (open, end): (u32, u32), cursor: Option<usize>) -> Insertion {
        let source = &self.view.source.text;
        let before = self.index.checked_sub(1).and_then(|i| block.statements.get(i)).map(|s| s.span.end);
        let behind = before.unwrap_or_else(|| open + source.get(open as usize..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8) as u32);
        let start = behind_comments(self.view, behind);
        let rest = source.get(start as usize..end as usize).unwrap_or("");
        let gap = rest.len() - rest.trim_start_matches([' ', '\t', '\u{3000}']).len();
        let (base, inner) = (self.indent_at(block.span.start), self.inner_indent(block));
        let follows = rest.get(gap..).unwrap_or("");
        // What follows on the same line goes to the next one.
        let (taken, tail) = if follows.starts_with(['\n', '\r']) || follows.is_empty() {
            (0, String::new())
        } else {
            let last = follows.starts_with(['}', '｝']) && follows.chars().nth(1).is_none();
            (gap, format!("{}{}", self.newline, if last { base } else { &inner }))
        };
        let lead = format!("{}{inner}", self.newline);
        let text = format!("{lead}{}{tail}", self.lines(&inner));
        Insertion { span: Span { start, end: start + taken as u32, ..block.span }, text, cursor: cursor.map(|c| lead.len() + c) }
    }

    /// The indent of a block's statements.
    fn inner_indent(&self, block: &Block<'_>) -> String {
        let starts = block.statements.iter().map(|s| s.span.start);
        let own_line = starts.map(|at| (self.line_before(at), self.indent_at(at))).find(|(line, indent)| line.len() == indent.len());
        own_line.map_or_else(|| format!("{}  ", self.indent_at(block.span.start)), |(_, indent)| indent.to_owned())
    }

    /// The text with the indent of its place.
    fn lines(&self, indent: &str) -> String {
        self.text.replace('\n', &format!("{}{indent}", self.newline))
    }

    /// A body on lines of its own with the text in it, and where the text begins. `room` are the columns before it where it may
    /// stay on one line.
    fn rendered(&self, depth: usize, indent: &str, room: Option<usize>) -> (String, usize) {
        let Some(block) = self.blocks.get(depth) else { return (String::new(), 0) };
        let target = depth + 1 == self.blocks.len();
        let fits = room.is_some_and(|columns| columns + self.text.width() + 4 <= WIDTH);
        if target && block.statements.is_empty() && fits && !self.text.contains('\n') && self.comments_of(block).is_empty() {
            return (format!("{{ {} }}", self.text), 2);
        }
        let inner = format!("{indent}  ");
        let line = format!("{}{inner}", self.newline);
        let (mut out, mut at) = (String::from("{"), 0);
        let mut put = |out: &mut String| {
            out.push_str(&line);
            at = out.len();
            out.push_str(&self.lines(&inner));
        };
        let mut end = self.braces(block).map_or(block.span.end, |(open, _)| open);
        let mut deeper = None;
        for (index, statement) in block.statements.iter().enumerate() {
            if target && index == self.index {
                put(&mut out);
            }
            self.comments(end, statement.span.start, &line, &mut out);
            out.push_str(&line);
            match self.blocks.get(depth + 1).filter(|next| next.span == statement.span) {
                Some(next) => {
                    let (body, within) = self.nested(depth + 1, next, &inner);
                    deeper = Some(out.len() + within);
                    out.push_str(&body);
                }
                None => out.push_str(self.view.slice(statement.span)),
            }
            end = statement.span.end;
        }
        if target && self.index >= block.statements.len() {
            put(&mut out);
        }
        self.comments(end, block.span.end, &line, &mut out);
        out.push_str(self.newline);
        out.push_str(indent);
        out.push('}');
        (out, deeper.unwrap_or(at))
    }

    /// A statement with the text somewhere in its body.
    fn nested(&self, depth: usize, block: &Block<'_>, indent: &str) -> (String, usize) {
        let head = self.view.slice(Span { end: self.braces(block).map_or(block.span.end, |(open, _)| open), ..block.span }).trim_end();
        let (body, at) = self.rendered(depth, indent, Some(indent.len() + head.width() + 1));
        (format!("{head} {body}"), head.len() + 1 + at)
    }

    fn comments_of(&self, block: &Block<'_>) -> Vec<&'v str> {
        let (start, end) = self.braces(block).unwrap_or((block.span.end, block.span.end));
        self.comments_between(start, end)
    }

    fn comments_between(&self, start: u32, end: u32) -> Vec<&'v str> {
        let inside = |t: &&crate::ast::Trivia| start <= t.span.start && t.span.end <= end;
        self.view.tree.trivia.iter().filter(inside).map(|t| self.view.slice(t.span)).collect()
    }

    /// The comments between two statements, a line each.
    fn comments(&self, start: u32, end: u32, line: &str, out: &mut String) {
        for comment in self.comments_between(start, end) {
            out.push_str(line);
            out.push_str(comment);
        }
    }
}

/// Where the comments end that stand on the line of a place, behind it.
pub(super) fn behind_comments(view: &View<'_>, at: u32) -> u32 {
    let mut end = at;
    for comment in &view.tree.trivia {
        let between = view.source.text.get(end as usize..comment.span.start as usize).unwrap_or("\n");
        if comment.span.start >= end && between.trim_matches([' ', '\t', '\u{3000}']).is_empty() {
            end = comment.span.end;
        }
    }
    end
}

/// How the lines of a file end.
pub(super) fn newline(view: &View<'_>) -> &'static str {
    let first = view.source.text.split_inclusive('\n').next().unwrap_or("");
    if first.ends_with("\r\n") { "\r\n" } else { "\n" }
}
