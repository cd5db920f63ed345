//! What plans contradict one another in, apart from single steps.

use super::chain::Chain;
use super::command::{Command, commands};
use super::naming::Naming;
use super::order::{Orders, orders};
use super::profile::Profile;
use super::scale::{Scale, scales};
use super::topics::Topics;
use crate::model::Model;
use crate::source::{Sources, Span};
use std::collections::HashMap;

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

/// The plans of each organisation, where there are several.
pub(crate) fn organisations<'p>(group: &[&'p Profile]) -> Vec<Vec<&'p Profile>> {
    let mut found: Vec<Vec<&Profile>> = Vec::new();
    let mut place: HashMap<&str, usize> = HashMap::new();
    for (profile, org) in group.iter().filter_map(|p| Some((*p, p.org.as_deref()?))) {
        let at = *place.entry(org).or_insert(found.len());
        match found.get_mut(at) {
            Some(list) => list.push(profile),
            None => found.push(vec![profile]),
        }
    }
    found.retain(|list| list.len() > 1);
    found
}
