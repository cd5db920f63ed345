//! Groups and services by the names they go by: who speaks for them, and which words set them to work.

use super::mentions::{Words, plain};
use crate::model::{Model, Post, PostId, PostKind};

/// Verbs that set those to work whose name follows: `组织义务消防队`.
const VERBS: &[&str] = &[
    "启动", "组织", "召集", "召回", "集合", "调集", "调动", "调配", "调派", "派", "安排", "通知", "告知", "联系", "联络", "呼叫", "请", "要求", "指挥",
    "命令", "移交", "报告", "汇报", "call", "notify", "tell", "inform", "alert", "ask", "send", "summon", "assemble", "gather", "organise",
    "organize", "order", "direct", "start", "activate", "contact", "hand over", "report",
];

/// The names of all groups and services.
pub(crate) struct Called {
    words: Words<PostId>,
    /// By post: those in whose name it speaks: `销售部经理` for `销售部`.
    spoken_for: Vec<Vec<PostId>>,
}

impl Called {
    /// Reads the names of a plan.
    pub(crate) fn new(model: &Model<'_>) -> Self {
        let posts = (0..).map(PostId).zip(&model.posts).filter(|(_, post)| post.kind != PostKind::Role);
        let named = posts.flat_map(|(id, post)| names(post).map(move |name| (plain(name), id)));
        // One letter names nothing.
        let words = Words::new(named.filter(|(name, _)| name.chars().nth(1).is_some()));
        let mut called = Self { words, spoken_for: Vec::new() };
        called.spoken_for = model.posts.iter().map(|post| names(post).flat_map(|name| called.named_in(&plain(name), 0)).collect()).collect();
        called
    }

    /// Those whose name stands in the name of a post: who tells their head tells them.
    pub(crate) fn spoken_for(&self, post: PostId) -> &[PostId] {
        self.spoken_for.get(post.index()).map_or(&[], Vec::as_slice)
    }

    /// Those whom a text sets to work.
    pub(crate) fn set_to_work(&self, text: &str) -> Vec<PostId> {
        let text = plain(text);
        let verbs = VERBS.iter().filter_map(|verb| Some(text.find(verb)? + verb.len()));
        verbs.min().map_or_else(Vec::new, |verb| self.named_in(&text, verb))
    }

    /// Those whose names stand in a text from some place on.
    fn named_in(&self, text: &str, from: usize) -> Vec<PostId> {
        let mut found = Vec::new();
        self.words.find(text, &mut |place, posts| found.extend(posts.iter().filter(|_| place.start >= from)));
        found
    }
}

/// Every name a post goes by.
pub(crate) fn names<'p>(post: &'p Post<'_>) -> impl Iterator<Item = &'p str> {
    let aliases = post.head.aliases().map(|a| a.0.as_str());
    [post.head.title(), post.head.name.text.as_str()].into_iter().chain(aliases)
}
