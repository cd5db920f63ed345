//! A vague word in place of a time.

use super::prelude::*;
use crate::analysis::relief::Relief;
use crate::analysis::vague;
use crate::ast::{Modal, Str};
use smol_str::SmolStr;
use std::collections::{HashMap, HashSet};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P302",
    name: "vague-time-limit",
    severity: Severity::Warning,
    why: ("two people read `promptly` as two minutes and as two hours, and both believe that they kept to the plan", "同是“及时”，有人理解为两分钟，有人理解为两小时，都以为自己照办了"),
    page: Page(include_str!("../../../tests/rules/vague-time-limit.md")),
    check: Some(check),
};

/// Where a vague word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    /// As a limit.
    Limit,
    /// As a period, with what to write instead.
    Period(&'static str, &'static str),
    /// In the words of a duty.
    Text,
}

/// How soon what is meant by a word is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Pace {
    /// Lives may hang on it: a call, or getting people out.
    Rescue,
    /// Anything else before the end.
    Usual,
    /// After the end.
    Recovery,
}

/// One vague word.
struct Found<'c> {
    /// As written.
    word: String,
    span: Span,
    place: Place,
    /// Whether it is a time in words.
    in_words: bool,
    pace: Pace,
    cite: Option<&'c SmolStr>,
}

impl Found<'_> {
    /// Whether it says how often and not how soon.
    fn is_often(&self) -> bool {
        matches!(self.place, Place::Period(..)) || (self.place == Place::Text && is_often(&self.word))
    }

    /// One measure may serve all words of one key.
    fn key(&self) -> (String, bool, Pace) {
        (vague::plain(&self.word), self.is_often(), self.pace)
    }
}

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    // The measures may stand in a part or a file that could not be read.
    if cx.any_broken() {
        return Vec::new();
    }
    let names = || cx.model.terms.iter().map(|t| t.name.text.as_str());
    let mut search = Search { cx, terms: names().collect(), measured: names().map(vague::plain).collect(), relief: Relief::new(cx.model, cx.region()), pace: Pace::Usual, found: Vec::new() };
    search.periods();
    for procedure in &cx.model.procedures {
        let cite = procedure.head.cite();
        procedure.starts.iter().filter_map(|s| s.limit.as_ref()).for_each(|l| search.time(&l.time, Place::Limit, cite));
        for step in &procedure.steps {
            search.step(step, step.cite().or(cite));
        }
    }
    let mut places: HashMap<(String, bool, Pace), usize> = HashMap::new();
    search.found.iter().for_each(|found| *places.entry(found.key()).or_default() += 1);
    search.found.iter().map(|found| finding(found, places.get(&found.key()).copied().unwrap_or(1))).collect()
}

struct Search<'c> {
    cx: &'c Context<'c>,
    /// The words of `terms`.
    terms: HashSet<&'c str>,
    /// The same, as they are compared with free text.
    measured: HashSet<String>,
    relief: Relief<'c, 'c>,
    /// Of what is looked at.
    pace: Pace,
    found: Vec<Found<'c>>,
}

impl<'c> Search<'c> {
    /// Periods outside procedures.
    fn periods(&mut self) {
        let model = self.cx.model;
        if let Some(plan) = &model.identity {
            let place = Place::Period("review every 3y", "复审周期 3年");
            plan.review.iter().for_each(|t| self.time(t, place, plan.head.cite()));
        }
        for practice in &model.practices {
            practice.every.iter().for_each(|t| self.time(t, Place::Period("every 6mo", "每 6个月"), practice.head.cite()));
        }
        for supply in &model.supplies {
            let place = Place::Period("check every 1mo", "检查周期 1个月");
            supply.check_every.iter().for_each(|t| self.time(t, place, supply.head.cite()));
        }
    }

    fn step(&mut self, step: &'c Step<'c>, cite: Option<&'c SmolStr>) {
        let again = Place::Period("every 30m", "每 30分钟");
        self.pace = self.pace(step, &step.duties);
        step.limits.iter().for_each(|l| self.time(&l.time, Place::Limit, cite));
        step.repeats.iter().for_each(|t| self.time(t, again, cite));
        let timed = step.limits.iter().map(|l| &l.time).chain(&step.repeats).any(|t| t.length.is_some());
        for duty in &step.duties {
            self.pace = self.pace(step, std::slice::from_ref(duty));
            duty.limits.iter().for_each(|l| self.time(&l.time, Place::Limit, cite));
            duty.repeats.iter().for_each(|t| self.time(t, again, cite));
            let own = duty.limits.iter().map(|l| &l.time).chain(&duty.repeats).any(|t| t.length.is_some());
            if !timed && !own && matches!(duty.modal, Modal::Must | Modal::Should) {
                duty.act.words().iter().for_each(|t| self.text(t, cite));
            }
        }
        self.pace = Pace::Usual;
    }

