//! Levels that mean another thing in another plan.

use super::prelude::*;
use crate::analysis::siblings::Profile;
use crate::analysis::siblings::scale::{Scale, scales};
use crate::analysis::siblings::scales::{Differing, How, Sited, Turned, differing, turned};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P507",
    name: "level-direction",
    severity: Severity::Warning,
    why: (
        "whoever hears a level from another plan takes the worst for the mildest",
        "同一级别在两份预案中轻重相反或界限不同，按一份通报、按另一份行动，就会把最重的当成最轻的",
    ),
    page: Page(include_str!("../../../tests/rules/level-direction.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let scales = scales(cx.model, cx.sources, &|span| cx.is_broken(span));
    let sited: Vec<Sited<'_>> = scales.iter().map(|s| (0, s)).collect();
    let (found, complete) = turned(&sited, None);
    let mut findings: Vec<Diagnostic> = found.iter().map(|t| order(t, false)).collect();
    findings.extend(scales.iter().filter(|s| s.too_long).map(|s| gave_up(s.place)));
    findings.extend(scales.first().filter(|_| !complete).map(|s| gave_up(s.place)));
    findings
}

pub(in crate::check) fn compare(group: &[&Profile], waived: Waived<'_>) -> Vec<Diagnostic> {
    let plans = group.iter().enumerate();
    let sited: Vec<Sited<'_>> = plans.flat_map(|(at, p)| p.across.scales.iter().map(move |s: &Scale| (at, s))).collect();
    let (found, ordered) = turned(&sited, Some(waived));
    let mut findings: Vec<Diagnostic> = found.iter().map(|t| order(t, true)).collect();
    let (found, compared) = differing(&sited, waived);
    findings.extend(found.iter().map(figures));
    findings.extend(sited.first().filter(|_| !ordered || !compared).map(|s| gave_up(s.1.place)));
    findings
}

fn order(turned: &Turned<'_>, between: bool) -> Diagnostic {
    let ([worse, milder], [there, other]) = (turned.here, turned.there);
    let (a, b) = (&worse.shown, &milder.shown);
    let (place, place_zh) = if between { ("in another plan", "另一份预案") } else { ("in the other ladder", "另一分级") };
    let message = match turned.by_number {
        None => text!("`{a}` is worse than `{b}` here, but milder {place}", "此处 `{a}` 重于 `{b}`，{place_zh}却相反"),
        Some(true) => text!("the higher the number the worse here, but the milder {place}", "此处级别数字越大越重，{place_zh}却越大越轻"),
        Some(false) => text!("the higher the number the milder here, but the worse {place}", "此处级别数字越大越轻，{place_zh}却越大越重"),
    };
    let (name, last) = (&there.shown, &other.shown);
    let finding = RULE
        .finding(worse.place, message)
        .cite(worse.cite.as_ref())
        .related(there.place, text!("`{name}` there", "另一处的 `{name}`"))
        .related(other.place, text!("`{last}` there", "另一处的 `{last}`"))
        .related(milder.place, text!("`{b}` here", "此处的 `{b}`"));
    let finding = turned.more.iter().flatten().fold(finding, |f, rung| f.related(rung.place, text!("as here", "与此处相同")));
    let finding = turned.same.iter().flatten().fold(finding, |f, rung| f.related(rung.place, text!("as there", "与另一处相同")));
    finding.help(text!(
        "order the levels alike in both; a ladder whose first level is the worst says `worst first`",
        "两处按同一方向排列；第一级最重的，写 `由重到轻`"
    ))
}

fn figures(found: &Differing<'_>) -> Diagnostic {
    let ((rung, here), (_, there)) = (found.here, found.there);
    let (level, mine, theirs) = (&rung.shown, &here.shown, &there.shown);
    let message = match &found.how {
        How::Value(witness) => {
            let (en, zh) = (&witness.en, &witness.zh);
            if witness.first {
                text!("with {en} it is level `{level}` here, but not in another plan", "{zh} 时此处属 `{level}`，另一份预案却不属")
            } else {
                text!("with {en} it is not level `{level}` here, but is in another plan", "{zh} 时此处不属 `{level}`，另一份预案却属")
            }
        }
        How::Figure => text!("level `{level}` is `{mine}` here, but `{theirs}` in another plan", "级别 `{level}` 此处为 `{mine}`，另一份预案却是 `{theirs}`"),
        How::Unknown => text!("level `{level}` has too many values to compare it with another plan", "级别 `{level}` 涉及的取值过多，未能与另一份预案比对"),
    };
    let mut finding = RULE.finding(here.span, message).cite(rung.cite.as_ref()).related(there.span, text!("the same level there", "另一处的同一级别"));
    if matches!(found.how, How::Unknown) {
        finding.severity = Severity::Info;
    }
    let finding = found.more.iter().fold(finding, |f, p| f.related(p.span, text!("different from there as well", "与另一处也不同")));
    let finding = found.same.iter().fold(finding, |f, p| f.related(p.span, text!("as there", "与另一处相同")));
    finding.help(text!(
        "write the same limits in both, or keep the difference with `allow level-direction \"reason\"`",
        "请写成一致；确需不同的，写 `豁免 level-direction \"理由\"`"
    ))
}

fn gave_up(span: Span) -> Diagnostic {
    let mut finding = RULE.finding(span, text!("there are too many levels to compare all of them", "级别过多，未能全部比对"));
    finding.severity = Severity::Info;
    finding.help(text!("use fewer levels", "减少级别"))
}
