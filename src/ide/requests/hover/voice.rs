//! What a hover is written from, and how it names people, times and pieces of the plan.

use super::wording::{code, listed, plain};
use crate::analysis::{people, wording};
use crate::ast::{ActorsKind, Channel};
use crate::diagnostic::{Lang, Text, text};
use crate::ide::view::View;
use crate::model::{Contact, Head, Model, Parties, Party, Post, PostId, Who};
use crate::source::Span;
use crate::words;

/// What a hover is written from.
#[derive(Clone, Copy)]
pub(super) struct Voice<'v, 'a> {
    pub(super) view: &'v View<'a>,
    pub(super) model: &'v Model<'a>,
}

impl<'a> Voice<'_, 'a> {
    pub(super) fn lang(&self) -> Lang {
        self.view.lang
    }

    /// A text in the language of the session.
    pub(super) fn say(&self, text: Text) -> String {
        match self.lang() {
            Lang::En => text.en,
            Lang::Zh => text.zh,
        }
    }

    /// A keyword in the language of the session, without marks.
    pub(super) fn word(&self, row: &str) -> &'static str {
        words::form(row, self.lang())
    }

    /// A piece of the plan on one line.
    pub(super) fn source(&self, span: Span) -> String {
        code(&wording::quoted(self.view.world.project().sources(), span))
    }

    /// A name with the title that goes with it.
    pub(super) fn titled(&self, name: &str, title: &str) -> String {
        if name == title { code(name) } else { format!("{} {}", code(name), plain(title)) }
    }

    pub(super) fn head(&self, head: &Head<'_>) -> String {
        self.titled(&head.name.text, head.title())
    }

    pub(super) fn post(&self, id: PostId) -> String {
        self.model.post(id).map_or_else(String::new, |post| self.head(&post.head))
    }

    pub(super) fn party(&self, party: &Party) -> String {
        match party.who {
            Who::Post(id) => self.post(id),
            Who::Count(..) | Who::Unknown => self.source(party.span),
            Who::Everyone => self.word("everyone").to_owned(),
            Who::Anyone => self.word("anyone").to_owned(),
            Who::Someone => self.say(text!("someone (the text names nobody)", "某人（原文未写明是谁）")),
        }
    }

    pub(super) fn list(&self, parties: &[Party]) -> String {
        listed(parties.iter().map(|p| self.party(p)), self.lang())
    }

    pub(super) fn parties(&self, parties: &Parties) -> String {
        let list = self.list(&parties.list);
        match parties.need {
            ActorsKind::Any if parties.list.len() > 1 => self.say(text!("any of {list}", "任一 {list}")),
            ActorsKind::Any | ActorsKind::All => list,
        }
    }

    /// The numbers and addresses of a post itself; the channel is said where it is no telephone.
    pub(super) fn contacts(&self, post: &Post<'_>) -> String {
        listed(post.contacts.iter().map(|c| self.contact(c)), self.lang())
    }

    fn contact(&self, contact: &Contact<'_>) -> String {
        match contact.channel {
            Channel::Phone => code(contact.text),
            Channel::Sms | Channel::Radio | Channel::Email | Channel::Chat | Channel::Broadcast | Channel::InPerson => {
                format!("{} {}", self.word(row(contact.channel)), code(contact.text))
            }
        }
    }

    /// A post with its own contacts.
    pub(super) fn reachable(&self, id: PostId) -> String {
        let contacts = self.model.post(id).map_or_else(String::new, |p| self.contacts(p));
        let contacts = if contacts.is_empty() { self.say(text!("no contact written", "没有写联系方式")) } else { contacts };
        format!("{} — {contacts}", self.post(id))
    }

    /// How a post that is told or asked is reached: its own contacts, else those of the one who acts for it.
    pub(super) fn reached(&self, party: &Party) -> String {
        let shown = self.party(party);
        let Some((id, post)) = party.post().and_then(|id| Some((id, self.model.post(id)?))) else { return shown };
        let own = self.contacts(post);
        if !own.is_empty() {
            return self.say(text!("{shown} ({own})", "{shown}（{own}）"));
        }
        let acting = people::acting(self.model, id).filter(|acting| *acting != id).map(|acting| self.reachable(acting));
        let Some(acting) = acting else { return self.say(text!("{shown} (no contact written)", "{shown}（没有写联系方式）")) };
        self.say(text!("{shown} (through {acting})", "{shown}（由 {acting}）"))
    }

    /// Whether part of this text was not understood, so that what seems to be missing may be written there.
    pub(super) fn is_broken(&self, span: Span) -> bool {
        let broken = self.view.world.project().file(span.file).map_or(&[][..], |f| &f.broken);
        broken.iter().any(|b| b.start < span.end && span.start < b.end)
    }
}

/// The word of a channel in the keyword table.
pub(super) fn row(channel: Channel) -> &'static str {
    match channel {
        Channel::Phone => "phone",
        Channel::Sms => "sms",
        Channel::Radio => "radio",
        Channel::Email => "email",
        Channel::Chat => "chat",
        Channel::Broadcast => "broadcast",
        Channel::InPerson => "in_person",
    }
}
