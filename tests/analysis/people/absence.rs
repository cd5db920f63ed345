//! One role away at a time: the run is simulated minute by minute, to see which timed duties nobody takes over and who
//! hears of it first.

mod plan;

use super::super::random::Random;
use super::staff::{Ids, name};
use super::{findings, line, quoted};
use plan::{Clock, Consent, Duty, Else, Limit, Need, Plan, Step, Who};
use preplan::diagnostic::{Diagnostic, Event, Happening};
use std::collections::{BTreeMap, BTreeSet};

/// Longer than any run lasts that is looked at.
const HORIZON: i64 = 80;
const MINUTE: i64 = 60_000;

impl Plan {
    /// Whether the plan says how to call a post: its own contact, or for a group that of whoever leads it.
    fn has_contact(&self, id: usize, seen: &mut Ids) -> bool {
        if seen.contains(&id) {
            return false;
        }
        seen.push(id);
        let post = &self.staff.0[id];
        let leading = if post.leaders.is_empty() { &post.deputies } else { &post.leaders };
        post.phone || post.group && leading.iter().any(|l| self.has_contact(*l, seen))
    }

    /// Who acts for a post while a role is away: the first who is tried, where calls are needed the first with a contact;
    /// else a group whose telephone somebody answers.
    fn instead(&self, id: usize, away: usize, called: bool) -> Option<usize> {
        let tried = self.staff.tried(id);
        let is_there = |p: &usize| *p != away && (!called || self.staff.0[*p].phone);
        let answers = |g: &usize| self.staff.0[*g].group && self.staff.0[*g].phone && self.staff.people(&self.staff.inside(*g)).iter().any(|p| *p != away);
        let others = self.staff.people(&tried).iter().any(|p| *p != away);
        let found = self.staff.people(&tried).into_iter().find(is_there);
        found.or_else(|| tried.into_iter().find(|g| others && answers(g)))
    }

    /// The same where it is the other's own work: a call is needed where the plan says how to call either.
    fn acted_for(&self, id: usize, away: usize) -> bool {
        let called = self.has_contact(id, &mut Ids::new()) || self.staff.0[away].phone;
        self.instead(id, away, called).is_some()
    }

    fn agreed(&self, consent: &Option<Consent>, away: usize) -> bool {
        consent.as_ref().is_none_or(|c| if c.any { c.posts.iter().any(|p| self.acted_for(*p, away)) } else { c.posts.iter().all(|p| self.acted_for(*p, away)) })
    }

    /// Roles of which there are several: `2 of r1`.
    fn is_several(&self, role: usize) -> bool {
        self.steps.iter().flat_map(|s| &s.duties).any(|d| matches!(d.who, Who::Count(2.., id) if id == role))
    }

    /// Whether a duty is that of one role alone, and nobody does it when that role is away.
    fn is_left(&self, duty: &Duty, away: usize) -> bool {
        if !duty.must || self.staff.0[away].group || self.is_several(away) {
            return false;
        }
        let (ids, is_its) = match &duty.who {
            Who::Anyone => return false,
            Who::Posts(ids, _) => (ids.clone(), ids.iter().all(|id| self.staff.acting(*id) == Some(away))),
            Who::Count(_, id) => (vec![*id], self.staff.people(&self.staff.inside(*id)) == [away]),
        };
        is_its && !ids.iter().any(|id| self.acted_for(*id, away))
    }

    fn is_stuck(&self, step: &Step, away: usize) -> bool {
        step.duties.iter().any(|d| self.is_left(d, away))
    }

    /// Who hears of it first, of several.
    fn hears(&self, to: &Ids, away: usize) -> Option<usize> {
        to.iter().find_map(|id| self.instead(*id, away, true))
    }

    /// Who is told when a limit passes.
    fn told(&self, limit: &Limit, away: usize) -> Option<usize> {
        match &limit.otherwise {
            Else::Nothing | Else::Do => None,
            Else::Notify(to) => self.hears(to, away),
            Else::Escalate(to, by) => self.hears(to, away).filter(|_| by.is_empty() || by.iter().any(|by| self.instead(*by, away, false).is_some())),
        }
    }

    /// Whether somebody reports a signal (`fire`, `sig`, `out`) while a role is away.
    fn is_raised(&self, signal: usize, away: usize) -> bool {
        let who = &self.reporters[signal];
        who.is_empty() || who.iter().any(|id| self.instead(*id, away, false).is_some() || !self.staff.people(&self.staff.tried(*id)).contains(&away))
    }

