//! A danger for which nobody calls for help.

use super::prelude::*;
use crate::analysis::called;
use crate::analysis::hazards::{Danger, helping, one_of};
use crate::analysis::numbers::{Kind, Region};
use crate::analysis::rescue::{Inner, Lack, Rescue, Weak, kinds_of, softens, weight};
use crate::analysis::wording::quoted;
use crate::diagnostic::Lang;
use crate::words;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P405",
    name: "missing-emergency-call",
    severity: Severity::Error,
    why: (
        "when no duty says who calls for help, everybody believes that somebody else has called",
        "没有写明由谁求助，人人都以为别人已经打了电话",
    ),
    page: Page(include_str!("../../../tests/rules/missing-emergency-call.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let region = cx.region();
    let rescue = Rescue::new(cx.model, region, &|span| cx.is_broken(span));
    let search = Search { cx, region, rescue: &rescue };
    let mut findings = Vec::new();
    let mut said: Vec<Vec<(Severity, Danger)>> = Vec::new();
    for (index, procedure) in cx.model.procedures.iter().enumerate() {
        // A number dialled in place of the right one is reported where it stands.
        let mistaken: Vec<Danger> = region.map_or_else(Vec::new, |r| rescue.mistakes(cx.model, r, index)).iter().map(|m| m.danger).collect();
        let open = |d: &Danger| rescue.is_main(index, d) && !mistaken.iter().any(|m| m.need.bit == d.need.bit);
        let gaps = rescue.gaps(index).into_iter().filter(open);
        let mut kept = distinct(gaps.map(|danger| (search.weight(index, &danger), danger)).collect());
        findings.extend(kept.iter().map(|(severity, danger)| search.at_start(index, procedure, *severity, danger)));
        kept.extend(mistaken.into_iter().map(|danger| (Severity::Error, danger)));
        said.push(kept);
    }
    findings.extend(rescue.inner(cx.model).into_iter().filter_map(|inner| search.inside(inner, &said)));
    findings
}

/// One danger for each kind of help: whoever is called for the first also helps with the second.
fn distinct(gaps: Vec<(Severity, Danger)>) -> Vec<(Severity, Danger)> {
    let mut kept: Vec<(Severity, Danger)> = Vec::new();
    let mut sorted = gaps;
    sorted.sort_by_key(|(severity, danger)| (std::cmp::Reverse(*severity), danger.need.kinds.len()));
    for (severity, danger) in sorted {
        if !covered(&kept, severity, &danger) {
            kept.push((severity, danger));
        }
    }
    kept
}

/// Whether whoever is missing for one of these is missing here as well.
fn covered(kept: &[(Severity, Danger)], severity: Severity, danger: &Danger) -> bool {
    let helps = |k: &Danger| !k.need.kinds.is_empty() && k.need.kinds.iter().all(|kind| danger.need.kinds.contains(kind));
    kept.iter().any(|(worse, k)| *worse >= severity && (k.need.bit == danger.need.bit || helps(k)))
}

struct Search<'c> {
    cx: &'c Context<'c>,
    region: Option<&'c Region>,
    rescue: &'c Rescue<'c>,
}

