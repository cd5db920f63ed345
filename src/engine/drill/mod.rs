//! Drills: the scenarios of a plan, run.

mod coverage;
mod mutation;
mod parts;

pub use coverage::{COUNTED, Coverage};
pub use mutation::Mutation;
pub use parts::{Item, Kind, Part};

use super::trace::{Fault, Line, Names, millis};
use super::{Effect, Engine, Reached, Refused, What};
use crate::diagnostic::{Lang, Text, length};
use crate::emit::program::layout::LATEST;
use crate::emit::program::{Program, Told};
use crate::emit::runbook::{self as r, Drill, Place};
use coverage::Notes;
use std::collections::BTreeSet;

/// Where a run departs from what a drill says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Divergence {
    /// The event or expectation.
    pub at: Place,
    /// As written.
    pub text: String,
    /// What is otherwise.
    pub reason: Text,
}

/// What came of a drill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// All that happened.
    pub effects: Vec<Effect>,
    /// Where the run departs from the drill, in the order of the drill; none where it passes.
    pub divergences: Vec<Divergence>,
    /// The parts of the plan that it has exercised.
    pub exercised: BTreeSet<Part>,
}

/// Runs a drill: its events at their times, then time passes until the last expectation can be judged.
#[must_use]
pub fn run(names: &Names<'_>, program: &Program, drill: &Drill) -> Outcome {
    let main = drill.of.as_ref().and_then(|name| names.procedure(name));
    let mut engine = Engine::new(program);
    let (mut effects, mut divergences) = (Vec::new(), Vec::new());
    let begun = engine.begin(main, &mut |e| effects.push(e));
    debug_assert!(begun.is_ok(), "a new engine can begin");
    let mut notes = Notes::default();
    let mut endless = false;
    for event in &drill.events {
        let line = Line::from(&event.event);
        let (seen, silent) = (effects.len(), stood_in(names, program, &engine, &event.event));
        let played = names.play(&mut engine, &line, main, &mut |e| effects.push(e));
        if let r::Event::Raise { raise, .. } = &event.event {
            notes.raised.extend(names.signal(raise).map(|id| (id, engine.now(), seen)));
        }
        let agreed = |(id, _): &(usize, usize)| engine.get(engine.layout().given(*id)) != 0;
        notes.agreed_for.extend(silent.into_iter().filter(agreed).map(|(_, meant)| meant));
        if let Err(fault) = played {
            divergences.push(Divergence { at: event.at.clone(), text: event.text.clone(), reason: refusal(&fault, engine.now()) });
            endless = matches!(fault, Fault::Refused(Refused::More));
            if endless {
                break;
            }
        }
    }
    let within = |e: &r::Expectation| e.within.as_ref().map(|l| i64::try_from(l.ms).unwrap_or(LATEST).min(LATEST));
    let last = drill.events.iter().filter_map(|e| millis(&Line::from(&e.event).at));
    let end = drill.expectations.iter().filter_map(within).chain(last).fold(engine.now(), i64::max);
    if !endless && let Err(refused) = engine.advance(end, &mut |e| effects.push(e)) {
        endless = true;
        divergences.push(Divergence { at: drill.at.clone(), text: drill.title.clone(), reason: refusal(&Fault::Refused(refused), engine.now()) });
    }
    let judge = Judge { program, main };
    // Of a run that was cut short nothing can be said.
    for expectation in drill.expectations.iter().filter(|_| !endless) {
        let limit = within(expectation).unwrap_or(end);
        if let Some(reason) = judge.departs(expectation, &effects, limit) {
            divergences.push(Divergence { at: expectation.at.clone(), text: expectation.text.clone(), reason });
        }
    }
    let exercised = notes.exercised(program, &engine, &effects);
    Outcome { effects, divergences, exercised }
}

/// The consents not yet given that a post can give in another's place, each with the one meant.
fn stood_in(names: &Names<'_>, program: &Program, engine: &Engine<'_>, event: &r::Event) -> Vec<(usize, usize)> {
    let r::Event::Approve { approve, .. } = event else { return Vec::new() };
    let Some(post) = names.post(approve) else { return Vec::new() };
    let asked = program.wires.posts.get(post).into_iter().flatten();
    let silent = asked.filter(|id| engine.get(engine.layout().given(**id)) == 0);
    let of = silent.filter_map(|id| Some((*id, program.consenters.get(*id)?)));
    of.filter(|(_, c)| c.chain.first() != Some(&post)).filter_map(|(id, c)| Some((id, c.meant.filter(|m| *m != post)?))).collect()
}

