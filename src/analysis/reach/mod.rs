//! What happens in some run, and what in none, exactly: the states of a plan are looked through, each time only the part on
//! which something depends. What the plain analysis of [`flow`](super::flow) rules out is not looked at again.
//!
//! Time may pass as it likes between two events: what lengths of time exclude is for other rules to say.

mod clocked;
mod cone;
mod net;
mod run;
mod search;
mod sim;
mod keep;
mod sure;

use super::flow::whole::{Bar, Fact, Spark, Target, Wait, Whole};
use crate::model::{Model, ProcedureId, StepId};
use crate::source::Span;
use cone::{Cone, Goal};
use net::{Net, first};
use search::{Answer, search};
use sure::sure;

/// Most conditions looked at for one thing, and in one plan.
const MAX_WORK: usize = 2_000_000;
const MAX_PLAN_WORK: usize = 30_000_000;

/// What was found out.
pub(crate) struct Reach {
    net: Option<Net>,
    first: Vec<usize>,
    /// What could not be decided.
    pub(crate) undecided: Vec<Target>,
    /// The conditions are too many to be read.
    pub(crate) too_large: bool,
}

impl Reach {
    /// Looks at all that is not ruled out yet; what happens in no run is ruled out from now on.
    pub(crate) fn of(model: &Model<'_>, whole: &mut Whole, broken: &dyn Fn(Span) -> bool) -> Self {
        let first = first(&model.procedures);
        // Where something was not understood, it may be what is missing.
        let net = if whole.sure { Net::of(model, broken, &first) } else { None };
        let too_large = whole.sure && net.is_none();
        let mut reach = Self { net, first, undecided: Vec::new(), too_large };
        let Some(net) = &reach.net else { return reach };
        let found = sure(net, &|step| whole.can_target(reach.due(step)));
        let known = |target: Target| match reach.goal(target) {
            Goal::Start(id) => found.starts.contains(&id),
            Goal::Due(step) => found.due.contains(&step),
            Goal::End(id, at) => found.ends.contains(&(id, at)),
            Goal::Spark(..) | Goal::Before(..) => false,
        };
        let targets: Vec<Target> = targets(model, whole).into_iter().filter(|t| !known(*t)).collect();
        let mut left = MAX_PLAN_WORK;
        for target in targets {
            if whole.can_target(target) {
                match reach.decide(model, target, &mut left) {
                    Some(Ok(())) => {}
                    Some(Err(wait)) => whole.rule_out(target, wait),
                    None => reach.undecided.push(target),
                }
            }
        }
        reach
    }

    /// A step by its number in the plan.
    fn due(&self, step: usize) -> Target {
        let of = self.first.partition_point(|first| *first <= step).saturating_sub(1);
        let at = step - self.first.get(of).copied().unwrap_or(step);
        Target::Due(ProcedureId(of as u32), StepId(at as u32))
    }

    fn goal(&self, target: Target) -> Goal {
        match target {
            Target::Start(id) => Goal::Start(id.index()),
            Target::Due(id, step) => Goal::Due(self.first.get(id.index()).copied().unwrap_or(0) + step.index()),
            Target::End(id, at) => Goal::End(id.index(), at),
        }
    }

    fn start_of(&self, spark: &Spark) -> Option<Goal> {
        match spark.fact {
            Fact::Due(id, step) => Some(Goal::Spark(self.first.get(id.index())? + step.index(), spark.to.index(), spark.late)),
            Fact::End(from) => Some(Goal::Before(from.index(), spark.to.index())),
            Fact::Start(_) => None,
        }
    }

    /// Whether something starts a procedure that has not started yet in some run; `None` where that is too much to say.
    pub(crate) fn has_effect(&self, spark: &Spark, left: &mut usize) -> Option<bool> {
        match self.ask(self.start_of(spark)?, None, left) {
            Answer::Yes(_) => Some(true),
            Answer::No => Some(false),
            Answer::TooLarge => None,
        }
    }

    fn ask(&self, goal: Goal, lenient: Option<(usize, Option<usize>)>, left: &mut usize) -> Answer {
        let Some(net) = &self.net else { return Answer::TooLarge };
        let (part, numbers) = Cone::of(net, goal, lenient).project(false);
        let Some(goal) = numbers.goal(goal) else { return Answer::TooLarge };
        let mut own = MAX_WORK.min(*left);
        let before = own;
        let answer = search(&part, goal, &mut own);
        *left -= before - own;
        answer
    }

    /// Whether it happens in some run, or why in none; `None` where that is too much to say.
    fn decide(&self, model: &Model<'_>, target: Target, left: &mut usize) -> Option<Result<(), Wait>> {
        let goal = self.goal(target);
        match self.ask(goal, None, left) {
            Answer::Yes(_) => Some(Ok(())),
            Answer::TooLarge => self.net.as_ref().map_or(Some(Ok(())), |_| None),
            Answer::No => Some(Err(self.why(model, target, goal, left))),
        }
    }

    fn why(&self, model: &Model<'_>, target: Target, goal: Goal, left: &mut usize) -> Wait {
        let (id, span) = match target {
            Target::Start(id) => (id, model.procedure(id).map(|p| p.starts.first().map_or(p.head.name.span, |s| s.when.span))),
            Target::Due(id, step) => (id, model.procedure(id).and_then(|p| p.step(step)).map(|s| s.name().span)),
            Target::End(id, at) => (id, model.procedure(id).and_then(|p| p.finishes.get(at)).map(|f| f.when.span)),
        };
        let finishes = model.procedure(id).map_or(&[][..], |p| p.finishes.as_slice());
        let mut lenient = |one: Option<usize>| matches!(self.ask(goal, Some((id.index(), one)), left), Answer::Yes(_));
        let forced: Vec<usize> = finishes.iter().enumerate().filter(|(at, f)| f.consents.is_empty() && target != Target::End(id, *at)).map(|(at, _)| at).collect();
        let early = !matches!(target, Target::Start(_)) && !forced.is_empty() && lenient(None);
        let one = if early { forced.iter().copied().find(|at| lenient(Some(*at))).or(forced.first().copied()) } else { None };
        let bar = one.and_then(|at| finishes.get(at)).map_or(Bar::Apart, |f| Bar::Ended(f.span));
        Wait { span: span.unwrap_or(Span::new(model.root, 0, 0)), what: Err(bar) }
    }
}

/// All that can happen as far as is known, causes before what they bring about.
fn targets(model: &Model<'_>, whole: &Whole) -> Vec<Target> {
    let mut found = Vec::new();
    for fact in whole.in_turn() {
        match fact {
            Fact::Start(id) => found.push(Target::Start(id)),
            Fact::Due(id, step) => found.push(Target::Due(id, step)),
            Fact::End(id) => {
                let count = model.procedure(id).map_or(0, |p| p.finishes.len());
                found.extend((0..count).map(|at| Target::End(id, at)));
            }
        }
    }
    found
}
