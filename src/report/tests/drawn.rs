//! What a reader sees, whole.

use super::*;
use insta::assert_snapshot;

#[test]
fn a_chinese_finding_in_a_terminal() {
    assert_snapshot!(pretty(&hotline().report(), Lang::Zh, STYLE), @r#"
      × 错误[P401 wrong-emergency-number]：`110` 是报警电话，不是火警电话
       ╭─[plans/热线.plan:3:24]
     2 │   地区 CN
     3 │   外援 消防队 { 负责 火灾   电话 "110" }
       ·                      ──┬─         ─┬─
       ·                        │           ╰── 这是公安的电话
       ·                        ╰── 这里写明负责火灾
     4 │ }
       ╰────
       ╭─[roster.plan:1:13]
     1 │ 外援 消防队 { 电话 "119" }
       ·                    ──┬──
       ·                      ╰── 别处写的是 `119`
       ╰────

      改法：写成 `119`
      可自动改正：`110` 改为 `119`
      为何要紧：拨错号码，会错过火势还能控制的几分钟
      原文 五(1)

    2 个文件、1 个预案：1 个错误，0 个警告，0 条提示
    用 `preplan explain 规则编号` 查看规则详解，例如 `preplan explain P401`
    "#);
}

#[test]
fn a_chinese_finding_in_a_log() {
    assert_snapshot!(plain(&hotline().report(), Lang::Zh), @r#"
    错误[P401 wrong-emergency-number]：`110` 是报警电话，不是火警电话
      --> plans/热线.plan:3:24
      |
    2 |   地区 CN
    3 |   外援 消防队 { 负责 火灾   电话 "110" }
      |                      ----         ^^^ 这是公安的电话
      |                      |
      |                      这里写明负责火灾
    4 | }
      |
      --> roster.plan:1:13
      |
    1 | 外援 消防队 { 电话 "119" }
      |                    ----- 别处写的是 `119`
      |
      = 改法：写成 `119`
      = 可自动改正：`110` 改为 `119`
      = 为何要紧：拨错号码，会错过火势还能控制的几分钟
      = 原文 五(1)

    2 个文件、1 个预案：1 个错误，0 个警告，0 条提示
    用 `preplan explain 规则编号` 查看规则详解，例如 `preplan explain P401`
    "#);
}

#[test]
fn an_english_finding_in_a_terminal() {
    assert_snapshot!(pretty(&hotline().report(), Lang::En, STYLE), @r#"
      × error[P401 wrong-emergency-number]: `110` is the police, not the fire
      │ brigade
       ╭─[plans/热线.plan:3:24]
     2 │   地区 CN
     3 │   外援 消防队 { 负责 火灾   电话 "110" }
       ·                      ──┬─         ─┬─
       ·                        │           ╰── the police in CN
       ·                        ╰── meant for fire
     4 │ }
       ╰────
       ╭─[roster.plan:1:13]
     1 │ 外援 消防队 { 电话 "119" }
       ·                    ──┬──
       ·                      ╰── `119` elsewhere
       ╰────

      help: write `119`
      can be corrected automatically: `110` becomes `119`
      why: a wrong number costs the minutes in which a fire can still be put out
      clause 五(1)

    1 error, 0 warnings, 0 notes in 2 files (1 plan)
    `preplan explain CODE` tells more about a rule, for example `preplan explain P401`
    "#);
}

#[test]
fn an_english_finding_in_a_log() {
    assert_snapshot!(plain(&hotline().report(), Lang::En), @r#"
    error[P401 wrong-emergency-number]: `110` is the police, not the fire brigade
      --> plans/热线.plan:3:24
      |
    2 |   地区 CN
    3 |   外援 消防队 { 负责 火灾   电话 "110" }
      |                      ----         ^^^ the police in CN
      |                      |
      |                      meant for fire
    4 | }
      |
      --> roster.plan:1:13
      |
    1 | 外援 消防队 { 电话 "119" }
      |                    ----- `119` elsewhere
      |
      = help: write `119`
      = can be corrected automatically: `110` becomes `119`
      = why: a wrong number costs the minutes in which a fire can still be put out
      = clause 五(1)

    1 error, 0 warnings, 0 notes in 2 files (1 plan)
    `preplan explain CODE` tells more about a rule, for example `preplan explain P401`
    "#);
}

