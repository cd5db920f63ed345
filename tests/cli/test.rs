//! `preplan test`.

use super::{GOOD, json, preplan, text};
use std::fs;

/// A drill that passes, and one whose second expectation does not hold.
const DRILLS: &str = r#"
drill "closed in time" of mopping {
  at 0m raise leak
  at 9m done close
  expect done close within 9m
  expect not escalated head within 1h
}
drill "nobody closes" of mopping {
  at 0m raise leak
  at 0m head unreachable
  expect escalated head within 10m
  expect notified chief within 10m
}
"#;

#[test]
fn drills_pass_or_fail_at_their_place() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("good.plan"), GOOD.to_owned() + DRILLS).unwrap();
    let out = preplan(folder.path(), &["test", "good.plan"]);
    let shown = text(&out.stdout);
    assert_eq!(out.status.code(), Some(1), "{shown}");
    assert!(shown.contains("ok   closed in time") && shown.contains("FAIL nobody closes") && shown.contains("2 drills: 1 passed, 1 failed"), "{shown}");
    let line = GOOD.lines().count() + DRILLS.lines().position(|l| l.contains("notified chief")).unwrap() + 1;
    assert!(shown.contains(&format!("good.plan:{line}:3: expect notified chief within 10m")) && shown.contains("did not happen by 10m"), "{shown}");
    let report = json(&preplan(folder.path(), &["test", "--format", "json"]));
    assert_eq!(report["summary"], serde_json::json!({ "drills": 2, "passed": 1, "failed": 1, "not_run": 0 }));
    assert_eq!(report["plans"][0]["drills"][1]["divergences"][0]["at"]["line"], line);
    let junit = preplan(folder.path(), &["test", "--format", "junit"]);
    assert!(text(&junit.stdout).contains(r#"tests="2" failures="1""#), "{}", text(&junit.stdout));
    fs::write(folder.path().join("good.plan"), GOOD.to_owned() + &DRILLS.replace("notified chief", "notified lead")).unwrap();
    assert_eq!(preplan(folder.path(), &["test"]).status.code(), Some(0), "the lead stands in for the head");
    fs::write(folder.path().join("bad.plan"), GOOD.replace("owner lead", "") + DRILLS).unwrap();
    let out = preplan(folder.path(), &["test", "bad.plan"]);
    assert_eq!((out.status.code(), text(&out.stdout).contains("not run")), (Some(1), true));
    fs::write(folder.path().join("bare.plan"), GOOD).unwrap();
    assert_eq!(preplan(folder.path(), &["test", "bare.plan"]).status.code(), Some(2), "without a drill nothing was tested");
    assert_eq!(preplan(folder.path(), &["test", "missing.plan"]).status.code(), Some(2));
}
