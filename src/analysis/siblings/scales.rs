//! Ladders that contradict one another: in the order of their levels, or in when a level holds.

use super::Waived;
use super::formula::Placed;
use super::joint::{Joint, Witness};
use super::scale::{Rung, Scale};
use crate::source::Span;
use std::collections::{HashMap, HashSet};

/// A ladder, and the plan it stands in.
pub(crate) type Sited<'p> = (usize, &'p Scale);

/// Two levels of which one ladder calls the first worse and another the second.
pub(crate) struct Turned<'p> {
    /// The worse and the milder one, here.
    pub(crate) here: [&'p Rung; 2],
    /// The same two there.
    pub(crate) there: [&'p Rung; 2],
    /// Only their numbers are the same: a higher one is worse here.
    pub(crate) by_number: Option<bool>,
    /// The two in further ladders ordered as here.
    pub(crate) more: Vec<[&'p Rung; 2]>,
    /// The two in further ladders ordered as there.
    pub(crate) same: Vec<[&'p Rung; 2]>,
}

/// Most statements of the kind "this level is milder than that one" that are compared.
const BUDGET: usize = 2_000_000;

/// What a ladder says of two levels: the first is milder than the second. By number: of a low and a high one.
struct Claim<'p> {
    names: [&'p str; 2],
    rungs: [&'p Rung; 2],
    rising: Option<bool>,
}

/// Names that no level can have.
const NUMBERS: [&str; 2] = ["#low", "#high"];

fn claims(scale: &Scale) -> Vec<Claim<'_>> {
    let mut found = Vec::new();
    for (at, mild) in scale.rungs.iter().enumerate() {
        for bad in scale.rungs.iter().skip(at + 1) {
            let pairs = mild.names.iter().flat_map(|a| bad.names.iter().map(move |b| [a.as_str(), b.as_str()]));
            found.extend(pairs.map(|names| Claim { names, rungs: [mild, bad], rising: None }));
        }
    }
    let numbered: Vec<(u32, &Rung)> = scale.rungs.iter().filter_map(|r| Some((r.number?, r))).collect();
    let rises = |up: bool| numbered.windows(2).all(|w| matches!(w, [a, b] if (a.0 < b.0) == up && a.0 != b.0));
    if let ([first, .., last], Some(up)) = (numbered.as_slice(), [true, false].into_iter().find(|up| rises(*up))) {
        let [low, high] = NUMBERS;
        found.push(Claim { names: if up { [low, high] } else { [high, low] }, rungs: [first.1, last.1], rising: Some(up) });
    }
    found
}

/// By what ladders are the same: each of their names, and the names of all their levels.
fn twins(scale: &Scale) -> Vec<String> {
    let mut levels: Vec<String> = scale.rungs.iter().filter_map(|r| r.number.map(|n| format!("#{n}")).or(r.names.first().cloned())).collect();
    levels.sort_unstable();
    let by_levels = (levels.len() > 1).then(|| format!("= {}", levels.join("\n")));
    scale.names.iter().map(|n| format!("- {n}")).chain(by_levels).collect()
}

/// A ladder in which the same level stands twice says nothing of an order.
fn is_plain(scale: &Scale) -> bool {
    let mut seen = HashSet::new();
    scale.rungs.iter().all(|r| r.names.iter().collect::<HashSet<_>>().into_iter().all(|n| seen.insert(n)))
}

/// Which ladders a claim is about, and the milder and the worse level by one name each.
type Key<'p> = (String, &'p str, &'p str);

/// Where a claim was made, once in each ladder: this, its plan, and the levels.
type Made<'p> = Vec<(usize, usize, [&'p Rung; 2])>;

/// Ladders that order two levels against each other, of two plans or within one. Whether all were compared is told as well.
pub(crate) fn turned<'p>(scales: &[Sited<'p>], between: Option<Waived<'_>>) -> (Vec<Turned<'p>>, bool) {
    let waived = |place: Span| between.is_some_and(|waived| waived(place));
    let mut made: HashMap<Key<'p>, Made<'p>> = HashMap::new();
    let mut found: Vec<Turned<'p>> = Vec::new();
    let mut place: HashMap<Key<'p>, usize> = HashMap::new();
    let mut left = BUDGET;
    for (site, (unit, scale)) in scales.iter().enumerate().filter(|(_, (_, s))| is_plain(s)) {
        let claims = claims(scale);
        let twins = twins(scale);
        let mut named: HashSet<usize> = HashSet::from([site]);
        for claim in claims.iter().filter(|c| !c.rungs.iter().any(|r| waived(r.place))) {
            let [mild, bad] = claim.names;
            for twin in twins.iter().filter(|t| claim.rising.is_none() || t.starts_with('-')) {
                let contrary = made.get(&(twin.clone(), bad, mild)).map_or(&[] as &[_], Vec::as_slice);
                left = left.saturating_sub(1 + contrary.len());
                if left == 0 {
                    return (found, false);
                }
                let mut new = contrary.iter().filter(|m| (between.is_none() || m.1 != *unit) && named.insert(m.0));
                if let Some((_, _, [b, a])) = new.next() {
                    let same = new.map(|m| m.2).collect();
                    let [mild_here, bad_here] = claim.rungs;
                    match place.get(&(twin.clone(), mild, bad)).and_then(|at| found.get_mut(*at)) {
                        Some(known) => known.more.push([bad_here, mild_here]),
                        None => {
                            place.insert((twin.clone(), mild, bad), found.len());
                            // By number the ends of the ladders are shown: the worst here, and its counterpart.
                            found.push(Turned { here: [bad_here, mild_here], there: [b, a], by_number: claim.rising, more: Vec::new(), same });
                        }
                    }
                }
                let list = made.entry((twin.clone(), mild, bad)).or_default();
                if list.last().is_none_or(|m| m.0 != site) {
                    list.push((site, *unit, claim.rungs));
                }
            }
        }
    }
    (found, true)
}

