//! What something depends on: which things have to be so, and which must not, for it to happen.
//!
//! What is only ever wanted can come as soon as it may, and what is only ever to be spared need not come; what both holds of
//! is all that runs differ in.

use super::keep::value;
use super::net::{Course, Hold, Late, Net, Stage, Turn, Urge, initial};
use crate::analysis::states::formula::{Atom, Expr};
use std::collections::BTreeMap;

/// Something that may happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Goal {
    /// A procedure starts.
    Start(usize),
    /// A step becomes due.
    Due(usize),
    /// What an end asks holds while its procedure runs: the procedure, then which of its ends.
    End(usize, usize),
    /// A step starts a procedure that has not started yet: when it is done, or late.
    Spark(usize, usize, bool),
    /// A procedure ends before another has started.
    Before(usize, usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Thing(usize),
    Shared(usize),
    Held(usize),
    Due(usize),
    Done(usize),
    Start(usize),
    End(usize),
}

const WANTED: u8 = 1;
const SPARED: u8 = 2;

/// What something depends on.
pub(super) struct Cone<'n> {
    net: &'n Net,
    marks: BTreeMap<Node, u8>,
    open: Vec<(Node, u8)>,
    /// What is asked of each thing.
    asked: BTreeMap<usize, Vec<Atom>>,
    /// Ends that need not come even where their condition holds: of this procedure, all but one or but none.
    lenient: Option<(usize, Option<usize>)>,
    /// The end that is looked for: it may come.
    sought: Option<(usize, usize)>,
}

impl<'n> Cone<'n> {
    /// All on which something depends; `lenient` names a procedure whose ends come only where somebody wants them, or one of
    /// its ends of which this is so.
    pub(super) fn of(net: &'n Net, goal: Goal, lenient: Option<(usize, Option<usize>)>) -> Self {
        let mut cone = Self { net, marks: BTreeMap::new(), open: Vec::new(), asked: BTreeMap::new(), lenient, sought: None };
        match goal {
            Goal::Start(id) => cone.add(Node::Start(id), WANTED),
            Goal::Due(step) => cone.add(Node::Due(step), WANTED),
            Goal::End(id, at) => {
                cone.sought = Some((id, at));
                cone.add(Node::Start(id), WANTED);
                cone.add(Node::End(id), SPARED);
                let finish = net.procedures.get(id).and_then(|p| p.finishes.get(at));
                finish.into_iter().for_each(|f| cone.ask(&f.when, true));
            }
            Goal::Spark(step, to, late) => {
                let of = net.steps.get(step).into_iter().flat_map(|s| &s.late).filter(|l| late && l.to == to).filter_map(|l| l.of);
                of.for_each(|of| cone.add(Node::Done(of), WANTED));
                cone.add(Node::Due(step), WANTED);
                cone.add(Node::Done(step), SPARED);
                cone.add(Node::Start(to), SPARED);
            }
            Goal::Before(from, to) => {
                cone.add(Node::End(from), WANTED);
                cone.add(Node::Start(to), SPARED);
            }
        }
        cone.settle();
        // An end that cannot be put off may be put off by a later start.
        loop {
            let late: Vec<usize> = (0..net.procedures.len()).filter(|id| cone.marked(Node::End(*id), SPARED) && !cone.marked(Node::Start(*id), SPARED)).collect();
            let late: Vec<usize> = late.into_iter().filter(|id| cone.may_end(*id)).collect();
            if late.is_empty() {
                return cone;
            }
            late.into_iter().for_each(|id| cone.add(Node::Start(id), SPARED));
            cone.settle();
        }
    }

    fn mark(&self, node: Node) -> u8 {
        self.marks.get(&node).copied().unwrap_or(0)
    }

    fn marked(&self, node: Node, mark: u8) -> bool {
        self.mark(node) & mark != 0
    }

    fn add(&mut self, node: Node, mark: u8) {
        let slot = self.marks.entry(node).or_default();
        if *slot & mark == 0 {
            *slot |= mark;
            self.open.push((node, mark));
        }
    }

