//! What can happen in a whole plan: which procedures can start and end, and which steps can become due.
//!
//! Signals, gauges, approvals and what is not done yet count as things that may be so. What is found here to be impossible
//! happens in no run; the converse holds where no condition asks that something is not done or not finished.

use super::ended::{self, Ended};
use super::gates::Gates;
use super::knots;
use crate::ast::ActorsKind;
use crate::ast::Modal;
use crate::model::{Act, ActKind, Cond, CondKind, ElseKind, Limit, Model, Order, Procedure, ProcedureId, Step, StepId};
use crate::source::Span;
use std::collections::{HashSet, VecDeque};

/// Something that happens at most once in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Fact {
    /// A procedure starts.
    Start(ProcedureId),
    /// A procedure ends.
    End(ProcedureId),
    /// A step becomes due; then it can be done as well.
    Due(ProcedureId, StepId),
}

/// Why something cannot happen, whatever else does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bar {
    /// The step belongs to the recovery, and what waits for it comes before the end.
    TooLate(ProcedureId, StepId),
    /// A procedure waits for its own end.
    OwnEnd,
    /// The procedure has ended when it would be the step's turn; the end that comes first.
    Ended(Span),
    /// Nothing says when the procedure ends.
    NoEnd,
    /// No step is done before the procedure starts.
    TooEarly(ProcedureId, StepId),
}

/// One thing that is waited for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wait {
    /// The words that say so.
    pub(crate) span: Span,
    /// What is waited for, or why it is in vain.
    pub(crate) what: Result<Fact, Bar>,
}

/// What something waits for.
#[derive(Debug)]
enum Need {
    /// Something that the world decides.
    Open,
    Wait(Wait),
    All(Vec<Need>),
    Any(Vec<Need>),
}

/// A place that starts a procedure.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spark {
    /// The procedure that is active there.
    pub(crate) from: ProcedureId,
    /// The one that is started.
    pub(crate) to: ProcedureId,
    /// What has to happen.
    pub(crate) fact: Fact,
    /// The words.
    pub(crate) span: Span,
}

/// Procedures none of which ever starts: each is started only after another of them.
#[derive(Debug)]
pub(crate) struct DeadRing {
    /// One way round, each with the words by which it waits for the next, the last for the first.
    pub(crate) places: Vec<(ProcedureId, Wait)>,
    /// Those that are not on it.
    pub(crate) others: Vec<(ProcedureId, Wait)>,
}

impl DeadRing {
    /// All of them, each with a place where it waits.
    pub(crate) fn members(&self) -> impl Iterator<Item = &(ProcedureId, Wait)> {
        self.places.iter().chain(&self.others)
    }
}

/// What can happen in a plan.
#[derive(Debug)]
pub(crate) struct Whole {
    /// Number of procedures.
    count: usize,
    needs: Vec<Need>,
    possible: Vec<bool>,
    /// For each procedure, what each of its ends waits for.
    ends: Vec<Vec<Need>>,
    /// For each procedure, the number of its first step.
    first: Vec<usize>,
    /// What starts a procedure from within another, in order.
    pub(crate) sparks: Vec<Spark>,
    /// Whether every text and every act was understood.
    pub(crate) sure: bool,
}

impl Whole {
    /// Linear in the size of the plan; `broken` says whether a text was not understood, `all` whether everything was.
    pub(crate) fn of(model: &Model<'_>, broken: &dyn Fn(Span) -> bool, all: bool) -> Self {
        let mut first = Vec::with_capacity(model.procedures.len());
        let mut next = model.procedures.len() * 2;
        for procedure in &model.procedures {
            first.push(next);
            next += procedure.steps.len();
        }
        let (sparks, unknown) = sparks(model);
        let mut whole = Self { count: model.procedures.len(), needs: Vec::with_capacity(next), possible: Vec::new(), ends: Vec::new(), first, sparks, sure: all && !unknown };
        let is_broken: Vec<bool> = model.procedures.iter().map(|p| broken(p.head.decl.span)).collect();
        let is_broken = |id: ProcedureId| is_broken.get(id.index()) == Some(&true);
        whole.add_starts(model);
        for (id, procedure) in procedures(model) {
            let need = whole.end(id, procedure, is_broken(id));
            whole.needs.push(need);
        }
        for (id, procedure) in procedures(model) {
            whole.add_steps(id, procedure, is_broken(id));
        }
        whole.possible = whole.least(None);
        whole
    }

