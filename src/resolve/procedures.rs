//! Procedures and steps.

use super::Resolver;
use crate::ast::{self, Key, Statement, StatementKind};
use crate::diagnostic::text;
use crate::model::{Consent, Escalation, Finish, Forbid, Head, Order, Procedure, Start, Step, StepId, SupplyId, Time, cite, texts};
use crate::source::Span;
use std::collections::HashMap;

/// Steps of a procedure's body in the order of their ids: those of the recovery last.
fn steps_of(body: &[Statement]) -> impl Iterator<Item = (&ast::Step, Span, bool)> {
    let own = body.iter().filter_map(|s| if let StatementKind::Step(step) = &s.kind { Some((step.as_ref(), s.span, false)) } else { None });
    let parts = body.iter().filter_map(|s| if let StatementKind::Recovery(r) = &s.kind { Some(&r.body) } else { None });
    let later = parts.flatten().filter_map(|s| if let StatementKind::Step(step) = &s.kind { Some((step.as_ref(), s.span, true)) } else { None });
    own.chain(later)
}

/// Names of a procedure's steps with their ids and places; the first of two alike.
pub(super) fn step_names(body: &[Statement]) -> HashMap<&str, (u32, Span)> {
    let mut names = HashMap::new();
    for (id, (step, ..)) in steps_of(body).enumerate() {
        names.entry(step.name.text.as_str()).or_insert((id as u32, step.name.span));
    }
    names
}

impl<'a> Resolver<'a> {
    pub(super) fn procedure(&mut self, head: Head<'a>) {
        let body = &head.decl.body;
        self.steps = step_names(body);
        let mut procedure = Procedure {
            head,
            scope: texts(body, Key::Scope).collect(),
            hazards: self.hazards(body),
            starts: Vec::new(),
            owners: self.owners(body),
            steps: Vec::new(),
            escalations: Vec::new(),
            forbids: Vec::new(),
            finishes: Vec::new(),
            recovery: None,
        };
        for statement in body {
            self.procedure_statement(statement, &mut procedure);
        }
        let mut before: [Option<StepId>; 2] = [None, None];
        for (id, (step, span, in_recovery)) in steps_of(body).enumerate() {
            if let Some((_, first)) = self.steps.get(step.name.text.as_str()).copied().filter(|first| first.0 != id as u32) {
                self.same_name(&step.name, first);
            }
            let [own, recovery] = &mut before;
            let previous = if in_recovery { recovery } else { own };
            let resolved = self.step(step, span, in_recovery, *previous);
            *previous = Some(StepId(id as u32));
            procedure.steps.push(resolved);
        }
        self.model.procedures.push(procedure);
    }

    fn procedure_statement(&mut self, statement: &'a Statement, procedure: &mut Procedure<'a>) {
        let span = statement.span;
        if let StatementKind::Start(start) = &statement.kind {
            let start = Start {
                when: self.condition(&start.when),
                consents: self.consents(&start.consents),
                limit: start.limit.as_ref().map(|l| self.limit(l)),
                span,
            };
            procedure.starts.push(start);
        } else if let StatementKind::Finish(finish) = &statement.kind {
            let finish = Finish { when: self.condition(&finish.when), consents: self.consents(&finish.consents), span };
            procedure.finishes.push(finish);
        } else if let StatementKind::Escalation(escalation) = &statement.kind {
            let to = self.parties(&escalation.to);
            let when = escalation.when.as_ref().map(|c| self.condition(c));
            procedure.escalations.push(Escalation { to, after: escalation.after.as_ref(), when, span });
        } else if let StatementKind::Forbid(forbid) = &statement.kind {
            procedure.forbids.push(self.forbid(forbid));
        } else if let StatementKind::Recovery(recovery) = &statement.kind {
            procedure.recovery = Some(recovery.head);
        }
    }

