//! Values of attributes, and lengths of time.

use super::Resolver;
use super::names::Family;
use crate::ast::{Date, Key, Name, Period, PeriodKind, Statement, Value, ValueKind};
use crate::model::{Owner, Party, ShiftId, Time, Who, is_vague, values};
use crate::source::Span;
use crate::words;
use smol_str::SmolStr;

impl<'a> Resolver<'a> {
    /// The names among an attribute's values.
    pub(super) fn name_values(&self, body: &'a [Statement], key: Key) -> impl Iterator<Item = (&'a SmolStr, Span)> + use<'a> {
        values(body, key).filter_map(|v| match &v.kind {
            ValueKind::Name(name) => Some((name, v.span)),
            ValueKind::Text(_) | ValueKind::Date(_) | ValueKind::Duration(_) | ValueKind::Quantity(_) | ValueKind::Range(..) | ValueKind::Unit(_) => None,
        })
    }

    pub(super) fn date_value(&self, body: &'a [Statement], key: Key) -> Option<(Date, Span)> {
        values(body, key).find_map(|v| match &v.kind {
            ValueKind::Date(date) => date.map(|d| (d, v.span)),
            ValueKind::Text(_) | ValueKind::Name(_) | ValueKind::Duration(_) | ValueKind::Quantity(_) | ValueKind::Range(..) | ValueKind::Unit(_) => None,
        })
    }

    /// A period among an attribute's values: a length, or a vague word.
    pub(super) fn time_value(&mut self, body: &'a [Statement], key: Key) -> Option<Time<'a>> {
        let value = values(body, key).next()?;
        match &value.kind {
            ValueKind::Duration(duration) => Some(Time { span: value.span, vague: None, length: Some(duration), in_words: false }),
            ValueKind::Name(text) => {
                let name = Name { text: text.clone(), span: value.span };
                let length = self.measure(&name);
                Some(Time { span: value.span, vague: Some(text), length, in_words: false })
            }
            ValueKind::Text(_) | ValueKind::Date(_) | ValueKind::Quantity(_) | ValueKind::Range(..) | ValueKind::Unit(_) => None,
        }
    }

    /// The measure of a vague word; a finding where the word is neither measured nor known to be vague.
    fn measure(&mut self, name: &Name) -> Option<&'a crate::ast::Duration> {
        if let Some(entry) = self.peek(Family::Term, &name.text) {
            self.mark(entry);
            self.refer(name.span, entry.span);
            return self.model.terms.get(entry.id as usize).and_then(|t| t.measure);
        }
        if !is_vague(&name.text) {
            self.unknown(&[Family::Term], name);
        }
        None
    }

    pub(super) fn period(&mut self, period: &'a Period) -> Time<'a> {
        let (vague, length) = match &period.kind {
            PeriodKind::Measured(duration) => (None, Some(duration)),
            PeriodKind::Vague(name) => (Some(&name.text), self.measure(name)),
            PeriodKind::Words(text) => (Some(&text.text), None),
            PeriodKind::Unitless => (None, None),
        };
        Time { span: period.span, vague, length, in_words: matches!(period.kind, PeriodKind::Words(_)) }
    }

    /// The posts among an attribute's values; `anyone` and its like are no names.
    pub(super) fn parties_of(&mut self, body: &'a [Statement], key: Key) -> Vec<Party> {
        let named: Vec<_> = self.name_values(body, key).collect();
        named.into_iter().map(|(text, span)| self.named_party(text, span)).collect()
    }

    pub(super) fn named_party(&mut self, text: &SmolStr, span: Span) -> Party {
        // In backticks such a word is a name like any other.
        let who = if self.sources.slice(span).starts_with('`') {
            self.post_name(&Name { text: text.clone(), span })
        } else if words::is("everyone", text) {
            Who::Everyone
        } else if words::is("anyone", text) {
            Who::Anyone
        } else if words::is("someone", text) {
            Who::Someone
        } else {
            self.post_name(&Name { text: text.clone(), span })
        };
        Party { who, span }
    }

    pub(super) fn owners(&mut self, body: &'a [Statement]) -> Vec<Owner> {
        let mut owners = Vec::new();
        for statement in body {
            let crate::ast::StatementKind::Owner(list) = &statement.kind else { continue };
            for part in &list.parts {
                let party = self.party(&part.actor);
                self.no_service(&party);
                let during = part.during.as_ref().map(|name| self.find(Family::Shift, name).map(ShiftId));
                owners.push(Owner { party, during });
            }
        }
        owners
    }

    /// The value of an attribute that takes one.
    pub(super) fn single(&self, body: &'a [Statement], key: Key) -> Option<&'a Value> {
        values(body, key).next()
    }
}
