//! Duties and limits.

use super::build::{Builder, Node};
use super::grammar::Rule;
use crate::ast::{
    Act, ActKind, Actor, ActorKind, Actors, ActorsKind, CallTarget, Channel, Clock, Duty, Limit, Modal, Otherwise, OtherwiseKind,
    Period, PeriodKind, RecordIn, Str,
};
use crate::diagnostic::text;
use crate::source::Span;

impl<'s> Builder<'s> {
    pub(super) fn duty(&mut self, node: Node<'s>) -> Option<Duty> {
        let mut inner = node.into_inner();
        let actors = self.actors(inner.next()?);
        let word = inner.next()?;
        let modal = match word.as_rule() {
            Rule::kw_must_not => Modal::MustNot,
            Rule::kw_should => Modal::Should,
            Rule::kw_may => Modal::May,
            _ => Modal::Must,
        };
        let act = self.act(inner.next()?)?;
        let mut duty = Duty { actors, modal, modal_span: self.span(&word), act, limits: Vec::with_capacity(1), repeats: Vec::new() };
        for clause in inner {
            if clause.as_rule() == Rule::limit {
                duty.limits.extend(self.limit(clause));
            } else {
                duty.repeats.extend(self.repeat(clause));
            }
        }
        Some(duty)
    }

