//! A run that shows a finding: what has to happen, in order. Its words are those of a drill, its JSON that of a trace.

use super::Lang;
use crate::ast::TimeUnit;
use crate::words;
use serde_json::{Value, json};
use smol_str::SmolStr;

/// Something that happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Milliseconds from the beginning.
    pub at: u64,
    /// What happens.
    pub what: Happening,
}

/// What happens, each with the name of what it happens to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// A signal is raised.
    Raise(SmolStr),
    /// A signal is cleared.
    Clear(SmolStr),
    /// A gauge is set.
    Set(SmolStr, Amount),
    /// A step is done.
    Done(SmolStr),
    /// A post approves.
    Approve(SmolStr),
    /// A post cannot be reached.
    Unreachable(SmolStr),
    /// Time passes.
    Wait,
}

/// A value of a gauge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amount {
    /// Thousandths of the unit, and the unit.
    Number(i64, SmolStr),
    /// Milliseconds.
    Time(u64),
}

impl Event {
    /// The event as a statement of a drill: `at 5m done tell`.
    #[must_use]
    pub fn shown(&self, lang: Lang) -> String {
        let word = |row: &str| words::form(row, lang).to_owned();
        let said = match &self.what {
            Happening::Raise(name) => format!(" {} {name}", word("raise")),
            Happening::Clear(name) => format!(" {} {name}", word("clear")),
            Happening::Set(name, amount) => format!(" {} {name} {} {}", word("set"), word("set_to"), amount.shown(lang)),
            Happening::Done(name) => format!(" {} {name}", word("done")),
            Happening::Approve(name) => format!(" {} {name}", word("approve")),
            Happening::Unreachable(name) => format!(" {name} {}", word("unreachable")),
            Happening::Wait => String::new(),
        };
        format!("{} {}{said}", word("at"), length(self.at, lang))
    }

    /// The event as a line of a trace.
    #[must_use]
    pub fn json(&self) -> Value {
        let at = iso(self.at);
        match &self.what {
            Happening::Raise(name) => json!({ "at": at, "raise": name }),
            Happening::Clear(name) => json!({ "at": at, "clear": name }),
            Happening::Set(name, amount) => json!({ "at": at, "set": name, "to": amount.json() }),
            Happening::Done(name) => json!({ "at": at, "done": name }),
            Happening::Approve(name) => json!({ "at": at, "approve": name }),
            Happening::Unreachable(name) => json!({ "at": at, "unreachable": name }),
            Happening::Wait => json!({ "at": at }),
        }
    }
}

impl Amount {
    /// As it is written in a plan: `38.5℃`, `1h30m`.
    #[must_use]
    pub fn shown(&self, lang: Lang) -> String {
        match self {
            Self::Number(thousandths, unit) => format!("{}{unit}", decimal(*thousandths)),
            Self::Time(millis) => length(*millis, lang),
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Number(thousandths, _) if thousandths % 1000 == 0 => json!(thousandths / 1000),
            #[allow(clippy::cast_precision_loss, reason = "JSON has no exact decimals")]
            Self::Number(thousandths, _) => json!(*thousandths as f64 / 1000.0),
            Self::Time(millis) => json!(iso(*millis)),
        }
    }
}

/// A decimal number without needless zeros.
fn decimal(thousandths: i64) -> String {
    let sign = if thousandths < 0 { "-" } else { "" };
    let (whole, rest) = (thousandths.unsigned_abs() / 1000, thousandths.unsigned_abs() % 1000);
    let text = format!("{sign}{whole}.{rest:03}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A length of time as it is written in a plan; what is below a second is left to decimals nobody writes, so it is rounded up.
#[must_use]
pub fn length(millis: u64, lang: Lang) -> String {
    let units = [TimeUnit::Day, TimeUnit::Hour, TimeUnit::Minute, TimeUnit::Second];
    let mut left = millis.div_ceil(1000) * 1000;
    let mut text = String::new();
    for unit in units {
        let count = left / unit.millis();
        left %= unit.millis();
        if count > 0 {
            text.push_str(&format!("{count}{}", unit.form(lang)));
        }
    }
    if text.is_empty() { format!("0{}", TimeUnit::Minute.form(lang)) } else { text }
}

/// An ISO 8601 duration.
pub(crate) fn iso(millis: u64) -> String {
    let (days, hours, minutes) = (millis / 86_400_000, millis / 3_600_000 % 24, millis / 60_000 % 60);
    let (seconds, rest) = (millis / 1000 % 60, millis % 1000);
    let part = |count: u64, letter: &str| if count > 0 { format!("{count}{letter}") } else { String::new() };
    let fraction = if rest > 0 { format!("{seconds}.{rest:03}S") } else { part(seconds, "S") };
    let time = format!("{}{}{fraction}", part(hours, "H"), part(minutes, "M"));
    let day = part(days, "D");
    match (day.is_empty(), time.is_empty()) {
        (true, true) => "PT0S".to_owned(),
        (_, true) => format!("P{day}"),
        (..) => format!("P{day}T{time}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_reads_as_a_statement_of_a_drill_and_as_a_line_of_a_trace() {
        let event = |at, what| Event { at, what };
        let done = event(90_000, Happening::Done("撤离".into()));
        assert_eq!(done.shown(Lang::En), "at 1m30s done 撤离");
        assert_eq!(done.shown(Lang::Zh), "在 1分钟30秒 完成 撤离");
        assert_eq!(done.json().to_string(), r#"{"at":"PT1M30S","done":"撤离"}"#);
        let set = event(0, Happening::Set("heat".into(), Amount::Number(38_500, "℃".into())));
        assert_eq!(set.shown(Lang::En), "at 0m set heat to 38.5℃");
        assert_eq!(set.json().to_string(), r#"{"at":"PT0S","set":"heat","to":38.5}"#);
        assert_eq!(event(86_400_000, Happening::Wait).json().to_string(), r#"{"at":"P1D"}"#);
    }
}
