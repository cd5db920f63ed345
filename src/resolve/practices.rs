//! Documents, report forms, exercises, supplies and drills.

use super::Resolver;
use super::names::Family;
use crate::ast::{CalledWho, Declaration, EventKind, Key, Name, OutcomeKind, StatementKind};
use crate::diagnostic::text;
use crate::model::{Document, Drill, Form, Head, Practice, ProcedureId, Supply, Wanted, texts, values};
use std::collections::HashMap;

impl<'a> Resolver<'a> {
    pub(super) fn document(&mut self, head: Head<'a>) {
        let body = &head.decl.body;
        let named: Vec<_> = self.name_values(body, Key::Kind).collect();
        let value = values(body, Key::Kind).next();
        let kind = named.first().zip(value).and_then(|((text, _), value)| self.vocabulary("dk_", text, value));
        let location = texts(body, Key::Location).next().map(|t| t.0);
        let owners = self.owners(body);
        self.model.documents.push(Document { head, kind, location, owners });
    }

    pub(super) fn form(&mut self, head: Head<'a>) {
        self.model.forms.push(Form { head, fields: texts(&head.decl.body, Key::Fields).collect() });
    }

    pub(super) fn practice(&mut self, head: Head<'a>) {
        let body = &head.decl.body;
        let of = head.decl.of.iter().map(|name| self.find(Family::Procedure, name).map(ProcedureId)).collect();
        let every = self.time_value(body, Key::Every);
        let (owners, audience) = (self.owners(body), self.parties_of(body, Key::Audience));
        self.model.practices.push(Practice { head, of, every, owners, audience });
    }

    pub(super) fn supply(&mut self, head: Head<'a>) {
        let body = &head.decl.body;
        let check_every = self.time_value(body, Key::CheckEvery);
        let (quantity, owners) = (self.single(body, Key::Quantity), self.owners(body));
        self.model.supplies.push(Supply { head, quantity, check_every, owners });
    }

    pub(super) fn drill(&mut self, decl: &'a Declaration) {
        let target = decl.of.first().and_then(|name| self.find_among(&[Family::Procedure], name));
        if let Some(second) = decl.of.get(1) {
            let message = text!("a drill rehearses one procedure", "一次推演只针对一个处置");
            self.error("P004", second.span, message, text!("write a drill for each", "请为每个处置各写一个推演"));
        }
        self.steps = target.map_or_else(HashMap::new, |entry| super::procedures::step_names(&entry.decl.body));
        for statement in &decl.body {
            if let StatementKind::Event(event) = &statement.kind {
                self.event(&event.kind, target.is_some());
            } else if let StatementKind::Expectation(expectation) = &statement.kind {
                self.outcome(&expectation.outcome.kind, target.is_some());
            }
        }
        self.model.drills.push(Drill { decl, of: target.map(|e| ProcedureId(e.id)) });
    }

    fn event(&mut self, event: &'a EventKind, known: bool) {
        match event {
            EventKind::Raise(name) | EventKind::Clear(name) => {
                self.find(Family::Signal, name);
            }
            EventKind::Set(name, value) => {
                match self.find_among(&[Family::Gauge], name) {
                    Some(entry) => _ = self.measure_of(entry.decl, name, value),
                    None => self.rather(name.span, Wanted::Compared(value)),
                }
            }
            EventKind::Done(step) => self.drill_step(step, known),
            EventKind::Approve(name) | EventKind::Unreachable(name) => {
                self.find(Family::Post, name);
            }
        }
    }

    fn outcome(&mut self, outcome: &'a OutcomeKind, known: bool) {
        match outcome {
            OutcomeKind::Called(who) | OutcomeKind::Notified(who) | OutcomeKind::Escalated(who) => {
                if let CalledWho::Actor(actor) = who {
                    self.party(actor);
                }
            }
            OutcomeKind::Activated(name) => {
                self.find(Family::Procedure, name);
            }
            OutcomeKind::Finished(name) => {
                if let Some(name) = name {
                    self.find(Family::Procedure, name);
                }
            }
            OutcomeKind::Done(step) | OutcomeKind::Due(step) | OutcomeKind::Overdue(step) => self.drill_step(step, known),
            OutcomeKind::Level(ladder, level) => {
                let entry = self.find_among(&[Family::Ladder], ladder);
                match (entry, level) {
                    (Some(entry), Some(level)) => _ = self.level(entry.decl, level),
                    (None, Some(level)) => self.rather(ladder.span, Wanted::Ladder(level)),
                    (_, None) => {}
                }
            }
            OutcomeKind::Closed => {}
        }
    }

    /// A step of the rehearsed procedure; without one, any name may be right.
    fn drill_step(&mut self, step: &Name, known: bool) {
        if known {
            self.step_named(step);
        }
    }
}
