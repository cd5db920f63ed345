//! Conditions: what they speak of, and whether the units agree.

use super::Resolver;
use super::names::{Entry, Family};
use crate::ast::{Comparand, Compare, Condition, ConditionKind, DeclKind, Name, StatementKind};
use crate::diagnostic::{Diagnostic, Label, Severity, Text, text};
use crate::model::{Cond, CondKind, GaugeId, LadderId, Measure, ProcedureId, SignalId, StepId, Wanted};
use crate::source::Span;
use std::collections::HashMap;

const FACTS: &[Family] = &[Family::Signal, Family::Gauge, Family::Ladder];

/// Most steps that are listed where one is named that does not exist.
const MAX_STEPS: usize = 12;

fn steps_are(names: &[&str]) -> Text {
    if names.is_empty() || names.len() > MAX_STEPS {
        return text!("name a step of the same procedure", "请写同一处置中的步骤");
    }
    let list: Vec<String> = names.iter().map(|n| format!("`{n}`")).collect();
    Text { en: format!("its steps are {}", list.join(", ")), zh: format!("其步骤有 {}", list.join("、")) }
}

impl<'a> Resolver<'a> {
    pub(super) fn condition(&mut self, condition: &'a Condition) -> Cond<'a> {
        let kind = match &condition.kind {
            ConditionKind::Or(parts) => CondKind::Or(parts.iter().map(|p| self.condition(p)).collect()),
            ConditionKind::And(parts) => CondKind::And(parts.iter().map(|p| self.condition(p)).collect()),
            ConditionKind::Not(inner) => CondKind::Not(Box::new(self.condition(inner))),
            ConditionKind::Held(inner, time) => CondKind::Held(Box::new(self.condition(inner)), time.as_ref()),
            ConditionKind::Done(step) => self.step_named(step).map_or(CondKind::Unknown, CondKind::Done),
            ConditionKind::Finished(name) => {
                self.find(Family::Procedure, name).map_or(CondKind::Unknown, |id| CondKind::Finished(ProcedureId(id)))
            }
            ConditionKind::Fact(name, level) => self.fact(name, level.as_ref()),
            ConditionKind::Compare(name, sign, value) => self.comparison(name, *sign, value),
        };
        Cond { span: condition.span, kind }
    }

    /// A step of the procedure at hand.
    pub(super) fn step_named(&mut self, name: &Name) -> Option<StepId> {
        if let Some((id, declared)) = self.steps.get(name.text.as_str()).copied() {
            self.refer(name.span, declared);
            return Some(StepId(id));
        }
        if !self.lenient && !self.in_broken_part(&name.text) {
            self.unresolved(name.span, Wanted::Step);
            let suggest = name.text.len() <= super::names::MAX_SUGGESTED_LENGTH && self.may_suggest();
            let shown = &name.text;
            let mut names: Vec<&str> = if suggest { self.steps.keys().copied().collect() } else { Vec::new() };
            names.sort_unstable();
            let limit = (shown.chars().count() / 3).max(1);
            let near = names.iter().find(|n| strsim::osa_distance(n, shown) <= limit);
            let message = text!("no step of this procedure is called `{shown}`", "本处置中没有名为 `{shown}` 的步骤");
            let help = match near {
                Some(near) => text!("did you mean `{near}`?", "是否想写 `{near}`？"),
                None => steps_are(&names),
            };
            let fact = self.peek_fact(shown);
            self.error("P002", name.span, message, help);
            if let (Some(fact), Some(finding)) = (fact, self.findings.last_mut()) {
                let noun = fact.family.noun();
                finding.related.push(Label { span: fact.span, text: Text { en: format!("this is a {}, no step", noun.en), zh: format!("这是{}，不是步骤", noun.zh) } });
            }
        }
        None
    }

    fn fact(&mut self, name: &'a Name, level: Option<&'a Name>) -> CondKind<'a> {
        if let (None, Some(_), None) = (self.peek_fact(&name.text), self.steps.get(name.text.as_str()), level) {
            let shown = &name.text;
            let message = text!("`{shown}` is a step: what about it?", "`{shown}` 是步骤，条件不完整");
            self.error("P004", name.span, message, text!("write `done {shown}`", "请写 `完成 {shown}`"));
            return CondKind::Unknown;
        }
        let Some(entry) = self.find_among(FACTS, name) else {
            self.rather(name.span, level.map_or_else(|| Wanted::Declaration(vec![DeclKind::Signal]), Wanted::Ladder));
            return CondKind::Unknown;
        };
        match (entry.family, level) {
            (Family::Signal, None) => CondKind::Signal(SignalId(entry.id)),
            (Family::Ladder, Some(level)) => self.level(entry.decl, level).map_or(CondKind::Unknown, |i| CondKind::Level(LadderId(entry.id), i)),
            (family, level) => {
                let span = level.map_or(name.span, |l| name.span.to(l.span));
                self.incomplete(family, &name.text, span, entry);
                CondKind::Unknown
            }
        }
    }

