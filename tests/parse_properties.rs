//! What holds for every text: reading never fails, findings point into it, no word is reserved, and the same plan
//! written in another way is the same plan.

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

use preplan::words;
use proptest::prelude::*;
use std::sync::OnceLock;
use support::{examples, find, report, tree};

/// A plan in which `NAME` stands wherever a name of its family may stand.
const ROLE: &str = r#"
role NAME "the role" { reports to boss   deputy boss, NAME   phone "8001"   also called "x" }
role boss { reports to NAME   deputy NAME   phone "8002" }
group team { leader NAME   deputy NAME   members boss, NAME, NAME   reports to NAME }
signal s { reported by NAME, boss }
report r { fields "x" }
supply torch { owner NAME }
shift day { Mon 08:00-20:00 }
procedure p {
  start when s requested by NAME approved by NAME and boss within 5m
  owner NAME during day, NAME
  step a "x" when s approved by NAME { NAME must call NAME within 1m else escalate to NAME by NAME }
  step b { NAME, boss must notify NAME, boss by phone within 5m of start else notify NAME }
  step c { any of NAME, boss should report to NAME }
  step d { 2 of NAME may report r to NAME every 5m }
  step e { NAME must request approval of NAME   NAME must not do "x" }
  escalate to NAME after 2h when s
  forbid NAME, boss do "x" unless approved by NAME
  finish when s proposed by NAME approved by any of NAME, boss
}
training t { for NAME   every 1y   owner NAME }
drill "x" of p { at 0m NAME unreachable   at 1m approve NAME   expect called NAME   expect notified NAME within 5m   expect escalated NAME }
"#;

const GROUP: &str = r#"
role boss { reports to NAME   deputy NAME   phone "8002" }
group NAME "the group" { leader boss   members boss   reports to boss }
signal s { reported by NAME }
procedure p {
  start when s approved by NAME
  owner NAME
  step a { NAME must call NAME within 1m else escalate to NAME by NAME }
  step b { NAME, boss must notify NAME within 5m of start }
  step c { any of NAME, boss should report to NAME }
  step d { 2 of NAME must do "x" }
  forbid NAME do "x" unless approved by NAME
  finish when s
}
"#;

const STEP: &str = r#"
role lead { phone "8001" }
signal s { reported by lead }
procedure p {
  start when s
  step NAME "the step" { lead must do "x" within 1m }
  step a after NAME { lead must do "x" within 5m of NAME }
  step b after NAME, a when done NAME { lead must do "x" }
  step c after any of NAME, a when not done NAME and (done NAME or s) { lead must do "x" within 5m of NAME else notify lead }
  finish when done NAME and s
  recovery { step d after NAME { lead must do "x" } }
}
procedure q {
  start when s
  step NAME { lead must do "x" }
  then step NAME-too when s after NAME takes 5m { lead must do "x" }
  step other after NAME
}
drill "x" of p { at 0m raise s   at 1m done NAME   expect done NAME   expect due NAME within 5m   expect not overdue NAME }
"#;

const SIGNAL: &str = r#"
role lead { phone "8001" }
signal NAME "the signal" { hazard fire   reported by lead   also called "x" }
signal s { reported by lead }
procedure p {
  start when NAME
  start when NAME for 10m requested by lead
  start when not NAME and (NAME or s) and NAME
  step a when NAME { lead must do "x" within 5m of NAME else notify lead }
  step b when s or NAME after a { lead must do "x" }
  escalate to lead after 2h when not NAME
  forbid lead do "x" when NAME
  finish when NAME for 5m and s approved by lead
}
drill "x" of p { at 0m raise NAME   at 1m clear NAME   expect finished }
"#;

/// Words that are such a name only in backticks, because a word of the language may stand in the same place.
const ONLY_IN_BACKTICKS: &[(&str, &[&str])] = &[
    // Actors without a name.
    ("role", &["everyone", "所有人", "anyone", "任何人", "someone", "某人"]),
    ("group", &["everyone", "所有人", "anyone", "任何人", "someone", "某人"]),
    // `任一 A, B`: the English `any of` has two words and is in nobody's way.
    ("role", &["任一"]),
    ("group", &["任一"]),
    ("step", &["任一"]),
    // `at 0m done unreachable`: rather a step of that name is done than a role called `done` is unreachable.
    ("role", &["done", "完成", "raise", "发出", "clear", "解除", "approve", "同意"]),
    // `of start`, `of unstated`: the two clocks that are no names.
    ("step", &["start", "启动", "unstated", "未写明"]),
    ("signal", &["start", "启动", "unstated", "未写明"]),
    // `when done and fire`: rather a signal is called `done` than a step `and`.
    ("step", &["and", "且", "并且", "or", "或", "或者"]),
    // `when not` and a line break and `step x`: the condition goes on.
    ("signal", &["not", "非", "未", "done", "完成", "finished", "结束"]),
];

