//! Whether there are enough people: who takes over from one who is away, who is on duty when, who must be in two places.

mod absence;
mod busy;
mod cover;
mod notice;
mod run;
mod several;
mod together;
mod week;

pub(crate) use absence::{Absence, Lack, Left, absences};
pub(crate) use busy::{Busy, Conflict, conflicts};
pub(crate) use cover::{Gap, Whose, gaps, own_hours};
pub(crate) use notice::Notice;
pub(crate) use week::Week;
