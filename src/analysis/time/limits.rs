//! Whether the limits of a procedure can be kept.

use super::around::read;
use super::bounds::{Reading, signed, varying};
use super::chain::{Blocker, Term, What};
use super::joint::{Case, Cases, Joint};
use super::needs::Need;
use super::network;
use super::relative::{Anchor, Since, Unknown, latest_after};
use super::schedule::Schedule;
use crate::ast::{Modal, TimeUnit};
use crate::model::{Clock, Limit, Model, Procedure, Step, StepId};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// What is wrong with a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// The step.
    pub(crate) step: StepId,
    /// The place of the limit among all limits of the step.
    pub(crate) rung: usize,
    /// What is wrong.
    pub(crate) kind: Kind,
}

/// What is wrong with a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Even the fastest run is late: what takes time, and what the limits on the way allow; `unit` where all is counted in it.
    Impossible { takes: Vec<Term>, allowed: Vec<Term>, others: Vec<(StepId, usize)>, unit: Option<TimeUnit> },
    /// Even the fastest run is late, but in each case for another reason.
    EachWay { cases: Cases, unit: Option<TimeUnit> },
    /// The slowest run that is allowed is late: what may take time, in order, and how much there is for it.
    Unguaranteed { takes: Vec<Term>, allowed: Vec<Term>, unit: Option<TimeUnit> },
    /// Nothing bounds when the step becomes due, and the limit counts from something before.
    Unbounded { by: Blocker },
    /// Working days are compared with something else, and no calendar says how they relate.
    Calendar,
    /// The network was too large to compare all limits.
    TooLarge,
}

/// The times of a plan in each reading of lengths that is needed.
pub(crate) struct Readings<'m, 'a> {
    model: &'m Model<'a>,
    schedules: BTreeMap<Reading, Vec<Schedule>>,
    joint: Joint<'m, 'a>,
}

impl<'m, 'a> Readings<'m, 'a> {
    /// The times of a plan.
    pub(crate) fn of(model: &'m Model<'a>) -> Self {
        Self { model, schedules: BTreeMap::new(), joint: Joint::of(model) }
    }

    fn judge(&mut self, index: usize, reading: Reading) -> Option<Judge<'_, 'a>> {
        let model = self.model;
        let schedules = self.schedules.entry(reading).or_insert_with(|| read(model, reading));
        Some(Judge { procedure: model.procedures.get(index)?, schedule: schedules.get(index)? })
    }

    /// What is wrong with the limits of a procedure, in the order of the text.
    pub(crate) fn findings(&mut self, index: usize) -> Vec<Finding> {
        let Some(procedure) = self.model.procedures.get(index) else { return Vec::new() };
        let lengths = procedure.steps.iter().flat_map(|s| s.all_limits()).filter_map(|l| l.time.length);
        let units: BTreeSet<TimeUnit> = lengths.filter_map(varying).collect();
        let mut found = self.impossible(index, Reading::Plain);
        for unit in &units {
            let late: HashSet<(StepId, usize)> = found.iter().map(|f| (f.step, f.rung)).collect();
            // The same limits only, as far as they were not found with months of their days.
            let more = self.impossible(index, Reading::Only(*unit)).into_iter().filter(|f| !late.contains(&(f.step, f.rung)));
            found.extend(more.collect::<Vec<_>>());
        }
        let late: HashSet<(StepId, usize)> = found.iter().filter(|f| f.kind != Kind::TooLarge).map(|f| (f.step, f.rung)).collect();
        let slow = self.judge(index, Reading::Plain).map_or_else(Vec::new, |judge| judge.each(|step, limit| judge.slowest(step, limit)));
        let slow: Vec<Finding> = slow.into_iter().filter(|f| !late.contains(&(f.step, f.rung))).filter_map(|f| self.exact(index, f)).collect();
        found.extend(self.true_ones(index, slow));
        found.sort_by_key(|f| (f.step, f.rung));
        found
    }

