//! What need not be waited for because something else comes later for sure.

use super::{Key, Moment, Moments, Part};

/// Most parts of one need that are compared with one another, and most steps that are looked at for a pair of them.
const PARTS: usize = 16;
const REACH: usize = 64;

impl Moments<'_> {
    /// Whether one instant never comes before another: it is found on the way back from it.
    fn never_before(&self, late: Moment, early: Moment) -> bool {
        let mut open = vec![late];
        for _ in 0..REACH {
            let Some(at) = open.pop() else { return false };
            if at.base == early.base && at.after >= early.after {
                return true;
            }
            match self.key(at.base) {
                Some(Key::Step(id)) => {
                    let lasts = self.takes(*id).least;
                    let due = self.due(*id).map(|due| Moment { after: due.after.saturating_add(lasts).saturating_add(at.after), ..due });
                    open.extend(due);
                    let earliest = self.earliest(*id).saturating_add(at.after);
                    if earliest >= early.after && matches!(self.key(early.base), Some(Key::Start)) {
                        return true;
                    }
                }
                Some(Key::All(parts)) => {
                    let first = parts.iter().map(|p| p.first());
                    open.extend(first.map(|part| Moment { after: part.after.saturating_add(at.after), ..part }));
                }
                // It may have held from before the start.
                Some(Key::Held(inner, ..)) => open.push(Moment { after: inner.first().after.saturating_add(at.after), ..inner.first() }),
                Some(Key::Start | Key::Finish | Key::Signal(_) | Key::Fact(_) | Key::Not(_) | Key::Over(..) | Key::Or(_) | Key::Unknown(_)) | None => {}
            }
        }
        false
    }

    /// Leaves out instants that another one makes needless: earlier ones where all are waited for, else later ones.
    pub(super) fn needed(&self, parts: Vec<Part>, all: bool) -> Vec<Part> {
        if parts.len() > PARTS {
            return parts;
        }
        let mut kept = parts.clone();
        for part in parts {
            let Part::From(own) = part else { continue };
            let is_needless = kept.iter().any(|other| match other {
                Part::From(other) if *other == own => false,
                Part::From(other) if all => self.never_before(*other, own),
                // What may cease is not waited for again once it came.
                Part::While(_) if all => false,
                Part::From(_) | Part::While(_) => self.never_before(own, other.first()),
            });
            if is_needless {
                kept.retain(|p| *p != part);
            }
        }
        kept
    }
}
