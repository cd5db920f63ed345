//! Plans that can be run: those of the repository, and small ones made at random from all that has a meaning when it runs.

#![allow(dead_code, reason = "each test crate uses its part")]

use super::random::Random;
use super::traces::{Event, Timed};
use preplan::ast::Date;
use preplan::check::{Checked, Options, RULES, check};
use preplan::emit::program::{Program, lower};
use preplan::emit::runbook::{Place, Runbook};
use preplan::project::Project;
use preplan::source::{FileId, Source};
use std::path::{Path, PathBuf};

/// A plan and the files it uses.
pub(crate) struct Plan {
    pub(crate) name: String,
    pub(crate) text: String,
    project: Project,
    root: FileId,
}

impl Plan {
    /// A plan; files that it uses are read from the repository.
    pub(crate) fn new(name: &str, text: String) -> Self {
        let mut project = Project::new();
        let root = project.add(Source::new(name, text.clone()));
        while let Some(missing) = project.missing().into_iter().next() {
            project.add(Source::new(missing.name.as_str(), std::fs::read_to_string(&missing.name).unwrap()));
        }
        Self { name: name.to_owned(), text, project, root }
    }

    pub(crate) fn checked(&self) -> Checked<'_> {
        check(&self.project, self.root, Options { as_of: Date::new(2026, 11, 22).unwrap() })
    }
}

/// The runbook of a plan and its program; none where it has errors that nothing can waive.
pub(crate) fn compiled(checked: &Checked<'_>) -> Option<(Runbook, Program)> {
    let runbook = preplan::emit::runbook(checked).ok()?;
    let program = lower(&runbook).unwrap();
    Some((runbook, program))
}

/// Waivers for all that a reason can excuse: what is found in a plan does not keep it from running.
pub(crate) fn waivers() -> String {
    RULES.iter().map(|r| format!("allow {} \"a test\"\n", r.name)).collect()
}

/// All plans of the repository, also those with findings.
pub(crate) fn repository() -> Vec<Plan> {
    let mut files: Vec<PathBuf> = ["plans/as-written", "plans/revised"].into_iter().flat_map(|folder| plans(Path::new(folder))).collect();
    files.sort();
    let plan = |file: &PathBuf| Plan::new(file.to_str().unwrap(), std::fs::read_to_string(file).unwrap() + "\n" + &waivers());
    files.iter().map(plan).collect()
}

/// The revised plans as they are.
pub(crate) fn revised() -> Vec<Plan> {
    let mut files: Vec<PathBuf> = plans(Path::new("plans/revised")).collect();
    files.sort();
    files.iter().map(|file| Plan::new(file.to_str().unwrap(), std::fs::read_to_string(file).unwrap())).collect()
}

fn plans(folder: &Path) -> impl Iterator<Item = PathBuf> {
    std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).filter(|p| p.extension().is_some_and(|x| x == "plan"))
}

/// Every comparison of a ladder, each in a step of its own that bears its name, and two of a gauge.
pub(crate) const COMPARISONS: &str = r#"
role r { phone "1" }
signal go { reported by r }
gauge hurt { unit 人 }
levels l { level low when hurt >= 2人 level high when hurt >= 5人 }
procedure p {
  start when go
  step equal when l = high { r must do "x" }
  step other when l != high { r must do "x" }
  step below when l < high { r must do "x" }
  step at-most when l <= high { r must do "x" }
  step above when l > low { r must do "x" }
  step at-least when l >= high { r must do "x" }
  step exactly when l.high { r must do "x" }
  step not-at-least when not l >= high { r must do "x" }
  step not-below when not l < high { r must do "x" }
  step gauge-other when hurt != 3人 { r must do "x" }
  step gauge-not-above when not hurt > 3人 { r must do "x" }
}
"#;

/// The steps of [`COMPARISONS`] that are due at once when this many are hurt, or nobody has said so.
pub(crate) const COMPARED: [(Option<i64>, &[&str]); 4] = [
    (None, &["not-at-least", "not-below", "gauge-not-above"]),
    (Some(0), &["not-at-least", "not-below", "gauge-other", "gauge-not-above"]),
    (Some(3), &["other", "below", "at-most", "not-at-least", "gauge-not-above"]),
    (Some(7), &["equal", "at-most", "above", "at-least", "exactly", "not-below", "gauge-other"]),
];

