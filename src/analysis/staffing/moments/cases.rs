//! What has come before an instant for sure, and how long before: one case for each way in which it can come about.

use super::{Key, Moment, Moments, Part};
use crate::model::StepId;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Not;

/// Most ways that are told apart; where there are more, what they share is kept.
const WAYS: usize = 64;

/// How deep it is looked into what must not hold.
const DEPTH: usize = 12;

/// How much it costs to look at one key, and at two cases together.
const LOOK: usize = 20;

/// One way in which an instant can come about. Distances are times before it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Case {
    /// What had come by then.
    pub(super) before: BTreeMap<u32, u64>,
    /// What may cease and has not since then.
    pub(super) holds: BTreeMap<u32, u64>,
    /// What may cease and was not there all the time since then.
    lacks: BTreeMap<u32, u64>,
    /// What had not come at all by then, since the start.
    pub(super) late: BTreeMap<u32, u64>,
    /// Whether more may be asked for than is said here.
    pub(super) is_open: bool,
}

impl Case {
    fn with(mut self, id: u32, distance: u64) -> Self {
        let entry = self.before.entry(id).or_insert(distance);
        *entry = (*entry).max(distance);
        self
    }

    fn open() -> Self {
        Self { is_open: true, ..Self::default() }
    }

    /// The same, seen from so long after; what may cease may have done so.
    fn later(mut self, after: u64) -> Self {
        self.holds.clear();
        self.lacks.clear();
        self.before.values_mut().chain(self.late.values_mut()).for_each(|distance| *distance = distance.saturating_add(after));
        self
    }

    /// Both at once; nothing where they contradict each other.
    fn and(&self, other: &Self, start: u32) -> Option<Self> {
        let merged = |a: &BTreeMap<u32, u64>, b: &BTreeMap<u32, u64>, pick: fn(u64, u64) -> u64| {
            let mut all = a.clone();
            b.iter().for_each(|(id, distance)| {
                all.entry(*id).and_modify(|d| *d = pick(*d, *distance)).or_insert(*distance);
            });
            all
        };
        let case = Self {
            before: merged(&self.before, &other.before, u64::max),
            holds: merged(&self.holds, &other.holds, u64::max),
            lacks: merged(&self.lacks, &other.lacks, u64::min),
            late: merged(&self.late, &other.late, u64::min),
            is_open: self.is_open || other.is_open,
        };
        case.can_be(start).then_some(case)
    }

    /// Whether it does not contradict itself.
    fn can_be(&self, start: u32) -> bool {
        let reaches = |came: Option<&u64>, other: &u64| came.is_some_and(|came| came >= other);
        let held = self.lacks.iter().any(|(id, lacks)| reaches(self.holds.get(id), lacks));
        held.not() && self.late.iter().all(|(id, late)| !(reaches(self.before.get(id), late) && reaches(self.before.get(&start), late)))
    }

    /// Whether this asks for nothing that the other does not ask for.
    fn asks_less(&self, other: &Self) -> bool {
        let within = |a: &BTreeMap<u32, u64>, b: &BTreeMap<u32, u64>, fits: fn(u64, u64) -> bool| a.iter().all(|(id, a)| b.get(id).is_some_and(|b| fits(*a, *b)));
        (!self.is_open || other.is_open)
            && within(&self.before, &other.before, |a, b| a <= b)
            && within(&self.holds, &other.holds, |a, b| a <= b)
            && within(&self.lacks, &other.lacks, |a, b| a >= b)
            && within(&self.late, &other.late, |a, b| a >= b)
    }
}

/// The cases of the instants of a procedure, as far as they speak of what is asked for.
pub(super) struct Cases<'m, 's> {
    moments: &'m Moments<'s>,
    /// What is asked for.
    relevant: BTreeSet<u32>,
    /// What may cease and of which some condition says that it is not there.
    denied: BTreeSet<u32>,
    /// What comes before this speaks of nothing that is asked for, but of the start.
    first: u32,
    start: u32,
    known: BTreeMap<u32, Vec<Case>>,
    left: usize,
}

