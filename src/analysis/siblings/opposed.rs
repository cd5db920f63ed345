//! What one plan or procedure orders and another forbids.

use super::Waived;
use super::joint::Joint;
use super::order::{Order, Orders, Prohibition, Site};
use crate::source::Span;
use std::collections::{HashMap, HashSet};

/// An order and a prohibition of the same act.
pub(crate) struct Opposed<'p> {
    pub(crate) order: &'p Order,
    pub(crate) ban: &'p Prohibition,
    /// Nothing keeps the two apart.
    pub(crate) certain: bool,
    /// Other orders against the same prohibition.
    pub(crate) more: Vec<&'p Order>,
}

/// Most prohibitions looked at.
const BUDGET: usize = 1_000_000;

/// What is ordered in one of several plans and forbidden in another; or in two procedures of one plan that one event
/// starts. Whether all of it was looked at is told as well.
pub(crate) fn opposed<'p>(plans: &[&'p Orders], between: Option<Waived<'_>>) -> (Vec<Opposed<'p>>, bool) {
    let waived = |span: Span| between.is_some_and(|waived| waived(span));
    let between = between.is_some();
    let index = Index::of(plans, &waived);
    let mut left = BUDGET;
    let mut found: Vec<Opposed<'p>> = Vec::new();
    let mut place: HashMap<(Span, bool), usize> = HashMap::new();
    let mut told: HashSet<(Span, Span)> = HashSet::new();
    for (plan, orders) in plans.iter().enumerate() {
        let own: HashSet<Span> = orders.bans.iter().map(|b| b.span).collect();
        for order in orders.orders.iter().filter(|o| !waived(o.span)) {
            let fits = |at: &(usize, &'p Prohibition)| if between { at.0 != plan && !own.contains(&at.1.span) } else { at.1.site.procedure != order.site.procedure };
            let Some((ban, certain)) = index.against(order, orders, &fits, between, &mut left) else { continue };
            if !told.insert((order.span, ban.span)) {
                continue;
            }
            match place.get(&(ban.span, certain)).and_then(|at| found.get_mut(*at)) {
                Some(known) => known.more.push(order),
                None => {
                    place.insert((ban.span, certain), found.len());
                    found.push(Opposed { order, ban, certain, more: Vec::new() });
                }
            }
        }
    }
    (found, left > 0)
}

/// Prohibitions by the act, by whom they mean, and by what their procedure is known to be active with; always where it is
/// empty.
type Key<'p> = (&'p str, &'p str, &'p str);

struct Index<'p> {
    acts: HashSet<&'p str>,
    bans: HashMap<Key<'p>, Vec<(usize, &'p Prohibition)>>,
}

impl<'p> Index<'p> {
    fn of(plans: &[&'p Orders], waived: Waived<'_>) -> Self {
        let ordered: HashSet<&str> = plans.iter().flat_map(|p| &p.orders).flat_map(|o| &o.deeds).map(String::as_str).collect();
        let mut index = Self { acts: HashSet::new(), bans: HashMap::new() };
        for (plan, orders) in plans.iter().enumerate() {
            for ban in orders.bans.iter().filter(|b| !waived(b.span)) {
                for deed in ban.deeds.iter().filter(|d| ordered.contains(d.as_str())) {
                    index.acts.insert(deed);
                    for whom in &ban.whom {
                        for key in together(orders, &ban.site) {
                            index.bans.entry((deed, whom, key)).or_default().push((plan, ban));
                        }
                    }
                }
            }
        }
        index
    }

    /// The first prohibition that surely meets an order, else the first that may.
    fn against(
        &self,
        order: &'p Order,
        orders: &'p Orders,
        fits: &dyn Fn(&(usize, &'p Prohibition)) -> bool,
        between: bool,
        left: &mut usize,
    ) -> Option<(&'p Prohibition, bool)> {
        let mut best = None;
        for deed in order.deeds.iter().filter(|d| self.acts.contains(d.as_str())) {
            for whom in &order.whom {
                for key in together(orders, &order.site).into_iter().chain([""]) {
                    if !between && key.is_empty() {
                        continue;
                    }
                    for at in self.bans.get(&(deed.as_str(), whom.as_str(), key)).into_iter().flatten() {
                        *left = left.saturating_sub(1);
                        if *left == 0 {
                            return best;
                        }
                        match meets(order, at.1, between).filter(|_| fits(at)) {
                            Some(true) => return Some((at.1, true)),
                            Some(false) => best = best.or(Some((at.1, false))),
                            None => {}
                        }
                    }
                }
            }
        }
        best
    }
}

fn together<'p>(orders: &'p Orders, site: &Site) -> Vec<&'p str> {
    match site.procedure {
        None => vec![""],
        Some(at) => orders.together.get(at).into_iter().flatten().map(String::as_str).collect(),
    }
}

/// Whether an order always meets a prohibition of the same act, where both procedures are active; nothing where they never
/// meet.
fn meets(order: &Order, ban: &Prohibition, between: bool) -> Option<bool> {
    let above = ban.site.step.is_empty();
    let ended = ban.site.procedure.is_some() && order.site.in_recovery != ban.site.in_recovery;
    if ended || ban.unless.as_ref().is_some_and(|u| u.is_given(&order.approvals)) {
        return None;
    }
    let together = above || (between && ban.site.step.iter().any(|n| order.site.step.contains(n)));
    let timely = between || order.at_once;
    let certain = match (&ban.site.when, &order.site.when) {
        (None, _) => true,
        (Some(Some(_)), None) => false,
        // What could not be read may keep them apart; it was reported.
        (Some(None), _) | (Some(Some(_)), Some(None)) => return None,
        (Some(Some(ban)), Some(Some(order))) => {
            let joint = Joint::of(&order.formula, &ban.formula);
            if joint.find(true, |due, forbidden| due && forbidden) == Some(None) {
                return None;
            }
            joint.find(true, |due, forbidden| due && !forbidden) == Some(None)
        }
    };
    Some(certain && together && timely)
}
