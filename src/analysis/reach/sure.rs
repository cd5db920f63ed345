//! What certainly happens in some run, found in one go for the whole plan: the ends are kept off, and within that the world
//! does what each step asks in turn. What is done stays done, so all of it happens in one run.

use super::keep::{Kept, Wants, becomes, fits};
use super::net::{Net, Turn};
use super::sim::Sim;
use crate::analysis::states::formula::{Atom, Expr};
use std::collections::{BTreeMap, BTreeSet};

/// So often the plan is gone through, each time with other procedures kept from ending.
const PASSES: usize = 3;

/// Most parts looked at to satisfy one condition, and most changes of the world before anything starts.
const MAX_PARTS: usize = 100_000;
const MAX_TRIES: usize = 300;
const MAX_CHANGES: usize = 100_000;

/// What happens in some run.
#[derive(Debug, Default)]
pub(super) struct Sure {
    pub(super) starts: BTreeSet<usize>,
    pub(super) due: BTreeSet<usize>,
    /// The procedure and which of its ends.
    pub(super) ends: BTreeSet<(usize, usize)>,
}

/// One go through the plan.
struct Pass<'n> {
    net: &'n Net,
    kept: Vec<Option<&'n Kept>>,
    /// What is kept so for the procedures that have more to do.
    things: BTreeMap<usize, Vec<Atom>>,
    not_done: BTreeSet<usize>,
    /// Steps that were done in the end.
    given: BTreeSet<usize>,
    not_held: BTreeSet<usize>,
    /// Procedures that are kept from ending.
    alive: Vec<bool>,
    started: Vec<bool>,
    due: Vec<bool>,
    ended: Vec<bool>,
    /// Nothing keeps them from ending any more.
    loose: Vec<bool>,
    /// For each step, the steps and procedures that may wait for it; for each procedure the same.
    after_step: Vec<Vec<Node>>,
    after_course: Vec<Vec<Node>>,
    open: Vec<Node>,
}

#[derive(Debug, Clone, Copy)]
enum Node {
    Start(usize),
    Due(usize),
}

/// What is picked to satisfy a condition.
#[derive(Debug, Clone, Default)]
struct Picked {
    things: BTreeMap<usize, Vec<Atom>>,
    /// What was kept and is given up for it.
    given_up: BTreeSet<Given>,
    /// Something has to hold for some time.
    lasts: bool,
}

impl Picked {
    /// Whether nothing has to hold for some time after what was given up.
    fn is_at_once(&self) -> bool {
        !self.lasts || self.given_up.iter().all(|g| matches!(g, Given::Held(_)))
    }
}

/// Something that was kept: a thing, a step that is not done, something that does not hold for long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Given {
    Thing(usize),
    Step(usize),
    Held(usize),
}

/// How a condition is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum With {
    /// What is kept stays so.
    All,
    /// The same, before any step of the procedure is done.
    Nothing,
    /// One thing that is kept is given up.
    Less,
}

/// What certainly happens in some run.
pub(super) fn sure(net: &Net, possible: &dyn Fn(usize) -> bool) -> Sure {
    let (wants, mut found) = (Wants::of(net), Sure::default());
    let kept: Vec<Option<Kept>> = net.procedures.iter().map(|p| Kept::of(net, &wants, p)).collect();
    let mut order: Vec<usize> = (0..net.procedures.len()).collect();
    for _ in 0..PASSES {
        let mut pass = Pass::new(net, &kept, &order);
        pass.run(possible, &mut found);
        // Those that could not be kept from ending this time come first the next.
        let alive = pass.alive;
        if alive.iter().zip(&kept).all(|(alive, kept)| *alive || kept.is_none()) {
            break;
        }
        order.sort_by_key(|id| alive.get(*id) == Some(&true));
    }
    found
}

impl<'n> Pass<'n> {
    fn new(net: &'n Net, kept: &'n [Option<Kept>], order: &[usize]) -> Self {
        let (procedures, steps) = (net.procedures.len(), net.steps.len());
        let mut pass = Self {
            net,
            kept: kept.iter().map(Option::as_ref).collect(),
            things: BTreeMap::new(),
            not_done: BTreeSet::new(),
            given: BTreeSet::new(),
            not_held: BTreeSet::new(),
            alive: vec![false; procedures],
            started: vec![false; procedures],
            due: vec![false; steps],
            ended: vec![false; procedures],
            loose: vec![false; procedures],
            after_step: vec![Vec::new(); steps],
            after_course: vec![Vec::new(); procedures],
            open: Vec::new(),
        };
        let mut all = Kept::default();
        for id in order {
            let Some(own) = pass.kept_of(*id) else { continue };
            if own.things.iter().all(|(var, atoms)| fits(net, *var, &[atoms, all.things.get(var).map_or(&[], Vec::as_slice)])) {
                own.things.iter().for_each(|(var, atoms)| all.things.entry(*var).or_default().extend(atoms));
                pass.alive.get_mut(*id).into_iter().for_each(|slot| *slot = true);
            }
        }
        pass.prepare(&all);
        pass.without_ends();
        pass.tighten();
        pass.connect();
        pass
    }