    fn pace(&self, step: &Step<'_>, duties: &[Duty<'_>]) -> Pace {
        let saves = |act: &Act<'_>| matches!(act.kind, ActKind::Call(_)) || self.relief.of_act(act) != 0;
        match step.in_recovery {
            true => Pace::Recovery,
            false if duties.iter().any(|d| saves(&d.act)) => Pace::Rescue,
            false => Pace::Usual,
        }
    }

    /// A limit or period. A word that is neither vague nor measured is P002's, and one that stands in `terms` without a
    /// time was reported there.
    fn time(&mut self, time: &Time<'_>, place: Place, cite: Option<&'c SmolStr>) {
        let Some(word) = time.vague.filter(|_| time.length.is_none()) else { return };
        if time.in_words || (is_vague(word) && !self.terms.contains(word.as_str())) {
            self.found.push(Found { word: word.to_string(), span: time.span, place, in_words: time.in_words, pace: self.pace, cite });
        }
    }

    /// The words in a text that says what is to be done.
    fn text(&mut self, text: &Str, cite: Option<&'c SmolStr>) {
        let Some(source) = self.cx.sources.get(text.span.file) else { return };
        let inner = text.inner_span(&source.text);
        let written = source.slice(inner);
        for range in vague::find(written) {
            let Some(word) = written.get(range.clone()).filter(|w| !self.measured.contains(&vague::plain(w))) else { continue };
            let start = inner.start as usize;
            let span = Span::new(inner.file, start + range.start, start + range.end);
            self.found.push(Found { word: word.to_owned(), span, place: Place::Text, in_words: false, pace: self.pace, cite });
        }
    }
}

fn finding(found: &Found<'_>, places: usize) -> Diagnostic {
    let word = &found.word;
    let message = match (found.place, found.is_often()) {
        (Place::Text, false) => text!("`{word}` in this text does not say how soon", "文字中的 `{word}` 没有说明是多久"),
        (Place::Text, true) => text!("`{word}` in this text does not say how often", "文字中的 `{word}` 没有说明多久一次"),
        (Place::Limit | Place::Period(..), false) => {
            text!("`{word}` does not say how long: nobody can tell when it is late", "`{word}` 没有说明是多久：无从判断是否超时")
        }
        (Place::Limit | Place::Period(..), true) => {
            text!("`{word}` does not say how often: nobody can tell when it is due again", "`{word}` 没有说明多久一次：无从判断何时该再做")
        }
    };
    RULE.finding(found.span, message).cite(found.cite).help(help(found, places))
}

/// What to write. Where a word stands in several places, one measure may serve them all.
fn help(found: &Found<'_>, places: usize) -> Text {
    match found.place {
        Place::Limit if found.in_words => {
            text!("write a length of time; where it differs from case to case, the longest that is allowed", "写明时长；因事而异的，写明最长不得超过多久")
        }
        Place::Limit | Place::Text if !found.is_often() => soon(found, places),
        Place::Period(every, period) if !found.in_words && places > 1 => text!(
            "write a period, such as `{every}`; where all {places} places mean the same, measure the word once in `terms`",
            "写明周期，例如 `{period}`；{places} 处周期都相同的，可在 `用语` 中统一量化该用语"
        ),
        Place::Period(every, period) => text!("write a period, such as `{every}`", "写明周期，例如 `{period}`"),
        Place::Limit => text!("write a length of time", "写明时长"),
        Place::Text => text!("write it as a period of the duty, such as `every 1mo`", "写成该职责的周期，例如 `每 1个月`"),
    }
}

/// The same for a word that says how soon: a call for help and a report after the end have no measure in common.
fn soon(found: &Found<'_>, places: usize) -> Text {
    let (limit, length) = match found.pace {
        Pace::Rescue => ("1m", "1分钟"),
        Pace::Usual => ("5m", "5分钟"),
        Pace::Recovery => ("3d", "3天"),
    };
    let here = match found.place {
        Place::Text => text!("write the time as a limit of the duty: `within {limit}`", "把时间写成该职责的时限：`限时 {length}`"),
        Place::Limit | Place::Period(..) => text!("write a length of time here: `within {limit}`", "在此写明时长：`限时 {length}`"),
    };
    if found.pace != Pace::Usual || places < 2 {
        return here;
    }
    let name = found.word.to_ascii_lowercase().replace(' ', "-");
    let Text { en, zh } = here;
    text!(
        "{en}; where all {places} places mean the same, measure the word once: `terms {{ {name} = {limit} }}`; else write each",
        "{zh}；{places} 处时间都相同的，可统一量化该用语：`用语 {{ {name} = {length} }}`，否则逐处写明"
    )
}
