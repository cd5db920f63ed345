//! Roles, groups and services: how they are reached, who stands in, when they are on duty.

use super::voice::{Voice, row};
use super::wording::{code, listed, plain};
use crate::analysis::people::{self, Reached};
use crate::ast::{Channel, DayWindow};
use crate::diagnostic::{Lang, text};
use crate::model::{Post, PostId, PostKind, Shift};
use crate::words;

/// Most posts that are listed.
const MAX_LISTED: usize = 12;

/// What is known of a post.
pub(super) fn post(v: &Voice<'_, '_>, id: PostId, post: &Post<'_>) -> Vec<String> {
    let mut facts = Vec::new();
    if !post.serves.is_empty() {
        let what = listed(post.serves.iter().map(|s| s.row.map_or_else(|| plain(s.text), |row| v.word(row).to_owned())), v.lang());
        facts.push(v.say(text!("for: {what}", "负责：{what}")));
    }
    if post.kind == PostKind::Group {
        facts.extend(led(v, id, post));
    }
    facts.extend(contacts(v, id, post));
    facts.extend(superiors(v, post));
    facts.extend(post.on_duty.iter().filter_map(|s| v.model.shifts.get(s.index())).map(|s| {
        let (shift, hours) = (v.head(&s.head), windows(s, v.lang()));
        v.say(text!("on duty: {shift}, {hours}", "当班：{shift}，{hours}"))
    }));
    facts.extend(stand_ins(v, id, post));
    facts
}

/// Who acts for a group, and who else belongs to it.
fn led(v: &Voice<'_, '_>, id: PostId, post: &Post<'_>) -> Vec<String> {
    let leader = v.list(&post.leaders);
    let acting = people::acting(v.model, id).map(|a| v.post(a));
    let mut facts = vec![match (post.leaders.is_empty(), acting) {
        (false, _) => v.say(text!("acts through its leader: {leader}", "由组长代表：{leader}")),
        (true, Some(deputy)) => v.say(text!("nobody leads it; its deputy acts for it: {deputy}", "没有组长，由副手代表：{deputy}")),
        (true, None) => v.say(text!("**nobody leads it**, so nobody acts for it", "**没有组长**，无人代表")),
    }];
    if !post.members.is_empty() {
        let members = v.list(&post.members);
        facts.push(v.say(text!("members: {members}", "成员：{members}")));
    }
    facts
}

/// Its own contacts by channel; then those of whoever acts for a group; a missing telephone is said.
fn contacts(v: &Voice<'_, '_>, id: PostId, post: &Post<'_>) -> Vec<String> {
    let mut facts = own_contacts(v, post);
    let has_phone = |p: &Post<'_>| p.contacts.iter().any(|c| c.channel == Channel::Phone);
    let heads = people::heads(v.model, id);
    for other in heads.groups.iter().chain(&heads.people).filter(|other| **other != id) {
        let Some(found) = v.model.post(*other).filter(|p| !p.contacts.is_empty()) else { continue };
        let (name, numbers) = (v.head(&found.head), v.contacts(found));
        facts.push(v.say(text!("reached through {name}: {numbers}", "可通过 {name} 找到：{numbers}")));
    }
    let phoned = heads.posts().filter_map(|id| v.model.post(id)).any(has_phone);
    if !phoned {
        facts.push(without_phone(v, id, post));
    }
    facts
}

fn own_contacts(v: &Voice<'_, '_>, post: &Post<'_>) -> Vec<String> {
    let mut channels: Vec<Channel> = post.contacts.iter().map(|c| c.channel).collect();
    channels.sort_unstable();
    channels.dedup();
    let line = |channel: Channel| {
        let numbers = listed(post.contacts.iter().filter(|c| c.channel == channel).map(|c| code(c.text)), v.lang());
        let word = v.word(row(channel));
        v.say(text!("{word}: {numbers}", "{word}：{numbers}"))
    };
    channels.into_iter().map(line).collect()
}

