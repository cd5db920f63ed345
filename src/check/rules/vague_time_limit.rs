//! A vague word in place of a time.

use super::prelude::*;
use crate::analysis::vague;
use crate::ast::{Modal, Str};
use smol_str::SmolStr;
use std::collections::HashSet;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P302",
    name: "vague-time-limit",
    severity: Severity::Warning,
    why: ("two people read `promptly` as two minutes and as two hours, and both believe that they kept to the plan", "同是“及时”，有人理解为两分钟，有人理解为两小时，都以为自己照办了"),
    page: Page(include_str!("../../../tests/rules/vague-time-limit.md")),
    check: Some(check),
};

/// Examples of a limit, and of a period between emergencies.
const LIMIT: (&str, &str) = ("5m", "5分钟");
const PERIOD: (&str, &str) = ("6mo", "6个月");

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    // The measures may stand in a part or a file that could not be read.
    if cx.any_broken() {
        return Vec::new();
    }
    let names = || cx.model.terms.iter().map(|t| t.name.text.as_str());
    let mut search = Search { cx, terms: names().collect(), measured: names().map(vague::plain).collect(), found: Vec::new() };
    search.periods();
    for procedure in &cx.model.procedures {
        let cite = procedure.head.cite();
        procedure.starts.iter().filter_map(|s| s.limit.as_ref()).for_each(|l| search.time(&l.time, LIMIT, cite));
        for step in &procedure.steps {
            search.step(step, step.cite().or(cite));
        }
    }
    search.found
}

struct Search<'c> {
    cx: &'c Context<'c>,
    /// The words of `terms`.
    terms: HashSet<&'c str>,
    /// The same, as they are compared with free text.
    measured: HashSet<String>,
    found: Vec<Diagnostic>,
}

impl<'c> Search<'c> {
    /// Periods outside procedures.
    fn periods(&mut self) {
        let model = self.cx.model;
        if let Some(plan) = &model.identity {
            plan.review.iter().for_each(|t| self.time(t, PERIOD, plan.head.cite()));
        }
        for practice in &model.practices {
            practice.every.iter().for_each(|t| self.time(t, PERIOD, practice.head.cite()));
        }
        for supply in &model.supplies {
            supply.check_every.iter().for_each(|t| self.time(t, PERIOD, supply.head.cite()));
        }
    }

    fn step(&mut self, step: &'c Step<'c>, cite: Option<&SmolStr>) {
        step.all_limits().for_each(|l| self.time(&l.time, LIMIT, cite));
        step.repeats.iter().for_each(|t| self.time(t, LIMIT, cite));
        let timed = step.limits.iter().map(|l| &l.time).chain(&step.repeats).any(|t| t.length.is_some());
        for duty in &step.duties {
            duty.repeats.iter().for_each(|t| self.time(t, LIMIT, cite));
            let own = duty.limits.iter().map(|l| &l.time).chain(&duty.repeats).any(|t| t.length.is_some());
            if !timed && !own && matches!(duty.modal, Modal::Must | Modal::Should) {
                duty.act.words().iter().for_each(|t| self.text(t, cite));
            }
        }
    }

    /// A limit or period. A word that is neither vague nor measured is P002's.
    fn time(&mut self, time: &Time<'_>, (en, zh): (&str, &str), cite: Option<&SmolStr>) {
        if let Some(words) = time.vague.filter(|_| time.in_words) {
            let message = text!("`{words}` does not say how long: nobody can tell when it is late", "`{words}` 没有说明是多久：无从判断是否超时");
            let help = text!("write a length of time; where it differs from case to case, the longest that is allowed", "写明时长；因事而异的，写明最长不得超过多久");
            self.found.push(RULE.finding(time.span, message).cite(cite).help(help));
            return;
        }
        let Some(word) = time.vague.filter(|w| time.length.is_none() && is_vague(w)) else { return };
        // One that stands in `terms` without a time was reported there.
        if self.terms.contains(word.as_str()) {
            return;
        }
        let message = text!("`{word}` does not say how long: nobody can tell when it is late", "`{word}` 没有说明是多久：无从判断是否超时");
        self.found.push(RULE.finding(time.span, message).cite(cite).help(text!(
            "write a length of time, or measure the word once: `terms {{ {word} = {en} }}`",
            "写明时长，或统一量化该用语：`用语 {{ {word} = {zh} }}`"
        )));
    }

    /// The words in a text that says what is to be done.
    fn text(&mut self, text: &Str, cite: Option<&SmolStr>) {
        let Some(source) = self.cx.sources.get(text.span.file) else { return };
        let inner = text.inner_span(&source.text);
        let written = source.slice(inner);
        for range in vague::find(written) {
            let Some(word) = written.get(range.clone()).filter(|w| !self.measured.contains(&vague::plain(w))) else { continue };
            let start = inner.start as usize;
            let span = Span::new(inner.file, start + range.start, start + range.end);
            let name = word.to_ascii_lowercase().replace(' ', "-");
            let message = text!("`{word}` in this text does not say how soon", "文字中的 `{word}` 没有说明是多久");
            self.found.push(RULE.finding(span, message).cite(cite).help(text!(
                "write the time as a limit of the duty (`within 5m`), or measure the word once: `terms {{ {name} = 5m }}`",
                "把时间写成该职责的时限（`限时 5分钟`），或统一量化该用语：`用语 {{ {name} = 5分钟 }}`"
            )));
        }
    }
}
