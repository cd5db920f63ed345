//! What plans contradict one another in, apart from single steps.

use super::chain::Chain;
use super::command::{Command, commands};
use super::naming::Naming;
use super::order::{Orders, orders};
use super::scale::{Scale, scales};
use super::topics::Topics;
use crate::model::Model;
use crate::source::{Sources, Span};

/// Who commands, how bad things are called, and what must and must not be done.
#[derive(Debug, Clone, Default)]
pub(crate) struct Across {
    /// Who is above whom; nobody where part of the plan could not be read.
    pub(crate) chain: Chain,
    /// What starts under whose command; nothing where part of the plan could not be read.
    pub(crate) commands: Vec<Command>,
    /// The ladders.
    pub(crate) scales: Vec<Scale>,
    /// Orders and prohibitions.
    pub(crate) orders: Orders,
    /// What it treats; `None` where part of the plan could not be read.
    pub(crate) topics: Option<Topics>,
}

impl Across {
    /// Reads a plan; `whole` unless part of it could not be read.
    pub(crate) fn of(model: &Model<'_>, sources: &Sources, whole: bool, is_broken: &dyn Fn(Span) -> bool) -> Self {
        let commands = if whole { commands(model, sources, Naming::Shared) } else { Vec::new() };
        Self {
            chain: if whole { Chain::of(model, Naming::Shared) } else { Chain::default() },
            commands,
            scales: scales(model, sources, is_broken),
            orders: orders(model, sources, Naming::Shared, is_broken),
            topics: if whole { Topics::of(model) } else { None },
        }
    }
}
