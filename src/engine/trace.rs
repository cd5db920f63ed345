//! Traces: events and effects as JSON, a line each.

use super::{Effect, Engine, FALLS, Reached, Refused, Sink, What};
use crate::diagnostic::{Text, iso, text};
use crate::emit::program::layout::LATEST;
use crate::emit::program::{Program, Told, thousandths};
use crate::emit::runbook::{Amount, Contact, Event, Place, Runbook};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A line of a trace as it is read: a time, and at most one thing that happens.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// ISO 8601 duration from the beginning.
    pub at: String,
    /// A signal is raised.
    pub raise: Option<String>,
    /// A signal is cleared.
    pub clear: Option<String>,
    /// A gauge is set.
    pub set: Option<String>,
    /// Its value.
    pub to: Option<Amount>,
    /// A step is done.
    pub done: Option<String>,
    /// The procedure of that step; the one that was begun, where it is not said.
    pub of: Option<String>,
    /// A post gives its consent.
    pub approve: Option<String>,
    /// A post cannot be reached from now on.
    pub unreachable: Option<String>,
}

impl From<&Event> for Line {
    fn from(event: &Event) -> Self {
        let at = |at: &String| Self { at: at.clone(), ..Self::default() };
        match event {
            Event::Raise { at: time, raise } => Self { raise: Some(raise.clone()), ..at(time) },
            Event::Clear { at: time, clear } => Self { clear: Some(clear.clone()), ..at(time) },
            Event::Set { at: time, set, to } => Self { set: Some(set.clone()), to: Some(to.clone()), ..at(time) },
            Event::Done { at: time, done } => Self { done: Some(done.clone()), ..at(time) },
            Event::Approve { at: time, approve } => Self { approve: Some(approve.clone()), ..at(time) },
            Event::Unreachable { at: time, unreachable } => Self { unreachable: Some(unreachable.clone()), ..at(time) },
        }
    }
}

/// An effect as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Record {
    /// ISO 8601 duration from the beginning.
    pub at: String,
    /// What happened.
    #[serde(flatten)]
    pub what: Shown,
    /// The procedure it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// The step it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// The declaration, duty, limit or timer it comes from.
    pub from: Place,
}

/// What happened, in the names of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[allow(missing_docs, reason = "the words of the contract")]
pub enum Shown {
    Started { started: String },
    Due { due: String },
    Done { done: String },
    /// A step, or a procedure whose start nobody agreed to in time.
    Overdue { overdue: String },
    Called {
        called: String,
        #[serde(flatten)]
        by: By,
    },
    Notified {
        notified: String,
        #[serde(flatten)]
        by: By,
    },
    Escalated {
        escalated: String,
        #[serde(flatten)]
        by: By,
    },
    Activated { activated: String },
    Level {
        /// The ladder.
        level: String,
        /// Its level; null for none.
        is: Option<String>,
    },
    Finished { finished: String },
    Closed { closed: String },
}

/// Who was reached, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct By {
    /// The post, or the one meant where it needs no reaching; null where nobody could be reached.
    pub reached: Option<String>,
    /// How that post is reached.
    pub contacts: Vec<Contact>,
}

/// Names to positions, and back.
#[derive(Debug)]
pub struct Names<'r> {
    runbook: &'r Runbook,
    program: &'r Program,
    signals: HashMap<&'r str, usize>,
    gauges: HashMap<&'r str, usize>,
    posts: HashMap<&'r str, usize>,
    /// By procedure and step.
    steps: HashMap<(usize, &'r str), usize>,
    procedures: HashMap<&'r str, usize>,
}

/// Why a line of a trace does nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The line itself is wrong.
    Line(Text),
    /// The engine refuses it.
    Refused(Refused),
}

impl Refused {
    /// The reason in words.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::NotBegun => text!("the plan does not run yet", "预案尚未运行"),
            Self::Begun => text!("the plan runs already", "预案已在运行"),
            Self::Unknown => text!("the plan declares nothing of this name", "预案中没有这个名称"),
            Self::InThePast => text!("this is before the present", "该时刻早于当前时刻"),
            Self::OutOfTime => text!("this is no time from 0 to 2^53 - 1 milliseconds", "时刻须在 0 到 2^53 - 1 毫秒之间"),
            Self::NotDue => text!("the step is not due now", "该步骤此刻尚未到期，或已完成"),
            Self::NotAsked => text!("nobody asks this post for its consent now", "此刻没有请该岗位同意的事项"),
            Self::WrongState => text!("this is no state of this plan", "不是本预案的状态"),
            Self::OutOfRange => text!("this is no value within ±(2^53 - 1) thousandths or milliseconds", "数值须在 ±(2^53 - 1) 个千分之一或毫秒之内"),
            Self::More => text!(
                "more than {FALLS} times something falls due before this: is a step done and due again without end?",
                "在此之前，到时的事项超过 {FALLS} 次：是否有步骤不断自动完成又不断到期？"
            ),
        }
    }
}

impl Fault {
    /// The reason in words.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Line(text) => text.clone(),
            Self::Refused(refused) => refused.text(),
        }
    }
}

