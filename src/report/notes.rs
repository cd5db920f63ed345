//! The sentences around an excerpt: title, help, reasons and summary, in both languages.

use super::shown::clean;
use super::view::MAX_RELATED;
use super::{Counts, Report};
use crate::diagnostic::{Diagnostic, Edit, Lang, Text, text};
use crate::source::{Sources, Span};

/// Most characters of a replacement that are quoted.
const MAX_QUOTE: usize = 40;

/// A sentence under an excerpt with the word that leads it.
pub(super) struct Note {
    pub(super) lead: String,
    pub(super) text: String,
}

/// The text of one language, taken over.
pub(super) fn say(lang: Lang, text: Text) -> String {
    match lang {
        Lang::En => text.en,
        Lang::Zh => text.zh,
    }
}

/// `error[P401 wrong-emergency-number]`.
pub(super) fn tag(report: &Report, finding: &Diagnostic, lang: Lang) -> String {
    let name = (report.rule)(finding.code).name;
    let gap = if name.is_empty() { "" } else { " " };
    format!("{}[{}{gap}{name}]", finding.severity.shown(lang), finding.code)
}

/// What follows the tag: a colon and the message.
pub(super) fn message(finding: &Diagnostic, lang: Lang) -> String {
    let message = clean(finding.message.get(lang));
    say(lang, text!(": {message}", "：{message}"))
}

/// The sentences under a finding; `first` adds why its rule matters.
pub(super) fn notes(report: &Report, finding: &Diagnostic, lang: Lang, first: bool) -> Vec<Note> {
    let rule = (report.rule)(finding.code);
    let why = match lang {
        Lang::En => rule.why_en,
        Lang::Zh => rule.why_zh,
    };
    let why = Some(why).filter(|why| first && !why.is_empty());
    let fix = finding.fix.as_ref().filter(|fix| fix.safe).map(|fix| change(report.sources, &fix.edits, lang, false));
    let drawn = |span: &Span| report.sources.get(span.file).is_some_and(|s| !s.text.is_empty());
    let file = Some(finding.span).filter(|span| !drawn(span)).and_then(|span| report.sources.get(span.file));
    let mut notes = Vec::new();
    let mut add = |lead: Text, text: Option<&str>| {
        notes.extend(text.map(|text| Note { lead: say(lang, lead), text: clean(text) }));
    };
    add(text!("file: ", "文件："), file.map(|s| &*s.name));
    for label in finding.related.iter().take(MAX_RELATED).filter(|l| !drawn(&l.span)) {
        let name = report.sources.get(label.span.file).map_or("", |s| &s.name);
        let text = label.text.get(lang);
        add(text!("also: ", "另见："), Some(&say(lang, text!("{text} ({name})", "{text}（{name}）"))));
    }
    let more = finding.related.len().saturating_sub(MAX_RELATED);
    let more_en = plural(more, "more place");
    let more = (more > 0).then(|| say(lang, text!("{more_en}", "还有 {more} 处")));
    add(text!("also: ", "另见："), more.as_deref());
    add(text!("for example: ", "例如："), run(finding, lang).as_deref());
    add(text!("help: ", "改法："), finding.help.as_ref().map(|help| help.get(lang)));
    add(text!("can be corrected automatically: ", "可自动改正："), fix.as_deref());
    add(text!("why: ", "为何要紧："), why);
    add(text!("clause ", "原文 "), finding.cite.as_deref());
    notes
}

/// Most events of a run that are told.
const MAX_EVENTS: usize = 20;

/// What has to happen for a finding, as the statements of a drill.
pub(super) fn run(finding: &Diagnostic, lang: Lang) -> Option<String> {
    let events: Vec<String> = finding.run.iter().take(MAX_EVENTS).map(|e| e.shown(lang)).collect();
    let more = finding.run.len().saturating_sub(MAX_EVENTS);
    let more = if more > 0 { say(lang, text!(" … and {more} more", " … 另有 {more} 步")) } else { String::new() };
    let comma = say(lang, text!(", ", "，"));
    (!events.is_empty()).then(|| events.join(&comma) + &more)
}

/// A change as an editor offers it: `replace `110` with `119``.
#[must_use]
pub fn offered_change(sources: &Sources, edits: &[Edit], lang: Lang) -> String {
    clean(&change(sources, edits, lang, true))
}

fn change(sources: &Sources, edits: &[Edit], lang: Lang, offered: bool) -> String {
    let [edit] = edits else {
        let changes = edits.len();
        let changes_en = plural(changes, "change");
        let make = if offered { ("make ", "作 ") } else { ("", "") };
        return say(lang, text!("{}{changes_en}", "{}{changes} 处改动", if lang == Lang::En { make.0 } else { make.1 }));
    };
    let (old, new) = (quote(sources.slice(edit.span)), quote(&edit.text));
    say(
        lang,
        match (old.is_empty(), new.is_empty()) {
            (true, _) => text!("insert `{new}`", "补上 `{new}`"),
            (false, true) => text!("delete `{old}`", "删去 `{old}`"),
            (false, false) if offered => text!("replace `{old}` with `{new}`", "将 `{old}` 改为 `{new}`"),
            (false, false) => text!("`{old}` becomes `{new}`", "`{old}` 改为 `{new}`"),
        },
    )
}

fn quote(text: &str) -> String {
    let mut words = text.trim().chars().map(|c| if c.is_whitespace() { ' ' } else { c });
    let mut quoted: String = words.by_ref().take(MAX_QUOTE).collect();
    if words.next().is_some() {
        quoted.push_str("...");
    }
    quoted
}

fn plural(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// The last lines of a report: how much was checked and found, and where to read on.
pub(super) fn summary(report: &Report, lang: Lang) -> String {
    let Counts { error, warning, info } = report.counts();
    let (files, plans) = (report.files, report.plans);
    let scope_en = format!("{} ({})", plural(files, "file"), plural(plans, "plan"));
    // The worst one, the first of several.
    let Some(first) = report.diagnostics.iter().rev().max_by_key(|d| d.severity) else {
        let found = text!("no problems found in {scope_en}\n", "{files} 个文件、{plans} 个预案：没有发现问题\n");
        return say(lang, found);
    };
    let found_en = [plural(error, "error"), plural(warning, "warning"), plural(info, "note")].join(", ");
    let code = first.code;
    let found = text!(
        "{found_en} in {scope_en}\n`preplan explain CODE` tells more about a rule, for example `preplan explain {code}`\n",
        "{files} 个文件、{plans} 个预案：{error} 个错误，{warning} 个警告，{info} 条提示\n\
         用 `preplan explain 规则编号` 查看规则详解，例如 `preplan explain {code}`\n"
    );
    say(lang, found)
}
