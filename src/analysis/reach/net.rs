//! A whole plan, as runs see it: what the world decides, and what each procedure does then.

use crate::analysis::conditions::Scales;
use crate::analysis::states::formula::{Atom, Expr, UNSET};
use crate::analysis::states::reader::{Facts, Reader, Thing};
use crate::ast::Modal;
use crate::model::{ActKind, Clock, ElseKind, Limit, Model, Procedure, ProcedureId, Step, StepId};
use crate::source::Span;
use std::ops::Range;

/// Most parts of conditions that are read in a plan.
const MAX_SIZE: usize = 2_000_000;

/// What happens of something that need not happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Urge {
    /// It never does: nothing asks for it.
    Never,
    /// It does as soon as it can: that never does harm.
    Soon,
    /// Perhaps.
    Free,
}

/// A plan, or the part of it on which something depends.
#[derive(Debug)]
pub(super) struct Net {
    pub(super) things: Vec<Thing>,
    /// For each thing, the values that make a difference.
    pub(super) samples: Vec<Vec<i64>>,
    /// For each thing, whether it gets its value at once or at any time.
    pub(super) changes: Vec<Urge>,
    /// Conditions for so long.
    pub(super) held: Vec<Hold>,
    /// Conditions that several others ask.
    pub(super) shared: Vec<Expr>,
    pub(super) procedures: Vec<Course>,
    pub(super) steps: Vec<Stage>,
    /// For each procedure, the steps that may start it.
    pub(super) lit_by: Vec<Vec<usize>>,
}

/// A condition that has to hold for so long.
#[derive(Debug)]
pub(super) struct Hold {
    /// Its number in the plan.
    pub(super) origin: usize,
    pub(super) when: Expr,
    pub(super) millis: u64,
    pub(super) urge: Urge,
}

/// A procedure.
#[derive(Debug)]
pub(super) struct Course {
    /// Its number in the plan, and that of its first step.
    pub(super) origin: usize,
    pub(super) first: usize,
    pub(super) starts: Vec<Turn>,
    pub(super) finishes: Vec<Turn>,
    pub(super) steps: Range<usize>,
    /// Somebody starts it, nothing says when.
    pub(super) anytime: bool,
    pub(super) start: Urge,
    pub(super) end: Urge,
}

/// A start or an end.
#[derive(Debug)]
pub(super) struct Turn {
    /// Its number in the procedure.
    pub(super) origin: usize,
    pub(super) when: Expr,
    /// Somebody has to agree.
    pub(super) asked: bool,
    /// What starts when nobody agrees in time.
    pub(super) late: Vec<usize>,
}

/// A step.
#[derive(Debug)]
pub(super) struct Stage {
    /// Its number in the plan.
    pub(super) origin: usize,
    pub(super) of: usize,
    pub(super) recovery: bool,
    pub(super) guard: Expr,
    /// Somebody has to agree before it is due.
    pub(super) asked: bool,
    /// The longest time that equipment takes.
    pub(super) automatic: Option<u64>,
    /// What it starts when it is done, and whether it must.
    pub(super) starts: Vec<(usize, bool)>,
    pub(super) late: Vec<Late>,
    /// It is due again after some time.
    pub(super) again: bool,
    pub(super) done: Urge,
}

/// What starts when a limit passes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Late {
    pub(super) to: usize,
    /// How long; `None` where it has no measure.
    pub(super) millis: Option<u64>,
    /// The step that has to be done before it counts.
    pub(super) of: Option<usize>,
    pub(super) clock: Clock,
}

/// Steps numbered through the whole plan.
struct Plan<'r> {
    first: &'r [usize],
    at: usize,
}

impl Facts for Plan<'_> {
    fn done(&self, step: StepId, is: bool) -> Expr {
        let first = self.first.get(self.at).copied().unwrap_or(0);
        Expr::Atom(Atom::Done(first + step.index(), is))
    }

    fn finished(&self, id: ProcedureId, is: bool) -> Expr {
        Expr::Atom(Atom::Ended(id.index(), is))
    }

    fn grants(&self, _: Thing) -> bool {
        false
    }

    fn heeds_all(&self) -> bool {
        true
    }
}

