//! The command as its users meet it: exit status, what goes to standard output, what any bytes do.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "tests may panic and read files"
)]

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn preplan(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().unwrap()
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_preplan"));
    command.current_dir(folder).args(args).env("LC_ALL", "C").env_remove("NO_COLOR");
    command
}

fn with_stdin(args: &[&str], input: &[u8]) -> Output {
    let mut child = command(Path::new("."), args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // The command may refuse a large input before it has read all of it.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", text(&output.stdout)))
}

const GOOD: &str = r#"
plan site "site plan" { region CN effective 2026-01-01 review every 3y }
role lead "shift lead" { phone "8001" reports to head deputy senior }
role senior "senior clerk" { phone "8004" reports to lead }
role head "head of centre" { phone "8002" reports to chief deputy lead, senior }
role chief "director" { phone "8003" deputy head }
signal leak "water on the floor" { hazard leak reported by anyone }
signal dry "floor is dry" { reported by lead }
report debrief "debrief" { fields "cause", "loss" }
procedure mopping "Leak" {
  start when leak
  owner lead
  step close { lead must do "close the main tap" within 10m else escalate to head }
  finish when dry and done close proposed by lead approved by chief
  recovery { step review { lead must report debrief to head within 3d else escalate to chief } }
}
exercise drill-day "leak exercise" of mopping { every 6mo owner head keep "time", "people" }
"#;

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

const WILD: &str = "role   a { phone \"1\";reports to  b } // boss\nrole b{}\n";
const NEAT: &str = "role a {\n  phone \"1\"\n  reports to b\n} // boss\nrole b {}\n";

#[test]
fn fmt_writes_what_changes_and_check_and_diff_only_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let (wild, neat) = (folder.path().join("wild.plan"), folder.path().join("neat.plan"));
    fs::write(&wild, WILD).unwrap();
    fs::write(&neat, NEAT).unwrap();
    let modified = fs::metadata(&neat).unwrap().modified().unwrap();
    let check = preplan(folder.path(), &["fmt", "--check"]);
    assert_eq!((check.status.code(), text(&check.stdout)), (Some(1), "would be formatted: wild.plan\n".to_owned()));
    let diff = preplan(folder.path(), &["fmt", "--diff", "."]);
    assert_eq!(diff.status.code(), Some(1));
    assert!(text(&diff.stdout).starts_with("--- wild.plan\n+++ wild.plan\n@@"), "{}", text(&diff.stdout));
    assert_eq!(fs::read_to_string(&wild).unwrap(), WILD);
    let write = preplan(folder.path(), &["fmt", "--lang", "zh"]);
    assert_eq!((write.status.code(), text(&write.stdout)), (Some(0), "已排版：wild.plan\n".to_owned()));
    assert_eq!(fs::read_to_string(&wild).unwrap(), NEAT);
    assert_eq!(fs::metadata(&neat).unwrap().modified().unwrap(), modified, "a file without changes is not written");
    let again = preplan(folder.path(), &["fmt", "--check", "--diff"]);
    assert_eq!((again.status.code(), again.stdout.len()), (Some(0), 0));
}

#[test]
fn fmt_leaves_a_file_with_syntax_errors_alone_and_does_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let broken = "role   a {\n";
    fs::write(folder.path().join("a.plan"), broken).unwrap();
    fs::write(folder.path().join("b.plan"), WILD).unwrap();
    fs::write(folder.path().join("c.plan"), b"role \xff {}").unwrap();
    let output = preplan(folder.path(), &["fmt", "--format", "plain"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("a.plan:1:10") && text(&output.stderr).contains("c.plan:1:6"), "{}", text(&output.stderr));
    assert_eq!(fs::read_to_string(folder.path().join("a.plan")).unwrap(), broken);
    assert_eq!(fs::read_to_string(folder.path().join("b.plan")).unwrap(), NEAT);
    assert_eq!(fs::read(folder.path().join("c.plan")).unwrap(), b"role \xff {}");
    assert_eq!(preplan(folder.path(), &["fmt", "gone.plan"]).status.code(), Some(2));
}

#[test]
fn fmt_reads_standard_input() {
    let output = with_stdin(&["fmt", "-"], WILD.as_bytes());
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), NEAT.to_owned()));
    let chinese = with_stdin(&["fmt", "-", "--keywords", "zh"], WILD.as_bytes());
    assert_eq!(text(&chinese.stdout), "角色 a {\n  电话 \"1\"\n  上报 b\n} // boss\n角色 b {}\n");
    let broken = with_stdin(&["fmt", "-", "--stdin-name", "x.plan", "--format", "plain"], b"role {");
    assert_eq!((broken.status.code(), broken.stdout.len()), (Some(1), 0));
    assert!(text(&broken.stderr).contains("x.plan:1:"), "{}", text(&broken.stderr));
}

#[cfg(unix)]
#[test]
fn fmt_keeps_permissions_and_links() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
    let folder = tempfile::tempdir().unwrap();
    let (real, link) = (folder.path().join("real.txt"), folder.path().join("link.plan"));
    fs::write(&real, WILD).unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real.txt", &link).unwrap();
    // Only root may give a file away; for others the owner is theirs before and after.
    let _ = chown(&real, Some(1234), Some(1234));
    let owner = |path| fs::metadata(path).map(|m| (m.uid(), m.gid())).unwrap();
    let before = owner(&real);
    assert_eq!(preplan(folder.path(), &["fmt"]).status.code(), Some(0));
    assert_eq!(fs::read_to_string(&real).unwrap(), NEAT);
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(owner(&real), before);
    assert_eq!(fs::read_link(&link).unwrap(), Path::new("real.txt"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left behind");
}

#[test]
fn fmt_bears_hostile_inputs() {
    let comments = format!("role {} a {}{{}}", "/* x */ ".repeat(20_000), "// y\n".repeat(20_000));
    let words = format!("note {}\"x\"", "\"x\", ".repeat(40_000));
    for input in [comments, words, "role a {} ".repeat(20_000), "{".repeat(100_000)] {
        let output = with_stdin(&["fmt", "-"], input.as_bytes());
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", text(&output.stderr));
        if output.status.code() == Some(0) {
            assert_eq!(with_stdin(&["fmt", "-"], &output.stdout).stdout, output.stdout);
        }
    }
}

#[test]
fn messages_follow_the_option_and_the_locale() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("bad.plan"), GOOD.replace("owner lead", "")).unwrap();
    let locale = |value: &str, args: &[&str]| text(&command(folder.path(), args).env("LC_ALL", value).output().unwrap().stdout);
    assert!(locale("zh_CN.UTF-8", &["check", "bad.plan"]).contains("错误"));
    assert!(locale("en_US.UTF-8", &["check", "bad.plan"]).contains("error"));
    assert!(locale("en_US.UTF-8", &["check", "bad.plan", "--lang", "zh"]).contains("错误"));
    assert!(locale("zh_CN.UTF-8", &["explain", "P101"]).contains("为何要紧"));
}

#[test]
fn rules_and_explain_cover_the_same_rules() {
    let root = Path::new(".");
    let rules: serde_json::Value = serde_json::from_slice(&preplan(root, &["rules", "--format", "json"]).stdout).unwrap();
    let listed = rules.as_array().unwrap();
    assert_eq!(listed.len(), preplan::check::RULES.len());
    for rule in [&listed[0], &listed[listed.len() - 1]] {
        let page = preplan(root, &["explain", rule["name"].as_str().unwrap()]);
        assert!(text(&page.stdout).contains(rule["code"].as_str().unwrap()));
    }
}
