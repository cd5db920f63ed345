//! P115: who reports to two chains of command, by walking up from every post.

use super::super::random::Random;
use super::{all, found, rounds, share};
use std::collections::BTreeSet;

/// A post of one plan. What goes by one number in all plans is meant to be the same.
#[derive(Debug, Clone)]
struct Post {
    names: Vec<String>,
    group: bool,
    leader: Option<usize>,
    members: Vec<usize>,
    reports_to: Vec<usize>,
    waived: bool,
}

type Plan = Vec<Option<Post>>;

fn plans(random: &mut Random) -> Vec<Plan> {
    let count = 4 + random.below(2);
    let base: Vec<Post> = (0..count).map(|at| post(random, at, count)).collect();
    (0..2 + random.below(2)).map(|_| copy(random, &base)).collect()
}

fn post(random: &mut Random, at: usize, count: usize) -> Post {
    let group = random.below(6) == 0;
    let others: Vec<usize> = (0..count).filter(|o| *o != at).collect();
    let leader = (group && random.below(4) > 0).then(|| random.one(&others));
    let members = others.iter().copied().filter(|o| group && Some(*o) != leader && random.below(4) == 0).collect();
    let mut post = Post { names: vec![format!("r{at}"), format!("post {at}")], group, leader, members, reports_to: Vec::new(), waived: false };
    report(random, &mut post, at, count);
    post
}

fn report(random: &mut Random, post: &mut Post, at: usize, count: usize) {
    let above: Vec<usize> = (at + 1..count).collect();
    post.reports_to.clear();
    if !above.is_empty() && random.below(6) > 0 {
        post.reports_to.push(random.one(&above));
        let other = random.below(count);
        if random.below(5) == 0 && other != at && !post.reports_to.contains(&other) {
            post.reports_to.push(other);
        }
    }
}

/// A copy that has drifted: posts left out, called otherwise, under others.
fn copy(random: &mut Random, base: &[Post]) -> Plan {
    let count = base.len();
    let here: Vec<bool> = (0..count).map(|_| random.below(7) > 0).collect();
    let mut plan: Plan = base.iter().map(|p| Some(p.clone())).collect();
    for (at, slot) in plan.iter_mut().enumerate() {
        let post = slot.as_mut().unwrap();
        if random.below(4) == 0 {
            report(random, post, at, count);
        }
        if random.below(8) == 0 && at > 0 && !post.reports_to.is_empty() {
            post.reports_to = vec![random.below(at)];
        }
        match random.below(8) {
            0 => post.names[0] = format!("q{at}"),
            1 => post.names[1] = format!("office {at}"),
            2 => post.names = vec![format!("x{at}"), format!("chair {at}"), format!("post {at}")],
            _ => {}
        }
        post.waived = random.below(12) == 0;
        post.reports_to.retain(|p| here[*p]);
        post.leader = post.leader.filter(|p| here[*p]);
        post.members.retain(|p| here[*p]);
    }
    plan.into_iter().zip(here).map(|(p, here)| p.filter(|_| here)).collect()
}

fn written(plan: &Plan, at: usize) -> String {
    let name = |p: &usize| plan[*p].as_ref().unwrap().names[0].clone();
    let list = |ids: &[usize]| ids.iter().map(name).collect::<Vec<_>>().join(", ");
    let mut text = format!("plan p{at} {{ org \"Centre\" }}\n");
    for (id, post) in plan.iter().enumerate().filter_map(|(id, p)| Some((id, p.as_ref()?))) {
        let word = if post.group { "group" } else { "role" };
        text += &format!("{word} {} \"{}\" {{ //@ {id}\n", post.names[0], post.names[1]);
        for other in post.names.iter().skip(2) {
            text += &format!("  also called \"{other}\"\n");
        }
        if let Some(leader) = &post.leader {
            text += &format!("  leader {}\n", name(leader));
        }
        if !post.members.is_empty() {
            text += &format!("  members {}\n", list(&post.members));
        }
        if !post.reports_to.is_empty() {
            text += &format!("  reports to {} //@ {id}\n", list(&post.reports_to));
        }
        if post.waived {
            text += &format!("  allow two-chains \"both were asked\" //@ waiver {id}\n");
        }
        text += "}\n";
    }
    text
}

/// The one who acts for a post: a group counts as its leader.
fn head(plan: &Plan, mut at: usize) -> usize {
    for _ in 0..plan.len() {
        match plan[at].as_ref().unwrap().leader {
            Some(leader) if plan[at].as_ref().unwrap().group => at = leader,
            _ => break,
        }
    }
    at
}

/// All above a post: those it reports to, who leads it, and the groups it belongs to, again and again.
fn above(plan: &Plan, of: usize) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut now = vec![of];
    while let Some(at) = now.pop() {
        let post = plan[at].as_ref().unwrap();
        let mut next = post.reports_to.clone();
        next.extend(post.leader);
        let groups = plan.iter().enumerate().filter_map(|(id, p)| Some((id, p.as_ref()?)));
        next.extend(groups.filter(|(id, g)| *id != at && (g.members.contains(&at) || g.leader == Some(at))).map(|(id, _)| id));
        now.extend(next.into_iter().filter(|up| found.insert(*up)));
    }
    found
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Bond {
    same: bool,
    up: bool,
    down: bool,
}

/// How one post stands to another of the same plan.
fn bond(plan: &Plan, a: usize, b: usize) -> Bond {
    let (x, y) = (head(plan, a), head(plan, b));
    Bond {
        same: a == b || x == y || x == b || y == a,
        up: above(plan, a).iter().any(|up| *up == b || *up == y),
        down: above(plan, b).iter().any(|up| *up == a || *up == x),
    }
}

