//! The pest parser made from `grammar/`, and the names its rules have for a reader.

#![allow(missing_docs, reason = "pest writes these items; their documentation is the grammar's")]

use crate::diagnostic::Text;
use crate::words;
use std::collections::HashMap;
use std::sync::OnceLock;

/// The parser of plan files.
#[derive(pest_derive::Parser)]
#[grammar = "grammar/keywords.pest"]
#[grammar = "grammar/preplan.pest"]
pub(crate) struct PlanParser;

/// What a reader calls a rule: the words of a keyword, or the names in the doc line of the grammar.
pub(crate) fn human(rule: Rule) -> Text {
    let id = format!("{rule:?}");
    if let Some(word) = id.strip_prefix("kw_").and_then(words::row) {
        return Text { en: format!("`{}`", word.spellings.first().map_or("", String::as_str)), zh: format!("`{}`", word.spellings.get(1).map_or("", String::as_str)) };
    }
    static NAMES: OnceLock<HashMap<&'static str, (&'static str, &'static str)>> = OnceLock::new();
    let names = NAMES.get_or_init(|| productions().into_iter().map(|p| (p.rule, (p.en, p.zh))).collect());
    let (en, zh) = names.get(id.as_str()).copied().unwrap_or(("end of file", "文件结尾"));
    Text { en: en.to_owned(), zh: zh.to_owned() }
}

/// One production of the grammar with its doc line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Production {
    /// Its name in the grammar.
    pub rule: &'static str,
    /// What an English reader calls it.
    pub en: &'static str,
    /// What a Chinese reader calls it.
    pub zh: &'static str,
    /// What else its doc line says; empty where nothing.
    pub remark: &'static str,
    /// The production as written.
    pub text: &'static str,
}

/// The productions of `preplan.pest` in order.
#[must_use]
pub fn productions() -> Vec<Production> {
    const TEXT: &str = include_str!("../../grammar/preplan.pest");
    let mut doc = "";
    let mut found = Vec::new();
    for line in TEXT.lines() {
        if let Some(text) = line.strip_prefix("/// ") {
            doc = text;
        } else if let Some((rule, _)) = line.split_once(" = ") {
            let (names, remark) = doc.split_once(" — ").unwrap_or((doc, ""));
            let (en, zh) = names.split_once(" · ").unwrap_or((names, ""));
            found.push(Production { rule, en, zh, remark, text: line });
            doc = "";
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_production_has_an_english_and_a_chinese_name() {
        for p in productions() {
            assert!(!p.en.is_empty() && !p.zh.is_empty(), "{}", p.rule);
        }
        assert!(productions().len() > 100);
    }

    #[test]
    fn every_rule_of_the_parser_has_a_name() {
        for rule in Rule::all_rules() {
            let name = human(*rule);
            assert!(*rule == Rule::EOI || name.en != "end of file", "{rule:?}");
        }
    }
}