#[test]
fn two_marks_far_apart_on_a_long_line_are_shown_apart() {
    let line = format!("甲{}乙\n", "-".repeat(5000));
    let mut case = Case::with(&[("a.plan", &line)]);
    let finding = Diagnostic::new("P003", Severity::Error, case.at(0, "乙"), text!("twice", "重复"));
    case.findings.push(finding.related(case.at(0, "甲"), text!("first", "先前")));
    assert_snapshot!(plain(&case.report(), Lang::Zh), @r"
    错误[P003 duplicate-name]：重复
      --> a.plan:1:5002
      |
    1 | ...--------------------------------------------------------------------------------------------------------------------------------------------------------------乙
      |                                                                                                                                                                  ^^
      |
      --> a.plan:1:1
      |
    1 | 甲--------------------------------------------------------------------------------------------------------------------------------------------------------------...
      | -- 先前

    1 个文件、1 个预案：1 个错误，0 个警告，0 条提示
    用 `preplan explain 规则编号` 查看规则详解，例如 `preplan explain P003`
    ");
}

#[test]
fn overlapping_marks_are_shown_apart() {
    let mut case = Case::with(&[("a.plan", "电话 \"110\"\n")]);
    let finding = Diagnostic::new("P003", Severity::Warning, case.at(0, "110"), text!("twice", "重复"));
    case.findings.push(finding.related(case.at(0, "电话 \"110\""), text!("this line", "这一句")));
    assert_snapshot!(pretty(&case.report(), Lang::Zh, STYLE), @r#"
      ⚠ 警告[P003 duplicate-name]：重复
       ╭─[a.plan:1:5]
     1 │ 电话 "110"
       ·       ───
       ╰────
       ╭─[a.plan:1:1]
     1 │ 电话 "110"
       · ─────┬────
       ·      ╰── 这一句
       ╰────

    1 个文件、1 个预案：0 个错误，1 个警告，0 条提示
    用 `preplan explain 规则编号` 查看规则详解，例如 `preplan explain P003`
    "#);
}

#[test]
fn an_empty_span_at_the_end_of_the_file() {
    let text = "plan a {\n  region CN\n\n\n";
    let end = |n| Span::new(FileId(0), n, n);
    let case = Case::with(&[("a.plan", text)]).finding(&[end(text.len())]);
    assert_snapshot!(pretty(&case.report(), Lang::En, STYLE), @r"
      × error[P001 syntax-error]: not a plan
       ╭─[a.plan:5:1]
     2 │   region CN
     3 │
     4 │
     5 │
       · ▲
       · ╰── here
       ╰────

    1 error, 0 warnings, 0 notes in 1 file (1 plan)
    `preplan explain CODE` tells more about a rule, for example `preplan explain P001`
    ");
    let case = Case::with(&[("a.plan", "plan a {")]).finding(&[end(8)]);
    assert_snapshot!(plain(&case.report(), Lang::En), @r"
    error[P001 syntax-error]: not a plan
      --> a.plan:1:9
      |
    1 | plan a {
      |         ^ here

    1 error, 0 warnings, 0 notes in 1 file (1 plan)
    `preplan explain CODE` tells more about a rule, for example `preplan explain P001`
    ");
}

#[test]
fn a_span_over_many_lines_is_shown_by_its_first() {
    let text = format!("plan a {{\r\n{}}}\r\n", "  note \"x\"\r\n".repeat(40));
    let case = Case::with(&[("a.plan", &text)]).finding(&[Span::new(FileId(0), 0, text.len())]);
    assert_snapshot!(plain(&case.report(), Lang::En), @r#"
    error[P001 syntax-error]: not a plan
      --> a.plan:1:1
      |
    1 | plan a {
      | ^^^^^^^^ here (up to line 42)
    2 |   note "x"

    1 error, 0 warnings, 0 notes in 1 file (1 plan)
    `preplan explain CODE` tells more about a rule, for example `preplan explain P001`
    "#);
}

#[test]
fn a_file_without_text_is_named() {
    let case = Case::with(&[("gone.plan", "")]).finding(&[Span::default(), Span::new(FileId(7), 3, 4)]);
    assert_snapshot!(pretty(&case.report(), Lang::Zh, STYLE), @r"
      × 错误[P001 syntax-error]：不是预案

      文件：gone.plan

      × 错误[P001 syntax-error]：不是预案

    1 个文件、1 个预案：2 个错误，0 个警告，0 条提示
    用 `preplan explain 规则编号` 查看规则详解，例如 `preplan explain P001`
    ");
    assert_snapshot!(plain(&case.report(), Lang::En), @r"
    error[P001 syntax-error]: not a plan
     = file: gone.plan

    error[P001 syntax-error]: not a plan

    2 errors, 0 warnings, 0 notes in 1 file (1 plan)
    `preplan explain CODE` tells more about a rule, for example `preplan explain P001`
    ");
}

#[test]
fn json_has_the_documented_shape() {
    let case = hotline();
    let shown = json(&case.report(), Lang::Zh);
    assert!(shown.ends_with("}\n") && shown.lines().count() == 1);
    assert_snapshot!(shown, @r#"{"version":1,"plans":1,"files":2,"diagnostics":[{"rule":"P401","name":"wrong-emergency-number","severity":"error","message":"`110` 是报警电话，不是火警电话","help":"写成 `119`","file":"plans/热线.plan","range":{"start":{"line":3,"column":24,"offset":73},"end":{"line":3,"column":27,"offset":76}},"related":[{"message":"这里写明负责火灾","file":"plans/热线.plan","range":{"start":{"line":3,"column":15,"offset":56},"end":{"line":3,"column":17,"offset":62}}},{"message":"别处写的是 `119`","file":"roster.plan","range":{"start":{"line":1,"column":13,"offset":26},"end":{"line":1,"column":18,"offset":31}}}],"run":[],"fix":{"safe":true,"edits":[{"file":"plans/热线.plan","range":{"start":{"line":3,"column":24,"offset":73},"end":{"line":3,"column":27,"offset":76}},"text":"119"}]},"cite":"五(1)"}],"summary":{"error":1,"warning":0,"info":0}}"#);
    let read: serde_json::Value = serde_json::from_str(&shown).unwrap();
    let start = &read["diagnostics"][0]["range"]["start"];
    assert_eq!(start, &serde_json::json!({ "line": 3, "column": 24, "offset": 73 }));
    assert_eq!(read["summary"], serde_json::json!({ "error": 1, "warning": 0, "info": 0 }));
}
