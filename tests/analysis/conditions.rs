//! Conditions and levels against a slow, obvious judge: small plans made at random, every combination of values tried.

mod gaps;
mod judge;
mod limits;
mod plan;
mod replay;

use crate::random::Random;
use judge::{Judge, Known, Query, Whole, each};
use plan::{Cond, Role};
use preplan::ast::Date;
use preplan::check::{Options, check};
use preplan::diagnostic::{Diagnostic, Severity};
use preplan::project::Project;
use preplan::source::Source;
use rayon::prelude::*;
use std::collections::BTreeMap;

const CODES: [&str; 5] = ["P206", "P207", "P501", "P502", "P506"];

fn findings(text: &str) -> Vec<Diagnostic> {
    let mut project = Project::new();
    let id = project.add(Source::new("conditions.plan", text));
    let checked = check(&project, id, Options { as_of: Date::new(2026, 11, 22).unwrap() });
    checked.into_diagnostics()
}

fn line(text: &str, finding: &Diagnostic) -> usize {
    text[..finding.span.start as usize].matches('\n').count()
}

/// How often each kind of finding, and of silence, was seen.
type Counts = BTreeMap<&'static str, usize>;

struct Round<'p> {
    text: &'p str,
    judge: &'p Judge<'p>,
    found: &'p [Diagnostic],
    counts: &'p mut Counts,
}

impl<'p> Round<'p> {
    fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    fn of(&self, code: &str, at: usize) -> Vec<&'p Diagnostic> {
        self.found.iter().filter(|d| d.code == code && line(self.text, d) == at).collect()
    }

    /// Whether a rule about the order of steps says something, or a start that never comes explains it.
    fn said_elsewhere(&self) -> bool {
        if self.found.iter().any(|d| d.code == "P206" && d.message.en.contains("never starts")) {
            return true;
        }
        self.found.iter().any(|d| ["P201", "P202", "P204", "P209", "P211"].contains(&d.code))
    }

    /// Holds the findings about a condition to what the judge says.
    fn place(&mut self, at: usize, role: Role, cond: &'p Cond) {
        let undecided = |d: &&&Diagnostic| d.message.en.contains("too large");
        if self.judge.is_out_of_reach(cond) {
            assert!(self.said_elsewhere(), "{}", self.text);
            return self.count("out of reach");
        }
        let (never, always) = (self.of("P206", at), self.of("P207", at));
        let (gave_up, gave_up_parts) = (never.iter().any(|d| undecided(&d)), always.iter().any(|d| undecided(&d)));
        let fail = |what: &str| -> ! { panic!("{what}\nat {}: {}\n{}\n{:#?}", at + 1, plan::written(self.judge.plan, cond), self.text, never.iter().chain(&always).map(|d| &d.message.en).collect::<Vec<_>>()) };
        if gave_up || gave_up_parts {
            assert!(self.judge.nested, "only a length of time within another is left undecided");
        }
        let expected = self.judge.judge(role, cond);
        let bare = |c: &&&Cond| self.judge.constant(c).is_none();
        let (mut parts_never, mut parts_always) = (expected.never.iter().filter(bare).count(), expected.always.iter().filter(bare).count());
        let seen = match expected.whole {
            _ if gave_up => "undecided",
            Whole::Fine if parts_never + parts_always > 0 => "parts",
            Whole::Fine => "fine",
            Whole::Never { known: true, .. } if never.is_empty() => {
                if !self.said_elsewhere() { fail("never, and no rule says so") }
                "elsewhere"
            }
            Whole::Never { unset, .. } => {
                parts_never += 1;
                if never.first().is_some_and(|d| unset != (d.severity == Severity::Warning)) { fail("without a value") }
                if unset { "unset" } else { "never" }
            }
            Whole::Shadowed => {
                parts_never += 1;
                if never.first().is_some_and(|d| !d.message.en.starts_with("whenever it holds")) { fail("hidden by a worse level") }
                "shadowed"
            }
            Whole::Always => {
                parts_always += 1;
                "always"
            }
            Whole::Lowest => "lowest",
        };
        let decided = |list: &[&Diagnostic]| list.iter().filter(|d| !undecided(d)).count();
        let few = if gave_up || gave_up_parts { usize::le } else { usize::eq };
        if !few(&decided(&never), &parts_never) { fail(&format!("{parts_never} never, {}", expected.never.iter().map(|c| plan::written(self.judge.plan, c)).collect::<Vec<_>>().join("; "))) }
        if !few(&decided(&always), &parts_always) { fail(&format!("{parts_always} always, {}", expected.always.iter().map(|c| plan::written(self.judge.plan, c)).collect::<Vec<_>>().join("; "))) }
        self.count(seen);
        if gave_up_parts { self.count("parts undecided"); }
        for finding in never.iter().chain(&always).filter(|d| !undecided(d)) {
            self.reason(finding, role, cond);
        }
        self.comparisons(at, cond, self.judge.is_lowest(role));
    }

    /// The parts that a finding quotes do contradict each other, or one of them always holds.
    fn reason(&mut self, finding: &Diagnostic, role: Role, cond: &'p Cond) {
        let message = &finding.message.en;
        let reason = message.rsplit_once(": ").unwrap().0;
        let contradict = ["contradict each other", "cannot hold here", "is never true", "never holds"].iter().any(|w| reason.contains(w));
        let either = ["always holds", "is always true"].iter().any(|w| reason.contains(w));
        if !contradict && !either {
            return self.count(if reason.starts_with("whenever") { "reason: worse" } else { "reason: unclear" });
        }
        let quoted: Vec<&str> = reason.split('`').skip(1).step_by(2).collect();
        let mut wants = Vec::new();
        for words in quoted {
            let mut meant = None;
            each(cond, &mut |c| {
                let written = plan::written(self.judge.plan, c);
                if written == words.trim_start_matches('(').trim_end_matches(')') || written == words { meant = meant.or(Some(c)); }
                if words.strip_suffix('…').is_some_and(|w| written.starts_with(w)) { meant = meant.or(Some(c)); }
            });
            wants.push((meant.unwrap_or_else(|| panic!("`{words}` is not in the condition\n{}", self.text)), contradict));
        }
        let query = Query { wants, role, known: Known::All, unset: false };
        assert!(!self.judge.possible(&query), "{message}\n{}", self.text);
        self.count(if contradict { "reason: contradiction" } else { "reason: either" });
    }

    /// Each comparison that is the same at every value is named, or ends an interval; and no other is.
    fn comparisons(&mut self, at: usize, cond: &'p Cond, lowest: bool) {
        let named: Vec<&Diagnostic> = ["P206", "P207", "P506"].into_iter().flat_map(|code| self.of(code, at)).collect();
        let mut ends: Vec<&Cond> = Vec::new();
        each(cond, &mut |c| {
            let Cond::And(parts) = c else { return };
            for part in parts {
                let Cond::Gauge(id, sign, with) = part else { continue };
                let range = self.judge.plan.gauges[*id].range;
                let low = if self.judge.plan.gauges[*id].unit == "time" { Some(range.0.unwrap_or(0).max(0)) } else { range.0 };
                let end = if *sign == 5 { low } else if *sign == 3 { range.1 } else { None };
                let others = parts.iter().filter(|p| matches!(p, Cond::Gauge(other, ..) if other == id)).count();
                if end == Some(*with) && others > 1 { ends.push(part) }
            }
        });
        let mut constants = Vec::new();
        each(cond, &mut |c| if self.judge.constant(c).is_some() { constants.push(c) });
        for comparison in &constants {
            let written = plan::written(self.judge.plan, comparison);
            let is_named = named.iter().any(|d| d.message.en.contains(&format!("`{written}`")));
            let exempt = ends.contains(comparison) || lowest && *comparison == cond;
            assert!(is_named || exempt, "`{written}` is always the same\n{}\n{:#?}", self.text, named.iter().map(|d| &d.message.en).collect::<Vec<_>>());
            self.count(if is_named { "comparison" } else { "comparison exempt" });
        }
        for finding in self.of("P506", at) {
            let message = &finding.message.en;
            let told = constants.iter().find(|c| message.starts_with(&format!("`{}`", plan::written(self.judge.plan, c))));
            let told = told.unwrap_or_else(|| panic!("{message}\n{}", self.text));
            assert_eq!(self.judge.constant(told), Some(message.contains("true at every value")), "{message}\n{}", self.text);
        }
    }

    fn drills(&mut self) {
        for (id, value) in &self.judge.plan.set {
            let outside = !self.judge.grids[*id].contains(value);
            let told = self.found.iter().any(|d| d.code == "P506" && d.message.en.contains("can never be"));
            assert_eq!(outside, told, "a drill sets {value}\n{}", self.text);
            self.count(if outside { "drill outside" } else { "drill inside" });
        }
    }
}

