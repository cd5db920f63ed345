//! Completion and the grammar agree: what is written may be offered, and what is offered can be read.

use super::*;
use crate::diagnostic::Lang;
use crate::parse::{Token, TokenKind, parse_with_tokens};
use crate::source::Source;
use std::collections::BTreeSet;

const PLANS: &[&str] = &[
    include_str!("../../../plans/as-written/cc-tollnet.plan"),
    include_str!("../../../plans/revised/cc-hotline.plan"),
    include_str!("../../../docs/language.md"),
];

/// Most declarations of one kind that are looked at in one plan.
const SAMPLES: usize = 2;

/// Declarations of the plans of this repository, and all examples of its documents.
fn texts() -> Vec<&'static str> {
    let blocks = |text: &'static str| text.split("```preplan\n").skip(1).filter_map(|b| b.split("```").next());
    PLANS.iter().flat_map(|text| if text.contains("```preplan") { blocks(text).collect() } else { declarations(text) }).collect()
}

fn declarations(text: &'static str) -> Vec<&'static str> {
    let (parsed, _) = parse_with_tokens(&Source::new("t.plan", text), FileId(0));
    let mut seen: Vec<crate::ast::DeclKind> = Vec::new();
    let items = parsed.file.items.iter().filter_map(|i| if let crate::ast::Item::Declaration(d) = i { Some(d) } else { None });
    let few = items.filter(|d| {
        seen.push(d.kind);
        seen.iter().filter(|k| **k == d.kind).count() <= SAMPLES
    });
    few.map(|d| text.get(d.span.range()).unwrap()).collect()
}

/// Whether a word may stand behind this text without touching the one before.
fn apart(before: &str) -> bool {
    before.ends_with([' ', '\n', '{', '(', '}', '.']) || before.is_empty()
}

fn words(list: &[Expected]) -> Vec<&'static str> {
    list.iter().filter_map(|e| if let Expected::Word(row) = e { Some(*row) } else { None }).collect()
}

/// Rows that a reader cannot tell apart by their place alone.
fn same(row: &str) -> &str {
    match row {
        "start_clock" => "start",
        row => row,
    }
}

/// Whether a token that stands somewhere is among what was offered there.
fn offered(spot: &Spot, token: &Token, text: &str) -> bool {
    let all = || spot.goes_on.iter().chain(&spot.begins);
    match token.kind {
        TokenKind::Word(row) => {
            let vocabulary = ["hz_", "sv_", "dk_", "un_"].iter().any(|f| row.starts_with(f));
            let anybody = ["everyone", "anyone", "someone"].contains(&row);
            let value = || all().any(|e| matches!(e, Expected::Value(_) | Expected::Name(Slot::Actor | Slot::Barred | Slot::Target | Slot::Post | Slot::Party)));
            (vocabulary || anybody) && value() || all().any(|e| matches!(e, Expected::Word(r) if same(r) == same(row)))
        }
        TokenKind::Name => all().any(|e| matches!(e, Expected::Name(_) | Expected::Value(_))),
        TokenKind::Duration => all().any(|e| matches!(e, Expected::Time(_) | Expected::Measure(_) | Expected::Value(_))),
        TokenKind::Sign(sign) => !matches!(sign, "<" | ">" | "<=" | ">=" | "!=") || all().any(|e| matches!(e, Expected::Compare(_))),
        // Texts and numbers are the writer's own.
        TokenKind::Text | TokenKind::Value => !text.is_empty(),
    }
}

/// Names that are being declared are not offered.
fn declared(tokens: &[Token], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|i| tokens.get(i)).map(|t| t.kind);
    let declares = ["plan", "role", "group", "service", "shift", "signal", "gauge", "levels", "level", "action", "document", "report_form", "procedure", "exercise", "training", "routine", "supply", "step"];
    matches!(before, Some(TokenKind::Word(row)) if declares.contains(&row))
}