impl<'m, 's> Cases<'m, 's> {
    pub(super) fn new(moments: &'m Moments<'s>, mut relevant: BTreeSet<u32>, left: usize) -> Self {
        let (denied, late) = moments.denied();
        relevant.extend(late);
        let start = moments.known.get(&Key::Start).copied().unwrap_or(0);
        let first = relevant.iter().copied().filter(|id| *id != start).min().unwrap_or(u32::MAX);
        relevant.insert(start);
        Self { moments, relevant, denied, first, start, known: BTreeMap::new(), left }
    }

    /// The ways in which an instant of the running procedure can come about, and what is left to spend; nothing where that
    /// is too little.
    pub(super) fn ways(mut self, base: u32, earliest: u64, activated: bool) -> Option<(Vec<Case>, usize)> {
        self.look(base)?;
        let start = self.start;
        let mut ways: Vec<Case> = self.of(base).into_iter().map(|case| case.with(start, earliest)).collect();
        let starts = self.starts(activated)?;
        if !starts.is_empty() {
            let began = |case: &Case| case.before.get(&start).copied().unwrap_or(0);
            let both = |case: &Case| starts.iter().filter_map(|s| case.and(&s.clone().later(began(case)), start)).collect::<Vec<_>>();
            ways = ways.iter().flat_map(both).collect();
        }
        ways.retain(|case| case.can_be(start));
        Some((fewest(ways), self.left))
    }

    /// What holds at the start; empty where that says nothing.
    fn starts(&mut self, activated: bool) -> Option<Vec<Case>> {
        let moments = self.moments;
        for part in moments.starts.iter().flatten() {
            self.look(part.first().base)?;
        }
        let mut cases: Vec<Case> = moments.starts.iter().flat_map(|parts| self.all(parts)).collect();
        cases.extend(activated.then(Case::default));
        Some(if cases.contains(&Case::default()) { Vec::new() } else { cases })
    }

    fn of(&self, id: u32) -> Vec<Case> {
        self.known.get(&id).cloned().unwrap_or_else(|| vec![Case::open()])
    }

    /// Finds the cases of an instant, after those of all that it speaks of.
    fn look(&mut self, base: u32) -> Option<()> {
        let mut open = vec![base];
        let mut found: BTreeSet<u32> = BTreeSet::new();
        while let Some(id) = open.pop() {
            if self.known.contains_key(&id) || !found.insert(id) {
                continue;
            }
            self.left = self.left.checked_sub(LOOK)?;
            self.speaks_of(id, &mut open);
        }
        for id in found {
            let mut cases = self.cases(id);
            if self.relevant.contains(&id) {
                cases = cases.into_iter().map(|case| case.with(id, 0)).collect();
            }
            for case in &mut cases {
                case.before.retain(|id, _| self.relevant.contains(id));
                case.holds.retain(|id, _| self.denied.contains(id) || self.relevant.contains(id));
            }
            let cases = fewest(cases);
            self.left = self.left.checked_sub(cases.len().saturating_mul(LOOK))?;
            self.known.insert(id, cases);
        }
        Some(())
    }

    fn speaks_of(&self, id: u32, open: &mut Vec<u32>) {
        match self.moments.key(id) {
            Some(Key::Step(step)) if id >= self.first => open.extend(self.moments.due(*step).map(|due| due.base)),
            Some(Key::Finish) => open.extend(self.moments.ends.iter().map(|end| end.base)),
            Some(Key::Not(part) | Key::Held(part, ..)) => open.push(part.first().base),
            Some(Key::Over(parts, _) | Key::Or(parts) | Key::All(parts)) => open.extend(parts.iter().map(|p| p.first().base)),
            Some(Key::Start | Key::Step(_) | Key::Signal(_) | Key::Fact(_) | Key::Unknown(_)) | None => {}
        }
    }

