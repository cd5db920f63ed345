//! The meaning of a plan, slow and obvious: all that has happened is kept, and at each turn everything is judged anew from the first
//! entry on. Written from docs/language.md over the resolved plan; it shares nothing with the engine but the form of its effects.

pub(crate) mod facts;
pub(crate) mod people;
mod timers;
pub(crate) mod world;

use crate::traces::{Event, Timed};
use facts::{Node, View, rank};
use preplan::ast::{ActorsKind, Modal};
use preplan::check::Checked;
use preplan::emit::program::layout::{GREATEST, LATEST};
use preplan::emit::runbook::Place;
use preplan::engine::Refused;
use preplan::engine::trace::{By, Record, Shown};
use preplan::model::{Act, ActKind, Callee, CondKind, Consent, Else, ElseKind, Limit, Model, Parties, Party, PostId, Procedure, Step};
use preplan::source::{Sources, Span};
use world::{Fact, Phase, World};

/// An effect with its time in milliseconds; that of the record is left empty.
pub(crate) type Seen = (i64, Record);

pub(crate) struct Judge<'m> {
    pub(crate) model: &'m Model<'m>,
    sources: &'m Sources,
    /// Ladders and held conditions in the order in which they are looked at.
    pub(crate) order: Vec<Node<'m>>,
    pub(crate) history: Vec<(i64, Fact)>,
    pub(crate) now: i64,
    pub(crate) begun: bool,
    /// The procedures that take part.
    pub(crate) scope: Vec<usize>,
    seen: Vec<Seen>,
}

/// Where something comes from: its procedure, its step, and its place in the text.
#[derive(Clone, Copy)]
struct From<'m> {
    procedure: &'m Procedure<'m>,
    step: Option<&'m Step<'m>>,
    at: Span,
}

/// One who must agree, and in what.
struct Asked<'m> {
    party: &'m Party,
    open: bool,
}

impl<'m> Judge<'m> {
    pub(crate) fn new(checked: &'m Checked<'m>) -> Self {
        let model = checked.model();
        Self {
            model,
            sources: checked.project().sources(),
            order: facts::in_order(model),
            history: Vec::new(),
            now: 0,
            begun: false,
            scope: Vec::new(),
            seen: Vec::new(),
        }
    }

    /// What an event brings about, or why it is refused; time may have passed all the same.
    pub(crate) fn play(&mut self, timed: Timed) -> (Vec<Seen>, Result<(), Refused>) {
        let result = self.event(timed);
        (std::mem::take(&mut self.seen), result)
    }

    pub(crate) fn world(&self) -> World {
        World::after(&self.history)
    }

    /// The steps of all procedures, one after another.
    pub(crate) fn steps(&self) -> Vec<(usize, &'m Step<'m>)> {
        self.model.procedures.iter().enumerate().flat_map(|(id, p)| p.steps.iter().map(move |s| (id, s))).collect()
    }

    fn event(&mut self, Timed { at, event }: Timed) -> Result<(), Refused> {
        let known = match event {
            Event::Reload => return Ok(()),
            Event::Begin(_) if self.begun => return Err(Refused::Begun),
            Event::Begin(only) => return self.begin(only),
            Event::Raise(id) | Event::Clear(id) => id < self.model.signals.len(),
            Event::Set(id, _) => id < self.model.gauges.len(),
            Event::Done(id) => id < self.steps().len(),
            Event::Approve(id) | Event::Unreachable(id) => id < self.model.posts.len(),
            Event::Advance => true,
        };
        if !known {
            return Err(Refused::Unknown);
        }
        if matches!(event, Event::Set(_, value) if value.unsigned_abs() > GREATEST.unsigned_abs()) {
            return Err(Refused::OutOfRange);
        }
        if !self.begun {
            return Err(Refused::NotBegun);
        }
        if !(0..=LATEST).contains(&at) {
            return Err(Refused::OutOfTime);
        }
        if at < self.now {
            return Err(Refused::InThePast);
        }
        // Timers at an instant fall once it is over.
        self.pass(if event == Event::Advance { at } else { at - 1 });
        self.now = at;
        match event {
            Event::Raise(id) => self.note(Fact::Raised(id)),
            Event::Clear(id) => self.note(Fact::Cleared(id)),
            Event::Set(id, value) => self.note(Fact::Set(id, value)),
            Event::Unreachable(id) => self.note(Fact::Away(id)),
            Event::Done(id) => {
                let (procedure, step) = self.steps()[id];
                let world = self.world();
                if !(world.step(step.span).open && in_phase(&world, procedure, step)) {
                    return Err(Refused::NotDue);
                }
                self.complete(procedure, step);
            }
            Event::Approve(id) => {
                let world = self.world();
                let post = PostId(id as u32);
                let heard: Vec<Span> = self.asked(&world).iter().filter(|a| a.open && people::may_agree(self.model, &world, a.party, post)).map(|a| a.party.span).collect();
                if heard.is_empty() {
                    return Err(Refused::NotAsked);
                }
                heard.into_iter().for_each(|who| self.note(Fact::Given(who)));
            }
            Event::Advance | Event::Begin(_) | Event::Reload => return Ok(()),
        }
        self.settle();
        Ok(())
    }

