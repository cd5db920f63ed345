//! Why a condition never holds, or always does, in words.

use super::theory::{Known, Theory};
use super::verdict::Reason;
use super::words::{level_title, scale_words, short};
use crate::analysis::wording::quoted;
use crate::diagnostic::{Text, text};
use crate::model::{Cond, CondKind, GaugeId};
use crate::source::{Sources, Span};

/// Most places beside a finding.
const MAX_PLACES: usize = 6;

/// A reason in words.
pub(crate) struct Because {
    /// The words to point at, where the reason has any.
    pub(crate) span: Option<Span>,
    /// The reason.
    pub(crate) text: Text,
    /// Other places that belong to it.
    pub(crate) places: Vec<(Span, Text)>,
}

/// The reason why something never holds, or with `always` why it always does.
pub(crate) fn because(theory: &Theory<'_>, sources: &Sources, reason: &Reason<'_>, always: bool) -> Because {
    let quote = |cond: &Cond<'_>| short(&quoted(sources, cond.span));
    // What always holds can be the reason why its denial never does, and the other way round.
    let denied = |text: Text, says_always: bool| if says_always == always { text } else { and_denied(text) };
    match reason {
        Reason::Together(parts, known, scales) => {
            let text = match parts.as_slice() {
                [one] => {
                    let one = quote(one);
                    text!("`{one}` cannot hold here", "`{one}` 在此处不可能成立")
                }
                parts => listed(parts.iter().map(|p| quote(p)), "and", "contradict each other", "互相矛盾"),
            };
            located(theory, parts, known, scales, denied(text, false))
        }
        Reason::Either(parts, known, scales) => {
            let text = match parts.as_slice() {
                [one] => {
                    let one = quote(one);
                    text!("`{one}` always holds here", "`{one}` 在此处必然成立")
                }
                parts => listed(parts.iter().map(|p| quote(p)), "or", "always holds", "必有其一成立"),
            };
            located(theory, parts, known, scales, denied(text, true))
        }
        Reason::Comparison(cond) => of_comparison(theory, cond, &quote(cond), always),
        Reason::Ladder(cond, holds) => {
            let words = quote(cond);
            let text = if *holds { text!("`{words}` always holds", "`{words}` 必然成立") } else { text!("`{words}` never holds", "`{words}` 永远不成立") };
            located(theory, &[cond], &[], &[], denied(text, *holds))
        }
        Reason::Shadowed => Because { span: None, text: text!("whenever it holds, a worse level holds as well", "它成立时，更重的级别也总成立"), places: Vec::new() },
        Reason::Unclear if always => Because { span: None, text: text!("every value satisfies this condition", "任何取值都满足该条件"), places: Vec::new() },
        Reason::Unclear => Because { span: None, text: text!("no values satisfy this condition", "没有任何取值满足该条件"), places: Vec::new() },
    }
}

fn and_denied(text: Text) -> Text {
    let (en, zh) = (text.en, text.zh);
    text!("{en}, and this is denied", "{zh}，而此处加了否定")
}

fn of_comparison(theory: &Theory<'_>, cond: &Cond<'_>, words: &str, always: bool) -> Because {
    let CondKind::Gauge(id, sign, value) = cond.kind else {
        return Because { span: Some(cond.span), text: text!("`{words}` decides it", "由 `{words}` 决定"), places: Vec::new() };
    };
    let holds = theory.constant(id, sign, value).unwrap_or(always);
    let text = if holds { text!("`{words}` is always true", "`{words}` 必然成立") } else { text!("`{words}` is never true", "`{words}` 永远不成立") };
    let text = if holds == always { text } else { and_denied(text) };
    Because { span: Some(cond.span), text, places: scale_words(theory, id).into_iter().collect() }
}

/// `` `a`, `b` and `c` contradict each other ``
fn listed(words: impl Iterator<Item = String>, joined: &str, en: &str, zh: &str) -> Text {
    let mut words: Vec<String> = words.map(|w| format!("`{w}`")).collect();
    let chinese = match words.as_slice() {
        [a, b] => format!("{a} 与 {b} {zh}"),
        words => format!("{} {zh}", words.join("、")),
    };
    let last = words.pop().unwrap_or_default();
    let english = format!("{} {joined} {last} {en}", words.join(", "));
    Text { en: english, zh: chinese }
}

/// Points at the last part, and at the others beside it.
fn located(theory: &Theory<'_>, parts: &[&Cond<'_>], known: &[Known], scales: &[GaugeId], text: Text) -> Because {
    let mut places: Vec<(Span, Text)> = Vec::new();
    let (last, others) = parts.split_last().map_or((None, &[][..]), |(last, others)| (Some(*last), others));
    places.extend(others.iter().map(|p| (p.span, text!("the other part", "另一部分"))));
    places.extend(known.iter().map(|k| (k.span, k.text.clone())));
    places.extend(scales.iter().filter_map(|id| scale_words(theory, *id)));
    parts.iter().for_each(|p| levels(theory, p, &mut places));
    places.truncate(MAX_PLACES);
    Because { span: last.map(|l| l.span), text, places }
}

/// Where the levels that a part speaks of say when they hold.
fn levels(theory: &Theory<'_>, part: &Cond<'_>, places: &mut Vec<(Span, Text)>) {
    part.walk(&mut |c| {
        let (CondKind::Level(ladder, level) | CondKind::Ladder(ladder, _, level)) = c.kind else { return };
        let when = theory.model.ladders.get(ladder.index()).and_then(|l| l.levels.get(level)?.when.as_ref());
        if let (Some(when), Some(title)) = (when, level_title(theory.model, ladder, level)) {
            places.push((when.span, text!("when level `{title}` holds", "级别 `{title}` 的条件")));
        }
    });
}