    /// When steps are due and done, minute by minute, where all goes as fast as it can and signals are raised at the start.
    fn fastest(&self, away: usize) -> Times {
        let signal = self.is_raised(1, away).then_some(0);
        let mut times = Times { signal, due: vec![None; self.steps.len()], done: vec![None; self.steps.len()], end: None };
        if !self.begins(away) {
            return times;
        }
        for now in 0..HORIZON {
            // As often as something new follows within the minute.
            for _ in 0..=2 * self.steps.len() {
                let is_out = self.is_raised(2, away);
                let is_end = |(step, consent): &(Option<usize>, Option<Consent>)| step.map_or(is_out, |s| times.done[s].is_some()) && self.agreed(consent, away);
                if times.end.is_none() && self.finish.as_ref().is_some_and(is_end) {
                    times.end = Some(now);
                }
                for (at, step) in self.steps.iter().enumerate() {
                    let may = (!step.recovery || times.end.is_some()) && self.agreed(&step.consent, away);
                    if times.due[at].is_none() && may && times.is_ready(&step.need, now) {
                        times.due[at] = Some(now);
                    }
                    let is_over = times.due[at].is_some_and(|due| due + step.least <= now);
                    if times.done[at].is_none() && is_over && !self.is_stuck(step, away) {
                        times.done[at] = Some(now);
                    }
                }
            }
        }
        times
    }

    fn begins(&self, away: usize) -> bool {
        self.is_raised(0, away) && self.agreed(&self.start, away)
    }

    fn binding<'p>(&self, step: &'p Step) -> impl Iterator<Item = &'p Limit> {
        step.duties.iter().filter(|d| d.must).flat_map(|d| &d.limits).chain(&step.limits)
    }

    fn ends_by_a_step(&self) -> bool {
        matches!(self.finish, Some((Some(_), _)))
    }

    /// What is said of a duty that is left: who hears of it first.
    fn notice(&self, at: usize, away: usize, times: &Times) -> (Notice, String) {
        let step = &self.steps[at];
        let mut all: Vec<(i64, Notice, String)> = Vec::new();
        let mut unmeasured = None;
        for limit in self.binding(step) {
            let (Some(who), Some(due)) = (self.told(limit, away), times.due[at]) else { continue };
            let passed = format!("`{}`", limit.said());
            match times.passes(limit, due) {
                Some(passes) => all.push((passes, Notice::Limit, format!("`{}` hears of it once {passed} has passed", name(who)))),
                None if limit.length.is_none() && times.from(limit, due).is_some() => {
                    unmeasured.get_or_insert(format!("nobody can tell when {passed} has passed"));
                }
                None => {}
            }
        }
        if let Some((to, after, up)) = self.timer.as_ref().filter(|_| !step.recovery && self.begins(away)) {
            let when = if *up { ", if `sig` then" } else { "" };
            let who = self.hears(to, away);
            all.extend(who.map(|who| (*after, if *up { Notice::Maybe } else { Notice::Timer }, format!("`{}` hears of it {after}m after the start{when}", name(who)))));
        }
        all.sort_by_key(|(at, ..)| *at);
        match (all.into_iter().next(), unmeasured, times.due[at]) {
            // The last step of others may end it before.
            (Some((at, notice, said)), ..) if !step.recovery && self.ends_by_a_step() && times.end.is_some_and(|end| end <= at) => {
                (notice, format!("{said}, unless the procedure ends before"))
            }
            (Some((_, notice, said)), ..) => (notice, said),
            (None, Some(said), _) => (Notice::Unmeasured, said),
            (None, None, Some(_)) => (Notice::Never, "and nobody notices".to_owned()),
            (None, None, None) => (Notice::NeverDue, "and it never becomes due, since nobody does, reports or approves what it waits for".to_owned()),
        }
    }

    /// By role, the lines of the timed duties that nobody takes over, with what is said of each.
    fn absences(&self) -> BTreeMap<usize, BTreeMap<usize, (usize, Notice, String)>> {
        let mut found: BTreeMap<usize, BTreeMap<usize, (usize, Notice, String)>> = BTreeMap::new();
        for away in (0..self.staff.0.len()).filter(|id| !self.staff.0[*id].group) {
            let times = self.fastest(away);
            for (at, step) in self.steps.iter().enumerate() {
                for duty in step.duties.iter().filter(|d| self.is_left(d, away) && !(d.limits.is_empty() && step.limits.is_empty())) {
                    let (notice, said) = self.notice(at, away, &times);
                    let group = match &duty.who {
                        Who::Posts(ids, _) => Some(ids[0]),
                        Who::Count(_, id) => Some(*id),
                        Who::Anyone => None,
                    };
                    let whose = group.filter(|g| self.staff.0[*g].group).map_or(String::new(), |g| format!(" for `{}`, which it leads", name(g)));
                    found.entry(away).or_default().insert(duty.line, (at, notice, format!("nobody does this{whose}, {said}")));
                }
            }
        }
        found
    }
}

/// When something is due and done, in minutes.
struct Times {
    signal: Option<i64>,
    due: Vec<Option<i64>>,
    done: Vec<Option<i64>>,
    end: Option<i64>,
}

