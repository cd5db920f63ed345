//! Where free text speaks of something by its name: a text in quotes says it to a reader, but refers to nothing.

use super::quotes::{Quote, each_act};
use crate::ast::{Key, Str};
use crate::model::{Act, ActKind, Model, texts};
use crate::source::{Sources, Span};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

/// A word as it is looked for: case does not count.
pub(crate) fn plain(word: &str) -> String {
    word.to_ascii_lowercase()
}

/// Words that are looked for together, each with what it stands for. The words are [`plain`].
pub(crate) struct Words<T> {
    by_text: HashMap<String, Vec<T>>,
    initials: HashSet<char>,
    lengths: BTreeSet<usize>,
}

impl<T> Words<T> {
    /// Several things may go by one word.
    pub(crate) fn new(words: impl IntoIterator<Item = (String, T)>) -> Self {
        let mut by_text: HashMap<String, Vec<T>> = HashMap::new();
        words.into_iter().for_each(|(word, thing)| by_text.entry(word).or_default().push(thing));
        let initials = by_text.keys().filter_map(|w| w.chars().next()).collect();
        let lengths = by_text.keys().map(String::len).collect();
        Self { by_text, initials, lengths }
    }

    /// Calls `visit` for each word that stands alone in a [`plain`] text, with its place.
    pub(crate) fn find(&self, text: &str, visit: &mut dyn FnMut(Range<usize>, &[T])) {
        for (at, _) in text.char_indices().filter(|(_, c)| self.initials.contains(c)) {
            for end in self.lengths.iter().map(|length| at + length) {
                let things = text.get(at..end).and_then(|w| self.by_text.get(w)).filter(|_| stands_alone(text, at, end));
                things.into_iter().for_each(|things| visit(at..end, things));
            }
        }
    }
}

/// The first place in the texts of duties, prohibitions, steps and practices at which each of the words stands. The
/// words are [`plain`].
pub(crate) fn first<'w>(model: &Model<'_>, sources: &Sources, words: &'w HashSet<String>) -> HashMap<&'w str, Span> {
    let mut found = HashMap::new();
    if words.is_empty() {
        return found;
    }
    let words = Words::new(words.iter().map(|w| (w.clone(), w.as_str())));
    for quote in places(model) {
        // ASCII lower case keeps every offset.
        words.find(&plain(quote.text), &mut |place, things| {
            for word in things {
                // Where escapes shift the place, the whole text is shown.
                found.entry(*word).or_insert_with(|| quote.part(sources, &place).unwrap_or(quote.span));
            }
        });
    }
    found
}

/// Whether no Latin word goes on at either end: `ops` does not stand in `stops`.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let joined = |at: usize| {
        let (left, right) = text.split_at_checked(at).unwrap_or((text, ""));
        latin(left.chars().next_back()) && latin(right.chars().next())
    };
    !joined(start) && !joined(end)
}

/// The texts in which something may be named.
fn places<'m>(model: &'m Model<'_>) -> Vec<Quote<'m>> {
    let mut found: Vec<Quote<'m>> = Vec::new();
    let quote = |text: &'m Str| Quote { text: &text.text, span: text.span, cite: None };
    each_act(model, &mut |act, _| found.extend(act_texts(act).map(quote)));
    found.extend(model.steps().filter_map(|(_, s)| s.ast.title.as_ref()).map(quote));
    for practice in &model.practices {
        found.extend(practice.head.decl.title.as_ref().map(quote));
        found.extend(texts(&practice.head.decl.body, Key::Keep).map(|(text, span)| Quote { text, span, cite: None }));
    }
    found
}

/// The texts of an act.
fn act_texts<'a>(act: &Act<'a>) -> impl Iterator<Item = &'a Str> {
    let form = if let ActKind::Record(_, _, form) = &act.kind { *form } else { None };
    act.words().iter().chain(form)
}