    fn peek_fact(&self, name: &str) -> Option<Entry<'a>> {
        FACTS.iter().find_map(|f| self.peek(*f, name))
    }

    fn incomplete(&mut self, family: Family, shown: &str, span: Span, entry: Entry<'a>) {
        let (at, unit) = (entry.span, super::facts::unit_of(entry.decl));
        let value = if unit == "time" { "30m".to_owned() } else { format!("3{unit}") };
        let (message, help) = match family {
            Family::Gauge => (
                text!("`{shown}` is a gauge: it must be compared with a value", "`{shown}` 是指标，必须与数值比较"),
                text!("write for example `{shown} > {value}`", "例如写 `{shown} > {value}`"),
            ),
            Family::Ladder => (
                text!("`{shown}` is a ladder: say which level", "`{shown}` 是分级，须写明级别"),
                text!("write `{shown}.LEVEL` or `{shown} >= LEVEL`", "写 `{shown}.级别` 或 `{shown} >= 级别`"),
            ),
            Family::Signal
            | Family::Plan
            | Family::Term
            | Family::Post
            | Family::Shift
            | Family::Action
            | Family::Document
            | Family::Form
            | Family::Procedure
            | Family::Practice
            | Family::Supply => (text!("`{shown}` is a signal and has no levels", "`{shown}` 是信号，没有级别"), text!("write `{shown}` alone", "只写 `{shown}`")),
        };
        self.findings.push(Diagnostic::new("P004", Severity::Error, span, message).related(at, text!("declared here", "声明在此")).help(help));
    }

    /// Index of a level in a ladder.
    pub(super) fn level(&mut self, ladder: &'a crate::ast::Declaration, name: &Name) -> Option<usize> {
        let rungs = || ladder.body.iter().filter_map(|s| if let StatementKind::Level(rung) = &s.kind { Some(&rung.name) } else { None });
        let levels = self.levels.entry(ladder.span).or_insert_with(|| {
            let mut levels = HashMap::new();
            rungs().enumerate().for_each(|(at, rung)| _ = levels.entry(rung.text.as_str()).or_insert((at, rung.span)));
            levels
        });
        let found = levels.get(name.text.as_str()).copied();
        if let Some((_, rung)) = found {
            self.refer(name.span, rung);
        }
        let index = found.map(|(at, _)| at);
        if index.is_none() && !self.lenient && !self.in_broken_part(&name.text) {
            self.unresolved(name.span, Wanted::Level(ladder));
            let (shown, list) = (&name.text, rungs().map(|r| format!("`{}`", r.text)).collect::<Vec<_>>());
            let message = text!("no level is called `{shown}`", "没有名为 `{shown}` 的级别");
            let help = Text { en: format!("the levels are {}", list.join(", ")), zh: format!("级别有 {}", list.join("、")) };
            self.error("P002", name.span, message, help);
        }
        index
    }

    fn comparison(&mut self, name: &'a Name, sign: Compare, value: &'a Comparand) -> CondKind<'a> {
        let Some(entry) = self.find_among(FACTS, name) else {
            self.rather(name.span, Wanted::Compared(value));
            return CondKind::Unknown;
        };
        match (entry.family, value) {
            (Family::Ladder, Comparand::Name(level)) => {
                self.level(entry.decl, level).map_or(CondKind::Unknown, |i| CondKind::Ladder(LadderId(entry.id), sign, i))
            }
            (Family::Gauge, value) => {
                self.measure_of(entry.decl, name, value).map_or(CondKind::Unknown, |m| CondKind::Gauge(GaugeId(entry.id), sign, m))
            }
            (_, value) => {
                let shown = &name.text;
                let kind = if entry.decl.kind == DeclKind::Signal { ("a signal", "信号") } else { ("a ladder", "分级") };
                let message = Text { en: format!("`{shown}` is {}: it cannot be compared with this", kind.0), zh: format!("`{shown}` 是{}，不能这样比较", kind.1) };
                let help = text!("only a gauge is compared with a number, a ladder with one of its levels", "只有指标能与数值比较，分级只能与其级别比较");
                self.findings.push(
                    Diagnostic::new("P004", Severity::Error, value.span(), message).related(entry.span, text!("declared here", "声明在此")).help(help),
                );
                CondKind::Unknown
            }
        }
    }

    /// A value in the unit of a gauge.
    pub(super) fn measure_of(&mut self, gauge: &'a crate::ast::Declaration, name: &Name, value: &'a Comparand) -> Option<Measure> {
        let unit = super::facts::unit_of(gauge);
        let written = self.sources.slice(value.span());
        let found = match value {
            Comparand::Duration(duration) if unit == "time" => return Some(Measure::millis(duration.millis)),
            // `3m` reads as minutes; with a gauge in metres it is metres.
            Comparand::Duration(duration) => match duration.parts.as_slice() {
                [(number, _)] if written.strip_prefix(number.as_str()) == Some(unit.as_str()) => return Measure::parse(number),
                _ => text!("a length of time", "时长"),
            },
            Comparand::Quantity(quantity) if unit != "time" && quantity.unit == unit => match Measure::parse(&quantity.number) {
                Some(measure) => return Some(measure),
                None if quantity.number.split_once('.').is_some_and(|(_, decimals)| decimals.len() > 3) => {
                    text!("a number with more than three decimals", "超过三位小数的数")
                }
                None => text!("a number that is too large", "过大的数"),
            },
            Comparand::Quantity(quantity) if quantity.unit.is_empty() => text!("a number without a unit", "没有单位的数"),
            Comparand::Quantity(quantity) => text!("a value in `{}`", "以 `{}` 计的值", quantity.unit),
            Comparand::Name(_) => text!("a name", "名称"),
        };
        self.wrong_unit(gauge, name, value, &unit, &found);
        None
    }

    fn wrong_unit(&mut self, gauge: &crate::ast::Declaration, name: &Name, value: &Comparand, unit: &str, found: &Text) {
        let (wanted, example) = match unit {
            "time" => (text!("a length of time", "时长"), "30m".to_owned()),
            "" => (text!("a number without a unit", "没有单位的数"), "3".to_owned()),
            unit => (text!("a value in `{unit}`", "以 `{unit}` 计的值"), format!("3{unit}")),
        };
        let shown = &name.text;
        let message = Text {
            en: format!("`{shown}` needs {}, found {}", wanted.en, found.en),
            zh: format!("`{shown}` 需要{}，却写了{}", wanted.zh, found.zh),
        };
        let mut finding = Diagnostic::new("P005", Severity::Error, value.span(), message).help(text!("write it like `{example}`", "写法如 `{example}`"));
        if let Some(name) = &gauge.name {
            finding = finding.related(name.span, text!("the gauge is declared here", "指标声明在此"));
        }
        self.findings.push(finding);
    }
}
