//! The layout keeps what a plan says: tree, comments, findings. It is a fixed point, and keywords can go to the other language and back.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "tests may panic and read files"
)]

mod generated;
#[path = "../support/random.rs"]
mod random;
#[path = "../support/mod.rs"]
mod support;

use preplan::ast::Date;
use generated::plan;
use preplan::check::{self, check};
use preplan::diagnostic::{Diagnostic, Lang};
use preplan::format::{Options, Refusal, WIDTH, edits, format};
use preplan::parse::{TokenKind, parse, parse_with_tokens};
use preplan::project::Project;
use preplan::source::{FileId, Source};
use proptest::prelude::*;
use proptest::sample::Index;
use random::Random;
use std::sync::LazyLock;
use support::{examples, tree};
use unicode_width::UnicodeWidthStr as _;

fn source(text: &str) -> Source {
    Source::new("t.plan", text)
}

fn laid_out(text: &str) -> Result<String, Refusal> {
    format(&source(text), Options::default())
}

fn in_words(text: &str, lang: Lang) -> Result<String, Refusal> {
    format(&source(text), Options { keywords: Some(lang) })
}

/// The comments of a text in order, without the line ends of its author.
fn comments(text: &str) -> Vec<String> {
    let source = source(text);
    parse(&source, FileId(0)).file.trivia.iter().map(|t| source.slice(t.span).replace("\r\n", "\n")).collect()
}

/// What is found in a plan, without places and in no order.
fn findings(text: &str) -> Vec<String> {
    let mut project = Project::new();
    let id = project.add(source(text));
    let shown = |d: &Diagnostic| {
        let help = d.help.as_ref().map(|h| (&h.en, &h.zh));
        let related: Vec<_> = d.related.iter().map(|l| &l.text).collect();
        let edits: Vec<_> = d.fix.iter().flat_map(|f| f.edits.iter().map(|e| &e.text)).collect();
        format!("{} {:?} {:?} {help:?} {related:?} {edits:?} {:?}", d.code, d.severity, d.message, d.cite)
    };
    let as_of = Date::new(2026, 11, 22).unwrap();
    let mut found: Vec<String> = check(&project, id, check::Options { as_of }).diagnostics().iter().map(shown).collect();
    found.sort();
    found
}

/// Everything that must hold for one text; whether it could be laid out.
fn holds(text: &str) -> bool {
    let out = match laid_out(text) {
        Ok(out) => out,
        Err(Refusal::Unreadable(found)) => {
            assert!(found.iter().all(|d| matches!(d.code, "P001" | "P008")) && !found.is_empty());
            return false;
        }
        Err(Refusal::Changed) => panic!("laid out it says something else:\n{text}"),
    };
    assert_eq!(laid_out(&out).as_deref(), Ok(out.as_str()), "no fixed point:\n{text}\n────\n{out}");
    assert_eq!(tree(&out), tree(text), "another tree:\n{text}\n────\n{out}");
    assert_eq!(comments(&out), comments(text), "other comments:\n{text}\n────\n{out}");
    let (before, after) = (findings(text), findings(&out));
    let lost: Vec<&String> = before.iter().filter(|f| !after.contains(f)).collect();
    let new: Vec<&String> = after.iter().filter(|f| !before.contains(f)).collect();
    assert!(before == after, "other findings: {lost:#?} became {new:#?}\n{text}\n────\n{out}");
    assert_eq!(edited(text), out, "the edits give another text");
    there_and_back(&out);
    true
}

/// The text after the changes that an editor makes.
fn edited(text: &str) -> String {
    let mut out = text.to_owned();
    for edit in edits(&source(text), FileId(0), Options::default()).unwrap().iter().rev() {
        out.replace_range(edit.span.range(), &edit.text);
    }
    out
}

/// Keywords to each language, from there to the other one and back.
fn there_and_back(text: &str) {
    for (here, there) in [(Lang::En, Lang::Zh), (Lang::Zh, Lang::En)] {
        let one = in_words(text, here).unwrap();
        let other = in_words(&one, there).unwrap();
        assert_eq!(in_words(&other, here).as_deref(), Ok(one.as_str()), "{one}\n────\n{other}");
        assert_eq!(codes(&other), codes(text), "{text}\n────\n{other}");
    }
}

