//! At which hours of the week somebody who answers for a procedure, or somebody who can do a timed duty, is on duty.

use super::week::Week;
use crate::analysis::calls::Place;
use crate::analysis::people::{self, Reached};
use crate::ast::{Key, Modal};
use crate::model::{Duty, Model, Owner, Party, Post, PostId, PostKind, Procedure, Shift, ShiftId, Who, values};
use crate::source::Span;
use std::collections::HashMap;

/// Most posts that are asked for their shifts.
const BUDGET: usize = 500_000;

/// Hours at which nobody is on duty.
#[derive(Debug)]
pub(crate) struct Gap<'m, 'a> {
    /// Who is missed.
    pub(crate) whose: Whose<'m, 'a>,
    /// When.
    pub(crate) hours: Week,
}

/// Who is missed.
#[derive(Debug)]
pub(crate) enum Whose<'m, 'a> {
    /// Those who answer for these procedures, all owned alike.
    Owners(Vec<&'m Procedure<'a>>),
    /// A post with its timed duties, though the procedures have an owner on duty then.
    Actor(PostId, Vec<(Place<'m, 'a>, &'m Duty<'a>)>),
}

/// The gaps of a plan: those of owners, then those of other posts. The flag says that there were too many posts to tell.
pub(crate) fn gaps<'m, 'a>(model: &'m Model<'a>, is_broken: &dyn Fn(Span) -> bool) -> (Vec<Gap<'m, 'a>>, bool) {
    let shifts = model.shifts.iter().map(|s| hours(s, is_broken)).collect();
    let mut cover = Cover { model, is_broken, shifts, posts: HashMap::new(), left: BUDGET, too_large: false };
    let mut owners: Vec<(Vec<&Procedure<'a>>, Week)> = Vec::new();
    #[allow(clippy::type_complexity, reason = "a key and no more")]
    let mut alike: HashMap<Vec<(Who, Option<Option<ShiftId>>)>, usize> = HashMap::new();
    let mut of_procedure: Vec<Option<usize>> = Vec::new();
    for procedure in &model.procedures {
        let known = !procedure.owners.is_empty() && !is_broken(procedure.head.decl.span);
        of_procedure.push(known.then(|| {
            let key = procedure.owners.iter().map(|o| (o.party.who, o.during)).collect();
            let index = *alike.entry(key).or_insert(owners.len());
            match owners.get_mut(index) {
                Some((procedures, _)) => procedures.push(procedure),
                None => owners.push((vec![procedure], cover.owners(&procedure.owners))),
            }
            index
        }));
    }
    let owned = |index: usize| of_procedure.get(index).copied().flatten().and_then(|at| owners.get(at)).map_or_else(Week::whole, |o| o.1.clone());
    let actors = cover.actors(&owned);
    let too_large = cover.too_large;
    let owners = owners.into_iter().map(|(procedures, week)| Gap { whose: Whose::Owners(procedures), hours: week.not() });
    (owners.chain(actors).filter(|gap| !gap.hours.is_empty()).collect(), too_large)
}

/// The hours of a post that has shifts; `None` where they are not all known.
pub(crate) fn own_hours(model: &Model<'_>, post: &Post<'_>, is_broken: &dyn Fn(Span) -> bool) -> Option<Week> {
    if has_unresolved(post) {
        return None;
    }
    let shifts = post.on_duty.iter().map(|id| hours(model.shifts.get(id.index())?, is_broken));
    shifts.collect::<Option<Vec<_>>>().map(|all| all.iter().fold(Week::default(), |a, b| a.or(b)))
}

/// The hours of a shift; `None` where they are not all known.
fn hours(shift: &Shift<'_>, is_broken: &dyn Fn(Span) -> bool) -> Option<Week> {
    let unknown = is_broken(shift.head.decl.span) || shift.head.has_todo();
    Week::of_shift(shift).filter(|_| !unknown)
}

struct Cover<'m, 'a, 'b> {
    model: &'m Model<'a>,
    is_broken: &'b dyn Fn(Span) -> bool,
    shifts: Vec<Option<Week>>,
    posts: HashMap<PostId, Week>,
    left: usize,
    too_large: bool,
}

