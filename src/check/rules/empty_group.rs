//! A group without leader or members.

use super::prelude::*;
use crate::analysis::people;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P105",
    name: "empty-group",
    severity: Severity::Error,
    why: ("a duty of a group that consists of nobody is a duty of nobody", "小组里没有人，交给它的事就没有人做"),
    page: Page(include_str!("../../../tests/rules/empty-group.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let groups = (0..).map(PostId).zip(&cx.model.posts).filter(|(_, p)| p.kind == PostKind::Group);
    groups.filter(|(id, p)| concerns(cx, *id, p) && !cx.is_broken(p.head.decl.span)).filter_map(|(id, p)| finding(cx, id, p)).collect()
}

/// An imported group matters where it is used.
fn concerns(cx: &Context<'_>, id: PostId, group: &Post<'_>) -> bool {
    cx.model.is_own(group.head.decl.span) || cx.model.used.posts.get(id.index()) == Some(&true)
}

fn finding(cx: &Context<'_>, id: PostId, group: &Post<'_>) -> Option<Diagnostic> {
    let name = &group.head.name.text;
    // A deputy belongs to the group as well.
    let no_members = group.members.is_empty() && group.deputies.is_empty();
    let message = match (group.leaders.is_empty(), no_members) {
        (true, true) => text!("group `{name}` has neither leader nor members", "小组 `{name}` 既没有组长，也没有成员"),
        (true, false) => text!("group `{name}` has no leader", "小组 `{name}` 没有组长"),
        (false, true) => text!("group `{name}` has no members", "小组 `{name}` 没有成员"),
        (false, false) => return led_by_nobody(cx, id, group),
    };
    let help = match (group.leaders.is_empty(), no_members) {
        (true, true) => text!(
            "write `leader ROLE` and `members ROLE, ROLE` in it; for a whole department, name the post that acts for it in place of the group",
            "在其中写 `组长 岗位` 和 `成员 岗位, 岗位`；指整个部门的，也可以不用小组，改写代表该部门行动的岗位"
        ),
        (true, false) => text!("write `leader ROLE` in it", "在其中写 `组长 岗位`"),
        (false, _) => text!("write `members ROLE, ROLE` in it, or name the leader instead of the group", "在其中写 `成员 岗位, 岗位`，或直接写组长的岗位"),
    };
    Some(RULE.finding(group.head.decl.head, message).help(help).cite(group.head.cite()))
}

/// Groups that lead one another.
fn led_by_nobody(cx: &Context<'_>, id: PostId, group: &Post<'_>) -> Option<Diagnostic> {
    let heads = people::heads(cx.model, id);
    let leader = group.leaders.first()?;
    if !heads.people.is_empty() || people::is_uncertain(cx.model, &heads, &|span| cx.is_broken(span)) {
        return None;
    }
    let name = &group.head.name.text;
    let message = text!("the leader of group `{name}` is a group that nobody leads", "小组 `{name}` 的组长是没有人带领的小组");
    Some(RULE.finding(leader.span, message).help(text!("name a role as leader", "请写岗位作为组长")).cite(group.head.cite()))
}
