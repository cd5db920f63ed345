//! An escalation that comes back to the one who is late.

use super::prelude::*;
use crate::analysis::calls::{self, Handover, Late};
use crate::analysis::people;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P104",
    name: "self-escalation",
    severity: Severity::Error,
    why: ("whoever is late because they are away or overwhelmed cannot be the one who helps them out", "超时的人往往正是不在场或忙不过来的人，再升级给他等于没有升级"),
    page: Page(include_str!("../../../tests/rules/self-escalation.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    calls::handovers(cx.model).iter().filter_map(|h| judge(cx, h)).collect()
}

fn judge(cx: &Context<'_>, handover: &Handover<'_, '_>) -> Option<Diagnostic> {
    let model = cx.model;
    // Where a target is no post, or could not be resolved, somebody else may be reached.
    let targets: Vec<PostId> = handover.to.list.iter().map(Party::post).collect::<Option<_>>()?;
    let passing = handover.by.into_iter().flat_map(|by| by.list.iter().copied());
    if let Some((party, how)) = first_own(model, passing, &targets) {
        return Some(passed_to_itself(handover, party, &how));
    }
    let own = |party: &&Party| how_own(model, **party, &targets).is_some();
    let all = handover.late.iter().all(|p| own(&p));
    if let Some((party, how)) = first_own(model, handover.late.iter().copied(), &targets) {
        return Some(own_escalation(cx, handover, party, &how, all));
    }
    let [late] = handover.late.as_slice() else { return None };
    stand_in(cx, handover, *late, &targets)
}

/// How a post and the target of its escalation are the same people.
enum How {
    Same,
    /// The target is a group that the late role leads.
    LeadsTarget(String),
    /// The late group is led by the target.
    LedByTarget(String),
    /// Both are groups with one leader.
    SameLeader(String),
}

fn first_own(model: &Model<'_>, parties: impl Iterator<Item = Party>, targets: &[PostId]) -> Option<(Party, How)> {
    parties.into_iter().find_map(|party| Some((party, how_own(model, party, targets)?)))
}

/// How a party escalates to itself, if every target is the party.
fn how_own(model: &Model<'_>, party: Party, targets: &[PostId]) -> Option<How> {
    let Who::Post(late) = party.who else { return None };
    let mut how = None;
    for target in targets {
        let step = same_people(model, late, *target)?;
        how.get_or_insert(step);
    }
    how
}

fn same_people(model: &Model<'_>, late: PostId, target: PostId) -> Option<How> {
    if late == target {
        return Some(How::Same);
    }
    let acting = people::acting(model, late)?;
    if people::acting(model, target) != Some(acting) {
        return None;
    }
    let name = |id: PostId| model.post(id).map_or_else(String::new, |p| p.head.name.text.to_string());
    Some(if acting == late {
        How::LeadsTarget(name(target))
    } else if acting == target {
        How::LedByTarget(name(late))
    } else {
        How::SameLeader(name(acting))
    })
}

fn reason(how: &How) -> Text {
    match how {
        How::Same => text!("it is the same post", "是同一个岗位"),
        How::LeadsTarget(group) => text!("group `{group}` acts through this very post, its leader", "小组 `{group}` 的组长正是该岗位"),
        How::LedByTarget(group) => text!("group `{group}` acts through its leader, the post escalated to", "升级所至的岗位正是小组 `{group}` 的组长"),
        How::SameLeader(leader) => text!("both groups act through `{leader}`", "两个小组都由 `{leader}` 带领"),
    }
}

fn own_escalation(cx: &Context<'_>, handover: &Handover<'_, '_>, party: Party, how: &How, all: bool) -> Diagnostic {
    let why = reason(how);
    let (en, zh, name) = (why.en, why.zh, cx.sources.slice(party.span));
    let message = match (all, handover.part) {
        (false, _) => text!("if `{name}` is the one who is late, this escalation comes back to it: {en}", "若超时的是 `{name}`，升级又回到它自己：{zh}"),
        (true, Late::Actor) => text!("this escalation comes back to the one who is late: {en}", "升级又回到超时的人：{zh}"),
        (true, Late::Approver) => text!("this escalation comes back to the one whose approval is late: {en}", "升级又回到迟迟未批准的人：{zh}"),
        (true, Late::Owner) => text!("this escalation comes back to the owner, who is in charge already: {en}", "升级又回到本来就负责的人：{zh}"),
    };
    let note = match handover.part {
        Late::Actor => text!("who is late", "超时的岗位"),
        Late::Approver => text!("whose approval is late", "迟迟未批准的岗位"),
        Late::Owner => text!("who is in charge already", "本来的负责人"),
    };
    let mut finding = RULE.finding(handover.to.span, message);
    if !all {
        finding.severity = Severity::Warning;
    }
    finding.related(party.span, note).help(higher()).cite(handover.place.cite())
}

fn higher() -> Text {
    text!("escalate to a post above: `else escalate to SUPERIOR`", "升级至更高的岗位：`否则 升级至 上级岗位`")
}

fn passed_to_itself(handover: &Handover<'_, '_>, party: Party, how: &How) -> Diagnostic {
    let message = match how {
        How::Same => text!("the post that passes this on is the one it is passed to", "转交的岗位和接手的岗位是同一个"),
        How::LeadsTarget(_) | How::LedByTarget(_) | How::SameLeader(_) => {
            text!("who passes this on and who takes over act through the same leader", "转交的和接手的由同一个组长带领")
        }
    };
    RULE.finding(handover.to.span, message).related(party.span, text!("passed on by it", "由它转交")).help(higher()).cite(handover.place.cite())
}

/// The late role and the target are different, but one stands in for the other.
fn stand_in(cx: &Context<'_>, handover: &Handover<'_, '_>, late: Party, targets: &[PostId]) -> Option<Diagnostic> {
    let Who::Post(id) = late.who else { return None };
    let (post, [target]) = (cx.model.post(id)?, targets) else { return None };
    let name = &post.head.name.text;
    let other = &cx.model.post(*target)?.head.name.text;
    if let [deputy] = post.deputies.as_slice() {
        let acts = deputy.post().and_then(|d| people::acting(cx.model, d));
        if acts.is_some() && acts == people::acting(cx.model, *target) {
            let message = text!(
                "when `{name}` is away, its only deputy acts for it, and this escalation comes back to that deputy",
                "`{name}` 不在时由其唯一的副手代行，升级又回到这名副手"
            );
            return Some(softly(handover, message).related(deputy.span, text!("the only deputy", "唯一的副手")));
        }
    }
    let acting = people::acting(cx.model, id)?;
    if people::only_stand_in(cx.model, *target) != Some(acting) {
        return None;
    }
    let acts = &cx.model.post(acting)?.head.name.text;
    let message = if acting == id {
        text!("when `{other}` is away, this escalation comes back to `{name}`, which is late and alone stands in for it", "`{other}` 不在时，升级又回到超时的 `{name}`，因为只有它能代替")
    } else {
        text!(
            "when `{other}` is away, this escalation comes back to `{acts}`, who leads `{name}`, which is late, and alone stands in for `{other}`",
            "`{other}` 不在时，升级又回到超时的 `{name}`，因为只有其组长 `{acts}` 能代替"
        )
    };
    let help = text!("name a second `deputy` for `{other}`, or escalate to a post above: `else escalate to SUPERIOR`", "为 `{other}` 再写一个 `副手`，或升级至更高的岗位：`否则 升级至 上级岗位`");
    let finding = softly(handover, message).help(help).related(late.span, text!("who is late", "超时的岗位"));
    Some(match stands_in(cx.model, *target, acting) {
        Some(place) => finding.related(place, text!("stands in for `{other}`", "由此代替 `{other}`")),
        None => finding,
    })
}

/// Where it is written that one post stands in for another.
fn stands_in(model: &Model<'_>, post: PostId, other: PostId) -> Option<Span> {
    let post = model.post(post)?;
    let named = post.deputies.iter().chain(&post.members).chain(&post.reports_to);
    named.into_iter().find(|p| p.post().and_then(|id| people::acting(model, id)) == Some(other)).map(|p| p.span)
}

fn softly(handover: &Handover<'_, '_>, message: Text) -> Diagnostic {
    let mut finding = RULE.finding(handover.to.span, message).help(higher()).cite(handover.place.cite());
    finding.severity = Severity::Warning;
    finding
}
