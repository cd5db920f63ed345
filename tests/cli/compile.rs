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

#[test]
fn compile_to_wasm_writes_a_module_that_carries_the_runbook() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("good.plan"), GOOD).unwrap();
    fs::write(folder.path().join("bad.plan"), GOOD.replace("owner lead", "")).unwrap();
    let good = preplan(folder.path(), &["compile", "good.plan", "--to", "wasm", "-o", "out.wasm"]);
    assert_eq!(good.status.code(), Some(0), "{}", text(&good.stderr));
    let module = fs::read(folder.path().join("out.wasm")).unwrap();
    wasmparser::validate(&module).unwrap();
    let printed = preplan(folder.path(), &["compile", "good.plan", "--to", "wasm"]);
    assert!(printed.stdout == module, "the same bytes in a pipe");
    let json = preplan(folder.path(), &["compile", "good.plan"]).stdout;
    let sections = wasmparser::Parser::new(0).parse_all(&module).filter_map(|p| if let wasmparser::Payload::CustomSection(s) = p.unwrap() { Some(s) } else { None });
    let runbook = sections.filter(|s| s.name() == "preplan.runbook").map(|s| s.data());
    let carried = runbook.map(|data| serde_json::from_slice::<serde_json::Value>(data).unwrap()).next();
    assert_eq!(carried, Some(serde_json::from_slice(&json).unwrap()));
    let bad = preplan(folder.path(), &["compile", "bad.plan", "--to", "wasm", "-o", "bad.wasm"]);
    assert_eq!((bad.status.code(), folder.path().join("bad.wasm").exists()), (Some(1), false));
}
