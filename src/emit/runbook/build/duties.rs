//! Duties, acts and limits.

use super::names::step_name;
use super::people::channel;
use super::{Builder, times};
use crate::ast::{self, Str};
use crate::emit::runbook as r;
use crate::model::{Act, ActKind, Callee, Clock, Duty, ElseKind, Limit, Procedure};
use crate::source::Span;

impl<'a> Builder<'_, 'a> {
    pub(super) fn duty(&self, duty: &Duty<'a>, procedure: Option<&Procedure<'a>>, cite: &[String]) -> Option<r::Duty> {
        Some(r::Duty {
            text: self.text(duty.span),
            actors: self.parties(&duty.parties),
            modal: match duty.modal {
                ast::Modal::Must => r::Modal::Must,
                ast::Modal::MustNot => r::Modal::MustNot,
                ast::Modal::Should => r::Modal::Should,
                ast::Modal::May => r::Modal::May,
            },
            act: self.act(&duty.act)?,
            limits: duty.limits.iter().map(|l| self.limit(l, procedure, cite)).collect(),
            every: duty.repeats.iter().map(times::time).collect(),
            cite: cite.to_vec(),
            at: self.place(duty.span),
        })
    }

    /// What is done; `None` for what could not be resolved, which no plan without errors has.
    pub(super) fn act(&self, act: &Act<'a>) -> Option<r::Act> {
        Some(match &act.kind {
            ActKind::Call(Callee::Numbers(numbers)) => r::Act::Dial { numbers: strings(numbers) },
            ActKind::Call(Callee::Parties(parties)) => r::Act::Call { to: self.targets(parties) },
            ActKind::Notify(to, by) => r::Act::Notify { to: self.targets(to), channels: channels(by) },
            ActKind::Report(form, to, by) => {
                r::Act::Report { form: form.map(|f| self.form_name(f)), to: self.targets(to), channels: channels(by) }
            }
            ActKind::Record(items, document, place) => r::Act::Record {
                items: strings(items),
                document: document.map(|d| self.document_name(d)),
                place: place.map(|p| p.text.to_string()),
            },
            ActKind::Preserve(texts, time) => r::Act::Preserve { items: texts.iter().map(|t| t.text.to_string()).collect(), length: time.map(times::length) },
            ActKind::ActivateProcedure(id) => r::Act::Activate { procedure: self.procedure_name(*id) },
            ActKind::ActivateDocument(id) => r::Act::ActivateDocument { document: self.document_name(*id) },
            ActKind::Request(to) => r::Act::Request { to: self.targets(to) },
            ActKind::Do(what) => r::Act::Do { what: what.text.to_string() },
            ActKind::DoAction(id) => r::Act::DoAction { action: self.action_name(*id) },
            ActKind::Unknown => return None,
        })
    }

    pub(super) fn limit(&self, limit: &Limit<'a>, procedure: Option<&Procedure<'a>>, cite: &[String]) -> r::Limit {
        r::Limit {
            text: self.text(limit.span),
            within: times::time(&limit.time),
            clock: match limit.clock {
                Clock::Due => r::Clock::Due,
                Clock::Start => r::Clock::Start,
                Clock::Unstated(_) | Clock::Unknown => r::Clock::Unstated,
                Clock::Step(id) => r::Clock::Step { step: step_name(procedure, id) },
                Clock::Signal(id) => r::Clock::Signal { signal: self.signal_name(id) },
            },
            otherwise: limit.otherwise.as_ref().and_then(|o| match &o.kind {
                ElseKind::Escalate(to, by) => Some(r::Act::Escalate { to: self.targets(to), by: by.as_ref().map(|b| self.parties(b)) }),
                ElseKind::Act(act) => self.act(act),
            }),
            cite: cite.to_vec(),
            at: self.place(limit.span),
        }
    }
}

fn strings(list: &[Str]) -> Vec<String> {
    list.iter().map(|s| s.text.to_string()).collect()
}

fn channels(list: &[(ast::Channel, Span)]) -> Vec<r::Channel> {
    list.iter().map(|c| channel(c.0)).collect()
}
