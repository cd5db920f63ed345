//! A look over the text before pest: how deep brackets nest, where comments are, which characters
//! nobody can see. It also writes the text that pest reads: same length, comments blanked, full-width punctuation as
//! its ASCII twin. Pest recurses on brackets, so their depth is bounded here (WASM has no stack guard).

use crate::ast::{Trivia, TriviaKind};
use crate::diagnostic::{Diagnostic, Severity, text};
use crate::source::{FileId, Span};
use std::ops::Range;

/// Deepest nesting of brackets that is read.
pub const MAX_DEPTH: usize = 32;

/// Most hidden characters reported for one file.
const MAX_HIDDEN: usize = 50;

/// What the look found.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    pub(crate) trivia: Vec<Trivia>,
    pub(crate) findings: Vec<Diagnostic>,
    /// Whether brackets nest too deep to go on.
    pub(crate) too_deep: bool,
    /// The text for the grammar; every offset is the source's.
    pub(crate) twin: String,
}

/// Looks over a text.
pub(crate) fn scan(source: &str, file: FileId) -> Scan {
    let mut scanner = Scanner { source, file, out: Scan::default(), depth: 0, copied: 0, hidden: 0, open_until: (0, 0) };
    scanner.out.twin.reserve(source.len());
    let mut at = 0;
    while let Some(next) = scanner.step(at) {
        at = next;
    }
    scanner.copy_until(source.len());
    scanner.out
}

/// Where the comments of a text are, in order; the text begins at a word.
pub(crate) fn comments(text: &str) -> impl Iterator<Item = Range<usize>> {
    scan(text, FileId::default()).trivia.into_iter().map(|t| t.span.range())
}

struct Scanner<'s> {
    source: &'s str,
    file: FileId,
    out: Scan,
    depth: usize,
    /// How far the twin has been written.
    copied: usize,
    /// How many hidden characters were reported.
    hidden: usize,
    /// Up to here no `"`, and no `“`, is closed.
    open_until: (usize, usize),
}

