//! Approval of what one has proposed or does oneself, and approvers who cannot be reached.

use super::prelude::*;
use crate::analysis::calls::{self, Place};
use crate::analysis::gathered::Gathered;
use crate::analysis::people;
use crate::ast::{ActorsKind, ConsentKind, Modal};
use std::collections::HashSet;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P109",
    name: "self-approval",
    severity: Severity::Warning,
    why: ("an approval is a second pair of eyes; given by the one who asks for it, it checks nothing", "批准是为了另有一人把关；自己提出、自己批准，等于没有把关"),
    page: Page(include_str!("../../../tests/rules/self-approval.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut approvals = Vec::new();
    for procedure in &cx.model.procedures {
        let place = Place { procedure, step: None };
        approvals.extend(procedure.starts.iter().map(|s| Approval::new(place, &s.consents)));
        approvals.extend(procedure.finishes.iter().map(|f| Approval::new(place, &f.consents)));
        approvals.extend(procedure.forbids.iter().filter_map(|f| Approval::exception(Some(place), f)));
        for step in &procedure.steps {
            let place = Place { procedure, step: Some(step) };
            approvals.push(Approval::step(place, step));
            approvals.extend(step.forbids.iter().filter_map(|f| Approval::exception(Some(place), f)));
            findings.extend(step.duties.iter().filter_map(|d| own_request(cx, place, d)));
        }
    }
    approvals.extend(cx.model.forbids.iter().filter_map(|f| Approval::exception(None, f)));
    findings.extend(approvals.iter().filter_map(|a| a.own(cx)));
    findings.extend(unreachable(cx, &approvals));
    findings
}

/// What somebody does besides approving.
#[derive(Clone, Copy)]
enum Part {
    Proposes,
    Performs,
    Forbidden,
}

impl Part {
    fn note(self) -> Text {
        match self {
            Self::Proposes => text!("who proposes it", "提出的岗位"),
            Self::Performs => text!("who does it", "执行的岗位"),
            Self::Forbidden => text!("to whom it is forbidden", "被禁止的岗位"),
        }
    }
}

/// Who approves something, and who proposes or does it.
struct Approval<'m, 'a> {
    place: Option<Place<'m, 'a>>,
    approved: Vec<&'m Consent>,
    others: Vec<(Party, Part)>,
}

impl<'m, 'a> Approval<'m, 'a> {
    fn new(place: Place<'m, 'a>, consents: &'m [Consent]) -> Self {
        let asking = [ConsentKind::Requested, ConsentKind::Proposed].into_iter().flat_map(|kind| calls::consenting(consents, kind));
        let others = asking.map(|party| (party, Part::Proposes)).collect();
        let approved = consents.iter().filter(|c| c.kind == ConsentKind::Approved).collect();
        Self { place: Some(place), approved, others }
    }

    fn step(place: Place<'m, 'a>, step: &'m Step<'a>) -> Self {
        let mut approval = Self::new(place, &step.consents);
        let acting = step.duties.iter().filter(|d| d.modal != Modal::MustNot).flat_map(|d| d.parties.list.iter());
        approval.others.extend(acting.map(|party| (*party, Part::Performs)));
        approval
    }

    fn exception(place: Option<Place<'m, 'a>>, forbid: &'m Forbid<'a>) -> Option<Self> {
        let approved = vec![forbid.unless.as_ref()?];
        Some(Self { place, approved, others: forbid.parties.list.iter().map(|p| (*p, Part::Forbidden)).collect() })
    }

    /// A finding where nobody but those who propose or do it need approve.
    fn own(&self, cx: &Context<'_>) -> Option<Diagnostic> {
        let own = |party: &Party| self.others.iter().find(|other| same(cx.model, *party, other.0));
        let enough = |consent: &&Consent| match consent.need {
            ActorsKind::All => consent.posts.iter().all(|p| own(p).is_some()),
            ActorsKind::Any => consent.posts.iter().any(|p| own(p).is_some()),
        };
        if !self.approved.iter().all(enough) {
            return self.stand_in(cx);
        }
        let (approver, other) = self.approved.iter().flat_map(|c| c.posts.iter()).find_map(|p| Some((*p, *own(p)?)))?;
        Some(self.finding(cx, approver, other))
    }

    /// A finding where only one other approves, and one of those who propose or do it stands in for that one.
    fn stand_in(&self, cx: &Context<'_>) -> Option<Diagnostic> {
        let is_own = |party: &Party| self.others.iter().any(|other| same(cx.model, *party, other.0));
        let all = self.approved.iter().all(|c| c.need == ActorsKind::All || c.posts.len() == 1);
        let mut others = self.approved.iter().flat_map(|c| c.posts.iter()).filter(|p| !is_own(p));
        let (Some(approver), None, true) = (others.next(), others.next(), all) else { return None };
        let Who::Post(id) = approver.who else { return None };
        let next = people::only_stand_in(cx.model, id)?;
        let acts = |party: &Party| if let Who::Post(id) = party.who { people::acting(cx.model, id) } else { None };
        let (other, part) = self.others.iter().find(|(party, _)| acts(party) == Some(next))?;
        let shown = cx.sources.slice(approver.span);
        let name = &cx.model.post(next)?.head.name.text;
        let message = match part {
            Part::Proposes => text!("when `{shown}` is away, `{name}` alone stands in for it and approves what it proposes itself", "`{shown}` 不在时只有 `{name}` 代行，批准的就是它自己提出的事"),
            Part::Performs => text!("when `{shown}` is away, `{name}` alone stands in for it and approves what it does itself", "`{shown}` 不在时只有 `{name}` 代行，批准的就是它自己执行的事"),
            Part::Forbidden => text!("when `{shown}` is away, `{name}` alone stands in for it and may lift a prohibition for itself", "`{shown}` 不在时只有 `{name}` 代行，可以自己批准自己不受禁止"),
        };
        let finding = RULE.finding(approver.span, message).related(other.span, part.note());
        let help = text!("name a second `deputy` for `{shown}`, or let another post approve: `approved by SUPERIOR`", "为 `{shown}` 再写一个 `副手`，或改由另一岗位批准：`批准 上级岗位`");
        Some(finding.help(help).cite(self.place.and_then(|p| p.cite())))
    }

    fn finding(&self, cx: &Context<'_>, approver: Party, (other, part): (Party, Part)) -> Diagnostic {
        let shown = cx.sources.slice(approver.span);
        let name = cx.sources.slice(other.span);
        let message = match (approver.who, part) {
            (Who::Post(_), _) if approver.post() != other.post() => {
                text!("`{shown}` approves what `{name}` asks for or does, and both are the same people", "`{shown}` 批准 `{name}` 提出或执行的事，而两者实为同一人")
            }
            (Who::Anyone, _) => text!("anyone may approve this, also the one who proposes or does it", "任何人都可批准，包括提出或执行的人自己"),
            (_, Part::Proposes) => text!("`{shown}` approves what it proposes itself", "`{shown}` 批准的是自己提出的事"),
            (_, Part::Performs) => text!("`{shown}` approves what it does itself", "`{shown}` 批准的是自己执行的事"),
            (_, Part::Forbidden) => text!("`{shown}` may lift a prohibition for itself", "`{shown}` 可以自己批准自己不受禁止"),
        };
        RULE.finding(approver.span, message)
            .related(other.span, part.note())
            .help(text!("let another post approve: `approved by SUPERIOR`", "改由另一岗位批准：`批准 上级岗位`"))
            .cite(self.place.and_then(|p| p.cite()))
    }
}

/// Whether an approver and another party are the same people; a group acts through its leader, and approves through each of several.
fn same(model: &Model<'_>, approver: Party, other: Party) -> bool {
    let acting = |party: Party| if let Who::Post(id) = party.who { people::acting(model, id) } else { None };
    match approver.who {
        Who::Anyone => other.post().is_some(),
        Who::Post(id) => acting(other).is_some_and(|one| acting(approver) == Some(one) || people::heads(model, id).people.contains(&one)),
        Who::Count(..) | Who::Everyone | Who::Someone | Who::Unknown => false,
    }
}

/// `lead must request approval of lead`, or of one for whom it stands in.
fn own_request(cx: &Context<'_>, place: Place<'_, '_>, duty: &Duty<'_>) -> Option<Diagnostic> {
    let ActKind::Request(asked) = &duty.act.kind else { return None };
    let shown = cx.sources.slice(asked.span);
    let own = duty.parties.list.iter().find(|actor| asked.list.iter().all(|party| same(cx.model, *party, **actor)));
    let (actor, message) = match own {
        Some(actor) => (actor, text!("this asks `{shown}` to approve what it asks for itself", "向 `{shown}` 请示的就是它自己")),
        None => {
            let ([asked], [actor]) = (asked.list.as_slice(), duty.parties.list.as_slice()) else { return None };
            let (Who::Post(asked), Who::Post(asking)) = (asked.who, actor.who) else { return None };
            let next = people::only_stand_in(cx.model, asked).filter(|next| people::acting(cx.model, asking) == Some(*next))?;
            let name = &cx.model.post(next)?.head.name.text;
            (actor, text!("when `{shown}` is away, `{name}` alone stands in for it and is asked to approve what it asks for itself", "`{shown}` 不在时只有 `{name}` 代行，请示的就是它自己"))
        }
    };
    let finding = RULE.finding(asked.span, message).related(actor.span, text!("who asks", "请示的岗位"));
    Some(finding.help(text!("ask another post: `request approval of SUPERIOR`", "向另一岗位请示：`请示 上级岗位`")).cite(place.cite()))
}

/// Approvers without a contact, once each; those that are called elsewhere are the matter of missing-contact.
fn unreachable(cx: &Context<'_>, approvals: &[Approval<'_, '_>]) -> Vec<Diagnostic> {
    let asked = calls::asked_for(cx.model);
    let mut gathered = Gathered::default();
    for approval in approvals {
        for consent in &approval.approved {
            let silent: Vec<_> = consent.posts.iter().filter_map(|p| Some((p, silent(cx, p, &asked)?))).collect();
            if consent.need == ActorsKind::Any && silent.len() < consent.posts.len() {
                continue;
            }
            for (party, post) in silent {
                let make = || no_contact(party, post).cite(approval.place.and_then(|p| p.cite()));
                gathered.add(post.head.decl.span, party.span, make);
            }
        }
    }
    gathered.finish()
}

fn silent<'m, 'a>(cx: &Context<'a>, party: &Party, asked: &HashSet<PostId>) -> Option<&'m Post<'a>>
where
    'a: 'm,
{
    let id = party.post().filter(|id| !asked.contains(id))?;
    let heads = people::heads(cx.model, id);
    let known = people::contacts_of(cx.model, id).is_empty() && !people::is_uncertain(cx.model, &heads, &|span| cx.is_broken(span));
    cx.model.post(id).filter(|_| known)
}

fn no_contact(party: &Party, post: &Post<'_>) -> Diagnostic {
    let name = &post.head.name.text;
    RULE.finding(party.span, text!("`{name}` must approve, but cannot be reached: it has no contact", "须由 `{name}` 批准，但没有写明如何联系"))
        .related(post.head.decl.head, text!("declared here", "声明在此"))
        .help(text!("write `phone \"…\"` in its declaration", "在其声明中写 `电话 \"…\"`"))
}
