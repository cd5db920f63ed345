//! The hours of the week: who is on duty, and when nobody is.

use super::runbook::{Place, PostKind};
use crate::analysis::staffing::{self, Whose, gaps, own_hours};
use crate::analysis::wording::quoted;
use crate::check::Checked;
use crate::model;
use serde::Serialize;

/// Version of the shape of a [`Week`].
pub const VERSION: u32 = 1;

/// A part of the week: from its first minute to before its last, counted from Monday 00:00.
pub type Minutes = (u16, u16);

/// The hours of the week of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Week {
    /// [`VERSION`].
    pub version: u32,
    /// The posts that have shifts, in the order of the plan.
    pub posts: Vec<OnDuty>,
    /// Hours at which nobody who answers for a procedure is on duty, nor anybody who stands in.
    pub gaps: Vec<Unowned>,
    /// Hours at which neither a post with a time limit to keep nor anybody who stands in for it is on duty, though somebody answers for the procedure.
    pub absences: Vec<Absence>,
}

/// When a post is on duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OnDuty {
    /// Its name.
    pub post: String,
    /// What a reader calls it.
    pub title: String,
    /// Role, group or service.
    pub kind: PostKind,
    /// Where it is declared.
    pub at: Place,
    /// Its own hours; null where not all of them are known.
    pub on: Option<Vec<Minutes>>,
}

/// When nobody answers for a procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unowned {
    /// Its name.
    pub procedure: String,
    /// What a reader calls it.
    pub title: String,
    /// Who answers for it, in the words of the plan.
    pub owners: Vec<String>,
    /// Where the first of them is named.
    pub at: Place,
    /// When.
    pub gaps: Vec<Minutes>,
}

/// When a post with a time limit to keep is not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Absence {
    /// Its name.
    pub post: String,
    /// What a reader calls it.
    pub title: String,
    /// The procedures in which it must act.
    pub procedures: Vec<String>,
    /// Where it must act first.
    pub at: Place,
    /// When.
    pub gaps: Vec<Minutes>,
}

/// The week of a plan, as the rule `duty-gap` sees it.
#[must_use]
pub fn week(checked: &Checked<'_>) -> Week {
    let model = checked.model();
    let is_broken = |span| checked.is_broken(span);
    let (found, _) = gaps(model, &is_broken);
    let mut week = Week { version: VERSION, posts: Vec::new(), gaps: Vec::new(), absences: Vec::new() };
    for post in model.posts.iter().filter(|p| !p.on_duty.is_empty()) {
        week.posts.push(OnDuty {
            post: post.head.name.text.to_string(),
            title: post.head.title().to_owned(),
            kind: PostKind::of(post.kind),
            at: Place::of(checked.project(), post.head.decl.span),
            on: own_hours(model, post, &is_broken).as_ref().map(minutes),
        });
    }
    for gap in &found {
        let gaps = minutes(&gap.hours);
        match &gap.whose {
            Whose::Owners(procedures) => week.gaps.extend(procedures.iter().filter_map(|p| unowned(checked, p, gaps.clone()))),
            Whose::Actor(post, duties) => week.absences.extend(model.post(*post).zip(duties.first()).map(|(post, (_, duty))| {
                let mut procedures: Vec<String> = duties.iter().map(|(place, _)| place.procedure.head.name.text.to_string()).collect();
                procedures.dedup();
                let at = Place::of(checked.project(), duty.parties.span);
                Absence { post: post.head.name.text.to_string(), title: post.head.title().to_owned(), procedures, at, gaps }
            })),
        }
    }
    week
}

fn unowned(checked: &Checked<'_>, procedure: &model::Procedure<'_>, gaps: Vec<Minutes>) -> Option<Unowned> {
    let sources = checked.project().sources();
    Some(Unowned {
        procedure: procedure.head.name.text.to_string(),
        title: procedure.head.title().to_owned(),
        owners: procedure.owners.iter().map(|o| quoted(sources, o.party.span)).collect(),
        at: Place::of(checked.project(), procedure.owners.first()?.party.span),
        gaps,
    })
}

fn minutes(week: &staffing::Week) -> Vec<Minutes> {
    week.parts().to_vec()
}
