//! Every run of a plan: what the world and the people decide is tried one by one.

use super::plan::{Clock, End, FACTS, Fact, Need, Plan, Start};

/// So late is only what nothing bounds.
pub(super) const LONG: i64 = 1_000;

/// Around this instant things happen.
const BASE: i64 = 5_000;

/// Choices made one by one; the last is changed first, so that all are made in turn.
#[derive(Debug, Default)]
pub(super) struct Choices {
    made: Vec<(usize, usize)>,
    next: usize,
}

impl Choices {
    fn one(&mut self, of: &[i64]) -> i64 {
        if self.next == self.made.len() {
            self.made.push((0, of.len()));
        }
        let (chosen, count) = self.made[self.next];
        assert_eq!(count, of.len());
        self.next += 1;
        of[chosen]
    }

    /// About how many runs there are, as far as the first tells.
    fn about(&self) -> usize {
        self.made.iter().map(|(_, count)| count).product()
    }

    /// Goes on to the next run; false after the last.
    fn turn(&mut self) -> bool {
        self.next = 0;
        while let Some((chosen, count)) = self.made.pop() {
            if chosen + 1 < count {
                self.made.push((chosen + 1, count));
                return true;
            }
        }
        false
    }
}

/// A run: when everything happened, as far as it did.
#[derive(Debug)]
pub(super) struct Run<'p> {
    plan: &'p Plan,
    /// People keep limits and take no longer than they may; otherwise they do as they like.
    slow: bool,
    pub(super) facts: [Option<i64>; 3],
    pub(super) started: Vec<Option<Option<i64>>>,
    ended: Vec<Option<Option<i64>>>,
    pub(super) due: Vec<Option<Option<i64>>>,
    pub(super) done: Vec<Option<Option<i64>>>,
    acts: Vec<Option<bool>>,
}

/// Most runs that are looked at.
const MOST: usize = 200;

