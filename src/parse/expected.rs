//! What would fit where a statement stops making sense, in the reader's words.

use super::attributes::{Place, place_name, wanted_by};
use super::build::Builder;
use super::examples::example;
use super::grammar::{PlanParser, Rule, human};
use super::near::begins;
use super::places::{all_words, key_of, probe, statement_words};
use super::syntax::Part;
use crate::diagnostic::{Diagnostic, Lang, Severity, Text, text};
use crate::words;
use pest::Parser as _;
use pest::error::{ErrorVariant, InputLocation};

/// Bytes behind a broken part that are read with it.
const LOOK_BEHIND: usize = 200;

/// Most alternatives that are listed after "expected".
const MAX_EXPECTED: usize = 5;

/// Most characters of a word that are quoted in a message.
const MAX_SHOWN: usize = 40;

/// Alternatives that together have a name of their own.
const GROUPS: &[(Rule, &[Rule])] = &[
    (Rule::act, &[Rule::kw_call, Rule::kw_notify, Rule::kw_report, Rule::kw_do, Rule::kw_record, Rule::kw_preserve, Rule::kw_activate, Rule::kw_request]),
    (Rule::modal, &[Rule::kw_must_not, Rule::kw_must, Rule::kw_should, Rule::kw_may]),
    (Rule::channel, &[Rule::kw_phone, Rule::kw_sms, Rule::kw_radio, Rule::kw_email, Rule::kw_chat, Rule::kw_broadcast, Rule::kw_in_person]),
    (Rule::value, &[Rule::string, Rule::date, Rule::duration, Rule::quantity, Rule::name, Rule::unit_sign]),
    (Rule::quantity, &[Rule::quantity, Rule::duration, Rule::name]),
    (Rule::duration, &[Rule::duration, Rule::name]),
    (Rule::lbrace, &[Rule::lbrace, Rule::step_clause, Rule::string]),
];

/// How far a statement could be read, and what would have fitted there.
pub(super) struct Attempt {
    /// Offset in the file.
    pub(super) at: usize,
    pub(super) expected: Vec<Rule>,
}

impl<'s> Builder<'s> {
    /// Reads one statement of a place from `from`, not beyond `to`.
    pub(super) fn attempt(&self, from: usize, to: usize, place: Place) -> Option<Attempt> {
        let error = PlanParser::parse(probe(place), self.twin.get(from..to)?).err()?;
        let at = match error.location {
            InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
        };
        let ErrorVariant::ParsingError { positives, .. } = error.variant else { return None };
        Some(Attempt { at: from + at, expected: positives })
    }

    /// Where a part goes wrong. A part on the line of the statement before it may be the rest of that statement.
    /// The second value says that nothing was understood at all.
    pub(super) fn furthest(&self, part: &Part<'s>) -> (Diagnostic, bool) {
        let mut to = (part.end + LOOK_BEHIND).min(self.source.len());
        while !self.source.is_char_boundary(to) {
            to -= 1;
        }
        let own = self.attempt(part.start, to, part.place);
        let words = |a: &Attempt| self.twin.get(part.start..a.at).map_or(0, |t| t.split_whitespace().count());
        let deep = own.as_ref().is_some_and(|a| words(a) > 1) || begins(part.word, &statement_words(part.place));
        let before = part.before.filter(|b| !deep && self.joined(b, part.start));
        let rest = before.and_then(|b| Some((self.attempt(b.start, to, part.place)?, b.start))).filter(|(a, _)| a.at >= part.start);
        match rest.or(own.map(|a| (a, part.start))) {
            Some((attempt, from)) if attempt.at > from => (self.unexpected(&attempt, from, part), false),
            Some(_) | None => (self.no_statement(part), true),
        }
    }

