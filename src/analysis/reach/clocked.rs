//! A run with a clock: what comes by itself comes when its time has come.

use super::net::Net;
use super::sim::{Move, Sim, Told};
use crate::model::Clock;
use std::collections::BTreeSet;

/// The state of a run, and the time.
pub(super) struct Clocked<'n> {
    pub(super) sim: Sim<'n>,
    pub(super) now: u64,
    /// Since when each condition has held.
    since: Vec<Option<u64>>,
    started: Vec<Option<u64>>,
    due: Vec<Option<u64>>,
    done: Vec<Option<u64>>,
    /// Limits that have passed.
    passed: BTreeSet<(usize, usize)>,
    /// What somebody did, and when.
    pub(super) told: Vec<(u64, Move)>,
    /// Something comes by itself at the instant of the last event, after it.
    pub(super) waits: bool,
}

impl<'n> Clocked<'n> {
    pub(super) fn new(net: &'n Net) -> Self {
        let steps = net.steps.len();
        let mut run = Self {
            sim: Sim::new(net, None),
            now: 0,
            since: vec![None; net.held.len()],
            started: vec![None; net.procedures.len()],
            due: vec![None; steps],
            done: vec![None; steps],
            passed: BTreeSet::new(),
            told: Vec::new(),
            waits: false,
        };
        run.listen();
        run
    }

    /// Plays moves with so much time between them. What cannot happen then does not.
    pub(super) fn play(net: &'n Net, moves: &[Move], pace: u64) -> Self {
        let (mut run, mut waited) = (Self::new(net), false);
        for what in moves {
            let waits = matches!(what, Move::Mature(_) | Move::Ripen(_) | Move::Late(..));
            if !waits && (waited || !run.told.is_empty()) {
                // What falls on the instant of an event comes after it.
                let next = run.now.saturating_add(pace.max(u64::from(waited)));
                run.pass(next, false);
            }
            run.act(*what);
            waited = waits;
        }
        run.waits = run.pass(run.now, true);
        run
    }

    /// Whether a limit of a step has passed.
    pub(super) fn is_late(&self, step: Option<usize>) -> bool {
        self.passed.iter().any(|p| Some(p.0) == step)
    }

    fn listen(&mut self) {
        let now = self.now;
        let set = |list: &mut Vec<Option<u64>>, at: usize, value: Option<u64>| list.get_mut(at).into_iter().for_each(|slot| *slot = value);
        for told in std::mem::take(&mut self.sim.told) {
            match told {
                Told::Started(id) => set(&mut self.started, id, Some(now)),
                Told::Due(step) => set(&mut self.due, step, Some(now)),
                Told::Holds(held) => set(&mut self.since, held, Some(now)),
                Told::Ceased(held) => set(&mut self.since, held, None),
            }
        }
    }

    fn happen(&mut self, what: Move) -> bool {
        let happened = self.sim.happen(what);
        if let Move::Do(step, _) = what
            && happened
        {
            self.done.get_mut(step).into_iter().for_each(|slot| *slot = Some(self.now));
        }
        self.listen();
        happened
    }

    fn act(&mut self, what: Move) {
        match what {
            Move::Mature(held) | Move::Ripen(held) => {
                if let Some(at) = self.matures(held) {
                    self.pass(at, true);
                }
            }
            Move::Late(step, late) => {
                if let Some(at) = self.late(step, late) {
                    self.pass(at, true);
                }
            }
            // Nothing tells here when the time of a start is over.
            Move::StartLate(..) => {}
            Move::Set(..) | Move::Do(..) | Move::Agree(_) | Move::Begin(_) | Move::StartBy(..) | Move::EndBy(..) => {
                if self.happen(what) {
                    self.told.push((self.now, what));
                }
            }
        }
    }

    /// When a condition will have held for long enough.
    fn matures(&mut self, held: usize) -> Option<u64> {
        let since = self.since.get(held).copied().flatten()?;
        let length = self.sim.net.held.get(held)?.millis;
        self.sim.can(Move::Mature(held)).then(|| since.saturating_add(length))
    }

    /// When a limit of a step passes.
    fn late(&self, step: usize, at: usize) -> Option<u64> {
        let stage = self.sim.stage(step)?;
        let late = stage.late.get(at).filter(|_| self.sim.is_open(step) && !self.passed.contains(&(step, at)))?;
        let due = self.due.get(step).copied().flatten()?;
        let from = match late.clock {
            Clock::Due | Clock::Unstated(_) | Clock::Unknown => Some(due),
            Clock::Start => self.started.get(stage.of).copied().flatten(),
            Clock::Step(_) => self.done.get(late.of?).copied().flatten(),
            Clock::Signal(_) => None,
        };
        Some(from?.saturating_add(late.millis?).max(due))
    }

    /// The next thing that comes by itself, and when.
    fn next(&mut self) -> Option<(u64, Move)> {
        let net = self.sim.net;
        let mut found: Option<(u64, Move)> = None;
        let mut see = |at: Option<u64>, what: Move| {
            if let Some(at) = at.filter(|at| found.is_none_or(|f| *at < f.0)) {
                found = Some((at, what));
            }
        };
        // Those of one instant come together: the last stands for all.
        for held in (0..net.held.len()).rev() {
            see(self.matures(held), Move::Mature(held));
        }
        for (step, stage) in net.steps.iter().enumerate() {
            let due = self.due.get(step).copied().flatten().filter(|_| self.sim.is_open(step));
            see(due.and_then(|due| Some(due.saturating_add(stage.automatic?))), Move::Do(step, true));
            (0..stage.late.len()).for_each(|late| see(self.late(step, late), Move::Late(step, late)));
        }
        found
    }

    /// Of those that have held for long enough now, all but the last.
    fn ripen_before(&mut self, last: usize) {
        for held in 0..last {
            if self.matures(held).is_some_and(|at| at <= self.now) {
                self.happen(Move::Ripen(held));
            }
        }
    }

    /// Lets time pass up to an instant, or with it; whether something came by itself.
    fn pass(&mut self, until: u64, with: bool) -> bool {
        let mut fell = false;
        while let Some((at, what)) = self.next().filter(|n| n.0 < until || with && n.0 == until) {
            self.now = at.max(self.now);
            fell = true;
            if let Move::Mature(held) = what {
                self.ripen_before(held);
            }
            if let Move::Late(step, late) = what {
                self.passed.insert((step, late));
            }
            // A limit that starts what runs already passes all the same.
            if !self.happen(what) && !matches!(what, Move::Late(..)) {
                break;
            }
        }
        self.now = until.max(self.now);
        fell
    }
}