fn only_in_backticks(family: &str, word: &str) -> bool {
    ONLY_IN_BACKTICKS.iter().any(|(f, words)| *f == family && words.contains(&word))
}

#[test]
fn no_word_is_reserved() {
    let mut wrong = Vec::new();
    for (family, plan) in [("role", ROLE), ("group", GROUP), ("step", STEP), ("signal", SIGNAL)] {
        let plain = find(&[("plan", &plan.replace("NAME", "xyzzy"))]);
        assert!(plain.diagnostics.is_empty(), "{}", report(&plain, preplan::diagnostic::Lang::En));
        let expected = tree(&plan.replace("NAME", "xyzzy"));
        for word in words::all().iter().flat_map(|w| w.spellings.iter()) {
            let bare = !word.contains(' ') && !only_in_backticks(family, word);
            let name = if bare { word.clone() } else { format!("`{word}`") };
            let text = plan.replace("NAME-too", "too").replace("NAME", &name);
            let found = find(&[("plan", &text)]);
            let same = tree(&text) == expected.replace("xyzzy-too", "too").replace("xyzzy", word);
            if !same || !found.diagnostics.is_empty() {
                let first = found.diagnostics.first().map(|d| format!("{} at `{}`", d.message.en, found.project.sources().slice(d.span)));
                wrong.push(format!("{family} {word}: {}", first.unwrap_or_else(|| "another tree".to_owned())));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

const ENGLISH: &str = r#"
role lead { reports to manager   deputy senior   phone "8001" }
service brigade { for fire   phone "119" }
signal seen { hazard fire   reported by anyone }
shift day { Mon..Fri 08:00-20:00 }
training t { for lead   every 3mo }
procedure response {
  cite "5(1)"
  start when seen for 5m
  owner lead during day
  step alarm { anyone must call brigade within 1m }
  then step tell takes 5m { lead must notify manager, boss by phone within 5m of start else escalate to command }
  step keep after any of alarm, tell { lead should record "x" in log   lead must preserve "x" for 30d   lead may do "x" every 1w }
  forbid everyone do "use the lift" unless approved by manager
  escalate to manager after 2h when not seen or outage >= 30m
  finish when out and done tell proposed by lead approved by manager
}
drill "night" of response { at 0m raise seen   at 0m lead unreachable   expect not overdue tell within 5m }
"#;

const CHINESE: &str = r#"
角色 lead { 上报 manager   副手 senior   电话 "8001" }
外援 brigade { 负责 火灾   电话 "119" }
信号 seen { 灾种 火灾   报告人 任何人 }
班次 day { 周一..周五 08:00-20:00 }
培训 t { 对象 lead   每 3个月 }
处置 response {
  依据 "5(1)"
  启动 当 seen 持续 5分钟
  负责人 lead 于 day
  步骤 alarm { 任何人 应 拨打 brigade 限时 1分钟 }
  然后 步骤 tell 用时 5分钟 { lead 必须 通知 manager, boss 通过 电话 限时 5分钟 自 启动 否则 升级至 command }
  步骤 keep 待 任一 alarm, tell { lead 宜 记录 "x" 记入 log   lead 应 保留 "x" 保存 30天   lead 可 执行 "x" 每 1周 }
  禁止 所有人 执行 "use the lift" 除非 批准 manager
  升级至 manager 超过 2小时 当 非 seen 或 outage >= 30分钟
  终止 当 out 且 完成 tell 提出 lead 批准 manager
}
推演 "night" 针对 response { 在 0分钟 发出 seen   在 0分钟 lead 失联   期望 非 超时 tell 限时 5分钟 }
"#;

#[test]
fn english_and_chinese_keywords_make_one_tree() {
    let words = |plan: &str| tree(plan).replace("\"火灾\"", "\"fire\"").replace("\"任何人\"", "\"anyone\"");
    assert_eq!(words(ENGLISH), words(CHINESE));
}

#[test]
fn twins_of_a_plan_make_one_tree() {
    for plan in [ENGLISH, CHINESE] {
        let wide = |c: char| match c {
            ',' => '，',
            ';' => '；',
            '{' => '｛',
            '}' => '｝',
            '(' => '（',
            ')' => '）',
            ' ' => '\u{3000}',
            _ => c,
        };
        let mut quoted = false;
        let full_width: String = plan
            .chars()
            .map(|c| {
                quoted ^= c == '"';
                if quoted { c } else { wide(c) }
            })
            .collect();
        // In units only digits are replaced: `5m` is `５m`.
        let digits: String = plan.chars().map(|c| if c.is_ascii_digit() { char::from_u32(c as u32 - 0x30 + 0xFF10).unwrap() } else { c }).collect();
        let plain = tree(plan);
        assert_eq!(tree(&format!("\u{feff}{plan}")), plain, "BOM");
        assert_eq!(tree(&plan.replace('\n', "\r\n")), plain, "CRLF");
        assert_eq!(tree(&plan.replace("  ", "\t")), plain, "tabs");
        assert_eq!(tree(&full_width), plain, "full-width punctuation");
        assert_eq!(tree(&plan.replace("  ", " /* … */ // x\n")), plain, "comments");
        // Texts and names keep the digits they are written with; lengths of time do not.
        let times = |t: &str| tree(t).matches("millis: ").count();
        assert_eq!(times(&digits), times(plan), "full-width digits");
    }
}

/// The plans that are mutated: those of this repository, and the examples of the reference.
fn plans() -> &'static [String] {
    static PLANS: OnceLock<Vec<String>> = OnceLock::new();
    PLANS.get_or_init(|| {
        let page = std::fs::read_to_string("docs/language.md").unwrap();
        let mut plans: Vec<String> = examples(&page).map(|e| e.1.to_owned()).collect();
        for folder in ["plans/as-written", "plans/revised"] {
            let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_file()).collect();
            paths.sort();
            plans.extend(paths.iter().map(|p| std::fs::read_to_string(p).unwrap()));
        }
        plans
    })
}

/// Words, signs and blanks of a text.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let word = |c: char| c.is_alphanumeric() || c == '-';
        let end = if word(first) { rest.find(|c| !word(c)).unwrap_or(rest.len()) } else { first.len_utf8() };
        let (token, tail) = rest.split_at(end);
        tokens.push(token);
        rest = tail;
    }
    tokens
}

