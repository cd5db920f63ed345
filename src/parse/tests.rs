//! The examples that findings show are themselves right.

use super::examples::EXAMPLES;
use super::parse;
use crate::source::{FileId, Source};

/// A text in the block it belongs in.
fn home(row: &str, example: &str) -> String {
    match row {
        "start" | "owner" | "step" | "then" | "escalate_to" | "forbid" | "finish" | "recovery" => {
            format!("procedure p {{ step first {{ lead must do \"x\" }}\n{example} }}")
        }
        "within" | "repeat" => format!("procedure p {{ step s {{ lead must do \"x\" {example} }} }}"),
        "else" => format!("procedure p {{ step s {{ lead must do \"x\" within 1m {example} }} }}"),
        "by_channel" => format!("procedure p {{ step s {{ lead must notify lead {example} }} }}"),
        "at" | "expect" => format!("drill \"x\" of p {{ {example} }}"),
        "level" => format!("levels l {{ {example} }}"),
        _ => example.to_owned(),
    }
}

#[test]
fn every_example_in_a_help_is_right() {
    for (row, en, zh) in EXAMPLES {
        assert!(crate::words::row(row).is_some(), "{row}");
        let trees = [en, zh].map(|example| {
            let parsed = parse(&Source::new("example", home(row, example)), FileId(0));
            assert!(parsed.diagnostics.is_empty(), "{example}: {:?}", parsed.diagnostics);
            parsed.file.items.len()
        });
        assert!(trees[0] == 1 && trees[1] == 1, "{row}");
    }
}
