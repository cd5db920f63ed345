//! Names, texts and measured values.

use super::build::{Builder, Node};
use super::grammar::Rule;
use crate::ast::{Actor, ActorKind, Date, Duration, Name, Quantity, Str, TimeUnit, Value, ValueKind};
use crate::diagnostic::{Diagnostic, Severity, text};
use smol_str::{SmolStr, SmolStrBuilder};
use std::borrow::Cow;
use unicode_normalization::{UnicodeNormalization as _, is_nfc};
use unicode_security::{GeneralSecurityProfile as _, RestrictionLevel, RestrictionLevelDetection as _};

/// Longest time that can be written: a hundred years.
const MAX_MILLIS: u64 = 100 * 365 * 86_400_000;

/// Longest name that is read, in bytes.
pub(crate) const MAX_NAME: usize = 300;

impl<'s> Builder<'s> {
    pub(super) fn name(&mut self, node: &Node<'s>) -> Name {
        let span = self.span(node);
        let raw = node.as_str();
        let bare = raw.strip_prefix('`').and_then(|r| r.strip_suffix('`')).unwrap_or(raw);
        let bare = self.short_enough(bare, span);
        if bare.is_ascii() {
            return Name { text: SmolStr::new(bare), span };
        }
        let text: SmolStr = if is_nfc(bare) { SmolStr::new(bare) } else { bare.nfc().collect::<String>().into() };
        if mixes_scripts(&text) {
            let message = text!("name `{text}` mixes letters of scripts that look alike", "名称 `{text}` 混用了外形相似的文字");
            let help = text!("type the name again in one script", "请用同一种文字重新输入");
            self.report(Diagnostic::new("P008", Severity::Error, span, message).help(help));
        }
        Name { text, span }
    }

