//! Duties, acts and limits.

use super::Resolver;
use super::names::Family;
use crate::ast::{self, CallTarget, OtherwiseKind, RecordIn};
use crate::model::{Act, ActKind, ActionId, Callee, Clock, DocumentId, Duty, Else, ElseKind, FormId, Limit, ProcedureId, SignalId, StepId, Wanted};
use crate::source::Span;

impl<'a> Resolver<'a> {
    pub(super) fn duty(&mut self, duty: &'a ast::Duty, span: Span) -> Duty<'a> {
        Duty {
            ast: duty,
            span,
            parties: self.parties(&duty.actors),
            modal: duty.modal,
            act: self.act(&duty.act),
            limits: duty.limits.iter().map(|l| self.limit(l)).collect(),
            repeats: duty.repeats.iter().map(|p| self.period(p)).collect(),
        }
    }

    pub(super) fn act(&mut self, act: &'a ast::Act) -> Act<'a> {
        let kind = match &act.kind {
            ast::ActKind::Call(CallTarget::Numbers(numbers)) => ActKind::Call(Callee::Numbers(numbers)),
            ast::ActKind::Call(CallTarget::Actors(actors)) => ActKind::Call(Callee::Parties(self.parties(actors))),
            ast::ActKind::Notify(actors, channels) => ActKind::Notify(self.parties(actors), channels),
            ast::ActKind::Report(form, actors, channels) => {
                let form = form.as_ref().and_then(|name| self.find(Family::Form, name)).map(FormId);
                ActKind::Report(form, self.parties(actors), channels)
            }
            ast::ActKind::Record(texts, place) => match place {
                Some(RecordIn::Document(name)) => ActKind::Record(texts, self.find(Family::Document, name).map(DocumentId), None),
                Some(RecordIn::Text(text)) => ActKind::Record(texts, None, Some(text)),
                None => ActKind::Record(texts, None, None),
            },
            ast::ActKind::Preserve(texts, time) => ActKind::Preserve(texts, time.as_ref().and_then(Option::as_ref)),
            ast::ActKind::Activate(name) => match self.find_among(&[Family::Procedure, Family::Document], name) {
                Some(entry) if entry.family == Family::Procedure => ActKind::ActivateProcedure(ProcedureId(entry.id)),
                Some(entry) => ActKind::ActivateDocument(DocumentId(entry.id)),
                None => ActKind::Unknown,
            },
            ast::ActKind::Request(actors) => ActKind::Request(self.parties(actors)),
            ast::ActKind::DoText(text) => ActKind::Do(text),
            ast::ActKind::DoAction(name) => self.find(Family::Action, name).map_or(ActKind::Unknown, |id| ActKind::DoAction(ActionId(id))),
        };
        Act { span: act.span, kind }
    }

    pub(super) fn limit(&mut self, limit: &'a ast::Limit) -> Limit<'a> {
        let clock = match &limit.clock {
            ast::Clock::Due => Clock::Due,
            ast::Clock::Start(_) => Clock::Start,
            ast::Clock::Unstated(span) => Clock::Unstated(*span),
            ast::Clock::Name(name) => match self.steps.get(name.text.as_str()).copied() {
                Some((id, declared)) => {
                    self.refer(name.span, declared);
                    Clock::Step(StepId(id))
                }
                None => match self.find(Family::Signal, name) {
                    Some(id) => Clock::Signal(SignalId(id)),
                    None => {
                        if self.model.unresolved.last().is_some_and(|u| u.at == name.span) {
                            self.unresolved(name.span, Wanted::Step);
                        }
                        Clock::Unknown
                    }
                },
            },
        };
        let otherwise = limit.otherwise.as_ref().map(|otherwise| Else {
            span: otherwise.span,
            kind: match &otherwise.kind {
                OtherwiseKind::Escalate(to, by) => ElseKind::Escalate(self.parties(to), by.as_ref().map(|b| self.parties(b))),
                OtherwiseKind::Act(act) => ElseKind::Act(self.act(act)),
            },
        });
        Limit { span: limit.span, time: self.period(&limit.period), clock, otherwise }
    }
}
