//! Conditions as instructions that leave 1 or 0.

use super::code::Code;
use super::memory::at;
use crate::emit::program::layout::{Layout, NONE};
use crate::emit::program::{Compare, Consent, Expr};

impl Code {
    /// Whether a condition holds.
    pub(super) fn holds(&mut self, l: &Layout, expr: &Expr) -> &mut Self {
        match expr {
            Expr::All(parts) => self.join(true, parts, |c, p| {
                c.holds(l, p);
            }),
            Expr::Any(parts) => self.join(false, parts, |c, p| {
                c.holds(l, p);
            }),
            Expr::Not(inner) => {
                self.holds(l, inner).put().i32_eqz();
                self
            }
            Expr::Signal(id) => self.flag(at(l.raised(*id))),
            Expr::Known(id) => self.flag(at(l.known(*id))),
            Expr::Gauge(id, sign, value) => self.flag(at(l.known(*id))).cell(at(l.value(*id))).large(*value).compare(*sign).and(),
            Expr::Rank(id, sign, rank) => self.cell(at(l.rank(*id))).large(*rank).compare(*sign),
            Expr::Done(id) => self.cell(at(l.done_at(*id))).large(NONE).compare(Compare::NotEqual),
            Expr::Finished(id) => self.cell(at(l.phase(*id))).large(2).compare(Compare::GreaterOrEqual),
            Expr::Held(id) => self.flag(at(l.mature(*id))),
        }
    }

    /// Whether everyone has agreed who must.
    pub(super) fn agreed(&mut self, l: &Layout, consents: &[Consent]) -> &mut Self {
        self.join(true, consents, |c, consent| {
            c.join(!consent.any, &consent.of, |c, id| {
                c.flag(at(l.given(*id)));
            });
        })
    }

    /// All of some, or one of them.
    fn join<T>(&mut self, all: bool, parts: &[T], mut put: impl FnMut(&mut Self, &T)) -> &mut Self {
        if parts.is_empty() {
            return self.small(i32::from(all));
        }
        for (index, part) in parts.iter().enumerate() {
            put(self, part);
            if index > 0 {
                let mut code = self.put();
                if all { code.i32_and() } else { code.i32_or() };
            }
        }
        self
    }

    fn compare(&mut self, sign: Compare) -> &mut Self {
        let mut code = self.put();
        match sign {
            Compare::Equal => code.i64_eq(),
            Compare::NotEqual => code.i64_ne(),
            Compare::Less => code.i64_lt_s(),
            Compare::LessOrEqual => code.i64_le_s(),
            Compare::Greater => code.i64_gt_s(),
            Compare::GreaterOrEqual => code.i64_ge_s(),
        };
        self
    }
}
