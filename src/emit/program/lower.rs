//! From names to positions.

use super::{Act, Clock, Consent, Consenter, Escalation, Expr, Finish, From, Gauge, Ladder, Level, Limit, Message, Procedure, Program, Start, Step, Told, Unrunnable, Wires};
use super::{order, wiring};
use crate::emit::runbook::{self as r, Runbook};
use std::collections::HashMap;

/// Positions by name.
pub(super) type Names<'r> = HashMap<&'r str, usize>;

/// A runbook in numbers.
///
/// # Errors
/// [`Unrunnable`] where the runbook names something that it does not hold; a runbook that preplan wrote never does.
pub fn lower(runbook: &Runbook) -> Result<Program, Unrunnable> {
    let mut lowering = Lowering::new(runbook);
    lowering.ladders(runbook)?;
    for (index, procedure) in runbook.procedures.iter().enumerate() {
        lowering.procedure(index, procedure)?;
    }
    let mut program = lowering.program;
    order::arrange(&mut program);
    wiring::connect(&mut program);
    Ok(program)
}

/// What lowering knows.
pub(super) struct Lowering<'r> {
    pub(super) program: Program,
    pub(super) signals: Names<'r>,
    pub(super) gauges: Names<'r>,
    pub(super) ladders: Names<'r>,
    pub(super) procedures: Names<'r>,
    posts: Names<'r>,
    /// Steps by procedure.
    steps: Vec<Names<'r>>,
}

fn names<'r>(list: impl Iterator<Item = &'r r::About>) -> Names<'r> {
    list.enumerate().map(|(at, about)| (about.name.as_str(), at)).collect()
}

impl<'r> Lowering<'r> {
    fn new(runbook: &'r Runbook) -> Self {
        let texts = |list: &[&r::About]| list.iter().map(|a| a.name.clone()).collect::<Vec<_>>();
        let mut first = 0;
        let mut steps = Vec::new();
        for procedure in &runbook.procedures {
            steps.push(procedure.steps.iter().enumerate().map(|(at, s)| (s.about.name.as_str(), first + at)).collect());
            first += procedure.steps.len();
        }
        let program = Program {
            plan: plan(&runbook.digest.value),
            signals: texts(&runbook.signals.iter().map(|s| &s.about).collect::<Vec<_>>()),
            gauges: runbook.gauges.iter().map(|g| Gauge { name: g.about.name.clone(), time: g.unit.as_deref() == Some("time") }).collect(),
            ladders: Vec::new(),
            held: Vec::new(),
            posts: texts(&runbook.posts.iter().map(|p| &p.about).collect::<Vec<_>>()),
            procedures: Vec::new(),
            steps: Vec::new(),
            starts: Vec::new(),
            escalations: Vec::new(),
            finishes: Vec::new(),
            limits: Vec::new(),
            messages: Vec::new(),
            consenters: Vec::new(),
            sites: Vec::new(),
            timers: Vec::new(),
            wires: Wires::default(),
        };
        Self {
            program,
            signals: names(runbook.signals.iter().map(|s| &s.about)),
            gauges: names(runbook.gauges.iter().map(|g| &g.about)),
            ladders: names(runbook.ladders.iter().map(|l| &l.about)),
            procedures: names(runbook.procedures.iter().map(|p| &p.about)),
            posts: names(runbook.posts.iter().map(|p| &p.about)),
            steps,
        }
    }

    fn ladders(&mut self, runbook: &Runbook) -> Result<(), Unrunnable> {
        for ladder in &runbook.ladders {
            let mut levels = Vec::new();
            for level in &ladder.levels {
                // A level without a condition is one that only people can tell.
                let when = level.when.as_ref().map_or(Ok(Expr::Any(Vec::new())), |w| self.expr(&w.logic, None))?;
                levels.push(Level { name: level.about.name.clone(), rank: level.rank, when });
            }
            levels.sort_by_key(|l| std::cmp::Reverse(l.rank));
            self.program.ladders.push(Ladder { name: ladder.about.name.clone(), levels });
        }
        Ok(())
    }