/// The trace in which so many are hurt before the procedure of [`COMPARISONS`] starts.
pub(crate) fn compared(hurt: Option<i64>) -> Vec<Timed> {
    let set = hurt.map(|value| Event::Set(0, value * 1000));
    [Some(Event::Begin(None)), set, Some(Event::Raise(0))].into_iter().flatten().map(|event| Timed { at: 0, event }).collect()
}

/// A place in a plan as text.
pub(crate) fn shown(place: &Place) -> String {
    format!("{}:{}:{}", place.file, place.line, place.column)
}

/// A small plan with ladders, held conditions, repetitions, equipment, activations, consents, escalations, recoveries, groups and stand-ins.
pub(crate) fn random_plan(random: &mut Random) -> Plan {
    let (roles, signals, ladders, procedures) = (2 + random.below(3), 2 + random.below(3), random.below(3), 1 + random.below(3));
    let groups = random.below(3);
    let levels = (0..ladders).map(|_| 1 + random.below(3)).collect();
    let mut maker = Maker { random, text: String::new(), roles, groups, signals, procedures, levels, steps: Vec::new() };
    maker.people();
    maker.facts();
    for id in 0..procedures {
        maker.procedure(id);
    }
    let text = maker.text + &waivers();
    Plan::new("random.plan", text)
}

struct Maker<'r> {
    random: &'r mut Random,
    text: String,
    roles: usize,
    groups: usize,
    signals: usize,
    procedures: usize,
    /// How many levels each ladder has.
    levels: Vec<usize>,
    /// The steps of the procedure at hand that may be named.
    steps: Vec<String>,
}