fn round(seed: u64) -> Counts {
    let mut random = Random(seed);
    let plan = plan::plan(&mut random);
    let (text, places) = plan::text(&plan);
    let all = findings(&text);
    let broken = all.iter().find(|d| d.code.starts_with("P00"));
    assert!(broken.is_none(), "{text}\n{broken:#?}");
    let judge = Judge::of(&plan, &places);
    let mut counts = Counts::new();
    let mut round = Round { text: &text, judge: &judge, found: &all, counts: &mut counts };
    places.iter().for_each(|(at, role, cond)| round.place(*at, *role, cond));
    round.drills();
    round.overlaps(&places);
    round.gaps(&places);
    round.count(if judge.nested { "plans with time in time" } else { "plans" });
    if seed.is_multiple_of(50) {
        assert_eq!(format!("{all:?}"), format!("{:?}", findings(&text)), "{text}");
        round.count("checked twice");
    }
    if !all.iter().any(|d| CODES.contains(&d.code)) {
        round.count("silent plans");
    }
    counts
}

#[test]
fn conditions_and_levels_are_judged_as_every_value_judges_them() {
    let join = |mut a: Counts, b: Counts| {
        b.into_iter().for_each(|(what, count)| *a.entry(what).or_default() += count);
        a
    };
    let counts = (0..10_000).into_par_iter().map(|at| round(at * 7919)).reduce(Counts::new, join);
    eprintln!("{counts:#?}");
    let seen = |what: &str, least: usize| assert!(counts.get(what).is_some_and(|c| *c >= least), "{what}");
    for what in ["fine", "never", "always", "parts", "shadowed", "reason: contradiction", "reason: either", "comparison"] {
        seen(what, 1000);
    }
    for what in ["overlap replayed", "overlap in a run", "gap in a run", "no overlap", "gap replayed", "no gap", "silent plans", "ladder left alone"] {
        seen(what, 1000);
    }
    for what in ["unset", "elsewhere", "lowest", "comparison exempt", "drill outside", "drill inside", "plans with time in time", "checked twice"] {
        seen(what, 80);
    }
    for what in ["overlap with a past replayed", "parts undecided"] {
        seen(what, 1);
    }
}
