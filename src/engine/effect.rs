//! What a running plan brings about, and why an event is refused.

/// The number of [`Refused::More`] in a module: the call must be made again, with the same arguments, once its effects have been read.
pub const MORE: i32 = 255;

/// Something that happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effect {
    /// Milliseconds from the beginning.
    pub at: i64,
    /// What; its numbers are positions in the lists of the program.
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A procedure started.
    Started(usize),
    /// A step became due.
    Due(usize),
    /// A step was done.
    Done(usize),
    /// A limit passed.
    Overdue(usize),
    /// The limit of a start passed.
    StartOverdue(usize),
    /// Somebody was told: a message, and who was reached.
    Told(usize, Reached),
    /// A step put a procedure in force.
    Activated(usize),
    /// Another level of a ladder holds: its rank, 0 for none.
    Level(usize, u32),
    /// A procedure finished.
    Finished(usize),
    /// Its recovery is done.
    Closed(usize),
}

impl What {
    /// What happened in a module: a number for the kind, a position, and who was reached or which rank holds.
    #[must_use]
    pub fn numbers(self) -> (i32, usize, i32) {
        let number = |id: usize| i32::try_from(id).unwrap_or(i32::MAX);
        match self {
            Self::Started(id) => (1, id, 0),
            Self::Due(id) => (2, id, 0),
            Self::Done(id) => (3, id, 0),
            Self::Overdue(id) => (4, id, 0),
            Self::StartOverdue(id) => (5, id, 0),
            Self::Told(id, Reached::Nobody) => (6, id, -1),
            Self::Told(id, Reached::Meant) => (6, id, -2),
            Self::Told(id, Reached::Post(post)) => (6, id, number(post)),
            Self::Activated(id) => (7, id, 0),
            Self::Level(id, rank) => (8, id, i32::try_from(rank).unwrap_or(i32::MAX)),
            Self::Finished(id) => (9, id, 0),
            Self::Closed(id) => (10, id, 0),
        }
    }
}

/// Who was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// This post.
    Post(usize),
    /// None of those who were tried.
    Nobody,
    /// Those meant: a number, a document, or whoever is there.
    Meant,
}

/// Why an event changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The plan does not run yet.
    NotBegun,
    /// It runs already.
    Begun,
    /// No such signal, gauge, step, post or procedure.
    Unknown,
    /// Before the present.
    InThePast,
    /// Beyond the latest time, or no time at all.
    OutOfTime,
    /// The step is not due.
    NotDue,
    /// Nobody asks this post for its consent.
    NotAsked,
    /// The state is of another plan, or no state.
    WrongState,
    /// The value is beyond the whole numbers that are exact everywhere.
    OutOfRange,
    /// More timers fall before it than one call lets fall. Time has gone on to the last of them; the same call goes on from there.
    More,
}

impl Refused {
    /// Every reason but [`Refused::More`]; its place is its number in a module, from 1.
    pub const ALL: [Self; 9] = [
        Self::NotBegun,
        Self::Begun,
        Self::Unknown,
        Self::InThePast,
        Self::OutOfTime,
        Self::NotDue,
        Self::NotAsked,
        Self::WrongState,
        Self::OutOfRange,
    ];

    /// The number of a reason in a module.
    #[must_use]
    pub fn code(self) -> i32 {
        Self::ALL.iter().zip(1..).find(|(one, _)| **one == self).map_or(MORE, |(_, code)| code)
    }
}
