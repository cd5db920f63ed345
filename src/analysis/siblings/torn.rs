//! Posts that report to two others of which neither is above the other.

use super::chain::{BUDGET, Bond, Chain, Link, Reach};
use super::Waived;
use super::profile::{Names, same_post};
use super::sets::by_key;
use super::stars::{Sides, Star, stars};
use crate::source::Span;
use std::collections::HashSet;

/// A post with two superiors that do not belong to one chain of command.
pub(crate) struct Torn<'p> {
    /// The post, where it says the second of the two.
    pub(crate) post: &'p Link,
    /// The two superiors, each where it is said.
    pub(crate) superiors: [(&'p Link, Span); 2],
    /// More places where one of them is said, in further plans.
    pub(crate) more: Vec<(&'p Link, Span)>,
}

/// The posts of one plan that are torn, and whether all of them were looked at.
pub(crate) fn within(chain: &Chain) -> (Vec<Torn<'_>>, bool) {
    let mut reach = Reach::new(chain);
    let mut left = BUDGET;
    let found = chain.posts.iter().filter(|p| !p.open).filter_map(|post| {
        let pairs = post.superiors.iter().enumerate().flat_map(|(at, b)| post.superiors.iter().take(at).map(move |a| (*a, *b)));
        for (a, b) in pairs {
            left = left.saturating_sub(1);
            let (first, second) = (chain.posts.get(a.0)?, chain.posts.get(b.0)?);
            if !reach.bond(a.0, &second.names, &mut left).any() && left > 0 {
                return Some(Torn { post, superiors: [(first, a.1), (second, b.1)], more: Vec::new() });
            }
        }
        None
    });
    let found = found.collect();
    (found, left > 0)
}

/// A post of one plan.
type Node = (usize, usize);

/// The posts that are in two chains of command in two of these plans, and whether all of them were looked at. One that is
/// found by several of its names stands there for each.
pub(crate) fn between<'p>(chains: &[&'p Chain], waived: Waived<'_>) -> (Vec<Torn<'p>>, bool) {
    let mut search = Search { chains, reaches: chains.iter().map(|c| Reach::new(c)).collect(), left: BUDGET };
    let found = by_name(chains, waived).iter().flat_map(|members| search.name(members)).collect();
    (found, search.left > 0)
}

/// By name, the posts that report to somebody, each declaration once.
fn by_name(chains: &[&Chain], waived: Waived<'_>) -> Vec<Vec<Node>> {
    let says = |p: &Link| !p.open && p.superiors.first().is_some_and(|s| !waived(s.1));
    let posts = chains.iter().enumerate().flat_map(|(unit, chain)| chain.posts.iter().enumerate().map(move |(at, post)| ((unit, at), post)));
    let named = posts.filter(|(_, p)| says(p)).flat_map(|(node, post)| post.names.iter().map(move |name| (name, (node, post.place))));
    let once = |list: Vec<(Node, Span)>| {
        let mut places = HashSet::new();
        list.into_iter().filter(|(_, place)| places.insert(*place)).map(|(node, _)| node).collect::<Vec<Node>>()
    };
    by_key(named).into_iter().map(once).filter(|list| list.len() > 1).collect()
}

/// Posts of one name with the same superiors.
struct Class<'p> {
    superiors: Vec<(&'p Names, Span)>,
    members: Vec<Node>,
}

/// For one class against another, the plans for each of the ways in which their superiors stand to one another.
type Ways = [Vec<Node>; 4];

struct Search<'s, 'p> {
    chains: &'s [&'p Chain],
    reaches: Vec<Reach<'p>>,
    left: usize,
}