impl Maker<'_> {
    fn chance(&mut self, one_in: usize) -> bool {
        self.random.below(one_in) == 0
    }

    fn maybe(&mut self, one_in: usize, part: fn(&mut Self) -> String) -> String {
        if self.chance(one_in) { part(self) } else { String::new() }
    }

    fn several(&mut self, most: usize, one: fn(&mut Self) -> String) -> Vec<String> {
        let mut found = Vec::new();
        for _ in 0..=self.random.below(most) {
            let next = one(self);
            if !found.contains(&next) {
                found.push(next);
            }
        }
        found
    }

    fn role(&mut self) -> String {
        format!("r{}", self.random.below(self.roles))
    }

    /// A role or a group.
    fn post(&mut self) -> String {
        let id = self.random.below(self.roles + self.groups);
        if id < self.roles { format!("r{id}") } else { format!("g{}", id - self.roles) }
    }

    fn known_step(&mut self) -> String {
        self.steps[self.random.below(self.steps.len())].clone()
    }

    /// Those who are told something, or do it.
    fn actors(&mut self) -> String {
        match self.random.below(12) {
            0 => "everyone".to_owned(),
            1 => "anyone".to_owned(),
            2 if self.groups > 0 => format!("2 of g{}", self.random.below(self.groups)),
            3 => "v".to_owned(),
            4 => format!("any of {}", self.several(3, Self::post).join(", ")),
            5 => format!("any of v, {}", self.post()),
            6 | 7 => self.several(3, Self::post).join(", "),
            _ => self.post(),
        }
    }

    /// A length of time; short, and often the same as another.
    fn time(&mut self) -> String {
        self.random.one(&["30s", "1m", "1m", "2m", "2m", "3m", "4m", "90s", "1h", "0m"]).to_owned()
    }

    fn people(&mut self) {
        for id in 0..self.roles {
            let up = self.maybe(2, |m| format!(" reports to {}", m.several(2, Self::post).join(", ")));
            let deputy = self.maybe(2, |m| format!(" deputy {}", m.several(2, Self::post).join(", ")));
            self.text += &format!("role r{id} {{{up}{deputy} phone \"{id}\" }}\n");
        }
        for id in 0..self.groups {
            let leader = self.maybe(2, |m| format!(" leader {}", m.post()));
            let deputy = self.maybe(3, |m| format!(" deputy {}", m.several(2, Self::post).join(", ")));
            let members = self.maybe(2, |m| format!(" members {}", m.several(3, Self::post).join(", ")));
            let up = self.maybe(3, |m| format!(" reports to {}", m.post()));
            self.text += &format!("group g{id} {{{leader}{deputy}{members}{up} sms \"g{id}\" }}\n");
        }
        self.text += "service v { for \"help\" phone \"100\" }\ndocument other { kind plan }\naction act\n";
    }

    fn facts(&mut self) {
        for id in 0..self.signals {
            self.text += &format!("signal f{id} {{ reported by anyone }}\n");
        }
        self.text += "gauge long { unit time }\ngauge many { unit 人 }\n";
        for (id, count) in self.levels.clone().into_iter().enumerate() {
            let order = self.random.one(&["", " worst first", " prefer highest", " worst first prefer highest"]);
            self.text += &format!("levels l{id} {{{order}\n");
            for level in 0..count {
                // A level without a condition is for people to say.
                let when = if self.chance(12) { String::new() } else { format!(" when {}", self.condition(2)) };
                self.text += &format!("  level x{level}{when}\n");
            }
            self.text += "}\n";
        }
    }

    fn condition(&mut self, depth: usize) -> String {
        let inner = |m: &mut Self| m.condition(depth.saturating_sub(1));
        match self.random.below(if depth == 0 { 10 } else { 18 }) {
            0..=3 => format!("f{}", self.random.below(self.signals)),
            4 => format!("many {} {}人", self.random.one(&["=", "!=", "<", "<=", ">", ">="]), self.random.one(&["0", "2", "3", "2.5", "-1"])),
            5 => format!("long {} {}", self.random.one(&["=", "!=", "<", "<=", ">", ">="]), self.time()),
            6 | 7 if !self.steps.is_empty() => format!("done {}", self.known_step()),
            8 if !self.levels.is_empty() => {
                let ladder = self.random.below(self.levels.len());
                let level = self.random.below(self.levels[ladder]);
                match self.random.one(&["", " >= ", " < ", " != ", " <= ", " > ", " = "]) {
                    "" => format!("l{ladder}.x{level}"),
                    sign => format!("l{ladder}{sign}x{level}"),
                }
            }
            9 => format!("finished p{}", self.random.below(self.procedures)),
            10 | 11 => format!("not ({})", inner(self)),
            12 | 13 => format!("({}) for {}", inner(self), self.time()),
            14 | 15 => format!("({} and {})", inner(self), inner(self)),
            16 | 17 => format!("({} or {})", inner(self), inner(self)),
            _ => format!("f{}", self.random.below(self.signals)),
        }
    }

    /// Who must agree; one who agrees may be whoever is there.
    fn consents(&mut self) -> String {
        let mut text = String::new();
        for word in ["requested by", "proposed by", "approved by"] {
            if self.chance(3) {
                let list = match self.random.below(5) {
                    0 => format!("any of {}", self.several(3, Self::post).join(", ")),
                    1 => self.several(2, Self::post).join(" and "),
                    2 if self.chance(3) => "anyone".to_owned(),
                    _ => self.post(),
                };
                text += &format!(" {word} {list}");
            }
        }
        text
    }

    fn act(&mut self) -> String {
        match self.random.below(12) {
            0 => "call \"119\", \"120\"".to_owned(),
            1 => format!("call {}", self.actors()),
            2..=4 => format!("notify {}", self.actors()),
            5 => format!("report to {}", self.actors()),
            6 => format!("request approval of {}", self.actors()),
            7 | 8 => format!("activate p{}", self.random.below(self.procedures)),
            9 => "activate other".to_owned(),
            10 => "do act".to_owned(),
            _ => "record \"what happened\"".to_owned(),
        }
    }

    fn limit(&mut self) -> String {
        let time = if self.chance(20) { "\"the time promised\"".to_owned() } else { self.time() };
        let clock = match self.random.below(10) {
            0 | 1 => " of start".to_owned(),
            2 | 3 if !self.steps.is_empty() => format!(" of {}", self.known_step()),
            4 | 5 => format!(" of f{}", self.random.below(self.signals)),
            6 => " of unstated".to_owned(),
            _ => String::new(),
        };
        let otherwise = match self.random.below(8) {
            0..=2 => format!(" else escalate to {}{}", self.actors(), self.maybe(3, |m| format!(" by {}", m.role()))),
            3 => format!(" else notify {}", self.actors()),
            4 => format!(" else activate p{}", self.random.below(self.procedures)),
            5 => " else do act".to_owned(),
            _ => String::new(),
        };
        format!(" within {time}{clock}{otherwise}")
    }

    fn duty(&mut self) -> String {
        let modal = self.random.one(&["must", "must", "must", "must", "should", "may", "must not"]);
        let (actors, act) = (self.actors(), self.act());
        let limits: String = (0..self.random.below(3)).map(|_| self.limit()).collect();
        let every = self.maybe(8, |m| format!(" every {}", m.time()));
        format!("{actors} {modal} {act}{limits}{every}")
    }

    fn step(&mut self, name: &str, later: &[String], first: bool) {
        // Mostly after those before it; now and then in a circle.
        let before = self.steps.clone();
        let all: Vec<String> = before.iter().chain(later.iter().filter(|_| self.random.below(8) == 0)).cloned().collect();
        let mut clauses = String::new();
        let then = !first && self.chance(4);
        if !all.is_empty() && self.chance(3) {
            let mut of: Vec<String> = (0..=self.random.below(2)).map(|_| self.random.one(&all.iter().collect::<Vec<_>>()).clone()).collect();
            of.dedup();
            let any = if !then && of.len() > 1 && self.chance(2) { "any of " } else { "" };
            clauses += &format!(" after {any}{}", of.join(", "));
        }
        self.steps = all;
        clauses += &self.maybe(3, |m| format!(" when {}", m.condition(2)));
        if self.chance(5) {
            clauses += &self.consents();
        }
        clauses += &self.maybe(3, |m| format!(" takes {}", m.random.one(&["0m", "1m", "2m", "30s..2m", "1m..3m"])));
        let mut body = if self.chance(4) {
            let act = self.random.below(2) == 0;
            format!("automatic{}", if act { format!(" {}", self.act()) } else { String::new() })
        } else {
            self.several(2, Self::duty).join("\n    ")
        };
        for _ in 0..self.random.below(4).saturating_sub(1) {
            body += &format!("\n   {}", self.limit());
        }
        body += &self.maybe(8, |m| format!("\n    every {}", m.time()));
        let then = if then { "then " } else { "" };
        self.text += &format!("  {then}step {name}{clauses} {{\n    {body}\n  }}\n");
        self.steps = before;
        self.steps.push(name.to_owned());
    }

    fn procedure(&mut self, id: usize) {
        let count = 1 + self.random.below(4);
        let names: Vec<String> = (0..count).map(|s| format!("s{s}")).collect();
        self.text += &format!("procedure p{id} {{\n");
        for _ in 0..=self.random.below(3) / 2 {
            self.steps = if self.chance(8) { names.clone() } else { Vec::new() };
            let when = if self.chance(2) { format!("f{}", self.random.below(self.signals)) } else { self.condition(2) };
            let consents = if self.chance(3) { self.consents() } else { String::new() };
            let limit = if self.chance(3) { self.limit() } else { String::new() };
            self.text += &format!("  start when {when}{consents}{limit}\n");
        }
        self.steps.clear();
        for (at, name) in names.iter().enumerate() {
            self.step(name, &names[at + 1..], at == 0);
        }
        for _ in 0..self.random.below(3) {
            let to = self.actors();
            let after = self.time();
            let when = self.maybe(2, |m| format!(" when {}", m.condition(2)));
            self.text += &format!("  escalate to {to} after {after}{when}\n");
        }
        let after: Vec<String> = (0..self.random.below(3)).map(|s| format!("t{s}")).collect();
        for _ in 0..self.random.below(3) {
            let when = self.condition(2);
            let consents = if self.chance(3) { self.consents() } else { String::new() };
            self.text += &format!("  finish when {when}{consents}\n");
        }
        if !after.is_empty() {
            self.text += "  recovery {\n";
            for (at, name) in after.iter().enumerate() {
                self.step(name, &after[at + 1..], at == 0);
            }
            self.text += "  }\n";
        }
        self.text += "}\n";
        self.steps.clear();
    }
}