    fn procedure(&mut self, index: usize, procedure: &r::Procedure) -> Result<(), Unrunnable> {
        let steps = self.steps.get(index).cloned().unwrap_or_default();
        for start in &procedure.starts {
            let when = self.expr(&start.when.logic, Some(&steps))?;
            let consents = self.consents(&start.consents)?;
            let limit = match start.limit.as_ref().and_then(|l| Some((l, l.within.length.as_ref()?.ms))) {
                Some((limit, length)) => {
                    let from = From { procedure: index, step: None, at: limit.at.clone() };
                    Some((length, self.clock(&limit.clock, &steps)?, self.otherwise(limit.otherwise.as_ref(), &from)?))
                }
                None => None,
            };
            self.program.starts.push(Start { procedure: index, when, consents, limit, at: start.at.clone() });
        }
        let first = self.program.steps.len();
        for step in &procedure.steps {
            self.step(index, step, &steps)?;
        }
        for escalation in &procedure.escalations {
            let Some(after) = escalation.after.as_ref().map(|l| l.ms) else { continue };
            let when = escalation.when.as_ref().map_or(Ok(Expr::always()), |w| self.expr(&w.logic, Some(&steps)))?;
            let from = From { procedure: index, step: None, at: escalation.at.clone() };
            let act = self.told(Told::Escalated, &escalation.to, &from)?;
            self.program.escalations.push(Escalation { procedure: index, after, when, act });
        }
        for finish in &procedure.finishes {
            let when = self.expr(&finish.when.logic, Some(&steps))?;
            let consents = self.consents(&finish.consents)?;
            self.program.finishes.push(Finish { procedure: index, when, consents });
        }
        let steps = (first..self.program.steps.len()).collect();
        self.program.procedures.push(Procedure { name: procedure.about.name.clone(), at: procedure.about.at.clone(), steps, reach: Vec::new() });
        Ok(())
    }

    fn step(&mut self, procedure: usize, step: &r::Step, steps: &Names<'_>) -> Result<(), Unrunnable> {
        let id = self.program.steps.len();
        let from = |at: &r::Place| From { procedure, step: Some(id), at: at.clone() };
        let mut when = Vec::new();
        if let Some(after) = &step.after {
            let parts = after.steps.iter().map(|s| Ok(Expr::Done(place(steps, s)?))).collect::<Result<Vec<_>, _>>()?;
            when.push(if after.need == r::Need::Any { Expr::Any(parts) } else { Expr::All(parts) });
        }
        if let Some(condition) = &step.when {
            when.push(self.expr(&condition.logic, Some(steps))?);
        }
        let consents = self.consents(&step.consents)?;
        let mut acts = Vec::new();
        let equipment = step.automatic.iter().filter_map(|a| Some((a.act.as_ref()?, &a.at)));
        // What may be done need not have been done.
        let duties = step.duties.iter().filter(|d| matches!(d.modal, r::Modal::Must | r::Modal::Should)).map(|d| (&d.act, &d.at));
        for (act, at) in equipment.chain(duties) {
            acts.extend(self.act(act, &from(at))?);
        }
        // Only what must be done can be late.
        let must = step.duties.is_empty() || step.duties.iter().any(|d| d.modal == r::Modal::Must);
        let own = step.limits.iter().filter(|_| must);
        let mut limits = Vec::new();
        for limit in step.duties.iter().filter(|d| d.modal == r::Modal::Must).flat_map(|d| &d.limits).chain(own) {
            let Some(length) = limit.within.length.as_ref().map(|l| l.ms) else { continue };
            let (clock, otherwise) = (self.clock(&limit.clock, steps)?, self.otherwise(limit.otherwise.as_ref(), &from(&limit.at))?);
            limits.push(self.program.limits.len());
            self.program.limits.push(Limit { step: id, length, clock, otherwise, text: limit.text.clone(), at: limit.at.clone() });
        }
        let every = step.duties.iter().flat_map(|d| &d.every).chain(&step.every).filter_map(|t| t.length.as_ref()).map(|l| l.ms);
        self.program.steps.push(Step {
            name: step.about.name.clone(),
            procedure,
            in_recovery: step.in_recovery,
            when: Expr::All(when),
            consents,
            automatic: step.automatic.as_ref().map(|_| step.takes.as_ref().map_or(0, |t| t.max.ms)),
            // What comes again at once would never end.
            every: every.filter(|ms| *ms > 0).min(),
            acts,
            limits,
            at: step.about.at.clone(),
        });
        Ok(())
    }

