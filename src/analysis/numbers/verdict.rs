//! Whether a number is right for what it is meant for.

use super::kind::Kind;
use super::normalise;
use super::region::{Certainty, Device, Entry, Region};

/// What a region's table says about a number.
#[derive(Debug)]
pub(crate) enum Verdict<'r> {
    /// It serves what is wanted, or nothing is wanted in particular.
    Right,
    /// It is for something else.
    Wrong {
        /// What it is for.
        actual: Vec<Kind>,
        /// What to dial instead, the best first; never empty.
        right: Vec<&'r Entry>,
        /// Whether this is sure enough for an error; otherwise it is advice.
        certain: bool,
    },
    /// No emergency number of any kind that could be judged: no finding.
    Unknown,
    /// An emergency number elsewhere, but not in this region.
    NotHere {
        /// Where it is one.
        regions: Vec<&'static Region>,
    },
}

impl Region {
    /// Judges a number that is to serve one of `wanted`; serving any one of them is right.
    pub(crate) fn verdict(&self, number: &str, wanted: &[Kind]) -> Verdict<'_> {
        let actual = self.kinds_of(number);
        if actual.is_empty() {
            return self.foreign(number);
        }
        let serves = |entry: &&Entry| wanted.iter().any(|kind| entry.kind.serves(*kind));
        if wanted.is_empty() || actual.iter().any(serves) {
            return Verdict::Right;
        }
        let right: Vec<&Entry> = wanted
            .iter()
            .flat_map(|kind| self.numbers_for(*kind))
            .collect();
        if right.is_empty() {
            return Verdict::Unknown;
        }
        let certain = self.certain(&actual, &right, wanted);
        let mut actual: Vec<Kind> = actual.iter().map(|entry| entry.kind).collect();
        actual.dedup();
        Verdict::Wrong {
            actual,
            right,
            certain,
        }
    }

    /// Whether a wrong number is an error: facts that were read, lives at stake, no other reading.
    fn certain(&self, actual: &[&Entry], right: &[&Entry], wanted: &[Kind]) -> bool {
        let verified = |entry: &&Entry| entry.certainty > Certainty::Unverified;
        let universal = actual.iter().any(|entry| self.is_universal(&entry.number));
        // Traffic police are police: only as fire or medical number is a universal one surely wrong.
        let passed_on = universal
            && !wanted
                .iter()
                .any(|kind| matches!(kind, Kind::Fire | Kind::Medical));
        actual.iter().chain(right).all(verified)
            && wanted.iter().all(|kind| kind.is_vital())
            && !actual.iter().any(|entry| entry.kind == Kind::NonEmergency)
            && !passed_on
    }

    /// A number this region's table does not have.
    fn foreign(&self, number: &str) -> Verdict<'_> {
        let Some(digits) = normalise(number) else {
            return Verdict::Unknown;
        };
        // Lesser numbers (101, 118 …) are left out: they may well be internal ones.
        let main = |entry: &Entry| {
            entry.number == digits
                && matches!(entry.kind, Kind::Police | Kind::Fire | Kind::Medical)
                && entry.by == Device::Any
                && !entry.older
        };
        let regions: Vec<&'static Region> = Region::all()
            .iter()
            .filter(|region| region.entries.iter().any(main))
            .collect();
        if regions.is_empty() || self.others_besides {
            Verdict::Unknown
        } else {
            Verdict::NotHere { regions }
        }
    }
}
