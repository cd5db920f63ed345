//! One run, event by event. Time may pass as it likes: what has to hold for some time may have, and a limit may pass.

use super::cone::Goal;
use super::net::{Course, Net, Stage, Turn, Urge};
use crate::analysis::states::formula::{Atom, Expr};

/// Something that happens, and need not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Move {
    /// A thing gets a value.
    Set(usize, i64),
    /// A step is done, with (`true`) or without what it may start but need not.
    Do(usize, bool),
    /// A limit of a step passes, by its place among those that start something.
    Late(usize, usize),
    /// Somebody agrees to a step.
    Agree(usize),
    /// A condition has held for long enough.
    Mature(usize),
    /// The same, and one with a higher number has at the same instant.
    Ripen(usize),
    /// Somebody starts a procedure.
    Begin(usize),
    /// Somebody agrees to a start.
    StartBy(usize, usize),
    /// Nobody agrees to a start in time: the procedure, the start, and the place of what starts then.
    StartLate(usize, usize, usize),
    /// Somebody agrees to an end.
    EndBy(usize, usize),
}

/// What a run tells besides its moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    Started(usize),
    Due(usize),
    /// A condition holds from now on; it has ceased to.
    Holds(usize),
    Ceased(usize),
}

/// Where a procedure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Phase {
    Idle,
    Active,
    Ended,
}

/// What two runs have in common that go on alike.
pub(super) type Key = (Vec<i64>, Vec<Phase>, Vec<bool>, Option<usize>);

/// The state of a run.
#[derive(Debug, Clone)]
pub(super) struct Sim<'n> {
    pub(super) net: &'n Net,
    goal: Option<Goal>,
    pub(super) values: Vec<i64>,
    pub(super) phase: Vec<Phase>,
    pub(super) due: Vec<bool>,
    pub(super) done: Vec<bool>,
    held: Vec<bool>,
    /// Whether what has to hold for some time does now.
    holds: Vec<bool>,
    /// The last of those that have held for long enough at this instant, while more are to come.
    ripe: Option<usize>,
    /// What was looked for has happened.
    pub(super) hit: bool,
    /// Conditions looked at.
    pub(super) work: usize,
    pub(super) told: Vec<Told>,
}

impl<'n> Sim<'n> {
    pub(super) fn new(net: &'n Net, goal: Option<Goal>) -> Self {
        let mut sim = Self::still(net, goal);
        sim.settle();
        sim
    }

    /// Before anything happens, also what happens by itself.
    pub(super) fn still(net: &'n Net, goal: Option<Goal>) -> Self {
        let (steps, held) = (net.steps.len(), net.held.len());
        Self {
            net,
            goal,
            values: net.initial(),
            phase: vec![Phase::Idle; net.procedures.len()],
            due: vec![false; steps],
            done: vec![false; steps],
            held: vec![false; held],
            holds: vec![false; held],
            ripe: None,
            hit: false,
            work: 0,
            told: Vec::new(),
        }
    }

    pub(super) fn key(&self) -> Key {
        (self.values.clone(), self.phase.clone(), [&self.due[..], &self.done[..], &self.held[..]].concat(), self.ripe)
    }

    /// Whether more comes at this instant, before anything that comes by itself.
    pub(super) fn is_ripening(&self) -> bool {
        self.ripe.is_some()
    }

    /// Whether a part of a condition is as it asks.
    pub(super) fn is(&self, atom: Atom) -> bool {
        match atom {
            Atom::Done(step, is) => (self.done.get(step) == Some(&true)) == is,
            Atom::Ended(id, is) => (self.phase.get(id) == Some(&Phase::Ended)) == is,
            Atom::Held(held, is) => (self.held.get(held) == Some(&true)) == is,
            Atom::Shared(at, is) => self.net.shared.get(at).is_some_and(|e| self.so(e)) == is,
            Atom::Signal(..) | Atom::Gauge(..) => atom.of(&self.values) == Some(true),
        }
    }