    /// A condition that is to hold, or not.
    fn ask(&mut self, expr: &Expr, is: bool) {
        expr.walk(&mut |atom| {
            let atom = if is { atom } else { atom.denied() };
            let mark = |so: bool| if so { WANTED } else { SPARED };
            match atom {
                Atom::Signal(var, _) | Atom::Gauge(var, ..) => {
                    self.marks.entry(Node::Thing(var)).or_default();
                    let asked = self.asked.entry(var).or_default();
                    if !asked.contains(&atom) {
                        asked.push(atom);
                    }
                }
                Atom::Done(step, so) => self.add(Node::Done(step), mark(so)),
                Atom::Ended(id, so) => self.add(Node::End(id), mark(so)),
                Atom::Held(held, so) => self.add(Node::Held(held), mark(so)),
                Atom::Shared(shared, so) => self.add(Node::Shared(shared), mark(so)),
            }
        });
    }

    fn settle(&mut self) {
        while let Some((node, mark)) = self.open.pop() {
            let wanted = mark == WANTED;
            match node {
                Node::Thing(_) => {}
                Node::Shared(at) => self.net.shared.get(at).into_iter().for_each(|e| self.ask(e, wanted)),
                Node::Held(at) => self.held(at, wanted),
                Node::Due(at) => self.due(at),
                Node::Done(at) if wanted => self.add(Node::Due(at), WANTED),
                Node::Done(_) => {}
                Node::Start(id) => self.start(id, wanted),
                Node::End(id) => self.end(id, wanted),
            }
        }
    }

    fn held(&mut self, at: usize, wanted: bool) {
        let Some(hold) = self.net.held.get(at) else { return };
        if wanted {
            self.ask(&hold.when, true);
        }
        // It ceases only when its condition does.
        if self.mark(Node::Held(at)) == WANTED | SPARED {
            self.ask(&hold.when, false);
        }
    }

    fn due(&mut self, at: usize) {
        let Some(step) = self.net.steps.get(at) else { return };
        self.ask(&step.guard, true);
        if step.recovery {
            self.add(Node::End(step.of), WANTED);
        } else {
            self.add(Node::Start(step.of), WANTED);
            self.add(Node::End(step.of), SPARED);
        }
    }

    fn start(&mut self, id: usize, wanted: bool) {
        let Some(course) = self.net.procedures.get(id) else { return };
        for start in &course.starts {
            if wanted || !start.asked {
                self.ask(&start.when, wanted);
            }
        }
        for at in self.net.lit_by.get(id).into_iter().flatten() {
            let Some(step) = self.net.steps.get(*at) else { continue };
            let done = step.starts.iter().filter(|s| s.0 == id);
            if wanted {
                for _ in done {
                    self.add(Node::Done(*at), WANTED);
                }
                for late in step.late.iter().filter(|l| l.to == id) {
                    self.add(Node::Due(*at), WANTED);
                    if !step.again {
                        self.add(Node::Done(*at), SPARED);
                    }
                    late.of.into_iter().for_each(|of| self.add(Node::Done(of), WANTED));
                }
            } else if done.clone().any(|s| s.1) {
                self.add(Node::Done(*at), SPARED);
            }
        }
        if wanted {
            for (other, course) in self.net.procedures.iter().enumerate() {
                for start in course.starts.iter().filter(|s| s.late.contains(&id)) {
                    self.add(Node::Start(other), SPARED);
                    self.ask(&start.when, true);
                }
            }
        }
    }

    fn is_forced(&self, id: usize, at: usize, finish: &Turn) -> bool {
        let lenient = matches!(self.lenient, Some((of, one)) if of == id && one.is_none_or(|one| one == at));
        !finish.asked && !lenient
    }

    fn end(&mut self, id: usize, wanted: bool) {
        let Some(course) = self.net.procedures.get(id) else { return };
        if wanted {
            self.add(Node::Start(id), WANTED);
        }
        for (at, finish) in course.finishes.iter().enumerate() {
            if wanted || self.is_forced(id, at, finish) && self.sought != Some((id, at)) {
                self.ask(&finish.when, wanted);
            }
        }
    }

    /// Whether an end can come that nobody wants.
    fn may_end(&self, id: usize) -> bool {
        let Some(course) = self.net.procedures.get(id) else { return false };
        course.finishes.iter().enumerate().any(|(at, f)| self.is_forced(id, at, f) && self.sought != Some((id, at)) && self.known(&f.when) != Some(false))
    }

    /// What is certain of a condition in the runs that matter.
    fn known(&self, expr: &Expr) -> Option<bool> {
        expr.known(&|atom| self.constant(atom))
    }

