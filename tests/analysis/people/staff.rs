//! Posts made at random, and who is tried when one of them is called, by the words of the language.

use super::super::random::Random;

/// Places in the list of posts.
pub(super) type Ids = Vec<usize>;

#[derive(Debug, Clone, Default)]
pub(super) struct Post {
    pub(super) group: bool,
    pub(super) phone: bool,
    pub(super) superiors: Ids,
    pub(super) deputies: Ids,
    pub(super) leaders: Ids,
    pub(super) members: Ids,
    pub(super) shifts: Ids,
}

#[derive(Debug, Clone)]
pub(super) struct Staff(pub(super) Vec<Post>);

pub(super) fn name(id: usize) -> String {
    format!("r{id}")
}

pub(super) fn names(ids: &[usize]) -> String {
    ids.iter().map(|id| name(*id)).collect::<Vec<_>>().join(", ")
}

/// One or two posts, each once.
pub(super) fn few(random: &mut Random, of: usize) -> Ids {
    let mut ids = vec![random.below(of)];
    let second = random.below(of);
    if random.below(3) == 0 && second != ids[0] {
        ids.push(second);
    }
    ids
}

impl Staff {
    /// Some roles, then some groups; a post is loosely tied to any others, itself included.
    pub(super) fn new(random: &mut Random, roles: usize, groups: usize) -> Self {
        let count = roles + groups;
        let (up, aside) = (2 + random.below(3), 1 + random.below(4));
        let posts = (0..count).map(|id| {
            let some = |random: &mut Random, odds: usize| {
                let ids = if random.below(odds) == 0 { few(random, count) } else { Ids::new() };
                if ids.contains(&id) && random.below(8) > 0 { Ids::new() } else { ids }
            };
            let group = id >= roles;
            let mut post = Post { group, phone: random.below(4) > 0, superiors: some(random, up), deputies: some(random, aside), ..Post::default() };
            if group {
                post.phone = random.below(4) == 0;
                post.leaders = if random.below(6) == 0 { Ids::new() } else { some(random, 1) };
                post.members = some(random, 2);
            }
            post
        });
        Self(posts.collect())
    }

    pub(super) fn written(&self) -> String {
        let mut text = String::new();
        for (id, post) in self.0.iter().enumerate() {
            text += &format!("{} {} {{", if post.group { "group" } else { "role" }, name(id));
            for (word, ids) in [("reports to", &post.superiors), ("deputy", &post.deputies), ("leader", &post.leaders), ("members", &post.members)] {
                if !ids.is_empty() {
                    text += &format!(" {word} {}", names(ids));
                }
            }
            if !post.shifts.is_empty() {
                let shifts: Vec<String> = post.shifts.iter().map(|s| format!("w{s}")).collect();
                text += &format!(" on duty {}", shifts.join(", "));
            }
            if post.phone {
                text += &format!(" phone \"80{id}0\"");
            }
            text += " }\n";
        }
        text
    }

    /// A post that is a role, or the people of a group: its leaders, deputies and members, in the order written. Groups
    /// that were passed through are kept as well.
    fn open(&self, id: usize, order: &mut Ids) {
        if order.contains(&id) {
            return;
        }
        order.push(id);
        let post = &self.0[id];
        if post.group {
            for inner in post.leaders.iter().chain(&post.deputies).chain(&post.members) {
                self.open(*inner, order);
            }
        }
    }

    /// All that belong to a post, groups included.
    pub(super) fn inside(&self, id: usize) -> Ids {
        let mut order = Ids::new();
        self.open(id, &mut order);
        order
    }

    /// Who is tried before anybody above, groups included.
    pub(super) fn near(&self, id: usize) -> Ids {
        let mut order = Ids::new();
        self.open(id, &mut order);
        if !self.0[id].group {
            self.0[id].deputies.iter().for_each(|d| self.open(*d, &mut order));
        }
        order
    }

    /// Who is tried when a post is called, groups included: those near, then those above, level by level.
    pub(super) fn tried(&self, id: usize) -> Ids {
        let (mut called, mut order) = (vec![id], Ids::new());
        let mut next = 0;
        while next < called.len() {
            let id = called[next];
            next += 1;
            self.open(id, &mut order);
            let post = &self.0[id];
            if !post.group {
                post.deputies.iter().for_each(|d| self.open(*d, &mut order));
            }
            for above in post.superiors.iter().chain(&post.leaders) {
                if !called.contains(above) {
                    called.push(*above);
                }
            }
        }
        order
    }

    pub(super) fn people(&self, ids: &[usize]) -> Ids {
        ids.iter().copied().filter(|id| !self.0[*id].group).collect()
    }

    /// Who acts for a post: itself, or the leaders of a group, its deputies where nobody leads it.
    pub(super) fn heads(&self, id: usize) -> Ids {
        let (mut seen, mut heads) = (Ids::new(), Ids::new());
        self.lead(id, &mut seen, &mut heads);
        heads
    }

    fn lead(&self, id: usize, seen: &mut Ids, heads: &mut Ids) {
        if seen.contains(&id) {
            return;
        }
        seen.push(id);
        let post = &self.0[id];
        if !post.group {
            return heads.push(id);
        }
        let leading = if post.leaders.is_empty() { &post.deputies } else { &post.leaders };
        leading.iter().for_each(|l| self.lead(*l, seen, heads));
    }

    /// The one who acts for a post.
    pub(super) fn acting(&self, id: usize) -> Option<usize> {
        self.heads(id).first().copied()
    }

    /// Who alone stands in for the one who acts for a post: the only other one who is tried before anybody above, or, where
    /// there is none, the only other one at all.
    pub(super) fn only_stand_in(&self, id: usize) -> Option<usize> {
        let acting = self.acting(id)?;
        let others = |ids: Ids| self.people(&ids).into_iter().filter(|p| *p != acting).collect::<Ids>();
        let near = others(self.near(id));
        let tried = if near.is_empty() { others(self.tried(id)) } else { near };
        if let [only] = tried.as_slice() { Some(*only) } else { None }
    }
}
