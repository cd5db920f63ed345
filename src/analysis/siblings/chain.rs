//! Who is above whom, apart from the tree of the plan, so that plans can be compared.

use super::naming::Naming;
use super::profile::Names;
use crate::analysis::people;
use crate::model::{Model, Party, Post, PostId, PostKind, Who};
use crate::source::Span;
use smol_str::SmolStr;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// The posts of a plan and who is above each. Posts are numbered as in the plan.
#[derive(Debug, Clone, Default)]
pub(crate) struct Chain {
    /// The posts.
    pub(crate) posts: Vec<Link>,
    by_name: HashMap<String, Vec<usize>>,
}

/// A post and those above it.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    /// Its names.
    pub(crate) names: Names,
    /// What a reader calls it.
    pub(crate) shown: SmolStr,
    /// Its name where it is declared.
    pub(crate) place: Span,
    /// The posts it reports to, each with the words that say so.
    pub(crate) superiors: Vec<(usize, Span)>,
    /// Clause of the source text.
    pub(crate) cite: Option<SmolStr>,
    /// It, and those who act for it.
    heads: Vec<usize>,
    /// Its superiors, its leaders, and the groups it leads or belongs to.
    up: Vec<usize>,
    /// Somebody above it could not be resolved.
    pub(crate) open: bool,
}

impl Chain {
    /// The posts of a plan that was read whole.
    pub(crate) fn of(model: &Model<'_>, naming: Naming) -> Self {
        let mut posts: Vec<Link> = model.posts.iter().enumerate().map(|(at, post)| link(model, at, post, naming)).collect();
        for (at, post) in model.posts.iter().enumerate().filter(|(_, p)| p.kind == PostKind::Group) {
            for inside in post.leaders.iter().chain(&post.deputies).chain(&post.members).filter_map(Party::post) {
                posts.get_mut(inside.index()).filter(|_| inside.index() != at).into_iter().for_each(|p| p.up.push(at));
            }
        }
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, post) in posts.iter().enumerate() {
            post.names.iter().for_each(|name| by_name.entry(name.clone()).or_default().push(at));
        }
        Self { posts, by_name }
    }

    fn named<'c>(&'c self, names: &'c Names) -> impl Iterator<Item = usize> + 'c {
        names.iter().filter_map(|n| self.by_name.get(n)).flatten().copied()
    }
}

fn link(model: &Model<'_>, at: usize, post: &Post<'_>, naming: Naming) -> Link {
    let superiors: Vec<(usize, Span)> = post.reports_to.iter().filter_map(|p| Some((p.post()?.index(), p.span))).collect();
    let leading = if post.leaders.is_empty() && post.kind == PostKind::Group { &post.deputies } else { &post.leaders };
    let known = |p: &Party| matches!(p.who, Who::Post(_) | Who::Count(..));
    let heads = people::heads(model, PostId(at as u32));
    let mut acting: Vec<usize> = heads.posts().map(PostId::index).collect();
    acting.push(at);
    Link {
        names: naming.names(&post.head),
        shown: post.head.title().into(),
        place: post.head.name.span,
        up: superiors.iter().map(|s| s.0).chain(leading.iter().filter_map(Party::post).map(PostId::index)).collect(),
        superiors,
        cite: post.head.cite().cloned(),
        heads: acting,
        open: !post.reports_to.iter().chain(leading).all(known) || heads.open,
    }
}

/// How two posts stand to one another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Bond {
    /// They are one post, or one acts for both, or it cannot be known.
    pub(crate) same: bool,
    /// The second is above the first.
    pub(crate) up: bool,
    /// The first is above the second.
    pub(crate) down: bool,
}

impl Bond {
    pub(crate) fn any(self) -> bool {
        self.same || self.up || self.down
    }

    fn or(self, other: Self) -> Self {
        Self { same: self.same || other.same, up: self.up || other.up, down: self.down || other.down }
    }
}

/// Most posts that are passed on the ways up of one run, so that a chain of thousands of posts stays cheap.
pub(crate) const BUDGET: usize = 2_000_000;

/// All that is above some posts of one plan, looked up once each.
pub(crate) struct Reach<'c> {
    chain: &'c Chain,
    known: HashMap<usize, Rc<Above>>,
}

#[derive(Default)]
struct Above {
    posts: HashSet<usize>,
    open: bool,
}

impl<'c> Reach<'c> {
    pub(crate) fn new(chain: &'c Chain) -> Self {
        Self { chain, known: HashMap::new() }
    }

    /// How a post of this plan stands to whatever goes by these names in it; nothing where nothing does.
    pub(crate) fn bond(&mut self, post: usize, names: &Names, left: &mut usize) -> Bond {
        let chain = self.chain;
        chain.named(names).map(|other| self.between(post, other, left)).fold(Bond::default(), Bond::or)
    }

    fn between(&mut self, a: usize, b: usize, left: &mut usize) -> Bond {
        let (above_a, above_b) = (self.above(a, left), self.above(b, left));
        let heads = |post: usize| self.chain.posts.get(post).map_or(&[] as &[usize], |p| p.heads.as_slice());
        let unknown = above_a.open || above_b.open || *left == 0;
        Bond {
            same: unknown || heads(a).iter().any(|h| heads(b).contains(h)),
            up: heads(b).iter().any(|h| above_a.posts.contains(h)),
            down: heads(a).iter().any(|h| above_b.posts.contains(h)),
        }
    }

    fn above(&mut self, post: usize, left: &mut usize) -> Rc<Above> {
        if let Some(known) = self.known.get(&post) {
            return Rc::clone(known);
        }
        let mut above = Above::default();
        let mut stack = vec![post];
        while let Some(link) = stack.pop().and_then(|at| self.chain.posts.get(at)) {
            above.open |= link.open;
            *left = left.saturating_sub(1 + link.up.len());
            if *left == 0 {
                above.open = true;
                break;
            }
            stack.extend(link.up.iter().copied().filter(|up| above.posts.insert(*up)));
        }
        let above = Rc::new(above);
        self.known.insert(post, Rc::clone(&above));
        above
    }
}
