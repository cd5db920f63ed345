//! P307, P402 and P113: plans made from one by small changes, held to what was changed.

mod plan;

use super::super::random::Random;
use super::{all, found, rounds, share};
use plan::*;
use std::collections::BTreeSet;

/// A duty: plan, step, place in the step.
type At = (usize, usize, usize);

struct Judge<'p> {
    plans: &'p [Plan],
}

impl Judge<'_> {
    fn duty(&self, (plan, step, nth): At) -> &Duty {
        &self.plans[plan].steps[step].duties[nth]
    }

    /// Plans of one organisation or one family are compared.
    fn kin(&self, a: usize, b: usize) -> bool {
        let (a, b) = (&self.plans[a], &self.plans[b]);
        (a.org.is_some() && a.org == b.org) || (a.family.is_some() && a.family == b.family)
    }

    /// Whether two steps in one place are one: by a name, or because both become due alike and begin with the same telling,
    /// asking or calling.
    fn one_step(&self, a: usize, b: usize, step: usize) -> bool {
        let (a, b) = (&self.plans[a].steps[step], &self.plans[b].steps[step]);
        let first = |s: &Step| s.duties[0].verb;
        share(&a.names, &b.names) || first(a) == first(b) && first(a) != Verb::Do && a.when.is_some() == b.when.is_some()
    }

    /// The plans whose steps of this number are one, this one included: as one is another, and that one a third.
    fn same_step(&self, step: usize, group: &[usize], from: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::from([from]);
        loop {
            let near = |plan: usize| found.iter().any(|f| self.one_step(*f, plan, step));
            let Some(new) = group.iter().copied().find(|p| !found.contains(p) && near(*p)) else { return found };
            found.insert(new);
        }
    }

    /// Duties of these plans that are the same: the first to tell is the first to tell.
    fn twins(&self, group: &[usize]) -> BTreeSet<(At, At)> {
        let mut found = BTreeSet::new();
        for (a, b) in group.iter().flat_map(|a| group.iter().map(move |b| (*a, *b))).filter(|(a, b)| a != b) {
            for step in (0..self.plans[a].steps.len()).filter(|s| self.same_step(*s, group, a).contains(&b)) {
                let nth = |plan: usize, duty: usize| {
                    let duties = &self.plans[plan].steps[step].duties;
                    (duties[duty].verb, duties[..duty].iter().filter(|d| d.verb == duties[duty].verb).count())
                };
                for (x, y) in (0..self.plans[a].steps[step].duties.len()).flat_map(|x| (0..self.plans[b].steps[step].duties.len()).map(move |y| (x, y))) {
                    if nth(a, x) == nth(b, y) {
                        found.insert(((a, step, x), (b, step, y)));
                    }
                }
            }
        }
        found
    }

    fn groups(&self) -> Vec<Vec<usize>> {
        let of = |key: &dyn Fn(&Plan) -> bool| (0..self.plans.len()).filter(|p| key(&self.plans[*p])).collect::<Vec<_>>();
        vec![of(&|p| p.org == Some(0)), of(&|p| p.org == Some(1)), of(&|p| p.family == Some(0))]
    }

    fn post(&self, plan: usize, post: Post) -> &[String] {
        self.plans[plan].posts[post].as_ref().unwrap()
    }

    fn has(&self, plan: usize, names: &[String]) -> bool {
        // A post that is never spoken of is still declared.
        self.plans[plan].posts.iter().flatten().any(|p| share(p, names))
    }

    fn meet(&self, a: (usize, &[Post]), b: (usize, &[Post])) -> bool {
        a.1.iter().any(|x| b.1.iter().any(|y| share(self.post(a.0, *x), self.post(b.0, *y))))
    }

    /// Whether two duties may be one though different posts do them.
    fn told_alike(&self, a: At, b: At) -> bool {
        let (x, y) = (&self.duty(a).actors, &self.duty(b).actors);
        let known = x.iter().any(|p| self.has(b.0, self.post(a.0, *p))) || y.iter().any(|p| self.has(a.0, self.post(b.0, *p)));
        self.meet((a.0, x), (b.0, y)) || !known
    }

    fn is_told(&self, at: At) -> bool {
        matches!(self.duty(at).verb, Verb::Tell | Verb::Ask)
    }

    fn rungs(&self, (plan, step, nth): At) -> Vec<Limit> {
        let step = &self.plans[plan].steps[step];
        step.duties[nth].limits.iter().chain(&step.limits).copied().collect()
    }

    fn waived(&self, plan: usize, step: Option<usize>, rule: &str) -> bool {
        self.plans[plan].waived == Some(rule) || step.is_some_and(|s| self.plans[plan].steps[s].waived == Some(rule))
    }

    /// Whether the first limit on this rung is slacker than the second.
    fn slacker(&self, a: At, b: At, rung: usize) -> bool {
        let strict = self.rungs(b).get(rung).copied();
        let Some(Limit::Minutes(strict)) = strict else { return false };
        let longer = match self.rungs(a).get(rung) {
            Some(Limit::Minutes(m)) => *m > strict,
            Some(Limit::Vague) | None => true,
        };
        longer && (!self.is_told(a) || self.told_alike(a, b))
    }

    /// Posts told there and not here, as this plan calls them.
    fn lacks(&self, here: At, there: At) -> Vec<&str> {
        if !self.is_told(here) || !self.told_alike(here, there) {
            return Vec::new();
        }
        let only = |a: At, b: At| {
            let told = |p: &Post| self.duty(b).to.iter().any(|q| share(self.post(b.0, *q), self.post(a.0, *p)));
            self.duty(a).to.iter().filter(|p| !told(p)).map(|p| self.post(a.0, *p)).collect::<Vec<_>>()
        };
        let acts = |names: &[String]| {
            let acting = self.plans[here.0].steps.iter().flat_map(|s| &s.duties).flat_map(|d| &d.actors);
            acting.into_iter().any(|p| share(self.post(here.0, *p), names))
        };
        let missing = only(there, here);
        let mine = |names: &&[String]| self.plans[here.0].posts.iter().flatten().find(|p| share(p, names));
        let known: Vec<&str> = missing.iter().filter(|n| !acts(n)).filter_map(|n| Some(mine(n)?[1].as_str())).collect();
        let new_there = missing.iter().filter(|n| mine(n).is_none()).count();
        let new_here = only(here, there).iter().filter(|n| !self.has(there.0, n)).count();
        known.into_iter().skip(new_here.saturating_sub(new_there)).collect()
    }

    fn numbers(&self, at: At) -> Vec<&'static str> {
        match (&self.duty(at).verb, &self.duty(at).dialled) {
            (Verb::Call, Ok(numbers)) => numbers.clone(),
            (Verb::Call, Err(service)) => self.plans[at.0].services[*service].as_ref().unwrap().numbers.clone(),
            _ => Vec::new(),
        }
    }

    fn conflict(&self, a: (usize, &[&str]), b: (usize, &[&str])) -> bool {
        let public = a.1.iter().chain(b.1).any(|n| PUBLIC.contains(n));
        let one = self.plans[a.0].org.is_some() && self.plans[a.0].org == self.plans[b.0].org;
        !a.1.is_empty() && !b.1.is_empty() && !a.1.iter().any(|n| b.1.contains(n)) && (one || public)
    }
}

