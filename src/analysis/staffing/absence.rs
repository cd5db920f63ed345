//! One role away at a time: which of its timed duties nobody takes over.
//!
//! Whoever stands in by the order of the language takes over. Where the plan says how to call the role, whoever stands in has
//! to be called as well, and without a contact cannot be.

use super::notice::{Notice, Seen, Undone, Watch};
use super::several::several;
use crate::analysis::people::{self, Reached};
use crate::ast::{ActorsKind, Modal};
use crate::diagnostic::Event;
use crate::model::{Consent, Duty, Model, Parties, Party, PostId, PostKind, SignalId, StepId, Who};
use crate::source::Span;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Most posts that are looked at for those who stand in.
const BUDGET: usize = 2_000_000;

/// Most duties of one role for which a run is looked for.
const TRIED: usize = 5;

/// A role whose absence leaves duties undone.
#[derive(Debug)]
pub(crate) struct Absence<'m, 'a> {
    /// The role.
    pub(crate) role: PostId,
    /// Why nobody stands in.
    pub(crate) lack: Lack,
    /// What is left undone, in the order of the text.
    pub(crate) duties: Vec<Left<'m, 'a>>,
    /// A run that shows it, where one was found.
    pub(crate) run: Vec<Event>,
}

/// Why nobody stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lack {
    /// Nobody is named.
    Nobody,
    /// This post would, but cannot be called.
    NoContact(PostId),
}

/// A duty that nobody takes over.
#[derive(Debug)]
pub(crate) struct Left<'m, 'a> {
    /// The duty.
    pub(crate) duty: &'m Duty<'a>,
    /// The group whose duty it is, where the role leads it.
    pub(crate) group: Option<PostId>,
    /// When somebody notices.
    pub(crate) notice: Notice,
    /// Whether the steps of others can end the procedure before.
    pub(crate) may_end: bool,
}

/// The roles whose absence leaves a timed duty undone, in the order of declaration; the flag says that there were too many
/// posts to tell.
pub(crate) fn absences<'m, 'a>(model: &'m Model<'a>, is_broken: &dyn Fn(Span) -> bool) -> (Vec<Absence<'m, 'a>>, bool) {
    let mut people = Others { model, is_broken, several: several(model), known: HashMap::new(), silent: HashMap::new(), left: BUDGET, too_large: false };
    let mut alone: BTreeMap<PostId, Alone<'m, 'a>> = BTreeMap::new();
    for (index, procedure) in model.procedures.iter().enumerate() {
        for (at, step) in procedure.steps.iter().enumerate().filter(|(_, s)| !is_broken(s.span)) {
            for duty in step.duties.iter().filter(|d| d.modal == Modal::Must) {
                let Some((role, lack)) = people.needed(&duty.parties) else { continue };
                let alone = alone.entry(role).or_insert_with(|| Alone { lack, stuck: BTreeMap::new(), timed: Vec::new() });
                alone.stuck.entry(index).or_default().push(at);
                if !(duty.limits.is_empty() && step.limits.is_empty()) {
                    alone.timed.push(Undone { at: (index, StepId(at as u32)), procedure, step, duty });
                }
            }
        }
    }
    let mut watch = Watch::new(model);
    let mut found = Vec::new();
    for (role, alone) in alone.into_iter().filter(|(_, a)| !a.timed.is_empty()) {
        let mut duties = Vec::new();
        let mut run = Vec::new();
        for undone in alone.timed {
            let stuck = alone.stuck.get(&undone.at.0).map_or(&[][..], Vec::as_slice);
            let Seen { notice, may_end, is_due } = watch.notice(&mut people, role, stuck, undone);
            if run.is_empty() && is_due && duties.len() < TRIED {
                run = watch.run(&mut people, role, stuck, undone, &notice).unwrap_or_default();
            }
            duties.push(Left { duty: undone.duty, group: group_of(model, undone.duty), notice, may_end });
        }
        found.push(Absence { role, lack: alone.lack, duties, run });
    }
    (found, people.too_large || watch.too_large)
}

/// What hangs on one role.
struct Alone<'m, 'a> {
    lack: Lack,
    /// By procedure, the steps that are done by nobody.
    stuck: BTreeMap<usize, Vec<usize>>,
    timed: Vec<Undone<'m, 'a>>,
}

fn group_of(model: &Model<'_>, duty: &Duty<'_>) -> Option<PostId> {
    let id = duty.parties.list.first().and_then(Party::post)?;
    model.post(id).filter(|p| p.kind == PostKind::Group).map(|_| id)
}

/// Who else is there when one role is away.
pub(super) struct Others<'m, 'a, 'b> {
    model: &'m Model<'a>,
    is_broken: &'b dyn Fn(Span) -> bool,
    /// Roles that several people hold: one of them away is not all of them away.
    several: HashSet<PostId>,
    /// By the post that is wanted, the role that is away, and whether it must be called.
    known: HashMap<(PostId, PostId, bool), Result<Option<PostId>, Lack>>,
    /// By the role that is away, the signals that nobody raises then.
    silent: HashMap<PostId, HashSet<SignalId>>,
    left: usize,
    too_large: bool,
}

