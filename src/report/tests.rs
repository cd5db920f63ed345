//! The renderers against hand-made findings.
#![cfg(feature = "cli")]

mod drawn;

use super::*;
use crate::diagnostic::{Lang, text};
use crate::source::{FileId, Source, Span};
use unicode_width::UnicodeWidthStr;

const STYLE: PrettyStyle = PrettyStyle { color: false, width: 80, unicode: true };

fn rule(code: &str) -> RuleInfo {
    match code {
        "P401" => RuleInfo {
            name: "wrong-emergency-number",
            why_en: "a wrong number costs the minutes in which a fire can still be put out",
            why_zh: "拨错号码，会错过火势还能控制的几分钟",
        },
        "P003" => RuleInfo { name: "duplicate-name", why_en: "", why_zh: "" },
        _ => RuleInfo { name: "syntax-error", why_en: "", why_zh: "" },
    }
}

/// Sources whose findings are built by searching for words.
#[derive(Default)]
struct Case {
    sources: Sources,
    findings: Vec<Diagnostic>,
}

impl Case {
    fn with(files: &[(&str, &str)]) -> Self {
        let mut case = Self::default();
        for (name, text) in files {
            case.sources.add(Source::new(*name, *text));
        }
        case
    }

    fn at(&self, file: u32, words: &str) -> Span {
        let start = self.sources.get(FileId(file)).unwrap().text.find(words).unwrap();
        Span::new(FileId(file), start, start + words.len())
    }

    /// One finding per span.
    fn finding(mut self, spans: &[Span]) -> Self {
        let finding = |&span| {
            Diagnostic::new("P001", Severity::Error, span, text!("not a plan", "不是预案")).label(text!("here", "此处"))
        };
        self.findings.extend(spans.iter().map(finding));
        self
    }

    fn report(&self) -> Report<'_> {
        Report { sources: &self.sources, diagnostics: &self.findings, plans: 1, files: self.sources.len(), rule: &rule }
    }

    fn both(&self, lang: Lang) -> [String; 2] {
        [pretty(&self.report(), lang, STYLE), plain(&self.report(), lang)]
    }
}

fn hotline() -> Case {
    let plan = "预案 热线 {\n  地区 CN\n  外援 消防队 { 负责 火灾   电话 \"110\" }\n}\n";
    let mut case = Case::with(&[("plans/热线.plan", plan), ("roster.plan", "外援 消防队 { 电话 \"119\" }\n")]);
    let number = case.at(0, "110");
    case.findings.push(
        Diagnostic::new(
            "P401",
            Severity::Error,
            number,
            text!("`110` is the police, not the fire brigade", "`110` 是报警电话，不是火警电话"),
        )
        .label(text!("the police in CN", "这是公安的电话"))
        .related(case.at(0, "火灾"), text!("meant for fire", "这里写明负责火灾"))
        .related(case.at(1, "\"119\""), text!("`119` elsewhere", "别处写的是 `119`"))
        .help(text!("write `119`", "写成 `119`"))
        .safe_fix(number, "119")
        .cite(Some(&"五(1)".into())),
    );
    case
}

/// Display column at which `words` stand in the line that holds them, and that of the first of `marks` on the line below.
fn columns(shown: &str, words: &str, marks: &[char]) -> (usize, usize) {
    let mut lines = shown.lines().skip_while(|line| !line.contains(words));
    let (line, below) = (lines.next().unwrap(), lines.next().unwrap());
    let width = |line: &str, end: usize| line.get(..end).unwrap().width();
    let border = below.find(['·', '|']).unwrap();
    let mark = below.char_indices().find(|&(i, c)| i > border && marks.contains(&c)).unwrap().0;
    (width(line, line.find(words).unwrap()), width(below, mark))
}

fn assert_aligned(case: &Case, words: &str) {
    for shown in case.both(Lang::Zh) {
        let (word, mark) = columns(&shown, words, &['─', '┬', '^', '▲']);
        assert_eq!(word, mark, "{shown}");
    }
}

#[test]
fn marks_stand_under_chinese_words() {
    let case = Case::with(&[("a.plan", "步骤 报警 { 值班组长 应 拨打 消防队 }\n")]);
    let span = case.at(0, "消防队");
    assert_aligned(&case.finding(&[span]), "消防队");
}

#[test]
fn marks_stand_under_words_after_tabs_and_hidden_characters() {
    let case = Case::with(&[("a.plan", "\t步骤\t\u{1b}[31m\u{202e}报警\u{0}消防队\n")]);
    let span = case.at(0, "消防队");
    let case = case.finding(&[span]);
    assert_aligned(&case, "消防队");
    for shown in case.both(Lang::En) {
        assert!(shown.contains("<U+001B>[31m<U+202E>报警<U+0000>消防队"), "{shown}");
        assert!(shown.contains("a.plan:1:14"), "{shown}");
        assert!(!shown.contains(['\t', '\u{1b}', '\u{202e}', '\u{0}']), "{shown}");
    }
}