/// Calls `visit` for every run; false where there are too many.
pub(super) fn each_run(plan: &Plan, slow: bool, visit: &mut dyn FnMut(&Run<'_>)) -> bool {
    let spoken: Vec<bool> = FACTS.iter().map(|f| plan.speaks_of(*f)).collect();
    let mut choices = Choices::default();
    for round in 0..MOST {
        let mut run = Run {
            plan,
            slow,
            facts: [None; 3],
            started: vec![None; plan.starts.len()],
            ended: vec![None; plan.starts.len()],
            due: vec![None; plan.steps.len()],
            done: vec![None; plan.steps.len()],
            acts: vec![None; plan.steps.len()],
        };
        run.world(&spoken, &mut choices);
        (0..plan.starts.len()).for_each(|p| {
            run.start(p, &mut choices);
            run.end(p, &mut choices);
        });
        (0..plan.steps.len()).for_each(|s| {
            run.done(s, &mut choices);
        });
        if round == 0 && choices.about() > 2 * MOST {
            return false;
        }
        visit(&run);
        if !choices.turn() {
            return true;
        }
    }
    false
}

impl Run<'_> {
    /// When signals are raised and the gauge is high: one of them at the base.
    fn world(&mut self, spoken: &[bool], choices: &mut Choices) {
        let others: &[i64] = if self.slow { &[-LONG, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, LONG] } else { &[-9, -5, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15] };
        let first = match self.plan.starts[0] {
            Start::Fact(fact) => fact,
            Start::FireAndSmoke | Start::FireOrSmoke | Start::FireFor(_) | Start::Approved(_) | Start::Never => Fact::Fire,
        };
        for fact in FACTS {
            let at = fact as usize;
            let time = if fact == first { 0 } else if spoken[at] { choices.one(others) } else { LONG };
            self.facts[at] = Some(BASE + time);
        }
    }

    pub(super) fn fact(&self, fact: Fact) -> i64 {
        self.facts[fact as usize].unwrap()
    }

    fn start(&mut self, p: usize, choices: &mut Choices) -> Option<i64> {
        if let Some(known) = self.started[p] {
            return known;
        }
        let (fire, smoke) = (self.fact(Fact::Fire), self.fact(Fact::Smoke));
        let own = match self.plan.starts[p] {
            Start::Fact(fact) => Some(self.fact(fact)),
            Start::FireAndSmoke => Some(fire.max(smoke)),
            Start::FireOrSmoke => Some(fire.min(smoke)),
            Start::FireFor(length) => Some(fire + length),
            Start::Approved(limit) => {
                let all: Vec<i64> = (0..=limit.unwrap_or(0)).collect();
                Some(fire + choices.one(if limit.is_some() { &all } else { &[0, 1, 2, 3, 4, 5, 7, LONG] }))
            }
            Start::Never => None,
        };
        let mut ways = vec![own];
        for (by, _) in self.plan.starters(p) {
            let done = self.done(by, choices);
            let acts = self.acts(by, choices);
            ways.push(done.filter(|_| acts));
        }
        let first = ways.into_iter().flatten().min();
        self.started[p] = Some(first);
        first
    }

    /// Whether a step that may start a procedure does.
    fn acts(&mut self, s: usize, choices: &mut Choices) -> bool {
        if let Some(known) = self.acts[s] {
            return known;
        }
        let acts = self.plan.steps[s].starts.is_some_and(|(_, must)| must || choices.one(&[1, 0]) == 1);
        self.acts[s] = Some(acts);
        acts
    }

    fn end(&mut self, p: usize, choices: &mut Choices) -> Option<i64> {
        if let Some(known) = self.ended[p] {
            return known;
        }
        let start = self.start(p, choices);
        let end = start.and_then(|start| match self.plan.ends[p] {
            End::Never => None,
            End::Done(step) => self.done(step, choices),
            End::First(a, b) => {
                let (a, b) = (self.done(a, choices), self.done(b, choices));
                a.into_iter().chain(b).min()
            }
            End::Fact(fact) => Some(self.fact(fact).max(start)),
            End::Approved(step) => self.done(step, choices).map(|done| done + choices.one(&[0, 1, LONG])),
        });
        self.ended[p] = Some(end);
        end
    }

    fn due(&mut self, s: usize, choices: &mut Choices) -> Option<i64> {
        if let Some(known) = self.due[s] {
            return known;
        }
        let step = &self.plan.steps[s];
        let start = self.start(step.procedure, choices);
        let end = if step.recovery { self.end(step.procedure, choices) } else { start };
        let all: Vec<i64> = match &step.need {
            Need::All(ids) | Need::Any(ids) => {
                let done: Vec<Option<i64>> = ids.iter().map(|id| self.done(*id, choices)).collect();
                if matches!(step.need, Need::All(_)) { done.into_iter().collect::<Option<Vec<_>>>().unwrap_or_default() } else { done.into_iter().flatten().min().into_iter().collect() }
            }
            Need::Held(id, length) => self.done(*id, choices).map(|d| d + length).into_iter().collect(),
            Need::Both(id, fact) => self.done(*id, choices).map(|d| d.max(self.fact(*fact))).into_iter().collect(),
            Need::Fact(fact) => vec![self.fact(*fact)],
            Need::FactFor(fact, length) => vec![self.fact(*fact) + length],
            Need::Finished(p) => self.end(*p, choices).into_iter().collect(),
            Need::FinishedFor(p, length) => self.end(*p, choices).map(|e| e + length).into_iter().collect(),
            Need::Nothing => start.into_iter().collect(),
        };
        let due = start.zip(end).zip(all.into_iter().max()).map(|((start, end), need)| start.max(end).max(need));
        self.due[s] = Some(due);
        due
    }

    fn done(&mut self, s: usize, choices: &mut Choices) -> Option<i64> {
        if let Some(known) = self.done[s] {
            return known;
        }
        let step = &self.plan.steps[s];
        let done = self.due(s, choices).map(|due| {
            match step.takes {
                Some((a, b)) => due + choices.one(&(a..=b).collect::<Vec<_>>()),
                None if step.automatic => due,
                None if !self.slow => due + choices.one(&[0, 1, 2, 3, 4, 5, 6, 7, 9, 12]),
                None => {
                    let passes: Vec<i64> = step.limits.iter().filter_map(|(clock, length)| Some(self.clock(s, *clock, choices)? + length)).collect();
                    let bound = passes.into_iter().min().map(|by| (by - due).max(0));
                    due + match bound {
                        None => choices.one(&[0, 1, LONG]),
                        Some(most) if most < 9 => choices.one(&(0..=most).collect::<Vec<_>>()),
                        Some(most) => choices.one(&[0, 1, 2, 4, most]),
                    }
                }
            }
        });
        self.done[s] = Some(done);
        done
    }

    /// When a clock of a limit begins; only what comes before the step or has a time of its own.
    fn clock(&mut self, s: usize, clock: Clock, choices: &mut Choices) -> Option<i64> {
        match clock {
            Clock::Due => self.due(s, choices),
            Clock::Start => self.start(self.plan.steps[s].procedure, choices),
            Clock::Step(id) => self.done(id, choices),
            Clock::Fact(fact) => Some(self.fact(fact)),
        }
    }

    /// When a clock began, in a run that is over.
    pub(super) fn began(&self, s: usize, clock: Clock) -> Option<i64> {
        match clock {
            Clock::Due => self.due[s].unwrap(),
            Clock::Start => self.started[self.plan.steps[s].procedure].unwrap(),
            Clock::Step(id) => self.done[id].unwrap(),
            Clock::Fact(fact) => Some(self.fact(fact)),
        }
    }

    /// Whether signals are raised before the start of a procedure only where how it was started speaks of them; and so for
    /// the procedures that started it.
    pub(super) fn fits(&self, p: usize) -> bool {
        let Some(start) = self.started[p].unwrap() else { return false };
        let by: Vec<usize> = self.started_by(p).collect();
        let outer = by.iter().all(|s| self.fits(self.plan.steps[*s].procedure));
        outer && [Fact::Fire, Fact::Smoke].into_iter().all(|fact| self.fact(fact) >= start || !self.is_spoken_of(p, fact) || self.knows(p, fact))
    }

    /// The steps that started a procedure.
    fn started_by(&self, p: usize) -> impl Iterator<Item = usize> {
        let start = self.started[p].unwrap();
        self.plan.starters(p).into_iter().map(|(s, _)| s).filter(move |s| self.done[*s].unwrap() == start && self.acts[*s] == Some(true))
    }

    fn is_spoken_of(&self, p: usize, fact: Fact) -> bool {
        self.plan.of(p).into_iter().any(|s| {
            let step = &self.plan.steps[s];
            let waits = matches!(step.need, Need::Fact(f) | Need::FactFor(f, _) | Need::Both(_, f) if f == fact);
            waits || step.limits.iter().any(|l| l.0 == Clock::Fact(fact))
        })
    }

    /// Whether one of the ways that started the procedure at that instant comes after the fact.
    fn knows(&self, p: usize, fact: Fact) -> bool {
        let start = self.started[p].unwrap();
        let own = match self.plan.starts[p] {
            Start::Fact(f) => f == fact && start == Some(self.fact(fact)),
            Start::FireAndSmoke | Start::FireOrSmoke => fact != Fact::High,
            Start::FireFor(_) | Start::Approved(_) => fact == Fact::Fire,
            Start::Never => false,
        };
        own || self.started_by(p).any(|s| {
            let outer = self.plan.steps[s].procedure;
            self.plan.comes_after(s, fact) || self.knows(outer, fact) && self.fact(fact) <= self.started[outer].unwrap().unwrap()
        })
    }
}

impl Plan {
    /// Whether a step is due only when the fact is so, by the words of the procedure.
    fn comes_after(&self, s: usize, fact: Fact) -> bool {
        match &self.steps[s].need {
            Need::Fact(f) | Need::FactFor(f, _) => *f == fact,
            Need::Both(id, f) => *f == fact || self.comes_after(*id, fact),
            Need::All(ids) => ids.iter().any(|id| self.comes_after(*id, fact)),
            Need::Any(ids) => ids.iter().all(|id| self.comes_after(*id, fact)),
            Need::Held(id, _) => self.comes_after(*id, fact),
            Need::Finished(_) | Need::FinishedFor(..) | Need::Nothing => false,
        }
    }
}