    fn node(&self, fact: Fact) -> usize {
        match fact {
            Fact::Start(id) => id.index(),
            Fact::End(id) => self.count + id.index(),
            Fact::Due(id, step) => self.first.get(id.index()).map_or(usize::MAX, |first| first + step.index()),
        }
    }

    fn fact(&self, node: usize) -> Fact {
        let count = self.count;
        if node < count {
            return Fact::Start(ProcedureId(node as u32));
        }
        if node < 2 * count {
            return Fact::End(ProcedureId((node - count) as u32));
        }
        let procedure = self.first.partition_point(|first| *first <= node).saturating_sub(1);
        let step = node - self.first.get(procedure).copied().unwrap_or(node);
        Fact::Due(ProcedureId(procedure as u32), StepId(step as u32))
    }

    fn add_starts(&mut self, model: &Model<'_>) {
        let own = |(id, procedure)| {
            let context = Context { id, procedure, at: At::Start };
            procedure.starts.iter().map(|s| context.condition(&s.when, true)).collect()
        };
        let mut ways: Vec<Vec<Need>> = procedures(model).map(own).collect();
        for spark in &self.sparks {
            if let (Fact::Due(..), Some(ways)) = (spark.fact, ways.get_mut(spark.to.index())) {
                ways.push(Need::Wait(Wait { span: spark.span, what: Ok(spark.fact) }));
            }
        }
        for mut ways in ways {
            // Somebody starts what nothing starts; perhaps it is started where a text was not understood.
            if ways.is_empty() || !self.sure {
                ways.push(Need::Open);
            }
            self.needs.push(Need::Any(ways));
        }
    }

    /// What the end of a procedure waits for.
    fn end(&mut self, id: ProcedureId, procedure: &Procedure<'_>, is_broken: bool) -> Need {
        let context = Context { id, procedure, at: At::Before };
        let ends = || procedure.finishes.iter().map(|f| context.condition(&f.when, true)).collect::<Vec<_>>();
        self.ends.push(ends());
        if is_broken {
            return Need::Open;
        }
        if procedure.finishes.is_empty() {
            return Need::Wait(Wait { span: procedure.head.decl.head, what: Err(Bar::NoEnd) });
        }
        Need::All(vec![Need::Wait(Wait { span: procedure.head.name.span, what: Ok(Fact::Start(id)) }), Need::Any(ends())])
    }

    fn add_steps(&mut self, id: ProcedureId, procedure: &Procedure<'_>, is_broken: bool) {
        let ended = if is_broken { Ended::default() } else { ended::of(procedure) };
        for (index, step) in procedure.steps.iter().enumerate() {
            let need = if is_broken { Need::Open } else { step_need(id, procedure, step, ended.before(index)) };
            self.needs.push(need);
        }
    }

