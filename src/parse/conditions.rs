//! Conditions.

use super::build::{Builder, Node};
use super::grammar::Rule;
use crate::ast::{Comparand, Compare, Condition, ConditionKind};
use crate::diagnostic::text;
use crate::source::Span;

/// Longest chain of `not` that is read.
const MAX_NOTS: usize = 16;

impl<'s> Builder<'s> {
    /// `when C`
    pub(super) fn when(&mut self, node: Node<'s>) -> Option<Condition> {
        node.into_inner().find(|n| n.as_rule() == Rule::condition).and_then(|n| self.condition(n))
    }

    fn condition(&mut self, node: Node<'s>) -> Option<Condition> {
        let span = self.span(&node);
        let parts = self.operands(node, Rule::conjunction, Self::conjunction);
        chain(parts, span, ConditionKind::Or)
    }

    fn conjunction(&mut self, node: Node<'s>) -> Option<Condition> {
        let span = self.span(&node);
        let parts = self.operands(node, Rule::held, Self::held);
        chain(parts, span, ConditionKind::And)
    }

    fn operands(&mut self, node: Node<'s>, rule: Rule, build: fn(&mut Self, Node<'s>) -> Option<Condition>) -> Vec<Condition> {
        node.into_inner().filter(|n| n.as_rule() == rule).filter_map(|n| build(self, n)).collect()
    }

    fn held(&mut self, node: Node<'s>) -> Option<Condition> {
        let span = self.span(&node);
        let mut nots = 0;
        let mut condition = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_not => nots += 1,
                Rule::kw_held_for | Rule::lparen | Rule::rparen => {}
                Rule::duration | Rule::unitless => {
                    let time = self.time(&part);
                    condition = negate(condition, nots, span);
                    nots = 0;
                    condition = condition.map(|c| Condition { span, kind: ConditionKind::Held(Box::new(c), time) });
                }
                Rule::condition => condition = self.condition(part),
                _ => condition = self.primary(part),
            }
        }
        if nots > MAX_NOTS {
            let message = text!("`not` stands {nots} times in a row", "`非` 连续出现 {nots} 次");
            self.error("P001", span, message, text!("keep one, or none", "只保留一个，或全部删去"));
            nots %= 2;
        }
        negate(condition, nots, span)
    }

    fn primary(&mut self, node: Node<'s>) -> Option<Condition> {
        let span = self.span(&node);
        let rule = node.as_rule();
        let mut inner = node.into_inner();
        let kind = match rule {
            Rule::done => ConditionKind::Done(self.name(&inner.nth(1)?)),
            Rule::finished => ConditionKind::Finished(self.name(&inner.nth(1)?)),
            _ => {
                let mut names = inner.next()?.into_inner();
                let subject = self.name(&names.next()?);
                let member = names.next().map(|n| self.name(&n));
                match (inner.next(), inner.next()) {
                    (Some(sign), Some(value)) => ConditionKind::Compare(subject, compare(sign.as_str()), self.comparand(&value)?),
                    _ => ConditionKind::Fact(subject, member),
                }
            }
        };
        Some(Condition { span, kind })
    }

    /// A duration, a quantity or a level.
    pub(super) fn comparand(&mut self, node: &Node<'s>) -> Option<Comparand> {
        Some(match node.as_rule() {
            Rule::duration => Comparand::Duration(self.time(node)?),
            Rule::quantity => Comparand::Quantity(self.quantity(node)),
            _ => Comparand::Name(self.name(node)),
        })
    }
}

fn negate(condition: Option<Condition>, nots: usize, span: Span) -> Option<Condition> {
    (0..nots).fold(condition, |c, _| c.map(|c| Condition { span, kind: ConditionKind::Not(Box::new(c)) }))
}

fn chain(mut parts: Vec<Condition>, span: Span, join: fn(Vec<Condition>) -> ConditionKind) -> Option<Condition> {
    match parts.len() {
        0 | 1 => parts.pop(),
        _ => Some(Condition { span, kind: join(parts) }),
    }
}

/// The comparison a sign stands for.
pub(super) fn compare(sign: &str) -> Compare {
    match sign {
        "!=" | "≠" => Compare::NotEqual,
        "<" | "＜" => Compare::Less,
        "<=" | "≤" | "＜＝" => Compare::LessOrEqual,
        ">" | "＞" => Compare::Greater,
        ">=" | "≥" | "＞＝" => Compare::GreaterOrEqual,
        _ => Compare::Equal,
    }
}