/// A level that holds for other values in another plan.
pub(crate) struct Differing<'p> {
    pub(crate) here: (&'p Rung, &'p Placed),
    pub(crate) there: (&'p Rung, &'p Placed),
    pub(crate) how: How,
    /// The same level where it differs from that one as well.
    pub(crate) more: Vec<&'p Placed>,
    /// The same level where it is as there.
    pub(crate) same: Vec<&'p Placed>,
}

/// How two conditions differ.
pub(crate) enum How {
    /// For these values only one holds.
    Value(Witness),
    /// In a figure.
    Figure,
    /// There are too many values to try.
    Unknown,
}

/// Conditions that may be the same: of the same ladder and level, and over the same things.
#[derive(Default)]
struct Kin<'p> {
    /// One for each set of things they speak of.
    first: Vec<(usize, &'p Rung, &'p Placed)>,
    seen: HashSet<Span>,
}

/// Most sets of things that conditions of one level may speak of.
const MOST_KINDS: usize = 64;

/// The same levels of ladders of one name that hold for other values in another plan. Whether all were compared is told as
/// well.
pub(crate) fn differing<'p>(scales: &[Sited<'p>], waived: Waived<'_>) -> (Vec<Differing<'p>>, bool) {
    let mut complete = true;
    let mut kin: HashMap<(&'p str, &'p str), Kin<'p>> = HashMap::new();
    let mut found: Vec<Differing<'p>> = Vec::new();
    let mut place: HashMap<Span, usize> = HashMap::new();
    let mut same: HashMap<Span, Vec<&'p Placed>> = HashMap::new();
    let mut told: HashSet<(Span, Span)> = HashSet::new();
    for (unit, scale) in scales {
        for (rung, when) in scale.rungs.iter().filter_map(|r| Some((r, r.when.as_ref()?))).filter(|(_, w)| !waived(w.span)) {
            for name in scale.names.iter().flat_map(|s| rung.names.iter().map(move |r| (s.as_str(), r.as_str()))) {
                let kin = kin.entry(name).or_default();
                if !kin.seen.insert(when.span) {
                    continue;
                }
                let mut fresh = true;
                for (of, first, other) in &kin.first {
                    let Some(how) = compare(when, other) else { continue };
                    fresh &= of == unit;
                    if of == unit || !told.insert((when.span, other.span)) {
                        continue;
                    }
                    let Some(how) = how else {
                        same.entry(other.span).or_default().push(when);
                        continue;
                    };
                    match place.get(&other.span).and_then(|at| found.get_mut(*at)) {
                        Some(known) => known.more.push(when),
                        None => {
                            place.insert(other.span, found.len());
                            found.push(Differing { here: (rung, when), there: (first, other), how, more: Vec::new(), same: Vec::new() });
                        }
                    }
                }
                complete &= !fresh || kin.first.len() < MOST_KINDS;
                if fresh && kin.first.len() < MOST_KINDS {
                    kin.first.push((*unit, rung, when));
                }
            }
        }
    }
    for found in &mut found {
        found.same = same.remove(&found.there.1.span).unwrap_or_default();
    }
    (found, complete)
}

/// How two conditions differ; nothing outside where they cannot be compared, inside where they are the same.
fn compare(a: &Placed, b: &Placed) -> Option<Option<How>> {
    let (a, b) = (&a.formula, &b.formula);
    if a.is_timed() || b.is_timed() {
        let ((shape_a, figures_a), (shape_b, figures_b)) = (a.shape(), b.shape());
        return (shape_a == shape_b).then(|| (figures_a != figures_b).then_some(How::Figure));
    }
    let joint = Joint::of(a, b);
    joint.is_alike().then(|| match joint.find(false, |a, b| a != b) {
        Some(witness) => witness.map(How::Value),
        None => (a.shape() != b.shape()).then_some(How::Unknown),
    })
}