    pub(super) fn forbid(&mut self, forbid: &'a ast::Forbid) -> Forbid<'a> {
        Forbid {
            parties: self.parties(&forbid.actors),
            act: self.act(&forbid.act),
            unless: forbid.unless.as_ref().map(|c| self.consent(c)),
            when: forbid.when.as_ref().map(|c| self.condition(c)),
            clause: cite(&forbid.body),
            span: forbid.head,
        }
    }

    fn consents(&mut self, consents: &'a [ast::Consent]) -> Vec<Consent> {
        consents.iter().map(|c| self.consent(c)).collect()
    }

    fn consent(&mut self, consent: &'a ast::Consent) -> Consent {
        let posts: Vec<_> = consent.posts.iter().map(|a| self.party(a)).collect();
        for party in &posts {
            self.no_service(party);
        }
        Consent { kind: consent.kind, need: consent.need, posts, span: consent.span }
    }

    fn step(&mut self, step: &'a ast::Step, span: Span, in_recovery: bool, previous: Option<StepId>) -> Step<'a> {
        let mut resolved = Step {
            ast: step,
            span,
            in_recovery,
            when: step.when.as_ref().map(|c| self.condition(c)),
            after: self.order(step, previous),
            takes: step.takes.as_ref().map(|(low, high, span)| (low.millis, high.millis, *span)),
            consents: self.consents(&step.consents),
            uses: step.uses.iter().map(|name| self.find(super::names::Family::Supply, name).map(SupplyId)).collect(),
            duties: Vec::with_capacity(step.body.len().min(1)),
            limits: Vec::new(),
            repeats: Vec::new(),
            automatic: None,
            forbids: Vec::new(),
        };
        let named: Vec<_> = self.name_values(&step.body, Key::Uses).collect();
        for (text, span) in named {
            let supply = self.find(super::names::Family::Supply, &ast::Name { text: text.clone(), span });
            resolved.uses.push(supply.map(SupplyId));
        }
        for statement in &step.body {
            self.step_statement(statement, &mut resolved);
        }
        resolved
    }

    fn step_statement(&mut self, statement: &'a Statement, step: &mut Step<'a>) {
        if let StatementKind::Duty(duty) = &statement.kind {
            step.duties.push(self.duty(duty, statement.span));
        } else if let StatementKind::Limit(limit) = &statement.kind {
            step.limits.push(self.limit(limit));
        } else if let StatementKind::Repeat(period) = &statement.kind {
            let time: Time<'a> = self.period(period);
            step.repeats.push(time);
        } else if let StatementKind::Automatic(act) = &statement.kind {
            let act = act.as_ref().map(|a| self.act(a));
            step.automatic = Some((statement.span, act));
        } else if let StatementKind::Forbid(forbid) = &statement.kind {
            step.forbids.push(self.forbid(forbid));
        }
    }

    fn order(&mut self, step: &'a ast::Step, previous: Option<StepId>) -> Option<Order> {
        let mut order = step.after.as_ref().map(|after| {
            let steps = after.steps.iter().map(|name| (self.step_named(name), name.span)).collect();
            Order { need: after.need, steps, span: after.span }
        });
        if let Some(then) = step.then {
            match (previous, &mut order) {
                (None, _) => {
                    let message = text!("`then` stands on the first step: there is none before it", "`然后` 写在第一个步骤上，前面没有步骤");
                    self.error("P001", then, message, text!("delete `then`", "删去 `然后`"));
                }
                (Some(_), Some(order)) if order.need == ast::ActorsKind::Any => {
                    let message = text!("`then` waits for the step before, `after any of` for one of several", "`然后` 等待前一步，`待 任一` 只等待其中之一");
                    self.error("P001", then, message, text!("keep one of them", "只保留一种写法"));
                }
                (Some(before), Some(order)) => order.steps.push((Some(before), then)),
                (Some(before), None) => order = Some(Order { need: ast::ActorsKind::All, steps: vec![(Some(before), then)], span: then }),
            }
        }
        order
    }
}
