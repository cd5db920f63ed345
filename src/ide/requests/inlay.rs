//! What the text does not show by itself: the measure of vague words, the clock of limits, the order of levels.

use super::hover::wording::length;
use crate::analysis::calls::{self, Late};
use crate::ast::{Flag, Item, LevelRung, StatementKind};
use crate::diagnostic::{Lang, Text, text};
use crate::ide::keywords::language;
use crate::ide::view::View;
use crate::model::{Clock, Limit, Model, Time};
use crate::parse::{Token, TokenKind};
use crate::source::Span;
use lsp_types::{InlayHint, InlayHintKind, InlayHintLabel, InlayHintParams, InlayHintTooltip, MarkupContent, MarkupKind};
use std::collections::BTreeMap;

/// A hint after a place, by its offset: there is never more than one at a place.
type Hints = BTreeMap<u32, (InlayHintKind, String, Text)>;

/// The hints of a range.
#[must_use]
pub fn hints(view: &View<'_>, params: &InlayHintParams) -> Option<Vec<InlayHint>> {
    let asked = view.span(params.range);
    let resolved = view.resolved();
    let tokens = view.tokens();
    let mut hints = Hints::new();
    levels(view, &mut hints);
    periods(view, &resolved.model, tokens, &mut hints);
    for timed in calls::limits(&resolved.model) {
        limit(view, timed.limit, timed.part, tokens, &mut hints);
    }
    let inside = hints.into_iter().filter(|(at, _)| asked.start <= *at && *at <= asked.end);
    Some(inside.map(|(at, (kind, label, tip))| hint(view, at, kind, label, &tip)).collect())
}

fn hint(view: &View<'_>, at: u32, kind: InlayHintKind, label: String, tip: &Text) -> InlayHint {
    let tooltip = MarkupContent { kind: MarkupKind::PlainText, value: tip.get(view.lang).to_owned() };
    InlayHint {
        position: view.position(at),
        label: InlayHintLabel::String(label),
        kind: Some(kind),
        text_edits: None,
        tooltip: Some(InlayHintTooltip::MarkupContent(tooltip)),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    }
}

/// The place of each level in its ladder.
fn levels(view: &View<'_>, hints: &mut Hints) {
    for item in &view.tree.items {
        let Item::Declaration(decl) = item else { continue };
        let rungs: Vec<&LevelRung> = decl.body.iter().filter_map(|s| if let StatementKind::Level(l) = &s.kind { Some(l.as_ref()) } else { None }).collect();
        let worst_first = decl.body.iter().any(|s| matches!(s.kind, StatementKind::Flag(Flag::WorstFirst)));
        // A ladder with one level, or with a part that was not understood, has no order to show.
        let broken = view.tree.broken.iter().any(|b| b.start < decl.span.end && decl.span.start < b.end);
        if rungs.len() < 2 || broken {
            continue;
        }
        for (index, rung) in rungs.iter().enumerate() {
            let place = if worst_first { rungs.len() - index } else { index + 1 };
            hints.insert(rung.name.span.end, (InlayHintKind::TYPE, level(view.lang, place, rungs.len()), order(worst_first)));
        }
    }
}

fn level(lang: Lang, place: usize, count: usize) -> String {
    let end = match place {
        1 => text!(" mildest", " 最轻"),
        place if place == count => text!(" worst", " 最重"),
        _ => text!("", ""),
    };
    format!("{place}/{count}{}", end.get(lang))
}

fn order(worst_first: bool) -> Text {
    if worst_first {
        text!("counted from the mildest level; this ladder is written worst first", "自最轻一级数起；此分级由重到轻书写")
    } else {
        text!("counted from the mildest level; ladders are written mildest first", "自最轻一级数起；分级由轻到重书写")
    }
}

/// Periods that are no limits: how often something comes again.
fn periods(view: &View<'_>, model: &Model<'_>, tokens: &[Token], hints: &mut Hints) {
    let practised = model.practices.iter().filter_map(|p| p.every).chain(model.supplies.iter().filter_map(|s| s.check_every));
    let steps = model.steps().flat_map(|(_, s)| s.repeats.iter().chain(s.duties.iter().flat_map(|d| &d.repeats)).copied());
    for time in practised.chain(steps).chain(model.identity.as_ref().and_then(|p| p.review)) {
        if let Some(label) = measure(view, &time, tokens) {
            hints.insert(time.span.end, (InlayHintKind::TYPE, label, measured()));
        }
    }
}

fn measured() -> Text {
    text!("the measure of this word, from `terms`", "该用语的量化，见“用语”")
}

/// ` = 30m` after a vague word that has a measure, in the units of the words around it.
fn measure(view: &View<'_>, time: &Time<'_>, tokens: &[Token]) -> Option<String> {
    let length_of = time.length.filter(|_| time.vague.is_some() && time.span.file == view.id)?;
    Some(format!("= {}", length(length_of, written_in(view, tokens, time.span))))
}

/// The language of the last keyword before a place.
fn written_in(view: &View<'_>, tokens: &[Token], place: Span) -> Lang {
    let before = tokens.get(..tokens.partition_point(|t| t.span.start < place.start)).unwrap_or(&[]);
    let keyword = before.iter().rev().find(|t| matches!(t.kind, TokenKind::Word(_)));
    keyword.map_or(view.lang, |t| language(view.slice(t.span)))
}

/// The measure of a limit and the clock that nobody wrote.
fn limit(view: &View<'_>, limit: &Limit<'_>, part: Late, tokens: &[Token], hints: &mut Hints) {
    if limit.span.file != view.id {
        return;
    }
    let measure = measure(view, &limit.time, tokens);
    let approval = part == Late::Approver;
    let (at, clock, tip) = match limit.clock {
        Clock::Due => (limit.time.span.end, Some(unwritten(approval)), due(approval)),
        Clock::Unstated(word) => (word.end, Some(open(approval)), text!("the text leaves the clock of this limit open", "原文没有写明这一时限从何时起算")),
        Clock::Start | Clock::Step(_) | Clock::Signal(_) | Clock::Unknown => (limit.time.span.end, None, measured()),
    };
    let clock = clock.map(|c| c.get(view.lang).to_owned());
    match (measure, clock) {
        (Some(measure), Some(clock)) if at == limit.time.span.end => {
            hints.insert(at, (InlayHintKind::TYPE, format!("{measure} {clock}"), tip));
        }
        (measure, clock) => {
            hints.extend(measure.map(|m| (limit.time.span.end, (InlayHintKind::TYPE, m, measured()))));
            hints.extend(clock.map(|c| (at, (InlayHintKind::PARAMETER, c, tip))));
        }
    }
}

fn unwritten(approval: bool) -> Text {
    if approval { text!("from condition", "自条件成立起") } else { text!("from due", "自步骤到期起") }
}

fn open(approval: bool) -> Text {
    if approval { text!("open: taken as from condition", "起算点未定，按条件成立起算") } else { text!("open: taken as from due", "起算点未定，按步骤到期起算") }
}

fn due(approval: bool) -> Text {
    if approval {
        text!("no clock is written: the limit counts from the moment the start condition holds", "没有写起算点：自启动条件成立时起算")
    } else {
        text!("no clock is written: the limit counts from the moment the step becomes due", "没有写起算点：自该步骤到期时起算")
    }
}
