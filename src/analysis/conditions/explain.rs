//! Which parts of a condition are to blame that it never holds, or always does.

use super::search::Answer;
use super::theory::{Question, Theory};
use super::verdict::Reason;
use crate::model::{Cond, CondKind, GaugeId};

/// Most parts among which the ones to blame are looked for, and most of which every pair is tried.
const MAX_PARTS: usize = 40;
const MAX_PAIRED: usize = 12;

/// Why a condition that never holds does not. The question's own parts have to hold as well.
pub(super) fn why_never<'m>(theory: &mut Theory<'m>, cond: &'m Cond<'m>, question: &Question<'m>) -> Reason<'m> {
    let mut parts: Vec<(&Cond<'_>, bool)> = cond.joined(true).into_iter().map(|c| (c, true)).collect();
    parts.extend(question.parts.iter().copied());
    if parts.len() > MAX_PARTS {
        return Reason::Unclear;
    }
    let core = core(theory, &Question { parts, ..question.clone() });
    match (core.parts.as_slice(), core.known.as_slice()) {
        ([(one, _)], []) => descend_never(theory, one, question),
        _ => {
            let scales = scales(theory, &core);
            Reason::Together(in_order(&core), core.known, scales)
        }
    }
}

/// Why a condition that always holds does.
pub(super) fn why_always<'m>(theory: &mut Theory<'m>, cond: &'m Cond<'m>, question: &Question<'m>) -> Reason<'m> {
    let parts: Vec<(&Cond<'_>, bool)> = cond.joined(false).into_iter().map(|c| (c, false)).collect();
    if parts.len() > MAX_PARTS {
        return Reason::Unclear;
    }
    let core = core(theory, &Question { parts, ..question.clone() });
    match (core.parts.as_slice(), core.known.as_slice()) {
        ([(one, _)], []) => descend_always(theory, one, question),
        _ => {
            let scales = scales(theory, &core);
            Reason::Either(in_order(&core), core.known, scales)
        }
    }
}

fn descend_never<'m>(theory: &mut Theory<'m>, cond: &'m Cond<'m>, question: &Question<'m>) -> Reason<'m> {
    let alone = Question { parts: Vec::new(), ..question.clone() };
    match &cond.kind {
        CondKind::Gauge(..) => Reason::Comparison(cond),
        CondKind::Level(..) | CondKind::Ladder(..) => Reason::Ladder(cond, false),
        CondKind::Not(inner) => why_always(theory, inner, &alone),
        CondKind::Or(parts) => parts.first().map_or(Reason::Unclear, |first| why_never(theory, first, &alone)),
        CondKind::Held(inner, _) => match theory.ask(&Question { parts: vec![(&**inner, true)], ..alone.clone() }) {
            Answer::No => why_never(theory, inner, &alone),
            // It holds, only not for so long.
            Answer::Yes(_) | Answer::Undecided => Reason::Together(vec![cond], Vec::new(), Vec::new()),
        },
        CondKind::And(_) | CondKind::Done(_) | CondKind::Finished(_) | CondKind::Signal(_) | CondKind::Unknown => Reason::Unclear,
    }
}

fn descend_always<'m>(theory: &mut Theory<'m>, cond: &'m Cond<'m>, question: &Question<'m>) -> Reason<'m> {
    match &cond.kind {
        CondKind::Gauge(..) => Reason::Comparison(cond),
        CondKind::Level(..) | CondKind::Ladder(..) => Reason::Ladder(cond, true),
        CondKind::Not(inner) => why_never(theory, inner, question),
        CondKind::And(parts) => parts.first().map_or(Reason::Unclear, |first| why_always(theory, first, question)),
        CondKind::Or(_) | CondKind::Held(..) | CondKind::Done(_) | CondKind::Finished(_) | CondKind::Signal(_) | CondKind::Unknown => Reason::Unclear,
    }
}

/// As few as possible of the parts and of what is known that still cannot be met: one, else two, else none too many.
fn core<'m>(theory: &mut Theory<'m>, question: &Question<'m>) -> Question<'m> {
    let parts = &question.parts;
    let mut missed = |parts: Vec<(&'m Cond<'m>, bool)>| {
        let smaller = Question { parts, known: Vec::new(), ..question.clone() };
        (theory.ask(&smaller) == Answer::No).then_some(smaller)
    };
    if let Some(found) = parts.iter().find_map(|p| missed(vec![*p])) {
        return found;
    }
    if parts.len() <= MAX_PAIRED {
        let pairs = parts.iter().enumerate().flat_map(|(i, a)| parts.iter().skip(i + 1).map(move |b| vec![*a, *b]));
        if let Some(found) = pairs.into_iter().find_map(missed) {
            return found;
        }
    }
    without_needless(theory, question.clone())
}

fn without_needless<'m>(theory: &mut Theory<'m>, mut question: Question<'m>) -> Question<'m> {
    let mut index = 0;
    while index < question.parts.len() {
        let mut smaller = question.clone();
        smaller.parts.remove(index);
        if theory.ask(&smaller) == Answer::No { question = smaller } else { index += 1 }
    }
    let mut index = 0;
    while index < question.known.len() {
        let mut smaller = question.clone();
        smaller.known.remove(index);
        if theory.ask(&smaller) == Answer::No { question = smaller } else { index += 1 }
    }
    question
}

/// The parts in the order written.
fn in_order<'m>(question: &Question<'m>) -> Vec<&'m Cond<'m>> {
    let mut parts: Vec<&Cond<'_>> = question.parts.iter().map(|p| p.0).collect();
    parts.sort_by_key(|c| c.span);
    parts
}

/// The gauges without whose ranges, or without counting whole things, the parts could be met.
fn scales<'m>(theory: &mut Theory<'m>, question: &Question<'m>) -> Vec<GaugeId> {
    if !matches!(theory.ask(&Question { relaxed: true, ..question.clone() }), Answer::Yes(_)) {
        return Vec::new();
    }
    let mut gauges = Vec::new();
    for (part, _) in &question.parts {
        part.walk(&mut |c| {
            if let CondKind::Gauge(id, ..) = c.kind {
                gauges.push(id);
            }
        });
    }
    gauges.sort_unstable();
    gauges.dedup();
    gauges
}
