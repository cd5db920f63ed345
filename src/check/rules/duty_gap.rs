//! Hours of the week at which nobody is on duty, and shifts of which nobody can say when they are.

use super::prelude::*;
use crate::analysis::calls::Place;
use crate::analysis::staffing::{Gap, Whose, gaps};
use crate::ast::Key;
use crate::diagnostic::Lang;
use std::collections::HashMap;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P108",
    name: "duty-gap",
    severity: Severity::Warning,
    why: ("emergencies keep no office hours: at the hours that no shift covers, nobody knows that it is up to him", "突发事件不分上下班；没有班次的那几个小时，没有人知道该由自己负责"),
    page: Page(include_str!("../../../tests/rules/duty-gap.md")),
    check: Some(check),
};

/// Most hours that are shown, and most further places.
const MOST: usize = 5;

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let (gaps, too_large) = gaps(cx.model, &|span| cx.is_broken(span));
    let mut findings = without_hours(cx);
    findings.extend(gaps.iter().filter_map(|gap| uncovered(cx, gap)));
    if let Some(first) = cx.model.posts.first().filter(|_| too_large) {
        let message = text!("the plan is too large to tell for every post when somebody is on duty", "预案过大，无法逐一判断各岗位何时有人在岗");
        let mut finding = RULE.finding(first.head.name.span, message);
        finding.severity = Severity::Info;
        findings.push(finding.help(text!("split it", "请拆分")));
    }
    findings
}

fn uncovered(cx: &Context<'_>, gap: &Gap<'_, '_>) -> Option<Diagnostic> {
    let [en, zh] = [Lang::En, Lang::Zh].map(|lang| gap.hours.shown(lang, MOST));
    let finding = match &gap.whose {
        Whose::Owners(procedures) => unowned(cx, procedures, &en, &zh)?,
        Whose::Actor(id, duties) => unmanned(cx, *id, duties, &en, &zh)?,
    };
    Some(finding.help(text!(
        "let a shift cover these hours, or name a deputy who is on duty then: `{en}`",
        "让班次包含这些时段，或写明此时在岗的副手：`{zh}`"
    )))
}

/// Nobody who answers for a procedure is on duty.
fn unowned(cx: &Context<'_>, procedures: &[&Procedure<'_>], en: &str, zh: &str) -> Option<Diagnostic> {
    let (first, others) = procedures.split_first()?;
    let owner = first.owners.first()?;
    let title = first.head.title();
    let message = text!("nobody who answers for `{title}` is on duty {en}", "`{title}` 的负责人在 {zh} 无人在岗");
    let mut finding = RULE.finding(owner.party.span, message).cite(first.head.cite());
    for shift in shifts(cx, &first.owners).into_iter().take(MOST) {
        finding = finding.related(shift.head.decl.head, text!("its hours", "其时段"));
    }
    for other in others.iter().take(MOST) {
        if let Some(owner) = other.owners.first() {
            finding = finding.related(owner.party.span, text!("here as well", "此处也是"));
        }
    }
    Some(finding)
}

/// The shifts that decide when an owner answers, each once.
fn shifts<'c, 'a>(cx: &'c Context<'a>, owners: &[Owner]) -> Vec<&'c Shift<'a>> {
    let mut ids: Vec<ShiftId> = Vec::new();
    for owner in owners {
        ids.extend(owner.during.flatten());
        ids.extend(owner.party.post().and_then(|id| cx.model.post(id)).into_iter().flat_map(|p| p.on_duty.iter().copied()));
    }
    let mut seen = std::collections::HashSet::new();
    ids.into_iter().filter(|id| seen.insert(*id)).filter_map(|id| cx.model.shifts.get(id.index())).collect()
}

/// Nobody who could do a timed duty is on duty, though somebody answers for the procedure.
fn unmanned(cx: &Context<'_>, id: PostId, duties: &[(Place<'_, '_>, &Duty<'_>)], en: &str, zh: &str) -> Option<Diagnostic> {
    let post = cx.model.post(id)?;
    let name = &post.head.name.text;
    let message = text!(
        "neither `{name}` nor anyone who stands in for it is on duty {en}, though it must act within a time limit",
        "`{name}` 有限时职责，而在 {zh} 它和代替它的岗位都不在岗"
    );
    let place = values(&post.head.decl.body, Key::OnDuty).next().map_or(post.head.decl.head, |value| value.span);
    let mut finding = RULE.finding(place, message);
    for (place, duty) in duties.iter().take(MOST) {
        let title = place.step.map_or("", |s| s.title());
        finding = finding.related(duty.parties.span, text!("must act here, in `{title}`", "此处须由它行动：`{title}`"));
    }
    Some(finding.cite(post.head.cite().or(duties.first().and_then(|(place, _)| place.cite()))))
}

/// Shifts that somebody's duty depends on and that have no hours.
fn without_hours(cx: &Context<'_>) -> Vec<Diagnostic> {
    let open = cx.model.shifts.iter().filter(|s| s.windows.is_empty() && !cx.is_broken(s.head.decl.span));
    let open: Vec<&Shift<'_>> = open.collect();
    if open.is_empty() {
        return Vec::new();
    }
    let uses = uses(cx.model);
    open.into_iter().filter_map(|s| Some(no_hours(s, *uses.get(&s.head.name.span)?))).collect()
}

/// By the name of a declaration, the first place that refers to it.
fn uses(model: &Model<'_>) -> HashMap<Span, Span> {
    let mut uses: HashMap<Span, Span> = HashMap::new();
    for reference in &model.references {
        let first = uses.entry(reference.to).or_insert(reference.at);
        if (reference.at.file, reference.at.start) < (first.file, first.start) {
            *first = reference.at;
        }
    }
    uses
}

fn no_hours(shift: &Shift<'_>, place: Span) -> Diagnostic {
    let title = shift.head.title();
    let message = text!(
        "shift `{title}` has no hours, so nobody can tell who is on duty",
        "班次 `{title}` 没有写明时段，无法判断谁在岗"
    );
    RULE.finding(shift.head.decl.head, message)
        .cite(shift.head.cite())
        .related(place, text!("the plan counts on it here", "此处以它为准"))
        .help(text!("write its hours: `Mon..Fri 08:00-20:00`", "写明时段：`周一..周五 08:00-20:00`"))
}
