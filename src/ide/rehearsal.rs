//! A rehearsal kept as a drill: what was done, and what the plan did then.

use super::keywords::language_at;
use super::names::is_plain;
use super::requests::actions::item::at_end;
use super::view::View;
use crate::check::{Options as Checking, check};
use crate::diagnostic::{Amount, Event, Happening, Lang, Text, iso, text};
use crate::emit::program::{Program, Told, lower, thousandths};
use crate::emit::runbook as r;
use crate::emit::{self, Runbook};
use crate::engine::trace::{Line, Names, millis};
use crate::engine::{Effect, Engine, Reached, What};
use crate::format::{Options, format};
use crate::source::{Source, Span};
use crate::words;
use smol_str::SmolStr;

/// A drill, and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rehearsal {
    /// The drill, laid out.
    pub text: String,
    /// What it takes the place of: nothing, at the end of the file.
    pub span: Span,
    /// What stands there afterwards.
    pub inserted: String,
}

/// Writes down a rehearsal of a procedure: its events, and all that they brought about as expectations. Events between two seconds
/// happen at the second after them.
///
/// # Errors
/// Why it cannot be kept: the plan has errors, there is no such procedure, an event does nothing or belongs to another procedure.
pub fn drill(view: &View<'_>, title: &str, procedure: &str, lines: &[Line]) -> Result<Rehearsal, Text> {
    let checked = check(view.world.project(), view.id, Checking { as_of: view.world.date() });
    let runbook = emit::runbook(&checked).map_err(|_| text!("the plan has errors", "预案有错误"))?;
    let program = lower(&runbook).map_err(|e| text!("this plan cannot be run: {}", "本预案无法运行：{}", e.what))?;
    let names = Names::new(&runbook, &program);
    let main = names.procedure(procedure).ok_or_else(|| text!("no procedure is called {procedure}", "没有名为 {procedure} 的处置"))?;
    let lang = language_at(view, view.source.text.len() as u32);
    let writer = Writer { lang, runbook: &runbook, program: &program, main };
    let lines = lines.iter().map(whole_seconds).collect::<Option<Vec<_>>>().ok_or_else(|| text!("a time is missing", "缺少时刻"))?;
    let effects = run(&names, &program, main, &lines)?;
    let mut written = vec![format!("{} {} {} {} {{", word("drill", lang), quoted(title), word("of_what", lang), name(procedure))];
    written.extend(lines.iter().filter_map(|(at, line)| writer.event(*at, line)).map(|e| e.shown(lang)));
    written.extend(writer.expectations(&effects));
    let raw = written.join("\n") + "\n}\n";
    let drill = format(&Source::new("", raw), Options { keywords: Some(lang) }).map_err(|_| text!("the drill cannot be written down", "无法写成推演"))?;
    let drill = drill.trim_end();
    let insertion = at_end(view, drill, None);
    Ok(Rehearsal { text: format!("{drill}\n"), span: insertion.span, inserted: insertion.text })
}

/// A line with its time, which a plan writes in whole seconds.
fn whole_seconds(line: &Line) -> Option<(u64, Line)> {
    let at = u64::try_from(millis(&line.at)?).ok()?.div_ceil(1000) * 1000;
    Some((at, Line { at: iso(at), ..line.clone() }))
}

fn run(names: &Names<'_>, program: &Program, main: usize, lines: &[(u64, Line)]) -> Result<Vec<Effect>, Text> {
    let mut engine = Engine::new(program);
    let mut effects = Vec::new();
    let refused = |fault: crate::engine::Refused| fault.text();
    engine.begin(Some(main), &mut |e| effects.push(e)).map_err(refused)?;
    for (number, (_, line)) in lines.iter().enumerate() {
        if line.of.as_ref().is_some_and(|of| names.procedure(of) != Some(main)) {
            return Err(text!("a drill can do the steps of its own procedure only", "推演只能完成本处置的步骤"));
        }
        let number = number + 1;
        names.play(&mut engine, line, Some(main), &mut |e| effects.push(e)).map_err(|fault| {
            let reason = fault.text();
            Text { en: format!("event {number}: {}", reason.en), zh: format!("第 {number} 个事件：{}", reason.zh) }
        })?;
    }
    let now = engine.now();
    engine.advance(now, &mut |e| effects.push(e)).map_err(refused)?;
    Ok(effects)
}

struct Writer<'r> {
    lang: Lang,
    runbook: &'r Runbook,
    program: &'r Program,
    main: usize,
}

