//! Broken parts of a file: what they were meant to be, in the reader's words.

use super::attributes::{Place, place_name};
use super::build::{Builder, Node};
use super::grammar::{PlanParser, Rule, human};
use crate::ast::DeclKind;
use crate::diagnostic::{Diagnostic, Lang, Severity, Text, text};
use crate::source::Span;
use crate::words;
use pest::Parser as _;
use pest::error::{ErrorVariant, InputLocation};

/// Most syntax findings reported for one file.
pub const MAX_SYNTAX_FINDINGS: usize = 50;

/// Bytes behind a broken part that are read with it.
const LOOK_BEHIND: usize = 200;

/// Most alternatives that are listed after "expected".
const MAX_EXPECTED: usize = 5;

impl<'s> Builder<'s> {
    /// Adds a syntax finding, up to the limit of a file.
    pub(super) fn syntax_finding(&mut self, finding: Diagnostic) {
        self.syntax_findings += 1;
        if self.syntax_findings < MAX_SYNTAX_FINDINGS {
            self.report(finding);
        } else if self.syntax_findings == MAX_SYNTAX_FINDINGS {
            let message = text!(
                "more than {} syntax errors; the rest of this file's are not shown",
                "语法错误超过 {} 处；本文件其余的不再显示",
                MAX_SYNTAX_FINDINGS - 1
            );
            self.report(Diagnostic::new("P001", Severity::Error, finding.span, message).help(text!("mend the first ones and run again", "请先修改前面的，再运行一次")));
        }
    }

    /// Says what is wrong with a broken part.
    pub(super) fn explain(&mut self, node: &Node<'s>, place: Place) {
        let shown = node.as_str().trim_end();
        let start = node.as_span().start();
        let region = Span::new(self.file, start, start + shown.len());
        self.broken.push(region);
        // A finding inside the part (an open quotation mark, a hidden character) already says why it is broken.
        if self.findings.iter().any(|d| d.span.start >= region.start && d.span.end <= region.end) {
            return;
        }
        let word = self.word_at(start);
        let text = self.source.get(word.range()).unwrap_or("");
        if let Some(home) = home_of(text, place) {
            if !std::mem::replace(&mut self.misplaced, true) {
                self.syntax_finding(misplaced(text, word, place, &home));
            }
            return;
        }
        if shown.starts_with(['}', '｝']) {
            self.misplaced = true;
            let message = text!("this `}}` closes nothing", "这个 `}}` 没有对应的 `{{`");
            let help = text!("delete it, or look for a block above that was closed too early", "删除它，或检查上文是否有一段过早闭合");
            self.syntax_finding(Diagnostic::new("P001", Severity::Error, word, message).help(help));
            return;
        }
        let finding = self.near_word(text, word, place).unwrap_or_else(|| self.furthest(start, region, place));
        self.syntax_finding(finding);
    }

    /// The first word is close to one that may stand here.
    fn near_word(&self, text: &str, span: Span, place: Place) -> Option<Diagnostic> {
        let expected = statement_words(place).into_iter().chain(CONTINUATIONS.iter().copied().filter(|_| place == Place::Step));
        let near = nearest(text, expected)?;
        Some(did_you_mean(text, span, near, &place_name(place)))
    }

    /// Parses the part again alone and reports where it goes wrong.
    fn furthest(&self, start: usize, region: Span, place: Place) -> Diagnostic {
        let mut end = (region.end as usize + LOOK_BEHIND).min(self.source.len());
        while !self.source.is_char_boundary(end) {
            end -= 1;
        }
        let part = self.twin.get(start..end).unwrap_or("");
        let (at, mut expected) = self.best_attempt(part, place);
        let at = start + at;
        let found = self.word_at(at);
        let word = self.source.get(found.range()).unwrap_or("");
        let keywords = expected.iter().filter_map(|r| keyword(*r));
        if let Some(near) = nearest(word, keywords).filter(|_| at > start) {
            return did_you_mean(word, found, near, &text!("this statement", "这一句"));
        }
        expected.retain(|r| !matches!(r, Rule::comma | Rule::open_string | Rule::unitless | Rule::dots | Rule::EOI));
        let wanted = if at == start || expected.is_empty() || expected.len() > MAX_EXPECTED {
            let here = place_name(place);
            Text { en: format!("a statement that may stand in {}", here.en), zh: format!("可以写在{}中的语句", here.zh) }
        } else {
            join(&expected)
        };
        let message = if word.is_empty() {
            Text { en: format!("expected {}, found the end of the file", wanted.en), zh: format!("此处应为{}，文件却到此为止", wanted.zh) }
        } else {
            Text { en: format!("expected {}, found `{word}`", wanted.en), zh: format!("此处应为{}，却写了 `{word}`", wanted.zh) }
        };
        let help = self.help_for(place, at == start, &wanted);
        Diagnostic::new("P001", Severity::Error, found, message).help(help)
    }