impl Others<'_, '_, '_> {
    /// The role without which nobody does what these must do, and why nobody else does it.
    fn needed(&mut self, parties: &Parties) -> Option<(PostId, Lack)> {
        let mut role = None;
        for party in &parties.list {
            let acting = self.only(party)?;
            if role.is_some_and(|r| r != acting) {
                return None;
            }
            role = Some(acting);
        }
        let one = |id: &PostId| self.model.post(*id).is_some_and(|p| p.kind == PostKind::Role);
        let role = role.filter(|id| one(id) && !self.several.contains(id))?;
        let mut lack = Lack::Nobody;
        for id in parties.list.iter().filter_map(Party::post) {
            let called = self.is_called(id) || self.is_called(role);
            match self.instead(id, role, called) {
                Ok(_) => return None,
                Err(Lack::Nobody) => {}
                Err(other @ Lack::NoContact(_)) => lack = other,
            }
        }
        Some((role, lack))
    }

    /// The one who acts for a party, where nobody acts beside it.
    fn only(&self, party: &Party) -> Option<PostId> {
        match party.who {
            Who::Post(id) => people::acting(self.model, id),
            Who::Count(_, id) => {
                let inside = people::inside(self.model, id);
                inside.people.first().copied().filter(|_| inside.people.len() == 1)
            }
            Who::Everyone | Who::Anyone | Who::Someone | Who::Unknown => None,
        }
    }

    /// Whether the plan says how to call a post. Where it does not, missing-contact asks for it.
    fn is_called(&self, id: PostId) -> bool {
        !people::contacts_of(self.model, id).is_empty()
    }

    /// Who of several hears of something while a role is away; `None` inside where somebody does, nobody knows who.
    pub(super) fn hears(&mut self, to: &Parties, away: PostId) -> Option<Option<PostId>> {
        for party in &to.list {
            match party.who {
                Who::Post(id) | Who::Count(_, id) => {
                    if let Ok(who) = self.instead(id, away, true) {
                        return Some(who);
                    }
                }
                Who::Everyone | Who::Anyone | Who::Someone | Who::Unknown => return Some(None),
            }
        }
        None
    }

    /// Whether somebody passes something on while a role is away; that needs no call.
    pub(super) fn passes_on(&mut self, by: &Parties, away: PostId) -> bool {
        by.list.iter().any(|p| p.post().is_none_or(|id| self.instead(id, away, false).is_ok()))
    }

    /// The signals that nobody raises while a role is away: whoever stands in reports what it sees, without being called.
    pub(super) fn silent(&mut self, away: PostId) -> HashSet<SignalId> {
        if let Some(known) = self.silent.get(&away) {
            return known.clone();
        }
        let mut found = HashSet::new();
        for (at, signal) in self.model.signals.iter().enumerate() {
            // Who is not touched by the absence reports as ever, also a body of which no people are known.
            let mut raises = |party: &Party| party.post().is_none_or(|id| self.instead(id, away, false).is_ok() || !people::reached(self.model, id).people.contains(&away));
            if !signal.reported_by.is_empty() && !signal.reported_by.iter().any(&mut raises) {
                found.insert(SignalId(at as u32));
            }
        }
        self.silent.insert(away, found.clone());
        found
    }

    /// Whether all that is asked for can be requested, proposed and approved while a role is away.
    pub(super) fn agree(&mut self, consents: &[Consent], away: PostId) -> bool {
        consents.iter().all(|c| match c.need {
            ActorsKind::All => c.posts.iter().all(|p| self.agrees(p, away)),
            ActorsKind::Any => c.posts.iter().any(|p| self.agrees(p, away)),
        })
    }

    fn agrees(&mut self, party: &Party, away: PostId) -> bool {
        let called = |id: PostId| self.is_called(id) || self.is_called(away);
        party.post().map(|id| (id, called(id))).is_none_or(|(id, called)| self.instead(id, away, called).is_ok())
    }

    /// Who acts for a post while a role is away; `None` where it cannot be told.
    fn instead(&mut self, wanted: PostId, away: PostId, called: bool) -> Result<Option<PostId>, Lack> {
        const NEAR: usize = 8;
        if let Some(known) = self.known.get(&(wanted, away, called)) {
            return *known;
        }
        if self.left == 0 {
            self.too_large = true;
            return Ok(None);
        }
        let near = people::first_reached(self.model, wanted, NEAR);
        let mut answer = self.among(&near, away, called);
        self.left = self.left.saturating_sub(near.people.len() + 1);
        if answer.is_err() && near.people.len() >= NEAR {
            let all = people::reached(self.model, wanted);
            self.left = self.left.saturating_sub(all.people.len());
            answer = self.among(&all, away, called);
        }
        self.known.insert((wanted, away, called), answer);
        answer
    }

    fn among(&self, reached: &Reached, away: PostId, called: bool) -> Result<Option<PostId>, Lack> {
        if people::is_uncertain(self.model, reached, self.is_broken) {
            return Ok(None);
        }
        let has_contact = |id: &PostId| self.model.post(*id).is_some_and(|p| !p.contacts.is_empty());
        let mut others = reached.people.iter().filter(|id| **id != away);
        let Some(first) = others.clone().next() else { return Err(Lack::Nobody) };
        if !called {
            return Ok(Some(*first));
        }
        if let Some(who) = others.find(|id| has_contact(id)) {
            return Ok(Some(*who));
        }
        // Somebody of a group answers its telephone.
        let answers = |id: &&PostId| has_contact(id) && people::inside(self.model, **id).people.iter().any(|p| *p != away);
        reached.groups.iter().find(answers).map_or(Err(Lack::NoContact(*first)), |group| Ok(Some(*group)))
    }
}
