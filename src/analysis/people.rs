//! Who is reached when a post is called: the post, its deputies, its superiors; for a group its leader, deputies, members.

use crate::model::{Contact, Model, Party, PostId, PostKind, Who};
use crate::source::Span;
use std::collections::{HashSet, VecDeque};

/// Posts in the order in which they are tried.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Reached {
    /// Roles and services, each once.
    pub(crate) people: Vec<PostId>,
    /// Groups that were passed through, each once.
    pub(crate) groups: Vec<PostId>,
    /// Whether a name on the way could not be resolved, or stands for whoever is there: somebody more may be reached.
    pub(crate) open: bool,
}

impl Reached {
    /// All posts, groups included, in no particular order.
    pub(crate) fn posts(&self) -> impl Iterator<Item = PostId> {
        self.people.iter().chain(&self.groups).copied()
    }

    fn ids(&mut self, parties: &[Party]) -> Vec<PostId> {
        self.open |= parties.iter().any(|p| matches!(p.who, Who::Unknown | Who::Everyone | Who::Anyone));
        parties.iter().filter_map(Party::post).collect()
    }
}

/// Who is tried, and in which order, when a post is called.
///
/// A role: itself, its deputies, then those it reports to with their deputies, and so on upwards; deputies of deputies
/// are not tried. A group: leader, deputies, members in order, then its superiors and those of its leader.
pub(crate) fn reached(model: &Model<'_>, post: PostId) -> Reached {
    let mut reached = Reached::default();
    let mut seen = HashSet::new();
    let mut called = HashSet::new();
    let mut calls = VecDeque::from([post]);
    while let Some(id) = calls.pop_front() {
        let Some(found) = model.post(id).filter(|_| called.insert(id)) else { continue };
        add(model, id, &mut seen, &mut reached);
        if found.kind != PostKind::Group {
            for deputy in reached.ids(&found.deputies) {
                add(model, deputy, &mut seen, &mut reached);
            }
        }
        calls.extend(reached.ids(&found.reports_to));
        calls.extend(reached.ids(&found.leaders));
    }
    reached
}

/// Adds a role or service, or the people of a group in their order.
fn add(model: &Model<'_>, id: PostId, seen: &mut HashSet<PostId>, reached: &mut Reached) {
    let mut stack = vec![id];
    while let Some(id) = stack.pop() {
        let Some(post) = model.post(id).filter(|_| seen.insert(id)) else { continue };
        if post.kind != PostKind::Group {
            reached.people.push(id);
            continue;
        }
        reached.groups.push(id);
        let mut inside = reached.ids(&post.leaders);
        inside.extend(reached.ids(&post.deputies));
        inside.extend(reached.ids(&post.members));
        stack.extend(inside.into_iter().rev());
    }
}

/// Who acts for a post: itself, or the leaders of a group; its deputies where nobody leads it.
pub(crate) fn heads(model: &Model<'_>, post: PostId) -> Reached {
    let mut heads = Reached::default();
    let mut seen = HashSet::new();
    let mut stack = vec![post];
    while let Some(id) = stack.pop() {
        let Some(found) = model.post(id).filter(|_| seen.insert(id)) else { continue };
        if found.kind != PostKind::Group {
            heads.people.push(id);
            continue;
        }
        heads.groups.push(id);
        let leading = if found.leaders.is_empty() { &found.deputies } else { &found.leaders };
        stack.extend(heads.ids(leading).into_iter().rev());
    }
    heads
}

/// The one who acts for a post: itself, or the first leader of a group.
pub(crate) fn acting(model: &Model<'_>, post: PostId) -> Option<PostId> {
    let found = model.post(post)?;
    if found.kind == PostKind::Group { heads(model, post).people.first().copied() } else { Some(post) }
}

/// How a post is reached: its own contacts, then those of a group's leaders.
pub(crate) fn contacts_of<'m, 'a>(model: &'m Model<'a>, post: PostId) -> Vec<&'m Contact<'a>> {
    let heads = heads(model, post);
    let posts = heads.groups.iter().chain(&heads.people).filter_map(|id| model.post(*id));
    posts.flat_map(|p| p.contacts.iter()).collect()
}

/// Whether more may be known about some of these posts than was understood.
pub(crate) fn is_uncertain(model: &Model<'_>, reached: &Reached, is_broken: &dyn Fn(Span) -> bool) -> bool {
    reached.open || reached.posts().filter_map(|id| model.post(id)).any(|p| is_broken(p.head.decl.span))
}

/// Why nobody answers when a post is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Silence {
    /// A group that nobody leads.
    NoLeader,
    /// No contact, no deputy and no superior.
    NoContact,
    /// No contact, and none of those who stand in has one.
    NoContactBehind,
}

