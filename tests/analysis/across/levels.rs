//! P507: levels that mean another thing in another plan: every value of the gauges, and every two levels.

use super::super::random::Random;
use super::{all, found, rounds, share};
use std::collections::BTreeSet;

#[derive(Debug, Clone)]
enum Cond {
    Above(usize, &'static str, i64),
    Seen,
    And(Box<Cond>, Box<Cond>),
    Or(Box<Cond>, Box<Cond>),
    Not(Box<Cond>),
}

#[derive(Debug, Clone)]
struct Level {
    /// Name, and a title perhaps.
    names: Vec<String>,
    number: Option<u32>,
    when: Option<Cond>,
    waived: bool,
}

#[derive(Debug, Clone)]
struct Ladder {
    names: Vec<String>,
    worst_first: bool,
    prefer_highest: bool,
    levels: Vec<Level>,
}

#[derive(Debug, Clone)]
struct Plan {
    family: usize,
    /// Names and unit of two gauges; the first comes in whole numbers from 0, the second in any from 0 to 6.
    gauges: Vec<(Vec<String>, &'static str)>,
    ladders: Vec<Ladder>,
}

const SIGNS: &[&str] = &["=", "!=", "<", "<=", ">", ">="];

fn cond(random: &mut Random, depth: usize) -> Cond {
    match random.below(8) {
        0 if depth > 0 => Cond::Not(Box::new(cond(random, depth - 1))),
        1 if depth > 0 => Cond::And(Box::new(cond(random, depth - 1)), Box::new(cond(random, depth - 1))),
        2 if depth > 0 => Cond::Or(Box::new(cond(random, depth - 1)), Box::new(cond(random, depth - 1))),
        3 => Cond::Seen,
        4 => Cond::Above(1, random.one(SIGNS), random.below(7) as i64),
        _ => Cond::Above(0, random.one(SIGNS), random.below(7) as i64),
    }
}

fn base(random: &mut Random) -> Plan {
    let numbered = random.below(3) == 0;
    let level = |random: &mut Random, at: usize| {
        let when = (random.below(5) > 0).then(|| cond(random, 2));
        if numbered {
            Level { names: vec![format!("level-{}", at + 1)], number: Some(at as u32 + 1), when, waived: false }
        } else {
            let letter = ["mild", "bad", "worse", "worst"][at];
            Level { names: vec![letter.to_owned(), format!("the {letter} one")], number: None, when, waived: false }
        }
    };
    let ladder = |random: &mut Random, at: usize| Ladder {
        names: vec![format!("ladder{at}"), format!("scale {at}")],
        worst_first: random.below(2) == 0,
        prefer_highest: random.below(2) == 0,
        levels: (0..2 + random.below(3)).map(|at| level(random, at)).collect(),
    };
    let gauges = vec![(vec!["lines".to_owned(), "lines lost".to_owned()], "条"), (vec!["heat".to_owned(), "hall heat".to_owned()], "℃")];
    Plan { family: 0, gauges, ladders: (0..1 + random.below(5) / 4).map(|at| ladder(random, at)).collect() }
}

fn copy(random: &mut Random, base: &Plan) -> Plan {
    let mut plan = base.clone();
    plan.family = usize::from(random.below(8) == 0);
    for _ in 0..random.below(5) {
        let nth = random.below(plan.ladders.len());
        let ladder = &mut plan.ladders[nth];
        let at = random.below(ladder.levels.len());
        let count = ladder.levels.len();
        match random.below(13) {
            0 => ladder.levels.reverse(),
            1 => ladder.worst_first = !ladder.worst_first,
            2 => ladder.prefer_highest = !ladder.prefer_highest,
            3 => ladder.levels[at].when = Some(cond(random, 2)),
            4 => ladder.levels.swap(at, (at + 1) % count),
            5 => ladder.names[0] = format!("rungs{nth}"),
            6 => ladder.names = vec![format!("steps{nth}"), format!("other {nth}")],
            7 => ladder.levels[at].names[0] = if let Some(number) = ladder.levels[at].number { format!("grade-{number}") } else { format!("x{}", ladder.levels[at].names[0]) },
            8 => plan.gauges[random.below(2)].0[0] = "units".to_owned(),
            9 => ladder.levels[at].waived = true,
            10 if count > 2 => drop(ladder.levels.remove(at)),
            // Other numbers: only their direction can be compared.
            11 if ladder.levels.iter().all(|l| l.number.is_some()) => {
                ladder.levels.iter_mut().enumerate().for_each(|(at, level)| level.names[0] = format!("rank-{}", at + 5));
            }
            _ => {
                if let Some(Cond::Above(_, _, value)) = &mut ladder.levels[at].when {
                    *value = random.below(7) as i64;
                }
            }
        }
        let mut seen = BTreeSet::new();
        plan.ladders[nth].levels.retain(|l| seen.insert(l.names[0].clone()));
        for level in &mut plan.ladders[nth].levels {
            level.number = level.number.map(|_| level.names[0].rsplit('-').next().unwrap().parse().unwrap());
        }
    }
    if plan.gauges[0].0[0] == plan.gauges[1].0[0] {
        plan.gauges = base.gauges.clone();
    }
    plan
}

fn said(plan: &Plan, cond: &Cond) -> String {
    match cond {
        Cond::Above(gauge, sign, value) => format!("{} {sign} {value}{}", plan.gauges[*gauge].0[0], plan.gauges[*gauge].1),
        Cond::Seen => "seen".to_owned(),
        Cond::And(a, b) => format!("({} and {})", said(plan, a), said(plan, b)),
        Cond::Or(a, b) => format!("({} or {})", said(plan, a), said(plan, b)),
        Cond::Not(inner) => format!("not ({})", said(plan, inner)),
    }
}

fn written(plan: &Plan, at: usize) -> String {
    let mut text = format!("plan p{at} {{ family \"Plants {}\" }}\nsignal seen {{ reported by anyone }}\n", plan.family);
    let ranges = ["0..", "0..6"];
    for ((names, unit), range) in plan.gauges.iter().zip(ranges) {
        text += &format!("gauge {} \"{}\" {{ unit {unit} range {range} }}\n", names[0], names[1]);
    }
    for (nth, ladder) in plan.ladders.iter().enumerate() {
        text += &format!("levels {} \"{}\" {{\n", ladder.names[0], ladder.names[1]);
        if ladder.worst_first {
            text += "  worst first\n";
        }
        if ladder.prefer_highest {
            text += "  prefer highest\n";
        }
        for (id, level) in ladder.levels.iter().enumerate() {
            let title = level.names.get(1).map_or(String::new(), |t| format!(" \"{t}\""));
            text += &format!("  level {}{title} //@ {nth} {id}\n", level.names[0]);
            if let Some(when) = &level.when {
                text += &format!("    when {} //@ {nth} {id} when\n", said(plan, when));
            }
            if level.waived {
                text += &format!("    {{ allow level-direction \"sizes differ\" }} //@ waiver {nth} {id}\n");
            }
        }
        text += "}\n";
    }
    text
}

/// A value of each gauge in thousandths, and whether it is seen.
type Values = ([i64; 2], bool);

fn all_values() -> Vec<Values> {
    let lines = (0..9).map(|v| v * 1000);
    let heats = || (0..=12).map(|v| v * 500);
    lines.flat_map(|l| heats().flat_map(move |h| [([l, h], false), ([l, h], true)])).collect()
}

fn holds(cond: &Cond, values: &Values) -> bool {
    match cond {
        Cond::Above(gauge, sign, value) => {
            let (is, value) = (values.0[*gauge], value * 1000);
            match *sign {
                "=" => is == value,
                "!=" => is != value,
                "<" => is < value,
                "<=" => is <= value,
                ">" => is > value,
                _ => is >= value,
            }
        }
        Cond::Seen => values.1,
        Cond::And(a, b) => holds(a, values) && holds(b, values),
        Cond::Or(a, b) => holds(a, values) || holds(b, values),
        Cond::Not(inner) => !holds(inner, values),
    }
}

fn speaks_of(cond: &Cond) -> BTreeSet<usize> {
    match cond {
        Cond::Above(gauge, ..) => BTreeSet::from([*gauge]),
        Cond::Seen => BTreeSet::from([2]),
        Cond::And(a, b) | Cond::Or(a, b) => speaks_of(a).union(&speaks_of(b)).copied().collect(),
        Cond::Not(inner) => speaks_of(inner),
    }
}

impl Ladder {
    /// Levels, mildest first, by their place in the text.
    fn mildest_first(&self) -> Vec<usize> {
        let own = 0..self.levels.len();
        if self.worst_first { own.rev().collect() } else { own.collect() }
    }

