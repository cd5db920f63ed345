//! `preplan compile`.

use super::{GOOD, preplan, text};
use std::fs;

#[test]
fn compile_writes_the_runbook_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.json");
    fs::write(folder.path().join("good.plan"), GOOD).unwrap();
    fs::write(folder.path().join("bad.plan"), GOOD.replace("owner lead", "")).unwrap();
    let bad = preplan(folder.path(), &["compile", "bad.plan", "-o", "out.json"]);
    assert_eq!((bad.status.code(), out.exists()), (Some(1), false));
    assert!(bad.stdout.is_empty() && text(&bad.stderr).contains("P101"));
    let good = preplan(folder.path(), &["compile", "good.plan", "-o", "out.json"]);
    assert_eq!(good.status.code(), Some(0), "{}", text(&good.stderr));
    let runbook: serde_json::Value = serde_json::from_slice(&fs::read(&out).unwrap()).unwrap();
    assert_eq!(runbook["format"], 1);
    let printed = preplan(folder.path(), &["compile", "good.plan"]);
    assert_eq!(printed.stdout, fs::read(&out).unwrap());
    let nowhere = preplan(folder.path(), &["compile", "good.plan", "-o", "no/such/folder.json"]);
    assert_eq!(nowhere.status.code(), Some(2));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "no temporary file stays");
}