/// A place, as plan and mark.
type Place = (usize, String);

/// Pairs of places that contradict one another, waivers aside, for each rule; of P113 the one that lacks somebody first.
#[derive(Default)]
struct Wanted {
    pairs: Vec<(usize, Place, Place)>,
}

fn duty_mark((_, step, nth): At) -> String {
    format!("duty {step} {nth}")
}

fn rung_mark(judge: &Judge<'_>, at: At, rung: usize) -> String {
    let own = judge.duty(at).limits.len();
    match rung {
        rung if rung < own => format!("duty {} {} {rung}", at.1, at.2),
        rung if rung < judge.rungs(at).len() => format!("limit {} {}", at.1, rung - own),
        _ => duty_mark(at),
    }
}

fn is_waived(judge: &Judge<'_>, rule: usize, place: &Place) -> bool {
    let step = place.1.split(' ').nth(1).and_then(|s| s.parse().ok()).filter(|_| !place.1.starts_with("service"));
    judge.waived(place.0, step, RULES[rule])
}

/// What differs between duties that are the same.
fn duties_apart(judge: &Judge<'_>, twins: &BTreeSet<(At, At)>, pairs: &mut Vec<(usize, Place, Place)>) {
    let limit = |at: At, rung: usize| (at.0, rung_mark(judge, at, rung));
    for (a, b) in twins {
        // What comes after the first rung on which the two differ is not looked at.
        let same = judge.rungs(*a).iter().zip(&judge.rungs(*b)).take_while(|(a, b)| a == b).count();
        if judge.slacker(*a, *b, same) {
            pairs.push((0, limit(*a, same), limit(*b, same)));
        }
        if judge.conflict((a.0, &judge.numbers(*a)), (b.0, &judge.numbers(*b))) {
            pairs.push((1, (a.0, duty_mark(*a)), (b.0, duty_mark(*b))));
        }
        if !judge.lacks(*a, *b).is_empty() {
            pairs.push((2, (a.0, duty_mark(*a)), (b.0, duty_mark(*b))));
        }
    }
}

