//! Who learns from each procedure that it has begun: those who are told in it, and those who have a hand in it anyway.

use super::called::{Called, names};
use super::calls::addressed;
use super::facts::reporters;
use super::hazards::{start_signals, sure_signals};
use super::numbers::{find_dialled, shape};
use super::people;
use crate::ast::Modal;
use crate::model::{Act, ActKind, Callee, Cond, Consent, ElseKind, Limit, Model, Parties, Party, PostId, PostKind, Procedure, SignalId, Step, Who};
use smol_str::SmolStr;
use std::collections::HashMap;

/// Names that stand for all groups, or for all who lead one.
const ALL_GROUPS: &[&str] = &[
    "各组", "各小组", "各工作组", "各应急小组", "各部门", "各个部门", "各组组长", "各小组组长", "各组负责人", "各小组负责人", "各部门负责人", "各部门责任人",
    "all groups", "all teams", "all departments", "group leaders", "team leaders", "heads of departments",
];

fn is_all_groups(name: &str) -> bool {
    ALL_GROUPS.contains(&name.trim().to_lowercase().replace('-', " ").as_str())
}

/// Who tells somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Teller {
    /// Only this post: it cannot tell itself to begin.
    Only(PostId),
    /// Another one, or several.
    Others,
}

impl Teller {
    fn of(actors: &[Party]) -> Self {
        match actors {
            [Party { who: Who::Post(id) | Who::Count(_, id), .. }] => Self::Only(*id),
            _ => Self::Others,
        }
    }
}

/// Who learns of one procedure.
#[derive(Debug, Default)]
struct Heard {
    posts: HashMap<PostId, Teller>,
    /// Everyone is told, or a name could not be resolved.
    all: bool,
    /// All groups are told, as in `各组负责人`, and who tells them.
    groups: Option<Teller>,
}

/// Who learns of each procedure of a plan.
pub(crate) struct Informed<'m, 'a> {
    model: &'m Model<'a>,
    heard: Vec<Heard>,
    /// By procedure: those that activate it.
    activators: Vec<Vec<usize>>,
    /// By signal: the procedures that it surely starts.
    started: Vec<Vec<usize>>,
    by_number: HashMap<SmolStr, Vec<PostId>>,
    called: Called,
}

impl<'m, 'a> Informed<'m, 'a> {
    /// Reads all procedures.
    pub(crate) fn new(model: &'m Model<'a>) -> Self {
        let count = model.procedures.len();
        let heard = (0..count).map(|_| Heard::default()).collect();
        let started = vec![Vec::new(); model.signals.len()];
        let (activators, called) = (vec![Vec::new(); count], Called::new(model));
        let mut informed = Self { model, heard, activators, started, by_number: HashMap::new(), called };
        for (index, post) in model.posts.iter().enumerate() {
            for number in post.contacts.iter().filter_map(|c| shape::comparable(c.text)) {
                informed.by_number.entry(number).or_default().push(PostId(index as u32));
            }
        }
        for (index, procedure) in model.procedures.iter().enumerate() {
            informed.procedure(index, procedure);
        }
        informed
    }

    fn procedure(&mut self, index: usize, procedure: &Procedure<'a>) {
        for signal in sure_signals(procedure) {
            if let Some(started) = self.started.get_mut(signal.index()) {
                started.push(index);
            }
        }
        let owners: Vec<Party> = procedure.owners.iter().map(|o| o.party).collect();
        self.add(index, &owners, Teller::Others);
        for start in &procedure.starts {
            self.reporters(index, &start.when);
            self.consents(index, &start.consents);
            start.limit.iter().for_each(|l| self.limit(index, l, Teller::Others));
        }
        procedure.finishes.iter().for_each(|f| self.consents(index, &f.consents));
        procedure.escalations.iter().for_each(|e| self.add(index, &e.to.list, Teller::Others));
        procedure.steps.iter().for_each(|s| self.step(index, s));
    }

    fn step(&mut self, index: usize, step: &Step<'a>) {
        self.consents(index, &step.consents);
        for duty in step.duties.iter().filter(|d| d.modal != Modal::MustNot) {
            let teller = Teller::of(&duty.parties.list);
            self.act(index, &duty.act, teller);
            duty.limits.iter().for_each(|l| self.limit(index, l, teller));
            if let ActKind::ActivateProcedure(id) = duty.act.kind {
                self.add(id.index(), &duty.parties.list, Teller::Others);
            }
        }
        let all = if let [duty] = step.duties.as_slice() { Teller::of(&duty.parties.list) } else { Teller::Others };
        step.limits.iter().for_each(|l| self.limit(index, l, all));
        if let Some((_, Some(act))) = &step.automatic {
            self.act(index, act, Teller::Others);
        }
    }

    fn limit(&mut self, index: usize, limit: &Limit<'a>, teller: Teller) {
        match limit.otherwise.as_ref().map(|o| &o.kind) {
            Some(ElseKind::Escalate(to, by)) => {
                self.add(index, &to.list, teller);
                by.iter().for_each(|by: &Parties| self.add(index, &by.list, teller));
            }
            Some(ElseKind::Act(act)) => self.act(index, act, teller),
            None => {}
        }
    }

