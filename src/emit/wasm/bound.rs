//! How many effects one event, or one timer, can have.

use crate::emit::program::{Act, Program, Site};

/// No fewer than any event has: a bound that is easy to see, not the least one.
pub(super) fn effects(program: &Program) -> u64 {
    // Each procedure starts, finishes and is closed once, each step becomes due once.
    let once = 3 * program.procedures.len() + program.steps.len();
    // Levels are looked at together, and again after each end that they ask for.
    let derived = |site: &usize| matches!(program.sites.get(*site), Some(Site::Ladder(_) | Site::Held(_)));
    let ends = program.wires.finished.iter().filter(|sites| sites.iter().any(derived)).count();
    let levels = program.ladders.len() * (1 + ends);
    // One step is done, one limit passes or one timer falls.
    let steps = program.steps.iter().map(|s| s.acts.iter().map(of_act).sum());
    let limits = program.limits.iter().filter_map(|l| l.otherwise.as_ref()).map(of_act);
    let starts = program.starts.iter().filter_map(|s| s.limit.as_ref()?.2.as_ref()).map(of_act);
    let timers = program.escalations.iter().map(|e| of_act(&e.act));
    let first: usize = 1 + steps.chain(limits).chain(starts).chain(timers).max().unwrap_or(0);
    (once + levels + first) as u64
}

fn of_act(act: &Act) -> usize {
    match act {
        Act::Tell { messages, .. } => messages.len(),
        // It is put in force, and starts.
        Act::Activate(_) => 2,
    }
}