    /// What can happen if a procedure never starts.
    pub(crate) fn without(&self, shut: ProcedureId) -> impl Fn(Fact) -> bool + use<'_> {
        let possible = self.least(Some(shut.index()));
        move |fact| possible.get(self.node(fact)).copied().unwrap_or(true)
    }

    /// Number of things that can happen or not.
    pub(crate) fn size(&self) -> usize {
        self.needs.len()
    }

    fn least(&self, shut: Option<usize>) -> Vec<bool> {
        let mut gates = Gates::of(self.needs.len());
        for (node, need) in self.needs.iter().enumerate().filter(|(node, _)| Some(*node) != shut) {
            self.connect(&mut gates, need, node);
        }
        gates.run()
    }

    fn connect(&self, gates: &mut Gates, need: &Need, target: usize) {
        match need {
            Need::Open => gates.satisfy(target),
            Need::Wait(wait) => {
                if let Ok(fact) = wait.what {
                    gates.feed(self.node(fact), target);
                }
            }
            Need::All(parts) => {
                let gate = gates.all(parts.len(), target);
                parts.iter().for_each(|p| self.connect(gates, p, gate));
            }
            Need::Any(parts) => {
                let gate = gates.any(target);
                parts.iter().for_each(|p| self.connect(gates, p, gate));
            }
        }
    }

    /// Whether nothing rules out that it happens.
    pub(crate) fn can(&self, fact: Fact) -> bool {
        self.possible.get(self.node(fact)).copied().unwrap_or(true)
    }

    fn holds(&self, need: &Need) -> bool {
        match need {
            Need::Open => true,
            Need::Wait(wait) => wait.what.is_ok_and(|fact| self.can(fact)),
            Need::All(parts) => parts.iter().all(|p| self.holds(p)),
            Need::Any(parts) => parts.iter().any(|p| self.holds(p)),
        }
    }

    /// What keeps something from ever happening: of several things it needs, the first that cannot be.
    pub(crate) fn blockers(&self, fact: Fact) -> Vec<Wait> {
        let mut found = Vec::new();
        if let Some(need) = self.needs.get(self.node(fact)) {
            self.collect(need, &mut found);
        }
        found
    }

    /// The same for one of the ends of a procedure; empty where it can be reached.
    pub(crate) fn end_blockers(&self, id: ProcedureId, index: usize) -> Vec<Wait> {
        let mut found = Vec::new();
        if let Some(need) = self.ends.get(id.index()).and_then(|ends| ends.get(index)) {
            self.collect(need, &mut found);
        }
        found
    }

    fn collect(&self, need: &Need, found: &mut Vec<Wait>) {
        match need {
            _ if self.holds(need) => {}
            Need::Open => {}
            Need::Wait(wait) => found.push(*wait),
            Need::All(parts) => {
                if let Some(part) = parts.iter().find(|p| !self.holds(p)) {
                    self.collect(part, found);
                }
            }
            Need::Any(parts) => parts.iter().for_each(|p| self.collect(p, found)),
        }
    }

    /// The places that lead from these to why nothing happens, in order, at most `most`; each with what waits there.
    pub(crate) fn chain(&self, from: &[Wait], most: usize) -> Vec<(Fact, Wait)> {
        let (mut found, mut seen) = (Vec::new(), HashSet::new());
        let mut open: Vec<Fact> = from.iter().rev().filter_map(|w| w.what.ok()).collect();
        while let Some(fact) = open.pop() {
            if !seen.insert(fact) || found.len() >= most {
                continue;
            }
            let waits = self.blockers(fact);
            found.extend(waits.iter().map(|w| (fact, *w)));
            open.extend(waits.iter().rev().filter_map(|w| w.what.ok()));
        }
        found.truncate(most);
        found
    }

    /// Groups of procedures none of which ever starts, since each is started only after another of them.
    pub(crate) fn dead_rings(&self) -> Vec<DeadRing> {
        let facts: Vec<Fact> = (0..self.needs.len()).map(|node| self.fact(node)).collect();
        let edges: Vec<Vec<usize>> = facts.iter().map(|fact| self.edges(*fact)).collect();
        let mut group_of: Vec<Option<usize>> = vec![None; edges.len()];
        let groups = knots::groups(&edges);
        for (number, group) in groups.iter().enumerate() {
            group.iter().for_each(|node| if let Some(slot) = group_of.get_mut(*node) { *slot = Some(number) });
        }
        let inside = |node: usize, number: usize| group_of.get(node) == Some(&Some(number));
        let mut found = Vec::new();
        for (number, group) in groups.iter().enumerate() {
            // Starts come first among the numbers.
            let starts: Vec<usize> = group.iter().copied().take_while(|node| *node < self.count).collect();
            let ways: Vec<Vec<(usize, Wait)>> = starts.iter().map(|node| self.next_starts(*node, &edges, &|n| inside(n, number))).collect();
            let local = |node: usize| starts.binary_search(&node).ok();
            let near: Vec<Vec<usize>> = ways.iter().map(|way| way.iter().filter_map(|(node, _)| local(*node)).collect()).collect();
            let all: Vec<usize> = (0..starts.len()).collect();
            let ring = if starts.len() > 1 { knots::ring(&near, &all) } else { all };
            let next = ring.iter().copied().skip(1).chain(ring.first().copied());
            let place = |(at, next): (usize, usize)| {
                let (node, next) = (*starts.get(at)?, *starts.get(next)?);
                let wait = ways.get(at)?.iter().find(|(to, _)| *to == next)?.1;
                Some((ProcedureId(node as u32), wait))
            };
            let places = ring.iter().copied().zip(next).filter_map(place).collect();
            let others = (0..starts.len()).filter(|at| !ring.contains(at));
            let others = others.filter_map(|at| Some((ProcedureId(*starts.get(at)? as u32), ways.get(at)?.first()?.1))).collect();
            if !starts.is_empty() {
                found.push(DeadRing { places, others });
            }
        }
        found
    }

    /// The starts that a start waits for within a knot, through ends and steps, nearest first, each with its own first wait.
    fn next_starts(&self, node: usize, edges: &[Vec<usize>], inside: &dyn Fn(usize) -> bool) -> Vec<(usize, Wait)> {
        let (mut found, mut seen) = (Vec::new(), HashSet::new());
        let waits = self.blockers(self.fact(node)).into_iter();
        let mut queue: VecDeque<(usize, Wait)> = waits.filter_map(|w| Some((self.node(w.what.ok()?), w))).collect();
        while let Some((at, wait)) = queue.pop_front() {
            if !inside(at) || !seen.insert(at) {
                continue;
            }
            if at < self.count {
                found.push((at, wait));
            } else {
                queue.extend(edges.get(at).into_iter().flatten().map(|next| (*next, wait)));
            }
        }
        found
    }

    fn edges(&self, fact: Fact) -> Vec<usize> {
        if self.can(fact) {
            return Vec::new();
        }
        self.blockers(fact).iter().filter_map(|w| w.what.ok()).map(|f| self.node(f)).collect()
    }
}

