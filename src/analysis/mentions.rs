//! Where free text speaks of something by its name: a text in quotes says it to a reader, but refers to nothing.

use crate::ast::{Key, Str};
use crate::check::Context;
use crate::model::{Act, ActKind, ElseKind, Forbid, Limit, Model, Step, texts};
use crate::source::{Sources, Span};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The first place in the texts of duties, prohibitions, steps and practices at which each of the words stands.
pub(crate) fn first<'w>(cx: &Context<'_>, words: &HashSet<&'w str>) -> HashMap<&'w str, Span> {
    let initials: HashSet<char> = words.iter().filter_map(|w| w.chars().next()).collect();
    let lengths: BTreeSet<usize> = words.iter().map(|w| w.len()).collect();
    let mut found = HashMap::new();
    if words.is_empty() {
        return found;
    }
    for span in places(cx.model, cx.sources) {
        let text = cx.sources.slice(span);
        for (at, _) in text.char_indices().filter(|(_, c)| initials.contains(c)) {
            let ends = lengths.iter().map(|length| at + length);
            for end in ends.filter(|end| stands_alone(text, at, *end)) {
                if let Some(word) = text.get(at..end).and_then(|w| words.get(w)) {
                    let start = span.start as usize;
                    found.entry(*word).or_insert(Span::new(span.file, start + at, start + end));
                }
            }
        }
    }
    found
}

/// Whether no letter or digit of a Latin word goes on at either end: `ops` does not stand in `stops`.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let joined = |left: Option<char>, right: Option<char>| {
        left.zip(right).is_some_and(|(l, r)| l.is_ascii_alphanumeric() && r.is_ascii_alphanumeric())
    };
    let (Some(before), Some(word), Some(after)) = (text.get(..start), text.get(start..end), text.get(end..)) else { return false };
    !joined(before.chars().next_back(), word.chars().next()) && !joined(word.chars().next_back(), after.chars().next())
}

/// The texts between quotation marks.
fn places(model: &Model<'_>, sources: &Sources) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let inner = |text: &Str| sources.get(text.span.file).map_or(text.span, |s| text.inner_span(&s.text));
    let mut add = |act: &Act<'_>| found.extend(act_texts(act).map(inner));
    for procedure in &model.procedures {
        procedure.steps.iter().for_each(|s| step_acts(s, &mut add));
        procedure.forbids.iter().for_each(|f| add(&f.act));
    }
    model.forbids.iter().for_each(|f: &Forbid<'_>| add(&f.act));
    found.extend(model.steps().filter_map(|(_, s)| s.ast.title.as_ref()).map(inner));
    for practice in &model.practices {
        found.extend(practice.head.decl.title.as_ref().map(inner));
        found.extend(texts(&practice.head.decl.body, Key::Keep).map(|t| t.1));
    }
    found
}

fn step_acts(step: &Step<'_>, add: &mut impl FnMut(&Act<'_>)) {
    step.duties.iter().for_each(|d| add(&d.act));
    step.forbids.iter().for_each(|f| add(&f.act));
    let consequences = step.all_limits().filter_map(|l: &Limit<'_>| l.otherwise.as_ref());
    for consequence in consequences {
        if let ElseKind::Act(act) = &consequence.kind {
            add(act);
        }
    }
}

/// The texts of an act.
fn act_texts<'a>(act: &Act<'a>) -> impl Iterator<Item = &'a Str> {
    let (list, one): (&'a [Str], Option<&'a Str>) = match &act.kind {
        ActKind::Do(text) | ActKind::Preserve(text, _) => (&[], Some(*text)),
        ActKind::Record(texts, _, place) => (texts, *place),
        ActKind::Call(_)
        | ActKind::Notify(..)
        | ActKind::Report(..)
        | ActKind::ActivateProcedure(_)
        | ActKind::ActivateDocument(_)
        | ActKind::Request(_)
        | ActKind::DoAction(_)
        | ActKind::Unknown => (&[], None),
    };
    list.iter().chain(one)
}
