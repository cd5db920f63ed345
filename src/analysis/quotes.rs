//! The texts in quotes that somebody is to read and act on, and places inside them.

use crate::ast::{Channel, Str};
use crate::model::{Act, ActKind, Callee, ElseKind, Head, Limit, Model, Step};
use crate::source::{Sources, Span};
use smol_str::SmolStr;
use std::ops::Range;

/// A text in quotes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quote<'m> {
    /// The text.
    pub(crate) text: &'m SmolStr,
    /// Its place, quotation marks included.
    pub(crate) span: Span,
    /// Clause of the source text.
    pub(crate) cite: Option<&'m SmolStr>,
}

impl Quote<'_> {
    /// Place of a part of the text; `None` where escapes shift it.
    pub(crate) fn part(&self, sources: &Sources, range: &Range<usize>) -> Option<Span> {
        let source = sources.get(self.span.file)?;
        let inner = Str { text: self.text.clone(), span: self.span }.inner_span(&source.text);
        let start = inner.start as usize;
        let same = source.slice(inner) == self.text.as_str();
        same.then(|| Span::new(inner.file, start + range.start, start + range.end))
    }

    /// Place of the text without quotation marks and outer spaces; `None` where escapes shift it.
    pub(crate) fn inside(&self, sources: &Sources) -> Option<Span> {
        let start = self.text.len() - self.text.trim_start().len();
        self.part(sources, &(start..start + self.text.trim().len()))
    }
}

/// Calls `visit` for every act of every procedure and prohibition, with its clause.
pub(crate) fn each_act<'m>(model: &'m Model<'_>, visit: &mut dyn FnMut(&'m Act<'m>, Option<&'m SmolStr>)) {
    model.forbids.iter().for_each(|f| visit(&f.act, f.clause));
    for procedure in &model.procedures {
        let clause = procedure.head.cite();
        procedure.forbids.iter().for_each(|f| visit(&f.act, f.clause.or(clause)));
        for step in &procedure.steps {
            let clause = step.cite().or(clause);
            step.duties.iter().for_each(|d| visit(&d.act, clause));
            step.forbids.iter().for_each(|f| visit(&f.act, f.clause.or(clause)));
            otherwise(step).for_each(|act| visit(act, clause));
        }
    }
}

/// What happens when limits of a step pass, besides escalations.
pub(crate) fn otherwise<'m>(step: &'m Step<'_>) -> impl Iterator<Item = &'m Act<'m>> {
    step.all_limits().filter_map(|limit: &Limit<'_>| match limit.otherwise.as_ref().map(|o| &o.kind) {
        Some(ElseKind::Act(act)) => Some(act),
        Some(ElseKind::Escalate(..)) | None => None,
    })
}

/// The numbers that duties dial as literals.
pub(crate) fn literals<'m>(model: &'m Model<'_>) -> Vec<Quote<'m>> {
    let mut found = Vec::new();
    each_act(model, &mut |act, cite| {
        if let ActKind::Call(Callee::Numbers(numbers)) = &act.kind {
            found.extend(numbers.iter().map(|n| Quote { text: &n.text, span: n.span, cite }));
        }
    });
    found
}

/// The telephone numbers of the posts.
pub(crate) fn phones<'m>(model: &'m Model<'_>) -> impl Iterator<Item = Quote<'m>> {
    model.posts.iter().flat_map(|post| {
        let cite = post.head.cite();
        let dialled = post.contacts.iter().filter(|c| matches!(c.channel, Channel::Phone | Channel::Sms));
        dialled.map(move |c| Quote { text: c.text, span: c.span, cite })
    })
}

/// The free texts of a plan: titles, acts in words, and what is written down.
pub(crate) fn free_texts<'m>(model: &'m Model<'_>) -> Vec<Quote<'m>> {
    let mut found: Vec<Quote<'m>> = heads(model).filter_map(title).collect();
    let rungs = model.ladders.iter().flat_map(|l| l.levels.iter().map(|r| (r.rung, l.head.cite())));
    found.extend(rungs.filter_map(|(rung, cite)| quote(rung.title.as_ref(), cite)));
    for (procedure, step) in model.steps() {
        found.extend(quote(step.ast.title.as_ref(), step.cite().or(procedure.head.cite())));
    }
    each_act(model, &mut |act, cite| match &act.kind {
        ActKind::Do(text) => found.extend(quote(Some(text), cite)),
        ActKind::Record(texts, _, place) => found.extend(texts.iter().chain(*place).filter_map(|t| quote(Some(t), cite))),
        ActKind::Call(_)
        | ActKind::Notify(..)
        | ActKind::Report(..)
        | ActKind::Preserve(..)
        | ActKind::ActivateProcedure(_)
        | ActKind::ActivateDocument(_)
        | ActKind::Request(_)
        | ActKind::DoAction(_)
        | ActKind::Unknown => {}
    });
    found
}

fn heads<'m>(model: &'m Model<'_>) -> impl Iterator<Item = Head<'m>> {
    let posts = model.posts.iter().map(|p| p.head).chain(model.signals.iter().map(|s| s.head));
    let measures = model.gauges.iter().map(|g| g.head).chain(model.ladders.iter().map(|l| l.head));
    let papers = model.documents.iter().map(|d| d.head).chain(model.forms.iter().map(|f| f.head));
    let ready = model.practices.iter().map(|p| p.head).chain(model.supplies.iter().map(|s| s.head));
    let acts = model.procedures.iter().map(|p| p.head).chain(model.actions.iter().copied());
    posts.chain(measures).chain(papers).chain(acts).chain(ready)
}

fn title<'m>(head: Head<'m>) -> Option<Quote<'m>> {
    quote(head.decl.title.as_ref(), head.cite())
}

fn quote<'m>(text: Option<&'m Str>, cite: Option<&'m SmolStr>) -> Option<Quote<'m>> {
    text.map(|t| Quote { text: &t.text, span: t.span, cite })
}