fn procedures<'m, 'a>(model: &'m Model<'a>) -> impl Iterator<Item = (ProcedureId, &'m Procedure<'a>)> {
    model.procedures.iter().enumerate().map(|(index, procedure)| (ProcedureId(index as u32), procedure))
}

fn step_need(id: ProcedureId, procedure: &Procedure<'_>, step: &Step<'_>, ended: Option<Span>) -> Need {
    let at = if step.in_recovery { At::After } else { At::Before };
    let context = Context { id, procedure, at };
    let begin = if step.in_recovery { Fact::End(id) } else { Fact::Start(id) };
    let mut all = vec![Need::Wait(Wait { span: step.name().span, what: Ok(begin) })];
    all.extend(step.after.iter().map(|order| context.order(order)));
    all.extend(step.when.iter().map(|when| context.condition(when, true)));
    all.extend(ended.map(|span| Need::Wait(Wait { span: step.name().span, what: Err(Bar::Ended(span)) })));
    Need::All(all)
}

/// When a condition is looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
enum At {
    Start,
    Before,
    After,
}

struct Context<'c, 'a> {
    id: ProcedureId,
    procedure: &'c Procedure<'a>,
    at: At,
}

impl Context<'_, '_> {
    fn order(&self, order: &Order) -> Need {
        let wait = |(id, span): &(Option<StepId>, Span)| id.map_or(Need::Open, |id| self.done(id, *span));
        let parts = order.steps.iter().map(wait).collect();
        match order.need {
            ActorsKind::All => Need::All(parts),
            ActorsKind::Any if order.steps.is_empty() => Need::Open,
            ActorsKind::Any => Need::Any(parts),
        }
    }

