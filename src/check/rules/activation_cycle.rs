//! Procedures that start one another in a ring.

use super::prelude::*;
use crate::analysis::flow::rings::{Idle, idle};
use crate::analysis::flow::whole::{DeadRing, Fact, Spark, Target};
use crate::analysis::flow::words::procedure as title;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P209",
    name: "activation-cycle",
    severity: Severity::Error,
    why: ("where one procedure starts the other and the other the first, nobody can say which is to be followed, and for how long", "处置之间来回启动，谁也说不清该照哪一个办、办到何时为止"),
    page: Page(include_str!("../../../tests/rules/activation-cycle.md")),
    check: Some(check),
};

/// Most places beside a finding, and most names in a message.
const PLACES: usize = 20;
const NAMES: usize = 6;

/// Most conditions looked at to show runs.
const MAX_RUNS: usize = 10_000_000;

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let whole = cx.whole();
    let own = |span: Span| cx.model.is_own(span);
    let dead = whole.dead_rings().into_iter().filter(|ring| ring.members().any(|(_, wait)| own(wait.span)));
    let mut most = MAX_RUNS;
    let mut findings: Vec<Diagnostic> = dead.filter_map(|ring| never(cx, &ring, &mut most)).collect();
    let (idle, left) = idle(whole, cx.reach());
    findings.extend(idle.iter().filter(|i| own(i.spark.span)).filter_map(|i| again(cx, i, &mut most)));
    findings.extend(left.first().map(|spark| {
        let count = left.len();
        let message = text!("too large to decide whether {count} starts on rings have an effect", "处置互相启动之处过多，有 {count} 处无法判断是否有效");
        Diagnostic::new(RULE.code, Severity::Info, spark.span, message)
    }));
    findings
}

/// Names in the order in which one starts the next, the first again at the end.
fn ring(cx: &Context<'_>, ids: &[ProcedureId]) -> String {
    let name = |id: &ProcedureId| format!("`{}`", title(cx.model, *id));
    let mut names: Vec<String> = ids.iter().take(NAMES).map(name).collect();
    names.extend((ids.len() > NAMES).then(|| "…".to_owned()));
    names.extend(ids.first().map(name));
    names.join(" → ")
}

/// Procedures none of which ever starts.
fn never(cx: &Context<'_>, dead: &DeadRing, most: &mut usize) -> Option<Diagnostic> {
    let (places, count) = (&dead.places, dead.members().count());
    let (first, wait) = places.first()?;
    // Each waits for the next; the one that is waited for starts the other.
    let ids: Vec<ProcedureId> = std::iter::once(*first).chain(places.iter().skip(1).rev().map(|p| p.0)).collect();
    let names = ring(cx, &ids);
    let name = title(cx.model, *first);
    let message = if count == 1 {
        text!("procedure `{name}` never starts: only it starts itself", "处置 `{name}` 永远不会启动：只有它自己能启动它")
    } else {
        text!("none of these {count} procedures ever starts, each is started only through another of them: {names}", "这 {count} 个处置都不会启动，每一个都要靠另一个来启动：{names}")
    };
    let finding = dead.members().skip(1).take(PLACES).fold(RULE.finding(wait.span, message), |finding, (id, wait)| {
        let name = title(cx.model, *id);
        finding.related(wait.span, text!("`{name}` is started only here, and this never happens", "`{name}` 只能由此启动，而这永远不会发生"))
    });
    let help = text!("give one of them a start of its own: `start when SIGNAL`", "让其中一个自行启动：`启动 当 信号`");
    let run = cx.reach().towards(cx.model, Target::Start(*first), false, most);
    Some(finding.cite(cx.model.procedure(*first)?.head.cite()).help(help).run(run))
}

/// A start that always comes too late.
fn again(cx: &Context<'_>, idle: &Idle, most: &mut usize) -> Option<Diagnostic> {
    let (from, to) = (title(cx.model, idle.spark.from), title(cx.model, idle.spark.to));
    let ids: Vec<ProcedureId> = std::iter::once(idle.spark.to).chain(idle.way.iter().map(|s| s.to)).collect();
    let names = ring(cx, &ids);
    let message = if idle.way.is_empty() {
        text!("procedure `{to}` starts itself: it has started by then, and a procedure starts only once", "处置 `{to}` 启动自身：此时它已经启动，而处置只启动一次")
    } else {
        text!("procedures start one another without end: {names}; here `{to}` has always started before, and a procedure starts only once", "处置互相启动，没有尽头：{names}；到此处 `{to}` 必已启动过，而处置只启动一次")
    };
    let finding = idle.way.iter().take(PLACES).fold(RULE.finding(idle.spark.span, message), |finding, spark| finding.related(spark.span, started(cx, spark)));
    let help = text!(
        "delete this; what is to be done again belongs into a step of `{from}`, with `every` where it is repeated",
        "删去此处；需要再做的事，写成 `{from}` 的步骤，反复做的用 `每` 写明周期"
    );
    let (from, step) = (cx.model.procedure(idle.spark.from)?, if let Fact::Due(_, step) = idle.spark.fact { Some(step) } else { None });
    Some(finding.cite(step.and_then(|s| from.step(s)?.cite()).or(from.head.cite())).help(help).run(cx.reach().idle(cx.model, &idle.spark, most)))
}

fn started(cx: &Context<'_>, spark: &Spark) -> Text {
    let (from, to) = (title(cx.model, spark.from), title(cx.model, spark.to));
    match spark.fact {
        Fact::End(_) => text!("`{to}` starts here when `{from}` has ended", "`{from}` 结束后，`{to}` 由此启动"),
        Fact::Due(..) | Fact::Start(_) => text!("`{from}` starts `{to}` here", "`{from}` 在此启动 `{to}`"),
    }
}