    /// The world is made so as it is kept, before anything else happens: a procedure that ends meanwhile is not kept.
    fn prepare(&mut self, all: &Kept) {
        let changes = all.changes(self.net);
        let touched: Vec<usize> = (0..self.alive.len()).filter(|id| self.alive.get(*id) == Some(&true) && self.kept_of(*id).is_some_and(|k| !k.changes(self.net).is_empty())).collect();
        if touched.len().saturating_mul(changes.len() + 1) > MAX_CHANGES {
            touched.iter().for_each(|id| self.alive.get_mut(*id).into_iter().for_each(|slot| *slot = false));
            return;
        }
        let mut sim = Sim::still(self.net, None);
        let mut begun = vec![false; self.alive.len()];
        for change in std::iter::once(None).chain(changes.iter().map(Some)) {
            if let Some((var, value)) = change {
                sim.values.get_mut(*var).into_iter().for_each(|slot| *slot = *value);
            }
            for id in &touched {
                let Some(course) = self.net.procedures.get(*id) else { continue };
                // Another procedure may have ended by itself.
                let may = |atom: Atom| if matches!(atom, Atom::Ended(..)) { None } else { Some(sim.is(atom)) };
                let any = |turns: &[Turn]| turns.iter().any(|t| !t.asked && t.when.known(&may) != Some(false));
                let begins = begun.get(*id) == Some(&true) || any(&course.starts);
                begun.get_mut(*id).into_iter().for_each(|slot| *slot = begins);
                if begins && any(&course.finishes) {
                    self.alive.get_mut(*id).into_iter().for_each(|slot| *slot = false);
                }
            }
        }
    }

    /// A procedure that ends with another is kept from it only together with that.
    fn without_ends(&mut self) {
        loop {
            let waits = |id: &usize| Self::is(&self.alive, *id) && self.kept_of(*id).is_some_and(|k| k.ends.iter().any(|other| !Self::is(&self.alive, *other)));
            let lost: Vec<usize> = (0..self.alive.len()).filter(waits).collect();
            if lost.is_empty() {
                return;
            }
            lost.iter().for_each(|id| self.alive.get_mut(*id).into_iter().for_each(|slot| *slot = false));
        }
    }