    fn begin(&mut self, only: Option<usize>) -> Result<(), Refused> {
        self.scope = match only {
            None => (0..self.model.procedures.len()).collect(),
            Some(id) if id < self.model.procedures.len() => self.activated_by(id),
            Some(_) => return Err(Refused::Unknown),
        };
        self.begun = true;
        self.settle();
        Ok(())
    }

    /// A procedure and those that it can activate, directly or through others.
    fn activated_by(&self, first: usize) -> Vec<usize> {
        let mut found = vec![first];
        let mut at = 0;
        while let Some(procedure) = found.get(at).map(|p| &self.model.procedures[*p]) {
            let done = procedure.steps.iter().flat_map(acts).map(|(act, _)| act);
            let limits = procedure.steps.iter().flat_map(limits).chain(procedure.starts.iter().filter_map(measured));
            let late = limits.filter_map(|l| match &l.otherwise.as_ref()?.kind {
                ElseKind::Act(act) => Some(act),
                ElseKind::Escalate(..) => None,
            });
            for act in done.chain(late) {
                if let ActKind::ActivateProcedure(id) = act.kind
                    && !found.contains(&id.index())
                {
                    found.push(id.index());
                }
            }
            at += 1;
        }
        found.sort_unstable();
        found
    }

    fn note(&mut self, fact: Fact) {
        self.history.push((self.now, fact));
    }

    /// What can happen happens, the first of all first, until nothing can.
    fn settle(&mut self) {
        while self.happen() {}
    }

    fn happen(&mut self) -> bool {
        let world = self.world();
        self.derive(&world) || self.scope.clone().into_iter().any(|id| self.procedure(&world, id))
    }

    /// The first level that changes, or the first condition that begins or ceases to hold.
    fn derive(&mut self, world: &World) -> bool {
        for at in 0..self.order.len() {
            let node = self.order[at];
            let view = |of| View { model: self.model, world, of, seen: Some(&self.order[..at]) };
            match node {
                Node::Ladder(id) => {
                    let ladder = &self.model.ladders[id];
                    let holding = ladder.levels.iter().enumerate().filter(|(_, l)| l.when.as_ref().is_some_and(|c| view(None).holds(c)));
                    let worst = holding.map(|(level, _)| rank(ladder, level)).max().unwrap_or(0);
                    if worst != world.ranks.get(&id).copied().unwrap_or(0) {
                        self.note(Fact::Level(id, worst));
                        let is = ladder.levels.iter().enumerate().find(|(level, _)| rank(ladder, *level) == worst);
                        let shown = Shown::Level { level: ladder.head.name.text.to_string(), is: is.map(|(_, l)| l.rung.name.text.to_string()) };
                        self.show(shown, None, None, ladder.head.decl.span);
                        return true;
                    }
                }
                Node::Held(cond, of) => {
                    let CondKind::Held(inner, time) = &cond.kind else { unreachable!() };
                    let holds = view(of).holds(inner);
                    if holds != world.since.contains_key(&cond.span) {
                        self.note(if holds { Fact::Holds(cond.span) } else { Fact::Broke(cond.span) });
                        if holds && time.is_none_or(|t| t.millis == 0) {
                            self.note(Fact::Long(cond.span));
                        }
                        return true;
                    }
                }
            }
        }
        false
    }

