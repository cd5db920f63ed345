//! An emergency number that answers somebody else than the one who is needed.

use super::prelude::*;
use crate::analysis::hazards::one_of;
use crate::analysis::numbers::{self, Entry, Kind, Region, Verdict, shape};
use crate::analysis::quotes::{self, Quote};
use crate::analysis::rescue::{self, Mistake, Rescue};
use crate::ast::Channel;
use smol_str::SmolStr;
use std::collections::HashSet;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P401",
    name: "wrong-emergency-number",
    severity: Severity::Error,
    why: (
        "whoever dials the wrong emergency number is passed on or not helped at all, and loses the minutes that count",
        "拨错报警电话，轻则转接，重则无人出动，耽误的正是最要紧的几分钟",
    ),
    page: Page(include_str!("../../../tests/rules/wrong-emergency-number.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let Some(region) = cx.region() else { return Vec::new() };
    let declared = rescue::declared_numbers(cx.model);
    let mut findings: Vec<Diagnostic> = cx.model.posts.iter().flat_map(|p| service(cx, region, p)).collect();
    findings.extend(quotes::free_texts(cx.model).iter().flat_map(|t| free_text(cx, region, &declared, t)));
    findings.extend(quotes::literals(cx.model).iter().filter_map(|l| foreign_literal(region, &declared, l)));
    let rescue = Rescue::new(cx.model, Some(region), &|span| cx.is_broken(span));
    for index in 0..cx.model.procedures.len() {
        findings.extend(rescue.mistakes(cx.model, region, index).iter().map(|m| mistake(cx, region, m)));
    }
    findings
}

/// The telephones of a service against what it is for.
fn service(cx: &Context<'_>, region: &Region, post: &Post<'_>) -> Vec<Diagnostic> {
    if post.kind != PostKind::Service {
        return Vec::new();
    }
    let declared = rescue::service_kinds(post);
    let wanted = if declared.is_empty() { numbers::purposes(post.head.title()) } else { declared.clone() };
    let phones = || post.contacts.iter().filter(|c| c.channel == Channel::Phone);
    let serves = |text: &str| rescue::kinds_of(region, text).iter().any(|k| wanted.iter().any(|w| k.serves(*w)));
    let has_right = phones().any(|c| serves(c.text));
    // Beside the right number, one that takes every call is no mistake here; `conflicting-number` asks which comes first.
    let judged = phones().filter(|c| !(has_right && region.is_universal(c.text)));
    let finding = |contact: &Contact<'_>| {
        let quote = Quote { text: contact.text, span: contact.span, cite: post.head.cite() };
        let place = quote.inside(cx.sources);
        let shown = place.unwrap_or(contact.span);
        match region.verdict(contact.text, &wanted) {
            Verdict::Wrong { actual, right, certain } => {
                let fix = place.filter(|_| certain && !has_right && declared.len() == 1);
                Some(Wrong { number: contact.text, span: shown, actual, right, wanted: &wanted, certain, fix }.finding(region))
            }
            Verdict::NotHere { regions } if wanted.iter().any(|k| k.is_vital()) => {
                // It is declared already; only a waiver can say that it is internal.
                let (en, zh) = (&region.en, &region.zh);
                let help = text!("write the number of {en}, or waive this if it is an internal number", "请写{zh}的号码；若是内部号码，请豁免并说明");
                Some(foreign(region, contact.text, shown, &regions).help(help))
            }
            Verdict::NotHere { .. } | Verdict::Right | Verdict::Unknown => None,
        }
        .map(|found| found.cite(post.head.cite()))
    };
    judged.filter_map(finding).collect()
}

/// Numbers that titles and acts in words tell somebody to dial.
fn free_text(cx: &Context<'_>, region: &Region, declared: &HashSet<SmolStr>, quote: &Quote<'_>) -> Vec<Diagnostic> {
    let reviewed = numbers::review(region, quote.text);
    let finding = |one: &numbers::Reviewed<'_>| {
        let place = quote.part(cx.sources, &one.dialled.range);
        let (number, span) = (&one.dialled.number, place.unwrap_or(quote.span));
        match &one.verdict {
            Verdict::Wrong { actual, right, certain } => {
                let wanted = one.dialled.purpose.as_slice();
                let fix = place.filter(|_| *certain);
                let wrong = Wrong { number, span, actual: actual.clone(), right: right.clone(), wanted, certain: *certain, fix };
                Some(wrong.finding(region))
            }
            Verdict::NotHere { regions } => not_declared(declared, number).then(|| foreign(region, number, span, regions)),
            Verdict::Right | Verdict::Unknown => None,
        }
        .map(|found| found.cite(quote.cite))
    };
    reviewed.iter().filter_map(finding).collect()
}