/// How some posts stand to what goes by the names of others, all together.
fn bonds(plan: &Plan, own: &[usize], other: &Plan, others: &[usize]) -> Bond {
    let mut found = Bond::default();
    for (a, b) in own.iter().flat_map(|a| others.iter().map(move |b| (*a, *b))) {
        let names = &other[b].as_ref().unwrap().names;
        for (at, post) in plan.iter().enumerate().filter_map(|(at, p)| Some((at, p.as_ref()?))) {
            if share(&post.names, names) {
                let more = bond(plan, a, at);
                found = Bond { same: found.same || more.same, up: found.up || more.up, down: found.down || more.down };
            }
        }
    }
    found
}

/// Whether a post reports to two chains: to these in one plan, to those in another.
fn torn(a: (&Plan, &Post), b: (&Plan, &Post)) -> bool {
    let ((plan_a, post_a), (plan_b, post_b)) = (a, b);
    if !share(&post_a.names, &post_b.names) || post_a.reports_to.is_empty() || post_b.reports_to.is_empty() {
        return false;
    }
    let names = |plan: &Plan, at: usize| plan[at].as_ref().unwrap().names.clone();
    if post_a.reports_to.iter().any(|x| post_b.reports_to.iter().any(|y| share(&names(plan_a, *x), &names(plan_b, *y)))) {
        return false;
    }
    let in_a = bonds(plan_a, &post_a.reports_to, plan_b, &post_b.reports_to);
    let in_b = bonds(plan_b, &post_b.reports_to, plan_a, &post_a.reports_to);
    let none = Bond::default();
    let (up, down) = (Bond { up: true, ..none }, Bond { down: true, ..none });
    let single = post_a.reports_to.len() == 1 && post_b.reports_to.len() == 1;
    // In the second plan it is read from the other side: both say `up` where they put each its own below the other.
    (in_a == none && in_b == none) || (single && ((in_a == up && in_b == up) || (in_a == down && in_b == down)))
}

/// Whether a post of one plan reports to two chains there.
fn torn_alone(plan: &Plan, post: &Post) -> bool {
    let pairs = post.reports_to.iter().enumerate().flat_map(|(at, b)| post.reports_to[..at].iter().map(move |a| (*a, *b)));
    pairs.into_iter().any(|(a, b)| bond(plan, a, b) == Bond::default())
}

#[test]
fn posts_are_torn_as_walking_up_from_them_shows() {
    let mut random = Random(11);
    let (mut told, mut silent, mut waived, mut alone) = (0, 0, 0, 0);
    for round in 0..rounds() {
        let plans = plans(&mut random);
        let texts: Vec<String> = plans.iter().enumerate().map(|(at, p)| written(p, at)).collect();
        let found = found(&texts, round);
        let mut pairs: Vec<[(usize, usize); 2]> = Vec::new();
        for (a, b) in (0..plans.len()).flat_map(|b| (0..b).map(move |a| (a, b))) {
            for (x, p) in plans[a].iter().enumerate().filter_map(|(x, p)| Some((x, p.as_ref()?))) {
                for (y, q) in plans[b].iter().enumerate().filter_map(|(y, q)| Some((y, q.as_ref()?))) {
                    if torn((&plans[a], p), (&plans[b], q)) {
                        pairs.push([(a, x), (b, y)]);
                    }
                }
            }
        }
        let post = |(plan, at): (usize, usize)| plans[plan][at].as_ref().unwrap();
        let open: Vec<_> = pairs.iter().filter(|p| p.iter().all(|at| !post(*at).waived)).collect();
        let mut named = BTreeSet::new();
        for finding in found.between.iter().filter(|f| f.code == "P115") {
            let places: Vec<(usize, usize)> = finding.places.iter().map(|p| (p.0, p.1.parse().unwrap())).collect();
            let apart = |a: (usize, usize), b: (usize, usize)| open.iter().any(|p| **p == [a.min(b), a.max(b)]);
            assert!(apart(places[0], places[1]), "round {round}: both agree: {finding:#?}\n{}", all(&texts));
            for place in &places[2..] {
                let fits = apart(*place, places[0]) || apart(*place, places[1]);
                assert!(fits, "round {round}: {place:?} agrees: {finding:#?}\n{}", all(&texts));
            }
            named.extend(places);
            told += 1;
        }
        for [a, b] in &open {
            assert!(named.contains(a) || named.contains(b), "round {round}: {a:?} and {b:?} are torn, and nothing says so\n{:#?}\n{}", found.between, all(&texts));
        }
        silent += usize::from(open.is_empty());
        // A waiver is stale unless it keeps something silent.
        for (plan, posts) in plans.iter().enumerate() {
            for (at, post) in posts.iter().enumerate().filter_map(|(at, p)| Some((at, p.as_ref()?))) {
                let own = torn_alone(posts, post);
                let one = found.alone.iter().any(|f| f.code == "P115" && f.main() == (plan, &at.to_string()));
                assert_eq!(one, own && !post.waived, "round {round}: {at} in plan {plan}\n{}", all(&texts));
                alone += usize::from(one);
                if post.waived {
                    let used = own || pairs.iter().any(|p| p.contains(&(plan, at)));
                    let stale = found.between.iter().any(|f| f.code == "P009" && f.main() == (plan, &format!("waiver {at}")));
                    assert_eq!(stale, !used, "round {round}: the waiver of {at} in plan {plan}\n{}", all(&texts));
                    waived += usize::from(used);
                }
            }
        }
    }
    eprintln!("P115: {told} findings, {silent} silent groups, {waived} waivers in use, {alone} in one plan");
    assert!(told > 200 && silent > 200 && waived > 20 && alone > 20);
}
