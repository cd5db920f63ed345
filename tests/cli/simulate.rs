//! `preplan simulate`.

use super::{GOOD, preplan, text};
use std::fs;

#[test]
fn a_trace_is_answered_line_by_line() {
    let folder = tempfile::tempdir().unwrap();
    let trace = r#"{"at":"PT0S","unreachable":"head"}
{"at":"PT0S","raise":"leak"}
{"at":"PT1M","done":"review"}

{"at":"PT10M"}
{"at":"PT11M","done":"close","of":"mopping"}
{"at":"PT5M","raise":"dry"}
{"at":"PT12M","raise":"flood"}
nonsense
{"at":"PT12M","raise":"dry"}
{"at":"PT13M","approve":"lead"}
{"at":"PT13M","approve":"chief"}
"#;
    fs::write(folder.path().join("good.plan"), GOOD).unwrap();
    fs::write(folder.path().join("trace.jsonl"), trace).unwrap();
    let out = preplan(folder.path(), &["simulate", "good.plan", "--trace", "trace.jsonl"]);
    assert_eq!(out.status.code(), Some(1));
    let refused: Vec<String> = text(&out.stderr).lines().map(str::to_owned).collect();
    let wanted = ["line 3: the step is not due now", "line 7: this is before the present", "line 8: the plan declares nothing", "line 9: expected"];
    assert!(refused.len() == 4 && refused.iter().zip(wanted).all(|(r, w)| r.contains(w)), "{refused:?}");
    let effects: Vec<serde_json::Value> = text(&out.stdout).lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let brief: Vec<String> = effects
        .iter()
        .map(|e| {
            let what = ["started", "due", "done", "overdue", "escalated", "finished", "closed"].iter().find_map(|w| Some((w, e.get(*w)?.as_str()?))).unwrap();
            format!("{} {} {}{}", e["at"].as_str().unwrap(), what.0, what.1, e.get("reached").map_or(String::new(), |r| format!(" by {}", r.as_str().unwrap())))
        })
        .collect();
    let wanted = ["PT0S started mopping", "PT0S due close", "PT10M overdue close", "PT10M escalated head by lead", "PT11M done close", "PT13M finished mopping", "PT13M due review"];
    assert_eq!(brief, wanted);
    let shown = text(&preplan(folder.path(), &["simulate", "good.plan", "--trace", "trace.jsonl", "--format", "pretty", "--lang", "zh"]).stdout);
    assert!(shown.contains("10分钟       升级至 head：联系到 lead (8001)"), "{shown}");
    let unknown = preplan(folder.path(), &["simulate", "good.plan", "--procedure", "fire"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("mopping"));
}
