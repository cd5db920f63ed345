//! Procedures that one event starts under different owners.

use super::Waived;
use super::chain::{BUDGET, Chain, Reach};
use super::command::{Command, Commander, Trigger};
use super::profile::{Names, same_post};
use super::sets::by_key;
use super::stars::stars;
use crate::analysis::staffing::Week;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Most pairs that are told; whoever has so many has other work to do first.
const MOST: usize = 10_000;

/// The procedures of one plan and its posts.
#[derive(Clone, Copy)]
pub(crate) struct Unit<'p> {
    pub(crate) chain: &'p Chain,
    pub(crate) commands: &'p [Command],
}

/// A procedure: its plan, and its place in it.
type Node = (usize, usize);

/// A procedure and those that its events start under other owners.
pub(crate) struct Rivals<'p> {
    pub(crate) hub: &'p Command,
    pub(crate) others: Vec<Rival<'p>>,
}

/// A procedure that one event starts together with another.
pub(crate) struct Rival<'p> {
    pub(crate) command: &'p Command,
    /// The owners of the hub and of this one at that time.
    pub(crate) owners: (&'p Commander, &'p Commander),
    /// The event, as the hub and as this one write it.
    pub(crate) triggers: (&'p Trigger, &'p Trigger),
    /// The hours of the week at which it is so.
    pub(crate) hours: Week,
}

/// Who is not under the same command: within one plan, or between several.
/// Whether all of it was looked at is told as well.
pub(crate) fn rivals<'p>(units: &[Unit<'p>], between: Option<Waived<'_>>) -> (Vec<Rivals<'p>>, bool) {
    let mut search = Search { units, between: between.is_some(), reaches: units.iter().map(|u| Reach::new(u.chain)).collect(), left: BUDGET, found: BTreeMap::new() };
    for members in by_trigger(units, between) {
        search.event(&members);
    }
    let complete = search.left > 0;
    (grouped(units, &search.found), complete)
}

/// By event, the procedures it starts, in the order of the first one.
fn by_trigger(units: &[Unit<'_>], waived: Option<Waived<'_>>) -> Vec<Vec<Node>> {
    let open = |c: &Command| !c.owners.iter().any(|o| waived.is_some_and(|waived| waived(o.span)));
    let commands = units.iter().enumerate().flat_map(|(unit, plan)| plan.commands.iter().enumerate().map(move |(at, c)| ((unit, at), c)));
    let started = commands.filter(|(_, c)| open(c)).flat_map(|(node, c)| c.triggers.iter().flat_map(|t| &t.keys).map(move |key| (key, node)));
    let mut lists = by_key(started);
    lists.iter_mut().for_each(Vec::dedup);
    lists.retain(|list| list.len() > 1);
    lists
}

/// Procedures of one event with the same owners.
struct Class<'p> {
    owners: Vec<(&'p Names, &'p Commander)>,
    members: Vec<Node>,
}

struct Search<'s, 'p> {
    units: &'s [Unit<'p>],
    between: bool,
    reaches: Vec<Reach<'p>>,
    left: usize,
    found: BTreeMap<(Node, Node), Week>,
}

