//! Conditions of a runbook over the positions of a program.

use super::lower::{Lowering, Names};
use super::{Compare, Expr, Held, Unrunnable};
use crate::emit::runbook::{Logic, Operand};

impl Lowering<'_> {
    /// A condition; its steps are those of the procedure.
    pub(super) fn expr(&mut self, logic: &Logic, steps: Option<&Names<'_>>) -> Result<Expr, Unrunnable> {
        let mut all = |parts: &[Logic]| parts.iter().map(|p| self.expr(p, steps)).collect::<Result<Vec<_>, _>>();
        Ok(match logic {
            Logic::And(parts) => Expr::All(all(parts)?),
            Logic::Or(parts) => Expr::Any(all(parts)?),
            Logic::Not([inner]) => Expr::Not(Box::new(self.expr(inner, steps)?)),
            Logic::Held(inner, length) => {
                let of = self.expr(inner, steps)?;
                self.program.held.push(Held { of, length: *length });
                Expr::Held(self.program.held.len() - 1)
            }
            Logic::Var(path) => self.fact(path, steps)?,
            Logic::Equal(sides) => self.compare(Compare::Equal, sides)?,
            Logic::NotEqual(sides) => self.compare(Compare::NotEqual, sides)?,
            Logic::Less(sides) => self.compare(Compare::Less, sides)?,
            Logic::LessOrEqual(sides) => self.compare(Compare::LessOrEqual, sides)?,
            Logic::Greater(sides) => self.compare(Compare::Greater, sides)?,
            Logic::GreaterOrEqual(sides) => self.compare(Compare::GreaterOrEqual, sides)?,
        })
    }

    fn fact(&self, path: &str, steps: Option<&Names<'_>>) -> Result<Expr, Unrunnable> {
        let unknown = || Unrunnable { what: path.to_owned() };
        let parts: Vec<String> = path.split('.').map(unescaped).collect();
        let place = |names: Option<&Names<'_>>, name: &String| names.and_then(|n| n.get(name.as_str()).copied()).ok_or_else(unknown);
        match parts.as_slice() {
            [kind, name] if kind == "signal" => Ok(Expr::Signal(place(Some(&self.signals), name)?)),
            [kind, name, end] if kind == "step" && end == "done" => Ok(Expr::Done(place(steps, name)?)),
            [kind, name, end] if kind == "procedure" && end == "finished" => Ok(Expr::Finished(place(Some(&self.procedures), name)?)),
            _ => Err(unknown()),
        }
    }

    fn compare(&self, sign: Compare, sides: &[Operand; 2]) -> Result<Expr, Unrunnable> {
        let unknown = |what: &str| Unrunnable { what: what.to_owned() };
        let [Operand::Variable { var }, value] = sides else { return Err(unknown("a comparison without a variable")) };
        let (kind, name) = var.split_once('.').ok_or_else(|| unknown(var))?;
        let name = unescaped(name);
        match kind {
            "gauge" => {
                let gauge = self.gauges.get(name.as_str()).copied().ok_or_else(|| unknown(var))?;
                let time = self.program.gauges.get(gauge).is_some_and(|g| g.time);
                Ok(match value {
                    Operand::None if sign == Compare::NotEqual => Expr::Known(gauge),
                    Operand::None => Expr::Not(Box::new(Expr::Known(gauge))),
                    Operand::Whole(n) if time => Expr::Gauge(gauge, sign, *n),
                    Operand::Whole(n) => Expr::Gauge(gauge, sign, n.checked_mul(1000).ok_or_else(|| unknown(var))?),
                    Operand::Decimal(n) => Expr::Gauge(gauge, sign, thousandths(*n).ok_or_else(|| unknown(var))?),
                    Operand::Variable { .. } => return Err(unknown(var)),
                })
            }
            "level" => {
                let ladder = self.ladders.get(name.as_str()).copied().ok_or_else(|| unknown(var))?;
                let Operand::Whole(rank) = value else { return Err(unknown(var)) };
                Ok(Expr::Rank(ladder, sign, *rank))
            }
            _ => Err(unknown(var)),
        }
    }
}

/// A decimal number in thousandths; none where it is too large or no number.
pub(crate) fn thousandths(number: f64) -> Option<i64> {
    let scaled = (number * 1000.0).round();
    // Beyond 2^53 a decimal number is not exact.
    #[allow(clippy::cast_possible_truncation, reason = "within ±2^53")]
    (scaled.abs() <= 9_007_199_254_740_992.0).then_some(scaled as i64)
}

/// A name out of a path: `%2E` is a dot.
fn unescaped(part: &str) -> String {
    part.replace("%2E", ".").replace("%25", "%")
}
