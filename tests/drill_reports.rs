//! `preplan test --coverage` and `--mutate`: what drills exercise, and which changes of a plan they notice.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "tests may panic and read files"
)]

use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use unicode_width::UnicodeWidthStr as _;

/// A plan with one of everything that is counted or changed; line 1 is empty.
const PLAN: &str = r#"
role a { phone "1" deputy b }
role b { phone "2" }
role c { phone "3" reports to a }
group g { leader a deputy b members c phone "9" }
signal f { reported by c }
signal h { reported by c }
gauge many { unit 人 reported by c }
levels size { level small when many < 3人 level large when many >= 3人 }
procedure p "P" {
  start when f approved by a within 10m else notify c
  step one "First" { a must notify c within 5m else escalate to b }
  step two after one { a must notify g within 5m of h }
  step three when h { b must notify c }
  escalate to b after 1h when not h
  finish when h and done two
  recovery { step four { automatic notify b } }
}
allow missing-owner "a test"
allow unanswered-level "a test"
"#;

fn preplan(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_preplan"));
    command.current_dir(folder).args(args).args(["--as-of", "2026-11-22"]).env("LC_ALL", "C").env_remove("NO_COLOR").output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A folder with the plan and these drills of its procedure.
fn with(plan: &str, drills: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let drills: String = drills.iter().enumerate().map(|(at, body)| format!("drill \"{at}\" of p {{ {body} }}\n")).collect();
    fs::write(folder.path().join("site.plan"), format!("{plan}{drills}")).unwrap();
    folder
}

fn report(plan: &str, drills: &[&str], option: &str) -> Value {
    let output = preplan(with(plan, drills).path(), &["test", option, "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{report:#}");
    report
}

/// What no drill exercises of a kind: line and words.
fn missing(drills: &[&str], kind: &str) -> Vec<String> {
    let report = report(PLAN, drills, "--coverage");
    let of = &report["plans"][0]["coverage"][kind];
    let missing: Vec<String> = of["missing"].as_array().unwrap().iter().map(|m| format!("{} {}", m["at"]["line"], m["text"].as_str().unwrap())).collect();
    assert_eq!(of["of"].as_u64().unwrap() - of["exercised"].as_u64().unwrap(), missing.len() as u64);
    missing
}

/// The changes of a kind that no drill notices: line and words.
fn survived(drills: &[&str], kind: &str) -> Vec<String> {
    let report = report(PLAN, drills, "--mutate");
    let of = &report["plans"][0]["mutation"];
    let all = of["survived"].as_array().unwrap();
    assert_eq!(of["killed"].as_u64().unwrap() + all.len() as u64, of["of"].as_u64().unwrap());
    all.iter().filter(|s| s["change"] == kind).map(|s| format!("{} {}", s["at"]["line"], s["text"].as_str().unwrap())).collect()
}

const STARTED: &str = "at 0m raise f at 1m approve a";

#[test]
fn a_step_is_exercised_where_it_is_done() {
    assert_eq!(missing(&["at 0m raise f at 1h clear f"], "steps"), ["12 First", "13 two", "14 three", "17 four"]);
    assert_eq!(missing(&[&format!("{STARTED} at 2m done one at 3m raise h")], "steps"), ["13 two", "14 three", "17 four"], "due is not done");
    let whole = format!("{STARTED} at 2m done one at 3m raise h at 4m done three at 5m done two");
    assert_eq!(missing(&[&whole], "steps"), Vec::<String>::new(), "equipment does the last");
    assert_eq!(missing(&[&format!("{STARTED} at 2m done one"), &whole.replace("at 4m done three", "")], "steps"), ["14 three"], "all drills together");
}

#[test]
fn a_limit_is_exercised_where_something_is_done_under_it_or_is_late() {
    let start = "11 within 10m else notify c";
    let (first, second) = ("12 within 5m else escalate to b", "13 within 5m of h");
    assert_eq!(missing(&["at 0m raise f at 9m clear f"], "limits"), [start, first, second], "neither started nor late");
    assert_eq!(missing(&["at 0m raise f at 10m raise f"], "limits"), [first, second], "the start is late");
    assert_eq!(missing(&[&format!("{STARTED} at 5m raise f")], "limits"), [first, second], "due, and dropped with the drill");
    assert_eq!(missing(&[&format!("{STARTED} at 6m done one")], "limits"), [second], "in time, at the limit");
    assert_eq!(missing(&[&format!("{STARTED} at 7m raise f")], "limits"), [second], "late");
    assert_eq!(missing(&[&format!("{STARTED} at 2m done one at 3m done two at 4m raise h")], "limits"), [second], "its clock had not begun");
    assert_eq!(missing(&[&format!("{STARTED} at 2m done one at 3m done two at 3m raise h")], "limits"), [second], "nor at that instant");
    assert_eq!(missing(&[&format!("{STARTED} at 2m done one at 3m raise h at 3m done two")], "limits"), Vec::<String>::new());
}

#[test]
fn an_escalation_is_exercised_where_it_happens() {
    let (timer, start, first) = ("15 escalate to b after 1h when not h", "11 within 10m else notify c", "12 within 5m else escalate to b");
    assert_eq!(missing(&[&format!("{STARTED} at 2m done one")], "escalations"), [start, first, timer]);
    assert_eq!(missing(&["at 0m raise f at 10m raise f"], "escalations"), [first, timer]);
    assert_eq!(missing(&[&format!("{STARTED} at 6m raise f")], "escalations"), [start, timer], "else");
    assert_eq!(missing(&[&format!("{STARTED} at 2m done one at 2m raise h at 61m raise h")], "escalations"), [start, first, timer], "its condition does not hold");
    assert_eq!(missing(&[&format!("{STARTED} at 2m done one at 61m raise f")], "escalations"), [start, first]);
}

#[test]
fn a_stand_in_is_exercised_where_somebody_acts_in_place_of_the_one_meant() {
    let (a, c, g) = ("2 a → b", "4 c → a", "5 g → b");
    assert_eq!(missing(&[&format!("{STARTED} at 2m done one at 3m done two")], "stand_ins"), [a, c, g], "the leader acts for the group");
    assert_eq!(missing(&["at 0m c unreachable at 0m raise f at 1m approve a at 2m done one"], "stand_ins"), [a, g], "told");
    assert_eq!(missing(&[&format!("{STARTED} at 2m a unreachable at 2m done one at 3m done two")], "stand_ins"), [a, c], "told for a group");
    assert_eq!(missing(&["at 0m raise f at 0m a unreachable at 1m approve b"], "stand_ins"), [c, g], "agreed");
    assert_eq!(missing(&["at 0m raise f at 0m a unreachable at 0m b unreachable at 10m raise f"], "stand_ins"), [a, c, g], "nobody is left");
}

#[test]
fn a_dropped_step_is_noticed_by_who_waits_for_it_or_does_it() {
    assert_eq!(survived(&["at 0m raise f at 1m approve a"], "step"), ["12 First", "13 two", "14 three", "17 four"]);
    assert_eq!(survived(&["at 0m raise f at 1m approve a at 2m done one"], "step"), ["13 two", "14 three", "17 four"], "it is not due");
    // Without the first the second is due at once.
    assert_eq!(survived(&["at 0m raise f at 1m approve a expect not due two"], "step"), ["13 two", "14 three", "17 four"]);
    assert_eq!(survived(&["at 0m raise f at 1m approve a expect due one"], "step"), ["13 two", "14 three", "17 four"]);
    // Without the second the end waits for it no longer.
    assert_eq!(survived(&["at 0m raise f at 1m approve a at 2m raise h expect not finished"], "step"), ["12 First", "14 three", "17 four"]);
    let end = "at 2m done one at 2m raise h at 3m done two";
    assert_eq!(survived(&[&format!("at 0m raise f at 1m approve a {end} expect done four")], "step"), ["14 three"]);
}

#[test]
fn a_duty_left_out_is_noticed_by_who_expects_the_notice() {
    let (one, two, three) = ("12 a must notify c within 5m else escalate to b", "13 a must notify g within 5m of h", "14 b must notify c");
    let steps = format!("{STARTED} at 2m done one at 3m done two");
    assert_eq!(survived(&[&steps], "duty"), [one, two, three, "17 four"]);
    assert_eq!(survived(&[&format!("{steps} expect notified c")], "duty"), [two, three, "17 four"]);
}

#[test]
fn a_stretched_limit_is_noticed_by_who_expects_it_to_pass() {
    let (first, second, start) = ("12 within 5m else escalate to b", "13 within 5m of h", "11 within 10m else notify c");
    assert_eq!(survived(&[STARTED], "limit"), [start, first, second]);
    assert_eq!(survived(&[&format!("{STARTED} expect overdue one within 6m")], "limit"), [start, second]);
    assert_eq!(survived(&[&format!("{STARTED} expect overdue one within 11m")], "limit"), [start, first, second], "it has passed by then all the same");
    assert_eq!(survived(&["at 0m raise f expect notified c within 10m"], "limit"), [first, second]);
}

#[test]
fn what_an_escalation_or_a_stand_in_is_for_must_be_expected() {
    let (timer, start, first) = ("15 escalate to b after 1h when not h", "11 within 10m else notify c", "12 within 5m else escalate to b");
    let late = format!("{STARTED} at 62m raise f");
    assert_eq!(survived(&[&format!("{late} expect overdue one")], "escalation"), [start, first, timer]);
    assert_eq!(survived(&[&format!("{late} expect escalated b within 6m")], "escalation"), [start, timer]);
    let kept = format!("{STARTED} at 2m done one at 62m raise f");
    assert_eq!(survived(&[&format!("{kept} expect escalated b")], "escalation"), [start, first]);
    assert_eq!(survived(&["at 0m raise f expect notified c within 10m"], "escalation"), [first, timer]);
    assert_eq!(survived(&["at 0m raise f expect notified c within 10m"], "stand_in"), ["2 a → b", "4 c → a", "5 g → b"]);
    assert_eq!(survived(&["at 0m raise f at 0m a unreachable at 1m approve b expect due one"], "stand_in"), ["4 c → a", "5 g → b"]);
    assert_eq!(survived(&["at 0m c unreachable at 0m raise f expect notified a within 10m"], "stand_in"), ["2 a → b", "5 g → b"]);
}

#[test]
fn a_denied_condition_is_noticed_by_who_depends_on_it() {
    let all = ["9 many < 3人", "9 many >= 3人", "11 f", "14 h", "15 not h", "16 h and done two"];
    let (levels, timer) = (&all[..2], all[4]);
    assert_eq!(survived(&["at 0m raise h"], "condition"), all);
    let without: Vec<&str> = all.into_iter().filter(|c| *c != levels[1]).collect();
    assert_eq!(survived(&["at 5m set many to 3人 expect not level size.large within 1m"], "condition"), without);
    let drill = "at 0m raise f at 1m approve a at 61m raise f expect not due three expect escalated b within 61m expect not finished";
    let noticed = survived(&[&drill.replace("expect escalated b within 61m", "")], "condition");
    assert_eq!(noticed, [levels[0], levels[1], timer], "the start asks nobody, the step is due, the end comes");
    assert_eq!(survived(&[drill.replace("at 61m raise f", "at 2m done one at 61m raise f").as_str()], "condition"), levels);
}

#[test]
fn only_drills_that_pass_without_a_change_can_notice_one() {
    let folder = with(PLAN, &["at 0m raise f expect due one", "at 0m raise f at 1m approve a expect due one"]);
    let output = preplan(folder.path(), &["test", "--mutate", "--coverage"]);
    let shown = text(&output);
    assert_eq!(output.status.code(), Some(1), "a drill fails");
    assert!(shown.contains("FAIL 0\n") && shown.contains("step dropped"), "{shown}");
    let alone = text(&preplan(with(PLAN, &["at 0m raise f at 1m approve a expect due one"]).path(), &["test", "--mutate"]));
    let line = |shown: &str| shown.lines().find(|l| l.ends_with("changes noticed")).unwrap().to_owned();
    assert_eq!(line(&shown), line(&alone));
}

#[test]
fn the_report_is_one_of_three_forms() {
    let folder = with(PLAN, &[&format!("{STARTED} at 2m done one expect notified c")]);
    let output = preplan(folder.path(), &["test", "--coverage", "--mutate"]);
    assert_eq!(output.status.code(), Some(0), "what no drill exercises is no failure");
    let shown = text(&output);
    assert!(
        shown.starts_with(
            "site.plan\n  ok   0\n  no drill exercises:\n    step        site.plan:13:3   p: two\n    step        site.plan:14:3   p: three\n    step        site.plan:17:14  p: four\n"
        ),
        "{shown}"
    );
    assert!(shown.contains("\n    stand-in    site.plan:2:1    a → b\n"), "{shown}");
    assert!(shown.contains("\n  steps 1 of 4, limits 2 of 3, escalations 0 of 3, stand-ins 0 of 3\n  no drill notices:\n    step dropped        site.plan:13:3"), "{shown}");
    assert!(shown.contains("\n    condition denied    site.plan:9:"), "{shown}");
    assert!(shown.ends_with("of 23 changes noticed\n\n1 drills: 1 passed, 0 failed\n"), "with one plan there is no sum: {shown}");
    let report: Value = serde_json::from_slice(&preplan(folder.path(), &["test", "--coverage", "--mutate", "--format", "json"]).stdout).unwrap();
    assert_eq!(report["summary"]["coverage"]["steps"], json!({ "exercised": 1, "of": 4 }));
    assert_eq!(report["summary"]["mutation"]["of"], 23);
    let four = &report["plans"][0]["coverage"]["steps"]["missing"][2];
    assert_eq!(four, &json!({ "at": { "file": "site.plan", "line": 17, "column": 14 }, "of": "p", "text": "four" }));
    assert_eq!(report["plans"][0]["mutation"]["survived"][0]["change"], "step");
    let plain: Value = serde_json::from_slice(&preplan(folder.path(), &["test", "--format", "json"]).stdout).unwrap();
    assert!(plain["plans"][0].get("coverage").is_none() && plain["summary"].get("mutation").is_none(), "only where it is asked");
    let junit = text(&preplan(folder.path(), &["test", "--coverage", "--format", "junit"]));
    assert!(junit.contains("<system-out>") && junit.contains("stand-ins 0 of 3"), "{junit}");
}

#[test]
fn columns_stand_under_one_another_in_chinese() {
    let plan = Path::new(env!("CARGO_MANIFEST_DIR"));
    let args = ["test", "--coverage", "--mutate", "--lang", "zh", "plans/revised/guest-outage.plan"];
    let shown = text(&preplan(plan, &args));
    assert_eq!(shown, text(&preplan(plan, &args)), "the same in every run");
    for (head, until) in [("没有推演涉及", "步骤 "), ("没有推演察觉", "处改动")] {
        let lines: Vec<&str> = shown.lines().skip_while(|l| !l.contains(head)).skip(1).take_while(|l| l.starts_with("    ")).collect();
        let columns = |l: &&str| {
            let place = l.find("plans/").unwrap();
            let words = place + l[place..].find("  ").unwrap();
            let words = words + l[words..].find(|c| c != ' ').unwrap();
            (l[..place].width(), l[..words].width())
        };
        let all: std::collections::BTreeSet<(usize, usize)> = lines.iter().map(columns).collect();
        assert!(lines.len() > 10 && all.len() == 1, "{all:?}\n{shown}");
        assert!(shown.contains(until), "{shown}");
    }
}

#[test]
fn several_plans_are_summed_up_and_one_without_drills_counts() {
    let folder = with(PLAN, &[STARTED]);
    fs::write(folder.path().join("bare.plan"), PLAN).unwrap();
    let shown = text(&preplan(folder.path(), &["test", "--coverage"]));
    assert!(shown.starts_with("bare.plan\n  no drill exercises:\n"), "{shown}");
    assert!(shown.contains("\n  steps 0 of 4, limits 0 of 3, escalations 0 of 3, stand-ins 0 of 3\n"), "{shown}");
    assert!(shown.ends_with("\n1 drills: 1 passed, 0 failed\nsteps 0 of 8, limits 1 of 6, escalations 0 of 6, stand-ins 0 of 6\n"), "{shown}");
    fs::remove_file(folder.path().join("site.plan")).unwrap();
    assert_eq!(preplan(folder.path(), &["test", "--coverage"]).status.code(), Some(2), "nothing was tested");
}
