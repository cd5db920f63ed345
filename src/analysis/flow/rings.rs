//! Procedures that start one another: which starts never have an effect, since a procedure starts only once.

use super::knots;
use super::whole::{Fact, Spark, Whole};
use crate::analysis::reach::Reach;
use crate::model::ProcedureId;
use std::collections::{BTreeMap, HashMap, VecDeque};

/// Most things looked at in one plan, and most conditions looked at in its states.
const MAX_WORK: usize = 20_000_000;
const MAX_SEARCH: usize = 20_000_000;

/// A start on a ring of procedures that comes too late in every run: what it starts has started before.
#[derive(Debug)]
pub(crate) struct Idle {
    /// The start without effect.
    pub(crate) spark: Spark,
    /// How the one procedure leads to the other, each start in order.
    pub(crate) way: Vec<Spark>,
}

/// The starts without effect, and those on rings that were not looked at: there are too many.
pub(crate) fn idle(whole: &Whole, reach: &Reach) -> (Vec<Idle>, Vec<Spark>) {
    let (mut found, mut left) = (Vec::new(), Vec::new());
    if !whole.sure {
        return (found, left);
    }
    let can = |spark: &&Spark| whole.can(spark.fact) && whole.can(Fact::Start(spark.to));
    let sparks: Vec<Spark> = whole.sparks.iter().filter(can).copied().collect();
    let group = groups(&sparks);
    let mut inside: BTreeMap<ProcedureId, Vec<Spark>> = BTreeMap::new();
    for spark in &sparks {
        // That a procedure starts after its own end is asked in vain; another rule says so.
        let own = spark.from == spark.to && matches!(spark.fact, Fact::Due(..));
        let together = group.get(&spark.from).is_some_and(|g| spark.from != spark.to && group.get(&spark.to) == Some(g));
        if own || together {
            inside.entry(spark.to).or_default().push(*spark);
        }
    }
    let (mut work, mut own) = (0, MAX_SEARCH);
    for (to, late) in &inside {
        work += whole.size();
        if work > MAX_WORK {
            left.extend(late);
            continue;
        }
        let possible = whole.without(*to);
        for spark in late {
            match if possible(spark.fact) { reach.has_effect(spark, &mut own) } else { Some(false) } {
                Some(true) => continue,
                Some(false) => {}
                None => {
                    left.push(*spark);
                    continue;
                }
            }
            found.push(Idle { spark: *spark, way: way(*to, spark.from, &inside, &mut work) });
        }
    }
    (found, left)
}

/// The ring that each procedure belongs to, by number.
fn groups(sparks: &[Spark]) -> HashMap<ProcedureId, usize> {
    let most = sparks.iter().map(|s| s.from.index().max(s.to.index()) + 1).max().unwrap_or(0);
    let mut edges: Vec<Vec<usize>> = vec![Vec::new(); most];
    for spark in sparks {
        if let Some(targets) = edges.get_mut(spark.from.index()) {
            targets.push(spark.to.index());
        }
    }
    let groups = knots::groups(&edges).into_iter().enumerate();
    groups.flat_map(|(number, members)| members.into_iter().map(move |m| (ProcedureId(m as u32), number))).collect()
}

/// A shortest way from one procedure to another by the starts on rings.
fn way(from: ProcedureId, to: ProcedureId, inside: &BTreeMap<ProcedureId, Vec<Spark>>, work: &mut usize) -> Vec<Spark> {
    if from == to {
        return Vec::new();
    }
    // Backwards: the starts are kept by what they start.
    let (mut next, mut queue) = (HashMap::new(), VecDeque::from([to]));
    while let Some(procedure) = queue.pop_front() {
        for spark in inside.get(&procedure).into_iter().flatten() {
            *work += 1;
            if spark.from != to && !next.contains_key(&spark.from) {
                next.insert(spark.from, *spark);
                queue.push_back(spark.from);
            }
        }
        if next.contains_key(&from) {
            break;
        }
    }
    let mut way = Vec::new();
    let mut at = from;
    while let Some(spark) = next.get(&at).filter(|_| at != to) {
        way.push(*spark);
        at = spark.to;
    }
    way
}
