//! Drills: events and expectations in the words of the engine's trace.

use super::facts::amount;
use super::{Builder, owned, times};
use crate::ast::{CalledWho, Comparand, EventKind, Key, Name, OutcomeKind, StatementKind};
use crate::emit::runbook as r;
use crate::model::{Drill, Measure, statements};

impl<'a> Builder<'_, 'a> {
    pub(super) fn drill(&self, drill: &Drill<'a>) -> r::Drill {
        let decl = drill.decl;
        let of = drill.of.map(|id| self.procedure_name(id));
        let events = statements(&decl.body, |s| if let StatementKind::Event(e) = s { Some(e) } else { None });
        let expectations = statements(&decl.body, |s| if let StatementKind::Expectation(e) = s { Some(e) } else { None });
        r::Drill {
            title: decl.title.as_ref().map_or_else(String::new, |t| t.text.to_string()),
            doc: decl.doc.as_ref().map(ToString::to_string),
            events: events
                .map(|(event, span)| {
                    let at = event.at.as_ref().map_or_else(|| "PT0S".to_owned(), times::iso);
                    r::Happening { text: self.text(span), event: self.event(&event.kind, at), at: self.place(span) }
                })
                .collect(),
            expectations: expectations
                .filter_map(|(expected, span)| {
                    Some(r::Expectation {
                        text: self.text(span),
                        not: expected.negated,
                        effect: self.effect(&expected.outcome.kind, of.as_ref())?,
                        within: expected.within.as_ref().map(times::length),
                        at: self.place(span),
                    })
                })
                .collect(),
            of,
            notes: owned(&decl.body, Key::Note),
            cite: owned(&decl.body, Key::Cite),
            at: self.place(decl.span),
        }
    }

    fn event(&self, kind: &EventKind, at: String) -> r::Event {
        let text = |name: &Name| name.text.to_string();
        match kind {
            EventKind::Raise(name) => r::Event::Raise { at, raise: text(name) },
            EventKind::Clear(name) => r::Event::Clear { at, clear: text(name) },
            EventKind::Set(name, value) => r::Event::Set { at, set: text(name), to: self.value(name, value) },
            EventKind::Done(name) => r::Event::Done { at, done: text(name) },
            EventKind::Approve(name) => r::Event::Approve { at, approve: text(name) },
            EventKind::Unreachable(name) => r::Event::Unreachable { at, unreachable: text(name) },
        }
    }

    /// A value in the unit of its gauge; the resolver has seen that it fits.
    fn value(&self, gauge: &Name, value: &Comparand) -> r::Amount {
        let time = self.model.gauges.iter().any(|g| g.head.name.text == gauge.text && g.is_time());
        let number = match value {
            Comparand::Duration(duration) if time => return r::Amount::Time(times::iso(duration)),
            // `3m` of a gauge in metres reads as a length of time.
            Comparand::Duration(duration) => duration.parts.first().map_or("0", |p| p.0.as_str()),
            Comparand::Quantity(quantity) => quantity.number.as_str(),
            Comparand::Name(_) => "0",
        };
        amount(Measure::parse(number).unwrap_or(Measure { thousandths: 0 }), false)
    }

    fn effect(&self, kind: &OutcomeKind, of: Option<&String>) -> Option<r::Effect> {
        let text = |name: &Name| name.text.to_string();
        Some(match kind {
            OutcomeKind::Called(who) => r::Effect::Called { who: self.called(who)? },
            OutcomeKind::Notified(who) => r::Effect::Notified { who: self.called(who)? },
            OutcomeKind::Escalated(who) => r::Effect::Escalated { who: self.called(who)? },
            OutcomeKind::Activated(name) => r::Effect::Activated { procedure: text(name) },
            OutcomeKind::Done(name) => r::Effect::Done { step: text(name) },
            OutcomeKind::Due(name) => r::Effect::Due { step: text(name) },
            OutcomeKind::Overdue(name) => r::Effect::Overdue { step: text(name) },
            OutcomeKind::Level(ladder, level) => r::Effect::Level { ladder: text(ladder), level: level.as_ref().map(text) },
            OutcomeKind::Finished(name) => r::Effect::Finished { procedure: name.as_ref().map(text).or_else(|| of.cloned()) },
            OutcomeKind::Closed => r::Effect::Closed,
        })
    }

    fn called(&self, who: &CalledWho) -> Option<r::Called> {
        Some(match who {
            CalledWho::Number(number) => r::Called::Number { number: number.text.to_string() },
            CalledWho::Actor(actor) => r::Called::Party(self.party(&self.written_party(actor))?),
        })
    }
}
