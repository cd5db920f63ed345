//! Broken parts of a file: which of the usual mistakes each one is. One mistake, one finding.

use super::attributes::{Place, place_name};
use super::braces::Before;
use super::build::{Builder, Node};
use super::grammar::Rule;
use super::near::{Meant, begins, meant};
use super::places::all_words;
use crate::diagnostic::{Diagnostic, Edit, Fix, Lang, Severity, Text, text};
use crate::source::Span;
use crate::words;

/// Most syntax findings reported for one file.
pub const MAX_SYNTAX_FINDINGS: usize = 50;

/// Findings looked through for one that already explains a part: the first ones, of the scan, and the last ones.
const LOOKED_THROUGH: usize = 64;

/// A part that was not understood.
pub(super) struct Part<'s> {
    pub(super) start: usize,
    /// Without the space behind it.
    pub(super) end: usize,
    pub(super) place: Place,
    /// What stands before it in the same body.
    pub(super) before: Option<Before>,
    /// Its first word.
    pub(super) word: &'s str,
    /// The place of that word.
    pub(super) span: Span,
}

/// Longest word that is pointed at and quoted, in bytes.
const MAX_SHOWN: usize = 120;

impl<'s> Builder<'s> {
    /// Adds a syntax finding, up to the limit of a file.
    pub(super) fn syntax_finding(&mut self, finding: Diagnostic) {
        self.syntax_findings += 1;
        if self.syntax_findings < MAX_SYNTAX_FINDINGS {
            self.report(finding);
        } else if self.syntax_findings == MAX_SYNTAX_FINDINGS {
            let shown = MAX_SYNTAX_FINDINGS - 1;
            let message = text!("more than {shown} syntax errors; the rest of this file's are not shown", "语法错误超过 {shown} 处；本文件其余的不再显示");
            self.report(Diagnostic::new("P001", Severity::Error, finding.span, message).help(text!("mend the first ones and run again", "请先修改前面的，再运行一次")));
        }
    }

    /// Says what is wrong with a broken part. True where the statement before it is part of the mistake.
    pub(super) fn explain(&mut self, node: &Node<'s>, place: Place, before: Option<Before>) -> bool {
        let start = node.as_span().start();
        let end = start + node.as_str().trim_end().len();
        self.broken.push(Span::new(self.file, start, end));
        if self.syntax_findings >= MAX_SYNTAX_FINDINGS || self.explained(start, end) {
            return false;
        }
        let span = self.word_at(start);
        let part = Part { start, end, place, before, word: self.source.get(span.range()).unwrap_or(""), span };
        if let Some(finding) = self.swallowed(&part).or_else(|| self.unquoted_act(&part)) {
            self.syntax_finding(finding);
            return true;
        }
        if let Some(finding) = self.out_of_place(&part) {
            if !std::mem::replace(&mut self.misplaced, true) {
                self.syntax_finding(finding);
            }
            return false;
        }
        if self.lost && !part.word.starts_with(char::is_alphanumeric) {
            return false;
        }
        let known = sign(&part).or_else(|| self.spaces_in_name(&part)).or_else(|| self.meant(part.word, part.span, &all_words(place), &block_name(place))).or_else(|| run_together(&part));
        let (finding, vague) = known.map_or_else(|| self.furthest(&part), |finding| (finding, false));
        // Line upon line that makes no sense is one mistake: text that is no plan.
        if !(vague && std::mem::replace(&mut self.lost, true)) {
            self.syntax_finding(finding);
        }
        false
    }

    /// Whether a finding inside the part (an open quotation mark, a hidden character) already says why it is broken.
    fn explained(&self, start: usize, end: usize) -> bool {
        let first = self.findings.iter().take(LOOKED_THROUGH);
        let mut near = first.chain(self.findings.iter().rev().take(LOOKED_THROUGH));
        near.any(|d| (d.span.start as usize) < end && d.span.end as usize > start)
    }

    /// Whether a part stands on the line on which the statement before it ends, with nothing between.
    pub(super) fn joined(&self, before: &Before, start: usize) -> bool {
        self.twin.get(before.end..start).is_some_and(|gap| gap.chars().all(|c| c == ' ')) && !self.twin.get(..before.end).is_some_and(|t| t.ends_with('}'))
    }

