//! What may happen at an instant.

use super::{Engine, Sink, What};
use crate::emit::program::layout::NONE;
use crate::emit::program::{Clock, Consent, Site};

impl Engine<'_> {
    pub(super) fn ladder(&mut self, id: usize, sink: Sink<'_>) {
        let Some(ladder) = self.program.ladders.get(id) else { return };
        let rank = ladder.levels.iter().find(|level| self.holds(&level.when)).map_or(0, |level| level.rank);
        let cell = self.layout.rank(id);
        if self.get(cell) != i64::from(rank) {
            self.put(cell, i64::from(rank));
            self.emit(What::Level(id, rank), sink);
            self.touch_all(self.program.wires.ladders.get(id));
        }
    }

    pub(super) fn hold(&mut self, id: usize) {
        let Some(held) = self.program.held.get(id) else { return };
        let (since, mature) = (self.layout.since(id), self.layout.mature(id));
        match (self.holds(&held.of), self.get(since) == NONE) {
            (true, true) => {
                self.put(since, self.now());
                if held.length == 0 {
                    self.ripen(id);
                } else {
                    self.arm(Some(held.length), self.now());
                }
            }
            (false, false) => {
                self.put(since, NONE);
                if self.get(mature) != 0 {
                    self.put(mature, 0);
                    self.touch_all(self.program.wires.held.get(id));
                }
            }
            (true, false) | (false, true) => {}
        }
    }

    /// A condition has held for long enough.
    pub(super) fn ripen(&mut self, id: usize) {
        self.put(self.layout.mature(id), 1);
        self.touch_all(self.program.wires.held.get(id));
    }

    pub(super) fn try_start(&mut self, id: usize, sink: Sink<'_>) {
        let Some(start) = self.program.starts.get(id) else { return };
        if !self.is_idle(start.procedure) {
            return;
        }
        let asked = self.layout.asked_at(id);
        if !self.holds(&start.when) {
            self.put(asked, NONE);
            self.put(self.layout.start_late(id), 0);
            self.withdraw(&start.consents);
            return;
        }
        if self.get(asked) == NONE {
            self.put(asked, self.now());
            if let Some((length, clock, _)) = &start.limit {
                // Counted from a signal that was raised before, it may have passed already.
                self.arm(Some(if matches!(clock, Clock::Signal(_)) { 0 } else { *length }), self.now());
            }
        }
        if self.agreed(&start.consents) {
            self.start(start.procedure, sink);
        }
    }

    pub(super) fn start(&mut self, id: usize, sink: Sink<'_>) {
        self.put(self.layout.phase(id), 1);
        self.put(self.layout.started_at(id), self.now());
        self.emit(What::Started(id), sink);
        self.touch_all(self.program.wires.started.get(id));
        let timers = self.program.escalations.iter().filter(|e| e.procedure == id);
        let first = timers.map(|e| e.after).min();
        self.arm(first, self.now());
    }

    pub(super) fn try_due(&mut self, id: usize, sink: Sink<'_>) {
        let Some(step) = self.program.steps.get(id) else { return };
        if !self.may_be_due(id) {
            return;
        }
        if !self.holds(&step.when) {
            self.withdraw(&step.consents);
        } else if self.agreed(&step.consents) {
            self.due(id, sink);
        }
    }

    pub(super) fn due(&mut self, id: usize, sink: Sink<'_>) {
        let Some(step) = self.program.steps.get(id) else { return };
        self.put(self.layout.status(id), 1);
        self.put(self.layout.due_at(id), self.now());
        self.emit(What::Due(id), sink);
        for limit in &step.limits {
            if self.program.limits.get(*limit).is_some_and(|l| l.clock == Clock::Due) {
                self.put(self.layout.late(*limit), 0);
            }
            let at = self.limit_at(*limit);
            self.next = self.next.min(at);
        }
        self.arm(step.automatic, self.now());
    }

    pub(super) fn complete(&mut self, id: usize, sink: Sink<'_>) {
        let Some(step) = self.program.steps.get(id) else { return };
        self.put(self.layout.status(id), 2);
        self.put(self.layout.done_at(id), self.now());
        self.emit(What::Done(id), sink);
        step.acts.iter().for_each(|act| self.act(act, sink));
        self.touch_all(self.program.wires.steps.get(id));
        if step.in_recovery {
            self.program.wires.close.get(step.procedure).into_iter().for_each(|site| self.touch(*site));
        }
        self.arm(step.every, self.now());
        self.arm(self.program.wires.step_clocks.get(id).copied().flatten(), self.now());
    }

    pub(super) fn try_finish(&mut self, id: usize, sink: Sink<'_>) {
        let Some(finish) = self.program.finishes.get(id) else { return };
        let procedure = finish.procedure;
        if self.get(self.layout.phase(procedure)) != 1 {
            return;
        }
        if !self.holds(&finish.when) {
            self.withdraw(&finish.consents);
        } else if self.agreed(&finish.consents) {
            self.put(self.layout.phase(procedure), 2);
            self.emit(What::Finished(procedure), sink);
            self.touch_all(self.program.wires.ended.get(procedure));
            self.touch_all(self.program.wires.finished.get(procedure));
        }
    }

    pub(super) fn try_close(&mut self, id: usize, sink: Sink<'_>) {
        let open = |s: &usize| self.program.steps.get(*s).is_some_and(|s| s.in_recovery) && self.get(self.layout.status(*s)) == 1;
        let phase = self.layout.phase(id);
        if self.get(phase) == 2 && !self.program.procedures.get(id).is_some_and(|p| p.steps.iter().any(open)) {
            self.put(phase, 3);
            self.emit(What::Closed(id), sink);
        }
    }

    /// Whether what a site waits for is there but for the consents.
    pub(super) fn asks(&self, site: usize) -> bool {
        match self.program.sites.get(site) {
            Some(Site::Start(id)) => self.program.starts.get(*id).is_some_and(|s| self.is_idle(s.procedure) && self.holds(&s.when)),
            Some(Site::Due(id)) => self.program.steps.get(*id).is_some_and(|s| self.may_be_due(*id) && self.holds(&s.when)),
            Some(Site::Finish(id)) => {
                self.program.finishes.get(*id).is_some_and(|f| self.get(self.layout.phase(f.procedure)) == 1 && self.holds(&f.when))
            }
            Some(Site::Ladder(_) | Site::Held(_) | Site::Close(_)) | None => false,
        }
    }

    fn is_idle(&self, procedure: usize) -> bool {
        self.get(self.layout.phase(procedure)) == 0 && self.get(self.layout.in_scope(procedure)) != 0
    }

    /// Whether a step is still waiting, in the phase of its procedure in which it can become due.
    fn may_be_due(&self, id: usize) -> bool {
        self.get(self.layout.status(id)) == 0 && self.in_phase(id)
    }

    /// Whether a step is due and not done.
    pub(super) fn is_open(&self, id: usize) -> bool {
        self.get(self.layout.status(id)) == 1 && self.in_phase(id)
    }

    pub(super) fn in_phase(&self, id: usize) -> bool {
        self.program.steps.get(id).is_some_and(|s| self.get(self.layout.phase(s.procedure)) == if s.in_recovery { 2 } else { 1 })
    }

    fn agreed(&self, consents: &[Consent]) -> bool {
        let given = |id: &usize| self.get(self.layout.given(*id)) != 0;
        consents.iter().all(|c| if c.any { c.of.iter().any(given) } else { c.of.iter().all(given) })
    }

    /// Consents hold only while what they were given for does.
    fn withdraw(&mut self, consents: &[Consent]) {
        for id in consents.iter().flat_map(|c| &c.of) {
            self.put(self.layout.given(*id), 0);
        }
    }

    fn touch_all(&mut self, sites: Option<&Vec<usize>>) {
        sites.into_iter().flatten().for_each(|site| self.touch(*site));
    }
}
