//! What starts a procedure by itself, and who commands it then.

use super::naming::Naming;
use crate::analysis::staffing::Week;
use crate::analysis::wording::quoted;
use crate::ast::Compare;
use crate::diagnostic::{Amount, Event, Happening};
use crate::model::{Cond, CondKind, GaugeId, Measure, Model, Procedure};
use crate::source::{Sources, Span};
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// A procedure that starts without asking anybody, and its owners.
#[derive(Debug, Clone)]
pub(crate) struct Command {
    /// What a reader calls it.
    pub(crate) shown: SmolStr,
    /// Its name where it is declared.
    pub(crate) place: Span,
    /// What starts it.
    pub(crate) triggers: Vec<Trigger>,
    /// Who commands it.
    pub(crate) owners: Vec<Commander>,
    /// Clause of the source text.
    pub(crate) cite: Option<SmolStr>,
}

/// An owner.
#[derive(Debug, Clone)]
pub(crate) struct Commander {
    /// The post, as numbered in the plan.
    pub(crate) post: usize,
    /// What a reader calls it.
    pub(crate) shown: SmolStr,
    /// Where it is named.
    pub(crate) span: Span,
    /// When it commands.
    pub(crate) hours: Week,
}

/// A condition that is enough to start a procedure.
#[derive(Debug, Clone)]
pub(crate) struct Trigger {
    /// What it is, under each of its names.
    pub(crate) keys: Vec<String>,
    /// As written.
    pub(crate) shown: String,
    /// What has to happen, where that is simple.
    pub(crate) run: Vec<Event>,
}

/// The procedures that start without asking anybody and whose owners are all known.
pub(crate) fn commands(model: &Model<'_>, sources: &Sources, naming: Naming) -> Vec<Command> {
    model.procedures.iter().filter_map(|p| command(model, sources, naming, p)).collect()
}

fn command(model: &Model<'_>, sources: &Sources, naming: Naming, procedure: &Procedure<'_>) -> Option<Command> {
    let triggers = triggers(model, sources, naming, procedure);
    let owners: Option<Vec<Commander>> = procedure.owners.iter().map(|owner| {
        let id = owner.party.post()?;
        let hours = match owner.during {
            None => Week::whole(),
            Some(shift) => Week::of_shift(model.shifts.get(shift?.index())?)?,
        };
        Some(Commander { post: id.index(), shown: model.post(id)?.head.title().into(), span: owner.party.span, hours })
    }).collect();
    let owners = owners.filter(|o| !o.is_empty() && !triggers.is_empty())?;
    let head = &procedure.head;
    Some(Command { shown: head.title().into(), place: head.name.span, triggers, owners, cite: head.cite().cloned() })
}

/// What starts a procedure by itself: each part of an `or`, where no consent is asked for.
pub(crate) fn triggers(model: &Model<'_>, sources: &Sources, naming: Naming, procedure: &Procedure<'_>) -> Vec<Trigger> {
    let parts = procedure.starts.iter().filter(|s| s.consents.is_empty()).flat_map(|s| s.when.joined(false));
    let keys = Keys { model, naming };
    let trigger = |part: &Cond<'_>| {
        let keys = keys.of(part);
        let run = run(model, part, 0).unwrap_or_default();
        (!keys.is_empty()).then(|| Trigger { keys, shown: quoted(sources, part.span), run })
    };
    parts.filter_map(trigger).collect()
}

/// Texts that are the same for conditions that are the same.
struct Keys<'m, 'a> {
    model: &'m Model<'a>,
    naming: Naming,
}

impl Keys<'_, '_> {
    /// A signal has one for each of its names, anything else one.
    fn of(&self, condition: &Cond<'_>) -> Vec<String> {
        match condition.kind {
            CondKind::Signal(id) => {
                let names = self.model.signals.get(id.index()).map_or_else(Vec::new, |s| self.naming.names(&s.head));
                names.into_iter().map(|name| format!("signal {name}")).collect()
            }
            CondKind::Or(_)
            | CondKind::And(_)
            | CondKind::Not(_)
            | CondKind::Held(..)
            | CondKind::Done(_)
            | CondKind::Finished(_)
            | CondKind::Level(..)
            | CondKind::Gauge(..)
            | CondKind::Ladder(..)
            | CondKind::Unknown => self.one(condition).into_iter().collect(),
        }
    }

