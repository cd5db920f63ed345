//! A role whose absence leaves timed duties undone.

use super::prelude::*;
use crate::analysis::staffing::{Absence, Lack, Left, Notice, absences};
use crate::analysis::wording::quoted;
use crate::diagnostic::{Lang, length};

pub(in crate::check) static RULE: Rule = Rule {
    code: "P106",
    name: "missing-deputy",
    severity: Severity::Warning,
    why: ("people are ill, on leave or on the way; a duty that hangs on one of them alone is not done that day", "人会生病、休假、在路上；只靠一个人的事，那一天就没有人做"),
    page: Page(include_str!("../../../tests/rules/missing-deputy.md")),
    check: Some(check),
};

/// Most duties that are shown.
const MOST: usize = 5;

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let (absences, too_large) = absences(cx.model, &|span| cx.is_broken(span));
    let mut findings: Vec<Diagnostic> = absences.iter().filter_map(|a| finding(cx, a)).collect();
    if let Some(first) = cx.model.posts.first().filter(|_| too_large) {
        let message = text!("the plan is too large to tell for every role who takes over from it", "预案过大，无法逐一判断各岗位由谁接手");
        let mut finding = RULE.finding(first.head.name.span, message);
        finding.severity = Severity::Info;
        findings.push(finding.help(text!("split it", "请拆分")));
    }
    findings
}

fn finding(cx: &Context<'_>, absence: &Absence<'_, '_>) -> Option<Diagnostic> {
    let post = cx.model.post(absence.role)?;
    let name = &post.head.name.text;
    let (why, help) = lack(cx, post, absence.lack);
    let (en, zh) = (why.en, why.zh);
    let (what, noticed) = (count(absence.duties.len()), noticed(&absence.duties));
    let message = Text {
        en: format!("if `{name}` is away, nobody takes over {}{}: {en}", what.en, noticed.en),
        zh: format!("`{name}` 不在时，{}无人接手{}：{zh}", what.zh, noticed.zh),
    };
    let mut finding = RULE.finding(post.head.decl.head, message);
    for left in absence.duties.iter().take(MOST) {
        finding = finding.related(left.duty.parties.span, label(cx, left));
    }
    Some(finding.run(absence.run.clone()).help(help).cite(post.head.cite()))
}

fn lack(cx: &Context<'_>, post: &Post<'_>, lack: Lack) -> (Text, Text) {
    let named = !(post.deputies.is_empty() && post.reports_to.is_empty());
    match lack {
        Lack::Nobody if named => (
            text!("whoever stands in for it is the same person", "代替它的仍是它自己"),
            text!("name another role after `deputy`", "在 `副手` 后写另一个岗位"),
        ),
        Lack::Nobody => (
            text!("it has neither deputy nor superior", "没有副手和上级"),
            text!("write `deputy ROLE` in it, or `reports to ROLE`", "在其中写 `副手 岗位` 或 `上报 岗位`"),
        ),
        Lack::NoContact(id) => {
            let other = cx.model.post(id).map_or("", |p| p.head.name.text.as_str());
            (
                text!("`{other}`, who stands in, has no contact to call", "代替它的 `{other}` 没有联系方式"),
                text!("write the `phone \"…\"` of `{other}`, or name another `deputy`", "写明 `{other}` 的 `电话 \"…\"`，或另写 `副手`"),
            )
        }
    }
}

fn count(duties: usize) -> Text {
    match duties {
        1 => text!("its duty with a time limit", "其限时职责"),
        _ => text!("its {duties} duties with a time limit", "其 {duties} 项限时职责"),
    }
}

/// Of how many duties nobody notices.
fn noticed(duties: &[Left<'_, '_>]) -> Text {
    let unseen = duties.iter().filter(|d| matches!(d.notice, Notice::Never | Notice::NeverDue)).count();
    match unseen {
        0 => text!("", ""),
        _ if unseen == duties.len() => text!(", and nobody notices", "，也无人察觉"),
        _ => text!(", and nobody notices {unseen} of them", "，其中 {unseen} 项无人察觉"),
    }
}

fn label(cx: &Context<'_>, left: &Left<'_, '_>) -> Text {
    let undone = match left.group.and_then(|id| cx.model.post(id)) {
        Some(group) => {
            let name = &group.head.name.text;
            text!("nobody does this for `{name}`, which it leads", "它带领的 `{name}` 无人去做此事")
        }
        None => text!("nobody does this", "此事无人去做"),
    };
    let then = notice(cx, left.notice);
    let unless = if left.may_end { text!(", unless the procedure ends before", "，除非处置在此之前已终止") } else { text!("", "") };
    Text { en: format!("{}, {}{}", undone.en, then.en, unless.en), zh: format!("{}，{}{}", undone.zh, then.zh, unless.zh) }
}

/// Who notices, and how late.
fn notice(cx: &Context<'_>, notice: Notice) -> Text {
    let name = |who: Option<PostId>| who.and_then(|id| cx.model.post(id)).map(|p| format!("`{}`", p.head.name.text));
    let (en, zh) = match notice {
        Notice::Limit(_, who) | Notice::Timer(_, _, who) => (name(who).unwrap_or_else(|| "somebody".to_owned()), name(who).unwrap_or_else(|| "有人".to_owned())),
        Notice::Unmeasured(_) | Notice::Never | Notice::NeverDue => (String::new(), String::new()),
    };
    match notice {
        Notice::Limit(span, _) => {
            let limit = quoted(cx.sources, span);
            text!("{en} hears of it once `{limit}` has passed", "`{limit}` 过后{zh}才得知")
        }
        Notice::Timer(after, when, _) => {
            let [after, after_zh] = [Lang::En, Lang::Zh].map(|lang| length(after, lang));
            match when.map(|span| quoted(cx.sources, span)) {
                Some(when) => text!("{en} hears of it {after} after the start, if `{when}` then", "启动{after_zh}后，若 `{when}`，{zh}才得知"),
                None => text!("{en} hears of it {after} after the start", "启动{after_zh}后{zh}才得知"),
            }
        }
        Notice::Unmeasured(span) => {
            let limit = quoted(cx.sources, span);
            text!("nobody can tell when `{limit}` has passed", "`{limit}` 何时算超时说不清")
        }
        Notice::Never => text!("and nobody notices", "也无人察觉"),
        Notice::NeverDue => text!("and it never becomes due, since nobody does, reports or approves what it waits for", "而且一直轮不到，因为它所等的事无人去做、报告或批准"),
    }
}
