//! What may happen because time has passed.

use super::code::Code;
use super::memory::at;
use super::sites::length;
use super::{Generator, Global, Type};
use crate::emit::program::layout::NONE;
use crate::emit::program::{Act, Clock, Timer};
use wasm_encoder::BlockType;

/// When something falls that is not set.
const NEVER: i64 = i64::MAX;

/// When a timer can be set at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guard {
    Always,
    /// The procedure has not started.
    Idle(usize),
    /// It runs, or its recovery does.
    Runs(usize),
}

impl Generator<'_> {
    /// Notes a timer that falls before those noted: whether it is set, from when it counts, how long, no sooner than when, and
    /// which it is.
    pub(super) fn timer(&mut self) -> u32 {
        let (open, from, time, floor, which) = (0, 1, 2, 3, 4);
        let (first_at, first) = (Global::FirstAt.index(), Global::First.index());
        let mut c = Code::default();
        c.put().local_get(open).i32_eqz();
        c.when(|c| { c.put().return_(); });
        c.put().local_get(from).i64_const(NONE).i64_eq();
        c.when(|c| { c.put().return_(); });
        let mut i = c.put();
        i.local_get(from).local_get(time).i64_add().local_tee(from).local_get(floor);
        i.local_get(from).local_get(floor).i64_gt_s().select().local_tee(from);
        i.global_get(first_at).i64_lt_s().if_(BlockType::Empty);
        i.local_get(from).global_set(first_at).local_get(which).global_set(first).end();
        self.function(Type::Timer, &[], c)
    }

    /// Finds the first timer that is set; of several at one instant the first declared.
    pub(super) fn first(&mut self) -> u32 {
        let program = self.program;
        let mut c = Code::default();
        c.large(NEVER).put().global_set(Global::FirstAt.index());
        let timers: Vec<(Guard, usize, Timer)> = program.timers.iter().enumerate().map(|(at, t)| (self.guard(*t), at, *t)).collect();
        for group in timers.chunk_by(|a, b| a.0 == b.0) {
            let all = |c: &mut Code| group.iter().for_each(|(_, which, timer)| self.look(c, *which, *timer));
            match group.first().map(|g| g.0) {
                Some(Guard::Idle(id)) => { c.is(at(self.layout().phase(id)), 0).when(all); },
                // 1 and 2, but neither 0 nor 3.
                Some(Guard::Runs(id)) => {
                    c.flag(at(self.layout().phase(id))).small(1).put().i32_sub().i32_const(2).i32_lt_u();
                    c.when(all);
                }
                Some(Guard::Always) | None => all(&mut c),
            }
        }
        self.function(Type::Act, &[], c)
    }

    fn guard(&self, timer: Timer) -> Guard {
        let of_step = |id: usize| self.program.steps.get(id).map_or(Guard::Always, |s| Guard::Runs(s.procedure));
        match timer {
            Timer::Held(_) => Guard::Always,
            Timer::Start(id) => self.program.starts.get(id).map_or(Guard::Always, |s| Guard::Idle(s.procedure)),
            Timer::Automatic(id) | Timer::Repeat(id) => of_step(id),
            Timer::Limit(id) => self.program.limits.get(id).map_or(Guard::Always, |l| of_step(l.step)),
            Timer::Escalation(id) => self.program.escalations.get(id).map_or(Guard::Always, |e| Guard::Runs(e.procedure)),
        }
    }

    fn look(&self, c: &mut Code, which: usize, timer: Timer) {
        let (program, l) = (self.program, self.layout());
        match timer {
            Timer::Held(id) => {
                let Some(held) = program.held.get(id) else { return };
                c.is(at(l.mature(id)), 0).cell(at(l.since(id))).large(length(held.length)).large(NONE);
            }
            Timer::Start(id) => {
                let Some((time, clock, _)) = program.starts.get(id).and_then(|s| s.limit.as_ref()) else { return };
                let asked = at(l.asked_at(id));
                let from = match clock {
                    Clock::Due | Clock::Start => asked,
                    Clock::Step(step) => at(l.done_at(*step)),
                    Clock::Signal(signal) => at(l.raised_at(*signal)),
                };
                c.cell(asked).large(NONE).put().i64_ne();
                c.is(at(l.start_late(id)), 0).and().cell(from).large(length(*time)).cell(asked);
            }
            Timer::Automatic(id) => {
                let Some(takes) = program.steps.get(id).and_then(|s| s.automatic) else { return };
                self.is_open(c, id);
                c.cell(at(l.due_at(id))).large(length(takes)).large(NONE);
            }
            Timer::Limit(id) => {
                let Some(limit) = program.limits.get(id) else { return };
                self.is_open(c, limit.step);
                c.is(at(l.late(id)), 0).and();
                if limit.clock != Clock::Due {
                    // Kept if the step has been done since its clock began.
                    c.cell(at(l.done_at(limit.step))).cell(self.from(limit.clock, limit.step)).put().i64_lt_s();
                    c.and();
                }
                c.cell(self.from(limit.clock, limit.step)).large(length(limit.length)).cell(at(l.due_at(limit.step)));
            }
            Timer::Repeat(id) => {
                let Some(every) = program.steps.get(id).and_then(|s| s.every) else { return };
                c.is(at(l.status(id)), 2);
                self.in_phase(c, id);
                c.cell(at(l.done_at(id))).large(length(every)).large(NONE);
            }
            Timer::Escalation(id) => {
                let Some(escalation) = program.escalations.get(id) else { return };
                c.is(at(l.phase(escalation.procedure)), 1).is(at(l.escalated(id)), 0).and();
                c.cell(at(l.started_at(escalation.procedure))).large(length(escalation.after)).large(NONE);
            }
        }
        c.small(which).call(self.helpers.timer);
    }

    /// What happens when a timer falls.
    pub(super) fn falls(&mut self, timer: Timer) -> u32 {
        let program = self.program;
        let mut c = Code::default();
        let act = |this: &mut Self, c: &mut Code, act: Option<&Act>| act.into_iter().for_each(|a| this.act(c, a));
        match timer {
            Timer::Held(id) => {
                c.fix(at(self.layout().mature(id)), 1);
                self.touch(&mut c, program.wires.held.get(id).into_iter().flatten());
            }
            Timer::Start(id) => {
                c.fix(at(self.layout().start_late(id)), 1).small(5).small(id).small(0).call(self.helpers.emit);
                act(self, &mut c, program.starts.get(id).and_then(|s| s.limit.as_ref()?.2.as_ref()));
            }
            Timer::Automatic(id) => {
                if let Some(done) = self.called.done.get(id).copied() {
                    c.call(done).put().drop();
                }
            }
            Timer::Limit(id) => {
                c.fix(at(self.layout().late(id)), 1).small(4).small(id).small(0).call(self.helpers.emit);
                act(self, &mut c, program.limits.get(id).and_then(|l| l.otherwise.as_ref()));
            }
            Timer::Repeat(id) => {
                if let Some(due) = self.due.get(id).copied() {
                    c.call(due);
                }
            }
            Timer::Escalation(id) => {
                if let Some(escalation) = program.escalations.get(id) {
                    c.fix(at(self.layout().escalated(id)), 1).holds(self.layout(), &escalation.when);
                    c.when(|c| self.act(c, &escalation.act));
                }
            }
        }
        self.function(Type::Act, &[], c)
    }
}
