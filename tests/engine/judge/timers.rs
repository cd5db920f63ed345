//! What happens because time has passed.

use super::facts::{Key, Node, View};
use super::world::{Fact, Phase, World};
use super::{From, Judge, again, in_phase, limits, measured};
use preplan::engine::trace::Shown;
use preplan::model::{Clock, CondKind, Escalation, Limit, Procedure, Start, Step};
use preplan::source::Span;

/// Something that is set to happen.
#[derive(Clone, Copy)]
enum Timer<'m> {
    /// A condition has held for long enough.
    Long(Span),
    Start(usize, &'m Start<'m>, &'m Limit<'m>),
    Automatic(usize, &'m Step<'m>),
    Limit(usize, &'m Step<'m>, &'m Limit<'m>),
    Again(usize, &'m Step<'m>),
    Escalation(usize, &'m Escalation<'m>),
}

impl<'m> Judge<'m> {
    /// Time passes up to and with an instant.
    pub(super) fn pass(&mut self, to: i64) {
        while let Some(at) = self.next().filter(|at| *at <= to) {
            self.now = at;
            self.fall(at);
            self.settle();
        }
    }

    /// When the next timer falls.
    pub(crate) fn next(&self) -> Option<i64> {
        self.timers(&self.world()).into_iter().map(|(at, _)| at).min()
    }

    /// What falls first at an instant: all the conditions that have held for long enough, else the first declared.
    fn fall(&mut self, at: i64) {
        let world = self.world();
        let falling: Vec<Timer<'m>> = self.timers(&world).into_iter().filter(|t| t.0 == at).map(|t| t.1).collect();
        let long: Vec<Span> = falling.iter().filter_map(|t| if let Timer::Long(of) = t { Some(*of) } else { None }).collect();
        if !long.is_empty() {
            long.into_iter().for_each(|of| self.note(Fact::Long(of)));
            return;
        }
        match falling[0] {
            Timer::Long(_) => unreachable!(),
            Timer::Start(id, start, limit) => {
                self.note(Fact::StartLate(start.span));
                let procedure = &self.model.procedures[id];
                let overdue = procedure.head.name.text.to_string();
                self.show(Shown::Overdue { overdue }, None, None, start.span);
                self.otherwise(limit.otherwise.as_ref(), From { procedure, step: None, at: limit.span });
            }
            Timer::Automatic(id, step) => self.complete(id, step),
            Timer::Limit(id, step, limit) => {
                self.note(Fact::Late(limit.span));
                self.show_step(id, step, limit.span, |overdue| Shown::Overdue { overdue });
                self.otherwise(limit.otherwise.as_ref(), From { procedure: &self.model.procedures[id], step: Some(step), at: limit.span });
            }
            Timer::Again(id, step) => self.due(id, step),
            Timer::Escalation(id, escalation) => {
                self.note(Fact::HandedUp(escalation.span));
                let view = View { model: self.model, world: &world, of: Some(id), seen: None };
                if escalation.when.as_ref().is_none_or(|c| view.holds(c)) {
                    let from = From { procedure: &self.model.procedures[id], step: None, at: escalation.span };
                    self.tell(&escalation.to, from, |escalated, by| Shown::Escalated { escalated, by });
                }
            }
        }
    }

    /// All timers that are set, in the order of declaration: in a procedure those of its starts, of its steps, and its escalations.
    fn timers(&self, world: &World) -> Vec<(i64, Timer<'m>)> {
        let mut found = Vec::new();
        for node in &self.order {
            if let (Node::Held(cond, _), Key::Held(span)) = (node, node.key())
                && let CondKind::Held(_, time) = &cond.kind
                && let Some(since) = world.since.get(&span).filter(|_| !world.long.contains(&span))
            {
                found.push((since + time.map_or(0, |t| t.millis as i64), Timer::Long(span)));
            }
        }
        for id in self.scope.iter().copied() {
            let procedure = &self.model.procedures[id];
            for start in &procedure.starts {
                let waiting = world.phase(id) == Phase::Idle && !world.start_late.contains(&start.span);
                if let (Some(limit), Some(asked)) = (measured(start), world.asked.get(&start.span).filter(|_| waiting)) {
                    let from = if limit.clock == Clock::Start { Some(*asked) } else { self.clock(world, id, limit, *asked) };
                    found.extend(from.map(|from| ((from + length(limit)).max(*asked), Timer::Start(id, start, limit))));
                }
            }
            for step in procedure.steps.iter().filter(|s| in_phase(world, id, s)) {
                self.step_timers(world, id, step, &mut found);
            }
            for escalation in procedure.escalations.iter().filter(|e| world.phase(id) == Phase::Active && !world.handed_up.contains(&e.span)) {
                let after = escalation.after.unwrap().millis as i64;
                found.push((world.started_at[&id] + after, Timer::Escalation(id, escalation)));
            }
        }
        found
    }

    fn step_timers(&self, world: &World, id: usize, step: &'m Step<'m>, found: &mut Vec<(i64, Timer<'m>)>) {
        let stage = world.step(step.span);
        if let Some(due) = stage.due.filter(|_| stage.open) {
            if step.automatic.is_some() {
                found.push((due + step.takes.map_or(0, |t| t.1 as i64), Timer::Automatic(id, step)));
            }
            for limit in limits(step).filter(|l| !world.is_late(l, step.span)) {
                // What has passed when the step becomes due passes then.
                // One with a clock is kept if the step has been done since its clock began.
                let named = !matches!(limit.clock, Clock::Due | Clock::Unstated(_));
                let from = self.clock(world, id, limit, due).filter(|from| !(named && stage.done.is_some_and(|done| done >= *from)));
                found.extend(from.map(|from| ((from + length(limit)).max(due), Timer::Limit(id, step, limit))));
            }
        } else if let (Some(done), Some(again)) = (stage.done, again(step)) {
            found.push((done + again, Timer::Again(id, step)));
        }
    }

    /// From when a limit counts.
    fn clock(&self, world: &World, id: usize, limit: &Limit<'_>, due: i64) -> Option<i64> {
        let procedure: &Procedure<'_> = &self.model.procedures[id];
        match limit.clock {
            Clock::Due | Clock::Unstated(_) => Some(due),
            Clock::Start => world.started_at.get(&id).copied(),
            Clock::Step(step) => world.step(procedure.step(step).unwrap().span).done,
            Clock::Signal(id) => world.raised_at.get(&id.index()).copied(),
            Clock::Unknown => unreachable!("reported as an error"),
        }
    }
}

fn length(limit: &Limit<'_>) -> i64 {
    limit.time.millis().unwrap() as i64
}