    /// A name of bearable length; a longer one is a finding, and only its beginning counts.
    fn short_enough(&mut self, name: &'s str, span: crate::source::Span) -> &'s str {
        if name.len() <= MAX_NAME {
            return name;
        }
        let message = text!("a name of more than {MAX_NAME} bytes", "名称超过 {MAX_NAME} 字节");
        let start = crate::source::Span { end: span.start + 1, ..span };
        self.error("P007", start, message, text!("give it a short name, and put the rest into the title in quotes", "请用简短的名称，其余写入引号中的标题"));
        name.get(..name.floor_char_boundary(MAX_NAME)).unwrap_or("")
    }

    /// A name where a post may stand: the words `everyone`, `anyone`, `someone` are no names.
    pub(super) fn actor(&mut self, node: &Node<'s>) -> Actor {
        let span = self.span(node);
        let text = node.as_str();
        let kind = if crate::words::is("everyone", text) {
            ActorKind::Everyone
        } else if crate::words::is("anyone", text) {
            ActorKind::Anyone
        } else if crate::words::is("someone", text) {
            ActorKind::Someone
        } else {
            ActorKind::Name(self.name(node))
        };
        Actor { span, kind }
    }

    pub(super) fn text(&mut self, node: Node<'s>) -> Str {
        let span = self.span(&node);
        let raw = node.as_str();
        if node.as_rule() == Rule::open_string {
            let message = text!("this quotation mark is never closed", "引号没有闭合");
            let help = text!("close it on the same line, with `\"` for `\"` and `”` for `“`", "在同一行内闭合：`\"` 配 `\"`，`“` 配 `”`");
            let raw = self.source.get(span.range()).unwrap_or(raw);
            let quote = raw.chars().next().map_or(0, char::len_utf8) as u32;
            let open = crate::source::Span { end: span.start + quote, ..span };
            self.syntax_finding(Diagnostic::new("P001", Severity::Error, open, message).help(help));
            return Str { text: SmolStr::new(raw.trim_matches(['"', '“', '”', '「', '」']).trim()), span };
        }
        let mut chars = raw.chars();
        chars.next();
        chars.next_back();
        let inner = chars.as_str();
        if !inner.contains('\\') {
            return Str { text: SmolStr::new(inner), span };
        }
        Str { text: self.unescape(inner, span), span }
    }

    fn unescape(&mut self, inner: &str, span: crate::source::Span) -> SmolStr {
        let mut out = SmolStrBuilder::new();
        let mut rest = inner;
        while let Some(at) = rest.find('\\') {
            out.push_str(rest.get(..at).unwrap_or(""));
            let escaped = rest.get(at + 1..).unwrap_or("");
            let (c, used) = escape(escaped);
            match c {
                Some(c) => out.push(c),
                None => {
                    let message = text!("unknown escape in text", "文字中有无法识别的转义");
                    let help = text!("known are `\\\"`, `\\\\`, `\\n`, `\\t` and `\\u{{…}}`", "可用的有 `\\\"`、`\\\\`、`\\n`、`\\t`、`\\u{{…}}`");
                    self.error("P001", span, message, help);
                }
            }
            rest = escaped.get(used..).unwrap_or("");
        }
        out.push_str(rest);
        out.finish()
    }

    /// A length of time; `None`, with a finding, where it has no unit or is too long.
    pub(super) fn time(&mut self, node: &Node<'s>) -> Option<Duration> {
        let span = self.span(node);
        let text = ascii_digits(node.as_str());
        if node.as_rule() == Rule::unitless {
            let finding = without_unit(&text, span);
            self.syntax_finding(finding);
            return None;
        }
        let parsed = duration_parts(&text).and_then(|parts| Some((total(&parts)?, parts)));
        let Some((millis, parts)) = parsed.filter(|p| p.0 <= MAX_MILLIS) else {
            let message = text!("`{text}` is longer than a hundred years", "`{text}` 超过一百年");
            self.error("P007", span, message, text!("write the time that is meant", "请写实际的时长"));
            return None;
        };
        Some(Duration { millis, parts, span })
    }

    pub(super) fn quantity(&mut self, node: &Node<'s>) -> Quantity {
        quantity(&ascii_digits(node.as_str()), self.span(node))
    }

    pub(super) fn date(&mut self, node: &Node<'s>) -> Option<Date> {
        let text = ascii_digits(node.as_str());
        let date = Date::parse(&text);
        if date.is_none() {
            let message = text!("`{text}` is no date of the calendar", "`{text}` 不是日历上的日期");
            self.error("P007", self.span(node), message, text!("write year, month and day: `2015-12-22`", "按年、月、日书写：`2015-12-22`"));
        }
        date
    }

    /// Minutes after midnight.
    pub(super) fn clock(&mut self, node: &Node<'s>) -> Option<u16> {
        let text = ascii_digits(node.as_str()).replace('：', ":");
        let minutes = text.split_once(':').and_then(|(h, m)| Some((h.parse::<u16>().ok()?, m.parse::<u16>().ok()?)));
        let minutes = minutes.filter(|&(h, m)| m < 60 && (h < 24 || (h == 24 && m == 0))).map(|(h, m)| h * 60 + m);
        if minutes.is_none() {
            let message = text!("`{text}` is no time of day", "`{text}` 不是一天中的时刻");
            self.error("P007", self.span(node), message, text!("write a time from `00:00` to `24:00`", "请写 `00:00` 到 `24:00` 之间的时刻"));
        }
        minutes
    }

    pub(super) fn value(&mut self, node: Node<'s>) -> Option<Value> {
        let span = self.span(&node);
        let kind = match node.as_rule() {
            Rule::string | Rule::open_string => ValueKind::Text(self.text(node).text),
            Rule::date => ValueKind::Date(self.date(&node)),
            Rule::duration => ValueKind::Duration(self.time(&node)?),
            Rule::quantity => ValueKind::Quantity(self.quantity(&node)),
            Rule::interval => {
                let open = node.as_str().starts_with("..");
                let mut ends = node.into_inner().map(|n| self.quantity(&n));
                if open { ValueKind::Range(None, ends.next()) } else { ValueKind::Range(ends.next(), ends.next()) }
            }
            Rule::unit_sign => ValueKind::Unit(SmolStr::new(node.as_str())),
            _ => ValueKind::Name(self.name(&node).text),
        };
        Some(Value { span, kind })
    }
}

/// Whether a name mixes scripts: Latin with Han or Kana is normal here, Latin with Cyrillic or Greek is how one name
/// passes for another.
pub(crate) fn mixes_scripts(name: &str) -> bool {
    if name.is_ascii() || name.chars().all(is_cjk) {
        return false;
    }
    // A blank in backticks or the numeral of `Ⅱ级` is outside every alphabet and mixes nothing.
    let letters: String = name.chars().filter(|c| c.is_alphabetic() && c.identifier_allowed()).collect();
    letters.detect_restriction_level() > RestrictionLevel::HighlyRestrictive
}

/// The finding for a number that is no length of time.
fn without_unit(text: &str, span: crate::source::Span) -> Diagnostic {
    let digits: String = text.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let unit = text.trim_start_matches(digits.as_str()).trim();
    let message = if unit.is_empty() {
        text!("`{text}` is no length of time: the unit is missing", "`{text}` 不是时长：缺少单位")
    } else if text.contains(' ') && TimeUnit::parse(unit).is_some() {
        text!("no space may stand between a number and its unit", "数字与单位之间不能有空格")
    } else {
        text!("`{unit}` is no unit of time", "`{unit}` 不是时间单位")
    };
    let short = match unit.to_ascii_lowercase().as_str() {
        "sec" | "secs" | "second" | "seconds" => "s",
        "mins" | "minute" | "minutes" => "m",
        "hr" | "hrs" | "hour" | "hours" => "h",
        "day" | "days" => "d",
        "week" | "weeks" => "w",
        "month" | "months" => "mo",
        "year" | "years" => "y",
        _ if TimeUnit::parse(unit).is_some() => unit,
        _ => "",
    };
    let help = if short.is_empty() {
        text!("write `{digits}m` for minutes, `{digits}h` for hours, `{digits}d` for days", "分钟写 `{digits}分钟`，小时写 `{digits}小时`，天写 `{digits}天`")
    } else {
        text!("write `{digits}{short}`", "写作 `{digits}{short}`")
    };
    Diagnostic::new("P001", Severity::Error, span, message).help(help)
}

fn is_cjk(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// The character of an escape and the bytes it takes after the backslash.
fn escape(rest: &str) -> (Option<char>, usize) {
    let first = rest.chars().next();
    match first {
        Some('n') => (Some('\n'), 1),
        Some('t') => (Some('\t'), 1),
        Some('u') => {
            let end = rest.find('}').map_or(1, |e| e + 1);
            let code = rest.get(..end).and_then(|r| r.strip_prefix("u{")).and_then(|r| r.strip_suffix('}'));
            (code.and_then(|c| u32::from_str_radix(c, 16).ok()).and_then(char::from_u32), end)
        }
        Some(c @ ('"' | '\\' | '“' | '”')) => (Some(c), c.len_utf8()),
        Some(c) => (None, c.len_utf8()),
        None => (None, 0),
    }
}

/// Full-width digits as ASCII ones.
pub(crate) fn ascii_digits(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| ('０'..='９').contains(&c)) {
        return Cow::Borrowed(text);
    }
    let ascii = |c: char| match c {
        '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10).unwrap_or(c),
        _ => c,
    };
    Cow::Owned(text.chars().map(ascii).collect())
}

fn duration_parts(text: &str) -> Option<Vec<(SmolStr, TimeUnit)>> {
    let mut parts = Vec::with_capacity(1);
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
        let (number, tail) = rest.split_at_checked(digits)?;
        let end = tail.find(|c: char| c.is_ascii_digit()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at_checked(end)?;
        parts.push((SmolStr::new(number), TimeUnit::parse(unit)?));
        rest = tail;
    }
    Some(parts)
}

fn total(parts: &[(SmolStr, TimeUnit)]) -> Option<u64> {
    parts.iter().try_fold(0u64, |sum, (number, unit)| {
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let whole = whole.parse::<u64>().ok()?.checked_mul(unit.millis())?;
        // A fraction counts to the millisecond: more digits than that say nothing.
        let fraction = fraction.get(..fraction.len().min(9)).unwrap_or("");
        let part = if fraction.is_empty() { 0 } else { fraction.parse::<u64>().ok()?.checked_mul(unit.millis())? / 10u64.pow(fraction.len() as u32) };
        sum.checked_add(whole)?.checked_add(part)
    })
}

/// Splits `38℃` into number and unit.
pub(super) fn quantity(text: &str, span: crate::source::Span) -> Quantity {
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-')).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end).unwrap_or((text, ""));
    Quantity { number: SmolStr::new(number), unit: SmolStr::new(unit), span }
}
