//! The engine and the judge side by side.

use crate::judge::facts::{Node, declared};
use crate::judge::world::{Phase, World};
use crate::judge::{Judge, limits};
use crate::traces::{Timed, lines, play, shrink};
use preplan::check::Checked;
use preplan::emit::program::Program;
use preplan::emit::runbook::Runbook;
use preplan::engine::trace::Names;
use preplan::engine::{Engine, What};
use preplan::model::Consent;
use std::collections::BTreeMap;

/// How often each kind of effect and each reason of refusal was seen.
pub(crate) type Counts = BTreeMap<String, usize>;

/// A plan in both forms.
pub(crate) struct Both<'p> {
    pub(crate) checked: &'p Checked<'p>,
    pub(crate) runbook: &'p Runbook,
    pub(crate) program: &'p Program,
}

impl Both<'_> {
    /// Plays a trace on both; where they disagree, the least trace that shows it.
    pub(crate) fn agree(&self, trace: &[Timed], counts: &mut Counts) -> Result<(), String> {
        if self.differ(trace, counts).is_none() {
            return Ok(());
        }
        let least = shrink(trace, &mut |part| self.differ(part, &mut Counts::new()).is_some());
        let how = self.differ(&least, &mut Counts::new()).unwrap();
        Err(format!("{how}\n{}", lines(&least, self.program)))
    }

    /// Where they first differ.
    fn differ(&self, trace: &[Timed], counts: &mut Counts) -> Option<String> {
        let names = Names::new(self.runbook, self.program);
        let mut engine = Engine::new(self.program);
        let mut judge = Judge::new(self.checked);
        for timed in trace {
            let before = engine.save();
            let mut effects = Vec::new();
            let result = play(&mut engine, *timed, &mut |e| effects.push(e));
            let (expected, judged) = judge.play(*timed);
            let shown: Vec<_> = effects.iter().map(|e| (e.at, names.record(*e).map(|r| preplan::engine::trace::Record { at: String::new(), ..r }))).collect();
            for effect in &effects {
                *counts.entry(kind(effect.what)).or_default() += 1;
            }
            if let Err(refused) = result {
                *counts.entry(format!("{refused:?}")).or_default() += 1;
            }
            if result != judged {
                return Some(format!("engine: {result:?}, judge: {judged:?}"));
            }
            let expected: Vec<_> = expected.into_iter().map(|(at, r)| (at, Some(r))).collect();
            if shown != expected {
                let text = |list: &[(i64, Option<_>)]| list.iter().map(|(at, r)| format!("  {at} {}\n", serde_json::to_string(r).unwrap())).collect::<String>();
                return Some(format!("engine:\n{}judge:\n{}", text(&shown), text(&expected)));
            }
            if result.is_err() && effects.is_empty() && engine.now() == before.cells[preplan::emit::program::layout::NOW] && engine.save() != before {
                return Some("what was refused has changed the state".to_owned());
            }
            if engine.now() != judge.now {
                return Some(format!("now: engine {}, judge {}", engine.now(), judge.now));
            }
            if engine.next_timer() != judge.next() {
                return Some(format!("next timer: engine {:?}, judge {:?}", engine.next_timer(), judge.next()));
            }
            if let Some((name, has, wants)) = self.cells(&engine, &judge).into_iter().find(|(_, has, wants)| has != wants) {
                return Some(format!("{name}: engine {has}, judge {wants}"));
            }
        }
        None
    }

    /// Every cell of the state: what it is called, what the engine has there and what the judge.
    fn cells(&self, engine: &Engine<'_>, judge: &Judge<'_>) -> Vec<(String, i64, i64)> {
        let (model, l, world) = (judge.model, engine.layout(), judge.world());
        let mut cells: Vec<(String, usize, i64)> = Vec::new();
        let time = |at: Option<&i64>| at.copied().unwrap_or(-1);
        for id in 0..model.signals.len() {
            cells.push((format!("signal {id}"), l.raised(id), i64::from(world.raised.contains(&id))));
            cells.push((format!("signal {id} at"), l.raised_at(id), time(world.raised_at.get(&id))));
        }
        for id in 0..model.gauges.len() {
            cells.push((format!("gauge {id} known"), l.known(id), i64::from(world.gauges.contains_key(&id))));
            cells.push((format!("gauge {id}"), l.value(id), world.gauges.get(&id).copied().unwrap_or(0)));
        }
        for id in 0..model.ladders.len() {
            cells.push((format!("ladder {id}"), l.rank(id), i64::from(world.ranks.get(&id).copied().unwrap_or(0))));
        }
        let held = declared(model).into_iter().filter_map(|n| if let Node::Held(cond, _) = n { Some(cond.span) } else { None });
        for (id, span) in held.enumerate() {
            cells.push((format!("held {id} since"), l.since(id), time(world.since.get(&span))));
            cells.push((format!("held {id} long"), l.mature(id), i64::from(world.long.contains(&span))));
        }
        for id in 0..model.posts.len() {
            cells.push((format!("post {id}"), l.unreachable(id), i64::from(world.away.contains(&id))));
        }
        self.procedures(engine, judge, &world, &mut cells);
        cells.into_iter().map(|(name, at, wants)| (name, engine.get(at), wants)).collect()
    }

    fn procedures(&self, engine: &Engine<'_>, judge: &Judge<'_>, world: &World, cells: &mut Vec<(String, usize, i64)>) {
        let (model, l) = (judge.model, engine.layout());
        let time = |at: Option<i64>| at.unwrap_or(-1);
        let (mut starts, mut steps, mut late, mut escalations, mut consenters) = (0, 0, 0, 0, 0);
        let count = |n: &mut usize| {
            *n += 1;
            *n - 1
        };
        for (id, procedure) in model.procedures.iter().enumerate() {
            let mut agree = |consents: &[Consent], cells: &mut Vec<(String, usize, i64)>| {
                for party in consents.iter().flat_map(|c| &c.posts) {
                    let consenter = consenters;
                    consenters += 1;
                    cells.push((format!("consenter {consenter}"), l.given(consenter), i64::from(world.given.contains(&party.span))));
                }
            };
            let phase = match world.phase(id) {
                Phase::Idle => 0,
                Phase::Active => 1,
                Phase::Finished => 2,
                Phase::Closed => 3,
            };
            cells.push((format!("procedure {id}"), l.phase(id), phase));
            cells.push((format!("procedure {id} at"), l.started_at(id), time(world.started_at.get(&id).copied())));
            cells.push((format!("procedure {id} in scope"), l.in_scope(id), i64::from(judge.scope.contains(&id))));
            for start in &procedure.starts {
                let at = count(&mut starts);
                cells.push((format!("start {at} asked"), l.asked_at(at), time(world.asked.get(&start.span).copied())));
                cells.push((format!("start {at} late"), l.start_late(at), i64::from(world.start_late.contains(&start.span))));
                agree(&start.consents, cells);
            }
            for step in &procedure.steps {
                let (at, stage) = (count(&mut steps), world.step(step.span));
                let status = if stage.open { 1 } else { i64::from(stage.done.is_some()) * 2 };
                cells.push((format!("step {at}"), l.status(at), status));
                cells.push((format!("step {at} due"), l.due_at(at), time(stage.due)));
                cells.push((format!("step {at} done"), l.done_at(at), time(stage.done)));
                for limit in limits(step) {
                    cells.push((format!("limit {late} of step {at}"), l.late(late), i64::from(world.is_late(limit, step.span))));
                    late += 1;
                }
                agree(&step.consents, cells);
            }
            for escalation in &procedure.escalations {
                let at = count(&mut escalations);
                cells.push((format!("escalation {at}"), l.escalated(at), i64::from(world.handed_up.contains(&escalation.span))));
            }
            for finish in &procedure.finishes {
                agree(&finish.consents, cells);
            }
        }
    }
}

fn kind(what: What) -> String {
    let text = format!("{what:?}");
    let name = text.split('(').next().unwrap().to_owned();
    if let What::Told(_, by) = what { format!("{name} {}", format!("{by:?}").split('(').next().unwrap()) } else { name }
}