    /// `reports to   phone "8001"`: something is missing before a word of the language, which was read as a name.
    fn swallowed(&mut self, part: &Part<'s>) -> Option<Diagnostic> {
        let before = part.before.filter(|b| self.joined(b, part.start))?;
        let text = self.twin.get(before.start..before.end)?;
        let at = text.rfind(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_')))?;
        let at = before.start + at + text.get(at..)?.chars().next()?.len_utf8();
        let word = self.twin.get(at..before.end)?;
        if !begins(word, &all_words(part.place)) {
            return None;
        }
        // `role shift leader {` is a name of two words; on a line of its own `shift leader {` is a declaration.
        let head = matches!(before.rule, Rule::decl | Rule::procedure | Rule::step);
        if head && !self.twin.get(before.start..at)?.contains('\n') {
            return None;
        }
        let attempt = self.attempt(before.start, at, part.place)?;
        if self.twin.get(attempt.at..at).is_none_or(|rest| !rest.trim().is_empty()) {
            return None;
        }
        let (from, to) = (at as u32, before.end as u32);
        self.findings.retain(|d| d.span.start < from || d.span.end > to);
        self.broken.push(Span::new(self.file, before.start, before.end));
        Some(self.unexpected(&attempt, before.start, part))
    }

    /// `do lead people out`: an act in words without quotes.
    fn unquoted_act(&mut self, part: &Part<'s>) -> Option<Diagnostic> {
        let before = part.before.filter(|b| matches!(b.rule, Rule::duty | Rule::forbid | Rule::automatic) && self.joined(b, part.start))?;
        let mut words = self.twin.get(before.start..before.end)?.split_whitespace().rev();
        let (name, verb) = (words.next()?, words.next()?);
        if !words::is("do", verb) {
            return None;
        }
        let line = self.twin.get(part.start..part.end)?;
        let end = line.split_whitespace().find(|w| words::is("within", w) || words::is("repeat", w) || w.contains(['{', '}']));
        let end = end.and_then(|w| line.find(w)).unwrap_or(line.len());
        let span = Span::new(self.file, before.end - name.len(), part.start + line.get(..end)?.trim_end().len());
        let act = self.source.get(span.range())?;
        self.broken.push(Span::new(self.file, before.start, before.end));
        let message = text!("an act in words needs quotes", "用文字描述的行为要加引号");
        Some(Diagnostic::new("P001", Severity::Error, span, message).help(text!("write `do \"{act}\"`", "写作 `执行 \"{act}\"`")))
    }

    /// `role shift leader {`: a name of several words.
    fn spaces_in_name(&self, part: &Part<'s>) -> Option<Diagnostic> {
        let before = part.before.filter(|b| self.unopened(b) && self.joined(b, part.start))?;
        let head = self.twin.get(before.start..before.end)?;
        let name = head.split_whitespace().next_back().filter(|n| !n.ends_with(['"', '”']) && head.split_whitespace().count() == 2)?;
        let rest = self.twin.get(part.start..part.end)?;
        let rest = rest.split(['{', '"', '“', '\n']).next()?.trim_end();
        if rest.is_empty() || rest.starts_with(['[', '(', '=', ':']) {
            return None;
        }
        let span = Span::new(self.file, before.end - name.len(), part.start + rest.len());
        let whole = self.source.get(span.range())?;
        let message = text!("a name is one word of letters, digits and `-`", "名称须是一个词，由文字、字母、数字和 `-` 组成");
        let help = text!("join the words, or put the name in backticks: `` `{whole}` ``", "请连写，或给名称加反引号：`` `{whole}` ``");
        Some(Diagnostic::new("P001", Severity::Error, span, message).help(help))
    }

    /// The finding for a word that is near to one of `rows`, or runs into what follows it.
    pub(super) fn meant(&self, word: &str, span: Span, rows: &[&'static str], place: &Text) -> Option<Diagnostic> {
        let (rest, near) = match meant(word, rows)? {
            Meant::Glued(length) => (word.split_at_checked(length)?, None),
            Meant::Row(row) => ((word, ""), Some(row)),
        };
        let Some(row) = near else {
            let (word, rest) = rest;
            let message = text!("a space is missing after `{word}`", "`{word}` 后缺少空格");
            let mut finding = Diagnostic::new("P001", Severity::Error, span, message).help(text!("write `{word} {rest}`", "写作 `{word} {rest}`"));
            finding.fix = Some(Fix { safe: false, edits: vec![Edit { span, text: format!("{word} {rest}") }] });
            return Some(finding);
        };
        let near = words::form(row, if word.is_ascii() { Lang::En } else { Lang::Zh });
        let message = Text { en: format!("`{word}` is no word of {}", place.en), zh: format!("{}中没有 `{word}` 这个词", place.zh) };
        let mut finding = Diagnostic::new("P001", Severity::Error, span, message).help(text!("did you mean `{near}`?", "是否想写 `{near}`？"));
        if !near.contains(' ') {
            finding.fix = Some(Fix { safe: false, edits: vec![Edit { span, text: near.to_owned() }] });
        }
        Some(finding)
    }

    /// The word, the text in quotes, or the single sign, at an offset; at the end of the file the last character.
    pub(super) fn word_at(&self, at: usize) -> Span {
        let rest = self.source.get(at..).unwrap_or("");
        let (skipped, rest) = (rest.len() - rest.trim_start().len(), rest.trim_start());
        let at = if rest.is_empty() { self.source.trim_end().len() } else { at + skipped };
        let length = match rest.chars().next() {
            Some('"' | '“') => super::scan::text_length(rest),
            _ => None,
        };
        let length = length.unwrap_or_else(|| rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(rest.len()));
        let length = if length == 0 { rest.chars().next().map_or(0, char::len_utf8) } else { length };
        Span::new(self.file, at, at + rest.floor_char_boundary(length.min(MAX_SHOWN)))
    }
}

/// A sign that begins nothing: a comma too many, a comment of another language.
fn sign(part: &Part<'_>) -> Option<Diagnostic> {
    let (message, help) = match part.word {
        "," | "，" | "、" => (text!("nothing follows this comma", "逗号后没有内容"), text!("write what is missing, or delete the comma", "补上缺少的内容，或删去逗号")),
        "#" | "＃" => (text!("`#` begins no comment here", "`#` 在此不表示注释"), text!("a comment begins with `//`", "注释以 `//` 开头")),
        _ => return None,
    };
    Some(Diagnostic::new("P001", Severity::Error, part.span, message).help(help))
}

/// `值班组长应通知经理`: Chinese words without spaces between them.
fn run_together(part: &Part<'_>) -> Option<Diagnostic> {
    if part.word.is_ascii() || part.place != Place::Step {
        return None;
    }
    let modals = ["must_not", "must", "should", "may"].iter().filter_map(|row| words::row(row)).flat_map(|w| w.spellings.iter());
    let modals = modals.filter(|s| !s.is_ascii());
    let (at, modal) = modals.filter_map(|s| Some((part.word.find(s.as_str())?, s))).filter(|(at, _)| *at > 0).min_by_key(|(at, s)| (*at, std::cmp::Reverse(s.len())))?;
    let (who, rest) = (part.word.get(..at)?, part.word.get(at + modal.len()..)?);
    let acts = ["call", "notify", "report", "record", "preserve", "activate", "request", "do"].iter().filter_map(|row| words::row(row));
    let act = acts.map(|w| w.form(Lang::Zh)).find(|s| rest.starts_with(s)).unwrap_or("");
    let rest = rest.get(act.len()..)?;
    let parts: Vec<&str> = [who, modal, act, rest].into_iter().filter(|p| !p.is_empty()).collect();
    let split = parts.join(" ");
    let message = text!("words must be separated by spaces", "词与词之间要有空格");
    Some(Diagnostic::new("P001", Severity::Error, part.span, message).help(text!("write `{split}`", "写作 `{split}`")))
}

/// Whose words are meant: those of a plan file, or of one of its blocks.
fn block_name(place: Place) -> Text {
    if place == Place::File { text!("a plan file", "预案文件") } else { place_name(place) }
}

