//! What is asked of conditions, and what is known besides.

use super::formula::{Builder, Fact, Formula, Node, Reading};
use super::order::{Before, Order, written_before};
use super::places::{Place, Role};
use super::scale::Scales;
use super::search::{Answer, Effort, solve};
use crate::analysis::flow::Flow;
use crate::ast::Compare;
use crate::diagnostic::{Text, text};
use crate::model::{Cond, CondKind, GaugeId, Ladder, LadderId, Measure, Model, Procedure, ProcedureId, Step, StepId};
use crate::source::Span;
use std::collections::BTreeSet;

/// Most parts of formulas looked at in one plan, and most steps looked at for their order.
const MAX_WORK: usize = 20_000_000;
const MAX_STEPS: usize = 1_000_000;

/// Most levels of a ladder that are compared with one another.
pub(super) const MAX_LEVELS: usize = 64;

/// Something that is known where a condition is looked at.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    /// What is known.
    pub(super) goal: Goal,
    /// Whether it is so.
    pub(crate) truth: bool,
    /// The words from which it is known.
    pub(crate) span: Span,
    /// Why.
    pub(crate) text: Text,
}

/// What is known.
#[derive(Debug, Clone)]
pub(super) enum Goal {
    /// A fact.
    Fact(Fact),
    /// What comes before a step of this procedure.
    After(ProcedureId, Before),
}

/// Whether a level can be the one that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It can, or it is not known.
    Live,
    /// Its condition never holds.
    Never,
    /// Whenever it holds, a worse one holds.
    Shadowed,
}

/// What is asked: whether all parts can be as they are asked to be.
#[derive(Debug, Clone, Default)]
pub(crate) struct Question<'m> {
    /// The parts.
    pub(crate) parts: Vec<(&'m Cond<'m>, bool)>,
    /// What is known besides.
    pub(crate) known: Vec<Known>,
    /// Where the parts stand.
    pub(crate) role: Option<Role>,
    /// Gauges may have no value.
    pub(crate) unset: bool,
    /// They are so whatever it is that nobody knows.
    pub(crate) certain: bool,
    /// Ranges, and what counts whole things, are forgotten.
    pub(crate) relaxed: bool,
}

/// The order of steps of a procedure, and which can become due.
struct Steps {
    of: ProcedureId,
    order: Order,
    flow: Flow,
}

/// What was not understood: gauges, ladders and procedures.
struct Broken {
    gauges: Vec<bool>,
    ladders: Vec<bool>,
    procedures: Vec<bool>,
}

/// What is known of a plan, to answer questions about its conditions.
pub(crate) struct Theory<'m> {
    /// The plan.
    pub(crate) model: &'m Model<'m>,
    pub(super) scales: Scales,
    /// Whether some level depends on a length of time.
    pub(super) levels_wait: bool,
    /// Whether some level depends on the end of a procedure.
    levels_finish: bool,
    broken: Broken,
    fates: Vec<Vec<Fate>>,
    effort: Effort,
    left: usize,
    steps: Option<Steps>,
}

impl<'m> Theory<'m> {
    /// Looks through the whole plan once; `broken` says whether a text was not understood.
    pub(crate) fn of(model: &'m Model<'m>, broken: &dyn Fn(Span) -> bool) -> Self {
        let (mut levels_wait, mut levels_finish) = (false, false);
        for level in model.ladders.iter().flat_map(|l| &l.levels) {
            level.when.iter().for_each(|when| {
                when.walk(&mut |c| {
                    levels_wait |= matches!(c.kind, CondKind::Held(..));
                    levels_finish |= matches!(c.kind, CondKind::Finished(_));
                });
            });
        }
        let mut theory = Self {
            model,
            scales: Scales::of(model),
            levels_wait,
            levels_finish,
            broken: Broken {
                gauges: model.gauges.iter().map(|g| broken(g.head.decl.span)).collect(),
                ladders: model.ladders.iter().map(|l| broken(l.head.decl.span)).collect(),
                procedures: model.procedures.iter().map(|p| broken(p.head.decl.span)).collect(),
            },
            fates: model.ladders.iter().map(|l| vec![Fate::Live; l.levels.len()]).collect(),
            effort: Effort::new(MAX_WORK),
            left: MAX_STEPS,
            steps: None,
        };
        theory.fates = (0..model.ladders.len()).map(|id| theory.fates_of(LadderId(id as u32))).collect();
        theory
    }

