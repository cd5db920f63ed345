//! `preplan check`: exit status, order, files, inputs of every kind.

use super::{GOOD, command, json, preplan, text, with_stdin};
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn a_plan_without_errors_ends_with_0_and_one_with_an_error_with_1() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("good.plan"), GOOD).unwrap();
    fs::write(folder.path().join("bad.plan"), GOOD.replace("owner lead", "")).unwrap();
    let good = preplan(folder.path(), &["check", "good.plan"]);
    assert_eq!(good.status.code(), Some(0), "{}", text(&good.stdout));
    let bad = preplan(folder.path(), &["check", "bad.plan"]);
    assert_eq!(bad.status.code(), Some(1), "{}", text(&bad.stdout));
    assert!(text(&bad.stdout).contains("P101") && bad.stderr.is_empty());
}

#[test]
fn errors_in_one_file_do_not_hide_those_of_another() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.plan"), "role { {{{").unwrap();
    fs::write(folder.path().join("b.plan"), GOOD.replace("owner lead", "")).unwrap();
    fs::write(folder.path().join("c.plan"), b"\xff\xfe\x00").unwrap();
    let report = json(&preplan(folder.path(), &["check", ".", "missing.plan", "--format", "json"]));
    for (file, rule) in [("a.plan", "P001"), ("b.plan", "P101"), ("c.plan", "P001"), ("missing.plan", "P011")] {
        let found = report["diagnostics"].as_array().unwrap().iter().any(|d| d["file"] == file && d["rule"] == rule);
        assert!(found, "{file} {rule}: {report}");
    }
}

#[test]
fn what_cannot_be_read_ends_with_2_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("folder.plan")).unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    for args in [&["check", "gone.plan"][..], &["check", "empty"], &["check", "*.nothing"], &["check", "folder.plan"], &["check"]] {
        let output = preplan(folder.path(), args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(text(&output.stdout).contains("P011"), "{args:?}: {}", text(&output.stdout));
    }
    for args in [&["chekc"][..], &["check", "--format", "xml"], &["explain", "P999"], &["check", "--as-of", "2026-02-30", "x"]] {
        let output = preplan(folder.path(), args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{args:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_and_a_dangling_link_are_findings() {
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("nowhere", folder.path().join("link.plan")).unwrap();
    assert!(Command::new("mkfifo").arg(folder.path().join("pipe.plan")).status().unwrap().success());
    fs::write(folder.path().join("good.plan"), GOOD).unwrap();
    let output = preplan(folder.path(), &["check", ".", "--format", "json"]);
    assert_eq!(output.status.code(), Some(2));
    let report = json(&output);
    assert_eq!((report["plans"].as_u64(), report["files"].as_u64()), (Some(1), Some(1)), "{report}");
    assert_eq!(report["diagnostics"].as_array().unwrap().iter().filter(|d| d["rule"] == "P011").count(), 2, "{report}");
}

#[test]
fn hostile_inputs_get_an_answer_with_a_place() {
    let parentheses = format!("procedure p {{ start when {}x{} }}", "(".repeat(100_000), ")".repeat(100_000));
    let inputs: [(&str, Vec<u8>); 9] = [
        ("nested parentheses", parentheses.into_bytes()),
        ("nested blocks", "procedure p { step s { ".repeat(50_000).into_bytes()),
        ("a chain of not", format!("procedure p {{ start when {} x }}", "not ".repeat(1_000_000)).into_bytes()),
        ("a chain of and", format!("procedure p {{ start when {} x }}", "x and ".repeat(1_000_000)).into_bytes()),
        ("a line of 10 MB", vec![b'a'; 10_000_000]),
        ("a string of 10 MB", [b"note \"".to_vec(), vec![b'a'; 10_000_000]].concat()),
        ("50 MB", vec![b'\n'; 50_000_000]),
        ("bad UTF-8", b"role lead \"\xd6\xb5\xb0\xe0\"".to_vec()),
        ("nothing", Vec::new()),
    ];
    for (name, input) in inputs {
        let output = with_stdin(&["check", "-", "--format", "json"], &input);
        assert_eq!(output.status.code(), Some(1), "{name}: {}", text(&output.stderr));
        let report = json(&output);
        let first = &report["diagnostics"][0];
        assert!(first["range"]["start"]["line"].as_u64().unwrap() >= 1, "{name}: {first}");
        assert!(report["diagnostics"].as_array().unwrap().len() < 200, "{name}");
        assert!(output.stderr.is_empty(), "{name}: {}", text(&output.stderr));
    }
}

#[test]
fn random_bytes_and_mutated_plans_never_crash() {
    let plans: Vec<Vec<u8>> = plan_files().iter().map(|p| fs::read(p).unwrap()).collect();
    let folder = tempfile::tempdir().unwrap();
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below.max(1) as u64) as usize
    };
    for i in 0..120 {
        let mut bytes = if i % 3 == 0 { (0..random(4000)).map(|_| random(256) as u8).collect() } else { plans[random(plans.len())].clone() };
        for _ in 0..random(12) {
            let (at, length) = (random(bytes.len()), random(40));
            let end = (at + length).min(bytes.len());
            match random(3) {
                0 => drop(bytes.drain(at..end)),
                1 => {
                    let part = bytes[at..end].to_vec();
                    let to = random(bytes.len() + 1);
                    bytes.splice(to..to, part);
                }
                _ => bytes.insert(at.min(bytes.len()), *b"{}\"`(;\xff\n/0".get(random(10)).unwrap()),
            }
        }
        fs::write(folder.path().join(format!("{i:03}.plan")), bytes).unwrap();
    }
    for format in ["json", "plain", "pretty"] {
        let output = preplan(folder.path(), &["check", ".", "--format", format, "--lang", "zh"]);
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
        assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
    }
}

fn plan_files() -> Vec<std::path::PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("plans");
    let folders = ["as-written", "revised"].map(|f| root.join(f));
    let mut files: Vec<_> = folders.iter().flat_map(|f| fs::read_dir(f).unwrap().map(|e| e.unwrap().path())).collect();
    files.retain(|p| p.extension().is_some_and(|e| e == "plan"));
    files.sort();
    files
}

#[test]
fn the_answer_is_the_same_on_one_core_and_on_many() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let run = |threads: &str| command(root, &["check", "plans", "--format", "json"]).env("RAYON_NUM_THREADS", threads).output().unwrap().stdout;
    let one = run("1");
    assert!(!one.is_empty());
    for threads in ["2", "8"] {
        assert!(run(threads) == one, "{threads} threads");
    }
}

#[test]
fn findings_come_by_file_then_offset_then_rule() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let report = json(&preplan(root, &["check", "plans/as-written/cc-hotline.plan", "plans/as-written/cc-agent.plan", "--format", "json"]));
    let key = |d: &serde_json::Value| {
        (d["file"].as_str().unwrap().to_owned(), d["range"]["start"]["offset"].as_u64().unwrap(), d["rule"].as_str().unwrap().to_owned())
    };
    let keys: Vec<_> = report["diagnostics"].as_array().unwrap().iter().map(key).collect();
    assert!(keys.is_sorted() && keys.len() > 20);
    let summary = &report["summary"];
    let total = ["error", "warning", "info"].iter().map(|s| summary[s].as_u64().unwrap()).sum::<u64>();
    assert_eq!(total as usize, keys.len());
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut child = command(root, &["check", "plans"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut complaints = String::new();
    child.stderr.take().unwrap().read_to_string(&mut complaints).unwrap();
    assert!(child.wait().unwrap().code().is_some());
    assert_eq!(complaints, "");
}

#[test]
fn files_joined_by_use_are_checked_together_and_a_circle_is_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("shared")).unwrap();
    let (roster, procedures) = GOOD.split_at(GOOD.find("signal").unwrap());
    fs::write(folder.path().join("shared/roster.plan"), roster).unwrap();
    fs::write(folder.path().join("site.plan"), format!("use \"shared/roster.plan\"\n{procedures}")).unwrap();
    let output = preplan(folder.path(), &["check", ".", "--format", "json"]);
    let report = json(&output);
    assert_eq!((report["plans"].as_u64(), report["files"].as_u64()), (Some(1), Some(2)), "{report}");
    assert_eq!(output.status.code(), Some(0), "{report}");
    fs::write(folder.path().join("shared/roster.plan"), format!("use \"../site.plan\"\n{roster}")).unwrap();
    let report = json(&preplan(folder.path(), &["check", "site.plan", "--format", "json"]));
    assert_eq!(report["diagnostics"][0]["rule"], "P006", "{report}");
    assert_eq!(report["diagnostics"][0]["file"], "shared/roster.plan");
}

#[test]
fn warnings_fail_only_when_denied_and_quiet_says_nothing_of_nothing() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("good.plan"), GOOD).unwrap();
    fs::write(folder.path().join("warned.plan"), GOOD.replace(" approved by chief", "")).unwrap();
    assert_eq!(preplan(folder.path(), &["check", "warned.plan"]).status.code(), Some(0));
    assert_eq!(preplan(folder.path(), &["check", "warned.plan", "--deny", "warnings"]).status.code(), Some(1));
    let quiet = preplan(folder.path(), &["check", "good.plan", "--quiet"]);
    assert_eq!((quiet.status.code(), text(&quiet.stdout)), (Some(0), String::new()));
}