/// Reads a text; its findings must lie in it.
fn read(text: &str) -> usize {
    let found = find(&[("plan", text)]);
    for d in &found.diagnostics {
        let spans = [d.span].into_iter().chain(d.related.iter().map(|l| l.span)).chain(d.fix.iter().flat_map(|f| f.edits.iter().map(|e| e.span)));
        for span in spans {
            assert!(span.start <= span.end && text.get(span.range()).is_some(), "{} {span:?} of {}", d.message.en, text.len());
        }
        assert!(!d.message.en.is_empty() && !d.message.zh.is_empty());
    }
    found.diagnostics.len()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        read(&text);
    }

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_words_are_read(picks in proptest::collection::vec((any::<proptest::sample::Index>(), any::<bool>()), 0..60)) {
        const SIGNS: &[&str] = &["{", "}", "(", ")", ",", "\"", "“", "”", "`", "..", "5m", "5", "name", "名称", "\"text\"", "//", "/*", "\n", ">", "=", "08:00", "2015-12-22", "-", "\u{200b}"];
        let all: Vec<&str> = words::all().iter().flat_map(|w| w.spellings.iter().map(String::as_str)).collect();
        let text: Vec<&str> = picks.iter().map(|(i, sign)| if *sign { *i.get(SIGNS) } else { *i.get(&all) }).collect();
        read(&text.join(" "));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_plan_is_read(plan in any::<proptest::sample::Index>(), at in any::<proptest::sample::Index>(), other in any::<proptest::sample::Index>(), how in 0..4usize) {
        let text = plan.get(plans());
        let mut tokens = tokens(text);
        let (at, other) = (at.index(tokens.len()), other.index(tokens.len()));
        match how {
            0 => drop(tokens.remove(at)),
            1 => tokens.insert(at, tokens[other]),
            2 => tokens[at] = tokens[other],
            _ => tokens.truncate(at),
        }
        let before = read(text);
        let after = read(&tokens.concat());
        // One change may cost a block, but not set the whole file alight.
        prop_assert!(after <= before + 40, "{before} findings became {after}");
    }
}
