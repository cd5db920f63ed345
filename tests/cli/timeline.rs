//! `preplan timeline`.

use super::{GOOD, json, preplan, text};
use std::fs;

#[test]
fn a_timeline_says_when_steps_are_done_and_posts_are_reached() {
    let folder = tempfile::tempdir().unwrap();
    let more = "step tell after close takes 1m..5m { lead must notify senior within 20m of start }\n  finish";
    fs::write(folder.path().join("good.plan"), GOOD.replacen("finish", more, 1)).unwrap();
    let out = preplan(folder.path(), &["timeline", "good.plan", "--format", "json"]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    let timeline = json(&out);
    let procedure = &timeline["procedures"][0];
    let tell = procedure["steps"].as_array().unwrap().iter().find(|s| s["name"] == "tell").unwrap();
    assert_eq!(tell["due"]["latest"], serde_json::json!({ "ms": 600_000, "iso": "PT10M" }));
    assert_eq!(tell["done"]["earliest"]["iso"], "PT1M");
    assert_eq!(tell["done"]["latest"]["iso"], "PT15M");
    let by = |post: &str| procedure["posts"].as_array().unwrap().iter().find(|p| p["post"] == post).unwrap()["by"].clone();
    assert_eq!((by("senior")["how"].as_str(), by("senior")["when"]["latest"]["iso"].as_str()), (Some("told"), Some("PT15M")));
    assert_eq!(by("chief")["how"], "handed_up");
    assert!(by("lead").is_null(), "nobody tells the lead");
    for lang in ["en", "zh"] {
        let shown = preplan(folder.path(), &["timeline", "good.plan", "--lang", lang]);
        let shown = text(&shown.stdout);
        let widths: Vec<usize> = shown.lines().filter(|l| l.starts_with(['│', '┌'])).map(unicode_width::UnicodeWidthStr::width).collect();
        assert!(widths.len() > 10 && widths.iter().all(|w| *w <= 100), "{shown}");
        let tell = shown.lines().find(|l| l.starts_with("│ tell")).unwrap();
        assert!(tell.contains("0m – 10m") && tell.contains("1m – 15m") || tell.contains("0分钟 – 10分钟") && tell.contains("1分钟 – 15分钟"), "{shown}");
    }
}

#[test]
fn a_timeline_of_a_plan_with_errors_says_so_and_never_makes_a_dead_step_due() {
    let folder = tempfile::tempdir().unwrap();
    let circle = "step a after b { lead must do \"x\" }\n  step b after a { lead must do \"y\" }\n  finish";
    fs::write(folder.path().join("bad.plan"), GOOD.replacen("finish", circle, 1)).unwrap();
    let out = preplan(folder.path(), &["timeline", "bad.plan", "--format", "json"]);
    assert_eq!(out.status.code(), Some(1));
    assert!(text(&out.stderr).contains("preplan check bad.plan"));
    let steps = json(&out)["procedures"][0]["steps"].clone();
    let step = |name: &str| steps.as_array().unwrap().iter().find(|s| s["name"] == name).unwrap().clone();
    assert!(step("a")["due"].is_null() && step("b")["done"].is_null() && !step("close")["due"].is_null());
    let missing = preplan(folder.path(), &["timeline", "missing.plan"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(!missing.stderr.is_empty());
}
