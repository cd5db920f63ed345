//! Hours of the week without anybody on duty: judged minute by minute, or by half hours where all hours lie on them.

use super::super::random::Random;
use super::staff::{Staff, few, name};
use super::{findings, quoted};
use std::collections::BTreeMap;

const DAY: usize = 24 * 60;
const WEEK: usize = 7 * DAY;
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Days from one to another, round the end of the week, with the hours; an end that is not after the beginning is that of
/// the next day.
#[derive(Debug, Clone, Copy)]
struct Window {
    days: (usize, usize),
    from: usize,
    to: usize,
}

impl Window {
    fn new(random: &mut Random, odd: bool) -> Self {
        let first = random.below(7);
        let days = match random.below(4) {
            0 => (first, first),
            1 => (first, random.below(7)),
            _ => (0, 6),
        };
        let clocks = [(8, 20), (20, 8), (0, 24), (0, 12), (12, 24), (12, 0), (23, 1), (6, 18), (18, 6), (22, 7)];
        let (from, to) = random.one(&clocks);
        let odd = if odd { random.one(&[0, 1, 15, 59]) } else { random.one(&[0, 0, 30]) };
        Self { days, from: from * 60 + odd, to: if to == 24 { DAY } else { to * 60 } }
    }

    fn written(&self) -> String {
        let clock = |minute: usize| format!("{:02}:{:02}", minute / 60, minute % 60);
        let (first, last) = self.days;
        let days = if first == last { DAYS[first].to_owned() } else { format!("{}..{}", DAYS[first], DAYS[last]) };
        format!("{days} {}-{}", clock(self.from), clock(self.to))
    }

    fn holds(&self, minute: usize) -> bool {
        let (day, clock) = (minute / DAY, minute % DAY);
        let on = |day: usize| {
            let (first, last) = self.days;
            if first <= last { (first..=last).contains(&day) } else { day >= first || day <= last }
        };
        if self.from < self.to {
            on(day) && (self.from..self.to).contains(&clock)
        } else {
            on(day) && clock >= self.from || on((day + 6) % 7) && clock < self.to
        }
    }
}

/// Hours as a message says them, `Mon..Wed, Fri 08:00-20:00, Sat 00:00-24:00`.
fn read(hours: &str) -> Vec<Window> {
    let day = |word: &str| DAYS.iter().position(|d| *d == word).unwrap();
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut windows = Vec::new();
    for part in hours.split(", ").filter(|p| *p != "…") {
        let (days, clocks) = part.split_once(' ').map_or((part, None), |(days, clocks)| (days, Some(clocks)));
        open.push(days.split_once("..").map_or_else(|| (day(days), day(days)), |(a, b)| (day(a), day(b))));
        let Some((from, to)) = clocks.and_then(|c| c.split_once('-')) else { continue };
        let minute = |clock: &str| clock[..2].parse::<usize>().unwrap() * 60 + clock[3..].parse::<usize>().unwrap();
        windows.extend(open.drain(..).map(|days| Window { days, from: minute(from), to: minute(to) }));
    }
    assert!(open.is_empty(), "{hours}");
    windows
}

struct Duty {
    parties: Vec<usize>,
    timed: bool,
    must: bool,
}

struct Procedure {
    owners: Vec<(usize, Option<usize>)>,
    duties: Vec<Duty>,
}

struct Plan {
    /// On which all hours lie.
    grid: usize,
    shifts: Vec<Vec<Window>>,
    staff: Staff,
    procedures: Vec<Procedure>,
}

impl Plan {
    fn new(random: &mut Random) -> Self {
        let odd = random.below(60) == 0;
        let shift = |random: &mut Random| (0..1 + random.below(2)).map(|_| Window::new(random, odd)).collect();
        let shifts = (0..1 + random.below(3)).map(|_| shift(random)).collect::<Vec<Vec<Window>>>();
        let (roles, groups) = (1 + random.below(4), random.below(3));
        let mut staff = Staff::new(random, roles, groups);
        let count = staff.0.len();
        for post in &mut staff.0 {
            post.phone = true;
            if random.below(if post.group { 5 } else { 8 }) > 0 && !(post.group && random.below(4) > 0) {
                post.shifts = few(random, shifts.len());
            }
        }
        let procedures = (0..1 + random.below(2)).map(|_| {
            let owners = (0..random.below(3)).map(|_| (random.below(count), (random.below(2) == 0).then(|| random.below(shifts.len()))));
            let owners = owners.collect();
            let duty = |random: &mut Random| Duty { parties: few(random, count), timed: random.below(4) > 0, must: random.below(5) > 0 };
            Procedure { owners, duties: (0..1 + random.below(2)).map(|_| duty(random)).collect() }
        });
        let procedures = procedures.collect();
        Self { grid: if odd { 1 } else { 30 }, shifts, staff, procedures }
    }

    fn written(&self) -> String {
        let mut text = self.staff.written() + "signal fire { reported by anyone }\n";
        for (id, windows) in self.shifts.iter().enumerate() {
            let windows: Vec<String> = windows.iter().map(Window::written).collect();
            text += &format!("shift w{id} {{ {} }}\n", windows.join(", "));
        }
        for (at, procedure) in self.procedures.iter().enumerate() {
            text += &format!("procedure p{at} {{\n  start when fire\n");
            let owners = procedure.owners.iter().map(|(id, shift)| name(*id) + &shift.map_or(String::new(), |s| format!(" during w{s}")));
            let owners: Vec<String> = owners.collect();
            if !owners.is_empty() {
                text += &format!("  owner {}\n", owners.join(", "));
            }
            for (step, duty) in procedure.duties.iter().enumerate() {
                let limit = if duty.timed { " within 5m" } else { "" };
                let modal = if duty.must { "must" } else { "should" };
                text += &format!("  step s{step} {{ {} {modal} do \"work {at} {step}\"{limit} }}\n", super::staff::names(&duty.parties));
            }
            text += "}\n";
        }
        text
    }