    fn clock(&self, clock: &r::Clock, steps: &Names<'_>) -> Result<Clock, Unrunnable> {
        Ok(match clock {
            r::Clock::Due | r::Clock::Unstated => Clock::Due,
            r::Clock::Start => Clock::Start,
            r::Clock::Step { step } => Clock::Step(place(steps, step)?),
            r::Clock::Signal { signal } => Clock::Signal(place(&self.signals, signal)?),
        })
    }

    fn consents(&mut self, consents: &[r::Consent]) -> Result<Vec<Consent>, Unrunnable> {
        let mut found = Vec::new();
        for consent in consents {
            let mut of = Vec::new();
            for target in &consent.list {
                let (meant, chain) = self.reached(target)?;
                of.push(self.program.consenters.len());
                self.program.consenters.push(Consenter { meant, chain, site: 0 });
            }
            found.push(Consent { any: consent.need == r::Need::Any, of });
        }
        Ok(found)
    }

    fn reached(&self, target: &r::Target) -> Result<(Option<usize>, Vec<usize>), Unrunnable> {
        let meant = match &target.meant {
            r::Party::Post { post } | r::Party::Count { post, .. } => Some(place(&self.posts, post)?),
            r::Party::Everyone | r::Party::Anyone | r::Party::Someone => None,
        };
        let chain = target.reached.iter().map(|r| place(&self.posts, &r.post)).collect::<Result<Vec<_>, _>>()?;
        Ok((meant, chain))
    }

    fn otherwise(&mut self, act: Option<&r::Act>, from: &From) -> Result<Option<Act>, Unrunnable> {
        act.map_or(Ok(None), |act| self.act(act, from))
    }

    fn act(&mut self, act: &r::Act, from: &From) -> Result<Option<Act>, Unrunnable> {
        Ok(Some(match act {
            r::Act::Call { to } => self.told(Told::Called, to, from)?,
            r::Act::Notify { to, .. } | r::Act::Report { to, .. } | r::Act::Request { to } => self.told(Told::Notified, to, from)?,
            r::Act::Escalate { to, .. } => self.told(Told::Escalated, to, from)?,
            r::Act::Dial { numbers } => {
                let messages = numbers.iter().map(|n| self.message(Told::Called, n.clone(), None, Vec::new(), from)).collect();
                Act::Tell { messages, any: false }
            }
            r::Act::Activate { procedure } => Act::Activate(place(&self.procedures, procedure)?),
            r::Act::ActivateDocument { document } => {
                Act::Tell { messages: vec![self.message(Told::Activated, document.clone(), None, Vec::new(), from)], any: false }
            }
            r::Act::Record { .. } | r::Act::Preserve { .. } | r::Act::Do { .. } | r::Act::DoAction { .. } => return Ok(None),
        }))
    }

    fn told(&mut self, kind: Told, targets: &r::Targets, from: &From) -> Result<Act, Unrunnable> {
        let mut messages = Vec::new();
        for target in &targets.list {
            let (post, chain) = self.reached(target)?;
            let meant = match &target.meant {
                r::Party::Post { post } | r::Party::Count { post, .. } => post.clone(),
                r::Party::Everyone => "everyone".to_owned(),
                r::Party::Anyone => "anyone".to_owned(),
                r::Party::Someone => "someone".to_owned(),
            };
            messages.push(self.message(kind, meant, post, chain, from));
        }
        Ok(Act::Tell { messages, any: targets.need == r::Need::Any })
    }

    fn message(&mut self, kind: Told, meant: String, post: Option<usize>, chain: Vec<usize>, from: &From) -> usize {
        self.program.messages.push(Message { kind, meant, post, chain, from: from.clone() });
        self.program.messages.len() - 1
    }
}

fn place(names: &Names<'_>, name: &str) -> Result<usize, Unrunnable> {
    names.get(name).copied().ok_or_else(|| Unrunnable { what: name.to_owned() })
}

/// A number that tells plans apart: the first eight bytes of the digest of their texts.
fn plan(digest: &str) -> i64 {
    let head = digest.get(..16).and_then(|hex| u64::from_str_radix(hex, 16).ok()).unwrap_or_default();
    i64::from_be_bytes(head.to_be_bytes())
}