    fn constant(&self, atom: Atom) -> Option<bool> {
        let never = |node: Node, is: bool| if self.marked(node, WANTED) { None } else { Some(!is) };
        match atom {
            Atom::Signal(var, _) | Atom::Gauge(var, ..) => {
                // What it asks may be otherwise at the very beginning.
                let so = atom.with(self.value(var)?)?;
                (atom.with(initial(*self.net.things.get(var)?)) == Some(so)).then_some(so)
            }
            Atom::Done(step, is) => never(Node::Done(step), is),
            Atom::Held(held, is) => never(Node::Held(held), is),
            Atom::Ended(..) => None,
            Atom::Shared(at, is) => self.known(self.net.shared.get(at)?).map(|so| so == is),
        }
    }

    /// The one value that a thing needs to have, where one does for all that is asked of it.
    fn value(&self, var: usize) -> Option<i64> {
        value(self.net, var, &[self.asked.get(&var).map_or(&[][..], Vec::as_slice)])
    }

    fn urge(&self, node: Node) -> Urge {
        match self.mark(node) {
            0 | SPARED => Urge::Never,
            WANTED => Urge::Soon,
            _ => Urge::Free,
        }
    }

    /// The part of the plan on which it depends. With `all`, nothing is left out of what happens there.
    pub(super) fn project(&self, all: bool) -> (Net, Numbers) {
        let mut numbers = Numbers::default();
        let mut net = Net { things: Vec::new(), samples: Vec::new(), held: Vec::new(), changes: Vec::new(), shared: Vec::new(), procedures: Vec::new(), steps: Vec::new(), lit_by: Vec::new() };
        self.things(all, &mut net, &mut numbers);
        for node in self.marks.keys().copied() {
            let wanted = all || self.marked(node, WANTED);
            match node {
                Node::Held(at) if wanted => drop(numbers.held.insert(at, numbers.held.len())),
                Node::Shared(at) => drop(numbers.shared.insert(at, numbers.shared.len())),
                Node::Start(id) | Node::End(id) => drop(numbers.procedures.insert(id, 0)),
                Node::Due(at) => {
                    let of = self.net.steps.get(at).map(|s| s.of);
                    numbers.steps.insert(at, numbers.steps.len());
                    numbers.procedures.extend(of.map(|of| (of, 0)));
                }
                Node::Done(at) if all => drop(numbers.steps.insert(at, 0)),
                Node::Thing(_) | Node::Held(_) | Node::Done(_) => {}
            }
        }
        if all {
            let of: Vec<(usize, usize)> = numbers.steps.keys().filter_map(|at| Some((self.net.steps.get(*at)?.of, 0))).collect();
            numbers.procedures.extend(of);
        }
        numbers.steps.values_mut().enumerate().for_each(|(at, number)| *number = at);
        numbers.procedures.values_mut().enumerate().for_each(|(at, number)| *number = at);
        let expr = |e: &Expr| self.local(e, all, &numbers);
        for at in numbers.held.keys() {
            let Some(hold) = self.net.held.get(*at) else { continue };
            let urge = if all { Urge::Free } else { self.urge(Node::Held(*at)) };
            net.held.push(Hold { origin: *at, when: expr(&hold.when), millis: hold.millis, urge });
        }
        net.shared = numbers.shared.keys().filter_map(|at| self.net.shared.get(*at)).map(expr).collect();
        for id in numbers.procedures.keys() {
            let Some(course) = self.net.procedures.get(*id) else { continue };
            let steps = numbers.steps.range(course.steps.clone());
            let begin = net.steps.len();
            net.steps.extend(steps.filter_map(|(at, _)| self.stage(*at, all, &numbers, &expr)));
            net.procedures.push(self.course(*id, course, begin..net.steps.len(), all, &numbers, &expr));
        }
        (net, numbers)
    }

    /// A condition of the plan in the part on which it depends.
    pub(super) fn local(&self, expr: &Expr, all: bool, numbers: &Numbers) -> Expr {
        expr.map(&|atom| self.renumbered(atom, all, numbers))
    }

    fn things(&self, all: bool, net: &mut Net, numbers: &mut Numbers) {
        for node in self.marks.keys() {
            let Node::Thing(var) = node else { continue };
            let (Some(thing), Some(samples)) = (self.net.things.get(*var), self.net.samples.get(*var)) else { continue };
            let value = self.value(*var).filter(|_| !all);
            if value == Some(initial(*thing)) {
                continue;
            }
            numbers.things.insert(*var, net.things.len());
            net.things.push(*thing);
            net.samples.push(value.map_or_else(|| samples.clone(), |value| vec![value]));
            net.changes.push(if value.is_some() { Urge::Soon } else { Urge::Free });
        }
    }

