//! Who is called for help in each procedure, and which dangers are left without help.

mod alarm;
mod calls;
mod guard;
mod inner;
mod lines;
mod mistakes;
mod reader;
#[cfg(test)]
mod tests;

pub(super) use alarm::ALARM;
pub(crate) use calls::{Lack, Weak, softens, weight};
pub(crate) use inner::Inner;
pub(crate) use lines::{declared_numbers, kind_of_row, kinds_of, service_kinds};
pub(crate) use mistakes::Mistake;

use super::hazards::{Danger, dangers, start_signals, sure_signals};
use super::numbers::Region;
use super::quotes::Quote;
use crate::diagnostic::Severity;
use crate::model::{Model, Post, PostKind, SignalId};
use crate::source::Span;
use guard::{Fact, Starts};
use lines::Lines;
use calls::{Calls, Help, join};
use smol_str::SmolStr;
use std::collections::BTreeSet;
use std::ops::Range;

/// Every need at once: what a name that could not be resolved may meet.
const ALL: u16 = u16::MAX;

/// A number that a duty dials.
#[derive(Debug, Clone)]
pub(crate) struct Dialling<'m> {
    /// The text it stands in.
    pub(crate) quote: Quote<'m>,
    /// Where in that text; `None` where it is the whole.
    pub(crate) range: Option<Range<usize>>,
    /// The number.
    pub(crate) number: SmolStr,
    /// The step.
    pub(crate) step: usize,
}

/// Needs that are met, as sets: for sure, and by any call at all.
#[derive(Debug, Clone, Copy, Default)]
struct Met {
    sure: u16,
    any: u16,
}

impl Met {
    fn or(self, other: Self) -> Self {
        Self { sure: self.sure | other.sure, any: self.any | other.any }
    }

    fn and(self, other: Self) -> Self {
        Self { sure: self.sure & other.sure, any: self.any & other.any }
    }
}

/// Who is called for help, in all procedures.
#[derive(Debug)]
pub(crate) struct Rescue<'m> {
    calls: Vec<Calls<'m>>,
    ways: Vec<Starts>,
    dangers: Vec<Vec<Danger>>,
    starts: Vec<Vec<SignalId>>,
    /// The signals that start each procedure by themselves.
    sure: Vec<BTreeSet<SignalId>>,
    /// What the procedures that activate this one meet.
    before: Vec<Met>,
    /// What the procedures that a signal surely starts meet.
    by_signal: Vec<Met>,
    /// The procedures that surely call when a signal is raised.
    callers: Vec<Vec<usize>>,
    /// By post: what a service meets.
    services: Vec<u16>,
    /// The most special procedure of each signal.
    main: Vec<Option<usize>>,
}

impl<'m> Rescue<'m> {
    /// Reads all procedures; `broken` says which were not fully understood.
    pub(crate) fn new(model: &'m Model<'_>, region: Option<&Region>, broken: &dyn Fn(Span) -> bool) -> Self {
        let lines = Lines::new(model, region);
        let ways: Vec<Starts> = model.procedures.iter().map(Starts::of).collect();
        let mut calls: Vec<Calls<'m>> = model.procedures.iter().zip(&ways).map(|(p, w)| reader::read(&lines, model, p, w)).collect();
        for (calls, procedure) in calls.iter_mut().zip(&model.procedures) {
            if broken(procedure.head.decl.span) {
                calls.help.unknown();
            }
        }
        join(&mut calls);
        let starts: Vec<Vec<SignalId>> = model.procedures.iter().map(start_signals).collect();
        let pairs = model.procedures.iter().zip(&starts);
        let dangers = pairs.map(|(procedure, signals)| dangers(model, procedure, signals)).collect();
        let sure = model.procedures.iter().map(|p| sure_signals(p).into_iter().collect()).collect();
        let (before, main) = (vec![Met::default(); calls.len()], vec![None; model.signals.len()]);
        let (by_signal, callers) = (vec![Met::default(); model.signals.len()], vec![Vec::new(); model.signals.len()]);
        let services = model.posts.iter().zip(&lines.posts).map(|(post, met)| if post.kind == PostKind::Service { met.0 | met.1 } else { 0 }).collect();
        let mut rescue = Self { services, ways, dangers, starts, sure, before, by_signal, callers, main, calls };
        rescue.look_around();
        rescue
    }