fn codes(text: &str) -> Vec<&'static str> {
    let mut project = Project::new();
    let id = project.add(source(text));
    let as_of = Date::new(2026, 11, 22).unwrap();
    check(&project, id, check::Options { as_of }).diagnostics().iter().map(|d| d.code).collect()
}

/// The plans of this project: whole files, and the examples of rules and documentation.
static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut texts = files("plans");
    for page in files("tests/rules").iter().chain(&files("docs")).chain([&std::fs::read_to_string("README.md").unwrap()]) {
        texts.extend(examples(page).map(|e| e.1.to_owned()));
    }
    texts.extend(files("tests/parse"));
    texts.extend(files("tests/resolve"));
    texts
});

/// Those of them that can be laid out, without the long ones.
static SMALL: LazyLock<Vec<String>> = LazyLock::new(|| TEXTS.iter().filter(|t| t.len() < 4_000 && laid_out(t).is_ok()).cloned().collect());

fn files(folder: &str) -> Vec<String> {
    let mut paths: Vec<_> = walkdir::WalkDir::new(folder).into_iter().map(|e| e.unwrap().into_path()).filter(|p| p.is_file()).collect();
    paths.sort();
    paths.iter().filter_map(|p| std::fs::read_to_string(p).ok()).collect()
}

/// Every construct of the language once, in both languages.
static EVERYTHING: LazyLock<Vec<String>> = LazyLock::new(|| {
    let page = std::fs::read_to_string("docs/language.md").unwrap();
    let whole = examples(&page).max_by_key(|e| e.1.len()).unwrap().1.to_owned();
    let chinese = in_words(&whole, Lang::Zh).unwrap();
    vec![whole, chinese]
});

#[test]
fn every_text_of_the_project_keeps_what_it_says() {
    let done = TEXTS.iter().filter(|text| holds(text)).count();
    assert!(done > 150, "only {done} of {} could be laid out", TEXTS.len());
}

#[test]
fn plans_are_in_their_layout_and_go_to_the_other_language_and_back() {
    for file in walkdir::WalkDir::new("plans").into_iter().map(Result::unwrap).filter(|e| e.path().extension().is_some_and(|x| x == "plan")) {
        let text = std::fs::read_to_string(file.path()).unwrap();
        assert!(laid_out(&text).as_deref() == Ok(text.as_str()), "run `preplan fmt plans` for {}", file.path().display());
        let english = in_words(&text, Lang::En).unwrap();
        assert_ne!(english, text);
        assert!(in_words(&english, Lang::Zh).as_deref() == Ok(text.as_str()), "{}", file.path().display());
    }
}

#[test]
fn lines_are_no_longer_than_their_words_allow() {
    for text in TEXTS.iter().filter_map(|t| laid_out(t).ok()) {
        let comments = comments(&text);
        for line in text.lines().filter(|l| l.width() > WIDTH && !comments.iter().any(|c| l.contains(c.lines().next().unwrap_or("")))) {
            let commas = source(line);
            let inner = parse_with_tokens(&commas, FileId(0)).1.iter().filter(|t| t.kind == TokenKind::Sign(",")).count();
            assert!(inner == 0, "{line}");
        }
    }
}

const COMMENTS: &[&str] = &["// 注释", "/* 块 */", "/* 两\n   行 */", "/// 文档", "// a\n// b", "/* a */ /* b */"];

/// Puts a comment before or behind the word at an index.
fn with_comment(text: &str, token: usize, comment: &str, before: &str, behind: &str) -> String {
    let (_, tokens) = parse_with_tokens(&source(text), FileId(0));
    let at = tokens.get(token).map_or(text.len(), |t| t.span.start as usize);
    // A comment to the end of the line takes a line break with it.
    let behind = if comment.contains("//") && !behind.contains('\n') { "\n" } else { behind };
    format!("{}{before}{comment}{behind}{}", &text[..at], &text[at..])
}