fn refusal(fault: &Fault, now: i64) -> Text {
    let reason = fault.text();
    let time = |lang| length(u64::try_from(now).unwrap_or(0), lang);
    Text { en: format!("at {}: {}", time(Lang::En), reason.en), zh: format!("在 {}：{}", time(Lang::Zh), reason.zh) }
}

struct Judge<'p> {
    program: &'p Program,
    main: Option<usize>,
}

impl Judge<'_> {
    /// Why what was seen is not what was expected by then; none where it is.
    fn departs(&self, expected: &r::Expectation, effects: &[Effect], limit: i64) -> Option<Text> {
        let first = effects.iter().find(|e| self.is(&expected.effect, e.what)).map(|e| e.at);
        let shown = |ms: i64, lang| length(u64::try_from(ms).unwrap_or(0), lang);
        let both = |ms: i64| (shown(ms, Lang::En), shown(ms, Lang::Zh));
        match first.filter(|at| *at <= limit) {
            Some(at) if expected.not => {
                let (en, zh) = both(at);
                Some(Text { en: format!("this happened at {en}"), zh: format!("此事在 {zh} 发生了") })
            }
            Some(_) => None,
            None if expected.not => None,
            None => Some(match first {
                Some(at) => {
                    let ((en, zh), (by, by_zh)) = (both(at), both(limit));
                    Text { en: format!("this happened only at {en}, after {by}"), zh: format!("此事到 {zh} 才发生，晚于 {by_zh}") }
                }
                None => {
                    let (by, by_zh) = both(limit);
                    Text { en: format!("this did not happen by {by}"), zh: format!("到 {by_zh} 为止没有发生") }
                }
            }),
        }
    }

    fn is(&self, expected: &r::Effect, seen: What) -> bool {
        let step = |name: &String, id: usize| self.program.steps.get(id).is_some_and(|s| s.name == *name && Some(s.procedure) == self.main);
        let procedure = |name: &String, id: usize| self.program.procedures.get(id).is_some_and(|p| p.name == *name);
        match (expected, seen) {
            (r::Effect::Called { who }, What::Told(id, by)) => self.told(id, by, who, |kind| kind == Told::Called),
            // Who is called, or has it handed up to, is told as well.
            (r::Effect::Notified { who }, What::Told(id, by)) => self.told(id, by, who, |kind| kind != Told::Activated),
            (r::Effect::Escalated { who }, What::Told(id, by)) => self.told(id, by, who, |kind| kind == Told::Escalated),
            (r::Effect::Activated { procedure: name }, What::Activated(id)) => procedure(name, id),
            (r::Effect::Activated { procedure: name }, What::Told(id, _)) => {
                self.program.messages.get(id).is_some_and(|m| m.kind == Told::Activated && m.meant == *name)
            }
            (r::Effect::Done { step: name }, What::Done(id)) | (r::Effect::Due { step: name }, What::Due(id)) => step(name, id),
            (r::Effect::Overdue { step: name }, What::Overdue(id)) => self.program.limits.get(id).is_some_and(|l| step(name, l.step)),
            (r::Effect::Level { ladder, level }, What::Level(id, rank)) => self.level(ladder, level.as_ref(), id, rank),
            (r::Effect::Finished { procedure: None }, What::Finished(id)) | (r::Effect::Closed, What::Closed(id)) => Some(id) == self.main,
            (r::Effect::Finished { procedure: Some(name) }, What::Finished(id)) => procedure(name, id),
            _ => false,
        }
    }

    fn level(&self, name: &str, level: Option<&String>, id: usize, rank: u32) -> bool {
        let Some(ladder) = self.program.ladders.get(id).filter(|l| l.name == name) else { return false };
        let holds = ladder.levels.iter().find(|l| l.rank == rank);
        level.map_or(holds.is_some(), |level| holds.is_some_and(|h| h.name == *level))
    }

    /// Whether somebody was told: as the one meant or as the one reached, but not where nobody could be reached.
    fn told(&self, id: usize, by: Reached, who: &r::Called, kind: fn(Told) -> bool) -> bool {
        let Some(message) = self.program.messages.get(id).filter(|m| kind(m.kind)) else { return false };
        let name = match who {
            r::Called::Number { number } => number,
            r::Called::Party(r::Party::Post { post } | r::Party::Count { post, .. }) => post,
            r::Called::Party(r::Party::Everyone) => "everyone",
            r::Called::Party(r::Party::Anyone) => "anyone",
            r::Called::Party(r::Party::Someone) => "someone",
        };
        match by {
            Reached::Nobody => false,
            Reached::Meant => message.meant == name,
            Reached::Post(post) => message.meant == name || self.program.posts.get(post).is_some_and(|p| p == name),
        }
    }
}