    /// Levels worse than one.
    fn worse(&self, than: usize) -> Vec<usize> {
        let order = self.mildest_first();
        let at = order.iter().position(|l| *l == than).unwrap();
        order[at + 1..].to_vec()
    }

    /// Whether a level counts: it holds, and where several may hold no worse one does. Nothing where one of these has no
    /// condition.
    fn counts(&self, level: usize, values: &Values) -> Option<bool> {
        let own = holds(self.levels[level].when.as_ref()?, values);
        let worse = if self.prefer_highest { self.worse(level) } else { Vec::new() };
        let worse: Vec<bool> = worse.iter().map(|w| Some(holds(self.levels[*w].when.as_ref()?, values))).collect::<Option<_>>()?;
        Some(own && !worse.contains(&true))
    }

    /// What decides whether a level counts.
    fn decided_by(&self, level: usize) -> BTreeSet<usize> {
        let worse = if self.prefer_highest { self.worse(level) } else { Vec::new() };
        worse.iter().chain([&level]).filter_map(|l| self.levels[*l].when.as_ref()).flat_map(speaks_of).collect()
    }

    fn known_as(&self) -> Vec<String> {
        let mut names: Vec<String> = self.levels.iter().map(|l| l.number.map_or(l.names[0].clone(), |n| format!("#{n}"))).collect();
        names.sort();
        names
    }