    fn impossible(&mut self, index: usize, reading: Reading) -> Vec<Finding> {
        let Some(judge) = self.judge(index, reading) else { return Vec::new() };
        let mut found: Vec<Finding> = judge.each(|step, limit| judge.fastest(step, limit));
        let late: HashSet<(StepId, usize)> = found.iter().map(|f| (f.step, f.rung)).collect();
        let too_large = Finding { step: StepId(0), rung: 0, kind: Kind::TooLarge };
        // By one chain of steps; then whichever of several comes first or last, which may need fewer limits.
        let Some(chains) = network::conflicts(judge.procedure, judge.schedule, &|step, rung| late.contains(&(step, rung))) else {
            found.push(too_large);
            return found;
        };
        let schedules = self.schedules.get(&reading).map_or(&[][..], Vec::as_slice);
        let Some(all) = self.joint.conflicts(index, schedules, &|step, rung| !late.contains(&(step, rung))) else {
            found.extend(chains.into_iter().filter_map(|c| from_conflict(c, reading)));
            // Where that is too much, at least without the limits that one chain tells of.
            let late: HashSet<(StepId, usize)> = found.iter().map(|f| (f.step, f.rung)).collect();
            match self.joint.conflicts(index, schedules, &|step, rung| !late.contains(&(step, rung))) {
                Some(more) => found.extend(more.into_iter().filter_map(|c| from_cases(c, reading))),
                None => found.push(too_large),
            }
            return found;
        };
        let named = |cases: &Cases| cases.limits.iter().copied().collect::<BTreeSet<_>>();
        let known: Vec<BTreeSet<(StepId, usize)>> = all.iter().map(named).collect();
        let (mut told, mut taken) = (BTreeSet::new(), Vec::new());
        for chain in chains {
            let limits: BTreeSet<(StepId, usize)> = chain.limits.iter().copied().collect();
            let same = known.contains(&limits);
            if same || !known.iter().any(|k| k.is_subset(&limits)) {
                taken.extend(from_conflict(chain, reading));
                told.insert(limits);
            }
        }
        found.extend(all.into_iter().filter(|c| !told.contains(&named(c))).filter_map(|c| from_cases(c, reading)));
        found.extend(taken);
        found
    }

    /// What is known of other procedures one by one may say more than there is in any run: then all are looked at together.
    fn true_ones(&mut self, index: usize, mut found: Vec<Finding>) -> Vec<Finding> {
        let Some(procedure) = self.model.procedures.get(index) else { return found };
        // Of many alternatives, or of alternatives in alternatives, a chain does not tell all that they share.
        let is_deep = self.schedules.get(&Reading::Plain).and_then(|s| s.get(index)).is_some_and(|s| s.needs.iter().chain(&s.ends).any(Need::is_deep));
        let is_plain = self.joint.is_plain(index);
        if is_plain && !is_deep {
            return found;
        }
        let limit = |f: &Finding| procedure.step(f.step).and_then(|s| s.all_limits().nth(f.rung));
        let is_open = |l: &Limit<'_>| l.time.length.and_then(varying).is_none() && (!is_plain || matches!(l.clock, Clock::Step(_) | Clock::Signal(_)));
        let asked = |f: &Finding| matches!(f.kind, Kind::Unguaranteed { .. } | Kind::Unbounded { .. }) && limit(f).is_some_and(is_open);
        let limits: Vec<(StepId, usize)> = found.iter().filter(|f| asked(f)).map(|f| (f.step, f.rung)).collect();
        if limits.is_empty() {
            return found;
        }
        let schedules = self.schedules.get(&Reading::Plain).map_or(&[][..], Vec::as_slice);
        let late = self.joint.late(index, schedules, &limits);
        let answers: BTreeMap<(StepId, usize), Option<bool>> = limits.into_iter().zip(late).collect();
        found.retain(|f| answers.get(&(f.step, f.rung)) != Some(&Some(false)));
        found.iter_mut().filter(|f| answers.get(&(f.step, f.rung)) == Some(&None)).for_each(|f| f.kind = Kind::TooLarge);
        found
    }

