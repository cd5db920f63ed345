//! Conditions apart from the tree of the plan: two of them can be evaluated side by side.

use super::naming::Naming;
use super::profile::Names;
use crate::analysis::states::formula::{Atom, Expr};
use crate::analysis::wording::quoted;
use crate::model::{Cond, CondKind, Model};
use crate::source::{Sources, Span};
use smol_str::SmolStr;
use std::fmt::Write as _;

/// A condition. A signal of it is whatever is so or not.
#[derive(Debug, Clone)]
pub(crate) struct Formula {
    pub(super) vars: Vec<Var>,
    pub(super) root: Expr,
}

/// What a condition speaks of.
#[derive(Debug, Clone)]
pub(super) struct Var {
    pub(super) names: Names,
    pub(super) shown: SmolStr,
    pub(super) kind: Kind,
}

/// What kind of thing it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Signal,
    Gauge { unit: SmolStr, range: (Option<i64>, Option<i64>) },
    /// A step, a level, another procedure: the same words mean another thing in another plan.
    Opaque,
    /// Something has held so long; that it holds is said besides.
    Held(Option<u64>),
}

impl Formula {
    /// Reads a condition; `None` where part of it could not be resolved.
    pub(crate) fn of(model: &Model<'_>, sources: &Sources, naming: Naming, condition: &Cond<'_>) -> Option<Self> {
        let mut reader = Reader { model, sources, naming, vars: Vec::new() };
        let root = reader.read(condition, true)?;
        Some(Self { vars: reader.vars, root })
    }

    /// Any of these; nothing where there are none.
    pub(crate) fn any(formulas: Vec<Self>) -> Option<Self> {
        let mut formulas = formulas.into_iter();
        let mut all = formulas.next()?;
        for other in formulas {
            let map: Vec<usize> = other.vars.iter().map(|var| place(&mut all.vars, var)).collect();
            all.root = Expr::Any(vec![all.root, moved(&other.root, &map)]);
        }
        Some(all)
    }

    /// This one, and none of the others.
    pub(crate) fn unless(mut self, others: &[Self]) -> Self {
        if others.is_empty() {
            return self;
        }
        let mut parts = vec![self.root];
        for other in others {
            let map: Vec<usize> = other.vars.iter().map(|var| place(&mut self.vars, var)).collect();
            parts.push(moved(&other.root, &map).denied());
        }
        self.root = Expr::All(parts);
        self
    }

    /// Whether it says how long something has to last, or speaks of what only its own plan knows.
    pub(crate) fn is_timed(&self) -> bool {
        self.vars.iter().any(|v| matches!(v.kind, Kind::Opaque | Kind::Held(_)))
    }

    /// The condition with a gap for each figure, and the figures.
    pub(crate) fn shape(&self) -> (String, Vec<i64>) {
        fn write(formula: &Formula, expr: &Expr, out: &mut (String, Vec<i64>)) {
            let of = |var: usize| formula.vars.get(var);
            let name = |var: usize| of(var).and_then(|v| v.names.first()).map_or("", String::as_str);
            match expr {
                Expr::Any(parts) | Expr::All(parts) => {
                    out.0.push(if matches!(expr, Expr::Any(_)) { '|' } else { '&' });
                    out.0.push('(');
                    for part in parts {
                        write(formula, part, out);
                        out.0.push(' ');
                    }
                    out.0.push(')');
                }
                Expr::Atom(Atom::Gauge(var, sign, value, is)) => {
                    // Writing to a string cannot fail.
                    let _ = write!(out.0, "{}{}{}_", if *is { "" } else { "!" }, name(*var), sign.sign());
                    out.1.push(*value);
                }
                Expr::Atom(atom) => {
                    let var = atom.var().unwrap_or(usize::MAX);
                    out.0.push_str(if *atom == Atom::Signal(var, true) { "" } else { "!" });
                    if let Some(Kind::Held(millis)) = of(var).map(|v| &v.kind) {
                        out.0.push('~');
                        out.1.push(millis.map_or(-1, |m| i64::try_from(m).unwrap_or(i64::MAX)));
                    } else {
                        out.0.push_str(name(var));
                    }
                }
                Expr::Const(is) => out.0.push(if *is { '1' } else { '0' }),
            }
        }
        let mut out = (String::new(), Vec::new());
        write(self, &self.root, &mut out);
        out
    }
}

fn place(vars: &mut Vec<Var>, var: &Var) -> usize {
    if let Some(at) = vars.iter().position(|v| v.names == var.names && v.kind == var.kind) {
        return at;
    }
    vars.push(var.clone());
    vars.len() - 1
}

/// The same with other numbers.
pub(super) fn moved(expr: &Expr, map: &[usize]) -> Expr {
    let at = |var: usize| map.get(var).copied().unwrap_or(var);
    expr.map(&|atom| {
        Expr::Atom(match atom {
            Atom::Signal(var, is) => Atom::Signal(at(var), is),
            Atom::Gauge(var, sign, value, is) => Atom::Gauge(at(var), sign, value, is),
            Atom::Done(..) | Atom::Ended(..) | Atom::Held(..) | Atom::Shared(..) => atom,
        })
    })
}

struct Reader<'m, 'a> {
    model: &'m Model<'a>,
    sources: &'m Sources,
    naming: Naming,
    vars: Vec<Var>,
}

impl Reader<'_, '_> {
    fn read(&mut self, condition: &Cond<'_>, is: bool) -> Option<Expr> {
        Some(match &condition.kind {
            CondKind::Or(parts) | CondKind::And(parts) => {
                let list = parts.iter().map(|p| self.read(p, is)).collect::<Option<_>>()?;
                if matches!(condition.kind, CondKind::And(_)) == is { Expr::All(list) } else { Expr::Any(list) }
            }
            CondKind::Not(inner) => self.read(inner, !is)?,
            CondKind::Held(inner, length) => {
                let inner = self.read(inner, is)?;
                let lasted = self.opaque(condition.span, Kind::Held(length.map(|l| l.millis)), is);
                if is { Expr::All(vec![lasted, inner]) } else { Expr::Any(vec![lasted, inner]) }
            }
            CondKind::Signal(id) => {
                let head = &self.model.signals.get(id.index())?.head;
                let var = Var { names: self.naming.names(head), shown: head.name.text.clone(), kind: Kind::Signal };
                Expr::Atom(Atom::Signal(place(&mut self.vars, &var), is))
            }
            CondKind::Gauge(id, sign, value) => {
                let gauge = self.model.gauges.get(id.index())?;
                let range = (gauge.range.0.map(|m| m.thousandths), gauge.range.1.map(|m| m.thousandths));
                let kind = Kind::Gauge { unit: gauge.unit.clone(), range };
                let var = Var { names: self.naming.names(&gauge.head), shown: gauge.head.name.text.clone(), kind };
                Expr::Atom(Atom::Gauge(place(&mut self.vars, &var), *sign, value.thousandths, is))
            }
            CondKind::Done(_) | CondKind::Finished(_) | CondKind::Level(..) | CondKind::Ladder(..) => self.opaque(condition.span, Kind::Opaque, is),
            CondKind::Unknown => return None,
        })
    }

    fn opaque(&mut self, span: Span, kind: Kind, is: bool) -> Expr {
        let shown = quoted(self.sources, span);
        Expr::Atom(Atom::Signal(place(&mut self.vars, &Var { names: vec![shown.clone()], shown: shown.into(), kind }), is))
    }
}

/// Where a condition stands.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) formula: Formula,
    pub(crate) shown: String,
    pub(crate) span: Span,
}