/// That there is no telephone, and who can be telephoned instead.
fn without_phone(v: &Voice<'_, '_>, id: PostId, post: &Post<'_>) -> String {
    if v.is_broken(post.head.decl.span) {
        return v.say(text!("no phone was found", "没有读到电话"));
    }
    let phone = |other: &PostId| v.model.post(*other)?.contacts.iter().find(|c| c.channel == Channel::Phone).map(|c| (*other, code(c.text)));
    let reached = people::reached(v.model, id);
    match reached.people.iter().find_map(phone) {
        None if reached.people.iter().all(|other| *other == id) => v.say(text!("**no phone**", "**没有电话**")),
        None if post.kind == PostKind::Group => v.say(text!("**no phone**, and none of those who are called has one", "**没有电话**，依次找的人也都没有电话")),
        Some((other, number)) if post.kind == PostKind::Group => {
            let other = v.post(other);
            v.say(text!("**no phone**; the first of those who are called that has one: {other} {number}", "**没有电话**；依次找的人中最先有电话的：{other} {number}"))
        }
        Some((other, number)) => {
            let other = v.post(other);
            v.say(text!("**no phone**; the first who has one: {other} {number}", "**没有电话**；依次代行者中最先有电话的：{other} {number}"))
        }
        None => v.say(text!("**no phone**, and nobody who stands in has one", "**没有电话**，代行者也都没有电话")),
    }
}

/// To whom it reports; that it does not is said of posts of the organisation whose declaration was understood.
fn superiors(v: &Voice<'_, '_>, post: &Post<'_>) -> Option<String> {
    if !post.reports_to.is_empty() {
        let superiors = v.list(&post.reports_to);
        return Some(v.say(text!("reports to: {superiors}", "上报：{superiors}")));
    }
    let known = post.kind != PostKind::Service && !v.is_broken(post.head.decl.span);
    known.then(|| v.say(text!("reports to nobody", "没有上级")))
}

/// Who is tried after it, in order; for a group who is called, in order.
fn stand_ins(v: &Voice<'_, '_>, id: PostId, post: &Post<'_>) -> Vec<String> {
    let Reached { people, open, .. } = people::reached(v.model, id);
    let others: Vec<PostId> = people.into_iter().filter(|other| *other != id).collect();
    let mut lines = Vec::new();
    let open = open || v.is_broken(post.head.decl.span);
    if others.is_empty() {
        match post.kind {
            PostKind::Role if !open => lines.push(v.say(text!("**nobody stands in**", "**无人代行**"))),
            PostKind::Group if !open => lines.push(v.say(text!("**nobody is reached** when it is called", "**找不到任何人**"))),
            // An outside body stands in for itself.
            PostKind::Role | PostKind::Group | PostKind::Service => {}
        }
    } else {
        let mut order = v.say(match post.kind {
            PostKind::Role | PostKind::Service => text!("when it cannot be reached, in order:", "联系不上时，依次找："),
            PostKind::Group => text!("who is called, in order:", "依次找："),
        });
        for (index, other) in others.iter().take(MAX_LISTED).enumerate() {
            order += &format!("\n  {}. {}", index + 1, v.reachable(*other));
        }
        lines.push(order);
        let more = others.len().saturating_sub(MAX_LISTED);
        if more > 0 {
            lines.push(v.say(text!("and {more} more", "另有 {more} 个岗位")));
        }
    }
    if open {
        lines.push(v.say(text!("somebody more may be tried: something on the way was not understood, or stands for whoever is there", "可能还有其他人：途中有未能识别的内容，或未指定具体岗位")));
    }
    lines
}

/// The hours of a shift: `Mon–Fri 08:00–20:00`.
pub(super) fn windows(shift: &Shift<'_>, lang: Lang) -> String {
    listed(shift.windows.iter().map(|w| window(w, lang)), lang)
}

fn window(window: &DayWindow, lang: Lang) -> String {
    let days = listed(window.days.iter().map(|row| days(*row, lang)), lang);
    let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let (Some(from), Some(to)) = (window.from, window.to) else { return days };
    let (start, end) = (clock(from), clock(to));
    let hours = if to < from { text!("{start}–{end} (next day)", "{start}–次日{end}") } else { text!("{start}–{end}", "{start}–{end}") };
    format!("{days} {}", hours.get(lang))
}

fn days((first, last): (u8, u8), lang: Lang) -> String {
    const ROWS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let day = |index: u8| ROWS.get(usize::from(index)).map_or("", |row| words::form(row, lang));
    if first == last {
        return day(first).to_owned();
    }
    let (from, to) = (day(first), day(last));
    text!("{from}–{to}", "{from}至{to}").get(lang).to_owned()
}
