//! What must be looked at when something changes.

use super::{Clock, Expr, Program, Site, Wires};

/// Notes for everything that can change which sites it can change.
pub(super) fn connect(program: &mut Program) {
    let lists = |count: usize| vec![Vec::new(); count];
    let mut wires = Wires {
        signals: lists(program.signals.len()),
        gauges: lists(program.gauges.len()),
        ladders: lists(program.ladders.len()),
        held: lists(program.held.len()),
        steps: lists(program.steps.len()),
        finished: lists(program.procedures.len()),
        started: lists(program.procedures.len()),
        ended: lists(program.procedures.len()),
        close: vec![0; program.procedures.len()],
        signal_clocks: vec![None; program.signals.len()],
        step_clocks: vec![None; program.steps.len()],
        posts: lists(program.posts.len()),
    };
    let starts = program.starts.iter().filter_map(|s| s.limit.as_ref()).map(|(length, clock, _)| (*length, *clock));
    for (length, clock) in program.limits.iter().map(|l| (l.length, l.clock)).chain(starts) {
        let slot = match clock {
            Clock::Signal(id) => wires.signal_clocks.get_mut(id),
            Clock::Step(id) => wires.step_clocks.get_mut(id),
            Clock::Due | Clock::Start => None,
        };
        slot.into_iter().for_each(|s| *s = Some(s.map_or(length, |old: u64| old.min(length))));
    }
    for (index, site) in program.sites.iter().enumerate() {
        for expr in conditions(program, *site) {
            expr.walk(&mut |part| {
                let list = match part {
                    Expr::Signal(id) => wires.signals.get_mut(*id),
                    Expr::Known(id) | Expr::Gauge(id, ..) => wires.gauges.get_mut(*id),
                    Expr::Rank(id, ..) => wires.ladders.get_mut(*id),
                    Expr::Done(id) => wires.steps.get_mut(*id),
                    Expr::Finished(id) => wires.finished.get_mut(*id),
                    Expr::Held(id) => wires.held.get_mut(*id),
                    Expr::All(_) | Expr::Any(_) | Expr::Not(_) => None,
                };
                list.into_iter().for_each(|l| l.push(index));
            });
        }
        let (list, procedure) = match *site {
            Site::Ladder(_) | Site::Held(_) | Site::Start(_) => continue,
            Site::Due(id) => match program.steps.get(id) {
                Some(step) if step.in_recovery => (&mut wires.ended, step.procedure),
                Some(step) => (&mut wires.started, step.procedure),
                None => continue,
            },
            Site::Finish(id) => (&mut wires.started, program.finishes.get(id).map_or(0, |f| f.procedure)),
            Site::Close(id) => {
                wires.close.get_mut(id).into_iter().for_each(|c| *c = index);
                (&mut wires.ended, id)
            }
        };
        list.get_mut(procedure).into_iter().for_each(|l| l.push(index));
    }
    for (index, consenter) in program.consenters.iter().enumerate() {
        for post in consenter.meant.iter().chain(&consenter.chain) {
            wires.posts.get_mut(*post).into_iter().for_each(|l| l.push(index));
        }
        if consenter.meant.is_none() {
            wires.posts.iter_mut().for_each(|l| l.push(index));
        }
    }
    let all = [&mut wires.signals, &mut wires.gauges, &mut wires.ladders, &mut wires.held, &mut wires.steps, &mut wires.finished, &mut wires.posts];
    for list in all.into_iter().flatten() {
        list.sort_unstable();
        list.dedup();
    }
    program.wires = wires;
}

/// The conditions that decide a site.
fn conditions(program: &Program, site: Site) -> Vec<&Expr> {
    match site {
        Site::Ladder(id) => program.ladders.get(id).into_iter().flat_map(|l| l.levels.iter().map(|level| &level.when)).collect(),
        Site::Held(id) => program.held.get(id).map(|h| &h.of).into_iter().collect(),
        Site::Start(id) => program.starts.get(id).map(|s| &s.when).into_iter().collect(),
        Site::Due(id) => program.steps.get(id).map(|s| &s.when).into_iter().collect(),
        Site::Finish(id) => program.finishes.get(id).map(|f| &f.when).into_iter().collect(),
        Site::Close(_) => Vec::new(),
    }
}
