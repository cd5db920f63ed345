//! Where the cursor stands: what has been typed of a word, and what may stand in its place.

use crate::ast::{Declaration, Item, StatementKind};
use crate::diagnostic::Lang;
use crate::ide::keywords::{language, language_at};
use crate::ide::view::View;
use crate::parse::{Place, TokenKind};
use crate::parse::complete::{Ending, Spot, ending, expected_at};
use crate::source::{FileId, Span};
use crate::words;

/// What can be completed at the cursor.
pub(super) enum At<'v> {
    /// The path after `use`.
    Path(Span),
    Code(Cursor<'v>),
}

/// A cursor in code.
pub(super) struct Cursor<'v> {
    pub(super) view: &'v View<'v>,
    /// The language of the keywords around it.
    pub(super) lang: Lang,
    /// The place of what has been typed of a word; it is replaced.
    pub(super) place: Span,
    /// The text up to what has been typed.
    pub(super) before: &'v str,
    pub(super) typed: &'v str,
    /// Whether an open backtick stands before what has been typed.
    pub(super) in_backticks: bool,
    /// Whether nothing stands before it on its line.
    pub(super) begins_line: bool,
    pub(super) spot: Spot,
}

/// What can be completed at an offset: nothing in comments and in texts that are the writer's own.
pub(super) fn at<'v>(view: &'v View<'v>, offset: u32) -> Option<At<'v>> {
    let text = &*view.source.text;
    let offset = text.floor_char_boundary(offset as usize);
    let before = text.get(..offset)?;
    match ending(before) {
        Ending::Comment => None,
        Ending::Text(quote) => path(view.id, text, quote, offset).map(At::Path),
        Ending::Backtick(from) => {
            // Editors write the second backtick with the first.
            let to = offset + usize::from(text.get(offset..).is_some_and(|rest| rest.starts_with('`')));
            cursor(view, text, from, offset, to).map(At::Code)
        }
        Ending::Code => {
            let from = word_start(before);
            let touching = before.get(..from)?.ends_with(['"', '”', '」', '`', '}', '｝']) && from == offset;
            if touching { None } else { cursor(view, text, from, offset, offset).map(At::Code) }
        }
    }
}

fn cursor<'v>(view: &'v View<'v>, text: &'v str, from: usize, offset: usize, to: usize) -> Option<Cursor<'v>> {
    let (before, typed) = (text.get(..from)?, text.get(from..offset)?);
    let spot = expected_at(before)?;
    let in_backticks = typed.starts_with('`');
    let line = before.rsplit('\n').next().unwrap_or("");
    let place = Span::new(view.id, from, to);
    Some(Cursor { view, lang: keyword_language(view, typed, from), place, before, typed, in_backticks, begins_line: line.trim().is_empty(), spot })
}

/// The language around the word; where the file has no keyword yet, that of what has been typed.
fn keyword_language(view: &View<'_>, typed: &str, from: usize) -> Lang {
    let starts = !typed.starts_with('`') && typed.starts_with(char::is_alphabetic);
    let bare = starts && view.tree.items.is_empty() && !view.tokens().iter().any(|t| matches!(t.kind, TokenKind::Word(_)));
    if bare { language(typed) } else { language_at(view, from as u32) }
}

/// Where the word at the end of a text begins.
fn word_start(before: &str) -> usize {
    let start = before.trim_end_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-')).len();
    let typed = before.get(start..).unwrap_or("");
    start + typed.len() - typed.trim_start_matches('-').len()
}

/// The place of a path up to its second quotation mark, where `use` stands before the first.
fn path(file: FileId, text: &str, quote: usize, offset: usize) -> Option<Span> {
    let word = text.get(..quote)?.split_whitespace().next_back()?;
    let inner = quote + text.get(quote..)?.chars().next()?.len_utf8();
    let line = text.get(offset..)?.split('\n').next().unwrap_or("");
    let end = line.find(['"', '”']).map_or(offset, |n| offset + n);
    words::is("use", word).then(|| Span::new(file, inner, end))
}

impl<'v> Cursor<'v> {
    /// The declaration around the cursor, as far as the tree has it.
    pub(super) fn declaration(&self) -> Option<&'v Declaration> {
        let start = self.spot.declaration? as u32;
        self.view.tree.items.iter().find_map(|item| if let Item::Declaration(d) = item { Some(d).filter(|d| d.span.start == start) } else { None })
    }

    /// Words of statements that the declaration around the cursor has, and needs once.
    pub(super) fn written(&self) -> Vec<&'static str> {
        let own = self.declaration().filter(|_| matches!(self.spot.place, Place::Declaration(_)));
        let once = |kind: &StatementKind| {
            if let StatementKind::Attribute(attribute) = kind {
                return Some(attribute.key.row());
            }
            let words = [(matches!(kind, StatementKind::Start(_)), "start"), (matches!(kind, StatementKind::Owner(_)), "owner"), (matches!(kind, StatementKind::Recovery(_)), "recovery")];
            words.into_iter().find(|w| w.0).map(|w| w.1)
        };
        own.map_or_else(Vec::new, |d| d.body.iter().filter_map(|s| once(&s.kind)).collect())
    }

    /// Whether a number has been typed.
    pub(super) fn is_number(&self) -> bool {
        self.typed.starts_with(char::is_numeric)
    }
}