impl Search<'_> {
    fn weight(&self, index: usize, danger: &Danger) -> Severity {
        weight(danger, &self.rescue.weak(index, danger).collect::<Vec<_>>())
    }

    /// The call that comes nearest to bringing help.
    fn nearest(&self, index: usize, danger: &Danger) -> Option<&Weak> {
        let nearest = self.rescue.weak(index, danger).min_by_key(|w| (softens(danger, w), w.lack.is_some()));
        nearest.filter(|w| !danger.guessed && softens(danger, w) != Severity::Error)
    }

    fn at_start(&self, index: usize, procedure: &Procedure<'_>, severity: Severity, danger: &Danger) -> Diagnostic {
        let title = procedure.head.title();
        let (helper, call) = helping(danger.need);
        let (helper, calls, call) = (helper.en, call.en, call.zh);
        let nearest = self.nearest(index, danger);
        // Somebody is to call, but whom?
        let words = !danger.guessed && self.rescue.weak(index, danger).any(|w| w.lack == Some(Lack::Words));
        let condition = nearest.filter(|w| w.lack.is_none()).and_then(|w| w.only.as_ref()?.cond);
        let (span, message) = match (nearest.and_then(|w| w.lack), condition) {
            (_, Some(span)) => {
                let when = quoted(self.cx.sources, span);
                (span, text!("procedure `{title}` {calls} only when `{when}`", "处置 `{title}` 只在 `{when}` 时才{call}"))
            }
            (Some(Lack::Hedged | Lack::Either), None) => (
                procedure.head.decl.head,
                text!("procedure `{title}` does not make sure that anybody {calls}", "处置 `{title}` 没有确保有人{call}"),
            ),
            (_, None) if words => (
                procedure.head.decl.head,
                text!(
                    "procedure `{title}` calls for help in words that name neither number nor service: it needs {helper}",
                    "处置 `{title}` 只写了报警求助，没有写明号码或外援：此处须{call}"
                ),
            ),
            (_, None) => {
                (procedure.head.decl.head, text!("no duty of procedure `{title}` {calls}", "处置 `{title}` 没有写明由谁{call}"))
            }
        };
        let step = procedure.steps.iter().find(|s| s.when.as_ref().is_some_and(|when| Some(when.span) == condition));
        let finding = RULE.finding(span, message).cite(step.and_then(Step::cite).or(procedure.head.cite()));
        // What the message says need not be said again.
        let said = nearest.filter(|_| condition.is_some()).map(|w| w.span);
        let finding = self.explained(finding, index, severity, danger, said);
        if condition.is_none() {
            return finding;
        }
        finding.help(text!(
            "let the call be made at once, in a step without this condition; if it can wait, waive this and say why",
            "不附此条件，另设一步骤当即求助；确可等待的，请豁免并说明理由"
        ))
    }

    /// One finding for a signal, at the first place; it weighs less than at a start, where the danger is the whole matter.
    fn inside(&self, inner: Inner, said: &[Vec<(Severity, Danger)>]) -> Option<Diagnostic> {
        let danger = &inner.danger;
        let mut places = inner.places.into_iter().filter_map(|(index, step, span)| {
            let severity = match self.weight(index, danger) {
                Severity::Error => Severity::Warning,
                Severity::Warning => Severity::Info,
                Severity::Info => return None,
            };
            let reported = said.get(index).is_some_and(|said| covered(said, severity, danger));
            (!reported).then_some((index, step, span, severity))
        });
        let (index, step, span, severity) = places.next()?;
        let procedure = self.cx.model.procedures.get(index)?;
        let signal = self.cx.model.signals.get(danger.signal?.index())?;
        let (title, name) = (procedure.head.title(), signal.head.title());
        let (helper, call) = helping(danger.need);
        let (helper, calls, call) = (helper.en, call.en, call.zh);
        let words = self.rescue.weak(index, danger).any(|w| w.lack == Some(Lack::Words));
        let message = if words {
            text!(
                "when `{name}`, procedure `{title}` calls for help in words that name neither number nor service: it needs {helper}",
                "`{name}` 时，处置 `{title}` 只写了报警求助，没有写明号码或外援：此处须{call}"
            )
        } else {
            text!(
                "when `{name}`, no duty of procedure `{title}` {calls}",
                "`{name}` 时，处置 `{title}` 没有写明由谁{call}"
            )
        };
        let clause = procedure.steps.get(step).and_then(Step::cite).or(procedure.head.cite());
        let finding = self.explained(RULE.finding(span, message).cite(clause), index, severity, danger, None);
        Some(places.take(5).fold(finding, |finding, place| finding.related(place.2, text!("here as well", "此处也是"))))
    }

    /// Adds why it matters here and what the calls that there are lack.
    fn explained(&self, finding: Diagnostic, index: usize, severity: Severity, danger: &Danger, said: Option<Span>) -> Diagnostic {
        let row = danger.need.hazard;
        let (en, zh) = (words::form(row, Lang::En), words::form(row, Lang::Zh));
        let named = if danger.guessed {
            text!("this sounds like a danger; if it is one, write its `hazard`", "听起来是险情；若确是如此，请写明 `灾种`")
        } else {
            text!("the danger: {en}", "灾种：{zh}")
        };
        let mut finding = finding.related(danger.span, named).help(self.help(danger));
        finding.severity = severity;
        for weak in self.rescue.weak(index, danger).filter(|w| Some(w.span) != said).take(5) {
            finding = finding.related(weak.span, self.lack(weak, danger));
        }
        others(self.rescue, self.region, index, finding)
    }

    /// Whom to call: a service that is declared already, or a new one.
    fn help(&self, danger: &Danger) -> Text {
        let authority = danger.need.kinds.is_empty();
        let Some(post) = self.rescue.service(self.cx.model, danger) else {
            return if authority { authority_help() } else { help(self.region, danger.need.kinds) };
        };
        let name = &post.head.name.text;
        if authority {
            return text!("add `ROLE must report to {name} within 2h`", "加上 `岗位 应 报告 给 {name} 限时 2小时`");
        }
        if !post.contacts.is_empty() {
            return text!("add `anyone must call {name} within 1m`", "加上 `任何人 应 拨打 {name} 限时 1分钟`");
        }
        // A gas or lift company has a number of its own.
        let company = called::names(post).any(|name| danger.need.words.iter().any(|word| name.to_lowercase().contains(word)));
        let kind = danger.need.kinds.first().filter(|_| !company);
        let number = kind.and_then(|kind| self.region?.numbers_for(*kind).first().map(|e| e.number.as_str())).unwrap_or("…");
        text!(
            "write `phone \"{number}\"` in `{name}`, and add `anyone must call {name} within 1m`",
            "在 `{name}` 中写 `电话 \"{number}\"`，并加上 `任何人 应 拨打 {name} 限时 1分钟`"
        )
    }

    /// What a call lacks.
    fn lack(&self, weak: &Weak, danger: &Danger) -> Text {
        let only = weak.only.as_ref().filter(|_| weak.is_conditional(danger));
        let when = only.and_then(|only| only.cond).map(|span| quoted(self.cx.sources, span));
        let Some(lack) = weak.lack else {
            return when.map_or_else(
                || text!("what this activates calls only under a condition", "此处启用的处置只在一定条件下才求助"),
                |when| text!("this comes only when `{when}`", "此处只在 `{when}` 时才求助"),
            );
        };
        let said = lacking(lack);
        match when {
            Some(when) => Text { en: format!("{}, and this comes only when `{when}`", said.en), zh: format!("{}，而且只在 `{when}` 时", said.zh) },
            None => said,
        }
    }
}

