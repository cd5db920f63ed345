//! Exercises, training, routines, supplies.

use super::{Builder, owned, times};
use crate::ast::{DeclKind, Key, Value, ValueKind};
use crate::emit::runbook as r;
use crate::model::{Supply, texts};

impl<'a> Builder<'_, 'a> {
    /// The practices of one kind.
    pub(super) fn practices(&self, kind: DeclKind) -> Vec<r::Practice> {
        let of_kind = self.model.practices.iter().filter(|p| p.head.decl.kind == kind);
        of_kind
            .map(|p| r::Practice {
                about: self.about(p.head),
                of: p.of.iter().flatten().map(|id| self.procedure_name(*id)).collect(),
                every: p.every.as_ref().map(times::time),
                owners: self.owners(&p.owners),
                audience: self.list(&p.audience),
                keep: owned(&p.head.decl.body, Key::Keep),
            })
            .collect()
    }

    pub(super) fn supply(&self, supply: &Supply<'a>) -> r::Supply {
        r::Supply {
            about: self.about(supply.head),
            quantity: supply.quantity.and_then(|v| quantity(v, self.slice(v.span))),
            check_every: supply.check_every.as_ref().map(times::time),
            owners: self.owners(&supply.owners),
            location: texts(&supply.head.decl.body, Key::Location).next().map(|t| t.0.to_string()),
        }
    }
}

/// A number with a unit. `20m` of a hose reads as a length of time; here it is metres.
pub(super) fn quantity(value: &Value, written: &str) -> Option<r::Quantity> {
    match &value.kind {
        ValueKind::Quantity(q) => Some(r::Quantity { number: q.number.to_string(), unit: q.unit.to_string() }),
        ValueKind::Duration(d) => {
            let number = &d.parts.first()?.0;
            let unit = written.trim_start_matches(|c: char| c.is_numeric() || c == '.');
            Some(r::Quantity { number: number.to_string(), unit: unit.to_owned() })
        }
        ValueKind::Text(_) | ValueKind::Name(_) | ValueKind::Date(_) | ValueKind::Range(..) | ValueKind::Unit(_) => None,
    }
}
