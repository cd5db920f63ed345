//! Posts, who is meant, who is reached.

use super::{Builder, owned};
use crate::analysis::people;
use crate::ast::{self, ActorsKind, Key};
use crate::diagnostic::Lang;
use crate::emit::runbook as r;
use crate::model::{self, PostId, Who};
use crate::words;

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl<'a> Builder<'_, 'a> {
    pub(super) fn post(&self, post: &model::Post<'a>, id: u32) -> r::Post {
        let names = |list: &[model::Party]| list.iter().filter_map(model::Party::post).map(|p| self.post_name(p)).collect();
        r::Post {
            kind: r::PostKind::of(post.kind),
            about: self.about(post.head),
            aliases: owned(&post.head.decl.body, Key::AlsoCalled),
            contacts: contacts(post),
            reports_to: names(&post.reports_to),
            deputies: names(&post.deputies),
            leaders: names(&post.leaders),
            members: names(&post.members),
            shifts: post.on_duty.iter().map(|s| self.shift_name(*s)).collect(),
            serves: post.serves.iter().map(|s| r::Service { kind: s.row.map(|row| vocabulary("sv_", row)), text: s.text.to_string() }).collect(),
            reached: self.reached(PostId(id)),
        }
    }

    /// Who is tried, in order, when a post is called.
    pub(super) fn reached(&self, id: PostId) -> Vec<r::Reach> {
        let posts = people::reached(self.model, id).people.into_iter().filter_map(|id| self.model.post(id));
        posts.map(|p| r::Reach { post: p.head.name.text.to_string(), title: p.head.title().to_owned(), contacts: contacts(p) }).collect()
    }

    pub(super) fn shift(&self, shift: &model::Shift<'a>) -> r::Shift {
        r::Shift { about: self.about(shift.head), windows: shift.windows.iter().map(|w| window(w)).collect() }
    }

    pub(super) fn party(&self, party: &model::Party) -> Option<r::Party> {
        Some(match party.who {
            Who::Post(id) => r::Party::Post { post: self.post_name(id) },
            Who::Count(count, id) => r::Party::Count { count, post: self.post_name(id) },
            Who::Everyone => r::Party::Everyone,
            Who::Anyone => r::Party::Anyone,
            Who::Someone => r::Party::Someone,
            Who::Unknown => return None,
        })
    }

    pub(super) fn list(&self, list: &[model::Party]) -> Vec<r::Party> {
        list.iter().filter_map(|p| self.party(p)).collect()
    }

    pub(super) fn parties(&self, parties: &model::Parties) -> r::Parties {
        r::Parties { need: need(parties.need), list: self.list(&parties.list) }
    }

    pub(super) fn targets(&self, parties: &model::Parties) -> r::Targets {
        r::Targets { need: need(parties.need), list: self.target_list(&parties.list) }
    }

    fn target_list(&self, list: &[model::Party]) -> Vec<r::Target> {
        let target = |p: &model::Party| {
            let post = p.post();
            let own = post.and_then(|id| self.model.post(id)).map_or_else(Vec::new, contacts);
            let reached = post.map_or_else(Vec::new, |id| self.reached(id));
            Some(r::Target { meant: self.party(p)?, contacts: own, reached })
        };
        list.iter().filter_map(target).collect()
    }

    pub(super) fn owners(&self, owners: &[model::Owner]) -> Vec<r::Owner> {
        let owner = |o: &model::Owner| Some(r::Owner { who: self.party(&o.party)?, during: o.during.flatten().map(|s| self.shift_name(s)) });
        owners.iter().filter_map(owner).collect()
    }

    pub(super) fn consent(&self, consent: &model::Consent) -> r::Consent {
        r::Consent {
            kind: match consent.kind {
                ast::ConsentKind::Requested => r::ConsentKind::Requested,
                ast::ConsentKind::Proposed => r::ConsentKind::Proposed,
                ast::ConsentKind::Approved => r::ConsentKind::Approved,
            },
            need: need(consent.need),
            list: self.target_list(&consent.posts),
            at: self.place(consent.span),
        }
    }

    pub(super) fn consents(&self, consents: &[model::Consent]) -> Vec<r::Consent> {
        consents.iter().map(|c| self.consent(c)).collect()
    }
}

/// Whether a list means all or one of them.
pub(super) fn need(kind: ActorsKind) -> r::Need {
    match kind {
        ActorsKind::All => r::Need::All,
        ActorsKind::Any => r::Need::Any,
    }
}

pub(super) fn channel(channel: ast::Channel) -> r::Channel {
    match channel {
        ast::Channel::Phone => r::Channel::Phone,
        ast::Channel::Sms => r::Channel::Sms,
        ast::Channel::Radio => r::Channel::Radio,
        ast::Channel::Email => r::Channel::Email,
        ast::Channel::Chat => r::Channel::Chat,
        ast::Channel::Broadcast => r::Channel::Broadcast,
        ast::Channel::InPerson => r::Channel::InPerson,
    }
}

/// A word of a closed vocabulary, the same in every language of plans.
pub(super) fn vocabulary(family: &str, row: &'static str) -> String {
    match words::form(row, Lang::En) {
        "" => row.trim_start_matches(family).replace('_', "-"),
        word => word.to_owned(),
    }
}

fn contacts(post: &model::Post<'_>) -> Vec<r::Contact> {
    post.contacts.iter().map(|c| r::Contact { channel: channel(c.channel), address: c.text.to_string() }).collect()
}

fn window(window: &ast::DayWindow) -> r::Window {
    let clock = |minutes: Option<u16>| minutes.map_or_else(String::new, |m| format!("{:02}:{:02}", m / 60, m % 60));
    r::Window { days: window.days.iter().flat_map(|row| days(*row)).collect(), from: clock(window.from), to: clock(window.to) }
}

/// The days of a row, which may run over the end of the week.
fn days((first, last): (u8, u8)) -> impl Iterator<Item = String> {
    let length = (usize::from(last) + DAYS.len() - usize::from(first)) % DAYS.len() + 1;
    DAYS.iter().cycle().skip(usize::from(first)).take(length).map(|d| (*d).to_owned())
}
