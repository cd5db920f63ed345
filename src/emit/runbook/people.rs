//! Who acts, who is reached.

use super::common::{About, Place};
use super::duty::Channel;
use crate::model;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A role, group or outside service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Post {
    /// Which of the three.
    pub kind: PostKind,
    #[allow(missing_docs, reason = "its keys stand beside the others")]
    #[serde(flatten)]
    pub about: About,
    /// Other names the text uses for it.
    pub aliases: Vec<String>,
    /// How it is reached itself.
    pub contacts: Vec<Contact>,
    /// Superior posts, in order.
    pub reports_to: Vec<String>,
    /// Who stands in, in order.
    pub deputies: Vec<String>,
    /// Who leads a group.
    pub leaders: Vec<String>,
    /// Who belongs to a group.
    pub members: Vec<String>,
    /// Its shifts; empty for always.
    pub shifts: Vec<String>,
    /// What a service is for.
    pub serves: Vec<Service>,
    /// Who is reached when this post is called: the first of these who can be.
    pub reached: Vec<Reach>,
}

/// Kinds of posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PostKind {
    /// A post of the organisation.
    Role,
    /// Several posts that act through a leader.
    Group,
    /// A body outside the organisation.
    Service,
}

impl PostKind {
    pub(in crate::emit) fn of(kind: model::PostKind) -> Self {
        match kind {
            model::PostKind::Role => Self::Role,
            model::PostKind::Group => Self::Group,
            model::PostKind::Service => Self::Service,
        }
    }
}

/// A number or address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Contact {
    /// The channel.
    pub channel: Channel,
    /// Number or address as written.
    pub address: String,
}

/// What a service is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Service {
    /// A known kind, such as `fire` or `police`; null for words of the plan's own.
    pub kind: Option<String>,
    /// As written.
    pub text: String,
}

/// One post that is tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reach {
    /// Name of the post.
    pub post: String,
    /// Its title.
    pub title: String,
    /// How it is reached.
    pub contacts: Vec<Contact>,
}

/// Weekly duty hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Shift {
    #[allow(missing_docs, reason = "its keys stand beside the others")]
    #[serde(flatten)]
    pub about: About,
    /// Its windows.
    pub windows: Vec<Window>,
}

/// Hours of some days of the week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Window {
    /// The days on which it begins: `mon` to `sun`.
    pub days: Vec<String>,
    /// First minute, `08:30`.
    #[schemars(regex(pattern = CLOCK))]
    pub from: String,
    /// The minute it ends, up to `24:00`; earlier than `from` where it ends on the next day.
    #[schemars(regex(pattern = CLOCK))]
    pub to: String,
}

/// A time of day.
const CLOCK: &str = r"^([01]\d|2[0-4]):[0-5]\d$";

/// How a list of posts is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// All of them.
    All,
    /// One of them.
    Any,
}

/// Those who act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Parties {
    /// Whether all are meant or one of them.
    pub need: Need,
    /// Who.
    pub list: Vec<Party>,
}

/// One of those who act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Party {
    /// A post.
    Post {
        /// Its name.
        post: String,
    },
    /// So many of a group.
    Count {
        /// How many.
        count: u32,
        /// Name of the group.
        post: String,
    },
    /// All who are there.
    Everyone,
    /// Whoever is there first.
    Anyone,
    /// The text names nobody.
    Someone,
}

/// Those who are addressed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Targets {
    /// Whether all are meant or one of them.
    pub need: Need,
    /// Who.
    pub list: Vec<Target>,
}

/// One of those who are addressed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Target {
    /// Who is meant.
    pub meant: Party,
    /// How the one meant is reached itself: a group may have a number of its own.
    pub contacts: Vec<Contact>,
    /// Who is reached, in order: the first of these who can be. Empty where no post is named.
    pub reached: Vec<Reach>,
}

/// Who answers for something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Owner {
    /// Who.
    pub who: Party,
    /// Only in this shift; null for always.
    pub during: Option<String>,
}

/// Who agrees to something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Consent {
    /// In which part.
    pub kind: ConsentKind,
    /// Whether all are needed or one.
    pub need: Need,
    /// The posts, and who stands in for each.
    pub list: Vec<Target>,
    /// Its place.
    pub at: Place,
}

/// Part of a consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConsentKind {
    /// Asks for it.
    Requested,
    /// Proposes it.
    Proposed,
    /// Approves it.
    Approved,
}