    /// Whether a comparison is the same at every value of its gauge: then what it is.
    pub(crate) fn constant(&self, gauge: GaugeId, sign: Compare, value: Measure) -> Option<bool> {
        self.scales.get(gauge, false).constant(sign, value.thousandths).filter(|_| !self.is_broken_gauge(gauge))
    }

    /// Whether a comparison only says where the range of its gauge begins or ends.
    pub(crate) fn is_end(&self, gauge: GaugeId, sign: Compare, value: Measure) -> bool {
        self.scales.get(gauge, false).is_end(sign, value.thousandths)
    }

    /// Whether a gauge can have a value.
    pub(crate) fn can_be(&self, gauge: GaugeId, value: Measure) -> bool {
        self.is_broken_gauge(gauge) || self.scales.get(gauge, false).has(value.thousandths)
    }

    /// As much as ever may be looked at again.
    pub(super) fn rest(&mut self) {
        (self.effort, self.left) = (Effort::new(MAX_WORK), MAX_STEPS);
    }

    pub(super) fn is_broken_gauge(&self, gauge: GaugeId) -> bool {
        self.broken.gauges.get(gauge.index()).copied().unwrap_or(true)
    }

    /// A ladder, unless part of it was not understood.
    pub(super) fn ladder(&self, id: LadderId) -> Option<&'m Ladder<'m>> {
        self.model.ladders.get(id.index()).filter(|_| self.broken.ladders.get(id.index()) == Some(&false))
    }

    /// A procedure, unless part of it was not understood: there `then` may follow another step than the one it seems to.
    fn whole_procedure(&self, id: ProcedureId) -> Option<&'m Procedure<'m>> {
        self.model.procedure(id).filter(|_| self.broken.procedures.get(id.index()) == Some(&false))
    }

    /// Rank of a level in its ladder: 1 for the mildest.
    pub(crate) fn rank(&self, ladder: LadderId, level: usize) -> usize {
        let Some(ladder) = self.model.ladders.get(ladder.index()) else { return 0 };
        if ladder.worst_first { ladder.levels.len().saturating_sub(level) } else { level + 1 }
    }

    /// Whether a level can be the one that counts.
    pub(crate) fn fate(&self, ladder: LadderId, level: usize) -> Fate {
        self.fates.get(ladder.index()).and_then(|l| l.get(level)).copied().unwrap_or(Fate::Live)
    }

    /// Whether what is written about a level decides when it holds. One that never counts is reported where it stands, so
    /// elsewhere it may hold or not.
    pub(super) fn is_live(&self, ladder: LadderId, level: usize) -> bool {
        self.ladder(ladder).is_some() && self.fate(ladder, level) == Fate::Live
    }

    fn fates_of(&mut self, id: LadderId) -> Vec<Fate> {
        let Some(ladder) = self.ladder(id) else { return Vec::new() };
        (0..ladder.levels.len()).map(|level| self.fate_of(id, level)).collect()
    }

    fn fate_of(&mut self, id: LadderId, level: usize) -> Fate {
        let Some(ladder) = self.model.ladders.get(id.index()) else { return Fate::Live };
        let few = ladder.levels.len() <= MAX_LEVELS;
        let Some(own) = ladder.levels.get(level).and_then(|l| l.when.as_ref()).filter(|_| few) else { return Fate::Live };
        let rank = self.rank(id, level);
        let mut parts = vec![(own, true)];
        let role = Some(Role::Level(id, level));
        if self.ask(&Question { parts: parts.clone(), role, ..Question::default() }) == Answer::No {
            return Fate::Never;
        }
        let worse = ladder.levels.iter().enumerate().filter(|(other, _)| self.rank(id, *other) > rank);
        parts.extend(worse.filter_map(|(_, l)| Some((l.when.as_ref()?, false))));
        if parts.len() == 1 {
            return Fate::Live;
        }
        if self.ask(&Question { parts, role, ..Question::default() }) == Answer::No { Fate::Shadowed } else { Fate::Live }
    }