    /// The first thing that happens in a procedure: its starts, its finishes, its steps, those of its recovery, its close.
    fn procedure(&mut self, world: &World, id: usize) -> bool {
        let procedure = &self.model.procedures[id];
        let view = View { model: self.model, world, of: Some(id), seen: None };
        let agreed = |consents: &[Consent]| consents.iter().all(|c| agreed(world, c));
        match world.phase(id) {
            Phase::Idle => {
                for start in &procedure.starts {
                    let asked = world.asked.contains_key(&start.span);
                    if !view.holds(&start.when) {
                        if self.void(world, &start.consents) || asked {
                            self.note(Fact::Unasked(start.span));
                            return true;
                        }
                    } else if !asked {
                        self.note(Fact::Asked(start.span));
                        return true;
                    } else if agreed(&start.consents) {
                        self.start(id);
                        return true;
                    }
                }
            }
            Phase::Active => {
                for finish in &procedure.finishes {
                    if !view.holds(&finish.when) {
                        if self.void(world, &finish.consents) {
                            return true;
                        }
                    } else if agreed(&finish.consents) {
                        self.note(Fact::Finished(id));
                        self.show(Shown::Finished { finished: procedure.head.name.text.to_string() }, None, None, procedure.head.decl.span);
                        return true;
                    }
                }
            }
            Phase::Finished | Phase::Closed => {}
        }
        for step in procedure.steps.iter().filter(|s| in_phase(world, id, s) && world.step(s.span).due.is_none()) {
            if !self.is_ready(&view, step) {
                if self.void(world, &step.consents) {
                    return true;
                }
            } else if agreed(&step.consents) {
                self.due(id, step);
                return true;
            }
        }
        let open = |s: &&Step<'_>| s.in_recovery && world.step(s.span).open;
        if world.phase(id) == Phase::Finished && !procedure.steps.iter().any(|s| open(&s)) {
            self.note(Fact::Closed(id));
            self.show(Shown::Closed { closed: procedure.head.name.text.to_string() }, None, None, procedure.head.decl.span);
            return true;
        }
        false
    }

    /// Whether all that a step comes after is done, and its condition holds.
    fn is_ready(&self, view: &View<'_, 'm>, step: &Step<'m>) -> bool {
        let procedure = &self.model.procedures[view.of.unwrap()];
        let before = step.after.as_ref().is_none_or(|order| {
            let mut done = order.steps.iter().map(|(s, _)| view.world.step(procedure.step(s.unwrap()).unwrap().span).done.is_some());
            if order.need == ActorsKind::Any { done.any(|d| d) } else { done.all(|d| d) }
        });
        before && step.when.as_ref().is_none_or(|c| view.holds(c))
    }

    /// Consents given for what has ceased to hold are void.
    fn void(&mut self, world: &World, consents: &[Consent]) -> bool {
        let given: Vec<Span> = consents.iter().flat_map(|c| &c.posts).map(|p| p.span).filter(|p| world.given.contains(p)).collect();
        given.iter().for_each(|who| self.note(Fact::Void(*who)));
        !given.is_empty()
    }

