//! A run that shows that something never happens: it goes as far towards it as any can. Or one in which something does.

use super::Reach;
use super::clocked::Clocked;
use super::cone::{Cone, Goal, Numbers};
use super::net::{Net, initial};
use super::search::{Answer, furthest, search};
use super::sim::{Move, Phase, Sim};
use crate::analysis::states::formula::{Atom, Expr};
use crate::analysis::states::told::{PACES, agree, set};
use crate::diagnostic::{Event, Happening};
use crate::model::{Model, ProcedureId};

/// Most conditions looked at for one run.
const MAX_WORK: usize = 200_000;

/// Runs of more moves are told as they were found, also where less would do.
const MAX_MOVES: usize = 60;

/// What a run is to show: so many of these conditions, and where a procedure is then.
struct Aim {
    goal: Goal,
    parts: Vec<Expr>,
    phase: Option<(usize, Phase)>,
    /// An end comes first.
    ended: bool,
    /// The last of it: this step is done, or late.
    last: Option<usize>,
}

impl Reach {
    /// The run that goes furthest towards something that never happens; `ended` where an end comes first. What is looked at
    /// costs of `left`.
    pub(crate) fn towards(&self, model: &Model<'_>, target: super::Target, ended: bool, left: &mut usize) -> Vec<Event> {
        let goal = self.goal(target);
        self.net.as_ref().and_then(|net| shown(model, net, &aim(net, goal, ended)?, left)).unwrap_or_default()
    }

    /// A run in which a step is due and then done, or is late; or in which a procedure ends.
    pub(crate) fn idle(&self, model: &Model<'_>, spark: &super::Spark, left: &mut usize) -> Vec<Event> {
        let Some((net, goal)) = self.net.as_ref().zip(self.start_of(spark)) else { return Vec::new() };
        let aim = match goal {
            Goal::Spark(step, _, false) => Aim { goal, parts: vec![Expr::Atom(Atom::Done(step, true))], phase: None, ended: false, last: Some(step) },
            Goal::Spark(step, ..) => Aim { goal, parts: Vec::new(), phase: None, ended: false, last: Some(step) },
            Goal::Before(from, _) => Aim { goal: Goal::Before(from, from), parts: vec![Expr::Atom(Atom::Ended(from, true))], phase: Some((from, Phase::Ended)), ended: false, last: None },
            Goal::Start(_) | Goal::Due(_) | Goal::End(..) => return Vec::new(),
        };
        shown(model, net, &aim, left).unwrap_or_default()
    }
}

/// What a condition joins by `and`.
fn parts(expr: &Expr) -> Vec<Expr> {
    match expr {
        Expr::All(list) => list.iter().flat_map(parts).collect(),
        Expr::Const(_) | Expr::Atom(_) | Expr::Any(_) => vec![expr.clone()],
    }
}

fn aim(net: &Net, goal: Goal, ended: bool) -> Option<Aim> {
    let (parts, phase) = match goal {
        Goal::Due(step) => {
            let stage = net.steps.get(step)?;
            let turn = if stage.recovery || ended { Phase::Ended } else { Phase::Active };
            (parts(&stage.guard), Some((stage.of, turn)))
        }
        Goal::End(id, at) => {
            let finish = net.procedures.get(id)?.finishes.get(at)?;
            (parts(&finish.when), Some((id, if ended { Phase::Ended } else { Phase::Active })))
        }
        Goal::Start(id) => {
            let own = net.procedures.get(id)?.starts.iter().flat_map(|s| parts(&s.when));
            let lit = net.lit_by.get(id).into_iter().flatten().map(|step| Expr::Atom(Atom::Done(*step, true)));
            (own.chain(lit).collect(), None)
        }
        Goal::Spark(..) | Goal::Before(..) => return None,
    };
    Some(Aim { goal, parts, phase, ended, last: None })
}

impl Aim {
    /// How much of it a state shows.
    fn rate(&self, sim: &Sim<'_>, local: &[Expr], numbers: &Numbers) -> usize {
        let phase = self.phase.and_then(|(id, phase)| Some(sim.is_in(*numbers.procedures.get(&id)?, phase)));
        let late = matches!(self.goal, Goal::Spark(step, _, true) if numbers.steps.get(&step).is_some_and(|at| sim.due.get(*at) == Some(&true)));
        local.iter().filter(|e| sim.so(e)).count() + if phase == Some(true) { self.phase_counts() } else { 0 } + usize::from(late)
    }

    /// That a procedure has ended is what is to be seen before all else.
    fn phase_counts(&self) -> usize {
        if matches!(self.phase, Some((_, Phase::Ended))) { self.parts.len() + 1 } else { usize::from(self.phase.is_some()) }
    }

    /// The most that any state can show: all of it never comes together, unless the phase is that after the end.
    fn most(&self) -> usize {
        match (self.goal, self.phase) {
            (Goal::Due(_) | Goal::End(..), Some((_, Phase::Active))) => self.parts.len(),
            (..) => self.parts.len() + self.phase_counts(),
        }
    }

    fn local(&self, cone: &Cone<'_>, all: bool, numbers: &Numbers) -> Vec<Expr> {
        self.parts.iter().map(|p| cone.local(p, all, numbers)).collect()
    }
}