    fn cases(&self, id: u32) -> Vec<Case> {
        let moments = self.moments;
        let fact = || Case { holds: BTreeMap::from([(id, 0)]), ..Case::default() }.with(id, 0);
        match moments.key(id) {
            Some(Key::Start) => vec![Case::default().with(id, 0)],
            Some(Key::Step(step)) => self.step(id, *step),
            Some(Key::Finish) if moments.ends.is_empty() => vec![self.since_start(Case::default(), 0)],
            Some(Key::Finish) => moments.ends.iter().flat_map(|end| self.came(*end)).collect(),
            Some(Key::Signal(signal)) if moments.schedule.fresh.contains(signal) => vec![self.since_start(fact(), 0)],
            Some(Key::Signal(_) | Key::Fact(_) | Key::Unknown(_)) => vec![fact()],
            Some(Key::Not(part)) => self.deny(*part, 0),
            Some(Key::Over(by, lasts)) => by.iter().flat_map(|p| self.one(*p)).map(|case| self.since_start(case.later(*lasts), *lasts)).collect(),
            Some(Key::Held(part, least, _)) => self.held(*part, *least),
            Some(Key::Or(parts)) => parts.iter().flat_map(|p| self.one(*p)).collect(),
            Some(Key::All(parts)) => self.all(parts),
            None => vec![Case::open()],
        }
    }

    fn step(&self, id: u32, step: StepId) -> Vec<Case> {
        let earliest = self.moments.earliest(step);
        match self.moments.due(step).filter(|_| id >= self.first) {
            Some(due) => {
                let lasts = due.after.saturating_add(self.moments.takes(step).least);
                self.of(due.base).into_iter().map(|case| self.since_start(case.later(lasts), earliest)).collect()
            }
            None => vec![self.since_start(Case::default(), earliest)],
        }
    }

    /// It held then, and it holds now.
    fn held(&self, part: Part, length: u64) -> Vec<Case> {
        let now = self.one(part);
        let then: Vec<Case> = now.iter().map(|case| case.clone().later(length)).collect();
        let mut cases = self.both(&then, &now);
        if let Part::While(fact) = part {
            for case in &mut cases {
                case.holds.get_mut(&fact).into_iter().for_each(|since| *since = length);
            }
        }
        cases
    }

    fn since_start(&self, case: Case, after: u64) -> Case {
        case.with(self.start, after)
    }

    fn one(&self, part: Part) -> Vec<Case> {
        match part {
            Part::From(moment) => self.came(moment),
            Part::While(base) => self.of(base),
        }
    }

    /// An instant of the running procedure came.
    fn came(&self, moment: Moment) -> Vec<Case> {
        self.of(moment.base).into_iter().map(|case| self.since_start(case.later(moment.after), moment.after)).collect()
    }

    fn all(&self, parts: &[Part]) -> Vec<Case> {
        parts.iter().fold(vec![Case::default()], |cases, part| self.both(&cases, &self.one(*part)))
    }

    fn both(&self, a: &[Case], b: &[Case]) -> Vec<Case> {
        fewest(a.iter().flat_map(|one| b.iter().filter_map(|other| one.and(other, self.start))).collect())
    }

    /// The ways in which something does not hold.
    fn deny(&self, part: Part, depth: usize) -> Vec<Case> {
        let lacks = |id: u32, distance: u64| vec![Case { lacks: BTreeMap::from([(id, distance)]), ..Case::default() }];
        let base = match part {
            Part::From(moment) => return self.not_yet(moment, depth),
            Part::While(base) => base,
        };
        let none = || vec![Case::default()];
        match self.moments.key(base).filter(|_| depth < DEPTH) {
            Some(Key::Signal(_) | Key::Fact(_) | Key::Unknown(_)) => lacks(base, 0),
            Some(Key::Held(Part::While(fact), length, _)) if self.is_fact(*fact) => lacks(*fact, *length),
            Some(Key::Or(parts)) => parts.iter().fold(none(), |cases, part| self.both(&cases, &self.deny(*part, depth + 1))),
            Some(Key::All(parts)) => fewest(parts.iter().flat_map(|part| self.deny(*part, depth + 1)).collect()),
            Some(Key::Not(inner)) => self.one(*inner),
            Some(Key::Start | Key::Finish | Key::Step(_) | Key::Over(..) | Key::Held(..)) | None => vec![Case::open()],
        }
    }