    /// A level that stands twice says nothing of an order.
    fn is_plain(&self) -> bool {
        (0..self.levels.len()).all(|b| (0..b).all(|a| !same(&self.levels[a], &self.levels[b])))
    }

    /// Whether a higher number is worse, where all numbers say the same.
    fn rises(&self) -> Option<bool> {
        let order: Vec<u32> = self.mildest_first().into_iter().filter_map(|l| self.levels[l].number).collect();
        let up = order.len() > 1 && order.windows(2).all(|w| w[0] < w[1]);
        let down = order.len() > 1 && order.windows(2).all(|w| w[0] > w[1]);
        (up || down).then_some(up)
    }
}

fn same(a: &Level, b: &Level) -> bool {
    share(&a.names, &b.names) || a.number.is_some() && a.number == b.number
}

/// A level: plan, ladder, place.
type At = (usize, usize, usize);

/// Levels that are called worse the one way here and the other way there: the worse and the milder one here, then the same
/// two there.
fn turned(a: (usize, usize, &Ladder), b: (usize, usize, &Ladder)) -> Vec<[At; 4]> {
    let (x, y) = (a.2, b.2);
    if !x.is_plain() || !y.is_plain() || !(share(&x.names, &y.names) || x.known_as() == y.known_as()) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (mild, bad) in (0..x.levels.len()).flat_map(|m| x.worse(m).into_iter().map(move |b| (m, b))) {
        for (there, other) in (0..y.levels.len()).flat_map(|m| y.worse(m).into_iter().map(move |b| (m, b))) {
            if same(&x.levels[bad], &y.levels[there]) && same(&x.levels[mild], &y.levels[other]) {
                found.push([(a.0, a.1, bad), (a.0, a.1, mild), (b.0, b.1, there), (b.0, b.1, other)]);
            }
        }
    }
    if share(&x.names, &y.names) && x.rises().is_some() && y.rises().is_some() && x.rises() != y.rises() {
        let numbered = |l: &Ladder| l.mildest_first().into_iter().filter(|i| l.levels[*i].number.is_some()).collect::<Vec<_>>();
        // By number: the worst here, and the mildest there; or the other way round.
        let ends = |l: &Ladder| [*numbered(l).last().unwrap(), numbered(l)[0]];
        let ([worst, mildest], [last, first]) = (ends(x), ends(y));
        found.push([(a.0, a.1, worst), (a.0, a.1, mildest), (b.0, b.1, first), (b.0, b.1, last)]);
    }
    found
}

/// The values for which a level counts in one of two plans only; nothing where the two cannot be compared.
fn apart(a: (&Plan, &Ladder, usize), b: (&Plan, &Ladder, usize), values: &[Values]) -> Option<Vec<Values>> {
    if !share(&a.1.names, &b.1.names) || !same(&a.1.levels[a.2], &b.1.levels[b.2]) {
        return None;
    }
    let (of_a, of_b) = (a.1.decided_by(a.2), b.1.decided_by(b.2));
    let known = |gauge: &usize| *gauge == 2 || share(&a.0.gauges[*gauge].0, &b.0.gauges[*gauge].0);
    if of_a != of_b || !of_a.iter().all(known) {
        return None;
    }
    values.iter().map(|v| Some((*v, a.1.counts(a.2, v)? != b.1.counts(b.2, v)?))).filter(|f| f.is_none_or(|(_, differs)| differs)).map(|f| f.map(|f| f.0)).collect()
}

/// The values that a message names.
fn named(plan: &Plan, message: &str) -> Values {
    let mut values: Values = ([0, 0], false);
    let told = message.strip_prefix("with ").unwrap().split(" it is ").next().unwrap();
    for part in told.split(", ") {
        match part {
            "`seen`" => values.1 = true,
            "not `seen`" => values.1 = false,
            _ => {
                let (name, value) = part.split_once(" = ").unwrap();
                let gauge = plan.gauges.iter().position(|(names, _)| format!("`{}`", names[0]) == name).unwrap();
                let number = value.strip_suffix(plan.gauges[gauge].1).unwrap();
                values.0[gauge] = (number.parse::<f64>().unwrap() * 1000.0).round() as i64;
            }
        }
    }
    values
}

#[test]
fn levels_differ_where_a_value_or_two_levels_show_it() {
    let mut random = Random(31);
    let values = all_values();
    let (mut order, mut number, mut value, mut silent, mut waived, mut stale_ones) = (0, 0, 0, 0, 0, 0);
    for round in 0..rounds() {
        let base = base(&mut random);
        let plans: Vec<Plan> = (0..2 + random.below(2)).map(|_| copy(&mut random, &base)).collect();
        let texts: Vec<String> = plans.iter().enumerate().map(|(at, p)| written(p, at)).collect();
        let found = found(&texts, round);
        let level = |at: &At| &plans[at.0].ladders[at.1].levels[at.2];
        let ladders: Vec<(usize, usize)> = plans.iter().enumerate().flat_map(|(p, plan)| (0..plan.ladders.len()).map(move |l| (p, l))).collect();
        let (mut orders, mut meanings): (BTreeSet<[At; 4]>, BTreeSet<(At, At)>) = Default::default();
        for (a, b) in ladders.iter().flat_map(|a| ladders.iter().map(move |b| (*a, *b))).filter(|(a, b)| a.0 != b.0 && plans[a.0].family == plans[b.0].family) {
            let (x, y) = (&plans[a.0].ladders[a.1], &plans[b.0].ladders[b.1]);
            orders.extend(turned((a.0, a.1, x), (b.0, b.1, y)));
            for (i, j) in (0..x.levels.len()).flat_map(|i| (0..y.levels.len()).map(move |j| (i, j))) {
                if apart((&plans[a.0], x, i), (&plans[b.0], y, j), &values).is_some_and(|v| !v.is_empty()) {
                    meanings.insert(((a.0, a.1, i), (b.0, b.1, j)));
                }
            }
        }
        let open_orders: BTreeSet<[At; 4]> = orders.iter().copied().filter(|o| o.iter().all(|at| !level(at).waived)).collect();
        let open_meanings: BTreeSet<(At, At)> = meanings.iter().copied().filter(|(a, b)| !level(a).waived && !level(b).waived).collect();
        let (mut told_order, mut told_meaning): (BTreeSet<At>, BTreeSet<At>) = Default::default();
        for finding in found.between.iter().filter(|f| f.code == "P507") {
            let place = |mark: &(usize, String, String)| {
                let mut parts = mark.1.split(' ');
                let mut next = || parts.next().unwrap().parse().unwrap();
                (mark.0, next(), next())
            };
            let places: Vec<At> = finding.places.iter().map(place).collect();
            let (main, there) = (places[0], places[1]);
            let is_value = finding.places[0].1.ends_with("when");
            for (place, at) in finding.places.iter().zip(&places).skip(1) {
                // What is said of a place tells which of the two it contradicts.
                let against = if place.2 == "as here" || place.2.starts_with("different") { there } else { main };
                let ladders = |x: &At, y: &At| (x.0, x.1) == (at.0, at.1) && (y.0, y.1) == (against.0, against.1);
                let fits = match is_value {
                    true => open_meanings.contains(&(*at, against)),
                    false if place.2.ends_with("` here") => (at.0, at.1) == (main.0, main.1),
                    false => open_orders.iter().any(|[x, _, y, _]| ladders(x, y)),
                };
                assert!(fits, "round {round}: {at:?} and {against:?} agree: {finding:#?}\n{}", all(&texts));
            }
            if is_value {
                let plan = &plans[main.0];
                let values = named(plan, &finding.message);
                let (a, b) = (plan.ladders[main.1].counts(main.2, &values), plans[there.0].ladders[there.1].counts(there.2, &values));
                let first = !finding.message.contains("it is not level");
                assert!(a == Some(first) && b == Some(!first), "round {round}: {values:?} shows nothing: {finding:#?}\n{}", all(&texts));
                assert!(values.0[0] % 1000 == 0 && (0..=6000).contains(&values.0[1]) && values.0[0] >= 0);
                told_meaning.extend(places);
                value += 1;
            } else {
                told_order.extend(places);
                if finding.message.starts_with("the higher") { number += 1 } else { order += 1 }
            }
        }
        // A finding names six places; a seventh has to wait.
        let full = found.between.iter().any(|f| f.code == "P507" && f.places.len() == 6);
        for (a, b) in open_meanings.iter().filter(|_| !full) {
            assert!(told_meaning.contains(a) && told_meaning.contains(b), "round {round}: {a:?} and {b:?} differ, and nothing says so\n{:#?}\n{}", found.between, all(&texts));
        }
        let ladder = |told: &BTreeSet<At>, at: &At| told.iter().any(|t| (t.0, t.1) == (at.0, at.1));
        for [a, _, b, _] in open_orders.iter().filter(|_| !full) {
            assert!(ladder(&told_order, a) && ladder(&told_order, b), "round {round}: {a:?} and {b:?} are turned, and nothing says so\n{:#?}\n{}", found.between, all(&texts));
        }
        silent += usize::from(open_orders.is_empty() && open_meanings.is_empty());
        for (plan, nth, id) in ladders.iter().flat_map(|(p, l)| (0..plans[*p].ladders[*l].levels.len()).map(move |id| (*p, *l, id))).filter(|at| level(at).waived) {
            if !plans.iter().enumerate().any(|(at, p)| at != plan && p.family == plans[plan].family) {
                continue;
            }
            let at = (plan, nth, id);
            let means = meanings.iter().any(|(a, b)| *a == at || *b == at);
            let orders = orders.iter().any(|o| o.contains(&at));
            let stale = found.between.iter().any(|f| f.code == "P009" && f.main() == (plan, &format!("waiver {nth} {id}")));
            // Of an order one pair of levels is told, which need not be this one.
            let alone = found.alone.iter().any(|f| f.code == "P507" && f.places[0].0 == plan) || plans[plan].ladders.len() > 1;
            assert!(if means && !full { !stale } else { stale || means || orders || alone }, "round {round}: the waiver of {at:?}: stale {stale}\n{}", all(&texts));
            waived += usize::from(means);
            stale_ones += usize::from(stale);
        }
    }
    eprintln!("P507: {order} turned by name, {number} by number, {value} values, {silent} silent groups, {waived} waivers in use, {stale_ones} stale");
    assert!(order > 200 && number > 20 && value > 200 && silent > 200 && waived > 20 && stale_ones > 4);
}