    /// Answers a question. First as if nothing changed for long enough, then with what may have changed.
    pub(crate) fn ask(&mut self, question: &Question<'m>) -> Answer {
        let (formula, complete) = self.formula(question, true);
        let steady = solve(&formula, &mut self.effort);
        if matches!(steady, Answer::Yes(_)) {
            return if complete { steady } else { Answer::Undecided };
        }
        let (formula, complete) = self.formula(question, false);
        if formula.held.is_empty() {
            return steady;
        }
        match solve(&formula, &mut self.effort) {
            Answer::Yes(_) if !complete => Answer::Undecided,
            answer @ (Answer::Yes(_) | Answer::No | Answer::Undecided) => answer,
        }
    }

    /// The conditions of a ladder's levels as if nothing changed, each with rank, index and part; nothing where a level
    /// does not say when it holds.
    #[allow(clippy::type_complexity, reason = "read in one place")]
    pub(super) fn levels(&self, id: LadderId) -> Option<(Formula<'m>, Vec<(usize, usize, Node)>)> {
        let ladder = self.ladder(id)?;
        let mut builder = Builder::new(self, Reading { steady: true, ladder: Some(id), ..Reading::default() });
        let mut levels = Vec::new();
        for (index, level) in ladder.levels.iter().enumerate() {
            levels.push((self.rank(id, index), index, builder.condition(level.when.as_ref()?)));
        }
        Some((builder.finish(), levels))
    }

    /// What a question depends on.
    pub(super) fn facts(&mut self, question: &Question<'m>) -> Vec<Fact> {
        self.formula(question, false).0.facts.into_iter().map(|f| f.0).collect()
    }

    /// The formula of a question, and whether all that is known of the order of steps is in it.
    fn formula(&mut self, question: &Question<'m>, steady: bool) -> (Formula<'m>, bool) {
        let procedure = question.role.and_then(Role::procedure);
        let ladder = question.role.and_then(|r| if let Role::Level(id, _) = r { Some(id) } else { None });
        self.load(procedure);
        let reading = Reading { steady, relaxed: question.relaxed, unset: question.unset, certain: question.certain, procedure, ladder };
        let mut left = self.left;
        let mut builder = Builder::new(self, reading);
        question.parts.iter().for_each(|(cond, truth)| builder.goal(cond, *truth));
        question.known.iter().for_each(|known| builder.known(known));
        let complete = match (&self.steps, procedure) {
            (Some(steps), Some(id)) if steps.of == id => builder.laws(id, &steps.order, &mut left),
            _ => true,
        };
        let formula = builder.finish();
        self.left = left;
        (formula, complete)
    }

    /// Looks through the steps of a procedure, unless it is the one looked at last.
    fn load(&mut self, id: Option<ProcedureId>) {
        if self.steps.as_ref().map(|s| s.of) == id {
            return;
        }
        let procedure = id.and_then(|id| self.whole_procedure(id));
        self.steps = id.zip(procedure).map(|(of, p)| Steps { of, order: Order::of(p), flow: Flow::of(p) });
    }

    /// Whether a step is known never to become due, for a reason that is reported elsewhere.
    pub(super) fn is_out_of_reach(&mut self, id: ProcedureId, step: StepId) -> bool {
        self.load(Some(id));
        self.steps.as_ref().is_some_and(|s| !s.flow.can_be_due(step))
    }

    /// Whether the end of a procedure waits only for what comes after it or never: that is reported elsewhere.
    pub(super) fn waits_in_vain(&mut self, id: ProcedureId, cond: &Cond<'_>) -> bool {
        match &cond.kind {
            CondKind::And(parts) => parts.iter().any(|p| self.waits_in_vain(id, p)),
            CondKind::Or(parts) => parts.iter().all(|p| self.waits_in_vain(id, p)),
            CondKind::Held(inner, _) => self.waits_in_vain(id, inner),
            CondKind::Finished(other) => *other == id,
            CondKind::Done(step) => self.model.procedure(id).and_then(|p| p.step(*step)).is_some_and(|s| s.in_recovery) || self.is_out_of_reach(id, *step),
            CondKind::Not(_) | CondKind::Signal(_) | CondKind::Level(..) | CondKind::Gauge(..) | CondKind::Ladder(..) | CondKind::Unknown => false,
        }
    }

