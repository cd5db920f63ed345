//! Levels that hold at once: the values of each finding are read out of it and replayed.

use super::judge::{Known, NOTHING, Past, Query, World, each};
use super::plan::{Cond, Plan, Role, written};
use super::{Round, line};
use preplan::diagnostic::{Amount, Diagnostic, Event, Happening, Lang};

/// What a finding says is so; what it does not speak of does not matter.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) gauges: Vec<(usize, Option<i64>)>,
    signals: Vec<(usize, bool)>,
    finished: Vec<(usize, bool)>,
    /// Conditions that have held for the time they ask for, or have not.
    held: Vec<(String, bool)>,
    /// So many minutes after all that, it is looked.
    waits: i64,
}

impl Told {
    /// Reads `` `g0 = 3人`, `f1` raised ``.
    pub(crate) fn read(words: &str) -> Self {
        let mut told = Self::default();
        let mut rest = words;
        while let Some((name, after)) = rest.strip_prefix('`').and_then(|r| r.split_once('`')) {
            let (word, next) = after.split_once(", `").map_or((after, ""), |(word, _)| (word, &after[word.len() + 2..]));
            let number = |name: &str| name[1..].parse().unwrap();
            match (word.trim(), name.split_once(" = ")) {
                ("", Some((gauge, value))) => told.gauges.push((number(gauge), Some(read(value)))),
                ("not known yet", None) => told.gauges.push((number(name), None)),
                ("raised", None) => told.signals.push((number(name), true)),
                ("not raised", None) => told.signals.push((number(name), false)),
                ("finished", None) => told.finished.push((usize::from(name == "q"), true)),
                ("not finished", None) => told.finished.push((usize::from(name == "q"), false)),
                ("holds", None) => told.held.push((name.to_owned(), true)),
                ("does not hold", None) => told.held.push((name.to_owned(), false)),
                other => panic!("{other:?} in {words}"),
            }
            rest = next;
        }
        assert!(rest.is_empty(), "{rest} in {words}");
        told
    }

    /// What a run of a finding says: what is set and raised at its one instant.
    pub(crate) fn of_run(run: &[Event]) -> Self {
        let mut told = Self::default();
        for event in run {
            assert!(event.at == 0 || event.what == Happening::Wait);
            let number = |name: &str| name[1..].parse().unwrap();
            match &event.what {
                Happening::Set(name, amount @ Amount::Number(..)) if amount.shown(Lang::En).ends_with('s') => told.gauges.push((number(name), Some(read(&amount.shown(Lang::En))))),
                Happening::Set(name, Amount::Number(amount, _)) => told.gauges.push((number(name), Some(*amount))),
                Happening::Set(name, Amount::Time(millis)) => told.gauges.push((number(name), Some(*millis as i64))),
                Happening::Raise(name) => told.signals.push((number(name), true)),
                Happening::Wait => told.waits = event.at as i64 / 60_000,
                Happening::Clear(_) | Happening::Done(_) | Happening::Approve(_) | Happening::Unreachable(_) => panic!("{event:?}"),
            }
        }
        told
    }

    /// What is so at the end of a run, in which only that has happened which it says, and before; nothing where the finding
    /// speaks of what no run can say.
    pub(crate) fn replayed(&self, run: &[Event]) -> Option<[(i64, World); 2]> {
        let of_run = Self::of_run(run);
        let set = self.gauges.iter().filter(|g| g.1.is_some());
        if !self.held.is_empty() || self.finished.iter().any(|f| f.1) {
            assert!(run.is_empty());
            return None;
        }
        // The list of a message is cut; a run is not.
        assert!(set.clone().all(|g| of_run.gauges.contains(g)) && self.signals.iter().filter(|s| s.1).all(|s| of_run.signals.contains(s)), "{self:?} {run:?}");
        (!run.is_empty()).then(|| [(0, of_run.put(NOTHING)), (of_run.waits / 5 + 1, NOTHING)])
    }

    /// Gives a world the values that were told.
    pub(crate) fn put(&self, mut world: World) -> World {
        let bit = |bits: u32, id: usize, is: bool| if is { bits | 1 << id } else { bits & !(1 << id) };
        self.gauges.iter().for_each(|(id, value)| world.gauges[*id] = *value);
        self.signals.iter().for_each(|(id, is)| world.signals = bit(world.signals, *id, *is));
        self.finished.iter().for_each(|(id, is)| world.finished = bit(world.finished, *id, *is));
        world
    }
}

