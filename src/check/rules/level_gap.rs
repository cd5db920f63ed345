//! Values at which no level of a ladder holds.

use super::prelude::*;
use crate::analysis::conditions::{Hole, level_title, run, shown};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P502",
    name: "level-gap",
    severity: Severity::Error,
    why: (
        "an incident that falls between two levels, or beyond the worst, has no response although a milder one has",
        "落在两级之间或超出最重一级的情形没有响应，比它轻的反而有",
    ),
    page: Page(include_str!("../../../tests/rules/level-gap.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let found = cx.conditions.gaps.iter().filter_map(|gap| match &gap.at {
        Some(hole) => finding(cx, gap.ladder, hole),
        None => undecided(cx.model, gap.ladder),
    });
    found.collect()
}

fn finding(cx: &Context<'_>, id: LadderId, hole: &Hole) -> Option<Diagnostic> {
    let model = cx.model;
    let ladder = model.ladders.get(id.index())?;
    let level = ladder.levels.get(hole.before)?;
    let before = level_title(model, id, hole.before)?;
    let (values, gauge) = (shown(model, cx.sources, &hole.values), model.gauges.get(hole.gauge.index())?.head.title());
    let (en, zh) = (values.en, values.zh);
    let after = hole.after.filter(|after| *after != hole.before).and_then(|after| Some((level_title(model, id, after)?, ladder.levels.get(after)?)));
    let message = match after {
        Some((after, _)) => text!(
            "no level holds between `{before}` and `{after}`: {en}",
            "`{before}` 与 `{after}` 之间没有级别成立：{zh}"
        ),
        None if hole.after.is_some() => text!("level `{before}` leaves a gap: {en}", "级别 `{before}` 中间有空档：{zh}"),
        None => text!("beyond `{before}` no level holds: {en}", "超出 `{before}` 之后没有级别成立：{zh}"),
    };
    let help = text!(
        "let one level begin where the other ends, with `<` on one side and `>=` on the other, and leave the worst one open; the gauge is `{gauge}`",
        "让一级紧接另一级，一侧用 `<`，另一侧用 `>=`，最重的一级不设上限；所量的是 `{gauge}`"
    );
    let found = RULE.finding(level.when.as_ref()?.span, message).run(run(model, &hole.values, ladder.levels.iter().filter_map(|l| l.when.as_ref()))).help(help).cite(cite(&level.rung.body).or(ladder.head.cite()));
    Some(match after {
        Some((_, level)) => found.related(level.when.as_ref()?.span, text!("the level on the other side", "另一侧的级别")),
        None => found,
    })
}

fn undecided(model: &Model<'_>, id: LadderId) -> Option<Diagnostic> {
    let ladder = model.ladders.get(id.index())?;
    let title = ladder.head.title();
    let message = text!("the levels of `{title}` are too large to decide whether they leave a gap", "分级 `{title}` 的条件过大，无法判定级别之间有无空档");
    let mut found = RULE.finding(ladder.head.decl.head, message).cite(ladder.head.cite());
    found.severity = Severity::Info;
    Some(found)
}