    fn one(&self, condition: &Cond<'_>) -> Option<String> {
        let name = |name: &str| self.naming.name(name);
        let ladder = |id: crate::model::LadderId, level: usize| {
            let ladder = self.model.ladders.get(id.index())?;
            Some((name(&ladder.head.name.text), name(&ladder.levels.get(level)?.rung.name.text)))
        };
        Some(match &condition.kind {
            CondKind::Or(parts) => self.joined(parts, " or ")?,
            CondKind::And(parts) => self.joined(parts, " and ")?,
            CondKind::Not(inner) => {
                let inner = self.one(inner)?;
                inner.strip_prefix("not ").map_or_else(|| format!("not {inner}"), str::to_owned)
            }
            CondKind::Held(inner, length) => format!("({} for {})", self.one(inner)?, length.as_ref()?.millis),
            CondKind::Signal(id) => format!("signal {}", name(&self.model.signals.get(id.index())?.head.name.text)),
            CondKind::Gauge(id, sign, Measure { thousandths }) => {
                let gauge = self.model.gauges.get(id.index())?;
                format!("gauge {} {} {thousandths} {}", name(&gauge.head.name.text), sign.sign(), gauge.unit)
            }
            CondKind::Level(id, level) => {
                let (ladder, level) = ladder(*id, *level)?;
                format!("level {ladder} = {level}")
            }
            CondKind::Ladder(id, sign, level) => {
                let (ladder, level) = ladder(*id, *level)?;
                format!("level {ladder} {} {level}", sign.sign())
            }
            CondKind::Finished(id) => format!("finished {}", name(&self.model.procedure(*id)?.head.name.text)),
            CondKind::Done(_) | CondKind::Unknown => return None,
        })
    }

    /// In one order, each part once.
    fn joined(&self, parts: &[Cond<'_>], word: &str) -> Option<String> {
        let parts: Option<BTreeSet<String>> = parts.iter().map(|p| self.one(p)).collect();
        let parts: Vec<String> = parts?.into_iter().collect();
        Some(if let [one] = parts.as_slice() { one.clone() } else { format!("({})", parts.join(word)) })
    }
}

/// What has to happen for a condition on one signal or gauge, or on several signals at once.
fn run(model: &Model<'_>, condition: &Cond<'_>, at: u64) -> Option<Vec<Event>> {
    match &condition.kind {
        CondKind::Signal(id) => {
            let name = model.signals.get(id.index())?.head.name.text.clone();
            Some(vec![Event { at, what: Happening::Raise(name) }])
        }
        CondKind::And(parts) => {
            let signals = parts.iter().filter(|p| matches!(p.kind, CondKind::Signal(_)));
            let runs: Vec<Vec<Event>> = signals.map(|p| run(model, p, at)).collect::<Option<_>>()?;
            (runs.len() == parts.len()).then(|| runs.concat())
        }
        CondKind::Held(inner, Some(length)) => {
            let mut events = run(model, inner, at)?;
            events.push(Event { at: at + length.millis, what: Happening::Wait });
            Some(events)
        }
        CondKind::Gauge(id, sign, value) => Some(vec![Event { at, what: set(model, *id, *sign, *value)? }]),
        CondKind::Or(_)
        | CondKind::Not(_)
        | CondKind::Held(_, None)
        | CondKind::Done(_)
        | CondKind::Finished(_)
        | CondKind::Level(..)
        | CondKind::Ladder(..)
        | CondKind::Unknown => None,
    }
}

/// A value of a gauge that meets a comparison, in its range.
fn set(model: &Model<'_>, id: GaugeId, sign: Compare, Measure { thousandths }: Measure) -> Option<Happening> {
    let gauge = model.gauges.get(id.index())?;
    let value = match sign {
        Compare::Equal | Compare::LessOrEqual | Compare::GreaterOrEqual => thousandths,
        Compare::Greater | Compare::NotEqual => thousandths.saturating_add(1000),
        Compare::Less => thousandths.saturating_sub(1000),
    };
    let (low, high) = gauge.range;
    let inside = low.is_none_or(|l| l.thousandths <= value) && high.is_none_or(|h| value <= h.thousandths);
    let amount = match u64::try_from(value) {
        Ok(millis) if gauge.is_time() => Amount::Time(millis),
        Err(_) if gauge.is_time() => return None,
        Ok(_) | Err(_) => Amount::Number(value, gauge.unit.clone()),
    };
    inside.then(|| Happening::Set(gauge.head.name.text.clone(), amount))
}