#[test]
fn what_is_written_is_offered_where_it_stands() {
    let mut missing = BTreeSet::new();
    for text in texts() {
        let (_, tokens) = parse_with_tokens(&Source::new("t.plan", text), FileId(0));
        for (i, token) in tokens.iter().enumerate() {
            let before = text.get(..token.span.start as usize).unwrap();
            let spot = expected_at(before).unwrap_or_else(|| panic!("{before}"));
            if apart(before) && !declared(&tokens, i) && !offered(&spot, token, text) {
                let line = before.lines().rev().take(2).collect::<Vec<_>>().join("⏎");
                missing.insert(format!("{line}‸{} {:?} in {:?}", text.get(token.span.range()).unwrap(), token.kind, spot.place));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_word_that_is_offered_reads_further() {
    let mut wrong = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for text in texts() {
        let (_, tokens) = parse_with_tokens(&Source::new("t.plan", text), FileId(0));
        for token in &tokens {
            let before = text.get(..token.span.start as usize).unwrap();
            let spot = expected_at(before).unwrap();
            if !apart(before) {
                continue;
            }
            for row in words(&spot.goes_on).into_iter().chain(words(&spot.begins)) {
                // One example of each word after each other is enough; names are all alike.
                let last = before.split_whitespace().next_back().unwrap_or("");
                let last = if reading::spelt(last) { last.to_owned() } else { before.chars().rfind(|c| !c.is_alphanumeric()).map(String::from).unwrap_or_default() };
                if !seen.insert((row, last, format!("{:?}", spot.place))) {
                    continue;
                }
                for lang in [Lang::En, Lang::Zh] {
                    if before.ends_with('.') {
                        continue;
                    }
                    let longer = format!("{before}{} ", crate::words::form(row, lang));
                    let after = expected_at(&longer).unwrap();
                    if after.place != spot.place || after.goes_on.is_empty() && after.begins.is_empty() && !names_something(row) {
                        let line = longer.rsplit('\n').next().unwrap().to_owned();
                        wrong.insert(format!("{line}‸ {row} in {:?}", spot.place));
                    }
                }
            }
        }
    }
    assert!(seen.len() > 300, "{}", seen.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Words after which only a new name, a text or a sign may stand.
fn names_something(row: &str) -> bool {
    let texts = ["record", "preserve", "drill", "terms", "recovery", "use"];
    let names = ["plan", "role", "group", "service", "shift", "signal", "gauge", "levels", "level", "action", "document", "report_form", "procedure", "exercise", "training", "routine", "supply", "step"];
    texts.contains(&row) || names.contains(&row)
}

#[test]
fn ends_of_texts_are_told_apart() {
    for (text, expected) in [
        ("role a { // x", Ending::Comment),
        ("role a { // x ", Ending::Comment),
        ("role a { // x\n", Ending::Code),
        ("/* a", Ending::Comment),
        ("/* a */", Ending::Code),
        ("/*/", Ending::Comment),
        ("/// doc", Ending::Comment),
        ("note \"a / b", Ending::Text(5)),
        ("note “a", Ending::Text(5)),
        ("note 「a", Ending::Text(5)),
        ("note \"a\" ", Ending::Code),
        ("note \"a\\\"", Ending::Text(5)),
        ("note \"a\n", Ending::Code),
        ("note \"a” ", Ending::Code),
        ("role `a", Ending::Backtick(5)),
        ("role `a` ", Ending::Code),
        ("", Ending::Code),
    ] {
        assert_eq!(ending(text), expected, "{text}");
    }
}

/// What is expected at the end of a text, in short.
fn shown(text: &str) -> String {
    let spot = expected_at(text).unwrap();
    let list = |all: &[Expected]| all.iter().map(|e| if let Expected::Word(row) = e { (*row).to_owned() } else { format!("{e:?}") }).collect::<Vec<_>>().join(" ");
    format!("{} | {}", list(&spot.goes_on), list(&spot.begins))
}

#[test]
fn names_are_told_apart_by_the_grammar() {
    let in_step = |s: &str| shown(&format!("procedure p {{ step a {{ {s}"));
    let in_procedure = |s: &str| shown(&format!("procedure p {{ {s}"));
    let shown = [
            ("lead ", in_step("lead ")),
            ("lead must ", in_step("lead must ")),
            ("lead must notify ", in_step("lead must notify ")),
            ("lead must report ", in_step("lead must report ")),
            ("lead must report to ", in_step("lead must report to ")),
            ("lead must do ", in_step("lead must do ")),
            ("lead must call ", in_step("lead must call ")),
            ("lead must activate ", in_step("lead must activate ")),
            ("lead must request approval of ", in_step("lead must request approval of ")),
            ("lead must record \"x\" in ", in_step("lead must record \"x\" in ")),
            ("lead must preserve \"x\" for ", in_step("lead must preserve \"x\" for ")),
            ("lead must notify a by ", in_step("lead must notify a by ")),
            ("2 of ", in_step("2 of ")),
            ("any of ", in_step("any of ")),
            ("lead must do x within ", in_step("lead must do x within ")),
            ("lead must do x within 5m ", in_step("lead must do x within 5m ")),
            ("lead must do x within 5m of ", in_step("lead must do x within 5m of ")),
            ("lead must do x within 5m else ", in_step("lead must do x within 5m else ")),
            ("lead must do x within 5m else escalate to ", in_step("lead must do x within 5m else escalate to ")),
            ("… escalate to a by ", in_step("lead must do x within 5m else escalate to a by ")),
            ("every ", in_step("every ")),
            ("uses ", in_step("uses ")),
            ("allow ", in_step("allow ")),
            ("forbid ", in_step("forbid ")),
            ("start when ", in_procedure("start when ")),
            ("start when not ( ", in_procedure("start when not ( ")),
            ("start when fire ", in_procedure("start when fire ")),
            ("start when response.", in_procedure("start when response.")),
            ("start when response >= ", in_procedure("start when response >= ")),
            ("start when (a and ", in_procedure("start when (a and ")),
            ("start when a for ", in_procedure("start when a for ")),
            ("start when a approved by ", in_procedure("start when a approved by ")),
            ("start when a approved by x and ", in_procedure("start when a approved by x and ")),
            ("finish when done ", in_procedure("finish when done ")),
            ("finish when finished ", in_procedure("finish when finished ")),
            ("owner ", in_procedure("owner ")),
            ("owner a during ", in_procedure("owner a during ")),
            ("escalate to ", in_procedure("escalate to ")),
            ("escalate to a ", in_procedure("escalate to a ")),
            ("escalate to a after ", in_procedure("escalate to a after ")),
            ("forbid a do x unless approved by ", in_procedure("forbid a do x unless approved by ")),
            ("step x ", in_procedure("step x ")),
            ("step x after ", in_procedure("step x after ")),
            ("step x takes ", in_procedure("step x takes ")),
            ("step x takes 5m..", in_procedure("step x takes 5m..")),
            ("step x uses ", in_procedure("step x uses ")),
            ("then ", in_procedure("then ")),
        ]
        .map(|(text, found)| format!("{text}‸ {found}"))
        .join("\n");
    insta::assert_snapshot!(shown);
}

#[test]
fn half_typed_statements_are_read() {
    let shown = [
            "",
            "ro le x ",
            "role a { reports to ",
            "role a { reports to\n",
            "role a { reports to b\n",
            "role a { reports to b, ",
            "role a {\n  reports to b\n  deputy c",
            "exercise x \"t\" ",
            "exercise x of ",
            "role x ",
            "use ",
            "language ",
            "terms { ",
            "terms { a = ",
            "shift d { ",
            "shift d { Mon..Fri ",
            "levels l { level a when ",
            "levels l { level a { ",
            "procedure p { step a { lead must notify\n within 5m else\n escalate to ",
            "procedure p { step a { foo bar baz\n lead must ",
            "procedure p { step a { foo bar lead must ",
            "procedure p { recovery { step r { lead must report x to ",
            "procedure p { recovery { ",
            "procedure p { step a { lead must do \"x\"; ",
            "procedure p {\n step a { lead must do \"x\"\n step b after ",
            "drill \"x\" of p { at 0m ",
            "drill \"x\" of p { at ",
            "drill \"x\" of p { at 0m set g to ",
            "drill \"x\" of p { expect ",
            "drill \"x\" of p { expect called ",
            "drill \"x\" of p { expect finished ",
            "drill \"x\" of p { expect level ",
            "drill \"x\" of p { expect level r.",
            "gauge g { unit ",
            "处置 p { 步骤 a { 值班组长 应 通知 ",
            "处置 p ｛ 启动 当 （",
            "stpe a { lead must ",
        ]
        .map(|text| format!("{}‸ {}", text.replace('\n', "⏎"), shown(text)))
        .join("\n");
    insta::assert_snapshot!(shown);
}
