//! What posts and telephone numbers are for.

use crate::analysis::hazards::{authority, met_by, named_in};
use crate::analysis::numbers::{self, Kind, Region, shape};
use crate::analysis::quotes;
use crate::ast::Channel;
use crate::model::{Model, Post, PostKind};
use crate::words;
use smol_str::SmolStr;
use std::collections::{HashMap, HashSet};

/// What telephone lines meet.
pub(super) struct Lines<'r> {
    region: Option<&'r Region>,
    /// By post: what it surely meets, and what its name sounds like.
    pub(super) posts: Vec<(u16, u16)>,
    pub(super) by_number: HashMap<SmolStr, u16>,
}

impl<'r> Lines<'r> {
    pub(super) fn new(model: &Model<'_>, region: Option<&'r Region>) -> Self {
        let mut lines = Self { region, posts: Vec::new(), by_number: HashMap::new() };
        for post in &model.posts {
            let met = lines.post(post);
            lines.posts.push(met);
            for contact in post.contacts.iter().filter(|c| c.channel == Channel::Phone) {
                if let Some(number) = shape::comparable(contact.text) {
                    *lines.by_number.entry(number).or_default() |= met.0;
                }
            }
        }
        lines
    }

    fn post(&self, post: &Post<'_>) -> (u16, u16) {
        let phones = post.contacts.iter().filter(|c| c.channel == Channel::Phone);
        let mut sure = phones.fold(0, |set, c| set | met_by(&self.kinds(c.text)));
        let declared = service_kinds(post);
        sure |= met_by(&declared);
        if post.kind != PostKind::Service {
            return (sure, 0);
        }
        let said: Vec<&str> = names(post).collect();
        sure |= said.iter().fold(0, |set, name| set | named_in(name));
        if rows(post).any(|row| row == "sv_health") {
            sure |= authority();
        }
        let sounds: Vec<Kind> = said.iter().flat_map(|name| numbers::purposes(name)).collect();
        (sure, if declared.is_empty() { met_by(&sounds) } else { 0 })
    }

    /// What a number is for; without a region, what it is for anywhere.
    pub(super) fn kinds(&self, number: &str) -> Vec<Kind> {
        match self.region {
            Some(region) => kinds_of(region, number),
            None => Region::all().iter().flat_map(|region| kinds_of(region, number)).collect(),
        }
    }
}

/// The kinds of service that `for` names.
pub(crate) fn service_kinds(post: &Post<'_>) -> Vec<Kind> {
    rows(post).filter_map(kind_of_row).collect()
}

/// The rows of the keyword table that `for` names, as a word or in quotes.
fn rows<'m>(post: &'m Post<'_>) -> impl Iterator<Item = &'static str> + 'm {
    post.serves.iter().filter_map(|service| service.row.or_else(|| words::in_family("sv_", service.text).map(|w| w.row)))
}

/// The kind that a row such as `sv_fire` of the keyword table stands for.
pub(crate) fn kind_of_row(row: &str) -> Option<Kind> {
    Kind::from_word(&row.strip_prefix("sv_")?.replace('_', "-"))
}

/// Every name a post goes by, and what it is for in words.
pub(crate) fn names<'m>(post: &'m Post<'_>) -> impl Iterator<Item = &'m str> {
    let own = [post.head.title(), post.head.name.text.as_str()];
    let aliases = post.head.aliases().map(|a| a.0.as_str());
    own.into_iter().chain(aliases).chain(post.serves.iter().map(|s| s.text.as_str()))
}

/// What a number is for here.
pub(crate) fn kinds_of(region: &Region, number: &str) -> Vec<Kind> {
    region.kinds_of(number).iter().map(|entry| entry.kind).collect()
}

/// The numbers at which declared posts are reached.
pub(crate) fn declared_numbers(model: &Model<'_>) -> HashSet<SmolStr> {
    quotes::phones(model).filter_map(|phone| shape::comparable(phone.text)).collect()
}