    fn kept_of(&self, id: usize) -> Option<&'n Kept> {
        self.kept.get(id).copied().flatten()
    }

    fn is(list: &[bool], at: usize) -> bool {
        list.get(at) == Some(&true)
    }

    /// Keeps so only what a procedure needs that is to go on.
    fn tighten(&mut self) {
        (self.things, self.not_done, self.not_held) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
        for (id, kept) in self.kept.iter().enumerate() {
            let Some(kept) = kept.filter(|_| Self::is(&self.alive, id)) else { continue };
            // What was not done before the end is not done after it.
            self.not_done.extend(kept.steps.iter().filter(|s| !self.given.contains(s)));
            if Self::is(&self.loose, id) {
                continue;
            }
            kept.things.iter().for_each(|(var, atoms)| self.things.entry(*var).or_default().extend(atoms));
            self.not_held.extend(&kept.held);
        }
    }

    fn connect(&mut self) {
        let net = self.net;
        let mut asks = |expr: &Expr, node: Node| {
            let (mut open, mut seen) = (vec![expr], BTreeSet::new());
            while let Some(expr) = open.pop() {
                expr.walk(&mut |atom| match atom {
                    Atom::Done(step, _) => self.after_step.get_mut(step).into_iter().for_each(|list| list.push(node)),
                    Atom::Ended(id, _) => self.after_course.get_mut(id).into_iter().for_each(|list| list.push(node)),
                    Atom::Held(at, _) => open.extend(net.held.get(at).map(|h| &h.when)),
                    Atom::Shared(at, _) => open.extend(net.shared.get(at).filter(|_| seen.insert(at))),
                    Atom::Signal(..) | Atom::Gauge(..) => {}
                });
            }
        };
        for (at, step) in net.steps.iter().enumerate() {
            asks(&step.guard, Node::Due(at));
        }
        for (id, course) in net.procedures.iter().enumerate() {
            course.starts.iter().for_each(|s| asks(&s.when, Node::Start(id)));
        }
        for (at, step) in net.steps.iter().enumerate() {
            self.after_course.get_mut(step.of).into_iter().for_each(|list| list.push(Node::Due(at)));
            for to in step.targets() {
                self.after_step.get_mut(at).into_iter().for_each(|list| list.push(Node::Start(to)));
            }
        }
    }

    fn run(&mut self, possible: &dyn Fn(usize) -> bool, found: &mut Sure) {
        self.open = self.all();
        loop {
            self.saturate();
            self.tell(found);
            if !self.finish(possible, found) {
                return;
            }
        }
    }

    fn tell(&self, found: &mut Sure) {
        let so = |list: &[bool]| list.iter().enumerate().filter(|(_, so)| **so).map(|(at, _)| at).collect::<Vec<_>>();
        found.starts.extend(so(&self.started));
        found.due.extend(so(&self.due));
    }

    fn saturate(&mut self) {
        while let Some(node) = self.open.pop() {
            match node {
                Node::Start(id) => {
                    if !Self::is(&self.started, id) && self.may_start(id) {
                        self.started.get_mut(id).into_iter().for_each(|slot| *slot = true);
                        self.open.extend(self.after_course.get(id).into_iter().flatten());
                    }
                }
                Node::Due(at) => {
                    if !Self::is(&self.due, at) && self.may_be_due(at) {
                        self.due.get_mut(at).into_iter().for_each(|slot| *slot = true);
                        self.open.extend(self.after_step.get(at).into_iter().flatten());
                    }
                }
            }
        }
    }

    fn is_done(&self, step: usize) -> bool {
        Self::is(&self.due, step) && !self.not_done.contains(&step)
    }

    fn may_start(&self, id: usize) -> bool {
        let Some(course) = self.net.procedures.get(id) else { return false };
        course.anytime || course.starts.iter().any(|s| self.holds(&s.when, With::All)) || self.lit(id)
    }

    /// Whether a step that is due starts a procedure.
    fn lit(&self, id: usize) -> bool {
        self.net.lit_by.get(id).into_iter().flatten().any(|at| {
            let Some(step) = self.net.steps.get(*at).filter(|_| Self::is(&self.due, *at)) else { return false };
            let late = step.late.iter().any(|l| l.to == id && l.of.is_none_or(|of| self.is_done(of)));
            late || self.is_done(*at) && step.starts.iter().any(|s| s.0 == id)
        })
    }

    fn may_be_due(&self, at: usize) -> bool {
        let Some(step) = self.net.steps.get(at) else { return false };
        let in_turn = if step.recovery { Self::is(&self.ended, step.of) } else { Self::is(&self.started, step.of) && Self::is(&self.alive, step.of) && !Self::is(&self.loose, step.of) };
        in_turn && (self.holds(&step.guard, With::All) || !step.recovery && self.holds(&step.guard, With::Nothing))
    }

    fn holds(&self, expr: &Expr, with: With) -> bool {
        self.satisfied(vec![(expr, true)], Picked::default(), with, &mut 0).is_some()
    }

    /// Picks what satisfies these conditions; `None` also where it is too much to find out.
    fn satisfied(&self, mut todo: Vec<(&'n Expr, bool)>, mut picked: Picked, with: With, tries: &mut usize) -> Option<Picked> {
        let mut parts = 0;
        // Where one of several is enough, the rest is looked at first.
        let mut later: Vec<(&'n Expr, bool)> = Vec::new();
        while let Some((expr, is)) = todo.pop() {
            parts += 1;
            if parts > MAX_PARTS {
                return None;
            }
            match expr {
                Expr::Const(so) if *so == is => {}
                Expr::Const(_) => return None,
                Expr::All(list) if is => todo.extend(list.iter().map(|p| (p, is))),
                Expr::Any(list) if !is => todo.extend(list.iter().map(|p| (p, is))),
                Expr::All(_) | Expr::Any(_) => later.push((expr, is)),
                Expr::Atom(atom) => {
                    let atom = if is { *atom } else { atom.denied() };
                    todo.extend(self.picks(atom, &mut picked, with)?);
                }
            }
        }
        let Some((Expr::All(ways) | Expr::Any(ways), is)) = later.pop() else { return Some(picked).filter(Picked::is_at_once) };
        for way in ways {
            *tries += 1;
            if *tries > MAX_TRIES {
                return None;
            }
            let todo = later.iter().copied().chain([(way, is)]).collect();
            if let Some(found) = self.satisfied(todo, picked.clone(), with, tries) {
                return Some(found);
            }
        }
        None
    }

    /// Picks what makes one thing so: `None` where nothing does; else what else has to hold for it.
    fn picks(&self, atom: Atom, picked: &mut Picked, with: With) -> Option<Option<(&'n Expr, bool)>> {
        let so = |is: bool| is.then_some(None);
        let mut gives_up = |what: Given| {
            picked.given_up.insert(what);
            with == With::Less && picked.given_up.len() <= 1
        };
        match atom {
            Atom::Signal(var, _) | Atom::Gauge(var, ..) => {
                let own = picked.things.entry(var).or_default();
                own.push(atom);
                let kept = self.things.get(&var).map_or(&[][..], Vec::as_slice);
                so(becomes(self.net, var, own, kept) || becomes(self.net, var, own, &[]) && gives_up(Given::Thing(var)))
            }
            Atom::Done(step, true) => so(with != With::Nothing && (self.is_done(step) || Self::is(&self.due, step) && gives_up(Given::Step(step)))),
            Atom::Done(step, false) => so(with == With::Nothing || with == With::All && self.not_done.contains(&step)),
            Atom::Ended(id, true) => so(Self::is(&self.ended, id)),
            Atom::Ended(id, false) => so(with != With::Less && Self::is(&self.alive, id) && !Self::is(&self.loose, id)),
            Atom::Held(at, true) => {
                let may = !self.not_held.contains(&at) || gives_up(Given::Held(at));
                picked.lasts = true;
                may.then(|| self.net.held.get(at).map(|h| (&h.when, true)))
            }
            Atom::Held(at, false) if self.not_held.contains(&at) => so(with != With::Less),
            Atom::Held(at, false) => Some(self.net.held.get(at).map(|h| (&h.when, false))),
            Atom::Shared(at, is) => Some(self.net.shared.get(at).map(|e| (e, is))),
        }
    }

    /// Whether a procedure has nothing more to do before its end.
    fn is_complete(&self, id: usize, possible: &dyn Fn(usize) -> bool) -> bool {
        let steps = self.net.procedures.get(id).map_or(0..0, |c| c.steps.clone());
        steps.into_iter().all(|s| Self::is(&self.due, s) || !possible(s) || self.net.steps.get(s).is_some_and(|s| s.recovery))
    }

    /// How an end can come, at most one thing given up for it.
    fn way_out(&self, finish: &'n Turn) -> Option<Picked> {
        let way = |with: With| self.satisfied(vec![(&finish.when, true)], Picked::default(), with, &mut 0);
        if finish.asked { way(With::All).or_else(|| way(With::Less)) } else { way(With::Less) }
    }

    /// Lets end what has nothing more to do; whether that changed something.
    fn finish(&mut self, possible: &dyn Fn(usize) -> bool, found: &mut Sure) -> bool {
        let mut ends: Vec<(usize, Picked)> = Vec::new();
        for (id, course) in self.net.procedures.iter().enumerate() {
            if !Self::is(&self.started, id) || !Self::is(&self.alive, id) || Self::is(&self.loose, id) {
                continue;
            }
            let complete = self.is_complete(id, possible);
            for finish in &course.finishes {
                if let Some(way) = self.way_out(finish) {
                    found.ends.insert((id, finish.origin));
                    ends.extend(complete.then_some((id, way)));
                }
            }
        }
        // Others end with it.
        let awaited: BTreeSet<usize> = (0..self.alive.len()).filter(|id| Self::is(&self.alive, *id) && !Self::is(&self.loose, *id) && !ends.iter().any(|e| e.0 == *id)).filter_map(|id| self.kept_of(id)).flat_map(|k| k.ends.iter().copied()).collect();
        ends.retain(|(id, _)| !awaited.contains(id));
        ends.iter().for_each(|(id, _)| self.loose.get_mut(*id).into_iter().for_each(|slot| *slot = true));
        self.tighten();
        let mut changed = false;
        for (id, way) in ends {
            let spares = |given: &Given| match given {
                Given::Thing(var) => way.things.get(var).is_none_or(|own| becomes(self.net, *var, own, self.things.get(var).map_or(&[], Vec::as_slice))),
                // A step is kept undone for its own procedure alone.
                Given::Step(_) => true,
                Given::Held(at) => !self.not_held.contains(at),
            };
            if way.given_up.iter().all(spares) && !Self::is(&self.ended, id) {
                self.ended.get_mut(id).into_iter().for_each(|slot| *slot = true);
                way.given_up.iter().for_each(|g| if let Given::Step(step) = g { self.not_done.remove(step); self.given.insert(*step); });
                changed = true;
            }
        }
        if changed {
            self.open = self.all();
        }
        changed
    }

    fn all(&self) -> Vec<Node> {
        (0..self.net.procedures.len()).map(Node::Start).chain((0..self.net.steps.len()).map(Node::Due)).collect()
    }
}
