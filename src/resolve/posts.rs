//! Roles, groups, services and shifts.

use super::Resolver;
use super::names::Family;
use crate::ast::{Actor, ActorKind, Actors, Channel, DeclKind, Key, Name, StatementKind, ValueKind};
use crate::diagnostic::text;
use crate::model::{Contact, Head, Parties, Party, Post, PostId, PostKind, Service, Shift, ShiftId, Wanted, Who, texts, values};
use crate::source::Span;
use crate::words;

const CHANNELS: &[(Key, Channel)] = &[
    (Key::Phone, Channel::Phone),
    (Key::Sms, Channel::Sms),
    (Key::Radio, Channel::Radio),
    (Key::Email, Channel::Email),
    (Key::Chat, Channel::Chat),
    (Key::Broadcast, Channel::Broadcast),
    (Key::InPerson, Channel::InPerson),
];

impl<'a> Resolver<'a> {
    pub(super) fn post(&mut self, head: Head<'a>) {
        let body = &head.decl.body;
        let kind = if head.decl.kind == DeclKind::Group {
            PostKind::Group
        } else if head.decl.kind == DeclKind::Service {
            PostKind::Service
        } else {
            PostKind::Role
        };
        let channel = |(key, channel): &(Key, Channel)| {
            let channel = *channel;
            texts(body, *key).map(move |(text, span)| Contact { channel, text, span })
        };
        let shifts: Vec<_> = self.name_values(body, Key::OnDuty).collect();
        let on_duty = shifts.into_iter().filter_map(|(text, span)| self.find(Family::Shift, &Name { text: text.clone(), span }).map(ShiftId));
        let on_duty = on_duty.collect();
        let post = Post {
            head,
            kind,
            reports_to: self.own_parties(body, Key::ReportsTo),
            deputies: self.own_parties(body, Key::Deputy),
            leaders: self.own_parties(body, Key::Leader),
            members: self.own_parties(body, Key::Members),
            contacts: CHANNELS.iter().flat_map(channel).collect(),
            on_duty,
            serves: values(body, Key::Serves).filter_map(service).collect(),
        };
        self.model.posts.push(post);
    }

    /// Posts of the organisation: a service cannot be superior, deputy, leader or member.
    fn own_parties(&mut self, body: &'a [crate::ast::Statement], key: Key) -> Vec<Party> {
        let parties = self.parties_of(body, key);
        for party in &parties {
            self.no_service(party);
        }
        parties
    }

    pub(super) fn no_service(&mut self, party: &Party) {
        let Some(post) = party.post() else { return self.no_service_wanted(party) };
        if self.post_kinds.get(post.index()) != Some(&DeclKind::Service) {
            return;
        }
        let shown = self.sources.slice(party.span);
        let message = text!("`{shown}` is a service, but a post of the organisation is needed here", "`{shown}` 是外援，此处需要本单位的岗位");
        self.error("P004", party.span, message, text!("name a role or a group", "请写岗位或小组"));
    }

    /// The same for a name that nothing declares yet.
    fn no_service_wanted(&mut self, party: &Party) {
        if party.who != Who::Unknown {
            return;
        }
        let inside = |at: Span| at.file == party.span.file && party.span.start <= at.start && at.end <= party.span.end;
        let recent = self.model.unresolved.iter_mut().rev().take_while(|u| u.at.file == party.span.file && u.at.end >= party.span.start);
        for unresolved in recent.filter(|u| inside(u.at)) {
            if let Wanted::Declaration(kinds) = &mut unresolved.wanted {
                kinds.retain(|kind| *kind != DeclKind::Service);
            }
        }
    }

    pub(super) fn shift(&mut self, head: Head<'a>) {
        let windows = head.decl.body.iter().filter_map(|s| if let StatementKind::Window(w) = &s.kind { Some(w) } else { None });
        self.model.shifts.push(Shift { head, windows: windows.flatten().collect() });
    }

    pub(super) fn post_name(&mut self, name: &Name) -> Who {
        self.find(Family::Post, name).map_or(Who::Unknown, |id| Who::Post(PostId(id)))
    }

    pub(super) fn party(&mut self, actor: &'a Actor) -> Party {
        let who = match &actor.kind {
            ActorKind::Name(name) => self.post_name(name),
            ActorKind::Count(count, name) => match self.post_name(name) {
                Who::Post(id) => Who::Count(*count, id),
                other @ (Who::Count(..) | Who::Everyone | Who::Anyone | Who::Someone | Who::Unknown) => other,
            },
            ActorKind::Everyone => Who::Everyone,
            ActorKind::Anyone => Who::Anyone,
            ActorKind::Someone => Who::Someone,
        };
        Party { who, span: actor.span }
    }

    pub(super) fn parties(&mut self, actors: &'a Actors) -> Parties {
        Parties { need: actors.kind, list: actors.list.iter().map(|a| self.party(a)).collect(), span: actors.span }
    }
}

fn service(value: &crate::ast::Value) -> Option<Service<'_>> {
    let (text, row) = match &value.kind {
        ValueKind::Text(text) => (text, None),
        ValueKind::Name(text) => (text, words::in_family("sv_", text).map(|w| w.row)),
        ValueKind::Date(_) | ValueKind::Duration(_) | ValueKind::Quantity(_) | ValueKind::Range(..) | ValueKind::Unit(_) => return None,
    };
    Some(Service { row, text, span: value.span })
}
