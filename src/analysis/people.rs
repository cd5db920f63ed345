//! Who is reached when a post is called: the post, its deputies, its superiors; for a group its leader, deputies, members.

use crate::model::{Contact, Model, Party, Post, PostId, PostKind, Who};
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
    first_reached(model, post, usize::MAX)
}

/// The same, up to where at least so many people are found.
pub(crate) fn first_reached(model: &Model<'_>, post: PostId, enough: usize) -> Reached {
    let mut reached = Reached::default();
    let mut seen = HashSet::new();
    let mut called = HashSet::new();
    let mut calls = VecDeque::from([post]);
    while let Some(id) = calls.pop_front() {
        let Some(found) = model.post(id).filter(|_| called.insert(id) && reached.people.len() < enough) else { continue };
        call(model, id, found, &mut seen, &mut reached);
        calls.extend(above(found, &mut reached));
    }
    reached
}

/// Those who are tried before anybody above: a role and its deputies, a group and its people.
fn call(model: &Model<'_>, id: PostId, post: &Post<'_>, seen: &mut HashSet<PostId>, reached: &mut Reached) {
    add(model, id, seen, reached);
    if post.kind != PostKind::Group {
        for deputy in reached.ids(&post.deputies) {
            add(model, deputy, seen, reached);
        }
    }
}

/// Those who are called next: superiors, and the leaders of a group for theirs.
fn above(post: &Post<'_>, reached: &mut Reached) -> Vec<PostId> {
    let mut above = reached.ids(&post.reports_to);
    above.extend(reached.ids(&post.leaders));
    above
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

/// All that belong to a post: itself, or the leaders, deputies and members of a group, those of groups in it included.
pub(crate) fn inside(model: &Model<'_>, post: PostId) -> Reached {
    let mut inside = Reached::default();
    add(model, post, &mut HashSet::new(), &mut inside);
    inside
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

/// Who alone stands in when the one who acts for a post is away: the only one who is tried before anybody above, or the
/// only one at all; `None` where there is another, or may be.
pub(crate) fn only_stand_in(model: &Model<'_>, post: PostId) -> Option<PostId> {
    let acting = acting(model, post)?;
    let mut near = Reached::default();
    call(model, post, model.post(post)?, &mut HashSet::new(), &mut near);
    let alone = |reached: Reached| {
        let mut others = reached.people.into_iter().filter(|id| *id != acting);
        let first = others.next();
        (first, others.next().is_none() && !reached.open)
    };
    let (first, is_only) = match alone(near) {
        (None, true) => alone(first_reached(model, post, 3)),
        found => found,
    };
    first.filter(|_| is_only)
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
    Leaderless,
    /// No contact, no deputy and no superior.
    Unlisted,
    /// No contact, and none of those who stand in has one.
    AllUnlisted,
}

/// Which posts reach somebody when they are called, for the whole plan at once.
pub(crate) struct Answers<'m, 'a> {
    model: &'m Model<'a>,
    /// By post: somebody with a contact is reached, or may be.
    reaches: Vec<bool>,
    /// By post: nobody acts for it.
    headless: Vec<bool>,
}

impl<'m, 'a> Answers<'m, 'a> {
    /// Judges every post. What was not understood may hold a contact.
    pub(crate) fn new(model: &'m Model<'a>, is_broken: &dyn Fn(Span) -> bool) -> Self {
        let mut answers = Self { model, reaches: Vec::new(), headless: Vec::new() };
        let mut below: Vec<Vec<usize>> = vec![Vec::new(); model.posts.len()];
        for (index, post) in model.posts.iter().enumerate() {
            let id = PostId(index as u32);
            let mut near = Reached::default();
            call(model, id, post, &mut HashSet::new(), &mut near);
            for superior in above(post, &mut near) {
                below.get_mut(superior.index()).into_iter().for_each(|list| list.push(index));
            }
            let contact = near.posts().filter_map(|id| model.post(id)).any(|p| !p.contacts.is_empty());
            answers.reaches.push(contact || is_uncertain(model, &near, is_broken));
            let heads = heads(model, id);
            answers.headless.push(heads.people.is_empty() && !is_uncertain(model, &heads, is_broken));
        }
        answers.spread(&below);
        answers
    }

    /// Whoever is below a post that is answered is answered by it.
    fn spread(&mut self, below: &[Vec<usize>]) {
        let mut answered: Vec<usize> = (0..self.reaches.len()).filter(|i| self.reaches.get(*i) == Some(&true)).collect();
        while let Some(index) = answered.pop() {
            for lower in below.get(index).into_iter().flatten() {
                if let Some(reaches) = self.reaches.get_mut(*lower).filter(|r| !**r) {
                    *reaches = true;
                    answered.push(*lower);
                }
            }
        }
    }

    /// Why calling this post reaches nobody; `None` where somebody is or may be reached.
    pub(crate) fn silence(&self, post: PostId) -> Option<Silence> {
        if self.headless.get(post.index()) == Some(&true) {
            return Some(Silence::Leaderless);
        }
        if self.reaches.get(post.index()) != Some(&false) {
            return None;
        }
        let alone = first_reached(self.model, post, 2).people.len() == 1;
        Some(if alone { Silence::Unlisted } else { Silence::AllUnlisted })
    }
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
        assert_eq!(order(plan, "g"), "a");
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
    fn who_alone_stands_in_is_tried_before_anybody_above() {
        let plan = "role a { deputy g reports to d } group g { leader a members b } role b { reports to d } role c { deputy a, b }
            role d {} role e { deputy missing reports to d } group h { leader d members b, a } role f { reports to b }";
        with(plan, |model, find| {
            let only = |name: &str| only_stand_in(model, find(name)).map(|id| names(model, &[id]));
            let found = ["a", "g", "b", "c", "d", "e", "h", "f"].map(|name| only(name).unwrap_or_default());
            assert_eq!(found, ["b", "b", "d", "", "", "", "", ""]);
        });
    }

    #[test]
    fn silence_has_a_reason_and_doubt_breaks_it() {
        let plan = "group g { members a } role a { phone \"1\" } role b {} role c { reports to b } role d { reports to a }
            role e { reports to missing } service s {} group h { leader b members b phone \"2\" }";
        let whole = |_: Span| false;
        with(plan, |model, find| {
            let answers = Answers::new(model, &whole);
            let why = |name: &str| answers.silence(find(name));
            assert_eq!(why("g"), Some(Silence::Leaderless));
            assert_eq!(why("b"), Some(Silence::Unlisted));
            assert_eq!(why("c"), Some(Silence::AllUnlisted));
            assert_eq!(why("s"), Some(Silence::Unlisted));
            assert_eq!((why("a"), why("d"), why("e"), why("h")), (None, None, None, None));
            assert_eq!(Answers::new(model, &|_| true).silence(find("b")), None);
            assert_eq!(first_reached(model, find("d"), 1).people, [find("d")]);
        });
    }
}
