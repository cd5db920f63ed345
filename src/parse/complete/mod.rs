//! What may stand at the end of a text that somebody is writing. The grammar itself is asked, so that nothing is offered that it refuses.

mod block;
mod reading;
mod slots;

#[cfg(test)]
mod tests;

use super::attributes::Place;
use super::examples::EXAMPLES;
use super::grammar::{PlanParser, Rule};
use super::places::statement_words;
use super::scan::{scan, text_length};
use crate::ast::{Key, TriviaKind};
use crate::diagnostic::Lang;
use crate::source::FileId;
use block::Block;
use pest::Parser as _;
use smol_str::SmolStr;

pub(crate) use slots::{Length, Slot};

/// How a text ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Inside a comment.
    Comment,
    /// Inside a text whose quotation mark stands here.
    Text(usize),
    /// Inside a name whose backtick stands here.
    Backtick(usize),
    /// Anywhere else.
    Code,
}

/// What may stand somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expected {
    /// A word of the language, by its row.
    Word(&'static str),
    /// A name.
    Name(Slot),
    /// A length of time.
    Time(Length),
    /// A value of this gauge or ladder.
    Measure(SmolStr),
    /// A comparison sign after this name.
    Compare(SmolStr),
    /// A value of an attribute.
    Value(Key),
    /// The path of a plan file.
    Path,
    /// The version of the language.
    Version,
    /// A time of day.
    Clock,
    /// A date.
    Date,
}

/// What may stand at the end of a text, and where that is.
#[derive(Debug)]
pub(crate) struct Spot {
    /// The innermost block that is open.
    pub(crate) place: Place,
    /// Where the declaration around it begins.
    pub(crate) declaration: Option<usize>,
    /// Where the step around it begins, or the statement that is being written.
    pub(crate) statement: Option<usize>,
    /// Whether words before the statement that is being written make no sense.
    pub(crate) is_guess: bool,
    /// What goes on with the statement that is being written.
    pub(crate) goes_on: Vec<Expected>,
    /// What begins a new statement; empty where the one before is not complete.
    pub(crate) begins: Vec<Expected>,
}

/// How a text ends: whether its end is code at all.
pub(crate) fn ending(text: &str) -> Ending {
    let scan = scan(text, FileId(0));
    let comment = scan.trivia.last().is_some_and(|t| {
        let (shown, rest) = (text.get(t.span.range()).unwrap_or(""), text.get(t.span.end as usize..).unwrap_or(""));
        match t.kind {
            TriviaKind::Line | TriviaKind::Doc => !rest.contains('\n'),
            TriviaKind::Block => rest.is_empty() && !(shown.len() >= "/**/".len() && shown.ends_with("*/")),
        }
    });
    if comment { Ending::Comment } else { open_on_line(&scan.twin) }
}

/// The quotation mark or backtick that is open at the end of the last line.
fn open_on_line(twin: &str) -> Ending {
    let mut at = twin.rfind('\n').map_or(0, |n| n + 1);
    while let Some(rest) = twin.get(at..).filter(|r| !r.is_empty()) {
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let inner = rest.get(first..).unwrap_or("");
        let escaped = |n: usize| inner.get(..n).is_some_and(|before| before.ends_with('\\'));
        let after = |close: &[char]| inner.char_indices().find(|(n, c)| close.contains(c) && !escaped(*n)).map(|(n, c)| first + n + c.len_utf8());
        let length = match rest.chars().next() {
            Some('"' | '“') => text_length(rest).or(Some(first)),
            // What the scan wrote for a quotation mark that is not closed by its fellow.
            Some('\u{1A}' | '\u{201F}' | '「') => match after(&['"', '”', '」', '\u{1A}', '\u{201F}']) {
                Some(length) => Some(length),
                None => return Ending::Text(at),
            },
            Some('`') => match after(&['`']) {
                Some(length) => Some(length),
                None => return Ending::Backtick(at),
            },
            _ => Some(first),
        };
        at += length.unwrap_or(first);
    }
    Ending::Code
}

/// What may stand at the end of a text that ends in code; `None` where the text cannot be read that far.
pub(crate) fn expected_at(text: &str) -> Option<Spot> {
    let scan = scan(text, FileId(0));
    if scan.too_deep {
        return None;
    }
    let twin = scan.twin.as_str();
    let block = Block::innermost(PlanParser::parse(Rule::file, twin).ok()?, twin);
    let reading = block.reading(twin);
    let complete = match &reading {
        Some(reading) => reading.may_end && !block.is_behind_head(twin),
        None => block.is_past_a_line(twin),
    };
    let begins = if complete || block.is_at_start() { beginnings(block.place) } else { Vec::new() };
    let statement = block.step.or(reading.as_ref().map(|r| r.from));
    let is_guess = reading.as_ref().is_some_and(|r| r.is_guess);
    let goes_on = reading.map(|r| r.expected).unwrap_or_default();
    Some(Spot { place: block.place, declaration: block.declaration, statement, is_guess, goes_on, begins })
}

/// What begins a statement of a place.
fn beginnings(place: Place) -> Vec<Expected> {
    let mut all: Vec<Expected> = statement_words(place).into_iter().map(Expected::Word).collect();
    match place {
        Place::Step => all.splice(0..0, [Expected::Name(Slot::Actor), Expected::Word("any_of")]).for_each(drop),
        Place::Terms => all.insert(0, Expected::Name(Slot::NewTerm)),
        Place::File | Place::Declaration(_) | Place::Level | Place::Forbid | Place::Recovery => {}
    }
    all
}

/// An example of what a word begins, in a language.
pub(crate) fn example(row: &str, lang: Lang) -> Option<&'static str> {
    let (_, en, zh) = EXAMPLES.iter().find(|e| e.0 == row)?;
    Some(match lang {
        Lang::En => en,
        Lang::Zh => zh,
    })
}

/// Whether the grammar reads a text as a name without backticks.
pub(crate) fn is_plain_name(text: &str) -> bool {
    !text.starts_with('`') && PlanParser::parse(Rule::name, text).is_ok_and(|pairs| pairs.as_str().len() == text.len())
}