/// All that differs between these plans.
fn differences(judge: &Judge<'_>) -> Wanted {
    let mut pairs = Vec::new();
    for group in judge.groups() {
        duties_apart(judge, &judge.twins(&group), &mut pairs);
    }
    for (a, b) in (0..judge.plans.len()).flat_map(|a| (0..judge.plans.len()).map(move |b| (a, b))).filter(|(a, b)| a != b && judge.kin(*a, *b)) {
        let (p, q) = (&judge.plans[a], &judge.plans[b]);
        if p.start != q.start {
            pairs.push((0, (a, "start".to_owned()), (b, "start".to_owned())));
        }
        for (id, x, y) in (0..2).filter_map(|id| Some((id, p.services[id].as_ref()?, q.services[id].as_ref()?))) {
            if judge.conflict((a, &x.numbers), (b, &y.numbers)) {
                pairs.push((1, (a, format!("service {id}")), (b, format!("service {id}"))));
            }
        }
        for group in judge.groups().iter().filter(|g| g.contains(&a) && g.contains(&b)) {
            for step in (0..p.steps.len()).filter(|s| judge.same_step(*s, group, a).contains(&b)) {
                if let (Some(x), Some(y)) = (p.steps[step].when, q.steps[step].when)
                    && x != y
                {
                    pairs.push((0, (a, format!("when {step}")), (b, format!("when {step}"))));
                }
            }
        }
    }
    pairs.sort();
    pairs.dedup();
    Wanted { pairs }
}

