//! An escalation that reaches nobody.

use super::prelude::*;
use crate::analysis::calls::{self, Handover, Late, Timed};
use crate::analysis::gathered::Gathered;
use crate::analysis::people::{self, Answers, Silence};
use std::collections::HashSet;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P102",
    name: "missing-escalation-owner",
    severity: Severity::Error,
    why: ("an escalation is the last thing the plan does about a missed limit; if it reaches nobody, the duty stays undone unseen", "升级是超时后预案的最后一招；升级找不到人，事情就一直没人做，也没人知道"),
    page: Page(include_str!("../../../tests/rules/missing-escalation-owner.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let answers = Answers::new(cx.model, &|span| cx.is_broken(span));
    let mut found = Found { cx, answers, gathered: Gathered::default() };
    let mut findings = Vec::new();
    for handover in calls::handovers(cx.model) {
        for party in &handover.to.list {
            found.target(party, &handover);
            findings.extend(scattered(party, &handover));
        }
    }
    let asked = calls::asked_for(cx.model);
    for timed in calls::limits(cx.model) {
        found.silent_limit(&timed, &asked);
    }
    findings.extend(found.gathered.finish());
    findings
}

struct Found<'c, 'a> {
    cx: &'c Context<'a>,
    answers: Answers<'a, 'a>,
    gathered: Gathered<PostId>,
}

impl Found<'_, '_> {
    fn target(&mut self, party: &Party, handover: &Handover<'_, '_>) {
        let Some(id) = party.post() else { return };
        let Some(why) = self.answers.silence(id) else { return };
        let Some(post) = self.cx.model.post(id) else { return };
        self.gathered.add(id, party.span, || unanswered(post, party.span, why).cite(handover.place.cite()));
    }

    /// A limit without consequence: the superior of who is late takes over.
    fn silent_limit(&mut self, timed: &Timed<'_, '_>, asked: &HashSet<PostId>) {
        // One without a length never passes.
        let endless = timed.limit.time.length.is_none();
        let written = endless || timed.limit.otherwise.is_some() || timed.part != Late::Actor || self.cx.is_broken(timed.place.span());
        if written || timed.late.iter().any(|p| p.post().is_none()) {
            return;
        }
        let above: Option<Vec<_>> = timed.late.iter().filter_map(Party::post).map(|late| self.silent_superior(late)).collect();
        let Some((late, superior)) = above.unwrap_or_default().into_iter().find(|(_, superior)| !asked.contains(superior)) else { return };
        if watched(timed) {
            return;
        }
        let (Some(late), Some(post)) = (self.cx.model.post(late), self.cx.model.post(superior)) else { return };
        self.gathered.add(superior, timed.limit.span, || left_alone(late, post, timed));
    }

    /// The first superior of a post, if calling its superiors reaches nobody.
    fn silent_superior(&self, late: PostId) -> Option<(PostId, PostId)> {
        let model = self.cx.model;
        let own = model.post(late).filter(|p| !p.reports_to.is_empty());
        let above = &own.or_else(|| model.post(people::acting(model, late)?))?.reports_to;
        let silent = |party: &Party| party.post().is_some_and(|id| self.answers.silence(id).is_some());
        let first = above.first()?.post()?;
        above.iter().all(silent).then_some((late, first))
    }
}

/// Whether another limit of the step, or a timer of the procedure, escalates all the same.
fn watched(timed: &Timed<'_, '_>) -> bool {
    let timer = !timed.place.procedure.escalations.is_empty() && timed.place.step.is_none_or(|s| !s.in_recovery);
    timer || timed.place.step.is_some_and(|s| s.all_limits().any(|l| l.otherwise.is_some()))
}

fn unanswered(post: &Post<'_>, place: Span, why: Silence) -> Diagnostic {
    let name = &post.head.name.text;
    let (message, help) = match why {
        Silence::Unlisted if post.kind == PostKind::Service => (
            text!("escalation to `{name}` reaches nobody: it has no contact", "升级至 `{name}` 找不到人：没有联系方式"),
            text!("write its `phone \"…\"`", "写明它的 `电话 \"…\"`"),
        ),
        Silence::Leaderless => (
            text!("escalation to `{name}` reaches nobody who decides: nobody leads the group", "升级至 `{name}` 无人作主：该小组没有组长"),
            text!("write `leader ROLE` in the group, or escalate to a role", "在小组中写 `组长 岗位`，或升级至具体岗位"),
        ),
        Silence::Unlisted => (
            text!("escalation to `{name}` reaches nobody: it has no contact, and no one stands in for it", "升级至 `{name}` 找不到人：没有联系方式，也无人代替"),
            text!("write its `phone \"…\"`, and a `deputy` or `reports to`", "写明它的 `电话 \"…\"`，以及 `副手` 或 `上报`"),
        ),
        Silence::AllUnlisted => (
            text!("escalation to `{name}` reaches nobody: neither it nor anyone who stands in for it has a contact", "升级至 `{name}` 找不到人：它和代替它的岗位都没有联系方式"),
            text!("write `phone \"…\"` in the role that takes over", "在接手的岗位中写明 `电话 \"…\"`"),
        ),
    };
    RULE.finding(place, message).related(post.head.decl.head, text!("declared here", "声明在此")).help(help)
}

fn left_alone(late: &Post<'_>, superior: &Post<'_>, timed: &Timed<'_, '_>) -> Diagnostic {
    let (name, above) = (&late.head.name.text, &superior.head.name.text);
    let message = text!(
        "when this limit passes, it is for `{above}` to take over from `{name}`, but nobody can be reached there",
        "超过此时限应由 `{name}` 的上级 `{above}` 接手，但那里找不到人"
    );
    RULE.finding(timed.limit.span, message)
        .related(superior.head.decl.head, text!("declared here", "声明在此"))
        .help(text!("write the `phone \"…\"` of `{above}`, or `else escalate to ROLE`", "写明 `{above}` 的 `电话 \"…\"`，或写 `否则 升级至 岗位`"))
        .cite(timed.place.cite())
}

/// `escalate to everyone` names nobody who takes over.
fn scattered(party: &Party, handover: &Handover<'_, '_>) -> Option<Diagnostic> {
    if !matches!(party.who, Who::Everyone | Who::Anyone) {
        return None;
    }
    let message = text!("this escalation names nobody in particular: no one knows that it is theirs", "此处升级没有指明对象，没有人知道该由自己接手");
    let mut finding = RULE.finding(party.span, message);
    finding.severity = Severity::Warning;
    Some(finding.help(text!("name the role that takes over", "写明由哪个岗位接手")).cite(handover.place.cite()))
}
