//! Which of the two keyword languages a text is written in around a place: what is inserted there speaks the same.

use super::view::View;
use crate::ast::Item;
use crate::diagnostic::Lang;
use crate::parse::TokenKind;
use crate::source::{Source, Span};
use crate::words;

/// How many of the nearest keywords decide; an odd number, so that they always do.
const NEAREST: usize = 3;

/// The keyword language around an offset: of the nearest keywords before it in the same declaration, else of most keywords of the file,
/// else of the session.
pub(in crate::ide) fn language_at(view: &View<'_>, offset: u32) -> Lang {
    let seen = keywords(view);
    let own = declaration(view, offset).map(|start| seen.iter().filter(move |k| start <= k.0 && k.1 <= offset).rev().take(NEAREST).map(|k| k.2));
    own.and_then(|near| most(near, true)).or_else(|| most(seen.iter().map(|k| k.2), false)).unwrap_or(view.lang)
}

/// The keywords of the file in order: from, to, language. In the parts that were not understood every word that is spelt like one counts.
fn keywords(view: &View<'_>) -> Vec<(u32, u32, Lang)> {
    let words = view.tokens().iter().copied().filter(|t| matches!(t.kind, TokenKind::Word(_))).map(|t| t.span);
    let mut seen: Vec<(u32, u32, Lang)> = words.map(|span| (span.start, span.end, language(view.slice(span)))).collect();
    for broken in &view.tree.broken {
        seen.extend(spelt(view.source, *broken));
    }
    seen.sort_by_key(|k| k.0);
    seen
}

fn spelt(source: &Source, span: Span) -> Vec<(u32, u32, Lang)> {
    let text = source.slice(span);
    let is_word = |c: char| c.is_alphanumeric() || c == '-';
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(from) = rest.find(is_word) {
        let tail = rest.get(from..).unwrap_or("");
        let length = tail.find(|c| !is_word(c)).unwrap_or(tail.len());
        let word = tail.get(..length).unwrap_or("");
        if words::all().iter().any(|row| row.spellings.iter().any(|s| s.split(' ').next() == Some(word))) {
            let at = span.start + (text.len() - tail.len()) as u32;
            found.push((at, at + length as u32, language(word)));
        }
        rest = tail.get(length..).unwrap_or("");
    }
    found
}

/// Where the declaration around an offset begins, or the broken part that may be one. One without its `}` goes on while it is written.
fn declaration(view: &View<'_>, offset: u32) -> Option<u32> {
    let declarations = view.tree.items.iter().filter_map(|item| if let Item::Declaration(d) = item { Some(d.span) } else { None });
    let before = declarations.chain(view.tree.broken.iter().copied()).filter(|span| span.start <= offset);
    let open = |span: &Span| offset <= span.end || !view.slice(*span).ends_with(['}', '｝']);
    let mut before: Vec<Span> = before.collect();
    before.sort_by_key(|span| span.start);
    // A broken part may lie inside a declaration: that one counts.
    let outer = before.into_iter().reduce(|outer, span| if span.start < outer.end { outer } else { span });
    outer.filter(open).map(|span| span.start)
}

/// The language of most; of two as many, that of the first where the first is the nearest.
fn most(languages: impl Iterator<Item = Lang>, first_wins: bool) -> Option<Lang> {
    let all: Vec<Lang> = languages.collect();
    let chinese = all.iter().filter(|l| **l == Lang::Zh).count();
    let english = all.len() - chinese;
    match chinese.cmp(&english) {
        std::cmp::Ordering::Greater => Some(Lang::Zh),
        std::cmp::Ordering::Less => Some(Lang::En),
        std::cmp::Ordering::Equal => all.first().copied().filter(|_| first_wins),
    }
}

/// The language of a spelling.
pub(in crate::ide) fn language(word: &str) -> Lang {
    if word.is_ascii() { Lang::En } else { Lang::Zh }
}