#[test]
fn a_comment_of_each_kind_may_stand_before_every_word() {
    for text in EVERYTHING.iter() {
        let words = parse_with_tokens(&source(text), FileId(0)).1.len();
        let places = [(" ", " "), ("\n", " "), (" ", "\n"), ("\n\n", "\n\n")];
        let kinds: Vec<_> = COMMENTS.iter().flat_map(|comment| places.map(|place| (comment, place))).collect();
        for token in 0..=words {
            // Each word has one kind in one place; all of them come round.
            let (comment, (before, behind)) = kinds[token * 7 % kinds.len()];
            let commented = with_comment(text, token, comment, before, behind);
            let out = laid_out(&commented).unwrap_or_else(|e| panic!("{e:?}\n{commented}"));
            assert_eq!(laid_out(&out).as_deref(), Ok(out.as_str()), "no fixed point:\n{commented}\n────\n{out}");
            assert_eq!(comments(&out), comments(&commented), "{out}");
            assert_eq!(tree(&out), tree(&commented), "{out}");
        }
    }
}

fn parts(text: &str) -> Vec<(String, String)> {
    let (_, tokens) = parse_with_tokens(&source(text), FileId(0));
    let ends = tokens.iter().skip(1).map(|t| t.span.start as usize).chain([text.len()]);
    tokens.iter().zip(ends).map(|(t, end)| (text[t.span.range()].to_owned(), text[t.span.end as usize..end].to_owned())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any spaces, line breaks, comments and full-width twins between the words.
    #[test]
    fn spaces_and_comments_between_words_do_not_matter(which in any::<Index>(), changes in proptest::collection::vec((any::<Index>(), 0..COMMENTS.len() + 6), 0..40)) {
        let text = which.get(&SMALL);
        let mut parts = parts(text);
        prop_assume!(!parts.is_empty());
        for (at, what) in changes {
            let at = at.index(parts.len());
            let (word, gap) = &mut parts[at];
            match what {
                0 => gap.push_str("\n\n\n"),
                1 => gap.push_str("\u{3000}\t"),
                2 => gap.push_str("\r\n"),
                3 if word == "," => *word = "、".to_owned(),
                4 if word == "{" => *word = "｛".to_owned(),
                5 if word == "}" => *word = "｝；".to_owned(),
                3..6 => gap.push(' '),
                comment => gap.push_str(&format!("\n{}\n", COMMENTS[comment - 6])),
            }
        }
        let changed: String = parts.iter().map(|(word, gap)| format!("{word}{gap}")).collect();
        prop_assert!(holds(&changed), "{changed}");
    }

    /// Words taken out, doubled and exchanged: laid out and the same, or left alone.
    #[test]
    fn mutated_files_are_laid_out_or_left_alone(which in any::<Index>(), at in any::<Index>(), other in any::<Index>(), how in 0..4usize) {
        let text = which.get(&TEXTS);
        let mut parts = parts(text);
        prop_assume!(!parts.is_empty());
        let (at, other) = (at.index(parts.len()), other.index(parts.len()));
        match how {
            0 => drop(parts.remove(at)),
            1 => parts.insert(at, parts[other].clone()),
            2 => parts[at] = parts[other].clone(),
            _ => parts.truncate(at),
        }
        holds(&parts.iter().map(|(word, gap)| format!("{word}{gap}")).collect::<String>());
    }
}

/// The names of a text replaced by another one throughout.
fn renamed(text: &str, name: &str, to: &str) -> String {
    let parts = parts(text).into_iter().map(|(word, gap)| if word == name { format!("{to}{gap}") } else { format!("{word}{gap}") });
    parts.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// No word is reserved: a name that is a word of either language stays a name in both.
    #[test]
    fn names_that_are_words_stay_names(which in any::<Index>(), name in any::<Index>(), word in any::<Index>()) {
        let text = which.get(&SMALL);
        let source = source(text);
        let names: Vec<&str> = parse_with_tokens(&source, FileId(0)).1.iter().filter(|t| t.kind == TokenKind::Name).map(|t| source.slice(t.span)).collect();
        prop_assume!(!names.is_empty());
        let words: Vec<&str> = preplan::words::all().iter().flat_map(|w| w.spellings.iter()).flat_map(|s| s.split(' ')).collect();
        let (name, word): (&&str, &&str) = (name.get(&names), word.get(&words));
        let changed = renamed(text, name, word);
        if laid_out(&changed).is_ok() {
            there_and_back(&changed);
        }
    }
}

/// Plans made at random, with comments, blank lines and wide spaces between all their words.
#[test]
fn generated_plans_with_comments_at_every_position_keep_what_they_say() {
    let mut done = 0;
    for seed in 0..300 {
        let mut random = Random(seed);
        let words = plan(&mut random);
        let bare = words.join(" ");
        let mut dense = String::new();
        for word in &words {
            let comment = COMMENTS[random.below(COMMENTS.len())];
            let gap = [" ", "\n", "\n\n", "\u{3000}", "\r\n"][random.below(5)];
            // One position in three stays without a comment.
            dense += &if random.below(3) == 0 { format!("{gap}{word}") } else { format!("{gap}{comment}{}{word}", ["\n", "\n\n\n"][random.below(2)]) };
        }
        dense += "\n// end";
        done += usize::from(holds(&bare));
        if holds(&dense) {
            assert_eq!(tree(&dense).contains("Declaration"), tree(&bare).contains("Declaration"));
        }
    }
    assert!(done > 200, "only {done} of 300 generated plans can be read");
}

#[test]
fn what_is_written_in_many_ways_is_laid_out_in_one() {
    let wild = "\u{FEFF}角色　组长“说\"好\"”｛电话：“8001”、\"8002\"；上报：主管 ｝\r\n\r\n\r\n\r\n班次 夜 {周一～周五 ２０：００－08:00}\r\n分级 响应{级别 重大 当 线路 ≥ ３条}";
    let neat = "\u{FEFF}角色 组长 \"说\\\"好\\\"\" {\r\n  电话 \"8001\", \"8002\"\r\n  上报 主管\r\n}\r\n\r\n班次 夜 { 周一..周五 20:00-08:00 }\r\n分级 响应 { 级别 重大 当 线路 >= 3条 }\r\n";
    assert_eq!(laid_out(wild).as_deref(), Ok(neat));
    assert!(holds(wild));
}

#[test]
fn a_unit_of_length_is_no_unit_of_time() {
    let text = "gauge depth { unit m }\nsupply hose {\n  quantity 100m\n  check every 6mo\n}\nprocedure p { start when depth > 5m }\n";
    let chinese = in_words(text, Lang::Zh).unwrap();
    assert!(chinese.contains("数量 100m") && chinese.contains("depth > 5m") && chinese.contains("检查周期 6个月"), "{chinese}");
    assert_eq!(in_words(&chinese, Lang::En).as_deref(), Ok(text));
}

#[test]
fn a_change_of_one_statement_leaves_the_others_alone() {
    let text = "role a { phone \"1\"  reports   to b }\n\n\nrole   b {}\nrole c{\n phone \"2\" }\n";
    let all = edits(&source(text), FileId(0), Options::default()).unwrap();
    for edit in &all {
        let mut out = text.to_owned();
        out.replace_range(edit.span.range(), &edit.text);
        assert_eq!(tree(&out), tree(text), "{out}");
    }
    assert_eq!(all.len(), 5, "{all:?}");
}

#[test]
fn a_text_that_cannot_be_read_is_left_alone() {
    for text in ["role {", "role a { phone }", "procedure p { step }", "/* open", "role a\u{200B}b {}"] {
        assert!(matches!(laid_out(text), Err(Refusal::Unreadable(_))), "{text}");
    }
    for text in ["", "\n\n", "\u{FEFF}"] {
        assert_eq!(laid_out(text).as_deref().map(|t| t.trim_start_matches('\u{FEFF}')), Ok(""), "{text:?}");
    }
}