impl Scanner<'_> {
    fn copy_until(&mut self, at: usize) {
        self.out.twin.push_str(self.source.get(self.copied..at).unwrap_or(""));
        self.copied = at;
    }

    /// Writes `ascii` and as many spaces as fill the place of what stands there.
    fn replace(&mut self, at: usize, end: usize, ascii: &str) {
        self.copy_until(at);
        self.out.twin.push_str(ascii);
        self.out.twin.extend(std::iter::repeat_n(' ', end - at - ascii.len()));
        self.copied = end;
    }

    /// Reads one token at `at` and says where the next one starts.
    fn step(&mut self, at: usize) -> Option<usize> {
        let rest = self.source.get(at..)?;
        let c = rest.chars().next()?;
        let end = at + c.len_utf8();
        Some(match c {
            '\n' | ' ' => end,
            '\t' | '\r' | '\u{3000}' | '\u{A0}' | '\u{FEFF}' => {
                self.look_at(c, at, end);
                self.replace(at, end, "");
                end
            }
            '/' if rest.starts_with("//") => self.line_comment(at, rest),
            '/' if rest.starts_with("/*") => self.block_comment(at, rest),
            '"' | '“' => self.text(at, rest).unwrap_or_else(|| self.open_text(c, at, end)),
            '`' => self.backticks(at, rest),
            '{' | '(' => self.open(at, end),
            '}' | ')' => {
                self.depth = self.depth.saturating_sub(1);
                end
            }
            '｛' | '（' | '｝' | '）' | '，' | '、' | '；' => self.full_width(c, at, end),
            _ if c.is_ascii_alphanumeric() => at + rest.bytes().take_while(u8::is_ascii_alphanumeric).count(),
            _ => {
                self.look_at(c, at, end);
                end
            }
        })
    }

    fn push(&mut self, kind: TriviaKind, start: usize, end: usize) {
        self.out.trivia.push(Trivia { span: Span::new(self.file, start, end), kind });
    }

    fn line_comment(&mut self, at: usize, rest: &str) -> usize {
        let length = rest.find('\n').unwrap_or(rest.len());
        let comment = rest.get(..length).unwrap_or("").trim_end();
        let doc = comment.starts_with("///") && !comment.starts_with("////");
        self.push(if doc { TriviaKind::Doc } else { TriviaKind::Line }, at, at + comment.len());
        self.replace(at, at + length, "");
        self.look_at_text(comment, at);
        at + length
    }

    fn block_comment(&mut self, at: usize, rest: &str) -> usize {
        let length = rest.get(2..).and_then(|r| r.find("*/")).map(|n| n + 4);
        if length.is_none() {
            let message = text!("this comment is never closed", "此注释没有结束");
            let help = text!("write `*/` where the comment ends", "在注释结束处写 `*/`");
            let span = Span::new(self.file, at, at + 2);
            self.out.findings.push(Diagnostic::new("P001", Severity::Error, span, message).help(help));
        }
        let length = length.unwrap_or(rest.len());
        self.push(TriviaKind::Block, at, at + length);
        self.replace(at, at + length, "");
        self.look_at_text(rest.get(..length).unwrap_or(""), at);
        at + length
    }

    fn open(&mut self, at: usize, end: usize) -> usize {
        self.depth += 1;
        if self.depth > MAX_DEPTH && !self.out.too_deep {
            self.out.too_deep = true;
            let message =
                text!("brackets nest more than {MAX_DEPTH} deep; the file is not read", "括号嵌套超过 {MAX_DEPTH} 层；文件未予读取");
            let help = text!("a plan needs five levels at most; look for a bracket that was never closed", "预案最多需要五层；请检查是否有括号没有闭合");
            self.out.findings.push(Diagnostic::new("P001", Severity::Error, Span::new(self.file, at, end), message).help(help));
        }
        end
    }

    /// A text may hold any character but those that turn the text around: a reader would see another number.
    fn text(&mut self, at: usize, rest: &str) -> Option<usize> {
        if at < (if rest.starts_with('"') { self.open_until.0 } else { self.open_until.1 }) {
            return None;
        }
        let length = text_length(rest)?;
        let text = rest.get(..length)?;
        // All of them begin with this byte, which Chinese text hardly has.
        if text.as_bytes().contains(&0xE2) {
            for (i, c) in text.char_indices().filter(|(_, c)| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')) {
                self.look_at(c, at + i, at + i + c.len_utf8());
            }
        }
        Some(at + length)
    }

    /// A quotation mark that opens nothing gets a twin that the grammar takes for no text: else it would look for the
    /// end of the line again from each one.
    fn open_text(&mut self, c: char, at: usize, end: usize) -> usize {
        self.replace(at, end, if c == '"' { "\u{1A}" } else { "\u{201F}" });
        let line = self.source.get(end..).unwrap_or("");
        let until = if c == '"' { &mut self.open_until.0 } else { &mut self.open_until.1 };
        if at >= *until {
            *until = end + line.find('\n').unwrap_or(line.len());
        }
        end
    }

    fn backticks(&mut self, at: usize, rest: &str) -> usize {
        let line = rest.get(1..).unwrap_or("");
        let end = line.find(['`', '\n']).unwrap_or(line.len());
        if line.get(end..).is_some_and(|l| l.starts_with('`')) {
            return at + end + 2;
        }
        let message = text!("this backtick is never closed", "这个反引号没有闭合");
        let help = text!("write a second one where the name ends, on the same line", "在同一行内名称结束处再写一个");
        self.out.findings.push(Diagnostic::new("P001", Severity::Error, Span::new(self.file, at, at + 1), message).help(help));
        at + 1
    }

    fn full_width(&mut self, c: char, at: usize, end: usize) -> usize {
        match c {
            '｛' | '（' => self.open(at, end),
            '｝' | '）' => {
                self.depth = self.depth.saturating_sub(1);
                end
            }
            _ => end,
        };
        let ascii = match c {
            '｛' => "{",
            '（' => "(",
            '｝' => "}",
            '）' => ")",
            '；' => ";",
            _ => ",",
        };
        self.replace(at, end, ascii);
        end
    }

    fn look_at_text(&mut self, text: &str, at: usize) {
        if !text.is_ascii() {
            for (i, c) in text.char_indices() {
                self.look_at(c, at + i, at + i + c.len_utf8());
            }
        }
    }

    fn look_at(&mut self, c: char, at: usize, end: usize) {
        let bidi = matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}');
        let mark = at == 0 && c == '\u{FEFF}';
        if mark || !(bidi || is_invisible(c)) || self.hidden >= MAX_HIDDEN {
            return;
        }
        self.hidden += 1;
        let code = format!("U+{:04X}", c as u32);
        let message = if bidi {
            text!("hidden character {code} changes the direction in which text is shown", "隐藏字符 {code} 会改变文字的显示方向")
        } else {
            text!("invisible character {code}", "不可见字符 {code}")
        };
        let help = text!("delete it: what a reader sees must be what the plan says", "请删除：读者看到的必须就是预案所写的");
        let span = Span::new(self.file, at, end);
        self.out.findings.push(Diagnostic::new("P008", Severity::Error, span, message).help(help).safe_fix(span, ""));
    }
}

/// Characters without a shape of their own that can hide in a name.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180E}'
        | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{E0000}'..='\u{E0FFF}')
        || (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

/// Length of the text in quotes at the start of `rest`, if it is closed on its line.
pub(super) fn text_length(rest: &str) -> Option<usize> {
    let close = if rest.starts_with('"') { '"' } else { '”' };
    let mut escaped = false;
    for (i, c) in rest.char_indices().skip(1) {
        match c {
            '\n' => return None,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == close => return Some(i + c.len_utf8()),
            _ => {}
        }
    }
    None
}