fn shown(model: &Model<'_>, net: &Net, aim: &Aim, left: &mut usize) -> Option<Vec<Event>> {
    let cone = Cone::of(net, aim.goal, None);
    let (part, numbers) = cone.project(false);
    let mut own = MAX_WORK.min(*left);
    let before = own;
    let moves = match (aim.last, aim.goal) {
        (Some(step), goal) => {
            let Answer::Yes(mut moves) = search(&part, numbers.goal(Goal::Due(step))?, &mut own) else { return None };
            let own = *numbers.steps.get(&step)?;
            moves.push(match goal {
                Goal::Spark(_, to, true) => Move::Late(own, part.steps.get(own)?.late.iter().position(|l| Some(&l.to) == numbers.procedures.get(&to))?),
                Goal::Spark(..) | Goal::Start(_) | Goal::Due(_) | Goal::End(..) | Goal::Before(..) => Move::Do(own, true),
            });
            moves
        }
        (None, _) => {
            let local = aim.local(&cone, false, &numbers);
            furthest(&part, &|sim| aim.rate(sim, &local, &numbers), aim.most(), &mut own).1
        }
    };
    *left -= before - own;
    let (whole, all) = cone.project(true);
    let moves: Vec<Move> = moves.iter().map(|what| moved(&part, &whole, *what)).collect::<Option<_>>()?;
    let local = aim.local(&cone, true, &all);
    let rate = |run: &Clocked<'_>| aim.rate(&run.sim, &local, &all) + usize::from(run.is_late(aim.last.and_then(|step| all.steps.get(&step).copied())));
    // Where time gets in between, less may be seen than without.
    let paced = PACES.into_iter().map(|pace| (pace, rate(&Clocked::play(&whole, &moves, pace))));
    let (pace, rated) = paced.fold((60_000, 0), |best, next| if next.1 > best.1 { next } else { best });
    let (moves, rated) = fewest(moves, rated, &|moves| rate(&Clocked::play(&whole, moves, pace)));
    // Where an end comes first, that is what is to be seen.
    if rated == 0 || aim.ended && rated < aim.phase_counts() {
        return None;
    }
    let run = Clocked::play(&whole, &moves, pace);
    let mut events = Vec::new();
    for (at, what) in &run.told {
        tell(model, &whole, *at, *what, &mut events)?;
    }
    if events.last().is_none_or(|e| e.at < run.now) && run.now > 0 || run.waits {
        events.push(Event { at: run.now, what: Happening::Wait });
    }
    Some(events)
}

/// The moves without those that are not needed for what they show, or that stand in its way.
fn fewest(mut moves: Vec<Move>, mut rated: usize, rate: &dyn Fn(&[Move]) -> usize) -> (Vec<Move>, usize) {
    if moves.len() > MAX_MOVES {
        return (moves, rated);
    }
    let without = |moves: &[Move], at: usize| moves.iter().enumerate().filter(|(place, _)| *place != at).map(|(_, m)| *m).collect::<Vec<_>>();
    while let Some(better) = (0..moves.len()).map(|at| without(&moves, at)).find(|fewer| rate(fewer) > rated) {
        rated = rate(&better);
        moves = better;
    }
    for at in (0..moves.len()).rev() {
        let fewer = without(&moves, at);
        if rate(&fewer) >= rated {
            moves = fewer;
        }
    }
    (moves, rated)
}

/// The same move in another part of the plan.
fn moved(from: &Net, to: &Net, what: Move) -> Option<Move> {
    let id = |at: usize| to.procedures.iter().position(|p| Some(p.origin) == from.procedures.get(at).map(|p| p.origin));
    let step = |at: usize| to.steps.iter().position(|s| Some(s.origin) == from.steps.get(at).map(|s| s.origin));
    let held = |at: usize| to.held.iter().position(|h| Some(h.origin) == from.held.get(at).map(|h| h.origin));
    Some(match what {
        Move::Set(thing, value) => Move::Set(to.things.iter().position(|t| Some(t) == from.things.get(thing))?, value),
        Move::Do(at, all) => Move::Do(step(at)?, all),
        Move::Late(at, late) => {
            let origin = from.procedures.get(from.steps.get(at)?.late.get(late)?.to)?.origin;
            let place = to.steps.get(step(at)?)?.late.iter().position(|l| to.procedures.get(l.to).is_some_and(|p| p.origin == origin))?;
            Move::Late(step(at)?, place)
        }
        Move::Agree(at) => Move::Agree(step(at)?),
        Move::Mature(at) => Move::Mature(held(at)?),
        Move::Ripen(at) => Move::Ripen(held(at)?),
        Move::Begin(at) => Move::Begin(id(at)?),
        Move::StartBy(at, start) => Move::StartBy(id(at)?, start),
        Move::StartLate(..) => return None,
        Move::EndBy(at, finish) => Move::EndBy(id(at)?, finish),
    })
}

fn tell(model: &Model<'_>, net: &Net, at: u64, what: Move, events: &mut Vec<Event>) -> Option<()> {
    let mut push = |what| events.push(Event { at, what });
    let course = |id: usize| model.procedure(ProcedureId(net.procedures.get(id)?.origin as u32));
    let step = |at: usize| {
        let stage = net.steps.get(at)?;
        let first = net.procedures.get(stage.of)?.first;
        course(stage.of)?.steps.get(stage.origin.checked_sub(first)?)
    };
    match what {
        Move::Set(thing, value) => {
            let thing = *net.things.get(thing)?;
            if value != initial(thing) || !matches!(value, i64::MIN) {
                push(set(model, thing, value)?);
            }
        }
        Move::Do(at, _) => push(Happening::Done(step(at)?.name().text.clone())),
        Move::Agree(at) => agree(model, &step(at)?.consents, &mut push),
        Move::StartBy(id, start) => agree(model, &course(id)?.starts.get(start)?.consents, &mut push),
        Move::EndBy(id, finish) => agree(model, &course(id)?.finishes.get(finish)?.consents, &mut push),
        Move::Begin(_) | Move::Late(..) | Move::Mature(_) | Move::Ripen(_) | Move::StartLate(..) => {}
    }
    Some(())
}
