//! Procedures and their steps.

use super::attributes::Place;
use super::braces::Before;
use super::build::{Builder, Node};
use super::grammar::Rule;
use crate::ast::{ActorsKind, Consent, ConsentKind, DeclKind, Escalation, Finish, Forbid, Order, Recovery, Start, Step};
use crate::diagnostic::text;
use crate::source::Span;

impl<'s> Builder<'s> {
    pub(super) fn start(&mut self, node: Node<'s>) -> Option<Start> {
        let (mut when, mut consents, mut limit) = (None, Vec::new(), None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::when_clause => when = self.when(part),
                Rule::consent => consents.extend(self.consent(part)),
                Rule::limit => limit = self.limit(part),
                _ => {}
            }
        }
        Some(Start { when: when?, consents, limit })
    }

    pub(super) fn finish_statement(&mut self, node: Node<'s>) -> Option<Finish> {
        let (mut when, mut consents) = (None, Vec::new());
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::when_clause => when = self.when(part),
                Rule::consent => consents.extend(self.consent(part)),
                _ => {}
            }
        }
        Some(Finish { when: when?, consents })
    }

    fn consent(&mut self, node: Node<'s>) -> Option<Consent> {
        let span = self.span(&node);
        let mut inner = node.into_inner();
        let kind = match inner.next()?.as_rule() {
            Rule::kw_requested_by => ConsentKind::Requested,
            Rule::kw_proposed_by => ConsentKind::Proposed,
            _ => ConsentKind::Approved,
        };
        let mut consent = Consent { span, kind, need: ActorsKind::All, posts: Vec::new() };
        for part in inner {
            match part.as_rule() {
                Rule::name => consent.posts.push(self.actor(&part)),
                Rule::any_of => {
                    consent.need = ActorsKind::Any;
                    consent.posts = part.into_inner().filter(|n| n.as_rule() == Rule::name).map(|n| self.actor(&n)).collect();
                }
                _ => {}
            }
        }
        Some(consent)
    }

    pub(super) fn step(&mut self, node: Node<'s>) -> Option<Step> {
        let start = node.as_span().start();
        let doc = self.doc_before(start);
        let mut step: Option<Step> = None;
        let mut then = None;
        for part in node.into_inner() {
            let span = self.span(&part);
            let Some(step) = &mut step else {
                match part.as_rule() {
                    Rule::kw_then => then = Some(span),
                    Rule::name => step = Some(new_step(self.name(&part), doc.clone(), then)),
                    _ => {}
                }
                continue;
            };
            match part.as_rule() {
                Rule::string | Rule::open_string => step.title = Some(self.text(part)),
                Rule::when_clause => {
                    self.once(step.when.is_some(), span);
                    step.when = self.when(part);
                }
                Rule::after_clause => {
                    self.once(step.after.is_some(), span);
                    step.after = Some(self.order(part));
                }
                Rule::takes_clause => step.takes = self.takes(part),
                Rule::consent => step.consents.extend(self.consent(part)),
                Rule::uses_clause => step.uses.extend(part.into_inner().filter(|n| n.as_rule() == Rule::name).map(|n| self.name(&n))),
                rule => {
                    if rule == Rule::unopened_body {
                        self.unopened_step(start, step.head, span);
                    }
                    step.body = self.body(part.into_inner(), Place::Step);
                    continue;
                }
            }
            step.head = step.head.to(span);
        }
        step
    }

    fn unopened_step(&mut self, start: usize, head: Span, body: Span) {
        let before = Before { rule: Rule::step, start, end: head.end as usize };
        let finding = self.missing_open(self.word_at(body.start as usize), Some(before));
        self.syntax_finding(finding);
    }

    fn once(&mut self, again: bool, span: Span) {
        if again {
            let message = text!("this is written twice on one step", "同一步骤上写了两次");
            self.error("P001", span, message, text!("join the two with `and`, or delete one", "用 `且` 合并，或删去一个"));
        }
    }

    fn order(&mut self, node: Node<'s>) -> Order {
        let span = self.span(&node);
        let mut order = Order { span, need: ActorsKind::All, steps: Vec::new() };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_any_of => order.need = ActorsKind::Any,
                Rule::name => order.steps.push(self.name(&part)),
                _ => {}
            }
        }
        order
    }

    fn takes(&mut self, node: Node<'s>) -> Option<(crate::ast::Duration, crate::ast::Duration, Span)> {
        let span = self.span(&node);
        let mut times = node.into_inner().filter(|n| matches!(n.as_rule(), Rule::duration | Rule::unitless));
        let low = self.time(&times.next()?)?;
        let high = match times.next() {
            Some(node) => self.time(&node)?,
            None => low.clone(),
        };
        if low.millis > high.millis {
            let message = text!("the range runs backwards", "区间的上限小于下限");
            self.error("P007", span, message, text!("write the shorter time first", "先写较短的时间"));
        }
        Some((low, high, span))
    }

    pub(super) fn escalation(&mut self, node: Node<'s>) -> Option<Escalation> {
        let mut inner = node.into_inner();
        let to = self.actors(inner.nth(1)?);
        let after = self.time(&inner.nth(1)?);
        Some(Escalation { to, after, when: inner.next().and_then(|n| self.when(n)) })
    }

    pub(super) fn forbid(&mut self, node: Node<'s>) -> Option<Forbid> {
        let mut inner = node.into_inner();
        let word = self.span(&inner.next()?);
        let (actors, act) = (self.actors(inner.next()?), self.act(inner.next()?)?);
        let mut forbid = Forbid { head: word.to(act.span), actors, act, unless: None, when: None, body: Vec::new() };
        for part in inner {
            if part.as_rule() != Rule::decl_body {
                forbid.head = forbid.head.to(self.span(&part));
            }
            match part.as_rule() {
                Rule::consent => forbid.unless = self.consent(part),
                Rule::when_clause => forbid.when = self.when(part),
                _ => forbid.body = self.body(part.into_inner(), Place::Forbid),
            }
        }
        Some(forbid)
    }

    pub(super) fn recovery(&mut self, node: Node<'s>) -> Option<Recovery> {
        let mut inner = node.into_inner();
        let head = self.span(&inner.next()?);
        Some(Recovery { head, body: self.body(inner, Place::Recovery) })
    }
}

fn new_step(name: crate::ast::Name, doc: Option<smol_str::SmolStr>, then: Option<Span>) -> Step {
    Step {
        then,
        doc,
        head: name.span,
        name,
        title: None,
        when: None,
        after: None,
        takes: None,
        consents: Vec::new(),
        uses: Vec::new(),
        body: Vec::new(),
    }
}

impl Place {
    /// The place inside a procedure.
    pub(super) const PROCEDURE: Self = Self::Declaration(DeclKind::Procedure);
}
