//! What may happen at an instant.

use super::code::Code;
use super::memory::at;
use super::{Generator, Type};
use crate::emit::program::layout::{NONE, NOW};
use crate::emit::program::{Clock, Consent, Site};
use crate::engine::Refused;
use wasm_encoder::ValType;

impl Generator<'_> {
    /// What is looked at when something changes.
    pub(super) fn touch<'s>(&self, c: &mut Code, sites: impl IntoIterator<Item = &'s usize>) {
        let mut words = std::collections::BTreeMap::new();
        for site in sites {
            *words.entry(site / 64).or_insert(0u64) |= 1 << (site % 64);
        }
        for (word, bits) in words {
            let place = self.memory.dirty + at(word);
            c.store(place, |c| {
                c.cell(place).large(i64::from_ne_bytes(bits.to_ne_bytes())).put().i64_or();
            });
        }
    }

    /// What a site does when it is looked at.
    pub(super) fn site(&mut self, site: Site) -> u32 {
        let mut c = Code::default();
        match site {
            Site::Ladder(id) => self.ladder(&mut c, id),
            Site::Held(id) => self.hold(&mut c, id),
            Site::Start(id) => self.try_start(&mut c, id),
            Site::Due(id) => self.try_due(&mut c, id),
            Site::Finish(id) => self.try_finish(&mut c, id),
            Site::Close(id) => self.try_close(&mut c, id),
        }
        self.function(Type::Act, &[], c)
    }

    fn ladder(&mut self, c: &mut Code, id: usize) {
        let Some(ladder) = self.program.ladders.get(id) else { return };
        c.small(at(self.layout().rank(id))).small(id);
        // The worst decides last.
        for level in &ladder.levels {
            c.small(level.rank);
        }
        c.small(0);
        for level in ladder.levels.iter().rev() {
            c.holds(self.layout(), &level.when).put().select();
        }
        c.call(self.helpers.level).when(|c| self.touch(c, self.program.wires.ladders.get(id).into_iter().flatten()));
    }

    fn hold(&mut self, c: &mut Code, id: usize) {
        let Some(held) = self.program.held.get(id) else { return };
        let (since, mature) = (at(self.layout().since(id)), at(self.layout().mature(id)));
        let touched = self.program.wires.held.get(id);
        let arm = self.helpers.arm;
        c.holds(self.layout(), &held.of).either(
            |c| {
                c.cell(since).large(NONE).put().i64_eq();
                c.when(|c| {
                    now_in(c, since);
                    if held.length == 0 {
                        c.fix(mature, 1);
                        self.touch(c, touched.into_iter().flatten());
                    } else {
                        c.large(length(held.length)).call(arm);
                    }
                });
            },
            |c| {
                c.fix(since, NONE).flag(mature).when(|c| {
                    c.fix(mature, 0);
                    self.touch(c, touched.into_iter().flatten());
                });
            },
        );
    }

    fn try_start(&mut self, c: &mut Code, id: usize) {
        let Some(start) = self.program.starts.get(id) else { return };
        let l = self.layout();
        let (asked, late) = (at(l.asked_at(id)), at(l.start_late(id)));
        self.is_idle(c, start.procedure);
        c.put().i32_eqz();
        c.when(|c| { c.put().return_(); });
        c.holds(l, &start.when).put().i32_eqz();
        c.when(|c| {
            c.fix(asked, NONE).fix(late, 0);
            self.withdraw(c, &start.consents);
            c.put().return_();
        });
        c.cell(asked).large(NONE).put().i64_eq();
        c.when(|c| {
            now_in(c, asked);
            if let Some((time, clock, _)) = &start.limit {
                c.large(if matches!(clock, Clock::Signal(_)) { 0 } else { length(*time) }).call(self.helpers.arm);
            }
        });
        c.agreed(l, &start.consents);
        let function = self.starts.get(start.procedure).copied();
        c.when(|c| function.into_iter().for_each(|f| { c.call(f); }));
    }

    /// A procedure starts.
    pub(super) fn start(&mut self, id: usize) -> u32 {
        let mut c = Code::default();
        c.fix(at(self.layout().phase(id)), 1);
        now_in(&mut c, at(self.layout().started_at(id)));
        c.small(1).small(id).small(0).call(self.helpers.emit);
        self.touch(&mut c, self.program.wires.started.get(id).into_iter().flatten());
        let timers = self.program.escalations.iter().filter(|e| e.procedure == id);
        self.arm(&mut c, timers.map(|e| e.after).min());
        self.function(Type::Act, &[], c)
    }

    fn try_due(&mut self, c: &mut Code, id: usize) {
        let Some(step) = self.program.steps.get(id) else { return };
        let due = self.due.get(id).copied();
        let call = |c: &mut Code| due.into_iter().for_each(|f| { c.call(f); });
        self.may_be_due(c, id);
        if step.consents.is_empty() {
            c.holds(self.layout(), &step.when).and().when(call);
            return;
        }
        c.when(|c| {
            c.holds(self.layout(), &step.when).either(
                |c| { c.agreed(self.layout(), &step.consents).when(call); },
                |c| self.withdraw(c, &step.consents),
            );
        });
    }

    /// A step becomes due.
    pub(super) fn becomes_due(&mut self, id: usize) -> u32 {
        let mut c = Code::default();
        let Some(step) = self.program.steps.get(id) else { return self.function(Type::Act, &[], c) };
        c.small(at(self.layout().status(id))).small(id).call(self.helpers.due);
        for limit in step.limits.iter().filter_map(|id| Some((*id, self.program.limits.get(*id)?))) {
            let (id, limit) = limit;
            if limit.clock == Clock::Due {
                c.fix(at(self.layout().late(id)), 0);
                self.arm(&mut c, Some(limit.length));
            } else {
                // No later than the limit passes, and not before now.
                c.cell(self.from(limit.clock, limit.step)).large(length(limit.length)).put().i64_add();
                c.call(self.helpers.arm_at);
            }
        }
        self.arm(&mut c, step.automatic);
        self.function(Type::Act, &[], c)
    }

    /// A step is done, or it is not due.
    pub(super) fn is_done(&mut self, id: usize) -> u32 {
        let mut c = Code::default();
        let Some(step) = self.program.steps.get(id) else { return self.function(Type::Act, &[], c) };
        self.is_open(&mut c, id);
        c.put().i32_eqz();
        c.leave(Refused::NotDue.code());
        c.small(at(self.layout().status(id))).small(id).call(self.helpers.complete);
        step.acts.iter().for_each(|act| self.act(&mut c, act));
        let close = self.program.wires.close.get(step.procedure).filter(|_| step.in_recovery);
        self.touch(&mut c, self.program.wires.steps.get(id).into_iter().flatten().chain(close));
        self.arm(&mut c, step.every);
        self.arm(&mut c, self.program.wires.step_clocks.get(id).copied().flatten());
        c.small(0);
        self.function(Type::Answer, &[], c)
    }

    fn try_finish(&mut self, c: &mut Code, id: usize) {
        let Some(finish) = self.program.finishes.get(id) else { return };
        let (program, procedure) = (self.program, finish.procedure);
        let phase = at(self.layout().phase(procedure));
        c.is(phase, 1).when(|c| {
            c.holds(self.layout(), &finish.when).either(
                |c| {
                    c.agreed(self.layout(), &finish.consents).when(|c| {
                        c.fix(phase, 2).small(9).small(procedure).small(0).call(self.helpers.emit);
                        let (ended, finished) = (program.wires.ended.get(procedure), program.wires.finished.get(procedure));
                        self.touch(c, ended.into_iter().chain(finished).flatten());
                    });
                },
                |c| self.withdraw(c, &finish.consents),
            );
        });
    }

    fn try_close(&mut self, c: &mut Code, id: usize) {
        let phase = at(self.layout().phase(id));
        c.is(phase, 2);
        let steps = self.program.procedures.get(id).into_iter().flat_map(|p| &p.steps);
        for step in steps.filter(|s| self.program.steps.get(**s).is_some_and(|s| s.in_recovery)) {
            c.is(at(self.layout().status(*step)), 1).put().i32_eqz().i32_and();
        }
        c.when(|c| {
            c.fix(phase, 3).small(10).small(id).small(0).call(self.helpers.emit);
        });
    }

    /// Something changed that these sites depend on, and from which a clock may run.
    pub(super) fn changes(&mut self, sites: &[usize], clock: Option<u64>) -> u32 {
        let mut c = Code::default();
        self.touch(&mut c, sites);
        self.arm(&mut c, clock);
        self.function(Type::Act, &[], c)
    }

    /// A post gives its consent wherever it is asked; whether it was.
    pub(super) fn agrees(&mut self, post: usize) -> u32 {
        let mut c = Code::default();
        // Nobody can ask one who cannot be reached.
        c.flag(at(self.layout().unreachable(post))).leave(0);
        for id in self.program.wires.posts.get(post).into_iter().flatten() {
            let Some(consenter) = self.program.consenters.get(*id) else { continue };
            if !self.asks(&mut c, consenter.site) {
                continue;
            }
            if consenter.meant.is_some_and(|meant| meant != post) {
                // In place of the one meant: the first who can be reached.
                for before in consenter.chain.iter().take_while(|p| **p != post) {
                    c.flag(at(self.layout().unreachable(*before))).and();
                }
            } else if let [first, ..] = consenter.chain.as_slice()
                && consenter.meant.is_some()
                && *first != post
            {
                // Nobody agrees for a group of which nobody can be reached.
                c.small(1);
                for one in &consenter.chain {
                    c.flag(at(self.layout().unreachable(*one))).and();
                }
                c.put().i32_eqz();
                c.and();
            }
            c.when(|c| {
                c.fix(at(self.layout().given(*id)), 1);
                self.touch(c, [&consenter.site]);
                c.small(1).put().local_set(0);
            });
        }
        c.put().local_get(0);
        self.function(Type::Answer, &[ValType::I32], c)
    }

    /// Whether what a site waits for is there but for the consents; false, and no code, where no site asks.
    fn asks(&self, c: &mut Code, site: usize) -> bool {
        match self.program.sites.get(site) {
            Some(Site::Start(id)) => {
                let Some(start) = self.program.starts.get(*id) else { return false };
                self.is_idle(c, start.procedure);
                c.holds(self.layout(), &start.when).and();
            }
            Some(Site::Due(id)) => {
                let Some(step) = self.program.steps.get(*id) else { return false };
                self.may_be_due(c, *id);
                c.holds(self.layout(), &step.when).and();
            }
            Some(Site::Finish(id)) => {
                let Some(finish) = self.program.finishes.get(*id) else { return false };
                c.is(at(self.layout().phase(finish.procedure)), 1).holds(self.layout(), &finish.when).and();
            }
            Some(Site::Ladder(_) | Site::Held(_) | Site::Close(_)) | None => return false,
        }
        true
    }

    fn is_idle(&self, c: &mut Code, procedure: usize) {
        c.is(at(self.layout().phase(procedure)), 0).flag(at(self.layout().in_scope(procedure))).and();
    }

    fn may_be_due(&self, c: &mut Code, id: usize) {
        c.is(at(self.layout().status(id)), 0);
        self.in_phase(c, id);
    }

    /// Whether a step is due and not done.
    pub(super) fn is_open(&self, c: &mut Code, id: usize) {
        c.is(at(self.layout().status(id)), 1);
        self.in_phase(c, id);
    }

    /// And whether its procedure is where a step of this kind counts.
    pub(super) fn in_phase(&self, c: &mut Code, id: usize) {
        let Some(step) = self.program.steps.get(id) else { return };
        c.is(at(self.layout().phase(step.procedure)), if step.in_recovery { 2 } else { 1 }).and();
    }

    fn withdraw(&self, c: &mut Code, consents: &[Consent]) {
        for id in consents.iter().flat_map(|c| &c.of) {
            c.fix(at(self.layout().given(*id)), 0);
        }
    }

    fn arm(&self, c: &mut Code, time: Option<u64>) {
        if let Some(time) = time {
            c.large(length(time)).call(self.helpers.arm);
        }
    }

    /// Where it stands from when a limit of a step counts.
    pub(super) fn from(&self, clock: Clock, step: usize) -> u64 {
        let l = self.layout();
        at(match clock {
            Clock::Due => l.due_at(step),
            Clock::Start => l.started_at(self.program.steps.get(step).map_or(0, |s| s.procedure)),
            Clock::Step(other) => l.done_at(other),
            Clock::Signal(signal) => l.raised_at(signal),
        })
    }
}

/// The present time, in a cell.
fn now_in(c: &mut Code, cell: u64) {
    c.store(cell, |c| {
        c.cell(at(NOW));
    });
}

/// Milliseconds; what is longer than any time is as long as it gets.
pub(super) fn length(milliseconds: u64) -> i64 {
    i64::try_from(milliseconds).unwrap_or(i64::MAX / 2)
}