    /// The ways in which an instant of the running procedure has not come.
    fn not_yet(&self, moment: Moment, depth: usize) -> Vec<Case> {
        let late = |id: u32| vec![Case { late: BTreeMap::from([(id, moment.after)]), ..Case::default() }];
        let inner = |part: &Part| match part {
            Part::From(inner) => self.not_yet(Moment { after: inner.after.saturating_add(moment.after), ..*inner }, depth + 1),
            Part::While(id) if self.is_fact(*id) => late(*id),
            Part::While(_) => vec![Case::open()],
        };
        match self.moments.key(moment.base).filter(|_| depth < DEPTH) {
            Some(Key::Start | Key::Step(_) | Key::Signal(_) | Key::Fact(_)) => late(moment.base),
            Some(Key::Or(parts)) => parts.iter().fold(vec![Case::default()], |cases, part| self.both(&cases, &inner(part))),
            Some(Key::All(parts)) => {
                // What may cease may have done so before the others came.
                let ceased = parts.iter().any(|p| !self.moments.lasts(*p)).then(Case::open);
                fewest(parts.iter().flat_map(inner).chain(ceased).collect())
            }
            Some(Key::Finish | Key::Not(_) | Key::Over(..) | Key::Held(..) | Key::Unknown(_)) | None => vec![Case::open()],
        }
    }

    fn is_fact(&self, id: u32) -> bool {
        matches!(self.moments.key(id), Some(Key::Signal(_) | Key::Fact(_) | Key::Unknown(_)))
    }
}

impl Moments<'_> {
    /// What may cease and of which some condition says that it is not there; and of what it is said that it has not come yet.
    pub(super) fn denied(&self) -> (BTreeSet<u32>, BTreeSet<u32>) {
        let (mut lacks, mut late) = (BTreeSet::new(), BTreeSet::new());
        let mut seen: BTreeSet<(u32, bool)> = BTreeSet::new();
        let entry = |part: &Part| (part.first().base, matches!(part, Part::From(_)));
        let mut open: Vec<(u32, bool)> = self.keys.iter().filter_map(|key| if let Key::Not(part) = key { Some(entry(part)) } else { None }).collect();
        while let Some((id, of_old)) = open.pop() {
            if !seen.insert((id, of_old)) {
                continue;
            }
            let inner = |part: &Part| (part.first().base, of_old || matches!(part, Part::From(_)));
            match self.key(id) {
                Some(Key::Signal(_) | Key::Fact(_)) if !of_old => drop(lacks.insert(id)),
                Some(Key::Step(_) | Key::Signal(_) | Key::Fact(_)) => drop(late.insert(id)),
                Some(Key::Not(part) | Key::Held(part, ..)) => open.push(inner(part)),
                Some(Key::Over(parts, _) | Key::Or(parts) | Key::All(parts)) => open.extend(parts.iter().map(inner)),
                Some(Key::Start | Key::Finish | Key::Unknown(_)) | None => {}
            }
        }
        (lacks, late)
    }
}

/// Leaves out what asks for more than another does; where too many are left, what all of them ask for is one.
fn fewest(cases: Vec<Case>) -> Vec<Case> {
    let mut kept: Vec<Case> = Vec::new();
    for case in cases {
        if !kept.iter().any(|other| other.asks_less(&case)) {
            kept.retain(|other| !case.asks_less(other));
            kept.push(case);
        }
    }
    if kept.len() <= WAYS {
        return kept;
    }
    let mut each = kept.into_iter();
    let first = each.next().unwrap_or_default().before;
    let shared = each.fold(first, |shared, case| shared.into_iter().filter_map(|(id, d)| Some((id, d.min(*case.before.get(&id)?)))).collect());
    vec![Case { before: shared, ..Case::open() }]
}
