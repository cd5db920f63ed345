//! The times on which a procedure depends, its own and those of others.

use super::super::around::{activated, atom};
use super::super::bounds::{Bounds, signed};
use super::super::chain::{Term, What};
use super::super::network::{Edge, Why};
use super::super::schedule::Schedule;
use super::system::{Expr, System, after, back};
use crate::ast::ActorsKind;
use crate::model::{Clock, Cond, CondKind, Finish, Model, Procedure, ProcedureId, SignalId, Start, Step, StepId};
use crate::source::Span;
use std::collections::{BTreeSet, HashMap};

/// A time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Item {
    Start(usize),
    End(usize),
    Due(usize, StepId),
    Done(usize, StepId),
    Raised(SignalId),
}

/// Who starts which procedure, for a whole plan.
#[derive(Debug)]
pub(crate) struct Links {
    /// By procedure: who starts it, and whether that is sure.
    starters: Vec<Vec<(usize, StepId, bool)>>,
    /// Procedures that start one another in a circle, or start one that does.
    circular: BTreeSet<usize>,
}

impl Links {
    pub(crate) fn of(model: &Model<'_>) -> Self {
        let mut starters = vec![Vec::new(); model.procedures.len()];
        let mut edges = Vec::new();
        for (index, procedure) in model.procedures.iter().enumerate() {
            let mut started = Vec::new();
            for (at, step) in procedure.steps.iter().enumerate() {
                for (id, sure) in activated(step) {
                    starters.get_mut(id.index()).into_iter().for_each(|list: &mut Vec<_>| list.push((index, StepId(at as u32), sure)));
                    started.push(id.index());
                }
            }
            edges.push(started);
        }
        let straight: BTreeSet<usize> = super::super::schedule::topological(&edges, &[]).into_iter().collect();
        let circular = (0..edges.len()).filter(|p| !straight.contains(p)).collect();
        Self { starters, circular }
    }

    /// Whether a procedure starts in one way only, and no other has to do with its times.
    pub(super) fn is_plain(&self, model: &Model<'_>, index: usize) -> bool {
        let Some(procedure) = model.procedures.get(index) else { return true };
        let simple = matches!(procedure.starts.as_slice(), [] | [Start { when: Cond { kind: CondKind::Signal(_) | CondKind::Gauge(..) | CondKind::Level(..) | CondKind::Ladder(..), .. }, .. }]);
        let alone = self.starters.get(index).is_none_or(Vec::is_empty);
        simple && alone && !procedure.steps.iter().any(|s| activated(s).next().is_some())
    }
}

/// The system of a procedure, with where to find its times.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) system: System,
    nodes: HashMap<Item, usize>,
    pub(super) root: usize,
}

impl Built {
    /// The time from which a limit counts.
    pub(super) fn clock(&self, index: usize, step: StepId, clock: Clock) -> Option<usize> {
        self.at(match clock {
            Clock::Due | Clock::Unstated(_) => Item::Due(index, step),
            Clock::Start => return Some(self.root),
            Clock::Step(from) => Item::Done(index, from),
            Clock::Signal(from) => Item::Raised(from),
            Clock::Unknown => return None,
        })
    }

    pub(super) fn at(&self, item: Item) -> Option<usize> {
        self.nodes.get(&item).copied()
    }
}

struct Builder<'b, 'm, 'a> {
    model: &'m Model<'a>,
    schedules: &'b [Schedule],
    links: &'b Links,
    /// Whether people keep limits and things are taken for slow; else all is as fast as it can be.
    slow: bool,
    root: usize,
    system: System,
    nodes: HashMap<Item, usize>,
    /// The procedure within which a time is.
    home: HashMap<usize, usize>,
    open: Vec<(Item, usize)>,
}