    /// The minutes of the week that are looked at.
    fn minutes(&self) -> impl Iterator<Item = usize> {
        (0..WEEK).step_by(self.grid)
    }

    /// Who is tried when a post is called; nobody at all is the matter of empty-group.
    fn tried(&self, id: usize) -> Option<Vec<usize>> {
        let tried = self.staff.tried(id);
        (!self.staff.people(&tried).is_empty()).then_some(tried)
    }

    /// The minutes at which nobody is on duty who should be.
    fn gaps(&self) -> BTreeMap<Missed, Vec<usize>> {
        let tried: Vec<Option<Vec<usize>>> = (0..self.staff.0.len()).map(|id| self.tried(id)).collect();
        let mut gaps: BTreeMap<Missed, Vec<usize>> = BTreeMap::new();
        for minute in self.minutes() {
            let now: Vec<bool> = self.shifts.iter().map(|s| s.iter().any(|w| w.holds(minute))).collect();
            // Whoever has no shifts is always on duty, and a group without shifts is when its people are.
            let is_there: Vec<bool> = self.staff.0.iter().map(|p| if p.shifts.is_empty() { !p.group } else { p.shifts.iter().any(|s| now[*s]) }).collect();
            let answers: Vec<bool> = tried.iter().map(|t| t.as_ref().is_none_or(|t| t.iter().any(|id| is_there[*id]))).collect();
            let mut missed = Vec::new();
            for (at, procedure) in self.procedures.iter().enumerate() {
                let owned = procedure.owners.iter().any(|(id, shift)| shift.is_none_or(|s| now[s]) && answers[*id]);
                if !procedure.owners.is_empty() && !owned {
                    // Said once: where nobody answers for the procedure, that is what is wrong.
                    missed.push(Missed::Owners(at));
                    continue;
                }
                let left = procedure.duties.iter().filter(|d| d.timed && d.must && !d.parties.iter().any(|id| answers[*id]));
                missed.extend(left.map(|d| Missed::Actor(name(d.parties[0]))));
            }
            missed.sort();
            missed.dedup();
            missed.into_iter().for_each(|m| gaps.entry(m).or_default().push(minute));
        }
        gaps
    }
}

/// Who is missed: the owners of a procedure, or a post.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Missed {
    Owners(usize),
    Actor(String),
}

#[test]
fn the_week_is_judged_as_every_minute_judges_it() {
    let mut random = Random(108);
    let (mut owners, mut actors, mut cut, mut silent, mut across) = (0, 0, 0, 0, 0);
    for round in 0..10_000 {
        let plan = Plan::new(&mut random);
        let text = plan.written();
        let wanted = plan.gaps();
        let found = findings(&text, &["P108"]);
        let mut told: BTreeMap<Missed, (Vec<usize>, bool)> = BTreeMap::new();
        for finding in &found {
            let message = &finding.message.en;
            let hours = message.split_once(" on duty ").unwrap().1.split(", though").next().unwrap();
            let windows = read(hours);
            across += usize::from(windows.iter().any(|w| w.to <= w.from));
            assert!(windows.iter().all(|w| w.from % plan.grid == 0 && w.to % plan.grid == 0));
            let minutes: Vec<usize> = plan.minutes().filter(|m| windows.iter().any(|w| w.holds(*m))).collect();
            let is_cut = hours.ends_with('…');
            let missed = if message.starts_with("neither") {
                vec![Missed::Actor(quoted(message)[0].to_owned())]
            } else {
                let first = quoted(message)[0][1..].parse().unwrap();
                let others = finding.related.iter().filter(|r| r.text.en == "here as well").map(|r| {
                    let before = &text[..r.span.start as usize];
                    Missed::Owners(before.matches("\nprocedure ").count() - 1)
                });
                std::iter::once(Missed::Owners(first)).chain(others).collect()
            };
            for missed in missed {
                assert!(told.insert(missed, (minutes.clone(), is_cut)).is_none(), "round {round}: told twice\n{text}");
            }
        }
        assert_eq!(told.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>(), "round {round}\n{text}\n{found:#?}");
        for (missed, minutes) in &wanted {
            let (shown, is_cut) = &told[missed];
            let right = if *is_cut { shown.iter().all(|m| minutes.contains(m)) && shown.len() < minutes.len() } else { shown == minutes };
            assert!(right, "round {round}: {missed:?}\n{text}\n{found:#?}");
            cut += usize::from(*is_cut);
            match missed {
                Missed::Owners(_) => owners += 1,
                Missed::Actor(_) => actors += 1,
            }
        }
        silent += usize::from(found.is_empty());
    }
    eprintln!("{owners} owners and {actors} posts missed, {across} across midnight, {cut} cut short, {silent} plans without a finding");
    assert!(owners > 1_000 && actors > 1_000 && across > 500 && cut > 10 && silent > 1_000);
}