    /// What is known wherever a condition is looked at.
    pub(super) fn known(&self, place: &Place<'m>) -> Vec<Known> {
        let (mut done, mut finished) = (BTreeSet::new(), false);
        let id = place.role.procedure();
        place.cond.walk(&mut |c| {
            if let CondKind::Done(step) = c.kind {
                done.insert(step);
            }
            finished |= match c.kind {
                CondKind::Finished(other) => Some(other) == id,
                CondKind::Level(..) | CondKind::Ladder(..) => self.levels_finish,
                CondKind::Or(_) | CondKind::And(_) | CondKind::Not(_) | CondKind::Held(..) | CondKind::Done(_) | CondKind::Signal(_) | CondKind::Gauge(..) | CondKind::Unknown => false,
            };
        });
        let Some((id, procedure)) = id.and_then(|id| Some((id, self.model.procedure(id)?))) else { return Vec::new() };
        let own = place.role.step().and_then(|s| Some((s, procedure.step(s)?)));
        let in_recovery = own.is_some_and(|(_, s)| s.in_recovery);
        let mut known: Vec<Known> = finished.then(|| own_end(id, procedure, in_recovery)).into_iter().collect();
        if done.is_empty() || self.whole_procedure(id).is_none() {
            return known;
        }
        known.extend(own.map(|(at, step)| itself(id, at, step)));
        known.extend(own.and_then(|(_, step)| comes_after(id, step)));
        let starts = matches!(place.role, Role::Start(..));
        for step in done.iter().filter(|s| place.role.step() != Some(**s)) {
            known.extend(if starts { before_start(id, procedure, *step) } else { too_late(id, procedure, *step, in_recovery) });
        }
        known
    }
}

fn itself(id: ProcedureId, at: StepId, step: &Step<'_>) -> Known {
    let title = step.title();
    let text = text!("`{title}` is not done before it is due", "轮到 `{title}` 之前，它还没有完成");
    Known { goal: Goal::Fact(Fact::Done(id, at)), truth: false, span: step.name().span, text }
}

fn comes_after(id: ProcedureId, step: &Step<'_>) -> Option<Known> {
    let (order, title) = (step.after.as_ref()?, step.title());
    let text = text!("`{title}` comes after these", "`{title}` 排在它们之后");
    Some(Known { goal: Goal::After(id, written_before(step)), truth: true, span: order.span, text })
}

fn own_end(id: ProcedureId, procedure: &Procedure<'_>, in_recovery: bool) -> Known {
    let title = procedure.head.title();
    let text = if in_recovery {
        text!("the recovery begins when `{title}` has finished", "善后在 `{title}` 结束之后才开始")
    } else {
        text!("`{title}` has not finished as long as this is asked", "此时 `{title}` 还没有结束")
    };
    Known { goal: Goal::Fact(Fact::Finished(id)), truth: in_recovery, span: procedure.head.name.span, text }
}

fn before_start(id: ProcedureId, procedure: &Procedure<'_>, at: StepId) -> Option<Known> {
    let step = procedure.step(at)?;
    let (title, name) = (procedure.head.title(), step.title());
    let text = text!("`{name}` is done only after `{title}` has started", "`{name}` 要在 `{title}` 启动之后才进行");
    Some(Known { goal: Goal::Fact(Fact::Done(id, at)), truth: false, span: step.name().span, text })
}

fn too_late(id: ProcedureId, procedure: &Procedure<'_>, at: StepId, in_recovery: bool) -> Option<Known> {
    let step = procedure.step(at).filter(|s| s.in_recovery && !in_recovery)?;
    let name = step.title();
    let text = text!("`{name}` belongs to the recovery, which begins after the end", "`{name}` 属于善后，处置终止之后才进行");
    Some(Known { goal: Goal::Fact(Fact::Done(id, at)), truth: false, span: step.name().span, text })
}