    fn look_around(&mut self) {
        let wholes: Vec<Met> = (0..self.calls.len()).map(|index| self.whole(index)).collect();
        for (calls, whole) in self.calls.iter().zip(&wholes) {
            for activation in &calls.activates {
                if let Some(before) = self.before.get_mut(activation.target) {
                    *before = before.or(*whole);
                }
            }
        }
        for (index, (calls, signals)) in self.calls.iter().zip(&self.sure).enumerate() {
            for signal in signals {
                if let Some(met) = self.by_signal.get_mut(signal.index()) {
                    *met = met.or(given(&calls.help, *signal));
                }
            }
            for fact in calls.help.given.keys() {
                if let Fact::Signal(id) = fact {
                    self.callers.get_mut(id.index()).into_iter().for_each(|list| list.push(index));
                }
            }
        }
        let width = |procedure: usize| self.starts.get(procedure).map_or(0, Vec::len);
        for (index, signals) in self.starts.iter().enumerate() {
            for signal in signals {
                let main = self.main.get_mut(signal.index());
                if let Some(main) = main.filter(|main| main.is_none_or(|best| signals.len() < width(best))) {
                    *main = Some(index);
                }
            }
        }
    }

    /// What a procedure meets however it starts.
    fn whole(&self, procedure: usize) -> Met {
        let Some(calls) = self.calls.get(procedure) else { return Met::default() };
        let ways = self.ways.get(procedure).map_or(&[][..], |w| &w.ways);
        let started = ways.iter().map(|way| way.iter().fold(0, |set, fact| set | calls.help.given(fact)));
        Met { sure: calls.help.sure | started.reduce(|a, b| a & b).unwrap_or(0), any: calls.help.any }
    }

    /// The dangers of a procedure that nobody is sure to be called for.
    pub(crate) fn gaps(&self, procedure: usize) -> Vec<Danger> {
        let dangers = self.dangers.get(procedure).into_iter().flatten();
        // Where it is only worth a thought, whoever thought of a condition has thought of it.
        let enough = |danger: &Danger, met: Met| if danger.guessed || danger.need.weight == Severity::Info { met.any } else { met.sure };
        dangers.filter(|danger| enough(danger, self.met(procedure, danger)) & danger.need.bit == 0).copied().collect()
    }

    fn met(&self, procedure: usize, danger: &Danger) -> Met {
        let Some(id) = danger.signal else { return self.whole(procedure).or(self.around(procedure)) };
        let own = self.calls.get(procedure).map_or(Met::default(), |c| given(&c.help, id));
        own.or(self.by_signal.get(id.index()).copied().unwrap_or_default())
    }

    /// What is met by procedures that run whenever this one does.
    fn around(&self, procedure: usize) -> Met {
        let starts = self.starts.get(procedure).map_or(&[][..], Vec::as_slice);
        let by_signal = |id: &SignalId| self.by_signal.get(id.index()).copied().unwrap_or_default();
        let beside = starts.iter().map(by_signal).reduce(Met::and).unwrap_or_default();
        // One that also starts by itself need not have been activated.
        let alone = self.ways.get(procedure).is_none_or(|w| w.ways.is_empty());
        let before = self.before.get(procedure).copied().filter(|_| alone);
        beside.or(before.unwrap_or_default())
    }

    /// Whether a danger is best reported at this procedure: no more special one starts on the same signal.
    pub(crate) fn is_main(&self, procedure: usize, danger: &Danger) -> bool {
        danger.signal.and_then(|s| self.main.get(s.index()).copied().flatten()).is_none_or(|main| main == procedure)
    }

    /// The calls of a procedure that may not bring the help a danger needs.
    pub(crate) fn weak(&self, procedure: usize, danger: &Danger) -> impl Iterator<Item = &Weak> {
        let weak = self.calls.get(procedure).into_iter().flat_map(|c| &c.weak);
        let bit = danger.need.bit;
        weak.filter(move |w| w.meets & bit != 0)
    }

    /// A declared service that helps with a danger, one with a number before one without.
    pub(crate) fn service<'p, 'a>(&self, model: &'p Model<'a>, danger: &Danger) -> Option<&'p Post<'a>> {
        let posts = model.posts.iter().zip(&self.services);
        let helping = posts.filter(|(_, met)| *met & danger.need.bit != 0).map(|(post, _)| post);
        helping.min_by_key(|post| post.contacts.is_empty())
    }

    /// The numbers that a procedure dials.
    pub(crate) fn numbers(&self, procedure: usize) -> &[Dialling<'m>] {
        self.calls.get(procedure).map_or(&[], |c| &c.numbers)
    }

}

/// What is met when a signal is raised.
fn given(help: &Help, signal: SignalId) -> Met {
    Met { sure: help.sure | help.given(&Fact::Signal(signal)), any: help.any }
}
