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

mod check;
mod compile;
mod fmt;
mod pages;
mod simulate;
mod test;
mod timeline;

use std::io::Write as _;
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