impl<'p> Search<'_, 'p> {
    /// What the posts of a name say against one another: around the first of them, then around the first that is left.
    fn name(&mut self, members: &[Node]) -> Vec<Torn<'p>> {
        let classes = self.classes(members);
        let mut sides: Vec<Sides<Node>> = Vec::new();
        for (at, a) in classes.iter().enumerate() {
            for b in classes.iter().skip(at + 1) {
                self.left = self.left.saturating_sub(1);
                if self.left > 0 {
                    sides.extend(self.apart(a, b));
                }
            }
        }
        self.left = self.left.saturating_sub(sides.iter().map(|(a, b)| a.len() + b.len()).sum());
        let turned = sides.iter().map(|(a, b)| (b.clone(), a.clone())).collect::<Vec<_>>();
        let both: Vec<Sides<Node>> = sides.into_iter().chain(turned).collect();
        stars(&both, false, |a, b| a.0 != b.0).iter().filter_map(|star| self.torn(star)).collect()
    }

    fn torn(&self, star: &Star<Node>) -> Option<Torn<'p>> {
        let (later, more) = star.against.split_first()?;
        let superiors = [self.superior(star.center)?, self.superior(*later)?];
        Some(Torn { post: self.post(*later)?, superiors, more: more.iter().filter_map(|node| self.superior(*node)).collect() })
    }

    fn post(&self, (unit, at): Node) -> Option<&'p Link> {
        self.chains.get(unit)?.posts.get(at)
    }

    fn superior(&self, node: Node) -> Option<(&'p Link, Span)> {
        let (at, span) = self.post(node)?.superiors.first()?;
        Some((self.chains.get(node.0)?.posts.get(*at)?, *span))
    }

    fn classes(&self, members: &[Node]) -> Vec<Class<'p>> {
        let by_superiors = by_key(members.iter().map(|node| {
            let mut key: Vec<&Names> = self.superiors(*node).into_iter().map(|s| s.0).collect();
            key.sort_unstable();
            (key, *node)
        }));
        by_superiors.into_iter().filter_map(|members| Some(Class { superiors: self.superiors(*members.first()?), members })).collect()
    }

    fn superiors(&self, node: Node) -> Vec<(&'p Names, Span)> {
        let Some((chain, post)) = self.chains.get(node.0).zip(self.post(node)) else { return Vec::new() };
        post.superiors.iter().filter_map(|(at, span)| Some((&chain.posts.get(*at)?.names, *span))).collect()
    }

    /// Posts of two classes whose superiors are not in one chain in either plan, or one way round in one and the other way
    /// round in the other.
    fn apart(&mut self, a: &Class<'p>, b: &Class<'p>) -> Vec<Sides<Node>> {
        if a.superiors.iter().any(|(x, _)| b.superiors.iter().any(|(y, _)| same_post(x, y))) {
            return Vec::new();
        }
        let single = a.superiors.len() == 1 && b.superiors.len() == 1;
        let [free_a, up_a, down_a, _] = self.ways(a, &b.superiors, false);
        let [free_b, up_b, down_b, _] = self.ways(b, &a.superiors, true);
        let mut sides = vec![(free_a, free_b)];
        if single {
            sides.extend([(up_a, down_b), (down_a, up_b)]);
        }
        sides.retain(|(a, b)| !a.is_empty() && !b.is_empty());
        sides
    }

    /// How the superiors in each plan of a class stand to others: not at all, below, above, or otherwise.
    fn ways(&mut self, class: &Class<'p>, others: &[(&'p Names, Span)], turned: bool) -> Ways {
        let mut ways = Ways::default();
        for node in &class.members {
            let (Some(reach), Some(post)) = (self.reaches.get_mut(node.0), self.chains.get(node.0).and_then(|c| c.posts.get(node.1))) else { continue };
            let mut bond = Bond::default();
            for ((own, _), (names, _)) in post.superiors.iter().flat_map(|s| others.iter().map(move |o| (s, o))) {
                self.left = self.left.saturating_sub(1);
                let more = reach.bond(*own, names, &mut self.left);
                bond = Bond { same: bond.same || more.same || self.left == 0, up: bond.up || more.up, down: bond.down || more.down };
            }
            let way = match (bond.same, bond.up, bond.down) {
                (false, false, false) => 0,
                (false, true, false) => 1 + usize::from(turned),
                (false, false, true) => 2 - usize::from(turned),
                (..) => 3,
            };
            ways.get_mut(way).into_iter().for_each(|w| w.push(*node));
        }
        ways
    }
}