    /// Where days vary, some ways to count them decide more: working days against working days, months against months.
    fn exact(&mut self, index: usize, finding: Finding) -> Option<Finding> {
        let limit = self.model.procedures.get(index).and_then(|p| p.step(finding.step)?.all_limits().nth(finding.rung));
        let unit = limit.and_then(|l| varying(l.time.length?));
        let mut other = |reading| {
            let judge = self.judge(index, reading)?;
            judge.slowest(finding.step, judge.procedure.step(finding.step)?.all_limits().nth(finding.rung)?)
        };
        match (unit, &finding.kind) {
            // Late where every day is a working day, or in no calendar; but where the clock begins after other days, these may
            // have fewer working days.
            (Some(TimeUnit::WorkingDay), _) => match other(Reading::NoHolidays) {
                Some(kind) => Some(Finding { kind, ..finding }),
                None => other(Reading::Working).map(|_| Finding { kind: Kind::Calendar, ..finding }),
            },
            (Some(unit), _) if other(Reading::Only(unit)).is_none() => None,
            (_, Kind::Calendar) => match other(Reading::NoHolidays) {
                Some(kind @ Kind::Unguaranteed { .. }) => Some(Finding { kind, ..finding }),
                Some(_) | None => Some(finding),
            },
            _ => Some(finding),
        }
    }
}

fn from_conflict(conflict: network::Conflict, reading: Reading) -> Option<Finding> {
    let network::Conflict { limits, takes, allowed } = conflict;
    let ((step, rung), others) = limits.split_first()?;
    Some(Finding { step: *step, rung: *rung, kind: Kind::Impossible { takes, allowed, others: others.to_vec(), unit: unit(reading) } })
}

fn from_cases(mut found: Cases, reading: Reading) -> Option<Finding> {
    let ((step, rung), others) = found.limits.split_first()?;
    let (step, rung, others, unit) = (*step, *rung, others.to_vec(), unit(reading));
    let names_all = |case: &Case| case.allowed.iter().filter(|t| matches!(t.what, What::Limit(_))).count() >= found.limits.len();
    let is_one = found.more == 0 && matches!(found.cases.as_slice(), [only] if names_all(only));
    let only = if is_one { found.cases.pop() } else { None };
    let kind = match only {
        Some(case) => Kind::Impossible { takes: case.takes, allowed: case.allowed, others, unit },
        None => Kind::EachWay { cases: found, unit },
    };
    Some(Finding { step, rung, kind })
}

fn unit(reading: Reading) -> Option<TimeUnit> {
    if let Reading::Only(unit) = reading { Some(unit) } else { None }
}

struct Judge<'s, 'm> {
    procedure: &'s Procedure<'m>,
    schedule: &'s Schedule,
}