    fn act(&mut self, index: usize, act: &Act<'a>, teller: Teller) {
        if let Some((to, _)) = addressed(act) {
            return self.add(index, &to.list, teller);
        }
        match &act.kind {
            ActKind::Call(Callee::Numbers(numbers)) => numbers.iter().for_each(|n| self.dial(index, &n.text, teller)),
            ActKind::Do(text) => {
                find_dialled(&text.text).iter().for_each(|d| self.dial(index, &d.number, teller));
                self.called.set_to_work(&text.text).into_iter().for_each(|id| self.add_post(index, id, teller));
            }
            ActKind::ActivateProcedure(id) => {
                if let Some(activators) = self.activators.get_mut(id.index()) {
                    activators.push(index);
                }
            }
            ActKind::Call(Callee::Parties(_))
            | ActKind::Notify(..)
            | ActKind::Report(..)
            | ActKind::Request(_)
            | ActKind::Record(..)
            | ActKind::Preserve(..)
            | ActKind::ActivateDocument(_)
            | ActKind::DoAction(_)
            | ActKind::Unknown => {}
        }
    }

    fn dial(&mut self, index: usize, number: &str, teller: Teller) {
        let posts = shape::comparable(number).and_then(|n| self.by_number.get(&n).cloned()).unwrap_or_default();
        posts.into_iter().for_each(|id| self.add_post(index, id, teller));
    }

    fn consents(&mut self, index: usize, consents: &[Consent]) {
        consents.iter().for_each(|c| self.add(index, &c.posts, Teller::Others));
    }

    /// Whoever reports what starts a procedure knows of it.
    fn reporters(&mut self, index: usize, when: &Cond<'a>) {
        for party in reporters(self.model, when) {
            // That everyone may report it tells nobody.
            if party.post().is_some() {
                self.add(index, &[party], Teller::Others);
            }
        }
    }

    fn add(&mut self, index: usize, parties: &[Party], teller: Teller) {
        for party in parties {
            match party.who {
                Who::Post(id) | Who::Count(_, id) => self.add_post(index, id, teller),
                Who::Everyone | Who::Unknown => self.heard.get_mut(index).into_iter().for_each(|h| h.all = true),
                Who::Anyone | Who::Someone => {}
            }
        }
    }

    /// Who tells a group tells those who belong to it.
    fn add_post(&mut self, index: usize, id: PostId, teller: Teller) {
        let Some(heard) = self.heard.get_mut(index) else { return };
        if self.model.post(id).is_some_and(|post| names(post).any(is_all_groups)) {
            heard.groups = Some(heard.groups.map_or(teller, |t| if t == teller { teller } else { Teller::Others }));
        }
        if heard.posts.get(&id) == Some(&Teller::Others) {
            return;
        }
        let spoken_for = self.called.spoken_for(id).iter().copied();
        for post in people::inside(self.model, id).posts().chain(spoken_for) {
            heard.posts.entry(post).and_modify(|t| *t = if *t == teller { teller } else { Teller::Others }).or_insert(teller);
        }
    }

    /// Whether a post, or somebody who belongs to it, learns that a procedure has begun.
    pub(crate) fn learns(&self, index: usize, procedure: &Procedure<'_>, post: PostId) -> bool {
        let inside: Vec<PostId> = people::inside(self.model, post).posts().collect();
        let by = |i: usize| self.hears(i, post, &inside);
        let activated = || self.activators.get(index).into_iter().flatten().any(|i| by(*i));
        // A common procedure that starts with each of the signals tells as well.
        let common = || {
            let signals = start_signals(procedure);
            let told = |id: &SignalId| self.started.get(id.index()).into_iter().flatten().any(|i| by(*i));
            !signals.is_empty() && signals.iter().all(told)
        };
        by(index) || activated() || common()
    }

    fn hears(&self, index: usize, post: PostId, inside: &[PostId]) -> bool {
        let told = |heard: &Heard| inside.iter().any(|id| heard.posts.get(id).is_some_and(|t| *t != Teller::Only(post)));
        let is_group = self.model.post(post).is_some_and(|p| p.kind == PostKind::Group);
        let with_all = |heard: &Heard| is_group && heard.groups.is_some_and(|t| t != Teller::Only(post));
        self.heard.get(index).is_none_or(|heard| heard.all || told(heard) || with_all(heard))
    }

    /// Whether a post, or somebody who belongs to it, reports what a condition asks about.
    pub(crate) fn reports(&self, when: &Cond<'_>, post: PostId) -> bool {
        let reporting = reporters(self.model, when);
        let reporting: Vec<PostId> = reporting.iter().filter_map(Party::post).flat_map(|id| people::inside(self.model, id).posts().collect::<Vec<_>>()).collect();
        people::inside(self.model, post).posts().any(|id| reporting.contains(&id))
    }

    /// The procedures that activate this one.
    pub(crate) fn activators(&self, index: usize) -> &[usize] {
        self.activators.get(index).map_or(&[], Vec::as_slice)
    }
}