#[test]
fn messages_and_file_names_send_no_escape_codes() {
    let mut case = Case::with(&[("a\u{1b}.plan", "x\n")]);
    let span = case.at(0, "x");
    let finding = Diagnostic::new("P001", Severity::Info, span, text!("bad \u{1b}", "坏 \u{1b}"));
    case.findings.push(finding.label(text!("\u{7}", "\u{7}")).related(span, text!("\u{8}", "\u{8}")));
    for shown in case.both(Lang::Zh) {
        assert!(!shown.contains(['\u{1b}', '\u{7}', '\u{8}']), "{shown}");
    }
}

#[test]
fn a_long_line_is_cut_around_the_mark() {
    let line = format!("{}消防队{}", "前".repeat(3_000_000), "后".repeat(300_000));
    let case = Case::with(&[("a.plan", &line)]);
    let span = case.at(0, "消防队");
    let case = case.finding(&[span]);
    assert_aligned(&case, "消防队");
    for shown in case.both(Lang::Zh) {
        assert!(shown.contains("a.plan:1:3000001"), "{shown}");
        assert!(shown.lines().all(|line| line.width() <= 175), "{shown}");
    }
}

#[test]
fn spans_that_do_not_fit_are_shown_somewhere() {
    let spans = [(1, 2), (2, 900), (900, 901), (3, 1)].map(|(start, end)| Span::new(FileId(0), start, end));
    let case = Case::with(&[("a.plan", "预案\n")]).finding(&spans);
    for shown in case.both(Lang::Zh) {
        assert_eq!(shown.matches("此处").count(), 4, "{shown}");
    }
}

#[test]
fn many_related_places_are_counted() {
    let mut case = Case::with(&[("a.plan", &"role lead {}\n".repeat(99))]);
    let mut finding = Diagnostic::new("P003", Severity::Error, case.at(0, "lead"), text!("twice", "重复"));
    for line in 1..99 {
        finding = finding.related(Span::new(FileId(0), line * 13, line * 13 + 4), text!("again", "又一次"));
    }
    case.findings.push(finding);
    for shown in case.both(Lang::En) {
        assert_eq!(shown.matches("again").count(), 10);
        assert!(shown.contains("also: 88 more places"), "{shown}");
    }
}

#[test]
fn nothing_found_is_said() {
    let case = Case::with(&[("a.plan", "")]);
    assert_eq!(plain(&case.report(), Lang::En), "no problems found in 1 file (1 plan)\n");
    assert_eq!(pretty(&case.report(), Lang::Zh, STYLE), "1 个文件、1 个预案：没有发现问题\n");
}

#[test]
fn why_is_said_once_for_a_rule() {
    let mut case = hotline();
    case.findings.push(case.findings[0].clone());
    for shown in case.both(Lang::En) {
        assert_eq!(shown.matches("why: ").count(), 1, "{shown}");
    }
}

#[test]
fn colour_and_drawing_characters_only_when_asked() {
    let case = hotline();
    let shown = |color, unicode| pretty(&case.report(), Lang::En, PrettyStyle { color, width: 80, unicode });
    assert!(shown(true, true).contains("\u{1b}["));
    assert!(!shown(false, true).contains('\u{1b}'));
    let drawn = |c: char| matches!(c, '\u{2190}'..='\u{27ff}');
    assert!(!shown(false, false).contains(drawn));
    assert!(!plain(&case.report(), Lang::En).contains(drawn));
}

#[test]
fn json_writes_null_for_what_is_missing() {
    let case = Case::with(&[]).finding(&[Span::default()]);
    let read: serde_json::Value = serde_json::from_str(&json(&case.report(), Lang::En)).unwrap();
    let finding = &read["diagnostics"][0];
    assert!(["help", "fix", "cite"].iter().all(|key| finding.as_object().unwrap()[*key].is_null()));
    assert_eq!(finding["file"], "");
}

#[test]
fn a_safe_fix_says_what_changes() {
    let mut case = Case::with(&[("a.plan", "role lead\n")]);
    let (word, end) = (case.at(0, "lead"), Span::new(FileId(0), 9, 9));
    let finding = || Diagnostic::new("P001", Severity::Error, word, text!("bad", "错"));
    case.findings =
        vec![finding().safe_fix(end, " {\n}"), finding().safe_fix(word, ""), finding().safe_fix(word, "x".repeat(99))];
    let shown = plain(&case.report(), Lang::En);
    let said = |words: &str| shown.contains(&format!("can be corrected automatically: {words}"));
    assert!(said("insert `{ }`") && said("delete `lead`"), "{shown}");
    assert!(said(&format!("`lead` becomes `{}...`", "x".repeat(40))), "{shown}");
}
