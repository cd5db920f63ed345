//! Whom a drill names: the model keeps drills as written. The names were checked.

use super::Builder;
use crate::ast::{self, ActorKind, Name};
use crate::model::{Head, Party, PostId, Who};

/// Index of the declaration with a name.
fn index<'h>(mut heads: impl Iterator<Item = &'h Head<'h>>, name: &Name) -> Option<u32> {
    heads.position(|h| h.name.text == name.text).and_then(|i| u32::try_from(i).ok())
}

impl Builder<'_, '_> {
    pub(super) fn written_party(&self, actor: &ast::Actor) -> Party {
        let post = |name: &Name| index(self.model.posts.iter().map(|p| &p.head), name).map(PostId);
        let who = match &actor.kind {
            ActorKind::Name(name) => post(name).map_or(Who::Unknown, Who::Post),
            ActorKind::Count(count, name) => post(name).map_or(Who::Unknown, |id| Who::Count(*count, id)),
            ActorKind::Everyone => Who::Everyone,
            ActorKind::Anyone => Who::Anyone,
            ActorKind::Someone => Who::Someone,
        };
        Party { who, span: actor.span }
    }
}
