//! What an author reads who made one mistake: `tests/parse/<mistake>.plan` with its report, in the file's language.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "tests may panic and read files"
)]

mod support;

use support::{Found, find, report, shown_in};

#[test]
fn every_mistake_is_told_at_its_place() {
    insta::glob!("parse/*.plan", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let found = find(&[(name, &text)]);
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "snapshots/parse" }, {
            insta::assert_snapshot!("report", format!("{text}\n----------\n{}", report(&found, shown_in(&text))));
        });
    });
}

#[test]
fn many_mistakes_end_in_a_count() {
    let text: String = (0..500).map(|i| format!("role r{i} {{ phnoe \"{i}\" }}\nsignal s\u{200b}{i} {{ phone 5 }}\n")).collect();
    let Found { diagnostics, .. } = find(&[("many.plan", &text)]);
    let count = |code| diagnostics.iter().filter(|d| d.code == code).count();
    assert_eq!((count("P001"), count("P008")), (50, 50));
    let last = diagnostics.iter().rfind(|d| d.code == "P001").unwrap();
    assert!(last.message.en.starts_with("more than 49 syntax errors"), "{}", last.message.en);
}

#[test]
fn unclosed_braces_cost_and_report_little() {
    for text in ["procedure p { step s {\n".repeat(1_000), "{".repeat(2_000), "role r {\n".repeat(2_000), "{\n".repeat(20), "step s {\n".repeat(20)] {
        let Found { diagnostics, .. } = find(&[("open.plan", &text)]);
        assert!((1..=60).contains(&diagnostics.len()), "{}", diagnostics.len());
    }
}

#[test]
fn long_lines_of_signs_are_read_once() {
    for sign in ["“", "”", "\"", "\\\"", "“\\\"", "`", "「", "/*", "5", "a", "，", "{}", "not ", "(a) "] {
        let text = format!("role lead {{ phone {} }}\n", sign.repeat(20_000));
        let Found { diagnostics, .. } = find(&[("long.plan", &text)]);
        assert!(diagnostics.len() <= 60, "{sign}: {}", diagnostics.len());
    }
}

#[test]
fn a_file_cut_anywhere_is_read_up_to_there() {
    for path in ["plans/as-written/cc-hotline.plan", "plans/as-written/service-hall.plan"] {
        let text = std::fs::read_to_string(path).unwrap();
        for at in (0..text.len()).step_by(211).filter(|at| text.is_char_boundary(*at)) {
            let cut = &text[..at];
            let Found { diagnostics, .. } = find(&[("cut.plan", cut)]);
            let syntax: Vec<_> = diagnostics.iter().filter(|d| d.code == "P001").collect();
            assert!(syntax.len() <= 3, "cut at {at}: {:#?}", syntax.iter().map(|d| &d.message.en).collect::<Vec<_>>());
            assert!(diagnostics.iter().all(|d| d.span.end as usize <= at), "cut at {at}");
        }
    }
}
