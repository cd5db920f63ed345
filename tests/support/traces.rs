//! Traces made at random over a program: events that mostly fit what runs, at times that mostly matter, and some that must be refused.

#![allow(dead_code, reason = "each test crate uses its part")]

use super::random::Random;
use preplan::emit::program::layout::LATEST;
use preplan::emit::program::{Expr, Program, Site};
use preplan::engine::{Effect, Engine, Refused, State};

/// Something that is done to a plan; the numbers are positions in the lists of its program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    /// The plan begins, with one procedure and those it can activate, or with all. Its time does not matter.
    Begin(Option<usize>),
    Raise(usize),
    Clear(usize),
    Set(usize, i64),
    Done(usize),
    Approve(usize),
    Unreachable(usize),
    /// Time passes up to and with this instant.
    Advance,
    /// The state is saved, and what runs goes on from it in a new engine or module. Its time does not matter.
    Reload,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Timed {
    pub(crate) at: i64,
    pub(crate) event: Event,
}

/// Does to an engine what an event says.
pub(crate) fn play<'p>(engine: &mut Engine<'p>, timed: Timed, sink: &mut dyn FnMut(Effect)) -> Result<(), Refused> {
    let at = timed.at;
    match timed.event {
        Event::Begin(only) => engine.begin(only, sink),
        Event::Raise(id) => engine.raise(at, id, sink),
        Event::Clear(id) => engine.clear(at, id, sink),
        Event::Set(id, value) => engine.set(at, id, value, sink),
        Event::Done(id) => engine.done(at, id, sink),
        Event::Approve(id) => engine.approve(at, id, sink),
        Event::Unreachable(id) => engine.unreachable(at, id, sink),
        Event::Advance => engine.advance(at, sink),
        Event::Reload => {
            let kept = serde_json::to_string(&engine.save()).unwrap();
            *engine = Engine::new(engine.program());
            engine.restore(&serde_json::from_str::<State>(&kept).unwrap())
        }
    }
}

/// A trace of so many events. An engine runs along, so that steps are done that are due and timers are met.
pub(crate) fn trace(random: &mut Random, program: &Program, length: usize) -> Vec<Timed> {
    let (signals, values) = (Vec::new(), values(program));
    let mut maker = Maker { random, program, engine: Engine::new(program), trace: Vec::new(), signals, values };
    if maker.random.below(40) == 0 {
        maker.put(0, Event::Advance);
    }
    // With all procedures or with one of them; now and then with one that there is not.
    if maker.random.below(40) == 0 {
        maker.put(0, Event::Begin(Some(program.procedures.len())));
    }
    let only = Some(maker.random.below(program.procedures.len() + 1)).filter(|p| *p < program.procedures.len());
    maker.put(0, Event::Begin(only));
    let scope = only.and_then(|p| program.procedures.get(p)).map_or((0..program.procedures.len()).collect(), |p| p.reach.clone());
    maker.signals = matter(program, &program.wires.signals, &scope);
    let gauges = matter(program, &program.wires.gauges, &scope);
    maker.values.retain(|(gauge, _)| gauges.contains(gauge));
    while maker.trace.len() < length {
        maker.next();
    }
    maker.trace
}

struct Maker<'r, 'p> {
    random: &'r mut Random,
    program: &'p Program,
    engine: Engine<'p>,
    trace: Vec<Timed>,
    /// Signals that matter to what takes part.
    signals: Vec<usize>,
    /// Values that such gauges are compared with.
    values: Vec<(usize, i64)>,
}

impl Maker<'_, '_> {
    fn put(&mut self, at: i64, event: Event) {
        let timed = Timed { at, event };
        let _ = play(&mut self.engine, timed, &mut |_| {});
        self.trace.push(timed);
    }

    fn next(&mut self) {
        let now = self.engine.now();
        if self.random.below(24) == 0 {
            let (at, event) = self.bad(now);
            return self.put(at, event);
        }
        let at = self.time(now);
        let event = self.event();
        self.put(at, event);
    }

    /// Mostly this instant, the next at which something happens by itself, or one beside it.
    fn time(&mut self, now: i64) -> i64 {
        let timer = self.engine.next_timer().filter(|at| (now..=LATEST).contains(at)).unwrap_or(now);
        let half_minutes = |count: usize| count as i64 * 30_000;
        let at = match self.random.below(48) {
            0..=17 => now,
            18..=29 => timer,
            30..=31 => timer - 1,
            32..=33 => timer + 1,
            34..=44 => now + half_minutes(1 + self.random.below(9)),
            45..=46 => now + half_minutes(self.random.below(200)),
            // What repeats itself for ever must not be given that much time.
            _ if self.program.steps.iter().any(|s| s.automatic.is_some() && s.every.is_some()) => now,
            _ => now + half_minutes(self.random.below(1_000_000)),
        };
        at.clamp(now, LATEST)
    }

