//! Posts: who can act and be reached.

use super::{Head, PostId, ShiftId};
use crate::ast::{ActorsKind, Channel};
use crate::source::Span;
use smol_str::SmolStr;

/// A role, group or service.
#[derive(Debug)]
pub struct Post<'a> {
    /// Name and declaration.
    pub head: Head<'a>,
    /// Which of the three.
    pub kind: PostKind,
    /// Superior posts, in order.
    pub reports_to: Vec<Party>,
    /// Who stands in, in order.
    pub deputies: Vec<Party>,
    /// Who leads a group.
    pub leaders: Vec<Party>,
    /// Who belongs to a group.
    pub members: Vec<Party>,
    /// How it is reached.
    pub contacts: Vec<Contact<'a>>,
    /// Its shifts; unresolved ones are left out.
    pub on_duty: Vec<ShiftId>,
    /// What a service is for.
    pub serves: Vec<Service<'a>>,
}

/// Which kind of post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PostKind {
    /// A post of the organisation.
    Role,
    /// Several posts with a leader.
    Group,
    /// A body outside.
    Service,
}

/// A number or address of a post.
#[derive(Debug, Clone)]
pub struct Contact<'a> {
    /// The channel.
    pub channel: Channel,
    /// Number or address as written.
    pub text: &'a SmolStr,
    /// Its place, quotation marks included.
    pub span: Span,
}

/// A purpose of a service.
#[derive(Debug, Clone)]
pub struct Service<'a> {
    /// Row of the keyword table (`sv_fire`), or `None` for a free text.
    pub row: Option<&'static str>,
    /// As written.
    pub text: &'a SmolStr,
    /// Its place.
    pub span: Span,
}

/// One actor or addressee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Party {
    /// Who.
    pub who: Who,
    /// Its place.
    pub span: Span,
}

/// Who a [`Party`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Who {
    /// A post.
    Post(PostId),
    /// So many of a group.
    Count(u32, PostId),
    /// All who are there.
    Everyone,
    /// Whoever is there first.
    Anyone,
    /// The text names nobody.
    Someone,
    /// A name that could not be resolved.
    Unknown,
}

impl Party {
    /// The post, if it names one.
    #[must_use]
    pub fn post(&self) -> Option<PostId> {
        match self.who {
            Who::Post(id) | Who::Count(_, id) => Some(id),
            Who::Everyone | Who::Anyone | Who::Someone | Who::Unknown => None,
        }
    }
}

/// Several actors or addressees.
#[derive(Debug, Clone)]
pub struct Parties {
    /// Whether all are meant or one of them.
    pub need: ActorsKind,
    /// Who.
    pub list: Vec<Party>,
    /// The whole list.
    pub span: Span,
}