impl Writer<'_> {
    /// An event as a statement; none where time only passes.
    fn event(&self, at: u64, line: &Line) -> Option<Event> {
        let named = |n: &String| SmolStr::from(name(n));
        let what = if let Some(signal) = &line.raise {
            Happening::Raise(named(signal))
        } else if let Some(signal) = &line.clear {
            Happening::Clear(named(signal))
        } else if let Some(step) = &line.done {
            Happening::Done(named(step))
        } else if let Some(post) = &line.approve {
            Happening::Approve(named(post))
        } else if let Some(post) = &line.unreachable {
            Happening::Unreachable(named(post))
        } else {
            let (gauge, to) = line.set.as_ref().zip(line.to.as_ref())?;
            Happening::Set(named(gauge), self.amount(gauge, to)?)
        };
        Some(Event { at, what })
    }

    fn amount(&self, gauge: &str, to: &r::Amount) -> Option<Amount> {
        let unit = self.runbook.gauges.iter().find(|g| g.about.name == gauge).and_then(|g| g.unit.as_deref()).unwrap_or("");
        Some(match to {
            r::Amount::Time(iso) => Amount::Time(u64::try_from(millis(iso)?).ok()?),
            r::Amount::Whole(number) => Amount::Number(number.checked_mul(1000)?, unit.into()),
            r::Amount::Decimal(number) => Amount::Number(thousandths(*number)?, unit.into()),
        })
    }

    /// What was seen, each thing once, by the time it was seen first; then the limits that were kept. Steps that became due where there is
    /// nothing else.
    fn expectations(&self, effects: &[Effect]) -> Vec<String> {
        let written = self.seen(effects, &|what| self.outcome(what));
        if written.is_empty() { self.seen(effects, &|what| self.due(what)) } else { written }
    }

    fn seen(&self, effects: &[Effect], outcome: &dyn Fn(What) -> Option<String>) -> Vec<String> {
        let mut seen: Vec<String> = Vec::new();
        let mut written = Vec::new();
        for effect in effects {
            let Some(outcome) = outcome(effect.what).filter(|o| !seen.contains(o)) else { continue };
            let by = crate::diagnostic::length(u64::try_from(effect.at).unwrap_or(0), self.lang);
            written.push(format!("{} {outcome} {} {by}", word("expect", self.lang), word("within", self.lang)));
            seen.push(outcome);
        }
        let kept = effects.iter().filter_map(|e| if let What::Done(id) = e.what { Some(id) } else { None }).filter(|id| self.is_own(*id) && self.is_timed(*id));
        for step in kept {
            let overdue = format!("{} {}", word("overdue", self.lang), self.step(step));
            if !seen.contains(&overdue) {
                written.push(format!("{} {} {overdue}", word("expect", self.lang), word("expect_not", self.lang)));
                seen.push(overdue);
            }
        }
        written
    }

    /// What is worth expecting: nothing that was done from outside, nor that a step became due.
    fn outcome(&self, what: What) -> Option<String> {
        let word = |row| word(row, self.lang);
        let procedure = |id: usize| self.program.procedures.get(id).map(|p| name(&p.name));
        match what {
            What::Told(id, by) => self.told(id, by),
            What::Overdue(id) => {
                let step = self.program.limits.get(id).map(|l| l.step).filter(|s| self.is_own(*s))?;
                Some(format!("{} {}", word("overdue"), self.step(step)))
            }
            What::Activated(id) => Some(format!("{} {}", word("activated"), procedure(id)?)),
            What::Level(id, rank) => {
                let ladder = self.program.ladders.get(id)?;
                let level = ladder.levels.iter().find(|l| l.rank == rank)?;
                Some(format!("{} {}.{}", word("level"), name(&ladder.name), name(&level.name)))
            }
            What::Finished(id) if id == self.main => Some(word("finished").to_owned()),
            What::Finished(id) => Some(format!("{} {}", word("finished"), procedure(id)?)),
            What::Closed(id) if id == self.main => Some(word("closed").to_owned()),
            What::Started(_) | What::Due(_) | What::Done(_) | What::StartOverdue(_) | What::Closed(_) => None,
        }
    }

    fn due(&self, what: What) -> Option<String> {
        let What::Due(step) = what else { return None };
        self.is_own(step).then(|| format!("{} {}", word("due", self.lang), self.step(step)))
    }

    /// Who was told, as the one who was reached; nothing where nobody was.
    fn told(&self, id: usize, by: Reached) -> Option<String> {
        let message = self.program.messages.get(id)?;
        let row = match message.kind {
            Told::Called => "called",
            Told::Notified => "notified",
            Told::Escalated => "escalated",
            // That a paper is put in force cannot be expected.
            Told::Activated => return None,
        };
        let who = match by {
            Reached::Nobody => return None,
            Reached::Post(post) => name(self.program.posts.get(post)?),
            Reached::Meant if message.post.is_some() => name(&message.meant),
            Reached::Meant if matches!(message.meant.as_str(), "everyone" | "anyone" | "someone") => word(&message.meant, self.lang).to_owned(),
            Reached::Meant => quoted(&message.meant),
        };
        Some(format!("{} {who}", word(row, self.lang)))
    }

    fn is_own(&self, step: usize) -> bool {
        self.program.steps.get(step).is_some_and(|s| s.procedure == self.main)
    }

    fn is_timed(&self, step: usize) -> bool {
        self.program.steps.get(step).is_some_and(|s| !s.limits.is_empty())
    }

    fn step(&self, step: usize) -> String {
        self.program.steps.get(step).map_or_else(String::new, |s| name(&s.name))
    }
}

fn word(row: &str, lang: Lang) -> &'static str {
    words::form(row, lang)
}

/// A name as it is written in a plan.
fn name(name: &str) -> String {
    if is_plain(name) { name.to_owned() } else { format!("`{name}`") }
}

/// A text as it is written in a plan.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c => out.push(c),
        }
    }
    out + "\""
}
