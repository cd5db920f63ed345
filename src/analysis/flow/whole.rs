//! What can happen in a whole plan: which procedures can start and end, and which steps can become due.
//!
//! Signals, gauges, approvals and what is not done yet count as things that may be so. What is found here to be impossible
//! happens in no run. What else happens in none is found by looking through the states ([`reach`](crate::analysis::reach)).

use super::ended::{self, Ended};
use super::gates::Gates;
use super::knots;
use super::needs::{At, Context, Need, step_need};
use super::sparks::sparks;
use crate::model::{ActKind, CondKind, ElseKind, Model, Procedure, ProcedureId, Start, StepId};
use crate::source::Span;
use std::collections::{HashSet, VecDeque};

pub(crate) use super::needs::{Bar, Fact, Target, Wait};
pub(crate) use super::sparks::Spark;

/// Most things looked at to see which end comes before which; beyond that an end counts as one that may come first.
const MAX_WORK: usize = 5_000_000;

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
    /// The first procedure of which it was not looked at whether what it waits for comes only after its end.
    pub(crate) undecided: Option<ProcedureId>,
    /// Procedures of which it is not known what comes only after an end.
    pub(crate) unordered: Vec<ProcedureId>,
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
        let mut whole = Self { count: model.procedures.len(), needs: Vec::with_capacity(next), possible: Vec::new(), ends: Vec::new(), first, sparks, sure: all && !unknown, undecided: None, unordered: Vec::new() };
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
        whole.heed_ends(model);
        whole
    }

    /// What a procedure waits for before its end cannot need that end: the end of another that comes only later is in vain.
    fn heed_ends(&mut self, model: &Model<'_>) {
        let asks = |p: &Procedure<'_>| {
            let whens = p.finishes.iter().map(|f| &f.when).chain(p.steps.iter().filter(|s| !s.in_recovery).filter_map(|s| s.when.as_ref()));
            let mut found = false;
            whens.for_each(|c| c.walk(&mut |c| found |= matches!(c.kind, CondKind::Finished(_))));
            found
        };
        let asking: Vec<ProcedureId> = procedures(model).filter(|(_, p)| asks(p)).map(|(id, _)| id).collect();
        let mut work = 0;
        loop {
            let mut changed = false;
            for id in &asking {
                work += self.needs.len();
                if work > MAX_WORK {
                    self.undecided = Some(*id);
                    return;
                }
                let end = self.count + id.index();
                let early = self.least(Some(end));
                let (count, possible) = (self.count, self.possible.clone());
                let later = |other: &ProcedureId| {
                    let node = count + other.index();
                    possible.get(node) == Some(&true) && early.get(node) == Some(&false)
                };
                let before = model.procedure(*id).into_iter().flat_map(|p| p.steps.iter().enumerate()).filter(|(_, s)| !s.in_recovery);
                let first = self.first.get(id.index()).copied().unwrap_or(0);
                let nodes: Vec<usize> = before.map(|(at, _)| first + at).chain([end]).collect();
                for node in nodes {
                    changed |= self.needs.get_mut(node).is_some_and(|need| bar(need, &later));
                }
                for need in self.ends.get_mut(id.index()).into_iter().flatten() {
                    bar(need, &later);
                }
            }
            if !changed {
                return;
            }
            self.possible = self.least(None);
        }
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
        for (id, procedure) in procedures(model) {
            // Nobody agrees to a start in time.
            for (to, start) in procedure.starts.iter().filter_map(|s| Some((not_agreed(s)?, s))) {
                let context = Context { id, procedure, at: At::Start };
                ways.get_mut(to.index()).into_iter().for_each(|ways| ways.push(context.condition(&start.when, true)));
            }
        }
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
        self.unordered.extend(Some(id).filter(|_| ended.too_large));
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
        self.gates(shut).run()
    }

    fn gates(&self, shut: Option<usize>) -> Gates {
        let mut gates = Gates::of(self.needs.len());
        for (node, need) in self.needs.iter().enumerate().filter(|(node, _)| Some(*node) != shut) {
            self.connect(&mut gates, need, node);
        }
        gates
    }

    /// All that nothing rules out, each after what leads to it.
    pub(crate) fn in_turn(&self) -> Vec<Fact> {
        let mut found = Vec::new();
        self.gates(None).in_turn(&mut |node| found.push(self.fact(node)));
        found
    }

    /// Whether nothing rules out that it happens.
    pub(crate) fn can_target(&self, target: Target) -> bool {
        match target {
            Target::Start(id) => self.can(Fact::Start(id)),
            Target::Due(id, step) => self.can(Fact::Due(id, step)),
            Target::End(id, at) => self.can(Fact::Start(id)) && self.end_blockers(id, at).is_empty(),
        }
    }

    /// From now on it never happens, for a reason that was found elsewhere.
    pub(crate) fn rule_out(&mut self, target: Target, why: Wait) {
        let (fact, end) = match target {
            Target::Start(id) => (Fact::Start(id), None),
            Target::Due(id, step) => (Fact::Due(id, step), None),
            Target::End(id, at) => (Fact::End(id), Some((id, at))),
        };
        let node = self.node(fact);
        match (self.needs.get_mut(node), end) {
            (Some(need), None) => also(need, why),
            (Some(Need::All(parts)), Some((_, at))) => {
                parts.iter_mut().for_each(|part| if let Need::Any(ways) = part && let Some(way) = ways.get_mut(at) { also(way, why) });
            }
            (Some(_), Some(_)) | (None, _) => {}
        }
        if let Some(way) = end.and_then(|(id, at)| self.ends.get_mut(id.index())?.get_mut(at)) {
            also(way, why);
        }
        self.possible = self.least(None);
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

/// The procedure that starts when nobody agrees to a start in time.
fn not_agreed(start: &Start<'_>) -> Option<ProcedureId> {
    match &start.limit.as_ref()?.otherwise.as_ref()?.kind {
        ElseKind::Act(act) => if let ActKind::ActivateProcedure(to) = act.kind { Some(to) } else { None },
        ElseKind::Escalate(..) => None,
    }
}

/// Adds something that is needed besides.
fn also(need: &mut Need, wait: Wait) {
    let before = std::mem::replace(need, Need::Open);
    *need = Need::All(vec![before, Need::Wait(wait)]);
}

fn procedures<'m, 'a>(model: &'m Model<'a>) -> impl Iterator<Item = (ProcedureId, &'m Procedure<'a>)> {
    model.procedures.iter().enumerate().map(|(index, procedure)| (ProcedureId(index as u32), procedure))
}

/// Marks the ends that come too late; whether there are any.
fn bar(need: &mut Need, later: &dyn Fn(&ProcedureId) -> bool) -> bool {
    match need {
        Need::Open => false,
        Need::Wait(wait) => match wait.what {
            Ok(Fact::End(id)) if later(&id) => {
                wait.what = Err(Bar::EndsLater(id));
                true
            }
            Ok(_) | Err(_) => false,
        },
        Need::All(parts) | Need::Any(parts) => parts.iter_mut().fold(false, |changed, part| bar(part, later) | changed),
    }
}