    pub(super) fn actors(&mut self, node: Node<'s>) -> Actors {
        let span = self.span(&node);
        let mut actors = Actors { span, kind: ActorsKind::All, list: Vec::with_capacity(1) };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::any_of => {
                    actors.kind = ActorsKind::Any;
                    actors.list = part.into_inner().filter_map(|n| self.actor_item(&n)).collect();
                }
                _ => actors.list.extend(self.actor_item(&part)),
            }
        }
        actors
    }

    fn actor_item(&mut self, node: &Node<'s>) -> Option<Actor> {
        match node.as_rule() {
            Rule::name => Some(self.actor(node)),
            Rule::head_count => {
                let mut inner = node.clone().into_inner();
                let number = inner.next()?;
                let count = self.quantity(&number).number.parse().ok();
                if count.is_none() {
                    let message = text!("`{}` is no number of people", "`{}` 不是人数", number.as_str());
                    self.error("P007", self.span(&number), message, text!("write a whole number", "请写整数"));
                }
                let kind = ActorKind::Count(count.unwrap_or(1), self.name(&inner.nth(1)?));
                Some(Actor { span: self.span(node), kind })
            }
            _ => None,
        }
    }

    pub(super) fn act(&mut self, node: Node<'s>) -> Option<Act> {
        let span = self.span(&node);
        let rule = node.as_rule();
        let mut parts: Vec<Node<'s>> = node.into_inner().filter(|n| n.as_rule() != Rule::comma).skip(1).collect();
        let kind = match rule {
            Rule::call => ActKind::Call(match parts.first()?.as_rule() {
                Rule::actors => CallTarget::Actors(self.actors(parts.remove(0))),
                _ => CallTarget::Numbers(parts.into_iter().map(|p| self.text(p)).collect()),
            }),
            Rule::notify => {
                let channels = parts.get(1).cloned().map_or_else(Vec::new, |n| self.channels(n));
                ActKind::Notify(self.actors(parts.first()?.clone()), channels)
            }
            Rule::report => {
                let form = parts.iter().find(|p| p.as_rule() == Rule::name).map(|p| self.name(p));
                let to = parts.iter().find(|p| p.as_rule() == Rule::actors)?.clone();
                let channels = parts.into_iter().find(|p| p.as_rule() == Rule::by_channel).map_or_else(Vec::new, |n| self.channels(n));
                ActKind::Report(form, self.actors(to), channels)
            }
            Rule::record => self.record(parts),
            Rule::preserve => {
                let time = parts.pop_if(|p| matches!(p.as_rule(), Rule::duration | Rule::unitless)).map(|n| self.time(&n));
                parts.retain(|p| p.as_rule() != Rule::kw_keep_for);
                ActKind::Preserve(parts.into_iter().map(|p| self.text(p)).collect(), time)
            }
            Rule::activate => ActKind::Activate(self.name(parts.first()?)),
            Rule::request => ActKind::Request(self.actors(parts.first()?.clone())),
            _ => match parts.first()?.as_rule() {
                Rule::name => ActKind::DoAction(self.name(parts.first()?)),
                _ => ActKind::DoText(self.text(parts.remove(0))),
            },
        };
        Some(Act { span, kind })
    }

    fn record(&mut self, parts: Vec<Node<'s>>) -> ActKind {
        let mut texts: Vec<Str> = Vec::new();
        let mut place = None;
        let mut after_in = false;
        for part in parts {
            match part.as_rule() {
                Rule::kw_in => after_in = true,
                Rule::name => place = Some(RecordIn::Document(self.name(&part))),
                _ if after_in => place = Some(RecordIn::Text(self.text(part))),
                _ => texts.push(self.text(part)),
            }
        }
        ActKind::Record(texts, place)
    }

    fn channels(&mut self, node: Node<'s>) -> Vec<(Channel, Span)> {
        let channel = |rule| {
            Some(match rule {
                Rule::kw_phone => Channel::Phone,
                Rule::kw_sms => Channel::Sms,
                Rule::kw_radio => Channel::Radio,
                Rule::kw_email => Channel::Email,
                Rule::kw_chat => Channel::Chat,
                Rule::kw_broadcast => Channel::Broadcast,
                Rule::kw_in_person => Channel::InPerson,
                _ => return None,
            })
        };
        node.into_inner().filter_map(|n| Some((channel(n.as_rule())?, self.span(&n)))).collect()
    }

    pub(super) fn limit(&mut self, node: Node<'s>) -> Option<Limit> {
        let span = self.span(&node);
        let mut inner = node.into_inner().skip(1);
        let period = self.period(&inner.next()?);
        let mut limit = Limit { span, period, clock: Clock::Due, otherwise: None };
        for part in inner {
            match part.as_rule() {
                Rule::limit_clock => limit.clock = self.limit_clock(part)?,
                _ => limit.otherwise = self.otherwise(part),
            }
        }
        Some(limit)
    }

    fn limit_clock(&mut self, node: Node<'s>) -> Option<Clock> {
        let word = node.into_inner().nth(1)?;
        Some(match word.as_rule() {
            Rule::kw_start_clock => Clock::Start(self.span(&word)),
            Rule::kw_unstated => Clock::Unstated(self.span(&word)),
            _ => Clock::Name(self.name(&word)),
        })
    }

    fn otherwise(&mut self, node: Node<'s>) -> Option<Otherwise> {
        let span = self.span(&node);
        let mut inner = node.into_inner().skip(1);
        let first = inner.next()?;
        let kind = if first.as_rule() == Rule::kw_escalate_to {
            let to = self.actors(inner.next()?);
            OtherwiseKind::Escalate(to, inner.find(|n| n.as_rule() == Rule::actors).map(|n| self.actors(n)))
        } else {
            OtherwiseKind::Act(self.act(first)?)
        };
        Some(Otherwise { span, kind })
    }

    pub(super) fn repeat(&mut self, node: Node<'s>) -> Option<Period> {
        let period = node.into_inner().nth(1)?;
        Some(self.period(&period))
    }

    fn period(&mut self, node: &Node<'s>) -> Period {
        let kind = match node.as_rule() {
            Rule::name => PeriodKind::Vague(self.name(node)),
            Rule::string | Rule::open_string => PeriodKind::Words(self.text(node.clone())),
            _ => self.time(node).map_or(PeriodKind::Unitless, PeriodKind::Measured),
        };
        Period { span: self.span(node), kind }
    }
}