/// A literal number that is an emergency number only elsewhere.
fn foreign_literal(region: &Region, declared: &HashSet<SmolStr>, quote: &Quote<'_>) -> Option<Diagnostic> {
    let Verdict::NotHere { regions } = region.verdict(quote.text, &[]) else { return None };
    not_declared(declared, quote.text).then(|| foreign(region, quote.text, quote.span, &regions).cite(quote.cite))
}

fn not_declared(declared: &HashSet<SmolStr>, number: &str) -> bool {
    shape::comparable(number).is_none_or(|n| !declared.contains(&n))
}

/// A number dialled in a procedure that is about something else.
fn mistake(cx: &Context<'_>, region: &Region, mistake: &Mistake<'_, '_, '_>) -> Diagnostic {
    let quote = &mistake.dialling.quote;
    let place = match &mistake.dialling.range {
        Some(range) => quote.part(cx.sources, range),
        None => quote.inside(cx.sources),
    };
    let certain = mistake.certain && mistake.danger.need.weight == Severity::Error;
    let wrong = Wrong {
        number: &mistake.dialling.number,
        span: place.unwrap_or(quote.span),
        actual: mistake.actual.clone(),
        right: mistake.right.clone(),
        wanted: mistake.danger.need.kinds,
        certain,
        fix: place.filter(|_| certain && mistake.plain && mistake.danger.need.kinds.len() == 1),
    };
    let about = text!("what this procedure is about", "本处置针对的是此灾种");
    wrong.finding(region).related(mistake.danger.span, about).cite(quote.cite)
}

/// A number with what it is for and what it should be for.
struct Wrong<'w, 'r> {
    number: &'w str,
    span: Span,
    actual: Vec<Kind>,
    right: Vec<&'r Entry>,
    wanted: &'w [Kind],
    certain: bool,
    fix: Option<Span>,
}

impl Wrong<'_, '_> {
    fn finding(&self, region: &Region) -> Diagnostic {
        let number = self.number.trim();
        let (is, wanted) = (one_of(&self.actual, Kind::line), one_of(self.wanted, Kind::line));
        let message = Text {
            en: format!("`{number}` is {}, not {}", is.en, wanted.en),
            zh: format!("`{number}` 是{}，不是{}", is.zh, wanted.zh),
        };
        let mut finding = RULE.finding(self.span, message).help(self.help(region));
        if !self.certain {
            finding.severity = Severity::Info;
        }
        match (self.fix, self.right.first()) {
            (Some(span), Some(entry)) => finding.safe_fix(span, entry.number.as_str()),
            (Some(_) | None, _) => finding,
        }
    }

    fn help(&self, region: &Region) -> Text {
        let mut kinds: Vec<Kind> = Vec::new();
        let (mut en, mut zh) = (Vec::new(), Vec::new());
        for entry in &self.right {
            if !kinds.contains(&entry.kind) {
                kinds.push(entry.kind);
                let (number, line) = (&entry.number, entry.kind.line());
                en.push(format!("`{number}` ({})", line.0));
                zh.push(format!("`{number}`（{}）", line.1));
            }
        }
        let (name_en, name_zh) = (&region.en, &region.zh);
        let (en, zh) = (en.join(" or "), zh.join("或"));
        let number = self.number.trim();
        if region.universal.iter().any(|u| u.note.is_some() && u.number == number) {
            return text!(
                "in {name_en} write {en}; `{number}` can only pass the call on",
                "在{name_zh}应写 {zh}；`{number}` 接到后还要转接"
            );
        }
        text!("in {name_en} write {en}", "在{name_zh}应写 {zh}")
    }
}

/// An emergency number of other regions.
fn foreign(region: &Region, number: &str, span: Span, regions: &[&'static Region]) -> Diagnostic {
    let number = number.trim();
    let (here_en, here_zh) = (&region.en, &region.zh);
    let en = regions.iter().map(|r| r.en.as_str()).collect::<Vec<_>>().join(", ");
    let zh = regions.iter().map(|r| r.zh.as_str()).collect::<Vec<_>>().join("、");
    let mut finding = RULE
        .finding(span, text!("`{number}` is no emergency number in {here_en}, but in {en}", "`{number}` 不是{here_zh}的报警电话，而是{zh}的"))
        .help(text!(
            "write the number of {here_en}; if it is an internal number, declare the post it reaches",
            "请写{here_zh}的号码；若是内部号码，请声明它所属的岗位"
        ));
    finding.severity = Severity::Warning;
    finding
}