    fn help_for(&self, place: Place, at_start: bool, wanted: &Text) -> Text {
        if !at_start {
            return Text { en: format!("write {} here", wanted.en), zh: format!("在此处写{}", wanted.zh) };
        }
        let list = |lang| {
            let rows = statement_words(place);
            let mut forms: Vec<String> = rows.iter().map(|r| format!("`{}`", words::form(r, lang))).collect();
            forms.dedup();
            forms
        };
        let (en, zh) = (list(Lang::En).join(", "), list(Lang::Zh).join("、"));
        if place == Place::Step {
            text!("a step holds duties (`lead must notify manager within 5m`) and {en}", "步骤中可写职责（`值班组长 应 通知 经理 限时 5分钟`）以及 {zh}")
        } else {
            text!("statements here begin with {en}", "此处的语句以这些词开头：{zh}")
        }
    }

    /// The statement kinds of a place, tried one by one; the one that gets furthest is what was meant.
    fn best_attempt(&self, part: &str, place: Place) -> (usize, Vec<Rule>) {
        let mut best = (0, Vec::new());
        for rule in statement_rules(place) {
            let Err(error) = PlanParser::parse(*rule, part) else { continue };
            let at = match error.location {
                InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
            };
            let ErrorVariant::ParsingError { positives, .. } = error.variant else { continue };
            if at > best.0 {
                best = (at, positives);
            } else if at == best.0 {
                best.1.extend(positives);
            }
        }
        best.1.sort_unstable();
        best.1.dedup();
        best
    }

    /// The word, or the single sign, at an offset.
    pub(super) fn word_at(&self, at: usize) -> Span {
        let rest = self.source.get(at..).unwrap_or("");
        let skipped = rest.len() - rest.trim_start().len();
        let (at, rest) = if skipped == rest.len() { (at, "") } else { (at + skipped, rest.trim_start()) };
        let length = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(rest.len());
        let length = if length == 0 { rest.chars().next().map_or(0, char::len_utf8) } else { length };
        Span::new(self.file, at, at + length)
    }
}

const CONTINUATIONS: &[&str] = &["within", "repeat", "else", "when", "by_channel", "to", "of"];
const COMMON: &[&str] = &["cite", "note", "todo", "allow"];
const DECLARATIONS: &[&str] = &[
    "language", "use", "plan", "terms", "role", "group", "service", "shift", "signal", "gauge", "levels", "action", "document",
    "report_form", "procedure", "exercise", "training", "routine", "supply", "drill",
];
const PROCEDURE: &[&str] = &["start", "owner", "step", "then", "escalate_to", "forbid", "finish", "recovery"];
const STEP: &[&str] = &["automatic", "within", "repeat", "forbid"];

/// Rows of the words with which a statement of a place begins.
fn statement_words(place: Place) -> Vec<&'static str> {
    let own: &[&str] = match place {
        Place::File => return DECLARATIONS.iter().chain(&["forbid"]).chain(COMMON).copied().collect(),
        Place::Step => STEP,
        Place::Recovery => &["step", "then"],
        Place::Terms | Place::Level => &[],
        Place::Declaration(kind) => match kind {
            DeclKind::Procedure => PROCEDURE,
            DeclKind::Drill => &["at", "expect"],
            DeclKind::Levels => &["level", "worst_first", "prefer_highest"],
            DeclKind::Shift => &["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
            DeclKind::Exercise | DeclKind::Training | DeclKind::Routine | DeclKind::Supply | DeclKind::Document => &["owner"],
            DeclKind::Plan
            | DeclKind::Terms
            | DeclKind::Role
            | DeclKind::Group
            | DeclKind::Service
            | DeclKind::Signal
            | DeclKind::Gauge
            | DeclKind::Action
            | DeclKind::Report => &[],
        },
    };
    let keys = super::attributes::allowed_keys(place);
    own.iter().copied().chain(keys.iter().map(|k| k.row())).chain(COMMON.iter().copied()).collect()
}

