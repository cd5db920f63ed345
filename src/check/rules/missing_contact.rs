//! A post that must be called, told or reported to, but has no contact.

use super::prelude::*;
use crate::analysis::anybody::fits_anybody;
use crate::analysis::calls::{self, By, Call, Handover, Place};
use crate::analysis::gathered::Gathered;
use crate::analysis::{numbers::shape, people};
use crate::ast::{Channel, Key};
use crate::diagnostic::Lang;
use crate::words;

pub(in crate::check) static RULE: Rule = Rule {
    code: "P107",
    name: "missing-contact",
    severity: Severity::Error,
    why: ("a plan that says whom to call but not how leaves people searching for a number while time runs", "只写找谁、不写怎么找，出事时就得先翻号码"),
    page: Page(include_str!("../../../tests/rules/missing-contact.md")),
    check: Some(check),
};

fn check(cx: &Context<'_>) -> Vec<Diagnostic> {
    let mut gathered = Gathered::default();
    let answers = people::Answers::new(cx.model, &|span| cx.is_broken(span));
    for need in needs(cx.model) {
        for party in &need.to.list {
            let Some((id, lack)) = party.post().and_then(|id| Some((id, lack(cx, id, need.by)?))) else { continue };
            // An escalation that reaches nobody at all is the matter of missing-escalation-owner.
            if need.escalates && answers.silence(id).is_some() {
                continue;
            }
            let Some(post) = cx.model.post(id) else { continue };
            gathered.add(id, party.span, || finding(post, party.span, lack, &need));
        }
    }
    gathered.finish()
}

/// A place where somebody must be reached.
struct Need<'m, 'a> {
    to: &'m Parties,
    by: By<'a>,
    optional: bool,
    escalates: bool,
    place: Place<'m, 'a>,
}

/// All such places in the order of the text, those that may be left undone last.
fn needs<'m, 'a>(model: &'m Model<'a>) -> Vec<Need<'m, 'a>> {
    let call = |c: Call<'m, 'a>| Need { to: c.to, by: c.by, optional: c.optional, escalates: false, place: c.place };
    let handover = |h: Handover<'m, 'a>| Need { to: h.to, by: By::Any, optional: false, escalates: true, place: h.place };
    let mut needs: Vec<_> = calls::calls(model).into_iter().map(call).collect();
    needs.extend(calls::handovers(model).into_iter().map(handover));
    needs.sort_by_key(|n| (n.optional, n.to.span.file, n.to.span.start));
    needs
}

/// What a post lacks.
#[derive(Clone, Copy)]
enum Lack {
    /// Any contact.
    Contact,
    /// This channel.
    Channel(Channel),
}

fn lack(cx: &Context<'_>, id: PostId, by: By<'_>) -> Option<Lack> {
    if !by.needs_contact() {
        return None;
    }
    let contacts = people::contacts_of(cx.model, id);
    let missing = if contacts.is_empty() {
        Lack::Contact
    } else {
        Lack::Channel(wanted(by).into_iter().find(|channel| !contacts.iter().any(|c| serves(cx, c, *channel)))?)
    };
    let heads = people::heads(cx.model, id);
    (!people::is_uncertain(cx.model, &heads, &|span| cx.is_broken(span))).then_some(missing)
}

/// The channels that are needed; face to face and over loudspeakers nothing is.
fn wanted(by: By<'_>) -> Vec<Channel> {
    match by {
        By::Any => Vec::new(),
        By::Phone => vec![Channel::Phone],
        By::Named(channels) => channels.iter().map(|c| c.0).filter(|c| !matches!(c, Channel::InPerson | Channel::Broadcast)).collect(),
    }
}

/// A telephone number that can be a mobile one takes text messages.
fn serves(cx: &Context<'_>, contact: &Contact<'_>, channel: Channel) -> bool {
    contact.channel == channel || (channel == Channel::Sms && contact.channel == Channel::Phone && may_be_mobile(cx, contact.text))
}

fn may_be_mobile(cx: &Context<'_>, number: &str) -> bool {
    let chinese = cx.region().is_some_and(|r| r.code == "CN");
    shape::comparable(number).is_some_and(|digits| if chinese { digits.len() == 11 && digits.starts_with('1') } else { digits.len() >= 9 })
}

fn finding(post: &Post<'_>, place: Span, lack: Lack, need: &Need<'_, '_>) -> Diagnostic {
    let name = &post.head.name.text;
    let key = match lack {
        Lack::Contact => Key::Phone,
        Lack::Channel(channel) => key(channel),
    };
    let (en, zh) = (words::form(key.row(), Lang::En), words::form(key.row(), Lang::Zh));
    let message = match (lack, post.kind) {
        (Lack::Contact, PostKind::Group) if post.leaders.is_empty() && post.deputies.is_empty() => {
            text!("`{name}` cannot be reached: the group has neither a contact nor a leader", "找不到 `{name}`：小组没有联系方式，也没有组长")
        }
        (Lack::Contact, PostKind::Group) => text!("`{name}` cannot be reached: neither the group nor its leader has a contact", "找不到 `{name}`：小组和组长都没有联系方式"),
        (Lack::Contact, PostKind::Role | PostKind::Service) => text!("`{name}` cannot be reached: it has no contact", "找不到 `{name}`：没有联系方式"),
        (Lack::Channel(_), _) => text!("`{name}` cannot be reached by `{en}`: it has none", "不能用 `{zh}` 找到 `{name}`：没有写明"),
    };
    let help = match post.kind {
        // No number can be written for whoever is meant.
        _ if fits_anybody(post) => {
            text!("say which posts are meant in place of `{name}`, and write `{en} \"…\"` in them", "写明 `{name}` 指的是哪些岗位，并写上其 `{zh} \"…\"`")
        }
        PostKind::Group => text!("write `{en} \"…\"` in the group or in its leader", "在小组或其组长中写 `{zh} \"…\"`"),
        PostKind::Role | PostKind::Service => text!("write `{en} \"…\"` in its declaration", "在其声明中写 `{zh} \"…\"`"),
    };
    let mut finding = RULE.finding(place, message).related(post.head.decl.head, text!("declared here", "声明在此")).help(help);
    if need.optional {
        finding.severity = Severity::Warning;
    }
    finding.cite(need.place.cite())
}

fn key(channel: Channel) -> Key {
    match channel {
        Channel::Phone => Key::Phone,
        Channel::Sms => Key::Sms,
        Channel::Radio => Key::Radio,
        Channel::Email => Key::Email,
        Channel::Chat => Key::Chat,
        Channel::Broadcast => Key::Broadcast,
        Channel::InPerson => Key::InPerson,
    }
}