impl<'p> Search<'_, 'p> {
    fn event(&mut self, members: &[Node]) {
        let classes = self.classes(members);
        for (at, a) in classes.iter().enumerate() {
            for b in classes.iter().skip(at + 1) {
                self.left = self.left.saturating_sub(1);
                if self.left == 0 {
                    return;
                }
                for (x, y, hours) in self.apart(a, b) {
                    self.found.entry((x.min(y), x.max(y))).or_insert(hours);
                }
                if self.found.len() > MOST {
                    self.left = 0;
                }
            }
        }
    }

    fn classes(&self, members: &[Node]) -> Vec<Class<'p>> {
        let by_owners = by_key(members.iter().map(|node| {
            let mut key: Vec<(&Names, &Week)> = self.owners(*node).into_iter().map(|(names, owner)| (names, &owner.hours)).collect();
            key.sort_unstable();
            (key, *node)
        }));
        by_owners.into_iter().filter_map(|members| Some(Class { owners: self.owners(*members.first()?), members })).collect()
    }

    fn owners(&self, node: Node) -> Vec<(&'p Names, &'p Commander)> {
        let Some((unit, command)) = self.at(node) else { return Vec::new() };
        command.owners.iter().filter_map(|o| Some((&unit.chain.posts.get(o.post)?.names, o))).collect()
    }

    fn at(&self, (unit, command): Node) -> Option<(Unit<'p>, &'p Command)> {
        let unit = self.units.get(unit)?;
        Some((*unit, unit.commands.get(command)?))
    }

    /// Procedures of two classes of owners that at some time are under different command, and when: each of them once, with
    /// the first of the other class.
    fn apart(&mut self, a: &Class<'p>, b: &Class<'p>) -> Vec<(Node, Node, Week)> {
        let both = present(&a.owners).and(&present(&b.owners));
        let pairs = a.owners.iter().flat_map(|x| b.owners.iter().map(move |y| (x, y))).filter(|(x, y)| same_post(x.0, y.0));
        let hours = pairs.fold(both, |hours, (x, y)| without(&hours, x.1, y.1));
        if hours.is_empty() {
            return Vec::new();
        }
        let (of_a, of_b) = (self.strangers(a, &hours, b), self.strangers(b, &hours, a));
        let mut found = Vec::new();
        for ((in_a, xs), (in_b, ys)) in of_a.iter().flat_map(|x| of_b.iter().map(move |y| (x, y))) {
            let hours = in_a.and(in_b);
            if hours.is_empty() {
                continue;
            }
            let sides = [(xs.clone(), ys.clone()), (ys.clone(), xs.clone())];
            for star in stars(&sides, false, |x, y| self.comparable(x, y)) {
                found.extend(star.against.iter().map(|other| (star.center, *other, hours.clone())));
            }
        }
        found
    }

    /// When in the plans of a class none of the owners is bound to any of the others, of these hours: the plans by that time.
    fn strangers(&mut self, class: &Class<'p>, hours: &Week, others: &Class<'p>) -> Vec<(Week, Vec<Node>)> {
        let mut found: Vec<(Week, Vec<Node>)> = Vec::new();
        for node in &class.members {
            let Some((_, command)) = self.at(*node) else { continue };
            let Some(reach) = self.reaches.get_mut(node.0) else { continue };
            let mut free = hours.clone();
            for (own, (names, other)) in command.owners.iter().flat_map(|own| others.owners.iter().map(move |o| (own, o))) {
                self.left = self.left.saturating_sub(1);
                if self.left == 0 || reach.bond(own.post, names, &mut self.left).any() {
                    free = without(&free, own, other);
                }
            }
            match found.iter_mut().find(|(known, _)| *known == free) {
                Some((_, nodes)) => nodes.push(*node),
                None if free.is_empty() => {}
                None => found.push((free, vec![*node])),
            }
        }
        found
    }

    /// Whether the two are to be compared here. What two plans share is the matter of each of them.
    fn comparable(&self, a: Node, b: Node) -> bool {
        let has = |unit: usize, node: Node| {
            let place = self.at(node).map(|(_, c)| c.place);
            self.units.get(unit).is_some_and(|u| u.commands.iter().any(|c| Some(c.place) == place))
        };
        if self.between { a.0 != b.0 && !has(a.0, b) && !has(b.0, a) } else { a != b }
    }
}

/// When somebody owns.
fn present(owners: &[(&Names, &Commander)]) -> Week {
    owners.iter().fold(Week::default(), |hours, (_, owner)| hours.or(&owner.hours))
}

/// The hours at which not both of these own.
fn without(hours: &Week, a: &Commander, b: &Commander) -> Week {
    hours.and(&a.hours.and(&b.hours).not())
}

/// Pairs put together: around the procedure with the most of them first. Two others that an event of it starts as well are
/// named with it.
fn grouped<'p>(units: &[Unit<'p>], found: &BTreeMap<(Node, Node), Week>) -> Vec<Rivals<'p>> {
    let mut near: BTreeMap<Node, BTreeSet<Node>> = BTreeMap::new();
    for (a, b) in found.keys() {
        near.entry(*a).or_default().insert(*b);
        near.entry(*b).or_default().insert(*a);
    }
    let mut order: Vec<Node> = near.keys().copied().collect();
    order.sort_by_key(|node| (Reverse(near.get(node).map_or(0, BTreeSet::len)), Reverse(*node)));
    let get = |(unit, at): Node| units.get(unit)?.commands.get(at);
    let mut groups = Vec::new();
    for hub in order {
        let Some((own, others)) = get(hub).zip(near.remove(&hub)).filter(|(_, others)| !others.is_empty()) else { continue };
        let keys: HashSet<&String> = own.triggers.iter().flat_map(|t| &t.keys).collect();
        for a in &others {
            let Some(rest) = near.get_mut(a) else { continue };
            rest.remove(&hub);
            let also = |b: &Node| others.contains(b) && get(*a).zip(get(*b)).and_then(|(a, b)| common(a, b)).is_some_and(|(t, _)| t.keys.iter().any(|k| keys.contains(k)));
            rest.retain(|b| !also(b));
        }
        let rival = |node: &Node| {
            let hours = found.get(&(hub.min(*node), hub.max(*node)))?;
            rival(own, get(*node)?, hours)
        };
        groups.push(Rivals { hub: own, others: others.iter().filter_map(rival).collect() });
    }
    groups
}

fn rival<'p>(hub: &'p Command, command: &'p Command, hours: &Week) -> Option<Rival<'p>> {
    let owner = |c: &'p Command| c.owners.iter().find(|o| !o.hours.and(hours).is_empty());
    let owners = (owner(hub)?, owner(command)?);
    Some(Rival { command, owners, triggers: common(hub, command)?, hours: hours.clone() })
}

/// The first event that starts both.
fn common<'p>(a: &'p Command, b: &'p Command) -> Option<(&'p Trigger, &'p Trigger)> {
    let keys: HashMap<&String, &Trigger> = b.triggers.iter().rev().flat_map(|t| t.keys.iter().map(move |k| (k, t))).collect();
    a.triggers.iter().find_map(|t| Some((t, *t.keys.iter().find_map(|k| keys.get(k))?)))
}
