//! How each word, text and value is written.

use super::Options;
use crate::ast::TimeUnit;
use crate::diagnostic::Lang;
use crate::parse::{Token, TokenKind, ascii_digits};
use crate::source::Source;
use crate::words;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization as _;

/// Writes the tokens of one file.
pub(super) struct Words<'s> {
    pub(super) source: &'s Source,
    pub(super) options: Options,
}

impl<'s> Words<'s> {
    pub(super) fn write(&self, token: &Token) -> Cow<'s, str> {
        let raw = self.source.slice(token.span);
        match (token.kind, self.options.keywords) {
            (TokenKind::Word(row), Some(lang)) => words::form(row, lang).into(),
            (TokenKind::Word(row), None) => as_spelt(row, raw).into(),
            (TokenKind::Name, _) => raw.into(),
            (TokenKind::Text, _) => in_ascii_quotes(raw),
            (TokenKind::Duration, Some(lang)) => duration(&ascii_digits(raw), lang).into(),
            (TokenKind::Duration | TokenKind::Value, _) => ascii_value(raw),
            (TokenKind::Sign(sign), _) => sign.into(),
        }
    }
}

/// What a token says, whichever way it is written.
pub(super) fn said(raw: &str, kind: TokenKind) -> String {
    match kind {
        TokenKind::Name => raw.split('`').collect::<String>().nfc().collect(),
        TokenKind::Text => in_ascii_quotes(raw).into_owned(),
        TokenKind::Duration => duration(&ascii_digits(raw), Lang::En),
        TokenKind::Value => ascii_value(raw).into_owned(),
        TokenKind::Word(_) | TokenKind::Sign(_) => String::new(),
    }
}

/// The spelling of a keyword as the author chose it, with single spaces.
fn as_spelt<'s>(row: &str, raw: &'s str) -> &'s str {
    let fits = |spelling: &&String| match spelling.split_once(' ').zip(spelling.rsplit_once(' ')) {
        Some(((first, _), (_, last))) => raw.starts_with(first) && raw.ends_with(last),
        None => spelling.as_str() == raw,
    };
    words::row(row).and_then(|word| word.spellings.iter().find(fits)).map_or(raw, String::as_str)
}

/// `“…”` as `"…"`; a `"` inside must then say that it does not close the text.
fn in_ascii_quotes(raw: &str) -> Cow<'_, str> {
    let Some(inner) = raw.strip_prefix('“').and_then(|r| r.strip_suffix('”')) else { return raw.into() };
    let mut out = String::from("\"");
    let mut escaped = false;
    for c in inner.chars() {
        if c == '"' && !escaped {
            out.push('\\');
        }
        escaped = c == '\\' && !escaped;
        out.push(c);
    }
    out.push('"');
    out.into()
}

fn ascii_value(raw: &str) -> Cow<'_, str> {
    let digits = ascii_digits(raw);
    if digits.contains('：') { digits.replace('：', ":").into() } else { digits }
}

/// `1h30m` as `1小时30分钟` and back.
fn duration(text: &str, lang: Lang) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(digits) = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')) {
        let (number, tail) = rest.split_at_checked(digits).unwrap_or((rest, ""));
        let end = tail.find(|c: char| c.is_ascii_digit()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at_checked(end).unwrap_or((tail, ""));
        out.push_str(number);
        out.push_str(TimeUnit::parse(unit).map_or(unit, |u| u.form(lang)));
        rest = tail;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_get_ascii_quotes_and_keep_what_they_say() {
        assert_eq!(in_ascii_quotes("“火灾”"), "\"火灾\"");
        assert_eq!(in_ascii_quotes("“说\"好\"”"), "\"说\\\"好\\\"\"");
        assert_eq!(in_ascii_quotes("“a\\\"b\\\\”"), "\"a\\\"b\\\\\"");
        assert_eq!(in_ascii_quotes("\"“x”\""), "\"“x”\"");
    }

    #[test]
    fn durations_change_their_units_and_nothing_else() {
        for (en, zh) in [("90s", "90秒"), ("1h30m", "1小时30分钟"), ("3wd", "3个工作日"), ("1y6mo", "1年6个月"), ("2.5d", "2.5天"), ("2w", "2周")] {
            assert_eq!(duration(en, Lang::Zh), zh);
            assert_eq!(duration(zh, Lang::En), en);
        }
        assert_eq!(duration("5分", Lang::En), "5m");
    }
}