impl<'r> Names<'r> {
    /// The names of a program and of the runbook it comes from.
    #[must_use]
    pub fn new(runbook: &'r Runbook, program: &'r Program) -> Self {
        let index = |names: &'r [String]| names.iter().enumerate().map(|(at, n)| (n.as_str(), at)).collect();
        Self {
            runbook,
            program,
            signals: index(&program.signals),
            gauges: program.gauges.iter().enumerate().map(|(at, g)| (g.name.as_str(), at)).collect(),
            posts: index(&program.posts),
            steps: program.steps.iter().enumerate().map(|(at, s)| ((s.procedure, s.name.as_str()), at)).collect(),
            procedures: program.procedures.iter().enumerate().map(|(at, p)| (p.name.as_str(), at)).collect(),
        }
    }

    /// A procedure by its name.
    #[must_use]
    pub fn procedure(&self, name: &str) -> Option<usize> {
        self.procedures.get(name).copied()
    }

    /// Lets happen what a line says; `main` is the procedure whose steps it means.
    ///
    /// # Errors
    /// [`Fault`], with the reason.
    pub fn play(&self, engine: &mut Engine<'_>, line: &Line, main: Option<usize>, sink: Sink<'_>) -> Result<(), Fault> {
        let at = millis(&line.at).ok_or_else(|| Fault::Line(text!("`at` is an ISO 8601 duration such as `PT5M`", "`at` 须为 ISO 8601 时长，如 `PT5M`")))?;
        let unknown = Fault::Refused(Refused::Unknown);
        let place = |names: &HashMap<&str, usize>, name: &String| names.get(name.as_str()).copied().ok_or(unknown.clone());
        let refused = |r: Result<(), Refused>| r.map_err(Fault::Refused);
        let happens = [&line.raise, &line.clear, &line.set, &line.done, &line.approve, &line.unreachable];
        if happens.iter().filter(|h| h.is_some()).count() > 1 || line.to.is_some() != line.set.is_some() || (line.of.is_some() && line.done.is_none()) {
            let text = text!("a line says one thing: `raise`, `clear`, `set` with `to`, `done`, `approve` or `unreachable`", "一行只写一件事：`raise`、`clear`、`set` 加 `to`、`done`、`approve` 或 `unreachable`");
            return Err(Fault::Line(text));
        }
        if let Some(name) = &line.raise {
            return refused(engine.raise(at, place(&self.signals, name)?, sink));
        }
        if let Some(name) = &line.clear {
            return refused(engine.clear(at, place(&self.signals, name)?, sink));
        }
        if let Some(name) = &line.done {
            let step = self.step(name, line.of.as_ref(), main).ok_or(unknown)?;
            return refused(engine.done(at, step, sink));
        }
        if let Some(name) = &line.approve {
            return refused(engine.approve(at, place(&self.posts, name)?, sink));
        }
        if let Some(name) = &line.unreachable {
            return refused(engine.unreachable(at, place(&self.posts, name)?, sink));
        }
        if let Some((name, to)) = line.set.as_ref().zip(line.to.as_ref()) {
            let gauge = place(&self.gauges, name)?;
            let time = self.program.gauges.get(gauge).is_some_and(|g| g.time);
            let wrong = || Fault::Line(text!("`to` is a number, or an ISO 8601 duration for a gauge of time", "`to` 须为数字；计量时间的指标写 ISO 8601 时长"));
            return refused(engine.set(at, gauge, value(to, time).ok_or_else(wrong)?, sink));
        }
        refused(engine.advance(at, sink))
    }

    /// The same with a line as it is written in a trace.
    ///
    /// # Errors
    /// The reason in words; of a line that cannot be read it is in English.
    pub fn play_text(&self, engine: &mut Engine<'_>, line: &str, main: Option<usize>, sink: Sink<'_>) -> Result<(), Text> {
        let line = serde_json::from_str::<Line>(line).map_err(|error| text!("{error}", "{error}"))?;
        self.play(engine, &line, main, sink).map_err(|fault| fault.text())
    }

    fn step(&self, name: &str, of: Option<&String>, main: Option<usize>) -> Option<usize> {
        let of = match of {
            Some(of) => Some(self.procedure(of)?),
            None => main,
        };
        match of {
            Some(procedure) => self.steps.get(&(procedure, name)).copied(),
            None => {
                let mut found = (0..self.program.procedures.len()).filter_map(|p| self.steps.get(&(p, name)));
                found.next().copied().filter(|_| found.next().is_none())
            }
        }
    }

    /// A signal by its name.
    #[must_use]
    pub fn signal(&self, name: &str) -> Option<usize> {
        self.signals.get(name).copied()
    }

    /// A post by its name.
    #[must_use]
    pub fn post(&self, name: &str) -> Option<usize> {
        self.posts.get(name).copied()
    }