/// The system of a procedure; `None` where it has more times than `most`.
pub(super) fn build(model: &Model<'_>, schedules: &[Schedule], links: &Links, index: usize, slow: bool, most: usize) -> Option<Built> {
    let mut builder = Builder { model, schedules, links, slow, root: index, system: System::default(), nodes: HashMap::new(), home: HashMap::new(), open: Vec::new() };
    let root = builder.node(Item::Start(index));
    let procedure = model.procedures.get(index)?;
    for (at, step) in procedure.steps.iter().enumerate() {
        let id = StepId(at as u32);
        if step.all_limits().next().is_some() {
            builder.node(Item::Done(index, id));
        }
        for limit in step.all_limits() {
            match limit.clock {
                Clock::Step(from) => builder.node(Item::Done(index, from)),
                Clock::Signal(from) => builder.node(Item::Raised(from)),
                Clock::Due | Clock::Start | Clock::Unstated(_) | Clock::Unknown => continue,
            };
        }
    }
    while let Some((item, node)) = builder.open.pop() {
        if builder.system.count > most {
            return None;
        }
        builder.item(item, node);
    }
    builder.system.without_circles(root);
    let lengths = procedure.steps.iter().flat_map(|s| s.all_limits()).filter_map(|l| Some(builder.length(index, l.time.length?)));
    let limits = lengths.map(|b| b.most.unwrap_or(b.least)).fold(0, u64::saturating_add);
    builder.system.set_far(limits)?;
    Some(Built { system: builder.system, nodes: builder.nodes, root })
}