    /// The finding for words that do not fit after a beginning that does.
    pub(super) fn unexpected(&self, attempt: &Attempt, from: usize, part: &Part<'s>) -> Diagnostic {
        let found = self.word_at(attempt.at);
        let word = self.source.get(found.range()).unwrap_or("");
        let rows: Vec<&'static str> = attempt.expected.iter().filter_map(|r| row_of(*r)).collect();
        let near = self.meant(word, found, &rows, &text!("this statement", "这一句"));
        if let Some(finding) = near.or_else(|| self.meant_before(attempt.at, from, part.place)) {
            return finding;
        }
        let expected = simplify(&attempt.expected);
        let statement = statement_of(part.place);
        let beginning = self.twin.get(from..attempt.at).unwrap_or("");
        let could_end = attempt.expected.contains(&Rule::EOI) && !word.starts_with(['"', '“', '=', '[']) && word.chars().any(char::is_alphabetic);
        let mut wanted = match key_of(beginning, part.place) {
            Some(key) if expected.contains(&Rule::value) => wanted_by(key),
            Some(_) | None if expected.is_empty() || expected.len() > MAX_EXPECTED => statement.clone(),
            Some(_) | None => join(&expected),
        };
        if could_end && wanted != statement {
            wanted = Text { en: format!("{}, or {}", wanted.en, statement.en), zh: format!("{}，或{}", wanted.zh, statement.zh) };
        }
        let message = if word.is_empty() {
            Text { en: format!("expected {}, found the end of the file", wanted.en), zh: format!("此处应为{}，文件却到此为止", wanted.zh) }
        } else {
            let shown = cut(word);
            Text { en: format!("expected {}, found `{shown}`", wanted.en), zh: format!("此处应为{}，却写了 `{shown}`", wanted.zh) }
        };
        let mut finding = Diagnostic::new("P001", Severity::Error, found, message);
        let key = key_of(beginning, part.place).filter(|_| expected.contains(&Rule::value));
        finding.help = if let Some(key) = key {
            let (en, zh) = (words::form(key.row(), Lang::En), words::form(key.row(), Lang::Zh));
            let value = wanted_by(key);
            Some(Text { en: format!("after `{en}` write {}", value.en), zh: format!("`{zh}` 后请写{}", value.zh) })
        } else if could_end { Some(statements_of(part.place)) } else { how_to_write(&expected, word, beginning, part.place) };
        finding
    }

    /// `at 0m rise fire`: the word before the one that does not fit was read as a name, but is near a word that fits there.
    fn meant_before(&self, at: usize, from: usize, place: Place) -> Option<Diagnostic> {
        let beginning = self.twin.get(from..at)?.trim_end();
        let word = beginning.split_whitespace().next_back()?;
        let start = from + beginning.len() - word.len();
        let attempt = self.attempt(from, start, place).filter(|a| a.at >= start && start > from)?;
        let rows: Vec<&'static str> = attempt.expected.iter().filter_map(|r| row_of(*r)).collect();
        self.meant(word, self.word_at(start), &rows, &text!("this statement", "这一句"))
    }

    /// The finding for words that begin no statement.
    fn no_statement(&self, part: &Part<'s>) -> Diagnostic {
        let wanted = statement_of(part.place);
        let shown = cut(part.word);
        let message = Text { en: format!("expected {}, found `{shown}`", wanted.en), zh: format!("此处应为{}，却写了 `{shown}`", wanted.zh) };
        let bare = shown.trim_matches(['"', '“', '”']);
        let help = if part.place == Place::Step && bare.len() < shown.len() {
            text!("write the name without quotes: `{bare}`", "名称不加引号：`{bare}`")
        } else {
            statements_of(part.place)
        };
        Diagnostic::new("P001", Severity::Error, part.span, message).help(help)
    }
}

/// What to write instead, where something better than the expected words can be said.
fn how_to_write(expected: &[Rule], word: &str, beginning: &str, place: Place) -> Option<Text> {
    if expected == [Rule::comma] {
        return Some(text!("several values are separated by commas", "多个值之间用逗号分隔"));
    }
    if beginning.split_whitespace().next().is_some_and(|w| words::is("allow", w)) {
        return example("allow");
    }
    let bare = word.trim_matches(['"', '“', '”']);
    let name = expected.iter().any(|r| matches!(r, Rule::name | Rule::actors | Rule::any_of));
    if name && bare.len() < word.len() && !expected.contains(&Rule::string) {
        return Some(if bare.chars().all(|c| c.is_alphanumeric() || c == '-') {
            text!("write the name without quotes: `{bare}`", "名称不加引号：`{bare}`")
        } else {
            text!("a name is written without quotes; if it has spaces or signs, in backticks: `` `{bare}` ``", "名称不加引号；含空格或符号时用反引号：`` `{bare}` ``")
        });
    }
    if name && word.starts_with(|c: char| c.is_ascii_digit()) {
        return Some(text!("a name begins with a letter; write any other name in backticks: `` `{word}` ``", "名称以文字或字母开头；其他名称请加反引号：`` `{word}` ``"));
    }
    if expected.contains(&Rule::act) && word.chars().any(char::is_alphabetic) {
        return Some(text!(
            "acts begin with `notify`, `call`, `report`, `record`, `preserve`, `activate` or `request approval of`; any other act is written in quotes: `do \"{word}\"`",
            "行为以`通知`、`拨打`、`报告`、`记录`、`保留`、`启用`或`请示`开头；其他行为写在引号中：`执行 \"{word}\"`"
        ));
    }
    if expected.contains(&Rule::quantity) && expected.len() == 1 {
        return Some(text!("write a value with its unit, such as `3人` or `30m`", "写带单位的数值，例如 `3人`、`30分钟`"));
    }
    if expected.contains(&Rule::modal) || place == Place::Step && expected == [Rule::actors] {
        return Some(text!("a duty reads `lead must notify manager within 5m`", "职责的写法：`值班组长 应 通知 经理 限时 5分钟`"));
    }
    let inner = beginning.split_whitespace().rev().find_map(|w| all_words(place).into_iter().find(|row| begins(w, &[row])));
    let outer = || beginning.split_whitespace().next().and_then(|w| all_words(place).into_iter().find(|row| begins(w, &[row])));
    inner.and_then(example).or_else(|| outer().and_then(example))
}

