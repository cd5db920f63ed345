//! What the calls of a procedure meet, and what the weak ones lack.

use super::guard::{Fact, Guard};
use super::{ALL, Dialling};
use crate::analysis::hazards::Danger;
use crate::diagnostic::Severity;
use crate::source::Span;
use std::collections::BTreeMap;

/// Most facts that a procedure takes over from those it activates, so that rings of them stay cheap.
const CARRIED: usize = 64;

/// Why a call is not one to count on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lack {
    /// It is only allowed.
    Permitted,
    /// It comes when a limit has passed.
    Late,
    /// It belongs to the recovery.
    Afterwards,
    /// The words name neither service nor number.
    Words,
    /// The words leave it open whether anybody is called.
    Hedged,
    /// One of several is enough, and not all of them help.
    Either,
    /// It is in a plan that is only named.
    Absent,
    /// Whom it reaches cannot be told.
    Unclear,
}

/// A condition under which a call comes.
#[derive(Debug, Clone)]
pub(crate) struct Only {
    /// When it comes.
    pub(crate) guard: Guard,
    /// The condition; `None` where it stands in a procedure that is activated.
    pub(crate) cond: Option<Span>,
    /// The needs of the dangers that the condition may be about.
    pub(crate) about: u16,
}

/// A call that may not bring help.
#[derive(Debug, Clone)]
pub(crate) struct Weak {
    /// The needs it would meet.
    pub(crate) meets: u16,
    /// Its place.
    pub(crate) span: Span,
    /// Why it does not count, besides the condition.
    pub(crate) lack: Option<Lack>,
    /// The condition under which it comes.
    pub(crate) only: Option<Only>,
}

impl Weak {
    /// Whether it comes only under a condition that is not this danger itself.
    pub(crate) fn is_conditional(&self, danger: &Danger) -> bool {
        self.only.as_ref().is_some_and(|only| !only.guard.holds(danger))
    }
}

/// The needs that are met, as sets.
#[derive(Debug, Clone, Default)]
pub(super) struct Help {
    /// By a call that surely comes.
    pub(super) sure: u16,
    /// By any call, also under a condition.
    pub(super) any: u16,
    /// By a call that surely comes when this holds.
    pub(super) given: BTreeMap<Fact, u16>,
    /// How many of these facts come from procedures that it activates.
    taken: usize,
}

impl Help {
    /// All needs: what was not understood may meet any.
    pub(super) fn unknown(&mut self) {
        (self.sure, self.any) = (ALL, ALL);
    }

    pub(super) fn add(&mut self, meets: u16, guard: &Guard) {
        self.sure |= meets & guard.free;
        self.any |= meets;
        for (fact, needs) in guard.given.iter().filter(|g| g.1 & meets != 0) {
            *self.given.entry(*fact).or_default() |= meets & needs;
        }
    }

    /// Takes over what an activated procedure meets; whether that is news.
    pub(super) fn absorb(&mut self, other: &Self, guard: &Guard) -> bool {
        let before = (self.sure, self.any, self.total());
        self.add(other.sure, guard);
        self.any |= other.any;
        for (fact, needs) in &other.given {
            let when = guard.free | guard.given.get(fact).copied().unwrap_or(0);
            let known = self.given.contains_key(fact);
            if needs & when != 0 && (known || self.taken < CARRIED) {
                self.taken += usize::from(!known);
                *self.given.entry(*fact).or_default() |= needs & when;
            }
        }
        before != (self.sure, self.any, self.total())
    }

    fn total(&self) -> u32 {
        self.given.values().map(|needs| needs.count_ones()).sum()
    }

    /// The needs met given a fact.
    pub(super) fn given(&self, fact: &Fact) -> u16 {
        self.given.get(fact).copied().unwrap_or(0)
    }
}

/// A procedure that another one activates.
#[derive(Debug)]
pub(super) struct Activation {
    pub(super) target: usize,
    pub(super) span: Span,
    pub(super) guard: Guard,
    pub(super) cond: Option<Span>,
    pub(super) about: u16,
}

/// Who is called in one procedure.
#[derive(Debug, Default)]
pub(super) struct Calls<'m> {
    pub(super) help: Help,
    pub(super) weak: Vec<Weak>,
    pub(super) numbers: Vec<Dialling<'m>>,
    pub(super) activates: Vec<Activation>,
}

/// Adds what the procedures that are activated meet.
pub(super) fn join(calls: &mut [Calls<'_>]) {
    let mut callers: Vec<Vec<(usize, usize)>> = vec![Vec::new(); calls.len()];
    for (index, own) in calls.iter().enumerate() {
        for (place, activation) in own.activates.iter().enumerate() {
            callers.get_mut(activation.target).into_iter().for_each(|list| list.push((index, place)));
        }
    }
    let mut open: Vec<usize> = (0..calls.len()).collect();
    let mut waiting = vec![true; calls.len()];
    while let Some(index) = open.pop() {
        waiting.get_mut(index).into_iter().for_each(|waits| *waits = false);
        let Some(help) = calls.get(index).map(|c| c.help.clone()).filter(|help| help.any != 0) else { continue };
        for (caller, place) in callers.get(index).into_iter().flatten() {
            let Some(Calls { help: own, activates, .. }) = calls.get_mut(*caller) else { continue };
            let changed = activates.get(*place).is_some_and(|activation| own.absorb(&help, &activation.guard));
            if let Some(waits) = waiting.get_mut(*caller).filter(|waits| changed && !**waits) {
                *waits = true;
                open.push(*caller);
            }
        }
    }
    let helps: Vec<Help> = calls.iter().map(|c| c.help.clone()).collect();
    for own in calls {
        let weak = own.activates.iter().filter_map(|activation| conditional(activation, helps.get(activation.target)?));
        own.weak.extend(weak);
    }
}

/// What an activated procedure meets only under a condition.
fn conditional(activation: &Activation, help: &Help) -> Option<Weak> {
    let meets = help.any & !(help.sure & activation.guard.free);
    // Its own conditions are not known here.
    let guard = if help.sure == help.any { activation.guard.clone() } else { Guard::default() };
    let only = Only { guard, cond: activation.cond, about: activation.about };
    (meets != 0).then_some(Weak { meets, span: activation.span, lack: None, only: Some(only) })
}

/// How bad it is that nobody is called, given what the weak calls leave open.
pub(crate) fn weight(danger: &Danger, weak: &[&Weak]) -> Severity {
    let open = weak.iter().map(|w| softens(danger, w)).min().unwrap_or(Severity::Error);
    danger.need.weight.min(if danger.guessed { Severity::Info } else { open })
}

/// How bad it is at most, given one weak call. A call that lacks two things leaves it as bad as none.
pub(crate) fn softens(danger: &Danger, weak: &Weak) -> Severity {
    let conditional = weak.is_conditional(danger);
    match weak.lack {
        None => {
            let about = weak.only.as_ref().is_none_or(|only| only.about & danger.need.bit != 0);
            if about { Severity::Warning } else { Severity::Error }
        }
        Some(Lack::Unclear) if !conditional => Severity::Info,
        Some(Lack::Words | Lack::Hedged | Lack::Either | Lack::Absent) if !conditional => Severity::Warning,
        Some(Lack::Unclear) => Severity::Warning,
        Some(_) => Severity::Error,
    }
}