impl<'m> Judge<'_, 'm> {
    fn each(&self, verdict: impl Fn(StepId, &Limit<'m>) -> Option<Kind>) -> Vec<Finding> {
        let mut found = Vec::new();
        for index in &self.schedule.order {
            let (id, Some(step)) = (StepId(*index as u32), self.procedure.steps.get(*index)) else { continue };
            let limits = step.all_limits().enumerate().filter(|(rung, _)| binds(step, *rung));
            found.extend(limits.filter_map(|(rung, limit)| Some(Finding { step: id, rung, kind: verdict(id, limit)? })));
        }
        found
    }

    /// Late even in the fastest run, as far as the clock is the start or the step itself.
    fn fastest(&self, step: StepId, limit: &Limit<'m>) -> Option<Kind> {
        let most = self.schedule.length(limit.time.length?).most?;
        let takes = self.schedule.takes_term(self.procedure, step, |b| Some(b.least));
        let mut terms: Vec<Term> = match limit.clock {
            Clock::Due | Clock::Unstated(_) => takes.into_iter().collect(),
            Clock::Start => {
                let mut chain = self.schedule.earliest_chain(self.procedure, step);
                chain.extend(takes);
                chain
            }
            Clock::Step(_) | Clock::Signal(_) | Clock::Unknown => return None,
        };
        terms.retain(|t| t.millis > 0);
        let allowed = vec![Term { what: What::Limit(step), millis: most, span: limit.span }];
        let unit = unit(self.schedule.around.reading);
        (sum(&terms) > most).then_some(Kind::Impossible { takes: terms, allowed, others: Vec::new(), unit })
    }

    /// Late in the slowest run that is allowed.
    fn slowest(&self, step: StepId, limit: &Limit<'m>) -> Option<Kind> {
        let length = self.schedule.length(limit.time.length?);
        let own = self.schedule.takes_term(self.procedure, step, |b| b.most);
        let lasts = self.schedule.takes.get(step.index())?;
        let (late, mut takes, since) = match limit.clock {
            Clock::Due | Clock::Unstated(_) => (Some(0), Vec::new(), Since::Anchor),
            Clock::Start => match self.schedule.latest_chain(self.procedure, step) {
                Ok(takes) => (self.schedule.due.get(step.index())?.latest.map(signed), takes, Since::Anchor),
                Err(by) => return Some(self.unbounded(by)),
            },
            Clock::Step(from) => {
                // A limit that counts from what never comes does not run.
                self.schedule.position(from)?;
                match latest_after(self.procedure, self.schedule, Anchor::Step(from), step) {
                    Ok(late) => (Some(late.millis), late.terms, late.since),
                    Err(unknown) => return Some(self.unknown(unknown)),
                }
            }
            Clock::Signal(from) => match latest_after(self.procedure, self.schedule, Anchor::Signal(from), step) {
                Ok(late) => (Some(late.millis), late.terms, late.since),
                Err(unknown) => return Some(self.unknown(unknown)),
            },
            Clock::Unknown => return None,
        };
        if since == Since::Done {
            return None;
        }
        // It may take any time, which the plan states: in working days.
        let stated = self.procedure.step(step)?.ast.takes.is_some();
        if lasts.most.is_none() && stated {
            return Some(Kind::Calendar);
        }
        let late = late.map(|late| late.saturating_add(signed(lasts.most.unwrap_or(0))));
        let is_late = late.is_none_or(|sum| sum > signed(length.least));
        takes.extend(own);
        takes.retain(|t| t.millis > 0);
        let mut allowed = match (since, limit.clock) {
            (Since::Start, Clock::Step(from)) => {
                let mut chain = self.schedule.earliest_chain(self.procedure, from);
                chain.extend(self.schedule.takes_term(self.procedure, from, |b| Some(b.least)));
                chain
            }
            (Since::Earlier(millis), _) => vec![Term { what: What::Apart, millis, span: limit.span }],
            (Since::Start | Since::Anchor | Since::Done, _) => Vec::new(),
        };
        allowed.retain(|t| t.millis > 0);
        allowed.push(Term { what: What::Limit(step), millis: length.least, span: limit.span });
        let working = limit.time.length.and_then(varying).filter(|u| *u == TimeUnit::WorkingDay && self.schedule.around.reading == Reading::NoHolidays);
        is_late.then_some(Kind::Unguaranteed { takes, allowed, unit: working })
    }

    fn unknown(&self, unknown: Unknown) -> Kind {
        match unknown {
            Unknown::TooLarge => Kind::TooLarge,
            Unknown::Open(by) => self.unbounded(by),
        }
    }

    fn unbounded(&self, by: Blocker) -> Kind {
        let in_working_days = |id: StepId| self.procedure.step(id).is_some_and(|s| s.takes.is_some());
        if matches!(by, Blocker::Step(id, _) if in_working_days(id)) { Kind::Calendar } else { Kind::Unbounded { by } }
    }
}

fn sum(terms: &[Term]) -> u64 {
    terms.iter().fold(0u64, |sum, t| sum.saturating_add(t.millis))
}

/// Whether a limit of a step can become overdue: that of a duty with `must`, or of what equipment does.
pub(super) fn binds(step: &Step<'_>, rung: usize) -> bool {
    let mut left = rung;
    for duty in &step.duties {
        if left < duty.limits.len() {
            return duty.modal == Modal::Must;
        }
        left -= duty.limits.len();
    }
    step.duties.is_empty() || step.duties.iter().any(|d| d.modal == Modal::Must)
}