/// Why calling this post reaches nobody, deputies and superiors included; `None` where somebody is or may be reached.
pub(crate) fn silence(model: &Model<'_>, post: PostId, is_broken: &dyn Fn(Span) -> bool) -> Option<Silence> {
    let heads = heads(model, post);
    if heads.people.is_empty() {
        return (!is_uncertain(model, &heads, is_broken)).then_some(Silence::NoLeader);
    }
    let reached = reached(model, post);
    let answers = reached.posts().filter_map(|id| model.post(id)).any(|p| !p.contacts.is_empty());
    if answers || is_uncertain(model, &reached, is_broken) {
        return None;
    }
    Some(if reached.people.len() == 1 { Silence::NoContact } else { Silence::NoContactBehind })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ast::Date;
    use crate::check::{Options, check};
    use crate::project::Project;
    use crate::source::Source;

    /// Runs a test on the posts of a plan, which are looked up by name.
    fn with(plan: &str, test: impl Fn(&Model<'_>, &dyn Fn(&str) -> PostId)) {
        let mut project = Project::new();
        let id = project.add(Source::new("people.plan", plan));
        let checked = check(&project, id, Options { as_of: Date::new(2026, 1, 1).unwrap() });
        let model = checked.model();
        let find = |name: &str| PostId(model.posts.iter().position(|p| p.head.name.text == name).unwrap() as u32);
        test(model, &find);
    }

    fn names(model: &Model<'_>, posts: &[PostId]) -> String {
        let names: Vec<_> = posts.iter().map(|id| model.post(*id).unwrap().head.name.text.as_str()).collect();
        names.join(" ")
    }

    fn order(plan: &str, post: &str) -> String {
        let order = std::cell::RefCell::new(String::new());
        with(plan, |model, find| *order.borrow_mut() = names(model, &reached(model, find(post)).people));
        order.into_inner()
    }

    #[test]
    fn a_role_is_followed_by_its_deputies_then_by_its_superiors_with_theirs() {
        let plan = "role lead { reports to boss deputy second, third }
            role second { reports to other deputy nobody }  role third {}  role nobody {}  role other {}
            role boss { deputy vice reports to top }  role vice {}  role top {}";
        assert_eq!(order(plan, "lead"), "lead second third boss vice top");
    }

    #[test]
    fn two_superiors_are_tried_before_those_above_them() {
        let plan = "role a { reports to b, c } role b { reports to d } role c { reports to e } role d {} role e {}";
        assert_eq!(order(plan, "a"), "a b c d e");
    }

    #[test]
    fn a_group_is_its_leader_deputies_and_members_then_those_above() {
        let plan = "group team { leader lead deputy second members third, inner reports to boss }
            group inner { leader fourth members third, fifth }
            role lead { deputy sixth reports to top } role second {} role third {} role fourth {} role fifth {} role sixth {}
            role boss {} role top {}";
        assert_eq!(order(plan, "team"), "lead second third fourth fifth boss sixth top");
        assert_eq!(order("role a { reports to team } group team { leader b members c } role b {} role c {}", "a"), "a b c");
    }

    #[test]
    fn circles_end() {
        let plan = "role a { reports to b deputy a } role b { reports to a } group g { leader g members h } group h { leader g members a }";
        assert_eq!(order(plan, "a"), "a b");
        assert_eq!(order(plan, "g"), "a b");
    }

    #[test]
    fn a_group_acts_through_its_leader_or_its_deputy() {
        with("group g { leader h } group h { deputy a } role a { phone \"1\" sms \"2\" }", |model, find| {
            assert_eq!(acting(model, find("g")), Some(find("a")));
            let contacts: Vec<_> = contacts_of(model, find("g")).iter().map(|c| c.text.as_str()).collect();
            assert_eq!(contacts, ["1", "2"]);
        });
        with("group g { members a } role a { phone \"1\" }", |model, find| {
            assert_eq!(acting(model, find("g")), None);
            assert!(contacts_of(model, find("g")).is_empty());
        });
    }

    #[test]
    fn silence_has_a_reason_and_doubt_breaks_it() {
        let plan = "group g { members a } role a { phone \"1\" } role b {} role c { reports to b } role d { reports to a }
            role e { reports to missing } service s {} group h { leader b members b phone \"2\" }";
        let whole = |_: Span| false;
        with(plan, |model, find| {
            let why = |name: &str| silence(model, find(name), &whole);
            assert_eq!(why("g"), Some(Silence::NoLeader));
            assert_eq!(why("b"), Some(Silence::NoContact));
            assert_eq!(why("c"), Some(Silence::NoContactBehind));
            assert_eq!(why("s"), Some(Silence::NoContact));
            assert_eq!((why("a"), why("d"), why("e"), why("h")), (None, None, None, None));
            assert_eq!(silence(model, find("b"), &|_| true), None);
        });
    }
}
