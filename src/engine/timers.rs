//! What may happen because time has passed.

use super::{Engine, Sink, What};
use crate::emit::program::layout::{NONE, NOW};
use crate::emit::program::{Clock, Timer};

/// A timer that is not set.
const NEVER: i64 = i64::MAX;

impl Engine<'_> {
    /// No timer falls before the least of what was armed.
    pub(super) fn arm(&mut self, length: Option<u64>, from: i64) {
        if let Some(length) = length {
            self.next = self.next.min(after(from, length));
        }
    }

    /// Lets the first timer fall that falls by then; false where there is none.
    pub(super) fn fall(&mut self, by: i64, sink: Sink<'_>) -> bool {
        if self.next > by {
            return false;
        }
        let first = self.first_timer();
        self.next = first.map_or(NEVER, |(at, _)| at);
        let Some((at, timer)) = first.filter(|(at, _)| *at <= by) else { return false };
        self.put(NOW, at);
        match timer {
            Timer::Held(id) => self.ripen(id),
            Timer::Start(id) => {
                self.put(self.layout.start_late(id), 1);
                self.emit(What::StartOverdue(id), sink);
                let limit = self.program.starts.get(id).and_then(|s| s.limit.as_ref());
                limit.and_then(|(_, _, act)| act.as_ref()).into_iter().for_each(|act| self.act(act, sink));
            }
            Timer::Automatic(id) => self.complete(id, sink),
            Timer::Limit(id) => {
                self.put(self.layout.late(id), 1);
                self.emit(What::Overdue(id), sink);
                let act = self.program.limits.get(id).and_then(|l| l.otherwise.as_ref());
                act.into_iter().for_each(|act| self.act(act, sink));
            }
            Timer::Repeat(id) => self.due(id, sink),
            Timer::Escalation(id) => {
                self.put(self.layout.escalated(id), 1);
                if let Some(escalation) = self.program.escalations.get(id)
                    && self.holds(&escalation.when)
                {
                    self.act(&escalation.act, sink);
                }
            }
        }
        self.settle(sink);
        true
    }

    /// The first timer that is set, and when it falls; of several at one instant the first declared.
    pub(super) fn first_timer(&self) -> Option<(i64, Timer)> {
        let set = self.program.timers.iter().map(|t| (self.falls_at(*t), *t)).filter(|(at, _)| *at != NEVER);
        set.min_by_key(|(at, _)| *at)
    }

    fn falls_at(&self, timer: Timer) -> i64 {
        let l = &self.layout;
        let set = |is: bool, at: i64| if is { at } else { NEVER };
        match timer {
            Timer::Held(id) => {
                let length = self.program.held.get(id).map_or(0, |h| h.length);
                let since = self.get(l.since(id));
                set(since != NONE && self.get(l.mature(id)) == 0, after(since, length))
            }
            Timer::Start(id) => self.start_at(id),
            Timer::Automatic(id) => {
                let takes = self.program.steps.get(id).and_then(|s| s.automatic).unwrap_or(0);
                set(self.is_open(id), after(self.get(l.due_at(id)), takes))
            }
            Timer::Limit(id) => self.limit_at(id),
            Timer::Repeat(id) => {
                let every = self.program.steps.get(id).and_then(|s| s.every).unwrap_or(0);
                set(self.get(l.status(id)) == 2 && self.in_phase(id), after(self.get(l.done_at(id)), every))
            }
            Timer::Escalation(id) => {
                let Some(escalation) = self.program.escalations.get(id) else { return NEVER };
                let active = self.get(l.phase(escalation.procedure)) == 1 && self.get(l.escalated(id)) == 0;
                set(active, after(self.get(l.started_at(escalation.procedure)), escalation.after.unwrap_or(0)))
            }
        }
    }

    fn start_at(&self, id: usize) -> i64 {
        let l = &self.layout;
        let Some((start, (length, clock, _))) = self.program.starts.get(id).and_then(|s| Some((s, s.limit.as_ref()?))) else { return NEVER };
        let asked = self.get(l.asked_at(id));
        let idle = self.get(l.phase(start.procedure)) == 0 && asked != NONE && self.get(l.start_late(id)) == 0;
        let from = match clock {
            Clock::Due | Clock::Start => asked,
            Clock::Step(step) => self.get(l.done_at(*step)),
            Clock::Signal(signal) => self.get(l.raised_at(*signal)),
        };
        if idle && from != NONE { after(from, *length).max(asked) } else { NEVER }
    }

    /// When a limit passes; one that has passed when its step becomes due passes then.
    pub(super) fn limit_at(&self, id: usize) -> i64 {
        let l = &self.layout;
        let Some(limit) = self.program.limits.get(id) else { return NEVER };
        let procedure = self.program.steps.get(limit.step).map_or(0, |s| s.procedure);
        let due = self.get(l.due_at(limit.step));
        let from = match limit.clock {
            Clock::Due => due,
            Clock::Start => self.get(l.started_at(procedure)),
            Clock::Step(step) => self.get(l.done_at(step)),
            Clock::Signal(signal) => self.get(l.raised_at(signal)),
        };
        // What is repeated was done in time, or not, by a clock of its own the first time.
        let first = limit.clock == Clock::Due || self.get(l.done_at(limit.step)) == NONE;
        let open = self.is_open(limit.step) && self.get(l.late(id)) == 0 && first;
        if open && from != NONE { after(from, limit.length).max(due) } else { NEVER }
    }
}

/// A time so long after another; states that were tampered with wrap around rather than fail.
fn after(from: i64, length: u64) -> i64 {
    from.wrapping_add(i64::try_from(length).unwrap_or(i64::MAX / 2))
}