impl Times {
    fn is_ready(&self, need: &Need, now: i64) -> bool {
        let done = |id: &usize, length: i64| self.done[*id].is_some_and(|at| at + length <= now);
        let signal = |length: i64| self.signal.is_some_and(|at| at + length <= now);
        match need {
            Need::Nothing => true,
            Need::All(ids) => ids.iter().all(|id| done(id, 0)),
            Need::Any(ids) => ids.iter().any(|id| done(id, 0)),
            Need::Signal => signal(0),
            Need::Held(id, length) => done(id, *length),
            Need::Or(id, length) => done(id, 0) || signal(*length),
        }
    }

    fn from(&self, limit: &Limit, due: i64) -> Option<i64> {
        match limit.clock {
            Clock::Due => Some(due),
            Clock::Start => Some(0),
            Clock::Step(id) => self.done[id],
            Clock::Signal => self.signal,
        }
    }

    fn passes(&self, limit: &Limit, due: i64) -> Option<i64> {
        Some((self.from(limit, due)? + limit.length?).max(due))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Notice {
    Limit,
    Timer,
    /// A timer with a condition.
    Maybe,
    Unmeasured,
    Never,
    NeverDue,
}

/// Goes through a run of a finding and says whether at its end, and not before, somebody hears of one of the duties, or
/// all its limits have passed.
fn shows(plan: &Plan, away: usize, left: &[(usize, Notice)], run: &[Event]) -> Result<(), String> {
    let (last, events) = run.split_last().ok_or("empty")?;
    let mut times = Times { signal: None, due: vec![None; plan.steps.len()], done: vec![None; plan.steps.len()], end: None };
    let (mut fire, mut out, mut gone, mut approved) = (false, false, false, Ids::new());
    let mut started = false;
    let until = last.at as i64 / MINUTE;
    let mut next = events.iter().peekable();
    for now in 0..=until {
        loop {
            let given = |c: &Option<Consent>| c.as_ref().is_none_or(|c| if c.any { c.posts.iter().any(|p| approved.contains(p)) } else { c.posts.iter().all(|p| approved.contains(p)) });
            started |= fire && given(&plan.start);
            if started && now > 0 && times.due.iter().all(Option::is_none) && plan.steps.iter().any(|s| matches!(s.need, Need::Nothing) && s.consent.is_none() && !s.recovery) {
                return Err("it starts late".to_owned());
            }
            for (at, step) in plan.steps.iter().enumerate() {
                let may = started && step.recovery == times.end.is_some() && given(&step.consent);
                if times.due[at].is_none() && may && times.is_ready(&step.need, now) {
                    times.due[at] = Some(now);
                }
            }
            let is_end = |(step, consent): &(Option<usize>, Option<Consent>)| step.map_or(out, |s| times.done[s].is_some()) && given(consent);
            if started && times.end.is_none() && plan.finish.as_ref().is_some_and(is_end) {
                times.end = Some(now);
                continue;
            }
            let Some(event) = next.next_if(|e| e.at as i64 == now * MINUTE) else { break };
            let id = |name: &str| name[1..].parse::<usize>().unwrap();
            match &event.what {
                Happening::Unreachable(who) => gone = id(who) == away && now == 0,
                Happening::Raise(signal) if ["fire", "sig", "out"].iter().position(|s| s == signal).is_none_or(|s| !plan.is_raised(s, away)) => {
                    return Err(format!("nobody raises {signal}"));
                }
                Happening::Raise(signal) => match signal.as_str() {
                    "fire" => fire = true,
                    "sig" => times.signal = Some(now),
                    _ => out = true,
                },
                Happening::Approve(who) if id(who) != away => approved.push(id(who)),
                Happening::Done(step) => {
                    let at = id(step);
                    let step = &plan.steps[at];
                    let is_right = times.due[at].is_some_and(|due| due + step.least <= now) && !plan.is_stuck(step, away) && (times.end.is_none() || step.recovery);
                    if !is_right {
                        return Err(format!("s{at} cannot be done at {now}"));
                    }
                    times.done[at] = Some(now);
                }
                Happening::Approve(_) | Happening::Clear(_) | Happening::Set(..) | Happening::Wait => return Err(format!("{event:?}")),
            }
        }
    }
    if !gone || next.peek().is_some() || last.what != Happening::Wait {
        return Err("the run is no run".to_owned());
    }
    let shown = left.iter().any(|(at, notice)| {
        let step = &plan.steps[*at];
        let Some(due) = times.due[*at].filter(|_| times.end.is_none() || step.recovery) else { return false };
        let passes = |limit: &Limit| times.passes(limit, due);
        let heard = plan.binding(step).filter(|l| plan.told(l, away).is_some()).filter_map(passes).min();
        let timer = plan.timer.as_ref().filter(|(to, ..)| !step.recovery && plan.hears(to, away).is_some()).map(|(_, after, up)| (*after, *up));
        let early = timer.filter(|(_, up)| !up || times.signal.is_some()).map(|t| t.0);
        match notice {
            Notice::Limit => heard == Some(until) && early.is_none_or(|t| t >= until),
            Notice::Timer => timer.map(|t| t.0.max(due)) == Some(until) && heard.is_none_or(|h| h >= until),
            Notice::Never => heard.is_none() && timer.is_none() && plan.binding(step).filter_map(passes).max() == Some(until),
            Notice::Maybe | Notice::Unmeasured | Notice::NeverDue => false,
        }
    });
    if shown { Ok(()) } else { Err(format!("it does not show that at {until}")) }
}

fn reason_holds(plan: &Plan, away: usize, message: &str) -> bool {
    let post = &plan.staff.0[away];
    let named = !(post.deputies.is_empty() && post.superiors.is_empty());
    let why = message.rsplit(": ").next().unwrap();
    if why.contains("neither deputy nor superior") {
        return !named;
    }
    if why.contains("the same person") {
        return named;
    }
    let other: usize = quoted(why)[0][1..].parse().unwrap();
    other != away && !plan.staff.0[other].phone
}

#[test]
fn duties_are_left_undone_as_every_simulated_run_shows() {
    let mut random = Random(106);
    let mut counts: BTreeMap<Notice, usize> = BTreeMap::new();
    let (mut roles, mut runs, mut silent, mut may_end, mut unheard) = (0, 0, 0, 0, 0);
    for round in 0..10_000 {
        let plan = Plan::new(&mut random);
        let text = &plan.text;
        let found: Vec<Diagnostic> = findings(text, &["P106"]);
        let wanted = plan.absences();
        let mut told = BTreeSet::new();
        for finding in &found {
            let message = &finding.message.en;
            let away: usize = quoted(message)[0][1..].parse().unwrap();
            assert!(told.insert(away));
            let Some(left) = wanted.get(&away) else { panic!("round {round}: {message}\n{text}") };
            let labels: BTreeMap<usize, &str> = finding.related.iter().map(|r| (line(text, r.span.start), r.text.en.as_str())).collect();
            let shown: BTreeMap<usize, &str> = left.iter().take(5).map(|(line, (.., said))| (*line, said.as_str())).collect();
            assert_eq!(labels, shown, "round {round}: {message}\n{text}");
            let count = if left.len() == 1 { "its duty with".to_owned() } else { format!("its {} duties with", left.len()) };
            let unseen = left.values().filter(|l| matches!(l.1, Notice::Never | Notice::NeverDue)).count();
            let noticed = match unseen {
                0 => String::new(),
                _ if unseen == left.len() => ", and nobody notices".to_owned(),
                _ => format!(", and nobody notices {unseen} of them"),
            };
            assert!(message.contains(&format!("takes over {count} a time limit{noticed}: ")), "round {round}: {message}\n{text}");
            assert!(reason_holds(&plan, away, message), "round {round}: {message}\n{text}");
            let steps: Vec<(usize, Notice)> = left.values().map(|l| (l.0, l.1)).collect();
            if finding.run.is_empty() {
                let is_simple = |(at, n): &(usize, Notice)| matches!(n, Notice::Limit | Notice::Timer) && plan.fastest(away).due[*at].is_some();
                // Who stands in for an approval is not shown.
                let asks = |c: &Option<Consent>| c.as_ref().is_some_and(|c| c.posts.contains(&away));
                let simple = !asks(&plan.start) && !plan.steps.iter().any(|s| asks(&s.consent)) && plan.finish.is_none() && plan.reporters.iter().all(Ids::is_empty) && is_simple(&steps[0]);
                assert!(!simple, "round {round}: no run\n{text}\n{message}");
            } else {
                let result = shows(&plan, away, &steps, &finding.run);
                assert_eq!(result, Ok(()), "round {round}: {message}\n{:#?}\n{text}", finding.run);
                runs += 1;
            }
            may_end += left.values().filter(|l| l.2.ends_with("ends before")).count();
            unheard += left.values().filter(|l| l.1 == Notice::NeverDue && !plan.is_raised(0, away)).count();
            left.values().for_each(|l| *counts.entry(l.1).or_default() += 1);
        }
        assert_eq!(told, wanted.keys().copied().collect(), "round {round}\n{text}");
        roles += told.len();
        silent += usize::from(found.is_empty());
    }
    eprintln!("{roles} roles are missed, {counts:?}, {runs} runs, {silent} plans without a finding, {may_end} that may end before, {unheard} that nobody starts");
    assert!(may_end > 50 && unheard > 50);
    assert!(roles > 1_000 && runs > 1_000 && silent > 1_000 && counts.len() == 6 && counts.values().all(|n| *n > 50));
}