    fn event(&mut self) -> Event {
        let p = self.program;
        match self.random.below(32) {
            0..=9 => match self.open_step() {
                Some(step) => Event::Done(step),
                None => Event::Raise(self.signal()),
            },
            10..=14 => Event::Raise(self.signal()),
            15..=16 => Event::Clear(self.signal()),
            18..=21 if !self.values.is_empty() => {
                let (gauge, value) = self.random.one(&self.values);
                Event::Set(gauge, value.saturating_add(self.random.one(&[-1000, -1, 0, 0, 1, 1000])))
            }
            22..=27 if !p.consenters.is_empty() => self.consent(),
            28 if !p.posts.is_empty() => Event::Unreachable(self.random.below(p.posts.len())),
            29 => Event::Reload,
            _ => Event::Advance,
        }
    }

    /// A step that is due and not done.
    fn open_step(&mut self) -> Option<usize> {
        let l = self.engine.layout();
        let open: Vec<usize> = (0..self.program.steps.len()).filter(|s| self.engine.get(l.status(*s)) == 1).collect();
        (!open.is_empty()).then(|| self.random.one(&open))
    }

    /// One that matters, mostly.
    fn signal(&mut self) -> usize {
        let any = self.random.below(8) == 0 || self.signals.is_empty();
        if any { self.random.below(self.program.signals.len()) } else { self.random.one(&self.signals) }
    }

    /// The consent of one who has not agreed yet, or of one who may do so in another's place; if nobody is asked, something else.
    fn consent(&mut self) -> Event {
        let l = self.engine.layout();
        let silent = self.program.consenters.iter().enumerate().filter(|(id, _)| self.engine.get(l.given(*id)) == 0);
        let posts: Vec<usize> = silent.flat_map(|(_, c)| c.meant.into_iter().chain(c.chain.iter().copied().take(3))).collect();
        for _ in 0..posts.len().min(24) {
            let post = self.random.one(&posts);
            if self.engine.clone().approve(self.engine.now(), post, &mut |_| {}).is_ok() {
                return Event::Approve(post);
            }
        }
        if self.random.below(8) == 0 { Event::Approve(self.random.below(self.program.posts.len())) } else { Event::Raise(self.signal()) }
    }

    /// What must be refused; steps that are not due and consents that nobody asks for, among others.
    fn bad(&mut self, now: i64) -> (i64, Event) {
        let p = self.program;
        let far = self.random.one(&[0, 1, 1000, usize::MAX >> 33]);
        match self.random.below(16) {
            0 => (now, Event::Raise(p.signals.len() + far)),
            1 => (now, Event::Clear(p.signals.len() + far)),
            2 => (now, Event::Set(p.gauges.len() + far, 1)),
            3 => (now, Event::Done(p.steps.len() + far)),
            4 => (now, Event::Approve(p.posts.len() + far)),
            5 => (now, Event::Unreachable(p.posts.len() + far)),
            6 => (now, Event::Begin(None)),
            7 => (now, Event::Done(self.random.below(p.steps.len()))),
            8 => (now, Event::Approve(self.random.below(p.posts.len()))),
            9 => (LATEST + 1, Event::Advance),
            10 => (i64::MAX, self.event()),
            11 => (-1, self.event()),
            12 => (i64::MIN, self.event()),
            13 => (now, Event::Set(self.random.below(p.gauges.len()), self.random.one(&[i64::MAX, i64::MIN]))),
            _ => (now - 1, self.event()),
        }
    }
}

/// What some procedure of these looks at, itself or by way of a level or of what must hold for some time.
fn matter(program: &Program, wires: &[Vec<usize>], scope: &[usize]) -> Vec<usize> {
    (0..wires.len()).filter(|id| wires[*id].iter().any(|site| matters(program, *site, scope))).collect()
}

