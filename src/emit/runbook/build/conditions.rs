//! Conditions to JsonLogic.

use super::Builder;
use super::names::step_name;
use crate::ast::Compare;
use crate::emit::runbook::{Condition, Logic, Operand};
use crate::model::{Cond, CondKind, LadderId, Measure, Procedure};

impl<'a> Builder<'_, 'a> {
    /// A condition; its steps are those of the procedure.
    pub(super) fn condition(&self, cond: &Cond<'a>, procedure: Option<&Procedure<'a>>) -> Condition {
        Condition { text: self.text(cond.span), logic: self.logic(cond, procedure) }
    }

    fn logic(&self, cond: &Cond<'a>, procedure: Option<&Procedure<'a>>) -> Logic {
        let all = |parts: &[Cond<'a>]| parts.iter().map(|p| self.logic(p, procedure)).collect();
        match &cond.kind {
            CondKind::Or(parts) => Logic::Or(all(parts)),
            CondKind::And(parts) => Logic::And(all(parts)),
            CondKind::Not(inner) => Logic::Not([Box::new(self.logic(inner, procedure))]),
            CondKind::Held(inner, time) => Logic::Held(Box::new(self.logic(inner, procedure)), time.map_or(0, |t| t.millis)),
            CondKind::Done(step) => Logic::Var(format!("step.{}.done", escaped(&step_name(procedure, *step)))),
            CondKind::Finished(id) => Logic::Var(format!("procedure.{}.finished", escaped(&self.procedure_name(*id)))),
            CondKind::Signal(id) => Logic::Var(format!("signal.{}", escaped(&self.signal_name(*id)))),
            CondKind::Level(ladder, level) => self.rank(*ladder, Compare::Equal, *level),
            CondKind::Ladder(ladder, sign, level) => self.rank(*ladder, *sign, *level),
            CondKind::Gauge(gauge, sign, value) => {
                let gauge = variable("gauge", &self.gauge_name(*gauge));
                let time = matches!(&cond.kind, CondKind::Gauge(id, ..) if self.model.gauges.get(id.index()).is_some_and(crate::model::Gauge::is_time));
                let known = Logic::NotEqual([gauge.clone(), Operand::None]);
                Logic::And(vec![known, compare(*sign, [gauge, number(*value, time)])])
            }
            // Reported as an error, so that no runbook has it: never true.
            CondKind::Unknown => Logic::Or(Vec::new()),
        }
    }

    /// A ladder against one of its levels; where none holds, no comparison is true.
    fn rank(&self, id: LadderId, sign: Compare, level: usize) -> Logic {
        let rank = self.model.ladders.get(id.index()).map_or(0, |l| super::facts::rank(l, level));
        let ladder = variable("level", &self.ladder_name(id));
        let compared = compare(sign, [ladder.clone(), Operand::Whole(i64::from(rank))]);
        if !sign.holds(0, rank) {
            return compared;
        }
        Logic::And(vec![Logic::NotEqual([ladder, Operand::Whole(0)]), compared])
    }
}

fn compare(sign: Compare, sides: [Operand; 2]) -> Logic {
    match sign {
        Compare::Equal => Logic::Equal(sides),
        Compare::NotEqual => Logic::NotEqual(sides),
        Compare::Less => Logic::Less(sides),
        Compare::LessOrEqual => Logic::LessOrEqual(sides),
        Compare::Greater => Logic::Greater(sides),
        Compare::GreaterOrEqual => Logic::GreaterOrEqual(sides),
    }
}

fn variable(kind: &str, name: &str) -> Operand {
    Operand::Variable { var: format!("{kind}.{}", escaped(name)) }
}

/// A name as one part of a path.
fn escaped(name: &str) -> String {
    name.replace('%', "%25").replace('.', "%2E")
}

/// A measure in units, or in milliseconds for time.
fn number(value: Measure, time: bool) -> Operand {
    let thousandths = value.thousandths;
    if time {
        Operand::Whole(thousandths)
    } else if thousandths % 1000 == 0 {
        Operand::Whole(thousandths / 1000)
    } else {
        Operand::Decimal(thousandths as f64 / 1000.0)
    }
}
