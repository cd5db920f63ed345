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

#[test]
fn comments_stay_in_the_tree_with_their_places() {
    use crate::ast::TriviaKind::{Block, Doc, Line};
    let text = "// head\r\n\n\n/// who leads\nrole lead { /* inside */ phone \"// no comment\" } // 尾注\n  \n//// no doc\naction `// 名` \"x\"\n";
    let source = Source::new("t.plan", text);
    let parsed = parse(&source, FileId(0));
    assert_eq!(parsed.diagnostics, []);
    let shown: Vec<_> = parsed.file.trivia.iter().map(|t| (t.kind, source.slice(t.span).trim())).collect();
    let wanted = [
        (Line, "// head"),
        (Doc, "/// who leads"),
        (Block, "/* inside */"),
        (Line, "// 尾注"),
        (Line, "//// no doc"),
    ];
    assert_eq!(shown, wanted);
    let doc = |item: &crate::ast::Item| if let crate::ast::Item::Declaration(d) = item { d.doc.clone() } else { None };
    assert_eq!(parsed.file.items.iter().map(doc).collect::<Vec<_>>(), [Some("who leads".into()), None]);
}

#[test]
fn only_letters_that_pass_for_others_are_reported_as_mixed() {
    for name in ["24小时 值班", "// 名", "Ⅱ级", "A组", "B2 车库", "夜班（一）", "lead", "ひらカタ漢字A", "β", "主管·代"] {
        assert!(!super::values::mixes_scripts(name), "{name}");
    }
    for name in ["lеad", "Αgent", "组长а"] {
        assert!(super::values::mixes_scripts(name), "{name}");
    }
}