fn matters(program: &Program, site: usize, scope: &[usize]) -> bool {
    let wires = &program.wires;
    let procedure = match program.sites[site] {
        Site::Ladder(id) => return wires.ladders[id].iter().any(|s| matters(program, *s, scope)),
        Site::Held(id) => return wires.held[id].iter().any(|s| matters(program, *s, scope)),
        Site::Start(id) => program.starts[id].procedure,
        Site::Due(id) => program.steps[id].procedure,
        Site::Finish(id) => program.finishes[id].procedure,
        Site::Close(id) => id,
    };
    scope.contains(&procedure)
}

/// Every value that a gauge is compared with.
fn values(program: &Program) -> Vec<(usize, i64)> {
    let mut found = Vec::new();
    let levels = program.ladders.iter().flat_map(|l| l.levels.iter().map(|level| &level.when));
    let held = program.held.iter().map(|h| &h.of);
    let steps = program.steps.iter().map(|s| &s.when);
    let rest = program.starts.iter().map(|s| &s.when).chain(program.finishes.iter().map(|f| &f.when)).chain(program.escalations.iter().map(|e| &e.when));
    for expr in levels.chain(held).chain(steps).chain(rest) {
        expr.walk(&mut |part| {
            if let Expr::Gauge(id, _, value) = part {
                found.push((*id, *value));
            }
        });
    }
    found
}

/// The least part of a trace that still fails: events are left out, then times drawn together.
pub(crate) fn shrink(trace: &[Timed], fails: &mut dyn FnMut(&[Timed]) -> bool) -> Vec<Timed> {
    let mut least = trace.to_vec();
    let mut size = least.len();
    while size > 0 {
        let mut at = 0;
        while at < least.len() {
            let mut fewer = least.clone();
            fewer.drain(at..(at + size).min(least.len()));
            if fails(&fewer) {
                least = fewer;
            } else {
                at += size;
            }
        }
        size /= 2;
    }
    for at in 0..least.len() {
        let before = if at == 0 { 0 } else { least[at - 1].at };
        for gap in [0, 1, 30_000, 60_000, 120_000, 300_000] {
            let mut sooner = least.clone();
            let cut = (least[at].at - before).saturating_sub(gap);
            sooner[at..].iter_mut().for_each(|t| t.at = t.at.saturating_sub(cut));
            if cut > 0 && fails(&sooner) {
                least = sooner;
                break;
            }
        }
    }
    least
}

/// A trace as `preplan simulate` reads it, a line an event; what it has no line for is a comment.
pub(crate) fn lines(trace: &[Timed], program: &Program) -> String {
    let name = |list: &[String], id: usize| list.get(id).map_or_else(|| format!("#{id}"), Clone::clone);
    let quoted = |text: String| serde_json::to_string(&text).unwrap();
    let procedure = |id: usize| program.procedures.get(id).map_or_else(|| format!("#{id}"), |p| p.name.clone());
    let mut out = String::new();
    for Timed { at, event } in trace {
        let what = match *event {
            Event::Begin(only) => {
                out += &format!("// begin {}\n", only.map_or("all".to_owned(), procedure));
                continue;
            }
            Event::Reload => {
                out += "// save and restore\n";
                continue;
            }
            Event::Raise(id) => format!(",\"raise\":{}", quoted(name(&program.signals, id))),
            Event::Clear(id) => format!(",\"clear\":{}", quoted(name(&program.signals, id))),
            Event::Set(id, value) => {
                let time = program.gauges.get(id).is_some_and(|g| g.time);
                let to = if time { quoted(iso(value)) } else { format!("{}", value as f64 / 1000.0) };
                format!(",\"set\":{},\"to\":{to}", quoted(program.gauges.get(id).map_or_else(|| format!("#{id}"), |g| g.name.clone())))
            }
            Event::Done(id) => match program.steps.get(id) {
                Some(step) => format!(",\"done\":{},\"of\":{}", quoted(step.name.clone()), quoted(procedure(step.procedure))),
                None => format!(",\"done\":\"#{id}\""),
            },
            Event::Approve(id) => format!(",\"approve\":{}", quoted(name(&program.posts, id))),
            Event::Unreachable(id) => format!(",\"unreachable\":{}", quoted(name(&program.posts, id))),
            Event::Advance => String::new(),
        };
        out += &format!("{{\"at\":\"{}\"{what}}}\n", iso(*at));
    }
    out
}

fn iso(millis: i64) -> String {
    let sign = if millis < 0 { "-" } else { "" };
    let ms = millis.unsigned_abs();
    if ms.is_multiple_of(60_000) { format!("{sign}PT{}M", ms / 60_000) } else { format!("{sign}PT{}.{:03}S", ms / 1000, ms % 1000) }
}