impl<'m, 'a> Builder<'_, 'm, 'a> {
    fn node(&mut self, item: Item) -> usize {
        if let Some(node) = self.nodes.get(&item) {
            return *node;
        }
        let node = self.system.node();
        self.nodes.insert(item, node);
        match item {
            Item::Start(index) | Item::End(index) | Item::Due(index, _) | Item::Done(index, _) => self.home.insert(node, index),
            Item::Raised(_) => None,
        };
        self.open.push((item, node));
        node
    }

    fn at(&mut self, item: Item) -> Expr {
        Expr::At(self.node(item))
    }

    fn item(&mut self, item: Item, node: usize) {
        let procedure = |index: usize| self.model.procedures.get(index);
        match item {
            Item::Raised(_) => {}
            Item::Start(index) => procedure(index).into_iter().for_each(|p| self.start(index, p, node)),
            Item::End(index) => procedure(index).into_iter().for_each(|p| self.end(index, p, node)),
            Item::Due(index, id) => procedure(index).and_then(|p| Some((p, p.step(id)?))).into_iter().for_each(|(p, s)| self.due(index, p, (id, s), node)),
            Item::Done(index, id) => procedure(index).and_then(|p| p.step(id)).into_iter().for_each(|s| self.done(index, (id, s), node)),
        }
    }

    /// A procedure starts in the first of its ways; what may be started need not be.
    fn start(&mut self, index: usize, procedure: &'m Procedure<'a>, node: usize) {
        if self.links.circular.contains(&index) {
            return;
        }
        let mut ways: Vec<(Option<usize>, bool)> = Vec::new();
        for start in &procedure.starts {
            let way = self.way(index, start);
            ways.push((self.system.part(node, way), true));
        }
        for (by, step, sure) in self.links.starters.get(index).cloned().unwrap_or_default() {
            let way = self.at(Item::Done(by, step));
            ways.push((self.system.part(node, way), sure));
        }
        for (way, sure) in &ways {
            way.filter(|_| *sure).into_iter().for_each(|way| self.system.edge(node, (node, way), 0, Why::Back));
        }
        // It starts with one of them; one that need not be is so only where it is the one.
        let with = |(way, sure): &(Option<usize>, bool)| way.map(|way| if *sure { vec![after(way, node)] } else { vec![after(way, node), back(node, way)] });
        let Some(mut all) = ways.iter().map(with).collect::<Option<Vec<_>>>() else { return };
        // What nobody must start may never start; the procedure at hand has started.
        if index != self.root && !all.is_empty() && !ways.iter().any(|(_, sure)| *sure) {
            let root = self.node(Item::Start(self.root));
            all.push(vec![Edge { from: root, to: node, weight: 0, why: Why::Never }]);
        }
        self.system.one_of(node, all);
    }

    /// A start of its own; whoever has to agree does so by the limit, if there is one.
    fn way(&mut self, index: usize, start: &'m Start<'a>) -> Expr {
        let held = self.condition(index, None, &start.when);
        if start.consents.is_empty() {
            return held;
        }
        let limit = start.limit.as_ref().filter(|l| l.clock == Clock::Due);
        let most = limit.and_then(|l| self.length(index, l.time.length?).most);
        Expr::After(Box::new(held), Bounds { least: 0, most }, What::Earlier, limit.map_or(start.span, |l| l.span))
    }

    fn end(&mut self, index: usize, procedure: &'m Procedure<'a>, node: usize) {
        let start = self.node(Item::Start(index));
        self.system.depends(node, start);
        self.system.edge(node, (start, node), 0, Why::Order);
        let ends: Vec<Expr> = procedure.finishes.iter().map(|f| self.finish(index, f)).collect();
        if !ends.is_empty() {
            self.system.equal(node, Expr::First(ends));
        }
    }

    fn finish(&mut self, index: usize, finish: &'m Finish<'a>) -> Expr {
        let mut parts = vec![self.condition(index, Some(false), &finish.when)];
        parts.extend(finish.consents.iter().map(|_| Expr::Free));
        self.begun(index, Item::Start(index), parts)
    }

    /// All of these, once something has begun.
    fn begun(&mut self, index: usize, begins: Item, mut parts: Vec<Expr>) -> Expr {
        if !parts.iter().any(|p| self.comes_later(index, begins, p)) {
            parts.push(self.at(begins));
        }
        if parts.len() == 1 { parts.pop().unwrap_or(Expr::Free) } else { Expr::Last(parts) }
    }

    /// Whether something never comes before the start of the procedure, where nothing later has to have begun.
    fn comes_later(&self, index: usize, begins: Item, expr: &Expr) -> bool {
        if begins != Item::Start(index) {
            return false;
        }
        match expr {
            Expr::Free => false,
            Expr::At(node) => self.home.get(node) == Some(&index),
            Expr::Last(parts) => parts.iter().any(|p| self.comes_later(index, begins, p)),
            Expr::First(parts) => !parts.is_empty() && parts.iter().all(|p| self.comes_later(index, begins, p)),
            Expr::After(inner, ..) => self.comes_later(index, begins, inner),
        }
    }

    fn due(&mut self, index: usize, procedure: &'m Procedure<'a>, (id, step): (StepId, &'m Step<'a>), node: usize) {
        let begins = if step.in_recovery { Item::End(index) } else { Item::Start(index) };
        let begun = self.node(begins);
        self.system.depends(node, begun);
        self.system.edge(node, (begun, node), 0, Why::Order);
        // In a circle nothing is known of it.
        if self.schedules.get(index).is_none_or(|s| s.position(id).is_none()) {
            return;
        }
        let mut parts = Vec::new();
        if let Some(order) = &step.after {
            let of: Vec<Expr> = order.steps.iter().map(|(id, _)| id.map_or(Expr::Free, |id| self.step(index, procedure, step.in_recovery, id))).collect();
            match order.need {
                ActorsKind::All => parts.extend(of),
                ActorsKind::Any => parts.push(Expr::First(of)),
            }
        }
        if let Some(when) = &step.when {
            parts.push(self.condition(index, Some(step.in_recovery), when));
        }
        parts.extend(step.consents.iter().map(|_| Expr::Free));
        let due = self.begun(index, begins, parts);
        self.system.equal(node, due);
    }

    fn done(&mut self, index: usize, (id, step): (StepId, &'m Step<'a>), node: usize) {
        let due = self.node(Item::Due(index, id));
        let takes = self.schedules.get(index).and_then(|s| s.takes.get(id.index())).copied().unwrap_or(Bounds { least: 0, most: None });
        // In its own procedure a step has a name.
        let what = if index == self.root { What::Takes(id) } else { What::Procedure(ProcedureId(index as u32)) };
        self.system.lasts(node, due, takes, |millis| step.takes.map(|t| Term { what, millis, span: t.2 }));
        if !self.slow || step.ast.takes.is_some() || step.automatic.is_some() {
            return;
        }
        // It is done by each of its limits, or at once where that has passed.
        for limit in step.all_limits() {
            let Some(most) = limit.time.length.and_then(|d| self.length(index, d).most) else { continue };
            let from = match limit.clock {
                Clock::Due => due,
                Clock::Start => self.node(Item::Start(index)),
                Clock::Step(from) => self.node(Item::Done(index, from)),
                Clock::Signal(from) => self.node(Item::Raised(from)),
                Clock::Unstated(_) | Clock::Unknown => continue,
            };
            let by = Edge { from: node, to: from, weight: -signed(most), why: Why::Back };
            let ways = if from == due { vec![vec![by]] } else { vec![vec![by], vec![back(node, due)]] };
            self.system.one_of(node, ways);
        }
    }

    fn length(&self, index: usize, duration: &crate::ast::Duration) -> Bounds {
        self.schedules.get(index).map_or_else(|| Bounds::of(duration), |s| s.length(duration))
    }

    /// A step of the recovery is never done before the end.
    fn step(&mut self, index: usize, procedure: &Procedure<'_>, in_recovery: bool, id: StepId) -> Expr {
        let later = procedure.step(id).is_none_or(|s| s.in_recovery && !in_recovery);
        if later { Expr::Free } else { self.at(Item::Done(index, id)) }
    }

    /// When a condition holds; what the procedure knows of its start counts only once it has begun, in its steps and ends,
    /// of which it is said whether they belong to the recovery.
    fn condition(&mut self, index: usize, inside: Option<bool>, condition: &'m Cond<'a>) -> Expr {
        let around = self.schedules.get(index).map(|s| &s.around).filter(|_| inside.is_some());
        match &condition.kind {
            CondKind::And(parts) => Expr::Last(parts.iter().map(|c| self.condition(index, inside, c)).collect()),
            CondKind::Or(parts) => Expr::First(parts.iter().map(|c| self.condition(index, inside, c)).collect()),
            CondKind::Done(id) => match (inside, self.model.procedures.get(index)) {
                (Some(in_recovery), Some(procedure)) => self.step(index, procedure, in_recovery, *id),
                (None, _) | (_, None) => Expr::Free,
            },
            CondKind::Signal(id) => self.at(Item::Raised(*id)),
            _ if around.is_some_and(|a| a.begins.is_some() && a.begins == atom(condition)) => self.at(Item::Start(index)),
            _ if around.is_some_and(|a| atom(condition).is_some_and(|atom| a.given.contains(&atom))) => self.unless(index),
            CondKind::Held(inner, Some(length)) => {
                let lasts = self.length(index, length);
                self.held(index, inside, inner, (lasts, condition.span))
            }
            CondKind::Finished(id) => self.at(Item::End(id.index())),
            CondKind::Not(_) if inside.is_some() => self.unless(index),
            CondKind::Not(_) | CondKind::Held(_, None) | CondKind::Level(..) | CondKind::Gauge(..) | CondKind::Ladder(..) | CondKind::Unknown => Expr::Free,
        }
    }

    fn held(&mut self, index: usize, inside: Option<bool>, inner: &'m Cond<'a>, (lasts, span): (Bounds, Span)) -> Expr {
        match self.condition(index, inside, inner) {
            Expr::Free => Expr::Free,
            held @ (Expr::At(_) | Expr::Last(_) | Expr::First(_) | Expr::After(..)) => Expr::After(Box::new(held), lasts, What::Held, span),
        }
    }

    /// What is not so holds from the start of a slow run.
    fn unless(&mut self, index: usize) -> Expr {
        if self.slow { self.at(Item::Start(index)) } else { Expr::Free }
    }
}