fn authority_help() -> Text {
    text!(
        "add `ROLE must report to SERVICE within 2h` with `service SERVICE {{ for health   phone \"…\" }}`",
        "加上 `岗位 应 报告 给 外援名 限时 2小时`，并声明 `外援 外援名 {{ 负责 卫生  电话 \"…\" }}`"
    )
}

fn help(region: Option<&Region>, kinds: &[Kind]) -> Text {
    let Some(kind) = kinds.first() else { return text!("write who calls for help", "写明由谁求助") };
    let row = format!("sv_{}", kind.word());
    let (en, zh) = (words::form(&row, Lang::En), words::form(&row, Lang::Zh));
    match region.and_then(|r| r.numbers_for(*kind).first().map(|e| &e.number)) {
        Some(number) => text!(
            "add `anyone must call SERVICE within 1m` with `service SERVICE {{ for {en}   phone \"{number}\" }}`",
            "加上 `任何人 应 拨打 外援名 限时 1分钟`，并声明 `外援 外援名 {{ 负责 {zh}  电话 \"{number}\" }}`"
        ),
        None => text!(
            "add `anyone must call SERVICE within 1m` with a `service` that is `for {en}`",
            "加上 `任何人 应 拨打 外援名 限时 1分钟`，该 `外援` 须写 `负责 {zh}`"
        ),
    }
}

fn lacking(lack: Lack) -> Text {
    match lack {
        Lack::Permitted => text!("this call is only allowed: write `must`", "此处只是可以拨打：请写 `应`"),
        Lack::Late => text!("this call comes only when a limit has passed", "此处超时后才通知"),
        Lack::Afterwards => text!("this call belongs to the recovery", "此处属于善后"),
        Lack::Words => text!("these words name neither a service nor a number", "此处没有写明外援或号码"),
        Lack::Hedged => text!("these words leave it open whether help is called", "此处没有说定要不要求助"),
        Lack::Either => text!("only one of these needs to be called, and it may be the one that does not help", "只须联系其一，可能联系的是不能救援的一方"),
        Lack::Absent => text!("this plan is only named, so whether it calls for help cannot be told", "该预案只有名称，无从得知其中有没有求助"),
        Lack::Unclear => text!("whether this brings help cannot be told", "无法判断此处能否叫来救援"),
    }
}

/// The emergency numbers that the procedure does dial.
fn others(rescue: &Rescue<'_>, region: Option<&Region>, index: usize, finding: Diagnostic) -> Diagnostic {
    let Some(region) = region else { return finding };
    rescue.numbers(index).iter().take(5).fold(finding, |finding, dialling| {
        let (is, number) = (one_of(&kinds_of(region, &dialling.number), Kind::line), &dialling.number);
        let note = Text { en: format!("`{number}` is {}", is.en), zh: format!("`{number}` 是{}", is.zh) };
        finding.related(dialling.quote.span, note)
    })
}
