//! Pages of what is no name: rules, vague words, keywords, emergency numbers.

use super::voice::Voice;
use super::wording::{code, length, plain};
use crate::analysis::numbers::{Certainty, Device, Entry, Region};
use crate::analysis::{quotes, vague};
use crate::check::{self, Rule};
use crate::diagnostic::{Diagnostic, Lang, text};
use crate::ide::keywords::language;
use crate::model::is_vague;
use crate::source::Span;
use crate::words::{self, Word};

/// The rule that a waiver names at an offset, with the place of its name.
pub(super) fn waived(v: &Voice<'_, '_>, offset: u32) -> Option<(Span, &'static Rule)> {
    let under = |span: Span| span.file == v.view.id && span.start <= offset && offset <= span.end;
    let rule = v.model.waivers.iter().map(|w| &w.waiver.rule).find(|r| under(r.span))?;
    Some((rule.span, check::find(&rule.text)?))
}

/// The whole page of a rule.
pub(super) fn rule(v: &Voice<'_, '_>, rule: &Rule) -> String {
    rule.page.shown(v.lang())
}

/// The heading of the page of a finding's rule, and its first paragraph; beside something else only why the rule matters.
pub(super) fn finding(v: &Voice<'_, '_>, finding: &Diagnostic, alone: bool) -> Option<String> {
    let found = check::find(finding.code)?;
    let page = rule(v, found);
    let (heading, rest) = page.split_once('\n')?;
    let heading = heading.trim_start_matches(['#', ' ']);
    let (gap, why) = match v.lang() {
        Lang::En => (" ", found.why.0),
        Lang::Zh => ("", found.why.1),
    };
    let paragraph: Vec<&str> = rest.trim_start().lines().take_while(|l| !l.is_empty()).collect();
    let text = if alone { paragraph.join(gap) } else { why.to_owned() };
    Some(format!("**{} {heading}**\n\n{text}", finding.code))
}

/// What a vague word without a measure is, and what to write. In the language of the word.
pub(super) fn unmeasured(v: &Voice<'_, '_>, word: &str) -> String {
    let (terms, time) = match language(word) {
        Lang::En => ("terms", "5m"),
        Lang::Zh => ("用语", "5分钟"),
    };
    let (shown, name) = (code(word), word.to_ascii_lowercase().replace(' ', "-"));
    let (time, line) = (code(time), code(&format!("{terms} {{ {name} = {time} }}")));
    v.say(text!(
        "{shown} has no measure: nobody can tell when it is late.\n\nWrite a length of time such as {time}, or measure the word once: {line}",
        "{shown} 没有量化：无从判断是否超时。\n\n写明时长，如 {time}，或统一量化该用语：{line}"
    ))
}

/// A vague word inside the text of a duty, with its measure.
pub(super) fn in_text(v: &Voice<'_, '_>, offset: u32) -> Option<(Span, String)> {
    let span = word_in_text(v, offset)?;
    let word = v.view.slice(span);
    let term = v.model.terms.iter().find(|t| vague::plain(&t.name.text) == vague::plain(word));
    let Some(term) = term else { return Some((span, unmeasured(v, word))) };
    let (shown, declared) = (code(word), v.source(term.name.span.to(term.measure.map_or(term.name.span, |m| m.span))));
    let measure = term.measure.map(|m| length(m, v.lang()));
    let page = match measure {
        Some(measure) => text!("{shown} means {measure}: {declared}", "{shown} 指 {measure}：{declared}"),
        None => text!("{shown} has no measure: {declared}", "{shown} 没有量化：{declared}"),
    };
    Some((span, v.say(page)))
}

fn word_in_text(v: &Voice<'_, '_>, offset: u32) -> Option<Span> {
    let mut found = None;
    quotes::each_act(v.model, &mut |act, _| {
        for text in act.words().iter().filter(|t| t.span.file == v.view.id && t.span.start <= offset && offset <= t.span.end) {
            let inner = text.inner_span(&v.view.source.text);
            let words = vague::find(v.view.slice(inner)).into_iter();
            let mut spans = words.map(|r| Span { file: inner.file, start: inner.start + r.start as u32, end: inner.start + r.end as u32 });
            found = found.or_else(|| spans.find(|s| s.start <= offset && offset <= s.end));
        }
    });
    found
}

/// The vague word under an offset that stands as a time and has no measure.
pub(super) fn vague_name(v: &Voice<'_, '_>, span: Span) -> Option<String> {
    let word = v.view.slice(span).trim_matches('`');
    is_vague(word).then(|| unmeasured(v, word))
}

/// One line about a keyword. The meanings are in English; a Chinese reader is told the spellings and the family.
pub(super) fn keyword(v: &Voice<'_, '_>, row: &str) -> Option<String> {
    let word: &Word = words::row(row)?;
    let forms = |lang: Lang| word.spellings.iter().filter(|s| language(s) == lang).map(|s| code(s)).collect::<Vec<_>>().join(" / ");
    let (en, zh) = (forms(Lang::En), forms(Lang::Zh));
    let meaning = plain(word.meaning);
    let family = row.split_once('_').and_then(|(family, _)| match family {
        "hz" => Some("hazard"),
        "sv" => Some("service"),
        "dk" => Some("document"),
        "un" => Some("unit"),
        _ => None,
    });
    let family = family.map_or_else(String::new, |row| format!("（{}）", v.word(row)));
    Some(v.say(text!("{en} · {zh} — {meaning}", "{zh} · {en}{family}")))
}

/// What the emergency number under an offset is in the plan's region.
pub(super) fn number(v: &Voice<'_, '_>, offset: u32) -> Option<(Span, String)> {
    let under = |span: Span| span.file == v.view.id && span.start <= offset && offset <= span.end;
    let literals = quotes::literals(v.model);
    let quote = literals.into_iter().chain(quotes::phones(v.model)).find(|q| under(q.span))?;
    let (code_of_region, _) = v.model.identity.as_ref()?.region?;
    let region = Region::find(code_of_region)?;
    let lines: Vec<String> = region.kinds_of(quote.text).into_iter().map(|entry| purpose(v, region, entry)).collect();
    (!lines.is_empty()).then(|| (quote.span, lines.join("\n\n")))
}

fn purpose(v: &Voice<'_, '_>, region: &Region, entry: &Entry) -> String {
    let (number, (en, zh)) = (code(&entry.number), entry.kind.line());
    let (place_en, place_zh) = (plain(&region.en), plain(&region.zh));
    let mut line = v.say(text!("{number} — {en} in {place_en}", "{number} — {place_zh}{zh}"));
    line += &match entry.by {
        Device::Any => String::new(),
        Device::Mobile => v.say(text!(", from mobile telephones only", "，仅限手机拨打")),
        Device::Sms => v.say(text!(", for text messages", "，仅限短信")),
        Device::TextTelephone => v.say(text!(", for text telephones", "，仅限文字电话")),
    };
    if entry.older {
        line += &v.say(text!(" (an older number)", "（旧号码）"));
    }
    if entry.certainty == Certainty::Unverified {
        line += &v.say(text!(" (not verified)", "（未经核实）"));
    }
    line
}