impl Net {
    /// Reads a plan; `None` where it is too large. `first` has the number of the first step of each procedure.
    pub(super) fn of(model: &Model<'_>, broken: &dyn Fn(Span) -> bool, first: &[usize]) -> Option<Self> {
        let mut reader = Reader::new(model, broken, MAX_SIZE);
        let (mut procedures, mut steps) = (Vec::new(), Vec::new());
        for (at, procedure) in model.procedures.iter().enumerate() {
            let plan = Plan { first, at };
            let starts = procedure.starts.iter().enumerate().map(|(origin, start)| Turn {
                origin,
                when: reader.condition(&start.when, true, &plan),
                asked: !start.consents.is_empty(),
                late: start.limit.iter().filter_map(passed).map(|p| p.0).collect(),
            }).collect();
            let finishes = procedure.finishes.iter().enumerate().map(|(origin, finish)| Turn {
                origin,
                when: reader.condition(&finish.when, true, &plan),
                asked: !finish.consents.is_empty(),
                late: Vec::new(),
            }).collect();
            let begin = steps.len();
            for step in &procedure.steps {
                let origin = steps.len();
                steps.push(stage(&mut reader, &plan, at, origin, step));
            }
            let steps = begin..steps.len();
            procedures.push(Course { origin: at, first: begin, starts, finishes, steps, anytime: procedure.starts.is_empty(), start: Urge::Free, end: Urge::Free });
        }
        if reader.too_large {
            return None;
        }
        let lit: Vec<usize> = steps.iter().flat_map(Stage::targets).chain(procedures.iter().flat_map(|p| p.starts.iter().flat_map(|s| s.late.iter().copied()))).collect();
        for to in lit {
            procedures.get_mut(to).into_iter().for_each(|p: &mut Course| p.anytime = false);
        }
        let scales = Scales::of(model);
        let samples = reader.things.iter().zip(&reader.thresholds).map(|(thing, thresholds)| match thing {
            Thing::Signal(_) | Thing::Level(..) | Thing::Open(_) => vec![0, 1],
            Thing::Gauge(gauge) => scales.get(*gauge, false).samples(thresholds.clone()),
        }).collect();
        let held = reader.held.into_iter().enumerate().map(|(origin, h)| Hold { origin, when: h.is, millis: h.millis, urge: Urge::Free }).collect();
        let changes = vec![Urge::Free; reader.things.len()];
        let mut lit_by = vec![Vec::new(); procedures.len()];
        for (at, step) in steps.iter().enumerate() {
            step.targets().for_each(|to| lit_by.get_mut(to).into_iter().for_each(|list: &mut Vec<usize>| list.push(at)));
        }
        Some(Self { things: reader.things, samples, changes, held, shared: reader.shared, procedures, steps, lit_by })
    }

    /// The values before anything happens.
    pub(super) fn initial(&self) -> Vec<i64> {
        self.things.iter().map(|thing| initial(*thing)).collect()
    }
}

/// The value of a thing before anything happens.
pub(super) fn initial(thing: Thing) -> i64 {
    match thing {
        Thing::Gauge(_) => UNSET,
        Thing::Signal(_) | Thing::Level(..) | Thing::Open(_) => 0,
    }
}

impl Stage {
    /// All that it may start.
    pub(super) fn targets(&self) -> impl Iterator<Item = usize> {
        self.starts.iter().map(|s| s.0).chain(self.late.iter().map(|l| l.to))
    }
}

fn stage(reader: &mut Reader<'_, '_>, plan: &Plan<'_>, of: usize, origin: usize, step: &Step<'_>) -> Stage {
    let mut all: Vec<Expr> = step.after.iter().map(|o| reader.order(o, plan)).collect();
    all.extend(step.when.iter().map(|c| reader.condition(c, true, plan)));
    let started = |kind: &ActKind<'_>| if let ActKind::ActivateProcedure(to) = kind { Some(to.index()) } else { None };
    let duties = step.duties.iter().filter(|d| d.modal != Modal::MustNot);
    let own = duties.filter_map(|d| Some((started(&d.act.kind)?, d.modal != Modal::May)));
    let automatic = step.automatic.iter().filter_map(|(_, act)| Some((started(&act.as_ref()?.kind)?, true)));
    let late = step.all_limits().filter_map(|limit| {
        let (to, millis) = passed(limit)?;
        let of = if let Clock::Step(step) = limit.clock { Some(step) } else { None };
        Some(Late { to, millis, clock: limit.clock, of: of.and_then(|s| plan.first.get(plan.at).map(|first| first + s.index())) })
    });
    Stage {
        origin,
        of,
        recovery: step.in_recovery,
        guard: Expr::All(all),
        asked: !step.consents.is_empty(),
        automatic: step.automatic.as_ref().map(|_| step.takes.map_or(0, |t| t.1)),
        starts: own.chain(automatic).collect(),
        late: late.collect(),
        again: !step.repeats.is_empty() || step.duties.iter().any(|d| !d.repeats.is_empty()),
        done: Urge::Free,
    }
}

/// The procedure that starts when a limit passes, and the length of the limit.
fn passed(limit: &Limit<'_>) -> Option<(usize, Option<u64>)> {
    match &limit.otherwise.as_ref()?.kind {
        ElseKind::Act(act) => if let ActKind::ActivateProcedure(to) = act.kind { Some((to.index(), limit.time.millis())) } else { None },
        ElseKind::Escalate(..) => None,
    }
}

/// The number of the first step of each procedure.
pub(super) fn first(procedures: &[Procedure<'_>]) -> Vec<usize> {
    procedures.iter().scan(0, |next, p| Some(std::mem::replace(next, *next + p.steps.len()))).collect()
}
