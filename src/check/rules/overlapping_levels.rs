//! Two levels of one ladder that hold at once.

use super::prelude::*;
use crate::analysis::conditions::{Overlap, OverlapKind, level_title, run, shown};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P501",
    name: "overlapping-levels",
    severity: Severity::Error,
    why: (
        "where two levels hold at once, two people classify one incident differently and two responses begin",
        "同一情形下两个级别都成立，两个人会定出两个级别，两套响应同时启动",
    ),
    page: Page(include_str!("../../../tests/rules/overlapping-levels.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    cx.conditions.overlaps.iter().filter_map(|overlap| finding(cx, overlap)).collect()
}

fn finding(cx: &Context<'_>, overlap: &Overlap) -> Option<Diagnostic> {
    let model = cx.model;
    let ladder = model.ladders.get(overlap.ladder.index())?;
    let (level, other) = (ladder.levels.get(overlap.levels.0)?, ladder.levels.get(overlap.levels.1)?);
    let (span, other_span) = (level.when.as_ref()?.span, other.when.as_ref()?.span);
    let (title, other_title) = (level_title(model, overlap.ladder, overlap.levels.0)?, level_title(model, overlap.ladder, overlap.levels.1)?);
    let cite = cite(&level.rung.body).or(ladder.head.cite());
    let (witness, run) = match &overlap.kind {
        OverlapKind::At(witness) => (shown(model, cx.sources, witness), run(model, witness, [level, other].into_iter().filter_map(|l| l.when.as_ref()))),
        OverlapKind::TooLarge | OverlapKind::Circular => return Some(undecided(model, overlap, span)?.cite(cite)),
    };
    let (en, zh) = (witness.en, witness.zh);
    let message = text!("levels `{other_title}` and `{title}` both hold: {en}", "级别 `{other_title}` 与 `{title}` 同时成立：{zh}");
    let mut found = RULE.finding(span, message).run(run).cite(cite);
    found.help = Some(if overlap.is_of_signals(ladder) {
        found.severity = Severity::Warning;
        text!(
            "where one excludes the other, add `and not SIGNAL`; where the worst is to count, write `prefer highest` in the ladder",
            "若两者互相排斥，加写 `且 非 信号`；若以较重者为准，在分级中写 `就高`"
        )
    } else {
        text!(
            "bound the milder one where the worse begins, or write `prefer highest` in the ladder: then the worst counts",
            "较轻的级别写到较重的级别开始处为止；若以较重者为准，在分级中写 `就高`"
        )
    });
    let more = overlap.more;
    let note = match more {
        0 => text!("the other level", "另一级别"),
        1 => text!("the other level; one more holds with it as well", "另一级别；另有 1 个级别也与之同时成立"),
        _ => text!("the other level; {more} more hold with it as well", "另一级别；另有 {more} 个级别也与之同时成立"),
    };
    Some(found.related(other_span, note))
}

fn undecided(model: &Model<'_>, overlap: &Overlap, span: Span) -> Option<Diagnostic> {
    let (ladder, title) = (model.ladders.get(overlap.ladder.index())?.head.title(), level_title(model, overlap.ladder, overlap.levels.0)?);
    let message = if matches!(overlap.kind, OverlapKind::Circular) {
        text!("level `{title}` depends on its own ladder: whether levels overlap cannot be said", "级别 `{title}` 取决于本分级自身，无法判定级别是否重叠")
    } else {
        text!("the levels of `{ladder}` are too many or too large to decide whether they overlap", "分级 `{ladder}` 的级别过多或条件过大，无法判定是否重叠")
    };
    let mut found = RULE.finding(span, message);
    found.severity = Severity::Info;
    Some(found)
}