impl<'m, 'a> Cover<'m, 'a, '_> {
    /// When one of several owners answers.
    fn owners(&mut self, owners: &[Owner]) -> Week {
        let mut week = Week::default();
        for owner in owners {
            let there = self.party(&owner.party);
            let when = match owner.during {
                None => Week::whole(),
                Some(shift) => shift.and_then(|id| self.shift(id)).unwrap_or_else(Week::whole),
            };
            week = week.or(&there.and(&when));
        }
        week
    }

    fn shift(&self, id: ShiftId) -> Option<Week> {
        self.shifts.get(id.index()).cloned().flatten()
    }

    /// The posts that nobody stands in for at hours at which the procedure has an owner, each once.
    fn actors(&mut self, owned: &dyn Fn(usize) -> Week) -> Vec<Gap<'m, 'a>> {
        let mut found: Vec<Gap<'m, 'a>> = Vec::new();
        let mut places: HashMap<PostId, usize> = HashMap::new();
        for (index, procedure) in self.model.procedures.iter().enumerate() {
            for step in &procedure.steps {
                for duty in step.duties.iter().filter(|d| d.modal == Modal::Must && !(d.limits.is_empty() && step.limits.is_empty())) {
                    let Some(first) = duty.parties.list.first().and_then(Party::post).filter(|_| !(self.is_broken)(step.span)) else { continue };
                    let there = duty.parties.list.iter().map(|p| self.party(p)).reduce(|a, b| a.or(&b)).unwrap_or_else(Week::whole);
                    if there == Week::whole() {
                        continue;
                    }
                    let hours = there.not().and(&owned(index));
                    if hours.is_empty() {
                        continue;
                    }
                    let place = (Place { procedure, step: Some(step) }, duty);
                    let at = *places.entry(first).or_insert(found.len());
                    match found.get_mut(at) {
                        Some(Gap { whose: Whose::Actor(_, duties), hours: known }) => {
                            duties.push(place);
                            *known = known.or(&hours);
                        }
                        Some(_) | None => found.push(Gap { whose: Whose::Actor(first, vec![place]), hours }),
                    }
                }
            }
        }
        found
    }

    /// When somebody acts for a party; whoever is meant by a word is always there.
    fn party(&mut self, party: &Party) -> Week {
        party.post().map_or_else(Week::whole, |id| self.post(id))
    }

    /// When a post or somebody who stands in for it is on duty.
    fn post(&mut self, id: PostId) -> Week {
        if let Some(week) = self.posts.get(&id) {
            return week.clone();
        }
        let week = self.chain(id);
        self.posts.insert(id, week.clone());
        week
    }

    fn chain(&mut self, id: PostId) -> Week {
        const NEAR: usize = 8;
        let model = self.model;
        if self.left == 0 {
            self.too_large = true;
            return Week::whole();
        }
        let near = people::first_reached(model, id, NEAR);
        let week = self.of(&near);
        self.left = self.left.saturating_sub(near.people.len() + 1);
        if week == Week::whole() || near.people.len() < NEAR {
            return week;
        }
        let all = people::reached(model, id);
        self.left = self.left.saturating_sub(all.people.len());
        self.of(&all)
    }

    fn of(&self, reached: &Reached) -> Week {
        // Where there is nobody at all, other rules say so.
        if reached.people.is_empty() || people::is_uncertain(self.model, reached, self.is_broken) {
            return Week::whole();
        }
        let mut week = Week::default();
        for id in reached.posts() {
            let Some(post) = self.model.post(id) else { continue };
            // A group without shifts of its own is there when its people are.
            if post.kind == PostKind::Group && post.on_duty.is_empty() && !has_unresolved(post) {
                continue;
            }
            week = week.or(&self.own(post));
            if week == Week::whole() {
                break;
            }
        }
        week
    }

    /// When a post itself is on duty; always, where it has no shifts or not all are known.
    fn own(&self, post: &Post<'_>) -> Week {
        if post.on_duty.is_empty() || has_unresolved(post) {
            return Week::whole();
        }
        let shifts = post.on_duty.iter().map(|id| self.shift(*id));
        shifts.collect::<Option<Vec<_>>>().map_or_else(Week::whole, |all| all.iter().fold(Week::default(), |a, b| a.or(b)))
    }
}

/// Whether a shift of the post could not be resolved.
fn has_unresolved(post: &Post<'_>) -> bool {
    values(&post.head.decl.body, Key::OnDuty).count() != post.on_duty.len()
}