    fn renumbered(&self, atom: Atom, all: bool, numbers: &Numbers) -> Expr {
        if let Some(is) = Some(atom).filter(|_| !all).and_then(|a| self.constant(a)) {
            return Expr::Const(is);
        }
        let found = match atom {
            Atom::Signal(var, is) => numbers.things.get(&var).map(|n| Atom::Signal(*n, is)),
            Atom::Gauge(var, sign, value, is) => numbers.things.get(&var).map(|n| Atom::Gauge(*n, sign, value, is)),
            Atom::Done(step, is) => numbers.steps.get(&step).map(|n| Atom::Done(*n, is)),
            Atom::Ended(id, is) => numbers.procedures.get(&id).map(|n| Atom::Ended(*n, is)),
            Atom::Held(held, is) => numbers.held.get(&held).map(|n| Atom::Held(*n, is)),
            Atom::Shared(shared, is) => numbers.shared.get(&shared).map(|n| Atom::Shared(*n, is)),
        };
        // What nothing asks for never comes.
        found.map_or(Expr::Const(!is_asked(atom)), Expr::Atom)
    }

    fn stage(&self, at: usize, all: bool, numbers: &Numbers, expr: &dyn Fn(&Expr) -> Expr) -> Option<Stage> {
        let step = self.net.steps.get(at)?;
        let to = |id: usize| numbers.procedures.get(&id).copied();
        let late = step.late.iter().filter_map(|l| Some(Late { to: to(l.to)?, of: l.of.and_then(|s| numbers.steps.get(&s).copied()), ..*l }));
        Some(Stage {
            origin: step.origin,
            of: to(step.of)?,
            recovery: step.recovery,
            guard: expr(&step.guard),
            asked: step.asked,
            automatic: step.automatic,
            starts: step.starts.iter().filter_map(|(id, must)| Some((to(*id)?, *must))).collect(),
            late: late.collect(),
            again: step.again,
            done: if all { Urge::Free } else { self.urge(Node::Done(at)) },
        })
    }

    fn course(&self, id: usize, course: &Course, steps: std::ops::Range<usize>, all: bool, numbers: &Numbers, expr: &dyn Fn(&Expr) -> Expr) -> Course {
        let turn = |(at, turn): (usize, &Turn), ends: bool| Turn {
            origin: turn.origin,
            when: expr(&turn.when),
            asked: if ends { !self.is_forced(id, at, turn) } else { turn.asked },
            late: turn.late.iter().filter_map(|to| numbers.procedures.get(to).copied()).collect(),
        };
        let (begins, ends) = (all || self.mark(Node::Start(id)) != 0, all || self.mark(Node::End(id)) != 0);
        let urge = |node: Node| if all { Urge::Free } else { self.urge(node) };
        Course {
            origin: course.origin,
            first: course.first,
            starts: course.starts.iter().enumerate().filter(|_| begins).map(|s| turn(s, false)).collect(),
            finishes: course.finishes.iter().enumerate().filter(|_| ends).map(|f| turn(f, true)).collect(),
            steps,
            anytime: course.anytime,
            start: urge(Node::Start(id)),
            end: urge(Node::End(id)),
        }
    }
}

/// Whether an atom asks that something is so.
fn is_asked(atom: Atom) -> bool {
    match atom {
        Atom::Signal(_, is) | Atom::Gauge(.., is) | Atom::Done(_, is) | Atom::Ended(_, is) | Atom::Held(_, is) | Atom::Shared(_, is) => is,
    }
}

/// The numbers of what is left, by those in the plan.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    things: BTreeMap<usize, usize>,
    shared: BTreeMap<usize, usize>,
    held: BTreeMap<usize, usize>,
    pub(super) steps: BTreeMap<usize, usize>,
    pub(super) procedures: BTreeMap<usize, usize>,
}

impl Numbers {
    /// The same goal in the part of the plan.
    pub(super) fn goal(&self, goal: Goal) -> Option<Goal> {
        let (step, id) = (|at: usize| self.steps.get(&at).copied(), |id: usize| self.procedures.get(&id).copied());
        Some(match goal {
            Goal::Start(of) => Goal::Start(id(of)?),
            Goal::Due(at) => Goal::Due(step(at)?),
            Goal::End(of, at) => Goal::End(id(of)?, at),
            Goal::Spark(at, to, late) => Goal::Spark(step(at)?, id(to)?, late),
            Goal::Before(from, to) => Goal::Before(id(from)?, id(to)?),
        })
    }
}