/// A value in thousandths or milliseconds: `-35.5℃`, `1h30m`, `0.001s`.
pub(crate) fn read(text: &str) -> i64 {
    let thousandths = |number: &str| -> i64 {
        let (sign, digits) = number.strip_prefix('-').map_or((1, number), |d| (-1, d));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        sign * (whole.parse::<i64>().unwrap() * 1000 + format!("{fraction:0<3}").parse::<i64>().unwrap())
    };
    let (mut sum, mut rest) = (0, text);
    loop {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '-' && c != '.').unwrap_or(rest.len());
        let (number, tail) = rest.split_at(end);
        let unit_end = tail.find(|c: char| c.is_ascii_digit()).unwrap_or(tail.len());
        let (unit, next) = tail.split_at(unit_end);
        sum += thousandths(number) * match unit { "s" => 1, "m" => 60, "h" => 3600, "d" => 86_400, _ => 1 };
        if next.is_empty() {
            return sum;
        }
        rest = next;
    }
}

/// The level of a name such as `v02`.
pub(crate) fn level(name: &str) -> usize {
    name[2..].parse().unwrap()
}

impl<'p> Round<'p> {
    /// Two levels of a ladder hold at once exactly where a finding says so.
    pub(super) fn overlaps(&mut self, places: &[(usize, Role, &'p Cond)]) {
        let plan: &Plan = self.judge.plan;
        for (at, role, own) in places {
            let Role::Level(id, at_level) = *role else { continue };
            let found = self.of("P501", *at);
            let before = plan.ladders[id].levels[..at_level].iter().flatten();
            let role = Role::Level(id, at_level);
            let meets = |other: &'p Cond| self.judge.meet(own, other, role);
            let count = before.filter(|other| meets(other)).count();
            let gave_up = found.iter().any(|d| d.message.en.contains("too large"));
            if gave_up {
                assert!(self.judge.nested, "{}", self.text);
                self.count("overlap undecided");
                continue;
            }
            let wanted = if plan.ladders[id].prefer_highest { 0 } else { count.min(1) };
            assert_eq!(found.len(), wanted, "line {}\n{}\n{:#?}", at + 1, self.text, found.iter().map(|d| &d.message.en).collect::<Vec<_>>());
            self.count(if wanted == 1 { "overlap" } else { "no overlap" });
            let Some(finding) = found.first() else { continue };
            assert_eq!(line(self.text, finding), *at);
            let more = finding.related[0].text.en.split("; ").nth(1).map_or(0, |m| m.split(' ').next().map(|n| if n == "one" { 1 } else { n.parse().unwrap() }).unwrap());
            assert_eq!(more + 1, count, "{}", self.text);
            self.replay(finding, id, role);
        }
    }

    /// Whatever is not told, both levels hold at the values of the message.
    fn replay(&mut self, finding: &Diagnostic, ladder: usize, role: Role) {
        let message = finding.message.en.as_str();
        let (names, values) = message.split_once(" both hold: ").unwrap();
        let named: Vec<usize> = names.split('`').skip(1).step_by(2).map(level).collect();
        let told = Told::read(values);
        let conds: Vec<&Cond> = named.iter().map(|l| self.judge.plan.ladders[ladder].levels[*l].as_ref().unwrap()).collect();
        let facts = self.judge.facts(conds.iter().copied());
        let can_be = told.gauges.iter().all(|(id, value)| value.is_none_or(|v| self.judge.can_be(*id, v)));
        assert!(can_be, "a value that cannot be: {message}\n{}", self.text);
        if let Some(stretches) = told.replayed(&finding.run) {
            let past = Past { stretches: &stretches, told: &[] };
            assert!(conds.iter().all(|c| self.judge.holds(c, &past, 0) == Some(true)), "{message}: not in {:?}\n{}", finding.run, self.text);
            self.count("overlap in a run");
        }
        if told.held.is_empty() {
            for world in self.judge.worlds(&facts, true) {
                let world = told.put(World { levels: None, ..world });
                assert!(conds.iter().all(|c| self.judge.holds(c, &Past { stretches: &[(0, world)], told: &[] }, 0) == Some(true)), "{message}: not at {world:?}\n{}", self.text);
            }
            return self.count("overlap replayed");
        }
        // A length of time has a past: some past with what is told has both.
        let mut wants: Vec<(&Cond, bool)> = conds.iter().map(|c| (*c, true)).collect();
        let conditions = self.judge.plan.ladders.iter().flat_map(|l| l.levels.iter().flatten());
        conditions.for_each(|cond| each(cond, &mut |c| {
            let written = written(self.judge.plan, c);
            wants.extend(told.held.iter().filter(|h| h.0 == written).map(|h| (c, h.1)));
        }));
        assert!(wants.len() > conds.len(), "{message}\n{}", self.text);
        let query = Query { wants, role, known: Known::All, unset: true };
        assert!(self.judge.possible_where(&query, &|world| told.put(world)), "{message}\n{}", self.text);
        self.count("overlap with a past replayed");
    }
}