    /// Whether a condition holds.
    pub(super) fn so(&self, expr: &Expr) -> bool {
        expr.holds(&|atom| self.is(atom))
    }

    fn asks(&mut self, expr: &Expr) -> bool {
        self.work += 1;
        self.so(expr)
    }

    pub(super) fn is_in(&self, id: usize, phase: Phase) -> bool {
        self.phase.get(id) == Some(&phase)
    }

    fn course(&self, id: usize) -> Option<&'n Course> {
        self.net.procedures.get(id)
    }

    pub(super) fn stage(&self, step: usize) -> Option<&'n Stage> {
        self.net.steps.get(step)
    }

    /// Whether a step's part of its procedure runs.
    fn in_turn(&self, stage: &Stage) -> bool {
        self.is_in(stage.of, if stage.recovery { Phase::Ended } else { Phase::Active })
    }

    /// Whether a step is due, and not done.
    pub(super) fn is_open(&self, step: usize) -> bool {
        let due = self.due.get(step) == Some(&true) && self.done.get(step) == Some(&false);
        due && self.stage(step).is_some_and(|s| self.in_turn(s))
    }

    /// Lets happen what happens by itself, the first that can, until nothing can.
    fn settle(&mut self) {
        loop {
            self.hold();
            if !(0..self.net.procedures.len()).any(|id| self.turn(id)) {
                break;
            }
        }
        self.hit |= self.goal.is_some_and(|goal| self.sparks(goal));
    }

    fn sparks(&self, goal: Goal) -> bool {
        let Goal::Spark(step, to, late) = goal else { return false };
        if !self.is_in(to, Phase::Idle) {
            return false;
        }
        let limits = self.stage(step).map_or(0, |s| s.late.len());
        if late { (0..limits).any(|at| self.target(step, at) == Some(to)) } else { self.is_open(step) }
    }

    /// What a limit of a step starts if it passes now.
    fn target(&self, step: usize, at: usize) -> Option<usize> {
        let stage = self.stage(step)?;
        let late = stage.late.get(at)?;
        let waits = self.due.get(step) == Some(&true) && (stage.again || self.done.get(step) == Some(&false)) && self.in_turn(stage);
        (waits && late.of.is_none_or(|of| self.done.get(of) == Some(&true))).then_some(late.to)
    }

    fn hold(&mut self) {
        // What holds for some time may speak of what stands before it.
        for (at, held) in self.net.held.iter().enumerate() {
            let so = self.asks(&held.when);
            if let Some(slot) = self.holds.get_mut(at)
                && *slot != so
            {
                *slot = so;
                self.told.push(if so { Told::Holds(at) } else { Told::Ceased(at) });
            }
            if !so {
                self.held.get_mut(at).into_iter().for_each(|slot| *slot = false);
            }
        }
    }

    /// Whether a procedure starts or ends by itself; what is due in it becomes so.
    fn turn(&mut self, id: usize) -> bool {
        let Some(course) = self.course(id) else { return false };
        if self.is_in(id, Phase::Idle) && course.starts.iter().any(|s| !s.asked && self.asks(&s.when)) {
            self.start(id);
            return true;
        }
        if self.is_in(id, Phase::Active) && self.ends(id, course) {
            self.end(id);
            return true;
        }
        for step in course.steps.clone() {
            if self.stage(step).is_some_and(|s| !s.asked) && self.is_ready(step) {
                self.make_due(step);
            }
        }
        false
    }

    fn ends(&mut self, id: usize, course: &'n Course) -> bool {
        let mut ends = false;
        for finish in &course.finishes {
            if self.asks(&finish.when) {
                ends |= !finish.asked;
                self.hit |= self.goal == Some(Goal::End(id, finish.origin));
            }
        }
        ends
    }

    fn is_ready(&mut self, step: usize) -> bool {
        let Some(stage) = self.stage(step) else { return false };
        self.due.get(step) == Some(&false) && self.in_turn(stage) && self.asks(&stage.guard)
    }

    fn make_due(&mut self, step: usize) {
        self.due.get_mut(step).into_iter().for_each(|slot| *slot = true);
        self.hit |= self.goal == Some(Goal::Due(step));
        self.told.push(Told::Due(step));
    }

    fn start(&mut self, id: usize) {
        if self.is_in(id, Phase::Idle) {
            self.phase.get_mut(id).into_iter().for_each(|slot| *slot = Phase::Active);
            self.hit |= self.goal == Some(Goal::Start(id));
            self.told.push(Told::Started(id));
        }
    }

    fn end(&mut self, id: usize) {
        self.phase.get_mut(id).into_iter().for_each(|slot| *slot = Phase::Ended);
        self.hit |= matches!(self.goal, Some(Goal::Before(from, to)) if from == id && self.is_in(to, Phase::Idle));
    }

    fn do_step(&mut self, step: usize, all: bool) {
        self.done.get_mut(step).into_iter().for_each(|slot| *slot = true);
        let starts = self.stage(step).map_or(&[][..], |s| s.starts.as_slice());
        starts.iter().filter(|s| s.1 || all).for_each(|s| self.start(s.0));
    }

    /// Lets something happen; false where it cannot.
    pub(super) fn happen(&mut self, what: Move) -> bool {
        let can = self.can(what);
        if can {
            self.change(what);
            self.ripe = if let Move::Ripen(held) = what { Some(held) } else { None };
            if !self.is_ripening() {
                self.settle();
            }
        }
        can
    }

    fn change(&mut self, what: Move) {
        match what {
            Move::Set(thing, value) => self.values.get_mut(thing).into_iter().for_each(|slot| *slot = value),
            Move::Do(step, all) => self.do_step(step, all),
            Move::Late(step, at) => self.target(step, at).into_iter().for_each(|to| self.start(to)),
            Move::Agree(step) => self.make_due(step),
            Move::Mature(held) | Move::Ripen(held) => self.held.get_mut(held).into_iter().for_each(|slot| *slot = true),
            Move::Begin(id) | Move::StartBy(id, _) => self.start(id),
            Move::StartLate(id, at, late) => {
                let to = self.course(id).and_then(|c| c.starts.get(at)?.late.get(late)).copied();
                to.into_iter().for_each(|to| self.start(to));
            }
            Move::EndBy(id, _) => self.end(id),
        }
    }

    /// Whether something can happen now.
    pub(super) fn can(&mut self, what: Move) -> bool {
        if self.is_ripening() && !matches!(what, Move::Mature(_) | Move::Ripen(_)) {
            return false;
        }
        match what {
            Move::Set(thing, value) => self.values.get(thing).is_some_and(|v| *v != value),
            Move::Do(step, _) => self.is_open(step),
            Move::Late(step, at) => self.target(step, at).is_some_and(|to| self.is_in(to, Phase::Idle)),
            Move::Agree(step) => self.stage(step).is_some_and(|s| s.asked) && self.is_ready(step),
            Move::Mature(held) => self.matures(held),
            Move::Ripen(held) => self.matures(held) && (held + 1..self.held.len()).any(|other| self.matures(other)),
            Move::Begin(id) => self.is_in(id, Phase::Idle) && self.course(id).is_some_and(|c| c.anytime),
            Move::StartBy(id, at) => self.is_in(id, Phase::Idle) && self.course(id).and_then(|c| c.starts.get(at)).is_some_and(|s| s.asked && self.asks(&s.when)),
            Move::StartLate(id, at, late) => {
                let start = self.course(id).and_then(|c| c.starts.get(at));
                let to = start.and_then(|s| s.late.get(late)).copied();
                self.is_in(id, Phase::Idle) && to.is_some_and(|to| self.is_in(to, Phase::Idle)) && start.is_some_and(|s| self.asks(&s.when))
            }
            Move::EndBy(id, at) => self.is_in(id, Phase::Active) && self.course(id).and_then(|c| c.finishes.get(at)).is_some_and(|f| f.asked && self.asks(&f.when)),
        }
    }

    fn matures(&self, held: usize) -> bool {
        self.ripe.is_none_or(|last| last < held) && self.held.get(held) == Some(&false) && self.holds.get(held) == Some(&true)
    }

    /// Lets happen what never does harm, as soon as it can, and tells it.
    pub(super) fn hurry(&mut self, moves: &mut Vec<Move>) {
        while !self.is_ripening() {
            let before = moves.len();
            self.each(Urge::Soon, &mut |sim, what| {
                if sim.can(what) {
                    sim.change(what);
                    moves.push(what);
                }
            });
            if moves.len() == before || self.hit {
                return;
            }
            self.settle();
        }
    }

    /// What may happen or not, each with different runs after it.
    pub(super) fn choices(&self) -> Vec<Move> {
        let mut found = Vec::new();
        self.clone().each(Urge::Free, &mut |sim, what| {
            if sim.can(what) {
                found.push(what);
            }
        });
        found
    }

    /// All that may happen with an urge; agreements to steps never do harm.
    fn each(&mut self, urge: Urge, visit: &mut dyn FnMut(&mut Self, Move)) {
        let net = self.net;
        for (thing, samples) in net.samples.iter().enumerate().filter(|(thing, _)| net.changes.get(*thing) == Some(&urge)) {
            samples.iter().for_each(|value| visit(self, Move::Set(thing, *value)));
        }
        for held in (0..net.held.len()).filter(|h| net.held.get(*h).is_some_and(|h| h.urge == urge)) {
            visit(self, Move::Mature(held));
            // What does no harm comes before others anyway.
            if urge == Urge::Free {
                visit(self, Move::Ripen(held));
            }
        }
        for (id, course) in net.procedures.iter().enumerate() {
            if course.start == urge {
                visit(self, Move::Begin(id));
                (0..course.starts.len()).for_each(|at| visit(self, Move::StartBy(id, at)));
            }
            self.start_limits(id, course, urge, visit);
            for step in course.steps.clone() {
                self.step_moves(step, urge, visit);
            }
            if course.end == urge {
                (0..course.finishes.len()).for_each(|at| visit(self, Move::EndBy(id, at)));
            }
        }
    }

    fn starts_with(&self, id: usize, urge: Urge) -> bool {
        self.course(id).is_some_and(|c| c.start == urge)
    }

    fn start_limits(&mut self, id: usize, course: &'n Course, urge: Urge, visit: &mut dyn FnMut(&mut Self, Move)) {
        for (at, Turn { late, .. }) in course.starts.iter().enumerate() {
            for (place, to) in late.iter().enumerate() {
                if self.starts_with(*to, urge) {
                    visit(self, Move::StartLate(id, at, place));
                }
            }
        }
    }

    fn step_moves(&mut self, step: usize, urge: Urge, visit: &mut dyn FnMut(&mut Self, Move)) {
        let Some(stage) = self.stage(step) else { return };
        let soon = urge == Urge::Soon;
        if soon && self.is_ready(step) {
            if stage.asked { visit(self, Move::Agree(step)) } else { self.make_due(step) }
        }
        let may = |wanted: Urge| stage.starts.iter().any(|s| !s.1 && self.starts_with(s.0, wanted));
        let (may_soon, may_free) = (may(Urge::Soon), may(Urge::Free));
        let own = if may_free && stage.done == Urge::Soon { Urge::Free } else { stage.done };
        if own == urge {
            if soon {
                visit(self, Move::Do(step, may_soon));
            } else {
                visit(self, Move::Do(step, false));
                if may_soon || may_free {
                    visit(self, Move::Do(step, true));
                }
            }
        }
        for (at, late) in stage.late.iter().enumerate() {
            if self.starts_with(late.to, urge) {
                visit(self, Move::Late(step, at));
            }
        }
    }
}
