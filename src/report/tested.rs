//! What came of drills: for people, for programs, and for the test views of build servers.

use crate::diagnostic::Lang;
use crate::emit::runbook::Place;
use super::exercised::{coverage_json, coverage_text, mutation_json, mutation_text, sums, sums_json};
use crate::engine::drill::{Coverage, Divergence, Mutation};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// What came of the drills of some plans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tested {
    /// The plans.
    pub plans: Vec<TestedPlan>,
}

/// What came of the drills of one plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestedPlan {
    /// Name of the file.
    pub file: String,
    /// How many errors the check found; with any the drills are not run.
    pub errors: usize,
    /// Its drills, in order.
    pub drills: Vec<TestedDrill>,
    /// What they exercise, where that is asked.
    pub coverage: Option<Coverage>,
    /// Which changes of the plan they notice, where that is asked.
    pub mutation: Option<Mutation>,
}

/// What came of one drill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestedDrill {
    /// What a reader calls it.
    pub title: String,
    /// Name of the procedure.
    pub of: Option<String>,
    /// Its place.
    pub at: Place,
    /// Where the run departs from it; none where it passes.
    pub divergences: Vec<Divergence>,
}

impl Tested {
    /// Whether every drill was run and passed.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.plans.iter().all(|p| p.errors == 0 && p.drills.iter().all(|d| d.divergences.is_empty()))
    }

    /// How many drills were run.
    #[must_use]
    pub fn drills(&self) -> usize {
        self.plans.iter().map(|p| p.drills.len()).sum()
    }

    fn failed(&self) -> usize {
        self.plans.iter().flat_map(|p| &p.drills).filter(|d| !d.divergences.is_empty()).count()
    }

    fn not_run(&self) -> usize {
        self.plans.iter().filter(|p| p.errors > 0).count()
    }
}

/// A line a drill, and under one that fails where it first departs.
#[must_use]
pub fn tests_text(tested: &Tested, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let mut out = String::new();
    for plan in tested.plans.iter().filter(|p| p.errors > 0 || !p.drills.is_empty() || p.coverage.is_some()) {
        let _ = writeln!(out, "{}", plan.file);
        if plan.errors > 0 {
            let (errors, file) = (plan.errors, &plan.file);
            let _ = if zh {
                writeln!(out, "  未运行：有 {errors} 个错误，见 `preplan check {file}`")
            } else {
                writeln!(out, "  not run: {errors} errors, see `preplan check {file}`")
            };
        }
        for drill in &plan.drills {
            let mark = match (drill.divergences.is_empty(), zh) {
                (true, false) => "ok  ",
                (false, false) => "FAIL",
                (true, true) => "通过",
                (false, true) => "失败",
            };
            let _ = writeln!(out, "  {mark} {}", drill.title);
            if let Some(first) = drill.divergences.first() {
                let (at, more) = (&first.at, drill.divergences.len() - 1);
                let _ = writeln!(out, "       {}:{}:{}: {}", at.file, at.line, at.column, first.text);
                let more = match (more, zh) {
                    (0, _) => String::new(),
                    (more, false) => format!(" (and {more} more)"),
                    (more, true) => format!("（另有 {more} 处）"),
                };
                let _ = writeln!(out, "       {}{more}", first.reason.get(lang));
            }
        }
        out += &asked(plan, lang);
    }
    let (drills, failed, not_run) = (tested.drills(), tested.failed(), tested.not_run());
    let passed = drills - failed;
    let left = match (not_run, zh) {
        (0, _) => String::new(),
        (plans, false) => format!(", {plans} plans not run"),
        (plans, true) => format!("，{plans} 个预案未运行"),
    };
    let _ = if zh {
        writeln!(out, "\n{drills} 个推演：{passed} 个通过，{failed} 个失败{left}")
    } else {
        writeln!(out, "\n{drills} drills: {passed} passed, {failed} failed{left}")
    };
    out + &sums(tested, lang)
}

/// What was asked besides the drills.
fn asked(plan: &TestedPlan, lang: Lang) -> String {
    let coverage = plan.coverage.as_ref().map(|c| coverage_text(c, lang));
    coverage.into_iter().chain(plan.mutation.as_ref().map(|m| mutation_text(m, lang))).collect()
}

/// One JSON object.
#[must_use]
pub fn tests_json(tested: &Tested, lang: Lang) -> String {
    let divergence = |d: &Divergence| json!({ "at": d.at, "text": d.text, "reason": d.reason.get(lang) });
    let drill = |d: &TestedDrill| {
        let divergences: Vec<_> = d.divergences.iter().map(divergence).collect();
        json!({ "title": d.title, "of": d.of, "at": d.at, "passed": d.divergences.is_empty(), "divergences": divergences })
    };
    let plan = |p: &TestedPlan| {
        let mut plan = json!({ "file": p.file, "errors": p.errors, "drills": p.drills.iter().map(drill).collect::<Vec<_>>() });
        let asked = [("coverage", p.coverage.as_ref().map(coverage_json)), ("mutation", p.mutation.as_ref().map(mutation_json))];
        add(&mut plan, asked.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
        plan
    };
    let (drills, failed) = (tested.drills(), tested.failed());
    let mut summary = json!({ "drills": drills, "passed": drills - failed, "failed": failed, "not_run": tested.not_run() });
    add(&mut summary, sums_json(tested));
    let plans: Vec<_> = tested.plans.iter().map(plan).collect();
    json!({ "version": 1, "plans": plans, "summary": summary }).to_string() + "\n"
}

fn add(object: &mut Value, entries: impl IntoIterator<Item = (String, Value)>) {
    if let Value::Object(object) = object {
        object.extend(entries);
    }
}

/// JUnit XML: a suite a plan, a case a drill; what was asked besides is what the suite has written.
#[must_use]
pub fn tests_junit(tested: &Tested, lang: Lang) -> String {
    use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
    let mut report = Report::new("preplan");
    for plan in &tested.plans {
        let mut suite = TestSuite::new(plan.file.as_str());
        if plan.errors > 0 {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            let errors = plan.errors;
            status.set_message(match lang {
                Lang::En => format!("not run: {errors} errors"),
                Lang::Zh => format!("未运行：有 {errors} 个错误"),
            });
            suite.add_test_case(TestCase::new("check", status));
        }
        for drill in &plan.drills {
            let mut status = TestCaseStatus::success();
            if let Some(first) = drill.divergences.first() {
                status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                status.set_message(format!("{}: {}", first.text, first.reason.get(lang)));
                let lines = drill.divergences.iter().map(|d| format!("{}:{}:{}: {}: {}", d.at.file, d.at.line, d.at.column, d.text, d.reason.get(lang)));
                status.set_description(lines.collect::<Vec<_>>().join("\n"));
            }
            let mut case = TestCase::new(drill.title.as_str(), status);
            if let Some(of) = &drill.of {
                case.set_classname(of.as_str());
            }
            suite.add_test_case(case);
        }
        let asked = asked(plan, lang);
        if !asked.is_empty() {
            suite.set_system_out(asked);
        }
        report.add_test_suite(suite);
    }
    report.to_string().unwrap_or_default()
}
