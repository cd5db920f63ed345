//! A danger for which nobody calls for help.

use super::prelude::*;
use crate::analysis::hazards::{Danger, helper, one_of};
use crate::analysis::numbers::{Kind, Region};
use crate::analysis::rescue::{Lack, Rescue, Weak, kinds_of, weight};
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
    let mut findings = Vec::new();
    for (index, procedure) in cx.model.procedures.iter().enumerate() {
        // A number dialled in place of the right one is reported where it stands.
        let mistaken: Vec<u16> = region
            .map_or_else(Vec::new, |r| rescue.mistakes(cx.model, r, index))
            .iter()
            .map(|mistake| mistake.danger.need.bit)
            .collect();
        let gaps = rescue.gaps(index).into_iter().filter(|d| rescue.is_main(index, d) && !mistaken.contains(&d.need.bit));
        let weighed = gaps.map(|danger| (weight(&danger, &rescue.weak(index, &danger).collect::<Vec<_>>()), danger)).collect();
        for (severity, danger) in distinct(weighed) {
            let mut finding = missing(region, procedure, &danger);
            finding.severity = severity;
            for weak in rescue.weak(index, &danger).take(5) {
                finding = finding.related(weak.span, lack(weak));
            }
            findings.push(others(&rescue, region, index, finding));
        }
    }
    findings
}

/// One danger for each kind of help: whoever is called for the first also helps with the second.
fn distinct(gaps: Vec<(Severity, Danger)>) -> Vec<(Severity, Danger)> {
    let mut kept: Vec<(Severity, Danger)> = Vec::new();
    let mut sorted = gaps;
    sorted.sort_by_key(|(severity, danger)| (std::cmp::Reverse(*severity), danger.need.kinds.len()));
    for (severity, danger) in sorted {
        let covered = kept.iter().any(|(_, k)| k.need.kinds.iter().all(|kind| danger.need.kinds.contains(kind)));
        if !covered {
            kept.push((severity, danger));
        }
    }
    kept
}

fn missing(region: Option<&Region>, procedure: &Procedure<'_>, danger: &Danger) -> Diagnostic {
    let (title, kinds) = (procedure.head.title(), danger.need.kinds);
    let message = Text {
        en: format!("no duty of procedure `{title}` calls {}", one_of(kinds, helper).en),
        zh: format!("处置 `{title}` 没有写明由谁拨打{}", one_of(kinds, Kind::line).zh),
    };
    let row = danger.need.hazard;
    let (en, zh) = (words::form(row, Lang::En), words::form(row, Lang::Zh));
    let named = if danger.guessed {
        text!("this sounds like a danger; if it is one, write its `hazard`", "听起来是险情；若确是如此，请写明 `灾种`")
    } else {
        text!("the danger: {en}", "灾种：{zh}")
    };
    RULE.finding(procedure.head.decl.head, message)
        .related(danger.span, named)
        .help(help(region, danger.need.kinds))
        .cite(procedure.head.cite())
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

fn lack(weak: &Weak) -> Text {
    match weak.lack {
        Lack::Permitted => text!("this call is only allowed: write `must`", "此处只是可以拨打：请写 `应`"),
        Lack::Late => text!("this call comes only when a limit has passed", "此处超时后才通知"),
        Lack::Afterwards => text!("this call belongs to the recovery", "此处属于善后"),
        Lack::Words => text!("these words name neither a service nor a number", "此处没有写明外援或号码"),
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
