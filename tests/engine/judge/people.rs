//! Who is reached.

use super::world::World;
use preplan::ast::{ActorsKind, Channel};
use preplan::emit::runbook as r;
use preplan::engine::trace::By;
use preplan::model::{Model, Parties, Party, PostId, PostKind, Who};

/// Who is tried, one after another, when a post is called. A role: itself, its deputies, then upwards those it reports to, each with
/// its deputies. A group: its leader, its deputies, its members, then those it reports to and, as a post of its own, its leader.
pub(crate) fn tried(model: &Model<'_>, post: PostId) -> Vec<PostId> {
    let mut people = Vec::new();
    let mut looked_at = Vec::new();
    let mut queue = vec![post];
    let mut handled = Vec::new();
    while !queue.is_empty() {
        let next = queue.remove(0);
        if handled.contains(&next) {
            continue;
        }
        handled.push(next);
        let found = model.post(next).unwrap();
        person(model, next, &mut looked_at, &mut people);
        if found.kind != PostKind::Group {
            for deputy in ids(&found.deputies) {
                person(model, deputy, &mut looked_at, &mut people);
            }
        }
        queue.extend(ids(&found.reports_to));
        queue.extend(ids(&found.leaders));
    }
    people
}

/// A role or service; of a group its people.
fn person(model: &Model<'_>, post: PostId, looked_at: &mut Vec<PostId>, people: &mut Vec<PostId>) {
    if looked_at.contains(&post) {
        return;
    }
    looked_at.push(post);
    let found = model.post(post).unwrap();
    if found.kind != PostKind::Group {
        people.push(post);
        return;
    }
    for inner in ids(&found.leaders).into_iter().chain(ids(&found.deputies)).chain(ids(&found.members)) {
        person(model, inner, looked_at, people);
    }
}

fn ids(parties: &[Party]) -> Vec<PostId> {
    parties.iter().filter_map(Party::post).collect()
}

/// The first who can be reached for a post.
pub(crate) fn reached(model: &Model<'_>, world: &World, post: PostId) -> Option<PostId> {
    tried(model, post).into_iter().find(|p| !world.away.contains(&p.index()))
}

/// Whether a post may agree in the place of the one asked: it can be reached, and is the one meant or the first reached in its place.
/// Nobody agrees for a group of which nobody can be reached.
pub(crate) fn may_agree(model: &Model<'_>, world: &World, asked: &Party, post: PostId) -> bool {
    if world.away.contains(&post.index()) {
        return false;
    }
    let Some(meant) = asked.post() else { return true };
    let (reached, alone) = (reached(model, world, meant), tried(model, meant).is_empty());
    reached == Some(post) || meant == post && (reached.is_some() || alone)
}

/// Who is meant, and who is reached: each of those who are told.
pub(crate) fn told(model: &Model<'_>, world: &World, parties: &Parties) -> Vec<(String, By)> {
    let each: Vec<(String, By)> = parties.list.iter().map(|p| one(model, world, p)).collect();
    if parties.need == ActorsKind::All {
        return each;
    }
    let first = each.iter().find(|(_, by)| by.reached.is_some()).or(each.first());
    first.into_iter().cloned().collect()
}


fn one(model: &Model<'_>, world: &World, party: &Party) -> (String, By) {
    let name = |post: PostId| model.post(post).unwrap().head.name.text.to_string();
    let meant = match party.who {
        Who::Post(post) | Who::Count(_, post) => {
            let by = reached(model, world, post);
            let contacts = by.map_or_else(Vec::new, |by| contacts(model, by));
            return (name(post), By { reached: by.map(name), contacts });
        }
        Who::Everyone => "everyone",
        Who::Anyone => "anyone",
        Who::Someone => "someone",
        Who::Unknown => unreachable!("reported as an error"),
    };
    (meant.to_owned(), By { reached: Some(meant.to_owned()), contacts: Vec::new() })
}

fn contacts(model: &Model<'_>, post: PostId) -> Vec<r::Contact> {
    let channel = |channel| match channel {
        Channel::Phone => r::Channel::Phone,
        Channel::Sms => r::Channel::Sms,
        Channel::Radio => r::Channel::Radio,
        Channel::Email => r::Channel::Email,
        Channel::Chat => r::Channel::Chat,
        Channel::Broadcast => r::Channel::Broadcast,
        Channel::InPerson => r::Channel::InPerson,
    };
    model.post(post).unwrap().contacts.iter().map(|c| r::Contact { channel: channel(c.channel), address: c.text.to_string() }).collect()
}