    fn condition(&self, cond: &Cond<'_>, wanted: bool) -> Need {
        let parts = |parts: &[Cond<'_>]| parts.iter().map(|c| self.condition(c, wanted)).collect();
        match &cond.kind {
            CondKind::And(list) if wanted => Need::All(parts(list)),
            CondKind::Or(list) if !wanted => Need::All(parts(list)),
            CondKind::And(list) | CondKind::Or(list) => Need::Any(parts(list)),
            CondKind::Not(inner) => self.condition(inner, !wanted),
            CondKind::Held(inner, _) if wanted => self.condition(inner, true),
            CondKind::Done(id) if wanted => self.done(*id, cond.span),
            CondKind::Finished(id) if wanted => self.finished(*id, cond.span),
            CondKind::Held(..)
            | CondKind::Done(_)
            | CondKind::Finished(_)
            | CondKind::Signal(_)
            | CondKind::Level(..)
            | CondKind::Gauge(..)
            | CondKind::Ladder(..)
            | CondKind::Unknown => Need::Open,
        }
    }

    fn done(&self, step: StepId, span: Span) -> Need {
        let recovery = self.procedure.step(step).is_some_and(|s| s.in_recovery);
        let what = match self.at {
            At::Start => Err(Bar::TooEarly(self.id, step)),
            At::Before if recovery => Err(Bar::TooLate(self.id, step)),
            At::Before | At::After => Ok(Fact::Due(self.id, step)),
        };
        Need::Wait(Wait { span, what })
    }

    fn finished(&self, id: ProcedureId, span: Span) -> Need {
        match self.at {
            At::After if id == self.id => Need::Open,
            At::Start | At::Before if id == self.id => Need::Wait(Wait { span, what: Err(Bar::OwnEnd) }),
            At::Start | At::Before | At::After => Need::Wait(Wait { span, what: Ok(Fact::End(id)) }),
        }
    }
}

/// All places that start a procedure, and whether some act could not be resolved.
fn sparks(model: &Model<'_>) -> (Vec<Spark>, bool) {
    let (mut found, mut unknown) = (Vec::new(), false);
    for (from, procedure) in model.procedures.iter().enumerate() {
        let from = ProcedureId(from as u32);
        for start in &procedure.starts {
            let ended = |c: &Cond<'_>| if let CondKind::Finished(id) = c.kind { Some((id, c.span)) } else { None };
            let mut ends = Vec::new();
            asked(&start.when, true, &mut |c| ends.extend(ended(c)));
            found.extend(ends.into_iter().map(|(id, span)| Spark { from: id, to: from, fact: Fact::End(id), span }));
        }
        for (at, step) in procedure.steps.iter().enumerate() {
            let fact = Fact::Due(from, StepId(at as u32));
            for act in acts(step) {
                unknown |= matches!(act.kind, ActKind::Unknown);
                if let ActKind::ActivateProcedure(to) = act.kind {
                    found.push(Spark { from, to, fact, span: act.span });
                }
            }
        }
    }
    (found, unknown)
}

/// What is done in a step, or when one of its limits passes.
fn acts<'s, 'a>(step: &'s Step<'a>) -> impl Iterator<Item = &'s Act<'a>> {
    let other = |limit: &'s Limit<'a>| match &limit.otherwise.as_ref()?.kind {
        ElseKind::Act(act) => Some(act),
        ElseKind::Escalate(..) => None,
    };
    let duties = step.duties.iter().filter(|d| d.modal != Modal::MustNot).map(|d| &d.act);
    let automatic = step.automatic.iter().filter_map(|(_, act)| act.as_ref());
    duties.chain(automatic).chain(step.all_limits().filter_map(other))
}

/// Calls `visit` for each part of a condition that is asked to hold.
fn asked<'c, 'a>(cond: &'c Cond<'a>, wanted: bool, visit: &mut dyn FnMut(&'c Cond<'a>)) {
    match &cond.kind {
        CondKind::Or(parts) | CondKind::And(parts) => parts.iter().for_each(|p| asked(p, wanted, visit)),
        CondKind::Not(inner) => asked(inner, !wanted, visit),
        CondKind::Held(inner, _) => asked(inner, wanted, visit),
        CondKind::Done(_)
        | CondKind::Finished(_)
        | CondKind::Signal(_)
        | CondKind::Level(..)
        | CondKind::Gauge(..)
        | CondKind::Ladder(..)
        | CondKind::Unknown => {
            if wanted {
                visit(cond);
            }
        }
    }
}
