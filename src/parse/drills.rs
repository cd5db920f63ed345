//! Drills.

use super::build::{Builder, Node};
use super::grammar::Rule;
use crate::ast::{CalledWho, Event, EventKind, Expectation, Outcome, OutcomeKind};

impl<'s> Builder<'s> {
    pub(super) fn event(&mut self, node: Node<'s>) -> Option<Event> {
        let mut inner = node.into_inner().skip(1);
        let at = self.time(&inner.next()?);
        let happening = inner.next()?;
        let rule = happening.as_rule();
        let mut parts = happening.into_inner();
        if rule == Rule::absence {
            return Some(Event { at, kind: EventKind::Unreachable(self.name(&parts.next()?)) });
        }
        let name = self.name(&parts.nth(1)?);
        let kind = match rule {
            Rule::raise => EventKind::Raise(name),
            Rule::clear => EventKind::Clear(name),
            Rule::step_done => EventKind::Done(name),
            Rule::approval => EventKind::Approve(name),
            _ => EventKind::Set(name, self.comparand(&parts.nth(1)?)?),
        };
        Some(Event { at, kind })
    }

    pub(super) fn expectation(&mut self, node: Node<'s>) -> Option<Expectation> {
        let (mut negated, mut outcome, mut within) = (false, None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_expect_not => negated = true,
                Rule::outcome => outcome = self.outcome(part),
                Rule::duration | Rule::unitless => within = self.time(&part),
                _ => {}
            }
        }
        Some(Expectation { negated, outcome: outcome?, within })
    }

    fn outcome(&mut self, node: Node<'s>) -> Option<Outcome> {
        let span = self.span(&node);
        let mut inner = node.into_inner();
        let word = inner.next()?.as_rule();
        let what = inner.next();
        let kind = match word {
            Rule::kw_called => OutcomeKind::Called(self.who(what?)),
            Rule::kw_notified => OutcomeKind::Notified(self.who(what?)),
            Rule::kw_escalated => OutcomeKind::Escalated(self.who(what?)),
            Rule::kw_activated => OutcomeKind::Activated(self.name(&what?)),
            Rule::kw_done => OutcomeKind::Done(self.name(&what?)),
            Rule::kw_due => OutcomeKind::Due(self.name(&what?)),
            Rule::kw_overdue => OutcomeKind::Overdue(self.name(&what?)),
            Rule::kw_level => {
                let mut names = what?.into_inner();
                OutcomeKind::Level(self.name(&names.next()?), names.next().map(|n| self.name(&n)))
            }
            Rule::kw_finished => OutcomeKind::Finished(what.map(|n| self.name(&n))),
            _ => OutcomeKind::Closed,
        };
        Some(Outcome { span, kind })
    }

    fn who(&mut self, node: Node<'s>) -> CalledWho {
        match node.as_rule() {
            Rule::name => CalledWho::Actor(self.actor(&node)),
            _ => CalledWho::Number(self.text(node)),
        }
    }
}
