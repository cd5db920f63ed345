//! What happens in a run, in words.

use super::reader::Thing;
use crate::ast::ActorsKind;
use crate::diagnostic::{Amount, Happening};
use crate::model::{Consent, Model, Party};

/// Times between events, the most readable first; the first with which no timer gets in between is taken.
pub(crate) const PACES: [u64; 4] = [60_000, 1000, 1, 0];

/// What happens when a thing gets a value; `None` where no words say so.
pub(crate) fn set(model: &Model<'_>, thing: Thing, value: i64) -> Option<Happening> {
    Some(match thing {
        Thing::Signal(id) => {
            let name = model.signals.get(id.index())?.head.name.text.clone();
            if value == 1 { Happening::Raise(name) } else { Happening::Clear(name) }
        }
        Thing::Gauge(id) => {
            let gauge = model.gauges.get(id.index())?;
            let amount = if gauge.is_time() { Amount::Time(u64::try_from(value).ok()?) } else { Amount::Number(value, gauge.unit.clone()) };
            Happening::Set(gauge.head.name.text.clone(), amount)
        }
        Thing::Level(..) | Thing::Open(_) => return None,
    })
}

/// Whoever has to agree does so: all, or the first of those of whom one is enough.
pub(crate) fn agree(model: &Model<'_>, consents: &[Consent], push: &mut dyn FnMut(Happening)) {
    for consent in consents {
        let posts = consent.posts.iter().filter_map(Party::post).filter_map(|id| model.post(id));
        let count = if consent.need == ActorsKind::Any { 1 } else { usize::MAX };
        posts.take(count).for_each(|post| push(Happening::Approve(post.head.name.text.clone())));
    }
}
