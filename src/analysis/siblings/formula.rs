//! Conditions apart from the tree of the plan: two of them can be evaluated side by side.

use super::naming::Naming;
use super::profile::Names;
use crate::analysis::wording::quoted;
use crate::ast::Compare;
use crate::model::{Cond, CondKind, Model};
use crate::source::{Sources, Span};
use smol_str::SmolStr;
use std::fmt::Write as _;

/// A condition.
#[derive(Debug, Clone)]
pub(crate) struct Formula {
    pub(super) vars: Vec<Var>,
    pub(super) root: Node,
}

/// A part of a condition; things it speaks of by number.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Or(Vec<Node>),
    And(Vec<Node>),
    Not(Box<Node>),
    /// Held so long; whether it has been is a fact of its own.
    Held(Box<Node>, Option<u64>, usize),
    Fact(usize),
    Compare(usize, Compare, i64),
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
}

impl Formula {
    /// Reads a condition; `None` where part of it could not be resolved.
    pub(crate) fn of(model: &Model<'_>, sources: &Sources, naming: Naming, condition: &Cond<'_>) -> Option<Self> {
        let mut reader = Reader { model, sources, naming, vars: Vec::new() };
        let root = reader.read(condition)?;
        Some(Self { vars: reader.vars, root })
    }

    /// Any of these; nothing where there are none.
    pub(crate) fn any(formulas: Vec<Self>) -> Option<Self> {
        let mut formulas = formulas.into_iter();
        let mut all = formulas.next()?;
        for other in formulas {
            let map: Vec<usize> = other.vars.iter().map(|var| place(&mut all.vars, var)).collect();
            all.root = Node::Or(vec![all.root, moved(&other.root, &map)]);
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
            parts.push(Node::Not(Box::new(moved(&other.root, &map))));
        }
        self.root = Node::And(parts);
        self
    }

    /// Whether it says how long something has to last, or speaks of what only its own plan knows.
    pub(crate) fn is_timed(&self) -> bool {
        self.vars.iter().any(|v| v.kind == Kind::Opaque)
    }

    /// The condition with a gap for each figure, and the figures.
    pub(crate) fn shape(&self) -> (String, Vec<i64>) {
        fn write(formula: &Formula, node: &Node, out: &mut (String, Vec<i64>)) {
            let name = |var: usize| formula.vars.get(var).and_then(|v| v.names.first()).map_or("", String::as_str);
            match node {
                Node::Or(parts) | Node::And(parts) => {
                    out.0.push(if matches!(node, Node::Or(_)) { '|' } else { '&' });
                    out.0.push('(');
                    for part in parts {
                        write(formula, part, out);
                        out.0.push(' ');
                    }
                    out.0.push(')');
                }
                Node::Not(inner) => {
                    out.0.push('!');
                    write(formula, inner, out);
                }
                Node::Held(inner, millis, _) => {
                    write(formula, inner, out);
                    out.0.push('~');
                    out.1.push(millis.map_or(-1, |m| i64::try_from(m).unwrap_or(i64::MAX)));
                }
                Node::Fact(var) => out.0.push_str(name(*var)),
                Node::Compare(var, sign, value) => {
                    // Writing to a string cannot fail.
                    let _ = write!(out.0, "{}{}_", name(*var), sign.sign());
                    out.1.push(*value);
                }
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

fn moved(node: &Node, map: &[usize]) -> Node {
    let at = |var: usize| map.get(var).copied().unwrap_or(var);
    match node {
        Node::Or(parts) => Node::Or(parts.iter().map(|p| moved(p, map)).collect()),
        Node::And(parts) => Node::And(parts.iter().map(|p| moved(p, map)).collect()),
        Node::Not(inner) => Node::Not(Box::new(moved(inner, map))),
        Node::Held(inner, millis, var) => Node::Held(Box::new(moved(inner, map)), *millis, at(*var)),
        Node::Fact(var) => Node::Fact(at(*var)),
        Node::Compare(var, sign, value) => Node::Compare(at(*var), *sign, *value),
    }
}

struct Reader<'m, 'a> {
    model: &'m Model<'a>,
    sources: &'m Sources,
    naming: Naming,
    vars: Vec<Var>,
}

impl Reader<'_, '_> {
    fn read(&mut self, condition: &Cond<'_>) -> Option<Node> {
        Some(match &condition.kind {
            CondKind::Or(parts) => Node::Or(parts.iter().map(|p| self.read(p)).collect::<Option<_>>()?),
            CondKind::And(parts) => Node::And(parts.iter().map(|p| self.read(p)).collect::<Option<_>>()?),
            CondKind::Not(inner) => Node::Not(Box::new(self.read(inner)?)),
            CondKind::Held(inner, length) => {
                let inner = Box::new(self.read(inner)?);
                Node::Held(inner, length.map(|l| l.millis), self.opaque(condition.span))
            }
            CondKind::Signal(id) => {
                let head = &self.model.signals.get(id.index())?.head;
                Node::Fact(place(&mut self.vars, &Var { names: self.naming.names(head), shown: head.name.text.clone(), kind: Kind::Signal }))
            }
            CondKind::Gauge(id, sign, value) => {
                let gauge = self.model.gauges.get(id.index())?;
                let range = (gauge.range.0.map(|m| m.thousandths), gauge.range.1.map(|m| m.thousandths));
                let kind = Kind::Gauge { unit: gauge.unit.clone(), range };
                let var = Var { names: self.naming.names(&gauge.head), shown: gauge.head.name.text.clone(), kind };
                Node::Compare(place(&mut self.vars, &var), *sign, value.thousandths)
            }
            CondKind::Done(_) | CondKind::Finished(_) | CondKind::Level(..) | CondKind::Ladder(..) => Node::Fact(self.opaque(condition.span)),
            CondKind::Unknown => return None,
        })
    }

    fn opaque(&mut self, span: Span) -> usize {
        let shown = quoted(self.sources, span);
        place(&mut self.vars, &Var { names: vec![shown.clone()], shown: shown.into(), kind: Kind::Opaque })
    }
}

/// Where a condition stands.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) formula: Formula,
    pub(crate) shown: String,
    pub(crate) span: Span,
}
