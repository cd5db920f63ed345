//! Time limits: from when they count, what follows when they pass, whether they can be kept.

use super::procedures::due;
use super::voice::Voice;
use super::wording::{block, code, listed};
use crate::analysis::calls::{self, Late, Timed};
use crate::analysis::flow::ladders;
use crate::analysis::time::{self, Doubt, Kind, Term, Verdict};
use crate::diagnostic::{Lang, text};
use crate::model::{Clock, ElseKind, Party, PostId, Step};
use crate::source::Span;

/// The limit whose length, clock or word is under an offset of this file.
pub(super) fn at<'m, 'a>(v: &Voice<'m, 'a>, offset: u32) -> Option<Timed<'m, 'a>> {
    let under = |span: Span| span.file == v.view.id && span.start <= offset && offset <= span.end;
    calls::limits(v.model).into_iter().find(|timed| {
        // What follows is an act of its own; only the word before it belongs to the limit.
        let act = timed.limit.otherwise.as_ref().map(|o| match &o.kind {
            ElseKind::Escalate(to, _) => to.span.start.min(after_else(v, o.span)),
            ElseKind::Act(act) => act.span.start,
        });
        under(timed.limit.span) && act.is_none_or(|act| offset < act)
    })
}

/// Where the word after `else` begins.
fn after_else(v: &Voice<'_, '_>, otherwise: Span) -> u32 {
    let written = v.view.slice(otherwise);
    let word = written.find(char::is_whitespace).unwrap_or(written.len());
    otherwise.start + word as u32 + 1
}

/// The page of a limit.
pub(super) fn page(v: &Voice<'_, '_>, timed: &Timed<'_, '_>) -> String {
    let mut lines = vec![block(v.view.slice(timed.limit.span))];
    let (clock, passes, verdict) = (counts(v, timed), passes(v, timed), verdict(v, timed));
    lines.push(v.say(text!("- counts {clock}\n- when it passes: {passes}\n- {verdict}", "- 起算：{clock}\n- 超时之后：{passes}\n- {verdict}")));
    lines.join("\n\n")
}

/// One line for the list of a step's limits.
pub(super) fn line(v: &Voice<'_, '_>, timed: &Timed<'_, '_>) -> String {
    let (limit, verdict) = (v.source(timed.limit.span), verdict(v, timed));
    if timed.limit.clock == Clock::Due {
        return v.say(text!("{limit} — counts from then; {verdict}", "{limit} — 自到期时起算；{verdict}"));
    }
    let clock = counts(v, timed);
    v.say(text!("{limit} — counts {clock}; {verdict}", "{limit} — 起算：{clock}；{verdict}"))
}

/// From when it counts.
fn counts(v: &Voice<'_, '_>, timed: &Timed<'_, '_>) -> String {
    let procedure = v.head(&timed.place.procedure.head);
    let Some(step) = timed.place.step else {
        return match timed.limit.clock {
            Clock::Due => v.say(text!("from the moment the start condition holds", "自启动条件成立时")),
            Clock::Unstated(_) => v.say(text!("the text leaves it open; from the moment the start condition holds", "原文未写明；按启动条件成立时")),
            Clock::Start | Clock::Step(_) | Clock::Signal(_) | Clock::Unknown => named_clock(v, timed, &procedure),
        };
    };
    let name = v.titled(&step.name().text, step.title());
    match timed.limit.clock {
        Clock::Due => {
            let due = due(v, step).join(&v.say(text!(", and ", "，且")));
            v.say(text!("from the moment step {name} becomes due: {due}", "自步骤 {name} 到期时（{due}）"))
        }
        Clock::Unstated(_) => v.say(text!(
            "from a moment that the text leaves open; it is taken as the moment step {name} becomes due",
            "原文未写明起算点，按步骤 {name} 到期时"
        )),
        Clock::Start | Clock::Step(_) | Clock::Signal(_) | Clock::Unknown => named_clock(v, timed, &procedure),
    }
}

fn named_clock(v: &Voice<'_, '_>, timed: &Timed<'_, '_>, procedure: &str) -> String {
    match timed.limit.clock {
        Clock::Step(id) => {
            let step = timed.place.procedure.step(id).map_or_else(String::new, |s| v.titled(&s.name().text, s.title()));
            v.say(text!("from the moment step {step} is done", "自步骤 {step} 完成时"))
        }
        Clock::Signal(id) => {
            let signal = v.model.signals.get(id.index()).map_or_else(String::new, |s| v.head(&s.head));
            v.say(text!("from the moment signal {signal} is raised", "自信号 {signal} 发出时"))
        }
        Clock::Unknown => v.say(text!("from a name that is not known", "自一个未声明的名称")),
        Clock::Start | Clock::Due | Clock::Unstated(_) => v.say(text!("from the start of procedure {procedure}", "自处置 {procedure} 启动时")),
    }
}

/// What follows when it passes.
fn passes(v: &Voice<'_, '_>, timed: &Timed<'_, '_>) -> String {
    if timed.part == Late::Actor && timed.late.is_empty() && timed.place.step.is_some_and(|s| !s.duties.is_empty()) {
        return v.say(text!("nothing: only a duty with `must` becomes overdue", "没有后果：只有写“应”的职责才算超时"));
    }
    if let Some(otherwise) = &timed.limit.otherwise {
        return match &otherwise.kind {
            ElseKind::Escalate(to, by) => {
                let shown = v.parties(to);
                let reached = listed(to.list.iter().map(|p| v.reached(p)), v.lang());
                let by = by.as_ref().map(|by| v.parties(by)).map_or_else(String::new, |by| v.say(text!(", by {by}", "，由 {by} 执行")));
                let need = if to.list.len() > 1 { format!("{shown}: ") } else { String::new() };
                v.say(text!("handed up to {need}{reached}{by}", "升级至 {need}{reached}{by}"))
            }
            ElseKind::Act(act) => v.source(act.span),
        };
    }
    unwritten(v, timed)
}