    /// Everyone who is asked for a consent, now or at another time.
    fn asked(&self, world: &World) -> Vec<Asked<'m>> {
        let mut found = Vec::new();
        for id in self.scope.iter().copied() {
            let procedure = &self.model.procedures[id];
            let view = View { model: self.model, world, of: Some(id), seen: None };
            let mut ask = |consents: &'m [Consent], open: bool| found.extend(consents.iter().flat_map(|c| &c.posts).map(|party| Asked { party, open }));
            for start in &procedure.starts {
                ask(&start.consents, world.phase(id) == Phase::Idle && view.holds(&start.when));
            }
            for step in &procedure.steps {
                ask(&step.consents, in_phase(world, id, step) && world.step(step.span).due.is_none() && self.is_ready(&view, step));
            }
            for finish in &procedure.finishes {
                ask(&finish.consents, world.phase(id) == Phase::Active && view.holds(&finish.when));
            }
        }
        found
    }

    fn start(&mut self, id: usize) {
        let procedure = &self.model.procedures[id];
        self.note(Fact::Started(id));
        self.show(Shown::Started { started: procedure.head.name.text.to_string() }, None, None, procedure.head.decl.span);
    }

    fn due(&mut self, procedure: usize, step: &'m Step<'m>) {
        self.note(Fact::Due(step.span));
        self.show_step(procedure, step, step.span, |due| Shown::Due { due });
    }

    /// A step is done, all its duties together: people are told what it says, in its order; what may be done need not have been.
    fn complete(&mut self, procedure: usize, step: &'m Step<'m>) {
        self.note(Fact::Done(step.span));
        self.show_step(procedure, step, step.span, |done| Shown::Done { done });
        for (act, at) in acts(step) {
            self.act(act, From { procedure: &self.model.procedures[procedure], step: Some(step), at });
        }
    }

    fn otherwise(&mut self, otherwise: Option<&'m Else<'m>>, from: From<'m>) {
        match otherwise.map(|o| &o.kind) {
            Some(ElseKind::Escalate(to, _)) => self.tell(to, from, |escalated, by| Shown::Escalated { escalated, by }),
            Some(ElseKind::Act(act)) => self.act(act, from),
            None => {}
        }
    }

    fn act(&mut self, act: &'m Act<'m>, from: From<'m>) {
        match &act.kind {
            ActKind::Call(Callee::Parties(to)) => self.tell(to, from, |called, by| Shown::Called { called, by }),
            ActKind::Call(Callee::Numbers(numbers)) => {
                for number in *numbers {
                    let called = number.text.to_string();
                    let by = By { reached: Some(called.clone()), contacts: Vec::new() };
                    self.show(Shown::Called { called, by }, Some(from.procedure), from.step, from.at);
                }
            }
            ActKind::Notify(to, _) | ActKind::Report(_, to, _) | ActKind::Request(to) => self.tell(to, from, |notified, by| Shown::Notified { notified, by }),
            ActKind::ActivateProcedure(id) => {
                let procedure = self.model.procedure(*id).unwrap();
                self.show(Shown::Activated { activated: procedure.head.name.text.to_string() }, None, None, procedure.head.decl.span);
                // It runs once.
                if self.world().phase(id.index()) == Phase::Idle {
                    self.start(id.index());
                }
            }
            ActKind::ActivateDocument(id) => {
                let activated = self.model.documents[id.index()].head.name.text.to_string();
                self.show(Shown::Activated { activated }, Some(from.procedure), from.step, from.at);
            }
            ActKind::Record(..) | ActKind::Preserve(..) | ActKind::Do(_) | ActKind::DoAction(_) => {}
            ActKind::Unknown => unreachable!("reported as an error"),
        }
    }

    fn tell(&mut self, to: &Parties, from: From<'m>, shown: fn(String, By) -> Shown) {
        for (meant, by) in people::told(self.model, &self.world(), to) {
            self.show(shown(meant, by), Some(from.procedure), from.step, from.at);
        }
    }

    fn show_step(&mut self, procedure: usize, step: &Step<'_>, at: Span, shown: fn(String) -> Shown) {
        self.show(shown(step.name().text.to_string()), Some(&self.model.procedures[procedure]), None, at);
    }

    fn show(&mut self, what: Shown, of: Option<&Procedure<'_>>, step: Option<&Step<'_>>, at: Span) {
        let source = self.sources.get(at.file).unwrap();
        let position = source.position(at.start);
        let from = Place { file: source.name.to_string(), line: position.line, column: position.column };
        let record = Record {
            at: String::new(),
            what,
            of: of.map(|p| p.head.name.text.to_string()),
            step: step.map(|s| s.name().text.to_string()),
            from,
        };
        self.seen.push((self.now, record));
    }
}

/// Whether a step can be due now: while its procedure is active, or finished for one of its recovery.
fn in_phase(world: &World, procedure: usize, step: &Step<'_>) -> bool {
    world.phase(procedure) == if step.in_recovery { Phase::Finished } else { Phase::Active }
}

fn agreed(world: &World, consent: &Consent) -> bool {
    let given = |p: &Party| world.given.contains(&p.span);
    if consent.need == ActorsKind::Any { consent.posts.iter().any(given) } else { consent.posts.iter().all(given) }
}

/// What is done with a step, and where it is written: what its equipment does, and what must or should be done.
fn acts<'m>(step: &'m Step<'m>) -> impl Iterator<Item = (&'m Act<'m>, Span)> {
    let equipment = step.automatic.iter().filter_map(|(span, act)| Some((act.as_ref()?, *span)));
    equipment.chain(step.duties.iter().filter(|d| matches!(d.modal, Modal::Must | Modal::Should)).map(|d| (&d.act, d.span)))
}

/// The limits that can pass: of what must be done, then those of the step if there is something that must, or no duty at all.
pub(crate) fn limits<'m>(step: &'m Step<'m>) -> impl Iterator<Item = &'m Limit<'m>> {
    let must = || step.duties.iter().filter(|d| d.modal == Modal::Must);
    let own = step.limits.iter().filter(move |_| step.duties.is_empty() || must().next().is_some());
    must().flat_map(|d| &d.limits).chain(own).filter(|l| l.time.length.is_some())
}

/// The limit of a start, where it has a measure.
fn measured<'m>(start: &'m preplan::model::Start<'m>) -> Option<&'m Limit<'m>> {
    start.limit.as_ref().filter(|l| l.time.length.is_some())
}

/// How soon a step comes again; of several the soonest, but not at once.
pub(crate) fn again(step: &Step<'_>) -> Option<i64> {
    let all = step.duties.iter().flat_map(|d| &d.repeats).chain(&step.repeats);
    all.filter_map(|t| t.millis()).filter(|ms| *ms > 0).min().map(|ms| ms as i64)
}