/// The grammar's rules for a statement of a place.
fn statement_rules(place: Place) -> &'static [Rule] {
    match place {
        Place::File => &[Rule::language, Rule::import, Rule::decl, Rule::procedure, Rule::drill, Rule::terms, Rule::forbid, Rule::waiver, Rule::attr],
        Place::Step => &[Rule::duty, Rule::limit, Rule::repeat, Rule::forbid, Rule::waiver, Rule::attr],
        Place::Recovery => &[Rule::step, Rule::waiver, Rule::attr],
        Place::Terms => &[Rule::term, Rule::waiver, Rule::attr],
        Place::Level => &[Rule::attr, Rule::waiver],
        Place::PROCEDURE => &[Rule::step, Rule::owner, Rule::start, Rule::finish, Rule::escalation, Rule::forbid, Rule::recovery, Rule::waiver, Rule::attr],
        Place::Declaration(DeclKind::Drill) => &[Rule::event, Rule::expectation, Rule::waiver, Rule::attr],
        Place::Declaration(_) => &[Rule::attr, Rule::owner, Rule::window, Rule::flag, Rule::level, Rule::waiver],
    }
}

/// Where a statement that begins with this word belongs, if that is not here.
fn home_of(word: &str, place: Place) -> Option<Text> {
    let begins = |rows: &[&str]| rows.iter().any(|row| words::is(row, word) || words::row(row).is_some_and(|w| w.spellings.iter().any(|s| s.split(' ').next() == Some(word))));
    if begins(&statement_words(place)) || (place == Place::Step && begins(CONTINUATIONS)) {
        return None;
    }
    if begins(&["step", "then", "start", "finish", "recovery", "escalate_to"]) {
        return Some(text!("a `procedure`", "`处置`"));
    }
    if begins(&["expect"]) {
        return Some(text!("a `drill`", "`推演`"));
    }
    (place != Place::File && begins(DECLARATIONS)).then(|| text!("the file, outside every block", "文件的最外层"))
}

fn misplaced(word: &str, span: Span, place: Place, home: &Text) -> Diagnostic {
    let here = place_name(place);
    let message = Text { en: format!("`{word}` may not stand in {}", here.en), zh: format!("`{word}` 不能写在{}中", here.zh) };
    let help = Text {
        en: format!("it belongs in {}; look for a `{{` or `}}` missing or too many above", home.en),
        zh: format!("它应写在{}中；请检查上文是否少了或多了 `{{`、`}}`", home.zh),
    };
    Diagnostic::new("P001", Severity::Error, span, message).help(help)
}

fn did_you_mean(word: &str, span: Span, row: &str, place: &Text) -> Diagnostic {
    let lang = if word.is_ascii() { Lang::En } else { Lang::Zh };
    let near = words::form(row, lang);
    let message = Text { en: format!("`{word}` is no word that may stand in {}", place.en), zh: format!("`{word}` 不是可以写在{}中的词", place.zh) };
    let help = text!("did you mean `{near}`?", "是否想写 `{near}`？");
    Diagnostic::new("P001", Severity::Error, span, message).help(help)
}

fn keyword(rule: Rule) -> Option<&'static str> {
    let id = format!("{rule:?}");
    id.strip_prefix("kw_").and_then(words::row).map(|w| w.row)
}

/// The row whose spelling is nearest to a word, if one is near enough.
fn nearest(word: &str, rows: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let length = word.chars().count();
    if length < 2 {
        return None;
    }
    let mut best: Option<(usize, &'static str)> = None;
    for row in rows {
        for spelling in words::row(row).map_or(&[] as &[String], |w| w.spellings.as_slice()) {
            let first = spelling.split(' ').next().unwrap_or(spelling);
            let distance = strsim::osa_distance(word, first);
            let limit = if word.is_ascii() { length.max(first.len()) / 3 } else { usize::from(length > 2) };
            if distance > 0 && distance <= limit.max(usize::from(word.is_ascii() && length > 2)) && best.is_none_or(|b| distance < b.0) {
                best = Some((distance, row));
            }
        }
    }
    best.map(|b| b.1)
}

fn join(rules: &[Rule]) -> Text {
    let mut names: Vec<Text> = rules.iter().map(|r| human(*r)).collect();
    names.dedup();
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