/// What follows where no `else` is written.
fn unwritten(v: &Voice<'_, '_>, timed: &Timed<'_, '_>) -> String {
    if let Some(next) = timed.place.step.and_then(|step| next_rung(step, timed.limit.span)) {
        let next = v.source(next);
        return v.say(text!("nothing yet; the next limit is {next}", "暂无后果；下一时限是 {next}"));
    }
    let timers = &timed.place.procedure.escalations;
    if timed.place.step.is_some_and(|s| !s.in_recovery) && !timers.is_empty() {
        let timers = listed(timers.iter().map(|e| v.source(e.span)), v.lang());
        return v.say(text!("nothing of its own; what the procedure as a whole does: {timers}", "没有单独写明；处置整体的升级：{timers}"));
    }
    if timed.late.is_empty() {
        return v.say(text!("**nothing is written**", "**没有写明**"));
    }
    let above: Vec<String> = timed.late.iter().filter_map(|p| above(v, p)).collect();
    if above.is_empty() {
        return v.say(text!("**nothing is written**, and nobody who could take over stands above", "**没有写明**，也没有可以接手的上级"));
    }
    let above = listed(above, v.lang());
    v.say(text!("no `else` is written; left to the superior: {above}", "没有写 `否则`，可由{above}接手"))
}

fn next_rung(step: &Step<'_>, limit: Span) -> Option<Span> {
    let ladder = ladders(step).into_iter().find(|l| l.iter().any(|rung| rung.span == limit))?;
    ladder.into_iter().map(|rung| rung.span).find(|span| span.start > limit.start)
}

/// The superiors of one who is late; for a group without its own, those of its leaders.
fn above(v: &Voice<'_, '_>, late: &Party) -> Option<String> {
    let post = v.model.post(late.post()?)?;
    let superiors = |id: PostId| v.model.post(id).map_or(&[][..], |p| &p.reports_to);
    let mut list: Vec<Party> = post.reports_to.clone();
    if list.is_empty() {
        list = post.leaders.iter().filter_map(Party::post).flat_map(superiors).copied().collect();
    }
    let reached = listed(list.iter().map(|p| v.reached(p)), v.lang());
    let name = code(&post.head.name.text);
    (!list.is_empty()).then(|| v.say(text!("{reached}, to whom {name} reports", "{name} 的上级 {reached}")))
}

/// Whether it can be kept, with the reason.
fn verdict(v: &Voice<'_, '_>, timed: &Timed<'_, '_>) -> String {
    let (procedure, step) = (timed.place.procedure, timed.place.step);
    let sum = |takes: &[Term], allowed: &[Term], unit| [Lang::En, Lang::Zh].map(|lang| time::sum(procedure, takes, allowed, unit, lang));
    v.say(match time::verdict(v.model, procedure, step, timed.limit) {
        Verdict::Guaranteed => text!("**guaranteed**: even the slowest run that the plan allows is in time", "**能保证**：按预案最慢也来得及"),
        Verdict::Wrong(Kind::Impossible { takes, allowed, unit, .. }) => {
            let [en, zh] = sum(&takes, &allowed, unit);
            text!("**impossible**: {en}", "**不可能做到**：{zh}")
        }
        Verdict::Wrong(Kind::EachWay { cases, unit }) => {
            let [en, zh] = [Lang::En, Lang::Zh].map(|lang| time::sums(procedure, &cases, unit, lang));
            text!("**impossible**: {en}", "**不可能做到**：{zh}")
        }
        Verdict::Wrong(Kind::Unguaranteed { takes, allowed, unit }) => {
            let [en, zh] = sum(&takes, &allowed, unit);
            text!("**not guaranteed**: {en}", "**不能保证**：{zh}")
        }
        Verdict::Wrong(Kind::Unbounded { .. }) => text!(
            "**not guaranteed**: what the step waits for may come when the limit has passed",
            "**不能保证**：该步骤所等的情况可能在时限过后才出现"
        ),
        Verdict::Wrong(Kind::Calendar) => text!("**cannot be decided**: no calendar says how long working days are", "**无法判定**：没有日历，不知工作日实际有多长"),
        Verdict::Wrong(Kind::TooLarge) => text!("**cannot be decided**: the procedure is too large", "**无法判定**：处置过大"),
        Verdict::Undecided(Doubt::NoLength) => text!("**cannot be decided**: the limit does not say how long", "**无法判定**：时限没有写明时长"),
        Verdict::Undecided(Doubt::Approval) => text!("**cannot be decided**: the plan does not say how long an approval takes", "**无法判定**：预案没有写明批准需要多久"),
        Verdict::Undecided(Doubt::OpenClock) => text!("**cannot be decided**: it is open from when it counts", "**无法判定**：没有写明从何时起算"),
        Verdict::Undecided(Doubt::NoBounds) => text!(
            "**cannot be decided**: the plan does not say how long the step takes (`takes …`)",
            "**无法判定**：预案没有写明该步骤用时多久（`用时 …`）"
        ),
    })
}