#[test]
fn copies_differ_as_they_were_changed() {
    let mut random = Random(5);
    let codes = ["P307", "P402", "P113"];
    let (mut told, mut silent, mut waived, mut stale_ones) = ([0; 3], [0; 3], 0, 0);
    for round in 0..rounds() {
        let base = base(&mut random);
        let plans: Vec<Plan> = (0..2 + random.below(2)).map(|_| copy(&mut random, &base)).collect();
        let texts: Vec<String> = plans.iter().enumerate().map(|(at, p)| written(p, at)).collect();
        let found = found(&texts, round);
        let judge = Judge { plans: &plans };
        let everything = differences(&judge);
        let open = |rule: usize, place: &Place| !is_waived(&judge, rule, place);
        let wanted: BTreeSet<_> = everything.pairs.iter().filter(|(rule, a, b)| open(*rule, a) && open(*rule, b)).cloned().collect();
        let either = |rule: usize, a: &Place, b: &Place| {
            wanted.contains(&(rule, a.clone(), b.clone())) || wanted.contains(&(rule, b.clone(), a.clone()))
        };
        for (rule, code) in codes.iter().enumerate() {
            let mut named: BTreeSet<Place> = BTreeSet::new();
            for finding in found.between.iter().filter(|f| f.code == *code) {
                let places: Vec<(Place, &str)> = finding.places.iter().map(|p| ((p.0, p.1.clone()), p.2.as_str())).collect();
                let main = &places[0].0;
                for (place, label) in &places[1..] {
                    let differs = either(rule, main, place);
                    let alike = matches!(*label, "as here" | "this number here as well") || label.ends_with("` here");
                    assert!(differs || alike, "round {round}: {main:?} and {place:?} agree: {finding:#?}\n{}", all(&texts));
                    assert!(wanted.iter().any(|(r, a, b)| *r == rule && (a == place || b == place)), "round {round}: {place:?} is right\n{finding:#?}\n{}", all(&texts));
                }
                assert!(either(rule, main, &places[1].0), "round {round}: {finding:#?}\n{}", all(&texts));
                if rule == 2 {
                    let at = |p: &Place| {
                        let mut parts = p.1.split(' ').skip(1).map(|n| n.parse::<usize>().unwrap());
                        (p.0, parts.next().unwrap(), parts.next().unwrap())
                    };
                    let lacks = judge.lacks(at(main), at(&places[1].0)).iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
                    assert!(finding.message.starts_with(&format!("{lacks} is not told here")), "round {round}: lacks {lacks}: {finding:#?}\n{}", all(&texts));
                }
                named.extend(places.into_iter().map(|p| p.0));
                told[rule] += 1;
            }
            let own: Vec<_> = wanted.iter().filter(|w| w.0 == rule).collect();
            for (_, a, b) in &own {
                // Of two numbers or figures that differ both are named; what somebody lacks may stand at the other place.
                let covered = if rule == 2 { either(rule, a, b) && (named.contains(a) || named.contains(b)) } else { named.contains(a) && named.contains(b) };
                assert!(covered, "round {round}: {code}: {a:?} and {b:?} differ, and nothing says so\n{:#?}\n{}", found.between, all(&texts));
            }
            silent[rule] += usize::from(own.is_empty());
        }
        for (plan, own) in plans.iter().enumerate().filter(|(at, _)| judge.groups().iter().any(|g| g.len() > 1 && g.contains(at))) {
            let waivers = own.waived.iter().map(|rule| (*rule, "waiver".to_owned(), None));
            let waivers = waivers.chain(own.steps.iter().enumerate().filter_map(|(at, s)| Some((s.waived?, format!("waiver {at}"), Some(at)))));
            for (rule, mark, step) in waivers {
                let nr = RULES.iter().position(|r| *r == rule).unwrap();
                let under = |place: &Place| {
                    let in_step = place.1.split(' ').nth(1).and_then(|s| s.parse::<usize>().ok()).filter(|_| !place.1.starts_with("service"));
                    place.0 == plan && (step.is_none() || in_step == step)
                };
                let used = everything.pairs.iter().any(|(r, a, b)| *r == nr && (under(a) || under(b)));
                let stale = found.between.iter().any(|f| f.code == "P009" && f.main() == (plan, &mark));
                // The first two may be in use within the plan.
                assert!(if used { !stale } else { stale || nr < 2 }, "round {round}: {mark} of {rule} in plan {plan}: stale {stale}, used {used}\n{}", all(&texts));
                waived += usize::from(used);
                stale_ones += usize::from(stale);
            }
        }
    }
    eprintln!("P307, P402, P113: {told:?} findings, {silent:?} silent groups, {waived} waivers in use, {stale_ones} stale");
    assert!(told.iter().chain(&silent).all(|n| *n > 200) && waived > 20 && stale_ones > 20);
}
