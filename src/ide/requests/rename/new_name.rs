//! A name as somebody types it into a field.

use crate::diagnostic::{Text, text};
use crate::parse::grammar::{PlanParser, Rule};
use crate::parse::{MAX_NAME, is_invisible, mixes_scripts};
use crate::words;
use pest::Parser as _;
use unicode_normalization::UnicodeNormalization as _;

/// A name that the language can hold.
pub(super) struct NewName {
    text: String,
}

impl NewName {
    /// Reads what was typed, with or without backticks around it.
    pub(super) fn read(written: &str) -> Result<Self, Text> {
        let blank = |c: char| if c.is_whitespace() && !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c };
        let text: String = written.nfc().map(blank).collect();
        let text = text.trim();
        let inner = text.strip_prefix('`').and_then(|t| t.strip_suffix('`')).unwrap_or(text).trim();
        match refusal(inner) {
            Some(why) => Err(why),
            None => Ok(Self { text: inner.to_owned() }),
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn in_backticks(&self) -> String {
        format!("`{}`", self.text)
    }

    /// What is written in the place of the old name. Backticks that the old name did not need were somebody's choice and stay.
    pub(super) fn instead_of(&self, old: &str, written: &str) -> String {
        let chosen = written.starts_with('`') && is_identifier(old) && !is_word(old);
        if chosen || !is_identifier(&self.text) { self.in_backticks() } else { self.text.clone() }
    }
}

/// Why a text can be no name.
fn refusal(name: &str) -> Option<Text> {
    let hidden = |c: &char| is_invisible(*c) || c.is_control() || turns_text(*c);
    if name.is_empty() {
        Some(text!("type a name", "请输入名称"))
    } else if name.contains(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}', '\u{B}', '\u{C}']) {
        Some(text!("a name stands on one line", "名称不能换行"))
    } else if let Some(c) = name.chars().find(hidden) {
        let code = format!("U+{:04X}", c as u32);
        Some(text!("the name holds the invisible character {code}: type it again without it", "名称含有不可见字符 {code}：请重新输入"))
    } else if name.contains('`') {
        Some(text!("a name cannot hold a backtick", "名称中不能有反引号"))
    } else if name.len() > MAX_NAME {
        let characters = MAX_NAME / '预'.len_utf8();
        Some(text!(
            "the name is too long: at most {MAX_NAME} letters, or {characters} Chinese characters; put the rest into the title",
            "名称过长：最多 {characters} 个汉字或 {MAX_NAME} 个字母，其余请写入标题"
        ))
    } else {
        mixes_scripts(name).then(|| {
            text!(
                "`{name}` mixes letters of scripts that look alike: type it again in one script",
                "`{name}` 混用了外形相似的文字：请用同一种文字重新输入"
            )
        })
    }
}

/// Marks that change the direction in which text is shown.
fn turns_text(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
}

/// Whether the grammar reads a text as a name without backticks.
fn is_identifier(text: &str) -> bool {
    !text.starts_with('`') && PlanParser::parse(Rule::name, text).is_ok_and(|pairs| pairs.as_str().len() == text.len())
}

/// Whether a text is also a word of the language.
fn is_word(text: &str) -> bool {
    words::all().iter().flat_map(|w| &w.spellings).any(|spelling| spelling == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(written: &str) -> Result<String, String> {
        NewName::read(written).map(|n| n.text).map_err(|why| why.en)
    }

    #[test]
    fn what_is_typed_is_cleaned() {
        assert_eq!(read("  lead\t").unwrap(), "lead");
        assert_eq!(read("`24小时 值班`").unwrap(), "24小时 值班");
        assert_eq!(read("24小时　值班").unwrap(), "24小时 值班");
        assert_eq!(read("e\u{301}tage").unwrap(), "étage");
    }

    #[test]
    fn what_can_be_no_name_is_refused_with_a_reason() {
        for (written, why) in [
            ("", "type a name"),
            (" ` ` ", "type a name"),
            ("``", "type a name"),
            ("a`b", "backtick"),
            ("a\nb", "one line"),
            ("a\u{2028}b", "one line"),
            ("a\tb", "U+0009"),
            ("a\u{200B}b", "U+200B"),
            ("a\u{202E}b", "U+202E"),
            ("раypal", "look alike"),
            (&"名".repeat(101), "too long"),
        ] {
            assert!(read(written).unwrap_err().contains(why), "{written:?}: {:?}", read(written));
        }
        assert!(read(&"名".repeat(100)).is_ok());
    }

    #[test]
    fn backticks_stand_where_they_are_needed_or_were_chosen() {
        let written = |new: &str, old: &str, place: &str| NewName::read(new).unwrap().instead_of(old, place);
        assert_eq!(written("chief", "lead", "lead"), "chief");
        assert_eq!(written("chief", "lead", "`lead`"), "`chief`");
        assert_eq!(written("chief", "24小时 值班", "`24小时 值班`"), "chief");
        assert_eq!(written("chief", "anyone", "`anyone`"), "chief");
        assert_eq!(written("24小时", "lead", "lead"), "`24小时`");
        assert_eq!(written("值班-组长", "lead", "lead"), "值班-组长");
        assert_eq!(written("a-", "lead", "lead"), "`a-`");
    }
}
