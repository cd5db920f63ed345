//! Waivers: a reason, kept beside the words, for living with a finding.

use super::{Context, RULES, Rule, find, rules::stale_waiver, table};
use crate::diagnostic::{Diagnostic, Severity, text};
use crate::model::WaiverScope;
use crate::source::{FileId, Span};
use smol_str::SmolStr;

/// A waiver that may excuse what comes of comparing plans.
#[derive(Debug, Clone)]
pub(super) struct Pending {
    rule: SmolStr,
    span: Span,
    covers: Option<Span>,
    used: bool,
    own: bool,
}

impl Pending {
    pub(super) fn is_of(&self, rule: &Rule) -> bool {
        self.rule == rule.code || self.rule == rule.name
    }

    pub(super) fn file(&self) -> FileId {
        self.span.file
    }

    /// Whether a place lies under it.
    pub(super) fn covers(&self, place: Span) -> bool {
        lies_under(place, self.span, self.covers)
    }

    /// The same, and it is used if so.
    pub(super) fn excuse(&mut self, place: Span) -> bool {
        let covered = self.covers(place);
        self.used |= covered;
        covered
    }

    /// The finding about it, where it has excused nothing.
    pub(super) fn stale(&self) -> Option<Diagnostic> {
        (!self.used && self.own).then(|| matches_nothing(&self.rule, self.span))
    }
}

/// Takes out the waived findings and adds one for each waiver that is expired, unknown or matches nothing. The waivers
/// that may excuse what comes of comparing the plan with others are given back: only then can they be judged.
pub(super) fn apply(context: &Context<'_>, findings: Vec<Diagnostic>, compared: bool) -> (Vec<Diagnostic>, Vec<Pending>) {
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
    let mut pending = Vec::new();
    for (waiver, used) in context.model.waivers.iter().zip(used) {
        let rule = &waiver.waiver.rule.text;
        if compared && table::compares(rule) && !is_expired(context, waiver) && waiver.waiver.reason.is_some() {
            pending.push(Pending { rule: rule.clone(), span: waiver.span, covers: waiver.covers, used, own: is_judged(context, waiver) });
        } else {
            kept.extend(judge(context, waiver, used));
        }
    }
    (kept, pending)
}

fn covers(scope: &WaiverScope<'_>, finding: &Diagnostic) -> bool {
    names(&scope.waiver.rule.text, finding) && lies_under(finding.span, scope.span, scope.covers)
}

fn names(rule: &str, finding: &Diagnostic) -> bool {
    rule == finding.code || find(finding.code).is_some_and(|r| r.name == rule)
}

fn lies_under(place: Span, waiver: Span, covers: Option<Span>) -> bool {
    waiver.file == place.file && covers.is_none_or(|s| s.file == place.file && s.start <= place.start && place.end <= s.end)
}

/// What is missing in a plan that could not be read whole may stand in the rest.
fn is_judged(context: &Context<'_>, scope: &WaiverScope<'_>) -> bool {
    context.model.is_own(scope.span) && !context.any_broken()
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
    if !rule.can_be_waived() {
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
    (!used && is_judged(context, scope)).then(|| matches_nothing(shown, scope.span))
}

fn matches_nothing(rule: &str, waiver: Span) -> Diagnostic {
    let message = text!("this waiver of `{rule}` matches no finding", "对 `{rule}` 的豁免没有对应的问题");
    stale_waiver::RULE.finding(waiver, message).help(text!("delete it: what it excused is gone", "请删除：它所豁免的问题已不存在"))
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
