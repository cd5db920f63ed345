//! The keyword table: every word of the language in English and Chinese, read from `grammar/keywords.pest`.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::diagnostic::Lang;

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Name of the row: `must` for the grammar's `kw_must`.
    pub row: &'static str,
    /// Spellings; the first is the English form, the second the Chinese one, the rest are read but not written.
    pub spellings: Vec<String>,
    /// What the word stands for.
    pub meaning: &'static str,
    /// Heading under which the table lists it.
    pub section: &'static str,
}

impl Word {
    /// The form that is written in one language.
    #[must_use]
    pub fn form(&self, lang: Lang) -> &str {
        let index = match lang {
            Lang::En => 0,
            Lang::Zh => 1,
        };
        self.spellings.get(index).map_or("", String::as_str)
    }
}

struct Table {
    rows: Vec<Word>,
    by_row: HashMap<&'static str, usize>,
}

const TEXT: &str = include_str!("../grammar/keywords.pest");

/// All rows, in the order of the table.
#[must_use]
pub fn all() -> &'static [Word] {
    &table().rows
}

/// The row of a name such as `must`.
#[must_use]
pub fn row(name: &str) -> Option<&'static Word> {
    let table = table();
    table.rows.get(*table.by_row.get(name)?)
}

/// Whether a text is a spelling of a row.
#[must_use]
pub fn is(name: &str, text: &str) -> bool {
    row(name).is_some_and(|w| w.spellings.iter().any(|s| s == text))
}

/// The form of a row in one language; empty for an unknown row.
#[must_use]
pub fn form(name: &str, lang: Lang) -> &'static str {
    row(name).map_or("", |w| w.form(lang))
}

/// The row, among those whose name starts with `prefix`, that has this spelling.
#[must_use]
pub fn in_family(prefix: &str, text: &str) -> Option<&'static Word> {
    family(prefix).find(|w| w.spellings.iter().any(|s| s == text))
}

/// The rows whose name starts with `prefix`.
pub fn family(prefix: &str) -> impl Iterator<Item = &'static Word> {
    all().iter().filter(move |w| w.row.starts_with(prefix))
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let rows = read(TEXT);
        let by_row = rows.iter().enumerate().map(|(i, w)| (w.row, i)).collect();
        Table { rows, by_row }
    })
}

/// Reads lines of the form `kw_NAME = @{ ("a" ~ gap ~ "b" | "甲") ~ !more }`; the tests hold the file to that form.
fn read(text: &'static str) -> Vec<Word> {
    let mut rows = Vec::new();
    let (mut section, mut meaning) = ("", "");
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("// ") {
            section = heading;
        } else if let Some(doc) = line.strip_prefix("/// ") {
            meaning = doc;
        } else if let Some((name, rule)) = line.strip_prefix("kw_").and_then(|l| l.split_once(" = @{ (")) {
            let alternatives = rule.trim_end_matches(") ~ !more }").split(" | ");
            let spellings = alternatives.map(|a| a.replace(" ~ gap ~ ", " ").replace('"', "")).collect();
            rows.push(Word { row: name, spellings, meaning, section });
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_row_and_every_row_has_both_languages() {
        let lines = TEXT.lines().filter(|l| l.starts_with("kw_")).count();
        assert_eq!(all().len(), lines);
        for word in all() {
            assert!(word.spellings.len() >= 2, "{word:?}");
            assert!(word.form(Lang::En).is_ascii(), "{word:?}");
            assert!(!word.form(Lang::Zh).is_ascii(), "{word:?}");
            assert!(!word.meaning.is_empty() && !word.section.is_empty(), "{word:?}");
        }
    }

    #[test]
    fn rows_are_found_by_name_and_spelling() {
        assert!(is("must", "必须") && is("must", "must") && !is("must", "may"));
        assert_eq!(form("must_not", Lang::En), "must not");
        assert_eq!(in_family("hz_", "火灾").map(|w| w.row), Some("hz_fire"));
    }
}