    /// An effect in the names of the plan.
    #[must_use]
    pub fn record(&self, effect: Effect) -> Option<Record> {
        let program = self.program;
        let procedure = |id: usize| program.procedures.get(id);
        let at = iso(u64::try_from(effect.at).unwrap_or(0));
        let of_procedure = |id: usize, what: fn(String) -> Shown| {
            let found = procedure(id)?;
            Some(Record { at: at.clone(), what: what(found.name.clone()), of: None, step: None, from: found.at.clone() })
        };
        let of_step = |id: usize, what: fn(String) -> Shown| {
            let step = program.steps.get(id)?;
            Some(Record { at: at.clone(), what: what(step.name.clone()), of: Some(procedure(step.procedure)?.name.clone()), step: None, from: step.at.clone() })
        };
        match effect.what {
            What::Started(id) => of_procedure(id, |started| Shown::Started { started }),
            What::Due(id) => of_step(id, |due| Shown::Due { due }),
            What::Done(id) => of_step(id, |done| Shown::Done { done }),
            What::Overdue(id) => {
                let limit = program.limits.get(id)?;
                Some(Record { from: limit.at.clone(), ..of_step(limit.step, |overdue| Shown::Overdue { overdue })? })
            }
            What::StartOverdue(id) => {
                let start = program.starts.get(id)?;
                Some(Record { from: start.at.clone(), ..of_procedure(start.procedure, |overdue| Shown::Overdue { overdue })? })
            }
            What::Told(id, reached) => {
                let message = program.messages.get(id)?;
                let step = message.from.step.and_then(|s| program.steps.get(s)).map(|s| s.name.clone());
                let of = procedure(message.from.procedure).map(|p| p.name.clone());
                Some(Record { at, what: self.told(id, reached)?, of, step, from: message.from.at.clone() })
            }
            What::Activated(id) => of_procedure(id, |activated| Shown::Activated { activated }),
            What::Level(id, rank) => {
                let (ladder, declared) = program.ladders.get(id).zip(self.runbook.ladders.get(id))?;
                let is = ladder.levels.iter().find(|l| l.rank == rank).map(|l| l.name.clone());
                Some(Record { at, what: Shown::Level { level: ladder.name.clone(), is }, of: None, step: None, from: declared.about.at.clone() })
            }
            What::Finished(id) => of_procedure(id, |finished| Shown::Finished { finished }),
            What::Closed(id) => of_procedure(id, |closed| Shown::Closed { closed }),
        }
    }

    fn told(&self, id: usize, reached: Reached) -> Option<Shown> {
        let message = self.program.messages.get(id)?;
        let meant = message.meant.clone();
        let by = match reached {
            Reached::Nobody => By { reached: None, contacts: Vec::new() },
            Reached::Meant => By { reached: Some(meant.clone()), contacts: Vec::new() },
            Reached::Post(post) => {
                let contacts = self.runbook.posts.get(post).map_or_else(Vec::new, |p| p.contacts.clone());
                By { reached: self.program.posts.get(post).cloned(), contacts }
            }
        };
        Some(match message.kind {
            Told::Called => Shown::Called { called: meant, by },
            Told::Notified => Shown::Notified { notified: meant, by },
            Told::Escalated => Shown::Escalated { escalated: meant, by },
            Told::Activated => Shown::Activated { activated: meant },
        })
    }
}

/// A value in milliseconds, or in thousandths of a unit.
fn value(amount: &Amount, time: bool) -> Option<i64> {
    match amount {
        Amount::Time(text) if time => millis(text),
        Amount::Whole(number) if !time => number.checked_mul(1000),
        Amount::Decimal(number) if !time => thousandths(*number),
        Amount::Time(_) | Amount::Whole(_) | Amount::Decimal(_) => None,
    }
}

/// Milliseconds of an ISO 8601 duration of weeks, days, hours, minutes and seconds; a month has 30 days, a year 365.
#[must_use]
pub fn millis(text: &str) -> Option<i64> {
    let (days, clock) = text.strip_prefix('P')?.split_once('T').map_or((text.strip_prefix('P')?, None), |(d, c)| (d, Some(c)));
    if days.is_empty() && clock.is_none_or(str::is_empty) {
        return None;
    }
    let days = parts(days, &[('Y', 31_536_000_000), ('M', 2_592_000_000), ('W', 604_800_000), ('D', 86_400_000)])?;
    let clock = clock.map_or(Some(0), |c| parts(c, &[('H', 3_600_000), ('M', 60_000), ('S', 1000)]))?;
    days.checked_add(clock).filter(|ms| *ms <= LATEST)
}

/// The sum of numbers with units, each unit once and in order.
fn parts(mut text: &str, units: &[(char, i64)]) -> Option<i64> {
    let mut sum: i64 = 0;
    for (letter, millis) in units {
        let Some((number, rest)) = text.split_once(*letter) else { continue };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(fraction) || (*letter != 'S' && number.contains('.')) || fraction.len() > 3 {
            return None;
        }
        let thousandths: i64 = format!("{fraction:0<3}").parse().ok()?;
        sum = sum.checked_add(whole.parse::<i64>().ok()?.checked_mul(*millis)?)?.checked_add(thousandths)?;
        text = rest;
    }
    text.is_empty().then_some(sum)
}