/// The statements of a place.
fn statements_of(place: Place) -> Text {
    let list = |lang: Lang, comma: &str| {
        let mut forms: Vec<String> = statement_words(place).iter().map(|r| format!("`{}`", words::form(r, lang))).collect();
        forms.dedup();
        forms.join(comma)
    };
    let (en, zh) = (list(Lang::En, ", "), list(Lang::Zh, "、"));
    match place {
        Place::File => text!("a file consists of {en}", "文件由这些部分组成：{zh}"),
        Place::Step => text!("a step holds duties (`lead must notify manager within 5m`) and {en}", "步骤中可写职责（`值班组长 应 通知 经理 限时 5分钟`）以及 {zh}"),
        Place::Declaration(_) | Place::Terms | Place::Level | Place::Forbid | Place::Recovery => text!("statements here begin with {en}", "此处的语句以这些词开头：{zh}"),
    }
}

/// A word as it is quoted in a message.
fn cut(word: &str) -> String {
    match word.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", word.get(..end).unwrap_or("")),
        None => word.to_owned(),
    }
}

fn statement_of(place: Place) -> Text {
    let at = place_name(place);
    match place {
        Place::File => text!("a declaration", "声明"),
        _ => Text { en: format!("a statement of {}", at.en), zh: format!("{}中的语句", at.zh) },
    }
}

/// The row of a keyword's rule.
fn row_of(rule: Rule) -> Option<&'static str> {
    let id = format!("{rule:?}");
    id.strip_prefix("kw_").and_then(words::row).map(|w| w.row)
}

/// Drops what only recovery reads, and gives groups their names.
fn simplify(expected: &[Rule]) -> Vec<Rule> {
    let mut rules: Vec<Rule> = expected.to_vec();
    rules.retain(|r| !matches!(r, Rule::open_string | Rule::unitless | Rule::EOI));
    for (group, members) in GROUPS {
        if members.iter().all(|m| rules.contains(m)) {
            rules.retain(|r| !members.contains(r));
            rules.insert(0, *group);
        }
    }
    if rules.contains(&Rule::lbrace) && rules.len() > MAX_EXPECTED {
        rules.retain(|r| *r == Rule::lbrace);
    }
    // Where the statement cannot end yet, one more of a list is not what is missing.
    rules.retain(|r| *r != Rule::comma || expected.contains(&Rule::EOI));
    if rules.contains(&Rule::lbrace) {
        rules.retain(|r| *r != Rule::kw_of_what);
    }
    rules
}

/// What a rule is called in "expected …", with its article.
fn called(rule: Rule) -> Text {
    if rule == Rule::act {
        return text!("what to do, such as `notify`, `call` or `do`", "行为，如`通知`、`拨打`、`执行`");
    }
    let name = human(rule);
    let bare = name.en.starts_with(['`', '(']) || name.en.starts_with("text") || name.en.ends_with('s');
    let article = match name.en.chars().next() {
        _ if bare => "",
        Some('a' | 'e' | 'i' | 'o') => "an ",
        _ => "a ",
    };
    Text { en: format!("{article}{}", name.en), zh: name.zh }
}

fn join(rules: &[Rule]) -> Text {
    let names: Vec<Text> = rules.iter().map(|r| called(*r)).collect();
    let list = |pick: fn(&Text) -> &str, comma: &str, or: &str| {
        let mut shown: Vec<&str> = Vec::new();
        for name in &names {
            if !shown.contains(&pick(name)) {
                shown.push(pick(name));
            }
        }
        match shown.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{}{or}{last}", rest.join(comma)),
            _ => shown.join(comma),
        }
    };
    Text { en: list(|t| &t.en, ", ", " or "), zh: list(|t| &t.zh, "、", "或") }
}
