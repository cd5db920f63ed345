//! Waivers: a reason, kept beside the words, for living with a finding.

use super::{Context, RULES, find, rules::stale_waiver, table};
use crate::diagnostic::{Diagnostic, Severity, text};
use crate::model::WaiverScope;

/// Takes out the waived findings and adds one for each waiver that is expired, unknown or matches nothing.
pub(super) fn apply(context: &Context<'_>, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut used = vec![false; context.model.waivers.len()];
    let mut kept = Vec::new();
    for finding in findings {
        let mut waived = false;
        for (waiver, used) in context.model.waivers.iter().zip(&mut used) {
            if covers(waiver, &finding) && !is_expired(context, waiver) && waiver.waiver.reason.is_some() {
                *used = true;
                waived = true;
            }
        }
        if !waived {
            kept.push(finding);
        }
    }
    for (waiver, used) in context.model.waivers.iter().zip(used) {
        kept.extend(judge(context, waiver, used));
    }
    kept
}

fn covers(scope: &WaiverScope<'_>, finding: &Diagnostic) -> bool {
    let rule = scope.waiver.rule.text.as_str();
    let named = rule == finding.code || find(finding.code).is_some_and(|r| r.name == rule);
    let inside = scope.covers.is_none_or(|s| s.file == finding.span.file && s.start <= finding.span.start && finding.span.end <= s.end);
    named && inside && scope.span.file == finding.span.file
}

fn is_expired(context: &Context<'_>, scope: &WaiverScope<'_>) -> bool {
    matches!(scope.waiver.until, Some((Some(date), _)) if date < context.as_of)
}

fn judge(context: &Context<'_>, scope: &WaiverScope<'_>, used: bool) -> Option<Diagnostic> {
    let name = &scope.waiver.rule;
    let shown = &name.text;
    let Some(rule) = RULES.iter().find(|r| r.code == shown || r.name == shown) else {
        return Some(unknown_rule(name));
    };
    if rule.check.is_none() {
        let message = text!("`{shown}` cannot be waived", "`{shown}` 不能豁免");
        let help = text!("mend the finding; this rule is about text that cannot be read as a plan", "请改正；该规则针对无法作为预案读取的文字");
        return Some(stale_waiver::RULE.finding(name.span, message).help(help));
    }
    if is_expired(context, scope) {
        let (_, span) = scope.waiver.until?;
        let message = text!("this waiver of `{shown}` has expired", "对 `{shown}` 的豁免已过期");
        let help = text!("mend the finding, or decide again and set a new date", "请改正，或重新决定并写明新的日期");
        return Some(stale_waiver::RULE.finding(span, message).help(help));
    }
    let own = context.model.is_own(scope.span) && !context.any_broken();
    (!used && own).then(|| {
        let message = text!("this waiver of `{shown}` matches no finding", "对 `{shown}` 的豁免没有对应的问题");
        stale_waiver::RULE.finding(scope.span, message).help(text!("delete it: what it excused is gone", "请删除：它所豁免的问题已不存在"))
    })
}

fn unknown_rule(name: &crate::ast::Name) -> Diagnostic {
    let shown = &name.text;
    let near = table::RULES.iter().map(|r| (strsim::osa_distance(r.name, shown), r.name)).min();
    let message = text!("no rule is called `{shown}`", "没有名为 `{shown}` 的规则");
    let help = match near {
        Some((distance, near)) if distance <= shown.len() / 3 => text!("did you mean `{near}`?", "是否想写 `{near}`？"),
        _ => text!("`preplan rules` lists them", "`preplan rules` 列出全部规则"),
    };
    Diagnostic::new("P002", Severity::Error, name.span, message).help(help)
}
